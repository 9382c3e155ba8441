"""Searches that people keep, and the mails about what is new in them.

What is new is what was published after `seen_until`. It moves with each issue, in the same transaction, up to
the moment before which nothing more can be published (`Snapshot.complete_until`).
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.enums import SearchFrequency
from liaison.models.issue import Issue
from yangpu_portal.core.fields import PublicIdField


class SavedSearch(models.Model):
    public_id = PublicIdField(prefix="sea")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches", verbose_name=_("user")
    )
    text = models.TextField(_("words looked for"), blank=True)
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    key = models.CharField(
        _("key"), max_length=64, editable=False, help_text=_("Of text and filters: one row for each search.")
    )
    frequency = models.CharField(
        _("how often"), max_length=10, choices=SearchFrequency.choices, default=SearchFrequency.WEEKLY
    )
    seen_until = models.DateTimeField(_("told of what was published until"))
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="saved_search_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.text[:60]}"


class SavedSearchIssue(Issue):
    search = models.ForeignKey(
        SavedSearch, models.CASCADE, related_name="issues", verbose_name=_("saved search")
    )
    period = models.DateField(_("day"), help_text=_("The day, or the Monday of the week."))

    class Meta(Issue.Meta):
        verbose_name = _("mail about a saved search")
        verbose_name_plural = _("mails about saved searches")
        ordering = ["-period", "search"]
        constraints = [
            models.UniqueConstraint(fields=["search", "period"], name="saved_search_issue_once_per_period"),
            *Issue.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.search} {self.period}"
