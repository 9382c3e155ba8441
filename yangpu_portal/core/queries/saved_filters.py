"""The filters somebody sees above a list of the admin: their own, and what colleagues share."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from yangpu_portal.core.models import SavedFilter, User
from yangpu_portal.core.rules import is_district_staff, is_official

UNDO = timedelta(minutes=15)
QUERY_LENGTH = 2000
# Where in the list somebody was, and how it was opened: no part of what they look for.
_PLACES = {"p", "e", "all", "_popup", "_to_field", "_facets", "_changelist_filters", "_saved"}


@dataclass(frozen=True, slots=True)
class FiltersOfList:
    """`present` is what the list shows now; `restorable` was deleted just now and can come back."""

    model: str
    present: str
    filters: list[SavedFilter]
    restorable: list[SavedFilter]
    may_share: bool

    @property
    def is_present_saved(self) -> bool:
        return any(one.query == self.present for one in self.filters)


def normal_query(query: str) -> str:
    """The same filters always as the same text; empty where nothing is filtered."""
    given = QueryDict(query)
    kept = QueryDict(mutable=True)
    for name in sorted(given):
        values = [value.replace("\x00", "") for value in given.getlist(name)]
        if name not in _PLACES and any(values):
            kept.setlist(name, values)
    return kept.urlencode()


def visible_filters(user: User | AnonymousUser) -> QuerySet[SavedFilter]:
    """Own ones; for the district also what its people share. Whoever left shares no more."""
    if not user.is_authenticated:
        return SavedFilter.objects.none()
    seen = Q(owner=user)
    if is_district_staff(user):
        seen |= Q(is_shared=True, owner__is_active=True, owner__is_staff=True, deleted_at__isnull=True)
    return SavedFilter.objects.filter(seen)


def may_share(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and (user.is_superuser or is_official(user))


def filters_of_list(user: User | AnonymousUser, model: str, query: str) -> FiltersOfList:
    """In one statement. Own ones stand first."""
    rows = list(
        visible_filters(user)
        .filter(Q(deleted_at__isnull=True) | Q(deleted_at__gt=timezone.now() - UNDO), model=model)
        .select_related("owner")
    )
    kept = [row for row in rows if row.deleted_at is None]
    return FiltersOfList(
        model=model,
        present=normal_query(query),
        filters=sorted(kept, key=lambda row: (row.owner_id != user.pk, row.name)),
        restorable=[row for row in rows if row.deleted_at is not None],
        may_share=may_share(user),
    )
