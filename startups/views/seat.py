"""The people of a company: who has a seat, who is invited, and who owns the company's account."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from startups.domain import seat as domain
from startups.enums import SeatRole
from startups.forms import InvitationForm
from startups.models import Company, CompanyMember, SeatInvitation
from startups.queries.seat import companies_with_seen_seats, open_invitations, seats_of
from yangpu_portal.core.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: HttpRequest, slug: str) -> HttpResponse:
    """The list; posting the form at its end invites somebody."""
    user = cast(User, request.user)
    company = get_object_or_404(companies_with_seen_seats(user), slug=slug)
    may_manage = user.has_perm("startups.manage_seats", company)
    if request.method == "POST" and not may_manage:
        raise PermissionDenied
    form = InvitationForm(request.POST or None)
    if form.is_valid() and _invited(request, company, form):
        return redirect("seats", company.slug)
    context = {
        "company": company,
        "seats": list(seats_of(company)),
        "invitations": list(open_invitations(company)) if may_manage else [],
        "may_manage": may_manage,
        "form": form,
    }
    return render(request, "startups/seats.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def invitation_resend(request: HttpRequest, public_id: str) -> HttpResponse:
    invitation, user = _invitation(request, public_id), cast(User, request.user)
    sent = _("The invitation to %(email)s is on its way again.") % {"email": invitation.email}
    _try(request, sent, domain.resend_invitation, invitation=invitation, actor=user)
    return redirect("seats", invitation.company.slug)


@login_required
@require_POST
def invitation_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    invitation, user = _invitation(request, public_id), cast(User, request.user)
    done = _("The invitation to %(email)s is withdrawn.") % {"email": invitation.email}
    _try(request, done, domain.withdraw_invitation, invitation=invitation, actor=user)
    return redirect("seats", invitation.company.slug)


@login_required
@require_POST
def seat_role(request: HttpRequest, public_id: str) -> HttpResponse:
    seat, actor = _seat(request, public_id), cast(User, request.user)
    if request.POST.get("role") not in SeatRole.values:
        raise Http404
    role = SeatRole(request.POST["role"])
    done = _("%(person)s is now %(role)s.") % {"person": seat.user.get_full_name(), "role": role.label}
    _try(request, done, domain.change_role, seat=seat, role=role, actor=actor)
    return redirect("seats", seat.company.slug)


@login_required
@require_POST
def seat_hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    seat, actor = _seat(request, public_id), cast(User, request.user)
    done = _("%(person)s now owns the company's account; you stay a member.")
    _try(request, done % {"person": seat.user.get_full_name()}, domain.hand_over, seat=seat, actor=actor)
    return redirect("seats", seat.company.slug)


@login_required
@require_POST
def seat_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    seat, actor = _seat(request, public_id), cast(User, request.user)
    company, left = seat.company, seat.user_id == actor.pk
    done = _("%(person)s has no seat in the company any more.") % {"person": seat.user.get_full_name()}
    removed = _try(request, done, domain.remove_seat, seat=seat, actor=actor)
    return redirect("home") if left and removed else redirect("seats", company.slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in the mail leads to. Mail scanners follow links, so only the button takes the seat."""
    row = domain.invitation_from_token(token)
    if row is None:
        raise Http404
    user = request.user if isinstance(request.user, User) else None
    invited = user is not None and domain.is_invited(invitation=row, user=user)
    if request.method == "POST":
        if user is None or not invited:
            raise PermissionDenied
        done = _("Welcome: you now have a seat in %(company)s.") % {"company": row.company.name}
        if _try(request, done, domain.accept_invitation, invitation=row, user=user):
            return redirect("needs")
    has_seat = invited and row.company.members.filter(user=user).exists()
    context = {"invitation": row, "invited": invited, "has_seat": has_seat}
    return render(request, "startups/seat_invitation.html", context)


def _invited(request: HttpRequest, company: Company, form: InvitationForm) -> bool:
    """Whether the invitation is on its way; else the form says what stands against it."""
    data = form.cleaned_data
    try:
        domain.invite_colleague(
            company=company, email=data["email"], language=data["language"], actor=cast(User, request.user)
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("An invitation to %(email)s is on its way.") % {"email": data["email"]})
    return True


def _try(request: HttpRequest, done: str, action: Callable[..., Any], **arguments: Any) -> bool:
    """Does it and says so; says why not, where it cannot be done."""
    try:
        action(**arguments)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    messages.success(request, done)
    return True


def _seat(request: HttpRequest, public_id: str) -> CompanyMember:
    companies = companies_with_seen_seats(cast(User, request.user))
    rows = CompanyMember.objects.filter(company__in=companies).select_related("user", "company")
    return get_object_or_404(rows, public_id=public_id)


def _invitation(request: HttpRequest, public_id: str) -> SeatInvitation:
    companies = companies_with_seen_seats(cast(User, request.user))
    rows = SeatInvitation.objects.filter(company__in=companies).select_related("company")
    return get_object_or_404(rows, public_id=public_id)
