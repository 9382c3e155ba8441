"""Where a person's name stands without a key that leads to them: mails to others, and the admin's log."""

import json
from collections.abc import Collection

from django.contrib.admin.models import LogEntry
from django.db.models import Q

from startups.models import SeatInvitation
from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.models import OutgoingEmail, User


def forget_mails(*, user: User, addresses: Collection[str], company_ids: Collection[int]) -> None:
    """Deletes mails to the person, for the person, and invitations in which others read who invites them."""
    sent = SeatInvitation.objects.filter(Q(invited_by=user) | Q(company__in=company_ids))
    keys = [f"{row.pk}:{number}" for row in sent for number in range(1, row.mails + 1)]
    found = Q(user=user) | Q(address__in=addresses)
    for name in _names(user):
        found |= Q(kind=EmailKind.SEAT_INVITATION, dedupe_key__in=keys, text__contains=name)
    OutgoingEmail.objects.filter(found).delete()


def forget_log(*, user: User, addresses: Collection[str]) -> None:
    """The admin's log keeps that something was done, not the name of the person it was done to.

    The words of a row about a person begin with the name; a message holds them as JSON writes them.
    """
    found = Q()
    for name in _names(user):
        found |= Q(object_repr=name) | Q(object_repr__startswith=f"{name} · ")
        found |= Q(object_repr__startswith=f"{name}: ")
        found |= Q(change_message__contains=f'"{json.dumps(name)[1:-1]} \\u00b7 ')
    for address in addresses:
        found |= Q(object_repr__icontains=address) | Q(change_message__icontains=address)
    LogEntry.objects.filter(found).update(object_repr="—", change_message="")


def _names(user: User) -> set[str]:
    return {name for name in (user.name, user.latin_name) if name}
