"""Who took which list out of the admin: data that leaves the portal leaves a trace."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.enums import ExportFormat


class ListExport(models.Model):
    """Written before the first row is read, so that an export that breaks off is on record too."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="list_exports",
        verbose_name=_("by"),
    )
    source = models.CharField(_("list"), max_length=120)
    format = models.CharField(_("format"), max_length=10, choices=ExportFormat.choices)
    query = models.TextField(_("filters"), blank=True)
    rows = models.PositiveIntegerField(
        _("rows"), null=True, help_text=_("Empty: the export was not finished.")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("export of a list")
        verbose_name_plural = _("exports of lists")
        ordering = ["-id"]
        triggers = [
            # An account that is deleted leaves its exports without a name; the count comes at the end.
            pgtrigger.Protect(
                name="list_export_append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["user", "rows"]),
            ),
            pgtrigger.Protect(name="list_export_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.get_format_display()}"
