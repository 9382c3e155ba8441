"""The Chinese of the portal is complete, and the tool that says so can tell."""

import re
from io import BytesIO
from pathlib import Path

import allauth
import hijack
import pytest
import unfold
from babel.messages.extract import extract
from django.contrib import admin
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation.template import templatize

from yangpu_portal.core import translations

# Parts of the theme that are installed: its others belong to packages that are not.
CONTRIB = {"filters", "forms", "admin"}
# What Django looks up in the middle of a line, so that two strings are read as one.
NO_MESSAGES = {"addedname", "changedname", "deletedname"}
SAME = {"%(class_name)s %(instance)s", ""}
ALLAUTH = Path(allauth.__file__).parent
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: zh_Hans\\n"\n\n'


@pytest.fixture
def catalog(tmp_path, monkeypatch):
    """A translation of three messages, as the only code there is."""
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    monkeypatch.setattr(translations, "LOCALE", tmp_path)
    messages = [(1, "Home", [], None), (2, "%(n)s needs", [], None), (3, ("one", "many"), [], None)]
    monkeypatch.setattr(translations, "_messages", lambda: [("a.html", message) for message in messages])
    path.write_text(HEAD)
    translations.update(path)
    return path


def fill(path, *pairs):
    text = path.read_text()
    for source, translated in pairs:
        text = text.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{translated}"')
    path.write_text(text.replace('msgstr[0] ""', 'msgstr[0] "个"').replace('msgstr[1] ""', 'msgstr[1] "个"'))


def test_complete_file_passes(catalog):
    fill(catalog, ("Home", "首页"), ("%(n)s needs", "%(n)s 项需求"))
    assert translations.faults(catalog).lines() == []


def test_untranslated_message_is_named(catalog):
    fill(catalog, ("%(n)s needs", "%(n)s 项需求"))
    with pytest.raises(CommandError, match="untranslated: 'Home'"):
        call_command("compile_translations", "--check")


def test_lost_placeholder_is_named(catalog):
    fill(catalog, ("Home", "首页"), ("%(n)s needs", "需求"))
    assert translations.faults(catalog).broken


def test_message_no_longer_used_is_named(catalog):
    fill(catalog, ("Home", "首页"), ("%(n)s needs", "%(n)s 项需求"))
    catalog.write_text(catalog.read_text() + '\nmsgid "Gone"\nmsgstr "没了"\n')
    assert translations.faults(catalog).obsolete == ["'Gone'"]


def test_compiles_only_what_changed(catalog, capsys):
    call_command("compile_translations")
    call_command("compile_translations")
    assert capsys.readouterr().out.count("compiled") == 1


def test_templates_and_code_are_read():
    found = translations.extracted()
    assert found.get("Skip to the content")
    assert found.get("%(n)s technology")
    assert found.get("technology transfer officer")


def texts_of_allauth() -> set[str]:
    """What its code says to people: labels of forms, errors, notes after something was done."""
    found: set[str] = set()
    for app in ("account", "mfa", "usersessions"):
        for path in [*ALLAUTH.glob(f"{app}/**/*.py"), *ALLAUTH.glob(f"templates/{app}/messages/*.txt")]:
            source, kind = path.read_text("utf-8"), "python"
            if path.suffix == ".txt":
                source, kind = templatize(source), "javascript"
            options = {"encoding": "utf-8"}
            for _line, message, _comments, _context in extract(
                kind, BytesIO(source.encode()), translations._KEYWORDS, options=options
            ):
                found.add(message if isinstance(message, str) else message[0])
    return found


def texts_of(package) -> set[str]:
    """What an installed package says in its code and templates."""
    root, found = Path(package.__file__).parent, set()
    for path in [*root.rglob("*.py"), *root.rglob("templates/**/*.html")]:
        parts = path.relative_to(root).parts
        if {"locale", "tests"} & {*parts} or (parts[0] == "contrib" and parts[1] not in CONTRIB):
            continue
        source, kind = path.read_text("utf-8"), "python"
        if path.suffix == ".html":
            source, kind = templatize(source), "javascript"
        for _line, message, _comments, context in extract(
            kind, BytesIO(source.encode()), translations._KEYWORDS, options={"encoding": "utf-8"}
        ):
            if isinstance(message, str) and message in NO_MESSAGES:
                continue
            found.add((context, message if isinstance(message, str) else message[:2]))
    return found


def in_chinese(context: str | None, message: str | tuple[str, str]) -> str:
    if isinstance(message, tuple):
        return ngettext(*message, 2)
    return pgettext(context, message) if context else gettext(message)


@pytest.mark.parametrize("package", [unfold, hijack, admin], ids=lambda package: package.__name__)
def test_what_the_admin_and_its_theme_say_is_chinese(package):
    """Where a new version of them brings English, the text goes into locale/extra.pot."""
    call_command("compile_translations")
    with translation.override("zh-hans"):
        left = {
            message
            for context, message in texts_of(package)
            if not re.search(r"[\u4e00-\u9fff]", in_chinese(context, message))
        }
    assert left <= SAME


def test_what_allauth_says_is_chinese():
    """Where a new version of it brings English, the text goes into locale/extra.pot."""
    call_command("compile_translations")
    with translation.override("zh-hans"):
        left = {text for text in texts_of_allauth() if not re.search(r"[\u4e00-\u9fff]", gettext(text))}
    assert left <= {"WebAuthn"}
