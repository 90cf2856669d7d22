"""Figures, opinions and targets as lines of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from kgtools.graph import labels
from kgtools.graph.reading import Store, objects
from kgtools.graph.store import select
from kgtools.graph.terms import Term, code, node, term_node, text, truth
from kgtools.messages import message
from kgtools.views.evidence import Weighed, meaning, support
from kgtools.views.page import Entry, Part
from kgtools.views.targets import Target
from kgtools.views.thing.wording import Say, article_of, claim_id, claim_node, joined, listed


def _figures_of(which: str) -> str:
    # Only a figure has a printed value. Told its class, Oxigraph holds each figure of the store against each claim, and
    # for a hundred claims all outcomes against their targets, of which each has one, if both are asked for in one.
    return f"""
SELECT ?claim ?indicator ?measured ?partner ?flow ?period ?printed ?unit ?bound ?modality ?certainty ?accepted
       ?outcome WHERE {{
  {which}
  ?claim t:indicator ?indicator ; t:measured ?measured ; t:printedValue ?printed ; t:unit ?unit ;
         t:bound ?bound ; t:modality ?modality ; t:accepted ?accepted .
  OPTIONAL {{ ?claim t:partner ?partner }} OPTIONAL {{ ?claim t:flow ?flow }} OPTIONAL {{ ?claim t:period ?period }}
  OPTIONAL {{ ?target t:toldBy ?claim OPTIONAL {{ ?target t:outcome ?outcome }} }}
  OPTIONAL {{ ?claim t:certainty ?certainty }}
}} ORDER BY ?indicator ?period ?claim"""


def _opinions_of(which: str) -> str:
    return f"""
