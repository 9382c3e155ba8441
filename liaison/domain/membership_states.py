"""The life of a membership as one table: which state may follow which, who may bring it about, whether a
reason is asked for, and what the holder is told.

    applied > approved (fee due) > active > renewed > active …
                                   active > grace > expired
    suspended and back; cancelled

`CLOCK` steps follow from dates and payments; an official brings them about by recording a payment or by
changing a term, not by choosing the state.
"""

from dataclasses import dataclass
from itertools import product

from liaison.enums import RIGHTS_STATES, MembershipNews, MembershipState
from yangpu_portal.core.transitions import Transitions

MANAGE = "liaison.manage_membership"
WITHDRAW = "liaison.withdraw_application"
CLOCK = "liaison.move_membership_by_date"  # no person has it: only timers and payments, as SYSTEM

State, News = MembershipState, MembershipNews


@dataclass(frozen=True, slots=True)
class Step:
    """`by`: the permission a person needs. `news`: the mail to the holder, if there is one."""

    by: str
    news: MembershipNews | None
    needs_reason: bool = False


STEPS: dict[tuple[str, str], Step] = {
    (State.APPLIED, State.APPROVED): Step(MANAGE, News.APPROVED),
    (State.APPLIED, State.CANCELLED): Step(WITHDRAW, News.DECLINED, needs_reason=True),
    (State.APPROVED, State.ACTIVE): Step(CLOCK, News.STARTED),
    (State.APPROVED, State.CANCELLED): Step(WITHDRAW, News.CANCELLED, needs_reason=True),
    (State.ACTIVE, State.RENEWED): Step(CLOCK, News.RENEWED),
    (State.RENEWED, State.ACTIVE): Step(CLOCK, News.NEXT_TERM),
    (State.ACTIVE, State.GRACE): Step(CLOCK, News.GRACE),
    (State.GRACE, State.ACTIVE): Step(CLOCK, News.RENEWED),
    (State.GRACE, State.EXPIRED): Step(CLOCK, News.EXPIRED),
    (State.EXPIRED, State.ACTIVE): Step(CLOCK, News.RENEWED),
    **{(state, State.SUSPENDED): Step(MANAGE, News.SUSPENDED, needs_reason=True) for state in RIGHTS_STATES},
    **{(State.SUSPENDED, state): Step(MANAGE, News.RESTORED) for state in RIGHTS_STATES},
    # Of one that went down with the membership above: it stays down when that comes back.
    (State.SUSPENDED, State.SUSPENDED): Step(MANAGE, News.SUSPENDED, needs_reason=True),
    (State.SUSPENDED, State.EXPIRED): Step(CLOCK, News.EXPIRED),
    **{
        (state, end): Step(
            MANAGE, News.CANCELLED if end == State.CANCELLED else News.ENDED, needs_reason=True
        )
        for state, end in product((State.ACTIVE, State.RENEWED), (State.EXPIRED, State.CANCELLED))
    },
    (State.GRACE, State.CANCELLED): Step(MANAGE, News.CANCELLED, needs_reason=True),
    (State.SUSPENDED, State.CANCELLED): Step(MANAGE, News.CANCELLED, needs_reason=True),
}
# Where a payment made void or another last day brings the state about, which the holder has been told of.
TOLD_ALREADY = Step(CLOCK, None)

TRANSITIONS = Transitions({pair: step.by for pair, step in STEPS.items()})
