"""Districts: the portal serves Yangpu first, and any other without a code change."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.fields import Bilingual
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked


@tracked()
class District(models.Model):
    code = models.CharField(
        _("administrative code"),
        max_length=6,
        unique=True,
        help_text=_("GB/T 2260, six digits, such as 310110"),
        validators=[RegexValidator(r"^\d{6}$", _("A district code has six digits, such as 310110."))],
    )
    name_zh = models.CharField(_("name (zh)"), max_length=80)
    name_en = models.CharField(_("name (en)"), max_length=80)
    city_zh = models.CharField(_("city (zh)"), max_length=80)
    city_en = models.CharField(_("city (en)"), max_length=80)

    name = Bilingual("name")
    city = Bilingual("city")

    FOUND_BY = FoundBy(texts=("name_zh", "name_en"), codes=("code",))

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{6}$"), name="district_code_six_digits"
            )
        ]

    def __str__(self) -> str:
        return self.name
