"""A hundred thousand rows for each list of the admin, and somebody who reads them."""

import re
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.db.models import Model

from benchmarks import office_data, pages_data
from liaison.models import Membership
from startups.models import Company, Need
from tests.factories import UniversityFactory
from universities.models import Technology
from yangpu_portal.core.found_by import found_by
from yangpu_portal.core.models import User
from yangpu_portal.core.queries.found_names import label_of, source_hash
from yangpu_portal.core.text.pinyin import sounds

_NEEDS = """
    INSERT INTO startups_need (id, public_id, company_id, title_zh, title_en, {more} state, opened_at,
        confidentiality, created_at, updated_at)
    SELECT n, 'nee_' || lpad(n::text, 14, '0'), n, format('第 %%s 号低温锂电池需求', n),
        format('Battery %%s for Shanghai', n), {values}
        (ARRAY['open', 'draft', 'closed', 'in_review'])[1 + n %% 4],
        now() - make_interval(mins => n), 'public', now(), now()
    FROM generate_series(1, %(rows)s) AS n
"""
_GIVEN = {
    *("id", "public_id", "company", "title_zh", "title_en", "state", "opened_at", "confidentiality"),
    *("created_at", "updated_at"),
}
_EMPTY = {
    "ArrayField": "'{}'",
    "BooleanField": "false",
    "JSONField": "'{}'",
    "PositiveSmallIntegerField": "0",
}


def fill(rows: int) -> None:
    pages_data.fill_offers(rows)
    UniversityFactory.reset_sequence(rows, force=True)  # past the slugs just used
    office_data.fill(rows, with_history=False)
    columns, values = "", ""
    for field in Need._meta.concrete_fields:
        if field.name not in _GIVEN and not field.null:
            columns += f"{field.column}, "
            values += f"{_EMPTY.get(type(field).__name__, chr(39) * 2)}, "
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_NEEDS.format(more=columns, values=values), {"rows": rows})
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("DELETE FROM core_foundname")
        for model in (Company, Membership, Technology, Need):
            _name(cursor, model)
        cursor.execute("VACUUM ANALYZE")


def _name(cursor: Any, model: type[Model]) -> None:
    """What the portal would write row by row: all names differ in their number only."""
    how = found_by(model)
    assert how is not None
    first = model._default_manager.order_by("pk").values(*how.columns).first()
    assert first is not None
    texts = (re.sub(r"\d+", " ", str(first[column])) for column in how.texts)
    source, values = (
        model._default_manager.order_by().annotate(made=source_hash(how)).values_list("pk", "made").query
    ).sql_with_params()
    codes = " || ".join(
        f"ARRAY[lower(coalesce({code}, '')), split_part({code}, '_', 2)]" for code in how.codes
    )
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO core_foundname (model, object_id, source, words)"
        f" SELECT %s, id, made, array_to_tsvector(array_remove(%s::text[] || id::text || {codes}, ''))"
        f" FROM ({source}) AS hashed (key, made) JOIN {table} ON id = key",
        [label_of(model), sorted(set().union(*map(sounds, texts))), *values],
    )


def cookie() -> str:
    """Of a session in which somebody is signed in who may see everything."""
    user = User.objects.create_superuser("reader@bench.example", "not used here 42", language="zh-hans")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
