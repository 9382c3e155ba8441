"""Asking for an introduction: what a company asks reaches the liaison office as one mail."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.emails.introduction import introduction_request
from startups.models import Company, Need
from universities.enums import TechnologyState
from universities.models import Technology
from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.models import OutgoingEmail, User

ANSWERED_WITHIN = 3  # working days: what the liaison office promises
MOST_A_DAY = 20  # of one person: officers read each of them
LONGEST_MESSAGE = 1000


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
        ValidationError: the offer is not public any more, or the person has asked too often today.
        PermissionDenied: the person has no seat in the company, or the need is not the company's.
    """
    _refuse_strangers(technology, company, user, need)
    # Two copies of a form sent at once wait here for each other, and the limit counts each of them.
    User.objects.select_for_update().get(pk=user.pk)
    key = f"{user.pk}:{technology.pk}:{submission}"
    if _asked_by(user).filter(dedupe_key=key).exists():
        return False
    _refuse_too_many(user)
    _mail, created = introduction_request(
        dedupe_key=key,
        technology=technology,
        company=company,
        user=user,
        message=message,
        may_name_company=may_name_company,
        need=need,
    )
    return created


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
