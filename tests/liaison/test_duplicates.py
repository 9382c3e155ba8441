"""Offers listed twice are shown once; needs that ask for the same are suggested as one joint request."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from liaison.domain import engine as engine_module
from liaison.domain.duplicates import (
    refresh_joint_requests,
    refresh_twins,
    transition_joint_requests,
    transition_twins,
)
from liaison.enums import JointRequestState, TwinReason, TwinState
from liaison.models import JointRequest, TechnologyTwin
from liaison.queries.duplicate import without_hidden_technologies
from liaison.queries.matching import live_matches
from startups.enums import NeedState
from startups.models import Need
from tests.factories import (
    CompanyFactory,
    JointRequestFactory,
    MatchFactory,
    NeedFactory,
    PatentFactory,
    TechnologyFactory,
    TechnologyTwinFactory,
    UniversityFactory,
)
from tests.people import AUDITOR, OFFICER, in_group, member_of, signed_in, tto_of
from universities.domain.search import index_technologies
from universities.enums import TechnologyState
from universities.models import Technology

TITLE = "Laser removal of rust"
RUST = "A pulsed laser removes rust from steel bridges without sand; a suction head takes up the dust."
LEAK = "Find leaks in buried plastic water pipes without digging, to within half a metre."


@pytest.fixture
def words_only(settings):
    """The engine without its encoder: what is tested here does not depend on it."""
    settings.MATCHING_ENCODER = "none"
    engine_module.shipped_engine.cache_clear()
    yield
    engine_module.shipped_engine.cache_clear()


@pytest.fixture
def pair(words_only):
    """One offer, listed twice by its university; the first is shown."""
    university = UniversityFactory()
    return tuple(
        TechnologyFactory(university=university, title_en=TITLE, description_en=RUST) for _number in range(2)
    )


@pytest.fixture
def leaks(words_only):
    """Needs of two companies that ask for the same."""
    return tuple(NeedFactory(title_en="Leaks in water pipes", target_en=LEAK) for _number in range(2))


@pytest.mark.django_db
def test_the_second_listing_is_hidden_behind_the_first(pair):
    first, second = pair
    assert refresh_twins() == 1
    twin = TechnologyTwin.objects.get()
    assert (twin.technology, twin.shown_instead, twin.why) == (second, first, TwinReason.TITLE)


@pytest.mark.django_db
def test_a_common_patent_and_a_like_text_are_the_same_in_two_universities(words_only):
    patent = PatentFactory()
    for title in ("Rust laser", "Cleaner of bridges"):
        TechnologyFactory(title_en=title, description_en=RUST).patents.add(patent)
    refresh_twins()
    assert TechnologyTwin.objects.get().why == TwinReason.PATENT


@pytest.mark.django_db
def test_nobody_hides_the_offer_of_another_university_by_copying_it(pair):
    thief = TechnologyFactory(title_en=TITLE, description_en=RUST, confirmed_on=timezone.localdate())
    refresh_twins()
    assert TechnologyTwin.objects.filter(technology=pair[0], shown_instead=thief).exists()
    assert set(without_hidden_technologies(Technology.objects.all())) == {pair[0], thief}


@pytest.mark.django_db
def test_running_again_changes_nothing(pair):
    refresh_twins()
    before = list(TechnologyTwin.objects.values())
    assert refresh_twins() == 1
    assert list(TechnologyTwin.objects.values()) == before


@pytest.mark.django_db
def test_a_pair_that_is_no_longer_alike_is_forgotten(pair):
    refresh_twins()
    Technology.objects.filter(pk=pair[1].pk).update(title_en="Yeast for straw")
    assert refresh_twins() == 0
    assert not TechnologyTwin.objects.exists()


@pytest.mark.django_db
def test_a_rejected_pair_is_never_found_again_in_either_direction(pair):
    first, second = pair
    TechnologyTwinFactory(technology=first, shown_instead=second, state=TwinState.REJECTED)
    assert refresh_twins() == 0
    assert TechnologyTwin.objects.get().state == TwinState.REJECTED


@pytest.mark.django_db
def test_a_confirmed_pair_stays_whatever_becomes_of_the_texts(pair):
    first, second = pair
    TechnologyTwinFactory(technology=first, shown_instead=second, state=TwinState.CONFIRMED)
    Technology.objects.filter(pk=second.pk).update(title_en="Yeast for straw")
    refresh_twins()
    twin = TechnologyTwin.objects.get()
    assert (twin.technology, twin.state) == (first, TwinState.CONFIRMED)


@pytest.mark.django_db
def test_a_pair_has_one_row_in_whichever_direction():
    twin = TechnologyTwinFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        TechnologyTwinFactory(technology=twin.shown_instead, shown_instead=twin.technology)


def at_once(work) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    workers = [threading.Thread(target=run) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_leave_one_row_each(pair, leaks):
    at_once(refresh_twins)
    at_once(refresh_joint_requests)
    assert (TechnologyTwin.objects.count(), JointRequest.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "shown_state", "at_home", "listed"),
    [
        (TwinState.FOUND, TechnologyState.PUBLISHED, True, False),
        (TwinState.FOUND, TechnologyState.PUBLISHED, False, True),
        (TwinState.CONFIRMED, TechnologyState.PUBLISHED, False, False),
        (TwinState.REJECTED, TechnologyState.PUBLISHED, True, True),
        (TwinState.FOUND, TechnologyState.WITHDRAWN, True, True),
    ],
)
def test_an_offer_is_hidden_while_another_one_is_shown_for_it(client, state, shown_state, at_home, listed):
    hidden = TechnologyFactory(title_en=TITLE)
    university = hidden.university if at_home else UniversityFactory()
    shown = TechnologyFactory(university=university, state=shown_state)
    TechnologyTwinFactory(technology=hidden, shown_instead=shown, state=state)
    match = MatchFactory(technology=hidden)
    index_technologies(technology_ids=[hidden.pk])
    assert (match in live_matches()) is listed
    for words in ("", "rust"):
        page = client.get("/technologies/", {"q": words}).content.decode()
        assert (hidden.get_absolute_url() in page) is listed
    assert client.get(hidden.get_absolute_url()).status_code == 200


@pytest.mark.django_db
def test_needs_of_two_companies_are_suggested_together(leaks):
    assert refresh_joint_requests() == 1
    joint = JointRequest.objects.get()
    assert set(joint.needs.all()) == set(leaks)
    assert refresh_joint_requests() == 1
    assert JointRequest.objects.get() == joint


@pytest.mark.django_db
def test_needs_of_one_company_are_not(words_only):
    company = CompanyFactory()
    for _number in range(2):
        NeedFactory(company=company, title_en="Leaks in water pipes", target_en=LEAK)
    assert refresh_joint_requests() == 0


@pytest.mark.django_db
def test_a_suggestion_goes_with_its_needs(leaks):
    refresh_joint_requests()
    Need.objects.filter(pk=leaks[0].pk).update(state=NeedState.CLOSED)
    assert refresh_joint_requests() == 0
    assert not JointRequest.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("state", [JointRequestState.DISMISSED, JointRequestState.TAKEN_UP])
def test_a_set_that_was_decided_about_is_not_suggested_again_nor_a_part_of_it(leaks, state):
    third = NeedFactory(title_en="Leaks in water pipes", target_en=LEAK)
    refresh_joint_requests()
    JointRequest.objects.update(state=state)
    Need.objects.filter(pk=third.pk).update(state=NeedState.CLOSED)
    assert refresh_joint_requests() == 0
    assert JointRequest.objects.get().state == state


@pytest.mark.django_db
def test_a_further_company_makes_a_new_suggestion(leaks):
    refresh_joint_requests()
    JointRequest.objects.update(state=JointRequestState.TAKEN_UP)
    NeedFactory(title_en="Leaks in water pipes", target_en=LEAK)
    assert refresh_joint_requests() == 1


@pytest.mark.django_db
def test_the_command_says_what_it_found(pair, leaks, capsys):
    call_command("find_duplicates")
    assert "1 offers hidden and 1 joint requests" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize("role", [AUDITOR, None])
def test_only_officers_and_officials_decide(role):
    actor = in_group(role) if role else member_of(CompanyFactory())
    with pytest.raises(PermissionDenied):
        transition_twins(twin_ids=[TechnologyTwinFactory().pk], to=TwinState.REJECTED, actor=actor)
    with pytest.raises(PermissionDenied):
        transition_joint_requests(
            request_ids=[JointRequestFactory().pk], to=JointRequestState.TAKEN_UP, actor=actor
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("maker", "page", "action", "state"),
    [
        (TechnologyTwinFactory, "technologytwin", "to_confirmed", TwinState.CONFIRMED),
        (TechnologyTwinFactory, "technologytwin", "to_rejected", TwinState.REJECTED),
        (JointRequestFactory, "jointrequest", "to_taken_up", JointRequestState.TAKEN_UP),
        (JointRequestFactory, "jointrequest", "to_dismissed", JointRequestState.DISMISSED),
    ],
)
def test_an_officer_decides_from_the_list(maker, page, action, state):
    row = maker()
    client = signed_in(in_group(OFFICER))
    client.post(f"/admin/liaison/{page}/", {"action": action, "confirmed": "1", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.state == state


@pytest.mark.django_db
def test_the_list_has_both_titles_side_by_side():
    twin = TechnologyTwinFactory(technology__title_en="Rust laser", shown_instead__title_en="Laser <b>rust")
    page = signed_in(in_group(OFFICER, language="en")).get("/admin/liaison/technologytwin/").content.decode()
    assert "Rust laser" in page
    assert "Laser &lt;b&gt;rust" in page
    assert str(twin.technology.university) in page


@pytest.mark.django_db
def test_joint_requests_are_for_the_district_alone():
    need = NeedFactory(confidentiality="officers", title_en="Secret leak")
    joint = JointRequestFactory(needs=[need, NeedFactory()])
    path = f"/admin/liaison/jointrequest/{joint.pk}/change/"
    assert "Secret leak" in signed_in(in_group(AUDITOR)).get(path).content.decode()
    assert signed_in(tto_of(UniversityFactory())).get(path).status_code == 403
    assert signed_in(member_of(need.company)).get(path, follow=True).status_code == 403
