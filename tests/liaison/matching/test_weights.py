"""Weights as data: what is refused, and what follows from them."""

import copy
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.matching.fusion import probability
from liaison.matching.types import Band
from liaison.matching.weights import SHIPPED, WeightsError, shipped_weights, weights_from

DATA: dict[str, Any] = json.loads(SHIPPED.read_text("utf-8"))["with_encoder"]
WEIGHTS = weights_from(DATA)


def test_stored_weights_are_read_back() -> None:
    assert weights_from(json.loads(json.dumps(WEIGHTS.as_data()))) == WEIGHTS


@pytest.mark.parametrize("with_encoder", [True, False])
def test_shipped_weights_are_in_order(with_encoder: bool) -> None:
    bands = shipped_weights(with_encoder=with_encoder).bands
    assert 0 < bands.acceptable <= bands.possible < bands.strong < 1


@pytest.mark.parametrize("part", ["version", "bias", "offers", "length", "text", "signals", "bands"])
def test_a_missing_part_is_refused(part: str) -> None:
    with pytest.raises(WeightsError, match=part):
        weights_from({name: value for name, value in DATA.items() if name != part})


@pytest.mark.parametrize("value", [math.nan, math.inf, "many", None, [1]])
@pytest.mark.parametrize("path", [("bias",), ("text", "words"), ("signals", "trl"), ("bands", "strong")])
def test_what_is_no_finite_number_is_refused(path: tuple[str, ...], value: object) -> None:
    data = copy.deepcopy(DATA)
    place = data
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    with pytest.raises(WeightsError):
        weights_from(data)


@pytest.mark.parametrize("bands", [{}, {"strong": 0.7}, {**DATA["bands"], "more": 1}, [0.7, 0.3, 0.2]])
def test_other_bands_than_the_three_are_refused(bands: object) -> None:
    with pytest.raises(WeightsError):
        weights_from({**DATA, "bands": bands})


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"with_encoder": 5}', b"\xff"])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.json"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"weights\.json"):
        shipped_weights(with_encoder=True, path=path)


@given(odds=st.tuples(*[st.floats(allow_nan=False)] * 2).map(sorted))
def test_probability_rises_with_the_log_odds_and_stays_within_bounds(odds: list[float]) -> None:
    low, high = map(probability, odds)
    assert 0 <= low <= high <= 1


def test_probability_is_that_of_the_log_odds() -> None:
    assert [probability(odds) for odds in (0, math.log(3), -math.log(3))] == pytest.approx([0.5, 0.75, 0.25])


def test_bands_begin_at_their_probability() -> None:
    bands = WEIGHTS.bands
    given = (
        0.0,
        math.nextafter(bands.possible, 0),
        bands.possible,
        math.nextafter(bands.strong, 0),
        bands.strong,
        1.0,
    )
    assert [WEIGHTS.band(value) for value in given] == [
        *([Band.WEAK] * 2),
        *([Band.POSSIBLE] * 2),
        *([Band.STRONG] * 2),
    ]


@given(score=st.floats(0, 1), name=st.sampled_from(sorted(DATA["signals"])))
def test_a_signal_adds_nothing_at_a_half_and_at_most_its_weight(score: float, name: str) -> None:
    assert WEIGHTS.evidence({name: 0.5}) == 0
    assert abs(WEIGHTS.evidence({name: score})) <= abs(WEIGHTS.signals[name])


@given(length=st.floats(-2, 2.5), name=st.sampled_from(["words", "meaning", "unknown"]))
def test_more_in_common_never_speaks_against_an_offer(length: float, name: str) -> None:
    assert WEIGHTS.slope(name, length) > 0
