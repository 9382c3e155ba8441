"""Accounts that their people want deleted: two weeks to think again, then nothing of the person is left.

What belongs to a company, such as its needs, stays with the company and names nobody. `KEPT` in
queries/personal_data.py says of every kind of row which way it goes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.domain.traces import forget_log, forget_mails
from liaison.emails.account import deletion_planned
from startups.domain.need import transition_needs
from startups.enums import NeedState, SeatRole
from startups.models import Company, CompanyMember, Need, SeatInvitation
from yangpu_portal.core.models import User

TIME_TO_THINK = timedelta(days=14)


def companies_to_hand_over(user: User) -> QuerySet[Company]:
    """Companies whose last owner the person is while others have seats there."""
    seats = CompanyMember.objects.filter(company=OuterRef("pk")).exclude(user=user)
    return Company.objects.filter(
        Exists(seats),
        ~Exists(seats.filter(role=SeatRole.OWNER)),
        members__user=user,
        members__role=SeatRole.OWNER,
    )


def companies_left_alone(user: User) -> QuerySet[Company]:
    """Companies in which nobody but the person has a seat."""
    others = CompanyMember.objects.filter(company=OuterRef("pk")).exclude(user=user)
    return Company.objects.filter(~Exists(others), members__user=user)


@transaction.atomic
def plan_deletion(*, user: User, keep_session: str | None = None, at: datetime | None = None) -> datetime:
    """Marks the account to be deleted in 14 days, tells its person and ends the other sessions.

    Args:
        keep_session: the key of the session that goes on.

    Returns:
        when it is due; asked again, when it already was.

    Raises:
        ValidationError: a company would be left without an owner, or the account belongs to an office.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.is_staff:
        raise ValidationError(_("Accounts that open the administration are closed by an official."))
    if companies_to_hand_over(row).exists():
        raise ValidationError(_("You are the only owner of a company with other people. Hand it over first."))
    if row.deletion_due_at is not None:
        return row.deletion_due_at
    row.deletion_due_at = user.deletion_due_at = (at or timezone.now()) + TIME_TO_THINK
    row.save(update_fields=["deletion_due_at"])
    _end_sessions(row, keep=keep_session)
    deletion_planned(user=row, due=row.deletion_due_at)
    return row.deletion_due_at


def keep_account(*, user: User) -> bool:
    """Takes a planned deletion back; tells whether there was one."""
    user.deletion_due_at = None
    return bool(User.objects.filter(pk=user.pk, deletion_due_at__isnull=False).update(deletion_due_at=None))


def delete_due_accounts(*, at: datetime | None = None) -> int:
    """Deletes every account whose time has come, each in a transaction of its own; safe to run twice.

    An account whose person has meanwhile become the last owner of a company waits until it is handed over.

    Returns:
        how many were deleted.
    """
    due = User.objects.filter(deletion_due_at__lte=at or timezone.now()).order_by("pk")
    return sum(_delete_account(key, at or timezone.now()) for key in due.values_list("pk", flat=True))


@transaction.atomic
def _delete_account(key: int, at: datetime) -> bool:
    # Companies before people, as everywhere: of a change of owners at the same time one waits for the other.
    companies = Company.objects.select_for_update(of=("self",)).filter(
        pk__in=CompanyMember.objects.filter(user=key).values("company")
    )
    company_ids = [company.pk for company in companies.order_by("pk")]
    user = User.objects.select_for_update(skip_locked=True).filter(pk=key, deletion_due_at__lte=at).first()
    if user is None or companies_to_hand_over(user).exists():
        return False
    addresses = {user.email.lower()} | set(
        EmailAddress.objects.filter(user=user).values_list(Lower("email"), flat=True)
    )
    _end_sessions(user, keep=None)
    forget_mails(user=user, addresses=addresses, company_ids=company_ids)
    forget_log(user=user, addresses=addresses)
    SeatInvitation.objects.filter(email__in=addresses).delete()
    user.delete()
    _close_needs_of_nobody(company_ids)
    return True


def _close_needs_of_nobody(company_ids: Sequence[int]) -> None:
    """Nobody is left who could answer a laboratory or an officer."""
    nobody = ~Exists(CompanyMember.objects.filter(company=OuterRef("company")))
    needs = Need.objects.filter(nobody, company__in=company_ids)
    ends = {NeedState.IN_REVIEW: NeedState.WITHDRAWN, NeedState.OPEN: NeedState.CLOSED}
    for state, end in ends.items():
        keys = list(needs.filter(state=state).values_list("pk", flat=True))
        transition_needs(need_ids=keys, to=end)


def _end_sessions(user: User, *, keep: str | None) -> None:
    sessions = UserSession.objects.filter(user=user).exclude(session_key=keep or "")
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()
