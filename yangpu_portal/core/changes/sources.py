"""Where the history of a row lies: in its own events, those of its links, and those of its parts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from yangpu_portal.core.history import is_history

Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Source:
    """An event model, and for links the many-to-many field they are of.

    `where` narrows its events, such as to those of one row.
    """

    events: Any
    tracked: Any
    link: Any = None
    where: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.events._meta.label_lower


def all_sources() -> list[Source]:
    found = [model for model in apps.get_models() if is_history(model)]
    return [_source(model) for model in sorted(found, key=lambda model: model._meta.label)]


def sources_of(row: models.Model) -> list[Source]:
    """The sources of one row; empty where its model is not tracked."""
    model = row._meta.concrete_model
    every = all_sources()
    own = [Source(one.events, one.tracked, None, {"id": row.pk}) for one in every if one.tracked is model]
    if not own:
        return []
    return [*own, *_links(model, row.pk, every), *_parts(model, row.pk, every)]


def _source(events: Any) -> Source:
    tracked = events.pgh_tracked_model
    return Source(events, tracked._meta.concrete_model, _field_of(tracked._meta.concrete_model))


def _field_of(through: Model) -> Any:
    """The many-to-many field whose table this is."""
    for model in apps.get_models():
        for candidate in model._meta.local_many_to_many:
            if candidate.remote_field.through is through:
                return candidate
    return None


def _links(model: Any, pk: Any, every: list[Source]) -> Iterator[Source]:
    for one in every:
        if one.link is not None and one.link.model is model:
            yield Source(one.events, one.tracked, one.link, {f"{one.link.m2m_field_name()}_id": pk})


def _parts(model: Any, pk: Any, every: list[Source]) -> Iterator[Source]:
    """Tracked rows that go with this one when it is deleted: they are lists inside of it."""
    for one in every:
        if one.link is not None:
            continue
        for column in one.tracked._meta.concrete_fields:
            remote = column.remote_field
            if remote is not None and remote.model is model and remote.on_delete is models.CASCADE:
                yield Source(one.events, one.tracked, None, {f"{column.name}_id": pk})
