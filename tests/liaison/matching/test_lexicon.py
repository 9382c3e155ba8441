"""The Chinese-English dictionary."""

from pathlib import Path

import pytest

from liaison.matching.lexicon import OWN_TERMS, Lexicon, load_lexicon, parse_cedict

LINES = [
    "# comment",
    "機器人 机器人 [ji1 qi4 ren2] /(mechanical) robot; android/CL:個|个[ge4]/",
    "浙江 浙江 [Zhe4 jiang1] /see 浙江省[Zhe4 jiang1 Sheng3]/",
    "浙江省 浙江省 [Zhe4 jiang1 Sheng3] /Zhejiang Province in east China, capital Hangzhou 杭州[Hang2]/",
    "檢測 检测 [jian3 ce4] /to detect; to test/detection; sensing/",
    "broken line",
]


def test_glosses_are_cleaned() -> None:
    entries = parse_cedict(LINES)
    assert entries["机器人"] == "robot|android"
    assert entries["检测"] == "detect|test|detection|sensing"


def test_a_pointer_takes_the_glosses_of_its_target() -> None:
    entries = parse_cedict(LINES)
    assert entries["浙江"] == entries["浙江省"] == "zhejiang province|capital hangzhou"


def test_own_terms_come_before_the_dictionary(lexicon: Lexicon) -> None:
    assert lexicon.translations("防伪")[:3] == [
        "anti-counterfeiting",
        "anti-counterfeit",
        "counterfeit prevention",
    ]


def test_translations_work_from_english_too(lexicon: Lexicon) -> None:
    assert lexicon.translations("Lithium  Battery") == ["锂电池"]
    assert "机器人" in lexicon.translations("robot")


@pytest.mark.parametrize("word", ["", "qwertyuiop", "龘龘龘", "\ud800", "\0", "😀"])
def test_unknown_words_have_no_translation(lexicon: Lexicon, word: str) -> None:
    assert lexicon.translations(word) == []


def test_runs_are_cut_by_the_longest_word(lexicon: Lexicon) -> None:
    run = "锂离子电池管理系统"
    assert [run[start:end] for start, end in lexicon.segment(run)] == ["锂离子电池", "管理", "系统"]


def test_a_damaged_cache_is_built_again(matching_cache: Path, lexicon: Lexicon) -> None:
    (cached,) = matching_cache.glob("lexicon-*.tsv")
    sound = cached.read_bytes()
    cached.write_bytes(sound[:-100])
    assert load_lexicon(matching_cache).entries == lexicon.entries
    assert cached.read_bytes() == sound


def test_a_cache_that_cannot_be_written_only_warns(
    tmp_path: Path, lexicon: Lexicon, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "file"
    file.touch()
    assert load_lexicon(file / "cache").entries == lexicon.entries
    assert "cannot be cached" in caplog.text


def test_own_terms_are_well_formed() -> None:
    lines = [line for line in OWN_TERMS.read_text("utf-8").splitlines() if not line.startswith("#")]
    headwords = [line.split("\t")[0] for line in lines]
    assert all(line.count("\t") == 1 and line.split("\t")[1].strip() for line in lines)
    assert len(headwords) == len(set(headwords)) >= 500


def test_the_version_changes_with_every_gloss() -> None:
    lexicons = [
        Lexicon({"泵": "pump"}),
        Lexicon({"泵": "pump|inflate"}),
        Lexicon({"泵": "pump"}, mined={"泵": (("pump", 0.5),)}),
    ]
    assert len({lexicon.version for lexicon in lexicons}) == 3
    assert Lexicon({"泵": "pump"}).version == lexicons[0].version
