"""The people of the demo: who they are and how they sign in. Printed by `make demo`."""

from dataclasses import dataclass

PASSWORD = "yangpu-demo"  # noqa: S105 - printed for everybody: the demo listens on this machine only


@dataclass(frozen=True)
class SignIn:
    """One account of the demo data."""

    email: str
    who: str


SIGN_INS = (
    SignIn("startup@demo.example", "a company: needs, matches, mail"),
    SignIn("member@demo.example", "a member of the same company"),
    SignIn("lab@demo.example", "a researcher: a laboratory's technologies"),
    SignIn("tto@demo.example", "a university's technology transfer office"),
    SignIn("officer@demo.example", "a liaison officer of the district"),
    SignIn("official@demo.example", "a district official: everything, and the admin"),
    SignIn("auditor@demo.example", "an auditor: reads everything"),
)
