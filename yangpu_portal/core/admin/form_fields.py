"""Form fields of the admin for columns that hold lists."""

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextareaWidget


class LinesField(forms.CharField):
    """A list of texts, one per line."""

    widget = UnfoldAdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)

    def run_validators(self, value: Any) -> None:
        for line in value:
            super().run_validators(line)


def list_form_field(column: ArrayField) -> forms.Field:
    """Boxes to tick where the column has choices, else one text per line."""
    labels: dict[str, Any] = {
        "label": capfirst(column.verbose_name),
        "required": not column.blank,
        "help_text": column.help_text,
    }
    base: models.Field[Any, Any] = column.base_field
    if base.choices:
        return forms.MultipleChoiceField(
            choices=list(base.choices), widget=UnfoldAdminCheckboxSelectMultipleWidget, **labels
        )
    labels["help_text"] = labels["help_text"] or _("One per line.")
    return LinesField(widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}), **labels)
