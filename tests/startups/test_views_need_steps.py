"""Posting a need step by step: nothing is lost, nobody's text is overwritten, and twice is once."""

import pytest
from django.contrib.auth.models import Group

from startups.domain.draft import step_content
from startups.enums import NeedState
from startups.models import Need
from tests.factories import (
    CompanyFactory,
    CompanyMemberFactory,
    FieldFactory,
    NeedFactory,
    NeedParameterFactory,
    UserFactory,
)
from yangpu_portal.core.rules import AUDITOR

pytestmark = pytest.mark.django_db
AUTOSAVE = {"HTTP_X_AUTOSAVE": "1"}


@pytest.fixture
def seat():
    return CompanyMemberFactory()


@pytest.fixture
def own(client, seat):
    """A client signed in as a person of a company."""
    client.force_login(seat.user)
    return client


@pytest.fixture
def draft(seat):
    return NeedFactory(company=seat.company, author=seat.user, state=NeedState.DRAFT, opened_at=None)


def problem(**changes) -> dict[str, object]:
    data = {
        "submission": "key1",
        "language": "en",
        "title": "Cells that work at −30 °C",
        "situation": "Half of the capacity is lost in winter.",
        "next": "1",
    }
    return {**data, **changes}


def rows(*filled) -> dict[str, str]:
    data = {"parameters-TOTAL_FORMS": str(max(2, len(filled))), "parameters-INITIAL_FORMS": "0"}
    for number, row in enumerate(filled):
        data |= {f"parameters-{number}-{name}": value for name, value in row.items()}
    return data


def path(need: Need, step: str) -> str:
    return f"/en/needs/{need.public_id}/edit/{step}/"


CAPACITY = {"name": "Capacity", "current_value": "50", "comparator": "ge", "target_value": "75", "unit": "％"}


class TestBeginning:
    def test_the_first_step_makes_a_draft_and_leads_to_the_second(self, own, seat):
        FieldFactory(code="energy")
        answer = own.post("/en/needs/new/", problem(fields_wanted=["energy"]))
        need = Need.objects.get()
        assert answer["Location"] == path(need, "target")
        assert (need.company, need.author, need.state) == (seat.company, seat.user, NeedState.DRAFT)
        assert (need.title_en, need.title_zh) == ("Cells that work at −30 °C", "")
        assert [field.code for field in need.fields.all()] == ["energy"]

    def test_sent_twice_makes_one_with_the_later_text(self, own):
        own.post("/en/needs/new/", problem())
        own.post("/en/needs/new/", problem(title="Cells for the cold"))
        assert Need.objects.get().title_en == "Cells for the cold"

    def test_a_step_may_be_left_half_filled(self, own):
        answer = own.post(
            "/en/needs/new/", {"language": "en", "submission": "k", "situation": "Ice", "later": "1"}
        )
        assert answer["Location"] == "/en/needs/"
        assert Need.objects.get().title_en == ""
        assert "Draft without a title" in own.get("/en/needs/").content.decode()

    def test_an_autosave_says_where_the_draft_is(self, own):
        first = own.post("/en/needs/new/", problem(), **AUTOSAVE).json()
        need = Need.objects.get()
        assert first["url"] == path(need, "problem")
        assert first["text"].startswith("Saved ")
        assert own.post(first["url"], problem(seen=first["seen"]), **AUTOSAVE).status_code == 200

    def test_chooses_among_several_companies_of_ones_own(self, own, seat):
        second = CompanyMemberFactory(user=seat.user).company
        assert own.post("/en/needs/new/", problem(company=CompanyFactory().pk)).status_code == 422
        own.post("/en/needs/new/", problem(company=second.pk))
        assert Need.objects.get().company == second

    def test_without_a_seat_a_page_says_what_to_do(self, client):
        client.force_login(UserFactory())
        for address in ("/en/needs/", "/en/needs/new/"):
            assert "not yet part of a company" in client.get(address).content.decode()
        assert client.post("/en/needs/new/", problem()).status_code == 403
        assert not Need.objects.exists()

    def test_a_search_fills_the_box(self, own):
        page = own.get("/en/needs/new/?text=low+temperature+<b>").content.decode()
        assert "low temperature &lt;b&gt;" in page


