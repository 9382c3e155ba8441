import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    BookmarkFactory,
    CompanyMemberFactory,
    NeedFactory,
    NeedParameterFactory,
    TechnologyFactory,
    TechnologyMetricFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def page_of(client, *technologies, need=""):
    query = {"id": [row.public_id for row in technologies], "need": need}
    return client.get("/en/compare/", query).content.decode()


def measured(value, comparator="ge", name="Recall", unit="%"):
    return TechnologyMetricFactory(value=value, comparator=comparator, name_en=name, unit=unit).technology


def test_the_same_parameter_stands_in_one_row_and_the_best_is_marked_in_words(client):
    page = page_of(client, measured(90), measured(95))
    assert page.count('<th scope="row"><span>Recall</span>') == 1
    assert page.count("Best</span>") == 1
    assert page.index("90 %") < page.index("95 %") < page.index("Best</span>")


def test_a_comparison_can_be_passed_on_to_anybody(client):
    first, second = TechnologyFactory(), TechnologyFactory()
    page = page_of(client, first, second)
    assert page.index(first.title_en) < page.index(second.title_en)


def test_a_fifth_offer_is_named_as_left_out(client):
    offers = [TechnologyFactory() for _ in range(5)]
    page = page_of(client, *offers)
    assert "room for 4 offers; 1 of those you chose" in page
    assert offers[4].title_en not in page


@pytest.mark.parametrize("hostile", ["nothing", "tec_'--", "<script>alert(1)</script>", "\x00"])
def test_what_is_not_there_is_left_out_with_a_note(client, hostile):
    technology = TechnologyFactory()
    page = client.get("/en/compare/", {"id": [technology.public_id, hostile]}).content.decode()
    assert "1 offer of this address is not or no longer published" in page
    assert technology.title_en in page
    assert "<script>alert" not in page


def test_drafts_of_others_are_left_out(client):
    draft = TechnologyFactory(state="draft", published_at=None)
    assert draft.title_en not in page_of(client, draft)


def test_nothing_to_compare_says_how_to_begin(client):
    assert "Nothing to compare yet" in client.get("/en/compare/").content.decode()


def test_beside_a_need_it_is_told_what_is_met(client):
    need = NeedFactory(minimum_trl=6)
    NeedParameterFactory(need=need, name_en="Recall", target_value=92, unit="%", comparator="ge")
    client.force_login(CompanyMemberFactory(company=need.company).user)
    page = page_of(client, measured(90), measured(95), need=need.public_id)
    assert need.title_en in page
    assert "≥ 92 %" in page
    assert page.index("90 %") < page.index("Missed</span>") < page.index("95 %") < page.index("Met</span>")


def test_strangers_compare_without_the_need(client):
    need = NeedFactory(title_en="Secret need")
    client.force_login(UserFactory())
    page = page_of(client, TechnologyFactory(), need=need.public_id)
    assert "Secret need" not in page


def test_bookmarks_can_be_added(client):
    bookmark = BookmarkFactory()
    client.force_login(bookmark.user)
    shown = TechnologyFactory()
    page = page_of(client, shown)
    assert f"?id={shown.public_id}&amp;id={bookmark.technology.public_id}" in page


def test_queries_do_not_grow_with_offers(client):
    offers = [measured(90) for _ in range(4)]
    counts = []
    for rows in (offers[:1], offers[:3]):
        with CaptureQueriesContext(connection) as captured:
            page_of(client, *rows)
        counts.append([entry["sql"] for entry in captured.captured_queries])
    assert len(counts[0]) == len(counts[1]), "\n".join(counts[1])
