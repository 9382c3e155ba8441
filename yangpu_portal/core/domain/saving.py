"""Saving a row whose rules the database holds, and saying which of them it broke.

`full_clean` asks the database about each foreign key and each constraint before a row is written, some
fifteen queries for a membership; what two people write at once passes it all the same. Here the statement
that writes asks once, and the name of the constraint it breaks finds the words.
"""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models

from yangpu_portal.core.domain.database_words import broken_rule


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
        text = broken_rule(error)
        if not text:
            raise
        raise ValidationError({NON_FIELD_ERRORS: [text]}) from error
