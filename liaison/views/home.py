"""The front page: one box to search, what is new, and how much there is."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liaison.queries.front_page import front_page, newest_needs, offers_stamp, unanswered_matches
from universities.queries.search import LONGEST_QUERY
from yangpu_portal.core.linked_data import portal
from yangpu_portal.core.models import User

_KEPT = 60  # seconds for which counts of needs and companies may lag


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "examples": _examples(),
        "news": _news(),
        "longest_query": LONGEST_QUERY,
        "longest_query_shown": f"{LONGEST_QUERY:,}",
        "linked_data": [portal()],
    }
    if isinstance(request.user, User):
        context["unanswered"] = unanswered_matches(request.user)
    return render(request, "liaison/home.html", context)


def _news() -> SafeString:
    """What is the same for everybody, rendered once; anew as soon as any offer or the newest needs change."""
    needs = newest_needs()
    key = f"liaison:front-page:{offers_stamp()}:{'-'.join(map(str, needs))}:{get_language()}"
    kept: SafeString | None = cache.get(key)
    if kept is None:
        page = front_page(needs)
        counts = [
            ("technologies", page.counts["technologies"], _("technologies on offer")),
            ("universities", page.counts["universities"], pgettext("after a number", "universities")),
            ("open_needs", page.counts["needs"], _("needs of companies, open now")),
            ("companies", page.counts["companies"], pgettext("after a number", "companies")),
        ]
        kept = render_to_string("liaison/home_news.html", {"page": page, "counts": counts})
        cache.set(key, kept, _KEPT)
    return kept


def _examples() -> list[tuple[str, str]]:
    """What people come with, in their own words: a heading, and the text that is searched for."""
    return [
        (
            _("Batteries in the cold"),
            _(
                "Our delivery vans lose half their range at −30 °C. We look for cells or electrolytes that "
                "keep their capacity without preheating."
            ),
        ),
        (
            _("Labels nobody can copy"),
            _(
                "Our medicine boxes are counterfeited together with their QR codes. We want a label that any "
                "phone can verify and nobody can copy."
            ),
        ),
        (
            _("Signals with few detectors"),
            _(
                "Half of the detectors at our junctions are out of order. How can traffic signals be timed "
                "with sparse data?"
            ),
        ),
    ]
