"""Who may see and change what on the supply side."""

import rules

from universities.enums import StaffRole, TechnologyState
from universities.models import Technology
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff, is_officer, is_official, predicate


@predicate
def is_published(user: User, technology: Technology | None) -> bool:
    return technology is not None and technology.state == TechnologyState.PUBLISHED


@predicate
def is_tto_of(user: User, technology: Technology | None) -> bool:
    return (
        technology is not None
        and user.is_authenticated
        and user.university_seats.filter(role=StaffRole.TTO, university=technology.university_id).exists()
    )


@predicate
def is_contact_of(user: User, technology: Technology | None) -> bool:
    return (
        technology is not None
        and technology.laboratory_id is not None
        and user.is_authenticated
        and user.university_seats.filter(
            role=StaffRole.LABORATORY, laboratory=technology.laboratory_id
        ).exists()
    )


rules.add_perm("universities.see_technology", is_published | is_district_staff | is_tto_of | is_contact_of)
rules.add_perm("universities.edit_technology", is_official | is_officer | is_tto_of)
rules.add_perm("universities.review_technology", is_official | is_officer | is_tto_of)
