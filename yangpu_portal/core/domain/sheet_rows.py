"""Writes rows of sheets that are rows of one model: made, changed where the sheet says otherwise, or left."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from yangpu_portal.core.imports.records import Change, Written

_SLUG_LIMIT = 50


@transaction.atomic(savepoint=False)
def bring_row(
    *, row: models.Model, values: Mapping[str, Any], many: Mapping[str, Iterable[models.Model]] | None = None
) -> Written:
    """Gives a row, new or locked, these values; columns the sheet leaves empty stay as they are.

    Args:
        many: by the name of a many-to-many column, what is to be in it besides what is.

    Raises:
        ValidationError: a value does not fit its column.
        IntegrityError: the row does not fit a constraint, or what the sheet does not say is wrong; to ask
            for that beforehand takes a query or three for each.
    """
    is_new = row.pk is None
    changes = [
        Change(
            _label(row, name), "" if is_new else said(row, name, getattr(row, name)), said(row, name, value)
        )
        for name, value in values.items()
        if getattr(row, name) != value
    ]
    for name, value in values.items():
        setattr(row, name, value)
    if is_new or changes:
        others = {each.name for each in row._meta.fields} - values.keys()
        row.full_clean(exclude=others, validate_constraints=False)
        row.save()
    for name, rows in (many or {}).items():
        changes += _add(row, name, list(rows))
    return Written("new" if is_new else "changed" if changes else "same", row, str(row), changes)


def _add(row: models.Model, name: str, wanted: list[models.Model]) -> list[Change]:
    there = list(getattr(row, name).all()) if wanted else []
    missing = [one for one in wanted if one not in there]
    if not missing:
        return []
    getattr(row, name).add(*missing)
    return [Change(_label(row, name), ", ".join(map(str, there)), ", ".join(map(str, [*there, *missing])))]


def _label(row: models.Model, name: str) -> str:
    return str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def said(row: models.Model, name: str, value: Any) -> str:
    """A value as a person reads it."""
    choices = dict(getattr(row._meta.get_field(name), "flatchoices", None) or ())
    if value in choices and value != "":
        return str(choices[value])
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return said_value(value)


def said_value(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)) or hasattr(value, "quantize"):
        return number_format(value, use_l10n=False)
    return str(value)


def free_slug(*, model: type[models.Model], names: Iterable[str], usual: str) -> str:
    """A short name for addresses that no row has yet, from the first name that gives one, by pinyin."""
    start = next((slug for slug in map(_slug, names) if slug), usual)
    taken = set(model._default_manager.filter(slug__startswith=start).values_list("slug", flat=True))
    number = 2
    slug = start
    while slug in taken:
        slug, number = f"{start}-{number}", number + 1
    return slug


def _slug(name: str) -> str:
    return slugify(" ".join(lazy_pinyin(name)))[:_SLUG_LIMIT].strip("-")
