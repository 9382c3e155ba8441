"""What the database says against a row, in words for people."""

from django.apps import apps
from django.db import DatabaseError
from django.utils.translation import gettext as _


def broken_rule(error: DatabaseError) -> str:
    """The message of the constraint that the database names; empty if it names none of ours."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_models() if name else ():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
    return ""


def database_reason(error: DatabaseError) -> str:
    """The message of the constraint that was violated; else what PostgreSQL says in its first line."""
    if words := broken_rule(error):
        return words
    diagnosis = getattr(error.__cause__, "diag", None)
    reason = getattr(diagnosis, "message_primary", None) or str(error).split("\n", 1)[0]
    return _("The database refused the row: %(reason)s") % {"reason": reason}
