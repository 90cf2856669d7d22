"""A client of the Reconciliation API 0.2 that asks as the specification says and holds every answer against it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import jsonschema

# (method, address, fields of a form) -> media type and body
Send = Callable[[str, str, Mapping[str, str]], tuple[str, str]]

_TEXT = {"type": "string", "minLength": 1}


def _object(needed: dict[str, Any], optional: dict[str, Any] | None = None, closed: bool = True) -> dict[str, Any]:
    properties = needed | (optional or {})
    return {
        "type": "object", "properties": properties, "required": list(needed), "additionalProperties": not closed,
    }  # fmt: skip


def _list(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


_TEMPLATE = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}
_TYPE = _object({"id": _TEXT, "name": _TEXT})
_SUGGEST = _object(
    {"service_url": _TEXT, "service_path": _TEXT},
    {"flyout_service_url": _TEXT, "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"}},
)
_SETTING = {
    "oneOf": [
        _object(
            {"type": {"const": "select"}, "name": _TEXT, "label": _TEXT,
             "choices": _list(_object({"value": _TEXT, "name": _TEXT}))}, {"default": _TEXT},
        ),
        _object({"type": {"const": "checkbox"}, "name": _TEXT, "label": _TEXT}, {"default": {"type": "boolean"}}),
    ]
}  # fmt: skip
# The rules of the specification's own schemas, so far as this service goes.
MANIFEST = _object(
    {
        "versions": _list(_TEXT, contains={"const": "0.2"}),
        "name": _TEXT,
        "identifierSpace": {"type": "string", "pattern": "^https?://"},
        "schemaSpace": {"type": "string", "pattern": "^https?://"},
    },
    {
        "serviceVersion": _TEXT, "documentation": _TEXT, "logo": _TEXT,
        "batchSize": {"type": "integer", "minimum": 1},
        "defaultTypes": _list(_TYPE, uniqueItems=True),
        "view": _object({"url": _TEMPLATE}),
        "preview": _object({"url": _TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": _object({}, {"entity": _SUGGEST, "property": _SUGGEST, "type": _SUGGEST}),
        "extend": _object({}, {
            "propose_properties": _object({"service_url": _TEXT, "service_path": _TEXT}),
            "property_settings": _list(_SETTING),
        }),
    },
)  # fmt: skip
_CANDIDATE = _object(
    {"id": _TEXT, "name": _TEXT, "score": {"type": "number"}},
    {
        "description": {"type": "string"}, "match": {"type": "boolean"}, "type": _list(_TYPE),
        "features": _list(_object({"id": _TEXT, "value": {"type": ["number", "boolean"]}})),
    },
)  # fmt: skip
RESULTS = {"type": "object", "additionalProperties": _object({"result": _list(_CANDIDATE)})}
SUGGESTIONS = {
    "entity": _object({"id": _TEXT, "name": _TEXT}, {"description": {"type": "string"}, "notable": _list(_TYPE)}),
    "property": _object({"id": _TEXT, "name": _TEXT}),
    "type": _object({"id": _TEXT, "name": _TEXT}, {"description": {"type": "string"}, "broader": _list(_TYPE)}),
}
PROPOSAL = _object({"type": _TEXT, "properties": _list(_TYPE)}, {"limit": {"type": "integer"}})
_VALUE = {
    "oneOf": [
        _object({"id": _TEXT, "name": _TEXT}),
        _object({"str": {"type": "string"}}),
        _object({"int": {"type": "integer"}}),
        _object({"float": {"type": "number"}}),
    ]
}
_ROW = {"type": "object", "additionalProperties": _list(_VALUE)}
EXTENSION = _object({"meta": _list(_TYPE), "rows": {"type": "object", "additionalProperties": _ROW}})


class Client:
    """A client of the service at an address, which finds all else in the manifest."""

    def __init__(self, send: Send, address: str) -> None:
        self._send, self._address = send, address
        self.manifest = self._json("GET", address, MANIFEST)

    def reconcile(self, *queries: dict[str, Any], method: str = "POST") -> list[list[dict[str, Any]]]:
        """The candidates of each query, best first."""
        batch = {f"q{number}": query for number, query in enumerate(queries)}
        found = self._json(method, self._address, RESULTS, queries=json.dumps(batch))
        assert found.keys() == batch.keys()
        answers = [found[key]["result"] for key in batch]
        for candidates in answers:
            scores = [one["score"] for one in candidates]
            assert scores == sorted(scores, reverse=True)
            assert all(0 <= score <= 100 for score in scores)
            assert sum(one["match"] for one in candidates) <= 1
            assert not any(one["match"] for one in candidates[1:])
        return answers

    def suggest(self, what: str, prefix: str, cursor: int = 0) -> list[dict[str, Any]]:
        """What may be meant by what is typed so far."""
        service = self.manifest["suggest"][what]
        address = service["service_url"] + service["service_path"]
        more = {"cursor": str(cursor)} if cursor else {}
        schema = _object({"result": _list(SUGGESTIONS[what])})
        return self._json("GET", address, schema, prefix=prefix, **more)["result"]  # type: ignore[no-any-return]

    def flyout(self, what: str, identifier: str) -> str:
        """The HTML that tells of a thing, type or property."""
        service = self.manifest["suggest"][what]
        path = service["flyout_service_path"].replace("${id}", quote(identifier, safe=""))
        found = self._json("GET", service["flyout_service_url"] + path, _object({"id": _TEXT, "html": _TEXT}))
        assert found["id"] == identifier
        return str(found["html"])

    def preview(self, identifier: str) -> str:
        """The page that shows a thing in small."""
        address = self.manifest["preview"]["url"].replace("{{id}}", quote(identifier, safe=""))
        media_type, body = self._send("GET", address, {})
        assert media_type.startswith("text/html"), body
        return body

    def propose(self, type_id: str, **more: str) -> list[dict[str, Any]]:
        """The properties that things of a type have."""
        service = self.manifest["extend"]["propose_properties"]
        address = service["service_url"] + service["service_path"]
        found = self._json("GET", address, PROPOSAL, type=type_id, **more)
        assert found["type"] == type_id
        return found["properties"]  # type: ignore[no-any-return]

    def extend(self, ids: list[str], *properties: dict[str, Any], method: str = "POST") -> dict[str, Any]:
        """The values of properties, by id and property."""
        asked = json.dumps({"ids": ids, "properties": list(properties)})
        found = self._json(method, self._address, EXTENSION, extend=asked)
        assert [one["id"] for one in found["meta"]] == [one["id"] for one in properties]
        assert {key: set(row) for key, row in found["rows"].items()} == {
            key: {one["id"] for one in properties} for key in ids
        }
        return found["rows"]  # type: ignore[no-any-return]

    def _json(self, method: str, address: str, schema: dict[str, Any], **fields: str) -> dict[str, Any]:
        media_type, body = self._send(method, address, fields)
        assert media_type.startswith("application/json"), body
        found: dict[str, Any] = json.loads(body)
        jsonschema.validate(found, schema)
        return found


def in_process(desk: Any) -> Send:
    """Sends requests to a desk of this process, at http://desk, by the addresses that its manifest gives."""

    def send(method: str, address: str, fields: Mapping[str, str]) -> tuple[str, str]:
        parts = urlsplit(address)
        _, language, service = parts.path.split("/", 2)
        found = desk.answer(service, {**dict(parse_qsl(parts.query)), **fields}, language, "http://desk")
        return ("text/html", found) if isinstance(found, str) else ("application/json", json.dumps(found))

    return send
