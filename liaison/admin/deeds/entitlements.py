"""Deeds about entitlements: moved between the district's pool and a company, used, returned, and corrected.

Each form draws a key when it is shown; the ledger takes each key once, so that a form sent twice counts once.
"""

import secrets
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from liaison.admin.deeds.base import Deed, DeedForm, Outlook, ReasonField
from liaison.admin.deeds.states import WithReason
from liaison.admin.membership_wording import running, shown_day
from liaison.domain.entitlement import (
    allocate_entitlements,
    balances,
    correct_entitlements,
    return_entitlement,
    use_entitlement,
)
from liaison.domain.introduction import decline_introduction, is_introduction
from liaison.enums import Entitlement, TermState
from liaison.models import EntitlementEntry, Membership, MembershipTerm
from liaison.queries.membership import has_rights
from liaison.queries.membership_office import uses_to_return
from yangpu_portal.core.admin.refusals import REFUSALS
from yangpu_portal.core.models import User

REFUSALS["entitlement_balance_not_negative"] = gettext_lazy("Somebody else has just taken the last ones.")


class KindForm(DeedForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    entitlement = forms.ChoiceField(
        label=gettext_lazy("Entitlement"), choices=Entitlement.choices, widget=UnfoldAdminSelectWidget
    )


class NumberForm(KindForm):
    number = forms.IntegerField(
        label=pgettext_lazy("of entitlements", "Number"),
        min_value=1,
        max_value=9999,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
    )


class SubjectForm(KindForm):
    subject = forms.CharField(
        label=gettext_lazy("What for"), max_length=200, widget=UnfoldAdminTextInputWidget
    )


class LedgerDeed(Deed):
    prefix: ClassVar[str]  # of the ledger's keys

    def refusal(self, row: Membership) -> str:
        return no_rights(row)

    def initial(self, row: Membership) -> Mapping[str, Any]:
        return {"key": secrets.token_hex(12), "entitlement": Entitlement.CONSULTATION}

    def is_repeated(self, row: Membership, data: Mapping[str, Any]) -> bool:
        return EntitlementEntry.objects.filter(key=f"{self.prefix}:{data.get('key', '')}").exists()


def no_rights(row: Membership) -> str:
    if running(row) and has_rights(row):
        return ""
    return _("The membership of %(holder)s gives no rights today.") % {"holder": row.holder}


def own_term(row: Membership) -> MembershipTerm:
    term = row.terms.filter(state=TermState.RUNNING).first()
    if term is None:
        raise forms.ValidationError(_("No term of this membership is running."))
    return term


class Allocate(LedgerDeed):
    name, icon, form, prefix = "allocate", "call_split", NumberForm, "move"
    title = gettext_lazy("Allocate from the pool")
    meaning = gettext_lazy("The company gets some of the district's entitlements for the running term.")
    done = gettext_lazy("The entitlements are allocated.")
    sign: ClassVar[int] = 1

    def refusal(self, row: Membership) -> str:
        if row.parent is None:
            return _("Choose a company's membership: the pool is the district's.")
        return no_rights(row) or no_rights(row.parent)

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        assert row.parent
        kind, moved = values["entitlement"], self.sign * values["number"]
        pool, own = balances(own_term(row.parent))[kind], balances(own_term(row))[kind]
        if moved > pool or -moved > own:
            left = pool if moved > 0 else own
            raise forms.ValidationError({"number": _("Only %(left)d are left.") % {"left": left}})
        label = Entitlement(kind).label
        return Outlook(
            lines=[
                (f"{label} · {row.parent.holder}", f"{pool} → {pool - moved}"),
                (f"{label} · {row.holder}", f"{own} → {own + moved}"),
            ]
        )

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        allocate_entitlements(
            child=row,
            entitlement=Entitlement(values["entitlement"]),
            number=self.sign * values["number"],
            key=values["key"],
            actor=actor,
        )


class TakeBack(Allocate):
    name, icon, sign = "take-back", "call_merge", -1
    title = gettext_lazy("Take back to the pool")
    meaning = gettext_lazy("What the company does not need returns to the district.")
    done = gettext_lazy("The entitlements are back in the pool.")


class CorrectForm(WithReason, KindForm):
    reason = ReasonField(help_text=gettext_lazy("The holder reads it beside the entry."))
    number = forms.IntegerField(
        label=gettext_lazy("More or less"),
        min_value=-9999,
        max_value=9999,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Such as 3, or -2 to take two away."),
    )
    field_order = ("key", "entitlement", "number", "reason")


class Correct(LedgerDeed):
    name, icon, form, prefix = "correct", "exposure", CorrectForm, "correct"
    title = gettext_lazy("Correct the number")
    meaning = gettext_lazy(
        "For what was agreed beyond the tier, or entered wrongly. The pool stays as it is."
    )
    done = gettext_lazy("The number is corrected.")

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        left, number = balances(own_term(row))[values["entitlement"]], values["number"]
        if not number or left + number < 0:
            told = (
                _("Only %(left)d are left.") % {"left": left}
                if number
                else _("Choose another number than 0.")
            )
            raise forms.ValidationError({"number": told})
        return Outlook(lines=[(Entitlement(values["entitlement"]).label, f"{left} → {left + number}")])

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        correct_entitlements(
            membership=row,
            entitlement=Entitlement(values["entitlement"]),
            number=values["number"],
            key=values["key"],
            reason=values["reason"],
            actor=actor,
        )


class RecordUse(LedgerDeed):
    name, icon, form, prefix = "use", "event_available", SubjectForm, "use"
    title = gettext_lazy("Record a use")
    meaning = gettext_lazy("One is taken off, for a meeting or a consultation agreed outside the portal.")
    done = gettext_lazy("The use is recorded.")

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        left = balances(own_term(row))[values["entitlement"]]
        label = Entitlement(values["entitlement"]).label
        if left < 1:
            raise forms.ValidationError(
                _("No %(entitlement)s is left in this term.") % {"entitlement": label}
            )
        return Outlook(lines=[(label, f"{left} → {left - 1}")])

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        use_entitlement(
            membership=row,
            entitlement=Entitlement(values["entitlement"]),
            subject=values["subject"],
            key=values["key"],
            actor=actor,
        )


class UseField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{shown_day(obj.at.date())} · {obj.get_entitlement_display()} · {obj.subject}"


class ReturnForm(WithReason):
    entry = UseField(
        label=gettext_lazy("Use"),
        queryset=EntitlementEntry.objects.none(),
        empty_label=None,
        widget=UnfoldAdminSelectWidget,
    )
    field_order = ("entry", "reason")

    def fit(self) -> None:
        self.fields["entry"].queryset = uses_to_return(self.row)  # type: ignore[attr-defined]


class ReturnUse(Deed):
    name, icon, form = "return", "undo", ReturnForm
    title = gettext_lazy("Return a use")
    meaning = gettext_lazy("For a meeting that was declined or did not take place.")
    done = gettext_lazy("The use is returned.")

    def refusal(self, row: Membership) -> str:
        return "" if uses_to_return(row).exists() else _("Nothing was used in this term.")

    def initial(self, row: Membership) -> Mapping[str, Any]:
        return {"entry": uses_to_return(row).first()}

    def is_repeated(self, row: Membership, data: Mapping[str, Any]) -> bool:
        key = data.get("entry", "")
        return key.isdecimal() and EntitlementEntry.objects.filter(key=f"return:{key}").exists()

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        entry = values["entry"]
        if entry.term.state == TermState.ENDED:
            told = _("That term is over: what comes back expires with it. Who asked is told all the same.")
            return Outlook(warnings=[told])
        left = balances(entry.term)[entry.entitlement]
        return Outlook(lines=[(entry.get_entitlement_display(), f"{left} → {left - entry.amount}")])

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        give_back = decline_introduction if is_introduction(values["entry"]) else return_entitlement
        give_back(entry=values["entry"], reason=values["reason"], actor=actor)
