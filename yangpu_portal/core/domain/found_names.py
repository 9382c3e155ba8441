"""Keeps the words by which rows are found in step with the rows.

PostgreSQL knows no pinyin, so no trigger can write them. What is saved through a model is written in the same
transaction; what is written past the models (imports of many rows, SQL) is found by the hash of its texts,
which PostgreSQL compares for whole tables at once, every few minutes and by `manage.py refresh_found_names`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Exists, Model, OuterRef

from yangpu_portal.core.found_by import FoundBy, found_by
from yangpu_portal.core.models import FoundName
from yangpu_portal.core.queries.found_names import label_of, source_hash
from yangpu_portal.core.text.pinyin import runs, sounds

_BATCH = 500
_WRITE = """
    INSERT INTO core_foundname (model, object_id, source, words)
    SELECT %s, made.object_id, made.source, array_to_tsvector(string_to_array(made.words, ' '))
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS made (object_id, source, words)
    ON CONFLICT (model, object_id) DO UPDATE SET source = excluded.source, words = excluded.words
    WHERE core_foundname.source IS DISTINCT FROM excluded.source
"""


def named_models() -> list[type[Model]]:
    """The models whose rows are found by words of their own."""
    return [model for model in apps.get_models() if (how := found_by(model)) and how.columns]


def note_names(*, model: type[Model], ids: Sequence[int]) -> None:
    """Writes the words of these rows."""
    how = found_by(model)
    assert how is not None
    rows = model._default_manager.order_by().filter(pk__in=ids).annotate(_source=source_hash(how))
    made = [
        (row["pk"], row["_source"], _words(how, row)) for row in rows.values("pk", "_source", *how.columns)
    ]
    if made:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [label_of(model), *map(list, zip(*made, strict=True))])


def forget_names(*, model: type[Model], ids: Sequence[int]) -> None:
    FoundName.objects.filter(model=label_of(model), object_id__in=ids).delete()


def refresh_names() -> int:
    """Writes what is missing or out of date, deletes what names no row any more; gives how many."""
    return sum(_refresh(model) for model in named_models())


def _refresh(model: type[Model]) -> int:
    how = found_by(model)
    assert how is not None
    label = label_of(model)
    kept = FoundName.objects.filter(model=label, object_id=OuterRef("pk"), source=OuterRef("_source"))
    stale = model._default_manager.order_by().annotate(_source=source_hash(how)).filter(~Exists(kept))
    ids = list(stale.values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        note_names(model=model, ids=ids[start : start + _BATCH])
    row = model._default_manager.order_by().filter(pk=OuterRef("object_id"))
    gone, _each = FoundName.objects.filter(~Exists(row), model=label).delete()
    return len(ids) + gone


def _words(how: FoundBy, row: dict[str, Any]) -> str:
    found: set[str] = set()
    for column in how.texts:
        found |= sounds(str(row[column] or ""))
    for column in how.codes:
        found |= _of_code(runs(str(row[column] or "")))
    return " ".join(sorted(found))


def _of_code(parts: Iterable[str]) -> set[str]:
    """A code is found by how it begins, with or without its gaps."""
    parts = list(parts)
    return {*parts, "".join(parts)} - {""}
