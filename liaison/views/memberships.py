"""Programs companies may join, the application, and the page of a membership."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liaison.domain.application import ask_for_change, hand_in_application, withdraw_application
from liaison.enums import LIVE_STATES, RIGHTS_STATES, MembershipState, TermState
from liaison.forms import ApplicationForm, RequestForm, WithdrawalForm
from liaison.models import Membership, MembershipEvent, MembershipTerm, Program
from liaison.queries import membership_page as queries
from liaison.queries.membership import has_rights, open_request
from liaison.views import membership_words as words
from liaison.views.membership_documents import may_add
from liaison.wording import fee_text
from startups.models import Company
from startups.queries.company import own_companies, owned_companies
from yangpu_portal.core.enums import Language
from yangpu_portal.core.models import User
from yangpu_portal.core.templatetags.portal import HTML_CODES

_AHEAD = (TermState.DUE, TermState.PAID)
_CAN_WITHDRAW = (MembershipState.APPLIED, MembershipState.APPROVED)
_CAN_ASK = (*RIGHTS_STATES, MembershipState.SUSPENDED, MembershipState.EXPIRED)


@require_safe
def memberships(request: HttpRequest) -> HttpResponse:
    """The programs, what their tiers give and cost, and what the reader's companies hold of them."""
    companies = list(own_companies(request.user)) if request.user.is_authenticated else []
    own = queries.own_memberships(companies) if companies else []
    joined = queries.programs_with_roots()
    offers = [
        {
            "program": program,
            "tiers": program.offered,  # type: ignore[attr-defined]
            "joined": program.pk in joined,
            "taken": bool(companies) and _all_hold(own, program, companies),
        }
        for program in queries.open_programs()
    ]
    for membership in own:
        membership.kind = words.KINDS[MembershipState(membership.state)]  # type: ignore[attr-defined]
    return render(request, "liaison/memberships.html", {"offers": offers, "own": own})


def _all_hold(own: list[Membership], program: Program, companies: list[Company]) -> bool:
    """Whether none of the companies is left that could apply."""
    live = {row.company_id for row in own if row.program_id == program.pk and row.state in LIVE_STATES}
    return all(company.pk in live for company in companies)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def membership_apply(request: HttpRequest, slug: str) -> HttpResponse:
    user = cast(User, request.user)
    program = get_object_or_404(queries.open_programs(), slug=slug)
    owned = list(owned_companies(user))
    held = {row.company_id: row for row in queries.live_memberships(owned) if row.program_id == program.pk}
    free = [company for company in owned if company.pk not in held]
    if not free:
        # Also where the form is sent again: what it made is what its sender wants to see.
        if held:
            return redirect("membership", next(iter(held.values())).public_id)
        context = {"program": program, "companies": list(own_companies(user))}
        status = 403 if request.method == "POST" else 200
        return render(request, "liaison/membership_no_owner.html", context, status=status)
    form = _application_form(request, program, owned if request.method == "POST" else free)
    if form.is_valid():
        membership = _handed_in(form, user)
        if membership:
            messages.success(request, _("Your application is handed in. An official looks at it."))
            return redirect("membership", membership.public_id)
    if form.is_bound:
        form.ask_for_files_again()
    context = {"program": program, "form": form, "terms": program.terms}
    return render(request, "liaison/membership_apply.html", context, status=422 if form.is_bound else 200)


def _application_form(request: HttpRequest, program: Program, companies: list[Company]) -> ApplicationForm:
    tiers = program.offered  # type: ignore[attr-defined]
    if request.method == "POST":
        return ApplicationForm(request.POST, request.FILES, companies=companies, tiers=tiers)
    user = cast(User, request.user)
    initial = {"contact_name": user.get_full_name(), "contact_email": user.email}
    return ApplicationForm(initial=initial, companies=companies, tiers=tiers)


