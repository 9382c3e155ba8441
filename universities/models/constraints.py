"""Database constraints that span two rows."""

import pgtrigger
from django.db import models


def same_university(model: str, related: type[models.Model], column: str) -> pgtrigger.Trigger:
    """A trigger: the row that `column` points at belongs to the same university as this row."""
    return pgtrigger.Trigger(
        name=f"{model}_{column}_university",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Q(**{f"new__{column}__isnull": False}),
        func=f"""
            IF NOT EXISTS (SELECT 1 FROM {related._meta.db_table} r
                           WHERE r.id = NEW.{column}_id AND r.university_id = NEW.university_id) THEN
                RAISE EXCEPTION 'the {column} belongs to another university'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - names of our own tables and columns
    )
