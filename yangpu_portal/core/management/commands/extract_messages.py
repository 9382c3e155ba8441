"""Brings the translation files in line with the code; what is new waits there for its translation."""

from typing import Any

from django.core.management.base import BaseCommand

from yangpu_portal.core.translations import translation_files, update


class Command(BaseCommand):
    help = "Extract messages from code and templates into locale/*/LC_MESSAGES/*.po."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path in translation_files():
            catalog = update(path)
            empty = sum(1 for message in catalog if message.id and not message.string)
            self.stdout.write(f"{path}: {len(catalog)} messages, {empty} to translate")