def _handed_in(form: ApplicationForm, user: User) -> Membership | None:
    """The membership applied for; else the form says what stands against it."""
    data = form.cleaned_data
    try:
        membership, _created = hand_in_application(
            company=data["company"],
            tier=data["tier"],
            application=form.application(),
            documents=data["documents"],
            actor=user,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None
    return membership


@login_required
@never_cache
@require_safe
def membership(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast(User, request.user)
    row = _visible(user, public_id)
    terms, events = queries.terms_of(row), queries.events_of(row)
    ahead = next((term for term in terms if term.state in _AHEAD), None)
    running = next((term for term in terms if term.state == TermState.RUNNING), None)
    costs = [term for term in reversed(terms) if term.state != TermState.VOID]
    owed = next((term for term in costs if term.fee > term.paid), None)  # type: ignore[attr-defined]
    reason = next((event.reason for event in events if event.to_state != event.from_state), "")
    context = {
        "membership": row,
        "kind": words.KINDS[MembershipState(row.state)],
        "situation": words.situation(row, ahead, reason),
        "has_rights": has_rights(row),
        "why_until": words.why_until(row),
        "fee": _fee(row, owed),
        "terms": terms,
        "allowances": queries.allowances_of(running) if running else [],
        "ledger": queries.ledger_of(running) if running else [],
        "documents": queries.documents_of(row),
        "history": _history(row, events, user),
        "request_open": open_request(row),
        **_acts(user, row),
    }
    return render(request, "liaison/membership.html", context)


def _acts(user: User, row: Membership) -> dict[str, bool]:
    owns = user.has_perm("liaison.ask_for_change", row)
    return {
        "may_withdraw": owns and row.state in _CAN_WITHDRAW,
        "may_ask": owns and row.state in _CAN_ASK,
        "may_add": may_add(user, row),
    }


def _fee(row: Membership, owed: MembershipTerm | None) -> dict[str, Any] | None:
    """What is due and how it is paid."""
    if owed is None or row.state == MembershipState.CANCELLED:
        return None
    language = Language.of(get_language())
    return {
        "term": owed,
        "due": words.amount_due(owed),
        "whole": fee_text(owed.fee, owed.currency),
        "is_part": bool(owed.paid),  # type: ignore[attr-defined]
        "is_late": owed.due_on < timezone.localdate(),
        "how": settings.FEE_PAYMENT_ZH if language == Language.ZH else settings.FEE_PAYMENT_EN,
        "language": HTML_CODES[language],
        "reference": f"{row.public_id} / {owed.number}",
    }


def _history(row: Membership, events: list[MembershipEvent], user: User) -> list[dict[str, Any]]:
    colleagues = set(row.company.members.values_list("user", flat=True)) if row.company else set()
    return [
        {
            "title": words.told(event, row.currency, own=event.actor_id in colleagues),
            "text": event.reason,
            "by": words.by_whom(event, colleagues, user),
            "at": event.at,
            "state": "done",
        }
        for event in events
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def membership_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks once more, with the reason, before an application is given up."""
    user = cast(User, request.user)
    row = _own(user, public_id)
    if row.state not in _CAN_WITHDRAW:
        if row.state != MembershipState.CANCELLED:
            messages.error(request, _("This membership has begun. To end it, write to the office."))
        return redirect("membership", public_id)
    form = WithdrawalForm(request.POST or None)
    if form.is_valid() and _withdrawn(form, row, user):
        messages.success(request, _("The application is withdrawn."))
        return redirect("membership", public_id)
    context = {"membership": row, "form": form}
    return render(request, "liaison/membership_withdraw.html", context, status=422 if form.is_bound else 200)


def _withdrawn(form: WithdrawalForm, row: Membership, user: User) -> bool:
    try:
        withdraw_application(membership_id=row.pk, actor=user, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def membership_request(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks the district for the next term or another tier."""
    user = cast(User, request.user)
    row = _own(user, public_id)
    if row.state not in _CAN_ASK:
        return redirect("membership", public_id)
    form = RequestForm(request.POST or None, tier=row.tier, tiers=queries.tiers_to_ask_for(row))
    if form.is_valid() and _asked(form, row, user):
        return redirect("membership", public_id)
    context = {"membership": row, "form": form}
    return render(request, "liaison/membership_request.html", context, status=422 if form.is_bound else 200)


def _asked(form: RequestForm, row: Membership, user: User) -> bool:
    try:
        ask_for_change(
            membership_id=row.pk,
            kind=form.kind,
            tier=form.wanted,
            note=form.cleaned_data["note"],
            actor=user,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _visible(user: User, public_id: str) -> Membership:
    return get_object_or_404(queries.whole_membership(user), public_id=public_id)


def _own(user: User, public_id: str) -> Membership:
    """Acts are the owners'; everybody else is told that there is no such thing."""
    row = _visible(user, public_id)
    if not user.has_perm("liaison.ask_for_change", row):
        raise Http404
    return row
