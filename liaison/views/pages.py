"""Pages of technologies and needs, with what the bridge knows of them."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liaison.enums import MatchBand
from liaison.queries.matching import matches_between, with_suggestions
from startups.queries.company import own_companies
from startups.queries.need import own_needs
from startups.views.need import need_context
from universities.views.technology import technology_context
from yangpu_portal.core.models import User
from yangpu_portal.core.paging import page_of


@require_safe
def technology(request: HttpRequest, public_id: str) -> HttpResponse:
    context = technology_context(request, public_id)
    matches = list(matches_between(request.user, context["technology"].pk))
    # What comes close leads; where nothing does, the best of the rest.
    leading = [match for match in matches if match.band != MatchBand.WEAK] or matches[:1]
    others = [match for match in matches if match not in leading]
    suggested = {"suggested": leading, "also_suggested": others}
    return render(request, "liaison/technology.html", {**context, **suggested})


@login_required
@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    if not own_companies(user).exists():
        return render(request, "startups/no_seat.html")
    mine = with_suggestions(own_needs(user), user).select_related("company").order_by("-updated_at", "-id")
    return render(request, "liaison/needs.html", {"page": page_of(mine, request.GET.get("page"))})


@require_safe
def need(request: HttpRequest, public_id: str) -> HttpResponse:
    context = need_context(request, public_id)
    may_see = request.user.has_perm("liaison.see_need_matches", context["need"])
    return render(request, "liaison/need.html", {**context, "may_see_matches": may_see})
