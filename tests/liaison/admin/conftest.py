"""A page of the office: opened, looked at, confirmed, as a person does."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from liaison.models import Membership
from tests.people import OFFICIAL, in_group, signed_in

LIST = "/admin/liaison/membership/"


def page_of(row: Membership) -> str:
    return f"{LIST}{row.pk}/change/"


@dataclass
class Office:
    """An official at work."""

    client: Client

    def deed(self, row: Membership, name: str, **values: Any) -> HttpResponse:
        """Opens the page of a deed, fills it in, looks at the outcome and confirms it."""
        return self.confirm(f"{LIST}{row.pk}/do/{name}/", **values)

    def confirm(self, path: str, **values: Any) -> HttpResponse:
        opened = self.client.get(path)
        if opened.status_code != 200:
            return opened
        data = {**proposed(opened), **values}
        looked = self.client.post(path, {**data, "look": "1"})
        if looked.context["outlook"] is None:
            return looked
        data["mark"] = looked.context["outlook"].mark
        return self.client.post(path, {**data, "confirm": "1"})

    def read(self, row: Membership) -> str:
        return words(self.client.get(page_of(row)))


def proposed(answer: HttpResponse) -> dict[str, Any]:
    """What the form would send as it was opened."""
    form = answer.context["form"]
    fields = {field.html_name: field.value() for field in form}
    plain = {name: getattr(value, "pk", value) for name, value in fields.items() if value is not None}
    return {name: getattr(value, "isoformat", lambda value=value: value)() for name, value in plain.items()}


def words(answer: HttpResponse) -> str:
    """The text of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def official(db):
    return in_group(OFFICIAL)


@pytest.fixture
def office(official) -> Office:
    return Office(signed_in(official))


@pytest.fixture
def as_role(db) -> Callable[[str], Office]:
    return lambda role: Office(signed_in(in_group(role)))
