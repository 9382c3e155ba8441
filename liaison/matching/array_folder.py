"""Arrays and vocabularies in one folder on disk, mapped into memory by every process that reads them.

A folder is written whole under another name and then moved into place; its manifest has the size and CRC-32
of each file and, in its first line, its own CRC-32, so that a damaged folder is known when it is opened.
"""

import json
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Stored = Mapping[str, Array | marisa_trie.Trie]

_MANIFEST = "manifest"
_BYTES_AT_ONCE = 1 << 24


class DamagedFolderError(Exception):
    """A folder of arrays is incomplete or damaged; the message names the file."""


def save_folder(folder: Path, values: Stored, about: Mapping[str, Any]) -> None:
    """Write arrays and vocabularies with a description that can be JSON. Raises OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".draft-"))
    try:
        for name, value in values.items():
            if isinstance(value, marisa_trie.Trie):
                value.save(str(draft / f"{name}.marisa"))
            else:
                np.save(draft / f"{name}.npy", value, allow_pickle=False)
        files = {path.name: [path.stat().st_size, _checksum(path)] for path in sorted(draft.iterdir())}
        _write_manifest(draft / _MANIFEST, {"about": about, "files": files})
        draft.chmod(0o755)  # the folder may be shared by the accounts of several services
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def load_folder(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (arrays and vocabularies by name, description). Nothing is copied: arrays are mapped, read only.

    Raises DamagedFolderError.
    """
    try:
        manifest = _read_manifest(folder / _MANIFEST)
        for name, (size, checksum) in manifest["files"].items():
            path = folder / name
            if path.stat().st_size != size or _checksum(path) != checksum:
                raise DamagedFolderError(f"{path} is damaged.")
        values = {Path(name).stem: _loaded(folder / name) for name in manifest["files"]}
        return values, manifest["about"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedFolderError(f"{folder} cannot be read: {error}") from error


def _write_manifest(path: Path, manifest: Mapping[str, Any]) -> None:
    body = json.dumps(manifest).encode()
    path.write_bytes(b"%d\n%s" % (zlib.crc32(body), body))


def _read_manifest(path: Path) -> dict[str, Any]:
    checksum, _, body = path.read_bytes().partition(b"\n")
    if checksum != b"%d" % zlib.crc32(body):
        raise DamagedFolderError(f"{path} is damaged.")
    manifest: dict[str, Any] = json.loads(body)
    return manifest


def _loaded(path: Path) -> Array | marisa_trie.Trie:
    if path.suffix == ".marisa":
        return marisa_trie.Trie().mmap(str(path))
    return np.load(path, mmap_mode="r", allow_pickle=False)


def _checksum(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while piece := file.read(_BYTES_AT_ONCE):
            value = zlib.crc32(piece, value)
    return value
