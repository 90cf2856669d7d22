"""OpenRefine's Reconciliation API, version 0.2: the manifest, queries, and suggestions while one types.

What each rule is taken from stands in https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kgtools import __version__, marks, messages, namespaces, projects
from kgtools.errors import UsageError, nearest
from kgtools.graph import labels
from kgtools.publish.services import previews
from kgtools.publish.services.matching import Candidate, Constraint, Matcher, Query
from kgtools.publish.services.vocabulary import Vocabulary
from kgtools.query import search
from kgtools.query.search.index.having import TOP
from kgtools.values.transliteration import bare

BATCH = 100  # queries, or things to extend, of one request
CANDIDATES, MOST = 5, 100  # candidates of one query, by default and at most
SUGGESTED = 10  # things, types or properties that are suggested at a time
_LONGEST_PREFIX = 100  # letters of what is typed so far that count
_FIELDS = ("query", "type", "limit", "properties", "type_strict")


class TooMany(UsageError):
    """There is more in one request than is answered at once."""


class Unknown(UsageError):
    """There is no such thing, type or property."""


def manifest(vocabulary: Vocabulary, base: str, language: str) -> dict[str, Any]:
    """The manifest of the service at an address: what it offers, and where. `base` is the address of the server."""
    path = f"/{language}/reconcile"
    # What is called by a name, and what comes about by a plan.
    asked = {*marks.kinds("calledBy", "proper", "name"), *marks.kinds("comesByPlan")}
    every = (*(class_ for kind, (_, class_) in namespaces.kinds().items() if f"{kind}/" in asked), TOP)
    types = [name for name in every if name in vocabulary.types]

    def suggest(what: str) -> dict[str, str]:
        return {
            "service_url": base, "service_path": f"{path}/suggest/{what}",
            "flyout_service_url": base, "flyout_service_path": f"{path}/flyout/{what}?id=${{id}}",
        }  # fmt: skip

    return {
        "versions": ["0.2"],
        "name": f"{projects.in_use().name} ({messages.language_names()[language]})",
        "identifierSpace": namespaces.things(),
        "schemaSpace": namespaces.ONTOLOGY,
        "serviceVersion": __version__,
        "documentation": f"{base}/",
        "logo": f"{base}/static/icon.svg",
        "batchSize": BATCH,
        "defaultTypes": [{"id": name, "name": vocabulary.name(name, language)} for name in types],
        "view": {"url": f"{base}/{language}/id/{{{{id}}}}.html"},
        "preview": {"url": f"{base}{path}/preview?id={{{{id}}}}", "width": previews.WIDTH, "height": previews.HEIGHT},
        "suggest": {what: suggest(what) for what in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": base, "service_path": f"{path}/properties"},
            "property_settings": [
                {
                    "name": "language", "label": messages.message("services.language", language), "type": "select",
                    "default": language,
                    "choices": [{"value": one, "name": name} for one, name in messages.language_names().items()],
                },
                {
                    "name": "claims", "label": messages.message("entity.section.claims", language),
                    "type": "checkbox", "default": False,
                },
            ],
        },
    }  # fmt: skip


def parsed(text: str, name: str) -> Mapping[str, Any]:
    """The object that a field of a request holds. Raises UsageError if it holds none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f"{error.msg} at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else str(error)
        raise UsageError(f"{name}: no JSON: {where}") from None
    if not isinstance(found, dict):
        raise UsageError(f"{name}: found a JSON {type(found).__name__}; expected an object")
    return found


