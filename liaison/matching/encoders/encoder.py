"""What the engine asks of an encoder: text in, vectors out, near each other when they mean the same."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime

from yangpu_portal.core.memory import return_free_memory

Role = Literal["query", "passage"]
Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]
Encode = Callable[[Sequence[str], Role, Progress | None], Vectors]

CHARACTERS_READ = 12_000  # more than four windows of ordinary text hold


class Encoder(Protocol):
    """What the engine asks of an encoder."""

    @property
    def id(self) -> str:
        """Names the weights and every setting that changes a vector: stored vectors carry it."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str], role: Role, progress: Progress | None = None) -> Vectors:
        """Return unit vectors, float32 (texts, dimensions); a text without words gives a zero vector.

        ``progress`` is called with (texts done, texts in all).
        """


def new_session(graph: Path) -> onnxruntime.InferenceSession:
    """Return an inference session that works in the calling thread only."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # An arena keeps what the longest text needed, once for each thread; without, it is as fast.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    return_free_memory()
    return session


def encode_each(
    encode: Callable[[str], Vectors], texts: Sequence[str], threads: int, progress: Progress | None
) -> Vectors:
    """Return encode(text) for each text as rows, from several threads at once.

    Texts are not put into batches: 8-bit products scale their input by the largest value of the whole batch,
    so the vector of a text would depend on its neighbours; and padding costs more than batches save.
    """
    if len(texts) == 1:
        return encode(texts[0])[None]
    rows: list[Vectors] = []
    with ThreadPoolExecutor(threads) as pool:
        for row in pool.map(encode, texts):
            rows.append(row)
            if progress:
                progress(len(rows), len(texts))
    return np.array(rows, np.float32)


def unit_rows(vectors: Vectors) -> Vectors:
    """Return vectors scaled to length one; zero and non-finite rows become zero."""
    vectors = np.where(np.isfinite(vectors).all(axis=1, keepdims=True), vectors, np.float32(0))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(lengths, np.float32(1e-9))
    return scaled
