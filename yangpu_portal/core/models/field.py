"""Technology fields, a tree of two levels."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.enums import HiTechField
from yangpu_portal.core.fields import Bilingual
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked


@tracked()
class Field(models.Model):
    """A technology field; top-level fields group those offers and needs are tagged with."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    name_zh = models.CharField(_("name (zh)"), max_length=120)
    name_en = models.CharField(_("name (en)"), max_length=120)
    ipc_sections = ArrayField(
        models.CharField(max_length=1), default=list, blank=True, verbose_name=_("IPC sections")
    )
    hi_tech_field = models.CharField(
        _("state-supported field"), max_length=20, choices=HiTechField.choices, blank=True
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    name = Bilingual("name")

    FOUND_BY = FoundBy(texts=("name_zh", "name_en"), codes=("code",))

    class Meta:
        verbose_name = _("technology field")
        verbose_name_plural = _("technology fields")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")), name="field_not_its_own_parent"
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="field_two_levels",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__parent__isnull=False),
                func="""
                    IF EXISTS (SELECT 1 FROM core_field p
                               WHERE p.id = NEW.parent_id AND p.parent_id IS NOT NULL)
                       OR EXISTS (SELECT 1 FROM core_field c WHERE c.parent_id = NEW.id) THEN
                        RAISE EXCEPTION 'technology fields have two levels' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.parent and self.parent.parent_id:
            raise ValidationError(
                {"parent": _("Fields have two levels: choose a top-level field as parent.")}
            )
        if self.parent and self.pk and self.children.exists():
            raise ValidationError({"parent": _("This field has fields below it and must stay at the top.")})
