"""Which partials the style guide shows, in which states. A test fails when one of templates/ui/ misses."""

from django.utils.translation import gettext_noop as _

from yangpu_portal.core.styleguide import samples
from yangpu_portal.core.styleguide.rendering import Specimen, State
from yangpu_portal.core.styleguide.samples import said

FORMS = [
    Specimen(
        "field.html",
        (
            State(_("Text with help"), lambda: samples.field("title", number=1)),
            State(_("Optional, long text"), lambda: samples.field("situation", number=2)),
            State(_("Error"), lambda: samples.field("title", number=3, bound=True)),
            State(_("Disabled"), lambda: samples.field("title", number=4, disabled=True)),
            State(_("Select"), lambda: samples.field("level", number=5)),
            State(_("Several choices, with an error"), lambda: samples.field("modes", number=3, bound=True)),
            State(_("One box"), lambda: samples.field("agreed", number=7)),
        ),
    ),
    Specimen("error_summary.html", (State(_("After sending"), samples.wrong_form),)),
    Specimen(
        "press.html",
        (
            State(_("Default"), lambda: samples.press("")),
            State(_("Quiet, with an icon"), lambda: samples.press("quiet", "bookmark")),
            State(_("Plain"), lambda: samples.press("plain")),
            State(_("Danger"), lambda: samples.press("danger", "trash", text=said("删除", "Delete"))),
            State(_("Disabled"), lambda: samples.press("", disabled=True)),
        ),
    ),
    Specimen("confirm.html", (State(_("Danger"), lambda: samples.confirm(danger=True)),)),
    Specimen(
        "stepper.html",
        (
            State(_("First step"), lambda: samples.steps(0)),
            State(_("Third of five"), lambda: samples.steps(2)),
        ),
        wide=True,
    ),
    Specimen("copy.html", (State(_("Default"), samples.copy),)),
]

ANSWERS = [
    Specimen("messages.html", (State(_("Plain, success, error"), samples.messages),)),
    Specimen(
        "note.html",
        (
            State(
                _("Plain"),
                lambda: samples.note("", "联络官会在两天内读到。", "An officer reads it within two days."),
            ),
            State(_("Success"), lambda: samples.note("success", "需求已公开。", "The need is open.")),
            State(
                _("Warning"), lambda: samples.note("warning", "译文早于原文。", "The translation is older.")
            ),
            State(_("Error"), lambda: samples.note("error", "文件未能读取。", "The file could not be read.")),
        ),
    ),
    Specimen(
        "partial.html",
        (
            State(
                _("Partial"),
                lambda: {
                    **samples.note("", "相近技术暂时未能取得。", "Similar offers could not be had."),
                    "url": "#",
                },
            ),
        ),
    ),
    Specimen(
        "toast.html",
        (State(_("With a way back"), lambda: {"text": said("已收藏。", "Kept."), "undo_url": "#"}),),
    ),
    Specimen("loading.html", (State(_("Loading"), lambda: {"on": True}),)),
    Specimen("empty.html", (State(_("Empty"), samples.empty),)),
    Specimen(
        "progress.html",
        (
            State(_("Running"), lambda: samples.amount(4, said("第 4 行，共 9 行", "row 4 of 9"))),
            State(_("Unknown"), lambda: samples.amount(None, said("准备中", "getting ready"))),
            State(_("Done"), lambda: samples.amount(9, said("完成", "done"))),
        ),
    ),
]

CONTENT = [
    Specimen(
        "tag.html",
        (
            State(_("Plain"), lambda: samples.tag("", "TRL 5", "TRL 5")),
            State(_("Good"), lambda: samples.tag("good", "已核实", "confirmed", "check")),
            State(_("Note"), lambda: samples.tag("note", "机器翻译", "machine translation")),
            State(_("Bad"), lambda: samples.tag("bad", "已逾期", "overdue", "clock")),
            State(_("Accent"), lambda: samples.tag("river", "新", "new")),
            State(_("Long text"), lambda: samples.tag("", samples.LONG_ZH, samples.LONG_EN)),
        ),
    ),
    Specimen("icon.html", (State(_("Beside words"), lambda: {"name": "flask"}),)),
    Specimen(
        "chips.html", (State(_("Two filters"), samples.chips), State(_("Long text"), samples.long_chip))
    ),
    Specimen("pairs.html", (State(_("Default"), samples.pairs),)),
    Specimen("panel.html", (State(_("Default"), samples.panel),)),
    Specimen("table.html", (State(_("Default"), samples.table),)),
    Specimen("level.html", (State("TRL 5", lambda: {"steps": range(1, 10), "value": 5}),)),
    Specimen(
        "meter.html",
        (
            State(_("Good"), lambda: samples.amount(9, said("9 项齐全", "all 9"), low=6)),
            State(_("Note"), lambda: samples.amount(4, said("9 项中有 4 项", "4 of 9"), low=6)),
        ),
    ),
    Specimen("stats.html", (State(_("Default"), samples.stats),)),
    Specimen("timeline.html", (State(_("Done, now, to come"), samples.timeline),)),
    Specimen("prose.html", (State(_("Text in the other language"), samples.prose),)),
]

WAYS = [
    Specimen("header.html", (State(_("As you see it"), dict),), wide=True),
    Specimen("footer.html", (State(_("As you see it"), dict),), wide=True),
    Specimen("sections.html", (State(_("Default"), dict),)),
    Specimen("own_pages.html", (State(_("Default"), dict),)),
    Specimen("tabs.html", (State(_("Default"), samples.tabs),)),
    Specimen("menu.html", (State(_("Default"), samples.menu),)),
    Specimen(
        "pages.html",
        (
            State(_("In the middle"), lambda: samples.page(5, 12)),
            State(_("Few links"), lambda: {**samples.page(2, 3), "few_links": True}),
        ),
    ),
    Specimen(
        "keyset.html",
        (
            State(_("Default"), lambda: {"previous_url": "#", "next_url": "#"}),
            State(_("First page"), lambda: {"next_url": "#"}),
        ),
    ),
    Specimen("needs_link.html", (State(_("Default"), lambda: {"text": said("我的需求", "My needs")}),)),
    Specimen(
        "search_link.html", (State(_("Default"), lambda: {"text": said("找技术", "Find technologies")}),)
    ),
    Specimen("introduction_link.html", (State(_("Default"), samples.technology),)),
    Specimen("organisation_head.html", (State(_("Default"), samples.organisation),), bare=True),
    Specimen(
        "possible_matches.html",
        (State(_("Default"), lambda: {"need": {"public_id": "sample"}}),),
        bare=True,
    ),
    Specimen("possible_waiting.html", (State(_("Default"), dict),), bare=True),
    Specimen("htmx.html", (State(_("Default"), dict),), bare=True),
    Specimen("looking.html", (State(_("Default"), samples.looking),), bare=True),
    Specimen(
        "meta.html", (State(_("Default"), lambda: {"title": said("找技术", "Find technologies")}),), bare=True
    ),
]

CHAPTERS = {
    _("Forms and presses"): FORMS,
    _("Answers and states"): ANSWERS,
    _("Content"): CONTENT,
    _("Ways through the portal"): WAYS,
}
