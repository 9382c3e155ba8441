"""What officials read about a membership: what comes next, and what an event changed, in words."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liaison.enums import MembershipChange, MembershipState, TermState
from liaison.models import Membership, MembershipEvent, MembershipTerm

State = MembershipState
SIGNS = {"CNY": "¥"}
STATE_COLOURS = {
    State.APPLIED.value: "info",
    State.APPROVED.value: "warning",
    State.ACTIVE.value: "success",
    State.RENEWED.value: "success",
    State.GRACE.value: "warning",
    State.EXPIRED.value: "danger",
    State.SUSPENDED.value: "danger",
    State.CANCELLED.value: "",
}
# How the columns in the details of an event are called.
_COLUMNS = {
    "fee": gettext_lazy("fee"),
    "amount": gettext_lazy("amount"),
    "paid_on": gettext_lazy("received on"),
    "voucher": gettext_lazy("voucher number"),
    "void": gettext_lazy("void voucher"),
    "term": pgettext_lazy("of a membership", "term"),
    "agreed": gettext_lazy("agreed term"),
    "withdrawn": gettext_lazy("withdrawn term"),
    "starts_on": pgettext_lazy("a term", "from"),
    "ends_on": pgettext_lazy("a term", "to"),
    "due_on": gettext_lazy("fee due by"),
    "tier": gettext_lazy("tier"),
    "parent": gettext_lazy("under"),
    "above": gettext_lazy("changed above"),
    "rights_until": gettext_lazy("rights until"),
    "ends": gettext_lazy("last day"),
    "days_left": gettext_lazy("days left"),
    "names": gettext_lazy("documents"),
}
_MONEY, _DAYS = ("fee", "amount"), ("paid_on", "starts_on", "ends_on", "due_on", "rights_until", "ends")


def money(amount: Decimal, currency: str) -> str:
    """An amount to the cent, as vouchers have it: in groups of three digits in both languages."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{SIGNS.get(currency, f'{currency} ')}{abs(amount):,.2f}"


def shown_day(day: date | None) -> str:
    """As sheets have it, the same in both languages: 2027-03-11."""
    return day.isoformat() if day else "–"


def ahead(membership: Membership) -> MembershipTerm | None:
    """The agreed term that has not begun, from the terms at hand."""
    return next((t for t in membership.terms.all() if t.state in (TermState.DUE, TermState.PAID)), None)


def running(membership: Membership) -> MembershipTerm | None:
    return next((t for t in membership.terms.all() if t.state == TermState.RUNNING), None)


def what_comes_next(membership: Membership) -> str:
    """One sentence: what the state means today and what follows, and when."""
    values = {
        "ends": shown_day(membership.ends_on),
        "until": shown_day(membership.rights_until),
        "term_starts": "",
    }
    term = ahead(membership)
    if term and term.starts_on:
        values["term_starts"] = shown_day(term.starts_on)
    return str(_sentence(membership, term)) % values


def _sentence(membership: Membership, term: MembershipTerm | None) -> Any:
    if membership.state == State.APPROVED:
        return _when_it_begins(membership, term)
    if membership.state == State.SUSPENDED:
        if membership.suspended_with_parent:
            return _(
                "It gives no rights while the membership above gives none, and comes back with that one."
            )
        return _("It gives no rights until an official restores it; its time runs on to %(until)s.")
    if membership.state == State.ACTIVE and term:
        return _("The term ends on %(ends)s. The next one is agreed and begins then, once its fee is paid.")
    return {
        State.APPLIED: _("The application waits for a decision."),
        State.ACTIVE: _("The term ends on %(ends)s; without renewal its rights end on %(until)s."),
        State.RENEWED: _("The next term is paid and begins the day after %(ends)s."),
        State.GRACE: _("The term ended on %(ends)s. Without renewal it expires after %(until)s."),
        State.EXPIRED: _("It has expired. A renewal begins on the day its fee is paid."),
        State.CANCELLED: _("It is cancelled. The holder can apply again."),
    }[State(membership.state)]


def _when_it_begins(membership: Membership, term: MembershipTerm | None) -> str:
    if membership.parent and not membership.parent.gives_rights:
        return _("It begins when its fee is paid and the membership above gives rights.")
    if term and term.state == TermState.PAID:
        return _("The fee is paid; it begins on %(term_starts)s.")
    if term and term.starts_on:
        return _("It begins when its fee is paid, on %(term_starts)s or later.")
    return _("It begins on the day its fee is paid.")


def event_lines(event: MembershipEvent, *, currency: str, tiers: Mapping[str, str]) -> Iterator[str]:
    """What the event changed, one line for each column: “fee: ¥48,000.00 → ¥60,000.00”.

    Args:
        tiers: names by slug.
    """
    for name, label in _COLUMNS.items():  # the database keeps the details in an order of its own
        value = event.details.get(name)
        if value in (None, ""):
            continue
        parts = value if isinstance(value, list) else [value]
        words = [_plain(name, part, currency, tiers) for part in parts]
        yield f"{label}{_(': ')}{' → '.join(words)}"


def _plain(name: str, value: Any, currency: str, tiers: Mapping[str, str]) -> str:
    if value is None:
        return "–"
    if name in _MONEY:
        return money(Decimal(str(value)), currency)
    if name in _DAYS:
        return shown_day(date.fromisoformat(value))
    if name == "tier":
        return tiers.get(value, value)
    if name == "above":
        return str(dict(MembershipChange.choices).get(value, value))
    return str(value)
