"""What the documents name is there: files, commands, settings."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FOLDERS = ("", "docs", "yangpu_portal", "universities", "startups", "liaison", "liaison/matching")


@pytest.fixture(params=DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def document(request) -> Path:
    return request.param


def test_links_lead_to_files(document):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


def test_files_named_are_there(document):
    named = re.findall(
        r"`([a-z][\w./-]*/[\w./-]*\.(?:py|md|yaml|tsv|npz|txt|sh))\b", document.read_text("utf-8")
    )
    for path in named:
        if path == path.lower():  # NOUN.py stands for any
            assert any((ROOT / folder / path).exists() for folder in FOLDERS), path


def test_commands_named_are_there(document):
    text = document.read_text("utf-8")
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"(?:`|^|\d )make ([a-z-]+)", text, re.MULTILINE)) <= set(targets)
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())


def test_every_setting_is_listed():
    code = (ROOT / "yangpu_portal" / "settings.py").read_text("utf-8")
    listed = (ROOT / "docs" / "settings.md").read_text("utf-8")
    names = re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", code)
    assert [name for name in names if f"`{name}`" not in listed] == []
