"""Events of memberships."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.enums import MembershipChange, MembershipState
from liaison.models.membership import Membership


class MembershipEvent(models.Model):
    """What happened to a membership, by whom and why; written with each change, never changed.

    A change that leaves the state alone has the same state before and after.
    """

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="events", verbose_name=_("membership")
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    from_state = models.CharField(
        pgettext_lazy("a state", "from"), max_length=20, choices=MembershipState.choices, blank=True
    )
    to_state = models.CharField(
        pgettext_lazy("a state", "to"), max_length=20, choices=MembershipState.choices
    )
    change = models.CharField(
        _("what changed"), max_length=20, choices=MembershipChange.choices, default=MembershipChange.STATE
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    details = models.JSONField(
        _("details"),
        default=dict,
        blank=True,
        help_text=_("Before and after, by column: dates as ISO 8601, money as text."),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("membership event")
        verbose_name_plural = _("membership events")
        ordering = ["id"]
        indexes = [
            # Every dashboard of the district looks up what companies ask for, and there is little of it.
            models.Index(
                fields=["membership"],
                condition=models.Q(change=MembershipChange.REQUEST),
                name="membership_event_request",
            )
        ]
        triggers = [
            # An account that is deleted leaves its events without a name (`actor`), nothing else changes.
            pgtrigger.Protect(
                name="membership_event_append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["actor"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.from_state} → {self.to_state}"
