"""Writes of the log of who looked at the portal as somebody else."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.models import Impersonation, User
from yangpu_portal.core.rules import may_impersonate


def begin_impersonation(*, by: User, whom: User, reason: str) -> Impersonation:
    """Raises:
    PermissionDenied: this person may not look as the other one.
    ValidationError: the reason is missing.
    """
    if not may_impersonate(hijacker=by, hijacked=whom):
        raise PermissionDenied(_("You can look at the portal as a person of a company or laboratory only."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you need to look as this person.")}, "reason")
    return Impersonation.objects.create(by=by, whom=whom, reason=reason.strip())


def end_impersonation(*, impersonation_id: int) -> None:
    """Notes the end; one that has ended keeps its time."""
    Impersonation.objects.filter(pk=impersonation_id, ended_at=None).update(ended_at=timezone.now())
