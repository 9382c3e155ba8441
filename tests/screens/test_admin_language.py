"""No text of the admin escapes translation: on no page of any model a word stands outside of a message.

As in `test_pseudo_locale.py`: every message is put in brackets; what stands outside may only be stored text.
"""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories import UserFactory
from tests.people import signed_in
from tests.screens.test_pseudo_locale import bare_texts, pseudo_locale, stored  # noqa: F401 - fixtures
from yangpu_portal.core.enums import Language

OWN = ("core", "universities", "startups", "liaison", "auth", "account")
MODELS = sorted(
    (model for model in admin.site._registry if model._meta.app_label in OWN), key=lambda m: m._meta.label
)
# Keys on a keyboard, icons named by their ligature, the name of the program for tables.
SAME_EVERYWHERE = {
    "Ctrl",
    "Tab",
    "Esc",
    "Enter",
    "Excel",
    "CSV",
    "EN",
    "中文",
    "简体中文",
    "K",
    "S",
    "E",
    "yangpu",
    "yp",
    "杨浦",
}

IN_JSON = re.compile(r'"[^"]*"$')  # stored as it was computed: weights, reports


@pytest.fixture
def reader(demo):
    """Somebody who may do everything, so that every page opens."""
    return signed_in(
        UserFactory(is_staff=True, is_superuser=True, language=Language.EN, name="", email="r@r.example")
    )


# Identifiers, and what is shown of a password: letters drawn at random.
DRAWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\w*\*{6,}")


def bare(answer, stored_texts: str) -> list[str]:
    html = "".join(_without_icons(answer.content.decode().replace(" | ", " · ")))
    found = bare_texts(DRAWN.sub("", html), stored_texts)
    return [
        text
        for text in found
        if text[:1].lower() + text[1:] not in stored_texts
        and not (set(text.split()) <= SAME_EVERYWHERE or IN_JSON.match(text))
    ]


def _without_icons(html: str):
    """The theme writes an icon as its name in a font of icons."""
    for number, part in enumerate(html.split("material-symbols-outlined")):
        yield part if number == 0 else _after_icon(part)


def _after_icon(part: str) -> str:
    head, _closing, rest = part.partition(">")
    return f"{head}><{rest.partition('<')[2]}"


def pages_of(model) -> list[str]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    pages = [reverse(f"{name}_changelist"), reverse(f"{name}_changelist") + "?q=zzzz", reverse(f"{name}_add")]
    row = model._default_manager.order_by("pk").first()
    if row is not None:
        pages += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history", "delete")]
    return pages


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_pages_of_a_model_say_nothing_untranslated(reader, stored, pseudo_locale, model):  # noqa: F811
    found = []
    for path in pages_of(model):
        answer = reader.get(path)
        if answer.status_code == 200:
            found += [f"{path}: {text}" for text in bare(answer, stored)]
    assert not found, "\n".join(found)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/help/", "/admin/search/?s=yp", "/admin/startups/", "/admin/password_change/"]
)
def test_other_pages_say_nothing_untranslated(reader, stored, pseudo_locale, path):  # noqa: F811
    answer = reader.get(path)
    assert answer.status_code == 200
    found = bare(answer, stored)
    assert not found, "\n".join(found)
