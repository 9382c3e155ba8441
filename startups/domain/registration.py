"""A company comes to the portal: one of its people enters it and owns its account."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from startups.domain.organisation import add_member, create_company
from startups.enums import SeatRole
from startups.models import Company, SciTechPark
from yangpu_portal.core.models import District, User

MOST_COMPANIES = 5  # that one person may enter and that nobody has verified yet


@transaction.atomic
def register_company(
    *, user: User, uscc: str, park: SciTechPark | None, values: Mapping[str, Any]
) -> Company:
    """Makes the company with its first owner; the same form sent again gives the company it made.

    The company is listed only once an official has compared it with its papers.

    Raises:
        ValidationError: a value does not fit, somebody else has entered the company, or too many companies
            of the person wait to be verified.
    """
    User.objects.select_for_update().get(pk=user.pk)  # two copies of a form sent at once wait for each other
    own = Company.objects.filter(members__user=user, members__role=SeatRole.OWNER)
    made = own.filter(uscc=uscc).first()
    if made is not None:
        return made
    if Company.objects.filter(uscc=uscc).exists():
        text = _("This company is on the portal already. Ask its owner or the liaison office to invite you.")
        raise ValidationError({"uscc": text})
    if own.filter(verified_at=None).count() >= MOST_COMPANIES:
        raise ValidationError(_("Several companies of yours wait to be verified. Please go on after that."))
    district = park.district if park else District.objects.order_by("pk").first()
    if district is None:
        raise ValidationError(_("The portal has no district yet. Please write to the liaison office."))
    slug = _free_slug(values.get("name_en", ""), uscc)
    company = create_company(
        slug=slug, district=district, park=park, uscc=uscc, values={**values, "listed": False}
    )
    add_member(company=company, user=user, role=SeatRole.OWNER)
    return company


def _free_slug(name: str, uscc: str) -> str:
    """A short name in addresses; a company without a name in Latin letters is called by its code."""
    wanted = slugify(name)[:60] or f"company-{uscc[-6:].lower()}"
    taken = set(Company.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)) | {"new"}
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
