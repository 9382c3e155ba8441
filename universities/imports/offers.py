"""The columns of offer files, in the words that universities and their platforms use for them."""

from collections.abc import Callable
from typing import Any

from universities.enums import IPStatus
from yangpu_portal.core.enums import Language
from yangpu_portal.core.imports.building import RecordBuilder, id_field, language_field, text_field
from yangpu_portal.core.imports.columns import Columns, Field, PairedField, PlainField, Warn, key
from yangpu_portal.core.imports.money import amount_fields
from yangpu_portal.core.imports.records import Record, Refusal
from yangpu_portal.core.imports.values import (
    read_choice,
    read_keywords,
    read_level,
    read_line,
    read_modes,
    read_text,
    read_title,
)
from yangpu_portal.core.tables import Cell, Row

_SUMMARY_LIMIT = 500

_IP_WORDS = {
    IPStatus.NONE: ("none", "no protection", "无", "未申请"),
    IPStatus.SECRET: ("secret", "trade secret", "know-how", "技术秘密", "专有技术", "商业秘密"),
    IPStatus.PENDING: (
        "pending",
        "patent pending",
        "application",
        "patent application submitted",
        "filed",
        "申请中",
        "已申请",
        "专利申请中",
        "实质审查",
        "实审",
        "公开",
    ),
    IPStatus.GRANTED: (
        "granted",
        "issued",
        "patented",
        "patent granted",
        "已授权",
        "授权",
        "有权",
        "发明专利",
    ),
    IPStatus.COPYRIGHT: ("copyright", "software copyright", "软件著作权", "软著"),
    IPStatus.EXPIRED: ("expired", "lapsed", "已失效", "失效"),
}
_IP_BY_WORD = {key(word): status for status, words in _IP_WORDS.items() for word in words}


def _read_trl(cell: Cell, _header: str, warn: Warn) -> dict[str, Any]:
    level = read_level(cell, warn)
    return {} if level is None else {"trl": level}


def _read_ip_status(cell: Cell, _header: str, warn: Warn) -> dict[str, Any]:
    status = read_choice(cell, _IP_BY_WORD, warn)
    return {} if status is None else {"ip_status": status.value}


OFFER_FIELDS: list[Field] = [
    id_field(
        "external id",
        "编号",
        "成果编号",
        "项目编号",
        "技术编号",
        "case number",
        "case no",
        "publication number",
        "pub",
        "公开号",
        "专利号",
        "申请号",
        "docket",
        "reference",
        "pod reference",
        "pk",  # but not 序号, the number of a row in a list that is sorted anew
    ),
    language_field("lang", "语言", "语种"),
    text_field("full text", "正文", "全文"),
    PairedField(
        "title",
        (
            "标题",
            "成果名称",
            "技术名称",
            "项目名称",
            "专利名称",
            "名称",
            "name",
            "technology",
            "topic",
            "headline",
            "题目",
        ),
        read_title,
    ),
    PairedField(
        "summary",
        (
            "one sentence",
            "in one sentence",
            "tagline",
            "subtitle",
            "一句话简介",
            "一句话介绍",
            "亮点",
            "成果亮点",
        ),
        read_line,
    ),
    PairedField(
        "problem",
        (
            "problem solved",
            "technical problem",
            "background",
            "解决的问题",
            "解决问题",
            "技术痛点",
            "背景",
            "技术背景",
        ),
        read_text,
        joins=True,
    ),
    PairedField(
        "description",
        (
            "abstract",
            "摘要",
            "简介",
            "成果简介",
            "技术简介",
            "项目简介",
            "成果介绍",
            "技术介绍",
            "描述",
            "内容",
            "details",
            "full description",
            "overview",
            "solution",
            "advantages",
            "advantages and innovations",
            "benefits",
            "benefit",
            "技术优势",
            "优势",
            "创新点",
            "技术特点",
        ),
        read_text,
        joins=True,
    ),
    PairedField(
        "applications",
        (
            "application",
            "market application",
            "market opportunity",
            "applications and markets",
            "应用领域",
            "应用场景",
            "应用范围",
            "适用范围",
            "市场前景",
        ),
        read_text,
        joins=True,
    ),
    PairedField("limits", ("limitations", "局限", "不足", "使用限制"), read_text, joins=True),
    PairedField(
        "keywords",
        ("keyword", "key words", "tags", "technology keywords", "关键词", "关键字", "主题词", "标签"),
        read_keywords,
        joins=True,
    ),
    PlainField(
        "trl",
        (
            "technology readiness level",
            "readiness level",
            "stage of development",
            "development stage",
            "成熟度",
            "技术成熟度",
            "成熟度等级",
            "所处阶段",
            "成果阶段",
            "研发阶段",
        ),
        _read_trl,
    ),
    PlainField(
        "ip_status",
        (
            "status",
            "ipr status",
            "patent status",
            "legal status",
            "知识产权",
            "知识产权状态",
            "专利状态",
            "法律状态",
        ),
        _read_ip_status,
    ),
    PlainField(
        "cooperation_modes",
        ("cooperation", "type of partnership considered", "合作方式", "转化方式", "交易方式"),
        read_modes,
    ),
    *amount_fields(
        "price",
        ("reference price", "参考价格", "参考价", "价格", "转让价格", "报价", "意向价格"),
        ("price from", "minimum price", "最低价"),
        ("price to", "maximum price", "最高价"),
    ),
]


def offer_builder(columns: Columns, language: Language | None) -> Callable[[Row], Record | Refusal]:
    """What makes offers of the rows of a file with these columns."""
    return RecordBuilder(
        columns, OFFER_FIELDS, main="description", language=language, finish=_make_room_for_summary
    ).build


def _make_room_for_summary(values: dict[str, Any]) -> None:
    """A "summary" too long for one sentence is a description."""
    for ending in ("zh", "en"):
        summary = values.get(f"summary_{ending}", "")
        if len(summary) > _SUMMARY_LIMIT:
            del values[f"summary_{ending}"]
            texts = [summary, values.get(f"description_{ending}", "")]
            values[f"description_{ending}"] = "\n\n".join(text for text in texts if text)
