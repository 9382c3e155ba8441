"""The ledger of entitlements: what members may call on, what they have used, and what came back.

Entries are only added. Each belongs to a term and a kind; a trigger keeps their sum in `EntitlementBalance`,
whose row is locked by that, so that two who take the last one at once cannot both have it: the check there
refuses a balance below zero whatever the code does.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liaison.enums import Entitlement, EntryKind
from liaison.models.term import MembershipTerm

_SUM = """
    INSERT INTO liaison_entitlementbalance (term_id, entitlement, balance)
    VALUES (NEW.term_id, NEW.entitlement, 0) ON CONFLICT (term_id, entitlement) DO NOTHING;
    UPDATE liaison_entitlementbalance SET balance = balance + NEW.amount
    WHERE term_id = NEW.term_id AND entitlement = NEW.entitlement;
    RETURN NULL;
"""


class EntitlementEntry(models.Model):
    term = models.ForeignKey(
        MembershipTerm, models.PROTECT, related_name="entitlement_entries", verbose_name=_("term")
    )
    entitlement = models.CharField(_("entitlement"), max_length=20, choices=Entitlement.choices)
    kind = models.CharField(_("kind of entry"), max_length=20, choices=EntryKind.choices)
    amount = models.SmallIntegerField(_("number"), help_text=_("More than zero comes, less goes."))
    other = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answer",
        verbose_name=_("belongs to"),
        help_text=_("The use that is returned, or the other side of a transfer."),
    )
    subject = models.CharField(_("what for"), max_length=200, blank=True)
    key = models.CharField(
        _("key"),
        max_length=120,
        unique=True,
        help_text=_("Names the event behind it, so that the same one counts once."),
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("ledger of entitlements")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="entry_moves_something")]
        triggers = [
            # An account that is deleted leaves its entries without a name (`actor`), nothing else changes.
            pgtrigger.Protect(
                name="entry_append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["actor"]),
            ),
            pgtrigger.Protect(name="entry_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(name="entry_sum", when=pgtrigger.After, operation=pgtrigger.Insert, func=_SUM),
        ]

    def __str__(self) -> str:
        return f"{self.get_entitlement_display()} {self.amount:+d}"


class EntitlementBalance(models.Model):
    """The sum of a term's entries of one kind, written by the trigger of the ledger."""

    term = models.ForeignKey(
        MembershipTerm, models.PROTECT, related_name="entitlement_balances", verbose_name=_("term")
    )
    entitlement = models.CharField(_("entitlement"), max_length=20, choices=Entitlement.choices)
    balance = models.IntegerField(_("left"))

    class Meta:
        verbose_name = _("balance of entitlements")
        verbose_name_plural = _("balances of entitlements")
        constraints = [
            models.UniqueConstraint(fields=["term", "entitlement"], name="entitlement_balance_unique"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="entitlement_balance_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.entitlement}: {self.balance}"
