"""Browsers go by the names their people know."""

import pytest
from django.utils import translation

from yangpu_portal.core.browsers import browser_name

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/131.0", "Edge on Windows"),
        (f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iOS"),
        (f"{MAC} Gecko/20100101 Firefox/140.0", "Firefox on macOS"),
        ("curl/8.0", "curl"),
        ("", "Unknown browser"),
        ("<script>alert(1)</script>", "Unknown browser"),
        ("\x00\u202e" * 5000, "Unknown browser"),
    ],
)  # fmt: skip
def test_names(sent, said):
    with translation.override("en"):
        assert browser_name(sent) == said


def test_the_name_follows_the_language():
    with translation.override("zh-hans"):
        assert browser_name("") == "未知浏览器"
