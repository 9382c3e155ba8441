"""Turns text into vectors whose angle says how close two texts are in meaning, across Chinese and English.

The built-in encoder is multilingual-e5-small with 8-bit weights, run by onnxruntime on the CPU. Long texts are cut
into windows whose vectors are averaged; text past the last window is not read.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime

from liaison.matching.cache import write_atomically
from liaison.matching.e5_weights import SHA256, WeightFile, WeightFileError, dequantise, find_weight_file
from liaison.matching.onnx_graph import build_graph
from liaison.matching.tokenizer import UnigramTokenizer

logger = logging.getLogger(__name__)

Role = Literal["query", "passage"]
Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]

WINDOW_PIECES = 254
MAXIMUM_WINDOWS = 4
_CHARACTERS_READ = 12_000  # more than four windows ever hold
_PIECES_PER_BATCH = 4_096
_TEXTS_PER_BATCH = 32


class Encoder(Protocol):
    """What the engine asks of an encoder."""

    @property
    def id(self) -> str:
        """Names the weights and every setting that changes a vector: stored vectors carry it."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str], role: Role, progress: Progress | None = None) -> Vectors:
        """Return unit vectors, float32 of shape (texts, dimensions); a text without words gives a zero vector.

        ``progress`` is called with (texts done, texts in all).
        """


def new_session(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    """Return an inference session that sleeps between calls instead of spinning."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield indices in batches of similar length, short ones first, within the limits of pieces and texts."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        length = lengths[index]
        full = len(batch) >= _TEXTS_PER_BATCH or (len(batch) + 1) * length > _PIECES_PER_BATCH
        if batch and (full or length > lengths[batch[0]] * 1.15 + 4):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def unit_rows(vectors: Vectors) -> Vectors:
    """Return vectors scaled to length one; zero and non-finite rows become zero."""
    vectors = np.where(np.isfinite(vectors).all(axis=1, keepdims=True), vectors, np.float32(0))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(lengths, np.float32(1e-9))
    return scaled


class E5Encoder:
    """multilingual-e5-small. Safe to make before a fork: each process opens its own session at first use."""

    def __init__(self, cache: Path, threads: int | None = None) -> None:
        """Raises WeightFileError when the weights are missing or not the expected ones."""
        self._weights = WeightFile(find_weight_file())
        self._cache = cache
        self._threads = threads or os.cpu_count() or 1
        self._session: tuple[int, onnxruntime.InferenceSession] | None = None
        self._tokenizer: UnigramTokenizer | None = None
        self.id = f"e5-small-int8-{SHA256[:8]}-w{WINDOW_PIECES}x{MAXIMUM_WINDOWS}"
        self.dimensions = self._weights.sizes.hidden

    def encode(self, texts: Sequence[str], role: Role, progress: Progress | None = None) -> Vectors:
        """See Encoder.encode."""
        windows: list[tuple[int, list[int]]] = []
        for number, text in enumerate(texts):
            windows += [(number, window) for window in self._windows(text, role)]
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        done = 0
        for batch in batches([len(window) for _, window in windows]):
            states = self._mean_states([windows[index][1] for index in batch])
            for index, state in zip(batch, states, strict=True):
                number, window = windows[index]
                sums[number] += len(window) * state
            done += len(batch)
            if progress:
                progress(done * len(texts) // len(windows), len(texts))
        return unit_rows(sums)

    def _windows(self, text: str, role: Role) -> list[list[int]]:
        if not any(character.isalnum() for character in text):
            return []
        vocabulary = self._weights.vocabulary
        ids = self._opened_tokenizer().ids(f"{role}: {text[:_CHARACTERS_READ]}")
        starts = range(0, min(len(ids), MAXIMUM_WINDOWS * WINDOW_PIECES), WINDOW_PIECES)
        return [[vocabulary.begin, *ids[start : start + WINDOW_PIECES], vocabulary.end] for start in starts]

    def _mean_states(self, windows: list[list[int]]) -> Vectors:
        """Return the mean of the last hidden states over the pieces of each window, (windows, dimensions)."""
        longest = max(map(len, windows))
        ids = np.full((len(windows), longest), self._weights.vocabulary.padding, np.int64)
        mask = np.zeros((len(windows), longest), np.int32)
        for row, window in enumerate(windows):
            ids[row, : len(window)] = window
            mask[row, : len(window)] = 1
        (states,) = self._opened_session().run(None, {"x": self._embedded(ids), "mask": mask})
        kept = mask[..., None].astype(np.float32)
        means: Vectors = (states * kept).sum(1) / kept.sum(1)
        return means

    def _embedded(self, ids: npt.NDArray[np.int64]) -> Vectors:
        hidden = self.dimensions
        words = dequantise(self._weights.blocks("emb.word", hidden)[ids.ravel()]).reshape(*ids.shape, hidden)
        positions = self._weights.floats("emb.pos").reshape(-1, hidden)[: ids.shape[1]]
        return words + positions + self._weights.floats("emb.type")[:hidden]

    def _opened_tokenizer(self) -> UnigramTokenizer:
        if self._tokenizer is None:
            self._tokenizer = UnigramTokenizer(self._weights.vocabulary)
        return self._tokenizer

    def _opened_session(self) -> onnxruntime.InferenceSession:
        if self._session is None or self._session[0] != os.getpid():
            self._session = (os.getpid(), new_session(self._built_graph(), self._threads))
        return self._session[1]

    def _built_graph(self) -> Path:
        """Return the graph's path, building it when missing or when its hash is not the one recorded."""
        path = self._cache / f"e5-small-int8-{SHA256[:16]}.onnx"
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
