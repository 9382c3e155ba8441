"""Documents that people hand in: which are taken, and under which names they are kept.

Names in storage are drawn at random, so that nothing of what a person typed becomes a path.
"""

import secrets
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from django.db.models.fields.files import FieldFile
from django.template.defaultfilters import filesizeformat
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 10 * 1024 * 1024
_ZIP = (b"PK\x03\x04",)
# Ending: how such a file begins.
_KINDS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".docx": _ZIP,
    ".xlsx": _ZIP,
}
ACCEPT = ",".join(_KINDS)  # for the `accept` of a file input


def ending(name: str) -> str:
    """The ending of a file name in small letters, such as ".pdf"."""
    return PurePosixPath(name).suffix.lower()


@deconstructible
class RandomName:
    """An `upload_to`: the folder, and a random name that keeps the ending."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __call__(self, row: models.Model, name: str) -> str:
        return f"{self.folder}/{secrets.token_hex(16)}{ending(name)}"


def check_document(file: File) -> None:
    """Raises:
    ValidationError: too large, or not of a kind that is taken, by its name and by how it begins.
    """
    if file.size > MOST_BYTES:
        raise ValidationError(
            _("“%(name)s” is larger than %(most)s. Make it smaller or divide it."),
            "too_large",
            {"name": file.name, "most": filesizeformat(MOST_BYTES)},
        )
    begins = _KINDS.get(ending(file.name or ""), ())
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if not begins or not head.startswith(begins):
        raise ValidationError(
            _("“%(name)s” is not a PDF, PNG, JPEG, Word or Excel file. Save it as one of these."),
            "kind",
            {"name": file.name},
        )


def is_same(kept: FieldFile, file: File) -> bool:
    """Whether a file in storage holds just these bytes; one that is lost does not."""
    if not kept.storage.exists(str(kept.name)):
        return False
    with kept.open() as stored:
        same = stored.read() == file.read()
    file.seek(0)
    return same
