"""Who looked at the portal as somebody else, from when to when, and why."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Impersonation(models.Model):
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="impersonations",
        verbose_name=_("by"),
    )
    whom = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="impersonated",
        verbose_name=_("as"),
    )
    reason = models.CharField(_("reason"), max_length=300)
    started_at = models.DateTimeField(_("begun"), auto_now_add=True)
    ended_at = models.DateTimeField(
        _("ended"), null=True, blank=True, help_text=_("Empty: still going on, or the browser was closed.")
    )

    class Meta:
        verbose_name = _("look as somebody else")
        verbose_name_plural = _("looks as somebody else")
        ordering = ["-id"]
        triggers = [
            # An account that is deleted leaves the row without a name; the end is written once it comes.
            pgtrigger.Protect(
                name="impersonation_stays_as_written",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("reason", "started_at"),
            ),
            pgtrigger.Protect(
                name="impersonation_names_nobody_else",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    """((NEW."by_id" IS NOT NULL AND OLD."by_id" IS DISTINCT FROM NEW."by_id")
                    OR (NEW."whom_id" IS NOT NULL AND OLD."whom_id" IS DISTINCT FROM NEW."whom_id")
                    OR (OLD."ended_at" IS NOT NULL AND OLD."ended_at" IS DISTINCT FROM NEW."ended_at"))"""
                ),
            ),
            pgtrigger.Protect(name="impersonation_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.by} > {self.whom}"
