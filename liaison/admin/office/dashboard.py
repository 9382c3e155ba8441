"""The start page of the admin: what waits first, then the figures, then how things went."""

from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from liaison.admin.office.cards import count_text, groups_of
from liaison.admin.office.charts import charts_of
from liaison.admin.office.choice import chosen, query_of
from liaison.enums import FigureGroup, MembershipState
from liaison.models import Membership, Tier
from liaison.queries.figures.as_of import AsOf
from liaison.queries.figures.computed import Computed, computed_for, figures_for
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff

_STATES = (
    MembershipState.APPLIED,
    MembershipState.APPROVED,
    MembershipState.ACTIVE,
    MembershipState.RENEWED,
    MembershipState.GRACE,
    MembershipState.SUSPENDED,
    MembershipState.EXPIRED,
    MembershipState.CANCELLED,
)


def start_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The theme's `DASHBOARD_CALLBACK`: what the start page shows this person."""
    user = cast(User, request.user)
    figures = figures_for(user)
    if not figures:
        return context
    form, when, period = chosen(request)
    computed = computed_for(user, when)
    groups = groups_of(figures, computed, when, period)
    return {
        **context,
        "title": _("Overview"),
        "choice": form,
        "when": when,
        "is_past": when.day != timezone.localdate(),
        "period_query": query_of(when, period),
        "waiting": next((cards for group, cards in groups if group == FigureGroup.WAITING), []),
        "groups": [(group, cards) for group, cards in groups if group != FigureGroup.WAITING],
        "tiers": _tier_table(computed, when),
        "charts": charts_of(computed),
        "computed_at": computed.at,
        "report_url": reverse("monthly_reports") if is_district_staff(user) else "",
    }


def _tier_table(computed: Computed, when: AsOf) -> dict[str, Any]:
    """Tiers by states, each number with its list while it is of today."""
    if not computed.tiers:
        return {}
    found = {tier for tier, _state in computed.tiers}
    tiers = Tier.objects.filter(pk__in=found).select_related("program").order_by("program", "level", "slug")
    states = [state for state in _STATES if any((tier, state) in computed.tiers for tier in found)]
    rows = [(str(tier), _tier_cells(tier.pk, states, computed, when)) for tier in tiers]
    sums = [
        count_text(sum(n for (_tier, found_state), n in computed.tiers.items() if found_state == state))
        for state in states
    ]
    total = count_text(sum(computed.tiers.values()))
    return {"states": [state.label for state in states], "rows": rows, "sums": [*sums, total]}


def _tier_cells(
    tier: int, states: list[MembershipState], computed: Computed, when: AsOf
) -> list[tuple[str, str]]:
    cells = [
        (computed.tiers.get((tier, state), 0), {"tier__id__exact": tier, "state__exact": state.value})
        for state in states
    ]
    whole = sum(number for number, _asked in cells)
    cells.append((whole, {"tier__id__exact": tier}))
    return [(count_text(number), _memberships(asked, when) if number else "") for number, asked in cells]


def _memberships(asked: dict[str, Any], when: AsOf) -> str:
    if when.until is not None:
        return ""
    opts = Membership._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist") + "?" + urlencode(asked)
