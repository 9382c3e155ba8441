"""The portal's settings, made cheap where a test would only wait."""

import os
from urllib.parse import urlsplit

from yangpu_portal.settings import *  # noqa: F403
from yangpu_portal.settings import CACHES, DATABASES, REDIS_URL, STORAGES

# Test processes side by side clear the cache before each test, so each has a Redis database of its own.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
REDIS_URL = urlsplit(REDIS_URL)._replace(path=f"/{_worker}").geturl()
CACHES = {"default": {**CACHES["default"], "LOCATION": REDIS_URL}}

# Several test runs may share one server.
_name = f"test_portal{os.environ.get('TEST_DB_SUFFIX', '')}"
# A browser keeps its connections to the live server, and with them threads: none of them keeps the database.
DATABASES = {"default": {**DATABASES["default"], "CONN_MAX_AGE": 0, "TEST": {"NAME": _name}}}

# Tests that are about it turn it on; the others sign in without a password even.
STAFF_SECOND_FACTOR = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True  # files are looked up when asked for: nothing has been collected
