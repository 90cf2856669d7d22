"""Answers that tell: what a search finds, a thing whole, why something is said, where articles disagree."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import code, node
from kgtools.messages import message
from kgtools.publish.services import found
from kgtools.publish.services.assistants.receipts import Answer, Reader, cited
from kgtools.publish.services.assistants.tools import DISAGREEMENTS
from kgtools.query import lookup
from kgtools.query import search as index_of
from kgtools.views import disagreements, entity, evidence, figures
from kgtools.views.page import EntityPage, Entry

_ENTRIES = "SELECT ?entry ?kind WHERE { ?entry a t:Disagreement ; t:disagreementKind ?kind } ORDER BY ?entry"
_CONCERNING = """
SELECT DISTINCT ?entry WHERE {
  { ?entry t:concerns ?thing } UNION
  { VALUES ?role { rdf:subject rdf:object t:measured t:partner t:indicator t:about t:flow }
    ?claim ?role ?thing . ?entry t:involves ?claim }
}"""


def search(reader: Reader, index: index_of.Index, given: dict[str, Any]) -> Answer:
    """Things by their names, then what is told."""
    told = found.found(
        reader.store, index, given["words"], reader.language, given.get("kind", ""), given["limit"]
    )  # fmt: skip
    lines = []
    claims = []
    for one in told["results"]:
        line = f"{one['about']}: {one['label']} ({one['description'] or one['type']})"
        if one["told"]:
            behind = [claim for claim in one["claims"] if claim.startswith("claim/")][:3]
            claims += behind
            line += f" – {one['text']}{cited(behind)}"
        lines.append(line)
    if told["next"] is not None:
        lines.append(message("assistant.more", reader.language, number=told["total"] - told["next"]))
    return Answer(lines or [message("assistant.nothing", reader.language)], told, claims)


def show(reader: Reader, given: dict[str, Any]) -> Answer:
    """All that is said of one thing."""
    thing = lookup.find(reader.store, given["thing"])
    answer = shown(reader, thing.thing, given["limit"])
    if thing.alike:
        answer.lines.insert(0, str(thing))
        answer.data["taken_for"] = str(thing)
    return answer


def shown(reader: Reader, thing: ox.NamedNode, limit: int) -> Answer:
    """The page of a thing, with as many lines as are wanted."""
    page = entity.page(reader.store, thing, reader.language, reader.copies)
    identity = "".join(part.words for part in page.identity)
    lines, sections, claims, room = [f"{page.title} ({page.id})", identity], [], [], limit
    for section in page.sections:
        entries = section.entries[:room]
        room -= len(entries)
        if not entries:
            break
        told = [_entry(page, one) for one in entries]
        sections.append({"heading": section.heading, "disagreements": section.marked, "lines": told})
        lines += ["", section.heading, *(f"- {one['text']}{cited(one['claims'] or one['refers_to'])}" for one in told)]
        claims += [claim for one in told for claim in one["claims"]]
    left = sum(len(section.entries) for section in page.sections) - (limit - room)
    if left > 0:
        lines += ["", message("assistant.more", reader.language, number=left)]
    names = [{"name": one.value, "language": one.language} for one in (*page.names, *page.other_names)]
    data = {
        "id": page.id, "iri": thing.value, "title": page.title, "identity": identity, "names": names,
        "same_as": list(page.same_as), "sections": sections, "lines_left_out": max(left, 0),
    }  # fmt: skip
    own = [page.id] if page.id.startswith("claim/") else []
    return Answer(lines, data, own + claims)


def _entry(page: EntityPage, entry: Entry) -> dict[str, Any]:
    group = "".join(part.words for part in entry.group)
    sign = f" {disagreements.SIGN} {', '.join(entry.disagreements)}" if entry.disagreements else ""
    told: dict[str, Any] = {
        "text": f"{group + ': ' if group else ''}{entry.words}{sign}" + (f" {entry.more}" if entry.more else ""),
        "claims": [one for one in entry.sources if one.startswith("claim/")],
        "refers_to": [one for one in entry.sources if not one.startswith("claim/")],
        "disagreements": list(entry.disagreements),
    }
    if entry.support is not None:
        told |= {"origins": entry.support.origins, "articles": entry.support.articles}
    if entry.hedged:
        told["hedged"] = dict(entry.hedged)
    return told


def why(reader: Reader, given: dict[str, Any]) -> Answer:
    """The claims behind what is said of a thing with a property."""
    thing = lookup.find(reader.store, given["thing"]).thing
    told = evidence.why(reader.store, thing, given["property"], reader.language, reader.copies)
    values = [{"value": value, "origins": rests.origins, "articles": rests.articles} for value, rests in told.values]
    claims = [
        {"claim": f"claim/{one.claim}", "value": one.value, "meant": one.status}
        | ({"when": one.when} if one.when else {})
        for one in told.claims
    ]
    lines = [f"{told.subject} – {told.property}"]
    lines += [f"- {value}: {rests.describe(reader.language)}" for value, rests in told.values]
    lines += [f"- {one['value']} ({one['meant']}){cited([one['claim']])}" for one in claims]
    data = {"id": namespaces.shorten(thing.value), "property": told.property, "values": values, "claims": claims}
    return Answer(lines, data, [one["claim"] for one in claims])


# -- disagreements ----------------------------------------------------------------------------------


def disagreeing(reader: Reader, given: dict[str, Any]) -> Answer:
    """Where articles disagree, the gravest first, each whole."""
    kind, about = given.get("kind", ""), given.get("about", "")
    chosen = _concerning(reader.store, about) if about else None
    entries = [
        (DISAGREEMENTS.index(code(each)), node(entry))
        for entry, each in select(reader.store, _ENTRIES)
        if (not kind or code(each) == kind) and (chosen is None or node(entry).value in chosen)
    ]
    entries.sort(key=lambda item: (item[0], item[1].value))
    answers = [shown(reader, entry, 100) for _, entry in entries[: given["limit"]]]
    counted = {name: sum(1 for place, _ in entries if DISAGREEMENTS[place] == name) for name in DISAGREEMENTS}
    lines = [f"{message('entity.section.disagreements', reader.language)}: {len(entries)}"]
    lines += [line for answer in answers for line in ("", *answer.lines)]
    if len(entries) > len(answers):
        lines += ["", message("assistant.more", reader.language, number=len(entries) - len(answers))]
    data = {
        "total": len(entries), "by_kind": {name: number for name, number in counted.items() if number},
        "disagreements": [answer.data for answer in answers],
    }  # fmt: skip
    return Answer(lines, data, [claim for answer in answers for claim in answer.claims])


def _concerning(store: Store, words: str) -> set[str]:
    """The IRIs of the disagreements about a thing, an indicator or a flow, or of the one with this id."""
    own = words.removeprefix("disagreement/")
    if namespaces.SLUG.fullmatch(own):
        entry = ox.NamedNode(namespaces.disagreement(own))
        if next(iter(store.quads_for_pattern(entry, None, None, ox.DefaultGraph())), None):
            return {entry.value}
    try:
        indicator, flow = figures.topic(store, words)
    except UsageError:
        indicator = flow = ""
    if flow:
        thing = ox.NamedNode(namespaces.code(f"flow/{flow}"))
    elif indicator:
        thing = ox.NamedNode(namespaces.entity(indicator))
    else:
        thing = lookup.find(store, words).thing
    return {node(entry).value for (entry,) in select(store, _CONCERNING, thing=thing)}
