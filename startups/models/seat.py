"""Invitations of colleagues to a company."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from startups.models.company import Company
from yangpu_portal.core.enums import Language
from yangpu_portal.core.fields import PublicIdField
from yangpu_portal.core.found_by import FoundBy

VALID_FOR = timedelta(days=14)


class SeatInvitation(models.Model):
    """A colleague is asked by mail to take a seat; the link in the mail is signed, nothing secret is kept."""

    public_id = PublicIdField(prefix="inv")
    company = models.ForeignKey(
        Company, models.CASCADE, related_name="invitations", verbose_name=_("company")
    )
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language of the mail"), max_length=10, choices=Language.choices)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    sent_at = models.DateTimeField(_("last sent"), default=timezone.now)
    mails = models.PositiveSmallIntegerField(_("mails sent"), default=0)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    FOUND_BY = FoundBy(codes=("email",), through=("company",), in_search=False)

    class Meta:
        verbose_name = _("invitation to a company")
        verbose_name_plural = _("invitations to companies")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.company}"

    @property
    def valid_until(self) -> datetime:
        return self.sent_at + VALID_FOR

    @property
    def is_open(self) -> bool:
        """Not answered, not withdrawn, and not too old."""
        unanswered = self.accepted_at is None and self.withdrawn_at is None
        return unanswered and timezone.now() < self.valid_until
