"""The demand side as schema.org things: only what its public pages show, never contact data."""

from startups.models import Company, SciTechPark
from yangpu_portal.core.linked_data import LinkedData, both_names, thing
from yangpu_portal.core.mail.links import on_site


def park_data(park: SciTechPark) -> LinkedData:
    placed = park.latitude is not None and park.longitude is not None
    return thing(
        "Place",
        **both_names(park),
        description=park.summary,
        url=on_site(park.get_absolute_url()),
        address=park.address,
        geo=thing("GeoCoordinates", latitude=str(park.latitude), longitude=str(park.longitude))
        if placed
        else None,
    )


def company_data(company: Company) -> LinkedData:
    """Only for listed companies: the caller has found them so."""
    return thing(
        "Organization",
        **both_names(company),
        description=company.summary,
        url=on_site(company.get_absolute_url()),
        sameAs=company.website,
        foundingDate=str(company.founded or ""),
    )
