"""Agreements in the admin: what each role may do with them, their files, and what is asked for."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.domain.agreement import add_file
from liaison.models import Agreement, Obligation
from tests.factories import AgreementFactory, DistrictFactory, ObligationFactory, UniversityFactory
from tests.memberships import begun, day, tiers
from tests.people import AUDITOR, OFFICER, OFFICIAL, in_group, signed_in, tto_of

pytestmark = pytest.mark.django_db
LIST = "/admin/liaison/agreement/"
PDF = b"%PDF-1.4 x"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def official():
    return signed_in(in_group(OFFICIAL, language="en"))


def page(agreement, name="change"):
    return reverse(f"admin:liaison_agreement_{name}", args=[agreement.pk])


def values_of(agreement, **changed):
    names = ("kind", "number", "subject_zh", "subject_en", "summary_zh", "summary_en")
    dates = {name: getattr(agreement, name) or "" for name in ("signed_on", "starts_on", "ends_on")}
    lists = {
        f"{part}-{count}_FORMS": 0
        for part in ("obligations", "files", "memberships")
        for count in ("TOTAL", "INITIAL")
    }
    own = {name: getattr(agreement, name) for name in names}
    return {**own, **dates, **lists, "officer": "", **changed}


def test_an_official_enters_an_agreement(official):
    values = {
        "university": UniversityFactory().pk,
        "district": DistrictFactory().pk,
        "kind": "program",
        "subject_zh": "产业联络计划协议",
        "starts_on": day(0),
    }
    answer = official.post(f"{LIST}add/", values)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert Agreement.objects.get().subject_zh == "产业联络计划协议"


def test_another_term_is_not_saved_without_a_reason(official):
    agreement = AgreementFactory(ends_on=day(100))
    values = values_of(agreement, ends_on=day(200))
    refused = official.post(page(agreement), values)
    assert "why" in refused.context["adminform"].form.errors
    assert official.post(page(agreement), {**values, "why": "by letter"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.ends_on == day(200)
    assert agreement.history.latest("pgh_id").pgh_context.metadata["reason"] == "by letter"


def test_a_file_is_added_taken_along_and_removed(official, django_capture_on_commit_callbacks):
    agreement = AgreementFactory()
    refused = official.post(page(agreement, "add_file"), {"file": SimpleUploadedFile("a.pdf", b"<html>")})
    assert "is not a PDF" in refused.content.decode()
    official.post(page(agreement, "add_file"), {"file": SimpleUploadedFile("协议.pdf", PDF)})
    row = agreement.files.get()
    file = reverse("admin:liaison_agreement_file", args=[agreement.pk, row.public_id])
    assert file in official.get(page(agreement)).content.decode()
    answer = official.get(file)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    removal = reverse("admin:liaison_agreement_remove_file", args=[agreement.pk, row.public_id])
    assert official.get(removal).status_code == 200
    assert agreement.files.exists()
    official.post(removal, {"reason": "the wrong one"})
    assert not agreement.files.exists()
    assert official.get(file).status_code == 404


def test_a_file_is_reached_through_its_own_agreement_only(official):
    row = add_file(agreement_id=AgreementFactory().pk, file=ContentFile(PDF, "a.pdf"))
    address = reverse("admin:liaison_agreement_file", args=[AgreementFactory().pk, row.public_id])
    assert official.get(address).status_code == 404


@pytest.mark.parametrize(("role", "looks"), [(OFFICER, True), (AUDITOR, True), (None, False)])
def test_others_look_at_most(role, looks):
    agreement = AgreementFactory()
    row = add_file(agreement_id=agreement.pk, file=ContentFile(PDF, "a.pdf"))
    owed = ObligationFactory(agreement=agreement)
    client = signed_in(in_group(role) if role else tto_of(agreement.university))
    file = client.get(reverse("admin:liaison_agreement_file", args=[agreement.pk, row.public_id]))
    assert (b"".join(file.streaming_content) == PDF) if looks else (file.status_code == 404)
    assert client.get(page(agreement)).status_code == (200 if looks else 403)
    for name, args in (
        ("agreement_add_file", [agreement.pk]),
        ("agreement_end_early", [agreement.pk]),
        ("agreement_remove_file", [agreement.pk, row.public_id]),
        ("obligation_change_state", [owed.pk]),
    ):
        answer = client.post(reverse(f"admin:liaison_{name}", args=args), {"reason": "x", "to": "done"})
        assert answer.status_code in (403, 404), name
    owed.refresh_from_db()
    assert owed.state == "open"


def test_it_is_ended_early_with_a_reason_and_twice_alike(official):
    agreement = AgreementFactory(starts_on=day(-9))
    assert official.post(page(agreement, "end_early"), {"on": day(0)}).status_code == 200
    for _time in range(2):
        official.post(page(agreement, "end_early"), {"on": day(0), "reason": "merged"})
    agreement.refresh_from_db()
    assert agreement.ended_on == day(0)
    outside = official.post(page(agreement, "end_early"), {"on": day(-20), "reason": "x"})
    assert "within the term" in outside.content.decode()


def test_an_obligation_is_entered_done_and_opened_again(official):
    agreement = AgreementFactory()
    form = official.get(page(agreement, "new_obligation"), follow=True)
    assert f'<option value="{agreement.pk}" selected' in form.content.decode()
    values = {"agreement": agreement.pk, "party": "district", "text_en": "Pay", "due_on": day(9)}
    assert official.post("/admin/liaison/obligation/add/", values).status_code == 302
    row = Obligation.objects.get()
    change = reverse("admin:liaison_obligation_change_state", args=[row.pk])
    official.post(change, {"to": "done", "note": "by letter"})
    row.refresh_from_db()
    assert (row.state, row.done_on, row.note) == ("done", day(0), "by letter")
    assert "Say why" in official.post(change, {"to": "open"}).content.decode()
    late = {"party": "district", "text_en": "Pay", "text_zh": "", "due_on": day(20)}
    address = reverse("admin:liaison_obligation_change", args=[row.pk])
    assert "why" in official.post(address, late).context["adminform"].form.errors
    assert official.post(address, {**late, "why": "agreed by phone"}).status_code == 302


def test_the_filters_find_what_they_say(official):
    now = AgreementFactory(starts_on=day(-9), ends_on=day(200))
    soon = AgreementFactory(starts_on=day(-9), ends_on=day(50))
    unsigned = AgreementFactory(signed_on=None)
    ended = AgreementFactory(starts_on=day(-9), ended_on=day(-1))
    ObligationFactory(agreement=soon, due_on=day(-1))
    ObligationFactory(agreement=now, due_on=day(1))

    def found(**asked):
        return set(official.get(LIST, asked).context["cl"].result_list)

    assert found(force="now") == {now, soon}
    assert found(force="soon") == {soon}
    assert found(force="unsigned") == {unsigned}
    assert found(force="ended") == {ended}
    assert found(owed="open") == {now, soon}
    assert found(owed="overdue") == {soon}


def test_its_page_takes_the_same_queries_for_one_and_three_rows(official):
    top, _second = tiers()
    agreement = begun(top).agreement
    counts = []
    for new in (1, 2):
        for number in range(new):
            ObligationFactory(agreement=agreement)
            add_file(agreement_id=agreement.pk, file=ContentFile(PDF, f"{new}{number}.pdf"))
        official.get(page(agreement))
        with CaptureQueriesContext(connection) as queries:
            official.get(page(agreement))
        counts.append(len(queries))
    assert counts[0] == counts[1], "\n".join(query["sql"] for query in queries)
