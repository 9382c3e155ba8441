from liaison.models.agreement import Agreement, AgreementFile, Obligation, ObligationReminder
from liaison.models.application import ApplicationDocument, MembershipApplication
from liaison.models.digest import DigestIssue, DigestItem, DigestSubscription
from liaison.models.duplicate import JointRequest, TechnologyTwin, TwinnedTechnology
from liaison.models.entitlement import EntitlementBalance, EntitlementEntry
from liaison.models.import_job import ImportJob, ImportRow
from liaison.models.learning import Bookmark, EngineVersion, MatchingPreference, MatchOutcome
from liaison.models.matching import Match, MatchChunk, MatchFeedback, MatchRun, NeedScale, TextVector
from liaison.models.membership import Membership
from liaison.models.membership_event import MembershipEvent
from liaison.models.missed_search import MissedSearch
from liaison.models.program import Program, Tier
from liaison.models.saved_search import SavedSearch, SavedSearchIssue
from liaison.models.similar import SimilarOffers
from liaison.models.suggestion import Suggestion, SuggestionRound
from liaison.models.term import MembershipReminder, MembershipTerm, Payment

__all__ = [
    "Agreement",
    "AgreementFile",
    "ApplicationDocument",
    "Bookmark",
    "DigestIssue",
    "DigestItem",
    "DigestSubscription",
    "EngineVersion",
    "EntitlementBalance",
    "EntitlementEntry",
    "ImportJob",
    "ImportRow",
    "JointRequest",
    "Match",
    "MatchChunk",
    "MatchFeedback",
    "MatchOutcome",
    "MatchRun",
    "MatchingPreference",
    "Membership",
    "MembershipApplication",
    "MembershipEvent",
    "MembershipReminder",
    "MembershipTerm",
    "MissedSearch",
    "NeedScale",
    "Obligation",
    "ObligationReminder",
    "Payment",
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
