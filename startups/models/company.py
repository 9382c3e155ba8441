"""Companies and the people in them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from startups.enums import CompanyStage, SeatRole
from startups.models.park import SciTechPark
from yangpu_portal.core.fields import Bilingual, PublicIdField
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked
from yangpu_portal.core.identifiers import validate_uscc
from yangpu_portal.core.models import District, Field
from yangpu_portal.core.models.base import TimeStamped, some_text

KEEPS_OWNER = "company_keeps_owner"  # what the database calls the rule when it refuses

# At the end of the transaction, so that a company can be handed over in two steps or deleted with its seats.
# The company's row is locked: of two owners who go at once the second sees that the first has gone. A company
# may be left without anybody only by somebody whose account is deleted.
_KEEP_OWNER = f"""
    PERFORM 1 FROM startups_company c WHERE c.id = OLD.company_id FOR NO KEY UPDATE;
    IF NOT FOUND
       OR EXISTS (SELECT 1 FROM startups_companymember m
                  WHERE m.company_id = OLD.company_id AND m.role = '{SeatRole.OWNER.value}')
       OR (NOT EXISTS (SELECT 1 FROM startups_companymember m WHERE m.company_id = OLD.company_id)
           AND NOT EXISTS (SELECT 1 FROM core_user u WHERE u.id = OLD.user_id)) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the company would be left without an owner'
        USING ERRCODE = 'check_violation', CONSTRAINT = '{KEEPS_OWNER}';
"""  # noqa: S608 - names of our own


@tracked()
class Company(TimeStamped):
    public_id = PublicIdField(prefix="com")
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    name_zh = models.CharField(_("name (zh)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (en)"), max_length=160, blank=True)
    uscc = models.CharField(
        _("unified social credit code"),
        max_length=18,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_uscc],
    )
    summary_zh = models.TextField(_("what it does (zh)"), blank=True)
    summary_en = models.TextField(_("what it does (en)"), blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, related_name="companies", verbose_name=_("district")
    )
    park = models.ForeignKey(
        SciTechPark, models.SET_NULL, null=True, blank=True, related_name="companies", verbose_name=_("park")
    )
    fields = models.ManyToManyField(Field, blank=True, related_name="companies", verbose_name=_("fields"))
    stage = models.CharField(_("stage"), max_length=20, choices=CompanyStage.choices, blank=True)
    founded = models.PositiveSmallIntegerField(_("founded (year)"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    listed = models.BooleanField(
        _("shown in the list of companies"),
        default=True,
        help_text=_("Without it only the company's own people and the district see its page."),
    )
    weekly_suggestions = models.PositiveSmallIntegerField(
        _("suggestions per week"),
        default=5,
        help_text=_("How many technologies are suggested to the company in a week at most."),
    )
    illustrative = models.BooleanField(
        _("invented for illustration"), default=False, help_text=_("Shown as invented wherever it appears.")
    )
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verified by"),
    )

    name = Bilingual("name")
    summary = Bilingual("summary")

    FOUND_BY = FoundBy(texts=("name_zh", "name_en"), codes=("public_id", "slug", "uscc"))

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["slug"]
        constraints = [
            some_text("name", "company"),
            models.CheckConstraint(
                condition=Q(uscc__isnull=True) | Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="company_uscc_form",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("company", args=[self.slug])


@tracked()
class CompanyMember(models.Model):
    public_id = PublicIdField(prefix="cme")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="company_seats", verbose_name=_("user")
    )
    company = models.ForeignKey(Company, models.CASCADE, related_name="members", verbose_name=_("company"))
    role = models.CharField(_("role"), max_length=10, choices=SeatRole.choices, default=SeatRole.MEMBER)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    FOUND_BY = FoundBy(through=("user", "company"))

    class Meta:
        verbose_name = _("company seat")
        verbose_name_plural = _("company seats")
        ordering = ["company", "role", "user"]
        constraints = [models.UniqueConstraint(fields=["user", "company"], name="company_seat_unique")]
        triggers = [
            pgtrigger.Trigger(
                name=KEEPS_OWNER,
                when=pgtrigger.After,
                operation=pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(old__role=SeatRole.OWNER),
                func=_KEEP_OWNER,
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.company}"
