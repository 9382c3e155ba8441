"""The groups of the district and what each may do in the admin.

Model permissions only open pages of the admin; which rows a person sees there is up to the admin classes,
and what the portal's pages and API allow is up to the apps' rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model

from yangpu_portal.core.history import is_history
from yangpu_portal.core.rules import AUDITOR, OFFICER, OFFICIAL, TTO

APPS = ("core", "universities", "startups", "liaison")
LOOK, MAINTAIN, REPLACE = ("view",), ("view", "add", "change"), ("view", "add", "change", "delete")


@dataclass(frozen=True, slots=True)
class Grant:
    """Actions on models, each named `app.model`; `app.*` means all models of the app."""

    actions: tuple[str, ...]
    models: tuple[str, ...]


# Rows that are lists inside another row, and seats: taking one away is an ordinary edit.
_PARTS = ("universities.technologymetric", "startups.needparameter")
_SEATS = ("universities.universitystaff", "startups.companymember")
# Found by the portal, decided by people.
_FOUND = ("liaison.technologytwin", "liaison.jointrequest")
# What came of a match is recorded step by step and never rewritten.
_RECORDED = ("liaison.matchoutcome",)
# Who did what, for those who answer for it.
_WATCHED = ("core.recordedchange", "core.impersonation")
_SIGN_IN = ("account.emailaddress",)

ROLES: dict[str, tuple[Grant, ...]] = {
    OFFICIAL: (
        Grant(MAINTAIN, ("universities.*", "startups.*", *_SIGN_IN)),
        Grant(MAINTAIN, ("core.user", "core.field", "core.district")),
        Grant(
            MAINTAIN, ("liaison.program", "liaison.tier", "liaison.membership", "liaison.digestsubscription")
        ),
        Grant(MAINTAIN, ("liaison.agreement", "liaison.obligation")),
        Grant(REPLACE, (*_PARTS, *_SEATS)),
        # Written by the portal itself; a mail may be sent again, a run or a match is not made by hand.
        Grant(("view", "change"), ("core.outgoingemail", *_FOUND)),
        Grant(("view", "add"), _RECORDED),
        Grant(LOOK, ("liaison.*", "auth.group", *_WATCHED, "core.listexport")),
    ),
    OFFICER: (
        Grant(LOOK, tuple(f"{app}.*" for app in APPS)),
        Grant(
            MAINTAIN,
            ("startups.need", "startups.company", "universities.technology", "liaison.matchfeedback"),
        ),
        Grant(REPLACE, (*_PARTS, "startups.companymember")),
        Grant(("view", "change"), _FOUND),
        Grant(("view", "add"), _RECORDED),
    ),
    AUDITOR: (Grant(LOOK, (*(f"{app}.*" for app in APPS), *_SIGN_IN, *_WATCHED, "auth.group")),),
    TTO: (
        Grant(LOOK, ("universities.*", "core.field", "liaison.importjob")),
        Grant(MAINTAIN, ("universities.technology", "universities.laboratory", "universities.researcher")),
        Grant(MAINTAIN, ("universities.patent", "universities.school", "universities.department")),
        Grant(REPLACE, ("universities.technologymetric",)),
    ),
}


@transaction.atomic
def sync_role_groups() -> None:
    """Brings the groups and their permissions in line with `ROLES`; other groups are left alone.

    Raises:
        LookupError: a grant names a model that does not exist.
    """
    known = {
        (app, codename): pk
        for pk, app, codename in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    for name, grants in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        # Half-way through the migrations some models have no permissions yet; the last run adds them.
        group.permissions.set([known[key] for key in _granted(grants) & known.keys()])


def _granted(grants: Iterable[Grant]) -> set[tuple[str, str]]:
    """Pairs of app label and permission code name."""
    return {
        (app, f"{action}_{model}")
        for grant in grants
        for app, model in _models(grant.models)
        for action in grant.actions
    }


def _models(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in names:
        app, model = name.split(".")
        config = apps.get_app_config(app)
        found = _own_models(config) if model == "*" else [config.get_model(model)]
        yield from ((app, str(one._meta.model_name)) for one in found)


def _own_models(config: AppConfig) -> list[type[Model]]:
    """Without histories, which one sees as far as the rows they tell of, and what is granted by name only."""
    return [
        model
        for model in config.get_models()
        if not is_history(model) and model._meta.label_lower not in _WATCHED
    ]
