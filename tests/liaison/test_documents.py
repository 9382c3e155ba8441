"""Rows as the engine reads them: texts, and the facts beside them without a query per row."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from liaison.domain.documents import (
    NEED_COLUMNS,
    TECHNOLOGY_COLUMNS,
    best_offer_document,
    demand_document,
    offer_documents,
)
from liaison.enums import OutcomeKind, Verdict
from liaison.matching.facts import DemandFacts, Money, OfferFacts, Quantity
from liaison.queries.facts import with_need_facts, with_offer_facts
from startups.models import Need
from tests.factories import (
    CompanyFactory,
    CompanyMemberFactory,
    FieldFactory,
    LaboratoryFactory,
    MatchFactory,
    MatchFeedbackFactory,
    MatchingPreferenceFactory,
    MatchOutcomeFactory,
    NeedFactory,
    NeedParameterFactory,
    PatentFactory,
    SciTechParkFactory,
    TechnologyFactory,
    TechnologyMetricFactory,
    UniversityFactory,
)
from universities.models import Technology

pytestmark = pytest.mark.django_db


def _read_offers():
    rows = with_offer_facts(Technology.objects.all()).only(*TECHNOLOGY_COLUMNS).order_by("pk")
    return [document for row in rows.iterator(chunk_size=500) for document in offer_documents(row)]


def _read_needs():
    rows = with_need_facts(Need.objects.all()).only(*NEED_COLUMNS).order_by("pk")
    return [demand_document(row) for row in rows.iterator(chunk_size=500)]


def _full_offer():
    laboratory = LaboratoryFactory()
    SciTechParkFactory(university=laboratory.university)
    parent = FieldFactory(code="energy")
    technology = TechnologyFactory(
        university=laboratory.university,
        laboratory=laboratory,
        title_zh="固态电池",
        keywords_zh=["电池"],
        keywords_en=["battery"],
        trl=5,
        cooperation_modes=["transfer"],
        price_min=Decimal("80000"),
        confirmed_on=date(2026, 3, 1),
    )
    technology.fields.add(parent, FieldFactory(code="energy-batteries", parent=parent, position=1))
    technology.patents.add(PatentFactory(university=laboratory.university, publication_number="CN117000001A"))
    TechnologyMetricFactory(technology=technology, name_zh="效率", comparator="ge", value=Decimal("91.50"))
    return technology


def test_an_offer_states_its_facts_in_both_languages():
    technology = _full_offer()
    chinese, english = _read_offers()
    assert english.facts == OfferFacts(
        fields=("energy", "energy/energy-batteries"),
        keywords=("电池", "battery"),
        trl=5,
        modes=("transfer",),
        money=Money(80000.0, None, "CNY"),
        parameters=(Quantity(("效率", "Efficiency"), "ge", 91.5, "%", "Efficiency ≥ 91.5 %"),),
        organisation=str(technology.university_id),
        laboratory=str(technology.laboratory_id),
        city="上海市",
        patents=("CN117000001A",),
        confirmed_on=date(2026, 3, 1),
    )
    assert chinese.facts.parameters[0].text == "效率 ≥ 91.5 %"


def test_a_need_states_its_facts():
    company = CompanyFactory(park=SciTechParkFactory(university=UniversityFactory()))
    need = NeedFactory(
        company=company, keywords_en=["pump"], minimum_trl=6, budget_max=50000, cooperation_modes=["service"]
    )
    need.fields.add(FieldFactory(code="water"))
    NeedParameterFactory(need=need)
    (document,) = _read_needs()
    assert document.facts == DemandFacts(
        fields=("water",),
        keywords=("pump",),
        trl=6,
        modes=("service",),
        money=Money(None, 50000.0, "CNY"),
        parameters=(Quantity(("Throughput",), "ge", 10.0, "t/h", "Throughput ≥ 10 t/h"),),
        company=str(company.pk),
        city="上海市",
        partners=(),  # to sit in a park of a university is no tie
        on=timezone.localdate(),
    )


def test_partners_are_the_universities_the_company_has_come_together_with_for_any_need():
    seat = CompanyMemberFactory()
    earlier = NeedFactory(company=seat.company)
    NeedFactory(company=seat.company)
    matches = {kind: MatchFactory(need=earlier) for kind in OutcomeKind}
    for kind, match in matches.items():
        MatchOutcomeFactory(match=match, kind=kind)
    MatchFeedbackFactory(match=MatchFactory(need=earlier), user=seat.user)
    partners = {document.facts.partners for document in _read_needs()}
    tied = [matches[kind].technology.university_id for kind in ("met", "negotiating", "deal")]
    assert partners == {tuple(map(str, tied))}


@pytest.mark.parametrize(
    ("reason", "for_all"),
    [
        ("wrong_direction", False),
        ("other", False),
        ("too_early", True),
        ("too_expensive", True),
        ("known", True),
    ],
)
def test_the_reason_says_whether_an_offer_is_refused_for_all_needs_of_the_company(reason, for_all):
    seat = CompanyMemberFactory()
    need, other = NeedFactory(company=seat.company), NeedFactory(company=seat.company)
    foreign = NeedFactory()
    match = MatchFactory(need=need)
    MatchFeedbackFactory(match=match, user=seat.user, verdict=Verdict.IRRELEVANT, reason=reason)
    refused = {document.id: document.facts.refused for document in _read_needs()}
    offer = frozenset([str(match.technology_id)])
    assert refused[str(need.pk)] == offer
    assert refused[str(other.pk)] == (offer if for_all else frozenset())
    assert refused[str(foreign.pk)] == frozenset()


def test_a_company_that_switched_personal_signals_off_has_no_links():
    seat = CompanyMemberFactory()
    company = seat.company
    need = NeedFactory(company=company)
    refused = MatchFactory(need=need)
    MatchFeedbackFactory(match=refused, user=seat.user, verdict=Verdict.IRRELEVANT, reason="known")
    MatchOutcomeFactory(match=MatchFactory(need=need), kind="deal")
    (before,) = _read_needs()
    MatchingPreferenceFactory(company=company)
    (document,) = _read_needs()
    assert (len(before.facts.partners), len(before.facts.refused)) == (1, 1)
    assert (document.facts.partners, document.facts.refused) == ((), frozenset())


def test_rows_read_plainly_have_their_text_and_no_facts():
    technology, need = _full_offer(), NeedFactory(minimum_trl=3)
    assert [offer.facts for offer in offer_documents(technology)] == [OfferFacts(), OfferFacts()]
    assert demand_document(need).facts == DemandFacts()
    assert best_offer_document(offer_documents(technology), "zh-hans").title == "固态电池"


def test_texts_of_facts_are_what_sources_name():
    _full_offer()
    for offer in _read_offers():
        assert all(offer.source_text(source) == text for source, text in offer.facts.texts.items())
        assert {"trl", "money", "field/1", "keyword/0", "parameter/0", "city"} <= set(offer.facts.texts)


@pytest.mark.parametrize("number", [1, 3])
def test_reading_takes_the_same_queries_for_one_and_three(number, django_assert_num_queries):
    for _ in range(number):
        technology = TechnologyFactory()
        technology.fields.add(FieldFactory(parent=FieldFactory()))
        TechnologyMetricFactory(technology=technology)
        need = NeedFactory()
        need.fields.add(FieldFactory())
        NeedParameterFactory(need=need)
    with django_assert_num_queries(4):  # rows and parameters of either side
        assert len(_read_offers()) == len(_read_needs()) == number
