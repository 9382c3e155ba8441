"""Figures of what is wanted, offered, looked for and mailed."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.enums import FigureGroup, ImportState, OutcomeKind, RowVerdict
from liaison.models import ImportJob, ImportRow, MatchOutcome, MissedSearch
from liaison.models.missed_search import KEPT
from liaison.queries.dashboard import RECONFIRM_AFTER
from liaison.queries.figures.as_of import AsOf, rows_at, start_of
from liaison.queries.figures.figure import Figure
from startups.enums import NeedState
from startups.models import Company, Need
from universities.enums import TechnologyState
from universities.models import Technology
from yangpu_portal.core.enums import EmailState
from yangpu_portal.core.models import OutgoingEmail

_CAME_ABOUT = (OutcomeKind.INTRODUCED, OutcomeKind.MET, OutcomeKind.NEGOTIATING, OutcomeKind.DEAL)
_SENT_WITHIN = timedelta(hours=1)
_MAILS_OF = timedelta(days=30)
_NEED = ("title", "company", "state", "confidentiality", "submitted_at", "opened_at", "public_id")


def _needs(state: NeedState, when: AsOf) -> QuerySet[Any]:
    return rows_at(Need, when).filter(state=state)


def _unmatched_needs(when: AsOf) -> QuerySet[Any]:
    met = MatchOutcome.objects.filter(kind__in=_CAME_ABOUT, at__lt=when.moment)
    return _needs(NeedState.OPEN, when).exclude(id__in=met.values("match__need_id"))


def _companies_to_verify(when: AsOf) -> QuerySet[Any]:
    return rows_at(Company, when).filter(verified_at=None)


def _missed_searches(when: AsOf) -> QuerySet[Any] | None:
    if when.since < timezone.localdate() - KEPT:
        return None  # some of them are deleted: what is left is not the figure of that day
    return MissedSearch.objects.order_by().filter(day__range=(when.since, when.day))


def _stale_offers(when: AsOf) -> QuerySet[Any]:
    confirmed = Q(confirmed_on=None) | Q(confirmed_on__lt=when.day - RECONFIRM_AFTER)
    return rows_at(Technology, when).filter(confirmed, state=TechnologyState.PUBLISHED)


def _failing_mails(when: AsOf) -> QuerySet[Any]:
    """Only moments that stay are asked, so that a mail sent later still counts for the day it was stuck."""
    moment = when.moment
    stuck = Q(sent_at=None) | Q(sent_at__gte=moment) | Q(state=EmailState.BOUNCED)
    queued = OutgoingEmail.objects.order_by().exclude(state=EmailState.ABORTED)
    return queued.filter(stuck, created_at__range=(moment - _MAILS_OF, moment - _SENT_WITHIN))


def _imports_with_errors(when: AsOf) -> QuerySet[Any]:
    refused = ImportRow.objects.filter(job=OuterRef("pk"), verdict=RowVerdict.REFUSED)
    begun = ImportJob.objects.order_by().filter(
        created_at__gte=start_of(when.since), created_at__lt=when.moment
    )
    return begun.filter(Exists(refused) | Q(state=ImportState.FAILED))


WORK_FIGURES = (
    Figure(
        name="needs_in_review",
        group=FigureGroup.WAITING,
        title=_("Needs to review"),
        definition=_("Needs that were handed in and that no officer has read yet."),
        computed=_("Needs in the state in review, changes of open needs among them."),
        model=Need,
        rows=lambda when: _needs(NeedState.IN_REVIEW, when),
        lookup=lambda when: {"state__exact": NeedState.IN_REVIEW.value},
        columns=_NEED,
        sorting=("submitted_at", "id"),
    ),
    Figure(
        name="companies_to_verify",
        group=FigureGroup.WAITING,
        title=_("Companies to verify"),
        definition=_("Companies whose entry no official has checked."),
        computed=_("Companies without a day of verification."),
        model=Company,
        rows=_companies_to_verify,
        lookup=lambda when: {"verified_at__isnull": "True"},
        columns=("uscc", "name", "created_at"),
    ),
    Figure(
        name="failing_mails",
        group=FigureGroup.WAITING,
        title=_("Mails not delivered"),
        definition=_(
            "Mails of the last 30 days that were not sent an hour after they were queued, or came back."
        ),
        computed=_(
            "Mails queued between 30 days and one hour before the end of the day (today: before now) and not "
            "sent by then, or bounced; without those that were given up on purpose."
        ),
        model=OutgoingEmail,
        rows=_failing_mails,
        derived=_failing_mails,
        columns=("created_at", "kind", "address", "subject", "state", "attempts", "error"),
        sorting=("created_at", "id"),
    ),
    Figure(
        name="unmatched_needs",
        group=FigureGroup.WORK,
        title=_("Open needs without an introduction"),
        definition=_("Open needs for which no introduction, meeting, negotiation or deal is on record."),
        computed=_("Needs in the state open without an outcome of one of their matches but a decline."),
        model=Need,
        rows=_unmatched_needs,
        columns=_NEED,
        sorting=("opened_at", "id"),
    ),
    Figure(
        name="missed_searches",
        group=FigureGroup.WORK,
        title=_("Searches without a result"),
        definition=_("Different searches of the period that found nothing, by day and language of the page."),
        computed=_(
            "Rows of the list of searches without results from the first day of the period to the day."
        ),
        model=MissedSearch,
        rows=_missed_searches,
        derived=_missed_searches,
        lookup=lambda when: {"day__gte": when.since.isoformat(), "day__lte": when.day.isoformat()},
        columns=("day", "text", "language", "filters", "count"),
        sorting=("-count", "id"),
    ),
    Figure(
        name="imports_with_errors",
        group=FigureGroup.WORK,
        title=_("Imports with errors"),
        definition=_("Files imported in the period that failed, or of which rows were refused."),
        computed=_("Imports begun in the period that are in the state failed, or have a wrong row."),
        model=ImportJob,
        rows=_imports_with_errors,
        derived=_imports_with_errors,
        columns=("file_name", "kind", "state", "created_at", "trouble", "public_id"),
        sorting=("created_at", "id"),
    ),
    Figure(
        name="stale_offers",
        group=FigureGroup.WORK,
        title=_("Offers going stale"),
        definition=_(
            "Published offers that nobody has confirmed for eleven months; after twelve they expire."
        ),
        computed=_(
            "Offers in the state published whose last confirmation is more than 335 days back, or missing."
        ),
        model=Technology,
        rows=_stale_offers,
        own="university",
        columns=("title", "university", "laboratory", "published_at", "confirmed_on", "public_id"),
        sorting=("confirmed_on", "id"),
    ),
)
