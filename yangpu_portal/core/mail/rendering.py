"""Mails as text and as HTML with the same content, in one frame: templates/mail/."""

import re
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string

_LETTERS = ("mail/letter.txt", "mail/letter.html")
_GAPS = re.compile(r"\n{3,}")
# Rules for dark schemes stay in the head: they hold where a program reads them, and cost nothing elsewhere.
_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def render_mail(name: str, *, subject: str, context: dict[str, Any]) -> tuple[str, str]:
    """`name`.txt and `name`.html, written apart because their shape differs (lists, tables).

    Returns:
        the text and the HTML, with styles in the tags.
    """
    given = _framed(subject, context)
    return _text(f"{name}.txt", given), _html(f"{name}.html", given)


def render_letter(template: str, *, subject: str, context: dict[str, Any]) -> tuple[str, str]:
    """One template that extends `letter`, rendered twice: words, perhaps a button, perhaps facts.

    Args:
        context: may hold `action_url` (absolute), `code` and `facts` (pairs of label and value).

    Returns:
        the text and the HTML, with styles in the tags.
    """
    given = _framed(subject, context)
    as_text, as_html = _LETTERS
    return _text(template, {**given, "letter": as_text}), _html(template, {**given, "letter": as_html})


def _framed(subject: str, context: dict[str, Any]) -> dict[str, Any]:
    return {
        "site_url": settings.SITE_URL,
        "support_email": settings.SUPPORT_EMAIL,
        **context,
        "subject": subject,
    }


def _text(template: str, context: dict[str, Any]) -> str:
    return _GAPS.sub("\n\n", render_to_string(template, context)).strip() + "\n"


def _html(template: str, context: dict[str, Any]) -> str:
    return _INLINER.inline(render_to_string(template, context))
