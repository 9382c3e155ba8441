"""What the portal keeps of a person, as one file to take along."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from liaison.queries.personal_data import personal_data
from yangpu_portal.core.models import User


def personal_archive(*, user: User) -> bytes:
    """A ZIP file of readable JSON files, with an index of them in the person's language."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive, translation.override(user.language):
        index = [_("What the Yangpu liaison portal keeps about %(email)s") % {"email": user.email}]
        index += [f"{timezone.localtime():%Y-%m-%d %H:%M}", ""]
        for name, title, content in personal_data(user):
            text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            archive.writestr(f"{name}.json", f"{text}\n")
            rows = len(content) if isinstance(content, list) else 1
            index.append(f"{name}.json ({rows}): {title}")
        index += ["", _("Passwords, keys and codes are kept as hashes or encrypted and are left out.")]
        archive.writestr("README.txt", "\n".join(index) + "\n")
    return made.getvalue()
