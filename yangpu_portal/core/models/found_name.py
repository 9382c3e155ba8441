"""The words by which rows are found in the admin, kept beside them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class FoundName(models.Model):
    """One row of another table, by all that is typed to find it; `source` is the hash of its origin."""

    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    source = models.CharField(max_length=32)
    words = SearchVectorField()

    class Meta:
        verbose_name = _("words a row is found by")
        verbose_name_plural = _("words rows are found by")
        constraints = [
            models.UniqueConstraint(fields=["model", "object_id"], name="found_name_of_one_row"),
        ]
        indexes = [
            # No pending list: it would be read through by every search until somebody vacuums.
            GinIndex(fields=["words"], name="found_name_words", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
