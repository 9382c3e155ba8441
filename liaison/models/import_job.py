"""A file an official imports, and what becomes of each of its rows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.enums import ImportMode, ImportState, RowVerdict
from yangpu_portal.core.fields import PublicIdField
from yangpu_portal.core.files import RandomName
from yangpu_portal.core.models.base import TimeStamped


class ImportJob(TimeStamped):
    """Read and judged, then written, maybe undone. The state says what a worker has to do."""

    public_id = PublicIdField(prefix="imp")
    kind = models.SlugField(_("what is imported"), max_length=40)
    state = models.CharField(
        _("state"), max_length=12, choices=ImportState.choices, default=ImportState.CHECKING
    )
    mode = models.CharField(
        _("which rows"), max_length=8, choices=ImportMode.choices, default=ImportMode.GOOD
    )
    file = models.FileField(_("file"), upload_to=RandomName("imports"))
    file_name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_jobs",
        verbose_name=_("imported by"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="imports_decided",
        verbose_name=_("decided by"),
    )
    language = models.CharField(_("language"), max_length=8)
    owner_id = models.BigIntegerField(_("rows belong to"), null=True, blank=True)
    owner_name = models.CharField(_("rows belong to"), max_length=200, blank=True)
    columns = models.JSONField(_("columns of the file"), default=list)
    used = models.JSONField(_("columns used"), default=list)
    expected = models.PositiveIntegerField(_("rows to expect"), null=True, blank=True)
    trouble = models.CharField(_("why it failed"), max_length=1000, blank=True)
    attempts = models.PositiveSmallIntegerField(_("times begun"), default=0)
    stop_asked = models.BooleanField(_("asked to stop"), default=False)
    undo_reason = models.CharField(_("why undone"), max_length=200, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state"], name="import_job_state")]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One row of the file. `done_at` is written in the same transaction as what the row makes."""

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows", verbose_name=_("import"))
    number = models.PositiveIntegerField(_("row"))
    verdict = models.CharField(_("verdict"), max_length=8, choices=RowVerdict.choices)
    title = models.CharField(_("title"), max_length=300, blank=True)
    cells = models.JSONField(_("cells"), default=dict)
    changes = models.JSONField(_("changes"), default=list)  # [label, before, after]
    issues = models.JSONField(_("what is wrong"), default=list)  # [column, reason]
    done_at = models.DateTimeField(_("written"), null=True, blank=True)
    made = models.CharField(_("what it made"), max_length=60, blank=True)  # app.model
    made_id = models.BigIntegerField(_("key of what it made"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undo_trouble = models.CharField(_("why it was not undone"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["job", "number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="import_row_number_unique")]
        indexes = [models.Index(fields=["job", "verdict", "number"], name="import_row_verdict")]

    def __str__(self) -> str:
        return f"{self.job_id}:{self.number}"
