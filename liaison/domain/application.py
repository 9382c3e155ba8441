"""What companies do about their memberships: apply with documents, add some, give it up, and ask for a next
term or another tier. An official decides.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.domain.membership import apply_for_membership, transition_membership
from liaison.domain.membership_rows import locked_membership, require_reason, tell, write_event
from liaison.domain.membership_states import MANAGE, WITHDRAW
from liaison.emails.membership_office import (
    application_handed_in,
    documents_handed_in,
    request_handed_in,
)
from liaison.enums import (
    LIVE_STATES,
    RIGHTS_STATES,
    MembershipChange,
    MembershipNews,
    MembershipRequest,
    MembershipState,
)
from liaison.models import (
    ApplicationDocument,
    Membership,
    MembershipApplication,
    MembershipEvent,
    Payment,
    Tier,
)
from liaison.queries.membership import open_request, root_for
from startups.models import Company
from yangpu_portal.core.files import is_same
from yangpu_portal.core.models import User
from yangpu_portal.core.transitions import SYSTEM, require

APPLY, ASK = "liaison.apply_for_membership", "liaison.ask_for_change"
ADD_DOCUMENT = "liaison.add_document"
TAKES_DOCUMENTS = (MembershipState.APPLIED, MembershipState.APPROVED)
MOST_KEPT = 20  # documents of one application
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


@transaction.atomic
def add_documents(*, membership_id: int, documents: Iterable[File], actor: User | None) -> list[str]:
    """Adds documents to an application that has not led to a term yet; those it has already are left out.

    Returns:
        the names of those that are new.

    Raises:
        ValidationError: there is no application, its term has begun, or there would be too many documents.
        PermissionDenied: the actor neither owns the company nor manages memberships.
    """
    membership = locked_membership(membership_id)
    require(actor, ADD_DOCUMENT, membership)
    application = MembershipApplication.objects.filter(membership=membership).first()
    if application is None or membership.state not in TAKES_DOCUMENTS:
        raise ValidationError(_("Documents can be added until the term begins."), "too_late")
    new = [file for file in documents if not _is_kept(application, file)]
    if application.documents.count() + len(new) > MOST_KEPT:
        text = _("An application takes %(most)d documents. Put several into one file.")
        raise ValidationError({"documents": text % {"most": MOST_KEPT}}, "too_many")
    names = [_keep(application, file).name for file in new]
    if names:
        event = write_event(membership, change=MembershipChange.DOCUMENT, actor=actor, names=", ".join(names))
        if actor is not SYSTEM and not actor.has_perm(MANAGE):
            documents_handed_in(membership=membership, event=event)
    return names


def _keep(application: MembershipApplication, file: File) -> ApplicationDocument:
    document = ApplicationDocument(application=application, file=file, name=_shown_name(file), size=file.size)
    document.full_clean()
    document.save()
    return document


def _shown_name(file: File) -> str:
    return "".join(letter for letter in file.name or "" if letter.isprintable())[-_LONGEST_NAME:]


def _is_kept(application: MembershipApplication, file: File) -> bool:
    """Whether just this file is there: the form was sent twice."""
    known = application.documents.filter(name=_shown_name(file), size=file.size)
    return any(is_same(document.file, file) for document in known)


@transaction.atomic
def withdraw_application(*, membership_id: int, actor: User | None, reason: str) -> Membership:
    """Gives up an application.

    Raises:
        ValidationError: it has begun, the reason is missing, or a part of the fee was received, which the
            office would have to pay back.
        PermissionDenied: the actor may not do this.
    """
    membership = locked_membership(membership_id)
    require(actor, WITHDRAW, membership)
    if Payment.objects.filter(term__membership=membership, void_at=None).exists():
        raise ValidationError(
            _("A part of the fee was received. Write to the office: it cancels it and pays the money back."),
            "paid",
        )
    return transition_membership(
        membership_id=membership_id, to=MembershipState.CANCELLED, actor=actor, reason=reason
    )


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