def answers(matcher: Matcher, queries: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The candidates of each query of a batch. Raises UsageError naming the query that is wrong."""
    if len(queries) > BATCH:
        raise TooMany(f"there are {len(queries)} queries; send {BATCH} at a time")
    read = {key: _query(matcher.vocabulary, key, each) for key, each in queries.items()}
    return {
        key: {"result": [_told(matcher, found, query, language) for found in matcher.candidates(query)]}
        for key, query in read.items()
    }


def _told(matcher: Matcher, found: Candidate, query: Query, language: str) -> dict[str, Any]:
    features: list[dict[str, Any]] = [{"id": "name", "value": round(found.name, 1)}]
    if query.types:
        features.append({"id": "type", "value": found.typed})
    agrees = zip(query.constraints, found.agrees, strict=True)
    features += [{"id": wanted.property, "value": agreed} for wanted, agreed in agrees if agreed is not None]
    return {
        "id": namespaces.shorten(found.thing.value),
        "name": labels.label(matcher.store, found.thing, language),
        "description": previews.brief(matcher.store, found.thing, language),
        "type": _types(matcher.vocabulary, found.thing, language),
        "score": round(found.score, 1),
        "match": found.match,
        "features": features,
    }


def _types(vocabulary: Vocabulary, thing: ox.NamedNode, language: str) -> list[dict[str, str]]:
    own = (name for name in vocabulary.types_of(thing) if name != TOP)
    return [{"id": name, "name": vocabulary.name(name, language)} for name in own]


# -- reading queries --------------------------------------------------------------------------------


def _query(vocabulary: Vocabulary, key: str, given: Any) -> Query:
    """A query of a batch, checked. Raises UsageError naming it, what was found and what was expected."""

    def wrong(what: str) -> UsageError:
        return UsageError(f"query '{key}': {what}")

    if not isinstance(given, dict):
        raise wrong("expected an object")
    for name in given:
        if name not in _FIELDS:
            raise wrong(f"there is no '{name}'; {nearest(name, _FIELDS) or 'expected ' + ', '.join(_FIELDS)}")
    text, limit, strict = given.get("query", ""), given.get("limit", CANDIDATES), given.get("type_strict", "any")
    types = given.get("type", [])
    types = [types] if isinstance(types, str) and types else types or []
    if not isinstance(text, str):
        raise wrong("'query' is no text")
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 1 <= limit < 10**9 or limit % 1:
        raise wrong(f"'limit' is {json.dumps(limit)}; expected a whole number from 1 on")
    if strict not in ("any", "all", "should"):
        raise wrong(f"'type_strict' is {json.dumps(strict)}; expected any, all or should")
    if not isinstance(types, list) or not all(isinstance(one, str) for one in types):
        raise wrong("'type' is neither the id of a type nor a list of such ids")
    constraints = _constraints(given.get("properties", []), wrong)
    if not text.strip() and not constraints:
        raise wrong("there is neither 'query' nor 'properties'")
    try:
        for name in types:
            vocabulary.known_type(name)
        for constraint in constraints:
            vocabulary.known_property(constraint.property)
    except UsageError as error:
        raise wrong(str(error)) from None
    every = strict == "all"
    return Query(text.strip(), tuple(types), tuple(constraints), min(int(limit), MOST), strict == "should", every)


def _constraints(given: Any, wrong: Any) -> list[Constraint]:
    if not isinstance(given, list):
        raise wrong("'properties' is no list")
    found = []
    for one in given:
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise wrong("a property needs 'pid', the id of a property, and 'v', one value or a list")
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        texts = tuple(_value(value, wrong) for value in values)
        if texts := tuple(text for text in texts if text):  # an empty cell says nothing
            found.append(Constraint(one["pid"], texts))
    return found


def _value(value: Any, wrong: Any) -> str:
    """A value of a property as text: of a thing its id, of a truth value true or false."""
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        return str(value["id"]).strip()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return f"{value:g}" if isinstance(value, float) else str(value).strip()
    raise wrong("a value of a property is a text, a number, true, false, or an object with 'id'")


# -- suggestions ------------------------------------------------------------------------------------


def suggested(matcher: Matcher, what: str, prefix: str, cursor: int, language: str) -> dict[str, Any]:
    """Things, types or properties (`entity`, `type`, `property`) that may be meant by what is typed so far."""
    vocabulary = matcher.vocabulary
    page = slice(cursor, cursor + SUGGESTED)
    if what == "entity":
        things = _begun(matcher, prefix, page.stop)[page]
        return {"result": [_suggestion(matcher, thing, language) for thing in things]}
    if what == "type":
        found = vocabulary.suggested(vocabulary.types, prefix, language)[page]
        return {"result": [vocabulary.type(name, language) for name in found]}
    found = vocabulary.suggested(vocabulary.properties, prefix, language)[page]
    return {"result": [{"id": name, "name": vocabulary.name(name, language)} for name in found]}


def _begun(matcher: Matcher, prefix: str, most: int) -> list[ox.NamedNode]:
    """The things whose id or name begins so, those that are known by names first, then those called alike; so many at
    most."""
    typed = prefix.strip()[:_LONGEST_PREFIX]
    if not bare(typed):
        return []
    found = dict.fromkeys(search.listed(matcher.index, typed, most))
    if len(found) < most:
        alike = search.alike(matcher.index, typed, namespaces.things())
        found |= dict.fromkeys(match.iri for match in alike[:most])
    return [ox.NamedNode(iri) for iri in islice(found, most)]


def _suggestion(matcher: Matcher, thing: ox.NamedNode, language: str) -> dict[str, Any]:
    return {
        "id": namespaces.shorten(thing.value),
        "name": labels.label(matcher.store, thing, language),
        "description": previews.brief(matcher.store, thing, language),
        "notable": _types(matcher.vocabulary, thing, language)[:1],
    }


def flyout(matcher: Matcher, what: str, identifier: str, language: str) -> dict[str, str]:
    """A thing, type or property in small, as HTML. Raises Unknown if there is none."""
    if what == "entity":
        html = previews.flyout(matcher.store, known_thing(matcher, identifier), language)
    else:
        try:
            html = _noted(matcher.vocabulary, what, identifier, language)
        except UsageError as error:
            raise Unknown(str(error)) from None
    return {"id": identifier, "html": html}


def _noted(vocabulary: Vocabulary, what: str, identifier: str, language: str) -> str:
    if what == "type":
        vocabulary.known_type(identifier)
        return previews.note(vocabulary.name(identifier, language), vocabulary.definition(identifier, language))
    vocabulary.known_property(identifier)
    return previews.note(vocabulary.name(identifier, language), identifier)


def known_thing(matcher: Matcher, identifier: str) -> ox.NamedNode:
    """The thing of an id. Raises Unknown with the nearest id if there is none."""
    found = matcher.identified(identifier)
    if found is None:
        ids = (namespaces.shorten(thing.value) for thing in matcher.vocabulary.things)
        raise Unknown(f"there is no thing '{identifier}'; {nearest(identifier, ids) or 'search for it by its name'}")
    return found
