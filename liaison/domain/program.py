"""Writes of liaison programs and their tiers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from liaison.models import Program, Tier
from universities.models import University


@transaction.atomic
def create_program(
    *, slug: str, university: University, values: Mapping[str, Any], tiers: Sequence[Mapping[str, Any]]
) -> Program:
    """Makes a program with its tiers.

    Args:
        values: further columns of Program by name.
        tiers: columns of Tier by name.

    Raises:
        ValidationError: a value does not fit its column.
    """
    program = Program(slug=slug, university=university, **values)
    program.full_clean()
    program.save()
    for columns in tiers:
        tier = Tier(program=program, **columns)
        tier.full_clean()
        tier.save()
    return program
