"""Days and moments in tables: as sheets have them, the same in both languages, and narrow."""

from datetime import date, datetime

from django.utils import timezone


def in_table(value: date | datetime) -> str:
    """2027-03-11; a moment with its local time, 2027-03-11 09:30."""
    if not isinstance(value, datetime):
        return value.isoformat()
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%Y-%m-%d %H:%M}"
