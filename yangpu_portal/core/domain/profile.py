"""What people change of their own account."""

from yangpu_portal.core.models import User


def update_profile(*, user: User, name: str, latin_name: str, language: str) -> User:
    """Stores how a person is called and in which language the portal writes to them.

    Raises:
        ValidationError: a value does not fit its column.
    """
    user.name, user.latin_name, user.language = name, latin_name, language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "latin_name", "language"])
    return user


def choose_language(*, user: User, language: str) -> None:
    """Stores the language in which the portal speaks to a person, and nothing else.

    Raises:
        ValidationError: the portal does not speak it.
    """
    user.language = language
    user.clean_fields(exclude=[field.name for field in User._meta.fields if field.name != "language"])
    user.save(update_fields=["language"])
