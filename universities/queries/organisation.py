"""Who sees which part of a university: the structure is public, whole and to everybody."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from universities.models import Department, Laboratory, School, University
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
