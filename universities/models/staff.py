"""Seats: which university a user speaks for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from universities.enums import StaffRole
from universities.models.constraints import same_university
from universities.models.laboratory import Laboratory
from universities.models.stamp import moves_detail_stamp
from universities.models.university import University
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked


@tracked()
class UniversityStaff(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="university_seats", verbose_name=_("user")
    )
    university = models.ForeignKey(
        University, models.CASCADE, related_name="staff", verbose_name=_("university")
    )
    role = models.CharField(_("role"), max_length=20, choices=StaffRole.choices)
    laboratory = models.ForeignKey(
        Laboratory,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("laboratory"),
        help_text=_("For laboratory contacts."),
    )

    FOUND_BY = FoundBy(through=("user", "university"))

    class Meta:
        verbose_name = _("university seat")
        verbose_name_plural = _("university seats")
        ordering = ["university", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "university", "role", "laboratory"],
                name="university_seat_unique",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(role=StaffRole.LABORATORY, laboratory__isnull=False)
                | Q(role=StaffRole.TTO, laboratory__isnull=True),
                name="university_seat_laboratory",
                violation_error_message=_(
                    "A laboratory contact needs a laboratory, a transfer officer has none."
                ),
            ),
        ]
        triggers = [
            same_university("university_seat", Laboratory, "laboratory"),
            moves_detail_stamp("university_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.university}"
