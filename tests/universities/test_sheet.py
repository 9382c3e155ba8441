"""One offer on one page of paper: whole, in both languages, whatever its texts are."""

import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from pypdf import PdfReader

from tests.factories import (
    LaboratoryFactory,
    PatentFactory,
    ResearcherFactory,
    TechnologyFactory,
    TechnologyMetricFactory,
)
from universities.enums import TechnologyState
from universities.models import Researcher, Technology
from universities.queries.technology_page import technology_pages
from universities.sheet import Sheet, sheet_data, technology_sheet
from universities.views import sheet

pytestmark = pytest.mark.django_db

A4 = (595, 842)
HOSTILE = '#panic("x") $x$ \\ <b> #image("/etc/passwd") @preview/x:1.0.0 [*] "'


@pytest.fixture
def technology():
    row = TechnologyFactory(
        title_zh="低温电解液",
        title_en="Low-temperature electrolyte",
        problem_zh="寒区电池容量骤降。",
        problem_en="Batteries freeze.",
        trl=5,
        cooperation_modes=["open_licence"],
    )
    TechnologyMetricFactory(technology=row, name_zh="容量保持率", name_en="Capacity", value=82, baseline=51)
    return row


def sheet_of(client, technology, prefix="") -> PdfReader:
    answer = client.get(f"{prefix}/technologies/{technology.public_id}/sheet.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return PdfReader(io.BytesIO(answer.content))


def text_of(reader: PdfReader) -> str:
    return "".join(reader.pages[0].extract_text().split())


def fonts_of(reader: PdfReader) -> list:
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    return [part.get_object() for font in fonts for part in font.get("/DescendantFonts", [font])]


@pytest.mark.parametrize(
    ("prefix", "texts"),
    [
        ("", ("低温电解液", "寒区电池容量骤降。", "容量保持率82%高31个百分点51%")),
        (
            "/en",
            ("Low-temperatureelectrolyte", "Batteriesfreeze.", "Capacity82%31pointshigher51%", "Level5of9"),
        ),
    ],
)
def test_says_in_either_language_what_the_page_says(client, technology, prefix, texts):
    reader = sheet_of(client, technology, prefix)
    assert len(reader.pages) == 1
    assert tuple(round(side) for side in reader.pages[0].mediabox[2:]) == A4
    text = text_of(reader)
    for expected in (*texts, f"{prefix}/technologies/{technology.public_id}/"):
        assert expected in text


def test_fonts_are_in_the_file(client, technology):
    fonts = fonts_of(sheet_of(client, technology))
    assert fonts
    for font in fonts:
        described = font["/FontDescriptor"].get_object()
        assert any(f"/FontFile{kind}" in described for kind in ("", "2", "3"))


def test_longest_texts_stay_on_one_page_and_say_where_the_rest_is(client, technology):
    long = "这一句话说了很多，"
    Technology.objects.filter(pk=technology.pk).update(
        title_zh=long * 33,
        summary_zh=long * 55,
        **{
            f"{name}_zh": f"{long * 900}\n" * 3
            for name in ("problem", "description", "applications", "limits")
        },
        cooperation_modes=["open_licence", "transfer", "service", "equity", "consulting", "sole_licence"],
    )
    TechnologyMetricFactory.create_batch(
        60, technology=technology, name_zh=long * 10, conditions_zh=long * 20
    )
    technology.patents.add(*PatentFactory.create_batch(60, university=technology.university))
    reader = sheet_of(client, technology)
    assert len(reader.pages) == 1
    text = text_of(reader)
    assert "…" in text
    assert text.count(f"/technologies/{technology.public_id}/") == 2


def test_word_without_end_stays_on_the_page(client, technology):
    Technology.objects.filter(pk=technology.pk).update(title_en="W" * 300, problem_en="M" * 5000)
    reader = sheet_of(client, technology, "/en")
    assert len(reader.pages) == 1
    assert text_of(reader).count("W") > 100


def test_hostile_texts_are_set_as_they_are(client, technology):
    Technology.objects.filter(pk=technology.pk).update(title_en=HOSTILE, description_en=f"{HOSTILE}\u202e")
    assert "".join(HOSTILE.split()) in text_of(sheet_of(client, technology, "/en"))


def test_only_people_who_agreed_are_named(technology):
    shown = ResearcherFactory(university=technology.university, name_en="Shown Person", shown_publicly=True)
    hidden = ResearcherFactory(university=technology.university, name_en="Hidden Person")
    technology.inventors.add(shown, hidden)
    row = technology_pages(AnonymousUser()).get(pk=technology.pk)
    with translation.override("en"):
        text = str(sheet_data(row))
    assert "Shown Person" in text
    assert "Hidden Person" not in text


def test_who_takes_their_agreement_back_is_not_on_the_next_sheet(technology):
    person = ResearcherFactory(university=technology.university, shown_publicly=True)
    technology.inventors.add(person)
    before = technology_sheet(technology_pages(AnonymousUser()).get(pk=technology.pk)).key
    Researcher.objects.filter(pk=person.pk).update(shown_publicly=False)
    assert technology_sheet(technology_pages(AnonymousUser()).get(pk=technology.pk)).key != before


@pytest.mark.parametrize("state", [state for state in TechnologyState if state != TechnologyState.PUBLISHED])
def test_what_is_not_public_has_no_sheet(client, technology, state):
    Technology.objects.filter(pk=technology.pk).update(state=state)
    assert client.get(f"/technologies/{technology.public_id}/sheet.pdf").status_code == 404


def test_sheet_is_set_once_until_the_offer_changes(client, technology, monkeypatch):
    made = []
    monkeypatch.setattr(Sheet, "pdf", lambda self: made.append(self.data["title"]) or b"%PDF")
    path = f"/technologies/{technology.public_id}/sheet.pdf"
    for _visit in range(3):
        client.get(path)
    client.get(f"/en{path}")
    assert made == ["低温电解液", "Low-temperature electrolyte"]
    technology.title_zh = "新题"
    technology.save()
    client.get(path)
    assert made[2:] == ["新题"]


def test_setting_many_sheets_is_limited_and_kept_ones_are_not(client, monkeypatch):
    monkeypatch.setattr(Sheet, "pdf", lambda self: b"%PDF")
    monkeypatch.setattr(sheet.SheetThrottle, "rate", "2/min")
    paths = [f"/technologies/{row.public_id}/sheet.pdf" for row in TechnologyFactory.create_batch(3)]
    assert [client.get(path).status_code for path in paths] == [200, 200, 429]
    assert client.get(paths[0]).status_code == 200


def test_equal_offers_give_equal_bytes(technology):
    technology.laboratory = LaboratoryFactory(university=technology.university)
    technology.save()
    assert technology_sheet(technology).pdf() == technology_sheet(technology).pdf()


def test_small_digits_the_font_lacks_are_set_from_plain_ones(client, technology):
    technology.limits_en = "Below 10⁻⁷ mol/L of H₂O; 2 mm² a spot."
    technology.save()
    text = text_of(sheet_of(client, technology, "/en"))
    assert "10−7mol/LofH2O;2mm2aspot." in text
