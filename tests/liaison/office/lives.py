"""An office with something in every figure."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from liaison.domain.membership_clock import roll_over
from liaison.domain.membership_term import agree_renewal
from liaison.enums import ImportState
from liaison.models import MissedSearch
from startups.enums import NeedState
from tests import factories
from tests.memberships import applied, begun, day, pay, tiers
from universities.enums import TechnologyState
from yangpu_portal.core.enums import EmailState, Language
from yangpu_portal.core.models import OutgoingEmail


def office() -> dict:
    """One district with four companies: newly begun, near its end, renewed, and one whose term is over."""
    top, second = tiers()
    root = begun(top, starts=-20)
    fresh = begun(second, parent=root, starts=-10)
    ending = begun(second, parent=root, starts=-345)
    over = begun(second, parent=root, starts=-375)
    renewed = begun(second, parent=root, starts=-340)
    agree_renewal(membership_id=renewed.pk)
    pay(renewed)
    due = begun(second, parent=root, starts=-350)
    agree_renewal(membership_id=due.pk, due_on=day(0))
    roll_over()
    applied(second, parent=root)
    work()
    return {"root": root, "fresh": fresh, "ending": ending, "over": over, "renewed": renewed, "due": due}


def work() -> None:
    """Needs, offers, searches and mails that somebody should look at."""
    factories.NeedFactory(state=NeedState.IN_REVIEW)
    factories.NeedFactory(state=NeedState.OPEN, opened_at=timezone.now())
    long_ago = timezone.localdate() - timedelta(days=400)
    factories.TechnologyFactory(state=TechnologyState.PUBLISHED, confirmed_on=long_ago)
    factories.TechnologyFactory(state=TechnologyState.PUBLISHED, confirmed_on=timezone.localdate())
    text = f"量子点 {MissedSearch.objects.count()}"
    MissedSearch.objects.create(day=day(0), text=text, language=Language.ZH, count=3)
    factories.ImportJobFactory(state=ImportState.FAILED)
    mail = factories.OutgoingEmailFactory(state=EmailState.FAILED)
    OutgoingEmail.objects.filter(pk=mail.pk).update(created_at=timezone.now() - timedelta(hours=3))


FEE = Decimal(48000)


def another() -> None:
    """One more row in every figure, written as it stands: for what asks how many rows there are, not how they
    came about.
    """
    membership = factories.MembershipFactory(
        state="active", starts_on=day(-345), ends_on=day(20), rights_until=day(50)
    )
    ended = {"membership": membership, "tier": membership.tier, "state": "ended"}
    term = factories.MembershipTermFactory(**ended, starts_on=day(-700), ends_on=day(-340), due_on=day(0))
    factories.PaymentFactory(term=term, paid_on=day(0), amount=FEE / 2)
    factories.MembershipFactory(state="applied")
    work()
