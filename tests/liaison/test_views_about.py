import pytest

from tests.factories import TechnologyFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/en/about/", "/en/about/privacy/"])
def test_every_page_leads_to_what_the_portal_is_and_keeps(client, path):
    assert f'href="{path}"' in client.get("/en/technologies/").content.decode()


def test_an_offer_and_the_page_about_the_portal_promise_the_same_time(client):
    promised = "The liaison office answers within 3 working days"
    offer = TechnologyFactory()
    for path in (f"/en/technologies/{offer.public_id}/", "/en/about/"):
        assert promised in client.get(path).content.decode()
