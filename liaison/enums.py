"""Enumerations of the bridge."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TierLevel(models.TextChoices):
    TOP = "top", _("top level")
    SECOND = "second", _("second tier")


class MembershipState(models.TextChoices):
    APPLIED = "applied", _("applied")
    APPROVED = "approved", _("approved, fee due")
    ACTIVE = "active", _("active")
    RENEWED = "renewed", _("renewed, next term paid")
    GRACE = "grace", _("in grace")
    EXPIRED = "expired", _("expired")
    SUSPENDED = "suspended", _("suspended")
    CANCELLED = "cancelled", _("cancelled")


# A member has rights in these, as long as its dates and the membership above say so too.
RIGHTS_STATES = (MembershipState.ACTIVE, MembershipState.RENEWED, MembershipState.GRACE)

# A holder has at most one membership of a program in one of these states.
LIVE_STATES = (
    MembershipState.APPLIED,
    MembershipState.APPROVED,
    *RIGHTS_STATES,
    MembershipState.SUSPENDED,
)


class MembershipChange(models.TextChoices):
    """What an event of a membership tells."""

    STATE = "state", _("state")
    PAYMENT = "payment", _("payment")
    TERM = "term", _("term")
    TIER = "tier", _("tier")
    FEE = "fee", _("fee")
    BRANCH = "branch", _("membership above")
    REMINDER = "reminder", _("reminder")
    REQUEST = "request", _("request of the company")
    DOCUMENT = "document", _("documents")


class MembershipRequest(models.TextChoices):
    """What a company may ask the district for; the district answers by agreeing it or by a mail."""

    RENEWAL = "renewal", _("the next term")
    TIER = "tier", _("another tier")


class MembershipNews(models.TextChoices):
    """What the holder of a membership is told of, each with a mail of its own."""

    APPLIED = "applied", _("application received")
    APPROVED = "approved", _("approved, fee due")
    DECLINED = "declined", _("application declined")
    WITHDRAWN = "withdrawn", _("application withdrawn")
    STARTED = "started", _("term begun")
    RENEWAL_OFFERED = "renewal_offered", _("renewal offered, fee due")
    RENEWAL_WITHDRAWN = "renewal_withdrawn", _("renewal withdrawn")
    RENEWED = "renewed", _("renewed")
    NEXT_TERM = "next_term", _("next term begun")
    REMINDER = "reminder", _("reminder")
    OVERDUE = "overdue", _("reminder after the last day")
    GRACE = "grace", _("in grace")
    EXPIRED = "expired", _("expired")
    ENDED = "ended", _("ended early")
    SUSPENDED = "suspended", _("suspended")
    RESTORED = "restored", _("restored")
    CANCELLED = "cancelled", _("cancelled")
    TIER_CHANGED = "tier_changed", _("tier changed")
    TERM_CHANGED = "term_changed", _("term changed")
    FEE_CHANGED = "fee_changed", _("fee changed")
    PAYMENT_VOID = "payment_void", _("payment made void")
    PAID_BACK = "paid_back", _("money paid back")
    BRANCH_CHANGED = "branch_changed", _("membership above changed")
    REQUEST_DECLINED = "request_declined", _("request declined")


class TermState(models.TextChoices):
    DUE = "due", _("fee due")
    PAID = "paid", _("paid, not begun")
    RUNNING = "running", pgettext_lazy("a term", "running")
    ENDED = "ended", _("ended")
    VOID = "void", _("void")


class Entitlement(models.TextChoices):
    """What a member may call on, so many times a term."""

    CONSULTATION = "consultation", _("consultation")
    MEETING = "meeting", _("meeting")
    EVENT_SEAT = "event_seat", _("event seat")
    INTRODUCTION = "introduction", _("introduction")


class EntryKind(models.TextChoices):
    """Why a number of entitlements came or went."""

    GRANTED = "granted", _("granted with the term")
    ADJUSTED = "adjusted", _("adjusted to another tier")
    CORRECTED = "corrected", _("corrected by the office")
    ALLOCATED = "allocated", _("allocated to a company")
    RECEIVED = "received", _("received from the district")
    GIVEN_BACK = "given_back", _("given back to the district")
    TAKEN_BACK = "taken_back", _("taken back from a company")
    USED = "used", _("used")
    RETURNED = "returned", _("returned after a decline")
    EXPIRED = "expired", _("expired with the term")


class AgreementKind(models.TextChoices):
    FRAMEWORK = "framework", _("framework agreement")
    PROGRAM = "program", _("program membership agreement")
    PROJECT = "project", _("project agreement")
    MEMORANDUM = "memorandum", _("memorandum of understanding")


class ObligationParty(models.TextChoices):
    DISTRICT = "district", _("district")
    UNIVERSITY = "university", _("university")


class ObligationState(models.TextChoices):
    OPEN = "open", pgettext_lazy("an obligation", "open")
    DONE = "done", _("done")
    WAIVED = "waived", _("waived")


class MatchTrigger(models.TextChoices):
    NIGHTLY = "nightly", _("every night")
    NEED = "need", _("a need opened or changed, or feedback")
    TECHNOLOGY = "technology", _("a technology was published")
    MANUAL = "manual", _("by hand")


class MatchRunState(models.TextChoices):
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class MatchBand(models.TextChoices):
    """The values are those of the engine's `Band`."""

    STRONG = "strong", _("Strong match")
    POSSIBLE = "possible", _("Possible match")
    WEAK = "weak", _("Worth a look")


