from liaison.models.digest import DigestIssue, DigestItem, DigestSubscription
from liaison.models.matching import Match, MatchFeedback, MatchRun, TextVector
from liaison.models.membership import Membership, MembershipEvent
from liaison.models.program import Program, Tier

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
    "TextVector",
    "Tier",
]
