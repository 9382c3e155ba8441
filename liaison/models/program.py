"""Liaison programs of universities and their tiers."""

from decimal import ROUND_HALF_UP, Decimal
from math import ceil

import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liaison.enums import Entitlement, TierLevel
from universities.models import University
from yangpu_portal.core.fields import Bilingual, PublicIdField
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked
from yangpu_portal.core.models.base import TimeStamped, some_text


@tracked()
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
    term_months = models.PositiveSmallIntegerField(
        _("months of a term"), default=12, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"),
        default=30,
        validators=[MaxValueValidator(366)],
        help_text=_("How long members keep their rights after a term that nobody has renewed."),
    )
    terms_zh = models.TextField(_("terms of membership (zh)"), blank=True)
    terms_en = models.TextField(_("terms of membership (en)"), blank=True)
    open_for_applications = models.BooleanField(_("companies may apply"), default=True)

    name = Bilingual("name")
    terms = Bilingual("terms")
    summary = Bilingual("summary")

    FOUND_BY = FoundBy(texts=("name_zh", "name_en"), codes=("public_id", "slug"))

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ["slug"]
        constraints = [some_text("name", "program")]

    def __str__(self) -> str:
        return self.name


@tracked()
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
    introductions_per_year = models.PositiveSmallIntegerField(_("introductions a year"), default=0)
    under = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tiers_below",
        verbose_name=_("offered under"),
        help_text=_("The top-level tier that carries this one; empty: any of the program."),
    )
    open_for_applications = models.BooleanField(_("may be applied for"), default=True)

    name = Bilingual("name")

    FOUND_BY = FoundBy(texts=("name_zh", "name_en"), codes=("slug",))

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["program", "-level", "-annual_fee", "slug"]
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

    @property
    def term_fee(self) -> Decimal:
        """What a term costs: the annual fee by its months, to the cent, half up."""
        return (self.annual_fee * self.program.term_months / Decimal(12)).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )

    @property
    def allowances(self) -> dict[str, int]:
        """How many of each `Entitlement` a term gives: those of a year by its months, rounded up."""
        a_year = {
            Entitlement.CONSULTATION: self.consultations_per_year,
            Entitlement.MEETING: self.meetings_per_year,
            Entitlement.EVENT_SEAT: self.event_seats_per_year,
            Entitlement.INTRODUCTION: self.introductions_per_year,
        }
        return {one: ceil(number * self.program.term_months / 12) for one, number in a_year.items()}

    def clean(self) -> None:
        """Who may hold a membership, and under which other one, follows from its tier's level and program."""
        if self.under and (
            self.level != TierLevel.SECOND
            or self.under.level != TierLevel.TOP
            or self.under.program_id != self.program_id
        ):
            raise ValidationError(
                {"under": _("A second-tier one is offered under a top-level tier of the same program.")}
            )
        before = Tier.objects.filter(pk=self.pk, memberships__isnull=False).first() if self.pk else None
        if before and (before.level, before.program_id) != (self.level, self.program_id):
            raise ValidationError(_("Memberships have this tier, so its level and program cannot change."))
