"""Pages of technologies and needs, with what the bridge knows of them."""

import hashlib
from http import HTTPStatus
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from liaison.domain.introduction import ANSWERED_WITHIN
from liaison.enums import MatchBand
from liaison.queries.matching import matches_between, with_suggestions
from liaison.queries.similar import similar_technologies
from liaison.queries.technology_version import shown_version
from liaison.views.visitors import for_visitors, is_visitor
from startups.queries.company import own_companies
from startups.queries.need import own_needs, with_progress
from startups.views.need import need_context
from universities.views.technology import readable_technology, retired_technology, technology_context
from yangpu_portal.core.models import User
from yangpu_portal.core.paging import page_of

_KEPT_SECONDS = 600  # at most this old when something changes that is no row, such as a translation


@require_safe
def technology(request: HttpRequest, public_id: str) -> HttpResponse:
    """Visitors all read the same page: it is kept until something that it shows has changed."""
    key = visitor_page_key(request, public_id)
    kept = cache.get(key) if key else None
    if kept is not None:
        return for_visitors(kept)
    answer = _technology(request, public_id)
    if key and answer.status_code == HTTPStatus.OK:
        cache.set(key, answer.content, _KEPT_SECONDS)
    return answer


def visitor_page_key(request: HttpRequest, public_id: str) -> str | None:
    """None for whom the portal knows, be it by a message that waits, and for other than the plain page."""
    if request.GET or not is_visitor(request):
        return None
    version = shown_version(public_id)
    if version is None:
        return None
    # The day stands in the citations; with a new release, style sheets have new addresses.
    parts = (request.path, str(timezone.localdate()), static("css/pages/technology.css"), version)
    return f"technology-page:{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()}"


def _technology(request: HttpRequest, public_id: str) -> HttpResponse:
    row = readable_technology(request, public_id)
    if row is None:
        return _retired(request, public_id)
    matches = list(matches_between(request.user, row.pk))
    # What comes close leads; where nothing does, the best of the rest.
    leading = [match for match in matches if match.band != MatchBand.WEAK] or matches[:1]
    others = [match for match in matches if match not in leading]
    context = {
        **technology_context(row),
        "suggested": leading,
        "also_suggested": others,
        "similar": similar_technologies(row.pk),
        "answered_within": ANSWERED_WITHIN,
    }
    return render(request, "liaison/technology.html", context)


def _retired(request: HttpRequest, public_id: str) -> HttpResponse:
    """Search engines drop an address that is gone sooner than one that is missing; people are led on."""
    row = retired_technology(public_id)
    if row is None:
        raise Http404
    context = {"technology": row, "similar": similar_technologies(row.pk)}
    return render(request, "liaison/technology_gone.html", context, status=410)


@login_required
@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    if not own_companies(user).exists():
        return render(request, "startups/no_seat.html")
    mine = with_suggestions(with_progress(own_needs(user)), user).select_related("company")
    return render(request, "liaison/needs.html", {"page": page_of(mine, request.GET.get("page"))})


@require_safe
def need(request: HttpRequest, public_id: str) -> HttpResponse:
    context = need_context(request, public_id)
    may_see = request.user.has_perm("liaison.see_need_matches", context["need"])
    return render(request, "liaison/need.html", {**context, "may_see_matches": may_see})
