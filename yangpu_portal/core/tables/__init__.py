"""Table-like files as rows: CSV and its relatives, Excel workbooks, JSON and JSON Lines.

`read_table(path)` looks at what a file is rather than at how it is called, refuses what is no table with one
clear line, and yields rows one by one under the numbers a person sees in the file.
"""

from yangpu_portal.core.tables.reading import SIZE_LIMIT, read_table
from yangpu_portal.core.tables.types import Cell, CellFault, Row, Table, TableError

__all__ = ["SIZE_LIMIT", "Cell", "CellFault", "Row", "Table", "TableError", "read_table"]
