"""Deeds about money: a payment recorded, money paid back, a payment made void."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from liaison.admin.deeds.base import DayInput, Deed, DeedForm, Outlook
from liaison.admin.deeds.states import WithReason, what_it_waits_for
from liaison.admin.deeds.terms import FeeField, arrow
from liaison.admin.membership_wording import money, shown_day
from liaison.domain.membership_term import first_day, last_day
from liaison.domain.payment import record_payment, void_payment
from liaison.domain.refund import excess, most_to_pay_back, record_refund
from liaison.enums import MembershipState, TermState
from liaison.models import Membership, MembershipTerm, Payment
from liaison.queries.membership_office import terms_with_fee_due, terms_with_paid
from yangpu_portal.core.admin.refusals import REFUSALS
from yangpu_portal.core.models import User

REFUSALS["payment_voucher_unique"] = gettext_lazy("A payment with this voucher number is recorded already.")


def open_terms(row: Membership) -> list[MembershipTerm]:
    """Terms with a fee due, the one that is due first first."""
    terms = [t for t in row.terms.all() if t.state != TermState.VOID and t.due > 0]  # type: ignore[attr-defined]
    return sorted(terms, key=lambda term: (term.due_on, term.number))


class TermField(forms.ModelChoiceField):
    """One of the terms that the form offers in `fit`."""

    def __init__(self) -> None:
        super().__init__(
            MembershipTerm.objects.none(),
            label=pgettext_lazy("of a membership", "Term"),
            widget=UnfoldAdminSelectWidget,
        )

    def label_from_instance(self, obj: Any) -> str:
        due = money(obj.due, obj.currency)
        return _("Term %(number)d, %(due)s due") % {"number": obj.number, "due": due}


class VoucherField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Voucher number"),
            max_length=60,
            widget=UnfoldAdminTextInputWidget,
            help_text=gettext_lazy("Of the bank or the treasury; each counts once."),
        )


class PaymentForm(DeedForm):
    term = TermField()
    amount = FeeField(label=gettext_lazy("Amount"))
    paid_on = forms.DateField(label=gettext_lazy("Received on"), widget=DayInput)
    voucher_number = VoucherField()
    invoice_number = forms.CharField(
        label=gettext_lazy("Invoice number"),
        max_length=60,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    note = forms.CharField(
        label=pgettext_lazy("a remark", "Note"),
        max_length=300,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )

    def fit(self) -> None:
        field = self.fields["term"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = terms_with_fee_due().filter(membership=self.row)
        field.empty_label = None


class RecordPayment(Deed):
    name, icon, form = "payment", "payments", PaymentForm
    title = gettext_lazy("Record a payment")
    meaning = gettext_lazy("A fee received in full begins the term, as soon as its dates say.")
    done = gettext_lazy("The payment is recorded.")

    def refusal(self, row: Membership) -> str:
        return "" if open_terms(row) else _("No fee of this membership is due.")

    def initial(self, row: Membership) -> Mapping[str, Any]:
        first = open_terms(row)[0]
        return {"term": first, "amount": first.due, "paid_on": timezone.localdate()}  # type: ignore[attr-defined]

    def is_repeated(self, row: Membership, data: Mapping[str, Any]) -> bool:
        if "confirm" not in data:
            return False
        same = Payment.objects.filter(
            term__membership=row, voucher_number=data.get("voucher_number", "").strip(), void_at=None
        ).first()
        return bool(same and same_amount(data.get("amount", ""), same.amount))

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        term, amount, day = values["term"], values["amount"], values["paid_on"]
        if amount > term.due:
            left = money(term.due, term.currency)
            raise forms.ValidationError(
                {"amount": _("Only %(left)s are still due for this term.") % {"left": left}}
            )
        rest = term.due - amount
        lines: list[tuple[Any, str]] = [
            (
                _("Due for term %(number)d") % {"number": term.number},
                f"{money(term.due, term.currency)} → {money(rest, term.currency)}",
            )
        ]
        if rest and term.state == TermState.DUE:
            return Outlook(lines=lines, warnings=[_("The term begins when the rest is received too.")])
        lines += what_paying_brings(row, term, day)
        waiting = what_it_waits_for(row) if row.state == MembershipState.APPROVED else []
        return Outlook(lines=lines, warnings=waiting)

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        record_payment(
            term_id=values["term"].pk,
            amount=values["amount"],
            paid_on=values["paid_on"],
            voucher_number=values["voucher_number"],
            invoice_number=values["invoice_number"],
            note=values["note"],
            actor=actor,
        )


def same_amount(typed: str, amount: Decimal) -> bool:
    try:
        return Decimal(typed) == amount
    except InvalidOperation:
        return False


def what_paying_brings(row: Membership, term: MembershipTerm, day: Any) -> list[tuple[Any, str]]:
    """When the term runs that is paid with this."""
    if term.state != TermState.DUE:
        return [(pgettext_lazy("of a membership", "Term"), _("runs on as before"))]
    first = first_day(term, row, day)
    last = term.ends_on if first == term.starts_on else last_day(first, row.program.term_months)
    return [(gettext_lazy("Term runs"), f"{shown_day(first)} – {shown_day(last)}")]


def terms_to_pay_back(row: Membership) -> list[MembershipTerm]:
    """Terms of which something may be paid back, with how much (`most`)."""
    terms = list(row.terms.all())
    for term in terms:
        term.membership = row
        term.most = most_to_pay_back(term, term.paid)  # type: ignore[attr-defined]
    return [term for term in terms if term.most > 0]  # type: ignore[attr-defined]


class ReceivedField(TermField):
    def label_from_instance(self, obj: Any) -> str:
        paid = money(obj.paid, obj.currency)
        return _("Term %(number)d, %(paid)s received") % {"number": obj.number, "paid": paid}


class RefundForm(WithReason):
    term = ReceivedField()
    amount = FeeField(label=gettext_lazy("Amount"))
    paid_on = forms.DateField(label=gettext_lazy("Paid back on"), widget=DayInput)
    voucher_number = VoucherField()
    field_order = ("term", "amount", "paid_on", "voucher_number", "reason")

    def fit(self) -> None:
        field = self.fields["term"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = terms_with_paid().filter(pk__in=[term.pk for term in terms_to_pay_back(self.row)])
        field.empty_label = None


class RecordRefund(Deed):
    name, icon, form = "refund", "currency_exchange", RefundForm
    title = gettext_lazy("Record money paid back")
    meaning = gettext_lazy("For what was received in excess, or for a term that was given up or ended early.")
    done = gettext_lazy("The money paid back is recorded.")

    def refusal(self, row: Membership) -> str:
        return "" if terms_to_pay_back(row) else _("Nothing was received that could be paid back.")

    def initial(self, row: Membership) -> Mapping[str, Any]:
        term = terms_to_pay_back(row)[0]
        return {"term": term, "amount": term.most, "paid_on": timezone.localdate()}  # type: ignore[attr-defined]

    def is_repeated(self, row: Membership, data: Mapping[str, Any]) -> bool:
        voucher = data.get("voucher_number", "").strip()
        same = Payment.objects.filter(term__membership=row, voucher_number=voucher, void_at=None).first()
        return bool("confirm" in data and same and same_amount(data.get("amount", ""), -same.amount))

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        term, amount = values["term"], values["amount"]
        most = next(one.most for one in terms_to_pay_back(row) if one.pk == term.pk)  # type: ignore[attr-defined]
        if not 0 < amount <= most:
            told = _("At most %(most)s can be paid back.") % {"most": money(most, term.currency)}
            raise forms.ValidationError({"amount": told})
        lines = [(gettext_lazy("Received"), arrow(term.paid, term.paid - amount, term.currency))]
        waived = amount - excess(term, term.paid)
        if waived > 0:
            lines.append(
                (gettext_lazy("Fee of this term"), arrow(term.fee, term.fee - waived, term.currency))
            )
        return Outlook(lines=lines)

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        record_refund(
            term_id=values["term"].pk,
            amount=values["amount"],
            paid_on=values["paid_on"],
            voucher_number=values["voucher_number"],
            actor=actor,
            reason=values["reason"],
        )


class VoidPayment(Deed):
    name, icon, form, grave = "void", "money_off", WithReason, True
    title = gettext_lazy("Make void")
    meaning = gettext_lazy(
        "The payment stays listed as void; its amount is due again. Its voucher number is free."
    )
    done = gettext_lazy("The payment is void.")

    def refusal(self, row: Payment) -> str:
        return _("This payment is void already.") if row.void_at else ""

    def outlook(self, row: Payment, values: Mapping[str, Any]) -> Outlook:
        label = gettext_lazy("Due again") if row.amount > 0 else gettext_lazy("Counts as received again")
        lines: list[tuple[Any, str]] = [
            (label, money(abs(row.amount), row.currency)),
            (gettext_lazy("Voucher number"), row.voucher_number),
        ]
        told = []
        if row.term.state == TermState.PAID:
            told = [_("The next term is not paid any more and begins only when its fee is received.")]
        elif row.term.state == TermState.RUNNING and row.amount > 0:
            told = [_("The term goes on; suspend the membership if its rights are to stop.")]
        return Outlook(lines=lines, warnings=told)

    def run(self, row: Payment, values: Mapping[str, Any], actor: User) -> None:
        void_payment(payment_id=row.pk, actor=actor, reason=values["reason"])
