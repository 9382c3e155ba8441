"""Work of the night on many rows, of which one that fails keeps no other from its turn."""

import logging
from collections.abc import Callable, Collection
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import DatabaseError

logger = logging.getLogger(__name__)
Row = TypeVar("Row")
Result = TypeVar("Result")


def one_by_one(
    rows: Collection[Row],
    work: Callable[[Row], Result],
    *,
    what: str,
    faults: tuple[type[Exception], ...] = (ValidationError, DatabaseError),
    progress: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Does the work on each row, in a transaction that the work itself opens.

    Args:
        what: the kind of row, for the log.
        faults: what one row may fail by; anything else ends the whole.
        progress: told after each row how many are done, and of how many.

    Returns:
        what the work gave for each.

    Raises:
        ExceptionGroup: some rows failed, after the work on all others was done.
    """
    results, failures = list[Result](), list[Exception]()
    for done, row in enumerate(rows, start=1):
        try:
            results.append(work(row))
        except faults as fault:
            logger.exception("the %s %s failed", what, row)
            failures.append(fault)
        if progress:
            progress(done, len(rows))
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(rows)} failed: {what}", failures)
    return results
