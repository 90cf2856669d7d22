"""Origins: which claims go back to one source, and how many independent ones a statement has.

An article that repeats a paragraph of another is not a second witness. `alignment` finds such passages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from kgtools.changing import ChosenByEach, Each, Gathered, Keeping
from kgtools.claims.acceptance import accepted, not_accepted_of
from kgtools.claims.model import BACKGROUND, Claim, Corpus, Disagreement, Fact, Figure
from kgtools.compare.alignment import Run
from kgtools.compare.alignment import runs as copied_runs
from kgtools.compare.clash import Clash, in_order
from kgtools.compare.passage_features import base_value
from kgtools.differing import Changed
from kgtools.ontology import Ontology
from kgtools.remembering import Same, for_the_same

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
    found = support_by_article(corpus, ontology, runs)
    return dict(pair for supported in found.values() for pair in supported.items())


# Most statements are made once; what follows of them follows from one article. What follows of those that are made
# again is told by statement, so that a change is asked only of its neighbours.

_Mark = tuple[int, str]  # what a claim can have in common with others of its statement; the lowest gives the name
_Marked = tuple[str, _Mark]  # a copied claim or an article, with what all have that hang together with it
_Statement = tuple[str, ...]
_ByArticle = dict[str, tuple[dict[str, _Thing]]]  # what is told of claims, by article


def by_article(corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None) -> Changed[str, dict[str, str]]:
    """What `origins` gives, for each article with claims; the very same objects where nothing has changed."""
    again = _again.of(_statements.of(corpus.by_article, given=(ontology,)))
    copied = _copied(corpus, ontology, runs)
    return _names.of(corpus.by_article, copied, _named_again_in.of(_names_again(again, copied)))


def support_by_article(
    corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None
) -> Changed[str, dict[str, int]]:  # fmt: skip
    """What `support` gives, for each article with claims."""
    held = not_accepted_of(corpus)
    again = _again.of(_statements.of(corpus.by_article, given=(ontology,)))
    named = _names_again(again, _copied(corpus, ontology, runs))
    supported = _supported_again.of(again, named, _held_of.of(again, held))
    return _supported.of(corpus.by_article, held, _supported_again_in.of(supported))


def _by_statement(_: str, claims: Iterable[Claim], ontology: Ontology) -> dict[_Statement, tuple[Claim, ...]]:
    found: dict[_Statement, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[statement(claim, ontology)].append(claim)
    return {stated: tuple(own) for stated, own in found.items()}


def _articles(claims: Iterable[Claim]) -> Iterable[str]:
    return dict.fromkeys(claim.article for claim in claims)


def _names_again(
    again: Changed[_Statement, Same[Claim]], copied: Changed[str, Same[_Marked]]
) -> Changed[_Statement, _ByArticle[str]]:
    """The origins of the claims of each statement that is made again."""
    return _named_again.of(again, _copied_of.of(again, copied))


def _name_again(_: _Statement, claims: Iterable[Claim], copied: Iterable[Same[_Marked]]) -> _ByArticle[str]:
    """The origins of claims that make one statement."""
    marked = _by_name(copied)
    marks = {claim.key: _marks(claim, marked) for claim in claims if claim.article != BACKGROUND}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for keys in _connected(marks.items()):
        name = min((rank, mark) for key in keys for rank, mark in marks[key])[1]
        for key in keys:
            found[key.partition("/")[0]][key] = name
    return {article: (names,) for article, names in found.items()}


def _name(
    article: str, claims: Iterable[Claim], copied: Same[_Marked] | None, again: Iterable[dict[str, str]] | None
) -> dict[str, str] | None:
    """The origin of each claim of an article; `again` are those of statements that are made again."""
    if article == BACKGROUND:
        return None
    marked = _by_name(filter(None, [copied]))
    found = {claim.key: min(_marks(claim, marked))[1] for claim in claims}
    for named in again or ():
        found |= named
    return found


def _support_again(
    _: _Statement, claims: Iterable[Claim], named: _ByArticle[str], held: Iterable[frozenset[str]]
) -> _ByArticle[int]:
    """The support of the accepted ones of claims that make one statement."""
    barred = frozenset().union(*held)
    together = [claim for claim in claims if accepted(claim, barred)]
    number = len({named[claim.article][0][claim.key] for claim in together if claim.article in named})
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for claim in together:
        found[claim.article][claim.key] = number
    return {article: (supported,) for article, supported in found.items()}


def _support(
    article: str, claims: Iterable[Claim], held: frozenset[str] | None, again: Iterable[dict[str, int]] | None
) -> dict[str, int]:
    """The support of each accepted claim of an article; `again` is that of statements that are made again."""
    barred, alone = held or frozenset(), int(article != BACKGROUND)
    found = {claim.key: alone for claim in claims if accepted(claim, barred)}
    for supported in again or ():
        found |= supported
    return found


_statements = Each[str, Same[Claim], dict[_Statement, tuple[Claim, ...]]](_by_statement, in_order=True)
_again = Gathered[_Statement, Claim](least=2)
_copied_of = ChosenByEach[_Statement, str, Same[_Marked]](_articles)
_named_again = Each[_Statement, Same[Claim], _ByArticle[str]](_name_again)
_named_again_in = Gathered[str, dict[str, str]](in_order=False)
_names = Each[str, Same[Claim], dict[str, str]](_name, in_order=True)
_held_of = ChosenByEach[_Statement, str, frozenset[str]](_articles)
_supported_again = Each[_Statement, Same[Claim], _ByArticle[int]](_support_again)
_supported_again_in = Gathered[str, dict[str, int]](in_order=False)
_supported = Each[str, Same[Claim], dict[str, int]](_support, in_order=True)


def clashes(corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None) -> Iterator[Clash]:
    """Copied runs, and statements for which several articles name one origin: each is one source, not several.

    `runs` are the copied runs of the corpus, if they are known already.
    """
    found = chain.from_iterable(by_statement(corpus, ontology).values())
    yield from sorted({*found, *map(copy, copied_runs(corpus, ontology) if runs is None else runs)}, key=in_order)


def by_statement(corpus: Corpus, ontology: Ontology) -> Changed[_Statement, tuple[Clash, ...]]:
    """The clashes of claims that make one statement and name one origin, for each such statement."""
    return _of_one_origin.of(_again.of(_statements.of(corpus.by_article, given=(ontology,))))


def copy(run: Run) -> Clash:
    """What clashes in a copied run."""
    return Clash(SAME_ORIGIN, run.claims, certainty(run))


def _name_one_origin(_: _Statement, claims: Iterable[Claim]) -> tuple[Clash, ...] | None:
    by_origin: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if isinstance(claim, Fact | Figure) and claim.origin and claim.article != BACKGROUND:
            by_origin[claim.origin].append(claim)
    found = []
    for named, those in sorted(by_origin.items()):
        if len({claim.article for claim in those}) > 1:
            involved = tuple(sorted(claim.key for claim in those))
            found.append(Clash(SAME_ORIGIN, involved, f"the articles name the same origin, {named}"))
    return tuple(found) or None


_of_one_origin = Each[_Statement, Same[Claim], tuple[Clash, ...]](_name_one_origin)


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
    for article, by_statement in _statements.of(corpus.by_article, given=(ontology,)).items():
        if article != BACKGROUND:
            for stated, own in by_statement.items():
                found[stated] += own
    return found


def statement(claim: Claim, ontology: Ontology) -> tuple[str, ...]:
    """What a claim states, in one modality: claims with the same statement say the same."""
    if isinstance(claim, Fact):
        return (claim.subject, claim.property, claim.value, claim.language, claim.modality)
    if isinstance(claim, Figure):
        return (*claim.cell, base_value(claim, ontology), claim.modality)
    return (claim.key,)


def _copied(corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None) -> Changed[str, Same[_Marked]]:
    """The copied claims by article, each with the first claim of all runs that hang together with its own."""
    return _marked(copied_runs(corpus, ontology) if runs is None else runs, corpus.disagreements)


@for_the_same(4)
def _marked(runs: Sequence[Run], entries: tuple[Disagreement, ...]) -> Changed[str, Same[_Marked]]:
    """The same of runs that the machine finds and those that a curator has entered in the list of disagreements."""
    listed = (entry.claims for entry in entries if entry.type == SAME_ORIGIN)
    groups = _groups.of(frozenset((*(run.claims for run in runs), *listed)))
    marks: dict[str, tuple[_Marked, ...]] = {}
    for reprint, original in {(run.reprint, run.original) for run in runs if run.reprint}:
        for article in (reprint, original):  # gives no name: that of the article comes before
            marks[article] = (*marks.get(article, ()), (article, (3, original)))
    return _copied_in.of({**groups, "": marks})


class _Groups(Keeping):
    """Runs that hang together; they are put together again only where a run has come or gone."""

    def clear(self) -> None:
        self._runs: frozenset[tuple[str, ...]] = frozenset()  # the claims of each
        self._first: dict[str, str] = {}  # the first claim of all that hang together with one
        self._together: dict[str, list[tuple[str, ...]]] = {}  # the runs by that first claim
        self._marks: dict[str, dict[str, tuple[_Marked, ...]]] = {}

    def of(self, runs: frozenset[tuple[str, ...]]) -> dict[str, dict[str, tuple[_Marked, ...]]]:
        """The claims of runs by article, each with its mark; by the first of those that hang together."""
        with self._one_at_a_time:
            changed = runs ^ self._runs
            due = set(changed)
            for first in {self._first[key] for run in changed for key in run if key in self._first}:
                due.update(self._together.pop(first))
                for copied, _ in chain.from_iterable(self._marks.pop(first).values()):
                    del self._first[copied]
            for group in _connected((run, [(0, key) for key in run]) for run in due & runs):
                keys = sorted(set().union(*group))
                first, by_article = keys[0], defaultdict[str, list[_Marked]](list)
                for key in keys:
                    by_article[key.partition("/")[0]].append((key, (0, f"copy/{first}")))
                self._together[first] = group
                self._first.update(dict.fromkeys(keys, first))
                self._marks[first] = {article: tuple(own) for article, own in by_article.items()}
            self._runs = runs
            return dict(self._marks)


_groups = _Groups()
_copied_in = Gathered[str, _Marked](in_order=False)


def _by_name(copied: Iterable[Same[_Marked]]) -> dict[str, list[_Mark]]:
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
