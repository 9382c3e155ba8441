"""Work on many rows, of which one that fails keeps no other from its turn."""

import pytest
from django.core.exceptions import ValidationError

from yangpu_portal.core.domain.one_by_one import one_by_one


def halve(number: int) -> int:
    if number % 2:
        raise ValidationError("odd")
    return number // 2


def test_the_others_have_their_turn_and_the_failures_are_told():
    done = []

    def work(number: int) -> None:
        done.append(halve(number))

    with pytest.raises(ExceptionGroup, match="2 of 4 failed: number") as caught:
        one_by_one([1, 2, 3, 8], work, what="number")
    assert done == [1, 4]
    assert [fault.messages for fault in caught.value.exceptions] == [["odd"], ["odd"]]


def test_what_is_no_fault_of_a_row_ends_the_whole():
    done = []
    with pytest.raises(ValidationError):
        one_by_one([2, 1, 4], lambda number: done.append(halve(number)), what="number", faults=(OSError,))
    assert done == [1]


def test_it_tells_how_far_it_is():
    told = []
    assert one_by_one([2, 4], halve, what="number", progress=lambda *far: told.append(far)) == [1, 2]
    assert told == [(1, 2), (2, 2)]
