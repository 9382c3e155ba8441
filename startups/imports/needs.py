"""The columns of need files, in the words that companies and funding programmes use for them."""

from collections.abc import Callable
from typing import Any

from startups.enums import Confidentiality
from yangpu_portal.core.enums import Language
from yangpu_portal.core.imports.building import RecordBuilder, id_field, language_field, text_field
from yangpu_portal.core.imports.columns import Columns, Field, PairedField, PlainField, Warn, key
from yangpu_portal.core.imports.dates import read_date
from yangpu_portal.core.imports.money import amount_fields
from yangpu_portal.core.imports.records import Record, Refusal
from yangpu_portal.core.imports.values import (
    read_choice,
    read_keywords,
    read_level,
    read_modes,
    read_text,
    read_title,
)
from yangpu_portal.core.tables import Cell, Row

_CONFIDENTIALITY_WORDS = {
    Confidentiality.PUBLIC: ("public", "公开", "否", "no"),
    Confidentiality.ANONYMOUS: ("anonymous", "匿名"),
    Confidentiality.OFFICERS: ("officers", "confidential", "secret", "保密", "不公开", "是", "yes"),
}
_CONFIDENTIALITY = {key(word): kind for kind, words in _CONFIDENTIALITY_WORDS.items() for word in words}


def _read_minimum_trl(cell: Cell, _header: str, warn: Warn) -> dict[str, Any]:
    level = read_level(cell, warn)
    return {} if level is None else {"minimum_trl": level}


def _read_wanted_by(cell: Cell, _header: str, _warn: Warn) -> dict[str, Any]:
    day = read_date(cell)
    return {} if day is None else {"wanted_by": day}


def _read_confidentiality(cell: Cell, _header: str, warn: Warn) -> dict[str, Any]:
    kind = read_choice(cell, _CONFIDENTIALITY, warn)
    return {} if kind is None else {"confidentiality": kind.value}


NEED_FIELDS: list[Field] = [
    id_field(
        "external id",
        "编号",
        "需求编号",
        "项目编号",
        "reference",
        "pod reference",
        "topic number",
        "topic code",
        "pk",  # but not 序号, the number of a row in a list that is sorted anew
    ),
    language_field("lang", "语言", "语种"),
    text_field("full text", "正文", "全文"),
    PairedField(
        "title",
        (
            "标题",
            "需求名称",
            "需求标题",
            "技术需求",
            "项目名称",
            "名称",
            "name",
            "topic name",
            "topic title",
            "topic",
            "题目",
        ),
        read_title,
    ),
    PairedField(
        "situation",
        (
            "description",
            "需求描述",
            "需求内容",
            "技术需求描述",
            "描述",
            "摘要",
            "简介",
            "abstract",
            "summary",
            "background",
            "problem",
            "现状",
            "背景",
            "痛点",
            "需求背景",
            "内容",
            "details",
            "what happens today",
        ),
        read_text,
        joins=True,
    ),
    PairedField(
        "target",
        (
            "objective",
            "objectives",
            "goal",
            "目标",
            "预期目标",
            "技术指标",
            "主要技术指标",
            "考核指标",
            "拟解决的问题",
        ),
        read_text,
        joins=True,
    ),
    PairedField(
        "constraints", ("constraint", "约束", "约束条件", "限制条件", "使用条件"), read_text, joins=True
    ),
    PairedField("tried", ("what was tried", "已尝试", "已有方案", "前期工作"), read_text, joins=True),
    PairedField(
        "keywords",
        ("keyword", "key words", "tags", "关键词", "关键字", "主题词", "标签"),
        read_keywords,
        joins=True,
    ),
    PlainField(
        "wanted_by",
        (
            "deadline",
            "due date",
            "close date",
            "closes",
            "closing date",
            "需求截止日期",
            "截止日期",
            "截止时间",
            "期望完成时间",
            "完成时间",
            "需求时间",
        ),
        _read_wanted_by,
    ),
    *amount_fields(
        "budget",
        ("预算", "拟投入资金", "投入资金", "计划投入", "意向金额", "揭榜金额"),
        ("budget from", "minimum budget", "最低预算"),
        ("budget to", "maximum budget", "最高预算"),
    ),
    PlainField(
        "minimum_trl",
        (
            "trl",
            "minimum readiness level",
            "technology readiness level",
            "成熟度",
            "成熟度要求",
            "技术成熟度",
        ),
        _read_minimum_trl,
    ),
    PlainField("cooperation_modes", ("cooperation", "合作方式", "合作模式", "期望合作方式"), read_modes),
    PlainField("confidentiality", ("保密", "是否保密", "保密要求"), _read_confidentiality),
]


def need_builder(columns: Columns, language: Language | None) -> Callable[[Row], Record | Refusal]:
    """What makes needs of the rows of a file with these columns."""
    return RecordBuilder(columns, NEED_FIELDS, main="situation", language=language).build
