from liaison.models.digest import DigestIssue, DigestItem, DigestSubscription
from liaison.models.matching import Match, MatchFeedback, MatchRun, TextVector
from liaison.models.membership import Membership, MembershipEvent
from liaison.models.program import Program, Tier
from liaison.models.suggestion import Suggestion, SuggestionRound

__all__ = [
    "DigestIssue",
    "DigestItem",
    "DigestSubscription",
    "Match",
    "MatchFeedback",
    "MatchRun",
    "Membership",
    "MembershipEvent",
    "Program",
    "Suggestion",
    "SuggestionRound",
    "TextVector",
    "Tier",
]
