import pytest

from tests.factories import FieldFactory
from yangpu_portal.core import paging
from yangpu_portal.core.models import Field
from yangpu_portal.core.paging import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def _three_to_a_page(monkeypatch) -> None:
    monkeypatch.setattr(paging, "PAGE_SIZE", 3)
    monkeypatch.setattr(paging, "COUNTED", 10)
    FieldFactory.create_batch(8)


@pytest.mark.usefixtures("_three_to_a_page")
class TestPages:
    @pytest.mark.parametrize(("asked", "given"), [
        (None, 1), ("", 1), ("2", 2), ("3", 3), ("99", 3), ("0", 1), ("-1", 1), ("x", 1), ("²", 1),
        ("9" * 50, 1),
    ])  # fmt: skip
    def test_any_number_gives_a_page(self, asked, given):
        assert page_of(Field.objects.all(), asked).number == given

    def test_last_page_holds_the_rest(self):
        page = page_of(Field.objects.all(), "3")
        assert (len(page.rows), page.previous, page.next) == (2, 2, None)

    def test_count_stops_at_its_limit(self):
        FieldFactory.create_batch(4)
        page = page_of(Field.objects.all(), "1")
        assert (page.total, page.is_capped, page.last) == (10, True, 4)


def test_numbers_leave_gaps():
    page = paging.Page(rows=[], number=6, last=12, total=240, is_capped=False)
    assert page.numbers == [1, None, 5, 6, 7, None, 12]


def test_an_empty_list_is_one_page():
    assert page_of(Field.objects.none(), "5").last == 1
