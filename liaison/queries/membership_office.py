"""Memberships as the office of the district sees them: with their terms, and with what is still due."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import DecimalField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from liaison.enums import RIGHTS_STATES, EntryKind, TermState
from liaison.models import EntitlementEntry, Membership, MembershipTerm, Payment
from yangpu_portal.core.models import District, User
from yangpu_portal.core.rules import OFFICER, OFFICIAL

NAMED = ("tier__program", "district", "company", "parent__tier", "parent__district", "parent__company")
DECLINED_WITHIN = timedelta(days=90)
_MONEY: DecimalField = DecimalField(max_digits=14, decimal_places=2)
_NOTHING = Value(Decimal(0), output_field=_MONEY)


def terms_with_paid() -> QuerySet[MembershipTerm]:
    """Terms with what was received for them (`paid`) and is still due (`due`)."""
    received = Payment.objects.filter(term=OuterRef("pk"), void_at=None).values("term")
    paid = Subquery(received.annotate(sum=Sum("amount")).values("sum"), output_field=_MONEY)
    return MembershipTerm.objects.annotate(paid=Coalesce(paid, _NOTHING)).annotate(due=F("fee") - F("paid"))


def terms_with_fee_due() -> QuerySet[MembershipTerm]:
    return terms_with_paid().exclude(state=TermState.VOID).filter(fee__gt=F("paid"))


def with_fee_due(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    """With `fee_due`: what is still to be received; the excess of one term does not pay for another."""
    owed = terms_with_fee_due().filter(membership=OuterRef("pk")).order_by().values("membership")
    due = Subquery(owed.annotate(sum=Sum("due")).values("sum"), output_field=_MONEY)
    return memberships.annotate(fee_due=Coalesce(due, _NOTHING))


def with_terms(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    """With all that deeds ask about, in a fixed number of queries."""
    return memberships.select_related(*NAMED, "program", "officer").prefetch_related(
        Prefetch("terms", terms_with_paid().select_related("tier").order_by("number"))
    )


def ending_within(memberships: QuerySet[Membership], days: int) -> QuerySet[Membership]:
    """Those with rights whose last day is within so many days from today."""
    today = timezone.localdate()
    return memberships.filter(
        state__in=RIGHTS_STATES, ends_on__gte=today, ends_on__lte=today + timedelta(days=days)
    )


def of_district(memberships: QuerySet[Membership], district: District | int | str) -> QuerySet[Membership]:
    """The district's own, and those of its companies."""
    return memberships.filter(Q(district=district) | Q(company__district=district))


def in_charge() -> QuerySet[User]:
    """Who of the office is in charge of memberships; also those that have left it since."""
    theirs = Membership.objects.filter(officer=OuterRef("pk"))
    office = User.objects.filter(groups__name__in=(OFFICIAL, OFFICER)).distinct()
    return office.filter(Exists(theirs)).order_by("name", "pk")


def entitlement_sums(term: MembershipTerm) -> dict[str, dict[str, int]]:
    """The sum of each kind of entry, by entitlement."""
    sums: dict[str, dict[str, int]] = {}
    rows = term.entitlement_entries.order_by().values_list("entitlement", "kind").annotate(sum=Sum("amount"))
    for entitlement, kind, number in rows:
        sums.setdefault(entitlement, {})[kind] = number
    return sums


def allocations(pool: MembershipTerm) -> list[tuple[int, str, int]]:
    """How many of each entitlement the companies have from a pool, net of what they gave back.

    Returns:
        key of the membership, entitlement, number.
    """
    given = Q(kind=EntryKind.RECEIVED, other__term=pool) | Q(kind=EntryKind.GIVEN_BACK, other__term=pool)
    back = Q(kind=EntryKind.GIVEN_BACK, answer__term=pool)
    rows = EntitlementEntry.objects.filter(given | back).order_by("term__membership", "entitlement")
    return list(rows.values_list("term__membership", "entitlement").annotate(sum=Sum("amount")))


def uses_to_return(membership: Membership) -> QuerySet[EntitlementEntry]:
    """What was used and not returned, the latest first: in the running term, and in one that ended lately, as
    what was asked in its last days may be declined after it.
    """
    lately = Q(term__state=TermState.ENDED, term__ends_on__gte=timezone.localdate() - DECLINED_WITHIN)
    used = EntitlementEntry.objects.filter(term__membership=membership, kind=EntryKind.USED, answer=None)
    return used.filter(Q(term__state=TermState.RUNNING) | lately).select_related("term").order_by("-id")


def rights_over(membership: Membership, on: date | None = None) -> bool:
    """Whether its last day with rights is past."""
    return membership.rights_until is not None and membership.rights_until < (on or timezone.localdate())
