"""Up to four offers side by side. Which ones stands in the address, so that it can be passed on."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from liaison.domain.comparison import MOST_COMPARED, side_by_side
from liaison.queries.comparison import addable_technologies, compared_technologies, comparing_need
from liaison.queries.similar import similar_technologies
from startups.models import Need
from startups.queries.need import own_needs
from universities.models import Technology

_MOST_READ = 40  # ids of an address; it may have been put together by anybody


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    asked = list(dict.fromkeys(request.GET.getlist("id")))[:_MOST_READ]
    found = compared_technologies(request.user, asked)
    shown = found[:MOST_COMPARED]
    need = comparing_need(request.user, request.GET.get("need", ""))
    context = {
        "technologies": [(row, _query(shown, need, without=row)) for row in shown],
        "compared": side_by_side(shown, need),
        "need": need,
        "bookmark_need": _own(request, need),
        "unknown": len(asked) - len(found),
        "left_out": found[MOST_COMPARED:],
        "most": MOST_COMPARED,
        "addable": [(row, _query([*shown, row], need)) for row in _addable(request, shown)],
    }
    return render(request, "liaison/compare.html", context)


def _own(request: HttpRequest, need: Need | None) -> str:
    """The id of the need where it is one of the reader's own: bookmarks may be kept for it."""
    return need.public_id if need and own_needs(request.user).filter(pk=need.pk).exists() else ""


def _addable(request: HttpRequest, shown: Sequence[Technology]) -> list[Technology]:
    """What may be added: one's bookmarks, else offers like the first one."""
    if len(shown) >= MOST_COMPARED:
        return []
    kept = addable_technologies(request.user, shown)
    if kept or not shown:
        return kept
    similar = [found.technology for found in similar_technologies(shown[0].pk)]
    return [row for row in similar if row not in shown]


def _query(rows: Sequence[Technology], need: Need | None, without: Technology | None = None) -> str:
    pairs = [("id", row.public_id) for row in rows if row != without]
    return urlencode([*pairs, *([("need", need.public_id)] if need else [])])
