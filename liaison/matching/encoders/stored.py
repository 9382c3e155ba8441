"""Keeps computed vectors on disk for the command line, so that a second run over the same texts is fast.

One SQLite file per cache folder: several processes may use it at once. It is only a cache: when it is damaged
it is made anew, and beyond ``MAXIMUM_ROWS`` the oldest rows go.
"""

import logging
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from liaison.matching.encoders.encoder import Encoder, Progress, Role, Vectors
from liaison.matching.types import text_hash

logger = logging.getLogger(__name__)

MAXIMUM_ROWS = 200_000  # 150 MB
_ENCODED_AT_ONCE = 256
_SCHEMA = "CREATE TABLE IF NOT EXISTS vector (key TEXT PRIMARY KEY, value BLOB NOT NULL)"


class StoringEncoder:
    """An encoder that looks into its store first. Vectors have the precision of float16."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._path = folder / "vectors.sqlite3"
        self.id = encoder.id
        self.dimensions = encoder.dimensions

    def encode(self, texts: Sequence[str], role: Role, progress: Progress | None = None) -> Vectors:
        """See Encoder.encode; the work is saved every few hundred texts."""
        keys = [f"{self.id}/{role}/{text_hash(text)}" for text in texts]
        try:
            with closing(self._connect()) as store:
                stored = self._stored(store, keys)
                missing = [row for row, key in enumerate(keys) if key not in stored]
                for start in range(0, len(missing), _ENCODED_AT_ONCE):
                    rows = missing[start : start + _ENCODED_AT_ONCE]
                    vectors = self._encoder.encode([texts[row] for row in rows], role).astype(np.float16)
                    added = {keys[row]: vector.tobytes() for row, vector in zip(rows, vectors, strict=True)}
                    self._add(store, added)
                    stored |= added
                    if progress:
                        progress(len(texts) - len(missing) + start + len(rows), len(texts))
        except (sqlite3.Error, OSError) as error:
            logger.warning("Vectors cannot be kept in %s: %s", self._path, error)
            return self._encoder.encode(texts, role, progress)
        packed = b"".join(stored[key] for key in keys)
        return np.frombuffer(packed, np.float16).reshape(len(texts), self.dimensions).astype(np.float32)

    def _stored(self, store: sqlite3.Connection, keys: Sequence[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for key in keys:
            row = store.execute("SELECT value FROM vector WHERE key = ?", (key,)).fetchone()
            if row and self._is_sound(row[0]):
                found[key] = row[0]
        return found

    def _is_sound(self, packed: bytes) -> bool:
        """Whether this is a vector: what a fault has cut, blanked or broken is encoded anew.

        Texts without words have blank ones, and cost nothing.
        """
        if len(packed) != 2 * self.dimensions:
            return False
        vector = np.frombuffer(packed, np.float16)
        return bool(np.isfinite(vector).all() and vector.any())

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._open()
        except sqlite3.OperationalError:  # locked, or no right to write: not damaged
            raise
        except sqlite3.DatabaseError:
            logger.warning("The vector store %s is damaged and is made anew.", self._path)
            self._path.unlink(missing_ok=True)
            return self._open()

    def _open(self) -> sqlite3.Connection:
        store = sqlite3.connect(self._path, timeout=30)
        store.execute(_SCHEMA)
        return store

    def _add(self, store: sqlite3.Connection, added: Mapping[str, bytes]) -> None:
        """Add vectors and drop the oldest beyond the limit, in one transaction."""
        with store:
            store.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", added.items())
            oldest = "DELETE FROM vector WHERE rowid <= (SELECT max(rowid) FROM vector) - ?"
            store.execute(oldest, (MAXIMUM_ROWS,))
