"""Vectors kept on disk for the command line."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from liaison.matching.encoders.e5 import E5Encoder
from liaison.matching.encoders.stored import StoringEncoder

TEXTS = ["water", "防伪", "", "water"]


@pytest.fixture
def storing(encoder: E5Encoder, tmp_path: Path) -> StoringEncoder:
    return StoringEncoder(encoder, tmp_path)


def test_stored_vectors_equal_fresh_ones(storing: StoringEncoder, encoder: E5Encoder) -> None:
    first, second = storing.encode(TEXTS, "query"), storing.encode(TEXTS, "query")
    assert np.array_equal(first, second)
    assert first == pytest.approx(encoder.encode(TEXTS, "query"), abs=1e-3)


def test_known_texts_are_not_encoded_again(storing: StoringEncoder) -> None:
    storing.encode(["water", "防伪"], "query")
    told: list[tuple[int, int]] = []
    storing.encode(["water", "防伪"], "query", lambda done, total: told.append((done, total)))
    assert told == []


def test_a_damaged_store_is_made_anew(storing: StoringEncoder, tmp_path: Path) -> None:
    before = storing.encode(TEXTS, "query")
    (tmp_path / "vectors.sqlite3").write_bytes(b"not a database" * 1000)
    assert np.array_equal(storing.encode(TEXTS, "query"), before)


@pytest.mark.parametrize("number", [0.0, float("nan"), float("inf")])
def test_a_vector_that_was_blanked_or_broken_is_encoded_anew(
    storing: StoringEncoder, tmp_path: Path, number: float
) -> None:
    before = storing.encode(TEXTS, "query")
    broken = np.full(storing.dimensions, number, np.float16).tobytes()
    with closing(sqlite3.connect(tmp_path / "vectors.sqlite3")) as store, store:
        store.execute("UPDATE vector SET value = ?", (broken,))
    assert np.array_equal(storing.encode(TEXTS, "query"), before)


def test_without_a_place_to_store_texts_are_encoded_all_the_same(encoder: E5Encoder, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert StoringEncoder(encoder, tmp_path / "file").encode(TEXTS, "query").shape == (4, 384)
