"""The portal's settings, made cheap where a test would only wait."""

from yangpu_portal.settings import *  # noqa: F403
from yangpu_portal.settings import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True  # files are looked up when asked for: nothing has been collected
