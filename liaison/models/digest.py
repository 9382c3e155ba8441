"""Digests: who gets new matches by mail, and what was sent.

`DigestIssue` is unique for a subscription and period: creating it, in the transaction that queues its
mail, is the claim. `DigestItem` is unique for a subscription and match: nobody is shown an item twice.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liaison.enums import Frequency, IssueState
from liaison.models.matching import Match
from yangpu_portal.core.models import OutgoingEmail


class DigestSubscription(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest_subscription", verbose_name=_("user")
    )
    frequency = models.CharField(
        _("how often"), max_length=20, choices=Frequency.choices, default=Frequency.WEEKLY
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("digest subscription")
        verbose_name_plural = _("digest subscriptions")
        ordering = ["user"]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_frequency_display()}"


class DigestIssue(models.Model):
    subscription = models.ForeignKey(
        DigestSubscription, models.CASCADE, related_name="issues", verbose_name=_("subscription")
    )
    period = models.DateField(_("week of"), help_text=_("The Monday of the week."))
    state = models.CharField(_("state"), max_length=10, choices=IssueState.choices)
    email = models.OneToOneField(
        OutgoingEmail,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="digest_issue",
        verbose_name=_("e-mail"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("digest issue")
        verbose_name_plural = _("digest issues")
        ordering = ["-period", "subscription"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "period"], name="digest_issue_once_per_period"),
            models.CheckConstraint(
                condition=Q(state=IssueState.MAILED) | Q(email__isnull=True),
                name="digest_issue_skipped_has_no_mail",
            ),
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

    class Meta:
        verbose_name = _("digest item")
        verbose_name_plural = _("digest items")
        ordering = ["issue", "position"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "match"], name="digest_item_shown_once")
        ]

    def __str__(self) -> str:
        return str(self.match)
