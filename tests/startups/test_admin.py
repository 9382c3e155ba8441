"""The demand side in the admin."""

import pytest

from startups.enums import NeedState
from startups.models import Need
from startups.signals import need_opened
from tests.factories import CompanyFactory, FieldFactory, NeedFactory
from tests.people import OFFICER, OFFICIAL, in_group, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/startups/need/"


@pytest.fixture
def heard():
    needs = []

    def listen(need_ids, **kwargs):
        needs.append(need_ids)

    need_opened.connect(listen)
    yield needs
    need_opened.disconnect(listen)


def form_of(client, need, **changes):
    form = client.get(f"{LIST}{need.pk}/change/").context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    values |= {"parameters-TOTAL_FORMS": 0, "parameters-INITIAL_FORMS": 0}
    values |= {"events-TOTAL_FORMS": 0, "events-INITIAL_FORMS": 0, **changes}
    return {name: "" if value is None else value for name, value in values.items()}


@pytest.mark.parametrize(("state", "times"), [(NeedState.OPEN, 1), (NeedState.CLOSED, 0)])
def test_saving_an_open_need_has_it_matched_anew(heard, django_capture_on_commit_callbacks, state, times):
    need = NeedFactory(state=state)
    client = signed_in(in_group(OFFICER))
    values = form_of(client, need, title_zh="降低成本", fields=[FieldFactory().pk])
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{LIST}{need.pk}/change/", values)
    assert answer.status_code == 302
    assert heard == [[need.pk]] * times


def test_an_officer_opens_what_was_reviewed(heard, django_capture_on_commit_callbacks):
    needs = NeedFactory.create_batch(2, state=NeedState.IN_REVIEW, opened_at=None)
    client = signed_in(in_group(OFFICER))
    choice = {"action": "to_open", "confirmed": "1", "_selected_action": [need.pk for need in needs]}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(LIST, choice)
    assert Need.objects.filter(state=NeedState.OPEN, opened_at__isnull=False).count() == 2
    assert [sorted(ids) for ids in heard] == [[need.pk for need in needs]]


def test_a_state_that_cannot_follow_is_told(client):
    need = NeedFactory(state=NeedState.CLOSED)
    client = signed_in(in_group(OFFICER))
    answer = client.post(f"{LIST}{need.pk}/change_state/", {"to": NeedState.MATCHED})
    assert "to" in answer.context["form"].errors


def test_budgets_in_the_wrong_order_are_named():
    need = NeedFactory()
    client = signed_in(in_group(OFFICER))
    answer = client.post(
        f"{LIST}{need.pk}/change/", form_of(client, need, budget_min="200", budget_max="100")
    )
    assert answer.status_code == 200
    assert answer.context["adminform"].form.non_field_errors()


def test_a_company_is_verified_by_who_pressed_the_button():
    company = CompanyFactory()
    official = in_group(OFFICIAL)
    signed_in(official).post(
        "/admin/startups/company/", {"action": "verify", "confirmed": "1", "_selected_action": [company.pk]}
    )
    company.refresh_from_db()
    assert company.verified_by == official


def test_names_that_are_markup_are_shown_as_text():
    need = NeedFactory(
        title_zh="<script>alert(1)</script>", company__name_zh='"><img src=x onerror=alert(1)>'
    )
    client = signed_in(in_group(OFFICIAL))
    for path in (LIST, f"{LIST}{need.pk}/change/", f"{LIST}{need.pk}/change_state/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
