"""The demand side as schema.org things: only what its public pages show, never contact data."""

from startups.enums import Confidentiality
from startups.models import Company, Need, SciTechPark
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


def need_data(need: Need) -> LinkedData:
    """Only for listed needs. One without a name says nothing of its company, whoever reads the page."""
    named = need.confidentiality == Confidentiality.PUBLIC
    return thing(
        "Demand",
        **both_names(need, "title"),
        description=need.situation,
        url=on_site(need.get_absolute_url()),
        identifier=need.public_id,
        itemOffered=thing("Service", name=need.title, category=[field.name for field in need.fields.all()]),
        validFrom=str(need.opened_at.date()) if need.opened_at else None,
        validThrough=str(need.wanted_by or ""),
        areaServed="CN",
        **{"@reverse": {"seeks": thing("Organization", **both_names(need.company))} if named else None},
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
