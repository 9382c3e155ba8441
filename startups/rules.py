"""Who may see and change what on the demand side."""

import rules

from startups.enums import Confidentiality, NeedState, SeatRole
from startups.models import Company, Need
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff, is_officer, is_official, predicate


@predicate
def has_seat(user: User, company: Company | None) -> bool:
    return (
        company is not None and user.is_authenticated and user.company_seats.filter(company=company).exists()
    )


@predicate
def owns_company(user: User, company: Company | None) -> bool:
    return (
        company is not None
        and user.is_authenticated
        and user.company_seats.filter(company=company, role=SeatRole.OWNER).exists()
    )


@predicate
def is_of_company(user: User, need: Need | None) -> bool:
    return (
        need is not None
        and user.is_authenticated
        and user.company_seats.filter(company=need.company_id).exists()
    )


@predicate
def is_listed(user: User, need: Need | None) -> bool:
    """Open needs that are not for officers only may be read by everybody."""
    return (
        need is not None and need.state == NeedState.OPEN and need.confidentiality != Confidentiality.OFFICERS
    )


@predicate
def names_company(user: User, need: Need | None) -> bool:
    return need is not None and need.confidentiality == Confidentiality.PUBLIC


rules.add_perm("startups.edit_company", owns_company | is_official | is_officer)
rules.add_perm("startups.post_need", has_seat)
rules.add_perm("startups.see_seats", has_seat | is_district_staff)
rules.add_perm("startups.manage_seats", owns_company)
rules.add_perm("startups.see_need", is_listed | is_of_company | is_district_staff)
rules.add_perm("startups.edit_need", is_of_company | is_officer | is_official)
rules.add_perm("startups.review_need", is_officer | is_official)
# Who may read whose need it is: an anonymous need hides its company from everybody else.
rules.add_perm("startups.see_company_of_need", names_company | is_of_company | is_district_staff)
