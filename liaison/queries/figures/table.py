"""The rows of a figure as a table of typed cells, with the names things had on the day."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liaison.queries.figures.as_of import AsOf, names_at
from liaison.queries.figures.figure import Figure
from yangpu_portal.core.enums import Language
from yangpu_portal.core.models import User
from yangpu_portal.core.sheets.cells import Cell, Money, cell_of

_AT_ONCE = 2000
_PAIRS = ("name", "title")  # two columns, one for each language
_HOLDER = "holder"  # a company or a district
_COMPUTED = {
    "due": _("still due"),
    "change": _("correction"),
    "renewed": _("renewed"),
    _HOLDER: _("holder"),
}


def headers(figure: Figure) -> list[str]:
    """What stands above each column."""
    return [str(capfirst(str(_label(figure.model, path)))) for path in figure.columns]


def table_rows(
    figure: Figure, when: AsOf, user: User | None = None, *, most: int | None = None
) -> Iterator[list[Cell]]:
    """The rows in the order of the figure; a few queries for each two thousand of them."""
    rows = figure.rows_for(user, when)
    if rows is None:
        return
    ordered = rows.order_by(*figure.sorting).values(*_stored(figure))
    found = iter(ordered[:most].iterator(chunk_size=_AT_ONCE))
    while part := list(islice(found, _AT_ONCE)):
        yield from _cells(figure, when, part)


def _stored(figure: Figure) -> list[str]:
    """The columns of the table that the figure's columns are read from."""
    names: list[str] = []
    for path in figure.columns:
        if path in _PAIRS:
            names += [f"{path}_{language.suffix}" for language in Language]
        else:
            names += _holders(path) or [path]
    if any(field.name == "currency" for field in figure.model._meta.get_fields()):
        names.append("currency")
    return list(dict.fromkeys(names))


def _cells(figure: Figure, when: AsOf, part: Sequence[dict[str, Any]]) -> Iterator[list[Cell]]:
    readers = [_reader(figure, when, path, part) for path in figure.columns]
    for row in part:
        yield [read(row) for read in readers]


def _reader(figure: Figure, when: AsOf, path: str, part: Sequence[dict[str, Any]]) -> Any:
    if path in _PAIRS:
        here = Language.of(get_language())
        order = [f"{path}_{language.suffix}" for language in (here, here.other)]
        return lambda row: row[order[0]] or row[order[1]]
    if holders := _holders(path):
        kinds = [_reader(figure, when, holder, part) for holder in holders]
        return lambda row: next((name for name in (read(row) for read in kinds) if name), None)
    field = _field(figure.model, path)
    if field is not None and field.is_relation:
        names = names_at(field.related_model, {row[path] for row in part if row[path]}, when)
        return lambda row: names.get(row[path])
    labels = {value: str(label) for value, label in field.flatchoices} if field is not None else {}
    return lambda row: _typed(labels.get(row[path], row[path]), row.get("currency"))


def _holders(path: str) -> list[str]:
    """The paths to the company and to the district, for the path to a holder."""
    before, _dots, last = path.rpartition(_HOLDER)
    return [f"{before}company", f"{before}district"] if _dots and not last else []


def _typed(value: Any, currency: str | None) -> Cell:
    if isinstance(value, Decimal) and currency:
        return Money(value, currency)
    return cell_of(value)


def _label(model: type[models.Model], path: str) -> Any:
    if path in _PAIRS:
        return model._meta.verbose_name
    last = path.rpartition("__")[2]
    if last in _COMPUTED:
        return _COMPUTED[last]
    field = _field(model, path)
    assert field is not None
    return field.verbose_name


def _field(model: type[models.Model], path: str) -> Any:
    """The field at the end of a path; None for what the figure computes."""
    if path in _COMPUTED:
        return None
    field: Any = None
    for part in path.split("__"):
        field = model._meta.get_field(part)
        model = field.related_model or model
    return field
