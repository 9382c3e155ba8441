"""Relations whose changes the public record shows, with the triggers that move its stamp."""

from universities.models.laboratory import Laboratory
from universities.models.stamp import moves_detail_stamp
from universities.models.technology import Technology


class TechnologyPatent(Technology.patents.through):  # type: ignore[name-defined]
    """The patents behind offers."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [moves_detail_stamp("technology_patent")]


class TechnologyInventor(Technology.inventors.through):  # type: ignore[name-defined]
    """Who has made what is offered."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [moves_detail_stamp("technology_inventor")]


class LaboratoryField(Laboratory.fields.through):  # type: ignore[name-defined]
    """The fields laboratories work in."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [moves_detail_stamp("laboratory_field")]
