"""The OpenAPI document as a page shows it: operations with their parameters, things with their fields. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

GROUPS = {"register": "The register", "plans": "Plans, runs and changes", "law": "The law", "document": "The document"}


@dataclass(frozen=True, slots=True)
class Line:
    """A parameter or a field: its name, what kind of value it is and what it means."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: what it answers, and what it can be asked with. `thing` is the name of what it tells of."""

    address: str
    title: str
    meaning: str
    parameters: tuple[Line, ...]
    thing: str


@dataclass(frozen=True, slots=True)
class Thing:
    """One kind of object in the answers."""

    name: str
    meaning: str
    fields: tuple[Line, ...]


def operations(document: dict[str, Any]) -> list[tuple[str, list[Operation]]]:
    """The operations by what they are about, in the order of the document."""
    found: dict[str, list[Operation]] = {tag: [] for tag in GROUPS}
    for address, methods in document["paths"].items():
        one = methods["get"]
        found[one["tags"][0]].append(
            Operation(
                address,
                one["summary"],
                one.get("description", ""),
                tuple(_line(each["name"], each["schema"], each) for each in one.get("parameters", ())),
                _thing(one["responses"]["200"]["content"]["application/json"]["schema"], document),
            )
        )
    return [(GROUPS[tag], found[tag]) for tag in GROUPS]


def things(document: dict[str, Any]) -> list[Thing]:
    """The kinds of objects with their fields; pages of them and lists of words are left out."""
    schemas = document["components"]["schemas"]
    return [
        Thing(
            _words(name),
            schema.get("description", ""),
            tuple(_line(field, told, told) for field, told in schema["properties"].items()),
        )
        for name, schema in schemas.items()
        if "properties" in schema and not name.startswith("Paginated")
    ]


def _thing(schema: dict[str, Any], document: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name.startswith("Paginated"):
            return _thing(document["components"]["schemas"][name]["properties"]["results"], document)
        return _words(name)
    return _thing(schema["items"], document) if "items" in schema else ""


def _line(name: str, schema: dict[str, Any], told: dict[str, Any]) -> Line:
    return Line(name, _kind(schema), told.get("description", ""))


def _kind(schema: dict[str, Any]) -> str:
    """ "text", "day or nothing", "list of Reason"."""
    choices = schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf")
    if choices:
        return " or ".join(dict.fromkeys(_kind(each) for each in choices))
    if "$ref" in schema:
        return _words(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return ", ".join("nothing" if word is None else str(word) for word in schema["enum"])
    kinds = schema.get("type", "object")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return " or ".join(_plain(kind, schema) for kind in kinds)


def _plain(kind: str, schema: dict[str, Any]) -> str:
    if kind == "array":
        return f"list of {_kind(schema['items'])}"
    if kind == "string":
        return {"date": "day", "date-time": "moment", "uri": "address"}.get(schema.get("format", ""), "text")
    return {"null": "nothing", "integer": "whole number", "boolean": "true or false"}.get(kind, kind)


def _words(name: str) -> str:
    """ "WholeRegime" as "Whole regime"."""
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
    return spaced.removesuffix(" enum").capitalize()
