"""How the API describes itself in its OpenAPI document. Part of the settings."""

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
