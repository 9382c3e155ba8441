"""Three hundred rows: how long they may take, and that each costs the same."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.enums import ImportState
from tests.factories import DistrictFactory
from tests.imports.files import checked, credit_code, text, written
from tests.people import OFFICIAL, in_group

pytestmark = pytest.mark.django_db
HEADER = ["统一社会信用代码", "企业名称", "员工人数"]
LIMIT = 30  # seconds of the processor; it takes about four


def rows(start, count):
    return [[credit_code(number), f"第{number}科技有限公司", "46"] for number in range(start, start + count)]


def test_three_hundred_rows_are_checked_and_written():
    DistrictFactory()
    official = in_group(OFFICIAL)
    begun = time.process_time()
    job = written(checked("companies", text(HEADER, *rows(1, 300)), official))
    assert time.process_time() - begun < LIMIT
    assert (job.state, job.rows.exclude(done_at=None).count()) == (ImportState.DONE, 300)


def test_a_row_costs_the_same_in_a_long_file_as_in_a_short_one():
    DistrictFactory()
    official = in_group(OFFICIAL)
    costs = []
    for start, count in ((1000, 10), (2000, 40)):
        with CaptureQueriesContext(connection) as queries:
            checked("companies", text(HEADER, *rows(start, count)), official)
        costs.append(len(queries) / count)
    assert costs[1] <= costs[0]
