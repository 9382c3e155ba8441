"""What `make demo` prints when the portal is up: where it is and who can sign in."""

from collections.abc import Iterator

from yangpu_portal.local.signins import PASSWORD, SIGN_INS


def welcome(site: str, mail: str, seconds: float) -> Iterator[str]:
    """The lines, for a site at URL `site` that came up in `seconds`."""
    width = max(len(person.email) for person in SIGN_INS)
    yield ""
    yield f"The portal is up after {seconds:.0f} s"
    yield f"  Site    {site}/   in English {site}/en/"
    yield f"  Admin   {site}/admin/"
    yield f"  API     {site}/api/docs/"
    yield f"  Mail    {mail}"
    yield f"Sign in with the password {PASSWORD} as"
    for person in SIGN_INS:
        yield f"  {person.email:<{width}}  {person.who}"
    yield "Ctrl-C stops it and keeps the data; `make demo-reset` starts afresh."
    yield ""
