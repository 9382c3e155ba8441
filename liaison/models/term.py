"""Terms of a membership, what was paid for each, and which reminders of its end went out."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.enums import TermState
from liaison.models.membership import Membership
from liaison.models.program import Tier
from yangpu_portal.core.fields import PublicIdField
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked
from yangpu_portal.core.models.base import TimeStamped


@tracked()
class MembershipTerm(TimeStamped):
    """An agreed span of a membership. The first day is open until the fee of a first term is paid."""

    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="terms", verbose_name=_("membership")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="terms", verbose_name=_("tier"))
    state = models.CharField(_("state"), max_length=10, choices=TermState.choices, default=TermState.DUE)
    starts_on = models.DateField(pgettext_lazy("a term", "from"), null=True, blank=True)
    ends_on = models.DateField(pgettext_lazy("a term", "to"), null=True, blank=True)
    fee = models.DecimalField(_("fee"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    due_on = models.DateField(_("fee due by"))

    FOUND_BY = FoundBy(through=("membership", "membership__company", "membership__district"))

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["membership", "number"]
        constraints = [
            models.UniqueConstraint(fields=["membership", "number"], name="term_number_unique"),
            models.UniqueConstraint(
                fields=["membership"], condition=Q(state=TermState.RUNNING), name="term_one_running"
            ),
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(state__in=[TermState.DUE, TermState.PAID]),
                name="term_one_ahead",
                violation_error_message=_("The next term of this membership is agreed already."),
            ),
            models.CheckConstraint(condition=Q(fee__gte=0), name="term_fee_not_negative"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="term_in_order",
                violation_error_message=_("The term ends before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TermState.RUNNING, TermState.ENDED])
                | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="term_begun_has_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="term_state_due"),
            models.Index(fields=["-due_on", "-id"], name="term_listed"),
        ]

    def __str__(self) -> str:
        return f"{self.membership} · {self.number}"

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day of a term that has begun; a constraint holds that it has them."""
        assert self.starts_on
        assert self.ends_on
        return self.starts_on, self.ends_on


@tracked()
class Payment(TimeStamped):
    """Money received for a term, or paid back (less than zero). A wrong one is made void with a reason, never
    deleted.
    """

    public_id = PublicIdField(prefix="pay")
    term = models.ForeignKey(MembershipTerm, models.PROTECT, related_name="payments", verbose_name=_("term"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    paid_on = models.DateField(_("received on"))
    voucher_number = models.CharField(_("voucher number"), max_length=60)
    invoice_number = models.CharField(_("invoice number"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="payments_recorded",
        verbose_name=_("recorded by"),
    )
    void_at = models.DateTimeField(_("made void at"), null=True, blank=True, editable=False)
    void_reason = models.CharField(_("why void"), max_length=300, blank=True, editable=False)

    FOUND_BY = FoundBy(
        codes=("voucher_number", "invoice_number", "public_id"),
        through=("term__membership__company", "term__membership__district"),
    )

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-paid_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="payment_moves_money",
                violation_error_message=_("The amount must not be zero."),
            ),
            models.UniqueConstraint(
                fields=["voucher_number"],
                condition=Q(void_at__isnull=True),
                name="payment_voucher_unique",
                violation_error_message=_("A payment with this voucher number is recorded already."),
            ),
        ]
        indexes = [
            models.Index(fields=["-paid_on", "-id"], name="payment_listed"),
            # What was received for each term, without a look into the table.
            models.Index(fields=["term"], include=["amount"], condition=Q(void_at=None), name="payment_sums"),
        ]
        triggers = [pgtrigger.Protect(name="payment_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.voucher_number} · {self.amount:,.2f} {self.currency}"


class MembershipReminder(models.Model):
    """A reminder that went out: once for each last day and each distance from it, so that a term that is
    shortened or lengthened is told of anew.
    """

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="reminders", verbose_name=_("membership")
    )
    ends_on = models.DateField(_("last day of the term"))
    days_left = models.SmallIntegerField(_("days left"), help_text=_("Below zero: days after the last day."))
    sent_at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(fields=["membership", "ends_on", "days_left"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.ends_on} ({self.days_left})"
