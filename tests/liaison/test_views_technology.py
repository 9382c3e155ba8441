import html
import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    CompanyMemberFactory,
    FieldFactory,
    LaboratoryFactory,
    MatchFactory,
    NeedFactory,
    PatentFactory,
    ResearcherFactory,
    SimilarOffersFactory,
    TechnologyFactory,
    TechnologyMetricFactory,
    TechnologyTwinFactory,
    UniversityStaffFactory,
    UserFactory,
)
from universities.enums import TechnologyState
from universities.models import Laboratory, Patent, Technology, University
from yangpu_portal.core.enums import CooperationMode
from yangpu_portal.core.models import Field

pytestmark = pytest.mark.django_db


@pytest.fixture
def technology():
    return TechnologyFactory(
        title_en="Low-temperature electrolyte",
        problem_en="Batteries freeze.",
        trl=5,
        price_min=300000,
        price_max=500000,
    )


def page_of(client, technology, prefix="/en") -> str:
    answer = client.get(f"{prefix}/technologies/{technology.public_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_shows_what_is_known(client, technology):
    TechnologyMetricFactory(technology=technology, name_en="Capacity at −40 °C", value=82, baseline=51)
    page = page_of(client, technology)
    for text in (
        "Batteries freeze.",
        "Level 5 of 9",
        "¥300,000–500,000",
        "Capacity at −40 °C",
        "82 %",
        "51 %",
    ):
        assert text in page


def test_english_text_on_the_chinese_page_says_so(client, technology):
    page = page_of(client, technology, prefix="")
    assert '<h1 lang="en">Low-temperature electrolyte</h1>' in page
    assert '<div class="prose" lang="en">' in page


def test_machine_translation_says_so(client):
    technology = TechnologyFactory(title_zh="译文", source_language="zh-hans", translation_state="machine")
    assert "Machine translation" in page_of(client, technology)


def test_only_inventors_who_agreed_are_named(client, technology):
    technology.inventors.add(
        ResearcherFactory(university=technology.university, name_en="Shown Person", shown_publicly=True),
        ResearcherFactory(university=technology.university, name_en="Hidden Person"),
    )
    page = page_of(client, technology)
    assert "Shown Person" in page
    assert "Hidden Person" not in page


@pytest.mark.parametrize("state", [TechnologyState.DRAFT, TechnologyState.IN_REVIEW])
def test_what_was_never_published_is_404_for_strangers(client, technology, state):
    Technology.objects.update(state=state, published_at=None)
    path = f"/technologies/{technology.public_id}/"
    assert client.get(path).status_code == 404
    client.force_login(UserFactory())
    assert client.get(path).status_code == 404
    client.force_login(UniversityStaffFactory(university=technology.university).user)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (TechnologyState.WITHDRAWN, "The university has withdrawn this offer."),
        (TechnologyState.EXPIRED, "Nobody has confirmed since 2025-03-01"),
        (TechnologyState.ARCHIVED, "kept for the record only"),
    ],
)
def test_retired_offer_is_gone_and_leads_on(client, technology, state, why):
    similar = TechnologyFactory(title_en="Frost-proof battery")
    SimilarOffersFactory(technology=technology, similar_ids=[similar.pk])
    Technology.objects.filter(pk=technology.pk).update(state=state, confirmed_on=date(2025, 3, 1))
    path = f"/en/technologies/{technology.public_id}/"
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.status_code == 410
    for text in ("Low-temperature electrolyte", why, "Frost-proof battery", 'content="noindex"'):
        assert text in page
    assert "Batteries freeze." not in page
    client.force_login(UserFactory())
    assert client.get(path).status_code == 410
    client.force_login(UniversityStaffFactory(university=technology.university).user)
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Ask for an introduction" not in answer.content.decode()


def test_similar_offers_say_what_they_share(client, technology):
    by_words, by_field, closer = TechnologyFactory.create_batch(3)
    reasons = {
        str(by_words.pk): {"en": ["electrolyte"], "field": {"zh": "能源", "en": "Energy"}},
        str(by_field.pk): {"field": {"zh": "能源", "en": "Energy"}},
    }
    ids = [by_words.pk, by_field.pk, closer.pk]
    SimilarOffersFactory(technology=technology, similar_ids=ids, reasons=reasons)
    page = page_of(client, technology)
    assert "Both speak of: <span>electrolyte</span>" in page
    assert "Same field: Energy" in page
    assert "Close in content" in page
    chinese = page_of(client, technology, prefix="")
    assert '<span lang="en">electrolyte</span>' in chinese
    assert "能源" in chinese


