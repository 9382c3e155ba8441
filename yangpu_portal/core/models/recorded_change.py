"""What one request or task changed, as one row: the list of who changed what."""

from django.utils.translation import gettext_lazy as _
from pghistory.models import Context


class RecordedChange(Context):
    class Meta:
        proxy = True
        default_permissions = ("view",)
        verbose_name = _("recorded change")
        verbose_name_plural = _("who changed what")
        ordering = ["-created_at"]
