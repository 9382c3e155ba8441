"""Compiles the translations, where they changed; with --check says what is missing instead."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yangpu_portal.core.translations import compile_catalog, faults, is_stale, translation_files


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/*.po to .mo where they changed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when a message is not translated")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        for path in translation_files():
            if check:
                self._check(path)
            if is_stale(path):
                compile_catalog(path)
                self.stdout.write(f"compiled {path.name} of {path.parent.parent.name}")

    def _check(self, path: Any) -> None:
        lines = faults(path).lines()
        if lines:
            advice = "Run manage.py extract_messages and complete the file."
            raise CommandError("\n".join([f"{path}: {len(lines)} faults.", *lines, advice]))
