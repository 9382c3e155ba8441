"""Made-up content of the style guide: short and long, in both languages, and a form in each state."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message

from yangpu_portal.core.paging import Page
from yangpu_portal.core.templatetags.portal import active_language

LONG_ZH = "面向高海拔寒区长距离输电线路覆冰监测的分布式光纤传感与边缘侧智能识别一体化系统"
LONG_EN = (
    "Distributed fibre sensing with recognition at the edge for monitoring ice on long transmission lines"
)


def said(zh: str, en: str) -> str:
    """The one in the language being rendered."""
    return zh if active_language().suffix == "zh" else en


def long_title() -> str:
    return said(LONG_ZH, LONG_EN)


def linked(*labels: tuple[str, str], **more: Any) -> list[dict[str, Any]]:
    return [{"label": said(*label), "url": "#", **more} for label in labels]


class SampleForm(forms.Form):
    """One field of each kind; the words come with each instance, for they follow the language."""

    title = forms.CharField(max_length=80)
    situation = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    level = forms.ChoiceField(choices=[("4", "TRL 4"), ("5", "TRL 5")])
    modes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "title": said("需求名称", "Name of the need"),
            "situation": said("现状", "Where things stand"),
            "level": said("至少需要的成熟度", "Readiness needed at least"),
            "modes": said("合作方式", "Ways to cooperate"),
            "agreed": said("同意由联络官转交", "A liaison officer may pass this on"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["title"].help_text = said(
            "一句话，写明指标与数值。", "One sentence, with the value wanted."
        )
        self.fields["modes"].choices = [  # type: ignore[attr-defined]
            ("licence", said("许可", "licence")),
            ("joint", said("联合研发", "joint development")),
        ]


def field(name: str, *, number: int, bound: bool = False, disabled: bool = False) -> dict[str, Any]:
    """A field of the sample form; `number` keeps ids apart."""
    form = SampleForm({} if bound else None, auto_id=f"sample-{active_language().suffix}-{number}-%s")
    if bound:
        form.is_valid()
    form.fields[name].disabled = disabled
    return {"field": form[name]}


def wrong_form() -> dict[str, Any]:
    form = SampleForm({}, auto_id=f"sample-{active_language().suffix}-3-%s")
    form.is_valid()
    return {"form": form}


def messages() -> dict[str, Any]:
    return {
        "messages": [
            Message(constants.INFO, said("您的需求已存为草稿。", "Your need has been kept as a draft.")),
            Message(constants.SUCCESS, said("已发出引荐请求。", "The introduction has been asked for.")),
            Message(
                constants.ERROR,
                said("文件超过 5 MB，未能上传。", "The file is larger than 5 MB and was not uploaded."),
            ),
        ]
    }


def page(number: int, last: int) -> dict[str, Any]:
    return {"page": Page([], number, last, last * 20, is_capped=False)}


def chips() -> dict[str, Any]:
    return {"chips": linked(("中试 TRL 4–6", "pilot TRL 4–6"), ("许可", "licence")), "clear_url": "#"}


def long_chip() -> dict[str, Any]:
    return {"chips": [{"label": long_title(), "url": "#"}]}


def steps(reached: int) -> dict[str, Any]:
    names = [
        ("问题", "Problem"),
        ("目标与约束", "Target and limits"),
        ("试过什么", "What was tried"),
        ("合作", "Cooperation"),
        ("核对", "Check"),
    ]
    return {
        "steps": [
            {
                "label": said(*name),
                "url": "#" if at < reached else "",
                "state": "done" if at < reached else "current" if at == reached else "todo",
            }
            for at, name in enumerate(names)
        ]
    }


def table() -> dict[str, Any]:
    columns = [
        ("指标", "Property"),
        ("本技术", "This offer"),
        ("商用对照", "In the market"),
        ("条件", "Conditions"),
    ]
    rows = [
        [said("容量保持", "Capacity kept"), "82 %", "51 %", said("−40 °C，0.2C", "−40 °C, 0.2C")],
        [said("循环寿命", "Cycle life"), "1,500", "800", said("至 80 % 容量", "to 80 % capacity")],
    ]
    return {
        "caption": said("软包 2 Ah 电芯的实测数据", "Measured on pouch cells of 2 Ah"),
        "columns": [{"label": said(*label), "number": at in (1, 2)} for at, label in enumerate(columns)],
        "rows": [[{"text": text, "number": at in (1, 2)} for at, text in enumerate(row)] for row in rows],
    }


def timeline() -> dict[str, Any]:
    at = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
    return {
        "entries": [
            {"title": said("您请求引荐", "You asked for an introduction"), "state": "done", "at": at},
            {
                "title": said("联络官已转交", "A liaison officer passed it on"),
                "text": said(
                    "实验室须在 5 个工作日内答复。", "The laboratory answers within 5 working days."
                ),
                "state": "now",
                "at": at,
            },
            {"title": said("答复期限", "Answer due"), "state": "todo", "day": date(2026, 11, 9)},
        ]
    }


def pairs() -> dict[str, Any]:
    labels = [("成熟度", "Readiness"), ("合作方式", "Cooperation"), ("专利", "Patent")]
    texts = [
        said("第 5 级，共 9 级", "5 of 9"),
        said("许可、先使用后付费", "licence, use first and pay later"),
        "CN 114 902 337 B",
    ]
    return {
        "pairs": [
            {"label": said(*label), "text": text, "url": "#" if text.startswith("CN") else ""}
            for label, text in zip(labels, texts, strict=True)
        ]
    }


def panel() -> dict[str, Any]:
    return {
        "heading": said("合作条件", "Terms"),
        **pairs(),
        "url": "#",
        "action": said("请联络官引荐", "Ask for an introduction"),
        "note": said("双方同意前不透露姓名与联系方式。", "No names or contacts before both sides agree."),
    }


def stats() -> dict[str, Any]:
    return {
        "stats": [
            {"value": "1,284", "label": said("项技术", "technologies"), "url": "#"},
            {
                "value": "4",
                "unit": said("天", "days"),
                "label": said("引荐中位用时", "to an introduction, median"),
            },
            {"value": "0", "label": said("项逾期", "overdue")},
        ]
    }


def tabs() -> dict[str, Any]:
    first, second, third = linked(("需求", "Needs"), ("引荐", "Introductions"), ("收藏", "Bookmarks"))
    return {
        "label": said("工作台", "Dashboard"),
        "tabs": [{**first, "current": True, "count": 3}, {**second, "count": 0}, third],
    }


def menu() -> dict[str, Any]:
    print_it, take = linked(("打印", "Print"), ("下载 PDF", "Download as PDF"))
    return {
        "label": said("更多", "More"),
        "links": [{**print_it, "icon": "print"}, {**take, "icon": "download"}],
    }


def confirm(**more: Any) -> dict[str, Any]:
    return {
        "id": "confirm",
        "open": said("撤回需求", "Withdraw the need"),
        "heading": said("撤回这项需求？", "Withdraw this need?"),
        "text": said(
            "实验室将不再看到它，匹配也会停止。", "Laboratories no longer see it, and matching stops."
        ),
        "url": "#",
        "action": said("撤回", "Withdraw"),
        **more,
    }


def empty() -> dict[str, Any]:
    return {
        "icon": "bookmark",
        "heading": said("还没有收藏", "No bookmarks yet"),
        "text": said(
            "在技术页面按「收藏」，就能在这里比较与下载。", "Keep an offer to compare it here with others."
        ),
        "url": "#",
        "action": said("找技术", "Find technologies"),
    }


def note(kind: str, zh: str, en: str) -> dict[str, Any]:
    return {"kind": kind, "text": said(zh, en)}


def amount(value: int | None, text: str, **more: Any) -> dict[str, Any]:
    return {"label": said("资料完整度", "Completeness"), "value": value, "maximum": 9, "text": text, **more}


def copy() -> dict[str, Any]:
    return {
        "id": "cite",
        "label": said("引用", "Cite"),
        "text": said(
            "同济大学：可在 −40 °C 保持 82 % 容量的低温电解液，杨浦校企对接，2026-11-08。",
            "Tongji University: Electrolyte that keeps 82 % at −40 °C. Yangpu Liaison, 2026-11-08.",
        ),
    }


def press(kind: str, icon: str = "", **more: Any) -> dict[str, Any]:
    return {"url": "#", "text": said("收藏", "Bookmark"), "kind": kind, "icon": icon, **more}


def tag(kind: str, zh: str, en: str, icon: str = "") -> dict[str, Any]:
    return {"kind": kind, "text": said(zh, en), "icon": icon}


def prose() -> dict[str, Any]:
    row = type("Row", (), {"text_zh": "寒区电动车在 −30 °C 以下容量骤降。", "text_en": ""})()
    return {"row": row, "name": "text", "heading": said("能解决什么问题", "What it solves")}


def organisation() -> dict[str, Any]:
    names = {"name_zh": "先进电池实验室", "name_en": "Advanced Battery Laboratory"}
    summary = {"summary_zh": "", "summary_en": "Electrolytes that work in the cold."}
    return {"row": type("Row", (), {**names, **summary})(), "kind": said("实验室", "Laboratory")}


def technology() -> dict[str, Any]:
    return {"technology": {"public_id": "sample", "get_absolute_url": "#"}}


def looking() -> dict[str, object]:
    return {"user": {"get_full_name": said("沈悦", "Shen Yue"), "email": "shen@company.example"}}
