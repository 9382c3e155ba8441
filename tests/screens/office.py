"""Pages of the admin as an official sees them: one of each kind, what is fullest or longest of it."""

from django.utils import timezone
from playwright.sync_api import Page

from liaison.enums import MembershipState
from liaison.models import Agreement, ImportJob, Membership, Obligation, Program
from startups.models import Company, CompanyMember, Need
from universities.models import Technology
from yangpu_portal.core.models import User


def membership(state: str = MembershipState.ACTIVE, *, top: bool = False) -> str:
    rows = Membership.objects.filter(state=state) if not top else Membership.objects.filter(parent=None)
    return f"/admin/liaison/membership/{rows.earliest('pk').pk}"


def longest_company() -> str:
    """Of the longest name: what is long enough to leave the page leaves it here."""
    found = max(Company.objects.all(), key=lambda company: len(company.name_en or company.name_zh))
    return f"/admin/startups/company/{found.pk}"


OFFICE = {
    "home": lambda: "/admin/",
    "list": lambda: "/admin/startups/company/",
    "list-found": lambda: "/admin/startups/need/?q=dianchi&state__exact=open",
    "list-empty": lambda: "/admin/startups/company/?q=zzzz",
    "list-dates": lambda: "/admin/universities/technology/",
    "memberships": lambda: "/admin/liaison/membership/",
    "membership": lambda: f"{membership(top=True)}/change/",
    "deed": lambda: f"{membership(top=True)}/do/suspend/",
    "deed-money": lambda: f"{membership(MembershipState.APPROVED)}/do/payment/",
    "entitlements": lambda: "/admin/liaison/entitlemententry/",
    "agreement": lambda: f"/admin/liaison/agreement/{Agreement.objects.earliest('pk').pk}/change/",
    "obligation": lambda: f"/admin/liaison/obligation/{Obligation.objects.earliest('pk').pk}/change/",
    "program": lambda: f"/admin/liaison/program/{Program.objects.earliest('pk').pk}/change/",
    "import-kinds": lambda: "/admin/liaison/importjob/new/",
    "import-upload": lambda: "/admin/liaison/importjob/new/members/",
    "import-preview": lambda: f"/admin/liaison/importjob/{ImportJob.objects.latest('pk').pk}/change/",
    "changes": lambda: "/admin/core/recordedchange/",
    "look-as": lambda: f"/admin/core/user/{User.objects.get(email='startup@demo.example').pk}/look_as/",
    "change": lambda: f"{longest_company()}/change/",
    "change-tabs": lambda: f"/admin/startups/need/{Need.objects.first().pk}/change/",
    "add": lambda: "/admin/universities/technology/add/",
    "state": lambda: f"/admin/universities/technology/{Technology.objects.first().pk}/change_state/",
    "history": lambda: f"{longest_company()}/history/",
    "delete": lambda: f"/admin/startups/companymember/{CompanyMember.objects.first().pk}/delete/",
    "read-only": lambda: "/admin/core/outgoingemail/",
    "search": lambda: "/admin/search/?s=yp",
    "help": lambda: "/admin/help/",
    "home-past": lambda: "/admin/?day=2020-01-31&period=quarter",
    "figure": lambda: "/admin/figures/members/",
    "reports": lambda: "/admin/reports/",
    "report": lambda: f"/admin/reports/{timezone.localdate():%Y-%m}/",
}


def speak(page: Page, language: str) -> None:
    """Lets the page of the admin, and those after it, be in that language."""
    page.locator(f".language-switch [value={language}]").click()
