"""Reads of bookmarks."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet

from liaison.models import Bookmark
from startups.models import Need
from universities.queries.technology import visible_technologies
from yangpu_portal.core.models import User


@dataclass(frozen=True, slots=True)
class Shelf:
    """The offers somebody keeps for one need, or for none in particular; newest first."""

    need: Need | None
    bookmarks: list[Bookmark]


def visible_bookmarks(user: User | AnonymousUser) -> QuerySet[Bookmark]:
    """One's own bookmarks of offers that one may still see. Nobody sees another's."""
    if not isinstance(user, User):
        return Bookmark.objects.none()
    return Bookmark.objects.filter(user=user, technology__in=visible_technologies(user))


def bookmarked_ids(user: User | AnonymousUser) -> frozenset[int]:
    """The keys of the offers this person has bookmarked, for whatever need."""
    if not isinstance(user, User):
        return frozenset()
    return frozenset(Bookmark.objects.filter(user=user).values_list("technology", flat=True))


def retired_bookmark_count(user: User) -> int:
    """How many of a person's bookmarks are of offers no longer to be seen."""
    return Bookmark.objects.filter(user=user).exclude(technology__in=visible_technologies(user)).count()


def shelves(user: User) -> list[Shelf]:
    """A person's bookmarks by need, the need that was last added to first, those for no need last."""
    rows = visible_bookmarks(user).select_related(
        "need", "technology__university", "technology__department", "technology__laboratory"
    )
    by_need: dict[int | None, Shelf] = {}
    for row in rows.order_by(F("created_at").desc(), "-id"):
        by_need.setdefault(row.need_id, Shelf(row.need, [])).bookmarks.append(row)
    return sorted(by_need.values(), key=lambda shelf: shelf.need is None)
