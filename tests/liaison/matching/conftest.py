"""The engine of the tests: built once into a folder of its own."""

from pathlib import Path

import pytest

from liaison.matching.encoders.e5 import E5Encoder
from liaison.matching.engine import Engine
from liaison.matching.lexicon import Lexicon, load_lexicon

from .hashing_encoder import HashingEncoder


@pytest.fixture(scope="session")
def matching_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("matching")


@pytest.fixture(scope="session")
def lexicon(matching_cache: Path) -> Lexicon:
    return load_lexicon(matching_cache)


@pytest.fixture(scope="session")
def encoder(matching_cache: Path) -> E5Encoder:
    return E5Encoder(matching_cache)


@pytest.fixture(scope="session")
def words_engine(lexicon: Lexicon) -> Engine:
    """Ranks by words alone, which takes no time to encode."""
    return Engine(lexicon, None)


@pytest.fixture(scope="session")
def engine(lexicon: Lexicon, encoder: E5Encoder) -> Engine:
    return Engine(lexicon, encoder)


@pytest.fixture
def hashing_engine(lexicon: Lexicon) -> Engine:
    """Ranks by words and vectors that cost nothing."""
    return Engine(lexicon, HashingEncoder())
