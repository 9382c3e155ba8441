"""What figures know of days, periods and months, each in a portal with nothing else in it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from liaison.domain.membership import transition_membership
from liaison.domain.payment import void_payment
from liaison.enums import MembershipState, PeriodKind
from liaison.models import Membership, Payment
from liaison.queries.figures import fees
from liaison.queries.figures.as_of import as_of, names_at, period_start
from liaison.queries.figures.computed import computed_for, figures_for
from liaison.queries.figures.series import fees_by_month, members_by_month
from tests import factories
from tests.liaison.office.moments import counts, now, remembered, values
from tests.memberships import begun, day, tiers
from tests.people import OFFICIAL, in_group, signed_in, tto_of

pytestmark = pytest.mark.django_db


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


def test_searches_that_are_deleted_are_not_known():
    assert values(as_of(day(-800)))["missed_searches"] is None


def test_what_is_known_later_is_told_in_the_period_it_became_known_in(monkeypatch):
    monkeypatch.setattr(fees, "first_recorded_day", lambda: day(-400))
    top, _second = tiers()
    begun(top, starts=-60)
    payment = Payment.objects.get()
    month = as_of(period=PeriodKind.MONTH)

    def told() -> tuple[dict, dict]:
        found = values(month)
        return found["fees_received"].amounts, found["fees_corrected"].amounts

    assert told() == ({}, {"CNY": payment.amount})
    Payment.objects.update(created_at=timezone.now() - timedelta(days=60))
    assert told() == ({}, {})
    void_payment(payment_id=payment.pk, actor=in_group(OFFICIAL), reason="typo")
    assert told() == ({}, {"CNY": -payment.amount})


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


def test_a_membership_that_was_cancelled_is_gone_from_the_months_after():
    top, _second = tiers()
    root = begun(top, starts=-100)
    transition_membership(
        membership_id=root.pk, to=MembershipState.CANCELLED, actor=in_group(OFFICIAL), reason="left"
    )
    last = day(0).replace(day=1) - timedelta(days=40)
    Membership.objects.filter(pk=root.pk).update(ends_on=last)
    months = members_by_month(now())
    assert dict(zip(months.months, months.lines[0].values, strict=True))[last.replace(day=1)] == 0
    assert months.lines[0].values[-1] == 0
    assert sum(months.lines[0].values) > 0


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


def test_the_start_page_of_an_empty_portal():
    html = signed_in(in_group(OFFICIAL, language="en")).get("/admin/").content.decode()
    assert "<canvas" not in html
    assert "Applications to decide" in html
