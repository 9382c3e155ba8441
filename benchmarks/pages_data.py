"""A made-up catalogue in the database, for measuring pages, with tags and words as frequent as real ones.

Three words are in every tenth, hundredth and ten-thousandth offer. All rows are written set by set with the
triggers off; what those would have kept beside them is written by the same expressions. Documents are put
together from tokens, as cutting a million texts into words would take an hour and change nothing that is
measured. At most `_DOCUMENTS` of them are different, each of 2.4 kB; those of real offers take 1 to 8 kB.
"""

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
from django.db import connection

from universities.enums import IPStatus
from universities.models import Department, Technology, University
from universities.models.search import COPIED
from yangpu_portal.core.enums import CooperationMode
from yangpu_portal.core.models import Field

WORDS = {"common": 0.1, "seldom": 0.01, "rareword": 0.0001}
_SEED = 5
_UNIVERSITIES, _TOPS, _BELOW, _VOCABULARY, _LENGTH, _DOCUMENTS = 30, 10, 6, 20_000, 220, 20_000
_LONG_TEXT = "在低温、强振动和高湿度条件下做过对比试验，结果与现有产品相比有明显提高。" * 12
_TABLES = ("universities_technology", "universities_technology_fields", "universities_technologysearch")

_TECHNOLOGIES = """
    WITH made AS (
        SELECT row, (random() * 8)::int + 1 AS trl, 1 + (random() * 39)::int AS price,
            (%(universities)s)[place] AS university_id, (%(departments)s)[place] AS department_id,
            (%(statuses)s)[1 + (random() * (cardinality(%(statuses)s) - 1))::int] AS ip_status,
            (%(modes)s)[1 + (random() * (cardinality(%(modes)s) - 1))::int] AS mode,
            (%(modes)s)[1 + (random() * (cardinality(%(modes)s) - 1))::int] AS other_mode,
            now() - make_interval(mins => (random() * 2000000)::int, secs => row / 1e6) AS published_at,
            current_date - (random() * 365)::int AS confirmed_on
        FROM (SELECT row, 1 + (random() * (cardinality(%(universities)s) - 1))::int AS place
              FROM generate_series(1, %(rows)s) AS row OFFSET 0) AS placed
    )
    INSERT INTO universities_technology (
        id, public_id, university_id, department_id, external_id, title_zh, title_en, summary_zh, summary_en,
        problem_zh, problem_en, description_zh, description_en, applications_zh, applications_en, limits_zh,
        limits_en, keywords_zh, keywords_en, source_language, translation_state, trl, ip_status,
        cooperation_modes, price_min, price_max, currency, state, published_at, confirmed_on, created_at,
        updated_at
    )
    SELECT row, 'tec_' || lpad((row - 1)::text, 14, '0'), university_id, department_id, '',
        format('第 %%s 号低温锂电池电解液', row), format('Electrolyte %%s for batteries in the cold', row),
        '在 −40 °C 保持 82%% 的容量，比现有产品高 31 个百分点。', 'Keeps 82 %% of its capacity at −40 °C.',
        '问题', 'problem', %(text)s, %(text)s, '储能', 'storage', '限制', 'limits', '{电池,电解液}',
        '{battery,electrolyte}', 'zh-hans', 'human', trl, ip_status, ARRAY[mode, other_mode],
        price * 50000, price * 100000, 'CNY', 'published', published_at, confirmed_on, now(), now()
    FROM made
"""
_TAGS = """
    INSERT INTO universities_technology_fields (technology_id, field_id)
    SELECT DISTINCT row, (%(fields)s)[1 + (random() * (cardinality(%(fields)s) - 1))::int]
    FROM generate_series(1, %(rows)s) AS row, generate_series(1, 2)
"""
_SEARCH = f"""
    INSERT INTO universities_technologysearch (technology_id, document, {", ".join(COPIED)})
    SELECT t.id, made.document{{words}}, {", ".join(value.replace("NEW.", "t.") for value in COPIED.values())}
    FROM universities_technology t JOIN made ON made.id = t.id %% {{documents}}
    ORDER BY t.id
"""


