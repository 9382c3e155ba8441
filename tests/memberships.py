"""Lives of memberships for tests, made the way people make them: applied for, approved, paid."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from liaison.domain.membership import apply_for_membership, approve_membership
from liaison.domain.membership_rows import term_ahead
from liaison.domain.payment import record_payment
from liaison.enums import TierLevel
from liaison.models import Agreement, Membership, Payment, Tier
from tests.factories import AgreementFactory, CompanyFactory, DistrictFactory, TierFactory


def day(offset: int) -> date:
    """A day so many days after today."""
    return timezone.localdate() + timedelta(days=offset)


def tiers(**second: object) -> tuple[Tier, Tier]:
    """A top-level tier and a second-tier one of the same program."""
    top = TierFactory(level=TierLevel.TOP, annual_fee=Decimal(600000), consultations_per_year=60)
    values = {"annual_fee": Decimal(48000), "consultations_per_year": 6, **second}
    return top, TierFactory(program=top.program, level=TierLevel.SECOND, **values)


def applied(tier: Tier, *, parent: Membership | None = None, **values: object) -> Membership:
    """An application: of a district for a top-level tier, of a company under `parent`."""
    holder = {"company": CompanyFactory()} if parent else {"district": DistrictFactory()}
    if parent is None:
        _agree(tier, values.get("district", holder["district"]))
    return apply_for_membership(
        program=tier.program,
        tier=tier,
        parent=parent,
        **{**holder, **values},  # type: ignore[arg-type]
    )


def _agree(tier: Tier, district: object) -> None:
    """What a top-level membership rests on, as there would be between a district and a university."""
    parties = {"university": tier.program.university, "district": district}
    if not Agreement.objects.filter(**parties).exists():
        AgreementFactory(**parties, signed_on=day(-3650), starts_on=day(-3650))


def pay(membership: Membership, *, paid_on: date | None = None) -> Payment:
    """Pays the term ahead in full, by default today."""
    term = term_ahead(membership)
    assert term is not None
    number = f"V-{Payment.objects.count() + 1}"
    return record_payment(term_id=term.pk, amount=term.fee, paid_on=paid_on or day(0), voucher_number=number)


def begun(tier: Tier, *, parent: Membership | None = None, starts: int = -30, **values: object) -> Membership:
    """A membership whose first term began so many days from today and was paid then."""
    membership = applied(tier, parent=parent, **values)
    approve_membership(membership_id=membership.pk, starts_on=day(starts))
    pay(membership, paid_on=day(min(starts, 0)))
    return fresh(membership)


def fresh(membership: Membership) -> Membership:
    """The membership as it is in the database now."""
    return Membership.objects.select_related("program", "tier", "parent", "company", "district").get(
        pk=membership.pk
    )


def state_of(membership: Membership) -> str:
    return Membership.objects.values_list("state", flat=True).get(pk=membership.pk)
