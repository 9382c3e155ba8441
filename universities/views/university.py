"""Pages of universities, schools and departments. They hold nothing secret: everybody may read them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from universities.models import Department, School, University
from universities.queries.technology import visible_technologies, with_organisation
from universities.queries.university import universities_by_offers, with_offer_count, with_structure
from yangpu_portal.core.paging import page_of

NEWEST = 6


@require_safe
def universities(request: HttpRequest) -> HttpResponse:
    page = page_of(universities_by_offers(), request.GET.get("page"))
    return render(request, "universities/universities.html", {"page": page})


@require_safe
def university(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(with_structure(with_offer_count(University.objects.all())), slug=slug)
    offers = with_organisation(visible_technologies(request.user)).filter(university=row)
    return render(request, "universities/university.html", {"university": row, "newest": offers[:NEWEST]})


@require_safe
def school(request: HttpRequest, university_slug: str, slug: str) -> HttpResponse:
    rows = School.objects.select_related("university").prefetch_related("departments", "laboratories")
    row = get_object_or_404(rows, university__slug=university_slug, slug=slug)
    offers = with_organisation(visible_technologies(request.user)).filter(department__school=row)
    context = {"school": row, "university": row.university, "page": page_of(offers, request.GET.get("page"))}
    return render(request, "universities/school.html", context)


@require_safe
def department(request: HttpRequest, university_slug: str, slug: str) -> HttpResponse:
    rows = Department.objects.select_related("university", "school").prefetch_related("laboratories")
    row = get_object_or_404(rows, university__slug=university_slug, slug=slug)
    offers = with_organisation(visible_technologies(request.user)).filter(department=row)
    context = {
        "department": row,
        "university": row.university,
        "page": page_of(offers, request.GET.get("page")),
    }
    return render(request, "universities/department.html", context)
