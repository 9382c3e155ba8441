"""What a company handed in with its application for a membership."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.models.membership import Membership
from yangpu_portal.core.fields import PublicIdField
from yangpu_portal.core.files import RandomName, check_document


class MembershipApplication(models.Model):
    membership = models.OneToOneField(
        Membership, models.CASCADE, related_name="application", verbose_name=_("membership")
    )
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="membership_applications",
        verbose_name=_("applicant"),
    )
    contact_name = models.CharField(_("contact person"), max_length=120)
    contact_email = models.EmailField(_("e-mail of the contact"))
    contact_phone = models.CharField(_("telephone of the contact"), max_length=40, blank=True)
    purpose = models.TextField(_("what the company hopes for"), max_length=2000, blank=True)
    terms_accepted_at = models.DateTimeField(_("terms accepted"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.contact_name}"


class ApplicationDocument(models.Model):
    public_id = PublicIdField(prefix="doc")
    application = models.ForeignKey(
        MembershipApplication, models.CASCADE, related_name="documents", verbose_name=_("application")
    )
    file = models.FileField(_("file"), upload_to=RandomName("applications"), validators=[check_document])
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("document of an application")
        verbose_name_plural = _("documents of applications")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
