"""A membership in words: where it stands, what comes next, and what has happened to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from liaison.domain.membership_rows import own_rights_until
from liaison.domain.membership_states import STEPS
from liaison.enums import MembershipChange, MembershipNews, MembershipRequest, MembershipState, TermState
from liaison.models import Membership, MembershipEvent, MembershipTerm
from liaison.wording import fee_text
from yangpu_portal.core.models import User

State = MembershipState
Change = MembershipChange
_AHEAD = (State.APPLIED, State.APPROVED)
KINDS = {
    State.APPLIED: "note",
    State.APPROVED: "note",
    State.ACTIVE: "good",
    State.RENEWED: "good",
    State.GRACE: "note",
    State.EXPIRED: "bad",
    State.SUSPENDED: "bad",
    State.CANCELLED: "",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What a note at the top of the page says."""

    heading: str
    text: str
    kind: str = ""


def day_text(day: date | None) -> str:
    return date_format(day, "Y-m-d") if day else "–"


def situation(membership: Membership, ahead: MembershipTerm | None, reason: str) -> Situation:
    """Where it stands and what comes next; `ahead` is the agreed term that has not begun."""
    names = {
        "ends": day_text(membership.ends_on),
        "until": day_text(membership.rights_until),
        "reason": reason,
    }
    heading, text, kind = _SITUATIONS[State(membership.state)](membership, ahead)
    text %= names
    if reason and membership.state in (State.SUSPENDED, State.CANCELLED):
        text = f"{text} {_('The reason: %(reason)s') % names}"
    return Situation(heading, text, kind)


Told = tuple[str, str, str]


def _applied(membership: Membership, ahead: MembershipTerm | None) -> Told:
    return (
        _("An official looks at the application"),
        _("You get a mail as soon as it is decided. Until then you can withdraw it."),
        "",
    )


def _approved(membership: Membership, ahead: MembershipTerm | None) -> Told:
    if ahead is None or ahead.state == TermState.DUE:
        return _("Approved: the fee is due"), _("The term begins as soon as the fee has arrived."), "warning"
    if ahead.starts_on and ahead.starts_on > timezone.localdate():
        starts = day_text(ahead.starts_on)
        return _("Paid"), _("The term begins on %(starts)s.") % {"starts": starts}, "success"
    return (
        _("Paid"),
        _("The term begins as soon as the district's own membership is in force again."),
        "",
    )


def _active(membership: Membership, ahead: MembershipTerm | None) -> Told:
    if ahead is not None:
        return (
            _("In force; the next term is prepared"),
            _("The term ends on %(ends)s. Pay the fee of the next one before, and it goes on without a gap."),
            "warning",
        )
    days = (membership.ends_on - timezone.localdate()).days if membership.ends_on else 0
    if days <= 90:
        return (
            _("In force; the term ends soon"),
            _("The term ends on %(ends)s. Ask for the next one in time, and it goes on without a gap."),
            "warning",
        )
    return _("In force"), _("The term runs to %(ends)s."), "success"


def _renewed(membership: Membership, ahead: MembershipTerm | None) -> Told:
    starts = day_text(ahead.starts_on if ahead else None)
    text = _("The next term is paid and begins on %(starts)s.") % {"starts": starts}
    return _("In force and renewed"), text, "success"


def _grace(membership: Membership, ahead: MembershipTerm | None) -> Told:
    return (
        _("The term is over, the rights go on for a while"),
        _("It ended on %(ends)s. What it includes goes on until %(until)s; renew it before."),
        "warning",
    )


def _expired(membership: Membership, ahead: MembershipTerm | None) -> Told:
    return (
        _("Expired"),
        _("It ended on %(ends)s. It can be renewed: the new term begins on the day its fee is paid."),
        "error",
    )


def _suspended(membership: Membership, ahead: MembershipTerm | None) -> Told:
    if membership.suspended_with_parent:
        return (
            _("Suspended with the district's membership"),
            _("The district's membership gives no rights at present. Yours comes back by itself with it."),
            "error",
        )
    return _("Suspended"), _("It gives no rights until an official restores it; its term goes on."), "error"


def _cancelled(membership: Membership, ahead: MembershipTerm | None) -> Told:
    return _("Cancelled"), _("It gives no rights. You can apply again at any time."), ""


