"""The narrow table of the search: what is found and counted by, kept beside the wide table of offers.

The database itself keeps every column but `document`: a trigger copies them whenever an offer is written, by
whichever path, in bulk too. `document` is written by `domain.search`, which cuts the words, and `hidden` by
the bridge, which knows of offers listed twice.

`search_stamp` is a sequence that moves with every statement that changes what a list of offers shows; who has
read the list keeps it for as long as the stamp stands still (`queries.search_snapshot`).
"""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from universities.enums import PRICE_BANDS, IPStatus
from universities.models.stamp import moves_search_stamp
from universities.models.technology import Technology
from yangpu_portal.core.enums import CooperationMode
from yangpu_portal.core.history import tracked_links
from yangpu_portal.core.models import Field


def _ip_code() -> str:
    codes = " ".join(f"WHEN '{value}' THEN {code}" for code, value in enumerate(IPStatus.values) if value)
    return f"CASE NEW.ip_status {codes} ELSE 0 END"


def _mode_bits() -> str:
    return " + ".join(
        f"CASE WHEN '{mode}' = ANY(NEW.cooperation_modes) THEN {1 << bit} ELSE 0 END"
        for bit, mode in enumerate(CooperationMode.values)
    )


def _price_bits() -> str:
    """A bit for each band that the price range touches; 0 when no price in yuan is stated."""
    bits = " + ".join(
        f"CASE WHEN COALESCE(NEW.price_min, 0) < {upper or 'Infinity'!r}::numeric"
        f" AND COALESCE(NEW.price_max, 'Infinity') >= {lower} THEN {1 << bit} ELSE 0 END"
        for bit, (lower, upper) in enumerate(PRICE_BANDS.values())
    )
    return (
        "CASE WHEN NEW.currency = 'CNY' AND COALESCE(NEW.price_min, NEW.price_max) IS NOT NULL"
        f" THEN {bits} ELSE 0 END"
    )


# By column, what an offer brings along for it, as its trigger sees the offer.
COPIED = {
    "published": "NEW.state = 'published'",
    "published_at": "NEW.published_at",
    "draw": "hashtext(NEW.public_id)",
    "confirmed_on": "NEW.confirmed_on",
    "trl": "NEW.trl",
    "university_key": "NEW.university_id",
    "ip": _ip_code(),
    "price": _price_bits(),
    "modes": _mode_bits(),
}
_COPY = f"""
    INSERT INTO universities_technologysearch (technology_id, {", ".join(COPIED)})
    VALUES (NEW.id, {", ".join(COPIED.values())})
    ON CONFLICT (technology_id) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in COPIED)};
    RETURN NULL;
"""  # noqa: S608 - names and values of our own enumerations


class TechnologySearch(models.Model):
    """What one technology is found and counted by."""

    technology = models.OneToOneField(
        Technology, models.CASCADE, primary_key=True, related_name="search", verbose_name=_("technology")
    )
    document = SearchVectorField(_("search document"), db_default="")
    published = models.BooleanField(_("published"), db_default=False)
    hidden = models.BooleanField(_("shown as another offer"), db_default=False)
    published_at = models.DateTimeField(_("published at"), null=True)
    draw = models.IntegerField(
        _("draw"), db_default=0, help_text=_("Decides between offers published at the same moment.")
    )
    confirmed_on = models.DateField(_("last confirmed"), null=True)
    trl = models.SmallIntegerField(_("technology readiness level"), null=True)
    university_key = models.IntegerField(_("key of the university"), db_default=0)
    ip = models.SmallIntegerField(_("number of the IP status"), db_default=0)
    price = models.SmallIntegerField(_("bits of the price bands"), db_default=0)
    modes = models.IntegerField(_("bits of the cooperation modes"), db_default=0)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        indexes = [GinIndex(fields=["document"], name="technology_search_document", fastupdate=False)]
        triggers = [moves_search_stamp("search")]

    def __str__(self) -> str:
        return str(self.technology_id)


class SearchedTechnology(Technology):
    """Technology with the triggers that keep its row in the search table."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="technology_search_row",
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf(
                    *("state", "published_at", "confirmed_on", "trl", "university_id", "ip_status"),
                    *("price_min", "price_max", "currency", "cooperation_modes"),
                ),
                func=_COPY,
            ),
            moves_search_stamp("technology"),
        ]


@tracked_links
class TechnologyField(Technology.fields.through):  # type: ignore[name-defined]
    """The fields offers are tagged with."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [moves_search_stamp("technology_field")]


class SearchedField(Field):
    """Field, whose name and place in the tree lists of offers show."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [moves_search_stamp("field")]
