"""Whether a zip archive is a workbook, and safe to unpack: judged by its directory alone.

zipfile never reads more of an entry than the directory declares, so the declared sizes bound the work.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

from yangpu_portal.core.tables.kinds import foreign_kind
from yangpu_portal.core.tables.types import TableError

_MB = 1_000_000
MAX_ENTRIES = 1000
MAX_TOTAL = 400 * _MB
MAX_SHARED_STRINGS = 100 * _MB
MAX_PART = 20 * _MB  # styles, themes and the like are read whole
_RATIO, _RATIO_FROM = 100, 5 * _MB  # XML of sheets shrinks to a tenth, seldom to a thirtieth
_END_RECORD = struct.Struct("<4s4H2LH")
_END_SEARCH = _END_RECORD.size + 0xFFFF
_LOCATOR_64 = struct.Struct("<4sLQL")
_END_RECORD_64 = struct.Struct("<4sQ2H2L4Q")
_DIRECTORY_LIMIT = 1 * _MB
_ENCRYPTED = 0x1
_PROLOG = 1 * _MB
# What `zipfile` raises for a file that is damaged: ways of compressing it does not know, names in another
# encoding than they claim, contents that end too soon. A disk that fails is no damage of the file and no part
# of this; places outside of the file, for which `zipfile` fails as for a disk, are looked for first.
BROKEN_ARCHIVE = (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, EOFError, zlib.error)
_CONTENTS = (("word/", "Word"), ("ppt/", "PowerPoint"), ("content.xml", "OpenDocument"), ("META-INF/", "JAR"))


def check_workbook(path: Path) -> None:
    """Raises TableError unless the archive is a workbook whose unpacked parts are of a sane size."""
    _check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                raise foreign_kind(path, _content_kind(names))
            _check_sizes(path, entries)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    _check_prolog(path, archive, entry)
    except BROKEN_ARCHIVE as error:
        raise broken_workbook(path) from error


def broken_workbook(path: Path) -> TableError:
    return TableError(
        _("%(file)s is damaged or not complete. Open it in Excel, save it again as .xlsx, and use that file.")
        % {"file": path.name}
    )


def bomb(path: Path) -> TableError:
    return TableError(
        _(
            "%(file)s unpacks to far more than a table needs and was not opened. "
            "Copy the rows into a new workbook, or save the sheet as .csv."
        )
        % {"file": path.name}
    )


def _check_directory(path: Path) -> None:
    """Reads only the end records: listing a directory of millions of entries is an attack by itself."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = max(0, size - _END_SEARCH)
        file.seek(start)
        tail = file.read()
        place = tail.rfind(b"PK\x05\x06")
        if place < 0 or len(tail) - place < _END_RECORD.size:
            raise broken_workbook(path)
        _signature, _disk, _start, _here, entries, length, _offset, _comment = _END_RECORD.unpack_from(
            tail, place
        )
        end = start + place
        directories = [(entries, length), *_directories_64(file, end)]
    if any(entries > MAX_ENTRIES or length > _DIRECTORY_LIMIT for entries, length in directories):
        raise bomb(path)
    if any(length > end for _entries, length in directories):
        raise broken_workbook(path)


def _directories_64(file: IO[bytes], end: int) -> Iterator[tuple[int, int]]:
    """Entries and bytes of the directory by the records that `zipfile` believes above all: it looks for them
    in front of the locator, later versions where the locator points to."""
    file.seek(max(0, end - _LOCATOR_64.size))
    locator = file.read(_LOCATOR_64.size)
    if not locator.startswith(b"PK\x06\x07"):
        return
    _signature, _disk, pointed_to, _disks = _LOCATOR_64.unpack(locator)
    for place in (end - _LOCATOR_64.size - _END_RECORD_64.size, pointed_to):
        if 0 <= place < end:
            file.seek(place)
            record = file.read(_END_RECORD_64.size)
            if len(record) == _END_RECORD_64.size and record.startswith(b"PK\x06\x06"):
                yield _END_RECORD_64.unpack(record)[7:9]


def _content_kind(names: set[str]) -> str:
    for beginning, kind in _CONTENTS:
        if any(name.startswith(beginning) for name in names):
            return kind
    return "ZIP"


def _check_sizes(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise bomb(path)
    size = path.stat().st_size
    for entry in entries:
        if not 0 <= entry.header_offset < size:
            raise broken_workbook(path)
        if entry.flag_bits & _ENCRYPTED:
            raise TableError(
                _("%(file)s is protected by a password. Save it without one.") % {"file": path.name}
            )
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise broken_workbook(path)
        if entry.file_size > _limit(entry.filename):
            raise bomb(path)
        if entry.file_size > _RATIO_FROM and entry.file_size > _RATIO * max(1, entry.compress_size):
            raise bomb(path)


def _limit(name: str) -> int:
    if name.startswith(("xl/worksheets/", "xl/media/", "xl/embeddings/")):
        return MAX_TOTAL
    return MAX_SHARED_STRINGS if name == "xl/sharedStrings.xml" else MAX_PART


class _RootReachedError(Exception):
    """The root element began, and with it no more declarations can follow."""


def _check_prolog(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuses document type declarations: workbooks have none, and entities can grow without bound."""

    def refuse(*_arguments: object) -> None:
        raise bomb(path)

    def stop(*_arguments: object) -> None:
        raise _RootReachedError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    with archive.open(entry) as part:
        try:
            for _block in range(_PROLOG // 4096):
                chunk = part.read(4096)
                parser.Parse(chunk, not chunk)
                if not chunk:
                    return
        except _RootReachedError:
            return
        except expat.ExpatError as error:
            raise broken_workbook(path) from error
    raise bomb(path)
