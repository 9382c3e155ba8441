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


def test_a_level_of_the_log_that_does_not_exist_is_named():
    environment = {**os.environ, "LOG_LEVEL": "loud", "DJANGO_SETTINGS_MODULE": "yangpu_portal.settings"}
    done = subprocess.run(
        [sys.executable, "-c", _SHOWN], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "LOG_LEVEL is one of" in done.stderr.splitlines()[-1]
