"""Mails about agreements to the officer in charge, else to the officials of the district."""

from datetime import date

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.enums import LIVE_STATES
from liaison.models import Agreement, Obligation
from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.mail.queue import queue_email
from yangpu_portal.core.mail.rendering import render_letter
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import OFFICIAL

_DUE = gettext_lazy("Due on %(day)s: %(what)s")
_LATE = gettext_lazy("Overdue since %(day)s: %(what)s")
_ENDS = gettext_lazy("Ends on %(day)s: %(what)s")


def obligation_due(*, obligation: Obligation, on: date, key: str) -> bool:
    """Returns: whether a mail is new; so does `agreement_ends`."""
    return _tell(
        obligation.agreement,
        subject=_LATE if obligation.due_on < on else _DUE,
        day=obligation.due_on,
        obligation=obligation,
        key=key,
    )


def agreement_ends(*, agreement: Agreement, last: date, key: str) -> bool:
    return _tell(agreement, subject=_ENDS, day=last, obligation=None, key=key)


def _tell(
    agreement: Agreement, *, subject: Promise, day: date, obligation: Obligation | None, key: str
) -> bool:
    new = False
    for user in _readers(agreement):
        with translation.override(user.language):
            what = obligation.text if obligation else agreement.subject
            short = " ".join((str(subject) % {"day": day.isoformat(), "what": what}).split())
            context = {
                "ends": obligation is None,
                "facts": _facts(agreement, obligation),
                "action_url": on_site(reverse("admin:liaison_agreement_change", args=[agreement.pk])),
            }
            text, html = render_letter("liaison/mail/agreement.html", subject=short, context=context)
            _mail, created = queue_email(
                kind=EmailKind.AGREEMENT,
                dedupe_key=f"{key}:{user.pk}",
                user=user,
                address=user.email,
                language=user.language,
                subject=short,
                text=text,
                html=html,
            )
            new = new or created
    return new


def _facts(agreement: Agreement, obligation: Obligation | None) -> list[tuple[str, str]]:
    facts = [(_("Agreement"), agreement.subject), (_("University"), str(agreement.university))]
    if agreement.number:
        facts.append((_("Number"), agreement.number))
    if obligation is not None:
        facts.append((_("Whose"), obligation.get_party_display()))
        return facts
    resting = agreement.memberships.filter(state__in=LIVE_STATES).select_related("tier", "district")
    facts += [(_("Membership resting on it"), str(membership)) for membership in resting]
    return facts


def _readers(agreement: Agreement) -> list[User]:
    people = User.objects.filter(is_active=True)
    in_charge = list(people.filter(pk=agreement.officer_id)) if agreement.officer_id else []
    return in_charge or list(people.filter(groups__name=OFFICIAL).order_by("pk"))
