"""manage.py refresh_found_names: makes rows written past the models found in the admin by name and pinyin."""

from typing import Any

from django.core.management.base import BaseCommand

from yangpu_portal.core.domain.found_names import refresh_names


class Command(BaseCommand):
    help = "Bring the words by which rows are found in step with the rows."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{refresh_names()} rows brought up to date")
