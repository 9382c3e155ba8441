"""Who a row is about, and which tiers there are."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from liaison.models import Tier
from startups.models import Company
from yangpu_portal.core.imports.cells import plain, read_uscc
from yangpu_portal.core.imports.columns import key
from yangpu_portal.core.imports.records import CellError
from yangpu_portal.core.models import District
from yangpu_portal.core.tables import Cell


def read_company(cell: Cell, _header: str) -> Company:
    code = read_uscc(cell)
    company = Company.objects.filter(uscc=code).select_related("district").first()
    if company is None:
        raise CellError(
            _("No company with the code %(code)s is in the portal. Import it as a company first.")
            % {"code": code}
        )
    return company


def read_holder(cell: Cell, header: str) -> Company | District:
    """A company by its credit code, or a district by its six digits."""
    text = plain(cell)
    if len(text) == 6 and text.isdigit():
        district = District.objects.filter(code=text).first()
        if district is None:
            raise CellError(_("No district has the code %(code)s.") % {"code": text})
        return district
    return read_company(cell, header)


def other_name(values: Mapping[str, Any]) -> dict[str, str]:
    """A doubt where the name in a row is not that of its code: rows that slipped look like this."""
    holder, given = values.get("company") or values.get("holder"), values.get("name", "")
    if not given or holder is None or key(given) in (key(holder.name_zh), key(holder.name_en)):
        return {}
    return {"name": _("In the portal this code belongs to “%(name)s”.") % {"name": holder.name}}


def tier_names(*levels: str) -> Callable[[], list[str]]:
    def names() -> list[str]:
        return list(dict.fromkeys(tier.name for tier in Tier.objects.filter(level__in=levels)))

    return names
