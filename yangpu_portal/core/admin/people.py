"""Users, groups and e-mail addresses in the admin.

Officials keep accounts and give the roles of the portal. Whoever is no superuser can neither become one
nor touch the account of one, nor of somebody who may more than the roles, nor hand out such permissions.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from yangpu_portal.core.admin.base import PortalAdmin
from yangpu_portal.core.admin.impersonation import look_view
from yangpu_portal.core.admin.permissions import PermissionsField, permissions_to_give
from yangpu_portal.core.domain.people import follow_changed_address
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import AUDITOR, OFFICER, OFFICIAL, TTO, may_impersonate

ROLES = {
    OFFICIAL: _("district official"),
    OFFICER: _("liaison officer"),
    AUDITOR: _("auditor"),
    TTO: _("technology transfer officer"),
}

admin.site.unregister(Group)
admin.site.unregister(EmailAddress)


class NewUserForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("email",)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class UserForm(UserChangeForm):
    class Meta:
        model = User
        fields = ("email",)
        field_classes: dict[str, type[forms.Field]] = {}

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


def guarded_people() -> QuerySet[User]:
    """Those who may more than the roles of the portal: only superusers touch their accounts.

    The form that others get does not show what they hold, so that saving it would take it away besides.
    """
    more = Group.objects.exclude(name__in=ROLES)
    return User.objects.filter(Q(is_superuser=True) | Q(user_permissions__isnull=False) | Q(groups__in=more))


def is_guarded(request: HttpRequest, user: Any) -> bool:
    asked = isinstance(user, User) and not request.user.is_superuser
    return asked and guarded_people().filter(pk=user.pk).exists()


def role_name(group: Group) -> str:
    """How people call the role; other groups go by their own name."""
    return str(ROLES.get(group.name, group.name))


class RolesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return role_name(obj)


class RoleFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return [(group.pk, role_name(group)) for group in Group.objects.order_by("name")]


@admin.register(User)
class UserAdmin(PortalAdmin, DjangoUserAdmin):
    form = UserForm
    add_form = NewUserForm
    actions_detail = ("look_as",)
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "name", "latin_name", "language", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active", ("groups", RoleFilter), "language")
    search_fields = ("email", "name", "latin_name")
    ordering = ("email",)
    date_hierarchy = "date_joined"
    filter_horizontal = ("user_permissions",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password", ("name", "latin_name"), "language")}),
        (_("Access"), {"fields": (("is_active", "is_staff"), "groups")}),
        (_("Superuser"), {"fields": ("is_superuser", "user_permissions"), "classes": ("collapse",)}),
        (_("Dates"), {"fields": (("last_login", "date_joined"),)}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("email", ("name", "latin_name"), "language", "password1", "password2")},
        ),
    )

    @action(description=_("Look as this person"), permissions=["impersonate"], icon="visibility")
    def look_as(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return look_view(self, request, object_id)

    def has_impersonate_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        user = self.get_object(request, object_id) if object_id else None
        return isinstance(request.user, User) and may_impersonate(hijacker=request.user, hijacked=user)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        groups = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return groups
        return [group for group in groups if "is_superuser" not in group[1]["fields"]]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            follow_changed_address(user=obj, former=form.initial["email"])

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and not is_guarded(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_guarded(request, obj)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs |= {"form_class": RolesField, "widget": UnfoldAdminCheckboxSelectMultipleWidget}
            if not request.user.is_superuser:
                kwargs["queryset"] = Group.objects.filter(name__in=ROLES)
        if db_field.name == "user_permissions":
            kwargs |= {"form_class": PermissionsField, "queryset": permissions_to_give()}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Group)
class GroupAdmin(PortalAdmin, DjangoGroupAdmin):
    """The groups of the portal's roles are kept by its code; a change here lasts until the next upgrade."""

    list_display = ("name", "role")
    search_fields = ("name",)
    filter_horizontal = ("permissions",)

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any
    ) -> Any:
        if db_field.name == "permissions":
            kwargs |= {"form_class": PermissionsField, "queryset": permissions_to_give()}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("role"))
    def role(self, group: Group) -> str:
        return role_name(group)


@admin.register(EmailAddress)
class EmailAddressAdmin(PortalAdmin):
    list_display = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    list_select_related = ("user",)
    search_fields = ("email", "user__email", "user__name")
    autocomplete_fields = ("user",)
    fields = ("user", "email", ("primary", "verified"))

    def has_change_permission(self, request: HttpRequest, obj: EmailAddress | None = None) -> bool:
        guarded = isinstance(obj, EmailAddress) and is_guarded(request, obj.user)
        return super().has_change_permission(request, obj) and not guarded

    def has_delete_permission(self, request: HttpRequest, obj: EmailAddress | None = None) -> bool:
        guarded = isinstance(obj, EmailAddress) and is_guarded(request, obj.user)
        return super().has_delete_permission(request, obj) and not guarded

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[User]:
        users: QuerySet[User] = super().get_field_queryset(db, db_field, request)
        return users if request.user.is_superuser else users.exclude(pk__in=guarded_people().values("pk"))
