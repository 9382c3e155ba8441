"""The words of titles and keywords of public offers: what a misspelt word may have meant."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_TERM = 40


class SearchTerm(models.Model):
    """Written as a whole by `domain.search_terms`; up to a day old: what it proposes is looked up first."""

    term = models.CharField(_("word"), max_length=LONGEST_TERM, unique=True)
    offers = models.PositiveIntegerField(_("offers"))

    class Meta:
        verbose_name = _("word of offers")
        verbose_name_plural = _("words of offers")
        ordering = ["term"]
        indexes = [
            GinIndex(
                fields=["term"], name="search_term_trigrams", opclasses=["gin_trgm_ops"], fastupdate=False
            )
        ]

    def __str__(self) -> str:
        return self.term
