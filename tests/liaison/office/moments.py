"""The same moment asked for as the present and as the past, and what all figures say of it."""

from dataclasses import replace

from django.utils import timezone

from liaison.queries.figures.as_of import AsOf, as_of
from liaison.queries.figures.computed import FIGURES, compute


def now() -> AsOf:
    return as_of()


def remembered() -> AsOf:
    """This moment, asked for as if it were long past."""
    return replace(as_of(), until=timezone.now())


def values(when: AsOf) -> dict:
    return compute(list(FIGURES.values()), when).values


def counts(when: AsOf) -> dict[str, int]:
    return {name: value.count for name, value in values(when).items()}
