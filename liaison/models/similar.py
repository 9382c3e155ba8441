"""Offers like a given one, worked out ahead so that a page only reads them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from universities.models import Technology


class SimilarOffers(models.Model):
    """What is like one technology, the most similar first. Made anew by a task; nothing but a page reads it.

    Ids and no foreign keys: whoever reads them asks anyway which of them may be shown now.
    """

    technology = models.OneToOneField(
        Technology,
        models.CASCADE,
        primary_key=True,
        related_name="similar_offers",
        verbose_name=_("technology"),
    )
    similar_ids = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("similar offers"))
    reasons = models.JSONField(
        _("reasons"),
        default=dict,
        help_text=_("By id, what both speak of: {zh: words, en: words, field: its names}."),
    )
    made_at = models.DateTimeField(_("made"), auto_now=True)

    class Meta:
        verbose_name = _("similar offers")
        verbose_name_plural = _("similar offers")

    def __str__(self) -> str:
        return f"{self.technology_id}: {self.similar_ids}"
