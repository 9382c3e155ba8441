"""The rows of an admin list as HTML.

The theme computes the headers anew for each row, resolves an address for each link and renders a template for
each mark: nine tenths of what a list of fifty rows takes. Here headers and addresses are computed once, equal
marks are rendered once, and a cell is one string.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import label_for_field, lookup_field, quote
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from unfold.utils import display_for_dropdown, display_for_field, display_for_header, display_for_value
from unfold.utils import display_for_label as rendered_label

from yangpu_portal.core.text.days import in_table

_PLACE = "0a0"  # stands for the key in what is computed once for all rows


class _Placeholder:
    pk = _PLACE


@dataclass(frozen=True, slots=True)
class _Column:
    opening: str  # what stands in its tag
    is_link: bool
    value: Callable[[Any], Any]


class Cells:
    """Renders the cells of one list; keeps what is equal in many of them."""

    def __init__(self, changes: Any) -> None:
        self.changes = changes
        self.address = _address(changes)
        self.empty = changes.model_admin.get_empty_value_display()
        self.marks: dict[Any, str] = {}
        self.columns = [self._column(name) for name in changes.list_display]

    def _column(self, name: Any) -> _Column:
        kind = "action-checkbox" if name == "action_checkbox" else f"field-{_name(name)}"
        opening = f'class="cell {kind}" data-label="{_label(self.changes, name)}"'
        return _Column(opening, name in (self.changes.list_display_links or ()), self._reader(name))

    def row(self, row: models.Model) -> SafeString:
        """All cells of a row. The first column that leads to the row is its heading."""
        cells, is_headed = [], False
        for column in self.columns:
            text: str = conditional_escape(column.value(row))
            tag, scope = "td", ""
            if column.is_link:
                text = self._link(row, text)
                if not is_headed:
                    tag, scope, is_headed = "th", ' scope="row"', True
            cells.append(f"<{tag}{scope} {column.opening}>{text}</{tag}>")
        return mark_safe("".join(cells))  # noqa: S308 - every part is escaped above

    def _link(self, row: models.Model, text: str) -> str:
        if self.address is None:
            return text
        before, after = self.address
        key = quote(getattr(row, self.changes.pk_attname))
        opener = ""
        if self.changes.is_popup:
            value = row.serializable_value(str(self.changes.to_field or self.changes.pk_attname))
            opener = format_html(' data-popup-opener="{}"', value)
        return f'<a href="{before}{escape(key)}{after}"{opener}>{text}</a>'

    def _box(self, row: models.Model) -> SafeString:
        """The box to tick, rendered once for all rows."""
        if "box" not in self.marks:
            self.marks["box"] = self.changes.model_admin.action_checkbox(_Placeholder())
        return mark_safe(self.marks["box"].replace(_PLACE, escape(row.pk)))  # noqa: S308

    def _reader(self, name: Any) -> Callable[[Any], Any]:
        """How the column is read; what is the same for all rows is looked up here."""
        if name == "action_checkbox":
            return self._box
        field = _field(self.changes.opts, name)
        if field is None:
            return partial(self._looked_up, name)
        read, empty = attrgetter(field.name), self.empty
        if isinstance(field.remote_field, models.ManyToOneRel):
            return lambda row: empty if read(row) is None else read(row)
        if isinstance(field, models.BooleanField):
            return lambda row: self._tick(read(row), empty)
        if field.flatchoices:
            labels = {value: str(label) for value, label in field.flatchoices}
            return lambda row: labels.get(read(row), empty)
        return lambda row: self._plain(read(row), field)

    def _plain(self, value: Any, field: Any) -> str:
        return _time(value) if isinstance(value, date) else display_for_field(value, field, self.empty)

    def _looked_up(self, name: Any, row: models.Model) -> Any:
        try:
            _nothing, source, value = lookup_field(name, row, self.changes.model_admin)
        except ObjectDoesNotExist:
            return self.empty
        return self._computed(row, name, source, value, getattr(source, "empty_value_display", self.empty))

    def _tick(self, value: Any, empty: str) -> str:
        return self._once(("boolean", value), lambda: display_for_value(value, empty, boolean=True))

    def _computed(self, row: models.Model, name: Any, source: Any, value: Any, empty: str) -> Any:
        label = getattr(source, "label", False)
        if label:
            return self._once(
                (name, str(value)) if isinstance(value, list) else (name, value),
                lambda: rendered_label(value, empty, label),
            )
        if getattr(source, "dropdown", False):
            return display_for_dropdown(row, name, value, empty)
        if getattr(source, "header", False):
            return display_for_header(value, empty)
        if getattr(source, "boolean", False):
            return self._tick(value, empty)
        if isinstance(value, date):
            return _time(value)
        return value if isinstance(value, SafeString) else display_for_value(value, empty)

    def _once(self, key: Any, render: Callable[[], str]) -> str:
        if key not in self.marks:
            self.marks[key] = render()
        return self.marks[key]


def _time(value: date) -> SafeString:
    """Not to be broken at its hyphens."""
    return format_html("<time>{}</time>", in_table(value))


def _field(opts: Any, name: Any) -> Any:
    """The column of the table it shows; None for what is computed."""
    try:
        field = opts.get_field(name)
    except (FieldDoesNotExist, AttributeError):  # a function has no name to look for
        return None
    return field if isinstance(field, models.Field) and not field.auto_created else None


def _name(name: Any) -> str:
    return str(getattr(name, "__name__", name))


def _label(changes: Any, name: Any) -> str:
    if name == "action_checkbox":
        return escape(_("Select record"))
    return escape(capfirst(str(label_for_field(name, changes.model, model_admin=changes.model_admin))))


def _address(changes: Any) -> tuple[str, str] | None:
    """The address of a row, before and after its key."""
    opts = changes.opts
    name = f"{changes.model_admin.admin_site.name}:{opts.app_label}_{opts.model_name}_change"
    try:
        url = reverse(name, args=[_PLACE])
    except NoReverseMatch:
        return None
    kept = {"preserved_filters": changes.preserved_filters, "opts": opts}
    before, _place, after = str(add_preserved_filters(kept, url)).partition(_PLACE)
    return escape(before), escape(after)
