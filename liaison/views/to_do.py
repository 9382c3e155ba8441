"""What waits for a person, in words, the most pressing first; and the first steps of somebody new."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liaison.domain.deletion import companies_to_hand_over
from liaison.enums import MembershipState
from liaison.models import Membership
from liaison.queries.dashboard import Progress
from startups.domain.seat import invitation_token
from startups.enums import NeedState, SeatRole
from startups.models import CompanyMember, Need, SeatInvitation
from yangpu_portal.core.models import User

_ENDS_SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do: what, where, and the words of the link. `about` is a title in its own language."""

    text: str
    url: str
    action: str
    icon: str = "arrow-right"
    about: Need | None = None


def to_do(
    user: User,
    *,
    seats: Iterable[CompanyMember],
    needs: Iterable[Need],
    memberships: Iterable[Membership],
    invitations: Iterable[SeatInvitation],
    progress: Progress,
) -> list[ToDo]:
    """Everything that waits for this person."""
    found = [*_about_deletion(user), *_about_invitations(invitations), *_about_needs(needs)]
    found += _about_memberships(memberships)
    if not progress.has_second_factor and any(seat.role == SeatRole.OWNER for seat in seats):
        found.append(
            ToDo(
                _("You own a company's account. A second step at sign-in protects it."),
                reverse("mfa_index"),
                _("Set it up"),
                "key",
            )
        )
    return found


def _about_deletion(user: User) -> Iterator[ToDo]:
    """Whoever has become the last owner of a company since they asked to be deleted."""
    if user.deletion_due_at is None:
        return
    for company in companies_to_hand_over(user).order_by("slug"):
        text = _("Before your account can be deleted, somebody else has to own %(company)s.")
        yield ToDo(
            text % {"company": company.name},
            reverse("seats", args=[company.slug]),
            _("Hand it over"),
            "alert",
        )


def _about_invitations(invitations: Iterable[SeatInvitation]) -> Iterator[ToDo]:
    for invitation in invitations:
        text = _("%(company)s invites you to take a seat.") % {"company": invitation.company.name}
        url = reverse("seat_invitation", args=[invitation_token(invitation)])
        yield ToDo(text, url, _("See the invitation"), "mail")


def _about_needs(needs: Iterable[Need]) -> Iterator[ToDo]:
    for need in needs:
        if need.state == NeedState.DRAFT:
            sent_back = bool(need.remark)  # type: ignore[attr-defined]
            text = _("An officer asks you to look at it again") if sent_back else _("Not handed in yet")
            yield ToDo(text, reverse("need_edit", args=[need.public_id]), _("Continue"), "clock", need)
    for need in needs:
        unanswered: int = need.unanswered  # type: ignore[attr-defined]
        if need.state == NeedState.OPEN and unanswered:
            text = ngettext(
                "%(n)d strong match waits for your word",
                "%(n)d strong matches wait for your word",
                unanswered,
            ) % {"n": unanswered}
            yield ToDo(text, reverse("need_matches", args=[need.public_id]), _("See"), "flask", need)


def _about_memberships(memberships: Iterable[Membership]) -> Iterator[ToDo]:
    today = timezone.localdate()
    for membership in memberships:
        names = {"program": membership.program.name, "end": membership.ends_on}
        if membership.state == MembershipState.APPROVED:
            text = _("Your membership of %(program)s begins once its fee is paid.") % names
        elif membership.state == MembershipState.GRACE:
            text = _("Your membership of %(program)s ended on %(end)s. Renew it to keep what it includes.")
            text %= names
        elif (
            membership.state == MembershipState.ACTIVE
            and membership.ends_on
            and membership.ends_on < today + _ENDS_SOON
        ):
            text = _("Your membership of %(program)s ends on %(end)s.") % names
        else:
            continue
        url = reverse("membership", args=[membership.public_id])
        yield ToDo(text, url, _("What to do"), "clock")


def first_steps(progress: Progress) -> list[dict[str, str]]:
    """The checklist of somebody new, as the stepper takes it; empty once all is done."""
    steps = [
        (progress.has_profile, _("Say who you are"), reverse("account")),
        (progress.has_company, _("Join or enter your company"), reverse("company_new")),
        (progress.has_need, _("Describe a need"), reverse("need_new")),
        (progress.has_handed_in, _("Hand it in"), reverse("needs")),
        (progress.has_judged, _("Judge a match"), reverse("needs")),
        (progress.has_chosen_mails, _("Choose your e-mails"), reverse("account")),
    ]
    if all(done for done, *_rest in steps):
        return []
    current = next(number for number, (done, *_rest) in enumerate(steps) if not done)
    return [
        {"label": label, "url": url, "state": "done" if done else "current" if number == current else "todo"}
        for number, (done, label, url) in enumerate(steps)
    ]
