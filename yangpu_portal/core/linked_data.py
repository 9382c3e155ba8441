"""What a page says about itself to search engines, as schema.org data in JSON-LD.

Only what the page itself shows belongs here: search engines distrust more, and nobody has agreed to more.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from yangpu_portal.core.mail.links import on_site

LinkedData = dict[str, Any]

CONTEXT = "https://schema.org"


def thing(kind: str, **properties: Any) -> LinkedData:
    """A schema.org thing such as `thing("Place", name="…")`, without the properties that are empty."""
    return {"@type": kind, **{name: value for name, value in properties.items() if value not in _EMPTY}}


_EMPTY: tuple[Any, ...] = (None, "", [], (), {})


def document(data: Mapping[str, Any]) -> LinkedData:
    """A thing that stands by itself in a page."""
    return {"@context": CONTEXT, **data}


def breadcrumbs(*steps: tuple[str, str]) -> LinkedData:
    """The way to a page: names with paths from the home page, which need not be given, to the page itself."""
    return thing(
        "BreadcrumbList",
        itemListElement=[
            thing("ListItem", position=position, name=name, item=on_site(path))
            for position, (name, path) in enumerate(steps, start=1)
        ],
    )


def both_names(row: Any, name: str = "name") -> dict[str, Any]:
    """`name` in the page's language and `alternateName` in the other, where it says something else."""
    shown = getattr(row, name)
    pair: Sequence[str] = (getattr(row, f"{name}_zh"), getattr(row, f"{name}_en"))
    return {"name": shown, "alternateName": [text for text in pair if text and text != shown]}


def portal() -> LinkedData:
    """The district's liaison office behind this site."""
    return thing("GovernmentOrganization", name=_("Yangpu Liaison"), url=f"{settings.SITE_URL}/")