def fill_offers(rows: int) -> None:
    """Writes that many published offers and nothing beside them."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(_TECHNOLOGIES, _values(rows))
        cursor.execute("SET session_replication_role = origin")


def fill(rows: int) -> None:
    """Writes that many published offers with their tags and search documents, unless they are there."""
    there = Technology.objects.count()
    if there == rows:
        return
    if there:
        raise SystemExit(f"There are {there} offers in this database: measure in one of its own.")
    values = _values(rows)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no triggers, no checks of foreign keys
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(_TECHNOLOGIES, values)
        cursor.execute(_TAGS, values)
        documents = min(rows, _DOCUMENTS)
        _copy_documents(cursor, documents)
        # An index is made in one go far sooner than row by row.
        cursor.execute("DROP INDEX technology_search_document")
        cursor.execute(_SEARCH.format(words=_words(), documents=documents), ())
        cursor.execute(
            "CREATE INDEX technology_search_document ON universities_technologysearch"
            " USING gin (document) WITH (fastupdate = off)"
        )
        cursor.execute("DROP TABLE made")
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('universities_technology', 'id'), %s)", [rows + 1]
        )
        cursor.execute("SELECT nextval('universities_search_stamp')")
        for table in _TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
        cursor.execute("SET session_replication_role = origin")


def _values(rows: int) -> dict[str, Any]:
    universities, departments = _departments()
    return {
        "rows": rows,
        "universities": universities,
        "departments": departments,
        "statuses": [value for value in IPStatus.values if value],
        "modes": CooperationMode.values,
        "text": _LONG_TEXT,
        "fields": _fields(),
    }


def _words() -> str:
    """Adds the words of known frequency to a document: to the title of every third that has one."""
    cases = []
    for word, share in WORDS.items():
        step = round(1 / share)
        cases.append(
            f" || CASE WHEN t.id %% {3 * step} = 0 THEN '{word}:1A ^{word}:1'::tsvector"
            f" WHEN t.id %% {step} = 0 THEN '{word}:1A'::tsvector ELSE ''::tsvector END"
        )
    return "".join(cases)


def _fields() -> list[int]:
    keys = []
    for top in range(_TOPS):
        above = Field.objects.create(
            code=f"top-{top}", name_zh=f"大类{top}", name_en=f"Group {top}", position=top
        )
        below = (
            Field(code=f"field-{top}-{n}", name_zh=f"小类{n}", name_en=f"Field {n}", parent=above)
            for n in range(_BELOW)
        )
        keys += [row.pk for row in Field.objects.bulk_create(below)]
    return keys


def _departments() -> tuple[list[int], list[int]]:
    """Keys of universities, and of a department of each."""
    universities, departments = [], []
    for number in range(_UNIVERSITIES):
        one = University.objects.create(
            slug=f"university-{number}", name_zh=f"第{number}大学", name_en=f"University {number}"
        )
        department = Department.objects.create(
            university=one, slug="engineering", name_zh="工程系", name_en="Department of Engineering"
        )
        universities.append(one.pk)
        departments.append(department.pk)
    return universities, departments


def _copy_documents(cursor: Any, number: int) -> None:
    cursor.execute("CREATE TEMPORARY TABLE made (id integer PRIMARY KEY, document tsvector)")
    cursor.copy_expert("COPY made FROM STDIN", io.StringIO("".join(_documents(number))))


def _documents(number: int) -> Iterator[str]:
    """Documents as lines to copy: a word's number is the rarer, the higher it is."""
    random = np.random.default_rng(_SEED)
    vocabulary = [f"word{number}" for number in range(_VOCABULARY)]
    for row in range(number):
        numbers = (_VOCABULARY ** random.random(_LENGTH)).astype(int) - 1
        places: dict[str, list[str]] = {}
        for place, word in enumerate(numbers.tolist(), start=2):
            places.setdefault(vocabulary[word], []).append(f"{place}C")
        lexemes = " ".join(f"'{token}':{','.join(found)}" for token, found in places.items())
        yield f"{row}\t{lexemes}\n"
