"""Saying no to what a company asked for; saying yes is the deed itself: the next term, another tier."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.admin.deeds.base import Deed, Outlook
from liaison.admin.deeds.states import WithReason
from liaison.domain.application import decline_request
from liaison.enums import MembershipRequest
from liaison.models import Membership, MembershipEvent
from liaison.queries.membership import open_request
from yangpu_portal.core.models import User


def wish(event: MembershipEvent) -> str:
    """What the company asked for, with what it wrote."""
    kind = MembershipRequest(event.details["kind"]).label
    tier = event.details.get("tier", "")
    return " · ".join(str(part) for part in (kind, tier, event.reason) if part)


class DeclineRequest(Deed):
    name, icon, form = "decline-request", "do_not_disturb_on", WithReason
    title = gettext_lazy("Decline the company's request")
    meaning = gettext_lazy("The company is told why; its membership stays as it is.")
    done = gettext_lazy("The request is declined.")

    def refusal(self, row: Membership) -> str:
        return "" if open_request(row) else _("The company has not asked for anything.")

    def is_repeated(self, row: Membership, data: Mapping[str, Any]) -> bool:
        return row.events.filter(change="request", details__declined=True).exists() and not open_request(row)

    def outlook(self, row: Membership, values: Mapping[str, Any]) -> Outlook:
        asked = open_request(row)
        return Outlook(lines=[(gettext_lazy("Request"), wish(asked))] if asked else [])

    def run(self, row: Membership, values: Mapping[str, Any], actor: User) -> None:
        decline_request(membership_id=row.pk, reason=values["reason"], actor=actor)