def test_similar_offers_are_public_shown_ones_and_never_itself(client, technology):
    draft = TechnologyFactory(title_en="Draft like it", state=TechnologyState.DRAFT, published_at=None)
    shown = TechnologyFactory(title_en="Shown like it")
    twin = TechnologyFactory(title_en="Twin like it", university=shown.university)
    TechnologyTwinFactory(technology=twin, shown_instead=shown)
    ids = [technology.pk, draft.pk, twin.pk, shown.pk, 0]
    SimilarOffersFactory(technology=technology, similar_ids=ids)
    page = page_of(client, technology)
    similar = page[page.index('id="similar"') :]
    assert "Shown like it" in similar
    for text in ("Draft like it", "Twin like it", "Low-temperature electrolyte"):
        assert text not in similar[: similar.index("</section>")]


def test_who_confirmed_is_told_by_office_and_not_by_name(client, technology):
    officer = UniversityStaffFactory(university=technology.university, user=UserFactory(name="Hidden Person"))
    technology.confirmed_on, technology.confirmed_by = date(2026, 11, 8), officer.user
    technology.save()
    page = page_of(client, technology)
    assert "Confirmed by the transfer office, 2026-11-08" in page
    assert "Hidden Person" not in page


def test_inventors_and_laboratory_lead_to_their_pages(client, technology):
    technology.laboratory = LaboratoryFactory(university=technology.university, monthly_introductions=3)
    technology.save()
    person = ResearcherFactory(university=technology.university, shown_publicly=True)
    technology.inventors.add(person)
    page = page_of(client, technology)
    assert technology.laboratory.get_absolute_url() in page
    assert person.get_absolute_url() in page
    assert "The laboratory can meet 3 companies a month." in page


def test_each_mode_comes_with_its_first_step(client, technology):
    technology.cooperation_modes = [CooperationMode.OPEN_LICENCE]
    technology.save()
    assert "Tell the patent holder in writing" in page_of(client, technology)


def test_offer_can_be_cited(client, technology):
    technology.published_at = datetime(2026, 8, 13, 4, tzinfo=UTC)
    technology.save()
    page = html.unescape(page_of(client, technology))
    address = f"/en/technologies/{technology.public_id}/"
    assert f"{technology.university.name_en}. Low-temperature electrolyte[EB/OL]. (2026-08-13)[" in page
    assert "(2026, August 13). Low-temperature electrolyte [Technology offer]. Yangpu Liaison." in page
    assert re.search(rf"Retrieved \w+ \d+, \d{{4}}, from http\S+{address}", page)


