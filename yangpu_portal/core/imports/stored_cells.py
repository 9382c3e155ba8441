"""Cells of a row as JSON, so that a row can be judged again later exactly as it was read."""

import math
import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from yangpu_portal.core.tables import Cell, CellFault, Row

_DAY, _MOMENT, _FAULT = "day", "moment", "fault"
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # signs PostgreSQL stores in no text


def storable(row: Row) -> Row:
    """The row without what PostgreSQL cannot store."""
    return replace(row, cells={column: _storable(cell) for column, cell in row.cells.items()})


def storable_text(text: str) -> str:
    return _NO_TEXT.sub("", text)


def _storable(cell: Cell) -> Cell:
    if isinstance(cell, list):
        return [storable_text(word) for word in cell]
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return storable_text(cell) if isinstance(cell, str) else cell


def cells_to_json(row: Row) -> dict[str, Any]:
    return {column: _to_json(cell) for column, cell in row.cells.items()}


def row_from_json(number: int, cells: dict[str, Any]) -> Row:
    return Row(number, {column: _from_json(value) for column, value in cells.items()})


def _to_json(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {_MOMENT: cell.isoformat()}
    if isinstance(cell, date):
        return {_DAY: cell.isoformat()}
    if isinstance(cell, CellFault):
        return {_FAULT: cell.reason}
    return cell


def _from_json(value: Any) -> Cell:
    if not isinstance(value, dict):
        return value
    if _MOMENT in value:
        return datetime.fromisoformat(value[_MOMENT])
    if _DAY in value:
        return date.fromisoformat(value[_DAY])
    return CellFault(value[_FAULT])


def shown(value: Any) -> str:
    """A cell as a person reads it, of what `cells_to_json` gives."""
    cell = _from_json(value)
    if isinstance(cell, CellFault) or cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, list):
        return "; ".join(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)
