import pytest

from tests.factories import FieldFactory, TechnologyFactory
from universities.domain.search import index_technologies
from universities.models import Technology
from universities.queries.search import Readings, marked_tokens, search_technologies, tsquery
from yangpu_portal.core.text import search_tokens

pytestmark = pytest.mark.django_db


def plain_words(text: str) -> list[Readings]:
    """Words as they stand; the bridge adds their translations."""
    return [((token,),) for token in dict.fromkeys(search_tokens(text))]


def indexed(**values) -> Technology:
    technology = TechnologyFactory(**values)
    index_technologies(technology_ids=[technology.pk])
    return technology


def found(words, **options) -> list[Technology]:
    return list(search_technologies(Technology.objects.all(), words, **options))


def test_all_words_must_be_found():
    both = indexed(title_en="Traffic data fusion")
    indexed(title_en="Traffic lights")
    assert found(plain_words("traffic data")) == [both]


def test_any_word_ranks_those_with_more_first():
    one, both = indexed(title_en="Traffic lights"), indexed(title_en="Traffic data fusion")
    assert found(plain_words("traffic data"), any_word=True) == [both, one]


def test_title_counts_more_than_description():
    deep, top = indexed(title_en="A", description_en="a robot"), indexed(title_en="A robot")
    assert found(plain_words("robot")) == [top, deep]


def test_chinese_word_is_a_phrase():
    hit = indexed(title_zh="锂电池安全", title_en="")
    indexed(title_zh="锂电的电池", title_en="")
    assert found([(("锂电", "电池"),)]) == [hit]


def test_readings_are_alternatives():
    chinese, english = indexed(title_zh="防伪标签", title_en=""), indexed(title_en="Counterfeit detection")
    assert set(found([(("防伪",), ("counterfeit",))])) == {chinese, english}


def test_start_of_a_word():
    hit = indexed(title_zh="光学镜头", title_en="")
    assert found([(("光*",),)]) == [hit]


@pytest.mark.parametrize(
    "text", ["o'neill", "a\\b", "c:*d", "x & y | !z", "<-> ()", "'" * 50, "😀 ñ 漢字", "*"]
)
def test_odd_words_are_only_words(text):
    assert found(plain_words(text)) == []


def test_names_of_fields_are_found():
    technology = TechnologyFactory(title_en="Signal control")
    technology.fields.add(FieldFactory(name_en="Vehicles", parent=FieldFactory(name_zh="交通数据")))
    index_technologies(technology_ids=[technology.pk])
    assert found(plain_words("vehicles")) == found([(("交通", "通数", "数据"),)]) == [technology]


def test_nothing_to_look_for_finds_nothing():
    indexed(title_en="Robot")
    assert found([]) == []


def test_notation():
    assert tsquery([(("防伪",), ("anti", "counterfeit")), (("label",),)]) == (
        "('防伪' | ('anti' & 'counterfeit')) & ('label')"
    )


def test_what_is_marked():
    assert marked_tokens([(("光*",), ("light",))]) == {"光", "light"}
