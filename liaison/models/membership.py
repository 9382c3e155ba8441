"""Memberships: a district's top-level one, and companies' second-tier ones under it.

What a parent and a holder may be spans several rows, so a trigger guards it in the database:
a top-level membership is a district's and stands alone; a second-tier one is a company's and lives under
a top-level membership of the same program.
"""

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.enums import LIVE_STATES, RIGHTS_STATES, MembershipState, TierLevel
from liaison.models.agreement import Agreement
from liaison.models.program import Program, Tier
from startups.models import Company
from yangpu_portal.core.fields import PublicIdField
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked
from yangpu_portal.core.models import District
from yangpu_portal.core.models.base import TimeStamped

_PARENT_RULE = """
    IF (SELECT t.program_id FROM liaison_tier t WHERE t.id = NEW.tier_id) <> NEW.program_id THEN
        RAISE EXCEPTION 'the tier belongs to another program' USING ERRCODE = 'check_violation';
    END IF;
    IF (SELECT t.level FROM liaison_tier t WHERE t.id = NEW.tier_id) = 'top' THEN
        IF NEW.district_id IS NULL OR NEW.parent_id IS NOT NULL THEN
            RAISE EXCEPTION 'a top-level membership is a district''s and has no parent'
                USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.company_id IS NULL OR NOT EXISTS (
        SELECT 1 FROM liaison_membership p JOIN liaison_tier pt ON pt.id = p.tier_id
        WHERE p.id = NEW.parent_id AND p.program_id = NEW.program_id AND pt.level = 'top'
    ) THEN
        RAISE EXCEPTION 'a second-tier membership is a company''s, under a top-level one of its program'
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM liaison_membership c WHERE c.parent_id = NEW.id)
       AND ((SELECT t.level FROM liaison_tier t WHERE t.id = NEW.tier_id) <> 'top'
            OR EXISTS (SELECT 1 FROM liaison_membership c WHERE c.parent_id = NEW.id
                       AND c.program_id <> NEW.program_id)) THEN
        RAISE EXCEPTION 'memberships live under this one' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


@tracked()
class Membership(TimeStamped):
    public_id = PublicIdField(prefix="mem")
    program = models.ForeignKey(
        Program, models.PROTECT, related_name="memberships", verbose_name=_("program")
    )
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="memberships", verbose_name=_("tier"))
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("district"),
    )
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("company")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("under"),
        help_text=_("The top-level membership a second-tier one lives under."),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=MembershipState.choices, default=MembershipState.APPLIED
    )
    state_before_suspension = models.CharField(
        _("state before suspension"),
        max_length=20,
        choices=MembershipState.choices,
        blank=True,
        editable=False,
    )
    suspended_with_parent = models.BooleanField(_("suspended with its parent"), default=False, editable=False)
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("agreement"),
        help_text=_("The agreement with the university a top-level membership rests on."),
    )
    # The running term, else the last one; kept by the domain from `MembershipTerm`.
    starts_on = models.DateField(pgettext_lazy("a term", "from"), null=True, blank=True)
    ends_on = models.DateField(pgettext_lazy("a term", "to"), null=True, blank=True)
    rights_until = models.DateField(
        _("rights until"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Paid terms and grace, and never longer than the membership above."),
    )
    fee = models.DecimalField(_("fee"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="memberships_in_charge",
        verbose_name=_("officer in charge"),
    )

    FOUND_BY = FoundBy(codes=("public_id",), through=("company", "district"))

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(district__isnull=False, company__isnull=True)
                | Q(district__isnull=True, company__isnull=False),
                name="membership_one_holder",
                violation_error_message=_("A membership is held by a district or by a company."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=models.F("ends_on")),
                name="membership_term_in_order",
                violation_error_message=_("The term ends before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=RIGHTS_STATES)
                | Q(starts_on__isnull=False, ends_on__isnull=False, rights_until__isnull=False),
                name="membership_active_has_term",
                violation_error_message=_("An active membership needs a first and a last day."),
            ),
            models.CheckConstraint(
                condition=Q(fee__gte=0),
                name="membership_fee_not_negative",
                violation_error_message=_("A fee cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(state=MembershipState.SUSPENDED)
                | Q(suspended_with_parent=False, state_before_suspension=""),
                name="membership_suspension_marks",
            ),
            models.UniqueConstraint(
                fields=["program", "company"],
                condition=Q(company__isnull=False, state__in=LIVE_STATES),
                name="membership_one_live_per_company",
                violation_error_message=_("This company already has a live membership of the program."),
            ),
            models.UniqueConstraint(
                fields=["program", "district"],
                condition=Q(district__isnull=False, state__in=LIVE_STATES),
                name="membership_one_live_per_district",
                violation_error_message=_("This district already has a live membership of the program."),
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_on"], name="membership_state_end")]
        triggers = [
            pgtrigger.Trigger(
                name="membership_holder_and_parent",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_PARENT_RULE,
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder} · {self.tier.name}"

    @property
    def holder(self) -> Company | District | None:
        return self.company or self.district

    @property
    def gives_rights(self) -> bool:
        """Whether its state does; dates and the membership above count too (`queries.membership`)."""
        return self.state in RIGHTS_STATES

    @property
    def is_top_level(self) -> bool:
        return self.tier.level == TierLevel.TOP

    def clean(self) -> None:
        if self.tier_id and self.program_id and self.tier.program_id != self.program_id:
            raise ValidationError({"tier": _("This tier belongs to another program.")})
        if not self.tier_id:
            return
        if self.is_top_level:
            if self.parent_id:
                raise ValidationError({"parent": _("A top-level membership stands under no other.")})
            self._clean_agreement()
            if not self.district_id:
                raise ValidationError({"district": _("A top-level membership is held by a district.")})
        elif not self.company_id:
            raise ValidationError({"company": _("A second-tier membership is held by a company.")})
        elif self.parent is None or not self.parent.is_top_level or self.parent.program_id != self.program_id:
            raise ValidationError({"parent": _("Choose the top-level membership of the same program.")})
        elif self.agreement_id:
            raise ValidationError({"agreement": _("Only a top-level membership rests on an agreement.")})

    def _clean_agreement(self) -> None:
        """It may be chosen anew while a membership runs, and must be between the same two."""
        if self.agreement is None or not self.program_id:
            return
        if (self.agreement.university_id, self.agreement.district_id) != (
            self.program.university_id,
            self.district_id,
        ):
            raise ValidationError(
                {"agreement": _("Choose an agreement of this district with the university of the program.")}
            )
