"""Who sees which part of a university: the structure is public, whole and to everybody; people who agreed."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from universities.models import Department, Laboratory, Researcher, School, University
from yangpu_portal.core.models import User

Reader = User | AnonymousUser


def visible_universities(user: Reader) -> QuerySet[University]:
    return University.objects.all()


def visible_schools(user: Reader) -> QuerySet[School]:
    return School.objects.select_related("university")


def visible_departments(user: Reader) -> QuerySet[Department]:
    return Department.objects.select_related("university", "school")


def visible_laboratories(user: Reader) -> QuerySet[Laboratory]:
    return Laboratory.objects.select_related("university", "school", "department")


def visible_researchers(user: Reader) -> QuerySet[Researcher]:
    """Those who agreed to be named, to everybody alike: the district reads of the others in the admin."""
    shown = Researcher.objects.filter(shown_publicly=True)
    return shown.select_related("university", "department", "laboratory__university")
