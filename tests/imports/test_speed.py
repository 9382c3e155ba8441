"""What a row costs: the same in a long file as in a short one."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import DistrictFactory
from tests.imports.files import checked, credit_code, text, written
from tests.people import OFFICIAL, in_group

pytestmark = pytest.mark.django_db
HEADER = ["统一社会信用代码", "企业名称", "员工人数"]
LIMIT = 0.1  # seconds of the processor for each row, checked and written; it takes about 0.03


def rows(start, count):
    return [[credit_code(number), f"第{number}科技有限公司", "46"] for number in range(start, start + count)]


def test_a_row_costs_the_same_in_a_long_file_as_in_a_short_one():
    DistrictFactory()
    official = in_group(OFFICIAL)
    queries, seconds = [], []
    for start, count in ((1000, 8), (2000, 32)):
        begun = time.process_time()
        with CaptureQueriesContext(connection) as captured:
            job = written(checked("companies", text(HEADER, *rows(start, count)), official))
        seconds.append((time.process_time() - begun) / count)
        queries.append(len(captured) / count)
        assert job.rows.exclude(done_at=None).count() == count
    assert queries[1] <= queries[0]
    assert seconds[1] < LIMIT
