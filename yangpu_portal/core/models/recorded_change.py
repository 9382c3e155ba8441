"""What one request or task changed, as one row: the list of who changed what."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context


class RecordedChange(Context):
    class Meta:
        proxy = True
        default_permissions = ("view",)
        verbose_name = _("recorded change")
        verbose_name_plural = _("who changed what")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.created_at):%Y-%m-%d %H:%M:%S}"
