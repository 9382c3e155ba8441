"""Engines for tests of what is stored and shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from liaison.domain import engine as engine_module
from liaison.domain import published
from liaison.matching.engine import Engine
from liaison.matching.query_words import shared_lexicon

from .matching.hashing_encoder import HashingEncoder


@pytest.fixture
def counting_encoder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HashingEncoder]:
    """The portal ranks with an encoder that costs nothing and remembers its texts, and keeps its catalogue
    in a folder of this test.
    """
    lexicon, encoder = shared_lexicon(), HashingEncoder()
    monkeypatch.setattr(engine_module, "load_engine", lambda name: Engine(lexicon, encoder))
    monkeypatch.setenv("MATCHING_CACHE", str(tmp_path / "matching"))
    _forget()
    yield encoder
    _forget()


def _forget() -> None:
    engine_module.shipped_engine.cache_clear()
    published._held.clear()
