"""What the page of a membership shows: what happens now, terms, payments, the ledger, the branch, events."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liaison.admin.deeds import LEDGER, MAIN, MORE, Deed
from liaison.admin.deeds.requests import wish
from liaison.admin.membership_wording import (
    STATE_COLOURS,
    event_lines,
    money,
    running,
    shown_day,
    what_comes_next,
)
from liaison.domain.application import TAKES_DOCUMENTS
from liaison.domain.membership_ground import ground_warning
from liaison.domain.refund import excess
from liaison.enums import Entitlement, EntryKind, TermState
from liaison.models import Membership, MembershipApplication, MembershipTerm, Payment, Tier
from liaison.queries.membership import open_request
from liaison.queries.membership_office import (
    NAMED,
    allocations,
    entitlement_sums,
    terms_with_paid,
    with_fee_due,
)

BRANCHES, EVENTS = 50, 100
Kind = EntryKind


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One entitlement in the running term; the columns add up to what is left."""

    label: Any
    granted: int
    moved: int
    used: int
    expired: int

    @property
    def left(self) -> int:
        return self.granted + self.moved + self.used + self.expired


def page_context(request: HttpRequest, row: Membership) -> dict[str, Any]:
    terms = terms_of(row)
    term = running(row)
    may = request.user.has_perm("liaison.manage_membership", row)
    pool = _pool(row, term) if term and row.is_top_level else []
    return {
        "membership": row,
        "state_colour": STATE_COLOURS[row.state],
        "comes_next": what_comes_next(row),
        "ground_warning": ground_warning(row),
        "facts": _facts(row),
        "dues": [one for one in terms if one["due"]],
        "in_excess": [one for one in terms if one["excess"]],
        "main_deeds": _offered(row, MAIN) if may else [],
        "more_deeds": _offered(row, MORE) if may else [],
        "ledger_deeds": _offered(row, LEDGER) if may else [],
        "terms": terms,
        "ledger": ledger_of(term) if term else [],
        "pool": pool,
        "pool_sums": [sum(column) for column in zip(*(one[2] for one in pool), strict=True)],
        "application": _application(row, may=may),
        "branches": _branches(row) if row.is_top_level else None,
        "events": _events(row),
        "ledger_link": f"{reverse('admin:liaison_entitlemententry_changelist')}?membership={row.public_id}",
    }


def _offered(row: Membership, deeds: Sequence[Deed]) -> list[tuple[Deed, str]]:
    """Those that can be done now, with their addresses."""
    return [(deed, deed_address(row, deed)) for deed in deeds if not deed.refusal(row)]


def deed_address(row: Membership, deed: Deed) -> str:
    return reverse("admin:liaison_membership_do", args=[row.pk, deed.name])


def membership_address(row: Membership) -> str:
    return reverse("admin:liaison_membership_change", args=[row.pk])


def _facts(row: Membership) -> list[tuple[Any, Any, str]]:
    """Label, text and address of what stays the same."""
    parent = row.parent
    facts: list[tuple[Any, Any, str]] = [
        (_("Program"), row.program, ""),
        (_("Tier"), row.tier.name, ""),
        (_("First day"), shown_day(row.starts_on), ""),
        (_("Last day"), shown_day(row.ends_on), ""),
        (_("Rights until"), shown_day(row.rights_until), ""),
        (_("Fee"), money(row.fee, row.currency), ""),
        (_("Officer in charge"), row.officer or "–", ""),
    ]
    if parent:
        facts.append((_("Under"), parent, membership_address(parent)))
    asked = open_request(row)
    if asked:
        facts.insert(0, (_("The company asks for"), wish(asked), ""))
    if row.company:
        company = reverse("admin:startups_company_change", args=[row.company_id])
        facts.insert(0, (_("Company"), row.company, company))
        facts.insert(1, (_("Credit code"), row.company.uscc or "–", ""))
    return facts


def terms_of(row: Membership) -> list[dict[str, Any]]:
    """The latest first, each with its payments."""
    payments = Prefetch("payments", Payment.objects.select_related("recorded_by").order_by("paid_on", "id"))
    terms = terms_with_paid().filter(membership=row).select_related("tier").prefetch_related(payments)
    return [_term(term) for term in terms.order_by("-number")]


