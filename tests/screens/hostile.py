"""A text that tries to become something else, in every column people write into; and what of it lives."""

from collections.abc import Iterator
from html.parser import HTMLParser

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, models, transaction

from yangpu_portal.core.models import OutgoingEmail

# The beginning fits the shortest column; the rest meets HTML, headers, templates, Typst, tables and layouts.
HOSTILE = (
    '"><xss onx=1>\r\nBcc: a@evil.example\r\n'
    "<img src=x onerror=alert(1)></title></script><script>alert(1)</script>"
    '{{ 7|add:42 }}{% now "Y" %}%(x)s%s{0}#read("/etc/passwd")$x$ \u202e\u200b\u0301\ue000title\ue001'
    "=cmd|x𠮷😀 javascript:alert(1) " + "W" * 300
)
_APPS = ("core", "universities", "startups", "liaison")
# Not free text: marks that others find the row by, or words from a list.
_KEYS = {"password", "key", "code", "uscc", "orcid", "ror", "external_id", "dedupe_key", "message_id", "unit",
         "number", "engine", "encoder", "engine_version", "need_set", "ipc", "language", "languages",
         "publication_number", "application_number", "country", "band", "last_login", "digest", "model",
         "source_language", "currency"}  # fmt: skip
_KINDS = (models.SlugField, models.URLField, models.EmailField)


def make_everything_hostile() -> set[str]:
    """Writes it into every column of free text; tells which ones the database took it for."""
    return {name for name, model, field in _columns() if _is_written(model, field)}


def _columns() -> Iterator[tuple[str, type[models.Model], models.Field]]:
    written = {model for app in _APPS for model in apps.get_app_config(app).get_models()}
    for model in written - {OutgoingEmail}:  # which holds what was rendered, as HTML
        for field in model._meta.local_fields:
            base = getattr(field, "base_field", field)
            is_text = isinstance(base, models.CharField | models.TextField) and not isinstance(base, _KINDS)
            if is_text and not base.choices and field.name not in _KEYS and field.editable:
                yield f"{model._meta.label_lower}.{field.name}", model, field


def _is_written(model: type[models.Model], field: models.Field) -> bool:
    base = getattr(field, "base_field", field)
    text = HOSTILE[: base.max_length]
    try:
        with transaction.atomic():
            value = [text] if isinstance(field, ArrayField) else text
            return bool(model._default_manager.update(**{field.name: value}))
    except DatabaseError:  # a rule of the table refuses it
        return False


class _Living(HTMLParser):
    """Tags, handlers and addresses that came out of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.script = tag == "script" and named.get("type") != "application/ld+json"
        address = next((named[name] for name in ("href", "src", "action") if named.get(name)), "") or ""
        is_ours = tag == "xss" or bool({"onx", "onerror"} & named.keys())
        if is_ours or address == "x" or address.strip().startswith("javascript:"):
            self.found.append(self.get_starttag_text() or tag)
        if named.get("srcdoc"):  # a mail shown in the admin
            self.found += living(named["srcdoc"] or "")

    def handle_data(self, data: str) -> None:
        if self.script and "alert(1)" in data:
            self.found.append(data)


def living(html: str) -> list[str]:
    page = _Living()
    page.feed(html)
    return page.found
