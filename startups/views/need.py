"""One need: what its page shows, and what its company does with it."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from startups.domain.draft import hand_in_need
from startups.domain.need import TRANSITIONS, transition_needs
from startups.domain.need_revision import discard_revision, start_revision
from startups.enums import Confidentiality, NeedState, NeedStep
from startups.linked_data import need_data
from startups.models import Need
from startups.queries.need import last_remark, visible_needs
from startups.views.need_page import editable_need, step_url
from startups.views.need_step import check_page
from yangpu_portal.core.linked_data import breadcrumbs
from yangpu_portal.core.models import User

LIVE = (NeedState.OPEN, NeedState.MATCHED)


def need_context(request: HttpRequest, public_id: str) -> dict[str, Any]:
    """What the page of a need shows; the bridge adds its matches.

    Raises:
        Http404: there is no such need, or the reader may not see it.
    """
    rows = visible_needs(request.user).select_related("company").prefetch_related("fields", "parameters")
    row = get_object_or_404(rows, public_id=public_id)
    may_edit = request.user.has_perm("startups.edit_need", row)
    targets = TRANSITIONS.targets(row.state) if may_edit else []
    may_be_listed = row.state == NeedState.OPEN and row.confidentiality != Confidentiality.OFFICERS
    is_listed = may_be_listed and row.revises_id is None
    trail = breadcrumbs((_("Open needs"), reverse("open_needs")), (row.title, row.get_absolute_url()))
    return {
        "need": row,
        "company": row.company if request.user.has_perm("startups.see_company_of_need", row) else None,
        "may_edit": may_edit,
        "may_change": may_edit and row.state not in (NeedState.CLOSED, NeedState.WITHDRAWN),
        "may_take_back": row.state == NeedState.IN_REVIEW and NeedState.DRAFT in targets,
        "may_close": NeedState.CLOSED in targets,
        "may_reopen": row.state in (NeedState.CLOSED, NeedState.WITHDRAWN) and may_edit,
        "may_withdraw": NeedState.WITHDRAWN in targets,
        "revision": Need.objects.filter(revises=row).first() if may_edit else None,
        "remark": last_remark(row) if may_edit else None,
        "is_listed": is_listed,
        "linked_data": [need_data(row), trail] if is_listed else [],
    }


@login_required
@require_POST
def need_submit(request: HttpRequest, public_id: str) -> HttpResponse:
    row = editable_need(request.user, public_id)
    if row.state == NeedState.DRAFT:
        try:
            hidden = hand_in_need(need=row, actor=cast(User, request.user))
        except ValidationError:
            return check_page(request, row, refused=True)
        if hidden:
            messages.success(request, _("What tells less about your company holds at once."))
        row.refresh_from_db()
    if row.state == NeedState.IN_REVIEW:  # also for a button pressed twice: it did its work the first time
        messages.success(request, _("Handed in. A liaison officer reads it before laboratories see it."))
    return redirect(row.revises or row)


@login_required
@require_POST
def need_take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    row = editable_need(request.user, public_id)
    if row.state != NeedState.DRAFT:
        _attempt(request, row, NeedState.DRAFT)
    if row.state != NeedState.DRAFT:
        return redirect(row)
    return redirect(step_url(row, NeedStep.CHECK))


@login_required
@require_POST
def need_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    return _bring(
        request,
        public_id,
        NeedState.WITHDRAWN,
        lambda: _("Withdrawn. Nobody outside your company sees it any more."),
    )


@login_required
@require_POST
def need_close(request: HttpRequest, public_id: str) -> HttpResponse:
    return _bring(
        request, public_id, NeedState.CLOSED, lambda: _("Closed. You can open it again at any time.")
    )


@login_required
@require_POST
def need_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """A closed need opens as it was; a withdrawn one is a draft again."""
    row = editable_need(request.user, public_id)
    if row.state == NeedState.WITHDRAWN:
        _attempt(request, row, NeedState.DRAFT)
        return redirect("need_edit", public_id)
    return _bring(request, public_id, NeedState.OPEN, lambda: _("Open again and compared with every offer."))


@login_required
@require_POST
def need_revise(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begins to change an open need, in a copy; a draft is simply gone on with."""
    row = editable_need(request.user, public_id)
    if row.state in LIVE and row.revises_id is None:
        copy = start_revision(need=row, author=cast(User, request.user))
        return redirect("need_edit", copy.public_id)
    if row.state == NeedState.EXPIRED:
        _attempt(request, row, NeedState.DRAFT)
    return redirect("need_edit", public_id)


@login_required
@require_POST
def need_discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Gives the changes of an open need up."""
    row = editable_need(request.user, public_id)
    if row.revises is None:
        raise PermissionDenied(_("Only changes of an open need are discarded; a need is withdrawn."))
    original = row.revises
    discard_revision(revision=row)
    messages.success(request, _("The changes are discarded. The need stays as it is."))
    return redirect(original)


def _bring(request: HttpRequest, public_id: str, to: NeedState, told: Callable[[], str]) -> HttpResponse:
    row = editable_need(request.user, public_id)
    if row.revises_id is not None:  # a copy has no life of its own
        return redirect("need_edit", public_id)
    if row.state != to:
        _attempt(request, row, to)
    if row.state == to:
        messages.success(request, told())
    return redirect(row)


def _attempt(request: HttpRequest, row: Need, to: NeedState) -> None:
    actor = cast(User, request.user)
    try:
        transition_needs(need_ids=[row.pk], to=to, actor=actor)
        row.refresh_from_db()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
