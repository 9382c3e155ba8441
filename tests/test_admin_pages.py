"""Every page of the admin: it opens, in how many queries. Who gets in is told by `test_admin_access.py`."""

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.people import AUDITOR, in_group, signed_in, tto_of
from yangpu_portal.core.history import is_history

pytestmark = pytest.mark.django_db
OWN = ("core", "universities", "startups", "liaison", "auth", "account")
# Kept by the portal for itself, or shown as a list inside another page.
WITHOUT_PAGE = {
    "core.foundname",
    "core.savedfilter",
    "universities.technologymetric",
    "universities.technologysearch",
    "universities.searchterm",
    "startups.needparameter",
    "startups.needevent",
    "liaison.savedsearch",
    "liaison.savedsearchissue",
    "liaison.similaroffers",
    "liaison.textvector",
    "liaison.matchchunk",
    "liaison.needscale",
    "liaison.bookmark",
    "liaison.membershipevent",
    "liaison.agreementfile",
    "liaison.applicationdocument",
    "liaison.entitlementbalance",
    "liaison.membershipapplication",
    "liaison.membershipreminder",
    "liaison.obligationreminder",
    "liaison.digestitem",
    "liaison.importrow",
    "liaison.suggestion",
    "auth.permission",
    "account.emailconfirmation",
}
MAKERS = {
    factory._meta.model: factory
    for factory in vars(factories).values()
    if isinstance(factory, type) and hasattr(factory, "_meta") and factory._meta.model
}


def make(model):
    """One row as different from the last as it gets: related rows of its own."""
    if model is Group:
        return Group.objects.create(name=f"group {Group.objects.count()}")
    if model is EmailAddress:
        user = factories.UserFactory()
        return EmailAddress.objects.create(user=user, email=user.email)
    related = {}
    if model._meta.label_lower == "core.district":
        related = {"code": f"31{model.objects.count():04}"}
    elif model._meta.label_lower == "liaison.membership":
        related = {"district__code": f"31{model.objects.count():04}", "officer": factories.UserFactory()}
    elif model._meta.label_lower == "core.field":
        related = {"parent": factories.FieldFactory()}
    elif model._meta.label_lower == "universities.technology":
        university = factories.UniversityFactory()
        laboratory = factories.LaboratoryFactory(university=university)
        related = {"university": university, "laboratory": laboratory}
    return MAKERS[model](**related)


PAGES = sorted(
    (model for model in admin.site._registry if model._meta.app_label in OWN), key=lambda m: m._meta.label
)
by_label = pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label_lower)


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_model_has_a_page_or_a_reason():
    stored = {model for app in OWN for model in apps.get_app_config(app).get_models()}
    models = {m._meta.label_lower for m in stored if not m._meta.proxy and not is_history(m)}
    assert models - {model._meta.label_lower for model in PAGES} == WITHOUT_PAGE


@by_label
def test_lists_and_forms_open_for_a_superuser(model):
    row = make(model)
    client = signed_in(factories.UserFactory(is_staff=True, is_superuser=True))
    assert client.get(address(model, "changelist")).status_code == 200
    assert client.get(address(model, "changelist"), {"q": "电池 x"}).status_code == 200
    assert client.get(address(model, "change", row.pk)).status_code == 200
    assert client.get(address(model, "history", row.pk)).status_code == 200
    assert client.get(address(model, "add")).status_code in (200, 403)


@by_label
def test_lists_take_the_same_queries_for_one_and_three(model):
    client = signed_in(factories.UserFactory(is_staff=True, is_superuser=True))
    counts = []
    for new in (1, 2):
        for _number in range(new):
            make(model)
        client.get(address(model, "changelist"))  # content types and the like are looked up once
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address(model, "changelist"))
        counts.append(len(queries))
    assert counts[0] == counts[1], "\n".join(query["sql"] for query in queries)


def test_the_start_page_shows_what_one_may_view():
    page = signed_in(tto_of(factories.UniversityFactory())).get("/admin/").content.decode()
    assert address(factories.TechnologyFactory._meta.model, "changelist") in page
    assert address(factories.MembershipFactory._meta.model, "changelist") not in page


def test_only_the_admin_has_the_relaxed_content_policy(client):
    admin_page = signed_in(in_group(AUDITOR)).get("/admin/")
    assert "'unsafe-eval'" in admin_page.headers["Content-Security-Policy"]
    assert (
        "unsafe"
        not in client.get("/api/docs/", headers={"Accept": "text/html"}).headers["Content-Security-Policy"]
    )


@pytest.mark.parametrize("text", ["\x00", "%", "'", "a" * 5000, "，", "🔋"])
def test_odd_searches_are_answered(text):
    client = signed_in(in_group(AUDITOR))
    factories.CompanyFactory()
    answer = client.get(address(factories.CompanyFactory._meta.model, "changelist"), {"q": text})
    assert answer.status_code in (200, 302)
