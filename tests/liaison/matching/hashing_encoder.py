"""An encoder without weights, which costs nothing and remembers what it was asked."""

import zlib
from collections.abc import Sequence

import numpy as np

from liaison.matching.encoders.encoder import Progress, Role, Vectors, unit_rows
from yangpu_portal.core.text import search_tokens


class HashingEncoder:
    """Each word of a text moves one of 64 numbers up or down: texts that share words lie near each other."""

    id, dimensions = "hashing", 64

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], role: Role, progress: Progress | None = None) -> Vectors:
        self.asked += texts
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for token in search_tokens(text):
                code = zlib.crc32(token.encode())
                vectors[row, code % self.dimensions] += 1 if code >> 16 & 1 else -1
        return unit_rows(vectors)
