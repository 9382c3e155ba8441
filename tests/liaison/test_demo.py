"""`manage.py load_demo`: the whole demo, once, from an empty database."""

from collections import Counter
from collections.abc import Iterator
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from liaison.domain.engine import shipped_engine
from liaison.enums import EntryKind, MembershipState, TermState, TierLevel
from liaison.models import DigestIssue, EntitlementEntry, Match, MatchRun, Membership, Payment
from liaison.queries.membership_office import terms_with_fee_due
from startups.enums import NeedState
from startups.models import Company, Need
from tests.factories import UserFactory
from universities.models import Technology, UniversityStaff
from yangpu_portal.core.models import User
from yangpu_portal.local.signins import PASSWORD, SIGN_INS


def load_demo() -> str:
    said = StringIO()
    call_command("load_demo", stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demo, loaded once for all tests of this module; few matches, by words alone, are quick."""
    quick = override_settings(MATCHING_ENCODER="none", MATCHES_PER_NEED=4)
    with django_db_blocker.unblock(), transaction.atomic(), quick:
        shipped_engine.cache_clear()
        load_demo()
        yield
        transaction.set_rollback(True)
    shipped_engine.cache_clear()


def person(email: str) -> User:
    return User.objects.get(email=f"{email}@demo.example")


def test_every_sign_in_that_is_printed_works(loaded, db):
    for sign_in in SIGN_INS:
        assert authenticate(email=sign_in.email, password=PASSWORD) is not None, sign_in.email
        assert EmailAddress.objects.filter(email=sign_in.email, verified=True, primary=True).exists()


def test_only_the_district_and_the_transfer_office_enter_the_admin(loaded, db):
    staff = User.objects.filter(is_staff=True).values_list("email", flat=True)
    assert {email.split("@")[0] for email in staff} == {"official", "officer", "auditor", "tto"}


def test_university_seats(loaded, db):
    seats = UniversityStaff.objects.select_related("laboratory")
    assert seats.get(user=person("tto")).university.slug == "tongji"
    assert seats.get(user=person("lab")).laboratory.technologies.exists()


def test_the_owner_has_open_needs_with_matches(loaded, db):
    needs = Need.objects.filter(company__members__user=person("startup"), state=NeedState.OPEN)
    assert needs.count() >= 3
    assert all(Match.objects.filter(need=need, is_current=True).exists() for need in needs)


def test_the_member_reads_english(loaded, db):
    assert person("member").language == "en"


def test_there_is_enough_to_see(loaded, db):
    assert Technology.objects.filter(state="published").count() >= 150
    assert Need.objects.count() >= 80
    assert Company.objects.count() >= 50


def test_the_district_holds_a_renewed_top_level_membership(loaded, db):
    membership = Membership.objects.get(program__slug="mit-ilp", tier__level=TierLevel.TOP)
    assert (membership.state, membership.district.code) == (MembershipState.RENEWED, "310110")


def test_companies_are_members_in_every_state(loaded, db):
    states = Counter(Membership.objects.filter(tier__level=TierLevel.SECOND).values_list("state", flat=True))
    assert states.total() == 25
    assert set(states) == set(MembershipState.values)


def test_terms_agree_with_states(loaded, db):
    today = timezone.localdate()
    active = Membership.objects.filter(state=MembershipState.ACTIVE)
    assert not active.exclude(starts_on__lte=today, ends_on__gte=today).exists()
    over = Membership.objects.filter(state__in=[MembershipState.GRACE, MembershipState.EXPIRED])
    assert not over.filter(ends_on__gte=today).exists()


def test_the_books_of_the_office_are_kept(loaded, db):
    kinds = set(EntitlementEntry.objects.values_list("kind", flat=True))
    assert {EntryKind.USED, EntryKind.RETURNED, EntryKind.ALLOCATED, EntryKind.TAKEN_BACK} <= kinds
    assert Payment.objects.exclude(void_at=None).exists()
    due = set(terms_with_fee_due().values_list("state", flat=True))
    assert due == {TermState.DUE, TermState.RUNNING}
    assert any(term.paid > 0 for term in terms_with_fee_due().filter(state=TermState.DUE))


def test_first_digests_are_made(loaded, db):
    mailed = DigestIssue.objects.filter(state="mailed").values_list("subscription__user__email", flat=True)
    assert set(mailed) == {"startup@demo.example", "member@demo.example"}


def test_a_second_run_says_so_cheaply_and_changes_nothing(loaded, db, django_assert_max_num_queries):
    def rows() -> tuple[int, ...]:
        return tuple(
            model.objects.count() for model in (User, Need, Technology, Membership, MatchRun, DigestIssue)
        )

    before = rows()
    with django_assert_max_num_queries(200):  # a query for each row would be thousands
        assert "there already" in load_demo()
    assert rows() == before


def test_a_run_that_was_cut_short_is_completed(loaded, db):
    Need.objects.filter(external_id="DEMO-N-101").delete()
    person("member").delete()
    load_demo()
    assert Match.objects.filter(need__external_id="DEMO-N-101", is_current=True).exists()
    assert person("member").company_seats.exists()


def test_portal_with_other_people_is_left_alone(loaded, db):
    UserFactory(email="someone@company.example")
    with pytest.raises(CommandError, match="not of the demo"):
        load_demo()


def test_demo_with_other_people_goes_on(loaded, db, settings):
    settings.DEMO = True
    UserFactory(email="someone@company.example")
    assert "there already" in load_demo()
