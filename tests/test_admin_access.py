"""Who gets what answer at every address below /admin/: a role, an own or a foreign row, reading and writing.

Roles: V visitor, C owner of a company, T transfer officer of the row's university, U one of another,
F officer, O official, A auditor, S superuser. `RIGHTS` has the letters of those who may view, add, change and
delete; the pages of a model follow from them. Other addresses have a row in `OTHERS`; without, it fails.
"""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.urls import URLResolver, get_resolver, reverse

from tests import factories
from tests.people import AUDITOR, OFFICER, OFFICIAL, in_group, member_of, signed_in, tto_of
from tests.test_admin_pages import make

pytestmark = pytest.mark.django_db
READ, ALL = "FOAS", "FOATS"
RIGHTS = {
    # model: view, add, change, delete
    "account.emailaddress": ("OAS", "OS", "OS", "S"),
    "auth.group": ("OAS", "S", "S", "S"),
    "core.district": (READ, "OS", "OS", "S"),
    "core.field": (ALL, "OS", "OS", "S"),
    "core.impersonation": ("OAS", "", "", ""),
    "core.listexport": (READ, "", "", ""),
    "core.outgoingemail": (READ, "", "", ""),
    "core.recordedchange": ("OAS", "", "", ""),
    "core.user": (READ, "OS", "OS", "S"),
    "liaison.agreement": (READ, "OS", "OS", ""),
    "liaison.digestissue": (READ, "", "", ""),
    "liaison.digestsubscription": (READ, "OS", "OS", "S"),
    "liaison.engineversion": (READ, "", "", ""),
    "liaison.entitlemententry": (READ, "", "", ""),
    "liaison.importjob": (READ, "", "", ""),
    "liaison.jointrequest": (READ, "", "FOS", "S"),
    "liaison.match": (READ, "", "", ""),
    "liaison.matchfeedback": (READ, "", "", ""),
    "liaison.matchingpreference": (READ, "", "", ""),
    "liaison.matchoutcome": (READ, "FOS", "", ""),
    "liaison.matchrun": (READ, "", "", ""),
    "liaison.membership": (READ, "OS", "OS", ""),
    "liaison.membershipterm": (READ, "", "", ""),
    "liaison.missedsearch": (READ, "", "", ""),
    "liaison.obligation": (READ, "OS", "OS", ""),
    "liaison.payment": (READ, "", "", ""),
    "liaison.program": (READ, "OS", "OS", "S"),
    "liaison.suggestionround": (READ, "", "", ""),
    "liaison.technologytwin": (READ, "", "FOS", "S"),
    "liaison.tier": (READ, "OS", "OS", "S"),
    "mfa.authenticator": ("S", "", "", "S"),
    "startups.company": (READ, "FOS", "FOS", "S"),
    "startups.companymember": (READ, "FOS", "FOS", "FOS"),
    "startups.need": (READ, "FOS", "FOS", "S"),
    "startups.scitechpark": (READ, "OS", "OS", "S"),
    "startups.seatinvitation": (READ, "", "", ""),
    "universities.department": (ALL, "OTS", "OTS", "S"),
    "universities.laboratory": (ALL, "OTS", "OTS", "S"),
    "universities.patent": (ALL, "OTS", "OTS", "S"),
    "universities.researcher": (ALL, "OTS", "OTS", "S"),
    "universities.school": (ALL, "OTS", "OTS", "S"),
    "universities.technology": (ALL, "FOTS", "FOTS", "S"),
    "universities.university": (ALL, "OS", "OS", "S"),
    "universities.universitystaff": (ALL, "OS", "OS", "OS"),
}
PAGES = ("changelist", "add", "change", "delete", "history", "export")
# Pages outside of these, and who gets in (of the letters above); those with a test of their own say where.
OTHERS = {
    "index": "TUFOAS",
    "app_list": "own pages of Django: lists what one may view",
    "autocomplete": "follows the permissions of the list it fills",
    "jsi18n": "TUFOAS",
    "login": "the portal's sign-in",
    "logout": "whoever is signed in",
    "password_change": "TUFOAS",
    "password_change_done": "TUFOAS",
    "view_on_site": "leads to a public page",
    "search": "tests/core/test_admin_search.py",
    "admin_language": "everybody: tests/core/test_views_admin_language.py",
    "admin_search": "tests/core/test_admin_search.py",
    "admin_help": "TUFOAS",
    "admin_filter_delete": "tests/core/test_saved_filters.py",
    "admin_filter_save": "tests/core/test_saved_filters.py",
    "admin_filter_restore": "tests/core/test_saved_filters.py",
    "figure": "tests/liaison/office",
    "figure_sheet": "tests/liaison/office",
    "monthly_reports": "tests/liaison/office",
    "monthly_report": "tests/liaison/office",
    "monthly_report_pdf": "tests/liaison/office",
    "monthly_report_xlsx": "tests/liaison/office",
    "core_user_look_as": "tests/core/test_impersonation.py",
    "auth_user_password_change": "tests/core/test_admin.py",
    "liaison_agreement_add_file": "tests/liaison/admin/test_agreement.py",
    "liaison_agreement_end_early": "tests/liaison/admin/test_agreement.py",
    "liaison_agreement_file": "tests/liaison/admin/test_agreement.py",
    "liaison_agreement_new_obligation": "tests/liaison/admin/test_agreement.py",
    "liaison_agreement_remove_file": "tests/liaison/admin/test_agreement.py",
    "liaison_obligation_change_state": "tests/liaison/admin/test_agreement.py",
    "liaison_importjob_errors": "tests/liaison",
    "liaison_importjob_kinds": "tests/liaison",
    "liaison_importjob_new_import": "tests/liaison",
    "liaison_importjob_stop": "tests/liaison",
    "liaison_importjob_template": "tests/liaison",
    "liaison_importjob_undo": "tests/liaison",
    "liaison_importjob_upload": "tests/liaison",
    "liaison_importjob_write": "tests/liaison",
    "liaison_jointrequest_change_state": "tests/liaison/test_duplicates.py",
    "liaison_technologytwin_change_state": "tests/liaison/test_duplicates.py",
    "liaison_membership_bulk": "tests/liaison/admin",
    "liaison_membership_do": "tests/liaison/admin",
    "liaison_membership_document": "tests/liaison/admin",
    "liaison_payment_void": "tests/liaison/admin",
    "startups_need_change_state": "tests/startups/test_admin.py",
    "startups_need_decide": "tests/startups/test_review.py",
    "startups_need_desk": "tests/startups/test_review.py",
    "startups_need_review": "tests/startups/test_review.py",
    "startups_need_review_queue": "tests/startups/test_review.py",
    "universities_technology_change_state": "tests/universities/test_admin.py",
}
MODELS = {model._meta.label_lower: model for model in admin.site._registry}


