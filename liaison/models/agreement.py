"""Agreements between the district and universities, with what each side has taken on."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.enums import AgreementKind, ObligationParty, ObligationState
from universities.models import University
from yangpu_portal.core.fields import Bilingual, PublicIdField
from yangpu_portal.core.files import RandomName, check_document
from yangpu_portal.core.history import tracked
from yangpu_portal.core.models import District
from yangpu_portal.core.models.base import TimeStamped, some_text


@tracked()
class Agreement(TimeStamped):
    public_id = PublicIdField(prefix="agr")
    kind = models.CharField(_("kind"), max_length=20, choices=AgreementKind.choices)
    number = models.CharField(_("number"), max_length=60, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, related_name="agreements", verbose_name=_("district")
    )
    university = models.ForeignKey(
        University, models.PROTECT, related_name="agreements", verbose_name=_("university")
    )
    subject_zh = models.CharField(_("subject (zh)"), max_length=200, blank=True)
    subject_en = models.CharField(_("subject (en)"), max_length=200, blank=True)
    summary_zh = models.TextField(_("summary (zh)"), blank=True)
    summary_en = models.TextField(_("summary (en)"), blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(pgettext_lazy("a term", "from"))
    ends_on = models.DateField(pgettext_lazy("a term", "to"), null=True, blank=True)
    ended_on = models.DateField(_("ended early on"), null=True, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="agreements_in_charge",
        verbose_name=_("officer in charge"),
    )

    subject = Bilingual("subject")
    summary = Bilingual("summary")

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-starts_on", "-id"]
        constraints = [
            some_text("subject", "agreement"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreement_in_order",
                violation_error_message=_("The agreement ends before it starts."),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="agreement_number_unique",
                violation_error_message=_("An agreement with this number exists already."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def last_day(self) -> date | None:
        """The last day it is in force, or None for one without end."""
        days = [day for day in (self.ends_on, self.ended_on) if day]
        return min(days) if days else None

    @property
    def is_in_force(self) -> bool:
        return self.is_in_force_on(timezone.localdate())

    def is_in_force_on(self, day: date) -> bool:
        last = self.last_day
        return bool(self.signed_on) and self.starts_on <= day and (last is None or day <= last)


@tracked()
class AgreementFile(models.Model):
    public_id = PublicIdField(prefix="doc")
    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="files", verbose_name=_("agreement")
    )
    file = models.FileField(_("file"), upload_to=RandomName("agreements"), validators=[check_document])
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("file of an agreement")
        verbose_name_plural = _("files of agreements")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Obligation(models.Model):
    """Something one side has to do by a day."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="obligations", verbose_name=_("agreement")
    )
    party = models.CharField(_("whose"), max_length=12, choices=ObligationParty.choices)
    text_zh = models.CharField(_("what is owed (zh)"), max_length=300, blank=True)
    text_en = models.CharField(_("what is owed (en)"), max_length=300, blank=True)
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"), max_length=10, choices=ObligationState.choices, default=ObligationState.OPEN
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    text = Bilingual("text")

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ["due_on", "id"]
        constraints = [
            some_text("text", "obligation"),
            models.CheckConstraint(
                condition=~Q(state=ObligationState.DONE) | Q(done_on__isnull=False),
                name="obligation_done_has_day",
                violation_error_message=_("Say on which day it was done."),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="obligation_state_due")]

    def __str__(self) -> str:
        return self.text


class ObligationReminder(models.Model):
    """A reminder that went out: once for each due day and each distance from it."""

    obligation = models.ForeignKey(
        Obligation, models.CASCADE, related_name="reminders", verbose_name=_("obligation")
    )
    due_on = models.DateField(_("due on"))
    days_left = models.SmallIntegerField(_("days left"), help_text=_("Below zero: days after the last day."))
    sent_at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("reminder of an obligation")
        verbose_name_plural = _("reminders of obligations")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "due_on", "days_left"], name="obligation_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id}: {self.due_on} ({self.days_left})"
