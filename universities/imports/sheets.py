"""The sheets of the supply side that officials and transfer offices import: universities, technologies."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from universities.domain.technology_import import import_technologies
from universities.domain.university_import import bring_university
from universities.enums import CooperationStatus, StaffRole
from universities.imports.offers import OFFER_FIELDS, offer_builder
from universities.models import Technology, University, UniversityStaff
from yangpu_portal.core.identifiers import normalise_ror, validate_ror
from yangpu_portal.core.imports.cells import (
    OneOf,
    plain,
    read_address,
    read_code,
    read_day,
    read_paragraphs,
    read_whole,
    read_words,
)
from yangpu_portal.core.imports.records import CellError, Record, Written
from yangpu_portal.core.imports.sheet import DAY, NUMBER, ImportContext, SheetColumn, SheetKind
from yangpu_portal.core.imports.text_rows import TextRowReader, written_record
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff
from yangpu_portal.core.tables import Cell


def _read_ror(cell: Cell, _header: str) -> str:
    ror = normalise_ror(plain(cell))
    try:
        validate_ror(ror)
    except ValidationError as error:
        raise CellError(error.messages[0]) from error
    return ror


def _cooperation() -> dict[str, str]:
    return {str(label): value for value, label in CooperationStatus.choices}


def _university_key(values: Mapping[str, Any]) -> str:
    return values.get("ror") or values.get("name_zh") or values.get("name_en") or ""


def _write_university(record: Record, _context: ImportContext) -> Written:
    values = dict(record.values)
    return bring_university(ror=values.pop("ror", None), values=values)


UNIVERSITIES = SheetKind(
    slug="universities",
    title=_("universities"),
    intro=_("Universities and research institutes. Known by ROR id, else by name."),
    symbol="school",
    permissions=("universities.add_university", "universities.change_university"),
    columns=(
        SheetColumn(
            "name_zh",
            _("Chinese name"),
            read_words(160),
            aliases=("名称", "学校名称", "高校名称", "name zh"),
            note=_("One of the two names is needed."),
            example="示例：上海理工大学",
        ),
        SheetColumn(
            "name_en",
            _("English name"),
            read_words(160),
            aliases=("name", "name en"),
            example="University of Shanghai for Science and Technology",
        ),
        SheetColumn(
            "ror",
            _("ROR id"),
            _read_ror,
            aliases=("ror",),
            note=_("From ror.org, such as 00ay9v204; the university is known by it."),
            example="00ay9v204",
        ),
        SheetColumn("country", _("country"), read_code(2), note=_("Two letters, such as CN."), example="CN"),
        SheetColumn(
            "cooperation_status",
            _("cooperation"),
            OneOf(_cooperation),
            choices=lambda: list(_cooperation()),
        ),
        SheetColumn("partner_since", _("partner since"), read_day, form=DAY, example="2024-09-01"),
        SheetColumn("founded", _("founded (year)"), read_whole(800, 2100), form=NUMBER, example="1906"),
        SheetColumn("website", _("website"), read_address, example="https://www.usst.edu.cn"),
        SheetColumn("summary_zh", _("summary (zh)"), read_paragraphs(5000), aliases=("简介",)),
        SheetColumn("summary_en", _("summary (en)"), read_paragraphs(5000)),
    ),
    key=_university_key,
    write=_write_university,
    undo_words=_("Universities are not deleted by undoing: correct them on their pages."),
)


def own_universities(user: User) -> QuerySet[University]:
    """Those whose offers a person may bring in: the district all, a transfer officer the own one."""
    if is_district_staff(user):
        return University.objects.all()
    seats = UniversityStaff.objects.filter(user=user, role=StaffRole.TTO)
    return University.objects.filter(pk__in=seats.values("university"))


def _write_technology(record: Record, context: ImportContext) -> Written:
    return written_record(
        record,
        rows=Technology.objects.filter(university=context.owner),
        bring=partial(import_technologies, university=context.owner),
    )


_OFFER_COLUMNS = (
    SheetColumn(
        "id",
        _("external id"),
        note=_("Your own number of the offer; with it a later file changes the offer, not its title."),
        example="示例：KY-2026-014",
    ),
    SheetColumn(
        "title_zh",
        _("title (zh)"),
        note=_("A title or a text is needed."),
        example="高温燃料电池双极板涂层",
    ),
    SheetColumn("title_en", _("title (en)"), example="Coating for bipolar plates of fuel cells"),
    SheetColumn("description_zh", _("description (zh)"), example="在 160 °C 下连续运行 5000 小时……"),
    SheetColumn("description_en", _("description (en)")),
    SheetColumn("problem_zh", _("problem solved (zh)")),
    SheetColumn("applications_zh", _("applications (zh)")),
    SheetColumn("keywords_zh", _("keywords (zh)"), note=_("Divided by ；"), example="燃料电池；双极板；涂层"),
    SheetColumn(
        "trl",
        _("technology readiness level"),
        note=_("1 to 9"),
        example="6",
        choices=lambda: [str(level) for level in range(1, 10)],
    ),
    SheetColumn("ip_status", _("intellectual property"), example="已授权"),
    SheetColumn("cooperation_modes", _("ways of cooperation"), example="技术转让；合作开发"),
    SheetColumn("price", _("reference price"), example="50-100万"),
)

TECHNOLOGIES = SheetKind(
    slug="technologies",
    title=_("technologies"),
    intro=_("Offers of one university. New ones come in as drafts, to be published on their pages."),
    symbol="lightbulb",
    permissions=("universities.add_technology", "universities.change_technology"),
    columns=_OFFER_COLUMNS,
    key=lambda values: "",
    write=_write_technology,
    owners=own_universities,
    owner_title=_("University"),
    reader=lambda columns: TextRowReader(columns, OFFER_FIELDS, offer_builder, _OFFER_COLUMNS),
    fields=tuple(OFFER_FIELDS),
    undo_words=_("New offers are drafts that nobody sees: leave them unpublished or archive them."),
)
