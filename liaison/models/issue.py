"""What mails that come by themselves have in common: one issue for a reader and period, mailed or skipped."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liaison.enums import IssueState
from yangpu_portal.core.models import OutgoingEmail


class Issue(models.Model):
    """Unique for reader and period: creating it, in the transaction that queues its mail, is the claim."""

    state = models.CharField(_("state"), max_length=10, choices=IssueState.choices)
    email = models.OneToOneField(
        OutgoingEmail,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)s",
        verbose_name=_("e-mail"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state=IssueState.MAILED) | Q(email__isnull=True),
                name="%(class)s_skipped_has_no_mail",
            ),
        ]
