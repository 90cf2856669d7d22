"""The page of an entity, a claim, a target or a disagreement, read from the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.copies import Copy
from kgtools.graph import labels
from kgtools.graph.store import select
from kgtools.graph.terms import Term, code, iri, node, short, text, truth, whole
from kgtools.messages import message
from kgtools.views import disagreements
from kgtools.views.evidence import Weighed, details, evidence, meaning, support
from kgtools.views.page import EntityPage, Entry, Name, Part, Section, Support
from kgtools.views.targets import Target, is_decided, read_target, targets

_FACTS = """
SELECT ?property ?object ?claim ?modality ?accepted ?certainty ?when WHERE {
  ?claim rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?object ; t:modality ?modality ;
         t:accepted ?accepted ; a t:Fact .
  OPTIONAL { ?claim t:certainty ?certainty } OPTIONAL { ?claim t:when ?when }
  FILTER NOT EXISTS { ?entry t:holdsBack ?claim }
  FILTER(?modality = <https://w3id.org/tandem-kg/code/modality/asserted>)
} ORDER BY ?claim"""
_INVERSE = """
SELECT ?property ?subject ?claim ?modality ?accepted ?certainty ?when WHERE {
  ?claim rdf:object ?thing ; rdf:predicate ?property ; rdf:subject ?subject ; t:modality ?modality ;
         t:accepted ?accepted ; a t:Fact .
  OPTIONAL { ?claim t:certainty ?certainty } OPTIONAL { ?claim t:when ?when }
  FILTER NOT EXISTS { ?entry t:holdsBack ?claim }
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
SELECT ?claim ?property ?object ?modality ?certainty ?when WHERE {
  ?claim a t:Fact ; rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?object ; t:accepted false ;
         t:modality ?modality .
  OPTIONAL { ?claim t:certainty ?certainty } OPTIONAL { ?claim t:when ?when }
  FILTER(?modality != <https://w3id.org/tandem-kg/code/modality/asserted> || EXISTS { ?entry t:holdsBack ?claim })
  FILTER NOT EXISTS { ?target t:toldBy ?claim }
} ORDER BY ?property ?claim"""


def _figures_of(which: str) -> str:
    return f"""
SELECT ?claim ?indicator ?measured ?partner ?flow ?period ?printed ?unit ?bound ?modality ?certainty ?accepted
       ?outcome WHERE {{
  {which}
  ?claim a t:Figure ; t:indicator ?indicator ; t:measured ?measured ; t:printedValue ?printed ; t:unit ?unit ;
         t:bound ?bound ; t:modality ?modality ; t:accepted ?accepted .
  OPTIONAL {{ ?claim t:partner ?partner }} OPTIONAL {{ ?claim t:flow ?flow }} OPTIONAL {{ ?claim t:period ?period }}
  OPTIONAL {{ ?target t:toldBy ?claim ; t:outcome ?outcome }} OPTIONAL {{ ?claim t:certainty ?certainty }}
}} ORDER BY ?indicator ?period ?claim"""


def _opinions_of(which: str) -> str:
    return f"""
SELECT ?claim ?speaker ?about ?gist ?certainty WHERE {{
  {which}
  ?claim a t:Opinion ; t:speaker ?speaker ; t:about ?about ; t:gist ?gist ; t:certainty ?certainty .
  OPTIONAL {{ ?claim t:affiliatedAs ?affiliation }}
}} ORDER BY ?claim ?speaker"""


def _disagreements_of(which: str) -> str:
    return f"""
SELECT DISTINCT ?entry ?type ?explanation WHERE {{
  ?entry a t:Disagreement ; t:involves ?claim ; t:disagreementType ?type .
  OPTIONAL {{ ?entry t:explanation ?explanation }}
  {which}
}} ORDER BY ?entry"""


_ITSELF = "VALUES ?claim { ?thing }"
_FIGURE, _OPINION, _IN_ENTRIES = _figures_of(_ITSELF), _opinions_of(_ITSELF), _disagreements_of(_ITSELF)
_FIGURES = _figures_of("FILTER(?measured = ?thing || ?indicator = ?thing || (BOUND(?partner) && ?partner = ?thing))")
_OPINIONS = _opinions_of(
    "FILTER(?about = ?thing || ?speaker = ?thing || (BOUND(?affiliation) && ?affiliation = ?thing))"
)
_QUALIFIERS = "SELECT ?qualifier WHERE { ?claim t:qualifier ?qualifier } ORDER BY ?qualifier"
_DISAGREEMENTS = _disagreements_of("""
  { ?claim rdf:subject ?thing } UNION { ?claim rdf:object ?thing } UNION { ?claim t:measured ?thing }
  UNION { ?claim t:partner ?thing } UNION { ?claim t:indicator ?thing } UNION { ?claim t:about ?thing }""")
_FACT = """
SELECT ?subject ?property ?object WHERE {
  ?claim rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object }"""
_ENTRY = """
SELECT ?kind ?type ?status ?thing ?property ?period ?explanation ?needed ?note WHERE {
  ?entry t:disagreementKind ?kind ; t:disagreementType ?type ; t:disagreementStatus ?status ; t:concerns ?thing .
  OPTIONAL { ?entry t:concernsProperty ?property } OPTIONAL { ?entry t:concernsPeriod ?period }
  OPTIONAL { ?entry t:evidenceNeeded ?needed }
  OPTIONAL { ?entry t:explanation ?explanation } OPTIONAL { ?entry t:curatorNote ?note } }"""
_INVOLVED = "SELECT ?claim WHERE { ?entry t:involves ?claim } ORDER BY ?claim"

Say = Callable[[Term | None], Part]


def page(store: ox.Store, thing: ox.NamedNode, language: str, copies: Mapping[str, Copy] | None = None) -> EntityPage:
    """All that the graph holds about an entity, a claim, a target or a disagreement, worded in a language.

    The page of a claim has its passage if the copies have its article.
    """
    own = namespaces.shorten(thing.value)
    if own.startswith("claim/"):
        return _claim_page(store, thing, language, copies or {})
    if own.startswith("disagreement/"):
        return _disagreement_page(store, thing, language, copies or {})
    if own.startswith("target/"):
        return _target_page(store, read_target(store, thing), language)
    printed = set(_objects(store, thing, namespaces.term("printedName")))
    return EntityPage(
        labels.label(store, thing, language),
        own,
        next((labels.label(store, kind, language) for kind in _objects(store, thing, namespaces.term("kind"))), ""),
        language,
        _names(store, thing, namespaces.RDFS + "label", printed),
        _names(store, thing, namespaces.SKOS + "altLabel", printed),
        tuple(iri(same) for same in _objects(store, thing, namespaces.SKOS + "exactMatch")),
        tuple(labels.label(store, note, language) for note in _objects(store, thing, namespaces.term("curatorNote"))),
        _sections(_marked(store, _entity_sections(store, thing, language)), language),
    )


def _marked(store: ox.Store, sections: Iterable[tuple[str, Iterable[Entry]]]) -> Iterator[tuple[str, list[Entry]]]:
    """The sections with the disagreements that are marked at the claims of each line."""
    marking = {
        f"claim/{claim}": tuple(f"disagreement/{entry}" for entry in entries)
        for claim, entries in disagreements.marking(store).items()
    }
    for key, entries in sections:
        marks = ((entry, disagreements.marks_of(entry.sources, marking)) for entry in entries)
        yield key, [replace(entry, disagreements=found) for entry, found in marks]


def _entity_sections(store: ox.Store, thing: ox.NamedNode, language: str) -> Iterator[tuple[str, Iterable[Entry]]]:
    """The sections of an entity's page: the key of each heading, and its lines."""
    say = _sayer(store, language)

    def rows(query: str) -> Iterator[tuple[Term | None, ...]]:
        return select(store, query, thing=thing)

    yield (
        "facts",
        sorted(
            (
                Entry((*_words(f"{say(name).words}: "), say(value), *mark), *behind)
                for name, value, mark, behind in _stated(store, rows(_FACTS), language)
            ),
            key=_in_order,
        ),
    )
    yield (
        "elsewhere",
        sorted(
            (
                Entry((say(subject), *_words(f" – {say(name).words}"), *mark), *behind)
                for name, subject, mark, behind in _stated(store, rows(_INVERSE), language)
            ),
            key=_in_order,
        ),
    )
    dated = {
        (text(earliest, default="") or text(latest, default=""), text(latest, default=""), say(date).words, say(other))
        for other, date, earliest, latest in rows(_DATED)
    }
    yield "time", [Entry((*_words(f"{date}: "), other)) for *_, date, other in sorted(dated, key=_by_date)]
    yield "targets", [_target(say, target) for target in targets(store, about=thing)]
    yield (
        "unaccepted",
        [
            Entry((*_words(f"{say(name).words}: "), say(value), *_words(f" ({meant})")), (_id(claim),))
            for claim, name, value, modality, certainty, when in rows(_UNACCEPTED)
            for weighed in [Weighed(node(claim), modality, certainty, accepted=False)]
            for meant in [_listed(say(when).words, meaning(store, weighed, language))]
        ],
    )
    yield "figures", [_figure(store, row, say, language) for row in rows(_FIGURES)]
    yield "opinions", _opinions(store, rows(_OPINIONS), say, language)
    yield "disagreements", [_disagreement(say, row) for row in rows(_DISAGREEMENTS)]
    yield (
        "sources",
        [
            Entry((say(article), *_words(f"  ({message('entity.claims', language, claims=whole(number))})")))
            for article, number in rows(_SOURCES)
        ],
    )


def _claim_page(store: ox.Store, claim: ox.NamedNode, language: str, copies: Mapping[str, Copy]) -> EntityPage:
    say = _sayer(store, language)
    (known,) = evidence(store, [claim], language, copies).values()
    lines = [*filter(None, [known.status]), *details(known, language)]
    sections = (
        ("statement", [Entry(_stated_by(store, claim, say, language).parts)]),
        ("evidence", [Entry(_words(line)) for line in lines]),
        ("targets", [_target(say, target) for target in targets(store, claim=claim)]),
        ("disagreements", [_disagreement(say, row) for row in select(store, _IN_ENTRIES, thing=claim)]),
    )
    own, kind = namespaces.shorten(claim.value), labels.kind(store, claim, language)
    return EntityPage(known.claim, own, kind, language, sections=_sections(sections, language))


def _target_page(store: ox.Store, target: Target, language: str) -> EntityPage:
    """What is aimed at, what became of it and why, with the claims that tell it and those that decide it."""
    say = _sayer(store, language)
    kind = f"{labels.kind(store, target.node, language)}: {say(target.outcome).words}"
    deciding = "decided" if is_decided(target) else "bearing"
    sections = (
        ("explanation", [Entry((say(target.explanation),))]),
        ("claims", [_stated_by(store, node(claim), say, language) for claim in target.claims]),
        (deciding, [_stated_by(store, node(claim), say, language) for claim in target.decided_by]),
    )
    own = namespaces.shorten(target.node.value)
    return EntityPage(say(target.node).words, own, kind, language, sections=_sections(sections, language))


def _disagreement_page(store: ox.Store, entry: ox.NamedNode, language: str, copies: Mapping[str, Copy]) -> EntityPage:
    """A disagreement whole: what it is about, the explanation, what would decide it, and its claims with passages."""
    say = _sayer(store, language)
    sections: list[tuple[str, list[Entry]]] = []
    kind = labels.kind(store, entry, language)
    for what, clash_type, status, thing, name, period, explanation, needed, note in select(store, _ENTRY, entry=entry):
        names = dict.fromkeys(say(each).words for each in (what, clash_type, status))
        kind = f"{kind}: {', '.join(names)}"
        aspect = say(name or period).words
        sections.append(("question", [Entry((say(thing), *_words(f", {aspect}" if aspect else "")))]))
        sections += [
            (key, [Entry((say(each),))])
            for key, each in (("explanation", explanation), ("needed", needed), ("note", note))
            if each is not None
        ]
    claims = [node(claim) for (claim,) in select(store, _INVOLVED, entry=entry)]
    passages = {key: known.source for key, known in evidence(store, claims, language, copies).items()} if copies else {}
    stated = []
    for claim in claims:
        said = _stated_by(store, claim, say, language)
        source = passages.get(short(claim))
        quoted = _words(f" «{source.passage}»") if source and source.passage else ()
        stated.append(replace(said, parts=(*said.parts, *quoted)))
    sections.append(("claims", stated))
    own = namespaces.shorten(entry.value)
    return EntityPage(own.removeprefix("disagreement/"), own, kind, language, sections=_sections(sections, language))


def _stated_by(store: ox.Store, claim: ox.NamedNode, say: Say, language: str) -> Entry:
    """A claim in words: what it states, and how it is meant."""
    for row in select(store, _FIGURE, thing=claim):
        return _figure(store, row, say, language)
    for entry in _opinions(store, select(store, _OPINION, thing=claim), say, language):
        return entry
    (known,) = evidence(store, [claim], language).values()
    meant = _listed(known.when, known.meant)
    mark = _words(f" ({meant})") if meant else ()
    for subject, name, value in select(store, _FACT, claim=claim):
        words = (say(subject), *_words(f" – {say(name).words}: "), say(value), *mark)
        return Entry(words, (_id(claim),))
    return Entry((), (_id(claim),))


# -- lines ------------------------------------------------------------------------------------------


def _stated(
    store: ox.Store, rows: Iterable[tuple[Term | None, ...]], language: str
) -> Iterator[tuple[Term | None, Term | None, tuple[Part, ...], tuple[tuple[str, ...], Support | None]]]:
    """Each asserted statement once: property, other end, marks, claims, and support where several articles share it.

    The marks are the times for which it is said, and how it is meant if no article states it in its own voice.
    """
    found: dict[tuple[Term | None, Term | None], dict[ox.NamedNode, str]] = {}
    times: dict[tuple[Term | None, Term | None], set[str]] = {}
    for name, end, claim, modality, accepted, certainty, when in rows:
        weighed = Weighed(node(claim), modality, certainty, truth(accepted))
        found.setdefault((name, end), {})[weighed.node] = meaning(store, weighed, language)
        times.setdefault((name, end), set()).update(filter(None, [labels.label(store, when, language)]))
    for statement, stating in found.items():
        meanings = sorted(set(stating.values()))
        shared = len({_id(claim).rpartition("/")[0] for claim in stating}) > 1
        marks = _listed(*sorted(times[statement]), "; ".join(meanings if "" not in meanings else ()))
        behind = (tuple(map(_id, stating)), support(store, stating) if shared else None)
        yield *statement, _words(f" ({marks})") if marks else (), behind


def _figure(store: ox.Store, row: tuple[Term | None, ...], say: Say, language: str) -> Entry:
    claim, indicator, measured, partner, flow, period, printed, unit, bound, modality, certainty, accepted, outcome = (
        row
    )
    parts = [say(indicator), Part(", "), say(measured)]
    if partner is not None:
        parts += [Part(" – "), say(partner)]
    word = "" if code(bound) == "exact" else say(bound).words + " "
    qualified = [say(qualifier).words for (qualifier,) in select(store, _QUALIFIERS, claim=node(claim))]
    meant = meaning(store, Weighed(node(claim), modality, certainty, truth(accepted)), language)
    shown = _listed(say(flow).words, say(period).words, *qualified, meant, say(outcome).words)
    parts += _words(f": {word}{text(printed)} {say(unit).words}" + (f" ({shown})" if shown else ""))
    return Entry(tuple(parts), (_id(claim),))


def _opinions(store: ox.Store, rows: Iterable[tuple[Term | None, ...]], say: Say, language: str) -> list[Entry]:
    """Opinions, those of several speakers once."""
    speakers: dict[str, list[Part]] = {}
    views: dict[str, tuple[Part, ...]] = {}
    for claim, speaker, matter, gist, certainty in rows:
        speakers.setdefault(_id(claim), []).append(say(speaker))
        meant = meaning(store, Weighed(node(claim), None, certainty, accepted=False), language, attributed=False)
        mark = _words(f" ({meant})") if meant else ()
        views[_id(claim)] = (Part(" – "), say(matter), Part(": "), say(gist), *mark)
    entries = []
    for identifier, view in views.items():
        who = [part for named in speakers[identifier] for part in (Part(", "), named)][1:]
        entries.append(Entry((*who, *view), (identifier,)))
    return entries


def _target(say: Say, target: Target) -> Entry:
    """What is aimed at and by when, what became of it and why, with all the claims that tell it."""
    meant = _listed(*(say(term).words for term in (*target.meant, *target.times)))
    aim = Part(say(target.node).words, _id(target.node))
    became = f" ({meant}) {say(target.outcome).words}: "
    return Entry((aim, *_words(became), say(target.explanation)), tuple(map(_id, target.claims)))


def _disagreement(say: Say, row: tuple[Term | None, ...]) -> Entry:
    entry, clash_type, explanation = row
    words = say(explanation)
    return Entry((*_words(f"{say(clash_type).words}: "), words), (namespaces.shorten(iri(entry)),))


# -- small things -----------------------------------------------------------------------------------


def _sections(found: Iterable[tuple[str, Iterable[Entry]]], language: str) -> tuple[Section, ...]:
    """The sections that hold anything, under their headings."""
    listed = ((message(f"entity.section.{key}", language), tuple(entries)) for key, entries in found)
    return tuple(Section(heading, entries) for heading, entries in listed if entries)


def _names(store: ox.Store, thing: ox.NamedNode, predicate: str, printed: set[Term]) -> tuple[Name, ...]:
    names = [name for name in _objects(store, thing, predicate) if isinstance(name, ox.Literal) and name.language]
    return tuple(
        Name(name.value, str(name.language), name in printed)
        for name in sorted(names, key=lambda name: (str(name.language), name.value))
    )


def _sayer(store: ox.Store, language: str) -> Say:
    """What words a term: its label, with a link if it has a page."""

    def say(term: Term | None) -> Part:
        paged = isinstance(term, ox.NamedNode) and term.value.startswith((namespaces.ID, namespaces.BASE + "article/"))
        return Part(labels.label(store, term, language), namespaces.shorten(iri(term)) if paged else "")

    return say


def _objects(store: ox.Store, subject: ox.NamedNode, predicate: str) -> list[Term]:
    quads = store.quads_for_pattern(subject, ox.NamedNode(predicate), None, ox.DefaultGraph())
    return [quad.object for quad in sorted(quads, key=str)]


def _listed(*words: str) -> str:
    return ", ".join(filter(None, words))


def _words(words: str) -> tuple[Part, ...]:
    return (Part(words),)


def _id(term: Term | None) -> str:
    return namespaces.shorten(iri(term))


def _in_order(entry: Entry) -> tuple[str, tuple[str, ...]]:
    return entry.words, entry.sources


def _by_date(dated: tuple[str, str, str, Part]) -> tuple[str, str, str, str]:
    return dated[0], dated[1], dated[2], dated[3].words
