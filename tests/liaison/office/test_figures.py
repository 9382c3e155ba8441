"""What the figures count, and that a day in the past keeps its figures whatever happens later."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from liaison.domain.membership import approve_membership, transition_membership
from liaison.domain.payment import void_payment
from liaison.enums import MembershipState, PeriodKind
from liaison.models import Membership, Payment
from liaison.queries.figures.as_of import AsOf, as_of, names_at, period_start
from liaison.queries.figures.computed import FIGURES, compute, computed_for, figures_for
from liaison.queries.figures.series import fees_by_month, members_by_month
from liaison.queries.figures.table import headers, table_rows
from startups.domain.need import transition_needs
from startups.models import Need
from tests import factories
from tests.liaison.office.lives import FEE, office
from tests.memberships import begun, day, tiers
from tests.people import OFFICIAL, in_group, tto_of
from universities.models import Technology
from yangpu_portal.core.enums import EmailState
from yangpu_portal.core.models import OutgoingEmail

pytestmark = pytest.mark.django_db


def now() -> AsOf:
    return as_of()


def remembered() -> AsOf:
    """This moment, asked for as if it were long past."""
    return replace(as_of(), until=timezone.now())


def values(when: AsOf) -> dict:
    return compute(list(FIGURES.values()), when).values


def counts(when: AsOf) -> dict[str, int]:
    return {name: value.count for name, value in values(when).items()}


def test_each_figure_counts_what_it_says():
    office()
    found = counts(now())
    expected = {
        "applications": 1,
        "members": 6,
        "due_30": 2,
        "due_60": 2,
        "due_90": 2,
        "needs_in_review": 1,
        "unmatched_needs": 1,
        "missed_searches": 1,
        "stale_offers": 1,
        "failing_mails": 1,
        "fees_due": 1,
    }
    assert {name: found[name] for name in expected} == expected


def test_fees_add_up_by_currency():
    office()
    found = values(now())
    assert found["fees_due"].amounts == {"CNY": FEE}
    received = sum(payment.amount for payment in Payment.objects.filter(paid_on__year=day(0).year))
    assert found["fees_received"].amounts == {"CNY": received}


def test_the_renewal_rate_is_of_terms_that_ended():
    people = office()
    found = values(now())["renewal_rate"]
    assert (found.hits, found.count) == (0, 1)
    assert found.share == 0.0
    assert people["over"].state in (MembershipState.GRACE, MembershipState.EXPIRED)


def test_history_tells_of_this_moment_what_the_tables_tell():
    office()
    assert values(remembered()) == values(now())
    assert compute(list(FIGURES.values()), remembered()).tiers == compute(list(FIGURES.values()), now()).tiers


def test_a_former_moment_keeps_its_figures():
    people = office()
    when = remembered()
    before = compute(list(FIGURES.values()), when)
    official = in_group(OFFICIAL)
    transition_membership(
        membership_id=people["fresh"].pk, to=MembershipState.SUSPENDED, actor=official, reason="late"
    )
    approve_membership(membership_id=Membership.objects.get(state=MembershipState.APPLIED).pk, actor=official)
    void_payment(payment_id=Payment.objects.latest("pk").pk, actor=official, reason="typo")
    Membership.objects.filter(pk=people["ending"].pk).update(ends_on=day(200))
    need = Need.objects.get(state="in_review")
    transition_needs(need_ids=[need.pk], to="open", actor=official)
    Technology.objects.update(confirmed_on=day(0))
    OutgoingEmail.objects.update(state=EmailState.SENT, sent_at=timezone.now())
    factories.NeedFactory(state="in_review")
    after = compute(list(FIGURES.values()), when)
    # Searches of a day count to its end; the day of the figure is over in earnest when it is asked for.
    assert {**after.values, "missed_searches": None} == {**before.values, "missed_searches": None}
    assert (after.tiers, after.members, after.fees, after.ending) == (
        before.tiers,
        before.members,
        before.fees,
        before.ending,
    )
    assert values(now()) != before.values


def test_names_are_those_of_the_day():
    company = factories.CompanyFactory(name_zh="旧名", name_en="")
    when = remembered()
    company.name_zh = "新名"
    company.save()
    assert names_at(type(company), {company.pk}, when) == {company.pk: "旧名"}
    assert names_at(type(company), {company.pk}, now()) == {company.pk: "新名"}


def test_a_deleted_row_still_counts_for_its_day():
    need = factories.NeedFactory(state="in_review")
    when = remembered()
    need.delete()
    assert counts(when)["needs_in_review"] == 1
    assert counts(now())["needs_in_review"] == 0


def test_before_the_first_records_dates_tell_what_they_can():
    office()
    when = as_of(day(-15))
    found = compute(list(FIGURES.values()), when)
    assert when.derived
    assert found.values["applications"] is None
    assert found.values["members"].count == 5  # the one that began ten days ago is not among them
    assert found.values["fees_received"] is not None


def test_periods_begin_where_the_calendar_says():
    at = day(0).replace(month=8, day=17)
    begins = [period_start(at, kind) for kind in PeriodKind]
    assert begins == [at.replace(day=1), at.replace(month=7, day=1), at.replace(month=1, day=1)]


def test_days_to_come_are_today():
    assert as_of(day(10)).day == day(0)


def test_months_follow_from_terms_and_payments():
    top, _second = tiers()
    begun(top, starts=-60)
    members, fees = members_by_month(now()), fees_by_month(now())
    assert members.lines[0].values[-1] == 1
    assert members.lines[0].values[0] == 0
    assert fees.lines[0].currency == "CNY"
    assert sum(fees.lines[0].values) == Decimal(600000)


def test_a_term_covers_its_last_day():
    top, _second = tiers()
    root = begun(top, starts=-60)
    last = day(0).replace(day=1) - timedelta(days=1)
    root.terms.update(starts_on=last - timedelta(days=30), ends_on=last)
    assert members_by_month(now()).lines[0].values[-2:] == [1, 0]


def test_transfer_officers_see_the_offers_of_their_university():
    own, other = (factories.TechnologyFactory(state="published", confirmed_on=day(-400)) for _ in range(2))
    person = tto_of(own.university)
    assert [figure.name for figure in figures_for(person)] == ["stale_offers"]
    assert computed_for(person, now()).values["stale_offers"].count == 1
    assert computed_for(tto_of(other.university), now()).values["stale_offers"].count == 1
    assert computed_for(in_group(OFFICIAL), now()).values["stale_offers"].count == 2


def test_computed_figures_are_kept_for_a_while():
    person = in_group(OFFICIAL)
    computed_for(person, now())
    factories.NeedFactory(state="in_review")
    assert computed_for(person, now()).values["needs_in_review"].count == 0


@pytest.mark.parametrize("moment", [now, remembered])
def test_figures_take_the_same_queries_for_one_office_and_three(moment):
    taken = []
    for new in (1, 2):
        for _number in range(new):
            office()
        when = moment()
        with CaptureQueriesContext(connection) as queries:
            compute(list(FIGURES.values()), when)
        taken.append(len(queries))
    assert taken[0] == taken[1]
    assert taken[0] < 30


def test_the_tables_of_figures_have_their_rows_in_few_queries():
    """One life of an office for all of them, as it takes longer than all that is asked."""
    taken = []
    for _round in range(2):
        office()
        counted = {}
        for figure in FIGURES.values():
            with CaptureQueriesContext(connection) as queries:
                rows = list(table_rows(figure, now()))
            counted[figure.name] = len(queries)
            assert len(rows) == figure.value(None, now()).count, figure.name
            assert all(len(row) == len(headers(figure)) for row in rows)
            assert rows == list(table_rows(figure, remembered())), figure.name
        taken.append(counted)
    assert taken[0] == taken[1]
