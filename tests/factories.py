"""One factory per model."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from liaison.enums import (
    AgreementKind,
    Entitlement,
    EntryKind,
    ImportState,
    IssueState,
    MatchTrigger,
    MembershipState,
    ObligationParty,
    OutcomeKind,
    TierLevel,
    TwinReason,
    Verdict,
)
from liaison.matching.engine import ENGINE_VERSION
from liaison.matching.weights import shipped_weights
from liaison.models import (
    Agreement,
    Bookmark,
    DigestIssue,
    DigestItem,
    DigestSubscription,
    EngineVersion,
    EntitlementEntry,
    ImportJob,
    JointRequest,
    Match,
    MatchFeedback,
    MatchingPreference,
    MatchOutcome,
    MatchRun,
    Membership,
    MembershipApplication,
    MembershipEvent,
    MembershipTerm,
    MissedSearch,
    Obligation,
    Payment,
    Program,
    SavedSearch,
    SimilarOffers,
    Suggestion,
    SuggestionRound,
    TechnologyTwin,
    Tier,
)
from startups.enums import NeedState
from startups.models import (
    Company,
    CompanyMember,
    Need,
    NeedEvent,
    NeedParameter,
    SciTechPark,
    SeatInvitation,
)
from universities.enums import StaffRole, TechnologyState
from universities.models import (
    Department,
    Laboratory,
    Patent,
    Researcher,
    School,
    Technology,
    TechnologyMetric,
    University,
    UniversityStaff,
)
from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.models import (
    District,
    Field,
    Impersonation,
    ListExport,
    OutgoingEmail,
    RecordedChange,
    SavedFilter,
    User,
)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    language = "en"

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        self.set_password(extracted or "correct horse 42")
        self.save()


class FieldFactory(DjangoModelFactory):
    class Meta:
        model = Field

    code = factory.Sequence(lambda n: f"field-{n}")
    name_zh = factory.Sequence(lambda n: f"领域{n}")
    name_en = factory.Sequence(lambda n: f"Field {n}")


class DistrictFactory(DjangoModelFactory):
    class Meta:
        model = District
        django_get_or_create = ("code",)

    code = "310110"
    name_zh = "杨浦区"
    name_en = "Yangpu District"
    city_zh = "上海市"
    city_en = "Shanghai"


class UniversityFactory(DjangoModelFactory):
    class Meta:
        model = University

    slug = factory.Sequence(lambda n: f"university-{n}")
    name_zh = factory.Sequence(lambda n: f"第{n}大学")
    name_en = factory.Sequence(lambda n: f"University {n}")


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = School

    university = factory.SubFactory(UniversityFactory)
    slug = factory.Sequence(lambda n: f"school-{n}")
    name_zh = factory.Sequence(lambda n: f"第{n}学院")
    name_en = factory.Sequence(lambda n: f"School {n}")


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department

    school = factory.SubFactory(SchoolFactory)
    university = factory.SelfAttribute("school.university")
    slug = factory.Sequence(lambda n: f"department-{n}")
    name_zh = factory.Sequence(lambda n: f"第{n}系")
    name_en = factory.Sequence(lambda n: f"Department {n}")


class LaboratoryFactory(DjangoModelFactory):
    class Meta:
        model = Laboratory

    university = factory.SubFactory(UniversityFactory)
    slug = factory.Sequence(lambda n: f"laboratory-{n}")
    name_zh = factory.Sequence(lambda n: f"第{n}实验室")
    name_en = factory.Sequence(lambda n: f"Laboratory {n}")


class ResearcherFactory(DjangoModelFactory):
    class Meta:
        model = Researcher

    university = factory.SubFactory(UniversityFactory)
    name_en = factory.Sequence(lambda n: f"Researcher {n}")


class PatentFactory(DjangoModelFactory):
    class Meta:
        model = Patent

    university = factory.SubFactory(UniversityFactory)
    publication_number = factory.Sequence(lambda n: f"CN{117000000 + n}A")
    title_en = factory.Sequence(lambda n: f"Patent {n}")


class TechnologyFactory(DjangoModelFactory):
    """A published offer."""

    class Meta:
        model = Technology

    university = factory.SubFactory(UniversityFactory)
    title_en = factory.Sequence(lambda n: f"Technology {n}")
    source_language = "en"
    state = TechnologyState.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)


class TechnologyMetricFactory(DjangoModelFactory):
    class Meta:
        model = TechnologyMetric

    technology = factory.SubFactory(TechnologyFactory)
    name_en = "Efficiency"
    value = 91
    unit = "%"


class UniversityStaffFactory(DjangoModelFactory):
    class Meta:
        model = UniversityStaff

    user = factory.SubFactory(UserFactory)
    university = factory.SubFactory(UniversityFactory)
    role = StaffRole.TTO


class SciTechParkFactory(DjangoModelFactory):
    class Meta:
        model = SciTechPark

    district = factory.SubFactory(DistrictFactory)
    slug = factory.Sequence(lambda n: f"park-{n}")
    name_zh = factory.Sequence(lambda n: f"第{n}园区")
    name_en = factory.Sequence(lambda n: f"Park {n}")


class CompanyFactory(DjangoModelFactory):
    class Meta:
        model = Company

    district = factory.SubFactory(DistrictFactory)
    slug = factory.Sequence(lambda n: f"company-{n}")
    name_zh = factory.Sequence(lambda n: f"第{n}公司")
    name_en = factory.Sequence(lambda n: f"Company {n}")


class CompanyMemberFactory(DjangoModelFactory):
    class Meta:
        model = CompanyMember

    user = factory.SubFactory(UserFactory)
    company = factory.SubFactory(CompanyFactory)


class NeedFactory(DjangoModelFactory):
    """An open need."""

    class Meta:
        model = Need

    company = factory.SubFactory(CompanyFactory)
    title_en = factory.Sequence(lambda n: f"Need {n}")
    source_language = "en"
    state = NeedState.OPEN
    opened_at = factory.LazyFunction(timezone.now)


class NeedParameterFactory(DjangoModelFactory):
    class Meta:
        model = NeedParameter

    need = factory.SubFactory(NeedFactory)
    name_en = "Throughput"
    target_value = 10
    unit = "t/h"


class NeedEventFactory(DjangoModelFactory):
    class Meta:
        model = NeedEvent

    need = factory.SubFactory(NeedFactory)
    from_state = NeedState.DRAFT
    to_state = NeedState.OPEN


class ProgramFactory(DjangoModelFactory):
    class Meta:
        model = Program

    university = factory.SubFactory(UniversityFactory)
    slug = factory.Sequence(lambda n: f"program-{n}")
    name_en = factory.Sequence(lambda n: f"Program {n}")


class TierFactory(DjangoModelFactory):
    class Meta:
        model = Tier

    program = factory.SubFactory(ProgramFactory)
    slug = factory.Sequence(lambda n: f"tier-{n}")
    level = TierLevel.TOP
    name_en = factory.Sequence(lambda n: f"Tier {n}")
    annual_fee = 500000


class MembershipFactory(DjangoModelFactory):
    """A district's top-level membership, applied for."""

    class Meta:
        model = Membership

    tier = factory.SubFactory(TierFactory)
    program = factory.SelfAttribute("tier.program")
    district = factory.SubFactory(DistrictFactory)
    fee = factory.SelfAttribute("tier.annual_fee")


