"""How the API answers, and describes itself in its OpenAPI document. Part of the settings."""

from typing import Any

SPECTACULAR: dict[str, Any] = {
    "TITLE": "Yangpu liaison portal API",
    "DESCRIPTION": "Read access to the catalogue of technologies, universities, parks and companies.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,  # labels follow the language, the document does not
    "ENUM_NAME_OVERRIDES": {"LanguageEnum": "yangpu_portal.core.enums.Language"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "yangpu_portal.core.api.schema.add_problems",
    ],
}


def rest_framework(*, proxies: int) -> dict[str, Any]:
    """Settings of REST framework; `proxies` stand in front of the portal."""
    return {
        "DEFAULT_AUTHENTICATION_CLASSES": ["yangpu_portal.core.api.authentication.PortalSession"],
        "DEFAULT_PERMISSION_CLASSES": ["yangpu_portal.core.api.permissions.DenyAll"],
        "DEFAULT_RENDERER_CLASSES": ["yangpu_portal.core.api.renderers.OrjsonRenderer"],
        "DEFAULT_PAGINATION_CLASS": "yangpu_portal.core.api.pagination.CursorPagination",
        "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "DEFAULT_THROTTLE_CLASSES": [
            "rest_framework.throttling.AnonRateThrottle",
            "rest_framework.throttling.UserRateThrottle",
        ],
        "DEFAULT_THROTTLE_RATES": {
            "anon": "120/min",
            "user": "600/min",
            # Searches that compare meanings, on the pages: of a person, an address, all visitors together.
            "compare-person": "30/min",
            "compare-address": "10/min",
            "compare-visitors": "60/min",
        },
        "EXCEPTION_HANDLER": "yangpu_portal.core.api.errors.problem_handler",
        "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
        "URL_FORMAT_OVERRIDE": None,  # `format` is an unknown parameter like any other
        # Whom a limit counts: believing every X-Forwarded-For would let anybody start afresh each time.
        "NUM_PROXIES": proxies,
    }
