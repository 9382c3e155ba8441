"""What every write of a membership begins and ends with: locks in one order, an event, news to the holder."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from liaison.domain.membership_states import MANAGE, STEPS, TRANSITIONS, State, Step
from liaison.emails.membership import send_membership_news
from liaison.enums import MembershipChange, MembershipNews, TermState
from liaison.models import Membership, MembershipEvent, MembershipTerm
from yangpu_portal.core.domain.saving import save_checked
from yangpu_portal.core.models import User
from yangpu_portal.core.transitions import SYSTEM


def locked_membership(membership_id: int) -> Membership:
    """Locks the parent before the child, the order every writer keeps, so that no two wait for each other.

    Raises:
        Membership.DoesNotExist: there is none with this key.
    """
    while True:
        # Locked first and read then: what a row is joined to is not looked up again for one that has changed
        # while it was waited for, and a membership that got another tier would not be found.
        locked = dict(_with_parent(membership_id).select_for_update().values_list("pk", "parent"))
        if locked.get(membership_id) in (None, *locked):
            break  # and not moved under another one meanwhile, which is to be locked too
    return Membership.objects.select_related(
        "program", "tier", "parent__tier", "company", "district", "agreement"
    ).get(pk=membership_id)


def _with_parent(membership_id: int) -> QuerySet[Membership]:
    above = Membership.objects.filter(pk=membership_id).values("parent")
    both = Membership.objects.filter(Q(pk=membership_id) | Q(pk=Subquery(above)))
    return both.order_by(F("parent").asc(nulls_first=True))


def require_reason(reason: str) -> str:
    """Raises:
    ValidationError: the reason is empty.
    """
    if not reason.strip():
        raise ValidationError(
            {"reason": _("Say why; the holder and whoever looks later will read it.")}, "reason"
        )
    return reason.strip()


def enter_state(
    membership: Membership,
    to: str,
    *,
    actor: User | None = SYSTEM,
    reason: str = "",
    with_parent: bool = False,
    step: Step | None = None,
    **details: Any,
) -> None:
    """Brings a locked membership into a state, with its event and its mail.

    Args:
        with_parent: suspended because the membership above gives no rights, to come back with it.
        step: instead of that of the table, where the two states do not tell what happened.

    Raises:
        ValidationError: the state cannot follow the present one, the reason is missing, or the holder has
            another live membership of the program.
        PermissionDenied: the actor may not do this.
    """
    TRANSITIONS.check(membership, to, actor)
    step = step or STEPS[membership.state, to]
    if step.needs_reason and actor is not SYSTEM:
        reason = require_reason(reason)
    origin, suspending = membership.state, to == State.SUSPENDED
    if not (suspending and origin == State.SUSPENDED):  # then it keeps what it was before
        membership.state_before_suspension = origin if suspending else ""
    membership.suspended_with_parent = suspending and with_parent
    membership.state = to
    save_checked(membership)
    event = write_event(membership, origin=origin, actor=actor, reason=reason, **details)
    news = MembershipNews.WITHDRAWN if _is_withdrawal(origin, to, actor) else step.news
    if news:
        tell(membership, news, event)


def _is_withdrawal(origin: str, to: str, actor: User | None) -> bool:
    """Whether somebody gives up their own application, and is not told that it was declined."""
    ahead = origin in (State.APPLIED, State.APPROVED) and to == State.CANCELLED
    return ahead and actor is not SYSTEM and not actor.has_perm(MANAGE)


def write_event(
    membership: Membership,
    *,
    change: MembershipChange = MembershipChange.STATE,
    origin: str | None = None,
    actor: User | None = SYSTEM,
    reason: str = "",
    **details: Any,
) -> MembershipEvent:
    return MembershipEvent.objects.create(
        membership=membership,
        actor=actor,
        from_state=membership.state if origin is None else origin,
        to_state=membership.state,
        change=change,
        reason=reason[:300],
        details={name: _plain(value) for name, value in details.items()},
    )


def tell(membership: Membership, news: MembershipNews, event: MembershipEvent) -> None:
    """Queues the mail about an event, with its reason."""
    send_membership_news(membership=membership, news=news, key=f"event:{event.pk}", reason=event.reason)


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: dates as ISO 8601, money as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def running_term(membership: Membership) -> MembershipTerm | None:
    return _first_in(membership, TermState.RUNNING)


def term_ahead(membership: Membership) -> MembershipTerm | None:
    """The agreed term that has not begun, paid or not."""
    return _first_in(membership, TermState.DUE, TermState.PAID)


def _first_in(membership: Membership, *states: str) -> MembershipTerm | None:
    # Told apart here and not by the database, so that a list of memberships may bring its terms along.
    return next((term for term in membership.terms.all() if term.state in states), None)


def own_rights_until(membership: Membership) -> date | None:
    """The last day its own paid terms and grace give rights; None before the first term has begun."""
    if membership.ends_on is None:
        return None
    paid = _first_in(membership, TermState.PAID)
    last = paid.ends_on if paid and paid.ends_on else membership.ends_on
    return last + timedelta(days=membership.program.grace_days)
