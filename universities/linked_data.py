"""The supply side as schema.org things: only what its public pages show, never contact data."""

from collections.abc import Iterable

from django.urls import reverse

from universities.models import Laboratory, Researcher, Technology, University
from yangpu_portal.core.linked_data import LinkedData, both_names, portal, thing
from yangpu_portal.core.mail.links import on_site

_ROR, _ORCID = "https://ror.org/", "https://orcid.org/"


def university_data(university: University) -> LinkedData:
    return thing(
        "CollegeOrUniversity",
        **both_names(university),
        description=university.summary,
        url=on_site(university.get_absolute_url()),
        sameAs=[
            address
            for address in (university.website, university.ror and f"{_ROR}{university.ror}")
            if address
        ],
        foundingDate=str(university.founded or ""),
    )


def laboratory_data(laboratory: Laboratory) -> LinkedData:
    return thing(
        "ResearchOrganization",
        **both_names(laboratory),
        description=laboratory.summary,
        url=on_site(laboratory.get_absolute_url()),
        sameAs=laboratory.website,
        parentOrganization=_named("CollegeOrUniversity", laboratory.university),
    )


def researcher_data(researcher: Researcher) -> LinkedData:
    """Only for those who agreed to be shown: the caller has found them so."""
    return thing(
        "Person",
        **both_names(researcher),
        jobTitle=researcher.title,
        description=researcher.summary,
        url=on_site(researcher.get_absolute_url()),
        sameAs=f"{_ORCID}{researcher.orcid}" if researcher.orcid else "",
        affiliation=_named("CollegeOrUniversity", researcher.university),
    )


def technology_data(technology: Technology, *, inventors: Iterable[Researcher] = ()) -> LinkedData:
    """An offer is a service of its university, introduced by the district.

    schema.org's Product wants a price, a review or a rating, none of which an offer of know-how has.

    Args:
        inventors: those who agreed to be named.
    """
    return thing(
        "Service",
        **both_names(technology, "title"),
        description=technology.summary,
        url=on_site(technology.get_absolute_url()),
        identifier=technology.public_id,
        category=[field.name for field in technology.fields.all()],
        keywords=", ".join(technology.keywords),
        provider=_named("CollegeOrUniversity", technology.university),
        broker=portal(),
        contributor=[thing("Person", **both_names(person)) for person in inventors],
        areaServed="CN",
    )


def _named(kind: str, row: University) -> LinkedData:
    return thing(kind, **both_names(row), url=on_site(reverse("university", args=[row.slug])))
