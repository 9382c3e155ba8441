"""Matches as they are stored: once per pair, current, explained; safe to run twice."""

import threading

import numpy as np
import pytest
from django.core.management import call_command
from django.db import connection

from liaison.domain import engine as engine_module
from liaison.domain import published
from liaison.domain.explanation import explain_pair
from liaison.domain.matching import run_matching
from liaison.domain.vectors import stored_vectors
from liaison.enums import MatchRunState, MatchTrigger
from liaison.models import Match, MatchRun, TextVector
from startups.enums import NeedState
from tests.factories import MatchRunFactory, NeedFactory, TechnologyFactory
from universities.enums import TechnologyState
from universities.models import Technology


@pytest.fixture
def words_only(settings):
    """The engine without its encoder: what is tested here does not depend on it."""
    settings.MATCHING_ENCODER = "none"
    engine_module.shipped_engine.cache_clear()
    yield
    engine_module.shipped_engine.cache_clear()


@pytest.fixture
def battery(words_only):
    need = NeedFactory(
        title_zh="低温锂电池电解液", title_en="", source_language="zh-hans", target_zh="零下三十度仍能放电"
    )
    offer = TechnologyFactory(
        title_en="Low-temperature electrolyte for lithium batteries",
        description_en="The electrolyte keeps a lithium battery discharging at minus forty degrees.",
    )
    for title in ("Bridge inspection drone", "Tea leaf picking robot", "Sewage sludge dewatering"):
        TechnologyFactory(title_en=title, description_en=f"{title} for daily use.")
    return need, offer


@pytest.mark.django_db
def test_a_chinese_need_finds_the_english_offer_and_says_why(battery):
    need, offer = battery
    run = run_matching(trigger=MatchTrigger.MANUAL)
    best = Match.objects.get(need=need, rank=1)
    assert best.technology == offer
    assert run.state == MatchRunState.DONE
    assert (run.needs, run.technologies) == (1, 4)
    reason = best.reasons[0]
    assert reason["code"] == "translation"
    assert reason["offer"]["text"].lower() in offer.title_en.lower() + offer.description_en.lower()


@pytest.mark.django_db
def test_running_again_keeps_one_row_per_pair_and_its_identity(battery):
    run_matching(trigger=MatchTrigger.MANUAL)
    before = set(Match.objects.values_list("need", "technology", "public_id"))
    run_matching(trigger=MatchTrigger.MANUAL)
    assert set(Match.objects.values_list("need", "technology", "public_id")) == before


@pytest.mark.django_db
def test_an_offer_that_is_withdrawn_leaves_the_current_list_but_keeps_its_row(battery):
    need, offer = battery
    run_matching(trigger=MatchTrigger.MANUAL)
    Technology.objects.filter(pk=offer.pk).update(state=TechnologyState.WITHDRAWN)
    run_matching(trigger=MatchTrigger.MANUAL)
    assert Match.objects.get(need=need, technology=offer).is_current is False


@pytest.mark.django_db
def test_a_slow_older_run_leaves_what_a_newer_one_stored(battery):
    need, _offer = battery
    run = run_matching(trigger=MatchTrigger.MANUAL)
    newer = MatchRunFactory(pk=run.pk + 1000)
    Match.objects.filter(need=need).update(run=newer, score=99)
    run_matching(trigger=MatchTrigger.NIGHTLY)
    assert set(Match.objects.values_list("run", "score", "is_current")) == {(newer.pk, 99.0, True)}


@pytest.mark.django_db
def test_drafts_are_not_matched(battery):
    NeedFactory(title_en="Electrolyte", state=NeedState.DRAFT)
    assert run_matching(trigger=MatchTrigger.MANUAL).needs == 1


