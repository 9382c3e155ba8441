"""The table of test_admin_access.py: who may do what with the rows of each model, and every other address.

Letters of roles: V visitor, C owner of a company, T transfer officer of the university of the row, U one of
another, F officer, O official, A auditor, S superuser.

Letters of answers: `s` sent to the sign-in, `x` refused, `-` told that there is no such thing, `m` wrong
method, `.` answered with nothing written, `+` answered with something written.
"""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile

from liaison.admin.deeds import DEEDS
from liaison.enums import ImportState, ObligationState, TwinState
from liaison.models import AgreementFile, ApplicationDocument
from startups.enums import NeedState
from tests import factories
from universities.enums import TechnologyState
from universities.models import Technology

ROLES = "VCTUFOAS"
READ, ALL = "FOAS", "TFOAS"
RIGHTS = {
    # model: who may view, add, change, delete; the pages of a model follow from it
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
    "liaison.importjob": (ALL, "", "", ""),
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
    "universities.department": (ALL, "TOS", "TOS", "S"),
    "universities.laboratory": (ALL, "TOS", "TOS", "S"),
    "universities.patent": (ALL, "TOS", "TOS", "S"),
    "universities.researcher": (ALL, "TOS", "TOS", "S"),
    "universities.school": (ALL, "TOS", "TOS", "S"),
    "universities.technology": (ALL, "TFOS", "TFOS", "S"),
    "universities.university": (ALL, "OS", "OS", "S"),
    "universities.universitystaff": (ALL, "OS", "OS", "OS"),
}
# Who changes chosen rows by the actions of a list; those of memberships only lead to a page.
ACTIONS = {
    "core.outgoingemail": "OS",
    "liaison.jointrequest": "FOS",
    "liaison.membership": "",
    "liaison.technologytwin": "FOS",
    "startups.company": "FOS",
    "startups.need": "FOS",
    "universities.technology": "TFOS",
}
# Pages of models that are not what the rights say.
OTHERWISE = {("core.recordedchange", "GET", "export"): "ss------"}  # its list is no list of rows

