"""One deed for many memberships: a page says per row what will happen or why it cannot, then all at once.

What is shown takes a fixed number of queries for any number of rows; what is done calls the domain for each
row, in one transaction.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from liaison.admin.deeds.base import CHANGED, DayInput, Deed, DeedForm, ReasonField
from liaison.admin.deeds.states import (
    Approve,
    Cancel,
    MaybeReason,
    Restore,
    Suspend,
    WithReason,
    fee_words,
)
from liaison.admin.deeds.terms import Renew, next_span
from liaison.domain.membership_ground import require_ground
from liaison.domain.membership_outlook import if_in_state
from liaison.enums import RIGHTS_STATES, MembershipState
from liaison.models import Membership
from liaison.queries.membership_office import with_terms
from yangpu_portal.core.models import User

State = MembershipState
MOST = 1000
# What the page of a single one asks, and this page takes as it stands.
_DEFAULTS: dict[str, Any] = {"fee": None, "starts_on": None, "reason": ""}


class DueForm(DeedForm):
    due_on = forms.DateField(
        label=gettext_lazy("Fee due by"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("Left empty: in 30 days, or by the end of the present term if that is later."),
    )
    reason = ReasonField(help_text=gettext_lazy("May stay empty."))


@dataclass(frozen=True, slots=True)
class Bulk:
    """A deed for many: its form, what it does to one row in words, and which rows come first.

    `words` raises a ValidationError where the row refuses it.
    `restores`: those below a chosen root come back with it, and are not asked to come back again.
    """

    deed: Deed
    form: type[DeedForm]
    words: Callable[[Any, Mapping[str, Any]], str]
    roots_first: bool = False
    restores: bool = False


@dataclass(frozen=True, slots=True)
class BulkRow:
    membership: Membership
    refusal: str
    words: str


def _approve_words(row: Any, values: Mapping[str, Any]) -> str:
    require_ground(row, timezone.localdate())
    labels = dict(State.choices)
    return f"{labels[State.APPROVED]} · {fee_words(row, row.fee, values['due_on'])}"


def _renew_words(row: Any, values: Mapping[str, Any]) -> str:
    fee = row.tier.annual_fee
    return f"{next_span(row, fee)} · {fee_words(row, fee, values['due_on'])}"


def _state_words(to: str) -> Callable[[Any, Mapping[str, Any]], str]:
    def words(row: Any, values: Mapping[str, Any]) -> str:
        labels = dict(State.choices)
        after = labels[State(to or row.state_before_suspension)]
        text = f"{row.get_state_display()} → {after}"
        if not row.below:
            return text
        below = ngettext("%(count)d below follows", "%(count)d below follow", row.below)
        return f"{text} · {below % {'count': row.below}}"

    return words


BULK: dict[str, Bulk] = {
    "approve": Bulk(Approve(), DueForm, _approve_words, roots_first=True),
    "renew": Bulk(Renew(), DueForm, _renew_words),
    "suspend": Bulk(Suspend(), WithReason, _state_words(State.SUSPENDED)),
    "restore": Bulk(Restore(), MaybeReason, _state_words(""), roots_first=True, restores=True),
    "cancel": Bulk(Cancel(), WithReason, _state_words(State.CANCELLED)),
}


def bulk_action(bulk: Bulk) -> Callable[..., HttpResponse]:
    """An action of the list that leads to the page."""

    def act(page: Any, request: HttpRequest, queryset: QuerySet[Membership]) -> HttpResponse | None:
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        if len(keys) > MOST:
            text = _("At most %(most)d at once. Narrow the list first.") % {"most": MOST}
            page.message_user(request, text, messages.WARNING)
            return None
        return _shown(page, request, bulk, keys)

    act.__name__ = f"bulk_{bulk.deed.name}"
    act.short_description = bulk.deed.title  # type: ignore[attr-defined]
    act.allowed_permissions = ("manage",)  # type: ignore[attr-defined]
    return cast(Callable[..., HttpResponse], act)


def bulk_page(page: Any, request: HttpRequest, bulk: Bulk) -> HttpResponse:
    listed = HttpResponseRedirect(reverse("admin:liaison_membership_changelist"))
    if request.method != "POST":
        return listed
    keys = [int(key) for key in request.POST.get("ids", "").split(",") if key.isdecimal()][:MOST]
    form = bulk.form(request.POST, row=None)
    rows = _rows(page, request, bulk, keys, form)
    possible = [row.membership for row in rows if not row.refusal]
    if form.is_valid() and possible and _is_confirmed(request, form, rows, len(possible)):
        actor = cast(User, request.user)
        if _done(bulk, possible, form, actor):
            page.message_user(request, _told(bulk, len(possible)), messages.SUCCESS)
            return listed
        rows = _rows(page, request, bulk, keys, form)  # something was different from what was shown
    return _shown(page, request, bulk, keys, form=form, rows=rows)


def _is_confirmed(request: HttpRequest, form: DeedForm, rows: Sequence[BulkRow], possible: int) -> bool:
    if "confirm" not in request.POST:
        return False
    if request.POST.get("mark") != _mark(rows):
        form.add_error(None, CHANGED)
    elif possible < len(rows) and not request.POST.get("only_possible"):
        form.add_error(None, _("Some cannot be done. Tick that only the others are to be done."))
    return form.is_valid()


def _done(bulk: Bulk, possible: Sequence[Membership], form: DeedForm, actor: User) -> bool:
    """All of them or none; whether it went well."""
    # A root gives rights before its branches can have them, and takes theirs along when it loses them. Roots
    # are locked in one order, so that no two who do this wait for each other.
    order = sorted(
        possible,
        key=lambda row: ((row.parent_id is None) is not bulk.roots_first, row.parent_id or 0, row.pk),
    )
    current = order[0]
    try:
        with transaction.atomic():
            for current in order:
                if bulk.restores and not _is_suspended(current):
                    continue
                bulk.deed.run(current, _values(bulk, current, form.cleaned_data), actor)
            LogEntry.objects.log_actions(actor.pk, order, CHANGE, str(bulk.deed.title))
    except ValidationError as error:
        text = " ".join(error.messages)
        form.add_error(None, _("Nothing was done. %(row)s: %(error)s") % {"row": current, "error": text})
        return False
    return True


def _values(bulk: Bulk, row: Membership, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for all, and for the rest what the page of a single one proposes."""
    given = {name: value for name, value in asked.items() if value is not None}
    return {**bulk.deed.initial(row), **_DEFAULTS, **given}


