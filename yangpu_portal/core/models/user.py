"""People who sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.enums import Language
from yangpu_portal.core.found_by import FoundBy
from yangpu_portal.core.history import tracked


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


# Accounts can be deleted, so nothing of the person is kept here: only what they may do.
@tracked(fields=("id", "is_active", "is_staff", "is_superuser"))
class User(AbstractBaseUser, PermissionsMixin):
    """A person with an e-mail address; what they may do follows from their seats and groups."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    latin_name = models.CharField(
        _("name in Latin letters"),
        max_length=120,
        blank=True,
        help_text=_("As on a business card: Wang Xiaoming"),
    )
    language = models.CharField(
        _("preferred language"), max_length=10, choices=Language.choices, default=Language.ZH
    )
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    deletion_due_at = models.DateTimeField(
        _("to be deleted"),
        null=True,
        blank=True,
        help_text=_("The person asked for it; until then they can take it back."),
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    FOUND_BY = FoundBy(texts=("name", "latin_name"), codes=("email",))

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_any_case",
                violation_error_message=_("This e-mail is taken."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """As it is written in the language of whoever reads it."""
        if Language.of(get_language()) == Language.EN:
            return self.latin_name or self.name or self.email
        return self.name or self.latin_name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()
