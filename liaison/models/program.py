"""Liaison programs of universities and their tiers."""

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liaison.enums import TierLevel
from universities.models import University
from yangpu_portal.core.fields import Bilingual, PublicIdField
from yangpu_portal.core.models.base import TimeStamped, some_text


class Program(TimeStamped):
    public_id = PublicIdField(prefix="pgm")
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    university = models.ForeignKey(
        University, models.PROTECT, related_name="programs", verbose_name=_("university")
    )
    name_zh = models.CharField(_("name (zh)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (en)"), max_length=160, blank=True)
    summary_zh = models.TextField(_("summary (zh)"), blank=True)
    summary_en = models.TextField(_("summary (en)"), blank=True)
    website = models.URLField(_("website"), blank=True)

    name = Bilingual("name")
    summary = Bilingual("summary")

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ["slug"]
        constraints = [some_text("name", "program")]

    def __str__(self) -> str:
        return self.name


class Tier(models.Model):
    program = models.ForeignKey(Program, models.CASCADE, related_name="tiers", verbose_name=_("program"))
    slug = models.SlugField(_("short name"), max_length=60)
    level = models.CharField(_("level"), max_length=10, choices=TierLevel.choices)
    name_zh = models.CharField(_("name (zh)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (en)"), max_length=160, blank=True)
    annual_fee = models.DecimalField(_("annual fee"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    consultations_per_year = models.PositiveSmallIntegerField(_("consultations a year"), default=0)
    meetings_per_year = models.PositiveSmallIntegerField(_("meetings a year"), default=0)
    event_seats_per_year = models.PositiveSmallIntegerField(_("event seats a year"), default=0)

    name = Bilingual("name")

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["program", "-level", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["program", "slug"], name="tier_slug_unique"),
            some_text("name", "tier"),
            models.CheckConstraint(
                condition=Q(annual_fee__gte=0),
                name="tier_fee_not_negative",
                violation_error_message=_("A fee cannot be negative."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="tier_stays_what_it_is",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (NEW.level <> OLD.level OR NEW.program_id <> OLD.program_id)
                       AND EXISTS (SELECT 1 FROM liaison_membership m WHERE m.tier_id = NEW.id) THEN
                        RAISE EXCEPTION 'memberships have this tier' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.program} · {self.name}"

    def clean(self) -> None:
        """Who may hold a membership, and under which other one, follows from its tier's level and program."""
        before = Tier.objects.filter(pk=self.pk, memberships__isnull=False).first() if self.pk else None
        if before and (before.level, before.program_id) != (self.level, self.program_id):
            raise ValidationError(_("Memberships have this tier, so its level and program cannot change."))