class TestSteps:
    def test_every_button_saves(self, own, draft):
        for button, leads in (
            ("back", path(draft, "problem")),
            ("later", "/en/needs/"),
            ("next", path(draft, "tried")),
        ):
            answer = own.post(path(draft, "target"), {"target": button, button: "1", **rows(CAPACITY)})
            assert answer["Location"] == leads
            draft.refresh_from_db()
            assert draft.target_en == button
        assert [str(row) for row in draft.parameters.all()] == ["Capacity ≥ 75 %"]

    def test_an_error_names_its_row_and_loses_nothing(self, own, draft):
        second = {"name": "Weight", "unit": "kg"}
        answer = own.post(
            path(draft, "target"), {"target": "Keep this text", "next": "1", **rows(CAPACITY, second)}
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Row 2, Wanted: Give the wanted value, or empty the whole row." in page
        assert 'href="#id_parameters-1-target_value"' in page
        for kept in ("Keep this text", 'value="Weight"'):
            assert kept in page

    def test_an_autosave_keeps_what_is_sound_beside_a_wrong_row(self, own, draft):
        NeedParameterFactory(need=draft)
        wrong = {"name": "Weight", "unit": "kg"}
        answer = own.post(path(draft, "target"), {"target": "Kept", **rows(wrong)}, **AUTOSAVE)
        assert "Row 1" in answer.json()["text"]
        draft.refresh_from_db()
        assert draft.target_en == "Kept"
        assert draft.parameters.count() == 1

    @pytest.mark.parametrize("unit", ["25 s", "≤ s"])
    def test_a_unit_is_only_a_unit(self, own, draft, unit):
        row = {"name": "Cycle", "target_value": "25", "unit": unit}
        assert own.post(path(draft, "target"), {**rows(row)}).status_code == 422

    def test_added_rows_keep_everything_and_complain_of_nothing(self, own, draft):
        page = own.post(path(draft, "target"), {"target": "So far", "add_row": "1", **rows({"unit": "s"})})
        text = page.content.decode()
        assert 'name="parameters-3-name"' in text
        assert "So far" in text
        assert "Something is missing" not in text

    @pytest.mark.parametrize(
        ("step", "change"),
        [
            ("terms", {"budget_min": "5", "budget_max": "1"}),
            ("terms", {"budget_min": "-1"}),
            ("terms", {"budget_max": "9" * 30}),
            ("terms", {"wanted_by": "soon"}),
            ("terms", {"minimum_trl": "10"}),
            ("terms", {"confidentiality": "x"}),
            ("terms", {"cooperation_modes": ["x"]}),
            ("problem", {"fields_wanted": ["nowhere"]}),
            ("problem", {"language": "fr"}),
            ("problem", {"title": "x" * 301}),
            ("problem", {"situation": "x" * 5001}),
            ("problem", {"title": "a\x00b"}),
            ("target", rows({"name": "a", "target_value": "9" * 30})),
            ("target", rows({"name": "a", "target_value": "NaN"})),
            ("target", {"parameters-TOTAL_FORMS": "x"}),
        ],
    )
    def test_what_no_column_can_hold_is_refused_at_the_form(self, own, draft, step, change):
        data = {"language": "en", "confidentiality": "anonymous", **rows(), **change}
        assert own.post(path(draft, step), data).status_code == 422

    def test_the_language_moves_the_answers(self, own, draft):
        NeedParameterFactory(need=draft, name_en="容量")
        own.post(path(draft, "problem"), problem(language="zh-hans", title="低温电芯"))
        draft.refresh_from_db()
        assert (draft.title_zh, draft.title_en, draft.source_language) == ("低温电芯", "", "zh-hans")
        assert draft.parameters.get().name_zh == "容量"

    def test_a_change_makes_the_translation_older(self, own, draft):
        Need.objects.filter(pk=draft.pk).update(title_zh="译文", translation_state="human")
        own.post(path(draft, "problem"), problem())
        draft.refresh_from_db()
        assert (draft.title_zh, draft.translation_state) == ("译文", "stale")

    def test_strangers_cannot(self, client, draft):
        assert client.get(path(draft, "problem")).status_code == 302
        client.force_login(CompanyMemberFactory().user)
        assert client.get(path(draft, "problem")).status_code == 404
        assert client.post(path(draft, "problem"), problem()).status_code == 404
        auditor = UserFactory()
        auditor.groups.add(Group.objects.get_or_create(name=AUDITOR)[0])
        client.force_login(auditor)
        assert client.post(path(draft, "problem"), problem()).status_code == 403
        draft.refresh_from_db()
        assert draft.title_en != problem()["title"]

    def test_colleagues_share_the_draft(self, client, draft, seat):
        client.force_login(CompanyMemberFactory(company=seat.company).user)
        assert client.post(path(draft, "tried"), {"tried": "Heaters", "next": "1"}).status_code == 302
        draft.refresh_from_db()
        assert draft.tried_en == "Heaters"

    def test_an_unknown_step_is_no_page(self, own, draft):
        assert own.get(path(draft, "nowhere")).status_code == 404


class TestConflicts:
    def test_a_step_changed_meanwhile_is_shown_and_not_overwritten(self, own, draft):
        seen = step_content(draft, "tried").mark
        Need.objects.filter(pk=draft.pk).update(tried_en="A colleague's text")
        answer = own.post(path(draft, "tried"), {"tried": "My text", "seen": seen, "next": "1"})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "A colleague&#x27;s text" in page
        assert "My text" in page
        draft.refresh_from_db()
        assert draft.tried_en == "A colleague's text"

    def test_sent_again_after_having_seen_both_it_is_saved(self, own, draft):
        seen = step_content(draft, "tried").mark
        Need.objects.filter(pk=draft.pk).update(tried_en="A colleague's text")
        shown = own.post(path(draft, "tried"), {"tried": "My text", "seen": seen})
        own.post(path(draft, "tried"), {"tried": "My text", "seen": shown.context["form"].data["seen"]})
        draft.refresh_from_db()
        assert draft.tried_en == "My text"

    def test_an_autosave_is_told(self, own, draft):
        seen = step_content(draft, "tried").mark
        Need.objects.filter(pk=draft.pk).update(tried_en="A colleague's text")
        answer = own.post(path(draft, "tried"), {"tried": "My text", "seen": seen}, **AUTOSAVE)
        assert (answer.status_code, "somebody else" in answer.json()["text"]) == (409, True)

    def test_another_step_changed_meanwhile_is_no_conflict(self, own, draft):
        seen = step_content(draft, "tried").mark
        Need.objects.filter(pk=draft.pk).update(target_en="A colleague's target")
        assert own.post(path(draft, "tried"), {"tried": "Mine", "seen": seen}).status_code == 302
        draft.refresh_from_db()
        assert (draft.tried_en, draft.target_en) == ("Mine", "A colleague's target")

    def test_the_same_text_sent_twice_is_no_conflict(self, own, draft):
        seen = step_content(draft, "tried").mark
        for _ in range(2):
            assert own.post(path(draft, "tried"), {"tried": "Line\r\ntwo", "seen": seen}).status_code == 302

    def test_an_autosave_after_handing_in_changes_nothing(self, own, draft):
        Need.objects.filter(pk=draft.pk).update(state=NeedState.IN_REVIEW)
        assert own.post(path(draft, "tried"), {"tried": "Late"}, **AUTOSAVE).status_code == 409
        draft.refresh_from_db()
        assert draft.tried_en == ""


class TestHandingIn:
    @pytest.fixture
    def ready(self, draft):
        Need.objects.filter(pk=draft.pk).update(situation_en="Cold.", target_en="75 % at −30 °C.")
        draft.refresh_from_db()
        return draft

    def test_twice_is_once(self, own, ready):
        for _ in range(2):
            answer = own.post(f"/en/needs/{ready.public_id}/submit/", follow=True)
            assert "Handed in" in answer.content.decode()
        ready.refresh_from_db()
        assert ready.state == NeedState.IN_REVIEW
        assert ready.submitted_at is not None
        assert ready.events.count() == 1

    def test_what_is_missing_leads_to_its_step(self, own, draft):
        answer = own.post(f"/en/needs/{draft.public_id}/submit/")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f'href="{path(draft, "problem")}#id_situation"' in page
        assert f'href="{path(draft, "target")}#id_target"' in page
        assert 'role="alert"' in page
        draft.refresh_from_db()
        assert draft.state == NeedState.DRAFT

    @pytest.mark.parametrize(
        ("column", "length", "refused"),
        [("tried_en", 1025, False), ("tried_en", 1026, True), ("tried_zh", 826, True),
         ("tried_zh", 825, False), ("title_en", 81, True), ("title_en", 80, False)],
    )  # fmt: skip
    def test_too_long_is_kept_and_refused(self, own, ready, column, length, refused):
        suffix = column[-2:]
        language = "zh-hans" if suffix == "zh" else "en"
        texts = {f"{name}_{suffix}": "x" for name in ("title", "situation", "target")}
        changes = {"source_language": language, **texts, column: "x" * length}
        Need.objects.filter(pk=ready.pk).update(**changes)
        answer = own.post(f"/en/needs/{ready.public_id}/submit/")
        assert (answer.status_code == 422) is refused
        ready.refresh_from_db()
        assert len(getattr(ready, column)) == length

    def test_what_was_proposed_has_to_be_confirmed(self, own, ready):
        Need.objects.filter(pk=ready.pk).update(proposed=["target"])
        assert own.post(f"/en/needs/{ready.public_id}/submit/").status_code == 422
        own.post(path(ready, "target"), {"target": "75 %", "next": "1", **rows()})
        assert own.post(f"/en/needs/{ready.public_id}/submit/").status_code == 302

    def test_a_name_in_an_anonymous_text_is_pointed_out(self, own, ready):
        name = ready.company.name_en
        assert "Your company&#x27;s name stands" not in own.get(path(ready, "check")).content.decode()
        Need.objects.filter(pk=ready.pk).update(situation_en=f"At {name} it is cold.")
        page = own.get(path(ready, "check")).content.decode()
        assert "name stands in the text" in page

    def test_it_can_be_taken_back_and_withdrawn_and_opened_again(self, own, ready):
        for action, state in (
            ("submit", NeedState.IN_REVIEW),
            ("take-back", NeedState.DRAFT),
            ("withdraw", NeedState.WITHDRAWN),
            ("reopen", NeedState.DRAFT),
        ):
            own.post(f"/en/needs/{ready.public_id}/{action}/")
            ready.refresh_from_db()
            assert ready.state == state


def test_the_address_of_a_form_that_was_sent_leads_to_its_draft(own, client):
    own.post("/en/needs/new/", problem())
    made = Need.objects.get()
    assert own.get("/en/needs/new/?draft=key1")["Location"] == path(made, "problem")
    for other in ("key2", "%00", "", "键"):
        assert own.get(f"/en/needs/new/?draft={other}").status_code == 200
    client.force_login(CompanyMemberFactory().user)
    assert client.get("/en/needs/new/?draft=key1").status_code == 200


class TestPasting:
    TEXT = "Our line is slow.\nWe want to cut cycle time from 40 s to at most 25 s. We tried a faster robot."

    def test_a_description_becomes_a_draft_to_be_confirmed(self, own):
        answer = own.post("/en/needs/new/", {"description": self.TEXT, "submission": "k", "read": "1"})
        need = Need.objects.get()
        assert answer["Location"] == path(need, "problem")
        assert need.described == self.TEXT
        assert [str(row) for row in need.parameters.all()] == ["cycle time ≤ 25 s"]
        assert {"target", "tried", "parameters"} <= set(need.proposed)
        page = own.get(path(need, "target")).content.decode()
        assert "Proposed from your description" in page
        assert "Our line is slow." in page

    def test_sent_twice_makes_one(self, own):
        for _ in range(2):
            own.post("/en/needs/new/", {"description": self.TEXT, "submission": "k", "read": "1"})
        assert Need.objects.count() == 1

    def test_numbers_longer_than_stored_are_no_crash(self, own):
        text = "希望厚度不超过 0.123456789 mm，预算 20000.12345 元。"
        answer = own.post("/en/needs/new/", {"description": text, "submission": "k", "read": "1"})
        assert (answer.status_code, Need.objects.get().parameters.count()) == (302, 1)

    def test_an_empty_box_is_told(self, own):
        answer = own.post("/en/needs/new/", {"description": " ", "submission": "k", "read": "1"})
        assert answer.status_code == 422
        assert "Paste a description first" in answer.content.decode()
