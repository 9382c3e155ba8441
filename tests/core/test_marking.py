from yangpu_portal.core.marking import mark_words
from yangpu_portal.core.text import search_tokens


def test_marks_whole_english_words_by_stem():
    assert mark_words("New batteries at home", {"batteri"}) == "New <mark>batteries</mark> at home"


def test_marks_overlapping_chinese_pairs_as_one_word():
    assert mark_words("低温锂电池用", set(search_tokens("锂电池"))) == "低温<mark>锂电池</mark>用"


def test_escapes_what_is_around_and_inside_a_mark():
    assert mark_words('<b>robot</b> & "arm"', {"robot"}) == (
        "&lt;b&gt;<mark>robot</mark>&lt;/b&gt; &amp; &quot;arm&quot;"
    )


def test_without_words_the_text_stays():
    assert mark_words("a < b", ()) == "a &lt; b"