_SITUATIONS: dict[State, Callable[[Membership, MembershipTerm | None], Told]] = {
    State.APPLIED: _applied,
    State.APPROVED: _approved,
    State.ACTIVE: _active,
    State.RENEWED: _renewed,
    State.GRACE: _grace,
    State.EXPIRED: _expired,
    State.SUSPENDED: _suspended,
    State.CANCELLED: _cancelled,
}


def why_until(membership: Membership) -> str:
    """Why the rights end on the day they do."""
    own = own_rights_until(membership)
    if own is None or membership.rights_until is None:
        return ""
    if membership.rights_until < own:
        return _("The district's membership above ends its rights then; yours follow it.")
    days = membership.program.grace_days
    return _("The last paid day, %(last)s, and %(days)d days of grace.") % {
        "last": day_text(own - timedelta(days=days)),
        "days": days,
    }


def told(event: MembershipEvent, currency: str, *, own: bool) -> str:
    """What an event says; `own`: somebody of the company brought it about."""
    if event.change == Change.STATE:
        if not event.from_state:
            return _("Applied for")
        gives_up = own and event.from_state in _AHEAD and event.to_state == State.CANCELLED
        news = MembershipNews.WITHDRAWN if gives_up else STEPS[event.from_state, event.to_state].news
        return str(capfirst((news or State(event.to_state)).label))
    return _TOLD[Change(event.change)](event.details, currency)


def by_whom(event: MembershipEvent, colleagues: set[int], reader: User) -> str:
    """Colleagues by name; of the district no person is named."""
    if event.actor is None:
        return _("By date or payment") if event.from_state else _("The district")
    if event.actor_id in colleagues or event.actor_id == reader.pk:
        return event.actor.get_full_name()
    return _("The district")


def _payment(details: dict, currency: str) -> str:
    names = {
        "amount": _sum(details.get("amount"), currency),
        "voucher": details.get("voucher") or details.get("void", ""),
    }
    if "void" in details:
        return _("Payment %(voucher)s made void") % names
    if str(details.get("amount", "")).startswith("-"):
        names["amount"] = _sum(details["amount"].removeprefix("-"), currency)
        return _("Paid back: %(amount)s, voucher %(voucher)s") % names
    return _("Payment received: %(amount)s, voucher %(voucher)s") % names


def _term(details: dict, currency: str) -> str:
    if "agreed" in details:
        return _("Term %(number)s agreed") % {"number": details["agreed"]}
    if "withdrawn" in details:
        return _("Offer of term %(number)s withdrawn") % {"number": details["withdrawn"]}
    before, after = _pair(details.get("ends_on"))
    return _("Last day of the term moved from %(before)s to %(after)s") % {"before": before, "after": after}


def _tier(details: dict, currency: str) -> str:
    return _("Changed to another tier")


def _fee(details: dict, currency: str) -> str:
    before, after = (_sum(fee, currency) for fee in _pair(details.get("fee")))
    return _("Fee changed from %(before)s to %(after)s") % {"before": before, "after": after}


def _branch(details: dict, currency: str) -> str:
    if "rights_until" in details:
        before, after = _pair(details["rights_until"])
        if before != after:
            return _("The district's membership changed: rights until %(after)s") % {"after": after}
        return _("The district's membership changed")
    return _("Placed under another membership of the district")


def _reminder(details: dict, currency: str) -> str:
    return _("Reminder of the last day sent")


def _document(details: dict, currency: str) -> str:
    return _("Documents added: %(names)s") % {"names": details.get("names", "")}


def _request(details: dict, currency: str) -> str:
    if details.get("declined"):
        return _("Request declined")
    if details.get("kind") == MembershipRequest.TIER:
        return _("Asked for another tier")
    return _("Asked for the next term")


_TOLD: dict[Change, Callable[[dict, str], str]] = {
    Change.PAYMENT: _payment,
    Change.TERM: _term,
    Change.TIER: _tier,
    Change.FEE: _fee,
    Change.BRANCH: _branch,
    Change.REMINDER: _reminder,
    Change.REQUEST: _request,
    Change.DOCUMENT: _document,
}


def _pair(values: list | None) -> tuple[str, str]:
    before, after = values or (None, None)
    return str(before or "–"), str(after or "–")


def _sum(text: str | None, currency: str) -> str:
    """Money as an event keeps it."""
    return fee_text(Decimal(text), currency) if text and text != "–" else "–"


def amount_due(term: MembershipTerm) -> str:
    return fee_text(term.fee - term.paid, term.currency)  # type: ignore[attr-defined]
