"""Rows of claims: each in the table of all claims and in that of its sort, and the things that it names."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import terms
from kgtools.graph.terms import Term
from kgtools.publish.tables.model import Row
from kgtools.publish.tables.rows.reading import Properties, Reader, text, true, whole
from kgtools.publish.tables.rows.statements import statement
from kgtools.values import numbers

# What names things, and how: the roles of things in claims.
_NAMING = {
    "t:about": "about", "t:affiliatedAs": "affiliation", "t:indicator": "indicator", "t:measured": "measured",
    "t:origin": "origin", "t:partner": "partner", "t:reporter": "reporter", "t:setBy": "set_by",
    "t:speaker": "speaker", "rdf:subject": "subject", "rdf:object": "value",
}  # fmt: skip


def _thing_spaces() -> tuple[str, ...]:
    return (namespaces.things(), namespaces.base() + "article/")


def _date_space() -> str:
    return namespaces.base() + "date/"


def sort_of(claim: Properties) -> str:
    """Whether a claim is a fact, a figure or an opinion."""
    return "fact" if "rdf:subject" in claim else "figure" if "t:indicator" in claim else "opinion"


def in_short(reader: Reader, node: ox.NamedNode, claim: Properties, selected: bool) -> Row:
    """The row of a claim in the table of all claims."""
    return {
        "id": terms.short(node), "iri": node.value, "type": sort_of(claim), **_article(reader, claim),
        **{f"statement_{language}": statement(reader, claim, language) for language in namespaces.languages()},
        **reader.code("modality", claim.get("t:modality", ())),
        **reader.code("certainty", claim.get("t:certainty", ())),
        "accepted": true(claim["t:accepted"]), "selected": selected,
    }  # fmt: skip


def in_full(reader: Reader, node: ox.NamedNode, claim: Properties) -> Row:
    """The row of a claim in the table of facts, of figures or of opinions."""
    own = {"fact": _fact, "figure": _figure, "opinion": _opinion}[sort_of(claim)]
    return {
        "id": terms.short(node), **_article(reader, claim), **own(reader, node, claim), **_standing(reader, node, claim)
    }  # fmt: skip


def things(node: ox.NamedNode, claim: Properties) -> Iterator[Row]:
    """The rows of the things that a claim names."""
    for name, role in _NAMING.items():
        for value in claim.get(name, ()):
            if isinstance(value, ox.NamedNode) and value.value.startswith(_thing_spaces()):
                yield {"claim": terms.short(node), "role": role, "thing": terms.short(value)}


def _fact(reader: Reader, node: ox.NamedNode, claim: Properties) -> Row:
    return {
        **reader.ref("subject", claim["rdf:subject"]), **reader.ref("property", claim["rdf:predicate"]),
        **_value(reader, claim["rdf:object"][0]), **reader.date("valid_time", claim.get("t:when", ())),
        **_said(reader, claim), "reference": text(claim.get("t:reference", ())),
    }  # fmt: skip


def _value(reader: Reader, value: Term) -> Row:
    """The cells of the value of a fact: as the graph has it, in words, and of which type it is."""
    row: Row = {"value_label": reader.say(reader.language)(value).words, "value_language": None,
                "value_earliest": None, "value_latest": None}  # fmt: skip
    if isinstance(value, ox.NamedNode):
        if value.value.startswith(_date_space()):
            dated = reader.date("value", [value])
            return row | dated | {"value_label": dated["value"], "value_type": "date"}
        if namespaces.is_code(value.value):
            return row | {"value": terms.code(value), "value_type": "code"}
        return row | {"value": terms.short(value), "value_type": "thing"}
    datatype = value.datatype.value.removeprefix(namespaces.XSD) if isinstance(value, ox.Literal) else ""
    sort = {"integer": "number", "decimal": "number", "boolean": "truth", "anyURI": "url"}.get(datatype, "text")
    return row | {
        "value": terms.text(value), "value_type": sort, "value_language": terms.language_tag(value) or None
    }  # fmt: skip


def _figure(reader: Reader, node: ox.NamedNode, claim: Properties) -> Row:
    (unit,) = claim["t:unit"]
    known = reader.properties(terms.node(unit))
    value = text(claim.get("t:value", ()))
    lowest = highest = None
    if value is not None:
        counts_whole = "t:countsWhole" in known and true(known["t:countsWhole"])
        multiplier = Decimal(terms.text(known["t:multiplier"][0]))
        printed, bound = terms.text(claim["t:printedValue"][0]), terms.code(claim["t:bound"][0])
        allowed = numbers.interval(printed, bound, multiplier, counts_whole)
        lowest, highest = (numbers.normalise(end, numbers.ONE) for end in (allowed.low, allowed.high))
    qualifiers = claim.get("t:qualifier", ())
    return {
        **reader.ref("indicator", claim["t:indicator"]), **reader.ref("measured", claim["t:measured"]),
        **reader.ref("partner", claim.get("t:partner", ())), **reader.code("flow", claim.get("t:flow", ())),
        **reader.date("period", claim.get("t:period", ())), **reader.code("bound", claim["t:bound"]),
        "printed": text(claim["t:printedValue"]), **reader.code("unit", claim["t:unit"]),
        "value": None if value is None else Decimal(value), "lowest": lowest, "highest": highest,
        **reader.code("base_unit", known["t:baseUnit"]),
        "qualifiers": tuple(map(terms.code, qualifiers)) or None,
        "qualifiers_label": tuple(map(reader.label, qualifiers)) or None,
        **reader.ref("reporter", claim.get("t:reporter", ())), **_said(reader, claim),
    }  # fmt: skip


def _opinion(reader: Reader, node: ox.NamedNode, claim: Properties) -> Row:
    return {
        **reader.refs("speakers", claim.get("t:speaker", ())),
        **reader.ref("affiliation", claim.get("t:affiliatedAs", ())),
        **reader.ref("about", claim["t:about"]), **reader.code("stance", claim["t:stance"]),
        **reader.translated("gist", text(claim["t:gist"]), terms.short(node)),
        **reader.date("horizon", claim.get("t:horizon", ())),
    }  # fmt: skip


def _said(reader: Reader, claim: Properties) -> Row:
    """Who says a fact or figure, and how it is meant."""
    return {
        **reader.code("modality", claim["t:modality"]), **reader.refs("speakers", claim.get("t:speaker", ())),
        **reader.refs("set_by", claim.get("t:setBy", ())), **reader.ref("origin", claim.get("t:origin", ())),
    }  # fmt: skip


def _article(reader: Reader, claim: Properties) -> Row:
    return reader.ref("article", claim.get("t:inArticle", ()), "article/")


def _standing(reader: Reader, node: ox.NamedNode, claim: Properties) -> Row:
    """Where a claim stands: in its article, among other claims, and how far it has been read."""
    entries = [terms.short(entry).removeprefix("disagreement/") for entry in reader.subjects("involves", node)]
    return {
        **reader.code("certainty", claim.get("t:certainty", ())), "accepted": true(claim["t:accepted"]),
        "disagreements": tuple(entries) or None,
        "independent_origin": next(
            (terms.short(origin).removeprefix("origin/") for origin in claim.get("t:independentOrigin", ())), None
        ),
        "support": whole(claim.get("t:support", ())), **reader.code("review", claim.get("t:reviewState", ())),
        **_passage(reader, claim), "note": text(claim.get("t:curatorNote", ())),
    }  # fmt: skip


def _passage(reader: Reader, claim: Properties) -> Row:
    """The place of the passage of a claim; never its words, which the graph has not."""
    start = end = fingerprint = None
    for evidence in claim.get("t:evidence", ()):
        (selector,) = reader.properties(terms.node(evidence))["oa:hasSelector"]
        passage = reader.properties(terms.node(selector))
        start, end = whole(passage["oa:start"]), whole(passage["oa:end"])
        fingerprint = text(passage["t:fingerprint"])
    return {"passage_start": start, "passage_end": end, "fingerprint": fingerprint}
