"""Loads the base of the demo data: technology fields and the district."""

from django.db import transaction

from yangpu_portal.core.demo_files import demo_rows
from yangpu_portal.core.models import District, Field


@transaction.atomic
def load_base() -> int:
    """Makes the fields and districts that are missing; gives how many were made."""
    return _load_districts() + _load_fields()


def _load_districts() -> int:
    known = set(District.objects.values_list("code", flat=True))
    new = [District(**row) for row in demo_rows("core", "districts") if row["code"] not in known]
    for district in new:
        district.full_clean()
        district.save()
    return len(new)


def _load_fields() -> int:
    fields = {field.code: field for field in Field.objects.all()}
    before = len(fields)
    for position, row in enumerate(demo_rows("core", "fields"), start=1):
        if row["code"] in fields:
            continue
        field = Field(
            code=row["code"],
            parent=fields[row["parent"]] if "parent" in row else None,
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            ipc_sections=row["ipc"],
            hi_tech_field=row.get("hi_tech", ""),
            position=position,
        )
        field.full_clean()
        field.save()
        fields[field.code] = field
    return len(fields) - before
