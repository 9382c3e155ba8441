"""Learning from what people say and do: what is learned, what is published, who may say what."""

import json
import logging
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from liaison.domain import engine as engine_module
from liaison.domain.engine import current_engine
from liaison.domain.learning import add_bookmark, choose_personal, record_outcome, remove_bookmark
from liaison.domain.matching import run_matching
from liaison.domain.refit import TooFewJudgementsError, refit_weights
from liaison.enums import MatchTrigger, OutcomeKind, Verdict
from liaison.matching.facts import OfferFacts
from liaison.matching.replay import exposure
from liaison.matching.types import RankedOffer
from liaison.matching.weights import shipped_weights
from liaison.models import Bookmark, EngineVersion, MatchOutcome, MatchRun
from liaison.queries.judgements import EVIDENCE, judgements
from liaison.queries.links import personal_matching
from startups.enums import SeatRole
from tests.factories import (
    BookmarkFactory,
    CompanyFactory,
    CompanyMemberFactory,
    EngineVersionFactory,
    LaboratoryFactory,
    MatchFactory,
    MatchFeedbackFactory,
    MatchOutcomeFactory,
    NeedFactory,
    TechnologyFactory,
    UserFactory,
)
from tests.people import AUDITOR, OFFICER, OFFICIAL, in_group, member_of, signed_in
from universities.enums import TechnologyState

pytestmark = pytest.mark.django_db

THINGS = ("pump", "battery", "membrane", "catalyst", "sensor", "enzyme")


@pytest.fixture(autouse=True)
def words_only(settings):
    """The engine without its encoder: what is tested here does not depend on it."""
    settings.MATCHING_ENCODER = "none"
    engine_module.shipped_engine.cache_clear()
    yield
    engine_module.shipped_engine.cache_clear()


def judge(need, technology, *, right, reason="wrong_direction"):
    match = MatchFactory(need=need, technology=technology)
    verdict = {"verdict": Verdict.USEFUL} if right else {"verdict": Verdict.IRRELEVANT, "reason": reason}
    return MatchFeedbackFactory(match=match, **verdict)


def judged_needs(things=THINGS):
    """Needs that ask for level 8; of their four offers those that have reached it were found useful."""
    ready, early = LaboratoryFactory(name_en="Ready"), LaboratoryFactory(name_en="Early")
    for thing in things:
        need = NeedFactory(title_en=f"Acid resistant {thing}", minimum_trl=8)
        for number in range(4):
            laboratory, right = (ready, True) if number % 2 else (early, False)
            offer = TechnologyFactory(
                title_en=f"A {thing} that withstands acid, number {number}",
                trl=8 if right else 3,
                university=laboratory.university,
                laboratory=laboratory,
            )
            judge(need, offer, right=right)


def refit_matching(**options):
    printed = StringIO()
    call_command("refit_matching", stdout=printed, **options)
    return printed.getvalue()


def test_what_told_right_from_wrong_weighs_more_afterwards():
    judged_needs()
    before, after = shipped_weights(with_encoder=False), refit_weights().weights
    assert after.signals["trl"] > before.signals["trl"]
    assert after.signals["parameter"] == before.signals["parameter"]  # nobody stated any
    assert after.offers == before.offers  # there is but one catalogue to learn from


def test_needs_are_judged_by_weights_that_have_not_seen_them():
    judged_needs()
    report = refit_weights().report
    assert report["after"]["log_loss"] < report["before"]["log_loss"]
    assert all(need["gain"] >= 0 for need in report["needs"])
    assert report["judgements"]["by_kind"] == {"useful": 12, "wrong_direction": 12}


def test_the_report_says_who_is_seen_more_and_who_less():
    judged_needs()
    low = shipped_weights(with_encoder=False).as_data()
    low["signals"]["trl"] = -1.0  # in use: early offers first
    low["version"] = "learned-1"
    EngineVersionFactory(weights=low)
    report = refit_weights().report
    assert all(need["gain"] > 0 for need in report["needs"])
    assert report["reciprocal_rank"]["before"] < report["reciprocal_rank"]["after"] == 1
    assert len(report["companies"]) == len(THINGS)


def test_laboratories_are_counted_in_the_first_five_places():
    rankings = {"need": [RankedOffer(str(place), place, 0.0, 0.0, None) for place in range(1, 8)]}
    facts = {
        "1": OfferFacts(laboratory="7", organisation="3"),
        "2": OfferFacts(laboratory="7", organisation="3"),
        "3": OfferFacts(organisation="3"),
        "6": OfferFacts(laboratory="8"),
    }
    assert exposure(rankings, facts) == {"7": 2, "organisation/3": 1}


