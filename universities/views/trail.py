"""The way to a page below the list of universities, as search engines read it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from universities.models import Department, Laboratory, Researcher, School, University
from yangpu_portal.core.linked_data import LinkedData, breadcrumbs


def trail(*rows: University | School | Department | Laboratory | Researcher) -> LinkedData:
    """From the list of universities to the last of these rows."""
    steps = [(row.name, row.get_absolute_url()) for row in rows]
    return breadcrumbs((_("Universities"), reverse("universities")), *steps)
