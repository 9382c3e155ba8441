import pytest

from liaison.matching.alignment import Measured, aligned, alike
from liaison.matching.facts import Quantity


def quantity(name: str, value: float, unit: str = "%", comparator: str = "eq") -> Quantity:
    return Quantity(tuple(name.split("/")), comparator, value, unit, name)


def offer(*rows: Quantity | Measured) -> list[Measured]:
    return [row if isinstance(row, Measured) else Measured(row) for row in rows]


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("容量保持率", "容量保持率", True),
        ("准确率", "accuracy", True),
        ("召回率", "recall", True),
        ("能量密度", "energy density", True),
        ("剪切强度", "Breakdown strength", False),
        ("工作温度", "Operating temperature", True),
        ("误报率", "Detection rate", False),
        ("温度", "temperature error", False),
    ],
)
def test_a_parameter_is_known_in_the_other_language(name: str, other: str, same: bool) -> None:
    assert (alike((name,), (other,)) > 0) is same


def test_the_same_parameter_stands_in_one_row_whatever_its_unit() -> None:
    rows = aligned(
        [], [offer(quantity("mass", 2, "kg")), offer(quantity("mass", 500, "g"), quantity("age", 1, "a"))]
    )
    assert [row.metrics for row in rows] == [[0, 0], [None, 1]]


def test_values_of_units_that_do_not_compare_stand_apart() -> None:
    assert len(aligned([], [offer(quantity("mass", 2, "kg")), offer(quantity("mass", 5, "m"))])) == 2


def test_wanted_parameters_lead_and_tell_whether_they_are_reached() -> None:
    wanted = [quantity("recall", 90, comparator="ge"), quantity("price", 5, "CNY", "le")]
    row, unmet = aligned(
        wanted, [offer(quantity("mass", 1, "kg"), quantity("recall", 95)), offer(quantity("recall", 80))]
    )[:2]
    assert row.metrics == [1, 0]
    assert [result and result.missed for result in row.results] == [False, True]
    assert row.best == {0}
    assert unmet.metrics == [None, None]


@pytest.mark.parametrize(
    ("first", "second", "best"),
    [
        (quantity("loss", 3, comparator="le"), quantity("loss", 2, comparator="le"), {1}),
        (quantity("mass", 2, "kg", "ge"), quantity("mass", 500, "g", "ge"), {0}),
        (Measured(quantity("time", 3, "s"), 9), Measured(quantity("time", 4, "s"), 9), {0}),
        (quantity("time", 3, "s"), quantity("time", 4, "s"), set()),  # nobody knows which way is better
        (quantity("loss", 2, comparator="le"), quantity("loss", 2, comparator="le"), set()),
        (quantity("loss", 2, comparator="le"), quantity("loss", 3, comparator="ge"), set()),
    ],
)
def test_the_best_is_told_only_where_it_is_known(first, second, best) -> None:
    (row,) = aligned([], [offer(first), offer(second)])
    assert row.best == best


def test_no_metric_is_used_twice() -> None:
    twice = offer(quantity("recall", 90), quantity("recall at night", 70))
    rows = aligned([quantity("recall", 80, comparator="ge")], [twice])
    assert [row.metrics for row in rows] == [[0], [1]]
