"""Pages of sci-tech parks, on a map of the district where we have one. Everybody may read them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from startups.district_map import draw_map
from startups.filters import ParkFilter
from startups.linked_data import park_data
from startups.models import SciTechPark
from startups.queries.organisation import listed_companies, parks_by_level, visible_parks
from yangpu_portal.core.linked_data import breadcrumbs
from yangpu_portal.core.paging import page_of

MOST = 100  # a district has some twenty parks; all are on one page, as they are on one map


@require_safe
def parks(request: HttpRequest) -> HttpResponse:
    everywhere = parks_by_level(visible_parks(request.user)).prefetch_related("fields")
    filters = ParkFilter(request.GET, queryset=everywhere)
    rows = list((filters.qs if filters.is_valid() else everywhere)[:MOST])
    # One map shows one district, that of the first park.
    drawing = draw_map(rows[0].district.code, rows) if rows else None
    marked = {marker.park.pk for marker in drawing.markers} if drawing else set()
    context = {
        "filters": filters,
        "narrowed": filters.is_valid() and any(filters.form.cleaned_data.values()),
        "map": drawing,
        "total": len(rows),
        "unplaced": [row for row in rows if row.pk not in marked],
        "linked_data": [breadcrumbs((_("Sci-tech parks"), reverse("parks")))],
    }
    return render(request, "startups/parks.html", context)


@require_safe
def park(request: HttpRequest, slug: str) -> HttpResponse:
    row: SciTechPark = get_object_or_404(visible_parks(request.user).prefetch_related("fields"), slug=slug)
    around = parks_by_level(visible_parks(request.user)).filter(district=row.district)[:MOST]
    companies = listed_companies().filter(park=row).prefetch_related("fields")
    context = {
        "park": row,
        "map": draw_map(row.district.code, list(around), selected=row) if row.latitude is not None else None,
        "page": page_of(companies, request.GET.get("page")),
        "linked_data": [
            park_data(row),
            breadcrumbs((_("Sci-tech parks"), reverse("parks")), (row.name, row.get_absolute_url())),
        ],
    }
    return render(request, "startups/park.html", context)
