"""What companies do about their memberships: apply with documents, and ask for a next term or another tier.

An official decides. Withdrawing is a step of the table of states (`membership.transition_membership`).
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.domain.membership import apply_for_membership
from liaison.domain.membership_rows import locked_membership, require_reason, tell, write_event
from liaison.domain.membership_states import MANAGE
from liaison.emails.membership_office import application_handed_in, request_handed_in
from liaison.enums import (
    LIVE_STATES,
    RIGHTS_STATES,
    MembershipChange,
    MembershipNews,
    MembershipRequest,
    MembershipState,
)
from liaison.models import ApplicationDocument, Membership, MembershipApplication, MembershipEvent, Tier
from liaison.queries.membership import open_request, root_for
from startups.models import Company
from yangpu_portal.core.models import User
from yangpu_portal.core.transitions import SYSTEM, require

APPLY, ASK = "liaison.apply_for_membership", "liaison.ask_for_change"
_LONGEST_NAME = 200


@transaction.atomic
def hand_in_application(
    *,
    company: Company,
    tier: Tier,
    application: MembershipApplication,
    documents: Iterable[File] = (),
    actor: User | None,
) -> tuple[Membership, bool]:
    """Applies for a company, with what it wrote; where it applied already, or is a member, that one stays.

    Returns:
        the membership, and whether it is new.

    Raises:
        ValidationError: the program takes no applications, or the district offers the tier to nobody now.
        PermissionDenied: the actor does not own the company.
    """
    require(actor, APPLY, company)
    # Two copies of a form sent at once wait here for each other.
    company = Company.objects.select_for_update().select_related("district").get(pk=company.pk)
    live = Membership.objects.filter(company=company, program=tier.program_id, state__in=LIVE_STATES).first()
    if live:
        return live, False
    if not (tier.open_for_applications and tier.program.open_for_applications):
        raise ValidationError({"tier": _("This tier takes no applications now.")}, "closed")
    root = root_for(company, tier)
    if root is None:
        raise ValidationError(
            {"tier": _("The district holds no membership that offers this tier now. Please ask the office.")},
            "no_root",
        )
    membership = apply_for_membership(
        program=tier.program, tier=tier, company=company, parent=root, officer=root.officer, actor=actor
    )
    application.membership, application.applicant = membership, actor
    store_application(application=application, documents=documents)
    application_handed_in(application=application)
    return membership, True


@transaction.atomic
def store_application(*, application: MembershipApplication, documents: Iterable[File]) -> None:
    """Stores what was handed in with a membership; the terms count as accepted now.

    Raises:
        ValidationError: something of it does not fit, or a document is of no kind that is taken.
    """
    application.terms_accepted_at = timezone.now()
    application.full_clean()
    application.save()
    for file in documents:
        _keep(application, file)


def _keep(application: MembershipApplication, file: File) -> None:
    name = "".join(letter for letter in file.name or "" if letter.isprintable())
    document = ApplicationDocument(
        application=application, file=file, name=name[-_LONGEST_NAME:], size=file.size
    )
    document.full_clean()
    document.save()


@transaction.atomic
def ask_for_change(
    *,
    membership_id: int,
    kind: MembershipRequest,
    tier: Tier | None = None,
    note: str = "",
    actor: User | None,
) -> tuple[MembershipEvent, bool]:
    """Tells the office that a company wishes a next term or another tier, once while that is open.

    Returns:
        the event, and whether it is new.

    Raises:
        ValidationError: the membership is in no state for it, or the tier is the present one.
        PermissionDenied: the actor does not own the company.
    """
    membership = locked_membership(membership_id)
    require(actor, ASK, membership)
    if membership.state not in (*RIGHTS_STATES, MembershipState.SUSPENDED, MembershipState.EXPIRED):
        raise ValidationError(
            _("“%(row)s” is %(state)s and cannot be renewed."),
            "not_renewable",
            {"row": str(membership), "state": membership.get_state_display()},
        )
    if kind == MembershipRequest.TIER and (
        tier is None or tier == membership.tier or tier.program_id != membership.program_id
    ):
        raise ValidationError({"wish": _("Choose another tier of this program.")}, "tier")
    details = {"kind": kind.value, **({"tier": tier.slug} if tier else {})}
    known = open_request(membership)
    if known and known.details == details:
        return known, False
    event = write_event(
        membership, change=MembershipChange.REQUEST, actor=actor, reason=" ".join(note.split()), **details
    )
    request_handed_in(membership=membership, event=event, tier=tier)
    return event, True


@transaction.atomic
def decline_request(*, membership_id: int, actor: User | None = SYSTEM, reason: str) -> bool:
    """Says no to what a company asked for, with a reason that it is told.

    Returns:
        whether there was a request to decline.

    Raises:
        ValidationError: the reason is missing.
        PermissionDenied: the actor may not do this.
    """
    membership = locked_membership(membership_id)
    require(actor, MANAGE, membership)
    reason, asked = require_reason(reason), open_request(membership)
    if asked is None:
        return False
    event = write_event(
        membership,
        change=MembershipChange.REQUEST,
        actor=actor,
        reason=reason,
        **{**asked.details, "declined": True},
    )
    tell(membership, MembershipNews.REQUEST_DECLINED, event)
    return True
