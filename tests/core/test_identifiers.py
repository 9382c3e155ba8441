"""Identifiers with check digits: genuine ones pass, each fault is named."""

import pytest
from django.core.exceptions import ValidationError

from yangpu_portal.core import identifiers as ids

GENUINE = {
    "uscc": ["914403001922038216", "91310000132260250X", "9144030071526726XG", "12100000425006117P"],
    "orcid": ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"],
    "ror": ["013q1eq08", "03rc6as71", "042nb2s44", "00ay9v204"],
    "cn_application": ["85100001.0", "202310123456.6"],
    "cn_publication": ["CN117151122A", "CN1234567C", "CN201234567U"],
    "doi": ["10.1000/182", "10.1103/PhysRevLett.116.061102"],
}
BROKEN = [
    ("uscc", "914403001922038217", "check"),
    ("uscc", "91440300I922038216", "alphabet"),
    ("uscc", "91440300192203821", "length"),
    ("uscc", "914403001922038316", "inner_check"),
    ("orcid", "0000-0002-1825-0098", "check"),
    ("orcid", "0000-0002-1694-2330", "check"),
    ("orcid", "0000-0002-1825-097", "form"),
    ("ror", "012xzy7a9", "form"),
    ("ror", "013q1eq09", "check"),
    ("ror", "013q1il08", "form"),
    ("cn_application", "85100001.7", "check"),
    ("cn_application", "2023101234560", "form"),
    ("cn_publication", "CN12A", "form"),
    ("doi", "11.1000/182", "form"),
]


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind in GENUINE for value in GENUINE[kind]])
def test_genuine_identifiers_pass(kind, value):
    getattr(ids, f"validate_{kind}")(value)


@pytest.mark.parametrize(("kind", "value", "code"), BROKEN)
def test_each_fault_is_named(kind, value, code):
    with pytest.raises(ValidationError) as refused:
        getattr(ids, f"validate_{kind}")(value)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("kind", "pasted", "normal"),
    [
        ("uscc", " 9131 0000 1322 6025 0x ", "91310000132260250X"),
        ("orcid", "https://orcid.org/0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("ror", "https://ror.org/013Q1EQ08", "013q1eq08"),
        ("cn_application", "ZL 2023 1 0123456.6", "202310123456.6"),
        ("cn_publication", "cn 117151122 a", "CN117151122A"),
        ("doi", "https://doi.org/10.1000/ABC", "10.1000/abc"),
    ],
)
def test_what_people_paste_becomes_the_normal_form(kind, pasted, normal):
    assert getattr(ids, f"normalise_{kind}")(pasted) == normal


@pytest.mark.parametrize("kind", GENUINE)
@pytest.mark.parametrize(
    "hostile", ["", "０１２３４５６７８９０１２３４５６７", "1" * 5000, "💥", "\x00", "10.1/\n"]
)
def test_anything_else_is_refused_without_a_crash(kind, hostile):
    with pytest.raises(ValidationError):
        getattr(ids, f"validate_{kind}")(hostile)
