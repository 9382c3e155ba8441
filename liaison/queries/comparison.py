"""Reads of offers to be compared."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser

from liaison.queries.bookmark import visible_bookmarks
from startups.models import Need
from startups.queries.need import visible_needs
from universities.models import Technology
from universities.queries.technology import visible_technologies, with_organisation
from yangpu_portal.core.fields import is_public_id
from yangpu_portal.core.models import User

_MOST_ADDABLE = 6


def compared_technologies(user: User | AnonymousUser, public_ids: Sequence[str]) -> list[Technology]:
    """The offers of these ids that this person may see, in this order, with their metrics."""
    wanted = visible_technologies(user).filter(public_id__in=filter(is_public_id, public_ids))
    rows = {row.public_id: row for row in with_organisation(wanted).prefetch_related("metrics")}
    return [rows[public_id] for public_id in public_ids if public_id in rows]


def comparing_need(user: User | AnonymousUser, public_id: str) -> Need | None:
    """The need that offers are compared for, where this person may see its matches."""
    if not is_public_id(public_id):
        return None
    need = visible_needs(user).filter(public_id=public_id).prefetch_related("parameters").first()
    return need if need and user.has_perm("liaison.see_need_matches", need) else None


def addable_technologies(user: User | AnonymousUser, shown: Sequence[Technology]) -> list[Technology]:
    """Offers a person may want beside those shown: what was bookmarked last."""
    if not isinstance(user, User):
        return []
    kept = visible_bookmarks(user).exclude(technology__in=[row.pk for row in shown])
    rows = kept.select_related("technology__university").order_by("-created_at", "-id")
    once = {row.technology_id: row.technology for row in rows[: 4 * _MOST_ADDABLE]}
    return list(once.values())[:_MOST_ADDABLE]
