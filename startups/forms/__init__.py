"""Forms of the demand side."""

from startups.forms.need import STEP_FORMS, StepForm, form_options, initial_of
from startups.forms.new_need import DescriptionForm, NewNeedForm, fresh_key
from startups.forms.parameters import COMMON_UNITS, ParameterFormSet, ParameterRows, parameters_initial
from startups.forms.seat import CompanyForm, InvitationForm

__all__ = [
    "COMMON_UNITS",
    "STEP_FORMS",
    "CompanyForm",
    "DescriptionForm",
    "InvitationForm",
    "NewNeedForm",
    "ParameterFormSet",
    "ParameterRows",
    "StepForm",
    "form_options",
    "fresh_key",
    "initial_of",
    "parameters_initial",
]
