"""Filters of admin lists that are kept: whose they are, who sees them, and how they go and come back."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.html import escape

from tests.factories import CompanyFactory, SavedFilterFactory, UniversityFactory
from tests.people import AUDITOR, OFFICER, OFFICIAL, in_group, signed_in, tto_of
from yangpu_portal.core.domain.saved_filters import MOST, save_filter
from yangpu_portal.core.models import SavedFilter
from yangpu_portal.core.queries.saved_filters import normal_query

pytestmark = pytest.mark.django_db
LIST, SAVE = "/admin/startups/company/", "/admin/filters/"
QUERY = "o=1&q=%E6%9D%A8%E6%B5%A6&stage__exact=seed"


def kept(client, **values):
    given = {"model": "startups.company", "name": "种子期", "query": QUERY, **values}
    return client.post(SAVE, given)


def test_what_a_list_shows_is_kept_under_a_name():
    official = in_group(OFFICIAL)
    client = signed_in(official)
    assert "Save this filter" not in client.get(LIST).content.decode()
    for _twice in range(2):
        assert kept(client)["Location"] == f"{LIST}?{QUERY}"
    row = SavedFilter.objects.get()
    assert (row.owner, row.query, row.is_shared) == (official, QUERY, False)
    page = client.get(LIST).content.decode()
    assert f'href="?{QUERY.replace("&", "&amp;")}"' in page
    assert "种子期" in page


def test_the_filter_that_is_shown_is_marked():
    client = signed_in(in_group(OFFICIAL))
    kept(client)
    assert 'aria-current="page"' in client.get(f"{LIST}?{QUERY}&p=2").content.decode()


def test_a_name_used_again_takes_the_new_filter():
    client = signed_in(in_group(OFFICIAL))
    kept(client)
    kept(client, query="stage__exact=growth")
    assert [row.query for row in SavedFilter.objects.all()] == ["stage__exact=growth"]


def test_deleting_is_taken_back():
    official = in_group(OFFICIAL, language="en")
    client = signed_in(official)
    row = SavedFilterFactory(owner=official)
    for _twice in range(2):
        assert client.post(f"{SAVE}{row.pk}/delete/")["Location"] == LIST
    page = client.get(LIST).content.decode()
    assert f"?{escape(row.query)}" not in page
    assert f"{SAVE}{row.pk}/restore/" in page
    for _twice in range(2):
        assert client.post(f"{SAVE}{row.pk}/restore/")["Location"] == f"{LIST}?{row.query}"
    assert f"?{escape(row.query)}" in client.get(LIST).content.decode()


@pytest.mark.parametrize("role", [OFFICER, AUDITOR])
def test_only_officials_share_and_the_office_sees(role):
    official, colleague = in_group(OFFICIAL), in_group(role)
    kept(signed_in(official), shared="on")
    assert "种子期" in signed_in(colleague).get(LIST).content.decode()
    kept(signed_in(colleague), name="mine", shared="on")
    assert not SavedFilter.objects.get(owner=colleague).is_shared


def test_own_ones_are_nobody_elses_business():
    row = SavedFilterFactory(owner=in_group(OFFICIAL), name="geheim")
    client = signed_in(in_group(OFFICIAL))
    assert "geheim" not in client.get(LIST).content.decode()
    assert client.post(f"{SAVE}{row.pk}/delete/").status_code == 404
    assert client.post(f"{SAVE}{row.pk}/restore/").status_code == 404


def test_filters_of_lists_one_may_not_see_are_not_kept():
    client = signed_in(tto_of(UniversityFactory()))
    assert kept(client).status_code == 404
    assert kept(client, model="core.nothing").status_code == 404
    assert kept(client, model="x").status_code == 404
    assert not SavedFilter.objects.exists()


def test_links_change_nothing():
    row = SavedFilterFactory(owner=in_group(OFFICIAL))
    client = signed_in(row.owner)
    for path in (SAVE, f"{SAVE}{row.pk}/delete/", f"{SAVE}{row.pk}/restore/"):
        assert client.get(path).status_code == 405


@pytest.mark.parametrize(
    ("name", "query"), [("", QUERY), ("x" * 61, QUERY), ("x", ""), ("x", "p=3&e=1"), ("x", f"q={'a' * 2001}")]
)
def test_what_cannot_be_kept_is_told(name, query):
    owner = in_group(OFFICIAL)
    with pytest.raises(ValidationError):
        save_filter(owner=owner, model="startups.company", name=name, query=query, is_shared=False)
    assert kept(signed_in(owner), name=name, query=query).status_code == 302


def test_nobody_keeps_more_than_anybody_reads():
    owner = in_group(OFFICIAL)
    SavedFilterFactory.create_batch(MOST, owner=owner)
    with pytest.raises(ValidationError):
        save_filter(owner=owner, model="startups.company", name="one more", query=QUERY, is_shared=False)


def test_hostile_names_and_filters_stay_text():
    client = signed_in(in_group(OFFICIAL))
    CompanyFactory()
    kept(client, name='"><script>alert(1)</script>', query='q="><script>alert(2)</script>')
    page = client.get(LIST).content.decode()
    assert "<script>alert" not in page


def test_the_same_filter_is_always_the_same_text():
    assert normal_query("q=a&o=1&p=7&_popup=1&empty=") == normal_query("?o=1&q=a".lstrip("?")) == "o=1&q=a"
