"""Forms of the bridge."""

from liaison.forms.account import AccountForm, personal_field
from liaison.forms.introduction import IntroductionForm
from liaison.forms.membership import ApplicationForm, DocumentsForm, RequestForm, WithdrawalForm

__all__ = [
    "AccountForm",
    "ApplicationForm",
    "DocumentsForm",
    "IntroductionForm",
    "RequestForm",
    "WithdrawalForm",
    "personal_field",
]
