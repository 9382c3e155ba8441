"""The sheets of the membership office: members, payments, renewals."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.domain.membership_import import (
    bring_member,
    bring_payment,
    bring_renewal,
    cancel_imported_member,
    tier_named,
    withdraw_imported_renewal,
)
from liaison.domain.payment import void_payment
from liaison.enums import TierLevel
from liaison.imports.holders import other_name, read_company, read_holder, tier_names
from liaison.models import Program
from startups.imports.sheets import named, shown_names
from yangpu_portal.core.imports.cells import (
    OneOf,
    read_code,
    read_day,
    read_money,
    read_words,
)
from yangpu_portal.core.imports.records import Record, Written
from yangpu_portal.core.imports.sheet import DAY, MONEY, ImportContext, SheetColumn, SheetKind

_MANAGE = ("liaison.change_membership", "liaison.manage_membership")

_PROGRAM = SheetColumn(
    "program",
    _("program"),
    OneOf(named(Program, "slug")),
    aliases=("项目", "计划", "会员计划"),
    note=_("Only needed where the holder has several memberships."),
    choices=shown_names(Program),
)
_HOLDER = SheetColumn(
    "holder",
    _("credit code of the holder"),
    read_holder,
    aliases=("统一社会信用代码", "信用代码", "社会信用代码", "会员信用代码", "uscc", "credit code"),
    required=True,
    note=_("18 characters; for the district's own membership its six-digit code."),
    example="示例：91310110MA1GD4NN28",
)
_NAME = SheetColumn(
    "name",
    _("name of the holder"),
    read_words(160),
    aliases=("企业名称", "公司名称", "单位名称", "会员名称"),
    note=_("For you to read; the portal goes by the code."),
    example="上海某某智能科技有限公司",
)
_VOUCHER_NOTE = _("As on the voucher; the same number is never recorded twice.")


def _write_member(record: Record, context: ImportContext) -> Written:
    values = record.values
    return bring_member(
        company=values["company"],
        tier=tier_named(values["program"], values["tier"], TierLevel.SECOND),
        starts_on=values.get("starts_on"),
        fee=values.get("fee"),
        paid_on=values.get("paid_on"),
        voucher_number=values.get("voucher_number", ""),
        actor=context.actor,
        reason=context.reason,
    )


def _member_key(values: Mapping[str, Any]) -> str:
    if "company" not in values or "program" not in values:
        return ""
    return f"{values['company'].uscc} · {values['program'].slug}"


def _undo_member(key: int, context: ImportContext) -> None:
    cancel_imported_member(membership_id=key, actor=context.actor, reason=context.reason)


MEMBERS = SheetKind(
    slug="members",
    title=_("memberships"),
    intro=_(
        "Companies become members: applied for, approved, and paid where a voucher number stands in the row. "
        "Their people get the mails they would get otherwise."
    ),
    symbol="card_membership",
    permissions=("liaison.add_membership", *_MANAGE),
    columns=(
        SheetColumn(
            "company",
            _("unified social credit code"),
            read_company,
            aliases=("信用代码", "社会信用代码", "uscc", "credit code"),
            required=True,
            note=_("18 characters; the company must be in the portal."),
            example="示例：91310110MA1GD4NN28",
        ),
        _NAME,
        SheetColumn(
            "program",
            _("program"),
            OneOf(named(Program, "slug")),
            aliases=("项目", "计划", "会员计划"),
            required=True,
            choices=shown_names(Program),
        ),
        SheetColumn(
            "tier",
            _("tier"),
            read_words(160),
            aliases=("等级", "会员等级", "级别"),
            required=True,
            choices=tier_names(TierLevel.SECOND),
        ),
        SheetColumn(
            "starts_on",
            _("first day"),
            read_day,
            aliases=("开始日期", "生效日期", "起始日期"),
            note=_("Left empty: the day the fee is received."),
            form=DAY,
            example="2026-03-01",
        ),
        SheetColumn(
            "fee",
            _("fee"),
            read_money,
            aliases=("会费", "费用", "年费"),
            note=_("Left empty: the annual fee of the tier."),
            form=MONEY,
            example="48000",
        ),
        SheetColumn("paid_on", _("received on"), read_day, aliases=("到账日期", "缴费日期"), form=DAY),
        SheetColumn(
            "voucher_number",
            _("voucher number"),
            read_code(60),
            aliases=("凭证号", "凭证编号"),
            note=_VOUCHER_NOTE,
        ),
    ),
    key=_member_key,
    write=_write_member,
    undo=_undo_member,
    doubts=other_name,
    undo_words=_(
        "The memberships it made are cancelled with your reason, and their people are told. "
        "Payments that came with them stay; make them void where they were wrong."
    ),
)


def _write_payment(record: Record, context: ImportContext) -> Written:
    values = record.values
    return bring_payment(
        holder=values["holder"],
        program=values.get("program"),
        amount=values["amount"],
        paid_on=values["paid_on"],
        voucher_number=values["voucher_number"],
        invoice_number=values.get("invoice_number", ""),
        note=values.get("note", ""),
        actor=context.actor,
    )


def _undo_payment(key: int, context: ImportContext) -> None:
    void_payment(payment_id=key, actor=context.actor, reason=context.reason)


PAYMENTS = SheetKind(
    slug="payments",
    title=_("payments"),
    intro=_("Fees received, each for the term whose fee is due. A voucher number is recorded once."),
    symbol="payments",
    permissions=_MANAGE,
    columns=(
        _HOLDER,
        _NAME,
        _PROGRAM,
        SheetColumn(
            "amount",
            _("amount"),
            read_money,
            aliases=("金额", "到账金额", "缴费金额"),
            required=True,
            form=MONEY,
            example="48000",
        ),
        SheetColumn(
            "paid_on",
            _("received on"),
            read_day,
            aliases=("到账日期", "缴费日期", "日期"),
            required=True,
            form=DAY,
            example="2026-03-01",
        ),
        SheetColumn(
            "voucher_number",
            _("voucher number"),
            read_code(60),
            aliases=("凭证号", "凭证编号"),
            required=True,
            note=_VOUCHER_NOTE,
            example="YS-2026-00031",
        ),
        SheetColumn("invoice_number", _("invoice number"), read_code(60), aliases=("发票号",)),
        SheetColumn("note", _("note"), read_words(300), aliases=("备注",)),
    ),
    key=lambda values: values.get("voucher_number", ""),
    write=_write_payment,
    undo=_undo_payment,
    doubts=other_name,
    undo_words=_(
        "The payments are made void with your reason. A term that has begun goes on, with its fee due again."
    ),
)


def _write_renewal(record: Record, context: ImportContext) -> Written:
    values = record.values
    return bring_renewal(
        holder=values["holder"],
        program=values.get("program"),
        tier_name=values.get("tier", ""),
        fee=values.get("fee"),
        due_on=values.get("due_on"),
        actor=context.actor,
        reason=context.reason,
    )


def _undo_renewal(key: int, context: ImportContext) -> None:
    withdraw_imported_renewal(term_id=key, actor=context.actor, reason=context.reason)


def _renewal_key(values: Mapping[str, Any]) -> str:
    holder, program = values.get("holder"), values.get("program")
    code = str(getattr(holder, "uscc", None) or getattr(holder, "code", ""))
    return f"{code} · {program.slug}" if program and code else code


RENEWALS = SheetKind(
    slug="renewals",
    title=_("renewals"),
    intro=_("The next term of memberships, with its tier and fee. It begins when the fee is received."),
    symbol="autorenew",
    permissions=_MANAGE,
    columns=(
        _HOLDER,
        _NAME,
        _PROGRAM,
        SheetColumn(
            "tier",
            _("tier"),
            read_words(160),
            aliases=("等级", "会员等级", "续费等级"),
            note=_("Left empty: the tier as now."),
            choices=tier_names(TierLevel.SECOND, TierLevel.TOP),
        ),
        SheetColumn(
            "fee",
            _("fee"),
            read_money,
            aliases=("会费", "续费金额", "金额"),
            note=_("Left empty: the annual fee of the tier."),
            form=MONEY,
            example="48000",
        ),
        SheetColumn(
            "due_on", _("fee due by"), read_day, aliases=("缴费截止日",), form=DAY, example="2026-03-31"
        ),
    ),
    key=_renewal_key,
    write=_write_renewal,
    undo=_undo_renewal,
    doubts=other_name,
    undo_words=_("Renewals for which nothing was received are withdrawn with your reason."),
)
