"""allauth's forms of passkeys and security keys: their field for a name has no words of its own."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class _NamedKey(forms.BaseForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")


class AddKeyForm(_NamedKey, AddWebAuthnForm):
    pass


class EditKeyForm(_NamedKey, EditWebAuthnForm):
    pass
