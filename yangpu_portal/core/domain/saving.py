"""Saving a row whose rules the database holds, and saying which of them it broke.

`full_clean` asks the database about each foreign key and each constraint before a row is written, some
fifteen queries for a membership; what two people write at once passes it all the same. Here the statement
that writes asks once, and the name of the constraint it breaks finds the words.
"""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models


def save_checked(row: models.Model) -> None:
    """Saves a row inside the caller's transaction, which has to end when the row is refused.

    Raises:
        ValidationError: a column does not fit, `clean` refuses the row, or it breaks a constraint.
    """
    relations = {field.name for field in row._meta.fields if field.is_relation}
    row.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
    try:
        row.save()
    except IntegrityError as error:
        text = _broken_rule(type(row), error)
        if not text:
            raise
        raise ValidationError({NON_FIELD_ERRORS: [text]}) from error


def _broken_rule(model: type[models.Model], error: IntegrityError) -> str:
    """What the constraint of the model says that the database names; empty if it names none of them."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    named = (each for each in model._meta.constraints if each.name == name)
    return next((str(each.get_violation_error_message()) for each in named), "")
