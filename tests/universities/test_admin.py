"""The supply side in the admin: own rows, states through the domain, search in step."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from tests.factories import (
    DepartmentFactory,
    FieldFactory,
    LaboratoryFactory,
    ResearcherFactory,
    TechnologyFactory,
    UniversityFactory,
    UniversityStaffFactory,
    UserFactory,
)
from tests.people import AUDITOR, OFFICIAL, in_group, signed_in, tto_of
from universities.domain.search import index_technologies
from universities.enums import TechnologyState
from universities.models import Technology, TechnologySearch
from universities.signals import technology_published

pytestmark = pytest.mark.django_db
LIST = "/admin/universities/technology/"


def own_technology(**values):
    technology = TechnologyFactory(**values)
    return technology, signed_in(tto_of(technology.university))


def form_of(client, path, **changes):
    """What a browser would send back from the form at this address, with changes."""
    form = client.get(path).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    values |= {"metrics-TOTAL_FORMS": 0, "metrics-INITIAL_FORMS": 0, **changes}
    return {name: "" if value is None else value for name, value in values.items()}


def test_a_transfer_officer_sees_the_rows_of_the_own_university():
    technology, client = own_technology()
    other = TechnologyFactory()
    shown = client.get(LIST).context["cl"].result_list
    assert list(shown) == [technology]
    assert client.get(f"{LIST}{technology.pk}/change/").status_code == 200
    assert client.get(f"{LIST}{other.pk}/change/").status_code == 302  # to the start page: no such row
    assert client.post(f"{LIST}{other.pk}/change/", {"title_en": "Mine"}).status_code == 302
    assert client.get(f"{LIST}{other.pk}/change_state/").status_code == 404


def test_lists_to_choose_from_hold_the_own_university_only():
    technology, client = own_technology()
    own = LaboratoryFactory(university=technology.university, name_en="Battery laboratory")
    LaboratoryFactory(name_en="Battery centre")
    answer = client.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "universities",
            "model_name": "technology",
            "field_name": "laboratory",
            "term": "Battery",
        },
    )
    assert [row["id"] for row in answer.json()["results"]] == [str(own.pk)]


@pytest.mark.parametrize("part", ["laboratory", "department"])
def test_a_part_of_another_university_is_refused_with_a_word(part):
    technology = TechnologyFactory()
    client = signed_in(in_group(OFFICIAL))
    foreign = {"laboratory": LaboratoryFactory, "department": DepartmentFactory}[part]()
    path = f"{LIST}{technology.pk}/change/"
    answer = client.post(path, form_of(client, path, **{part: foreign.pk}))
    assert answer.status_code == 200
    assert part in answer.context["adminform"].form.errors


def test_a_forged_university_or_laboratory_is_no_choice():
    technology, client = own_technology()
    foreign = LaboratoryFactory()
    path = f"{LIST}{technology.pk}/change/"
    answer = client.post(path, form_of(client, path, laboratory=foreign.pk))
    assert "laboratory" in answer.context["adminform"].form.errors
    added = client.post(
        f"{LIST}add/",
        {
            "university": foreign.university.pk,
            "title_en": "New",
            "source_language": "en",
            "translation_state": "none",
            "currency": "CNY",
            "metrics-TOTAL_FORMS": 0,
            "metrics-INITIAL_FORMS": 0,
        },
    )
    assert "university" in added.context["adminform"].form.errors


def test_who_claims_a_profile_is_not_for_those_who_may_not_view_users():
    researcher = ResearcherFactory()
    client = signed_in(tto_of(researcher.university))
    form = client.get(f"/admin/universities/researcher/{researcher.pk}/change/").context["adminform"].form
    assert "user" not in form.fields


def test_saving_brings_search_and_matching_in_step(django_capture_on_commit_callbacks):
    technology, client = own_technology(title_en="Old")
    index_technologies(technology_ids=[technology.pk])
    heard = []

    def listen(technology_ids, **kwargs):
        heard.append(technology_ids)

    technology_published.connect(listen)
    path = f"{LIST}{technology.pk}/change/"
    field = FieldFactory()
    changes = {"title_en": "Gripper", "fields": [field.pk], "keywords_zh": "电池\n 正极 \n"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(path, form_of(client, path, **changes))
    technology_published.disconnect(listen)
    assert answer.status_code == 302
    technology.refresh_from_db()
    assert technology.keywords_zh == ["电池", "正极"]
    assert "gripper" in TechnologySearch.objects.get(technology=technology).document
    assert heard == [[technology.pk]]


def test_a_new_name_of_the_laboratory_is_found():
    laboratory = LaboratoryFactory()
    technology = TechnologyFactory(university=laboratory.university, laboratory=laboratory)
    index_technologies(technology_ids=[technology.pk])
    client = signed_in(in_group(OFFICIAL))
    path = f"/admin/universities/laboratory/{laboratory.pk}/change/"
    answer = client.post(path, form_of(client, path, name_en="Cryogenics"))
    assert answer.status_code == 302
    assert "cryogen" in TechnologySearch.objects.get(technology=technology).document


def test_the_state_is_changed_by_the_page_and_noted():
    technology, client = own_technology(state=TechnologyState.DRAFT, published_at=None)
    path = f"{LIST}{technology.pk}/change_state/"
    assert [value for value, _label in client.get(path).context["form"].fields["to"].choices] == [
        TechnologyState.IN_REVIEW,
        TechnologyState.PUBLISHED,
    ]
    assert Technology.objects.get().state == TechnologyState.DRAFT  # looking changes nothing
    assert client.post(path, {"to": TechnologyState.PUBLISHED}).status_code == 302
    technology.refresh_from_db()
    assert (technology.state, technology.published_at is None) == (TechnologyState.PUBLISHED, False)
    assert LogEntry.objects.get().object_id == str(technology.pk)


def test_the_state_cannot_be_smuggled_into_the_form():
    technology, client = own_technology(state=TechnologyState.DRAFT, published_at=None)
    path = f"{LIST}{technology.pk}/change/"
    client.post(path, form_of(client, path, state=TechnologyState.PUBLISHED))
    technology.refresh_from_db()
    assert technology.state == TechnologyState.DRAFT


def test_many_states_change_together_or_not_at_all():
    university = UniversityFactory()
    client = signed_in(tto_of(university))
    draft, archived = (
        TechnologyFactory(university=university, state=state, published_at=None)
        for state in (TechnologyState.DRAFT, TechnologyState.ARCHIVED)
    )
    choice = {"action": "to_published", "confirmed": "1", "_selected_action": [draft.pk, archived.pk]}
    answer = client.post(LIST, choice, follow=True)
    [message] = answer.context["messages"]
    assert message.level_tag == "error"
    assert archived.title in str(message)
    assert not Technology.objects.filter(state=TechnologyState.PUBLISHED).exists()
    client.post(LIST, {**choice, "_selected_action": [draft.pk]})
    assert Technology.objects.get(state=TechnologyState.PUBLISHED) == draft


def test_an_auditor_cannot_change_states():
    technology = TechnologyFactory()
    client = signed_in(in_group(AUDITOR))
    for path in (f"{LIST}{technology.pk}/change_state/",):
        assert client.get(path).status_code == 403
        assert client.post(path, {"to": TechnologyState.WITHDRAWN}).status_code == 403
    client.post(LIST, {"action": "to_withdrawn", "confirmed": "1", "_selected_action": [technology.pk]})
    technology.refresh_from_db()
    assert technology.state == TechnologyState.PUBLISHED


def test_a_laboratory_contact_who_is_staff_sees_no_rows():
    """Seats decide, not the group: only transfer officers work on a university's rows."""
    technology = TechnologyFactory()
    user = tto_of(UniversityFactory())
    UniversityStaffFactory(
        user=user,
        university=technology.university,
        role="laboratory",
        laboratory=LaboratoryFactory(university=technology.university),
    )
    assert list(signed_in(user).get(LIST).context["cl"].result_list) == []


def test_an_identifier_with_a_wrong_check_digit_is_named():
    university = UniversityFactory()
    client = signed_in(UserFactory(is_staff=True, is_superuser=True))
    path = f"/admin/universities/university/{university.pk}/change/"
    empty = {f"{name}-{key}": 0 for name in ("schools", "staff") for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    answer = client.post(path, form_of(client, path, ror="03rc6as72", **empty))
    assert "ror" in answer.context["adminform"].form.errors
