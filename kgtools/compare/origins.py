"""Origins: which claims go back to one source, and how many independent ones a statement has.

An article that repeats a paragraph of another is not a second witness. `alignment` finds such passages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

from kgtools.claims.acceptance import accepted, not_accepted
from kgtools.claims.model import BACKGROUND, Claim, Corpus, Fact, Figure
from kgtools.compare.alignment import THRESHOLD, base_value, runs
from kgtools.compare.clash import Clash
from kgtools.ontology import Ontology

SAME_ORIGIN = "same-origin"  # code of the list disagreement-type
_Thing = TypeVar("_Thing")


def origins(corpus: Corpus, ontology: Ontology) -> dict[str, str]:
    """The independent origin of each claim of an article, by the claim's key.

    Claims that make the same statement share their origin if they stand in one article, in one copied run
    (found by the machine, or listed as a disagreement of one origin), or name one origin. An origin is called
    `copy/<first claim of the run>`, else by the id of the named origin, else by that of the article.
    Background has none: no article says it.
    """
    copied = _copied(corpus, ontology)
    found: dict[str, str] = {}
    for group in _statements(corpus, ontology).values():
        marks = {claim.key: _marks(claim, copied) for claim in group}
        for keys in _connected(marks.items()):
            name = min((rank, mark) for key in keys for rank, mark in marks[key])[1]
            found.update(dict.fromkeys(keys, name))
    return dict(sorted(found.items()))


def support(corpus: Corpus, ontology: Ontology, origin: dict[str, str]) -> dict[str, int]:
    """For each accepted claim the number of independent origins of its statement, by the claim's key.

    `origin` is what `origins` gives. A statement that only background makes has the support 0.
    """
    held = not_accepted(corpus)
    found = {}
    for group in _statements(corpus, ontology, background=True).values():
        claims = [claim for claim in group if accepted(claim, held)]
        number = len({origin[claim.key] for claim in claims if claim.key in origin})
        found.update(dict.fromkeys((claim.key for claim in claims), number))
    return found


def clashes(corpus: Corpus, ontology: Ontology) -> Iterator[Clash]:
    """Copied runs, and statements for which several articles name one origin: each is one source, not several."""
    found = runs(corpus, ontology)
    for keys in _connected((run, [(0, key) for key in run.claims]) for run in found):
        articles = sorted({article for run in keys for article in run.articles})
        claims = sorted({key for run in keys for key in run.claims})
        bits = ", ".join(f"{run.bits:.0f}" for run in keys)
        why = (
            f"{' and '.join(articles)} say the same in the same order: {bits} bits, chance gives below {THRESHOLD:.0f}"
        )
        yield Clash(SAME_ORIGIN, tuple(claims), why)
    for group in _statements(corpus, ontology).values():
        by_origin: dict[str, list[Claim]] = defaultdict(list)
        for claim in group:
            if isinstance(claim, Fact | Figure) and claim.origin:
                by_origin[claim.origin].append(claim)
        for named, group in sorted(by_origin.items()):
            if len({claim.article for claim in group}) > 1:
                involved = tuple(sorted(claim.key for claim in group))
                yield Clash(SAME_ORIGIN, involved, f"the articles name the same origin, {named}")


def _statements(corpus: Corpus, ontology: Ontology, background: bool = False) -> dict[tuple[str, ...], list[Claim]]:
    """The claims by the statement they make, in one modality; each opinion is a statement of its own."""
    found: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in corpus.claims:
        if claim.article == BACKGROUND and not background:
            continue
        if isinstance(claim, Fact):
            key: tuple[str, ...] = (claim.subject, claim.property, claim.value, claim.language, claim.modality)
        elif isinstance(claim, Figure):
            key = (*claim.cell, base_value(claim, ontology), claim.modality)
        else:
            key = (claim.key,)
        found[key].append(claim)
    return found


def _copied(corpus: Corpus, ontology: Ontology) -> dict[str, str]:
    """The copied claims, each with the first claim of all runs that hang together with its own.

    Runs are those that the machine finds and those that a curator has entered in the list of disagreements.
    """
    found: dict[str, str] = {}
    listed = [run.claims for run in runs(corpus, ontology)]
    listed += [entry.claims for entry in corpus.disagreements if entry.type == SAME_ORIGIN]
    for group in _connected((claims, [(0, key) for key in claims]) for claims in listed):
        keys = sorted(key for claims in group for key in claims)
        found.update(dict.fromkeys(keys, keys[0]))
    return found


def _marks(claim: Claim, copied: dict[str, str]) -> list[tuple[int, str]]:
    """What a claim can have in common with others of its statement; the lowest rank gives the name."""
    found = [(2, f"article/{claim.article}")]
    if claim.key in copied:
        found.append((0, f"copy/{copied[claim.key]}"))
    if isinstance(claim, Fact | Figure) and claim.origin:
        found.append((1, claim.origin))
    return found


def _connected(marked: Iterable[tuple[_Thing, list[tuple[int, str]]]]) -> list[list[_Thing]]:
    """Things that share a mark, directly or through others, in groups; order as given."""
    groups: list[tuple[list[_Thing], set[tuple[int, str]]]] = []
    for thing, marks in marked:
        things, all_marks = [thing], set(marks)
        apart = []
        for group in groups:
            if group[1] & all_marks:
                things = group[0] + things
                all_marks |= group[1]
            else:
                apart.append(group)
        groups = [*apart, (things, all_marks)]
    return [things for things, _ in groups]
