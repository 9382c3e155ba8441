"""What the steps of a need share: who may write it, the list of steps, the answer to an autosave."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from startups.domain.draft import step_content
from startups.domain.draft_check import steps_done
from startups.enums import NeedStep
from startups.models import Need
from startups.queries.need import visible_needs
from yangpu_portal.core.models import User


def editable_need(user: User | AnonymousUser, public_id: str) -> Need:
    """The need, for who may change it.

    Raises:
        Http404: there is no such need, or the reader may not see it.
        PermissionDenied: the reader sees it and may not change it.
    """
    rows = visible_needs(user).select_related("company", "revises").prefetch_related("fields", "parameters")
    need = get_object_or_404(rows, public_id=public_id)
    if not user.has_perm("startups.edit_need", need):
        raise PermissionDenied(_("Only people of the company can change its needs."))
    return need


def step_url(need: Need, step: str) -> str:
    return reverse("need_step", args=[need.public_id, step])


def stepper(need: Need | None, current: str) -> list[dict[str, Any]]:
    """The steps with what is known of each; without addresses before there is a draft."""
    done = steps_done(need) if need else {}
    return [
        {
            "label": step.label.capitalize(),
            "state": "current" if step == current else done.get(step.value, "todo"),
            "url": step_url(need, step) if need else "",
        }
        for step in NeedStep
    ]


def following(step: str) -> str:
    steps = NeedStep.values
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def preceding(step: str) -> str:
    return NeedStep.values[max(NeedStep.values.index(step) - 1, 0)]


def is_autosave(request: HttpRequest) -> bool:
    """Whether the script of the page has sent the form, and not a person."""
    return request.headers.get("X-Autosave") == "1"


def saved_answer(need: Need, step: str, faults: list[str]) -> JsonResponse:
    """Told to the script: when it was saved, where the draft is, the mark to send next."""
    moment = timezone.localtime().strftime("%H:%M")
    text = _("Saved %(time)s") % {"time": moment}
    if faults:
        text = _("Saved %(time)s, except: %(faults)s") % {"time": moment, "faults": " ".join(faults)}
    seen = step_content(need, step).mark
    return JsonResponse({"text": text, "seen": seen, "id": need.public_id, "url": step_url(need, step)})


def refused_answer(text: str, status: int) -> JsonResponse:
    return JsonResponse({"text": text}, status=status)
