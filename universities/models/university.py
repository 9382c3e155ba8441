"""Universities and how they are divided: University > School > Department."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from universities.enums import CooperationStatus
from universities.models.constraints import same_university
from universities.models.stamp import moves_detail_stamp, moves_search_stamp
from yangpu_portal.core.fields import Bilingual, PublicIdField
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked
from yangpu_portal.core.identifiers import validate_ror
from yangpu_portal.core.models.base import TimeStamped, some_text


@tracked()
class University(TimeStamped):
    public_id = PublicIdField(prefix="uni")
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    name_zh = models.CharField(_("name (zh)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (en)"), max_length=160, blank=True)
    former_names = ArrayField(
        models.CharField(max_length=160), default=list, blank=True, verbose_name=_("former names")
    )
    ror = models.CharField(
        _("ROR id"), max_length=9, unique=True, null=True, blank=True, validators=[validate_ror]
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        default="CN",
        validators=[RegexValidator(r"^[A-Z]{2}$", _("A country is two capital letters, such as CN."))],
        help_text=_("ISO 3166-1, two letters"),
    )
    summary_zh = models.TextField(_("summary (zh)"), blank=True)
    summary_en = models.TextField(_("summary (en)"), blank=True)
    website = models.URLField(_("website"), blank=True)
    founded = models.PositiveSmallIntegerField(_("founded (year)"), null=True, blank=True)
    cooperation_status = models.CharField(
        _("cooperation"), max_length=20, choices=CooperationStatus.choices, default=CooperationStatus.LISTED
    )
    partner_since = models.DateField(_("partner since"), null=True, blank=True)

    name = Bilingual("name")
    summary = Bilingual("summary")

    FOUND_BY = FoundBy(texts=("name_zh", "name_en"), codes=("public_id", "slug", "ror"))

    class Meta:
        verbose_name = _("university")
        verbose_name_plural = _("universities")
        ordering = ["slug"]
        constraints = [some_text("name", "university")]
        triggers = [moves_search_stamp("university")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("university", args=[self.slug])


@tracked()
class School(TimeStamped):
    public_id = PublicIdField(prefix="sch")
    university = models.ForeignKey(
        University, models.CASCADE, related_name="schools", verbose_name=_("university")
    )
    slug = models.SlugField(_("short name in addresses"), max_length=80)
    name_zh = models.CharField(_("name (zh)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (en)"), max_length=160, blank=True)
    summary_zh = models.TextField(_("summary (zh)"), blank=True)
    summary_en = models.TextField(_("summary (en)"), blank=True)
    website = models.URLField(_("website"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    name = Bilingual("name")
    summary = Bilingual("summary")

    FOUND_BY = FoundBy(texts=("name_zh", "name_en"), codes=("public_id", "slug"))

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["university", "position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["university", "slug"], name="school_slug_unique"),
            some_text("name", "school"),
        ]
        triggers = [moves_detail_stamp("school")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("school", args=[self.university.slug, self.slug])


@tracked()
class Department(TimeStamped):
    """A department, or a unit that stands outside the schools (then `school` is empty)."""

    public_id = PublicIdField(prefix="dep")
    university = models.ForeignKey(
        University, models.CASCADE, related_name="departments", verbose_name=_("university")
    )
    school = models.ForeignKey(
        School, models.CASCADE, null=True, blank=True, related_name="departments", verbose_name=_("school")
    )
    slug = models.SlugField(_("short name in addresses"), max_length=80)
    name_zh = models.CharField(_("name (zh)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (en)"), max_length=160, blank=True)
    summary_zh = models.TextField(_("summary (zh)"), blank=True)
    summary_en = models.TextField(_("summary (en)"), blank=True)
    website = models.URLField(_("website"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    name = Bilingual("name")
    summary = Bilingual("summary")

    FOUND_BY = FoundBy(texts=("name_zh", "name_en"), codes=("public_id", "slug"))

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["university", "position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["university", "slug"], name="department_slug_unique"),
            some_text("name", "department"),
        ]
        triggers = [same_university("department", School, "school"), moves_search_stamp("department")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("department", args=[self.university.slug, self.slug])

    def clean(self) -> None:
        if self.school and self.school.university_id != self.university_id:
            raise ValidationError({"school": _("This school belongs to another university.")})
