"""What a thing looks like in text: one thing, the claims behind a statement, the house itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import names, store, things
from kgtools.claims import Anchor
from kgtools.errors import UsageError, nearest
from kgtools.evidence import Copy, Known, passage

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
_CLAIMS = """
SELECT ?claim ?object ?modality ?article ?start ?end ?print ?speaker ?origin ?reference ?note WHERE {
  ?claim rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?object ; t:modality ?modality .
  OPTIONAL { ?claim t:inArticle ?article ; t:evidence/oa:hasSelector ?passage .
             ?passage oa:start ?start ; oa:end ?end ; t:fingerprint ?print }
  OPTIONAL { ?claim t:speaker ?speaker }
  OPTIONAL { ?claim t:origin ?origin }
  OPTIONAL { ?claim t:reference ?reference }
  OPTIONAL { ?claim t:curatorNote ?note }
} ORDER BY ?claim"""
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
_ANCHORS = """
SELECT DISTINCT ?article ?hash ?start ?end ?print WHERE {
  ?article t:textHash ?hash . ?evidence oa:hasSource ?article ; oa:hasSelector ?passage .
  ?passage oa:start ?start ; oa:end ?end ; t:fingerprint ?print .
} ORDER BY ?article ?start ?end"""
_PASSAGE = """
SELECT ?article ?start ?end ?print WHERE {
  ?claim t:inArticle ?article ; t:evidence/oa:hasSelector ?passage .
  ?passage oa:start ?start ; oa:end ?end ; t:fingerprint ?print .
}"""
_BEHIND = """
SELECT ?article ?modality ?reference ?note ?origin ?speaker WHERE {
  ?claim a t:Claim . OPTIONAL { ?claim t:inArticle ?article } OPTIONAL { ?claim t:modality ?modality }
  OPTIONAL { ?claim t:reference ?reference } OPTIONAL { ?claim t:curatorNote ?note }
  OPTIONAL { ?claim t:origin ?origin } OPTIONAL { ?claim t:speaker ?speaker }
} ORDER BY ?speaker LIMIT 1"""
_ABOUT = """
SELECT ?article (COUNT(?claim) AS ?claims) WHERE {
  ?article a t:Article . OPTIONAL { ?claim t:inArticle ?article }
} GROUP BY ?article ORDER BY ?article"""


def known(store_: ox.Store) -> dict[str, Known]:
    """What identifies each article without its text, from the graph."""
    hashes: dict[str, str] = {}
    anchors: dict[str, list[Anchor]] = {}
    for article, hash_, *place in store.select(store_, _ANCHORS):
        identifier = _text(article).removeprefix(names.BASE + "article/")
        hashes[identifier] = _text(hash_)
        anchors.setdefault(identifier, []).append(_anchor(place))
    return {identifier: Known(hashes[identifier], anchors[identifier]) for identifier in sorted(hashes)}


def source(store_: ox.Store, claim: ox.NamedNode, copies: Mapping[str, Copy]) -> str:
    """Where a claim stands: article, claim and place in the text, and the passage if it is at hand."""
    where = names.shorten(claim.value).removeprefix("claim/")
    for article, *place in store.select(store_, _PASSAGE, claim=claim):
        anchor = _anchor(place)
        where += f" [{anchor.start}-{anchor.end}]"
        words = passage(copies.get(_text(article).removeprefix(names.BASE + "article/")), anchor)
        if words:
            where += f" «{words}»"
    return where


@dataclass(frozen=True)
class Behind:
    """What stands behind one claim, in words: who says it, where, from whom; of background, its reference."""

    claim: str
    article: str
    place: str
    standing: str
    said_by: str
    origin: str
    note: str


def behind(store_: ox.Store, claim: str, language: str, copies: Mapping[str, Copy]) -> Behind:
    """What stands behind a claim, named by article and claim id; the place has the passage if a copy is at hand."""
    node = ox.NamedNode(f"{names.BASE}claim/{claim}")
    for article, modality, reference, note, origin, speaker in store.select(store_, _BEHIND, claim=node):
        said, standing, source_, noted, by = (
            things.label(store_, term, language) for term in (article, modality, origin, note, speaker)
        )
        return Behind(claim, said or _text(reference), source(store_, node, copies), standing, by, source_, noted)
    raise UsageError(f"there is no claim {claim}")


def show(store_: ox.Store, thing: ox.NamedNode, language: str) -> str:
    """A page of text about one thing: names, facts with their claims, figures, opinions, disagreements."""
    return "\n".join(_show(store_, thing, language)) + "\n"


def _show(store_: ox.Store, thing: ox.NamedNode, language: str) -> Iterator[str]:
    def say(term: store.Term | None) -> str:
        return things.label(store_, term, language)

    yield f"{say(thing)}  ({names.shorten(thing.value)})"
    kinds = [quad.object for quad in _of(store_, thing, names.term("kind"))]
    if kinds:
        yield say(kinds[0])
    printed = {quad.object for quad in _of(store_, thing, names.term("printedName"))}
    for heading, predicate in (("names", names.RDFS + "label"), ("also", names.SKOS + "altLabel")):
        found = [quad.object for quad in _of(store_, thing, predicate) if isinstance(quad.object, ox.Literal)]
        if found:
            texts = sorted((str(text.language), text.value, "" if text in printed else "*") for text in found)
            yield f"{heading}: " + " · ".join(f"{value}{star} ({tag})" for tag, value, star in texts)
    if printed:
        yield "* given by a curator, not printed in this form in an article"
    for quad in _of(store_, thing, names.SKOS + "exactMatch"):
        yield f"same as: {_text(quad.object)}"
    for quad in _of(store_, thing, names.term("curatorNote")):
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
        f"{say(type_)}: {_text(explanation)}  [{names.shorten(_text(entry))}]"
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


def why(store_: ox.Store, thing: ox.NamedNode, property_: str, language: str, copies: Mapping[str, Copy]) -> str:
    """Each claim that gives a thing a value for a property, with article, place and passage.

    The property is given by its name or its label in any language. Raises UsageError if the
    ontology has no such property or no claim uses it for the thing.
    """
    predicate = _property(store_, property_)
    rows = list(store.select(store_, _CLAIMS, thing=thing, property=predicate))
    if not rows:
        used = sorted(
            {names.shorten(_text(row[0])).removeprefix("t:") for row in store.select(store_, _FACTS, thing=thing)}
        )
        raise UsageError(
            f"no claim says '{names.shorten(predicate.value)}' of {names.shorten(thing.value)}; "
            + (f"there are claims for {', '.join(used)}" if used else "no claim has it as its subject")
        )
    lines = [f"{things.label(store_, thing, language)} – {things.label(store_, predicate, language)}"]
    stated: dict[str, list[store.Term | None]] = {}
    for claim, value, *_ in rows:
        if _accepted(store_, claim) and claim not in stated.setdefault(things.label(store_, value, language), []):
            stated[things.label(store_, value, language)].append(claim)
    lines.extend(f"  {value}: {_witnesses(store_, claims)}" for value, claims in stated.items() if claims)
    for claim, value, modality, article, start, end, print_, speaker, origin, reference, note in rows:
        assert isinstance(claim, ox.NamedNode)
        standing = things.label(store_, modality, language)
        if not _accepted(store_, claim) and _text(modality).endswith("/asserted"):
            standing += ", held back"
        lines.append("")
        lines.append(f"{things.label(store_, value, language)}  ({standing})")
        if article is None:
            lines.append(f"  background: {_text(reference)}")
        else:
            lines.append(f"  {things.label(store_, article, language)}")
            lines.append(f"  {_short(claim)}, characters {_text(start)} to {_text(end)}")
            copy = copies.get(_text(article).removeprefix(names.BASE + "article/"))
            words = passage(copy, _anchor([start, end, print_]))
            lines.append(
                f"  «{words}»" if words else "  (no copy of the article at hand: name your folder with --articles)"
            )
        for heading, term in (("said by", speaker), ("source named by the article", origin), ("note", note)):
            if term is not None:
                lines.append(f"  {heading}: {things.label(store_, term, language)}")
    return "\n".join(lines) + "\n"


def _property(store_: ox.Store, name: str) -> ox.NamedNode:
    found: dict[str, ox.NamedNode] = {}
    for quad in store_.quads_for_pattern(None, ox.NamedNode(names.RDFS + "label"), None, ox.DefaultGraph()):
        subject = quad.subject
        if isinstance(subject, ox.NamedNode) and subject.value.startswith(names.ONTOLOGY):
            local = subject.value.removeprefix(names.ONTOLOGY)
            if local[0].islower():
                found[local] = subject
                found.setdefault(_text(quad.object).casefold(), subject)
    node = found.get(name) or found.get(name.casefold()) or found.get(name.removeprefix("t:"))
    if node is None:
        raise UsageError(f"there is no property '{name}'; {nearest(name, found) or 'see docs or ontology/tandem.ttl'}")
    return node


def about(store_: ox.Store, counts: Mapping[str, int], version: str, language: str) -> str:
    """The house in a few lines: what it is, what it holds, which articles it was read from."""
    lines = [
        f"Tandem {version}: a knowledge graph of Kazakhstan–Uzbekistan relations",
        f"IRIs: {names.BASE}   code: MIT   data: CC BY 4.0",
        "holds: " + ", ".join(f"{number} {name}" for name, number in counts.items() if " " not in name),
        "entities: " + ", ".join(f"{number} {name[9:]}" for name, number in counts.items() if name[:9] == "entities "),
        "",
        "Articles read:",
    ]
    for article, number in store.select(store_, _ABOUT):
        assert isinstance(article, ox.NamedNode)
        titles = [_text(quad.object) for quad in _of(store_, article, names.PREFIXES["dcterms"] + "title")]
        authors = [quad.object for quad in _of(store_, article, names.PREFIXES["dcterms"] + "creator")]
        people = ", ".join(sorted(things.label(store_, author, language) for author in authors))
        lines.append(f"  {names.shorten(article.value)}: {people}: {' / '.join(sorted(titles)) or '(no title)'}")
        own = article.value.removeprefix(names.BASE + "article/") + " "
        split = ", ".join(f"{number} {name[len(own) :]}" for name, number in counts.items() if name.startswith(own))
        lines.append(f"    {_text(number)} claims: {split}")
    background = [f"{number} {name[11:]}" for name, number in counts.items() if name.startswith("background ")]
    if background:
        lines.append(f"  background, from general knowledge, each with a reference: {', '.join(background)}")
    return "\n".join(lines) + "\n"


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
        for quad in _of(store_, claim, names.term("independentOrigin"))
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
    return next((_text(quad.object) for quad in _of(store_, claim, names.term("inArticle"))), "")


def _accepted(store_: ox.Store, claim: store.Term | None) -> bool:
    assert isinstance(claim, ox.NamedNode)
    return any(_text(quad.object) == "true" for quad in _of(store_, claim, names.term("accepted")))


def _anchor(place: Iterable[store.Term | None]) -> Anchor:
    start, end, print_ = (_text(term) for term in place)
    return Anchor(int(start), int(end), print_)


def _short(claim: store.Term | None) -> str:
    return names.shorten(_text(claim)).removeprefix("claim/")


def _text(term: store.Term | None) -> str:
    return str(getattr(term, "value", "")) if term is not None else ""
