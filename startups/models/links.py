"""Links of the demand side, whose changes are kept as well."""

from startups.models.company import Company
from startups.models.need import Need
from yangpu_portal.core.history import tracked_links


@tracked_links
class CompanyField(Company.fields.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        default_permissions = ()


@tracked_links
class NeedField(Need.fields.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        default_permissions = ()
