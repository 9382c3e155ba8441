"""Where people land after signing in: what waits for them first, then what is theirs."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liaison.models import Membership
from liaison.queries import dashboard as queries
from liaison.queries.membership import memberships_with_requests
from liaison.views.to_do import first_steps, to_do
from universities.queries.technology import with_organisation
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff

MOST_LISTED = 100  # requests in the address of one list


@login_required
@never_cache
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    seats = queries.seats_of_person(user)
    offers = list(with_organisation(queries.offers_of_person(user))[: queries.OFFERS])
    is_office = is_district_staff(user)
    context: dict[str, Any] = {
        "seats": seats,
        "offers": [(offer, queries.is_due(offer)) for offer in offers],
        "office": _office() if is_office else [],
    }
    if seats or not (offers or is_office):
        context |= _of_company(user, seats)
    return render(request, "liaison/dashboard.html", context)


def _of_company(user: User, seats: list[Any]) -> dict[str, Any]:
    memberships = queries.memberships_of([seat.company for seat in seats])
    needs = queries.needs_of_person(user)
    progress = queries.progress_of(user)
    invitations = queries.waiting_invitations(user)
    return {
        "is_company": True,
        "to_do": to_do(
            user,
            seats=seats,
            needs=needs,
            memberships=memberships,
            invitations=invitations,
            progress=progress,
        ),
        "steps": first_steps(progress),
        "needs": needs,
        "cards": [(membership, _days_left(membership)) for membership in memberships],
        "kept": queries.kept_counts(user),
    }


def _keys(memberships: QuerySet[Membership]) -> str:
    """The first keys, as the list of the admin takes them in its address."""
    return ",".join(str(key) for key in memberships.values_list("pk", flat=True)[:MOST_LISTED])


def _days_left(membership: Membership) -> int | None:
    """Days to the end of the term; None without one or after it."""
    if membership.ends_on is None:
        return None
    days = (membership.ends_on - timezone.localdate()).days
    return days if days >= 0 else None


def _office() -> list[dict[str, Any]]:
    """Numbers of the district's work, each with the list behind it."""
    counts = queries.office_counts()
    memberships = reverse("admin:liaison_membership_changelist")
    companies = reverse("admin:startups_company_changelist")
    return [
        {
            "value": counts["needs_in_review"],
            "label": _("needs to review"),
            "url": reverse("admin:startups_need_desk"),
        },
        {
            "value": counts["companies_to_verify"],
            "label": _("companies to verify"),
            "url": f"{companies}?verified_at__isempty=1",
        },
        {
            "value": counts["memberships_applied"],
            "label": _("memberships applied for"),
            "url": f"{memberships}?state__exact=applied",
        },
        {
            "value": counts["fees_due"],
            "label": _("fees due"),
            "url": f"{memberships}?state__exact=approved",
        },
        {
            "value": counts["requests"],
            "label": _("requests of members"),
            "url": f"{memberships}?id__in={_keys(memberships_with_requests())}" if counts["requests"] else "",
        },
    ]
