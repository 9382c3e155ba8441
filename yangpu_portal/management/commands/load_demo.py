"""manage.py load_demo: fill the portal with the demo data; a second run changes nothing."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from liaison.domain.demo import OFFICIAL, demo_emails, load_memberships, load_people
from liaison.domain.digest import send_digests
from liaison.domain.duplicates import refresh_joint_requests, refresh_twins
from liaison.domain.explanation import quote_sentences
from liaison.domain.matching import run_matching
from liaison.domain.roles import sync_role_groups
from liaison.domain.similar import refresh_similar_offers
from liaison.enums import MatchRunState, MatchTrigger
from liaison.imports.demo import load_imports
from liaison.models import DigestIssue, Match, MatchRun
from startups.domain.demo import load_needs, load_organisations, verify_companies
from universities.domain.demo import load_supply
from universities.domain.search_terms import refresh_search_terms
from yangpu_portal.core.domain.demo import load_base
from yangpu_portal.core.models import User
from yangpu_portal.local.signins import PASSWORD

_QUIET_SECONDS = 5.0  # between two lines on one step
_QUOTED = 3  # best matches of the demo companies that get their closest sentences at once


class Command(BaseCommand):
    help = "Fills the portal with demo data: technologies, companies and needs, memberships, sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_among_real_people()
        self._begun, self._last_line = time.monotonic(), 0.0
        new = self._load_rows()
        matched = self._match(anew=new > 0)
        mailed = self._mail()
        if not (new or matched or mailed):
            self._say("the demo data is there already")
            return
        self._say("the demo data is loaded; its people sign in with a password everybody knows")

    def _load_rows(self) -> int:
        """Loads everything that is missing, from the base up; gives how many rows were made."""
        sync_role_groups()
        new = self._step("fields and districts", load_base())
        new += self._step("universities, laboratories and technologies", load_supply())
        new += self._step("parks and companies", load_organisations())
        new += self._step("people", load_people(password=PASSWORD))
        new += self._step("needs", load_needs())
        verify_companies(official=User.objects.get(email=OFFICIAL))
        new += self._step("memberships", load_memberships())
        new += self._step("imports", load_imports(official=User.objects.get(email=OFFICIAL)))
        if new:
            look_over()
            refresh_search_terms()
        return new

    def _match(self, *, anew: bool) -> bool:
        if not anew and MatchRun.objects.filter(state=MatchRunState.DONE).exists():
            return False
        self._say("matching needs with technologies; reading every text once takes up to a minute")
        run = run_matching(trigger=MatchTrigger.MANUAL, progress=self._progress)
        shown = Match.objects.filter(is_current=True, rank__lte=_QUOTED, need__company__members__isnull=False)
        look_over()
        refresh_twins()
        refresh_joint_requests()
        refresh_similar_offers()
        self._say(f"{run.matches} matches of {run.needs} needs; looking up the sentences that agree best")
        quote_sentences(
            match_ids=list(shown.distinct().values_list("pk", flat=True)),
            progress=lambda done, total: self._progress("sentences", done, total),
        )
        return True

    def _mail(self) -> bool:
        if DigestIssue.objects.exists():
            return False
        outcome = send_digests()
        self._say(f"{outcome['mailed']} digests queued")
        return True

    def _step(self, what: str, new: int) -> int:
        if new:
            self._say(f"{new} new: {what}")
        return new

    def _progress(self, step: str, done: int, total: int) -> None:
        if time.monotonic() - self._last_line > _QUIET_SECONDS:
            self._say(f"{step}: {done} of {total}")

    def _say(self, line: str) -> None:
        self._last_line = time.monotonic()
        self.stdout.write(f"{self._last_line - self._begun:5.1f} s  {line}")
        self.stdout.flush()


def look_over() -> None:
    """Lets PostgreSQL count what was just loaded: until it has, it plans as if the tables were empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def refuse_among_real_people() -> None:
    """The demo's password is known to everybody, so it stays away from portals in use.

    Raises:
        CommandError: this is not a demo and somebody else has an account here.
    """
    if not settings.DEMO and User.objects.exclude(email__in=demo_emails()).exists():
        raise CommandError(
            "Nothing was loaded: this database has accounts that are not of the demo, whose sign-ins have a "
            "password everybody knows. Use an empty database, or set DEMO=true if this is a demo."
        )
