from liaison.models.digest import DigestIssue, DigestItem, DigestSubscription
from liaison.models.duplicate import JointRequest, TechnologyTwin
from liaison.models.learning import Bookmark, EngineVersion, MatchingPreference, MatchOutcome
from liaison.models.matching import Match, MatchChunk, MatchFeedback, MatchRun, NeedScale, TextVector
from liaison.models.membership import Membership, MembershipEvent
from liaison.models.program import Program, Tier
from liaison.models.similar import SimilarOffers
from liaison.models.suggestion import Suggestion, SuggestionRound

__all__ = [
    "Bookmark",
    "DigestIssue",
    "DigestItem",
    "DigestSubscription",
    "EngineVersion",
    "JointRequest",
    "Match",
    "MatchChunk",
    "MatchFeedback",
    "MatchOutcome",
    "MatchRun",
    "MatchingPreference",
    "Membership",
    "MembershipEvent",
    "NeedScale",
    "Program",
    "SimilarOffers",
    "Suggestion",
    "SuggestionRound",
    "TechnologyTwin",
    "TextVector",
    "Tier",
]
