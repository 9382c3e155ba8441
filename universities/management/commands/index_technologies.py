"""Writes all search documents anew: once after an upgrade that cuts words in another way."""

from typing import Any

from django.core.management.base import BaseCommand

from universities.domain.search import index_technologies
from universities.models import Technology

_AT_ONCE = 500


class Command(BaseCommand):
    help = "Writes the search documents of all technologies anew."

    def handle(self, *args: Any, **options: Any) -> None:
        keys = list(Technology.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), _AT_ONCE):
            index_technologies(technology_ids=keys[start : start + _AT_ONCE])
        self.stdout.write(f"{len(keys)} search documents written.")
