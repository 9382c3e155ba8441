"""Why a match was made: every span points at real text, and page and command say the same."""

import re
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from liaison.domain import engine
from liaison.domain.digest import choose_frequency
from liaison.domain.documents import demand_document, offer_documents
from liaison.domain.explanation import explain_pair, explain_rankings, quote_sentences
from liaison.domain.matching import run_matching
from liaison.emails.match_digest import match_digest
from liaison.enums import Frequency, MatchTrigger
from liaison.matching.types import RankedOffer
from liaison.models import Match
from liaison.queries.facts import with_need_facts, with_offer_facts
from liaison.wording import reason_sentence
from startups.models import Need
from tests.factories import (
    CompanyMemberFactory,
    FieldFactory,
    MatchFactory,
    NeedFactory,
    NeedParameterFactory,
    TechnologyFactory,
    TechnologyMetricFactory,
)
from universities.models import Technology

pytestmark = pytest.mark.django_db
TEXTS = [
    ("zh", "低温锂电池电解液", "电解液在零下四十度仍能放电。"),
    ("en", "Low-temperature electrolyte for lithium batteries", "The electrolyte works at −40 °C."),
]
SENTENCES = {"code": "sentence", "weight": 0.8, "language": "en"}


@pytest.fixture
def matches(settings):
    """Needs and offers with texts and facts in both languages, matched by words alone."""
    settings.MATCHING_ENCODER = "none"
    engine.shipped_engine.cache_clear()
    field = FieldFactory(code="energy", name_zh="能源", name_en="Energy")
    modes = {"cooperation_modes": ["transfer"]}
    for side, title, description in TEXTS:
        text = {"title_zh": "", "title_en": "", f"title_{side}": title}
        need = NeedFactory(
            source_language="zh-hans" if side == "zh" else "en", minimum_trl=6, budget_max=100000,
            **text, **modes,
        )  # fmt: skip
        offer = TechnologyFactory(
            trl=4, price_min=300000, confirmed_on=timezone.localdate() - timedelta(days=200),
            **text, **modes, **{f"description_{side}": description},
        )  # fmt: skip
        NeedParameterFactory(need=need, name_zh="容量保持率", name_en="Capacity retention", unit="%")
        TechnologyMetricFactory(technology=offer, name_zh="容量保持率", name_en="Capacity retention", value=5)
        need.fields.add(field)
        offer.fields.add(field)
    run_matching(trigger=MatchTrigger.MANUAL)
    yield list(Match.objects.select_related("need__company").order_by("pk"))
    engine.shipped_engine.cache_clear()


def _stands(span, *documents) -> bool:
    """Whether the span's source in one of the documents has the text at its place."""
    return any(
        document.source_text(span["source"])[span["start"] : span["end"]] == span["text"]
        for document in documents
    )


def test_every_stored_span_points_at_real_text(matches):
    seen = set()
    for match in matches:
        need = demand_document(with_need_facts(Need.objects.filter(pk=match.need_id)).get())
        row = with_offer_facts(Technology.objects.filter(pk=match.technology_id)).get()
        offers = {offer.language: offer for offer in offer_documents(row)}
        for found in (*match.reasons, *([match.gap] if match.gap else [])):
            seen.add(found["code"])
            assert _stands(found["need"], need), found
            assert _stands(found["offer"], offers[found["language"]]), found
    assert {"term", "translation", "mode", "parameter"} <= seen


def _on_page(client, match: Match, prefix: str) -> list[str]:
    """The reasons and the gap of a match as its page shows them, without markup."""
    page = client.get(f"{prefix}/needs/{match.need.public_id}/matches/").content.decode()
    card = page[page.index(f'id="{match.public_id}"') :]
    box = card[card.index("<h3>") : card.index("</section>")]
    found = re.findall(r"<li>(.*?)</li>", box, re.DOTALL)
    found += re.findall(r'<p class="gap">.*?</strong>(.*?)</p>', box, re.DOTALL)
    return [_plain(text) for text in found]


def _plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup.replace("<br>", " "))).split())


def _by_command(match: Match, language: str) -> list[str]:
    out = StringIO()
    call_command(
        "explain_match", match.need.public_id, match.technology.public_id, language=language, stdout=out
    )
    lines = re.findall(r"^(?:\d+\. |Gap: |差距：)(.*)  \[.*\]$", out.getvalue(), re.MULTILINE)
    return [" ".join(line.split()) for line in lines]


@pytest.mark.parametrize(("prefix", "language"), [("", "zh-hans"), ("/en", "en")])
def test_the_page_and_the_command_say_the_same(client, matches, prefix, language):
    for match in matches:
        client.force_login(CompanyMemberFactory(company=match.need.company).user)
        told = _on_page(client, match, prefix)
        assert told == _by_command(match, language)
        assert len(told) == len(match.reasons) + bool(match.gap)


