"""By what the rows of a model are found in the admin: declared on the model as `FOUND_BY`."""

from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True, slots=True)
class FoundBy:
    """`texts` are found by each word, in characters and in pinyin; `codes` by how they begin.

    `through` names relations: a membership is found by what its company is found by.
    """

    texts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    in_search: bool = True  # of the whole admin; what is found by the names of others would crowd it

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.texts, *self.codes)


def found_by(model: type[models.Model]) -> FoundBy | None:
    return getattr(model, "FOUND_BY", None)
