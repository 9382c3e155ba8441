"""What the database itself refuses, whatever path a row takes into it."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import (
    DepartmentFactory,
    FieldFactory,
    LaboratoryFactory,
    NeedFactory,
    PatentFactory,
    SchoolFactory,
    SciTechParkFactory,
    TechnologyFactory,
    UniversityFactory,
    UniversityStaffFactory,
    UserFactory,
)
from universities.models import Department, Technology
from yangpu_portal.core.models import Field

pytestmark = pytest.mark.django_db

REFUSED = {
    "a technology without a title": lambda: TechnologyFactory(title_en=""),
    "a TRL of ten": lambda: TechnologyFactory(trl=10),
    "a price range upside down": lambda: TechnologyFactory(price_min=5, price_max=4),
    "a negative price": lambda: TechnologyFactory(price_min=-1),
    "published without a date": lambda: TechnologyFactory(published_at=None),
    "a laboratory of another university": lambda: TechnologyFactory(laboratory=LaboratoryFactory()),
    "a school of another university": lambda: DepartmentFactory(university=UniversityFactory()),
    "an open need without a date": lambda: NeedFactory(opened_at=None),
    "a need without a title": lambda: NeedFactory(title_en=""),
    "a budget upside down": lambda: NeedFactory(budget_min=5, budget_max=4),
    "a patent without a number": lambda: PatentFactory(publication_number=""),
    "a park at half a position": lambda: SciTechParkFactory(latitude=31),
    "a laboratory contact without laboratory": lambda: UniversityStaffFactory(role="laboratory"),
    "a user twice under another spelling": lambda: [
        UserFactory(email="a@example.org"),
        UserFactory(email="A@example.org"),
    ],
    "a third level of fields": lambda: FieldFactory(parent=FieldFactory(parent=FieldFactory())),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_the_database_refuses(fault):
    with pytest.raises(IntegrityError), transaction.atomic():
        REFUSED[fault]()


def test_bulk_updates_meet_the_same_rules():
    technology, department = TechnologyFactory(), DepartmentFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Technology.objects.filter(pk=technology.pk).update(department=department)
    with pytest.raises(IntegrityError), transaction.atomic():
        Department.objects.filter(pk=department.pk).update(school=SchoolFactory())


def test_a_field_with_fields_below_it_stays_at_the_top():
    top = FieldFactory()
    FieldFactory(parent=top)
    with pytest.raises(IntegrityError), transaction.atomic():
        Field.objects.filter(pk=top.pk).update(parent=FieldFactory())


def test_public_ids_are_opaque_prefixed_and_stay():
    technology = TechnologyFactory()
    first = technology.public_id
    technology.save()
    assert first.startswith("tec_")
    assert technology.public_id == first
    assert TechnologyFactory().public_id != first
