from liaison.models.digest import DigestIssue, DigestItem, DigestSubscription
from liaison.models.duplicate import JointRequest, TechnologyTwin, TwinnedTechnology
from liaison.models.learning import Bookmark, EngineVersion, MatchingPreference, MatchOutcome
from liaison.models.matching import Match, MatchChunk, MatchFeedback, MatchRun, NeedScale, TextVector
from liaison.models.membership import Membership, MembershipEvent
from liaison.models.missed_search import MissedSearch
from liaison.models.program import Program, Tier
from liaison.models.saved_search import SavedSearch, SavedSearchIssue
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
    "MissedSearch",
    "NeedScale",
    "Program",
    "SavedSearch",
    "SavedSearchIssue",
    "SimilarOffers",
    "Suggestion",
    "SuggestionRound",
    "TechnologyTwin",
    "TextVector",
    "Tier",
    "TwinnedTechnology",
]
