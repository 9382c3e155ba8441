"""Abstract models and constraints used by every app."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TimeStamped(models.Model):
    """Rows that remember when they were made and last changed."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        abstract = True


def some_text(name: str, model: str) -> models.CheckConstraint:
    """A constraint: at least one language of the column pair `name` is filled."""
    return models.CheckConstraint(
        condition=~Q(**{f"{name}_zh": ""}) | ~Q(**{f"{name}_en": ""}),
        name=f"{model}_{name}_in_some_language",
        violation_error_message=_("Fill in at least one of the two languages."),
    )
