"""Outgoing mail: one table, one way out. The row is the truth, Celery only wakes the sender."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.enums import WAITING, EmailKind, EmailState, Language

# A line break in one of these would let a sender write headers of his own.
one_line = RegexValidator(r"^[^\r\n]*\Z", _("This must be one line."))


class OutgoingEmail(models.Model):
    message_id = models.UUIDField(
        _("message id"),
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text=_("Left part of the Message-ID."),
    )
    kind = models.CharField(_("kind"), max_length=30, choices=EmailKind.choices)
    dedupe_key = models.CharField(
        _("dedupe key"), max_length=200, help_text=_("A mail of one kind is queued once for each key.")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="outgoing_emails",
        verbose_name=_("user"),
    )
    address = models.EmailField(_("address"), validators=[one_line])
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    subject = models.CharField(_("subject"), max_length=255, validators=[one_line])
    text = models.TextField(_("text part"))
    html = models.TextField(_("HTML part"), blank=True)
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=EmailState.choices, default=EmailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    in_flight_since = models.DateTimeField(_("in flight since"), null=True, blank=True)
    retry_after = models.DateTimeField(_("not before"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "dedupe_key"], name="outgoing_email_once_per_key"),
            models.CheckConstraint(
                condition=~Q(state=EmailState.IN_FLIGHT) | Q(in_flight_since__isnull=False),
                name="outgoing_email_in_flight_since",
            ),
            models.CheckConstraint(
                condition=Q(state=EmailState.SENT, sent_at__isnull=False)
                | (~Q(state=EmailState.SENT) & Q(sent_at__isnull=True))
                | Q(state=EmailState.BOUNCED),
                name="outgoing_email_sent_at",
            ),
            models.CheckConstraint(
                condition=~Q(subject__regex=r"[\r\n]") & ~Q(address__regex=r"[\r\n]"),
                name="outgoing_email_headers_one_line",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="outgoing_email_waiting",
                condition=Q(state__in=WAITING),
            ),
            models.Index(fields=["created_at"], name="outgoing_email_created"),
            # Almost all are sent; what somebody looks for among a million is not.
            models.Index(fields=["state", "-id"], name="outgoing_email_not_sent", condition=~Q(state="sent")),
            # As the log is searched: any part of an address or subject, in capitals or not.
            GinIndex(
                OpClass(Upper("address"), name="gin_trgm_ops"),
                OpClass(Upper("subject"), name="gin_trgm_ops"),
                name="outgoing_email_searched",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.subject}"
