"""Technology requests of companies."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from startups.enums import Confidentiality, NeedState
from startups.models.company import Company
from yangpu_portal.core.enums import Comparator, CooperationMode, Language, TranslationState
from yangpu_portal.core.fields import Bilingual, PublicIdField
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked
from yangpu_portal.core.models import Field
from yangpu_portal.core.models.base import TimeStamped, some_text

_UNFINISHED = (NeedState.DRAFT, NeedState.WITHDRAWN)


@tracked()
class Need(TimeStamped):
    """A technology request (技术需求): what happens today, what is wanted, under which conditions."""

    public_id = PublicIdField(prefix="nee")
    company = models.ForeignKey(Company, models.CASCADE, related_name="needs", verbose_name=_("company"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("author"),
    )
    external_id = models.CharField(
        _("external id"),
        max_length=120,
        blank=True,
        help_text=_("The need's id in the system it comes from."),
    )
    title_zh = models.CharField(_("title (zh)"), max_length=300, blank=True)
    title_en = models.CharField(_("title (en)"), max_length=300, blank=True)
    situation_zh = models.TextField(_("what happens today (zh)"), blank=True)
    situation_en = models.TextField(_("what happens today (en)"), blank=True)
    target_zh = models.TextField(_("what should be reached (zh)"), blank=True)
    target_en = models.TextField(_("what should be reached (en)"), blank=True)
    constraints_zh = models.TextField(_("constraints (zh)"), blank=True)
    constraints_en = models.TextField(_("constraints (en)"), blank=True)
    tried_zh = models.TextField(_("what was tried (zh)"), blank=True)
    tried_en = models.TextField(_("what was tried (en)"), blank=True)
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
    fields = models.ManyToManyField(Field, blank=True, related_name="needs", verbose_name=_("fields"))
    wanted_by = models.DateField(_("wanted by"), null=True, blank=True)
    budget_min = models.DecimalField(_("budget from"), max_digits=14, decimal_places=2, null=True, blank=True)
    budget_max = models.DecimalField(_("budget to"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    minimum_trl = models.PositiveSmallIntegerField(
        _("minimum readiness level"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
    )
    cooperation_modes = ArrayField(
        models.CharField(max_length=30, choices=CooperationMode.choices),
        default=list,
        blank=True,
        verbose_name=_("wanted cooperation modes"),
    )
    confidentiality = models.CharField(
        _("confidentiality"),
        max_length=20,
        choices=Confidentiality.choices,
        default=Confidentiality.ANONYMOUS,
    )
    state = models.CharField(_("state"), max_length=20, choices=NeedState.choices, default=NeedState.DRAFT)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    # An open need is changed in a copy: the reviewed text stands until an officer has read the new one.
    revises = models.OneToOneField(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="revision",
        verbose_name=_("changes the open need"),
    )
    described = models.TextField(_("pasted description"), blank=True)
    proposed = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("answers to be confirmed")
    )

    title = Bilingual("title")
    situation = Bilingual("situation")
    target = Bilingual("target")
    constraints = Bilingual("constraints")
    tried = Bilingual("tried")
    keywords = Bilingual("keywords")

    FOUND_BY = FoundBy(
        texts=("title_zh", "title_en"), codes=("public_id", "external_id"), through=("company",)
    )

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_zh="") | ~Q(title_en="") | Q(state__in=_UNFINISHED),
                name="need_title_in_some_language",
                violation_error_message=_("Fill in at least one of the two languages."),
            ),
            models.UniqueConstraint(
                fields=["company", "external_id"],
                condition=~Q(external_id=""),
                name="need_external_id_unique",
            ),
            models.CheckConstraint(
                condition=Q(minimum_trl__isnull=True) | Q(minimum_trl__range=(1, 9)), name="need_trl_1_to_9"
            ),
            models.CheckConstraint(
                condition=Q(budget_min__isnull=True)
                | Q(budget_max__isnull=True)
                | Q(budget_min__lte=models.F("budget_max")),
                name="need_budget_in_order",
                violation_error_message=_("The lower budget is above the upper one."),
            ),
            models.CheckConstraint(
                condition=(Q(budget_min__isnull=True) | Q(budget_min__gte=0))
                & (Q(budget_max__isnull=True) | Q(budget_max__gte=0)),
                name="need_budget_not_negative",
                violation_error_message=_("A budget cannot be negative."),
            ),
            models.CheckConstraint(
                condition=~Q(state=NeedState.OPEN) | Q(opened_at__isnull=False), name="need_opened_at"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "state"], name="need_company_state"),
            models.Index(fields=["-opened_at", "-id"], name="need_listed"),
            models.Index(fields=["state", "-opened_at", "-id"], name="need_listed_by_state"),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Draft without a title"))

    def get_absolute_url(self) -> str:
        return reverse("need", args=[self.public_id])


class NeedEvent(models.Model):
    """What became of a need: each change of its state, with the officer's remark when there is one."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="events", verbose_name=_("need"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    from_state = models.CharField(_("from"), max_length=20, choices=NeedState.choices)
    to_state = models.CharField(_("to"), max_length=20, choices=NeedState.choices)
    remark = models.TextField(_("remark"), blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("event of a need")
        verbose_name_plural = _("events of needs")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"


@tracked()
class NeedParameter(models.Model):
    """A parameter the company wants improved."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="parameters", verbose_name=_("need"))
    name_zh = models.CharField(_("parameter (zh)"), max_length=160, blank=True)
    name_en = models.CharField(_("parameter (en)"), max_length=160, blank=True)
    current_value = models.DecimalField(
        _("value today"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    comparator = models.CharField(
        _("comparator"), max_length=5, choices=Comparator.choices, default=Comparator.AT_LEAST
    )
    target_value = models.DecimalField(_("wanted value"), max_digits=20, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    name = Bilingual("name")

    class Meta:
        verbose_name = _("wanted parameter")
        verbose_name_plural = _("wanted parameters")
        ordering = ["need", "position", "id"]
        constraints = [some_text("name", "need_parameter")]

    def __str__(self) -> str:
        value = f"{self.target_value.normalize():f}"
        return f"{self.name} {self.get_comparator_display()} {value} {self.unit}".strip()
