"""Mails about a membership to those who hold it: owners of the company, or officials of the district.

One letter for each `MembershipNews`: a subject and what it says; facts and reason are the same in all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.enums import MembershipNews
from liaison.models import Membership
from liaison.queries.membership_office import terms_with_fee_due
from liaison.wording import fee_text
from startups.enums import SeatRole
from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.mail.queue import queue_email
from yangpu_portal.core.mail.rendering import render_letter
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import OFFICIAL

News = MembershipNews
_ENDS = (News.DECLINED, News.WITHDRAWN, News.CANCELLED, News.ENDED)  # what was due then falls away


@dataclass(frozen=True, slots=True)
class Words:
    """Both may name `program`, `holder`, `ends` (last day of the term) and `until` (of rights)."""

    subject: Promise
    text: Promise


LETTERS: dict[MembershipNews, Words] = {
    News.APPLIED: Words(
        gettext_lazy("Your application for %(program)s is here"),
        gettext_lazy(
            "We have received the application of %(holder)s. An official looks at it and answers by mail."
        ),
    ),
    News.APPROVED: Words(
        gettext_lazy("Approved: membership of %(program)s, fee due"),
        gettext_lazy("The application of %(holder)s is approved. The term begins when the fee is paid."),
    ),
    News.DECLINED: Words(
        gettext_lazy("Your application for %(program)s was not accepted"),
        gettext_lazy("The application of %(holder)s was not accepted. You can apply again at any time."),
    ),
    News.WITHDRAWN: Words(
        gettext_lazy("Withdrawn: your application for %(program)s"),
        gettext_lazy("The application of %(holder)s is withdrawn. You can apply again at any time."),
    ),
    News.STARTED: Words(
        gettext_lazy("Your membership of %(program)s has begun"),
        gettext_lazy("The fee is paid and the term of %(holder)s has begun. It runs to %(ends)s."),
    ),
    News.RENEWAL_OFFERED: Words(
        gettext_lazy("Renew your membership of %(program)s"),
        gettext_lazy(
            "The next term of %(holder)s is prepared. It begins after the present one, once its fee is paid."
        ),
    ),
    News.RENEWAL_WITHDRAWN: Words(
        gettext_lazy("Withdrawn: the next term of %(program)s"),
        gettext_lazy(
            "The next term that was prepared for %(holder)s falls away; nothing is to be paid for it."
        ),
    ),
    News.RENEWED: Words(
        gettext_lazy("Renewed: membership of %(program)s"),
        gettext_lazy("The fee of the next term is paid. %(holder)s has its rights until %(until)s."),
    ),
    News.NEXT_TERM: Words(
        gettext_lazy("The next term of %(program)s has begun"),
        gettext_lazy("A new term of %(holder)s has begun. It runs to %(ends)s."),
    ),
    News.REMINDER: Words(
        gettext_lazy("Membership of %(program)s: the term ends on %(ends)s"),
        gettext_lazy(
            "The term of %(holder)s ends on %(ends)s. To go on without a gap, renew it and pay the fee."
        ),
    ),
    News.OVERDUE: Words(
        gettext_lazy("Membership of %(program)s: the term ended on %(ends)s"),
        gettext_lazy(
            "The term of %(holder)s ended on %(ends)s and has not been renewed. "
            "The last day with rights is %(until)s."
        ),
    ),
    News.GRACE: Words(
        gettext_lazy("Membership of %(program)s: the term has ended"),
        gettext_lazy(
            "The term of %(holder)s ended on %(ends)s. Its rights go on until %(until)s; renew it before."
        ),
    ),
    News.EXPIRED: Words(
        gettext_lazy("Your membership of %(program)s has expired"),
        gettext_lazy(
            "The membership of %(holder)s was not renewed and has expired. It can be renewed at any time."
        ),
    ),
    News.ENDED: Words(
        gettext_lazy("Your membership of %(program)s has ended early"),
        gettext_lazy("The membership of %(holder)s was ended before its last day."),
    ),
    News.SUSPENDED: Words(
        gettext_lazy("Suspended: membership of %(program)s"),
        gettext_lazy("The membership of %(holder)s is suspended. It gives no rights until it is restored."),
    ),
    News.RESTORED: Words(
        gettext_lazy("Restored: membership of %(program)s"),
        gettext_lazy("The membership of %(holder)s gives rights again."),
    ),
    News.CANCELLED: Words(
        gettext_lazy("Cancelled: membership of %(program)s"),
        gettext_lazy("The membership of %(holder)s is cancelled."),
    ),
    News.TIER_CHANGED: Words(
        gettext_lazy("Another tier: membership of %(program)s"),
        gettext_lazy("The tier of %(holder)s has changed. The fee of this term follows by the day."),
    ),
    News.TERM_CHANGED: Words(
        gettext_lazy("Another last day: membership of %(program)s"),
        gettext_lazy("The term of %(holder)s now ends on %(ends)s."),
    ),
    News.FEE_CHANGED: Words(
        gettext_lazy("Another fee: membership of %(program)s"),
        gettext_lazy("The fee of %(holder)s has changed."),
    ),
    News.PAYMENT_VOID: Words(
        gettext_lazy("A payment does not count: membership of %(program)s"),
        gettext_lazy(
            "A payment was recorded for %(holder)s by mistake and does not count. Its amount is due."
        ),
    ),
    News.PAID_BACK: Words(
        gettext_lazy("Paid back: fee of %(program)s"),
        gettext_lazy("The district pays back a part of what %(holder)s has paid. Its page says how much."),
    ),
    News.BRANCH_CHANGED: Words(
        gettext_lazy("Rights of your membership of %(program)s"),
        gettext_lazy("The district's membership has changed: %(holder)s has its rights until %(until)s."),
    ),
    News.REQUEST_DECLINED: Words(
        gettext_lazy("Your request about %(program)s cannot be met"),
        gettext_lazy(
            "The district cannot agree to what %(holder)s asked for. The membership stays as it is."
        ),
    ),
}


def send_membership_news(*, membership: Membership, news: MembershipNews, key: str, reason: str = "") -> None:
    """Queues the letter to everybody who holds the membership, once for each key."""
    words = LETTERS[news]
    owed = (
        [] if news in _ENDS else list(terms_with_fee_due().filter(membership=membership).order_by("number"))
    )
    for user in _readers(membership):
        with translation.override(user.language):
            names = {
                "program": membership.program.name,
                "holder": str(membership.holder),
                "ends": _day(membership.ends_on),
                "until": _day(membership.rights_until),
            }
            subject = str(words.subject) % names
            context = {
                "text": str(words.text) % names,
                "reason": reason,
                "facts": list(_facts(membership, owed)),
                "action_url": membership_page(membership),
            }
            text, html = render_letter("liaison/mail/membership.html", subject=subject, context=context)
            queue_email(
                kind=EmailKind.MEMBERSHIP,
                dedupe_key=f"{key}:{news}:{user.pk}",
                user=user,
                address=user.email,
                language=user.language,
                subject=" ".join(subject.split()),
                text=text,
                html=html,
                headers={"Reply-To": settings.SUPPORT_EMAIL},
            )


def membership_page(membership: Membership) -> str:
    """Where the readers look it up: officials of a district in the admin, a company on its page."""
    if membership.company_id:
        return on_site(reverse("membership", args=[membership.public_id]))
    return on_site(reverse("admin:liaison_membership_change", args=[membership.pk]))


def office_of(membership: Membership) -> list[User]:
    """Who looks after it in the district: the officer in charge, else the officials."""
    people = User.objects.filter(is_active=True)
    if membership.officer_id:
        return list(people.filter(pk=membership.officer_id))
    return list(people.filter(groups__name=OFFICIAL))


def _readers(membership: Membership) -> list[User]:
    if membership.company_id:
        owned = User.objects.filter(
            is_active=True, company_seats__company=membership.company_id, company_seats__role=SeatRole.OWNER
        )
        return list(owned.distinct())
    return office_of(membership)


def _facts(membership: Membership, owed: Sequence[Any]) -> Iterator[tuple[str, str]]:
    yield _("Program"), membership.program.name
    yield _("Tier"), membership.tier.name
    if membership.starts_on and membership.ends_on:
        yield _("Term"), f"{_day(membership.starts_on)} – {_day(membership.ends_on)}"
    for term in owed:
        yield _("Fee due"), fee_text(term.due, term.currency)
        yield _("To be paid by"), _day(term.due_on)
        yield _("Number for the remark"), f"{membership.public_id} / {term.number}"


def _day(day: Any) -> str:
    return date_format(day, "Y-m-d") if day else "–"
