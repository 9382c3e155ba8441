import pytest

from liaison.matching.lexicon import Lexicon
from liaison.matching.query_words import query_words

LEXICON = Lexicon(
    {
        "防伪": "anti-counterfeiting",
        "锂电池": "lithium battery",
        "标签": "label",
        "光": "light",
        "电池": "battery",
    }
)


def words(text):
    return query_words(text, LEXICON)


def test_chinese_word_is_found_by_itself_and_its_translation():
    assert words("防伪") == [(("防伪",), ("anti", "counterfeit"))]


def test_english_plural_is_found_by_its_translation():
    assert words("labels") == [(("label",), ("标签",))]


def test_run_of_english_words_is_known_as_one():
    first, second = words("lithium batteries")
    assert ("锂电", "电池") in first
    assert ("锂电", "电池") in second


def test_chinese_is_cut_into_words():
    assert [readings[0] for readings in words("防伪标签")] == [("防伪",), ("标签",)]


def test_compound_is_also_its_parts():
    lexicon = Lexicon({**LEXICON.entries, "防伪标签": "security label"})
    first, second = query_words("防伪标签", lexicon)
    whole = (("防伪", "伪标", "标签"), ("secur", "label"))
    assert first == (("防伪",), ("anti", "counterfeit"), *whole)
    assert second == (("标签",), ("label",), *whole)


def test_characters_without_a_word_stay_together():
    assert [readings[0] for readings in words("铌酸锂防伪")] == [("铌酸", "酸锂"), ("防伪",)]


def test_lone_character_matches_by_its_start():
    assert words("光")[0][0] == ("光*",)


@pytest.mark.parametrize("text", ["", "   ", "%", "'\\:*&|!()<->", "的", "the of and", "。，！？"])
def test_nothing_to_look_for(text):
    assert words(text) == []


def test_number_of_words_is_bounded():
    assert len(query_words(" ".join(f"w{n}x" for n in range(5000)), LEXICON)) == 60
