"""Offers that are listed twice, and needs of several companies that may be one joint request.

Both are found by the engine and decided by people. What was decided is kept: a rejected pair and a dismissed
set are not found again.

The search table of the supply side has a flag for what a twin hides; triggers keep it, whoever decides about
a pair, withdraws an offer or moves it. `queries.duplicate.hiding_twins` says the same in Django's words.
"""

import pgtrigger
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from liaison.enums import JointRequestState, TwinReason, TwinState
from startups.models import Need
from universities.models import Technology
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.models.base import TimeStamped


def _keep_hidden(name: str, operation: pgtrigger.Operation, changed: str) -> pgtrigger.Trigger:
    """A trigger that flags anew what the pairs of the `changed` offers hide."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        func=f"""
            UPDATE universities_technologysearch s SET hidden = NOT s.hidden
            WHERE s.technology_id IN ({changed}) AND s.hidden <> EXISTS (
                SELECT 1 FROM liaison_technologytwin t
                JOIN universities_technology one ON one.id = t.technology_id
                JOIN universities_technology other ON other.id = t.shown_instead_id
                WHERE t.technology_id = s.technology_id AND other.state = 'published'
                AND (t.state = 'confirmed'
                     OR (t.state = 'found' AND one.university_id = other.university_id)));
            RETURN NULL;
        """,  # noqa: S608 - texts of this module
    )


class TechnologyTwin(TimeStamped):
    """A technology that is hidden from lists because another one, shown instead, is the same."""

    technology = models.ForeignKey(
        Technology, models.CASCADE, related_name="twins", verbose_name=_("technology")
    )
    shown_instead = models.ForeignKey(
        Technology, models.CASCADE, related_name="stands_for", verbose_name=_("shown instead")
    )
    why = models.CharField(_("found by"), max_length=10, choices=TwinReason.choices)
    similarity = models.FloatField(_("similarity"), validators=[MaxValueValidator(1)])
    state = models.CharField(_("state"), max_length=10, choices=TwinState.choices, default=TwinState.FOUND)

    FOUND_BY = FoundBy(through=("technology", "shown_instead"))

    class Meta:
        verbose_name = _("offer listed twice")
        verbose_name_plural = _("offers listed twice")
        ordering = ["-similarity", "id"]
        constraints = [
            models.UniqueConstraint(
                Least("technology", "shown_instead"),
                Greatest("technology", "shown_instead"),
                name="technology_twin_once_per_pair",
            ),
            models.CheckConstraint(
                condition=~Q(technology=F("shown_instead")), name="technology_twin_of_another"
            ),
        ]
        triggers = [
            _keep_hidden("twin_made_hides", pgtrigger.Insert, "NEW.technology_id"),
            _keep_hidden("twin_changed_hides", pgtrigger.Update, "NEW.technology_id, OLD.technology_id"),
            _keep_hidden("twin_gone_hides", pgtrigger.Delete, "OLD.technology_id"),
        ]

    def __str__(self) -> str:
        return f"{self.technology} = {self.shown_instead}"


class TwinnedTechnology(Technology):
    """Technology with the trigger that hides and shows the twins of what is withdrawn or moved."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            _keep_hidden(
                "twinned_technology_hides",
                pgtrigger.UpdateOf("state", "university_id"),
                "SELECT technology_id FROM liaison_technologytwin"
                " WHERE technology_id = NEW.id OR shown_instead_id = NEW.id",
            )
        ]


class JointRequest(models.Model):
    """Needs of at least two companies that ask for the same thing."""

    needs = models.ManyToManyField(Need, related_name="joint_requests", verbose_name=_("needs"))
    need_set = models.CharField(
        _("set of needs"),
        max_length=200,
        unique=True,
        editable=False,
        help_text=_("The keys of the needs in their order: one row for each set."),
    )
    similarity = models.FloatField(_("similarity"), validators=[MaxValueValidator(1)])
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=JointRequestState.choices,
        default=JointRequestState.SUGGESTED,
    )
    found_at = models.DateTimeField(_("first seen"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("joint request")
        verbose_name_plural = _("joint requests")
        ordering = ["-found_at", "id"]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_state_display()}"
