"""Mails about memberships: each kind in the reader's language, text and HTML saying the same, once."""

import html
import re

import pytest

from liaison.domain.application import decline_request
from liaison.domain.entitlement import balances
from liaison.domain.introduction import decline_introduction
from liaison.emails.membership import LETTERS, send_membership_news
from liaison.emails.membership_office import application_handed_in, request_handed_in
from liaison.enums import MembershipChange, MembershipNews, TermState
from liaison.models import Membership
from liaison.queries.membership_office import uses_to_return
from startups.domain.organisation import add_member
from startups.enums import SeatRole
from tests.factories import EntitlementEntryFactory, MembershipApplicationFactory, UserFactory
from tests.memberships import begun, day, tiers
from tests.people import OFFICIAL, in_group
from tests.wording import latin_sentences
from yangpu_portal.core.models import OutgoingEmail, User

pytestmark = pytest.mark.django_db
NEWS = list(MembershipNews)
LANGUAGES = ["zh-hans", "en"]


@pytest.fixture(params=LANGUAGES)
def reader(request) -> User:
    return UserFactory(language=request.param)


@pytest.fixture
def membership(reader) -> Membership:
    """A company's, owned by the reader; names are given, so that only our own words are judged."""
    top, second = tiers(name_zh="企业会员", name_en="")
    top.program.name_zh, top.program.name_en = "联络计划", ""
    top.program.save()
    row = begun(second, parent=begun(top))
    row.company.name_zh, row.company.name_en = "上海甲公司", ""
    row.company.save()
    add_member(company=row.company, user=reader, role=SeatRole.OWNER)
    OutgoingEmail.objects.all().delete()
    return row


def introductions_left(membership: Membership) -> int:
    return balances(membership.terms.get())["introduction"]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", re.sub(r"https?://\S+", " ", text)))


def check(user: User) -> None:
    mail = OutgoingEmail.objects.get(user=user)
    shown = html.unescape(re.sub(r"<head>.*?</head>|<[^>]+>", " ", mail.html, flags=re.DOTALL))
    assert words(shown) == words(mail.text)
    if user.language == "en":
        ours = re.sub("企业会员|联络计划|上海甲公司|原因甲|产品甲|甲", "", f"{mail.subject}\n{mail.text}")
        assert re.findall(r"[\u4e00-\u9fff]+", ours.replace("杨浦校企对接", "")) == []
    else:
        assert latin_sentences(f"{mail.subject}\n{mail.text}") == []


def test_every_news_has_its_letter():
    assert set(LETTERS) == set(NEWS)


@pytest.mark.parametrize("news", NEWS)
def test_letters_to_the_company(membership, reader, news):
    for _ in range(2):
        send_membership_news(membership=membership, news=news, key="event:1", reason="原因甲")
    check(reader)
    assert f"/memberships/{membership.public_id}/" in OutgoingEmail.objects.get(user=reader).text


@pytest.mark.parametrize("kind", ["application", "renewal", "tier"])
def test_letters_to_the_office(membership, reader, kind):
    reader.groups.add(*in_group(OFFICIAL).groups.all())
    membership.officer = reader
    membership.save()
    if kind == "application":
        application = MembershipApplicationFactory(
            membership=membership, contact_name="甲", contact_email="jia@example.org", purpose="产品甲"
        )
        application_handed_in(application=application)
    else:
        event = membership.events.create(
            change=MembershipChange.REQUEST, to_state="active", from_state="active", details={"kind": kind}
        )
        tier = membership.tier if kind == "tier" else None
        request_handed_in(membership=membership, event=event, tier=tier)
    check(reader)


@pytest.mark.parametrize("state", [TermState.RUNNING, TermState.ENDED])
def test_a_declined_introduction(membership, reader, state):
    entry = EntitlementEntryFactory(
        term=membership.terms.get(),
        entitlement="introduction",
        kind="granted",
        amount=1,
    )
    used = EntitlementEntryFactory(
        term=entry.term,
        entitlement="introduction",
        kind="used",
        amount=-1,
        key="use:introduction:1",
        subject="产品甲",
        actor=reader,
    )
    membership.terms.update(state=state, ends_on=day(-9))
    assert list(uses_to_return(membership)) == [used]
    used.refresh_from_db()
    for _ in range(2):
        decline_introduction(entry=used, reason="原因甲")
    check(reader)
    assert introductions_left(membership) == (state == TermState.RUNNING)


def test_nothing_is_declined_where_nothing_was_asked(membership):
    assert not decline_request(membership_id=membership.pk, reason="no")
    assert not OutgoingEmail.objects.exists()
