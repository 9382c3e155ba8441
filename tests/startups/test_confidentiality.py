"""What a need tells of itself and its company: every page and route, every reader, every confidentiality."""

import pytest
from django.urls import NoReverseMatch, reverse

from startups.domain.need import transition_needs
from startups.enums import Confidentiality, NeedState
from tests.factories import (
    CompanyFactory,
    JointRequestFactory,
    LaboratoryFactory,
    MatchFactory,
    NeedFactory,
    SciTechParkFactory,
    TechnologyFactory,
    UniversityStaffFactory,
    UserFactory,
)
from tests.people import AUDITOR, OFFICER, OFFICIAL, in_group, member_of, signed_in, tto_of
from yangpu_portal.api_urls import RESOURCES
from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.models import OutgoingEmail

pytestmark = pytest.mark.django_db

TITLE, NAME = "Quietquartz grinding", "Zephyrine Works"
ROLES = ["visitor", "other company", "laboratory", "tto", "own member", OFFICER, OFFICIAL, AUDITOR]
INSIDERS = {"own member", OFFICER, OFFICIAL, AUDITOR}
EVERYTHING = list(Confidentiality.values)


@pytest.fixture
def world():
    """A need with a match and a joint request, of a company in a park."""
    laboratory = LaboratoryFactory()
    technology = TechnologyFactory(university=laboratory.university, laboratory=laboratory)
    company = CompanyFactory(
        name_en=NAME, name_zh=NAME, slug="zephyrine", park=SciTechParkFactory(slug="park")
    )
    need = NeedFactory(company=company, title_en=TITLE, situation_en="Cold.", target_en="Warm.")
    MatchFactory(need=need, technology=technology)
    JointRequestFactory().needs.add(need)
    return need


def person(role, need):
    laboratory = need.matches.get().technology.laboratory
    people = {
        "visitor": lambda: None,
        "other company": lambda: member_of(CompanyFactory()),
        "laboratory": lambda: UniversityStaffFactory(university=laboratory.university).user,
        "tto": lambda: tto_of(laboratory.university),
        "own member": lambda: member_of(need.company),
    }
    return people[role]() if role in people else in_group(role)


def addresses(need) -> list[str]:
    """Everything that shows needs, or what stands beside them."""
    match = need.matches.get()
    technology, university = match.technology, match.technology.university
    named = [
        ("home",), ("technologies",), ("universities",), ("needs",), ("open_needs",), ("companies",),
        ("parks",), ("dashboard",), ("bookmarks",), ("compare",), ("saved_searches",), ("account",),
        ("sitemap",), ("need", need.public_id), ("need_edit", need.public_id),
        ("need_step", need.public_id, "check"), ("need_matches", need.public_id),
        ("need_possible", need.public_id), ("technology", technology.public_id),
        ("introduction_new", technology.public_id), ("university", university.slug),
        ("laboratory", university.slug, technology.laboratory.slug), ("company", need.company.slug),
        ("park", need.company.park.slug),
    ]  # fmt: skip
    found = ["/sitemap.xml", "/en/needs/open/?q=Quietquartz", "/en/technologies/?q=Quietquartz"]
    for name, *args in named:
        try:
            found.append(reverse(name, args=args))
        except NoReverseMatch:
            continue
    keys = {"needs": need.public_id, "matches": match.public_id, "companies": need.company.public_id}
    keys["technologies"] = technology.public_id
    found += [f"/api/v1/{resource}/" for resource in RESOURCES]
    found += [f"/api/v1/{resource}/{key}/" for resource, key in keys.items()]
    found.append(f"/api/v1/needs/?company={need.company.public_id}")
    for model in ("startups_need", "startups_company", "liaison_match", "liaison_jointrequest"):
        found.append(reverse(f"admin:{model}_changelist"))
    found.append(reverse("admin:startups_need_change", args=[need.pk]))
    found.append(reverse("admin:startups_need_desk"))
    found.append(reverse("admin:universities_technology_change", args=[technology.pk]))
    return found


