"""The OpenAPI document: made from the views, once for each process."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what to do, in a sentence."},
        "errors": {
            "type": "array",
            "description": "The parameters that cannot be read.",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
ERRORS = {
    "400": "A parameter cannot be read, or there is none of that name.",
    "401": "Not signed in, or the token is not known, was withdrawn or has expired.",
    "403": "This person, or this token, may not read it: the detail says why and who can help.",
    "404": "There is no such thing, or it is not yours to see.",
    "429": "Too many requests: Retry-After says how long to wait.",
}
UNCHANGED = {"description": "The same as what If-None-Match names."}
SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token of one's own or of a service account."},
    "session": {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "Signed in with the browser."},
}


class HowToSignIn(OpenApiAuthenticationExtension):
    """The ways in which the middleware finds who asks."""

    target_class = "exchange.api.authentication.SignedIn"
    name = list(SECURITY)  # noqa: RUF012 - as the base class has it

    def get_security_definition(self, auto_schema: Any) -> Any:
        """A token, or the session of a browser."""
        return list(SECURITY.values())


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The document as JSON would hold it."""
    from drf_spectacular.generators import SchemaGenerator  # reads the addresses, which lead to this module

    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """What every operation may answer besides, whatever it is about."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for address, operations in result["paths"].items():
        for operation in operations.values():
            operation["security"] = [{name: []} for name in SECURITY]  # one of them, not all
            answers = operation["responses"]
            answers["200"]["headers"] = {"ETag": {"schema": {"type": "string"}}}
            answers["304"] = UNCHANGED
            wanted = ERRORS if "{" in address else {code: text for code, text in ERRORS.items() if code != "404"}
            answers |= {code: {"description": text, "content": content} for code, text in wanted.items()}
    return result
