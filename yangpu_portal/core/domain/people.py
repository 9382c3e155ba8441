"""Writes of people: accounts and roles. Seats are given by the apps they are in."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

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
def follow_changed_address(*, user: User, former: str) -> None:
    """Takes sign-in from the former address; the present one signs in once it is verified."""
    EmailAddress.objects.filter(user=user, email__iexact=former).delete()
    EmailAddress.objects.filter(user=user).update(primary=False)
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True})


@transaction.atomic
def give_role(*, user: User, group_name: str) -> None:
    """Puts a person into the group of a role and lets them into the admin.

    Raises:
        Group.DoesNotExist: there is no such role.
    """
    user.groups.add(Group.objects.get(name=group_name))
    user.is_staff = True
    user.save(update_fields=["is_staff"])
