"""Relations whose changes the public record shows, with the triggers that move its stamp."""

from universities.models.laboratory import Laboratory, Researcher
from universities.models.stamp import moves_detail_stamp
from universities.models.technology import Technology
from yangpu_portal.core.history import tracked_links


@tracked_links
class TechnologyPatent(Technology.patents.through):  # type: ignore[name-defined]
    """The patents behind offers."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [moves_detail_stamp("technology_patent")]


@tracked_links
class TechnologyInventor(Technology.inventors.through):  # type: ignore[name-defined]
    """Who has made what is offered."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [moves_detail_stamp("technology_inventor")]


@tracked_links
class LaboratoryField(Laboratory.fields.through):  # type: ignore[name-defined]
    """The fields laboratories work in."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [moves_detail_stamp("laboratory_field")]


@tracked_links
class ResearcherField(Researcher.fields.through):  # type: ignore[name-defined]
    """The fields researchers work in."""

    class Meta:
        proxy = True
        default_permissions = ()
