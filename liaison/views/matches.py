"""Matches of a need with their reasons, and what people say of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from liaison.domain.explanation import request_quotes
from liaison.domain.feedback import give_feedback, withdraw_feedback
from liaison.enums import IrrelevantReason, MatchBand, Verdict
from liaison.models import Match
from liaison.queries.matching import current_matches, following_match, visible_matches, was_matched
from startups.enums import NeedState
from startups.models import Need
from startups.queries.need import own_needs, visible_needs
from yangpu_portal.core.models import User

# A run takes seconds; what takes longer than this says so, and its page asks no more by itself.
_USUAL_WAIT = timedelta(minutes=10)
_STOP_POLLING = 286  # htmx's own status


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

    def __bool__(self) -> bool:
        return bool(self.leading or self.further or self.refused)


@login_required
@require_safe
@vary_on_headers("HX-Request")
def need_matches(request: HttpRequest, public_id: str) -> HttpResponse:
    need = get_object_or_404(visible_needs(request.user).select_related("company"), public_id=public_id)
    if not request.user.has_perm("liaison.see_need_matches", need):
        raise Http404
    context = _list_context(request, need)
    if not _is_htmx(request):
        return render(request, "liaison/matches.html", context)
    # A page that waits asks whether there is something to show now.
    if context["waiting"]:
        return HttpResponse(status=204)
    if context["overdue"]:
        return render(request, "liaison/match_list.html", context, status=_STOP_POLLING)
    return render(request, "liaison/match_list.html", context)


@login_required
@require_POST
def match_feedback(request: HttpRequest, public_id: str) -> HttpResponse:
    match, user = _visible_match(request, public_id), cast(User, request.user)
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
    try:
        give_feedback(match=match, user=user, verdict=verdict, reason=reason)
    except ValidationError as error:
        return _answer(request, match, " ".join(error.messages), at=match, failed=True)
    if verdict == Verdict.USEFUL:
        text = _("Noted: “%(title)s” is useful.") % {"title": match.technology.title}
        return _answer(request, match, text, at=match, undo=True)
    text = _("Noted: “%(title)s” is not relevant. It now stands at the end of the list.")
    # The reader goes on with the next one; a link to this one would open the fold at the end.
    following = following_match(match, user)
    return _answer(request, match, text % {"title": match.technology.title}, at=following, undo=True)


@login_required
@require_POST
def match_feedback_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    match = _visible_match(request, public_id)
    text = ""
    if withdraw_feedback(match=match, user=cast(User, request.user)):
        text = _("Undone: “%(title)s” stands where it stood.") % {"title": match.technology.title}
    return _answer(request, match, text, at=match)


def _list_context(request: HttpRequest, need: Need) -> dict[str, Any]:
    found, is_open = _found(current_matches(need, cast(User, request.user))), need.state == NeedState.OPEN
    if is_open:
        request_quotes(need=need, matches=[*found.leading, *found.further])
    unmatched = is_open and not found and not was_matched(need)
    overdue = unmatched and need.opened_at is not None and timezone.now() - need.opened_at > _USUAL_WAIT
    is_own = own_needs(request.user).filter(pk=need.pk).exists()
    return {
        "need": need,
        "is_open": is_open,
        "found": found,
        "waiting": unmatched and not overdue,
        "overdue": overdue,
        "reasons": IrrelevantReason.choices,
        "may_judge": request.user.has_perm("startups.edit_need", need),
        "own_need": need.public_id if is_own else "",
        "ticked": request.POST.getlist("id"),
        "next": reverse("need_matches", args=[need.public_id]),
    }


def _found(matches: Iterable[Any]) -> Found:
    found = Found([], [], [])
    for match in matches:
        if match.folded:
            found.refused.append(match)
        else:
            (found.further if match.band == MatchBand.WEAK else found.leading).append(match)
    return found


def _visible_match(request: HttpRequest, public_id: str) -> Match:
    rows = visible_matches(request.user).select_related("need__company", "technology")
    return get_object_or_404(rows, public_id=public_id)


def _answer(
    request: HttpRequest,
    match: Match,
    text: str,
    *,
    at: Match | None,
    undo: bool = False,
    failed: bool = False,
) -> HttpResponse:
    """The list as it is now and what was done: a region for htmx, else the page at the card `at`."""
    if _is_htmx(request):
        done = {"said": text, "undo": match.public_id if undo else "", "focus": at.public_id if at else ""}
        return render(request, "liaison/match_answer.html", {**_list_context(request, match.need), **done})
    if text:
        (messages.error if failed else messages.success)(request, text)
    path = reverse("need_matches", args=[match.need.public_id])
    return redirect(f"{path}#{at.public_id}" if at else path)


def _is_htmx(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers
