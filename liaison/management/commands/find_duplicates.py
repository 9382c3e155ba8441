"""manage.py find_duplicates: offers listed twice, and needs of several companies that ask for the same."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from liaison.domain.duplicates import refresh_joint_requests, refresh_twins


class Command(BaseCommand):
    help = "Finds offers that are listed twice and needs of several companies that ask for the same thing."

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        twins, requests = refresh_twins(), refresh_joint_requests()
        self.stdout.write(
            f"{twins} offers hidden and {requests} joint requests suggested wait for a decision, "
            f"{time.monotonic() - begun:.1f} s"
        )
