"""Tags for the lists of the admin."""

from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_list import result_hidden_fields
from unfold.templatetags.unfold_list import result_headers, result_list

from yangpu_portal.core.list_rows import Cells

register = template.Library()


@register.inclusion_tag("admin/parts/rows.html", takes_context=True)
def list_rows(context: Any, changes: Any) -> dict[str, Any]:
    """The table of a list; the theme's own where rows are edited, sorted by hand or unfolded."""
    admin = changes.model_admin
    if changes.formset or getattr(admin, "ordering_field", None) or getattr(admin, "list_sections", ()):
        return {**result_list(context, changes), "is_plain": False}
    cells = Cells(changes)
    headers = list(result_headers(changes))
    return {
        "cl": changes,
        "is_plain": True,
        "result_headers": headers,
        "num_sorted_fields": sum(bool(header["sortable"] and header["sorted"]) for header in headers),
        "result_hidden_fields": list(result_hidden_fields(changes)),
        "results": [(row.pk, cells.row(row)) for row in changes.result_list],
        "actions_row": context.get("actions_row"),
        "has_add_permission": admin.has_add_permission(context["request"]),
        "request": context["request"],
    }
