"""Counts searches that found nothing, so that officials see what is looked for in vain."""

import re

from django.db.models import F
from django.utils import timezone

from liaison.models import MissedSearch
from liaison.models.missed_search import KEPT, LONGEST_MISS
from yangpu_portal.core.enums import Language
from yangpu_portal.core.text import printable

_MOST_OF_A_DAY = 2000  # different ones: a flood of made-up words must not fill the table
_ADDRESS = re.compile(r"\S+@\S+")
_NUMBER = re.compile(r"\+?\d[\d\s-]{6,}\d")  # of a telephone, an identity card, a bank account


def record_missed_search(*, text: str, language: Language, filters: str = "") -> None:
    """Counts one search without results. Addresses and long numbers are taken out: nobody is remembered."""
    shown = _NUMBER.sub("…", _ADDRESS.sub("…", " ".join(printable(text).split()).casefold()))
    shown = shown[:LONGEST_MISS].strip()
    if not shown:
        return
    today = timezone.localdate()
    same = MissedSearch.objects.filter(day=today, text=shown, language=language, filters=filters[:300])
    if same.update(count=F("count") + 1):
        return
    if MissedSearch.objects.filter(day=today).count() < _MOST_OF_A_DAY:
        row = MissedSearch(day=today, text=shown, language=language, filters=filters[:300])
        MissedSearch.objects.bulk_create([row], ignore_conflicts=True)


def forget_missed_searches() -> int:
    """Deletes what is older than two years; tells how many rows that were."""
    deleted, _by_model = MissedSearch.objects.filter(day__lt=timezone.localdate() - KEPT).delete()
    return deleted
