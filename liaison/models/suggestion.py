"""Suggestions: which matches are mailed in one week, chosen over all needs and offers at once.

`SuggestionRound` is unique for a period: creating it, in the transaction that stores its suggestions, is the
claim. `Suggestion` is unique for a match: what was suggested once is not suggested again.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liaison.models.matching import Match


class SuggestionRound(models.Model):
    """The suggestions of one week. `bound` is the most that the scores could come to under the capacities."""

    period = models.DateField(_("week of"), unique=True, help_text=_("The Monday of the week."))
    candidates = models.PositiveIntegerField(
        _("candidates"), default=0, help_text=_("Acceptable matches that were to choose from.")
    )
    needs = models.PositiveIntegerField(_("needs with a candidate"), default=0)
    needs_answered = models.PositiveIntegerField(_("needs with a suggestion"), default=0)
    score = models.FloatField(_("total score"), default=0)
    bound = models.FloatField(
        _("bound"), default=0, help_text=_("The highest total score the capacities allow.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("suggestion round")
        verbose_name_plural = _("suggestion rounds")
        ordering = ["-period"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period__iso_week_day=1), name="suggestion_round_starts_on_monday"
            ),
            models.CheckConstraint(
                condition=Q(needs_answered__lte=models.F("needs")), name="suggestion_round_answered_of_needs"
            ),
        ]

    def __str__(self) -> str:
        return str(self.period)


class Suggestion(models.Model):
    """A match chosen in a round. `score` is the probability it was chosen by."""

    round = models.ForeignKey(
        SuggestionRound, models.CASCADE, related_name="suggestions", verbose_name=_("round")
    )
    match = models.OneToOneField(Match, models.CASCADE, related_name="suggestion", verbose_name=_("match"))
    score = models.FloatField(_("score"), validators=[MinValueValidator(0), MaxValueValidator(1)])

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["round", "-score", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="suggestion_score_0_to_1")
        ]

    def __str__(self) -> str:
        return str(self.match)
