"""People of every role, for tests of who may see what."""

from django.contrib.auth.models import Group
from django.test import Client

from liaison.domain.roles import sync_role_groups
from tests.factories import CompanyMemberFactory, UniversityStaffFactory, UserFactory
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import AUDITOR, OFFICER, OFFICIAL, TTO

ROLES = (OFFICIAL, OFFICER, AUDITOR, TTO)


def in_group(name: str, /, **values) -> User:
    """Someone of the staff with the permissions of a role."""
    sync_role_groups()
    user = UserFactory(is_staff=True, **values)
    user.groups.add(Group.objects.get(name=name))
    return user


def member_of(company) -> User:
    return CompanyMemberFactory(company=company).user


def tto_of(university) -> User:
    user = in_group(TTO)
    UniversityStaffFactory(user=user, university=university)
    return user


def signed_in(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client
