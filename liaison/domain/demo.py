"""Loads the people, programs and memberships of the demo from `liaison/demo/`, through the domain functions.

What exists already is left as it is, so that what people changed while trying the portal stays.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from liaison.domain.demo_agreements import load_agreements
from liaison.domain.demo_applications import load_applications
from liaison.domain.demo_ledger import play_ledger
from liaison.domain.membership import apply_for_membership, approve_membership, transition_membership
from liaison.domain.membership_rows import term_ahead
from liaison.domain.membership_term import agree_renewal
from liaison.domain.payment import record_payment
from liaison.domain.program import create_program
from liaison.enums import MembershipState
from liaison.models import Membership, Program, Tier
from startups.domain.organisation import add_member
from startups.enums import SeatRole
from startups.models import Company
from universities.domain.people import claim_profile, give_university_seat
from universities.models import Laboratory, University
from yangpu_portal.core.demo_files import demo_rows
from yangpu_portal.core.domain.people import give_role, open_account
from yangpu_portal.core.enums import Language
from yangpu_portal.core.models import District, User

APP = "liaison"
OFFICIAL, OFFICER = "official@demo.example", "officer@demo.example"
State = MembershipState


def demo_emails() -> list[str]:
    """The addresses of the demo's people."""
    return [row["email"] for row in demo_rows(APP, "users")]


@transaction.atomic
def load_people(*, password: str) -> int:
    """Opens the accounts that are missing, with their roles and seats.

    Returns:
        how many were opened.

    Raises:
        Company.DoesNotExist, University.DoesNotExist, Laboratory.DoesNotExist: a seat is nowhere.
    """
    known = set(User.objects.values_list("email", flat=True))
    rows = [row for row in demo_rows(APP, "users") if row["email"] not in known]
    for row in rows:
        _open(row, password)
    return len(rows)


@transaction.atomic
def load_memberships() -> int:
    """Makes programs and memberships that are missing; needs the demo's people.

    Returns:
        how many memberships were made.
    """
    programs = set(Program.objects.values_list("slug", flat=True))
    for row in demo_rows(APP, "programs"):
        if row["slug"] not in programs:
            _make_program(row)
    load_agreements(APP)
    held = set(Membership.objects.values_list("program__slug", "company__slug", "district__code"))
    rows = [
        row
        for row in demo_rows(APP, "memberships")
        if (row["program"], row.get("company"), row.get("district")) not in held
    ]
    people = {user.email: user for user in User.objects.filter(email__in=[OFFICIAL, OFFICER])}
    for row in rows:
        _make_membership(row, official=people[OFFICIAL], officer=people[OFFICER])
    load_applications(APP)
    play_ledger(companies={row["company"] for row in rows if "company" in row}, official=people[OFFICIAL])
    return len(rows)


def _open(row: Mapping[str, Any], password: str) -> None:
    user = open_account(
        email=row["email"],
        password=password,
        name=row["name"],
        latin_name=row["latin_name"],
        language=Language(row["language"]),
    )
    if "group" in row:
        give_role(user=user, group_name=row["group"])
    if "company" in row:
        add_member(company=Company.objects.get(slug=row["company"]), user=user, role=SeatRole(row["seat"]))
    if "university" in row:
        _seat_at_university(user, row)


def _seat_at_university(user: User, row: Mapping[str, Any]) -> None:
    university = University.objects.get(slug=row["university"])
    if "laboratory" not in row:
        give_university_seat(user=user, university=university)
        return
    laboratory = Laboratory.objects.get(university=university, slug=row["laboratory"])
    give_university_seat(user=user, university=university, laboratory=laboratory)
    profile = laboratory.researchers.filter(name_zh=user.name, user=None).first()
    if profile:
        claim_profile(user=user, researcher=profile)


def _make_program(row: Mapping[str, Any]) -> None:
    values = {name: value for name, value in row.items() if name not in ("slug", "university", "tiers")}
    create_program(
        slug=row["slug"],
        university=University.objects.get(slug=row["university"]),
        values=values,
        tiers=row["tiers"],
    )


def _make_membership(row: Mapping[str, Any], *, official: User, officer: User) -> None:
    tier = Tier.objects.select_related("program").get(program__slug=row["program"], slug=row["tier"])
    company, district, parent = None, None, None
    if "district" in row:
        district = District.objects.get(code=row["district"])
    else:
        company = Company.objects.get(slug=row["company"])
        parent = Membership.objects.get(program=tier.program, district=company.district)
    membership = apply_for_membership(
        program=tier.program, tier=tier, district=district, company=company, parent=parent, officer=officer
    )
    _bring_into_state(membership, row, official)


def _bring_into_state(membership: Membership, row: Mapping[str, Any], official: User) -> None:
    """Takes the membership the way into its state; dates do the rest: what is long over has expired."""
    state, reason = State(row["state"]), row.get("reason", "")
    if state == State.APPLIED:
        return
    starts_on = timezone.localdate() + timedelta(days=row["starts"]) if "starts" in row else None
    approve_membership(membership_id=membership.pk, actor=official, starts_on=starts_on, due_on=starts_on)
    if starts_on:
        _pay(membership, starts_on, official)
    renewals = [*row.get("renewals", ()), *([0] if state == State.RENEWED else ())]
    for days in renewals:
        paid_on = timezone.localdate() + timedelta(days=days)
        agree_renewal(membership_id=membership.pk, actor=official, due_on=paid_on)
        _pay(membership, paid_on, official)
    if state in (State.SUSPENDED, State.CANCELLED):
        transition_membership(membership_id=membership.pk, to=state, actor=official, reason=reason)


def _pay(membership: Membership, paid_on: date, official: User) -> None:
    term = term_ahead(membership)
    assert term is not None
    record_payment(
        term_id=term.pk,
        amount=term.fee,
        paid_on=paid_on,
        voucher_number=f"YS-{paid_on:%Y}-{term.pk:05d}",
        invoice_number=f"FP{paid_on:%y%m}{term.pk:06d}",
        actor=official,
    )
