"""A made-up catalogue in the database, for measuring pages, with tags and words as frequent as real ones.

Three words are in every tenth, hundredth and ten-thousandth offer. Documents are put together from tokens, as
cutting a hundred thousand texts into words would take minutes and change nothing that is measured.
"""

import io
from collections.abc import Iterable
from datetime import timedelta

import numpy as np
from django.db import connection
from django.utils import timezone

from universities.enums import IPStatus
from universities.models import Department, University
from yangpu_portal.core.enums import CooperationMode
from yangpu_portal.core.models import Field

WORDS = {"common": 0.1, "seldom": 0.01, "rareword": 0.0001}
_SEED = 5
_UNIVERSITIES, _TOPS, _BELOW, _VOCABULARY, _LENGTH = 30, 10, 6, 20_000, 120
_COLUMNS = (
    *(
        "id",
        "public_id",
        "university_id",
        "department_id",
        "external_id",
        "title_zh",
        "title_en",
        "summary_zh",
    ),
    *("summary_en", "problem_zh", "problem_en", "description_zh", "description_en", "applications_zh"),
    *("applications_en", "limits_zh", "limits_en", "keywords_zh", "keywords_en", "source_language"),
    *("translation_state", "trl", "ip_status", "cooperation_modes", "price_min", "price_max", "currency"),
    *("state", "published_at", "confirmed_on", "created_at", "updated_at"),
)


def fill(rows: int) -> None:
    """Writes that many published offers with their tags and search documents."""
    random = np.random.default_rng(_SEED)
    fields, departments = _fields(), _departments()
    _copy("universities_technology", _COLUMNS, _technologies(random, rows, departments))
    tags = (
        (row + 1, fields[tag])
        for row in range(rows)
        for tag in {*random.integers(0, len(fields), 2).tolist()}
    )
    _copy("universities_technology_fields", ("technology_id", "field_id"), tags)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE made (technology_id bigint, document tsvector)")
        _copy("made", ("technology_id", "document"), _documents(random, rows))
        # An index is made in one go far sooner than row by row.
        cursor.execute("DROP INDEX technology_search_document")
        cursor.execute(
            "UPDATE universities_technologysearch s SET document = made.document FROM made"
            " WHERE made.technology_id = s.technology_id"
        )
        cursor.execute("DROP TABLE made")
        cursor.execute(
            "CREATE INDEX technology_search_document ON universities_technologysearch"
            " USING gin (document) WITH (fastupdate = off)"
        )
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('universities_technology', 'id'), %s)", [rows + 1]
        )
    for table in (
        "universities_technologysearch",
        "universities_technology",
        "universities_technology_fields",
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")


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


def _departments() -> list[tuple[int, int]]:
    pairs = []
    for number in range(_UNIVERSITIES):
        one = University.objects.create(
            slug=f"university-{number}", name_zh=f"第{number}大学", name_en=f"University {number}"
        )
        department = Department.objects.create(
            university=one, slug="engineering", name_zh="工程系", name_en="Department of Engineering"
        )
        pairs.append((one.pk, department.pk))
    return pairs


def _technologies(
    random: np.random.Generator, rows: int, departments: list[tuple[int, int]]
) -> Iterable[tuple[object, ...]]:
    modes, statuses, now = (
        CooperationMode.values,
        [value for value in IPStatus.values if value],
        timezone.now(),
    )
    long_text = "在低温、强振动和高湿度条件下做过对比试验，结果与现有产品相比有明显提高。" * 12
    for row in range(rows):
        university, department = departments[int(random.integers(len(departments)))]
        price = int(random.integers(1, 40)) * 50_000
        published = now - timedelta(minutes=int(random.integers(1, 2_000_000)), microseconds=row)
        chosen = sorted({modes[int(random.integers(len(modes)))] for _ in range(2)})
        yield (
            *(row + 1, f"tec_{row:014}", university, department, ""),
            *(f"第 {row} 号低温锂电池电解液", f"Electrolyte {row} for batteries in the cold"),
            *(
                "在 −40 °C 保持 82% 的容量，比现有产品高 31 个百分点。",
                "Keeps 82 % of its capacity at −40 °C.",
            ),
            *("问题", "problem", long_text, long_text, "储能", "storage", "限制", "limits"),
            *("{电池,电解液}", "{battery,electrolyte}", "zh-hans", "human"),
            *(
                int(random.integers(1, 10)),
                statuses[int(random.integers(len(statuses)))],
                "{" + ",".join(chosen) + "}",
            ),
            *(price, price * 2, "CNY", "published", published.isoformat()),
            *(
                (now - timedelta(days=int(random.integers(0, 365)))).date().isoformat(),
                now.isoformat(),
                now.isoformat(),
            ),
        )


def _documents(random: np.random.Generator, rows: int) -> Iterable[tuple[int, str]]:
    vocabulary = [f"word{number}" for number in range(_VOCABULARY)]
    every = {word: max(1, round(1 / share)) for word, share in WORDS.items()}
    for row in range(rows):
        numbers = (_VOCABULARY ** random.random(_LENGTH)).astype(int) - 1
        places: dict[str, list[str]] = {}
        for place, number in enumerate(numbers.tolist(), start=2):
            places.setdefault(vocabulary[number], []).append(f"{place}C")
        for word, step in every.items():
            if row % step == 0:
                places[word] = ["1A"]
                if row % (3 * step) == 0:
                    places[f"^{word}"] = ["1"]
        yield row + 1, " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def _copy(table: str, columns: Iterable[str], rows: Iterable[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor:
        buffer = io.StringIO()
        for row in rows:
            buffer.write("\t".join(str(value) for value in row) + "\n")
            if buffer.tell() > 32_000_000:
                buffer.seek(0)
                cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", buffer)
                buffer = io.StringIO()
        buffer.seek(0)
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", buffer)