class MatchRunFactory(DjangoModelFactory):
    class Meta:
        model = MatchRun

    trigger = MatchTrigger.MANUAL
    engine_version = "test"


class MatchFactory(DjangoModelFactory):
    class Meta:
        model = Match

    need = factory.SubFactory(NeedFactory)
    technology = factory.SubFactory(TechnologyFactory)
    run = factory.SubFactory(MatchRunFactory)
    rank = 1
    score = 3.0
    probability = 0.95
    band = "strong"
    lexical = 3.0


class SeatInvitationFactory(DjangoModelFactory):
    class Meta:
        model = SeatInvitation

    company = factory.SubFactory(CompanyFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    language = "en"
    invited_by = factory.SubFactory(UserFactory)


class MissedSearchFactory(DjangoModelFactory):
    class Meta:
        model = MissedSearch

    day = factory.LazyFunction(timezone.localdate)
    text = factory.Sequence(lambda n: f"zebra {n}")
    language = "en"


class SavedFilterFactory(DjangoModelFactory):
    class Meta:
        model = SavedFilter

    owner = factory.SubFactory(UserFactory)
    model = "startups.company"
    name = factory.Sequence(lambda n: f"filter {n}")
    query = "q=robot&stage__exact=seed"


class SavedSearchFactory(DjangoModelFactory):
    class Meta:
        model = SavedSearch

    user = factory.SubFactory(UserFactory)
    text = factory.Sequence(lambda n: f"robot {n}")
    key = factory.Sequence(str)
    seen_until = factory.LazyFunction(timezone.now)


class TechnologyTwinFactory(DjangoModelFactory):
    class Meta:
        model = TechnologyTwin

    technology = factory.SubFactory(TechnologyFactory)
    shown_instead = factory.SubFactory(TechnologyFactory)
    why = TwinReason.TITLE
    similarity = 0.9


class JointRequestFactory(DjangoModelFactory):
    """Suggested for two needs, or for those given."""

    class Meta:
        model = JointRequest
        skip_postgeneration_save = True

    need_set = factory.Sequence(lambda n: f"0,{n}")
    similarity = 0.7

    @factory.post_generation
    def needs(self, create, extracted, **kwargs):
        self.needs.set(extracted or [NeedFactory(), NeedFactory()])


class MatchFeedbackFactory(DjangoModelFactory):
    class Meta:
        model = MatchFeedback

    match = factory.SubFactory(MatchFactory)
    user = factory.SubFactory(UserFactory)
    verdict = Verdict.USEFUL


class BookmarkFactory(DjangoModelFactory):
    class Meta:
        model = Bookmark

    user = factory.SubFactory(UserFactory)
    technology = factory.SubFactory(TechnologyFactory)


class MatchOutcomeFactory(DjangoModelFactory):
    class Meta:
        model = MatchOutcome

    match = factory.SubFactory(MatchFactory)
    kind = OutcomeKind.INTRODUCED
    recorded_by = factory.SubFactory(UserFactory)


class MatchingPreferenceFactory(DjangoModelFactory):
    """A company that has switched personal signals off."""

    class Meta:
        model = MatchingPreference

    company = factory.SubFactory(CompanyFactory)
    personal = False


class EngineVersionFactory(DjangoModelFactory):
    """Published, for the engine without its encoder."""

    class Meta:
        model = EngineVersion

    number = factory.Sequence(lambda n: n + 1)
    engine = ENGINE_VERSION
    encoder = "none"
    weights = factory.LazyFunction(lambda: shipped_weights(with_encoder=False).as_data())
    published_at = factory.LazyFunction(timezone.now)


class MembershipEventFactory(DjangoModelFactory):
    class Meta:
        model = MembershipEvent

    membership = factory.SubFactory(MembershipFactory)
    actor = factory.SubFactory(UserFactory)
    to_state = MembershipState.APPLIED


class ListExportFactory(DjangoModelFactory):
    class Meta:
        model = ListExport

    user = factory.SubFactory(UserFactory)
    source = "startups.Company"
    format = "xlsx"
    rows = 3


class OutgoingEmailFactory(DjangoModelFactory):
    """A digest, queued."""

    class Meta:
        model = OutgoingEmail

    kind = EmailKind.MATCH_DIGEST
    dedupe_key = factory.Sequence(str)
    user = factory.SubFactory(UserFactory)
    address = factory.SelfAttribute("user.email")
    language = "en"
    subject = "New technologies for your needs"
    text = "Good morning"


class DigestSubscriptionFactory(DjangoModelFactory):
    class Meta:
        model = DigestSubscription

    user = factory.SubFactory(UserFactory)


class DigestIssueFactory(DjangoModelFactory):
    """A week without news."""

    class Meta:
        model = DigestIssue

    subscription = factory.SubFactory(DigestSubscriptionFactory)
    period = factory.LazyFunction(timezone.localdate)
    state = IssueState.SKIPPED


class DigestItemFactory(DjangoModelFactory):
    class Meta:
        model = DigestItem

    issue = factory.SubFactory(DigestIssueFactory)
    subscription = factory.SelfAttribute("issue.subscription")
    match = factory.SubFactory(MatchFactory)
    position = 1


class SuggestionRoundFactory(DjangoModelFactory):
    class Meta:
        model = SuggestionRound

    period = factory.Sequence(lambda n: date(2026, 1, 5) + timedelta(weeks=n))


class SuggestionFactory(DjangoModelFactory):
    class Meta:
        model = Suggestion

    round = factory.SubFactory(SuggestionRoundFactory)
    match = factory.SubFactory(MatchFactory)
    score = 0.9


class SimilarOffersFactory(DjangoModelFactory):
    class Meta:
        model = SimilarOffers

    technology = factory.SubFactory(TechnologyFactory)


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement

    kind = AgreementKind.PROGRAM
    district = factory.SubFactory(DistrictFactory)
    university = factory.SubFactory(UniversityFactory)
    subject_en = factory.Sequence(lambda n: f"Liaison with the laboratories, part {n}")
    signed_on = factory.LazyFunction(timezone.localdate)
    starts_on = factory.LazyFunction(timezone.localdate)


class ObligationFactory(DjangoModelFactory):
    class Meta:
        model = Obligation

    agreement = factory.SubFactory(AgreementFactory)
    party = ObligationParty.DISTRICT
    text_en = "Pay the fee of the year"
    due_on = factory.LazyFunction(timezone.localdate)


class MembershipTermFactory(DjangoModelFactory):
    """The first term of a membership, its fee due today."""

    class Meta:
        model = MembershipTerm

    membership = factory.SubFactory(MembershipFactory)
    tier = factory.SelfAttribute("membership.tier")
    number = 1
    fee = factory.SelfAttribute("tier.annual_fee")
    due_on = factory.LazyFunction(timezone.localdate)


class PaymentFactory(DjangoModelFactory):
    class Meta:
        model = Payment

    term = factory.SubFactory(MembershipTermFactory)
    amount = 1000
    paid_on = factory.LazyFunction(timezone.localdate)
    voucher_number = factory.Sequence(lambda n: f"V{n:05}")


class EntitlementEntryFactory(DjangoModelFactory):
    """Six consultations, granted."""

    class Meta:
        model = EntitlementEntry

    term = factory.SubFactory(MembershipTermFactory)
    entitlement = Entitlement.CONSULTATION
    kind = EntryKind.GRANTED
    amount = 6
    key = factory.Sequence(lambda n: f"made:{n}")


class ImportJobFactory(DjangoModelFactory):
    """A file of companies, read and without rows."""

    class Meta:
        model = ImportJob

    kind = "companies"
    state = ImportState.DONE
    file = factory.Sequence(lambda n: f"imports/{n}.xlsx")
    file_name = factory.Sequence(lambda n: f"companies {n}.xlsx")
    size = 6000
    by = factory.SubFactory(UserFactory)
    language = "en"


class MembershipApplicationFactory(DjangoModelFactory):
    class Meta:
        model = MembershipApplication

    membership = factory.SubFactory(MembershipFactory)
    applicant = factory.SubFactory(UserFactory)
    contact_name = "Shen Yue"
    contact_email = "shen@company.example"
    terms_accepted_at = factory.LazyFunction(timezone.now)


class ImpersonationFactory(DjangoModelFactory):
    class Meta:
        model = Impersonation

    by = factory.SubFactory(UserFactory)
    whom = factory.SubFactory(UserFactory)
    reason = "called about a need"


class RecordedChangeFactory(DjangoModelFactory):
    class Meta:
        model = RecordedChange

    metadata = factory.LazyFunction(dict)
