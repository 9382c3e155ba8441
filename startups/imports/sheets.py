"""The sheets of the demand side that officials import: companies, parks, needs."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from startups.domain.need_import import import_needs
from startups.domain.organisation_import import bring_company, bring_park
from startups.enums import CompanyStage, ParkLevel
from startups.imports.needs import NEED_FIELDS, need_builder
from startups.models import Company, Need, SciTechPark
from universities.models import University
from yangpu_portal.core.imports.cells import (
    OneOf,
    plain,
    read_address,
    read_decimal,
    read_paragraphs,
    read_uscc,
    read_whole,
    read_words,
    read_yes_no,
)
from yangpu_portal.core.imports.records import CellError, Record, Written
from yangpu_portal.core.imports.sheet import NUMBER, ImportContext, SheetColumn, SheetKind
from yangpu_portal.core.imports.text_rows import TextRowReader, written_record
from yangpu_portal.core.imports.values import read_keywords
from yangpu_portal.core.models import District, Field, User
from yangpu_portal.core.tables import Cell


def named(model: Any, *more: str) -> Any:
    """Rows by their names in both languages, and by further columns; asked for anew with each cell."""

    def names() -> dict[str, Any]:
        found: dict[str, Any] = {}
        for row in model._default_manager.all():
            for word in (row.name_zh, row.name_en, *(getattr(row, column) for column in more)):
                if word:
                    found.setdefault(word, row)
        return found

    return names


def shown_names(model: Any) -> Any:
    return lambda: [row.name for row in model._default_manager.all()[:1000]]


def _read_fields(cell: Cell, _header: str) -> list[Field]:
    known = named(Field, "code")()
    words = read_keywords(cell, lambda reason: None)
    unknown = [word for word in words if word not in known]
    if unknown:
        raise CellError(
            str(_("“%(value)s” is no technology field. Copy its name from the list of fields."))
            % {"value": plain(unknown[0])[:40]}
        )
    return [known[word] for word in words]


def _stages() -> dict[str, str]:
    return {str(label): value for value, label in CompanyStage.choices}


def _levels() -> dict[str, str]:
    return {str(label): value for value, label in ParkLevel.choices}


def _write_company(record: Record, _context: ImportContext) -> Written:
    values = dict(record.values)
    return bring_company(
        uscc=values.pop("uscc"),
        district=values.pop("district", None),
        fields=values.pop("fields", ()),
        values=values,
    )


def _write_park(record: Record, _context: ImportContext) -> Written:
    values = dict(record.values)
    return bring_park(district=values.pop("district", None), fields=values.pop("fields", ()), values=values)


def _park_key(values: Mapping[str, Any]) -> str:
    return values.get("name_zh") or values.get("name_en") or ""


_DISTRICT = SheetColumn(
    "district",
    _("district"),
    OneOf(named(District, "code")),
    aliases=("所属区", "区"),
    note=_("Name or code; left empty where the portal serves one district."),
    example="杨浦区",
    choices=shown_names(District),
)
_FIELDS = SheetColumn(
    "fields",
    _("fields"),
    _read_fields,
    aliases=("技术领域", "行业领域"),
    note=_("Names of technology fields, divided by ；"),
    example="人工智能",
)

COMPANIES = SheetKind(
    slug="companies",
    title=_("companies"),
    intro=_(
        "Companies of the district, known by their credit code. What a cell leaves empty stays as it is."
    ),
    symbol="business",
    permissions=("startups.add_company", "startups.change_company"),
    columns=(
        SheetColumn(
            "uscc",
            _("unified social credit code"),
            read_uscc,
            aliases=("信用代码", "社会信用代码", "统一信用代码", "uscc", "credit code"),
            required=True,
            note=_("18 characters, as on the business licence."),
            example="示例：91310110MA1GD4NN28",
        ),
        SheetColumn(
            "name_zh",
            _("Chinese name"),
            read_words(160),
            aliases=("名称", "企业名称", "公司名称", "单位名称", "name zh"),
            note=_("One of the two names is needed for a new company."),
            example="上海某某智能科技有限公司",
        ),
        SheetColumn("name_en", _("English name"), read_words(160), aliases=("name", "name en", "company")),
        _DISTRICT,
        SheetColumn(
            "park",
            _("park"),
            OneOf(named(SciTechPark, "slug")),
            aliases=("所在园区", "科技园", "园区"),
            choices=shown_names(SciTechPark),
        ),
        _FIELDS,
        SheetColumn(
            "stage", _("stage"), OneOf(_stages), aliases=("发展阶段",), choices=lambda: list(_stages())
        ),
        SheetColumn(
            "founded",
            _("founded (year)"),
            read_whole(1850, 2100),
            aliases=("成立年份",),
            form=NUMBER,
            example="2019",
        ),
        SheetColumn(
            "employees",
            _("employees"),
            read_whole(0, 10_000_000),
            aliases=("员工人数", "从业人数"),
            form=NUMBER,
            example="46",
        ),
        SheetColumn(
            "website", _("website"), read_address, aliases=("网址", "官网"), example="https://example.com"
        ),
        SheetColumn(
            "summary_zh", _("what it does (zh)"), read_paragraphs(5000), aliases=("简介", "主营业务")
        ),
        SheetColumn("summary_en", _("what it does (en)"), read_paragraphs(5000)),
        SheetColumn("listed", _("shown in the list of companies"), read_yes_no, example="是"),
    ),
    key=lambda values: values.get("uscc", ""),
    write=_write_company,
    undo_words=_("Companies are not deleted by undoing: people and memberships may hang on them."),
)

PARKS = SheetKind(
    slug="parks",
    title=_("sci-tech parks"),
    intro=_("Parks of the district, known by name."),
    symbol="location_city",
    permissions=("startups.add_scitechpark", "startups.change_scitechpark"),
    columns=(
        SheetColumn(
            "name_zh",
            _("Chinese name"),
            read_words(160),
            aliases=("名称", "园区名称", "name zh"),
            note=_("One of the two names is needed."),
            example="示例：复旦科技园",
        ),
        SheetColumn("name_en", _("English name"), read_words(160), aliases=("name", "name en")),
        SheetColumn(
            "level",
            _("level"),
            OneOf(_levels),
            aliases=("级别", "园区级别"),
            choices=lambda: list(_levels()),
        ),
        _DISTRICT,
        SheetColumn(
            "university",
            _("affiliated with"),
            OneOf(named(University, "slug")),
            aliases=("依托高校",),
            choices=shown_names(University),
        ),
        SheetColumn("operator", _("operator"), read_words(160), aliases=("运营单位",)),
        SheetColumn(
            "address_zh", _("address (zh)"), read_words(200), aliases=("地址",), example="国泰路11号"
        ),
        SheetColumn("address_en", _("address (en)"), read_words(200)),
        SheetColumn("latitude", _("latitude"), read_decimal(-90, 90, 5), form=NUMBER, example="31.29750"),
        SheetColumn(
            "longitude", _("longitude"), read_decimal(-180, 180, 5), form=NUMBER, example="121.50310"
        ),
        SheetColumn(
            "incubation_area",
            _("incubation space (m²)"),
            read_whole(0, 10_000_000),
            aliases=("孵化面积",),
            form=NUMBER,
        ),
        _FIELDS,
        SheetColumn("website", _("website"), read_address, aliases=("网址",)),
        SheetColumn("summary_zh", _("summary (zh)"), read_paragraphs(5000), aliases=("简介",)),
    ),
    key=_park_key,
    write=_write_park,
    undo_words=_("Parks are not deleted by undoing: correct them on their pages."),
)


def _companies(_user: User) -> QuerySet[Company]:
    return Company.objects.all()


def _write_need(record: Record, context: ImportContext) -> Written:
    return written_record(
        record,
        rows=Need.objects.filter(company=context.owner),
        bring=partial(import_needs, company=context.owner),
    )


_NEED_COLUMNS = (
    SheetColumn(
        "id",
        _("external id"),
        note=_("Your own number of the need; with it a later file changes the need, not its title."),
        example="示例：XQ-2026-03",
    ),
    SheetColumn(
        "title_zh", _("title (zh)"), note=_("A title or a text is needed."), example="高精度北斗定位模块"
    ),
    SheetColumn("title_en", _("title (en)")),
    SheetColumn(
        "situation_zh",
        _("what happens today (zh)"),
        aliases=("需求描述",),
        example="现有模块在高架下误差大于 2 米。",
    ),
    SheetColumn("target_zh", _("target (zh)"), example="误差小于 2 厘米"),
    SheetColumn("constraints_zh", _("constraints (zh)")),
    SheetColumn("keywords_zh", _("keywords (zh)"), note=_("Divided by ；"), example="北斗；定位"),
    SheetColumn("wanted_by", _("wanted by"), form="day", example="2026-12-31"),
    SheetColumn("budget", _("budget"), example="50-100万"),
    SheetColumn(
        "minimum_trl",
        _("minimum readiness level"),
        example="6",
        choices=lambda: [str(n) for n in range(1, 10)],
    ),
    SheetColumn("cooperation_modes", _("ways of cooperation"), example="委托开发"),
    SheetColumn(
        "confidentiality", _("confidentiality"), example="匿名", choices=lambda: ["公开", "匿名", "保密"]
    ),
)

NEEDS = SheetKind(
    slug="needs",
    title=_("needs"),
    intro=_("Technology needs of one company. New ones wait for review."),
    symbol="campaign",
    permissions=("startups.add_need", "startups.change_need"),
    columns=_NEED_COLUMNS,
    key=lambda values: "",
    write=_write_need,
    owners=_companies,
    owner_title=_("Company"),
    reader=lambda columns: TextRowReader(columns, NEED_FIELDS, need_builder, _NEED_COLUMNS),
    fields=tuple(NEED_FIELDS),
    undo_words=_("Imported needs wait for review: send them back or close them there."),
)
