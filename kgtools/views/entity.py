"""The page of an entity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.anchors import Anchor
from kgtools.graph import labels, store

_FACTS = """
SELECT ?property ?object ?claim ?accepted WHERE {
  ?claim rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?object ; t:modality ?modality ;
         t:accepted ?accepted ; a t:Fact .
  FILTER(?modality = <https://w3id.org/tandem-kg/code/modality/asserted>)
} ORDER BY ?claim"""
_INVERSE = """
SELECT ?property ?subject ?claim ?accepted WHERE {
  ?claim rdf:object ?thing ; rdf:predicate ?property ; rdf:subject ?subject ; t:modality ?modality ;
         t:accepted ?accepted ; a t:Fact .
  FILTER(?modality = <https://w3id.org/tandem-kg/code/modality/asserted>)
} ORDER BY ?claim"""
_DATED = """
SELECT DISTINCT ?other ?date ?earliest ?latest WHERE {
  ?claim a t:Fact ; t:accepted true ; rdf:object ?thing ; rdf:subject ?other .
  ?dating a t:Fact ; t:accepted true ; rdf:subject ?other ; rdf:object ?date .
  ?date a t:Date . OPTIONAL { ?date t:earliest ?earliest } OPTIONAL { ?date t:latest ?latest }
}"""
_SOURCES = """
SELECT ?article (COUNT(DISTINCT ?claim) AS ?claims) WHERE {
  VALUES ?role { rdf:subject rdf:object t:measured t:partner t:indicator t:about t:speaker t:origin t:reporter }
  ?claim ?role ?thing ; t:inArticle ?article .
} GROUP BY ?article ORDER BY ?article"""
_UNACCEPTED = """
SELECT ?claim ?property ?object ?modality ?outcome WHERE {
  ?claim a t:Fact ; rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?object ; t:accepted false ;
         t:modality ?modality .
  OPTIONAL { ?claim t:outcome ?outcome }
} ORDER BY ?property ?claim"""
_FIGURES = """
SELECT ?claim ?indicator ?measured ?partner ?flow ?period ?printed ?unit ?bound ?modality ?accepted ?outcome WHERE {
  ?claim a t:Figure ; t:indicator ?indicator ; t:measured ?measured ; t:printedValue ?printed ; t:unit ?unit ;
         t:bound ?bound ; t:modality ?modality ; t:accepted ?accepted .
  OPTIONAL { ?claim t:partner ?partner } OPTIONAL { ?claim t:flow ?flow } OPTIONAL { ?claim t:period ?period }
  OPTIONAL { ?claim t:outcome ?outcome }
  FILTER(?measured = ?thing || ?indicator = ?thing || (BOUND(?partner) && ?partner = ?thing))
} ORDER BY ?indicator ?period ?claim"""
_OPINIONS = """
SELECT ?claim ?speaker ?about ?gist WHERE {
  ?claim a t:Opinion ; t:speaker ?speaker ; t:about ?about ; t:gist ?gist .
  FILTER(?about = ?thing || ?speaker = ?thing)
} ORDER BY ?claim ?speaker"""
_DISAGREEMENTS = """
SELECT DISTINCT ?entry ?type ?explanation WHERE {
  ?entry a t:Disagreement ; t:involves ?claim ; t:disagreementType ?type .
  OPTIONAL { ?entry t:explanation ?explanation }
  { ?claim rdf:subject ?thing } UNION { ?claim rdf:object ?thing } UNION { ?claim t:measured ?thing }
  UNION { ?claim t:partner ?thing } UNION { ?claim t:indicator ?thing } UNION { ?claim t:about ?thing }
} ORDER BY ?entry"""


def show(store_: ox.Store, thing: ox.NamedNode, language: str) -> str:
    """A page of text about one thing: names, facts with their claims, figures, opinions, disagreements."""
    return "\n".join(_show(store_, thing, language)) + "\n"


def _show(store_: ox.Store, thing: ox.NamedNode, language: str) -> Iterator[str]:
    def say(term: store.Term | None) -> str:
        return labels.label(store_, term, language)

    yield f"{say(thing)}  ({namespaces.shorten(thing.value)})"
    kinds = [quad.object for quad in _of(store_, thing, namespaces.term("kind"))]
    if kinds:
        yield say(kinds[0])
    printed = {quad.object for quad in _of(store_, thing, namespaces.term("printedName"))}
    for heading, predicate in (("names", namespaces.RDFS + "label"), ("also", namespaces.SKOS + "altLabel")):
        found = [quad.object for quad in _of(store_, thing, predicate) if isinstance(quad.object, ox.Literal)]
        if found:
            texts = sorted((str(text.language), text.value, "" if text in printed else "*") for text in found)
            yield f"{heading}: " + " · ".join(f"{value}{star} ({tag})" for tag, value, star in texts)
    if printed:
        yield "* given by a curator, not printed in this form in an article"
    for quad in _of(store_, thing, namespaces.SKOS + "exactMatch"):
        yield f"same as: {_text(quad.object)}"
    for quad in _of(store_, thing, namespaces.term("curatorNote")):
        yield f"note: {_text(quad.object)}"

    yield from _section("Facts", (
        f"{say(property_)}: {say(object_)}  {support}"
        for property_, object_, support in _supported(store_, store.select(store_, _FACTS, thing=thing))
    ))  # fmt: skip
    yield from _section("Told of it elsewhere", (
        f"{say(subject)} – {say(property_)}  {support}"
        for property_, subject, support in _supported(store_, store.select(store_, _INVERSE, thing=thing))
    ))  # fmt: skip
    dated = {
        (_text(earliest) or _text(latest), _text(latest), say(date), say(other))
        for other, date, earliest, latest in store.select(store_, _DATED, thing=thing)
    }
    yield from _section("In time", (f"{date}: {other}" for _, _, date, other in sorted(dated)), keep_order=True)
    yield from _section("Planned, aimed at, denied or held back", (
        f"{say(property_)}: {say(object_)} ({_listed(say(modality), say(outcome))})  [{_short(claim)}]"
        for claim, property_, object_, modality, outcome in store.select(store_, _UNACCEPTED, thing=thing)
    ), keep_order=True)  # fmt: skip
    yield from _section("Figures", (
        _figure(say, row) for row in store.select(store_, _FIGURES, thing=thing)
    ), keep_order=True)  # fmt: skip
    opinions: dict[str, tuple[list[str], str]] = {}
    for claim, speaker, about, gist in store.select(store_, _OPINIONS, thing=thing):
        opinions.setdefault(_short(claim), ([], f"on {say(about)}: {_text(gist)}"))[0].append(say(speaker))
    yield from _section("Opinions", (
        f"{', '.join(speakers)} {words}  [{claim}]" for claim, (speakers, words) in opinions.items()
    ), keep_order=True)  # fmt: skip
    yield from _section("Disagreements", (
        f"{say(type_)}: {_text(explanation)}  [{namespaces.shorten(_text(entry))}]"
        for entry, type_, explanation in store.select(store_, _DISAGREEMENTS, thing=thing)
    ), keep_order=True)  # fmt: skip
    yield from _section("Sources", (
        f"{say(article)}  ({_counted(int(_text(number)), 'claim')})"
        for article, number in store.select(store_, _SOURCES, thing=thing)
    ), keep_order=True)  # fmt: skip


def _section(heading: str, lines: Iterable[str], keep_order: bool = False) -> Iterator[str]:
    found = list(lines) if keep_order else sorted(lines)
    if found:
        yield ""
        yield heading
        yield from (f"  {line}" for line in found)


def _figure(say: Callable[[store.Term | None], str], row: tuple[store.Term | None, ...]) -> str:
    claim, indicator, measured, partner, flow, period, printed, unit, bound, modality, is_accepted, outcome = row
    of = " – ".join(filter(None, (say(measured), say(partner))))
    word = "" if _text(bound).endswith("/exact") else say(bound) + " "
    tail = [say(flow), say(period)]
    if _text(is_accepted) == "false":
        tail.append(say(modality) if not _text(modality).endswith("/asserted") else "held back")
        tail.append(say(outcome))
    when = _listed(*tail)
    return f"{say(indicator)}, {of}: {word}{_text(printed)} {say(unit)} ({when})  [{_short(claim)}]"


# -- small things -----------------------------------------------------------------------------------


def _of(store_: ox.Store, node: ox.NamedNode, predicate: str) -> list[ox.Quad]:
    found = store_.quads_for_pattern(node, ox.NamedNode(predicate), None, ox.DefaultGraph())
    return sorted(found, key=str)


def _supported(
    store_: ox.Store, rows: Iterable[tuple[store.Term | None, ...]]
) -> Iterator[tuple[store.Term | None, store.Term | None, str]]:
    """Each accepted statement once: its property, its other end, and its support.

    The support is the claims that assert it, in square brackets, and their origins if articles share it.
    """
    claims: dict[tuple[store.Term | None, store.Term | None], list[store.Term | None]] = {}
    accepted = set()
    for property_, end, claim, is_accepted in rows:
        claims.setdefault((property_, end), []).append(claim)
        if _text(is_accepted) == "true":
            accepted.add((property_, end))
    for statement in (each for each in claims if each in accepted):
        found = claims[statement]
        support = f"[{', '.join(dict.fromkeys(map(_short, found)))}]"
        if len({_article(store_, claim) for claim in found}) > 1:
            support += f" ({_witnesses(store_, found)})"
        yield *statement, support


def _witnesses(store_: ox.Store, claims: Iterable[store.Term | None]) -> str:
    """How many independent origins and articles stand behind claims: «2 origins, 3 articles»."""
    listed = list(claims)
    origins = {
        quad.object
        for claim in listed
        if isinstance(claim, ox.NamedNode)
        for quad in _of(store_, claim, namespaces.term("independentOrigin"))
    }
    articles = {article for claim in listed if (article := _article(store_, claim))}
    if not articles:
        return "background only"
    return f"{_counted(len(origins), 'origin')}, {_counted(len(articles), 'article')}"


def _listed(*words: str) -> str:
    return ", ".join(filter(None, words))


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _article(store_: ox.Store, claim: store.Term | None) -> str:
    assert isinstance(claim, ox.NamedNode)
    return next((_text(quad.object) for quad in _of(store_, claim, namespaces.term("inArticle"))), "")


def _accepted(store_: ox.Store, claim: store.Term | None) -> bool:
    assert isinstance(claim, ox.NamedNode)
    return any(_text(quad.object) == "true" for quad in _of(store_, claim, namespaces.term("accepted")))


def _anchor(place: Iterable[store.Term | None]) -> Anchor:
    start, end, print_ = (_text(term) for term in place)
    return Anchor(int(start), int(end), print_)


def _short(claim: store.Term | None) -> str:
    return namespaces.shorten(_text(claim)).removeprefix("claim/")


def _text(term: store.Term | None) -> str:
    return str(getattr(term, "value", "")) if term is not None else ""
