"""Measured against usual: which is higher in words, and better or worse only where the statement says so."""

from decimal import Decimal

import pytest
from django.utils import translation

from universities.comparison import comparison
from universities.models import TechnologyMetric


@pytest.mark.parametrize(
    ("stated", "words", "verdict"),
    [
        (("ge", "40", "Hz", "8"), "5 times as high", "better"),
        (("le", "1.5", "N", "8"), "81 % lower", "better"),
        (("ge", "4", "Hz", "8"), "50 % lower", "worse"),
        (("le", "9", "N", "8"), "12 % higher", "worse"),
        (("eq", "82", "%", "51"), "31 points higher", ""),
        (("eq", "50", "%", "51"), "1 point lower", ""),
        (("ge", "25", "Wh/kg", "10"), "2.5 times as high", "better"),
        (("le", "-40", "℃", "-20"), "20 ℃ lower", "better"),
        (("about", "3", "dB", "6"), "3 dB lower", ""),
        (("eq", "5", "mm", "0"), "5 mm higher", ""),
        (("eq", "8", "N", "8"), "the same", ""),
        (("ge", "8.2", "N", "8"), "2.5 % higher", "better"),
    ],
)
def test_words_and_verdict(stated, words, verdict):
    sign, value, unit, usual = stated
    metric = TechnologyMetric(comparator=sign, value=Decimal(value), unit=unit, baseline=Decimal(usual))
    with translation.override("en"):
        found = comparison(metric)
    assert (found.words, found.verdict) == (words, verdict)


def test_nothing_to_compare_with():
    assert comparison(TechnologyMetric(value=Decimal(8))) is None


def test_chinese_says_how_many_times():
    metric = TechnologyMetric(comparator="ge", value=Decimal(40), unit="Hz", baseline=Decimal(8))
    with translation.override("zh-hans"):
        assert comparison(metric).words == "为其 5 倍"
