"""Files that no row names: of an upload that was rolled back or cut off, or of rows that are gone.

They are looked for where names are drawn (`files.RandomName`) and nowhere else, and stay for a month: whoever
puts back an older database, and then the newer one again, finds all files in their place.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.storage import Storage
from django.db import models
from django.utils import timezone

from yangpu_portal.core.files import RandomName
from yangpu_portal.core.history import is_history

log = logging.getLogger(__name__)

STAY = timedelta(days=30)
_AT_ONCE = 500  # names asked for in one query


def sweep_files(*, at: datetime | None = None) -> int:
    """Deletes them; a second run finds nothing to do.

    Returns:
        how many were deleted.
    """
    before = (at or timezone.now()) - STAY
    swept = 0
    for field, folder in file_fields():
        names = [f"{folder}/{name}" for name in _listed(field.storage, folder)]
        for start in range(0, len(names), _AT_ONCE):
            swept += _sweep(field, names[start : start + _AT_ONCE], before)
    return swept


def file_fields() -> Iterator[tuple[models.FileField, str]]:
    """Columns whose files have drawn names, with their folders, of which each has its own."""
    for model in apps.get_models():
        if not is_history(model):  # the history of a row keeps no file alive
            for field in model._meta.get_fields():
                if isinstance(field, models.FileField) and isinstance(field.upload_to, RandomName):
                    yield field, field.upload_to.folder


def _listed(storage: Storage, folder: str) -> list[str]:
    try:
        return storage.listdir(folder)[1]
    except FileNotFoundError:  # nothing was ever kept there
        return []


def _sweep(field: models.FileField, names: list[str], before: datetime) -> int:
    rows = field.model._default_manager.filter(**{f"{field.name}__in": names})
    known = set(rows.values_list(field.name, flat=True))
    old = [n for n in names if n not in known and field.storage.get_modified_time(n) < before]
    for name in old:
        field.storage.delete(name)
        log.info("deleted %s, which no row names", name)
    return len(old)