def test_code_for_phones_leads_to_the_page(client, technology):
    answer = client.get(f"/technologies/{technology.public_id}/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert client.get("/technologies/tec_nothing/qr.svg").status_code == 404


def test_hostile_texts_stay_texts(client):
    row = TechnologyFactory(
        title_en="</script><script>alert(1)</script>", problem_en="<img src=x onerror=alert(1)>"
    )
    page = page_of(client, row)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_company_reads_why_it_was_suggested(client, technology):
    reason = {
        "code": "term",
        "need": {"text": "battery"},
        "offer": {"text": "battery"},
        "language": "en",
        "weight": 1,
    }
    match = MatchFactory(technology=technology, reasons=[reason])
    assert "Why this was suggested" not in page_of(client, technology)
    client.force_login(UserFactory())
    assert "Why this was suggested" not in page_of(client, technology)
    client.force_login(CompanyMemberFactory(company=match.need.company).user)
    page = page_of(client, technology)
    assert "Both mention “battery”." in page
    assert "Strong match" in page
    assert f"/en/needs/{match.need.public_id}/matches/#{match.public_id}" in page


def test_needs_that_it_answers_less_are_folded(client, technology):
    seat = CompanyMemberFactory()
    needs = NeedFactory.create_batch(3, company=seat.company)
    for need, band, probability in zip(needs, ("weak", "weak", "strong"), (0.1, 0.2, 0.9), strict=True):
        MatchFactory(technology=technology, need=need, band=band, probability=probability)
    client.force_login(seat.user)
    page = page_of(client, technology)
    places = [page.index(need.public_id) for need in reversed(needs)]
    assert places[0] < page.index("Further away: 2 more needs of yours") < places[1] < places[2]


def test_queries_do_not_grow_with_rows(client, technology):
    user = CompanyMemberFactory().user
    client.force_login(user)
    page_of(client, technology)  # the first page of a session also notes the session
    counts = []
    for number in (1, 2):
        TechnologyMetricFactory.create_batch(number, technology=technology)
        technology.fields.add(*FieldFactory.create_batch(number))
        technology.patents.add(*PatentFactory.create_batch(number, university=technology.university))
        for need in NeedFactory.create_batch(number, company=user.company_seats.get().company):
            MatchFactory(need=need, technology=technology)
        with CaptureQueriesContext(connection) as captured:
            page_of(client, technology)
        counts.append([entry["sql"] for entry in captured.captured_queries])
    assert len(counts[0]) == len(counts[1]), "\n".join(counts[1])


def test_fields_link_to_the_search(client, technology):
    technology.fields.add(Field.objects.create(code="energy", name_zh="能源", name_en="Energy"))
    assert "/en/technologies/?field=energy" in page_of(client, technology)


CHANGES = {
    "title": lambda row: Technology.objects.filter(pk=row.pk).update(title_en="Changed"),
    "metric": lambda row: row.metrics.update(name_en="Changed"),
    "new metric": lambda row: TechnologyMetricFactory(technology=row, name_en="Changed"),
    "field": lambda row: row.fields.update(name_en="Changed"),
    "new field": lambda row: row.fields.add(FieldFactory(name_en="Changed")),
    "patent": lambda row: Patent.objects.update(title_en="Changed"),
    "inventor": lambda row: row.inventors.update(name_en="Changed"),
    "university": lambda row: University.objects.filter(pk=row.university_id).update(name_en="Changed"),
    "laboratory": lambda row: Laboratory.objects.update(name_en="Changed"),
    "similar": lambda row: Technology.objects.filter(title_en="Like it").update(title_en="Changed"),
}


@pytest.fixture
def whole(technology):
    technology.laboratory = LaboratoryFactory(university=technology.university)
    technology.save()
    TechnologyMetricFactory(technology=technology)
    technology.fields.add(FieldFactory())
    technology.patents.add(PatentFactory(university=technology.university))
    person = ResearcherFactory(university=technology.university, name_en="Shown Person", shown_publicly=True)
    technology.inventors.add(person)
    similar = TechnologyFactory(title_en="Like it")
    SimilarOffersFactory(technology=technology, similar_ids=[similar.pk])
    return technology


def test_visitors_are_given_the_kept_page(client, whole):
    first = page_of(client, whole)
    with CaptureQueriesContext(connection) as captured:
        assert page_of(client, whole) == first
    assert len(captured) == 1


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_kept_page_goes_with_whatever_it_shows(client, whole, change):
    assert "Changed" not in page_of(client, whole)
    change(whole)
    assert "Changed" in page_of(client, whole)


def test_kept_page_goes_when_somebody_withdraws_consent(client, whole):
    assert "Shown Person" in page_of(client, whole)
    whole.inventors.update(shown_publicly=False)
    assert "Shown Person" not in page_of(client, whole)


def test_kept_page_goes_when_a_similar_offer_does(client, whole):
    assert "Like it" in page_of(client, whole)
    Technology.objects.filter(title_en="Like it").update(state=TechnologyState.WITHDRAWN)
    assert "Like it" not in page_of(client, whole)


def test_kept_page_goes_with_the_offer(client, whole):
    page_of(client, whole)
    Technology.objects.filter(pk=whole.pk).update(state=TechnologyState.WITHDRAWN)
    assert client.get(f"/en/technologies/{whole.public_id}/").status_code == 410


def test_kept_page_is_for_visitors_only(client, whole):
    page_of(client, whole)
    client.force_login(UserFactory())
    answer = client.get(f"/en/technologies/{whole.public_id}/")
    assert "Sign out" in answer.content.decode()
    client.logout()
    assert "Sign out" not in page_of(client, whole)
    assert "Cookie" in client.get(f"/en/technologies/{whole.public_id}/")["Vary"]
