"""What the page of a technology shows; the bridge adds why it was suggested and what is like it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from universities.citations import authors_of, chinese_citation, english_citation
from universities.comparison import comparison
from universities.linked_data import technology_data
from universities.models import Technology
from universities.queries.technology_page import retired_technologies, technology_pages
from yangpu_portal.core.enums import Comparator, CooperationMode
from yangpu_portal.core.first_steps import FIRST_STEPS
from yangpu_portal.core.linked_data import breadcrumbs

TRL_STEPS = range(1, 10)


def readable_technology(request: HttpRequest, public_id: str) -> Technology | None:
    """The offer with all its page shows; None when there is none that this reader may read."""
    return technology_pages(request.user).filter(public_id=public_id).first()


def retired_technology(public_id: str) -> Technology | None:
    """An offer that was public and is no more."""
    return retired_technologies().filter(public_id=public_id).first()


def technology_context(technology: Technology) -> dict[str, Any]:
    """Everything the page shows of the offer itself; nothing is asked of the database any more."""
    metrics = [{"row": metric, "compared": comparison(metric)} for metric in technology.metrics.all()]
    inventors: Sequence[Any] = getattr(technology, "named_inventors", [])
    authors = authors_of(technology, [person.name for person in inventors])
    today = timezone.localdate()
    return {
        "technology": technology,
        "metrics": metrics,
        "has_baselines": any(metric["compared"] for metric in metrics),
        "equal": Comparator.EQUAL,
        "trl_steps": TRL_STEPS,
        "modes": [
            {"name": CooperationMode(mode).label, "first_step": FIRST_STEPS[mode]}
            for mode in technology.cooperation_modes
            if mode in FIRST_STEPS
        ],
        "citations": [
            ("GB/T 7714", chinese_citation(technology, authors=authors, read_on=today)),
            ("APA", english_citation(technology, authors=authors, read_on=today)),
        ],
        "linked_data": [
            technology_data(technology, inventors=inventors),
            breadcrumbs(
                (_("Technologies"), reverse("technologies")),
                (technology.title, technology.get_absolute_url()),
            ),
        ],
    }
