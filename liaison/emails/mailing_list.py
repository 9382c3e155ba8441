"""Headers of mails that come again and again, and that their reader may end."""


def list_headers(name: str, stop_url: str) -> dict[str, str]:
    """What lets a mail program end the mails of one kind with one press (RFC 2919, RFC 8058)."""
    return {
        "List-Id": f"<{name}.yangpu-portal>",
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
