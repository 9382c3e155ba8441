"""Pages of universities, schools and departments. They hold nothing secret: everybody may read them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from universities.linked_data import university_data
from universities.models import School, University
from universities.queries.organisation import (
    visible_departments,
    visible_laboratories,
    visible_researchers,
    visible_schools,
    visible_universities,
)
from universities.queries.technology import listed_technologies, with_organisation
from universities.queries.university import (
    fields_of,
    laboratories_by_offers,
    offering_first,
    universities_by_offers,
    with_structure,
)
from universities.views.trail import trail
from yangpu_portal.core.paging import page_of

NEWEST = 5
FIELDS = 12
PEOPLE = 12  # shown on the page of a university; the others on those of its parts
LABORATORIES = 8  # shown in full; the others by name


@require_safe
def universities(request: HttpRequest) -> HttpResponse:
    page = page_of(universities_by_offers(visible_universities(request.user)), request.GET.get("page"))
    return render(request, "universities/universities.html", {"page": page, "linked_data": [trail()]})


def university_context(request: HttpRequest, slug: str) -> dict[str, Any]:
    """What the page of a university shows; the demand side adds the parks around it.

    Raises:
        Http404: there is no such university.
    """
    rows = with_structure(universities_by_offers(visible_universities(request.user)))
    row: University = get_object_or_404(rows, slug=slug)
    offers = listed_technologies().filter(university=row)
    laboratories = visible_laboratories(request.user).filter(university=row)
    people = visible_researchers(request.user).filter(university=row)
    found = list(laboratories_by_offers(laboratories))
    return {
        "university": row,
        "newest": with_organisation(offers)[:NEWEST],
        "fields": fields_of(offers)[:FIELDS],
        "laboratories": found[:LABORATORIES],
        "further_laboratories": found[LABORATORIES:],
        "people": offering_first(people)[:PEOPLE],
        "linked_data": [university_data(row), trail(row)],
    }


@require_safe
def school(request: HttpRequest, university_slug: str, slug: str) -> HttpResponse:
    rows = visible_schools(request.user).prefetch_related("departments__university")
    row: School = get_object_or_404(rows, university__slug=university_slug, slug=slug)
    offers = listed_technologies().filter(department__school=row)
    laboratories = visible_laboratories(request.user).filter(school=row)
    people = visible_researchers(request.user).filter(department__school=row)
    context = {
        "school": row,
        "university": row.university,
        "fields": fields_of(offers)[:FIELDS],
        "laboratories": laboratories_by_offers(laboratories),
        "people": offering_first(people)[:PEOPLE],
        "page": page_of(with_organisation(offers), request.GET.get("page")),
        "linked_data": [trail(row.university, row)],
    }
    return render(request, "universities/school.html", context)


@require_safe
def department(request: HttpRequest, university_slug: str, slug: str) -> HttpResponse:
    rows = visible_departments(request.user).select_related("school__university")
    row = get_object_or_404(rows, university__slug=university_slug, slug=slug)
    offers = listed_technologies().filter(department=row)
    laboratories = visible_laboratories(request.user).filter(department=row)
    people = visible_researchers(request.user).filter(department=row)
    above: list[University | School] = [row.university, *([row.school] if row.school else [])]
    context = {
        "department": row,
        "university": row.university,
        "fields": fields_of(offers)[:FIELDS],
        "laboratories": laboratories_by_offers(laboratories),
        "people": offering_first(people)[:PEOPLE],
        "page": page_of(with_organisation(offers), request.GET.get("page")),
        "linked_data": [trail(*above, row)],
    }
    return render(request, "universities/department.html", context)
