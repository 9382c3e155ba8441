"""One need: what its page shows, handing it in and withdrawing it."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from startups.domain.need import TRANSITIONS, transition_needs
from startups.enums import NeedState
from startups.models import Need
from startups.queries.need import visible_needs
from startups.views.need_form import EDITABLE
from yangpu_portal.core.models import User


def need_context(request: HttpRequest, public_id: str) -> dict[str, Any]:
    """What the page of a need shows; the bridge adds its matches.

    Raises:
        Http404: there is no such need, or the reader may not see it.
    """
    rows = visible_needs(request.user).select_related("company").prefetch_related("fields", "parameters")
    row = get_object_or_404(rows, public_id=public_id)
    may_edit = request.user.has_perm("startups.edit_need", row)
    return {
        "need": row,
        "company": row.company if request.user.has_perm("startups.see_company_of_need", row) else None,
        "may_edit": may_edit and row.state in EDITABLE,
        "may_submit": may_edit and NeedState.IN_REVIEW in TRANSITIONS.targets(row.state),
        "may_withdraw": may_edit and NeedState.WITHDRAWN in TRANSITIONS.targets(row.state),
    }


@login_required
@require_POST
def need_submit(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(visible_needs(request.user), public_id=public_id)
    if row.state != NeedState.IN_REVIEW:  # a button pressed twice did its work the first time
        _attempt(request, row, NeedState.IN_REVIEW)
    if row.state == NeedState.IN_REVIEW:
        messages.success(request, _("Handed in. A liaison officer reads it before laboratories see it."))
    return redirect(row)


@login_required
@require_POST
def need_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(visible_needs(request.user), public_id=public_id)
    if row.state != NeedState.WITHDRAWN:
        _attempt(request, row, NeedState.WITHDRAWN)
    if row.state == NeedState.WITHDRAWN:
        messages.success(request, _("Withdrawn. Nobody outside your company sees it any more."))
    return redirect(row)


def _attempt(request: HttpRequest, row: Need, to: NeedState) -> None:
    actor = cast(User, request.user)
    try:
        transition_needs(need_ids=[row.pk], to=to, actor=actor)
        row.refresh_from_db()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
