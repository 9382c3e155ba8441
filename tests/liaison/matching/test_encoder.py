"""The built-in encoder, its tokenizer and the choice of encoders."""

import time
from pathlib import Path

import numpy as np
import pytest

from liaison.matching.encoders.e5 import E5Encoder
from liaison.matching.encoders.e5_weights import find_weight_file
from liaison.matching.encoders.folder import EncoderError
from liaison.matching.encoders.loading import load_encoder


def test_vectors_are_close_across_languages(encoder: E5Encoder) -> None:
    vectors = encoder.encode(["防伪技术", "anti-counterfeiting technology", "recipes for pasta"], "query")
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.05


def test_a_vector_does_not_depend_on_its_neighbours(encoder: E5Encoder) -> None:
    text = "A flow sensor for drinking water."
    alone = encoder.encode([text], "passage")[0]
    among = encoder.encode(["短", text, "Something much longer. " * 30], "passage")[1]
    assert np.array_equal(alone, among)


def test_texts_without_words_have_no_direction(encoder: E5Encoder) -> None:
    assert not encoder.encode(["", " \n", "😀", "\0\ud800"], "query").any()


def test_no_texts_give_no_rows(encoder: E5Encoder) -> None:
    assert encoder.encode([], "query").shape == (0, 384)


@pytest.mark.parametrize(
    "text",
    [
        "无线传感器网络" * 7_000,
        "a" * 50_000,
        "sensor " * 7_000,
        "\ufdfa" * 50_000,
        "\ud800x" * 20_000,
        "ﷺ" * 100,
    ],
    ids=["Chinese", "one word", "English", "ligatures", "surrogates", "ligature"],
)
def test_hostile_texts_cost_little(encoder: E5Encoder, text: str) -> None:
    started = time.thread_time()
    assert np.isfinite(encoder.encode([text], "passage")).all()
    assert time.thread_time() - started < 5


def test_progress_is_told(encoder: E5Encoder) -> None:
    told: list[tuple[int, int]] = []
    encoder.encode(["one", "two"], "query", lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_a_damaged_graph_is_built_again(encoder: E5Encoder, matching_cache: Path) -> None:
    before = encoder.encode(["water"], "query")
    (graph,) = matching_cache.glob("*.onnx")
    graph.write_bytes(graph.read_bytes()[:1000])
    assert np.array_equal(E5Encoder(matching_cache).encode(["water"], "query"), before)


def test_without_a_place_for_the_graph_it_is_built_for_the_process(
    encoder: E5Encoder, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    homeless = E5Encoder(tmp_path / "file")
    assert np.array_equal(homeless.encode(["water"], "query"), encoder.encode(["water"], "query"))


def test_the_weight_file_is_checked() -> None:
    assert find_weight_file().name == "e5-small-q4.bin"


def test_none_names_no_encoder(tmp_path: Path) -> None:
    assert load_encoder("none", tmp_path) is None


def test_a_folder_without_encoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"tokenizers|needs tokenizer\.json"):
        load_encoder(str(tmp_path), tmp_path)
