"""Rows found by name, by pinyin and by code, through one index."""

from typing import Any

from django.db.models import BooleanField, CharField, F, Func, Model, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce

from yangpu_portal.core.found_by import FoundBy, found_by
from yangpu_portal.core.models import FoundName
from yangpu_portal.core.text.pinyin import mixed, runs

_BETWEEN = "\x1f"
_WORDS = 8  # of one search


def label_of(model: type[Model]) -> str:
    return model._meta.label_lower


def named_rows(rows: QuerySet[Any], text: str) -> QuerySet[Any] | None:
    """Those of the rows that the text finds; None for a model that is not found by names."""
    how = found_by(rows.model)
    if how is None:
        return None
    query = words_query(text)
    if not query:
        return rows if not text.strip() else rows.none()
    # A union of keys: each part reads its own index, where OR over relations would read the table.
    found = [*_own(rows.model, how, query), *_through(rows.model, how, query)]
    keys = found[0].union(*found[1:], all=True) if len(found) > 1 else found[0]
    return rows.filter(pk__in=keys)


def words_query(text: str) -> str:
    """What PostgreSQL is asked for: every word as the beginning of one; a code also without its gaps."""
    words = runs(text.replace("\x00", ""))[:_WORDS]
    if not words:
        return ""
    every = " & ".join(map(_any_reading, words))
    joined = "".join(words)
    return f"({every}) | {_beginning(joined)}" if len(words) > 1 and joined.isascii() else every


def _any_reading(word: str) -> str:
    """As it is typed, or in full at one end and by first letters at the other."""
    read = [f"{_beginning(full)} & {_beginning(short)}" for full, short in mixed(word)]
    return f"({' | '.join([_beginning(word), *read])})" if read else _beginning(word)


def _beginning(word: str) -> str:
    return f"'{word[:100]}':*"  # a word is letters and digits: nothing to escape


def _hits(model: type[Model], query: str) -> QuerySet[Any]:
    matches: Any = RawSQL("words @@ %s::tsquery", [query], output_field=BooleanField())
    return FoundName.objects.filter(matches, model=label_of(model)).values("object_id")


def _own(model: type[Model], how: FoundBy, query: str) -> list[QuerySet[Any]]:
    return [_hits(model, query)] if how.columns else []


def _through(model: type[Model], how: FoundBy, query: str) -> list[QuerySet[Any]]:
    return [
        model._default_manager.order_by().filter(_hit_at(model, path, query)).values("pk")
        for path in how.through
    ]


def _hit_at(model: type[Model], path: str, query: str) -> Q:
    target = model
    for step in path.split("__"):
        target = target._meta.get_field(step).related_model  # type: ignore[assignment]
    return Q(**{f"{path}__in": _hits(target, query)})


def source_hash(how: FoundBy) -> Func:
    """The hash of what a row is found by, as PostgreSQL and `domain/found_names.py` compute it."""
    empty, between = Value("", TextField()), Value(_BETWEEN, TextField())
    texts = [Coalesce(Cast(F(column), TextField()), empty) for column in how.columns]
    joined = Func(between, *texts, function="concat_ws", output_field=TextField())
    return Func(joined, function="md5", output_field=CharField())
