"""The page that says how the admin is used by keyboard, and what its searches understand."""

from django.contrib.admin import site
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

KEYS = (
    (("Ctrl", "K"), gettext_lazy("Search the whole administration")),
    (("/",), gettext_lazy("Search in this list")),
    (("Ctrl", "S"), gettext_lazy("Save the form")),
    (("Ctrl", "E"), gettext_lazy("Switch between light and dark")),
    (("Tab",), gettext_lazy("Next field, link or button; the first Tab of a page skips the menu")),
    (("↑", "↓", "Enter"), gettext_lazy("Choose among what was found")),
    (("Esc",), gettext_lazy("Close what is open")),
)


@require_safe
def help_view(request: HttpRequest) -> HttpResponse:
    context = {**site.each_context(request), "title": _("Help"), "keys": KEYS}
    return TemplateResponse(request, "admin/help.html", context)
