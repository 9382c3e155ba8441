"""What the portal keeps of a person: one table for what is told them, and for what becomes of it with them.

A test compares the table with the models: a new link to a person that is not listed here fails.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yangpu_portal.core.models import User


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of row that names a person.

    `columns` are what the person is told of it; none means the row says nothing about them but that they did
    their office. `goes` tells whether the row is deleted with the person; else it stays without them.
    """

    model: str
    link: str
    columns: tuple[str, ...]
    goes: bool


KEPT = (
    Kept("account.emailaddress", "user", ("email", "verified", "primary"), goes=True),
    Kept("mfa.authenticator", "user", ("type", "created_at", "last_used_at"), goes=True),
    Kept("usersessions.usersession", "user", ("ip", "user_agent", "created_at", "last_seen_at"), goes=True),
    Kept("core.outgoingemail", "user", ("kind", "address", "subject", "text", "state", "sent_at"), goes=True),
    Kept("universities.universitystaff", "user", ("university", "role", "laboratory"), goes=True),
    Kept("universities.researcher", "user", ("public_id", "name_zh", "name_en", "orcid"), goes=False),
    Kept("startups.companymember", "user", ("company", "role", "created_at"), goes=True),
    Kept(
        "startups.need",
        "author",
        ("public_id", "company", "title_zh", "title_en", "state", "created_at"),
        goes=False,
    ),
    Kept(
        "startups.seatinvitation",
        "invited_by",
        ("company", "email", "sent_at", "accepted_at", "withdrawn_at"),
        goes=False,
    ),
    Kept("startups.needevent", "actor", ("need", "from_state", "to_state", "created_at"), goes=False),
    Kept("liaison.matchfeedback", "user", ("match", "verdict", "reason", "created_at"), goes=True),
    Kept("liaison.digestsubscription", "user", ("frequency",), goes=True),
    Kept("liaison.bookmark", "user", ("technology", "need", "created_at"), goes=True),
    Kept("liaison.savedsearch", "user", ("text", "filters", "frequency", "created_at"), goes=True),
    # What somebody did in office. The act stays on record, the person's name in it goes.
    Kept("admin.logentry", "user", (), goes=True),
    Kept("universities.technology", "confirmed_by", (), goes=False),
    Kept("startups.company", "verified_by", (), goes=False),
    Kept("startups.need", "reviewer", (), goes=False),
    Kept("liaison.engineversion", "created_by", (), goes=False),
    Kept("liaison.matchoutcome", "recorded_by", (), goes=False),
    Kept("liaison.membership", "officer", (), goes=False),
    Kept("liaison.membershipevent", "actor", (), goes=False),
)

# Columns of the person's own row: told or not.
PROFILE = ("email", "name", "latin_name", "language", "date_joined", "last_login", "deletion_due_at")
UNTOLD = ("id", "password", "is_active", "is_staff", "is_superuser")


def personal_archive(*, user: User) -> bytes:
    """A ZIP file of everything the portal keeps about a person, as JSON, with an index in their language."""
    files = {"profile.json": {name: getattr(user, name) for name in PROFILE}}
    files |= {f"{kept.model.replace('.', '_')}.json": _rows(kept, user) for kept in KEPT if kept.columns}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _index(user, files))
        for name, content in files.items():
            text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            archive.writestr(name, text)
    return made.getvalue()


def _rows(kept: Kept, user: User) -> list[dict[str, Any]]:
    rows = apps.get_model(kept.model)._default_manager.filter(**{kept.link: user}).order_by("pk")
    return [{name: _plain(getattr(row, name)) for name in kept.columns} for row in rows]


def _plain(value: Any) -> Any:
    """Rows are told by their public id or their words, never by the key they have in the database."""
    if hasattr(value, "_meta"):
        return getattr(value, "public_id", None) or str(value)
    return value if isinstance(value, str | bool | int | list | dict | date | datetime | None) else str(value)


def _index(user: User, files: Mapping[str, Any]) -> str:
    with translation.override(user.language):
        lines = [
            _("What the Yangpu liaison portal keeps about %(email)s") % {"email": user.email},
            timezone.localtime().strftime("%Y-%m-%d %H:%M"),
            "",
            _("profile.json is your account. Every other file holds the rows of one kind:"),
            *(f"- {name}: {_plural(name)}" for name in files if name != "profile.json"),
        ]
    return "\n".join(lines) + "\n"


def _plural(file: str) -> str:
    """What rows of that file are called."""
    model = apps.get_model(file.removesuffix(".json").replace("_", ".", 1))
    return str(model._meta.verbose_name_plural)
