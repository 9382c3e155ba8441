"""Enumerations of the supply side."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CooperationStatus(models.TextChoices):
    PARTNER = "partner", _("partner")
    IN_TALKS = "in_talks", _("in talks")
    LISTED = "listed", _("listed")
    ENDED = "ended", _("ended")


class LaboratoryKind(models.TextChoices):
    LABORATORY = "laboratory", _("laboratory")
    ENGINEERING_CENTRE = "engineering_centre", _("engineering centre")
    RESEARCH_INSTITUTE = "research_institute", _("research institute")


class TechnologyState(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ARCHIVED = "archived", _("archived")


class IPStatus(models.TextChoices):
    UNKNOWN = "", _("not stated")
    NONE = "none", _("no protection")
    SECRET = "secret", _("know-how kept secret")
    PENDING = "pending", _("patent pending")
    GRANTED = "granted", _("patent granted")
    COPYRIGHT = "copyright", _("software copyright")
    EXPIRED = "expired", _("protection ended")


class PatentKind(models.TextChoices):
    INVENTION = "invention", _("invention")
    UTILITY_MODEL = "utility_model", _("utility model")
    DESIGN = "design", _("design")


class LegalStatus(models.TextChoices):
    UNKNOWN = "", _("not stated")
    PENDING = "pending", _("pending")
    GRANTED = "granted", _("granted, in force")
    REFUSED = "refused", _("refused")
    LAPSED = "lapsed", _("lapsed")
    EXPIRED = "expired", _("expired")


class StaffRole(models.TextChoices):
    TTO = "tto", _("technology transfer officer")
    LABORATORY = "laboratory", _("laboratory contact")


# Reference prices people choose from, in yuan: from, and below (None: no limit).
PRICE_BANDS: dict[str, tuple[int, int | None]] = {
    "0-100k": (0, 100_000),
    "100k-500k": (100_000, 500_000),
    "500k-2m": (500_000, 2_000_000),
    "2m-": (2_000_000, None),
}
PRICE_BAND_CHOICES = [
    ("0-100k", _("Below CNY 100,000")),
    ("100k-500k", _("CNY 100,000–500,000")),
    ("500k-2m", _("CNY 500,000–2 million")),
    ("2m-", _("From CNY 2 million")),
]
