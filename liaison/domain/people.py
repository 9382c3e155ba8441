"""Writes of people: accounts, roles of the district, seats at universities."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from universities.enums import StaffRole
from universities.models import Laboratory, Researcher, University, UniversityStaff
from yangpu_portal.core.enums import Language
from yangpu_portal.core.models import User


@transaction.atomic
def open_account(
    *, email: str, password: str, name: str, latin_name: str = "", language: Language = Language.ZH
) -> User:
    """Makes a person who can sign in at once: the address counts as verified.

    Raises:
        IntegrityError: the address is taken.
    """
    user = User.objects.create_user(email, password, name=name, latin_name=latin_name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def give_role(*, user: User, group_name: str) -> None:
    """Puts a person into the group of a role and lets them into the admin.

    Raises:
        Group.DoesNotExist: there is no such role.
    """
    user.groups.add(Group.objects.get(name=group_name))
    user.is_staff = True
    user.save(update_fields=["is_staff"])


def give_university_seat(
    *, user: User, university: University, laboratory: Laboratory | None = None
) -> UniversityStaff:
    """Makes a person the contact of a laboratory, or without one a technology transfer officer.

    Raises:
        ValidationError: the person has this seat already.
    """
    role = StaffRole.LABORATORY if laboratory else StaffRole.TTO
    seat = UniversityStaff(user=user, university=university, laboratory=laboratory, role=role)
    seat.full_clean()
    seat.save()
    return seat


def claim_profile(*, user: User, researcher: Researcher) -> None:
    """Notes that a researcher's profile is this person's own.

    Raises:
        ValidationError: the person has claimed another profile.
    """
    researcher.user = user
    researcher.full_clean()
    researcher.save(update_fields=["user", "updated_at"])