@pytest.mark.django_db
def test_nothing_to_match_is_a_run_that_is_done(words_only):
    run = run_matching(trigger=MatchTrigger.MANUAL)
    assert (run.state, run.matches) == (MatchRunState.DONE, 0)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_leave_one_current_list(battery):
    need, _offer = battery

    def work() -> None:
        try:
            run_matching(trigger=MatchTrigger.MANUAL)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    current = Match.objects.filter(need=need, is_current=True)
    assert list(current.values_list("rank", flat=True)) == list(range(1, current.count() + 1))
    assert set(MatchRun.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db
def test_the_command_explains_a_pair(battery, capsys):
    need, offer = battery
    call_command("run_matching", verbosity=0)
    call_command("explain_match", need.public_id, offer.public_id)
    printed = capsys.readouterr().out
    assert "Rank 1" in printed
    assert "lithium" in printed


@pytest.mark.django_db
def test_spans_of_reasons_point_at_the_texts(battery):
    need, offer = battery
    content = f"{need.title_zh}\n{need.target_zh}"
    for reason in explain_pair(need, offer).reasons:
        span = reason["need"]
        assert content[span["start"] : span["end"]] == span["text"]


class CountingEncoder:
    """An encoder of three numbers that remembers what it was asked."""

    id, dimensions = "counting", 3

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts, role, progress=None):
        self.asked += texts
        return np.ones((len(texts), 3), "float32")


@pytest.mark.django_db
def test_a_text_is_encoded_once_and_a_cut_vector_anew():
    encoder = CountingEncoder()
    assert stored_vectors(encoder, ["a", "b", "a"], "query").shape == (3, 3)
    stored_vectors(encoder, ["a", "b"], "query")
    assert sorted(encoder.asked) == ["a", "b"]
    TextVector.objects.filter(text_hash__startswith="ca978112").update(vector=b"cut")
    stored_vectors(encoder, ["a"], "query")
    assert encoder.asked[-1] == "a"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fault", [b"cut", b"\xff\xff" * 3, b"\0\0" * 3, b""], ids=["wrong size", "NaN", "zero", "empty"]
)
def test_a_damaged_vector_is_encoded_anew(fault):
    encoder = CountingEncoder()
    before = stored_vectors(encoder, ["a", "b"], "query")
    TextVector.objects.filter(text_hash__startswith="ca978112").update(vector=fault)
    encoder.asked.clear()
    assert np.array_equal(stored_vectors(encoder, ["a", "b"], "query"), before)
    assert encoder.asked == ["a"]
    assert bytes(TextVector.objects.get(text_hash__startswith="ca978112").vector) == b"\0\x3c" * 3


@pytest.mark.django_db
def test_a_second_run_encodes_nothing(counting_encoder):
    NeedFactory(title_en="Sludge", target_en="less water")
    TechnologyFactory.create_batch(3, title_zh="污泥脱水")
    run_matching(trigger=MatchTrigger.MANUAL)
    assert counting_encoder.asked
    counting_encoder.asked.clear()
    published._held.clear()
    run_matching(trigger=MatchTrigger.MANUAL)
    assert counting_encoder.asked == []


@pytest.mark.django_db
def test_sentences_that_were_looked_up_are_kept_while_they_stand(counting_encoder):
    need = NeedFactory(title_en="Sludge", target_en="Dewatering of sewage sludge.")
    TechnologyFactory(title_en="Press", description_en="Dewatering of sewage sludge.")

    def codes() -> list[str]:
        return [reason["code"] for reason in Match.objects.get().reasons]

    run_matching(trigger=MatchTrigger.NEED, quote_best=1)
    assert "sentence" in codes()
    run_matching(trigger=MatchTrigger.NIGHTLY)
    assert codes().count("sentence") == 1
    need.target_en = "Sewage sludge with less water."
    need.save()
    run_matching(trigger=MatchTrigger.NIGHTLY)
    assert "sentence" not in codes()


@pytest.mark.django_db
def test_a_need_alone_gets_the_list_it_gets_among_others(settings):
    """With the encoder that ships: its vectors are centred by the shipped means, not by each other."""
    settings.MATCHING_ENCODER = ""
    need = NeedFactory(title_en="Acid resistant pump seal")
    for title in ("Bridge inspection by drone", "Sewage sludge dewatering", "Tea leaf picking robot"):
        NeedFactory(title_en=title)
        TechnologyFactory(title_en=title)
    TechnologyFactory(title_en="Ceramic seal for acid pumps")
    lists = []
    for need_ids in (None, [need.pk]):
        run_matching(trigger=MatchTrigger.MANUAL, need_ids=need_ids)
        rows = Match.objects.filter(need=need, is_current=True).order_by("rank")
        lists.append(list(rows.values_list("technology", "score", "lexical", "dense")))
    assert len(lists[0]) == 4
    assert lists[0] == [(pk, score, *map(pytest.approx, parts)) for pk, score, *parts in lists[1]]
