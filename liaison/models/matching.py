"""What the matching engine found, and what people said of it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liaison.enums import EncodingRole, IrrelevantReason, MatchBand, MatchRunState, MatchTrigger, Verdict
from startups.models import Need
from universities.models import Technology
from yangpu_portal.core.fields import PublicIdField
from yangpu_portal.core.found_by import FoundBy


class TextVector(models.Model):
    """The encoder's vector of one text version, computed once.

    `vector` holds float16 numbers, little endian; the text itself is known by its SHA-256 only.
    """

    encoder = models.CharField(_("encoder"), max_length=120)
    role = models.CharField(_("role"), max_length=10, choices=EncodingRole.choices)
    text_hash = models.CharField(_("text hash"), max_length=64)
    vector = models.BinaryField(_("vector"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("text vector")
        verbose_name_plural = _("text vectors")
        constraints = [
            models.UniqueConstraint(
                fields=["encoder", "role", "text_hash"], name="text_vector_once_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.encoder} {self.role} {self.text_hash[:12]}"


class MatchRun(models.Model):
    """One run of the engine over some needs and the published catalogue."""

    trigger = models.CharField(_("started by"), max_length=20, choices=MatchTrigger.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=MatchRunState.choices, default=MatchRunState.RUNNING
    )
    engine_version = models.CharField(_("engine version"), max_length=40)
    encoder = models.CharField(_("encoder"), max_length=120, blank=True)
    weights = models.JSONField(_("weights"), default=dict)
    quotes = models.PositiveSmallIntegerField(
        _("quoted matches"),
        default=0,
        help_text=_("For how many of the best matches of each need the closest sentences are looked up."),
    )
    needs = models.PositiveIntegerField(_("needs"), default=0)
    technologies = models.PositiveIntegerField(_("technologies"), default=0)
    matches = models.PositiveIntegerField(_("matches"), default=0)
    error = models.TextField(_("error"), blank=True)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("match run")
        verbose_name_plural = _("match runs")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_state_display()}"


class MatchChunk(models.Model):
    """Some needs of a run: whichever worker claims them matches them.

    A claim is a lease: what a worker leaves behind when it dies is claimed again after it.
    """

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="chunks", verbose_name=_("run"))
    need_ids = ArrayField(models.BigIntegerField(), verbose_name=_("keys of the needs"))
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done = models.BooleanField(_("done"), default=False)

    class Meta:
        verbose_name = _("part of a match run")
        verbose_name_plural = _("parts of match runs")
        ordering = ["run", "id"]
        indexes = [models.Index(fields=["run"], name="match_chunk_open", condition=Q(done=False))]

    def __str__(self) -> str:
        return f"{self.run}: {len(self.need_ids)}"


class NeedScale(models.Model):
    """What is usual among the offers for a need: so that a changed offer is judged without all the others.

    `scales` has the mean and deviation of words and meaning by the language of the offers.
    """

    need = models.OneToOneField(
        Need, models.CASCADE, primary_key=True, related_name="match_scale", verbose_name=_("need")
    )
    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="+", verbose_name=_("run"))
    scales = models.JSONField(_("scales"))

    class Meta:
        verbose_name = _("scale of a need")
        verbose_name_plural = _("scales of needs")

    def __str__(self) -> str:
        return str(self.need_id)


class Match(models.Model):
    """A need and a technology that may answer it, as the newest run saw them.

    A pair keeps its row when it falls out of the list (`is_current` false), so that feedback and what was
    mailed stay attached to it.
    """

    public_id = PublicIdField(prefix="mat")
    need = models.ForeignKey(Need, models.CASCADE, related_name="matches", verbose_name=_("need"))
    technology = models.ForeignKey(
        Technology, models.CASCADE, related_name="matches", verbose_name=_("technology")
    )
    run = models.ForeignKey(MatchRun, models.PROTECT, related_name="found", verbose_name=_("run"))
    is_current = models.BooleanField(_("in the current list"), default=True)
    rank = models.PositiveSmallIntegerField(_("rank"))
    score = models.FloatField(_("score"), help_text=_("Log-odds that the offer answers the need."))
    probability = models.FloatField(_("probability"), default=0.0)
    band = models.CharField(_("strength"), max_length=10, choices=MatchBand.choices, default=MatchBand.WEAK)
    lexical = models.FloatField(_("lexical part"))
    dense = models.FloatField(_("dense part"), null=True, blank=True)
    signals = models.JSONField(_("signals"), default=dict, blank=True)
    reasons = models.JSONField(_("reasons"), default=list)
    gap = models.JSONField(_("gap"), null=True, blank=True)
    created_at = models.DateTimeField(_("first seen"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    FOUND_BY = FoundBy(codes=("public_id",), through=("need", "need__company", "technology"), in_search=False)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ["need", "rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["need", "technology"], name="match_once_per_pair"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="match_rank_from_1"),
            models.CheckConstraint(condition=Q(probability__range=(0, 1)), name="match_probability_0_to_1"),
        ]
        indexes = [
            models.Index(fields=["need", "rank"], name="match_current_list", condition=Q(is_current=True)),
        ]

    def __str__(self) -> str:
        return f"{self.need} → {self.technology}"


class MatchFeedback(models.Model):
    match = models.ForeignKey(Match, models.CASCADE, related_name="feedback", verbose_name=_("match"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="match_feedback", verbose_name=_("user")
    )
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices)
    reason = models.CharField(_("reason"), max_length=20, choices=IrrelevantReason.choices, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    FOUND_BY = FoundBy(through=("match__need", "match__technology", "user"))

    class Meta:
        verbose_name = _("match feedback")
        verbose_name_plural = _("match feedback")
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(fields=["match", "user"], name="match_feedback_once_per_person"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.IRRELEVANT) & ~Q(reason="")
                | Q(verdict=Verdict.USEFUL, reason=""),
                name="match_feedback_reason",
                violation_error_message=_("Say why the offer is not relevant."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match}: {self.get_verdict_display()}"
