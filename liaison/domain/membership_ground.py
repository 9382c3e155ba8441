"""The agreement a top-level membership rests on: without one in force its first term does not begin.

Those that began before agreements were kept stay as they are.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.enums import AgreementKind, MembershipState
from liaison.models import Agreement, Membership


def ground_on(membership: Membership, day: date) -> Agreement | None:
    """The agreement it rests on that day: the one chosen, else the one in force."""
    if membership.agreement is not None:
        return membership.agreement if membership.agreement.is_in_force_on(day) else None
    return _in_force(membership, day)


def follow_agreement(membership: Membership, day: date) -> None:
    """Lets a top-level one whose next term begins rest on the agreement that has followed the one before."""
    if membership.is_top_level and ground_on(membership, day) is None:
        membership.agreement = _in_force(membership, day) or membership.agreement


def _in_force(membership: Membership, day: date) -> Agreement | None:
    """One between the same two, a program's own first."""
    if membership.district is None:
        return None
    # Told apart here and not by the database, so that a list of memberships may bring agreements along.
    found = [
        agreement
        for agreement in membership.district.agreements.all()
        if agreement.university_id == membership.program.university_id
        and agreement.kind != AgreementKind.PROJECT
        and agreement.is_in_force_on(day)
    ]
    return min(found, key=lambda one: (one.kind != AgreementKind.PROGRAM, -one.pk), default=None)


def require_ground(membership: Membership, day: date) -> None:
    """Notes what a top-level membership rests on from that day.

    Raises:
        ValidationError: there is no agreement in force.
    """
    if not membership.is_top_level:
        return
    found = ground_on(membership, day)
    if found is None:
        raise ValidationError(
            _(
                "A top-level membership rests on an agreement of the district with %(university)s, and none "
                "is in force on %(day)s. Enter the agreement with its day of signing first."
            ),
            "no_agreement",
            {"university": membership.program.university, "day": day.isoformat()},
        )
    membership.agreement = found


def has_ground(membership: Membership, day: date) -> bool:
    return not membership.is_top_level or ground_on(membership, day) is not None


def ground_warning(membership: Membership) -> str:
    """What an official should know of the ground of a top-level membership; empty where nothing is wrong."""
    if not membership.is_top_level:
        return ""
    if membership.state in (MembershipState.APPLIED, MembershipState.APPROVED):
        standing = has_ground(membership, timezone.localdate())
        return (
            "" if standing else _("No agreement with the university is in force today, so it cannot begin.")
        )
    if membership.gives_rights and membership.ends_on is not None:
        return _warning_of_term(membership.agreement, membership.ends_on)
    return ""


def renewal_warning(membership: Membership, first: date) -> str:
    """What an official should know before the next term is offered; empty where nothing is wrong."""
    if not membership.is_top_level or ground_on(membership, first) or _in_force(membership, first):
        return ""
    return _(
        "No agreement is in force on the first day of that term, %(day)s. Enter the next one in time."
    ) % {"day": first.isoformat()}


def _warning_of_term(agreement: Agreement | None, ends_on: date) -> str:
    if agreement is None:
        return _("It rests on no agreement.")
    last = agreement.last_day
    if last is None or last >= ends_on:
        return ""
    return _("Its agreement ends on %(last)s, before the term ends on %(ends)s.") % {
        "last": last.isoformat(),
        "ends": ends_on.isoformat(),
    }