def _is_suspended(row: Membership) -> bool:
    return Membership.objects.filter(pk=row.pk, state=State.SUSPENDED).exists()


def _told(bulk: Bulk, count: int) -> str:
    text = ngettext("%(deed)s: %(count)d membership.", "%(deed)s: %(count)d memberships.", count)
    return text % {"deed": bulk.deed.title, "count": count}


def _rows(page: Any, request: HttpRequest, bulk: Bulk, keys: Iterable[int], form: DeedForm) -> list[BulkRow]:
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    live = Q(children__state__in=(*RIGHTS_STATES, State.SUSPENDED))
    found = (
        with_terms(page.get_queryset(request))
        .select_related("agreement", "program__university")
        .prefetch_related("district__agreements")
        .filter(pk__in=list(keys))
        .order_by(F("parent").asc(nulls_first=True), "pk")
    )
    rows, restored = [], set()
    for membership in found.annotate(below=Count("children", filter=live)):
        if bulk.restores and membership.parent and membership.parent_id in restored:
            membership.parent = if_in_state(membership.parent, State.ACTIVE)
        row = _row(bulk, membership, asked)
        if not row.refusal and membership.parent_id is None:
            restored.add(membership.pk)
        rows.append(row)
    return rows


def _row(bulk: Bulk, membership: Membership, asked: Mapping[str, Any]) -> BulkRow:
    refusal = bulk.deed.refusal(membership)
    if refusal:
        return BulkRow(membership, refusal, "")
    try:
        return BulkRow(membership, "", bulk.words(membership, _values(bulk, membership, asked)))
    except ValidationError as error:
        return BulkRow(membership, " ".join(error.messages), "")


def _mark(rows: Sequence[BulkRow]) -> str:
    told = [(row.membership.pk, row.membership.state, bool(row.refusal)) for row in rows]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:24]


def _shown(
    page: Any,
    request: HttpRequest,
    bulk: Bulk,
    keys: Sequence[int],
    *,
    form: DeedForm | None = None,
    rows: Sequence[BulkRow] | None = None,
) -> HttpResponse:
    form = form or bulk.form(row=None)
    rows = _rows(page, request, bulk, keys, form) if rows is None else rows
    possible = sum(not row.refusal for row in rows)
    context = {
        **page.admin_site.each_context(request),
        "title": bulk.deed.title,
        "subtitle": _("Many at once"),
        "opts": page.model._meta,
        "deed": bulk.deed,
        "form": form,
        "rows": rows,
        "possible": possible,
        "impossible": len(rows) - possible,
        "ids": ",".join(str(key) for key in keys),
        "mark": _mark(rows),
        "action": reverse("admin:liaison_membership_bulk", args=[bulk.deed.name]),
        "back": reverse("admin:liaison_membership_changelist"),
        "media": page.media + form.media,
    }
    return TemplateResponse(request, "admin/liaison/bulk.html", context)
