"""Deeds that change the state of a membership: approved, declined, suspended, restored, ended, moved."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from liaison.admin.deeds.base import DayInput, Deed, DeedForm, Outlook, ReasonField
from liaison.admin.membership_wording import ahead, money, shown_day
from liaison.domain.membership import approve_membership, move_membership, transition_membership
from liaison.domain.membership_branch import carries
from liaison.domain.membership_ground import ground_warning, require_ground
from liaison.domain.membership_outlook import branch_effects, if_in_state, under
from liaison.domain.membership_states import STEPS, TRANSITIONS
from liaison.domain.membership_term import PAY_WITHIN, last_day
from liaison.enums import RIGHTS_STATES, MembershipState, TierLevel
from liaison.models import Membership
from liaison.queries.membership_office import NAMED
from yangpu_portal.core.models import User

State = MembershipState


class WithReason(DeedForm):
    needed = ("reason",)
    reason = ReasonField(help_text=gettext_lazy("The holder reads it in the mail, auditors in the history."))

    def clean_reason(self) -> str:
        """Asked for when the deed is confirmed, so that the outcome can be seen before."""
        reason = self.cleaned_data["reason"].strip()
        if not reason and "confirm" in self.data:
            raise forms.ValidationError(_("Say why; the holder and whoever looks later will read it."))
        return reason


class MaybeReason(DeedForm):
    reason = ReasonField(help_text=gettext_lazy("May stay empty."))


class ApproveForm(DeedForm):
    fee = forms.DecimalField(
        label=gettext_lazy("Fee of the first term"),
        min_value=0,
        max_digits=14,
        decimal_places=2,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("Left empty: the day the fee is received."),
    )
    due_on = forms.DateField(label=gettext_lazy("Fee due by"), widget=DayInput)
    reason = ReasonField(help_text=gettext_lazy("Needed where the fee differs from the one applied for."))


def _state_line(before: str, after: str) -> tuple[Any, str]:
    labels = dict(State.choices)
    return gettext_lazy("State"), f"{labels[State(before)]} → {labels[State(after)]}"


class Approve(Deed):
    name, icon, form = "approve", "task_alt", ApproveForm
    title = gettext_lazy("Approve")
    meaning = gettext_lazy(
        "The holder is told that the application is approved and which fee is due by when."
    )
    done = gettext_lazy("The application is approved.")

    def refusal(self, row: Membership) -> str:
        return not_possible(row, State.APPROVED)

    def initial(self, row: Membership) -> Mapping[str, Any]:
        return {"fee": row.fee, "due_on": timezone.localdate() + PAY_WITHIN}

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        fee, first, months = values["fee"], values["starts_on"], row.program.term_months
        today = timezone.localdate()
        require_ground(row, max(first or today, today))
        if not fee:
            first = first or today
        begins = _("from the day the fee is received, %(months)d months") % {"months": months}
        if first:
            begins = f"{shown_day(first)} – {shown_day(last_day(first, months))}"
        lines = [
            _state_line(row.state, State.APPROVED),
            (gettext_lazy("First term"), begins),
            (gettext_lazy("Fee"), fee_words(row, fee, values["due_on"])),
        ]
        return Outlook(lines=lines, warnings=what_it_waits_for(row))

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        approve_membership(
            membership_id=row.pk,
            actor=actor,
            fee=values["fee"],
            starts_on=values["starts_on"],
            due_on=values["due_on"],
            reason=values["reason"],
        )


def fee_words(row: Membership, fee: Any, due_on: Any) -> str:
    if not fee:
        return _("none; it needs no payment")
    return _("%(amount)s, due by %(day)s") % {"amount": money(fee, row.currency), "day": shown_day(due_on)}


def what_it_waits_for(row: Membership) -> list[str]:
    """What keeps a first term from beginning: no agreement, or a membership above without rights."""
    if row.parent is None or carries(row.parent, row):
        told = ground_warning(row)
        return [told] if told else []
    return [_("The membership above gives no rights today; this one begins only when it does.")]


def not_possible(row: Membership, to: str) -> str:
    if (row.state, to) in STEPS:
        return ""
    labels = dict(State.choices)
    values = {"row": row, "state": labels[State(row.state)], "to": labels[State(to)]}
    return _("“%(row)s” is %(state)s and cannot become %(to)s.") % values


class ToState(Deed):
    """A step of the table that people choose, with a reason."""

    to: MembershipState
    origins: tuple[str, ...]
    form: ClassVar[type[DeedForm]] = WithReason

    def target(self, row: Membership) -> MembershipState:
        return self.to

    def refusal(self, row: Membership) -> str:
        if row.state in self.origins and self.target(row) in TRANSITIONS.targets(row.state):
            return ""
        return not_possible(row, self.to) or self._not_from_here(row)

    def _not_from_here(self, row: Membership) -> str:
        values = {"row": row, "state": row.get_state_display(), "deed": self.title}
        return _("“%(row)s” is %(state)s: “%(deed)s” does not apply.") % values

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        after = if_in_state(row, self.target(row))
        lines = [_state_line(row.state, after.state)]
        if after.ends_on != row.ends_on:
            text = f"{shown_day(row.ends_on)} → {shown_day(after.ends_on)}"
            lines.append((gettext_lazy("Last day"), text))
        branches = branch_effects(after) if row.is_top_level else ()
        return Outlook(lines=lines, branches=branches, warnings=self.warnings(row))

    def warnings(self, row: Membership) -> list[str]:
        return []

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        transition_membership(membership_id=row.pk, to=self.target(row), actor=actor, reason=values["reason"])


class Decline(ToState):
    name, icon, grave = "decline", "block", True
    to, origins = State.CANCELLED, (State.APPLIED,)
    title = gettext_lazy("Decline")
    meaning = gettext_lazy("The applicant is told with the reason, and can apply again.")
    done = gettext_lazy("The application is declined.")


class Suspend(ToState):
    name, icon, grave = "suspend", "pause_circle", True
    to, origins = State.SUSPENDED, (*RIGHTS_STATES, State.SUSPENDED)
    title = gettext_lazy("Suspend")
    meaning = gettext_lazy("Rights stop at once; the term runs on. It can be restored at any time.")
    done = gettext_lazy("The membership is suspended.")

    def refusal(self, row: Membership) -> str:
        if row.state == State.SUSPENDED and not row.suspended_with_parent:
            return self._not_from_here(row)
        return super().refusal(row)

    def warnings(self, row: Membership) -> list[str]:
        if not row.suspended_with_parent:
            return []
        return [_("It stays suspended when the membership above gives rights again.")]


class Restore(ToState):
    name, icon, form = "restore", "play_circle", MaybeReason
    to, origins = State.ACTIVE, (State.SUSPENDED,)
    title = gettext_lazy("Restore")
    meaning = gettext_lazy("Rights come back as far as dates and payments say.")
    done = gettext_lazy("The membership is restored.")

    def target(self, row: Membership) -> MembershipState:
        return State(row.state_before_suspension or State.ACTIVE)

    def refusal(self, row: Membership) -> str:
        told = super().refusal(row)
        if not told and row.parent and not carries(row.parent, row):
            return _("The top-level membership above does not carry it. Restore that one first.")
        return told


class End(ToState):
    name, icon, grave = "end", "event_busy", True
    to = State.EXPIRED
    origins: tuple[str, ...] = (State.ACTIVE, State.RENEWED)
    title = gettext_lazy("End early")
    meaning = gettext_lazy("The term ends today and with it all rights. It can be renewed later.")
    done = gettext_lazy("The membership has ended.")

    def warnings(self, row: Membership) -> list[str]:
        term = ahead(row)
        paid = term.paid if term else None  # type: ignore[attr-defined]
        if not paid:
            return []
        return [
            _("%(amount)s were received for the term that falls away. Pay them back and record it here.")
            % {"amount": money(paid, row.currency)}
        ]


class Cancel(End):
    name, icon, grave = "cancel", "cancel", True
    to = State.CANCELLED
    origins = (State.APPROVED, *RIGHTS_STATES, State.SUSPENDED)
    title = gettext_lazy("Cancel the membership")
    meaning = gettext_lazy("It ends today for good; the holder would have to apply again.")
    done = gettext_lazy("The membership is cancelled.")


class MoveForm(WithReason):
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Under"), queryset=Membership.objects.none(), widget=UnfoldAdminSelectWidget
    )
    field_order = ("parent", "reason")

    def fit(self) -> None:
        self.fields["parent"].queryset = other_parents(self.row)  # type: ignore[attr-defined]


def other_parents(row: Membership) -> QuerySet[Membership]:
    live = (State.APPROVED, *RIGHTS_STATES, State.SUSPENDED)
    others = Membership.objects.filter(program=row.program_id, tier__level=TierLevel.TOP, state__in=live)
    return others.exclude(pk=row.parent_id or 0).select_related(*NAMED)


class Move(Deed):
    name, icon, form = "move", "move_up", MoveForm
    title = gettext_lazy("Move under another")
    meaning = gettext_lazy("It follows the other top-level membership from now on, in rights and in dates.")
    done = gettext_lazy("The membership stands under the other one.")

    def refusal(self, row: Membership) -> str:
        if row.is_top_level:
            return _("A top-level membership stands under no other.")
        if row.state == State.CANCELLED:
            return _("It is cancelled.")
        if not other_parents(row).exists():
            return _("The program has no other top-level membership.")
        return ""

    def initial(self, row: Membership) -> Mapping[str, Any]:
        return {"parent": other_parents(row).first()}

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        parent = values["parent"]
        effect = under(row, parent)
        lines: list[tuple[Any, str]] = [(gettext_lazy("Under"), f"{row.parent} → {parent}")]
        if effect.changes_state:
            lines.append(_state_line(row.state, effect.state))
        if effect.changes_rights:
            text = f"{shown_day(row.rights_until)} → {shown_day(effect.rights_until)}"
            lines.append((gettext_lazy("Rights until"), text))
        return Outlook(lines=lines)

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        move_membership(
            membership_id=row.pk, parent_id=values["parent"].pk, actor=actor, reason=values["reason"]
        )
