"""What Lighthouse says of home, search and a technology, in both languages: `make bench-lighthouse`.

    python -m benchmarks.lighthouse [--device mobile|desktop] [--site http://127.0.0.1:8000]

Looks at a demo that runs. Needs Node.js with npm, which install Lighthouse into .portal/lighthouse/, and
Chromium (CHROMIUM names one). Ends with 1 when a score is below 95.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

VERSION = "12.8.2"
FOLDER = Path(__file__).resolve().parent.parent / ".portal" / "lighthouse"
CLI = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
WANTED = 95
# A container has no sandbox for Chromium and little shared memory; nothing is fetched from elsewhere.
CHROMIUM_FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage --disable-background-networking"


def install() -> None:
    """Installs Lighthouse where it is missing. Raises SystemExit when there is no npm."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("Error: Lighthouse needs Node.js with npm; neither is on PATH.")
    if not CLI.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [npm, "install", "--prefix", str(FOLDER), "--no-audit", "--no-fund", f"lighthouse@{VERSION}"],
            check=True,
            stdout=subprocess.DEVNULL,
        )


def scores(address: str, device: str) -> dict[str, float]:
    """The score of each category, 0-100, and what cost points, printed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = ["node", str(CLI), address, "--quiet", "--output=json", f"--output-path={report}"]
        preset = ["--preset=desktop"] if device == "desktop" else []
        environment = {
            **os.environ,
            "CHROME_PATH": os.environ.get("CHROMIUM") or shutil.which("chromium") or "",
        }
        subprocess.run([*command, *preset, f"--chrome-flags={CHROMIUM_FLAGS}"], check=True, env=environment)
        found = json.loads(report.read_text())
    print_faults(found)
    return {name: 100 * (found["categories"][name]["score"] or 0) for name in CATEGORIES}


def print_faults(report: dict) -> None:
    for name in CATEGORIES:
        for reference in report["categories"][name]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                print(f"    {name}: {audit['title']} {audit.get('displayValue', '')}")


def pages(site: str) -> list[str]:
    """The addresses to look at; the technology is the first of the catalogue."""
    with urllib.request.urlopen(f"{site}/api/v1/technologies/?page_size=1") as answer:
        technology = json.load(answer)["data"][0]["id"]
    paths = (
        "/",
        "/technologies/",
        f"/technologies/{technology}/",
    )  # lists of words are not for search engines
    return [f"{site}{prefix}{path}" for path in paths for prefix in ("", "/en")]


def main() -> int:
    parser = argparse.ArgumentParser(description="What Lighthouse says of three pages of a running demo.")
    parser.add_argument("--device", choices=("mobile", "desktop"), default="mobile")
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    options = parser.parse_args()
    install()
    worst = 100.0
    for address in pages(options.site):
        found = scores(address, options.device)
        worst = min(worst, *found.values())
        print("  ".join(f"{name} {score:3.0f}" for name, score in found.items()), address, flush=True)
    print(f"lowest {worst:.0f}, wanted {WANTED}: {'reached' if worst >= WANTED else 'MISSED'}")
    return 0 if worst >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
