"""Actions on many rows of the admin show what they will do, and do it only when that is confirmed."""

import pytest

from startups.models import Company
from tests.factories import CompanyFactory, NeedFactory, OutgoingEmailFactory
from tests.people import OFFICIAL, in_group, signed_in
from yangpu_portal.core.enums import EmailState

pytestmark = pytest.mark.django_db


def choose(model, action, *rows, **more):
    client = signed_in(in_group(OFFICIAL, language="en"))
    chosen = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(f"/admin/{model}/", chosen)


def test_a_state_changes_only_when_confirmed():
    need = NeedFactory(state="in_review")
    page = choose("startups/need", "to_open", need).content.decode()
    assert str(need) in page
    assert 'name="confirmed" value="1"' in page
    assert f'name="_selected_action" value="{need.pk}"' in page
    need.refresh_from_db()
    assert need.state == "in_review"
    choose("startups/need", "to_open", need, confirmed="1")
    need.refresh_from_db()
    assert need.state == "open"


def test_the_page_names_every_row_and_how_many():
    first, second = CompanyFactory(), CompanyFactory(name_en="<b>x</b>")
    page = choose("startups/company", "verify", first, second).content.decode()
    assert "2 rows" in page
    assert "<b>x</b>" not in page
    assert not Company.objects.exclude(verified_at=None).exists()


def test_mails_go_out_again_only_when_confirmed():
    mail = OutgoingEmailFactory(state=EmailState.FAILED)
    assert choose("core/outgoingemail", "resend", mail).status_code == 200
    mail.refresh_from_db()
    assert mail.state == EmailState.FAILED
