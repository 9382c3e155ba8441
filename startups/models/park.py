"""Sci-tech parks."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from startups.enums import ParkLevel
from universities.models import University
from yangpu_portal.core.fields import Bilingual, PublicIdField
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked
from yangpu_portal.core.models import District, Field
from yangpu_portal.core.models.base import TimeStamped, some_text


@tracked()
class SciTechPark(TimeStamped):
    public_id = PublicIdField(prefix="prk")
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    name_zh = models.CharField(_("name (zh)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (en)"), max_length=160, blank=True)
    summary_zh = models.TextField(_("summary (zh)"), blank=True)
    summary_en = models.TextField(_("summary (en)"), blank=True)
    level = models.CharField(_("level"), max_length=20, choices=ParkLevel.choices, default=ParkLevel.DISTRICT)
    district = models.ForeignKey(District, models.PROTECT, related_name="parks", verbose_name=_("district"))
    university = models.ForeignKey(
        University,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="parks",
        verbose_name=_("affiliated with"),
    )
    operator = models.CharField(_("operator"), max_length=160, blank=True)
    address_zh = models.CharField(_("address (zh)"), max_length=200, blank=True)
    address_en = models.CharField(_("address (en)"), max_length=200, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    fields = models.ManyToManyField(
        Field, blank=True, related_name="parks", verbose_name=_("industry clusters")
    )
    incubation_area = models.PositiveIntegerField(_("incubation space (m²)"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)

    name = Bilingual("name")
    summary = Bilingual("summary")
    address = Bilingual("address")

    FOUND_BY = FoundBy(texts=("name_zh", "name_en"), codes=("public_id", "slug"))

    class Meta:
        verbose_name = _("sci-tech park")
        verbose_name_plural = _("sci-tech parks")
        ordering = ["level", "slug"]
        constraints = [
            some_text("name", "park"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="park_position",
                violation_error_message=_("Give latitude and longitude, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("park", args=[self.slug])
