"""Terms learned from texts in both languages."""

import random
from pathlib import Path

import pytest

from liaison.matching.lexicon import Lexicon, read_mined_terms
from liaison.matching.term_mining import format_terms, mine_terms
from liaison.matching.text import pivot_counts

# A little world in which the dictionary knows words but no glosses of use.
WORDS = {
    "石墨": "graphen",
    "电池": "batteri",
    "桥梁": "bridg",
    "传感": "sensor",
    "标签": "label",
    "泵站": "pump",
}
LEXICON = Lexicon(dict.fromkeys(WORDS, "thing"))


def _pairs() -> list[tuple[str, str]]:
    rng = random.Random(0)
    pairs = []
    for number in range(40):
        chosen = rng.sample(sorted(WORDS), 3)
        pairs.append(("，".join(chosen), f"paper{number} " + " ".join(WORDS[word] for word in chosen)))
    return pairs


def test_planted_translations_are_learned() -> None:
    mined = mine_terms(_pairs(), LEXICON)
    assert {word: stems[0][0] for word, stems in mined.items()} == WORDS
    assert all(0 < weight <= 1 for stems in mined.values() for _, weight in stems)


def test_the_order_of_texts_does_not_matter() -> None:
    pairs = _pairs()
    shuffled = random.Random(1).sample(pairs, len(pairs))
    assert mine_terms(pairs, LEXICON) == mine_terms([*shuffled, *pairs[:5]], LEXICON)


def test_words_of_a_single_text_are_not_learned() -> None:
    assert mine_terms([("石墨 电池", "graphen batteri")], LEXICON) == {}


def test_texts_without_words_teach_nothing() -> None:
    assert mine_terms([("", ""), ("12", "\0"), ("石墨", "")], LEXICON) == {}


def test_a_written_file_is_read_back(tmp_path: Path) -> None:
    mined = mine_terms(_pairs(), LEXICON)
    path = tmp_path / "mined_terms.tsv"
    path.write_text("# learned\n" + "".join(format_terms(mined)), "utf-8")
    assert read_mined_terms(path) == mined


def test_without_a_file_nothing_is_mined(tmp_path: Path) -> None:
    assert read_mined_terms(tmp_path / "missing.tsv") == {}


def test_what_was_learned_shares_a_word_with_the_dictionary() -> None:
    lexicon = Lexicon({"石墨": "graphite"}, mined={"石墨": (("graphen", 0.6), ("carbon", 0.2))})
    counts = pivot_counts("石墨", lexicon)
    assert counts == pytest.approx({"graphit": 0.5, "graphen": 0.375, "carbon": 0.125})
    assert pivot_counts("石墨", lexicon, {"carbon"}) == pytest.approx({"carbon": 0.2 / 0.3})
