"""Enumerations of the demand side."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ParkLevel(models.TextChoices):
    NATIONAL = "national", _("national")
    MUNICIPAL = "municipal", _("municipal")
    DISTRICT = "district", pgettext_lazy("park level", "district")


class CompanyStage(models.TextChoices):
    IDEA = "idea", _("idea")
    SEED = "seed", _("seed")
    GROWTH = "growth", _("growth")
    MATURE = "mature", _("mature")
    LISTED = "listed", _("listed on an exchange")


class SeatRole(models.TextChoices):
    OWNER = "owner", _("owner")
    MEMBER = "member", _("member")


class NeedState(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    OPEN = "open", _("open")
    MATCHED = "matched", _("matched")
    CLOSED = "closed", _("closed")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Confidentiality(models.TextChoices):
    PUBLIC = "public", _("public, with the company's name")
    ANONYMOUS = "anonymous", _("public, without the company's name")
    OFFICERS = "officers", _("liaison officers only")


class NeedStep(models.TextChoices):
    """The steps in which a need is posted, in their order."""

    PROBLEM = "problem", _("problem")
    TARGET = "target", _("target and conditions")
    TRIED = "tried", _("what was tried")
    TERMS = "terms", _("cooperation and confidentiality")
    CHECK = "check", _("check your answers")
