"""Naming, deleting and taking back filters of admin lists."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.models import SavedFilter, User
from yangpu_portal.core.queries.saved_filters import QUERY_LENGTH, normal_query

MOST = 40  # of one person in one list: more nobody reads


@transaction.atomic
def save_filter(*, owner: User, model: str, name: str, query: str, is_shared: bool) -> SavedFilter:
    """Keeps a filter under a name; one of that name is replaced.

    Raises:
        ValidationError: the name is missing or too long, nothing is filtered, or there are too many.
    """
    User.objects.select_for_update().get(pk=owner.pk)  # sent twice at once, it is still one filter
    kept = normal_query(query)
    own = SavedFilter.objects.filter(owner=owner, model=model, deleted_at__isnull=True)
    row = own.filter(name=name.strip()).first() or SavedFilter(owner=owner, model=model, name=name.strip())
    if not kept:
        raise ValidationError(_("Nothing is filtered here. Search or filter first, then save."))
    if len(kept) > QUERY_LENGTH:
        raise ValidationError(_("This filter is too long to be kept. Leave out some of it."))
    if row.pk is None and own.count() >= MOST:
        raise ValidationError(_("You have many filters here already. Delete one first."))
    row.query, row.is_shared = kept, is_shared
    row.full_clean(validate_constraints=False)
    row.save()
    return row


@transaction.atomic
def delete_filter(*, row: SavedFilter, at: datetime) -> None:
    """Puts a filter aside; those put aside before are gone for good."""
    SavedFilter.objects.filter(owner=row.owner_id, deleted_at__isnull=False).exclude(pk=row.pk).delete()
    SavedFilter.objects.filter(pk=row.pk, deleted_at__isnull=True).update(deleted_at=at)


@transaction.atomic
def restore_filter(*, row: SavedFilter) -> None:
    """Takes a deletion back; a filter saved under the name since then gives way to it."""
    User.objects.select_for_update().get(pk=row.owner_id)
    same = SavedFilter.objects.filter(owner=row.owner_id, model=row.model, name=row.name)
    same.filter(deleted_at__isnull=True).exclude(pk=row.pk).delete()
    SavedFilter.objects.filter(pk=row.pk).update(deleted_at=None)
