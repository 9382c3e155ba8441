"""`make screenshots`: a picture of every screen of the demo, in both languages, on a phone and on a desktop.

    python -m tests.screens.screenshots [--only NAME ...] [--readme]

Shows the data of the demo, which is loaded first where it is missing. Writes
screenshots/<screen>_<language>_<width>.png; with --readme also the pictures in docs/images/.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
django.setup()

from django.core.management import call_command  # noqa: E402 - needs the settings above
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from pytest_django.live_server_helper import LiveServer  # noqa: E402

from tests.chromium import chromium_path  # noqa: E402
from tests.screens.browser import signed_in_page  # noqa: E402
from tests.screens.office import OFFICE, speak  # noqa: E402
from tests.screens.table import SCREENS, Screen  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PICTURES, OF_README = ROOT / "screenshots", ROOT / "docs" / "images"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
WIDTHS = {1280: 900, 360: 740}
README = {
    ("home_zh", 1280),
    ("search-words_en", 1280),
    ("matches_zh", 1280),
    ("technology_en", 360),
    ("office-home_zh", 1280),
    ("office-deed_en", 1280),
}


@contextmanager
def portal() -> Iterator[str]:
    """The address of the portal on the demo's data, while it runs."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("compile_translations", verbosity=0)
    call_command("load_demo")
    server = LiveServer("127.0.0.1")
    try:
        yield server.url
    finally:
        server.stop()


def take(page: Page, path: str, name: str, *, readme: bool) -> None:
    """One page on both widths; `name` ends with the language."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(path)
        page.screenshot(path=PICTURES / f"{name}_{width}.png", full_page=True)
        if readme and (name, width) in README:
            page.screenshot(path=OF_README / f"{name}_{width}.png")


def take_screens(browser: Browser, site: str, wanted: list[Screen], *, readme: bool) -> None:
    pages = {role: signed_in_page(browser, site, role) for role in {screen.role for screen in wanted}}
    for screen in wanted:
        for short, language in LANGUAGES.items():
            take(pages[screen.role], screen.path(language), f"{screen.name}_{short}", readme=readme)
        print(screen.name, flush=True)


def take_office(browser: Browser, site: str, wanted: list[str], *, readme: bool) -> None:
    page = signed_in_page(browser, site, "official")
    for short, language in LANGUAGES.items() if wanted else ():
        page.goto("/admin/")
        speak(page, language)
        for name in wanted:
            take(page, OFFICE[name](), f"office-{name}_{short}", readme=readme)
            print(f"office-{name} {short}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Takes pictures of every screen of the demo.")
    parser.add_argument("--only", nargs="*", metavar="NAME", help="these screens alone")
    parser.add_argument("--readme", action="store_true", help="renew the pictures in docs/images/ too")
    options = parser.parse_args()
    for folder in (PICTURES, OF_README):
        folder.mkdir(parents=True, exist_ok=True)
    screens = [screen for screen in SCREENS if not options.only or screen.name in options.only]
    office = [name for name in OFFICE if not options.only or f"office-{name}" in options.only]
    with sync_playwright() as playwright, portal() as site:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        take_screens(browser, site, screens, readme=options.readme)
        take_office(browser, site, office, readme=options.readme)
        browser.close()
    print(f"{(len(screens) + len(office)) * 4} pictures in {PICTURES.relative_to(ROOT)}/")


if __name__ == "__main__":
    main()