class Verdict(models.TextChoices):
    USEFUL = "useful", _("useful")
    IRRELEVANT = "irrelevant", _("not relevant")


class IrrelevantReason(models.TextChoices):
    WRONG_DIRECTION = "wrong_direction", _("wrong direction")
    TOO_EARLY = "too_early", _("too early")
    TOO_EXPENSIVE = "too_expensive", _("too expensive")
    KNOWN = "known", _("already known")
    OTHER = "other", _("other")


class OutcomeKind(models.TextChoices):
    """What came of a match, from the first step to the last."""

    INTRODUCED = "introduced", _("introduced")
    DECLINED = "declined", _("declined")
    MET = "met", _("met")
    NEGOTIATING = "negotiating", _("negotiating")
    NO_DEAL = "no_deal", _("ended without a deal")
    DEAL = "deal", _("deal")


class Frequency(models.TextChoices):
    OFF = "off", _("never")
    WEEKLY = "weekly", _("every week")


class SearchFrequency(models.TextChoices):
    """How often a person is told what is new in a saved search."""

    OFF = "off", _("never")
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")


class IssueState(models.TextChoices):
    MAILED = "mailed", _("mailed")
    SKIPPED = "skipped", _("nothing new")


class EncodingRole(models.TextChoices):
    """The encoder treats what asks and what answers differently."""

    QUERY = "query", _("need")
    PASSAGE = "passage", _("offer")


class TwinReason(models.TextChoices):
    """What told that two offers are the same."""

    TITLE = "title", _("the title")
    PATENT = "patent", _("a patent number")
    MEANING = "meaning", _("the meaning of the text")


class TwinState(models.TextChoices):
    FOUND = "found", _("found")
    CONFIRMED = "confirmed", _("the same")
    REJECTED = "rejected", _("not the same")


class JointRequestState(models.TextChoices):
    SUGGESTED = "suggested", _("suggested")
    TAKEN_UP = "taken_up", _("taken up")
    DISMISSED = "dismissed", _("dismissed")


class ImportState(models.TextChoices):
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, waits for you")
    WRITING = "writing", _("being written")
    DONE = "done", pgettext_lazy("import", "done")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    STOPPED = "stopped", _("stopped")
    FAILED = "failed", pgettext_lazy("import", "failed")


class ImportMode(models.TextChoices):
    GOOD = "good", _("the good rows only")
    ALL = "all", _("all rows or none")


class RowVerdict(models.TextChoices):
    NEW = "new", pgettext_lazy("row", "new")
    CHANGED = "changed", pgettext_lazy("row", "changed")
    SAME = "same", pgettext_lazy("row", "the same")
    REFUSED = "refused", pgettext_lazy("row", "wrong")


class PeriodKind(models.TextChoices):
    """The calendar period up to a day that figures of money and searches look at."""

    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")


class FigureGroup(models.TextChoices):
    """Where a figure stands among the others."""

    WAITING = "waiting", _("Waiting for you")
    MEMBERS = "members", _("Memberships")
    FEES = "fees", _("Fees and renewals")
    WORK = "work", _("Needs, offers and mails")
