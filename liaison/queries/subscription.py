"""Reads of digest subscriptions."""

from liaison.enums import Frequency
from liaison.models import DigestSubscription
from yangpu_portal.core.models import User


def chosen_frequency(user: User) -> Frequency:
    """How often this person is written to; weekly as long as they never chose."""
    row = DigestSubscription.objects.filter(user=user).first()
    return Frequency(row.frequency) if row else Frequency.WEEKLY
