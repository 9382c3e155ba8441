"""Enumerations of the bridge."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TierLevel(models.TextChoices):
    TOP = "top", _("top level")
    SECOND = "second", _("second tier")


class MembershipState(models.TextChoices):
    APPLIED = "applied", _("applied")
    APPROVED = "approved", _("approved, fee due")
    ACTIVE = "active", _("active")
    GRACE = "grace", _("in grace")
    EXPIRED = "expired", _("expired")
    SUSPENDED = "suspended", _("suspended")
    CANCELLED = "cancelled", _("cancelled")


# A holder has at most one membership of a program in one of these states.
LIVE_STATES = (
    MembershipState.APPLIED,
    MembershipState.APPROVED,
    MembershipState.ACTIVE,
    MembershipState.GRACE,
    MembershipState.SUSPENDED,
)


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
