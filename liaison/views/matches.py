"""Matches of a need with their reasons, and what people say of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liaison.domain.explanation import request_quotes
from liaison.domain.feedback import give_feedback, withdraw_feedback
from liaison.enums import IrrelevantReason, MatchBand, Verdict
from liaison.models import Match
from liaison.queries.matching import current_matches, following_match, visible_matches
from startups.enums import NeedState
from startups.queries.need import visible_needs
from yangpu_portal.core.models import User


@dataclass(frozen=True, slots=True)
class Found:
    """The matches of a need as they are set out: those that count, those further away, those refused.

    `counts` has the number of matches by strength, without the refused ones.
    """

    leading: list[Any]
    further: list[Any]
    refused: list[Any]

    @property
    def counts(self) -> Counter[str]:
        return Counter(match.band for match in (*self.leading, *self.further))


@login_required
@require_safe
def need_matches(request: HttpRequest, public_id: str) -> HttpResponse:
    need = get_object_or_404(visible_needs(request.user).select_related("company"), public_id=public_id)
    if not request.user.has_perm("liaison.see_need_matches", need):
        raise Http404
    found, is_open = _found(current_matches(need, cast(User, request.user))), need.state == NeedState.OPEN
    if is_open:
        request_quotes(need=need, matches=[*found.leading, *found.further])
    context = {
        "need": need,
        "is_open": is_open,
        "found": found,
        "reasons": IrrelevantReason.choices,
        "may_judge": request.user.has_perm("startups.edit_need", need),
    }
    return render(request, "liaison/matches.html", context)


@login_required
@require_POST
def match_feedback(request: HttpRequest, public_id: str) -> HttpResponse:
    match, user = _visible_match(request, public_id), cast(User, request.user)
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
    try:
        give_feedback(match=match, user=user, verdict=verdict, reason=reason)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back_to_list(match, match)
    if verdict == Verdict.USEFUL:
        messages.success(request, _("Noted: “%(title)s” is useful.") % {"title": match.technology.title})
        return _back_to_list(match, match)
    text = _("Noted: “%(title)s” is not relevant. It now stands at the end of the list.")
    messages.success(request, text % {"title": match.technology.title})
    # The reader goes on with the next one; a link to this one would open the fold at the end.
    return _back_to_list(match, following_match(match, user))


@login_required
@require_POST
def match_feedback_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    match = _visible_match(request, public_id)
    if withdraw_feedback(match=match, user=cast(User, request.user)):
        messages.success(request, _("Undone: “%(title)s”.") % {"title": match.technology.title})
    return _back_to_list(match, match)


def _found(matches: Iterable[Any]) -> Found:
    found = Found([], [], [])
    for match in matches:
        if match.folded:
            found.refused.append(match)
        else:
            (found.further if match.band == MatchBand.WEAK else found.leading).append(match)
    return found


def _visible_match(request: HttpRequest, public_id: str) -> Match:
    rows = visible_matches(request.user).select_related("need", "technology")
    return get_object_or_404(rows, public_id=public_id)


def _back_to_list(match: Match, at: Match | None) -> HttpResponse:
    path = reverse("need_matches", args=[match.need.public_id])
    return redirect(f"{path}#{at.public_id}" if at else path)