def names(patterns, below: str = "") -> set[str]:
    found: set[str] = set()
    for one in patterns:
        path = below + str(one.pattern)
        if isinstance(one, URLResolver):
            found |= names(one.url_patterns, path)
        elif path.startswith("admin/") and one.name:
            found.add(one.name)
    return found


def test_every_address_below_the_admin_has_a_row():
    assert set(MODELS) == set(RIGHTS)
    pages = {f"{label.replace('.', '_')}_{page}" for label in MODELS for page in PAGES}
    assert names(get_resolver().url_patterns) - pages - set(OTHERS) == set()


def row_of(label: str):
    if label == "mfa.authenticator":
        return Authenticator.objects.create(user=factories.UserFactory(), type="totp", data={"secret": "x"})
    if label == "core.recordedchange":
        return factories.RecordedChangeFactory()
    return make(MODELS[label])


def people(row) -> dict[str, object]:
    university = row if row._meta.model_name == "university" else getattr(row, "university", None)
    return {
        "V": None,
        "C": member_of(factories.CompanyFactory()),
        "T": tto_of(university or factories.UniversityFactory()),
        "U": tto_of(factories.UniversityFactory()),
        "F": in_group(OFFICER),
        "O": in_group(OFFICIAL),
        "A": in_group(AUDITOR),
        "S": factories.UserFactory(is_staff=True, is_superuser=True),
    }


def answers(client, label: str, row) -> dict[str, int]:
    """The status of each page of a model for somebody."""
    base = f"admin:{label.replace('.', '_')}"
    change = reverse(f"{base}_change", args=[row.pk])
    export = client.get(reverse(f"{base}_export", args=["csv"]))
    if export.streaming:
        b"".join(export.streaming_content)  # closes the file it comes from
    return {
        "list": client.get(reverse(f"{base}_changelist")).status_code,
        "export": export.status_code,
        "view": client.get(change).status_code,
        "history": client.get(reverse(f"{base}_history", args=[row.pk])).status_code,
        "add": client.get(reverse(f"{base}_add")).status_code,
        "change": client.post(change, {}).status_code,
        "delete": client.get(reverse(f"{base}_delete", args=[row.pk])).status_code,
    }


def expected(letter: str, label: str) -> dict[str, set[int]]:
    view, add, change, delete = RIGHTS[label]
    own = label.startswith("universities.") and label != "universities.field"
    if letter in "VC":
        # Led to the sign-in, which lets nobody through who is no staff.
        return {page: {302} for page in ("list", "export", "view", "history", "add", "change", "delete")}
    may = "T" if letter == "U" else letter
    yes, no = {200, 302}, {403}
    got = {
        "list": {200} if may in view else no,
        "export": {200} if may in view else no,
        "view": {200} if may in view else no,
        "history": {200} if may in view else no,
        "add": {200} if may in add else no,
        "change": yes if may in change else no,
        "delete": {200} if may in delete else no,
    }
    if (
        letter in "TU" and label == "liaison.importjob"
    ):  # what one has imported oneself, and this is another's
        gone = {"view": {404}, "history": {404}, "delete": {403, 404}}
        got |= {"list": {200}, "export": {200}, **gone}
    if letter == "U" and own and "T" in view:  # of another university: as if it were not there
        away = {302, 403, 404}
        got |= {"view": {302}, "history": {404}, "change": away, "delete": away}
    return got


# Where a page of a model is not what its rights say, and why.
EXCEPTIONS = {
    ("core.recordedchange", "export"): "its list is no list of rows: tests/core/test_history.py",
}


@pytest.mark.parametrize("label", sorted(MODELS))
def test_pages_of_a_model(label):
    row = row_of(label)
    wrong = []
    for letter, user in people(row).items():
        client = signed_in(user)
        wanted = expected(letter, label)
        for page, status in answers(client, label, row).items():
            if (label, page) not in EXCEPTIONS and status not in wanted[page]:
                wrong.append((letter, page, status, wanted[page]))
    assert not wrong, wrong
