"""Values of properties for a column of things: the data extension of the Reconciliation API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError, nearest
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term, curie_node, node, term_node, truth
from kgtools.publish.services.matching import Matcher
from kgtools.publish.services.reconciliation import BATCH, MOST, TooMany
from kgtools.publish.services.vocabulary import Vocabulary
from kgtools.query.search.index.having import INVERSE, TOP

_SETTINGS = ("language", "claims")
_NUMBERS = {namespaces.XSD + "integer": ("int", int), namespaces.XSD + "decimal": ("float", float)}


@dataclass(frozen=True)
class _Wanted:
    """A column that is wanted: the property, the language of its words, and whether claims stand for the values."""

    property: str
    language: str
    claims: bool


def proposed(vocabulary: Vocabulary, type_id: str, limit: int, language: str) -> dict[str, Any]:
    """The properties that things of a type have, the commonest first. Raises UsageError for an unknown type."""
    type_id = type_id or TOP
    vocabulary.known_type(type_id)
    names = vocabulary.proposed(type_id)[:limit] if limit else vocabulary.proposed(type_id)
    told = [{"id": name, "name": vocabulary.name(name, language)} for name in names]
    return {"type": type_id, "properties": told} | ({"limit": limit} if limit else {})


def extended(matcher: Matcher, given: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The accepted values of properties of things; none for an id that nothing has.

    A date is given as text, in EDTF: few of them are days, and none has the time that the protocol's dates have.
    """
    ids, columns = _read(matcher.vocabulary, given, language)
    rows = {}
    for identifier in ids:
        thing = matcher.identified(identifier)
        rows[identifier] = {
            one.property: _values(matcher.vocabulary, thing, one) if thing is not None else [] for one in columns
        }
    meta = [{"id": one.property, "name": matcher.vocabulary.name(one.property, language)} for one in columns]
    return {"meta": meta, "rows": rows}


def _read(vocabulary: Vocabulary, given: Mapping[str, Any], language: str) -> tuple[list[str], list[_Wanted]]:
    """The ids and columns of a request. Raises UsageError for what is none."""
    ids, properties = given.get("ids"), given.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise UsageError("extend: expected 'ids', a list of ids")
    if not isinstance(properties, list) or not all(isinstance(one, dict) for one in properties):
        raise UsageError("extend: expected 'properties', a list of objects with 'id'")
    if len(ids) > BATCH * 10 or len(properties) > MOST:
        raise TooMany(f"extend: send {BATCH * 10} ids and {MOST} properties at a time")
    columns = [_column(vocabulary, one, language) for one in properties]
    for name, times in Counter(one.property for one in columns).items():
        if times > 1:
            raise UsageError(f"extend: '{name}' stands {times} times among the properties; an answer has room for one")
    return list(dict.fromkeys(ids)), columns


def _column(vocabulary: Vocabulary, given: Mapping[str, Any], language: str) -> _Wanted:
    name, settings = given.get("id"), given.get("settings") or {}
    if not isinstance(name, str):
        raise UsageError("extend: a property has no 'id'")
    vocabulary.known_property(name)
    if not isinstance(settings, dict):
        raise UsageError(f"extend: the settings of '{name}' are no object")
    for setting in settings:
        if setting not in _SETTINGS:
            hint = nearest(setting, _SETTINGS) or f"expected {' or '.join(_SETTINGS)}"
            raise UsageError(f"extend: '{name}' has no setting '{setting}'; {hint}")
    spoken = settings.get("language") or language
    if spoken not in namespaces.languages():
        raise UsageError(f"extend: language '{str(spoken)[:40]}': expected {', '.join(namespaces.languages())}")
    return _Wanted(name, spoken, settings.get("claims") in (True, "true", "on", 1))


def _values(vocabulary: Vocabulary, thing: ox.NamedNode, wanted: _Wanted) -> list[dict[str, Any]]:
    found = vocabulary.values(thing, wanted.property)
    if wanted.claims:
        behind = {claim for value in found for claim in _claims(vocabulary.store, thing, wanted.property, value)}
        return [{"str": claim} for claim in sorted(behind)]
    told = [_told(vocabulary.store, value, wanted.language) for value in found]
    return sorted(told, key=lambda one: str(one.get("name") or one.get("str") or ""))


def _told(store: Store, value: Term, language: str) -> dict[str, Any]:
    """A value as the protocol has it: a thing by id and name, a number, or a text."""
    if isinstance(value, ox.NamedNode) and value.value.startswith(namespaces.things()):
        return {"id": namespaces.shorten(value.value), "name": labels.label(store, value, language)}
    if isinstance(value, ox.Literal) and value.datatype.value in _NUMBERS:
        key, number = _NUMBERS[value.datatype.value]
        return {key: number(value.value)}
    return {"str": labels.label(store, value, language)}


def _claims(store: Store, thing: ox.NamedNode, name: str, value: Term) -> list[str]:
    """The ids of the accepted claims that say that a thing has this value."""
    subject, other = (value, thing) if name.startswith(INVERSE) else (thing, value)
    predicate = ox.NamedNode(namespaces.term(name.removeprefix(INVERSE)))
    default = ox.DefaultGraph()
    found = []
    if isinstance(subject, ox.NamedNode):
        for quad in store.quads_for_pattern(None, curie_node("rdf:subject"), subject, default):
            claim = quad.subject
            says = store.quads_for_pattern(claim, curie_node("rdf:predicate"), predicate, default)
            gives = store.quads_for_pattern(claim, curie_node("rdf:object"), other, default)
            accepted = store.quads_for_pattern(claim, term_node("accepted"), None, default)
            if next(iter(says), None) and next(iter(gives), None) and any(truth(one.object) for one in accepted):
                found.append(namespaces.shorten(node(claim).value))
    return found
