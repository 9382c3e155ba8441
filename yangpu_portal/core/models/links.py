"""Which person has which role, and what a role permits: every change is kept."""

from django.contrib.auth.models import Group

from yangpu_portal.core.history import tracked_links
from yangpu_portal.core.models.user import User


@tracked_links
class UserRole(User.groups.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        default_permissions = ()


@tracked_links
class UserPermission(User.user_permissions.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        default_permissions = ()


@tracked_links
class RolePermission(Group.permissions.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        default_permissions = ()
