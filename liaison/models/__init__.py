from liaison.models.digest import DigestIssue, DigestItem, DigestSubscription
from liaison.models.duplicate import JointRequest, TechnologyTwin
from liaison.models.matching import Match, MatchFeedback, MatchRun, TextVector
from liaison.models.membership import Membership, MembershipEvent
from liaison.models.program import Program, Tier
from liaison.models.suggestion import Suggestion, SuggestionRound

__all__ = [
    "DigestIssue",
    "DigestItem",
    "DigestSubscription",
    "JointRequest",
    "Match",
    "MatchFeedback",
    "MatchRun",
    "Membership",
    "MembershipEvent",
    "Program",
    "Suggestion",
    "SuggestionRound",
    "TechnologyTwin",
    "TextVector",
    "Tier",
]
