"""The page of a researcher who agreed to be named. It never holds a way to write to the person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from universities.linked_data import researcher_data
from universities.queries.organisation import visible_researchers
from universities.queries.technology import listed_technologies, with_organisation
from universities.views.trail import trail
from yangpu_portal.core.enums import Language
from yangpu_portal.core.paging import page_of


@require_safe
def researcher(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = visible_researchers(request.user).prefetch_related("fields")
    rows = rows.select_related("department__university")
    row = get_object_or_404(rows, public_id=public_id)
    offers = with_organisation(listed_technologies().filter(inventors=row))
    above = [part for part in (row.university, row.laboratory or row.department) if part]
    context = {
        "researcher": row,
        "university": row.university,
        "languages": [Language(code).label for code in row.languages],
        "page": page_of(offers, request.GET.get("page")),
        "linked_data": [researcher_data(row), trail(*above, row)],
    }
    return render(request, "universities/researcher.html", context)
