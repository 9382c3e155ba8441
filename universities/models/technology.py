"""Technology offers: what a laboratory can give to a company."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from universities.enums import IPStatus, TechnologyState
from universities.models.constraints import same_university
from universities.models.laboratory import Laboratory, Researcher
from universities.models.patent import Patent
from universities.models.stamp import moves_detail_stamp
from universities.models.university import Department, University
from yangpu_portal.core.enums import Comparator, CooperationMode, Language, TranslationState
from yangpu_portal.core.fields import Bilingual, PublicIdField
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked
from yangpu_portal.core.models import Field
from yangpu_portal.core.models.base import TimeStamped, some_text


@tracked()
class Technology(TimeStamped):
    """A technology offer (科技成果). Almost everything is optional: real offers are patchy."""

    public_id = PublicIdField(prefix="tec")
    university = models.ForeignKey(
        University, models.CASCADE, related_name="technologies", verbose_name=_("university")
    )
    department = models.ForeignKey(
        Department,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="technologies",
        verbose_name=_("department"),
    )
    laboratory = models.ForeignKey(
        Laboratory,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="technologies",
        verbose_name=_("laboratory"),
    )
    external_id = models.CharField(
        _("external id"),
        max_length=120,
        blank=True,
        help_text=_("The offer's id in the system it comes from."),
    )
    title_zh = models.CharField(_("title (zh)"), max_length=300, blank=True)
    title_en = models.CharField(_("title (en)"), max_length=300, blank=True)
    summary_zh = models.CharField(_("in one sentence (zh)"), max_length=500, blank=True)
    summary_en = models.CharField(_("in one sentence (en)"), max_length=500, blank=True)
    problem_zh = models.TextField(_("problem solved (zh)"), blank=True)
    problem_en = models.TextField(_("problem solved (en)"), blank=True)
    description_zh = models.TextField(_("description (zh)"), blank=True)
    description_en = models.TextField(_("description (en)"), blank=True)
    applications_zh = models.TextField(_("applications (zh)"), blank=True, help_text=_("One per line."))
    applications_en = models.TextField(_("applications (en)"), blank=True, help_text=_("One per line."))
    limits_zh = models.TextField(_("limits (zh)"), blank=True)
    limits_en = models.TextField(_("limits (en)"), blank=True)
    keywords_zh = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("keywords (zh)")
    )
    keywords_en = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("keywords (en)")
    )
    source_language = models.CharField(_("source language"), max_length=10, choices=Language.choices)
    translation_state = models.CharField(
        _("translation"), max_length=10, choices=TranslationState.choices, default=TranslationState.NONE
    )
    fields = models.ManyToManyField(Field, blank=True, related_name="technologies", verbose_name=_("fields"))
    inventors = models.ManyToManyField(
        Researcher, blank=True, related_name="technologies", verbose_name=_("inventors")
    )
    patents = models.ManyToManyField(
        Patent, blank=True, related_name="technologies", verbose_name=_("patents")
    )
    trl = models.PositiveSmallIntegerField(
        _("technology readiness level"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
    )
    ip_status = models.CharField(
        _("intellectual property"), max_length=20, choices=IPStatus.choices, blank=True
    )
    cooperation_modes = ArrayField(
        models.CharField(max_length=30, choices=CooperationMode.choices),
        default=list,
        blank=True,
        verbose_name=_("cooperation modes"),
    )
    price_min = models.DecimalField(
        _("reference price from"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    price_max = models.DecimalField(
        _("reference price to"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    state = models.CharField(
        _("state"), max_length=20, choices=TechnologyState.choices, default=TechnologyState.DRAFT
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    title = Bilingual("title")
    summary = Bilingual("summary")
    problem = Bilingual("problem")
    description = Bilingual("description")
    applications = Bilingual("applications")
    limits = Bilingual("limits")
    keywords = Bilingual("keywords")

    FOUND_BY = FoundBy(texts=("title_zh", "title_en"), codes=("public_id", "external_id"))

    class Meta:
        verbose_name = _("technology")
        verbose_name_plural = _("technologies")
        ordering = ["-published_at", "-id"]
        constraints = [
            some_text("title", "technology"),
            models.UniqueConstraint(
                fields=["university", "external_id"],
                condition=~Q(external_id=""),
                name="technology_external_id_unique",
            ),
            models.CheckConstraint(
                condition=Q(trl__isnull=True) | Q(trl__range=(1, 9)),
                name="technology_trl_1_to_9",
                violation_error_message=_("The technology readiness level is a number from 1 to 9."),
            ),
            models.CheckConstraint(
                condition=Q(price_min__isnull=True)
                | Q(price_max__isnull=True)
                | Q(price_min__lte=models.F("price_max")),
                name="technology_price_in_order",
                violation_error_message=_("The lower price is above the upper one."),
            ),
            models.CheckConstraint(
                condition=(Q(price_min__isnull=True) | Q(price_min__gte=0))
                & (Q(price_max__isnull=True) | Q(price_max__gte=0)),
                name="technology_price_not_negative",
                violation_error_message=_("A price cannot be negative."),
            ),
            models.CheckConstraint(
                condition=~Q(state=TechnologyState.PUBLISHED) | Q(published_at__isnull=False),
                name="technology_published_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"], name="technology_newest", condition=Q(state="published")
            ),
            models.Index(fields=["-created_at", "public_id"], name="technology_created"),
            models.Index(fields=["-published_at", "-id"], name="technology_listed"),
            models.Index(fields=["state", "-published_at", "-id"], name="technology_listed_by_state"),
        ]
        triggers = [
            same_university("technology", Department, "department"),
            same_university("technology", Laboratory, "laboratory"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("technology", args=[self.public_id])


@tracked()
class TechnologyMetric(models.Model):
    """A measured parameter, beside what it is compared with."""

    technology = models.ForeignKey(
        Technology, models.CASCADE, related_name="metrics", verbose_name=_("technology")
    )
    name_zh = models.CharField(_("parameter (zh)"), max_length=160, blank=True)
    name_en = models.CharField(_("parameter (en)"), max_length=160, blank=True)
    comparator = models.CharField(
        _("comparator"), max_length=5, choices=Comparator.choices, default=Comparator.EQUAL
    )
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    baseline = models.DecimalField(
        _("usual value"),
        max_digits=20,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("What products in use today reach, in the same unit."),
    )
    conditions_zh = models.CharField(_("conditions (zh)"), max_length=300, blank=True)
    conditions_en = models.CharField(_("conditions (en)"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    name = Bilingual("name")
    conditions = Bilingual("conditions")

    class Meta:
        verbose_name = _("measured parameter")
        verbose_name_plural = _("measured parameters")
        ordering = ["technology", "position", "id"]
        constraints = [some_text("name", "technology_metric")]
        triggers = [moves_detail_stamp("technology_metric")]

    def __str__(self) -> str:
        return f"{self.name} {self.get_comparator_display()} {self.value.normalize():f} {self.unit}".strip()