@pytest.mark.parametrize(("prefix", "language"), [("", "zh-hans"), ("/en", "en")])
def test_quoted_sentences_are_the_same_however_they_are_written(client, prefix, language):
    need, offer = "a<b & c's “泵” %s\n second line", f"{'long ' * 90}end"
    reason = SENTENCES | {"need": {"text": need}, "offer": {"text": offer}}
    shared = SENTENCES | {"code": "term", "need": {"text": "long"}, "offer": {"text": "long"}}
    match = MatchFactory(reasons=[reason, shared])
    client.force_login(CompanyMemberFactory(company=match.need.company).user)
    told = _on_page(client, match, prefix)
    assert told == _by_command(match, language)
    assert "a<b & c's “泵” %s second line" in told[0]


def test_a_match_without_reasons_says_so_in_the_same_words(client):
    match = MatchFactory(reasons=[])
    client.force_login(CompanyMemberFactory(company=match.need.company).user)
    words = "The two texts are close in meaning."
    assert words in client.get(f"/en/needs/{match.need.public_id}/matches/").content.decode()
    out = StringIO()
    call_command("explain_match", match.need.public_id, match.technology.public_id, stdout=out)
    assert words in out.getvalue()


@pytest.mark.parametrize(("language", "strength"), [("en", "Possible match"), ("zh-hans", "可能匹配")])
def test_both_parts_of_the_mail_say_how_strong_a_match_is_and_why(language, strength):
    reason = SENTENCES | {"code": "term", "need": {"text": "pump"}, "offer": {"text": "pump"}}
    match = MatchFactory(band="possible", reasons=[reason])
    user = CompanyMemberFactory(company=match.need.company, user__language=language).user
    mail, _new = match_digest(
        subscription=choose_frequency(user=user, frequency=Frequency.WEEKLY),
        period=timezone.localdate(),
        matches=[match],
        stop_token="token",
    )
    with translation.override(language):
        sentence = reason_sentence(reason)
    for part in (mail.text, _plain(mail.html)):
        assert strength in part
        assert sentence in part


def test_a_pair_is_explained_afresh_from_its_texts(matches):
    match = matches[0]
    Match.objects.filter(pk=match.pk).update(reasons=[], gap=None)
    out = StringIO()
    call_command("explain_match", match.need.public_id, match.technology.public_id, afresh=True, stdout=out)
    assert "1. " in out.getvalue()


@pytest.fixture
def sludge(counting_encoder):
    """A pair that shares words, facts and sentences, ranked by an encoder that costs nothing."""
    need = NeedFactory(
        title_en="Sludge",
        target_en="Dewatering of sewage sludge in winter.",
        minimum_trl=4,
        source_language="en",
    )
    offer = TechnologyFactory(
        title_en="Press", description_en="Dewatering of sewage sludge. Winter service of a belt press.", trl=7
    )
    return need, offer


def test_reasons_stored_with_a_kept_quote_are_those_found_afresh(sludge):
    for _ in range(2):
        run_matching(trigger=MatchTrigger.MANUAL, quote_best=1)
        match = Match.objects.get()
        assert "sentence" in {reason["code"] for reason in match.reasons}
        assert match.reasons == explain_pair(*sludge).reasons
    run_matching(trigger=MatchTrigger.MANUAL)
    assert Match.objects.get().reasons == match.reasons


def test_an_offer_deleted_meanwhile_is_in_no_ranking():
    ranked = RankedOffer("999999999", 1, 0.0, 0.0, 0.0)
    demand = demand_document(with_need_facts(Need.objects.filter(pk=NeedFactory().pk)).get())
    assert explain_rankings({demand: [ranked]}) == []


@pytest.mark.parametrize("gone", [Need, Technology])
@pytest.mark.usefixtures("sludge")
def test_a_pair_deleted_meanwhile_is_passed_over(gone):
    run_matching(trigger=MatchTrigger.MANUAL)
    match = Match.objects.get()

    def delete(*args: object) -> None:
        Match.objects.all().delete()
        gone.objects.all().delete()

    other = MatchFactory(need=NeedFactory(title_en="Other"), technology=TechnologyFactory(), reasons=[])
    order = sorted([match.pk, other.pk])
    quote_sentences(match_ids=order, progress=delete)  # after the first, the rows of the second are gone
    assert not Match.objects.exists()


def test_the_command_says_when_a_match_is_no_longer_in_the_list():
    match = MatchFactory(reasons=[], is_current=False)
    out = StringIO()
    call_command("explain_match", match.need.public_id, match.technology.public_id, stdout=out)
    assert "No longer in the list of this need" in out.getvalue()


def test_the_command_speaks_one_language():
    match = MatchFactory(
        reasons=[SENTENCES | {"code": "term", "need": {"text": "泵"}, "offer": {"text": "泵"}}]
    )
    out = StringIO()
    ids = match.need.public_id, match.technology.public_id
    call_command("explain_match", *ids, language="zh-hans", stdout=out)
    for label in ("需求：", "技术：", "排名", "权重"):
        assert label in out.getvalue()
    assert not re.search(r"Need:|Technology:|Rank|weight", out.getvalue())
