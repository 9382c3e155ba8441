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
    agree_renewal(membership_id=due.pk)
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
