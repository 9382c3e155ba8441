"""Writes of the seats people have at universities."""

from universities.enums import StaffRole
from universities.models import Laboratory, Researcher, University, UniversityStaff
from yangpu_portal.core.models import User


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
