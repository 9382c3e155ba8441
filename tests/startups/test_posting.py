"""A form that is sent twice at the same moment makes one need."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from startups.domain.posting import begin_need
from startups.models import Need
from tests.factories import CompanyMemberFactory


@pytest.mark.django_db(transaction=True)
def test_two_copies_at_once_make_one_need():
    seat = CompanyMemberFactory()

    def send(_number: int) -> int:
        try:
            need = begin_need(submission="key1", company=seat.company, author=seat.user, source_language="en")
            return need.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(send, range(4)))
    assert made == set(Need.objects.values_list("pk", flat=True))
    assert len(made) == 1
