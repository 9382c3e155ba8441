"""Identifiers with check digits, as validators whose messages name the fault.

Each `validate_…` takes the normal form of an identifier and raises ValidationError; each `normalise_…`
brings what people paste (URLs, blanks, lower case) into the normal form and raises nothing.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ROR_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_DOI = re.compile(r"^10\.\d{4,9}/\S+$", re.IGNORECASE)
_CN_PUBLICATION = re.compile(r"^CN(\d{7}|\d{9})[ABCSUY]\d?$")
_CN_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_GB11714_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def normalise_uscc(value: str) -> str:
    return re.sub(r"[\s-]", "", value).upper()


def validate_uscc(value: str) -> None:
    """Unified Social Credit Code, GB 32100-2015 with the GB 11714 code inside."""
    if len(value) != 18:
        raise ValidationError(
            _("A credit code has 18 characters, this one has %(count)d."), "length", {"count": len(value)}
        )
    strange = [c for c in value if c not in _USCC_ALPHABET]
    if strange:
        raise ValidationError(
            _("“%(char)s” does not occur in credit codes (the letters I, O, S, V and Z are not used)."),
            "alphabet",
            {"char": strange[0]},
        )
    if value[8:16].isalnum() and value[16] != _gb11714_check(value[8:16]):
        raise ValidationError(
            _("The organisation code inside (characters 9 to 17) does not fit its check character."),
            "inner_check",
        )
    expected = uscc.calc_check_digit(value[:17])
    if value[17] != expected:
        raise ValidationError(
            _("The last character does not fit the others; compare the code with the business licence."),
            "check",
        )


def _gb11714_check(code: str) -> str:
    total = sum(int(c, 36) * weight for c, weight in zip(code, _GB11714_WEIGHTS, strict=True))
    return "0123456789X0"[(11 - total % 11) % 11]


def normalise_orcid(value: str) -> str:
    compact = re.sub(r"^https?://(www\.)?orcid\.org/", "", value.strip(), flags=re.IGNORECASE)
    compact = compact.replace("-", "").replace(" ", "").upper()
    return "-".join(compact[i : i + 4] for i in range(0, len(compact), 4))


def validate_orcid(value: str) -> None:
    """ORCID iD, ISO 7064 MOD 11-2."""
    if not re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", value):
        raise ValidationError(
            _("An ORCID iD looks like 0000-0002-1825-0097: 16 digits, the last may be X."), "form"
        )
    total = 0
    for digit in value.replace("-", "")[:15]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != value[-1]:
        raise ValidationError(_("The last character of this ORCID iD does not fit the others."), "check")


def normalise_ror(value: str) -> str:
    return re.sub(r"^(https?://)?ror\.org/", "", value.strip(), flags=re.IGNORECASE).lower()


def validate_ror(value: str) -> None:
    """Research Organization Registry id: 0, six Crockford base32 characters, two check digits."""
    if not re.fullmatch(rf"0[{_ROR_ALPHABET}]{{6}}\d{{2}}", value):
        raise ValidationError(
            _("A ROR id looks like 013q1eq08: 0, six letters or digits (no i, l, o, u), two digits."), "form"
        )
    number = 0
    for char in value[:7]:
        number = number * 32 + _ROR_ALPHABET.index(char)
    if 98 - number * 100 % 97 != int(value[7:]):
        raise ValidationError(_("The two last digits of this ROR id do not fit the others."), "check")


def normalise_cn_application(value: str) -> str:
    compact = re.sub(r"\s", "", value).upper().removeprefix("ZL").removeprefix("CN")
    if re.fullmatch(r"(\d{8}|\d{12})[\dX]", compact):
        compact = f"{compact[:-1]}.{compact[-1]}"
    return compact


def validate_cn_application(value: str) -> None:
    """CN application number: 12 digits (8 before October 2003), a point, a check digit mod 11."""
    if not re.fullmatch(r"(\d{8}|\d{12})\.[\dX]", value):
        raise ValidationError(
            _(
                "A Chinese application number looks like 202310123456.6: "
                "12 digits (8 before 2003), point, check digit."
            ),
            "form",
        )
    digits, check = value.split(".")
    total = sum(int(digit) * weight for digit, weight in zip(digits, _CN_WEIGHTS, strict=False))
    if "0123456789X"[total % 11] != check:
        raise ValidationError(
            _("The check digit of this application number does not fit the others."), "check"
        )


def normalise_cn_publication(value: str) -> str:
    return re.sub(r"[\s.]", "", value).upper()


def validate_cn_publication(value: str) -> None:
    """CN publication number: CN, seven or nine digits, a kind letter."""
    if not _CN_PUBLICATION.match(value):
        raise ValidationError(
            _(
                "A Chinese publication number looks like CN117151122A: "
                "CN, 7 or 9 digits, kind A, B, C, U, Y or S."
            ),
            "form",
        )


def normalise_doi(value: str) -> str:
    return re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", value.strip(), flags=re.IGNORECASE).lower()


def validate_doi(value: str) -> None:
    if not _DOI.match(value):
        raise ValidationError(_("A DOI looks like 10.1000/xyz123: 10., a number, a slash, a name."), "form")
