"""Origins: which claims go back to one source, and how many independent ones a statement has.

An article that repeats a paragraph of another is not a second witness. `alignment` finds such passages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from kgtools.claims.acceptance import accepted, not_accepted
from kgtools.claims.model import BACKGROUND, Claim, Corpus, Fact, Figure
from kgtools.compare.alignment import Run
from kgtools.compare.alignment import runs as copied_runs
from kgtools.compare.clash import Clash
from kgtools.compare.passage_features import base_value
from kgtools.ontology import Ontology
from kgtools.remembering import for_the_same

SAME_ORIGIN = "same-origin"  # code of the list disagreement-type
_Thing = TypeVar("_Thing")


def origins(corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None) -> dict[str, str]:
    """The independent origin of each claim of an article, by the claim's key.

    Claims that make the same statement share their origin if they stand in one article, in one copied run
    (found by the machine, or listed as a disagreement of one origin), or name one origin. An origin is called
    `copy/<first claim of the run>`, else by the id of the named origin, else by that of the article.
    Background has none: no article says it. `runs` are the copied runs of the corpus, if they are known already.
    """
    copied = _copied(corpus, copied_runs(corpus, ontology) if runs is None else runs)
    of_article: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for key, first in copied.items():
        of_article[key.partition("/")[0]].add((key, first))
    found: dict[str, str] = {}
    for article, claims in corpus.by_article.items():
        if article != BACKGROUND:
            found |= _names(claims, frozenset(of_article[article]))
    for group in _said_again(corpus, ontology):
        marks = {claim.key: _marks(claim, copied) for claim in group if claim.article != BACKGROUND}
        for keys in _connected(marks.items()):
            name = min((rank, mark) for key in keys for rank, mark in marks[key])[1]
            found.update(dict.fromkeys(keys, name))
    return found


def support(corpus: Corpus, ontology: Ontology, origin: dict[str, str]) -> dict[str, int]:
    """For each accepted claim the number of independent origins of its statement, by the claim's key.

    `origin` is what `origins` gives. A statement that only background makes has the support 0.
    """
    held = not_accepted(corpus)
    of_article: dict[str, set[str]] = defaultdict(set)
    for key in held:
        of_article[key.partition("/")[0]].add(key)
    found: dict[str, int] = {}
    for article, claims in corpus.by_article.items():
        found |= _supported_once(claims, frozenset(of_article[article]))
    for group in _said_again(corpus, ontology):
        together = [claim for claim in group if accepted(claim, held)]
        number = len({origin[claim.key] for claim in together if claim.key in origin})
        found.update(dict.fromkeys((claim.key for claim in together), number))
    return found


# Most statements are made once; what follows of them follows from one article.


@for_the_same(8192)
def _names(claims: tuple[Claim, ...], copied: frozenset[tuple[str, str]]) -> dict[str, str]:
    """The origin of each claim of an article if no other claim makes its statement."""
    first = dict(copied)
    return {claim.key: min(_marks(claim, first))[1] for claim in claims}


@for_the_same(8192)
def _supported_once(claims: tuple[Claim, ...], held: frozenset[str]) -> dict[str, int]:
    """The support of each accepted claim of an article if no other claim makes its statement."""
    return {claim.key: int(claim.article != BACKGROUND) for claim in claims if accepted(claim, held)}


@for_the_same(2)
def _said_again(corpus: Corpus, ontology: Ontology) -> list[list[Claim]]:
    """The groups of several claims that make one statement."""
    return [group for group in statements(corpus, ontology, background=True).values() if len(group) > 1]


def clashes(corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None) -> Iterator[Clash]:
    """Copied runs, and statements for which several articles name one origin: each is one source, not several.

    `runs` are the copied runs of the corpus, if they are known already.
    """
    for run in copied_runs(corpus, ontology) if runs is None else runs:
        yield Clash(SAME_ORIGIN, run.claims, certainty(run))
    for group in _said_again(corpus, ontology):
        by_origin: dict[str, list[Claim]] = defaultdict(list)
        for claim in group:
            if isinstance(claim, Fact | Figure) and claim.origin and claim.article != BACKGROUND:
                by_origin[claim.origin].append(claim)
        for named, group in sorted(by_origin.items()):
            if len({claim.article for claim in group}) > 1:
                involved = tuple(sorted(claim.key for claim in group))
                yield Clash(SAME_ORIGIN, involved, f"the articles name the same origin, {named}")


def certainty(run: Run) -> str:
    """In words, how sure it is that a run is copied.

    >>> certainty(Run(31.6, (), ("alpha", "beta"), 4, 0.00002, True))
    'alpha and beta say the same in 4 passages in a row: 32 bits, by chance once in 50,000 collections of such articles'
    """
    number = "a passage" if run.passages == 1 else f"{run.passages} passages in a row"
    where = "collections of such articles" if run.certain else "pairs of articles that share text elsewhere"
    if run.expected < 1e-6:
        chance = f"less than once in a million {where}"
    else:
        chance = f"once in {_rounded(1 / run.expected):,} {where}"
    return f"{' and '.join(run.articles)} say the same in {number}: {run.bits:.0f} bits, by chance {chance}"


def _rounded(number: float) -> int:
    """A number to one digit: an estimate is no more exact."""
    return int(float(f"{number:.0e}"))


def statements(corpus: Corpus, ontology: Ontology, background: bool = False) -> dict[tuple[str, ...], list[Claim]]:
    """The claims by the statement they make, in one modality; each opinion is a statement of its own."""
    found: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for article, claims in corpus.by_article.items():
        if article != BACKGROUND or background:
            for claim, statement in zip(claims, _stated(claims, ontology), strict=True):
                found[statement].append(claim)
    return found


@for_the_same(8192)
def _stated(claims: tuple[Claim, ...], ontology: Ontology) -> list[tuple[str, ...]]:
    return [statement(claim, ontology) for claim in claims]


def statement(claim: Claim, ontology: Ontology) -> tuple[str, ...]:
    """What a claim states, in one modality: claims with the same statement say the same."""
    if isinstance(claim, Fact):
        return (claim.subject, claim.property, claim.value, claim.language, claim.modality)
    if isinstance(claim, Figure):
        return (*claim.cell, base_value(claim, ontology), claim.modality)
    return (claim.key,)


def _copied(corpus: Corpus, runs: Sequence[Run]) -> dict[str, str]:
    """The copied claims, each with the first claim of all runs that hang together with its own.

    Runs are those that the machine finds and those that a curator has entered in the list of disagreements.
    """
    found: dict[str, str] = {}
    listed = [run.claims for run in runs]
    listed += [entry.claims for entry in corpus.disagreements if entry.type == SAME_ORIGIN]
    for group in _connected((claims, [(0, key) for key in claims]) for claims in listed):
        keys = set().union(*group)
        found.update(dict.fromkeys(keys, min(keys)))
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
    listed = list(marked)
    above = list(range(len(listed)))  # a forest: the group of a thing is the root of its tree

    def root(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]  # halves the way for the next search
            place = above[place]
        return place

    first: dict[tuple[int, str], int] = {}
    for place, (_, marks) in enumerate(listed):
        for mark in marks:
            earlier = first.setdefault(mark, place)
            if above[earlier] != above[place]:  # else they are in one group already
                one, other = root(place), root(earlier)
                above[max(one, other)] = min(one, other)
    groups: dict[int, list[_Thing]] = defaultdict(list)
    for place, (thing, _) in enumerate(listed):
        groups[root(place)].append(thing)
    return list(groups.values())
