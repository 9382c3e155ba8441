"""What the figures count, and that a day in the past keeps its figures whatever happens later."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from liaison.domain.membership import approve_membership, transition_membership
from liaison.domain.payment import void_payment
from liaison.enums import MembershipState
from liaison.models import Membership, Payment
from liaison.queries.figures.as_of import as_of
from liaison.queries.figures.computed import FIGURES, compute
from liaison.queries.figures.table import headers, table_rows
from startups.domain.need import transition_needs
from startups.models import Need
from tests import factories
from tests.liaison.office.lives import FEE, another
from tests.liaison.office.moments import counts, now, remembered, values
from tests.memberships import day
from tests.people import OFFICIAL, in_group
from universities.models import Technology
from yangpu_portal.core.enums import EmailState
from yangpu_portal.core.models import OutgoingEmail

pytestmark = pytest.mark.django_db


def test_each_figure_counts_what_it_says(people):
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
        "fees_fallen_due": 1,
    }
    assert {name: found[name] for name in expected} == expected


def test_fees_add_up_by_currency(people):
    found = values(now())
    assert found["fees_due"].amounts == {"CNY": FEE}
    received = sum(payment.amount for payment in Payment.objects.filter(paid_on__year=day(0).year))
    assert found["fees_received"].amounts == {"CNY": received}


def test_the_renewal_rate_is_of_terms_that_ended(people):
    found = values(now())["renewal_rate"]
    assert (found.hits, found.count) == (0, 1)
    assert found.share == 0.0
    assert people["over"].state in (MembershipState.GRACE, MembershipState.EXPIRED)


def test_history_tells_of_this_moment_what_the_tables_tell(people):
    assert values(remembered()) == values(now())
    assert compute(list(FIGURES.values()), remembered()).tiers == compute(list(FIGURES.values()), now()).tiers


def test_a_former_moment_keeps_its_figures(people):
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


def test_before_the_first_records_dates_tell_what_they_can(people):
    when = as_of(day(-15))
    found = compute(list(FIGURES.values()), when)
    assert when.derived
    assert found.values["applications"] is None
    assert found.values["members"].count == 5  # the one that began ten days ago is not among them
    assert found.values["fees_received"] is not None


def test_figures_and_their_tables_take_the_same_queries_for_one_and_three(people):
    taken = []
    for more in (1, 2):
        for _number in range(more):
            another()
        counted = {}
        for moment in (now, remembered):
            when = moment()
            with CaptureQueriesContext(connection) as queries:
                compute(list(FIGURES.values()), when)
            counted[moment.__name__] = len(queries)
        for figure in FIGURES.values():
            with CaptureQueriesContext(connection) as queries:
                list(table_rows(figure, now()))
            counted[figure.name] = len(queries)
        taken.append(counted)
    assert taken[0] == taken[1]
    assert taken[0]["now"] < 35


def test_the_tables_of_figures_have_the_rows_they_count(people):
    for figure in FIGURES.values():
        rows = list(table_rows(figure, now()))
        assert len(rows) == figure.value(None, now()).count, figure.name
        assert all(len(row) == len(headers(figure)) for row in rows)
        assert rows == list(table_rows(figure, remembered())), figure.name