# Method, name, which row it is about, what is sent, and the answers in the order of ROLES.
Row = tuple[str, str, str, str, str]
OTHERS: list[Row] = [
    ("GET", "admin:index", "", "", "ss......"),
    ("GET", "admin:app_list", "startups", "", "ss--...."),
    ("GET", "admin:app_list", "universities", "", "ss......"),
    ("GET", "admin:autocomplete", "", "a district", "ssxx...."),
    ("GET", "admin:autocomplete", "", "a university", "ss......"),
    ("GET", "admin:jsi18n", "", "", "ss......"),
    ("GET", "admin:login", "", "", "sx......"),
    ("POST", "admin:logout", "", "", "........"),
    ("GET", "admin:logout", "", "", "..mmmmmm"),
    ("GET", "admin:password_change", "", "", "ss......"),
    ("POST", "admin:password_change", "", "", "ss......"),
    ("GET", "admin:password_change_done", "", "", "ss......"),
    ("GET", "admin:view_on_site", "offer by type", "", "ss......"),
    ("GET", "admin:search", "", "words", "ss......"),
    ("GET", "admin_search", "", "words", "ss......"),
    ("POST", "admin_search", "", "", "ssmmmmmm"),
    ("GET", "admin_help", "", "", "ss......"),
    ("GET", "admin_imports", "", "", "........"),
    ("GET", "admin_language", "", "", "mmmmmmmm"),
    ("POST", "admin_language", "", "language", ".+++++++"),
    ("GET", "admin_filter_save", "", "", "ssmmmmmm"),
    ("POST", "admin_filter_save", "", "filter of fields", "ss++++++"),
    ("POST", "admin_filter_save", "", "filter of memberships", "ss--++++"),
    ("GET", "admin_filter_delete", "filter", "", "ssmmmmmm"),
    ("POST", "admin_filter_delete", "filter", "", "ss---+--"),
    ("GET", "admin_filter_restore", "filter", "", "ssmmmmmm"),
    ("POST", "admin_filter_restore", "filter", "", "ss---+--"),
    ("GET", "figure", "fees", "", "ss--...."),
    ("GET", "figure", "offers", "", "ss......"),
    ("POST", "figure", "fees", "", "ssmmmmmm"),
    ("GET", "figure_sheet", "fees", "", "ss--++++"),
    ("GET", "figure_sheet", "offers", "", "ss++++++"),
    ("GET", "monthly_reports", "", "", "ss--...."),
    ("POST", "monthly_reports", "", "", "ssmmmmmm"),
    ("GET", "monthly_report", "month", "", "ss--...."),
    ("GET", "monthly_report_pdf", "month in English", "", "ss--++++"),
    ("GET", "monthly_report_xlsx", "month in English", "", "ss--++++"),
    ("GET", "admin:core_user_look_as", "owner", "", "ssxxx.x."),
    ("POST", "admin:core_user_look_as", "owner", "look", "ssxxx+x+"),
    ("POST", "admin:core_user_look_as", "officer", "look at officer", "ssxxxxxx"),
    ("GET", "admin:auth_user_password_change", "owner", "", "ssxxx.x."),
    ("POST", "admin:auth_user_password_change", "owner", "password", "ssxxx+x+"),
    ("POST", "admin:auth_user_password_change", "superuser", "password", "ssxxxxx+"),
    ("GET", "admin:liaison_agreement_new_obligation", "agreement", "", "ssxxx.x."),
    ("GET", "admin:liaison_agreement_add_file", "agreement", "", "ssxxx.x."),
    ("POST", "admin:liaison_agreement_add_file", "agreement", "", "ssxxx.x."),
    ("GET", "admin:liaison_agreement_end_early", "agreement", "", "ssxxx.x."),
    ("POST", "admin:liaison_agreement_end_early", "agreement", "end", "ssxxx+x+"),
    ("GET", "admin:liaison_agreement_file", "file", "", "ss--...."),
    ("GET", "admin:liaison_agreement_remove_file", "file", "", "ss--x.x."),
    ("POST", "admin:liaison_agreement_remove_file", "file", "reason", "ss--x+x+"),
    ("GET", "admin:liaison_obligation_change_state", "obligation", "", "ssxxx.x."),
    ("POST", "admin:liaison_obligation_change_state", "obligation", "done", "ssxxx+x+"),
    ("GET", "admin:liaison_importjob_kinds", "", "", "ss....x."),
    ("GET", "admin:liaison_importjob_new_import", "", "", "ss....x."),
    ("GET", "admin:liaison_importjob_upload", "members", "", "ss---.-."),
    ("GET", "admin:liaison_importjob_upload", "companies", "", "ss--..-."),
    ("GET", "admin:liaison_importjob_upload", "technologies", "", "ss....-."),
    ("POST", "admin:liaison_importjob_upload", "members", "", "ss---.-."),
    ("GET", "admin:liaison_importjob_template", "members", "", "ss---.-."),
    ("GET", "admin:liaison_importjob_template", "technologies", "", "ss....-."),
    ("GET", "admin:liaison_importjob_errors", "import", "", "ss--...."),
    ("GET", "admin:liaison_importjob_errors", "import of T", "", "ss.-...."),
    ("GET", "admin:liaison_importjob_write", "import", "", "ss--xxxx"),
    ("POST", "admin:liaison_importjob_write", "import", "good rows", "ss--++x+"),
    ("POST", "admin:liaison_importjob_write", "import of T", "good rows", "ss+-++x+"),
    ("GET", "admin:liaison_importjob_stop", "import", "", "ss--xxxx"),
    ("POST", "admin:liaison_importjob_stop", "import", "", "ss--++x+"),
    ("GET", "admin:liaison_importjob_undo", "import of members", "", "ss--xxxx"),
    ("POST", "admin:liaison_importjob_undo", "import of members", "reason", "ss--x+x+"),
    ("GET", "admin:liaison_jointrequest_change_state", "request", "", "ssxx..x."),
    ("POST", "admin:liaison_jointrequest_change_state", "request", "dismissed", "ssxx++x+"),
    ("GET", "admin:liaison_technologytwin_change_state", "twin", "", "ssxx..x."),
    ("POST", "admin:liaison_technologytwin_change_state", "twin", "rejected", "ssxx++x+"),
    ("GET", "admin:liaison_membership_bulk", "suspend", "", "ssxxx.x."),
    ("POST", "admin:liaison_membership_bulk", "suspend", "chosen", "ssxxx.x."),
    ("GET", "admin:liaison_membership_document", "document", "", "ssxx...."),
    ("GET", "admin:liaison_payment_void", "payment", "", "ssxxx.x."),
    ("POST", "admin:liaison_payment_void", "payment", "reason", "ssxxx.x."),
    ("GET", "admin:liaison_membership_do", "do approve", "", "ssxxx.x."),
    *(("POST", "admin:liaison_membership_do", f"do {name}", "reason", "ssxxx.x.") for name in DEEDS),
    ("GET", "admin:startups_need_change_state", "need in review", "", "ssxx..x."),
    ("POST", "admin:startups_need_change_state", "need in review", "withdrawn", "ssxx++x+"),
    ("GET", "admin:startups_need_desk", "", "", "ssxx...."),
    ("GET", "admin:startups_need_review_queue", "", "", "ssxx...."),
    ("GET", "admin:startups_need_review", "need in review", "", "ssxx...."),
    ("GET", "admin:startups_need_decide", "need in review", "", "ssxx...."),
    ("POST", "admin:startups_need_decide", "need in review", "claim", "ssxx++x+"),
    ("GET", "admin:universities_technology_change_state", "offer", "", "ss.-..x."),
    ("POST", "admin:universities_technology_change_state", "offer", "withdrawn", "ss+-++x+"),
]


