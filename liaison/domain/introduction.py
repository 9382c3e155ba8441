"""Asking for an introduction: what a company asks reaches the liaison office as one mail.

Where a membership of the company gives introductions to the university, each request takes one from its
ledger; it comes back when the office declines. Without such a membership nobody counts.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.domain.entitlement import return_entitlement, use_entitlement
from liaison.domain.membership_rows import require_reason
from liaison.emails.introduction import introduction_declined, introduction_request
from liaison.enums import Entitlement
from liaison.models import EntitlementEntry, Membership
from liaison.queries.membership import introduction_memberships
from startups.models import Company, Need
from universities.enums import TechnologyState
from universities.models import Technology
from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.models import OutgoingEmail, User
from yangpu_portal.core.transitions import SYSTEM, require

ANSWERED_WITHIN = 3  # working days: what the liaison office promises
MOST_A_DAY = 20  # of one person: officers read each of them
LONGEST_MESSAGE = 1000
LONGEST_TITLE = 200
DECLINE = "liaison.decline_introduction"
_USE = "introduction:"


@transaction.atomic
def ask_for_introduction(
    *,
    submission: str,
    technology: Technology,
    company: Company,
    user: User,
    message: str,
    may_name_company: bool,
    need: Need | None = None,
) -> bool:
    """Writes to the liaison office, once for each submission: the same form sent again changes nothing.

    Returns:
        whether this was the first time.

    Raises:
        ValidationError: the offer is not public any more, the person has asked too often today, or the
            company's membership has none left.
        PermissionDenied: the person has no seat in the company, or the need is not the company's.
    """
    _refuse_strangers(technology, company, user, need)
    # Two copies of a form sent at once wait here for each other, and the limit counts each of them.
    User.objects.select_for_update().get(pk=user.pk)
    key = f"{user.pk}:{technology.pk}:{submission}"
    if _asked_by(user).filter(dedupe_key=key).exists():
        return False
    _refuse_too_many(user)
    membership = _counted(company, technology)
    mail, created = introduction_request(
        dedupe_key=key,
        technology=technology,
        company=company,
        user=user,
        message=message,
        may_name_company=may_name_company,
        need=need,
    )
    if created:
        _take_one(membership, mail, technology, user)
    return created


def _take_one(membership: Membership | None, mail: OutgoingEmail, technology: Technology, user: User) -> None:
    if membership is None:
        return
    use_entitlement(
        membership=membership,
        entitlement=Entitlement.INTRODUCTION,
        subject=" ".join(technology.title.split())[:LONGEST_TITLE],
        key=f"{_USE}{mail.pk}",
        actor=user,
    )


def is_introduction(entry: EntitlementEntry) -> bool:
    """Whether the entry of the ledger was made by a request for an introduction."""
    return entry.key.startswith(f"use:{_USE}")


@transaction.atomic
def decline_introduction(
    *, entry: EntitlementEntry, reason: str, actor: User | None = SYSTEM
) -> EntitlementEntry:
    """Gives back what a declined request had taken, once, and tells who had asked.

    Raises:
        ValidationError: the entry is no request for an introduction, or the reason is missing.
        PermissionDenied: the actor may not do this.
    """
    require(actor, DECLINE)
    reason = require_reason(reason)
    if not is_introduction(entry):
        raise ValidationError(_("Only a request for an introduction can be declined."), "no_introduction")
    back = return_entitlement(entry=entry, reason=reason, actor=actor)
    if entry.actor is not None:
        introduction_declined(user=entry.actor, entry=entry, reason=back.subject)
    return back


def _counted(company: Company, technology: Technology) -> Membership | None:
    """The membership that counts the request; None where nobody counts."""
    membership = introduction_memberships([company], technology.university).get(company.pk)
    if membership is not None and membership.left < 1:  # type: ignore[attr-defined]
        raise ValidationError(
            _("Your membership of %(program)s has no introduction left in this term. Ask for more first."),
            "none_left",
            {"program": membership.program.name},
        )
    return membership


def _refuse_strangers(technology: Technology, company: Company, user: User, need: Need | None) -> None:
    if not user.company_seats.filter(company=company).exists():
        raise PermissionDenied
    if need is not None and need.company_id != company.pk:
        raise PermissionDenied
    if technology.state != TechnologyState.PUBLISHED:
        raise ValidationError(_("This technology is not offered any more."))


def _asked_by(user: User) -> QuerySet[OutgoingEmail]:
    return OutgoingEmail.objects.filter(kind=EmailKind.INTRODUCTION, user=user)


def _refuse_too_many(user: User) -> None:
    if _asked_by(user).filter(created_at__gt=timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise ValidationError(_("You have asked for many introductions today. Please go on tomorrow."))
