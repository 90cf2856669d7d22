"""Statements for Wikidata, as its importer QuickStatements reads them, of what is the same here and there.

Only accepted statements come out which an article makes in so many words and in its own name, of things that are
matched with items of Wikidata (`skos:exactMatch`), by properties that are matched with properties of Wikidata
(`ontology/alignments.ttl`). A reference is given where an article prints an address for it. Each line ends in a comment
with the claims behind it; a person is to read it before it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import marks
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term, code_node, curie_node, literal, node, short, term_node, text
from kgtools.publish.describing import DEFAULT
from kgtools.publish.selection import Selection

WIKIDATA = "http://www.wikidata.org/entity/"
_ACCEPTED = (term_node("accepted"), literal("true", "boolean"))
_STATED = (term_node("certainty"), code_node("certainty", "stated"))
_EXACT, _BROAD = curie_node("skos:exactMatch"), curie_node("skos:broadMatch")
_SUBJECT, _PREDICATE, _OBJECT = (curie_node(f"rdf:{part}") for part in ("subject", "predicate", "object"))
_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_REFERENCE_URL = "S854"


@dataclass(frozen=True, order=True)
class _Statement:
    """A statement for Wikidata: item, property and value, and properties and values that qualify it."""

    item: str
    property: str
    value: str
    qualifiers: tuple[tuple[str, str], ...] = ()


def lines(selection: Selection) -> list[str]:
    """The statements of the selected claims, a line each, sorted; claims that say the same make one line.

    Item, property, value, qualifiers and references stand between tabs; see
    https://www.wikidata.org/wiki/Help:QuickStatements.
    """
    store = selection.store
    found: dict[_Statement, set[ox.NamedNode]] = {}
    for claim in selection.claims:
        if _is_plain(store, claim):
            for statement, behind in _statements(store, claim):
                found.setdefault(statement, set()).update(behind)
    return [_line(store, statement, sorted(behind, key=str)) for statement, behind in sorted(found.items())]


def _line(store: Store, statement: _Statement, behind: Sequence[ox.NamedNode]) -> str:
    cells = [statement.item, statement.property, statement.value]
    cells += [cell for pair in statement.qualifiers for cell in pair]
    for number, url in enumerate(sorted({url for claim in behind for url in _urls(store, claim)})):
        cells += [f"!{_REFERENCE_URL}" if number else _REFERENCE_URL, f'"{url}"']  # ! begins another reference
    return "\t".join(cells) + f" /* {', '.join(map(short, behind))} */\n"


def _statements(store: Store, claim: ox.NamedNode) -> Iterator[tuple[_Statement, tuple[ox.NamedNode, ...]]]:
    """The statement that a claim makes, with the claims behind it; none if there is not all it needs."""
    subject, predicate, value = (_value(store, claim, part) for part in (_SUBJECT, _PREDICATE, _OBJECT))
    if not isinstance(subject, ox.NamedNode) or not isinstance(predicate, ox.NamedNode):
        return
    if predicate in (roles := _roles()):
        yield from _as_statement(store, claim, subject, roles[predicate])
        return
    item, property, written = _item(store, subject), _property(store, predicate), _written(store, value)
    whens = [_dated(store, term_node("when"), when) for when in _values(store, claim, term_node("when"))]
    qualifiers = tuple(when for when in whens if when is not None)
    if item and property and written and len(qualifiers) == len(whens):
        yield _Statement(item, property, written, qualifiers), (claim,)


def _as_statement(
    store: Store, claim: ox.NamedNode, thing: ox.NamedNode, role: marks.Relation
) -> Iterator[tuple[_Statement, tuple[ox.NamedNode, ...]]]:
    """A tenure or membership as a statement about who holds it; one who only acts in a post does not hold it."""
    stated = _plain_claims(store, thing)
    values = stated.get(term_node(role.to), [])
    kinds = _values(store, thing, curie_node("rdf:type"))
    property = next((found for kind in kinds if (found := _property(store, kind))), "")
    holder = _value(store, claim, _OBJECT)
    limited = any(term_node(limit) in stated for limit in marks.terms("limits"))
    if len(values) != 1 or limited or not isinstance(holder, ox.NamedNode):
        return
    (value, behind), qualifiers, claims = values[0], [], {claim}
    for predicate in map(term_node, filter(None, role.span)):
        dates = stated.get(predicate, [])
        dated = [_dated(store, predicate, date) for date, _ in dates]
        if len(dates) == 1 and dated[0]:
            qualifiers.append(dated[0])
            claims.add(dates[0][1])
    item, written = _item(store, holder), _written(store, value)
    if item and property and written:
        yield _Statement(item, property, written, tuple(qualifiers)), (*claims, behind)


def _roles() -> dict[ox.NamedNode, marks.Relation]:
    """Things of ours that are statements there, by the property that says whose statement it is."""
    return {term_node(relation.of): relation for relation in marks.relations()}


def _plain_claims(store: Store, thing: ox.NamedNode) -> dict[Term, list[tuple[Term, ox.NamedNode]]]:
    """What is plainly claimed of a thing: for each property its values, each with the first claim that gives it."""
    found: dict[Term, dict[Term, ox.NamedNode]] = {}
    quads = store.quads_for_pattern(None, _SUBJECT, thing, DEFAULT)
    for claim in sorted((node(quad.subject) for quad in quads), key=str):
        predicate, value = _value(store, claim, _PREDICATE), _value(store, claim, _OBJECT)
        if predicate is not None and value is not None and _is_plain(store, claim):
            found.setdefault(predicate, {}).setdefault(value, claim)
    return {predicate: list(values.items()) for predicate, values in found.items()}


def _is_plain(store: Store, claim: ox.NamedNode) -> bool:
    """Whether an article itself states what it claims, and it is accepted."""
    kept = all(ox.Quad(claim, predicate, value) in store for predicate, value in (_ACCEPTED, _STATED))
    return kept and not _values(store, claim, term_node("speaker"))


def _urls(store: Store, claim: ox.NamedNode) -> Iterator[str]:
    """The addresses at which a claim can be read: of its article, and of the publication that this names for it."""
    for lead, address in ((term_node("inArticle"), curie_node("schema:url")), (term_node("origin"), term_node("url"))):
        for source in _values(store, claim, lead):
            if isinstance(source, ox.NamedNode):
                yield from (text(url).replace('"', "%22") for url in _values(store, source, address))


# -- ours and theirs ------------------------------------------------------------------------------------


def _item(store: Store, thing: ox.NamedNode) -> str:
    """The item of Wikidata that is the same as a thing; empty if there is none, or more than one."""
    found = _matched(store, thing, (_EXACT,), "Q")
    return found[0] if len(found) == 1 else ""


def _property(store: Store, term: Term) -> str:
    """The property of Wikidata that says at least what ours does."""
    found = _matched(store, term, (_EXACT, _BROAD), "P") if isinstance(term, ox.NamedNode) else []
    return found[0] if len(found) == 1 else ""


def _matched(store: Store, term: ox.NamedNode, matches: Iterable[ox.NamedNode], letter: str) -> list[str]:
    iris = (short(value) for match in matches for value in _values(store, term, match))
    return [iri.removeprefix(WIKIDATA) for iri in iris if iri.startswith(WIKIDATA + letter)]


def _dated(store: Store, predicate: ox.NamedNode, date: Term) -> tuple[str, str] | None:
    """A date as a qualifier; None if it cannot be said there."""
    property, written = _property(store, predicate), _written(store, date)
    return (property, written) if property and written else None


def _written(store: Store, value: Term | None) -> str:
    """A value as it is written there; empty for what has no item, and for dates that are not plain ones."""
    if not isinstance(value, ox.NamedNode):
        return ""
    for edtf in _values(store, value, term_node("edtf")):
        point = _POINT.fullmatch(text(edtf))
        return _date(*point.groups()) if point else ""
    return _item(store, value)


def _date(year: str, month: str | None, day: str | None) -> str:
    """A date with its precision: 9 for a year, 10 for a month, 11 for a day.

    >>> _date("2022", "12", None)
    '+2022-12-00T00:00:00Z/10'
    """
    precision = 9 + (month is not None) + (day is not None)
    return f"+{year}-{month or '00'}-{day or '00'}T00:00:00Z/{precision}"


def _values(store: Store, subject: Term, predicate: ox.NamedNode) -> list[Term]:
    assert isinstance(subject, ox.NamedNode)
    return sorted((quad.object for quad in store.quads_for_pattern(subject, predicate, None, DEFAULT)), key=str)


def _value(store: Store, subject: ox.NamedNode, predicate: ox.NamedNode) -> Term | None:
    return next(iter(_values(store, subject, predicate)), None)
