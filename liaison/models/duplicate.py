"""Offers that are listed twice, and needs of several companies that may be one joint request.

Both are found by the engine and decided by people. What was decided is kept: a rejected pair and a dismissed
set are not found again.
"""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from liaison.enums import JointRequestState, TwinReason, TwinState
from startups.models import Need
from universities.models import Technology
from yangpu_portal.core.models.base import TimeStamped


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

    def __str__(self) -> str:
        return f"{self.technology} = {self.shown_instead}"


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
