"""Digests: who gets new matches by mail, and what was sent.

`DigestItem` is unique for a subscription and match: nobody is shown an item twice.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.enums import Frequency
from liaison.models.issue import Issue
from liaison.models.matching import Match
from yangpu_portal.core.found_by import FoundBy


class DigestSubscription(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest_subscription", verbose_name=_("user")
    )
    frequency = models.CharField(
        _("how often"), max_length=20, choices=Frequency.choices, default=Frequency.WEEKLY
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    FOUND_BY = FoundBy(through=("user",))

    class Meta:
        verbose_name = _("digest subscription")
        verbose_name_plural = _("digest subscriptions")
        ordering = ["user"]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_frequency_display()}"


class DigestIssue(Issue):
    subscription = models.ForeignKey(
        DigestSubscription, models.CASCADE, related_name="issues", verbose_name=_("subscription")
    )
    period = models.DateField(_("week of"), help_text=_("The Monday of the week."))

    class Meta(Issue.Meta):
        verbose_name = _("digest issue")
        verbose_name_plural = _("digest issues")
        ordering = ["-period", "subscription"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "period"], name="digest_issue_once_per_period"),
            *Issue.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.subscription.user} {self.period}"


class DigestItem(models.Model):
    issue = models.ForeignKey(DigestIssue, models.CASCADE, related_name="items", verbose_name=_("issue"))
    subscription = models.ForeignKey(
        DigestSubscription, models.CASCADE, related_name="items", verbose_name=_("subscription")
    )
    match = models.ForeignKey(Match, models.CASCADE, related_name="digest_items", verbose_name=_("match"))
    position = models.PositiveSmallIntegerField(_("position"))

    FOUND_BY = FoundBy(through=("subscription__user",))

    class Meta:
        verbose_name = _("digest item")
        verbose_name_plural = _("digest items")
        ordering = ["issue", "position"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "match"], name="digest_item_shown_once")
        ]

    def __str__(self) -> str:
        return str(self.match)