def test_the_same_judgements_give_the_same_weights_whatever_is_in_use():
    judged_needs()
    first = refit_weights()
    assert refit_weights() == first
    assert refit_weights(seed=7).weights == first.weights
    refit_matching(publish=True)
    assert refit_weights().weights == first.weights


def test_too_little_to_learn_from_is_said_and_nothing_written():
    judged_needs(THINGS[:4])
    with pytest.raises(TooFewJudgementsError):
        refit_weights()
    assert "16 judged pairs of 4 needs" in refit_matching(publish=True)
    assert not EngineVersion.objects.exists()


def test_nothing_is_written_without_publish():
    judged_needs()
    printed = refit_matching()
    assert "signal trl" in printed
    assert not EngineVersion.objects.exists()
    assert not MatchRun.objects.filter(
        trigger=MatchTrigger.MANUAL, engine_version__contains="learned"
    ).exists()


def test_a_published_version_is_used_at_once_and_all_needs_are_ranked_by_it():
    judged_needs()
    assert "learned-" not in current_engine().weights.version
    assert "Published learned-1" in refit_matching(publish=True, note="first quarter")
    version = EngineVersion.objects.get()
    assert (version.note, version.created_by) == ("first quarter", None)
    assert json.dumps(version.report)
    assert current_engine().weights.version == "learned-1"
    planned = MatchRun.objects.get(engine_version="2/learned-1")
    assert planned.chunks.count() == 1
    assert "Nothing was written" in refit_matching(publish=True)


def test_asking_for_the_weights_in_use_takes_one_query(django_assert_num_queries):
    EngineVersionFactory()
    current_engine()
    with django_assert_num_queries(1):
        current_engine()


def test_a_broken_version_is_told_once_and_passed_over(caplog):
    EngineVersionFactory(weights={"version": "learned-1"})
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            assert current_engine().weights == shipped_weights(with_encoder=False)
    assert len(caplog.records) == 1


@pytest.mark.parametrize("other", [{"encoder": "e5"}, {"engine": "1"}, {"published_at": None}])
def test_weights_of_another_engine_or_not_published_are_not_used(other):
    EngineVersionFactory(**other)
    assert current_engine().weights == shipped_weights(with_encoder=False)


def test_collections_are_ranked_before_and_after(tmp_path):
    judged_needs()
    (tmp_path / "corpus.jsonl").write_text('{"_id": "a", "text": "acid pump"}\n{"_id": "b", "text": "tea"}\n')
    (tmp_path / "queries.jsonl").write_text('{"_id": "q", "text": "a pump for acid"}\n')
    (tmp_path / "qrels.tsv").write_text("q\ta\t1\n")
    assert "1.000    1.000" in refit_matching(dev=tmp_path)


def test_bad_input_is_told():
    with pytest.raises(CommandError, match="is no folder"):
        call_command("refit_matching", dev=Path("/nowhere"))
    with pytest.raises(CommandError, match="--publish"):
        call_command("refit_matching", note="why")
    judged_needs()
    with pytest.raises(CommandError):
        call_command("refit_matching", publish=True, note="x" * 301, stdout=StringIO())


def test_the_strongest_newest_evidence_speaks_for_a_pair():
    feedback = judge(NeedFactory(), TechnologyFactory(), right=False)
    match = feedback.match
    BookmarkFactory(need=match.need, technology=match.technology)
    assert [one.kind for one in judgements()] == ["wrong_direction"]
    MatchOutcomeFactory(match=match, kind=OutcomeKind.MET)
    MatchOutcomeFactory(match=match, kind=OutcomeKind.INTRODUCED)
    assert [one.kind for one in judgements()] == ["met"]
    for kind in (OutcomeKind.NEGOTIATING, OutcomeKind.NO_DEAL):
        MatchOutcomeFactory(match=match, kind=kind)
    assert [one.kind for one in judgements()] == ["no_deal"]
    MatchOutcomeFactory(match=match, kind=OutcomeKind.DEAL)
    assert [(one.right, one.importance) for one in judgements()] == [(True, 3.0)]


def test_known_says_nothing_and_withdrawn_offers_teach_nothing():
    judge(NeedFactory(), TechnologyFactory(), right=False, reason="known")
    judge(NeedFactory(), TechnologyFactory(state=TechnologyState.WITHDRAWN), right=True)
    BookmarkFactory()
    assert judgements() == []


