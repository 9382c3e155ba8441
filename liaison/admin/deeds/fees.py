"""A deed about a fee: another one for a term that is open."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.admin.deeds.base import Deed, Outlook
from liaison.admin.deeds.states import WithReason
from liaison.admin.deeds.terms import FeeField, arrow
from liaison.admin.membership_wording import ahead, money, running
from liaison.domain.membership_fee import change_fee
from liaison.enums import TermState
from liaison.models import Membership, MembershipTerm
from yangpu_portal.core.models import User


class FeeForm(WithReason):
    fee = FeeField(label=gettext_lazy("Fee"))
    field_order = ("fee", "reason")


class ChangeFee(Deed):
    """Of the agreed term if there is one, else of the running one."""

    name, icon, form = "fee", "price_change", FeeForm
    title = gettext_lazy("Change the fee")
    meaning = gettext_lazy("For a fee that was agreed differently or typed wrongly.")
    done = gettext_lazy("The fee is changed.")

    def term(self, row: Membership) -> MembershipTerm | None:
        term = ahead(row) or running(row)
        return term if term and term.state in (TermState.DUE, TermState.RUNNING) else None

    def refusal(self, row: Membership) -> str:
        return "" if self.term(row) else _("No fee is open.")

    def initial(self, row: Membership) -> Mapping[str, Any]:
        term = self.term(row)
        return {"fee": term.fee} if term else {}

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        term = self.term(row)
        assert term is not None
        if values["fee"] == term.fee:
            return Outlook(lines=[(gettext_lazy("Fee"), money(term.fee, term.currency))])
        label = _("Fee of term %(number)d") % {"number": term.number}
        received = money(term.paid, term.currency)  # type: ignore[attr-defined]
        return Outlook(
            lines=[
                (label, arrow(term.fee, values["fee"], term.currency)),
                (gettext_lazy("Received"), received),
            ]
        )

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        term = self.term(row)
        if term is None:
            raise forms.ValidationError(_("No fee is open."))
        change_fee(term_id=term.pk, fee=values["fee"], actor=actor, reason=values["reason"])
