"""What changed, when, by whom and why: written by triggers of the database, whichever way a change came.

    @tracked()
    class Company(models.Model): ...

    with because("the invoice was wrong"):
        payment.save()

Each tracked model gets an event model with the row as it was after each insert and update and before each
delete. Events can only be added. Who asked comes from the request (`pghistory.middleware`), and a reason,
where one was asked for, from `because`.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import pghistory
from celery import Task
from django.db import models
from pghistory import runtime

_Model = TypeVar("_Model", bound=type[models.Model])
_NOT_NEWS = ("updated_at",)


def tracked(
    *, exclude: Sequence[str] = (), fields: Sequence[str] | None = None
) -> Callable[[_Model], _Model]:
    """Records every insert, update and delete of the model in an event model `<Model>History`.

    Args:
        exclude: columns that are not recorded, such as derived ones.
        fields: the only columns that are recorded, where most are personal.
    """

    def track(model: _Model) -> _Model:
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            fields=list(fields) if fields is not None else None,
            exclude=[*_NOT_NEWS, *exclude] if fields is None else None,
            obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="history"),
            model_name=f"{model.__name__}History",
            meta=_found_by_time(),
        )(model)

    return track


def tracked_links(proxy: _Model) -> _Model:
    """Records which rows are linked and no longer linked, for a proxy of a many-to-many table.

    @tracked_links
    class CompanyField(Company.fields.through):
        class Meta:
            proxy = True
    """
    return pghistory.track(
        pghistory.InsertEvent("insert"),
        pghistory.DeleteEvent("delete"),
        obj_field=None,
        model_name=f"{proxy.__name__}History",
        meta=_found_by_time(),
    )(proxy)


def _found_by_time() -> dict[str, Any]:
    """The list of who changed what reads any day and any page of a million events at once."""
    return {"indexes": [models.Index(fields=["pgh_created_at"])]}


class RecordedTask(Task):
    """A background task whose changes carry its name, for no person asked for them at that moment."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with pghistory.context(task=self.name):
            return super().__call__(*args, **kwargs)


def is_history(model: type[models.Model]) -> bool:
    """Whether this is the event model of a tracked one."""
    return hasattr(model, "pgh_tracked_model")


@contextmanager
def apart(**noted: Any) -> Iterator[None]:
    """What is noted counts for changes made inside alone, also where a request or task does more than this.

    pghistory keeps one note for a whole request or task: of two people it does something for, the second
    would stand with the changes of the first.
    """
    outer = getattr(runtime._tracker, "value", None)
    if outer is None:
        with pghistory.context(**noted):
            yield
        return
    runtime._tracker.value = runtime.Context(id=uuid.uuid4(), metadata={**outer.metadata, **noted})
    try:
        yield
    finally:
        runtime._tracker.value = outer


def because(reason: str) -> pghistory.context:
    """Changes made inside carry this reason; without a reason nothing is noted."""
    return pghistory.context(reason=reason) if reason else pghistory.context()
