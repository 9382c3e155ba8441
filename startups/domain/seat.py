"""Seats of people in a company: invited, taken, left, and who owns the company's account.

Whatever may change who owns a company locks the company's row first: of two changes at once the second
sees what the first has done, and a company never loses its last owner.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from startups.domain.organisation import add_member
from startups.emails import seat_invitation
from startups.enums import SeatRole
from startups.models import Company, CompanyMember, SeatInvitation
from yangpu_portal.core.enums import Language
from yangpu_portal.core.models import User

MOST_MAILS_A_DAY = 20  # of one company: the portal must not serve to flood strangers
_SALT = "startups.seat"


def invitation_token(invitation: SeatInvitation) -> str:
    """A signed mark of an invitation for the link in its mail."""
    return signing.dumps(invitation.public_id, salt=_SALT)


def invitation_from_token(token: str) -> SeatInvitation | None:
    """The invitation a link was made for, whatever has become of it; None for a forged link."""
    try:
        public_id = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return SeatInvitation.objects.select_related("company").filter(public_id=public_id).first()


@transaction.atomic
def invite_colleague(*, company: Company, email: str, language: Language, actor: User) -> SeatInvitation:
    """Asks somebody by mail to take a seat; asks again where that was done before.

    Raises:
        PermissionDenied: the actor does not own the company's account.
        ValidationError: the person has a seat already, or too many mails went out today.
    """
    company = _locked(company)
    _require_owner(company, actor)
    address = email.strip().lower()
    if company.members.filter(user__email=address).exists():
        raise ValidationError({"email": _("%(email)s already has a seat.") % {"email": address}})
    invitation = company.invitations.filter(email=address, accepted_at=None, withdrawn_at=None).first()
    if invitation is None:
        invitation = SeatInvitation(company=company, email=address)
    invitation.language, invitation.invited_by = language, actor
    return _send(invitation, actor)


@transaction.atomic
def resend_invitation(*, invitation: SeatInvitation, actor: User) -> SeatInvitation:
    """Sends it once more; it is valid for another 14 days.

    Raises:
        PermissionDenied: the actor does not own the company's account.
        ValidationError: it is answered or withdrawn, or too many mails went out today.
    """
    _require_owner(_locked(invitation.company), actor)
    invitation.refresh_from_db()
    if invitation.accepted_at or invitation.withdrawn_at:
        raise ValidationError(_("This invitation is answered or withdrawn."))
    return _send(invitation, actor)


@transaction.atomic
def withdraw_invitation(*, invitation: SeatInvitation, actor: User) -> bool:
    """Makes the link in its mail worthless.

    Returns:
        whether it was still unanswered.
    """
    _require_owner(_locked(invitation.company), actor)
    unanswered = SeatInvitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    return bool(unanswered.update(withdrawn_at=timezone.now()))


@transaction.atomic
def accept_invitation(*, invitation: SeatInvitation, user: User) -> CompanyMember:
    """Gives the invited person the seat; a second press gives the seat there is.

    Raises:
        PermissionDenied: it was sent to another address, or the person has not confirmed this one.
        ValidationError: it is withdrawn or too old.
    """
    company = _locked(invitation.company)
    invitation.refresh_from_db()
    if not is_invited(invitation=invitation, user=user):
        raise PermissionDenied
    seat = company.members.filter(user=user).first()
    if seat is not None and invitation.accepted_at is not None:
        return seat
    if not invitation.is_open:
        raise ValidationError(_("This invitation is not valid any more. Ask for a new one."))
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return seat or add_member(company=company, user=user)


def is_invited(*, invitation: SeatInvitation, user: User) -> bool:
    """Whether the person has shown that the invited address is theirs."""
    addresses = EmailAddress.objects.filter(user=user, verified=True, email__iexact=invitation.email)
    return addresses.exists()


@transaction.atomic
def change_role(*, seat: CompanyMember, role: SeatRole, actor: User) -> None:
    """Makes a member an owner, or an owner a member.

    Raises:
        PermissionDenied: the actor does not own the company's account.
        ValidationError: it is the last owner.
    """
    company = _locked(seat.company)
    _require_owner(company, actor)
    _require_another_owner(company, seat, leaves=role != SeatRole.OWNER)
    company.members.filter(pk=seat.pk).update(role=role)


@transaction.atomic
def hand_over(*, seat: CompanyMember, actor: User) -> None:
    """Makes somebody else the owner in the actor's place; of two people who do so at once one wins.

    Raises:
        PermissionDenied: the actor does not own the company's account (any more).
        ValidationError: the person has no seat any more.
    """
    company = _locked(seat.company)
    _require_owner(company, actor)
    if not company.members.filter(pk=seat.pk).exclude(user=actor).update(role=SeatRole.OWNER):
        raise ValidationError(_("This person has no seat in the company any more."))
    company.members.filter(user=actor).update(role=SeatRole.MEMBER)


@transaction.atomic
def remove_seat(*, seat: CompanyMember, actor: User) -> None:
    """Takes a seat away; everybody may leave their own.

    Raises:
        PermissionDenied: it is somebody else's, and the actor does not own the company's account.
        ValidationError: it is the last owner's.
    """
    company = _locked(seat.company)
    if seat.user_id != actor.pk:
        _require_owner(company, actor)
    _require_another_owner(company, seat, leaves=True)
    company.members.filter(pk=seat.pk).delete()


def _locked(company: Company) -> Company:
    return Company.objects.select_for_update(of=("self",)).get(pk=company.pk)


def _require_owner(company: Company, actor: User) -> None:
    if not actor.has_perm("startups.manage_seats", company):
        raise PermissionDenied


def _require_another_owner(company: Company, seat: CompanyMember, *, leaves: bool) -> None:
    owners = company.members.filter(role=SeatRole.OWNER)
    if leaves and owners.filter(pk=seat.pk).exists() and not owners.exclude(pk=seat.pk).exists():
        raise ValidationError(_("A company needs an owner. Make a colleague the owner first."))


def _send(invitation: SeatInvitation, actor: User) -> SeatInvitation:
    """Queues the mail, counted under the lock of the company."""
    today = invitation.company.invitations.filter(sent_at__gt=timezone.now() - timedelta(days=1))
    if (today.aggregate(sent=Sum("mails"))["sent"] or 0) >= MOST_MAILS_A_DAY:
        raise ValidationError(_("Many invitations went out today. Please go on tomorrow."))
    invitation.sent_at, invitation.mails = timezone.now(), invitation.mails + 1
    invitation.full_clean()
    invitation.save()
    seat_invitation(invitation=invitation, inviter=actor, token=invitation_token(invitation))
    return invitation
