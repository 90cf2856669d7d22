"""Rows of what stands beside the claims: disagreements and targets with the claims of each, and what was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import terms
from kgtools.publish.tables.model import Row
from kgtools.publish.tables.rows.reading import Properties, Reader, text
from kgtools.publish.withdrawn import Withdrawal


def disagreement(reader: Reader, node: ox.NamedNode) -> Row:
    """The row of an entry of the list of disagreements."""
    known = reader.properties(node)
    identifier = _id(node)
    return {
        "id": identifier, "iri": node.value, **reader.code("kind", known["t:disagreementKind"]),
        **reader.code("type", known["t:disagreementType"]), **reader.code("status", known["t:disagreementStatus"]),
        **reader.code("found", known["t:found"]), **reader.ref("about", known["t:concerns"]),
        **reader.ref("property", known.get("t:concernsProperty", ())),
        **reader.date("period", known.get("t:concernsPeriod", ())),
        **reader.translated("explanation", text(known.get("t:explanation", ())), f"disagreement/{identifier}"),
        **reader.translated(
            "evidence_needed", text(known.get("t:evidenceNeeded", ())), f"disagreement/{identifier}/needed"
        ),
        "claims": len(sides(known)), "note": text(known.get("t:curatorNote", ())),
    }  # fmt: skip


def disagreement_claims(reader: Reader, node: ox.NamedNode) -> Iterator[Row]:
    """The rows of the claims of a disagreement."""
    known = reader.properties(node)
    preferred, held = (set(known.get(name, ())) for name in ("t:prefers", "t:holdsBack"))
    for claim in sides(known):
        yield {
            "disagreement": _id(node), "claim": terms.short(claim), "preferred": claim in preferred,
            "not_accepted": claim in held,
        }  # fmt: skip


def target(reader: Reader, node: ox.NamedNode) -> Row:
    """The row of a target."""
    known = reader.properties(node)
    explanation = text(known.get("t:outcomeExplanation", ()))
    return {
        "id": _id(node), "iri": node.value, **reader.named("label", known["rdfs:label"]),
        **reader.code("outcome", known["t:outcome"]),
        **reader.translated("explanation", explanation, f"outcome/{_id(node)}"), "claims": len(sides(known)),
    }  # fmt: skip


def target_claims(reader: Reader, node: ox.NamedNode) -> Iterator[Row]:
    """The rows of the claims that tell a target or decide what became of it."""
    known = reader.properties(node)
    telling, deciding = (set(known.get(name, ())) for name in ("t:toldBy", "t:decidedBy"))
    for claim in sides(known):
        yield {
            "target": _id(node), "claim": terms.short(claim), "tells": claim in telling, "decides": claim in deciding,
        }  # fmt: skip


def withdrawn(reader: Reader, gone: Withdrawal) -> Row:
    """The row of what was withdrawn."""
    identifier = namespaces.shorten(gone.iri)
    return {
        "id": identifier, "iri": gone.iri, "release": gone.release,
        **reader.translated("reason", terms.text(gone.reason), f"withdrawn/{identifier}"),
        "replaced_by": tuple(map(namespaces.shorten, gone.replaced_by)),
    }  # fmt: skip


def sides(known: Properties) -> list[ox.NamedNode]:
    """The claims of a disagreement or a target, sorted."""
    names = ("t:involves", "t:prefers", "t:holdsBack", "t:toldBy", "t:decidedBy")
    return sorted({terms.node(claim) for name in names for claim in known.get(name, ())}, key=str)


def _id(node: ox.NamedNode) -> str:
    return terms.short(node).partition("/")[2]
