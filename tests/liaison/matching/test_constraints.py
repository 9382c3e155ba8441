"""Hard exclusions."""

from datetime import date

import pytest

from liaison.matching.constraints import excluded, last_valid_day
from liaison.matching.facts import DemandFacts, OfferFacts
from liaison.matching.types import Demand, Offer

TODAY = date(2026, 11, 26)


def _demand(on: date | None = TODAY, refused: frozenset[str] = frozenset()) -> Demand:
    return Demand("1", facts=DemandFacts(on=on, refused=refused))


def _offer(confirmed: date | None = None) -> Offer:
    return Offer("7", facts=OfferFacts(confirmed_on=confirmed))


def test_what_the_company_refused_is_excluded() -> None:
    assert excluded(_demand(refused=frozenset({"7"})), _offer()) == "refused"
    assert excluded(_demand(refused=frozenset({"8"})), _offer()) is None


@pytest.mark.parametrize(
    ("confirmed", "rule"),
    [(date(2025, 11, 25), "expired"), (date(2025, 11, 26), None), (date(2027, 1, 1), None), (None, None)],
)
def test_an_offer_expires_twelve_months_after_it_was_confirmed(
    confirmed: date | None, rule: str | None
) -> None:
    assert excluded(_demand(), _offer(confirmed)) == rule


def test_without_a_day_nothing_expires() -> None:
    assert excluded(_demand(on=None), _offer(date(1999, 1, 1))) is None


@pytest.mark.parametrize(
    ("confirmed", "last"),
    [(date(2024, 2, 29), date(2025, 2, 28)), (date(2023, 2, 28), date(2024, 2, 28)), (date.max, date.max)],
)
def test_the_last_valid_day_exists_in_every_year(confirmed: date, last: date) -> None:
    assert last_valid_day(confirmed) == last
