"""Patents and applications behind technologies."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from universities.enums import LegalStatus, PatentKind
from universities.models.stamp import moves_detail_stamp
from universities.models.university import University
from yangpu_portal.core.fields import Bilingual, PublicIdField
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked
from yangpu_portal.core.identifiers import validate_cn_application, validate_cn_publication
from yangpu_portal.core.models.base import TimeStamped, some_text


@tracked()
class Patent(TimeStamped):
    """One patent or application. Numbers of Chinese offices are checked, others kept as given."""

    public_id = PublicIdField(prefix="pat")
    university = models.ForeignKey(
        University, models.CASCADE, related_name="patents", verbose_name=_("university")
    )
    office = models.CharField(
        _("office"), max_length=2, default="CN", help_text=_("WIPO ST.3 code: CN, US, EP, WO")
    )
    application_number = models.CharField(_("application number"), max_length=30, blank=True)
    publication_number = models.CharField(_("publication number"), max_length=30, blank=True)
    title_zh = models.CharField(_("title (zh)"), max_length=300, blank=True)
    title_en = models.CharField(_("title (en)"), max_length=300, blank=True)
    kind = models.CharField(
        _("kind"), max_length=20, choices=PatentKind.choices, default=PatentKind.INVENTION
    )
    legal_status = models.CharField(_("legal status"), max_length=20, choices=LegalStatus.choices, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    granted_on = models.DateField(_("granted on"), null=True, blank=True)

    title = Bilingual("title")

    FOUND_BY = FoundBy(
        texts=("title_zh", "title_en"), codes=("public_id", "application_number", "publication_number")
    )

    class Meta:
        verbose_name = _("patent")
        verbose_name_plural = _("patents")
        ordering = ["office", "publication_number", "application_number"]
        constraints = [
            some_text("title", "patent"),
            models.CheckConstraint(
                condition=~Q(application_number="") | ~Q(publication_number=""),
                name="patent_has_a_number",
                violation_error_message=_("Give the application number or the publication number."),
            ),
            models.UniqueConstraint(
                fields=["office", "application_number"],
                condition=~Q(application_number=""),
                name="patent_application_unique",
            ),
            models.UniqueConstraint(
                fields=["office", "publication_number"],
                condition=~Q(publication_number=""),
                name="patent_publication_unique",
            ),
        ]
        triggers = [moves_detail_stamp("patent")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return self.publication_number or self.application_number

    def clean(self) -> None:
        if self.office != "CN":
            return
        checks = {
            "application_number": validate_cn_application,
            "publication_number": validate_cn_publication,
        }
        errors = {}
        for name, check in checks.items():
            try:
                if getattr(self, name):
                    check(getattr(self, name))
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)
