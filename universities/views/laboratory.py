"""The page of a laboratory: what it solves, what it has and how to reach it. Everybody may read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from universities.linked_data import laboratory_data
from universities.queries.organisation import visible_laboratories, visible_researchers
from universities.queries.technology import listed_technologies, with_organisation
from universities.queries.university import offering_first
from universities.views.trail import trail
from yangpu_portal.core.paging import page_of


@require_safe
def laboratory(request: HttpRequest, university_slug: str, slug: str) -> HttpResponse:
    rows = visible_laboratories(request.user).prefetch_related("fields")
    rows = rows.select_related("school__university", "department__university")
    row = get_object_or_404(rows, university__slug=university_slug, slug=slug)
    offers = with_organisation(listed_technologies().filter(laboratory=row))
    people = visible_researchers(request.user).filter(laboratory=row)
    above = [part for part in (row.university, row.school, row.department) if part]
    context = {
        "laboratory": row,
        "university": row.university,
        "page": page_of(offers, request.GET.get("page")),
        "people": offering_first(people),
        "linked_data": [laboratory_data(row), trail(*above, row)],
    }
    return render(request, "universities/laboratory.html", context)
