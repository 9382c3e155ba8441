"""What stands on the one-page sheet of an offer, in the language of the moment."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from universities.comparison import BETTER, WORSE, comparison
from universities.models import Technology, TechnologyMetric
from yangpu_portal.core.enums import Comparator, CooperationMode, Language
from yangpu_portal.core.fields import bilingual_text
from yangpu_portal.core.first_steps import FIRST_STEPS
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.qr import qr_svg
from yangpu_portal.core.readiness import LEVELS
from yangpu_portal.core.templatetags.portal import active_language, money, plain_number
from yangpu_portal.core.text import printable
from yangpu_portal.core.typesetting import breakable, pdf

TEMPLATE = Path(__file__).parent / "typst" / "technology.typ"
# A change of the layout gives every sheet another key in the cache.
LAYOUT = 3
# More than a page holds even in the smallest type; the template cuts to what fits.
_MOST_CHARACTERS, _MOST_ROWS = 2600, 40
_FULL_PAGE = 4000  # letters of Latin text count half


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of an offer, one A4 page; the row comes from `technology_pages`."""

    data: dict[str, Any]
    dated: datetime

    @property
    def key(self) -> str:
        """Equal for sheets that say the same: what an offer refers to may change without the offer."""
        return hashlib.sha256(orjson.dumps((LAYOUT, self.data), default=str)).hexdigest()

    def pdf(self) -> bytes:
        return pdf(TEMPLATE, self.data, dated=self.dated)


def technology_sheet(technology: Technology) -> Sheet:
    return Sheet(sheet_data(technology), technology.updated_at)


def sheet_data(technology: Technology) -> dict[str, Any]:
    """What the template reads, and nothing of anybody's contact data."""
    language = active_language()
    address = on_site(technology.get_absolute_url())
    updated = timezone.localdate(technology.updated_at)
    sections = list(_sections(technology))
    confirmed = technology.confirmed_on
    return {
        "lang": "zh" if language is Language.ZH else "en",
        "region": "cn" if language is Language.ZH else "gb",
        "site": _("Yangpu Liaison"),
        "kind": _("Technology offer"),
        "title": _clean(technology.title),
        "summary": _clean(technology.summary),
        "state": _("Confirmed %(date)s") % {"date": f"{confirmed:%Y-%m-%d}"} if confirmed else "",
        "sections": sections,
        "long": sum(_width(part["text"]) for part in sections) > _FULL_PAGE,
        "metrics": _metrics(list(technology.metrics.all())[:_MOST_ROWS]),
        "facts": list(_facts(technology)),
        "qr": qr_svg(address).decode(),
        "address": address,
        "ask": _("Ask for an introduction"),
        "privacy": _("Names and contacts are passed on only when both sides agree."),
        "dated": _("As of %(date)s") % {"date": date_format(updated, "Y-m-d")},
        "more": _("More at"),
        "comma": pgettext("between words", ", "),
    }


def _clean(text: str) -> str:
    return breakable(printable(text[:_MOST_CHARACTERS])).strip()


def _width(text: str) -> float:
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)


def _sections(technology: Technology) -> Iterator[dict[str, Any]]:
    parts = (
        ("problem", _("What it solves"), True),
        ("description", _("How it works"), False),
        ("applications", _("Where it can be used"), False),
        ("limits", _("Limits and what it needs"), False),
    )
    for name, heading, before in parts:
        text, language = bilingual_text(technology, name)
        if not text.strip():
            continue
        lines = [_clean(line) for line in text[:_MOST_CHARACTERS].splitlines() if line.strip()]
        yield {
            "heading": heading,
            "text": "\n".join(lines),
            "items": lines if name == "applications" else [],
            "lang": language.suffix,
            "before": before,
        }


def _metrics(rows: list[TechnologyMetric]) -> dict[str, Any]:
    compared = any(row.baseline is not None for row in rows)
    columns = [_("Parameter"), _("This technology")]
    if compared:
        columns.append(_("Usual today"))
    entries = [_metric(row) for row in rows]
    return {"heading": _("Measured"), "columns": columns, "compared": compared, "rows": entries}


def _metric(row: TechnologyMetric) -> dict[str, Any]:
    sign = "" if row.comparator == Comparator.EQUAL else f"{row.get_comparator_display()} "
    unit = f" {_clean(row.unit)}" if row.unit else ""
    found = comparison(row)
    verdict = found.verdict if found else ""
    return {
        "name": _clean(row.name),
        "conditions": _clean(row.conditions),
        "value": f"{sign}{plain_number(row.value)}{unit}",
        "baseline": "–" if row.baseline is None else f"{plain_number(row.baseline)}{unit}",
        "words": found.words if found else "",
        "verdict": {BETTER: _("better"), WORSE: _("worse")}.get(verdict, ""),
        "better": verdict == BETTER,
    }


def _facts(technology: Technology) -> Iterator[dict[str, Any]]:
    if technology.trl:
        level = _("Level %(level)s of 9") % {"level": technology.trl}
        yield _fact(
            _("Technology readiness (GB/T 22900)"),
            (level, LEVELS[technology.trl]),
            level=technology.trl,
        )
    modes = [mode for mode in technology.cooperation_modes if mode in FIRST_STEPS]
    if modes:
        yield _fact(
            _("Ways to cooperate"), *((CooperationMode(mode).label, FIRST_STEPS[mode]) for mode in modes)
        )
    price = money(technology.price_min, technology.price_max, technology.currency)
    yield _fact(_("Reference price"), (price or _("to be agreed"), ""))
    patents = [
        (patent.number, patent.get_legal_status_display() if patent.legal_status else "")
        for patent in technology.patents.all()
    ]
    status = str(technology.get_ip_status_display())
    yield _fact(_("Intellectual property"), (status[:1].upper() + status[1:], ""), *patents)
    yield _fact(_("Where it comes from"), *_origin(technology))
    named = [(person.name, person.title) for person in getattr(technology, "named_inventors", [])]
    if named:
        yield _fact(_("Inventors"), *named)


def _origin(technology: Technology) -> Iterator[tuple[str, str]]:
    yield technology.university.name, ""
    for part in (technology.department, technology.laboratory):
        if part:
            yield part.name, ""


def _fact(label: str, *lines: tuple[Any, Any], level: int = 0) -> dict[str, Any]:
    entries = [{"text": _clean(str(text)), "note": _clean(str(note))} for text, note in lines]
    return {"label": label, "lines": entries, "level": level}