def _term(term: Any) -> dict[str, Any]:
    owed, over = term.due > 0 and term.state != TermState.VOID, excess(term, term.paid)
    return {
        "number": term.number,
        "tier": term.tier.name,
        "state": term.get_state_display(),
        "span": f"{shown_day(term.starts_on)} – {shown_day(term.ends_on)}"
        if term.starts_on
        else pgettext("a term", "open"),
        "fee": money(term.fee, term.currency),
        "paid": money(term.paid, term.currency),
        "due": money(term.due, term.currency) if owed else "",
        "excess": money(over, term.currency) if over else "",
        "due_on": shown_day(term.due_on),
        "overdue": owed and term.due_on < timezone.localdate(),
        "payments": [
            (
                payment,
                money(payment.amount, payment.currency),
                shown_day(payment.paid_on),
                payment_link(payment),
            )
            for payment in term.payments.all()
        ],
    }


def payment_link(payment: Payment) -> str:
    return reverse("admin:liaison_payment_change", args=[payment.pk])


def ledger_of(term: MembershipTerm) -> list[LedgerRow]:
    sums = entitlement_sums(term)

    def of(entitlement: str, *kinds: Kind) -> int:
        return sum(sums.get(entitlement, {}).get(kind, 0) for kind in kinds)

    return [
        LedgerRow(
            label=one.label,
            granted=of(one, Kind.GRANTED, Kind.ADJUSTED, Kind.CORRECTED),
            moved=of(one, Kind.ALLOCATED, Kind.RECEIVED, Kind.GIVEN_BACK, Kind.TAKEN_BACK),
            used=of(one, Kind.USED, Kind.RETURNED),
            expired=of(one, Kind.EXPIRED),
        )
        for one in Entitlement
    ]


def _pool(row: Membership, term: MembershipTerm) -> list[tuple[Any, str, list[int]]]:
    """The companies that have some of the pool: name, address, number of each entitlement."""
    numbers: dict[int, dict[str, int]] = {}
    for key, entitlement, number in allocations(term):
        numbers.setdefault(key, {})[entitlement] = number
    rows = Membership.objects.filter(pk__in=numbers).select_related("company").order_by("pk")
    table = []
    for one in rows:
        counts = [numbers[one.pk].get(entitlement, 0) for entitlement in Entitlement.values]
        if any(counts):
            table.append((one.company, membership_address(one), counts))
    return table


def _application(row: Membership, *, may: bool) -> dict[str, Any] | None:
    made = (
        MembershipApplication.objects.filter(membership=row)
        .select_related("applicant")
        .prefetch_related("documents")
        .first()
    )
    if made is None:
        return None
    files = [
        (document, reverse("admin:liaison_membership_document", args=[document.public_id]))
        for document in made.documents.all()
    ]
    takes_more = may and row.state in TAKES_DOCUMENTS
    add = reverse("membership_documents", args=[row.public_id]) if takes_more else ""
    return {"row": made, "documents": files, "add": add}


def _branches(row: Membership) -> dict[str, Any]:
    children = with_fee_due(row.children.select_related(*NAMED)).order_by("state", "ends_on", "pk")
    shown: list[Any] = list(children[: BRANCHES + 1])
    listed = f"{reverse('admin:liaison_membership_changelist')}?under={row.public_id}"
    return {
        "rows": [
            {
                "row": child,
                "link": membership_address(child),
                "colour": STATE_COLOURS[child.state],
                "ends": shown_day(child.ends_on),
                "until": shown_day(child.rights_until),
                "due": money(child.fee_due, child.currency) if child.fee_due > 0 else "",
            }
            for child in shown[:BRANCHES]
        ],
        "more": len(shown) > BRANCHES,
        "list": listed,
    }


def _events(row: Membership) -> list[dict[str, Any]]:
    tiers = {tier.slug: tier.name for tier in Tier.objects.filter(program=row.program_id)}
    events = row.events.select_related("actor").order_by("-id")[:EVENTS]
    return [
        {
            "event": event,
            "moved": event.from_state != event.to_state,
            "lines": list(event_lines(event, currency=row.currency, tiers=tiers)),
        }
        for event in events
    ]
