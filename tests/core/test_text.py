"""Text cleaning, language, case, sentences and search tokens."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangpu_portal.core.text import (
    contains_han,
    detect_language,
    normalise,
    plain_text,
    printable,
    readable_case,
    search_tokens,
    sentences,
    words,
)

HOSTILE = {
    "empty": "",
    "nul": "\0" * 50_000,
    "nested elements": "<div>" * 10_000,
    "unclosed scripts": "<script>" * 6_000,
    "unclosed comments": "<!--" * 12_000,
    "unclosed tags": "<p " * 16_000,
    "one long word": "a" * 50_000,
    "hyphens": "a-" * 25_000,
    "ligature that grows": "\ufdfa" * 50_000,
    "combining marks": "a" + "\u0301\u0323" * 25_000,
    "lone surrogates": "\ud800" * 50_000,
    "emoji": "👩‍🔬" * 12_000,
    "full stops": ". " * 25_000,
    "abbreviations": "A. " * 16_000,
    "line ends": "\n" * 50_000,
    "shouted": "AAAAAA " * 7_000,
    "ampersands": "&" * 50_000,
    "one Chinese character": "字" * 50_000,
    "brackets": "(A" * 25_000,
    "quotes after a stop": "。" + '"' * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_read_in_reasonable_time(text: str) -> None:
    started = time.process_time()
    for read in (printable, normalise, detect_language, readable_case, plain_text, sentences, search_tokens):
        read(text)
    assert time.process_time() - started < 3


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=80))
def test_any_text_is_read(text: str) -> None:
    for read in (normalise, readable_case, plain_text, search_tokens, detect_language):
        read(text)
    for start, end in sentences(text):
        assert text[start:end] == text[start:end].strip() != ""
    for word in words(text):
        assert 0 <= word.start < word.end <= len(text)


def test_normalise_unifies_and_drops_control_characters() -> None:
    assert normalise("ＡＩ\x00 m²\u200b x\r\ny") == "AI  m2 x\ny"


def test_printable_keeps_full_width_punctuation() -> None:
    assert printable("防伪，溯源（二维码）\ud800") == "防伪，溯源（二维码） "


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("基于Transformer的BeiDou定位方法", "zh-hans"),
        ("Application of 北斗 in traffic monitoring", "en"),
        ("A method for sorting", "en"),
        ("", "zh-hans"),
        ("123 😀", "zh-hans"),
    ],
)
def test_language_by_share_of_chinese_characters(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_contains_han() -> None:
    assert contains_han("RFID 防伪")
    assert not contains_han("RFID")


def test_capitals_become_sentence_case() -> None:
    shouted = (
        "THERMODYNAMIC VENT SYSTEM (TVS) OPTIMIZATION. THE TVS SHALL RUN AT 20 KHZ. IOT AND CO2 IN PHASE II"
    )
    assert readable_case(shouted) == (
        "Thermodynamic vent system (TVS) optimization. The TVS shall run at 20 kHz. IoT and CO2 in phase II"
    )


@pytest.mark.parametrize(
    "text", ["Normal Title With NASA", "NASA GPS RTK", "LIGO-INDIA", "基于RFID的防伪技术", "BEIDOU 3", ""]
)
def test_normal_text_keeps_its_case(text: str) -> None:
    assert readable_case(text) == text


def test_only_shouted_lines_change() -> None:
    assert readable_case("LASER WELDING OF ALUMINIUM ALLOYS\nThe LED is red.") == (
        "Laser welding of aluminium alloys\nThe LED is red."
    )


def test_html_becomes_paragraphs() -> None:
    assert plain_text("<p>One &amp; <b>two</b>\nlines</p><p>CO<sub>2</sub></p>") == "One & two lines\n\nCO2"


@pytest.mark.parametrize(
    "text",
    ["p < 0.05 and x > 3", "x<y and z>3", "the <unk> token", "a &b c", "first\n\nsecond", "if a<b then b>a"],
)
def test_text_that_is_no_html_survives(text: str) -> None:
    assert plain_text(text) == text


def test_scripts_comments_and_styles_go() -> None:
    assert plain_text("a<script>if (x<y) alert('b')</script>c<!-- <p>d --> e<style>p{}</style>") == "ac e"


def test_html_escaped_as_a_whole_is_cleaned() -> None:
    assert plain_text("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;x &amp;lt; 3&lt;/p&gt;") == "One\n\nx < 3"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "We use e.g. Fig. 3 at 0.05 bar. It works! Really?",
            ["We use e.g. Fig. 3 at 0.05 bar.", "It works!", "Really?"],
        ),
        ("采用该方法.仿真结果表明,有效。真的！", ["采用该方法.", "仿真结果表明,有效。", "真的！"]),
        ("Title\nText that is\nwrapped. End", ["Title", "Text that is\nwrapped.", "End"]),
        ("By J. Smith et al. in the U.S. Army", ["By J. Smith et al. in the U.S. Army"]),
        (" \n...\n", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_search_tokens_are_stems_and_bigrams() -> None:
    assert search_tokens("The sensors detecting 防伪技术 in a 码") == [
        "sensor",
        "detect",
        "防伪",
        "伪技",
        "技术",
        "码",
    ]


def test_search_tokens_unify_forms() -> None:
    assert search_tokens("Café’s ＢＥＩＤＯＵ micro\u00adscope") == search_tokens("cafe beidou microscope")


def test_a_word_with_hyphens_gives_itself_and_its_parts() -> None:
    assert search_tokens("anti-counterfeiting") == ["anti-counterfeit", "anti", "counterfeit"]


def test_words_point_at_the_original_text() -> None:
    text = "用ＢｅｉＤｏｕ定位 fast"
    assert [(word.form, text[word.start : word.end]) for word in words(text)] == [
        ("用", "用"),
        ("beidou", "ＢｅｉＤｏｕ"),
        ("定位", "定位"),
        ("fast", "fast"),
    ]
