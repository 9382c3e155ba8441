"""Filters of admin lists that people come back to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """What somebody looks for in one list: filters, words and order, under a name of their own.

    What is deleted can be taken back until its owner deletes the next one.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters", verbose_name=_("owner")
    )
    model = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filter"), max_length=2000)
    is_shared = models.BooleanField(_("shared with the office"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "model", "name"],
                condition=models.Q(deleted_at__isnull=True),
                name="saved_filter_name_once",
                violation_error_message=_("You have a filter of this name here. Choose another name."),
            ),
        ]
        indexes = [models.Index(fields=["model", "is_shared"], name="saved_filter_of_list")]

    def __str__(self) -> str:
        return self.name
