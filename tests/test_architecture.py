"""What import-linter cannot see: foreign keys, templates and links follow the order of the apps.

docs/architecture.md has the order and the reasons; the budgets keep modules readable in one sitting.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
ORDER = ["core", "universities", "startups", "liaison"]  # from the base upward
APP_FOLDERS = {"core": "yangpu_portal", **{name: name for name in ORDER[1:]}}
MODULES = [
    path
    for folder in sorted(APP_FOLDERS.values())
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 300, 40, 80


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def own_models() -> list[type]:
    return [model for label in ORDER for model in apps.get_app_config(label).get_models()]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_to_the_same_app_or_below(model):
    for field in model._meta.get_fields():
        if not field.is_relation or field.auto_created or field.related_model is None:
            continue
        target = field.related_model._meta.app_label
        if target in ORDER:
            assert ORDER.index(target) <= ORDER.index(model._meta.app_label), f"{field} points upward"


def url_owners() -> dict[str, str]:
    """The app whose view answers each named address."""
    owners: dict[str, str] = {}

    def walk(patterns: list[URLPattern | URLResolver]) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if not pattern.namespace:
                    walk(pattern.url_patterns)
            elif pattern.name:
                owners[pattern.name] = pattern.callback.__module__.split(".")[0]

    walk(get_resolver().url_patterns)
    return owners


def app_of(template: Path) -> str | None:
    """The app whose room a template is in; None for what all pages share."""
    folder = template.relative_to(ROOT / "templates").parts[0]
    return folder if folder in ORDER else None


def below(app: str) -> set[str]:
    return {*ORDER[: ORDER.index(app) + 1], "yangpu_portal", "allauth"}


@pytest.mark.parametrize("template", TEMPLATES, ids=relative)
def test_templates_link_and_include_only_downward(template):
    app = app_of(template)
    if app is None:
        return
    text, owners = template.read_text(encoding="utf-8"), url_owners()
    for name in re.findall(r"{%\s*url\s+[\"']([\w:-]+)[\"']", text):
        assert owners.get(name, app) in below(app), f"links upward to {name}"
    for name in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']", text):
        folder = name.split("/", maxsplit=1)[0]
        assert folder not in ORDER or folder in below(app), f"includes {name} from above"


@pytest.mark.parametrize("template", TEMPLATES, ids=relative)
def test_templates_keep_scripts_and_styles_out(template):
    if "mail" in template.parts:
        return  # mail programs read no style sheets
    text = template.read_text(encoding="utf-8")
    assert not re.search(
        r"\sstyle\s*=|<style|\son\w+\s*=\s*[\"']|<script(?![^>]*\ssrc=)(?![^>]*[/+]json)", text
    )
    assert text.count("\n") <= TEMPLATE_LINES


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_modules_and_functions_stay_within_their_budget(module):
    source = module.read_text(encoding="utf-8")
    assert source.count("\n") <= MODULE_LINES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < FUNCTION_LINES, f"{node.name} is too long"


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_house_rules_that_a_search_can_hold(module):
    source = module.read_text(encoding="utf-8")
    forbidden = {
        r"fields\s*=\s*[\"']__all__[\"']": "list the fields",
        r"^\s*from \S+ import \*": "no star imports",
        r"\bpytest\b": "no branch that exists for tests",
        r"except Exception\b|except:\s*$": "name the errors that are expected",
    }
    for pattern, advice in forbidden.items():
        assert not re.search(pattern, source, re.MULTILINE), advice


def test_the_matching_engine_runs_without_django():
    code = (
        "import sys\n"
        "for name in ('django', 'rest_framework', 'celery'): sys.modules[name] = None\n"
        "import liaison.matching.engine, liaison.matching.__main__\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