SELECT ?claim ?speaker ?about ?gist ?certainty ?stance WHERE {{
  {which}
  ?claim a t:Opinion ; t:speaker ?speaker ; t:about ?about ; t:gist ?gist ; t:certainty ?certainty .
  OPTIONAL {{ ?claim t:stance ?stance }}
}} ORDER BY ?stance ?claim ?speaker ?about"""


_ITSELF = "VALUES ?claim { ?thing }"
FIGURE, OPINION = _figures_of(_ITSELF), _opinions_of(_ITSELF)
# The claims are found first, from the thing: a filter or a subquery would go through every claim of the store.
_WITH_FIGURES = """
SELECT DISTINCT ?claim WHERE { { ?claim t:measured ?thing } UNION { ?claim t:indicator ?thing }
  UNION { ?claim t:partner ?thing } }"""
_WITH_OPINIONS = """
SELECT DISTINCT ?claim WHERE { { ?claim t:about ?thing } UNION { ?claim t:speaker ?thing }
  UNION { ?claim t:affiliatedAs ?thing } }"""
_GIST = "SELECT ?gist WHERE { ?claim t:gist ?gist }"
_QUALIFIERS = "SELECT ?qualifier WHERE { ?claim t:qualifier ?qualifier } ORDER BY ?qualifier"
# What stands of a figure: its series, its period, its value, and in brackets what weighs.
_Worded = tuple[tuple[Part, ...], str, str, str]


def figure(store: Store, claim: ox.NamedNode, say: Say, language: str) -> Entry | None:
    """The line of one figure, if the claim is one."""
    for row in select(store, FIGURE, thing=claim):
        series, period, value, mark = _figure(store, row, say, language)
        return Entry((*series, Part(f": {value}{_in_brackets(listed(period, mark))}")), (claim_id(row[0]),))
    return None


def figures(store: Store, thing: ox.NamedNode, say: Say, language: str, elsewhere: set[str]) -> list[Entry]:
    """Figures by series, then by period; what several articles print alike stands once.

    Those of the claims `elsewhere` on the page are left out.
    """
    found: dict[_Worded, list[str]] = {}
    for row in _asked(store, thing, _WITH_FIGURES, _figures_of):
        if claim_id(row[0]) not in elsewhere:
            claims = found.setdefault(_figure(store, row, say, language), [])
            claims += [claim_id(row[0])] * (claim_id(row[0]) not in claims)
    entries = []
    for (series, period, value, mark), claims in found.items():
        words = f"{period}: {value}" if period else value
        several = len({article_of(claim) for claim in claims}) > 1
        rests = support(store, map(claim_node, claims)) if several else None
        entries.append(Entry((Part(words + _in_brackets(mark)),), tuple(claims), rests, group=series))
    return sorted(entries, key=lambda entry: ("".join(part.words for part in entry.group), entry.words))


def _asked(
    store: Store, thing: ox.NamedNode, which: str, of: Callable[[str], str]
) -> Iterable[tuple[Term | None, ...]]:
    """What a query tells of the claims that another finds from a thing."""
    claims = sorted({str(claim) for (claim,) in select(store, which, thing=thing)})
    return select(store, of(f"VALUES ?claim {{ {' '.join(claims)} }}")) if claims else ()


def _figure(store: Store, row: tuple[Term | None, ...], say: Say, language: str) -> _Worded:
    claim, indicator, measured, partner, flow, period, printed, unit, bound, modality, certainty, accepted, outcome = (
        row
    )
    qualified = [say(qualifier).words for qualifier in objects(store, node(claim), term_node("qualifier"))]
    meant = meaning(store, Weighed(node(claim), modality, certainty, truth(accepted)), language)
    value = amount(printed, unit, bound, say, language)
    series = series_of(indicator, measured, partner, flow, say)
    return series, say(period).words, value, listed(*qualified, meant, say(outcome).words)


def series_of(
    indicator: Term | None, measured: Term | None, partner: Term | None, flow: Term | None, say: Say
) -> tuple[Part, ...]:
    """What a figure measures, of whom, with whom, and in which direction."""
    parts = [say(indicator), Part(", "), say(measured)]
    if partner is not None:
        parts += [Part(" – "), say(partner)]
    if flow is not None:
        parts.append(Part(f", {say(flow).words}"))
    return tuple(parts)


def amount(printed: Term | None, unit: Term | None, bound: Term | None, say: Say, language: str) -> str:
    """A printed number with its unit, and with its bound where it stands not alone."""
    value = f"{text(printed)} {say(unit).words}"
    if code(bound) == "exact":
        return value
    return message("entity.bounded", language, bound=say(bound).words, value=value)


def opinion(store: Store, claim: ox.NamedNode, say: Say, language: str) -> Entry | None:
    """The line of one opinion with its speakers, and what it is about, if the claim is one."""
    for _, speakers, matters, gist, entry in _opinions(store, select(store, OPINION, thing=claim), say, language):
        who = joined(map(say, speakers))
        return Entry(
            (*who, Part(" – "), *joined(map(say, matters)), Part(": "), say(gist), *entry.parts), entry.sources
        )
    return None


def opinions(
    store: Store, thing: ox.NamedNode, say: Say, language: str, elsewhere: set[str]
) -> Iterator[tuple[str, list[Entry]]]:
    """Opinions by stance: its words, and the lines with their speakers above them, one line for what several hold.

    What an opinion is about stands in front of it where that is another thing than the page's; on the page of the
    speaker it stands above. Those of the claims `elsewhere` on the page are left out.
    """
    found: dict[str, dict[tuple[tuple[Part, ...], tuple[Part, ...]], tuple[set[Part], list[str]]]] = {}
    asked = _asked(store, thing, _WITH_OPINIONS, _opinions_of)
    for stance, speakers, matters, gist, entry in _opinions(store, asked, say, language):
        if entry.sources[0] not in elsewhere:
            about = joined(map(say, matters)) if thing not in matters else ()
            lines = found.setdefault(labels.label(store, stance, language), {})
            who, claims = lines.setdefault((about, (say(gist), *entry.parts)), (set(), []))
            who.update(map(say, speakers))
            claims += entry.sources
    for words, lines in found.items():
        entries = []
        for (about, line), (who, claims) in lines.items():
            if about and who == {say(thing)}:
                entries.append(Entry(line, tuple(claims), group=about))
            else:
                named = joined(sorted(who, key=lambda part: part.words))
                entries.append(Entry((*about, *([Part(": ")] if about else []), *line), tuple(claims), group=named))
        yield words, sorted(entries, key=lambda entry: ("".join(part.words for part in entry.group), entry.sources))


def _opinions(
    store: Store, rows: Iterable[tuple[Term | None, ...]], say: Say, language: str
) -> Iterator[tuple[Term | None, list[Term | None], list[Term | None], Term | None, Entry]]:
    """Each opinion once: stance, speakers, what it is about, gist, and an entry with its mark and claim."""
    speakers: dict[str, dict[Term | None, None]] = {}
    matters: dict[str, dict[Term | None, None]] = {}
    rest: dict[str, tuple[Term | None, Term | None, Entry]] = {}
    for claim, speaker, matter, gist, certainty, stance in rows:
        identifier = claim_id(claim)
        speakers.setdefault(identifier, {})[speaker] = None
        matters.setdefault(identifier, {})[matter] = None
        if identifier not in rest:
            weighed = Weighed(node(claim), None, certainty, accepted=False)
            mark = _in_brackets(meaning(store, weighed, language, attributed=False))
            rest[identifier] = stance, gist, Entry((Part(mark),) if mark else (), (identifier,))
    for identifier, (stance, gist, entry) in rest.items():
        yield stance, list(speakers[identifier]), list(matters[identifier]), gist, entry


def target(store: Store, say: Say, found: Target) -> Entry:
    """What is aimed at, by whom and by when, what became of it and why, with all the claims that tell it.

    An expectation is told by the gists of its opinions, which are marked where they are translated.
    """
    meant = listed(*(say(term).words for term in (*found.meant, *found.times)))
    by = "; ".join(say(actor).words for actor in found.setters)
    gists = [gist for claim in found.claims for gist in objects(store, node(claim), term_node("gist"))]
    told = (
        " ".join(say(gist).words for gist in dict.fromkeys(gists))
        if len(gists) == len(found.claims)
        else say(found.node).words
    )
    became = f"{_in_brackets('; '.join(filter(None, (meant, by))))} {say(found.outcome).words}: "
    aim = Part(told, claim_id(found.node))
    return Entry((aim, Part(became), say(found.explanation)), tuple(map(claim_id, found.claims)))


def background(claims: Iterable[str], language: str) -> str:
    """The mark of what rests on general knowledge alone, empty if an article says it too, or nothing is known."""
    if {article_of(claim) for claim in claims} != {"background"}:
        return ""
    return _in_brackets(message("evidence.background-short", language))


def _in_brackets(words: str) -> str:
    return f" ({words})" if words else ""
