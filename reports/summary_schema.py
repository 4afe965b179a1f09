"""JSON Schema of `policy check --format json`, read off the classes that make the document."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin

import attrs

from ..engine.outcome import State
from .summary import SummaryDocument

_PLAIN: Final[Mapping[object, dict[str, Any]]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    date: {"type": "string", "format": "date"},
}


def summary_schema() -> dict[str, Any]:
    """The schema: every key required, no others allowed, so that a reader knows what to expect."""
    definitions: dict[str, Any] = {}
    whole = _object(SummaryDocument, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "policy check --format json",
        **whole,
        "$defs": {name: definitions[name] | _closed_lists(name, definitions[name]) for name in sorted(definitions)},
    }


def _object(class_: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    attrs.resolve_types(class_)
    fields = {f.name: _schema(f.type, definitions) for f in attrs.fields(class_)}
    words = " ".join((class_.__doc__ or "").split())
    return {
        "type": "object",
        "description": words,
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _schema(type_: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 # a type as attrs holds it
    origin = get_origin(type_)
    if type_ in _PLAIN:
        return dict(_PLAIN[type_])
    if attrs.has(type_):
        name = type_.__name__.removesuffix("Document")
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = _object(type_, definitions)
        return {"$ref": f"#/$defs/{name}"}
    if origin in (tuple, Sequence):
        return {"type": "array", "items": _schema(get_args(type_)[0], definitions)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(get_args(type_)[1], definitions)}
    if origin in (Union, UnionType):
        return {"anyOf": [_schema(one, definitions) for one in get_args(type_)]}
    raise TypeError(f"no schema for {type_}")


def _closed_lists(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Where only certain words may stand: the states that are a breach."""
    if name != "Violation":
        return {}
    kinds = {"type": "string", "enum": [state.value for state in State if state.is_violation]}
    return {"properties": schema["properties"] | {"kind": kinds}}
