"""The base of the demo data."""

import pytest

from yangpu_portal.core.domain.demo import load_base
from yangpu_portal.core.models import District, Field

AREAS = {
    "manufacturing",
    "robotics",
    "medical-data",
    "urban-infrastructure",
    "traffic",
    "iot",
    "beidou",
    "anti-counterfeiting",
    "biomedicine",
    "materials",
    "energy",
    "ai",
}


@pytest.mark.django_db
def test_the_base_has_every_area_and_loads_once():
    assert load_base() > len(AREAS)
    assert set(Field.objects.filter(parent=None).values_list("code", flat=True)) == AREAS
    assert District.objects.get().code == "310110"
    assert load_base() == 0
