"""Deeds about terms: renewal offered and taken back, another tier, another last day, another fee."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from liaison.admin.deeds.base import DayInput, Deed, DeedForm, Outlook, ReasonField
from liaison.admin.deeds.states import WithReason, fee_words
from liaison.admin.membership_wording import ahead, money, running, shown_day
from liaison.domain.entitlement import balances
from liaison.domain.membership_fee import withdraw_renewal
from liaison.domain.membership_ground import renewal_warning
from liaison.domain.membership_outlook import branch_effects, if_ending_on, if_of_tier
from liaison.domain.membership_term import (
    PAY_WITHIN,
    TierQuote,
    agree_renewal,
    change_term,
    change_tier,
    last_day,
    quote_tier,
)
from liaison.enums import RIGHTS_STATES, Entitlement, MembershipState, TermState
from liaison.models import Membership, MembershipTerm, Tier
from yangpu_portal.core.models import User

State = MembershipState


def tiers_for(row: Membership) -> Any:
    """The tiers of the same program and level that the membership above carries."""
    tiers = Tier.objects.filter(program=row.program_id, level=row.tier.level)
    if row.parent is not None:
        tiers = tiers.filter(under=None) | tiers.filter(under=row.parent.tier_id)
    return tiers.select_related("program")


class TierField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Tier"),
            queryset=Tier.objects.none(),
            widget=UnfoldAdminSelectWidget,
            **kwargs,
        )

    def label_from_instance(self, obj: Any) -> str:
        fee = money(obj.annual_fee, obj.currency)
        return _("%(tier)s, %(fee)s a year") % {"tier": obj.name, "fee": fee}


class FeeField(forms.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"})
        super().__init__(min_value=0, max_digits=14, decimal_places=2, widget=widget, **kwargs)


class RenewForm(DeedForm):
    tier = TierField()
    fee = FeeField(
        label=gettext_lazy("Fee"),
        required=False,
        help_text=gettext_lazy("Left empty: what the tier costs for a term."),
    )
    due_on = forms.DateField(label=gettext_lazy("Fee due by"), widget=DayInput)
    reason = ReasonField(help_text=gettext_lazy("Needed where the fee differs from that of the tier."))

    def fit(self) -> None:
        self.fields["tier"].queryset = tiers_for(self.row)  # type: ignore[attr-defined]


class Renew(Deed):
    name, icon, form = "renew", "autorenew", RenewForm
    title = gettext_lazy("Offer renewal")
    meaning = gettext_lazy("The holder is told the next term and its fee; it begins once the fee is paid.")
    done = gettext_lazy("The next term is offered.")

    def refusal(self, row: Membership) -> str:
        if row.state not in (*RIGHTS_STATES, State.SUSPENDED, State.EXPIRED):
            values = {"row": str(row), "state": row.get_state_display()}
            return _("“%(row)s” is %(state)s and cannot be renewed.") % values
        return _("The next term of this membership is agreed already.") if ahead(row) else ""

    def initial(self, row: Membership) -> Mapping[str, Any]:
        soonest = timezone.localdate() + PAY_WITHIN
        ends = row.ends_on if row.state in RIGHTS_STATES else None
        return {"tier": row.tier, "due_on": max(ends, soonest) if ends else soonest}

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        tier = values["tier"]
        fee = tier.term_fee if values.get("fee") is None else values["fee"]
        lines: list[tuple[Any, str]] = [(gettext_lazy("Next term"), next_span(row, fee))]
        if tier.pk != row.tier_id:
            lines.append((gettext_lazy("Tier"), f"{row.tier.name} → {tier.name}"))
        lines.append((gettext_lazy("Fee"), fee_words(row, fee, values["due_on"])))
        told = renewal_warning(row, first_of_next(row) or timezone.localdate())
        return Outlook(lines=lines, warnings=[told] if told else [])

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        agree_renewal(
            membership_id=row.pk,
            actor=actor,
            tier=values["tier"],
            fee=values["fee"],
            due_on=values["due_on"],
            reason=values["reason"],
        )


def first_of_next(row: Membership) -> date | None:
    """The day after the present term; after expiry open until the fee is paid."""
    return None if row.state == State.EXPIRED or not row.ends_on else row.ends_on + timedelta(days=1)


def next_span(row: Membership, fee: Decimal) -> str:
    """From when to when the next term would be."""
    months, first = row.program.term_months, first_of_next(row)
    if first is None and not fee:
        first = timezone.localdate()
    if first is None:
        return _("from the day the fee is received, %(months)d months") % {"months": months}
    return f"{shown_day(first)} – {shown_day(last_day(first, months))}"


class Withdraw(Deed):
    name, icon, form, grave = "withdraw", "undo", WithReason, True
    title = gettext_lazy("Withdraw the renewal")
    meaning = gettext_lazy("The offered term falls away; the present one goes on as it is.")
    done = gettext_lazy("The offer of renewal is withdrawn.")

    def refusal(self, row: Membership) -> str:
        term = ahead(row)
        if term is None or row.state == State.APPROVED:
            return _("No next term is agreed.")
        if term.state != TermState.DUE or term.paid:  # type: ignore[attr-defined]
            return _("A fee was received for the next term; make the payment void first.")
        return ""

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        term = ahead(row)
        assert term is not None
        fee = money(term.fee, term.currency)
        return Outlook(lines=[(gettext_lazy("Withdrawn term"), f"{term.number} · {fee}")])

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        withdraw_renewal(membership_id=row.pk, actor=actor, reason=values["reason"])


def no_running_term(row: Membership) -> str:
    return "" if running(row) else _("No term of this membership is running.")


class TierForm(WithReason):
    tier = TierField()
    field_order = ("tier", "reason")

    def fit(self) -> None:
        self.fields["tier"].queryset = tiers_for(self.row).exclude(pk=self.row.tier_id)  # type: ignore[attr-defined]


class ChangeTier(Deed):
    name, icon, form = "tier", "swap_vert", TierForm
    title = gettext_lazy("Change tier")
    meaning = gettext_lazy(
        "The running term goes on in another tier; the fee changes for the days that are left."
    )
    done = gettext_lazy("The tier is changed.")

    def refusal(self, row: Membership) -> str:
        told = no_running_term(row)
        if not told and not tiers_for(row).exclude(pk=row.tier_id).exists():
            return _("The program has no other tier of this level.")
        return told

    def initial(self, row: Membership) -> Mapping[str, Any]:
        return {"tier": tiers_for(row).exclude(pk=row.tier_id).first()}

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        tier = values["tier"]
        quote, term = quote_tier(row, tier), running(row)
        assert term is not None
        lines: list[tuple[Any, str]] = [
            (gettext_lazy("Tier"), f"{row.tier.name} → {tier.name}"),
            (gettext_lazy("Computation"), computation(quote, term)),
            (gettext_lazy("Fee of this term"), arrow(term.fee, quote.fee, term.currency)),
        ]
        due = quote.fee - term.paid  # type: ignore[attr-defined]
        left = _("due: %(amount)s") if due >= 0 else _("received in excess: %(amount)s")
        lines.append(
            (gettext_lazy("After what was received"), left % {"amount": money(abs(due), term.currency)})
        )
        lines += entitlement_changes(term, tier)
        branches = branch_effects(if_of_tier(row, tier)) if row.is_top_level else ()
        return Outlook(lines=lines, branches=branches)

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        change_tier(
            membership_id=row.pk,
            tier=values["tier"],
            expected_difference=quote_tier(row, values["tier"]).difference,
            actor=actor,
            reason=values["reason"],
        )


def computation(quote: TierQuote, term: MembershipTerm) -> str:
    """The difference by the day, written out."""
    return _("(%(new)s − %(old)s) × %(left)d ÷ %(days)d days = %(difference)s") % {
        "new": money(quote.tier.term_fee, term.currency),
        "old": money(term.tier.term_fee, term.currency),
        "left": quote.days_left,
        "days": quote.days,
        "difference": money(quote.difference, term.currency),
    }


def entitlement_changes(term: MembershipTerm, tier: Tier) -> list[tuple[Any, str]]:
    """What is left of each entitlement now and then; what is used is not taken back."""
    before, now, left = term.tier.allowances, tier.allowances, balances(term)
    lines: list[tuple[Any, str]] = []
    for entitlement in Entitlement:
        after = max(left[entitlement] + now[entitlement] - before[entitlement], 0)
        if after != left[entitlement]:
            lines.append(
                (
                    entitlement.label,
                    _("%(before)d → %(after)d left") % {"before": left[entitlement], "after": after},
                )
            )
    return lines


def arrow(before: Decimal, after: Decimal, currency: str) -> str:
    return f"{money(before, currency)} → {money(after, currency)}"


class LastDayForm(WithReason):
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput)
    field_order = ("ends_on", "reason")


class ChangeLastDay(Deed):
    name, icon, form = "last-day", "edit_calendar", LastDayForm
    title = gettext_lazy("Change the last day")
    meaning = gettext_lazy("The running term ends earlier or later, and rights with it, also of those below.")
    done = gettext_lazy("The last day is changed.")

    def refusal(self, row: Membership) -> str:
        if ahead(row):
            return _("The next term is agreed already; it begins the day after this one ends.")
        return no_running_term(row)

    def initial(self, row: Membership) -> Mapping[str, Any]:
        return {"ends_on": row.ends_on}

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        if values["ends_on"] == row.ends_on:
            return Outlook(lines=[(gettext_lazy("Last day"), shown_day(row.ends_on))])
        if row.starts_on and values["ends_on"] < row.starts_on:
            raise forms.ValidationError({"ends_on": _("The term ends before it starts.")})
        after = if_ending_on(row, values["ends_on"])
        lines: list[tuple[Any, str]] = [
            (gettext_lazy("Last day"), f"{shown_day(row.ends_on)} → {shown_day(after.ends_on)}"),
            (
                gettext_lazy("Rights until"),
                f"{shown_day(row.rights_until)} → {shown_day(after.rights_until)}",
            ),
        ]
        if after.state != row.state:
            labels = dict(State.choices)
            lines.append(
                (gettext_lazy("State"), f"{labels[State(row.state)]} → {labels[State(after.state)]}")
            )
        branches = branch_effects(after) if row.is_top_level else ()
        return Outlook(lines=lines, branches=branches)

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        change_term(membership_id=row.pk, ends_on=values["ends_on"], actor=actor, reason=values["reason"])
