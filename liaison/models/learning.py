"""What the matching learns from: bookmarks, what became of matches, and the weights fitted to all of it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liaison.enums import OutcomeKind
from liaison.models.matching import Match
from startups.models import Company, Need
from universities.models import Technology
from yangpu_portal.core.found_by import FoundBy


class EngineVersion(models.Model):
    """Weights fitted to what people said. The newest published one is used; only its publication changes.

    Weights fit only the features they were fitted to: a version is used with its `engine` and `encoder` only.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    engine = models.CharField(_("engine"), max_length=20)
    encoder = models.CharField(_("encoder"), max_length=120)
    weights = models.JSONField(_("weights"))
    report = models.JSONField(
        _("report"),
        default=dict,
        help_text=_("What changed by these weights, on needs held back from the fit."),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("created by"),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("engine version")
        verbose_name_plural = _("engine versions")
        ordering = ["-number"]
        indexes = [
            models.Index(
                fields=["engine", "encoder", "-published_at", "-number"],
                name="engine_version_published",
                condition=Q(published_at__isnull=False),
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="version_stays_as_fitted", fields=["number", "engine", "encoder", "weights", "report"]
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What runs and weights call this version."""
        return f"learned-{self.number}"


class Bookmark(models.Model):
    """An offer that a person keeps in view, for one need or for none in particular."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks", verbose_name=_("user")
    )
    technology = models.ForeignKey(
        Technology, models.CASCADE, related_name="bookmarks", verbose_name=_("technology")
    )
    need = models.ForeignKey(
        Need, models.CASCADE, null=True, blank=True, related_name="bookmarks", verbose_name=_("need")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "technology", "need"], nulls_distinct=False, name="bookmark_once_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.technology}"


class MatchOutcome(models.Model):
    """What came of a match, as an officer recorded it; a later one is a row of its own."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="outcomes", verbose_name=_("match"))
    kind = models.CharField(_("outcome"), max_length=20, choices=OutcomeKind.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    FOUND_BY = FoundBy(through=("match__need", "match__technology"))

    class Meta:
        verbose_name = _("outcome of a match")
        verbose_name_plural = _("outcomes of matches")
        ordering = ["-id"]
        triggers = [
            pgtrigger.ReadOnly(name="outcome_stays_as_recorded", fields=["match", "kind", "note", "at"])
        ]

    def __str__(self) -> str:
        return f"{self.match}: {self.get_kind_display()}"


class MatchingPreference(models.Model):
    """Whether what a company's people said moves what is suggested to it; without a row it does."""

    company = models.OneToOneField(
        Company,
        models.CASCADE,
        primary_key=True,
        related_name="matching_preference",
        verbose_name=_("company"),
    )
    personal = models.BooleanField(
        _("use its own feedback for its suggestions"),
        default=True,
        help_text=_("Without it, nothing its people said hides, lowers or raises offers for the company."),
    )
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    FOUND_BY = FoundBy(through=("company",))

    class Meta:
        verbose_name = _("matching preference")
        verbose_name_plural = _("matching preferences")
        ordering = ["company"]

    def __str__(self) -> str:
        return str(self.company)
