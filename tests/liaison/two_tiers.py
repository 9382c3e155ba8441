"""What holds of memberships of two tiers, their payments and their ledger, whatever has happened."""

from collections.abc import Collection
from datetime import timedelta
from itertools import pairwise

from django.db.models import Sum

from liaison.domain.membership_outlook import state_by_dates
from liaison.domain.membership_states import STEPS
from liaison.enums import RIGHTS_STATES, EntryKind, MembershipState, TermState
from liaison.models import EntitlementBalance, EntitlementEntry, Membership, MembershipEvent, Payment
from liaison.queries.membership import with_rights

EVER_LIVE = (*RIGHTS_STATES, MembershipState.SUSPENDED)


def hold(keys: Collection[int], *, of_the_day: bool) -> set[int]:
    """Asserts it of memberships that are given with their roots.

    Args:
        of_the_day: whether the night has passed, so that states are those of the day.

    Returns:
        keys of those that give rights.
    """
    rows = Membership.objects.filter(pk__in=keys).select_related("program", "tier")
    found = {row.pk: row for row in rows.prefetch_related("terms")}
    rights = set(with_rights(rows).values_list("pk", flat=True))
    assert _ends_of_chains(keys) == {row.pk: row.state for row in found.values()}
    for row in found.values():
        _has_terms_in_order(row)
        _lasts(row, found.get(row.parent_id))
        assert not of_the_day or row.state not in RIGHTS_STATES or row.state == state_by_dates(row)
        if row.parent_id:
            _follows(row, found[row.parent_id])
            assert row.pk not in rights or row.parent_id in rights
    return rights


def _ends_of_chains(keys: Collection[int]) -> dict[int, str]:
    """Every change of state has an event of the table; the last state by membership."""
    steps = MembershipEvent.objects.filter(membership__in=keys, change="state").order_by("pk")
    seen: dict[int, str] = {}
    for pk, origin, state in steps.values_list("membership", "from_state", "to_state"):
        assert origin == seen.get(pk, "")
        assert not origin or (origin, state) in STEPS
        seen[pk] = state
    return seen


def _has_terms_in_order(row: Membership) -> None:
    """One is running where the membership is alive, none begins before the former has ended, and none is left
    where it is cancelled.
    """
    begun = [term for term in row.terms.all() if term.state in (TermState.RUNNING, TermState.ENDED)]
    ahead = [term for term in row.terms.all() if term.state in (TermState.DUE, TermState.PAID)]
    assert not (ahead and row.state == MembershipState.CANCELLED)
    assert sum(term.state == TermState.RUNNING for term in begun) == (row.state in EVER_LIVE)
    assert all(former.ends_on < term.starts_on for former, term in pairwise(begun))


def _lasts(row: Membership, root: Membership | None) -> None:
    """Rights last as long as paid terms, grace and the root's rights."""
    if row.state not in EVER_LIVE:
        return
    paid = [term for term in row.terms.all() if term.state in (TermState.RUNNING, TermState.PAID)]
    until = max(term.ends_on for term in paid) + timedelta(days=row.program.grace_days)
    assert row.rights_until == (min(until, root.rights_until) if root else until)


def _follows(row: Membership, root: Membership) -> None:
    carried = root.state in RIGHTS_STATES and row.tier.under_id in (None, root.tier_id)
    assert carried or row.state not in RIGHTS_STATES
    assert not (row.suspended_with_parent and carried)


def nobody_has_paid_less_than_nothing() -> None:
    counted = Payment.objects.filter(void_at=None).order_by().values("term")
    assert not counted.annotate(paid=Sum("amount")).filter(paid__lt=0).exists()


def the_ledger_sums() -> None:
    sums = EntitlementEntry.objects.order_by().values("term", "entitlement").annotate(sum=Sum("amount"))
    balances = EntitlementBalance.objects.values_list("term", "entitlement", "balance")
    assert {(row["term"], row["entitlement"], row["sum"]) for row in sums} == set(balances)
    assert all(balance >= 0 for *_row, balance in balances)
    assert not balances.filter(term__state=TermState.ENDED).exclude(balance=0).exists()
    moved = EntitlementEntry.objects.filter(
        kind__in=(EntryKind.ALLOCATED, EntryKind.RECEIVED, EntryKind.GIVEN_BACK, EntryKind.TAKEN_BACK)
    )
    assert not moved.aggregate(sum=Sum("amount"))["sum"]
