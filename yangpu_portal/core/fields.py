"""Model fields and descriptors that every app shares."""

import re
import secrets
import string
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.enums import Language

_BASE62 = string.digits + string.ascii_letters
_PUBLIC_ID_LENGTH = 14  # 62**14 is about 2**83: not guessable, no collisions to care about
_PUBLIC_ID = re.compile(r"[a-z]{2,8}_[0-9A-Za-z]{14}")


def is_public_id(text: str) -> bool:
    """Whether this may be a public id: what is not, such as a NUL, must not reach the database."""
    return _PUBLIC_ID.fullmatch(text) is not None


class PublicIdField(models.CharField):
    """An opaque identifier such as `tec_4fJk…`, made when the row is first saved.

    It stands in URLs, the API and mails, where the integer key would tell how many rows there are.
    """

    def __init__(self, *args: Any, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        kwargs.setdefault("verbose_name", _("public id"))
        kwargs.setdefault("unique", True)  # not so in the history of a model
        kwargs |= {"max_length": len(prefix) + 1 + _PUBLIC_ID_LENGTH, "editable": False}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for implied in ("max_length", "editable", "verbose_name"):
            kwargs.pop(implied)
        if self.unique:
            kwargs.pop("unique")
        else:
            kwargs["unique"] = False
        return name, path, args, {**kwargs, "prefix": self.prefix}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = getattr(model_instance, self.attname)
        if not value:
            random = "".join(secrets.choice(_BASE62) for _ in range(_PUBLIC_ID_LENGTH))
            value = f"{self.prefix}_{random}"
            setattr(model_instance, self.attname, value)
        return value


class Bilingual:
    """Reads a pair of columns `name_zh` and `name_en` in the active language, else in the other.

    >>> class Park(models.Model):
    ...     name_zh = models.CharField(...)
    ...     name_en = models.CharField(...)
    ...     name = Bilingual("name")
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        return bilingual_text(instance, self.name)[0]


def bilingual_text(instance: Any, name: str, language: str | None = None) -> tuple[str, Language]:
    """The text of a column pair and the language it is written in.

    Args:
        instance: an object with `<name>_zh` and `<name>_en`.
        language: the language wanted, by default the active one.
    """
    pair = {Language.ZH: getattr(instance, f"{name}_zh"), Language.EN: getattr(instance, f"{name}_en")}
    wanted = Language.of(language or get_language())
    if pair[wanted] or not pair[wanted.other]:
        return pair[wanted], wanted
    return pair[wanted.other], wanted.other