def arguments(people: dict[str, Any]) -> dict[str, list[Any]]:
    """What stands in the addresses, by the names of rows above."""
    offer = factories.TechnologyFactory(university=people["T"].university_seats.get().university)
    agreement, membership = factories.AgreementFactory(), factories.MembershipFactory()
    file = AgreementFile.objects.create(agreement=agreement, file=_file(), name="a.pdf", size=9)
    application = factories.MembershipApplicationFactory(membership=membership)
    document = ApplicationDocument.objects.create(application=application, file=_file(), name="a.pdf", size=9)
    need = factories.NeedFactory(state=NeedState.IN_REVIEW, opened_at=None)
    imported = {"by": people["O"], "state": ImportState.CHECKED, "columns": ["企业名称", "信用代码"]}
    of_t = {"by": people["T"], "state": ImportState.CHECKED, "columns": ["标题"]}
    made = factories.ImportJobFactory
    return {
        **{name: [name] for name in ("startups", "universities", "members", "companies", "technologies")},
        **{f"do {name}": [membership.pk, name] for name in DEEDS},
        "offer by type": [ContentType.objects.get_for_model(Technology).pk, offer.pk],
        "offer": [offer.pk],
        "filter": [factories.SavedFilterFactory(owner=people["O"]).pk],
        "fees": ["fees_due"],
        "offers": ["stale_offers"],
        "month": [date.today().year, date.today().month],
        "month in English": [date.today().year, date.today().month, "en"],
        "owner": [people["C"].pk],
        "officer": [people["F"].pk],
        "superuser": [people["S"].pk],
        "agreement": [agreement.pk],
        "file": [agreement.pk, file.public_id],
        "obligation": [factories.ObligationFactory().pk],
        "import": [made(kind="companies", **imported).pk],
        "import of T": [made(kind="technologies", owner_id=offer.university_id, **of_t).pk],
        "import of members": [made(kind="members", by=people["O"]).pk],
        "request": [factories.JointRequestFactory().pk],
        "twin": [factories.TechnologyTwinFactory().pk],
        "suspend": ["suspend"],
        "document": [document.public_id],
        "payment": [factories.PaymentFactory().pk],
        "need in review": [need.pk],
    }


def bodies(people: dict[str, Any], args: dict[str, list[Any]]) -> dict[str, dict[str, Any]]:
    """What is sent, by its names above."""
    reason = {"reason": "a slip of the pen"}
    password = "correct horse 43"
    return {
        "a district": {"app_label": "startups", "model_name": "company", "field_name": "district"},
        "a university": {
            "app_label": "universities",
            "model_name": "technology",
            "field_name": "university",
        },
        "words": {"s": "yangpu"},
        "language": {"language": "zh-hans"},
        "filter of fields": {"model": "core.field", "name": "robots", "query": "q=robot"},
        "filter of memberships": {"model": "liaison.membership", "name": "robots", "query": "q=robot"},
        "look": {"user_pk": people["C"].pk, **reason},
        "look at officer": {"user_pk": people["F"].pk, **reason},
        "password": {"password1": password, "password2": password, "usable_password": "true"},
        "end": {"on": date.today().isoformat(), **reason},
        "reason": reason,
        "done": {"to": ObligationState.DONE},
        "good rows": {"mode": "good"},
        "dismissed": {"to": "dismissed"},
        "rejected": {"to": TwinState.REJECTED},
        "chosen": {"ids": str(args["do suspend"][0]), **reason},
        "withdrawn": {"to": TechnologyState.WITHDRAWN},
        "claim": {"claim": "1"},
    }


def _file() -> ContentFile:
    return ContentFile(b"%PDF-1.4 x", "a.pdf")
