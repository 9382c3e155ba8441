"""What the base does when rows are saved."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from yangpu_portal.core.domain.found_names import forget_names, note_names
from yangpu_portal.core.found_by import found_by


def connect() -> None:
    post_save.connect(note_saved, dispatch_uid="found_names_saved")
    post_delete.connect(note_deleted, dispatch_uid="found_names_deleted")


def note_saved(
    sender: type[Model], instance: Model, update_fields: Any = None, raw: bool = False, **kwargs: Any
) -> None:
    """In the transaction of the row: it is found as soon as it is seen. Loaded fixtures are read later."""
    how = found_by(sender)
    if raw or how is None or not how.columns:
        return
    if update_fields is None or set(update_fields) & set(how.columns):
        note_names(model=sender, ids=[instance.pk])


def note_deleted(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    how = found_by(sender)
    if how is not None and how.columns:
        forget_names(model=sender, ids=[instance.pk])
