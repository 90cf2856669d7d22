"""Origins: which claims go back to one source, and how many independent ones a statement has.

An article that repeats a paragraph of another is not a second witness. `alignment` finds such passages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TypeVar

from kgtools.changing import Gathered
from kgtools.claims.acceptance import accepted, not_accepted_of
from kgtools.claims.model import BACKGROUND, Claim, Corpus, Fact, Figure
from kgtools.compare.alignment import Run
from kgtools.compare.alignment import runs as copied_runs
from kgtools.compare.clash import Clash
from kgtools.compare.passage_features import base_value
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, for_the_same, same

SAME_ORIGIN = "same-origin"  # code of the list disagreement-type
_Thing = TypeVar("_Thing")


def origins(corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None) -> dict[str, str]:
    """The independent origin of each claim of an article, by the claim's key.

    Claims that make the same statement share their origin if they stand in one article, in one copied run
    (found by the machine, or listed as a disagreement of one origin), in an article and its reprints, or name one
    origin. An origin is called `copy/<first claim of the run>`, else by the id of the named origin, else by that of
    the article.
    Background has none: no article says it. `runs` are the copied runs of the corpus, if they are known already.
    """
    return dict(pair for named in by_article(corpus, ontology, runs).values() for pair in named.items())


def support(corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None) -> dict[str, int]:
    """For each accepted claim the number of independent origins of its statement, by the claim's key.

    A statement that only background makes has the support 0. `runs` are as for `origins`.
    """
    found = support_by_article(corpus, ontology, by_article(corpus, ontology, runs))
    return dict(pair for supported in found.values() for pair in supported.items())


# Most statements are made once; what follows of them follows from one article. Those that are made again are parted by
# the article that makes them first, so that a change is asked only of its neighbours.

_Mark = tuple[int, str]  # what a claim can have in common with others of its statement; the lowest gives the name
_Copied = frozenset[tuple[str, _Mark]]  # copied claims or an article, each with what those have that hang together
_Again = Same[Same[Claim]]  # groups of claims that make one statement
Origins = dict[str, dict[str, str]]


def by_article(corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None) -> Origins:
    """What `origins` gives, for each article with claims; the very same objects where nothing has changed."""
    copied = _copied(corpus, copied_runs(corpus, ontology) if runs is None else runs)
    again: dict[str, list[dict[str, str]]] = defaultdict(list)
    for groups in _said_again(corpus, ontology):
        there = tuple(copied.get(article, _NOT_COPIED) for article in _articles(groups))
        for article, named in _names_again(groups, there).items():
            again[article].append(named)
    return {
        article: _names(claims, copied.get(article, _NOT_COPIED), tuple(again[article]))
        for article, claims in corpus.by_article.items()
        if article != BACKGROUND
    }


def support_by_article(corpus: Corpus, ontology: Ontology, named: Origins) -> dict[str, dict[str, int]]:
    """What `support` gives, for each article with claims; `named` is what `by_article` gives."""
    held = not_accepted_of(corpus)
    again: dict[str, list[dict[str, int]]] = defaultdict(list)
    for groups in _said_again(corpus, ontology):
        those = _articles(groups)
        origin = tuple(named.get(article, _NONE) for article in those)
        for article, supported in _supported_again(groups, origin, tuple(held.get(one, _NOT_HELD) for one in those)):
            again[article].append(supported)
    return {
        article: _supported(claims, held.get(article, _NOT_HELD), tuple(again[article]))
        for article, claims in corpus.by_article.items()
    }


_NOT_COPIED: _Copied = frozenset()
_NOT_HELD: frozenset[str] = frozenset()
_NONE: dict[str, str] = {}


@for_the_same(8192)
def _articles(groups: _Again) -> tuple[str, ...]:
    return tuple(sorted({claim.article for group in groups for claim in group}))


@for_the_same(8192)
def _names(claims: Same[Claim], copied: _Copied, again: tuple[dict[str, str], ...]) -> dict[str, str]:
    """The origin of each claim of an article; `again` are those of statements that others make too."""
    marked = _by_name([copied])
    found = {claim.key: min(_marks(claim, marked))[1] for claim in claims}
    for named in again:
        found |= named
    return found


@for_the_same(8192)
def _names_again(groups: _Again, copied: tuple[_Copied, ...]) -> dict[str, dict[str, str]]:
    """The origins of claims of which several make one statement, by article."""
    marked = _by_name(copied)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for group in groups:
        marks = {claim.key: _marks(claim, marked) for claim in group if claim.article != BACKGROUND}
        for keys in _connected(marks.items()):
            name = min((rank, mark) for key in keys for rank, mark in marks[key])[1]
            for key in keys:
                found[key.partition("/")[0]][key] = name
    return found


@for_the_same(8192)
def _supported(
    claims: Same[Claim], held: frozenset[str], again: tuple[dict[str, int], ...]
) -> dict[str, int]:  # fmt: skip
    """The support of each accepted claim of an article; `again` is that of statements that others make too."""
    found = {claim.key: int(claim.article != BACKGROUND) for claim in claims if accepted(claim, held)}
    for supported in again:
        found |= supported
    return found


@for_the_same(8192)
def _supported_again(
    groups: _Again, named: tuple[dict[str, str], ...], held: tuple[frozenset[str], ...]
) -> list[tuple[str, dict[str, int]]]:
    """The support of accepted claims of which several make one statement, by article."""
    origin = {key: name for names in named for key, name in names.items()}
    barred = frozenset().union(*held)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for group in groups:
        together = [claim for claim in group if accepted(claim, barred)]
        number = len({origin[claim.key] for claim in together if claim.key in origin})
        for claim in together:
            found[claim.article][claim.key] = number
    return list(found.items())


@for_the_same(2)
def _said_again(corpus: Corpus, ontology: Ontology) -> list[_Again]:
    """The groups of several claims that make one statement, parted by the article of the first claim."""
    stated = {article: _by_statement(claims, ontology) for article, claims in corpus.by_article.items()}
    found: dict[str, list[Same[Claim]]] = defaultdict(list)
    for group in _gathered.of(stated).values():
        found[group[0].article].append(group)
    return [same(groups) for groups in found.values()]


_gathered = Gathered[tuple[str, ...], Claim](least=2)


@for_the_same(8192)
def _by_statement(claims: Same[Claim], ontology: Ontology) -> dict[tuple[str, ...], tuple[Claim, ...]]:
    found: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        found[statement(claim, ontology)].append(claim)
    return {stated: tuple(own) for stated, own in found.items()}


def clashes(corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None) -> Iterator[Clash]:
    """Copied runs, and statements for which several articles name one origin: each is one source, not several.

    `runs` are the copied runs of the corpus, if they are known already.
    """
    yield from map(_copy, copied_runs(corpus, ontology) if runs is None else runs)
    for groups in _said_again(corpus, ontology):
        yield from _of_one_origin(groups)


@lru_cache(maxsize=65536)
def _copy(run: Run) -> Clash:
    return Clash(SAME_ORIGIN, run.claims, certainty(run))


@for_the_same(8192)
def _of_one_origin(groups: _Again) -> list[Clash]:
    found = []
    for group in groups:
        by_origin: dict[str, list[Claim]] = defaultdict(list)
        for claim in group:
            if isinstance(claim, Fact | Figure) and claim.origin and claim.article != BACKGROUND:
                by_origin[claim.origin].append(claim)
        for named, those in sorted(by_origin.items()):
            if len({claim.article for claim in those}) > 1:
                involved = tuple(sorted(claim.key for claim in those))
                found.append(Clash(SAME_ORIGIN, involved, f"the articles name the same origin, {named}"))
    return found


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
    whole = f"; most of {run.reprint} is in {run.original}" if run.reprint else ""
    return f"{' and '.join(run.articles)} say the same in {number}: {run.bits:.0f} bits, by chance {chance}{whole}"


def _rounded(number: float) -> int:
    """A number to one digit: an estimate is no more exact."""
    return int(float(f"{number:.0e}"))


def statements(corpus: Corpus, ontology: Ontology) -> dict[tuple[str, ...], list[Claim]]:
    """The claims of articles by the statement they make, in one modality; each opinion is a statement of its own."""
    found: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for article, claims in corpus.by_article.items():
        if article != BACKGROUND:
            for stated, own in _by_statement(claims, ontology).items():
                found[stated] += own
    return found


def statement(claim: Claim, ontology: Ontology) -> tuple[str, ...]:
    """What a claim states, in one modality: claims with the same statement say the same."""
    if isinstance(claim, Fact):
        return (claim.subject, claim.property, claim.value, claim.language, claim.modality)
    if isinstance(claim, Figure):
        return (*claim.cell, base_value(claim, ontology), claim.modality)
    return (claim.key,)


def _copied(corpus: Corpus, runs: Sequence[Run]) -> dict[str, _Copied]:
    """The copied claims by article, each with the first claim of all runs that hang together with its own.

    Runs are those that the machine finds and those that a curator has entered in the list of disagreements.
    """
    listed = [run.claims for run in runs]
    listed += [entry.claims for entry in corpus.disagreements if entry.type == SAME_ORIGIN]
    return _together(tuple(listed), frozenset((run.reprint, run.original) for run in runs if run.reprint))


@for_the_same(4)
def _together(listed: tuple[tuple[str, ...], ...], reprints: frozenset[tuple[str, str]]) -> dict[str, _Copied]:
    found: dict[str, set[tuple[str, _Mark]]] = defaultdict(set)
    for group in _connected((claims, [(0, key) for key in claims]) for claims in listed):
        keys = set().union(*group)
        first = min(keys)
        for key in keys:
            found[key.partition("/")[0]].add((key, (0, f"copy/{first}")))
    for reprint, original in reprints:
        for article in (reprint, original):
            found[article].add((article, (3, original)))  # gives no name: that of the article comes before
    return {article: as_before(frozenset(pairs)) for article, pairs in found.items()}


def _by_name(copied: Iterable[_Copied]) -> dict[str, list[_Mark]]:
    """The marks of claims and articles."""
    found: dict[str, list[_Mark]] = defaultdict(list)
    for name, mark in chain.from_iterable(copied):
        found[name].append(mark)
    return found


def _marks(claim: Claim, copied: Mapping[str, Sequence[_Mark]]) -> list[_Mark]:
    """What a claim can have in common with others of its statement."""
    found = [(2, f"article/{claim.article}"), *copied.get(claim.key, ()), *copied.get(claim.article, ())]
    if isinstance(claim, Fact | Figure) and claim.origin:
        found.append((1, claim.origin))
    return found


def _connected(marked: Iterable[tuple[_Thing, list[_Mark]]]) -> list[list[_Thing]]:
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
