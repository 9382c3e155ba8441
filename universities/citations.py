"""How to cite an offer: GB/T 7714-2015 for electronic resources, and the way of the APA."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import gettext as _

from universities.models import Technology
from yangpu_portal.core.mail.links import on_site


def chinese_citation(technology: Technology, *, authors: Sequence[str], read_on: date) -> str:
    """作者. 题名[EB/OL]. (发布日期)[引用日期]. 地址."""
    published = _published_on(technology)
    dated = f"({published:%Y-%m-%d})" if published else ""
    source = on_site(technology.get_absolute_url())
    return f"{', '.join(authors)}. {technology.title}[EB/OL]. {dated}[{read_on:%Y-%m-%d}]. {source}."


def english_citation(technology: Technology, *, authors: Sequence[str], read_on: date) -> str:
    """Author. (Date). Title [Technology offer]. Site. Retrieved date, from address"""
    published = _published_on(technology)
    dated = format_date(published, "y, MMMM d", locale="en") if published else "n.d."
    source = on_site(technology.get_absolute_url())
    seen = format_date(read_on, "MMMM d, y", locale="en")
    return (
        f"{', '.join(authors)}. ({dated}). {technology.title} [Technology offer]. "
        f"{_('Yangpu Liaison')}. Retrieved {seen}, from {source}"
    )


def authors_of(technology: Technology, inventors: Sequence[str]) -> list[str]:
    """Inventors who agreed to be named, else the organisation."""
    if inventors:
        return list(inventors)
    part = technology.laboratory or technology.department
    return [name for name in (technology.university.name, part.name if part else "") if name]


def _published_on(technology: Technology) -> date | None:
    return timezone.localdate(technology.published_at) if technology.published_at else None
