"""A hundred thousand memberships with terms, payments and their histories, written set by set."""

from typing import Any

from django.db import connection

from startups.models import Company
from tests.factories import DistrictFactory, ProgramFactory, TierFactory

_COMPANIES = """
    INSERT INTO startups_company (id, public_id, slug, uscc, name_zh, name_en, {more} created_at, updated_at)
    SELECT n, 'com_' || lpad(n::text, 14, '0'), 'company-' || n, lpad(n::text, 18, '0'),
        format('上海第 %%s 号先进材料有限公司', n), format('Shanghai Advanced Materials %%s', n), {values}
        now() - interval '3 years', now()
    FROM generate_series(1, %(rows)s) AS n
"""
_MEMBERSHIPS = """
    INSERT INTO liaison_membership (id, public_id, program_id, tier_id, company_id, parent_id, state,
        state_before_suspension, suspended_with_parent, starts_on, ends_on, rights_until, fee, currency,
        created_at, updated_at)
    SELECT n, 'mem_' || lpad(n::text, 14, '0'), %(program)s, %(second)s, n, %(root)s,
        (ARRAY['active', 'active', 'renewed', 'grace', 'expired', 'suspended', 'approved'])[1 + n %% 7],
        '', false, current_date - n %% 365, current_date - n %% 365 + 364, current_date - n %% 365 + 394,
        48000, 'CNY', now() - interval '2 years', now()
    FROM generate_series(1, %(rows)s) AS n
"""
_TERMS = """
    INSERT INTO liaison_membershipterm (id, membership_id, number, tier_id, state, starts_on, ends_on, fee,
        currency, due_on, created_at, updated_at)
    SELECT n * 2 + term, n, 1 + term, %(second)s, CASE WHEN term = 0 THEN 'ended' ELSE 'running' END,
        current_date - n %% 365 - 365 * (1 - term), current_date - n %% 365 + 364 - 365 * (1 - term),
        48000, 'CNY', current_date - n %% 365, now() - interval '2 years', now()
    FROM generate_series(1, %(rows)s) AS n, generate_series(0, 1) AS term
"""
_PAYMENTS = """
    INSERT INTO liaison_payment (id, public_id, term_id, amount, currency, paid_on, voucher_number,
        invoice_number, note, void_reason, created_at, updated_at)
    SELECT id, 'pay_' || lpad(id::text, 14, '0'), id, CASE WHEN id %% 9 = 0 THEN 20000 ELSE 48000 END, 'CNY',
        starts_on, 'YS-' || id, 'FP' || id, '', '', now() - interval '2 years', now()
    FROM liaison_membershipterm
"""
_EMPTY = {"ArrayField": "'{}', ", "BooleanField": "false, ", "PositiveSmallIntegerField": "0, "}
_TRACKED = ("startups_company", "liaison_membership", "liaison_membershipterm", "liaison_payment")


def fill(rows: int, *, with_history: bool = True) -> None:
    """Writes that many companies with a membership each, and two events in the history of every row."""
    top = TierFactory(program=ProgramFactory(), level="top")
    second = TierFactory(program=top.program, level="second")
    district = DistrictFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        more, values = _required(Company)
        names: dict[str, Any] = {
            "rows": rows,
            "program": top.program_id,
            "second": second.pk,
            "root": rows + 1,
        }
        cursor.execute(_COMPANIES.format(more=more, values=values % {"district": district.pk}), names)
        for statement in (_MEMBERSHIPS, _TERMS, _PAYMENTS):
            cursor.execute(statement, names)
        for table in _TRACKED if with_history else ():
            _remember(cursor, table)
        cursor.execute("SET session_replication_role = origin")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _required(model: Any) -> tuple[str, str]:
    """The other columns that cannot be null, with their empty values."""
    given = {"id", "public_id", "slug", "uscc", "name_zh", "name_en", "created_at", "updated_at"}
    columns, values = "", ""
    for field in model._meta.concrete_fields:
        if field.name in given or field.null:
            continue
        columns += f"{field.column}, "
        if field.is_relation:
            values += "%(district)s, "
        else:
            values += _EMPTY.get(field.get_internal_type(), "'', ")
    return columns, values


def _remember(cursor: Any, table: str) -> None:
    """Two events for each row: made two years ago, changed a year ago."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name IN"
        " (SELECT column_name FROM information_schema.columns WHERE table_name = %s)",
        [table, f"{table}history"],
    )
    columns = ", ".join(name for (name,) in cursor.fetchall())
    for label, years in (("insert", 2), ("update", 1)):
        cursor.execute(
            f"INSERT INTO {table}history (pgh_created_at, pgh_label, pgh_obj_id, {columns})"
            f" SELECT now() - interval '{years} years', '{label}', id, {columns} FROM {table}"
        )
