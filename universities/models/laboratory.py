"""Laboratories and the researchers in them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from universities.enums import LaboratoryKind
from universities.models.constraints import same_university
from universities.models.stamp import moves_detail_stamp
from universities.models.university import Department, School, University
from yangpu_portal.core.enums import Language
from yangpu_portal.core.fields import Bilingual, PublicIdField
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked
from yangpu_portal.core.identifiers import validate_orcid
from yangpu_portal.core.models import Field
from yangpu_portal.core.models.base import TimeStamped, some_text


@tracked()
class Laboratory(TimeStamped):
    public_id = PublicIdField(prefix="lab")
    university = models.ForeignKey(
        University, models.CASCADE, related_name="laboratories", verbose_name=_("university")
    )
    school = models.ForeignKey(
        School, models.SET_NULL, null=True, blank=True, related_name="laboratories", verbose_name=_("school")
    )
    department = models.ForeignKey(
        Department,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="laboratories",
        verbose_name=_("department"),
    )
    slug = models.SlugField(_("short name in addresses"), max_length=80)
    kind = models.CharField(
        _("kind"), max_length=20, choices=LaboratoryKind.choices, default=LaboratoryKind.LABORATORY
    )
    name_zh = models.CharField(_("name (zh)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (en)"), max_length=160, blank=True)
    summary_zh = models.TextField(_("what it solves (zh)"), blank=True)
    summary_en = models.TextField(_("what it solves (en)"), blank=True)
    equipment_zh = models.TextField(_("what it has (zh)"), blank=True, help_text=_("One per line."))
    equipment_en = models.TextField(_("what it has (en)"), blank=True, help_text=_("One per line."))
    cooperation_zh = models.TextField(_("past cooperation (zh)"), blank=True, help_text=_("One per line."))
    cooperation_en = models.TextField(_("past cooperation (en)"), blank=True, help_text=_("One per line."))
    cooperation_agreed = models.BooleanField(
        _("partners agreed to be named"),
        default=False,
        help_text=_("Only then is past cooperation shown on public pages."),
    )
    fields = models.ManyToManyField(Field, blank=True, related_name="laboratories", verbose_name=_("fields"))
    website = models.URLField(_("website"), blank=True)
    monthly_introductions = models.PositiveSmallIntegerField(
        _("introductions per month"),
        default=4,
        help_text=_("How many companies the laboratory can meet in a month."),
    )

    name = Bilingual("name")
    summary = Bilingual("summary")
    equipment = Bilingual("equipment")
    cooperation = Bilingual("cooperation")

    FOUND_BY = FoundBy(texts=("name_zh", "name_en"), codes=("public_id", "slug"))

    class Meta:
        verbose_name = _("laboratory")
        verbose_name_plural = _("laboratories")
        ordering = ["university", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["university", "slug"], name="laboratory_slug_unique"),
            some_text("name", "laboratory"),
        ]
        triggers = [
            same_university("laboratory", School, "school"),
            same_university("laboratory", Department, "department"),
            moves_detail_stamp("laboratory"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("laboratory", args=[self.university.slug, self.slug])

    def clean(self) -> None:
        for part in (self.school, self.department):
            if part and part.university_id != self.university_id:
                raise ValidationError(_("%(part)s belongs to another university."), params={"part": part})


@tracked()
class Researcher(TimeStamped):
    public_id = PublicIdField(prefix="res")
    university = models.ForeignKey(
        University, models.CASCADE, related_name="researchers", verbose_name=_("university")
    )
    department = models.ForeignKey(
        Department,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="researchers",
        verbose_name=_("department"),
    )
    laboratory = models.ForeignKey(
        Laboratory,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="researchers",
        verbose_name=_("laboratory"),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="researcher",
        verbose_name=_("claimed by"),
    )
    name_zh = models.CharField(_("name (zh)"), max_length=120, blank=True)
    name_en = models.CharField(_("name (en)"), max_length=120, blank=True)
    title_zh = models.CharField(_("academic title (zh)"), max_length=120, blank=True)
    title_en = models.CharField(_("academic title (en)"), max_length=120, blank=True)
    summary_zh = models.TextField(_("what the person works on (zh)"), blank=True)
    summary_en = models.TextField(_("what the person works on (en)"), blank=True)
    orcid = models.CharField(
        _("ORCID iD"), max_length=19, unique=True, null=True, blank=True, validators=[validate_orcid]
    )
    fields = models.ManyToManyField(Field, blank=True, related_name="researchers", verbose_name=_("fields"))
    languages = ArrayField(
        models.CharField(max_length=10, choices=Language.choices),
        default=list,
        blank=True,
        verbose_name=_("languages"),
    )
    shown_publicly = models.BooleanField(
        _("shown publicly"),
        default=False,
        help_text=_("The researcher has agreed to be named on public pages."),
    )

    name = Bilingual("name")
    title = Bilingual("title")
    summary = Bilingual("summary")

    FOUND_BY = FoundBy(texts=("name_zh", "name_en"), codes=("public_id", "orcid"))

    class Meta:
        verbose_name = _("researcher")
        verbose_name_plural = _("researchers")
        ordering = ["name_en", "name_zh", "id"]
        constraints = [some_text("name", "researcher")]
        triggers = [
            same_university("researcher", Department, "department"),
            same_university("researcher", Laboratory, "laboratory"),
            moves_detail_stamp("researcher"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("researcher", args=[self.public_id])
