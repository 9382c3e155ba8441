"""All kinds of sheets the portal imports, from all its apps."""

from liaison.imports.sheets import MEMBERS, PAYMENTS, RENEWALS
from startups.imports.sheets import COMPANIES, NEEDS, PARKS
from universities.imports.sheets import TECHNOLOGIES, UNIVERSITIES
from yangpu_portal.core.imports.sheet import SheetKind
from yangpu_portal.core.models import User

KINDS: dict[str, SheetKind] = {
    kind.slug: kind
    for kind in (MEMBERS, PAYMENTS, RENEWALS, COMPANIES, NEEDS, PARKS, UNIVERSITIES, TECHNOLOGIES)
}


def kinds_for(user: User) -> list[SheetKind]:
    """What a person may import."""
    return [kind for kind in KINDS.values() if kind.may_be_imported_by(user)]
