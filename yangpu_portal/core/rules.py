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


def may_impersonate(*, hijacker: User, hijacked: User | None) -> bool:
    """Officials and superusers may look at the portal as people outside of the administration."""
    if hijacked is None or not hijacked.is_active or hijacked.is_staff or hijacked.is_superuser:
        return False
    return hijacker.is_active and (hijacker.is_superuser or is_official(hijacker))


@predicate
def is_district_staff(user: User | AnonymousUser) -> bool:
    """Officials, officers and auditors see everything; what they may change is decided per object."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or is_official(user) or is_officer(user) or is_auditor(user)
