"""What drf-spectacular cannot see by itself: shapes of values, problems, ETags and 304 on every operation."""

from typing import Any

from yangpu_portal.core.api.problems import MEDIA_TYPE, PROBLEMS
from yangpu_portal.core.enums import Language

_LANGUAGES = [language.value for language in Language]
_TEXT = {"type": ["string", "null"]}


def _bilingual(inner: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": "The same in both languages.",
        "required": ["zh-hans", "en", "source", "machine"],
        "properties": {
            "zh-hans": inner,
            "en": inner,
            "source": {
                "type": ["string", "null"],
                "enum": [*_LANGUAGES, None],
                "description": "The language it was written in; null where that is not kept.",
            },
            "machine": {
                "type": "array",
                "items": {"type": "string", "enum": _LANGUAGES},
                "description": "The languages a machine translated into.",
            },
        },
        "example": {**example, "source": "en", "machine": []},
    }


_REFERENCE = {
    "type": "object",
    "description": "Another resource: its id and its name in both languages.",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "string"},
        "name": {
            "type": "object",
            "required": ["zh-hans", "en"],
            "properties": {"zh-hans": _TEXT, "en": _TEXT},
        },
    },
    "example": {"id": "uni_0a1B2c3D4e5F6g", "name": {"zh-hans": "同济大学", "en": "Tongji University"}},
}
_MONEY = {
    "type": "object",
    "required": ["amount", "currency"],
    "properties": {
        "amount": {"type": "string", "format": "decimal"},
        "currency": {"type": "string", "description": "ISO 4217"},
    },
    "example": {"amount": "300000.00", "currency": "CNY"},
}
_PROBLEM = {
    "type": "object",
    "description": "An error, RFC 9457.",
    "required": ["type", "title", "status", "detail", "code", "errors", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Address of a description."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "In the language of Accept-Language."},
        "code": {"type": "string", "enum": [problem.code for problem in PROBLEMS]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "Where, as a JSON pointer."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
        "request_id": {"type": "string"},
    },
}
_COMPONENTS = {
    "BilingualText": _bilingual(_TEXT, {"zh-hans": None, "en": "Cathode for sodium-ion batteries"}),
    "BilingualList": _bilingual(
        {"type": "array", "items": {"type": "string"}}, {"zh-hans": [], "en": ["battery", "cathode"]}
    ),
    "Reference": _REFERENCE,
    "Money": _MONEY,
    "Problem": _PROBLEM,
}
_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "Send it back in If-None-Match."}}
_LINK = {"Link": {"schema": {"type": "string"}, "description": "Next and previous page."}}
_CONDITION = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "ETag of the copy one has; 304 when it is still right.",
}


def add_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Postprocessing hook: the shared shapes, and errors, 304 and ETags of each operation."""
    result["components"]["schemas"] |= _COMPONENTS
    problem = {
        "description": "An error.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path in result["paths"].values():
        for operation in path.values():
            responses = operation["responses"]
            headers = _ETAG | (_LINK if operation["operationId"].endswith("_list") else {})
            responses["200"]["headers"] = headers
            responses["304"] = {"description": "The copy one has is still right."}
            responses["default"] = problem
            operation.setdefault("parameters", []).append(_CONDITION)
    return result
