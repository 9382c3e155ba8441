"""Enumerations shared by all apps."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """BCP 47 codes of the two languages content is kept in."""

    ZH = "zh-hans", _("Chinese")
    EN = "en", _("English")

    @classmethod
    def of(cls, code: str | None) -> "Language":
        """The one a language code belongs to, such as en-gb to English; Chinese for all that is not."""
        return cls.EN if (code or "").startswith("en") else cls.ZH

    @property
    def other(self) -> "Language":
        return Language.ZH if self is Language.EN else Language.EN

    @property
    def suffix(self) -> str:
        """The ending of the columns in this language: `title_zh`, `title_en`."""
        return "zh" if self is Language.ZH else "en"


class TranslationState(models.TextChoices):
    """How the text in the language that is not the source came about."""

    NONE = "none", _("not translated")
    HUMAN = "human", _("translated by a person")
    MACHINE = "machine", _("machine translation")
    STALE = "stale", _("translation older than its source")


class HiTechField(models.TextChoices):
    """The eight high-tech fields supported by the state (领域 of 国科发火〔2016〕32号)."""

    ELECTRONICS = "electronics", _("Electronic information")
    BIOMEDICINE = "biomedicine", _("Biology and new medicine")
    AEROSPACE = "aerospace", _("Aerospace")
    MATERIALS = "materials", _("New materials")
    SERVICES = "services", _("High-tech services")
    ENERGY = "energy", _("New energy and energy saving")
    ENVIRONMENT = "environment", _("Resources and environment")
    MANUFACTURING = "manufacturing", _("Advanced manufacturing and automation")


class CooperationMode(models.TextChoices):
    """Kinds of technology contract (Civil Code, art. 843) and the trade's other ways to cooperate."""

    COMMISSIONED_DEVELOPMENT = "commissioned_development", _("Commissioned development")
    JOINT_DEVELOPMENT = "joint_development", _("Joint development")
    TRANSFER = "transfer", _("Technology transfer")
    EXCLUSIVE_LICENCE = "exclusive_licence", _("Exclusive licence")
    SOLE_LICENCE = "sole_licence", _("Sole licence")
    NON_EXCLUSIVE_LICENCE = "non_exclusive_licence", _("Non-exclusive licence")
    OPEN_LICENCE = "open_licence", _("Open licence")
    CONSULTING = "consulting", _("Technical consulting")
    SERVICE = "service", _("Technical service")
    EQUITY = "equity", _("Equity contribution")
    USE_FIRST_PAY_LATER = "use_first_pay_later", _("Use first, pay later")
    EQUIPMENT_PURCHASE = "equipment_purchase", _("Purchase of equipment")


class Comparator(models.TextChoices):
    """How a measured or wanted value relates to the number given."""

    EQUAL = "eq", "="
    AT_LEAST = "ge", "≥"
    AT_MOST = "le", "≤"
    MORE = "gt", ">"
    LESS = "lt", "<"
    ABOUT = "about", "≈"


class EmailKind(models.TextChoices):
    """What a mail is for; `resend_when_unsure` says which way each kind errs after a crash."""

    ACCOUNT = "account", _("Sign-in and verification")
    MATCH_DIGEST = "match_digest", _("New matches")
    SAVED_SEARCH = "saved_search", _("New offers of saved searches")
    SEAT_INVITATION = "seat_invitation", _("Invitations to a company")
    INTRODUCTION = "introduction", _("Requests for introductions")
    NEED_REVIEW = "need_review", _("Review of needs")
    MEMBERSHIP = "membership", _("Memberships and fees")
    AGREEMENT = "agreement", _("Agreements")

    @property
    def resend_when_unsure(self) -> bool:
        """True: send again at once when it is unknown whether SMTP accepted the mail.

        A person waits in front of a sign-in mail, a second copy does no harm. A digest waits out a second
        lease and goes again under the same Message-ID, so that the receiving side can drop the copy.
        """
        return self is EmailKind.ACCOUNT


class EmailState(models.TextChoices):
    QUEUED = "queued", _("queued")
    IN_FLIGHT = "in_flight", _("in flight")
    SENT = "sent", _("sent")
    AWAITING_RETRY = "awaiting_retry", _("awaiting retry")
    FAILED = "failed", _("failed")
    ABORTED = "aborted", _("aborted")
    BOUNCED = "bounced", _("bounced")


# What may still be sent: the states of the index from which mails are claimed.
WAITING = (EmailState.QUEUED, EmailState.AWAITING_RETRY, EmailState.IN_FLIGHT)


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", "Excel"
    CSV = "csv", "CSV"
    PDF = "pdf", "PDF"
