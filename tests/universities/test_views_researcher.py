"""People on public pages: those who agreed, and of them no way to write to them."""

import pytest

from tests.factories import (
    DepartmentFactory,
    LaboratoryFactory,
    ResearcherFactory,
    TechnologyFactory,
    UserFactory,
)
from tests.people import OFFICER, in_group, signed_in, tto_of
from universities.domain.search import index_technologies

pytestmark = pytest.mark.django_db


def researcher(**values):
    department = DepartmentFactory()
    laboratory = LaboratoryFactory(
        university=department.university, department=department, school=department.school
    )
    person = ResearcherFactory(
        university=department.university, department=department, laboratory=laboratory, **values
    )
    technology = TechnologyFactory(
        university=department.university, department=department, laboratory=laboratory
    )
    technology.inventors.add(person)
    index_technologies(technology_ids=[technology.pk])
    return person


def test_a_researcher_who_agreed_is_shown(client):
    person = researcher(
        name_en="Hanna Wexcombe",
        name_zh="魏汉娜",
        title_en="Professor",
        summary_en="Works on fibres.",
        languages=["en", "zh-hans"],
        orcid="0000-0002-1825-0097",
        shown_publicly=True,
    )
    page = client.get(f"/en/researchers/{person.public_id}/").content.decode()
    for text in (
        "Hanna Wexcombe",
        '<p class="other" lang="zh-Hans">魏汉娜</p>',
        "Professor",
        "Works on fibres.",
    ):
        assert text in page
    for text in ("English, Chinese", "https://orcid.org/0000-0002-1825-0097", person.laboratory.name_en):
        assert text in page
    assert person.technologies.get().title_en in page


def test_contact_data_of_a_researcher_are_nowhere(client):
    user = UserFactory(email="hanna@lab.example")
    person = researcher(name_en="Hanna Wexcombe", shown_publicly=True, user=user)
    page = client.get(f"/en/researchers/{person.public_id}/").content.decode()
    assert "hanna@lab.example" not in page


def test_a_researcher_who_did_not_agree_is_404_for_everybody(client):
    person = researcher()
    for reader in (client, signed_in(in_group(OFFICER)), signed_in(tto_of(person.university))):
        assert reader.get(f"/en/researchers/{person.public_id}/").status_code == 404


def test_names_of_people_who_did_not_agree_appear_nowhere(client):
    person = researcher(name_en="Quietly Unnamed", name_zh="不具名者", orcid="0000-0002-1825-0097")
    colleague = researcher(name_en="Openly Named", shown_publicly=True)
    technology = person.technologies.get()
    paths = [
        row.get_absolute_url()
        for row in (
            person.university,
            person.department.school,
            person.department,
            person.laboratory,
            technology,
            colleague,
        )
    ]
    paths += ["/technologies/", "/technologies/?q=Quietly+Unnamed", "/technologies/?q=不具名者", "/"]
    resources = ("universities", "departments", "laboratories", "technologies")
    paths += [f"/api/v1/{name}/" for name in resources]
    paths += [f"/api/v1/technologies/{technology.public_id}/"]
    for path in paths:
        page = client.get(path).content.decode().replace("Nothing found", "")
        shown = page.replace("?q=Quietly", "").replace('value="Quietly Unnamed"', "")
        if "?q=" not in path:
            assert "Quietly Unnamed" not in shown, path
            assert "不具名者" not in shown, path
            assert person.orcid not in shown, path
        assert person.public_id not in page, path
        if "?q=" in path:
            assert technology.public_id not in page, path