@pytest.mark.parametrize(
    ("confidentiality", "state"),
    [
        *((confidentiality, NeedState.OPEN) for confidentiality in EVERYTHING),
        *((Confidentiality.PUBLIC, state) for state in ("draft", "in_review", "closed")),
    ],
)
def test_no_page_tells_more_than_it_may(world, confidentiality, state):
    type(world).objects.filter(pk=world.pk).update(confidentiality=confidentiality, state=state)
    world.refresh_from_db()
    listed = state == NeedState.OPEN and confidentiality != Confidentiality.OFFICERS
    named = state == NeedState.OPEN and confidentiality == Confidentiality.PUBLIC
    for role in ROLES:
        if role in INSIDERS:
            continue
        client = signed_in(person(role, world))
        for address in addresses(world):
            page = client.get(address).content.decode()
            tells = TITLE in page and "Quietquartz" not in address
            assert listed or not tells, f"{role} reads the need at {address}"
            if TITLE in page:
                assert named or NAME not in page, f"{role} learns whose need it is at {address}"
            assert named or world.public_id not in page or NAME not in page, f"{role} at {address}"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("confidentiality", EVERYTHING)
def test_what_the_page_of_an_open_need_tells(world, role, confidentiality):
    type(world).objects.filter(pk=world.pk).update(confidentiality=confidentiality)
    world.refresh_from_db()
    answer = signed_in(person(role, world)).get(f"/en/needs/{world.public_id}/")
    inside = role in INSIDERS
    assert answer.status_code == (200 if inside or confidentiality != Confidentiality.OFFICERS else 404)
    page = answer.content.decode()
    assert (NAME in page) is (inside or confidentiality == Confidentiality.PUBLIC)


@pytest.mark.parametrize(
    ("confidentiality", "listed", "named"),
    [
        (Confidentiality.PUBLIC, True, True),
        (Confidentiality.ANONYMOUS, True, False),
        (Confidentiality.OFFICERS, False, False),
    ],
)
def test_the_list_of_open_needs(world, confidentiality, listed, named):
    type(world).objects.filter(pk=world.pk).update(confidentiality=confidentiality)
    for role in ("visitor", "own member", OFFICER):
        page = signed_in(person(role, world)).get("/en/needs/open/").content.decode()
        assert ((TITLE in page), (NAME in page)) == (listed, named), role


def test_a_copy_with_changes_is_for_its_people_alone(world):
    member = signed_in(member_of(world.company))
    member.post(f"/en/needs/{world.public_id}/change/")
    copy = type(world).objects.get(revises=world)
    for role in ("visitor", "other company", "laboratory", "tto"):
        assert signed_in(person(role, world)).get(f"/en/needs/{copy.public_id}/").status_code == 404
    for role in ("own member", OFFICER):
        rows = signed_in(person(role, world)).get("/api/v1/needs/").json()["data"]
        assert copy.public_id not in [row["id"] for row in rows], role


def test_mails_of_a_review_go_to_the_company_alone(world):
    author, stranger = member_of(world.company), UserFactory()
    type(world).objects.filter(pk=world.pk).update(state=NeedState.IN_REVIEW, author=author)
    transition_needs(need_ids=[world.pk], to=NeedState.DRAFT, actor=in_group(OFFICER), remark="Say how cold.")
    mails = _queued()
    assert [mail.address for mail in mails] == [author.email]
    assert "Say how cold." in mails[0].text
    assert stranger.email not in [mail.address for mail in mails]


def test_who_has_left_hears_nothing_of_the_company_any_more(world):
    author = member_of(world.company)
    type(world).objects.filter(pk=world.pk).update(state=NeedState.IN_REVIEW, author=author)
    author.company_seats.all().delete()
    transition_needs(need_ids=[world.pk], to=NeedState.OPEN, actor=in_group(OFFICER))
    assert _queued() == []


def _queued():
    return list(OutgoingEmail.objects.filter(kind=EmailKind.NEED_REVIEW))
