"""What is rendered once: `{% kept %}`, and frames with gaps."""

import pytest
from django.template import Context, engines
from django.utils import translation
from django.utils.safestring import SafeString

from yangpu_portal.core.frames import Frame, gap
from yangpu_portal.core.templatetags.kept import forget_parts, made_once


@pytest.fixture(autouse=True)
def _nothing_kept():
    forget_parts()
    yield
    forget_parts()


def rendered(source: str, **values) -> str:
    return engines["django"].from_string(source).template.render(Context(values))


KEPT = '{% load kept %}{% kept "ui/chips.html" place %}'


def chips(label: str) -> list[dict[str, str]]:
    return [{"label": label, "url": "?"}]


def test_a_part_is_rendered_once_for_what_it_is_told_to_differ_by():
    assert "first" in rendered(KEPT, chips=chips("first"), place=1)
    assert "first" in rendered(KEPT, chips=chips("second"), place=1)
    assert "second" in rendered(KEPT, chips=chips("second"), place=2)


def test_a_part_is_kept_for_each_language():
    with translation.override("en"):
        english = rendered(KEPT, chips=chips("x"), place=1)
    with translation.override("zh-hans"):
        chinese = rendered(KEPT, chips=chips("x"), place=1)
    assert "Take away the filter" in english
    assert "Take away the filter" not in chinese


def test_who_works_on_a_template_sees_it_change(settings):
    settings.DEBUG = True
    assert made_once(("a",), lambda: "before") == "before"
    assert made_once(("a",), lambda: "after") == "after"


def test_made_up_paths_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("yangpu_portal.core.templatetags.kept._MOST", 3)
    for path in range(4):
        made_once((path,), lambda: "page")
    made = []
    made_once((0,), lambda: made.append(1) or "page")
    assert made == [1]


def test_a_frame_is_filled_by_name_and_escapes():
    frame = Frame(f"<p>{gap('text')}</p>{gap('list')}{gap('text')}")
    assert (
        frame.filled({"text": "<b>&", "list": SafeString("<ul>")})
        == "<p>&lt;b&gt;&amp;</p><ul>&lt;b&gt;&amp;"
    )


def test_a_gap_that_a_reader_typed_is_not_filled():
    frame = Frame(f'<input value="{gap("text")}">{gap("results")}')
    page = frame.filled({"text": gap("results") + "", "results": SafeString("<article>")})
    assert page.count("<article>") == 1
