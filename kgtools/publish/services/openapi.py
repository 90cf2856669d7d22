"""The services of the server, described for programs in OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from kgtools import __version__, namespaces, projects
from kgtools.publish.services import found

_TEXT: dict[str, Any] = {"type": "string"}
_WHOLE: dict[str, Any] = {"type": "integer", "minimum": 0}


def result() -> dict[str, Any]:
    """The schema of one thing or claim that was found."""
    told: dict[str, Any] = {
        "type": "object",
        "description": "A thing or a claim, and why it was found.",
        "properties": {
            "id": {**_TEXT, "description": "Its id, such as person/ada-quill."},
            "iri": {**_TEXT, "format": "uri"},
            "label": {**_TEXT, "description": "Its name in the language; of a claim the name of what it tells of."},
            "kind": {"enum": [*found.kinds(), "disagreement", "target"], "description": "The first part of its id."},
            "type": {**_TEXT, "description": "What it is, in words of the language."},
            "description": {
                **_TEXT,
                "description": "Its kind, with what tells it from others: a place, a date.",
            },
            "about": {**_TEXT, "description": "The id of the thing itself, or of the thing that is told of."},
            "text": {**_TEXT, "description": "The name, or the piece of what is told, for which it was found."},
            "spans": {
                "type": "array",
                "description": "Where the words stand in the text: beginning and end, in code points.",
                "items": {"type": "array", "items": _WHOLE, "minItems": 2, "maxItems": 2},
            },
            "told": {"type": "boolean", "description": "Whether what is told has the words, and not a name."},
            "claims": {
                "type": "array",
                "items": _TEXT,
                "description": "The claims or entries that tell it, best first.",
            },
            "score": {"type": "number", "description": "How well it answers, about 100 at best; for comparing only."},
        },
        "additionalProperties": False,
    }
    return told | {"required": list(told["properties"])}


def results() -> dict[str, Any]:
    """The schema of an answer of the search."""
    return {
        "type": "object",
        "properties": {
            "words": _TEXT,
            "language": {"enum": list(namespaces.languages())},
            "total": {**_WHOLE, "description": "How many there are in all."},
            "offset": _WHOLE,
            "limit": _WHOLE,
            "next": {"type": ["integer", "null"], "description": "The offset of the next page; null on the last one."},
            "results": {"type": "array", "items": result()},
        },
        "required": ["words", "language", "total", "offset", "limit", "next", "results"],
        "additionalProperties": False,
    }


def document(base: str) -> dict[str, Any]:
    """The description of the services of the server at an address."""
    known = projects.in_use()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": known.told(known.title, known.first),
            "version": __version__,
            "description": "Search, and reconciliation for OpenRefine, over a knowledge graph in which every statement "
            "has its passage. Read-only; any site may ask. An error is one line of text.",
            "license": {"name": f"Data: {known.licence.short}", "url": known.licence.address},
        },
        "servers": [{"url": base}],
        "paths": {
            "/search.json": {"get": _search()},
            "/{lang}/reconcile": {"get": _reconcile("get"), "post": _reconcile("post")},
            "/{lang}/reconcile/suggest/{what}": {"get": _suggest()},
            "/{lang}/reconcile/flyout/{what}": {"get": _of_id("A thing, type or property in a line or two of HTML.")},
            "/{lang}/reconcile/preview": {"get": _preview()},
            "/{lang}/reconcile/properties": {"get": _properties()},
            "/sparql": {"get": _sparql(), "post": _sparql()},
        },
        "components": {"schemas": {"Results": results(), "Result": result()}},
    }


def _parameter(name: str, told: str, schema: dict[str, Any], place: str = "query", needed: bool = False) -> Any:
    return {"name": name, "in": place, "required": needed or place == "path", "description": told, "schema": schema}


def _language(place: str) -> Any:
    return _parameter("lang", "The language of labels.", {"enum": list(namespaces.languages())}, place)


_WHAT = _parameter("what", "What is looked for.", {"enum": ["entity", "type", "property"]}, "path")


def _responses(told: str, media_type: str = "application/json", schema: Any = None) -> dict[str, Any]:
    line = {"text/plain": {"schema": _TEXT}}
    return {
        "200": {"description": told, "content": {media_type: {"schema": schema or {}}}},
        "400": {"description": "What is wrong with the request, in one line.", "content": line},
        "503": {"description": "Too many requests, or it took too long.", "content": line},
    }


def _search() -> dict[str, Any]:
    return {
        "summary": "Things by their names in any spelling and script, then claims by what they tell",
        "parameters": [
            _parameter("words", "What is looked for.", _TEXT, needed=True),
            _language("query"),
            _parameter("kind", "Only things of this kind.", {"enum": list(found.kinds())}),
            _parameter("limit", "Results of a page.", {**_WHOLE, "minimum": 1, "maximum": found.MOST, "default": 10}),
            _parameter("offset", "How many results to leave out before.", {**_WHOLE, "default": 0}),
        ],
        "responses": _responses("A page of results.", schema={"$ref": "#/components/schemas/Results"}),
    }


def _reconcile(method: str) -> dict[str, Any]:
    told = "The manifest, or the answers to a batch of queries, or values of properties (Reconciliation API 0.2)."
    fields = {"queries": "A batch of queries, as JSON.", "extend": "Ids and properties, as JSON."}
    operation: dict[str, Any] = {
        "summary": "OpenRefine's Reconciliation API 0.2",
        "externalDocs": {"url": "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/"},
        "parameters": [_language("path")],
        "responses": _responses(told),
    }
    if method == "get":
        operation["parameters"] += [_parameter(name, meaning, _TEXT) for name, meaning in fields.items()]
        return operation
    form = {name: {**_TEXT, "description": meaning} for name, meaning in fields.items()}
    body = {"application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": form}}}
    return operation | {"requestBody": {"required": True, "content": body}}


def _suggest() -> dict[str, Any]:
    parameters = [
        _language("path"), _WHAT, _parameter("prefix", "What is typed so far.", _TEXT),
        _parameter("cursor", "How many suggestions to leave out.", {**_WHOLE, "default": 0}),
    ]  # fmt: skip
    return {"summary": "Things, types or properties", "parameters": parameters, "responses": _responses("Suggestions.")}


def _of_id(told: str) -> dict[str, Any]:
    parameters = [_language("path"), _WHAT, _parameter("id", "An id.", _TEXT, needed=True)]
    return {"summary": told, "parameters": parameters, "responses": _responses(told)}


def _preview() -> dict[str, Any]:
    told = "A thing as a small page."
    parameters = [_language("path"), _parameter("id", "The id of a thing.", _TEXT, needed=True)]
    return {"summary": told, "parameters": parameters, "responses": _responses(told, "text/html", _TEXT)}


def _properties() -> dict[str, Any]:
    told = "The properties that things of a type have."
    limit = _parameter("limit", "How many at most.", _WHOLE)
    parameters = [_language("path"), _parameter("type", "The id of a type.", _TEXT), limit]
    return {"summary": told, "parameters": parameters, "responses": _responses(told)}


def _sparql() -> dict[str, Any]:
    return {
        "summary": "The SPARQL 1.1 endpoint",
        "externalDocs": {"url": "https://www.w3.org/TR/sparql11-protocol/"},
        "responses": _responses("The answer, in the format that the request accepts."),
    }
