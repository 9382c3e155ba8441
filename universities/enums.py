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
