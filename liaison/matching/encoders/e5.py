"""The built-in encoder: multilingual-e5-small with 8-bit weights, run by onnxruntime on the CPU.

Long texts are cut into windows whose vectors are averaged; text past the last window is not read.
"""

import hashlib
import logging
import os
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from liaison.matching.cache import write_atomically
from liaison.matching.encoders.e5_weights import SHA256, WeightFile, dequantise, find_weight_file
from liaison.matching.encoders.encoder import (
    CHARACTERS_READ,
    Progress,
    Role,
    Vectors,
    encode_each,
    new_session,
    unit_rows,
)
from liaison.matching.encoders.onnx_graph import build_graph
from liaison.matching.encoders.tokenizer import UnigramTokenizer

logger = logging.getLogger(__name__)

GRAPH_VERSION = "int8-2"
WINDOW_PIECES = 254
MAXIMUM_WINDOWS = 4


@dataclass(frozen=True)
class _Opened:
    """What one process has open: a session does not survive a fork."""

    process: int
    session: onnxruntime.InferenceSession


class E5Encoder:
    """multilingual-e5-small. Safe to make before a fork: each process opens its own session at first use."""

    def __init__(self, cache: Path, threads: int | None = None) -> None:
        """Raises WeightFileError when the weights are missing or not the expected ones."""
        self._weights = WeightFile(find_weight_file())
        self._tokenizer = UnigramTokenizer(self._weights.vocabulary)  # here, so that forks share it
        self._cache = cache
        self._threads = threads or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._opened: _Opened | None = None
        self.id = f"e5-small-{GRAPH_VERSION}-{SHA256[:8]}-w{WINDOW_PIECES}x{MAXIMUM_WINDOWS}"
        self.dimensions = self._weights.sizes.hidden
        self._words = self._weights.blocks("emb.word", self.dimensions)
        self._positions = self._weights.floats("emb.pos").reshape(-1, self.dimensions)
        self._positions = self._positions + self._weights.floats("emb.type")[: self.dimensions]

    def encode(self, texts: Sequence[str], role: Role, progress: Progress | None = None) -> Vectors:
        """See Encoder.encode."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        self._open()
        return unit_rows(encode_each(lambda text: self._encoded(text, role), texts, self._threads, progress))

    def _encoded(self, text: str, role: Role) -> Vectors:
        """Return the sum of the windows' mean states, weighted by their lengths."""
        total = np.zeros(self.dimensions, np.float32)
        for window in self._windows(text, role):
            total += len(window) * self._mean_state(window)
        return total

    def _windows(self, text: str, role: Role) -> list[list[int]]:
        if not any(character.isalnum() for character in text):
            return []
        vocabulary = self._weights.vocabulary
        ids = self._tokenizer.ids(f"{role}: {text[:CHARACTERS_READ]}")
        starts = range(0, min(len(ids), MAXIMUM_WINDOWS * WINDOW_PIECES), WINDOW_PIECES)
        return [[vocabulary.begin, *ids[start : start + WINDOW_PIECES], vocabulary.end] for start in starts]

    def _mean_state(self, window: list[int]) -> Vectors:
        """Return the mean of the last hidden states over the pieces of one window."""
        inputs = {"x": self._embedded(np.array(window))[None], "mask": np.ones((1, len(window)), np.int32)}
        (states,) = self._open().session.run(None, inputs)
        mean: Vectors = states[0].mean(0)
        return mean

    def _embedded(self, ids: npt.NDArray[np.int64]) -> Vectors:
        return dequantise(self._words[ids]) + self._positions[: len(ids)]

    def _open(self) -> _Opened:
        with self._lock:
            if self._opened is None or self._opened.process != os.getpid():
                self._opened = _Opened(os.getpid(), self._new_session())
            return self._opened

    def _new_session(self) -> onnxruntime.InferenceSession:
        try:
            return new_session(self._built_graph())
        except OSError as error:
            logger.warning(
                "The encoder cannot be kept in %s and is built for this process: %s", self._cache, error
            )
        with tempfile.TemporaryDirectory() as folder:
            graph = Path(folder) / "encoder.onnx"
            build_graph(self._weights, graph)
            return new_session(graph)

    def _built_graph(self) -> Path:
        """Return the graph's path, building it when missing or when its hash is not the one recorded."""
        path = self._cache / f"e5-small-{GRAPH_VERSION}-{SHA256[:16]}.onnx"
        record = path.with_suffix(".sha256")
        if path.is_file() and record.is_file() and record.read_text("ascii", "replace") == _digest(path):
            return path
        if path.is_file():
            logger.warning("The cached encoder %s is damaged and is built again.", path)
        write_atomically(path, lambda draft: build_graph(self._weights, draft))
        digest = _digest(path)
        write_atomically(record, lambda draft: _write(draft, digest))
        return path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    path.write_text(text, "ascii")
