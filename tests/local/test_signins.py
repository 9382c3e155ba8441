"""The sign-ins `make demo` prints are those of the demo data."""

import yaml

from yangpu_portal.local.signins import PASSWORD, SIGN_INS
from yangpu_portal.local.state import PROJECT
from yangpu_portal.local.welcome import welcome


def test_everybody_printed_is_in_the_demo_data() -> None:
    people = yaml.safe_load((PROJECT / "liaison/demo/users.yaml").read_text(encoding="utf-8"))
    assert {person.email for person in SIGN_INS} == {person["email"] for person in people}


def test_the_readme_names_the_same_people() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert [person.email for person in SIGN_INS if f"| {person.email} |" not in readme] == []
    assert PASSWORD in readme


def test_the_welcome_says_where_everything_is() -> None:
    text = "\n".join(welcome("http://127.0.0.1:8000", "/x/mail/", 12.3))
    assert "http://127.0.0.1:8000/admin/" in text
    assert "/x/mail/" in text
    assert all(person.email in text for person in SIGN_INS)
