"""A pasted description read into answers and parameters, in both languages, whatever it is."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startups.domain.draft_reading import read_description

CHINESE = (
    "我们的泵壳打磨机器人目前接触力波动约 ±8 N，返工率 12%。希望把接触力波动从 8 N 降低到 2 N 以内，"
    "返工率降到 3% 以下，台阶恢复时间不超过 50 ms。末端附加质量不得超过 3.5 kg，现场有金属粉尘。"
    "试过六维力传感器加导纳控制，出现颤振。预算 30–80 万元，TRL 不低于 5。"
)
ENGLISH = (
    "Bin picking of shiny parts\nToday the point cloud misses 30 % and the success rate is about 88 %. "
    "We want to increase the picking success rate from 88 % to 98 % and cut recognition time to at most "
    "1.5 s. "
    "The depth of the bin must be at most 400 mm. We tried polarising filters; the cycle time went to 4 s. "
    "Our budget is CNY 200,000 to 500,000."
)

COLD = "冬天储能柜容量只剩一半。希望在 −30 °C 时容量保持率不低于 80%，目前为 50%。"
COLD_EN = (
    "In winter it drops by half. We need capacity retention of at least 80 % at −30 °C, today it is 50 %."
)


def rows(text: str) -> list[tuple]:
    return [
        (row.name, row.current_value, row.comparator, row.target_value, row.unit)
        for row in read_description(text).parameters
    ]


def test_chinese_sentences_go_to_their_answers():
    found = read_description(CHINESE)
    assert found.language == "zh-hans"
    assert found.answers["situation"].startswith("我们的泵壳")
    assert found.answers["target"].startswith("希望把接触力波动")
    assert "3.5 kg" in found.answers["constraints"]
    assert found.answers["tried"].startswith("试过六维力传感器")
    assert (found.minimum_trl, found.budget) == (5, (Decimal(300000), Decimal(800000)))


def test_a_wish_that_tells_of_today_stays_a_wish():
    assert read_description(COLD).answers["target"].startswith("希望在")
    assert read_description(COLD_EN).answers["target"].startswith("We need")
    people = "Today we need two people for each machine. It should be one."
    assert read_description(people).answers["situation"].startswith("Today we need")


def test_english_sentences_go_to_their_answers():
    found = read_description(ENGLISH)
    assert (found.language, found.title) == ("en", "Bin picking of shiny parts")
    assert found.answers["situation"].startswith("Today the point cloud")
    assert found.answers["target"].startswith("We want to increase")
    assert found.answers["tried"].startswith("We tried polarising filters")
    assert found.budget == (Decimal(200000), Decimal(500000))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CHINESE, ("接触力波动", Decimal(8), "le", Decimal(2), "N")),
        (COLD, ("容量保持率", Decimal(50), "ge", Decimal(80), "%")),
        (COLD_EN, ("capacity retention", Decimal(50), "ge", Decimal(80), "%")),
        (CHINESE, ("返工率", None, "le", Decimal(3), "%")),
        (CHINESE, ("台阶恢复时间", None, "le", Decimal(50), "ms")),
        (CHINESE, ("末端附加质量", None, "le", Decimal("3.5"), "kg")),
        (ENGLISH, ("picking success rate", Decimal(88), "ge", Decimal(98), "%")),
        (ENGLISH, ("recognition time", None, "le", Decimal("1.5"), "s")),
        (ENGLISH, ("depth of the bin", None, "le", Decimal(400), "mm")),
        ("需要 −40 ℃ 容量保持率不低于 80%。", ("容量保持率", None, "ge", Decimal(80), "%")),
        ("循环寿命≥2000 次", ("循环寿命", None, "ge", Decimal(2000), "次")),
        ("Weight below 3 kg.", ("Weight", None, "lt", Decimal(3), "kg")),
    ],
)
def test_numbers_are_read_with_relation_and_unit(text, expected):
    assert expected in rows(text)


def test_what_is_so_today_is_no_wish():
    assert rows("Today the success rate is about 88 %.") == []


def test_money_and_readiness_are_no_parameters():
    assert rows("预算不超过 80 万元，TRL 不低于 5。") == []


def test_every_sentence_is_kept():
    found = read_description(CHINESE)
    assert sum(len(answer) for answer in found.answers.values()) == len(CHINESE)


@given(st.text(max_size=300))
def test_no_text_breaks_it(text):
    found = read_description(text)
    assert len(found.title) <= 80


@pytest.mark.parametrize(
    "text",
    [
        "a" + " " * 7990 + "b",
        ("reduce a" + " " * 300) * 25,
        "长度不超过 5 " + "a1" * 4000,
        "width at most 5 " + "m^" * 4000,
    ],
    ids=["blanks", "verbs and blanks", "an endless unit", "an endless power"],
)
def test_hostile_texts_are_read_at_once(text):
    before = time.process_time()
    read_description(text)
    assert time.process_time() - before < 1.5


def test_numbers_are_rounded_to_what_is_stored():
    found = read_description("希望厚度不超过 0.123456789 mm。预算 20000.126 元。")
    assert [row.target_value for row in found.parameters] == [Decimal("0.123457")]
    assert found.budget == (Decimal(20000), Decimal(20000))


def test_paragraphs_stay_apart():
    assert (
        read_description("Title\n\n\nfirst part\n\nsecond part").answers["situation"]
        == "first part second part"
    )
