"""Reads demo data: `demo/<name>*.yaml` in an app's folder, each file a list of mappings."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps

# The loader in C is ten times faster; wheels without it fall back to plain Python.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def demo_rows(app_label: str, name: str) -> list[dict[str, Any]]:
    """The rows of all files `<app>/demo/<name>*.yaml`, in the order of file names and lines.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a file is not a list of mappings.
    """
    folder = Path(apps.get_app_config(app_label).path) / "demo"
    paths = sorted(folder.glob(f"{name}*.yaml"))
    if not paths:
        raise FileNotFoundError(f"No demo data {name}*.yaml in {folder}.")
    return [row for path in paths for row in _rows(path)]


def exact_numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with numbers as they are written: 0.1 as a binary float has more places than a column."""
    return {name: Decimal(str(value)) if isinstance(value, float) else value for name, value in row.items()}


def _rows(path: Path) -> list[dict[str, Any]]:
    rows = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both loaders are safe ones
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{path}: this file should be a list of mappings.")
    return rows
