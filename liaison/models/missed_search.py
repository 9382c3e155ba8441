"""Searches that found nothing, counted for the officials by day. Nobody is remembered with them."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.enums import Language

LONGEST_MISS = 200  # characters of the text that are kept
KEPT = timedelta(days=730)


class MissedSearch(models.Model):
    day = models.DateField(_("day"))
    text = models.CharField(_("words looked for"), max_length=LONGEST_MISS)
    language = models.CharField(_("language of the page"), max_length=10, choices=Language.choices)
    filters = models.CharField(_("filters"), max_length=300, blank=True)
    count = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        verbose_name = _("search without results")
        verbose_name_plural = _("searches without results")
        ordering = ["-day", "-count", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "text", "language", "filters"], name="missed_search_once_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.text}"
