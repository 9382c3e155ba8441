"""The people of the demo: who they are and how they sign in. Printed by `make demo`."""

from dataclasses import dataclass

PASSWORD = "yangpu-demo"  # noqa: S105 - printed for everybody: the demo listens on this machine only


@dataclass(frozen=True)
class SignIn:
    """One account of the demo data."""

    email: str
    who: str


SIGN_INS = (
    SignIn("startup@demo.example", "owner of a company: its needs, matches and mail"),
    SignIn("member@demo.example", "member of another company, reads English"),
    SignIn("lab@demo.example", "contact of a laboratory"),
    SignIn("tto@demo.example", "technology transfer office of a university, also in the admin"),
    SignIn("official@demo.example", "district official: memberships, in the admin"),
    SignIn("officer@demo.example", "liaison officer: reviews needs, in the admin"),
    SignIn("auditor@demo.example", "auditor: reads everything in the admin, changes nothing"),
)