def test_every_outcome_and_every_other_reason_is_evidence():
    reasons = {"wrong_direction", "too_early", "too_expensive", "other"}
    assert set(EVIDENCE) == {*OutcomeKind.values, *reasons, "useful", "bookmark"}


def test_a_bookmark_is_kept_once_for_each_need():
    company = CompanyFactory()
    user, technology, need = member_of(company), TechnologyFactory(), NeedFactory(company=company)
    for wanted in (None, None, need, need):
        add_bookmark(user=user, technology=technology, need=wanted)
    assert Bookmark.objects.count() == 2
    assert remove_bookmark(user=user, technology=technology)
    assert Bookmark.objects.get().need == need
    assert not remove_bookmark(user=user, technology=technology)


def test_only_what_one_may_see_is_bookmarked_and_only_for_ones_own_need():
    with pytest.raises(PermissionDenied):
        add_bookmark(user=UserFactory(), technology=TechnologyFactory(state=TechnologyState.DRAFT))
    with pytest.raises(PermissionDenied):
        add_bookmark(user=UserFactory(), technology=TechnologyFactory(), need=NeedFactory())


@pytest.mark.parametrize("role", [OFFICER, OFFICIAL])
def test_officers_and_officials_record_outcomes(role):
    outcome = record_outcome(match=MatchFactory(), user=in_group(role), kind="met", note="in May")
    assert (outcome.kind, outcome.note) == ("met", "in May")


@pytest.mark.parametrize(
    "person", [lambda m: UserFactory(), lambda m: member_of(m.need.company), lambda m: in_group(AUDITOR)]
)
def test_nobody_else_records_outcomes(person):
    match = MatchFactory()
    with pytest.raises(PermissionDenied):
        record_outcome(match=match, user=person(match), kind="met")


def test_an_unknown_outcome_is_refused():
    with pytest.raises(ValidationError):
        record_outcome(match=MatchFactory(), user=in_group(OFFICER), kind="married")


def test_an_outcome_stays_as_it_was_recorded():
    MatchOutcomeFactory()
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        MatchOutcome.objects.update(kind="deal")


@pytest.mark.parametrize("values", [{"weights": {}}, {"report": {"a": 1}}, {"number": 99}])
def test_weights_stay_as_they_were_fitted(values):
    EngineVersionFactory()
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        EngineVersion.objects.update(**values)


def test_weights_may_be_withdrawn():
    EngineVersionFactory()
    EngineVersion.objects.update(published_at=None)
    assert current_engine().weights == shipped_weights(with_encoder=False)


def test_an_officer_records_an_outcome_in_the_admin():
    match, officer = MatchFactory(), in_group(OFFICER)
    page = "/admin/liaison/matchoutcome/"
    answer = signed_in(officer).post(f"{page}add/", {"match": match.pk, "kind": "introduced", "note": ""})
    assert answer.status_code == 302
    outcome = MatchOutcome.objects.get()
    assert (outcome.match, outcome.recorded_by) == (match, officer)
    assert signed_in(officer).post(f"{page}{outcome.pk}/change/", {"kind": "deal"}).status_code == 403


def test_an_owner_chooses_and_nobody_else_does():
    owner = CompanyMemberFactory(role=SeatRole.OWNER)
    company = owner.company
    assert personal_matching(company)
    for other in (member_of(company), in_group(OFFICIAL), UserFactory()):
        with pytest.raises(PermissionDenied):
            choose_personal(company=company, user=other, personal=False)
    choose_personal(company=company, user=owner.user, personal=False)
    assert not personal_matching(company)
    assert personal_matching(CompanyFactory())
    choose_personal(company=company, user=owner.user, personal=True)
    assert personal_matching(company)


def test_the_choice_has_the_needs_of_the_company_matched_anew(django_capture_on_commit_callbacks):
    owner = CompanyMemberFactory(role=SeatRole.OWNER)
    need, _foreign = NeedFactory(company=owner.company), NeedFactory()
    with django_capture_on_commit_callbacks() as callbacks:
        choose_personal(company=owner.company, user=owner.user, personal=False)
    assert [callback.args for callback in callbacks] == [(need.company_id,)]


def test_the_runs_of_published_weights_store_their_probabilities():
    judged_needs(THINGS[:1])
    bold = shipped_weights(with_encoder=False).as_data()
    bold |= {"bias": 9.0, "version": "learned-9"}
    EngineVersionFactory(number=9, weights=bold)
    run = run_matching(trigger=MatchTrigger.MANUAL)
    assert run.engine_version == "2/learned-9"
    assert set(run.found.values_list("band", flat=True)) == {"strong"}
