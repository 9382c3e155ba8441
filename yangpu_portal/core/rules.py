"""Roles of the district, as predicates; the apps' rules build on them."""

from collections.abc import Callable

import rules
from django.contrib.auth.models import AnonymousUser

from yangpu_portal.core.models import User

OFFICIAL = "official"
OFFICER = "officer"
AUDITOR = "auditor"
TTO = "tto"


def predicate(test: Callable[..., bool]) -> rules.Predicate:
    """`rules.predicate`, typed as what it returns: something that combines with | & ~."""
    return rules.predicate(test)


is_official = predicate(rules.is_group_member(OFFICIAL))
is_officer = predicate(rules.is_group_member(OFFICER))
is_auditor = predicate(rules.is_group_member(AUDITOR))


@predicate
def is_district_staff(user: User | AnonymousUser) -> bool:
    """Officials, officers and auditors see everything; what they may change is decided per object."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or is_official(user) or is_officer(user) or is_auditor(user)
