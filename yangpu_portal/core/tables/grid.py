"""From a grid of cells to rows under named columns: captions above the header, blank rows, ragged rows."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from django.utils.translation import gettext as _

from yangpu_portal.core.tables.types import Cell, CellFault, Row, TableError

MAX_COLUMNS = 1000
_CAPTION_ROWS = 5  # titles and notes people put above the header

RawRow = tuple[int, list[Cell], str]
Knows = Callable[[str], bool]


def knows_none(_name: str) -> bool:
    return False


def named_rows(
    name: str, raw: Iterable[RawRow], knows: Knows = knows_none
) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Returns the columns and the rows beneath the header, blank ones left out.

    Args:
        knows: whether a name is that of a column somebody looks for; it tells the header from captions.

    Raises:
        TableError: there is no header, or one too wide.
    """
    filled = (row for row in raw if row[2] or not all(is_empty(cell) for cell in row[1]))
    leading = [row for _count, row in zip(range(_CAPTION_ROWS), filled, strict=False)]
    if not leading:
        raise TableError(
            _("%(file)s holds no rows. Check that the right file or sheet was given.") % {"file": name}
        )
    header = _header(leading, knows)
    columns = _column_names(leading[header][1])
    if len(columns) > MAX_COLUMNS:
        raise too_wide(name, len(columns))
    return columns, _rows(columns, chain(leading[header + 1 :], filled))


def _header(leading: list[RawRow], knows: Knows) -> int:
    """The row with most names that are known, as captions too may fill several cells ("单位：万元"); where
    none is known, the first with more than one cell."""
    known = [sum(knows(_name(cell)) for cell in row[1] if not is_empty(cell)) for row in leading]
    if any(known):
        return known.index(max(known))
    return next((place for place, row in enumerate(leading) if _filled_cells(row) > 1), 0)


def too_wide(name: str, count: int) -> TableError:
    return TableError(
        _("%(file)s has %(count)d columns; at most %(limit)d can be read. Keep only the columns you need.")
        % {"file": name, "count": count, "limit": MAX_COLUMNS}
    )


def is_empty(cell: Cell) -> bool:
    return cell is None or cell == [] or (isinstance(cell, str) and (not cell or cell.isspace()))


def _filled_cells(row: RawRow) -> int:
    return sum(not is_empty(cell) for cell in row[1])


def _column_names(cells: list[Cell]) -> tuple[str, ...]:
    """Names as written, the nameless ones by position and repeated ones by number."""
    while cells and is_empty(cells[-1]):
        cells = cells[:-1]
    names: dict[str, None] = {}
    for position, cell in enumerate(cells, start=1):
        name = plain = _name(cell) or f"#{position}"
        repeat = 1
        while name in names:
            repeat += 1
            name = f"{plain} ({repeat})"
        names[name] = None
    return tuple(names)


def _name(cell: Cell) -> str:
    return "" if is_empty(cell) or isinstance(cell, CellFault) else " ".join(str(cell).split())[:200]


def _rows(columns: tuple[str, ...], raw: Iterable[RawRow]) -> Iterator[Row]:
    for number, cells, fault in raw:
        filled = {name: cell for name, cell in zip(columns, cells, strict=False) if not is_empty(cell)}
        last = max((place for place, cell in enumerate(cells, start=1) if not is_empty(cell)), default=0)
        if fault or last > len(columns):
            reason = _(
                "The row has %(cells)d cells under %(columns)d columns; name each filled column in the"
                " header, and in CSV quote cells that hold delimiters."
            )
            yield Row(number, filled, fault or reason % {"cells": last, "columns": len(columns)})
        elif len(cells) < len(columns):
            note = _("The row has %(cells)d cells under %(columns)d columns; the others count as empty.")
            yield Row(number, filled, note=note % {"cells": len(cells), "columns": len(columns)})
        else:
            yield Row(number, filled)
