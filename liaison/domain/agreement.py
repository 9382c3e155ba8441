"""Writes of agreements with universities: their terms, their files, and what each side has to do by when."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.domain.membership_rows import require_reason
from liaison.enums import ObligationState
from liaison.models import Agreement, AgreementFile, Obligation
from yangpu_portal.core.files import is_same
from yangpu_portal.core.history import because
from yangpu_portal.core.models import User
from yangpu_portal.core.transitions import SYSTEM, Transitions, require

MANAGE = "liaison.manage_agreement"
TERMS = ("signed_on", "starts_on", "ends_on")  # a change of these needs a reason
State = ObligationState
OBLIGATION_TRANSITIONS = Transitions(
    {
        (State.OPEN, State.DONE): MANAGE,
        (State.OPEN, State.WAIVED): MANAGE,
        (State.DONE, State.OPEN): MANAGE,
        (State.WAIVED, State.OPEN): MANAGE,
    }
)


@transaction.atomic
def make_agreement(*, values: Mapping[str, Any], actor: User | None = SYSTEM) -> Agreement:
    """Raises:
    PermissionDenied: the actor may not do this.
    ValidationError: a column does not fit, or there is an agreement with this number.
    """
    require(actor, MANAGE)
    agreement = Agreement(**values)
    agreement.full_clean()
    agreement.save()
    return agreement


@transaction.atomic
def change_agreement(
    *, agreement_id: int, values: Mapping[str, Any], actor: User | None = SYSTEM, reason: str = ""
) -> Agreement:
    """Writes these columns and no others.

    Raises:
        PermissionDenied, ValidationError: as `make_agreement`; or the term changes without a reason.
    """
    require(actor, MANAGE)
    agreement = Agreement.objects.select_for_update().get(pk=agreement_id)
    if any(name in TERMS and getattr(agreement, name) != value for name, value in values.items()):
        reason = require_reason(reason)
    for name, value in values.items():
        setattr(agreement, name, value)
    agreement.full_clean()
    with because(reason):
        agreement.save(update_fields=[*values, "updated_at"])
    return agreement


@transaction.atomic
def end_agreement(*, agreement_id: int, on: date, actor: User | None = SYSTEM, reason: str) -> Agreement:
    """Ends an agreement before its last day; ending it again moves the day.

    Raises:
        PermissionDenied: the actor may not do this.
        ValidationError: the reason is missing, or the day lies before the first or after the last one.
    """
    require(actor, MANAGE)
    agreement = Agreement.objects.select_for_update().get(pk=agreement_id)
    reason = require_reason(reason)
    if on < agreement.starts_on or (agreement.ends_on and on > agreement.ends_on):
        raise ValidationError({"on": _("Choose a day within the term of the agreement.")}, "outside")
    agreement.ended_on = on
    with because(reason):
        agreement.save(update_fields=["ended_on", "updated_at"])
    return agreement


@transaction.atomic
def add_file(*, agreement_id: int, file: File, actor: User | None = SYSTEM) -> AgreementFile:
    """Keeps a file; the same one again changes nothing.

    Raises:
        PermissionDenied: the actor may not do this.
        ValidationError: the file is too large or of a kind that is not taken.
    """
    require(actor, MANAGE)
    Agreement.objects.select_for_update().get(pk=agreement_id)  # a form sent twice at once waits here
    name = PurePath(file.name or "").name[:200]
    for known in AgreementFile.objects.filter(agreement=agreement_id, name=name, size=file.size):
        if is_same(known.file, file):
            return known
    row = AgreementFile(agreement_id=agreement_id, file=file, name=name, size=file.size)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def remove_file(*, file_id: int, actor: User | None = SYSTEM, reason: str) -> None:
    """Takes a file away; the history keeps its name and why. One that is gone already stays gone.

    Raises:
        PermissionDenied: the actor may not do this.
        ValidationError: the reason is missing.
    """
    require(actor, MANAGE)
    reason = require_reason(reason)
    row = AgreementFile.objects.select_for_update().filter(pk=file_id).first()
    if row is None:
        return
    with because(reason):
        row.delete()
    # What a rolled back transaction still names must not be gone.
    transaction.on_commit(partial(row.file.storage.delete, str(row.file.name)))


@transaction.atomic
def add_obligation(
    *, agreement_id: int, values: Mapping[str, Any], actor: User | None = SYSTEM
) -> Obligation:
    """Raises:
    PermissionDenied, ValidationError: as `make_agreement`.
    """
    require(actor, MANAGE)
    obligation = Obligation(agreement_id=agreement_id, **values)
    obligation.full_clean()
    obligation.save()
    return obligation


@transaction.atomic
def change_obligation(
    *, obligation_id: int, values: Mapping[str, Any], actor: User | None = SYSTEM, reason: str = ""
) -> Obligation:
    """Changes what is owed by whom until when; another day needs a reason.

    Raises:
        PermissionDenied, ValidationError: as `change_agreement`.
    """
    require(actor, MANAGE)
    obligation = Obligation.objects.select_for_update().get(pk=obligation_id)
    if values.get("due_on", obligation.due_on) != obligation.due_on:
        reason = require_reason(reason)
    for name, value in values.items():
        setattr(obligation, name, value)
    obligation.full_clean()
    with because(reason):
        obligation.save(update_fields=list(values))
    return obligation


@transaction.atomic
def bring_obligations(
    *,
    obligation_ids: Sequence[int],
    to: ObligationState,
    actor: User | None = SYSTEM,
    done_on: date | None = None,
    note: str = "",
) -> None:
    """Brings all of them into a state, or none.

    Args:
        done_on: the day it was done, by default today.
        note: how it was done; why it is waived or open again, which has to be said.

    Raises:
        PermissionDenied: the actor may not do this.
        ValidationError: the state cannot follow, the day lies ahead, or the note is missing.
    """
    note, today = note.strip(), timezone.localdate()
    if to != State.DONE and not note:
        raise ValidationError({"note": _("Say why; whoever looks later will read it.")}, "note")
    if done_on and done_on > today:
        raise ValidationError({"done_on": _("This day lies ahead.")}, "ahead")
    for obligation in Obligation.objects.select_for_update().filter(pk__in=obligation_ids).order_by("pk"):
        OBLIGATION_TRANSITIONS.check(obligation, to, actor)
        obligation.state, obligation.note = to, note
        obligation.done_on = (done_on or today) if to == State.DONE else None
        obligation.full_clean()
        with because(note):
            obligation.save()
