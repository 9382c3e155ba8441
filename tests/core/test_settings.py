"""Settings that follow from the environment."""

import os
import subprocess
import sys

import pytest

_SHOWN = """
from django.conf import settings
print(settings.ALLAUTH_TRUSTED_PROXY_COUNT, settings.REST_FRAMEWORK["NUM_PROXIES"],
      settings.SECURE_PROXY_SSL_HEADER is not None)
"""


@pytest.mark.parametrize(("behind", "shown"), [("true", "1 1 True"), ("false", "0 0 False")])
def test_a_proxy_is_believed_only_when_there_is_one(behind, shown):
    """Limits on sign-in and on the API count the client, and nobody can choose another address."""
    environment = {**os.environ, "BEHIND_PROXY": behind, "DJANGO_SETTINGS_MODULE": "yangpu_portal.settings"}
    done = subprocess.run(
        [sys.executable, "-c", _SHOWN], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == shown


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is one of"),
        ({"SITE_URL": "https://portal.example", "DEMO": "true"}, "this is in service"),
        ({"SITE_URL": "https://portal.example", "STAFF_SECOND_FACTOR": "false"}, "this is in service"),
    ],
)
def test_what_is_set_wrongly_stops_the_start_and_is_named(given, told):
    safe = {"DEBUG": "false", "DEMO": "false", "STAFF_SECOND_FACTOR": "true"}
    environment = {**os.environ, **safe, **given, "DJANGO_SETTINGS_MODULE": "yangpu_portal.settings"}
    done = subprocess.run(
        [sys.executable, "-c", _SHOWN], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert told in done.stderr.splitlines()[-1]
