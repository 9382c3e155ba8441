"""Settings of the portal, driven by the environment. docs/settings.md lists every variable.

Parsing is strict: a value that cannot be read stops the start with a message that names it.
"""

import logging
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from yangpu_portal import admin_theme, api_document

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- the process -------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)  # exactly one, which sets X-Forwarded-For and -Proto
DEMO = env.bool("DEMO", default=False)  # the local demo: known sign-ins are shown, no second factor asked
SECRET_KEY = env.str("SECRET_KEY")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
HTTPS = urlsplit(SITE_URL).scheme == "https"
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=True)  # nobody enters /admin/ without it
if not DEBUG and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts; * is refused outside DEBUG.")
if HTTPS and (DEBUG or DEMO or not STAFF_SECOND_FACTOR):
    raise ImproperlyConfigured(
        "SITE_URL is https, so this is in service: DEBUG, DEMO and STAFF_SECOND_FACTOR=false are refused."
    )

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "hijack",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "rules.apps.AutodiscoverRulesConfig",
    "yangpu_portal",
    "yangpu_portal.core",
    "universities",
    "startups",
    "liaison",
]

MIDDLEWARE = [
    "yangpu_portal.core.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "yangpu_portal.core.middleware.AdminContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yangpu_portal.core.middleware.AdminLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yangpu_portal.core.impersonation.middleware.ImpersonationMiddleware",
    "yangpu_portal.core.second_factor.StaffSecondFactorMiddleware",
    "yangpu_portal.core.middleware.SessionActivityMiddleware",
    "yangpu_portal.core.impersonation.middleware.BothPeopleHistoryMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "yangpu_portal.urls"
WSGI_APPLICATION = "yangpu_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "yangpu_portal.core.context.site",
            ],
        },
    },
]

# --- data --------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "yangpu_portal.core.redis_cache.RedisThatMayBeAway",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
        "OPTIONS": {
            # Redis carries caches and wake-ups only: without it people can still read and sign in.
            "IGNORE_EXCEPTIONS": True,
            "LOG_IGNORED_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 2,
            "SOCKET_TIMEOUT": 5,
        },
    }
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True

# --- people ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
ACCOUNT_ADAPTER = "yangpu_portal.core.accounts.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "yangpu_portal.core.forms.SignupForm"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False  # scanners follow links; only the button confirms
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or a new key is told to its owner
# Whom the limits on sign-in attempts count: without this everybody behind the proxy shares its address.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "yangpu_portal.core.key_forms.AddKeyForm",
    "edit_webauthn": "yangpu_portal.core.key_forms.EditKeyForm",
}
MFA_TOTP_ISSUER = "杨浦校企对接"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # passkeys of a demo on this machine
USERSESSIONS_TRACK_ACTIVITY = True
HIJACK_PERMISSION_CHECK = "yangpu_portal.core.rules.may_impersonate"
HIJACK_INSERT_BEFORE = None  # its banner would be inline styles; ours is templates/ui/looking.html

# --- languages and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- files -------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / ".portal" / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Files handed in by people. Nothing of it is served but by views that ask who may see it.
MEDIA_ROOT = Path(env.str("FILES_ROOT", default=str(BASE_DIR / ".portal" / "files")))

# --- history -----------------------------------------------------------------------------------------
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"  # several changes in one transaction keep their order
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # reading pages costs nothing more

# --- mail --------------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:1025"))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="杨浦校企对接 <portal@yangpu-portal.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SUPPORT_EMAIL = env.str("SUPPORT_EMAIL", default="liaison@yangpu-portal.example")
# How companies pay the fee of a membership, as its page says; the reference of the term stands below it.
FEE_PAYMENT_ZH = env.str(
    "FEE_PAYMENT_ZH", default="请对公转账至区联络办公室缴费通知书所列账户，附言填写下方编号。"
)
FEE_PAYMENT_EN = env.str(
    "FEE_PAYMENT_EN",
    default="Transfer it to the account named in the payment notice of the office, with the number below.",
)
MAIL_BACKLOG_MINUTES = env.int("MAIL_BACKLOG_MINUTES", default=30)  # /readyz fails when mail waits longer

# --- matching ----------------------------------------------------------------------------------------
MATCHES_PER_NEED = env.int("MATCHES_PER_NEED", default=20)
# "" the built-in encoder, "none" words only, or a folder with an ONNX encoder and its tokenizer.json
MATCHING_ENCODER = env.str("MATCHING_ENCODER", default="")

# --- background work ---------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 4 * 3600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Above the longest task, or Redis hands a running task to a second worker.
    "visibility_timeout": 5 * 3600,
    "unacked_restore_limit": 2,
    "socket_connect_timeout": 2,
    "max_retries": 1,
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ROUTES = {
    "core.deliver_due_mail": {"queue": "mail"},
    "liaison.send_weekly_digests": {"queue": "mail"},
    "liaison.send_saved_searches": {"queue": "mail"},
    "liaison.remind_members": {"queue": "mail"},
    "liaison.match_*": {"queue": "matching"},
}
CELERY_TASK_DEFAULT_QUEUE = "default"

# --- API ---------------------------------------------------------------------------------------------
REST_FRAMEWORK = api_document.rest_framework(proxies=int(BEHIND_PROXY))
SPECTACULAR_SETTINGS = api_document.SPECTACULAR

UNFOLD = admin_theme.UNFOLD

# --- safety ------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
CSRF_TRUSTED_ORIGINS = [SITE_URL]
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- log ---------------------------------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
if LOG_LEVEL not in logging.getLevelNamesMapping():
    raise ImproperlyConfigured(f"LOG_LEVEL is one of {', '.join(logging.getLevelNamesMapping())}.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
