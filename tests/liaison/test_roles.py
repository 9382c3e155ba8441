"""The groups of the roles and what they open in the admin."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from liaison.domain.roles import ROLES, sync_role_groups

pytestmark = pytest.mark.django_db


def permissions(group_name: str) -> set[str]:
    rows = Group.objects.get(name=group_name).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


def test_migrations_leave_every_role_with_its_group():
    assert set(ROLES) <= set(Group.objects.values_list("name", flat=True))


def test_auditor_may_look_at_everything_and_change_nothing():
    granted = permissions("auditor")
    assert {"liaison.view_membership", "startups.view_need", "core.view_outgoingemail"} <= granted
    assert all(name.split(".")[1].startswith("view_") for name in granted)


def test_official_keeps_memberships_but_deletes_none():
    granted = permissions("official")
    assert {"liaison.add_membership", "liaison.change_membership"} <= granted
    assert not {name for name in granted if name.startswith(("liaison.delete_", "core.delete_"))}


def test_nobody_makes_matches_by_hand():
    for role in ROLES:
        assert not {"liaison.add_match", "liaison.change_match", "liaison.delete_match"} & permissions(role)


def test_officer_looks_at_memberships_only():
    assert {name for name in permissions("officer") if name.endswith("_membership")} == {
        "liaison.view_membership"
    }


def test_transfer_officer_stays_on_the_supply_side():
    beyond = {name for name in permissions("tto") if not name.startswith(("core.", "universities."))}
    assert beyond == {"liaison.view_importjob"}  # of files they have imported themselves


def test_sync_takes_back_what_was_added_by_hand():
    auditor = Group.objects.get(name="auditor")
    before = permissions("auditor")
    auditor.permissions.add(*Group.objects.get(name="official").permissions.all())
    sync_role_groups()
    assert permissions("auditor") == before


def test_sync_leaves_other_groups_alone():
    Group.objects.create(name="jury")
    call_command("migrate", verbosity=0)
    assert Group.objects.filter(name="jury").exists()
