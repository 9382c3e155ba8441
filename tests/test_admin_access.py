"""Who gets what answer at every address below /admin/, reading and writing. `admin_table.py` has the answers.

An address, a model or an action of a list without a row in the table fails.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver, reverse

from tests import factories
from tests.admin_table import ACTIONS, OTHERS, OTHERWISE, RIGHTS, ROLES, arguments, bodies
from tests.people import AUDITOR, OFFICER, OFFICIAL, in_group, member_of, signed_in, tto_of
from tests.test_admin_pages import make
from yangpu_portal.core.admin.reasons import ReasonedAdmin
from yangpu_portal.core.enums import EmailState

MODELS = {model._meta.label_lower: model for model in admin.site._registry}
PAGES = ("changelist", "add", "change", "delete", "history", "export")
APPS = ("core account auth mfa", "liaison", "startups", "universities")
REFUSED = {403: "x", 404: "-", 405: "m"}
# Where somebody was seen, and that they are signed in, is not what a page writes.
_WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(?!django_session|usersessions_)')


@dataclass
class Person:
    """One of the roles at work: what each request answers, while nothing of it stays."""

    client: Client
    cookies: str

    def answer(self, method: str, path: str, sent: dict[str, Any]) -> str:
        self.client.cookies = SimpleCookie(self.cookies)
        written: list[str] = []

        def note(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
            written.extend(_WRITES.findall(str(sql)))
            return execute(sql, *rest)

        with transaction.atomic(), connection.execute_wrapper(note):
            answer = getattr(self.client, method.lower())(path, sent)
            transaction.set_rollback(True)
        if answer.streaming:
            b"".join(answer.streaming_content)  # closes the file it comes from
        return letter(answer, path, bool(written))


def letter(answer, path: str, wrote: bool) -> str:
    assert answer.status_code in (200, 302, 422, *REFUSED), (path, answer.status_code)
    to = answer.get("Location", "")
    if "/login/" in to:
        return "s"
    if to == reverse("admin:index") and path.endswith("/change/"):
        return "-"  # the admin's way to say so
    return REFUSED.get(answer.status_code) or ("+" if wrote else ".")


@pytest.fixture
def people(db) -> dict[str, Any]:
    return {
        "V": None,
        "C": member_of(factories.CompanyFactory()),
        "T": tto_of(factories.UniversityFactory()),
        "U": tto_of(factories.UniversityFactory()),
        "F": in_group(OFFICER),
        "O": in_group(OFFICIAL),
        "A": in_group(AUDITOR),
        "S": factories.UserFactory(is_staff=True, is_superuser=True),
    }


@pytest.fixture
def at_work(people, monkeypatch, caplog) -> dict[str, Person]:
    caplog.set_level(logging.ERROR, "django.request")  # hundreds are refused, each with where it was
    # What pages show is tested elsewhere; to render all of them takes most of the time.
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *_args, **_more: "")
    monkeypatch.setattr(admin.site, "each_context", lambda _request: {})
    clients = {role: signed_in(user) for role, user in people.items()}
    return {role: Person(client, client.cookies.output(header="")) for role, client in clients.items()}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def row_of(label: str) -> Any:
    if label == "mfa.authenticator":
        return Authenticator.objects.create(user=factories.UserFactory(), type="totp", data={"secret": "x"})
    if label == "core.outgoingemail":
        return factories.OutgoingEmailFactory(state=EmailState.FAILED)
    return make(MODELS[label])


def labels_of(apps: str) -> list[str]:
    return [label for label in sorted(MODELS) if label.partition(".")[0] in apps.split()]


def belongs_to(row: Any, user: Any) -> None:
    """Gives the transfer officer a seat at the university of the row."""
    university = row if row._meta.model_name == "university" else getattr(row, "university", None)
    if university is not None:
        user.university_seats.update(university=university)


def expected(label: str, rights: str, answer: str, foreign: str = "") -> str:
    """The answers to those who have the right, as the table writes them; `foreign` for rows of others."""
    others = {"liaison.importjob": "TU"}.get(label, "U" if label.startswith("universities.") else "")
    letters = "ss"
    for role in ROLES[2:]:
        if ("T" if role == "U" else role) not in rights:
            letters += "x"
        else:
            letters += foreign if foreign and role in others else answer
    return letters


def model_rows(label: str) -> dict[tuple[str, str], str]:
    view, add, change, delete = RIGHTS[label]
    return {
        ("GET", "changelist"): expected(label, view, "."),
        ("GET", "export"): expected(label, view, "+"),
        ("GET", "change"): expected(label, view, ".", "-"),
        ("GET", "history"): expected(label, view, ".", "-"),
        ("GET", "add"): expected(label, add, "."),
        ("POST", "add"): expected(label, add, "."),
        ("POST", "change"): expected(label, change, ".", "-"),
        ("GET", "delete"): expected(label, delete, "."),
        ("POST", "delete"): expected(label, delete, "."),
    }


def address(label: str, page: str, row: Any) -> str:
    args = {"export": ["csv"], "changelist": [], "add": []}.get(page, [row.pk])
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


@pytest.mark.parametrize("apps", APPS)
def test_pages_of_models(apps, people, at_work):
    wrong = []
    for label in labels_of(apps):
        row = row_of(label)
        belongs_to(row, people["T"])
        for (method, page), letters in model_rows(label).items():
            path, sent = address(label, page, row), {"post": "yes"} if page == "delete" else {}
            got = "".join(person.answer(method, path, sent) for person in at_work.values())
            if method == "POST":
                got = got.replace("+", ".")  # an empty form is sent, and not every row may go
            wanted = OTHERWISE.get((label, method, page), letters)
            if got != wanted:
                wrong.append(f"{label} {method} {page}: {got}, not {wanted}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("apps", APPS)
def test_actions_of_lists(apps, people, at_work):
    wrong = []
    for label in labels_of(apps):
        row = row_of(label)
        belongs_to(row, people["T"])
        wrote = defaultdict(set)
        for name in actions_of(label, people["S"]):
            chosen = {"action": name, "_selected_action": [row.pk], "confirmed": "1", "post": "yes"}
            by = {
                role
                for role, person in at_work.items()
                if person.answer("POST", address(label, "changelist", row), chosen) == "+"
            }
            wrote[name == "delete_selected"] |= by
        if wrote[False] != set(ACTIONS.get(label, "")):
            wrong.append(f"{label}: {sorted(wrote[False])} changed rows")
        if not wrote[True] <= set(RIGHTS[label][3]):
            wrong.append(f"{label}: {sorted(wrote[True])} deleted rows")
    assert not wrong, "\n".join(wrong)


def actions_of(label: str, superuser: Any) -> list[str]:
    request = RequestFactory().get("/admin/")
    request.user = superuser
    return list(admin.site.get_model_admin(MODELS[label]).get_actions(request))


def test_other_addresses(people, at_work):
    args = arguments(people)
    sent = bodies(people, args)
    wrong = []
    for method, name, row, body, letters in OTHERS:
        path = reverse(name, args=args.get(row, []))
        got = "".join(person.answer(method, path, sent.get(body, {})) for person in at_work.values())
        if got != letters:
            wrong.append(f"{method} {name} {row} {body}: {got}, not {letters}")
    assert not wrong, "\n".join(wrong)


def test_buttons_of_pages_lead_nowhere_without_a_row(people, at_work):
    for label, model in MODELS.items():
        for action in admin.site.get_model_admin(model).actions_detail:
            path = reverse(f"admin:{label.replace('.', '_')}_{action}", args=["nonsense"])
            assert at_work["S"].answer("GET", path, {}) in "x-", path


def test_lists_inside_of_pages_change_nothing_that_needs_a_reason(people):
    request = RequestFactory().get("/admin/")
    request.user = people["S"]
    for page in admin.site._registry.values():
        for inline in page.get_inline_instances(request):
            own = admin.site._registry.get(inline.model)
            if isinstance(own, ReasonedAdmin):
                assert not inline.has_change_permission(request), inline
                assert not inline.has_delete_permission(request), inline


def test_every_address_and_action_has_a_row():
    assert set(MODELS) == set(RIGHTS)
    pages = {f"{label.replace('.', '_')}_{page}" for label in MODELS for page in PAGES}
    named = {name.removeprefix("admin:") for _method, name, *_rest in OTHERS}
    assert names(get_resolver().url_patterns) - pages == named


def names(patterns, below: str = "") -> set[str]:
    found: set[str] = set()
    for one in patterns:
        path = below + str(one.pattern)
        if isinstance(one, URLResolver):
            found |= names(one.url_patterns, path)
        elif path.startswith("admin/") and one.name:
            found.add(one.name)
    return found
