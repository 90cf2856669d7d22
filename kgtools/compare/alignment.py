"""Copied passages: stretches of two articles whose claims say the same in the same order.

They are found from the claims alone, without the text: what a passage says (things, numbers, statements)
survives translation, and so does the order in which it is said. The method is local alignment as in sequence
analysis, with scores that weigh two explanations against each other: that a passage was copied, or that it is
alike by chance. docs/decisions/0010-origins.md says how well it does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from kgtools.changing import Keeping
from kgtools.claims.model import Corpus
from kgtools.compare.compared import stated
from kgtools.compare.copied import ceiling, stretches, texts
from kgtools.compare.copied.texts import COINCIDENCES, RARE, Index, Text
from kgtools.compare.passage_features import Features, Passage, Said, Weights, is_head, passages, vocabulary
from kgtools.differing import differing
from kgtools.ontology import Ontology
from kgtools.remembering import Same, for_the_same, on_forgetting

_MOST = 0.5  # of the claims of a reprint, or of what is left of it, one other article has more than that
_LATER = "~"  # after every date: of an article that has none it is not known that it was the first
_ALONE = 2  # passages that a run must have if no other run shows that one article has text of the other
_KEPT = 0.5  # the part of a claim that the other passage must share for the claim to belong to a run

CERTAIN = 0.001  # runs that chance may give in the whole corpus
LIKELY = 0.05  # further ones that it may give between two articles of which one surely has text of the other
MEASURED = 0.01  # the constant K where it is measured (see `expected`)


@dataclass(frozen=True)
class Run:
    """Passages of two articles that say the same in the same order.

    The keys of their claims, how many passages follow one another, the bits they share, and how many such runs chance
    would give: in the whole corpus if the run is `certain`, else between these two articles, which have a certain one.
    `reprint` is that of the two articles which has most of its claims from the other.
    """

    bits: float
    claims: tuple[str, ...]
    articles: tuple[str, str]
    passages: int
    expected: float
    certain: bool
    reprint: str = ""

    @property
    def original(self) -> str:
        """The article of which the other is a reprint."""
        return next(article for article in self.articles if article != self.reprint)


def runs(corpus: Corpus, ontology: Ontology) -> list[Run]:
    """The copied runs between any two articles, strongest first.

    Of a reprint those with its original count, and with others those of what it has beyond it: what else it shares
    with them, it shares through its original. So many copies of one text are not held against each other.
    """
    listed = passages(stated(corpus, things=False), ontology)
    dated = sorted(
        (article for name, article in corpus.articles.items() if name in listed),
        key=lambda one: (one.published or _LATER, one.id),
    )
    return _runs.of([article.id for article in dated], listed)


class _Runs(Keeping):
    """The runs of articles that are taken one by one, each with those before it, as they were found last."""

    def clear(self) -> None:
        self._dated: list[str] = []
        self._listed: Mapping[str, Same[Passage]] = {}
        self._everywhere = 0.0
        self._taken: dict[str, _Taken] = {}
        self._whole, self._left = Index(), Index()  # of articles as they are, and without what is reprint in them
        self._found: list[Run] = []

    def of(self, dated: list[str], listed: Mapping[str, Same[Passage]]) -> list[Run]:
        """The runs of articles in an order; those are taken again that have changed, or that are near to such."""
        with self._one_at_a_time:
            everywhere = search_space(map(len, listed.values()))
            if (dated, everywhere) != (self._dated, self._everywhere):
                self.clear()
            changed = set(differing(self._listed, listed))
            if changed and self._take(changed, dated, listed, everywhere):
                found = (run for article in dated for run in self._taken[article].runs)
                self._found = sorted(found, key=lambda run: (-run.bits, run.claims))
            self._dated, self._listed, self._everywhere = dated, listed, everywhere
            return self._found

    def _take(
        self, due: set[str], dated: list[str], listed: Mapping[str, Same[Passage]], everywhere: float
    ) -> bool:  # fmt: skip
        """Take some articles, and those after them near to what is another one now; tells if any is."""
        others, places = False, {article: place for place, article in enumerate(dated)}
        for article, place in places.items():
            if article not in due:
                continue
            text = _whole(listed[article])
            near = tuple(self._taken[other] for other in self._left.near(text) if places[other] < place)
            was, now = self._taken.get(article), _take(article, listed[article], near, everywhere)
            if now is was:
                continue
            if was is not None:
                due.update(self._whole.near(was.text))
                self._whole.remove(article, _whole(was.passages))
                self._left.remove(article, was.text)
            due.update(self._whole.near(now.text))
            self._whole.add(article, text)
            self._left.add(article, now.text)
            self._taken[article], others = now, True
        return others


_runs = _Runs()


@dataclass(frozen=True, eq=False)
class _Taken:
    """An article, its passages, what of its text is no reprint, and its runs with articles before it."""

    article: str
    passages: Same[Passage]
    text: Text
    runs: list[Run]


@for_the_same(8192)
def _whole(listed: Same[Passage]) -> Text:
    return texts.whole(tuple(passage.features for passage in listed))


@for_the_same(8192)  # most articles have the neighbours that they had
def _take(article: str, listed: Same[Passage], near: tuple[_Taken, ...], everywhere: float) -> _Taken:
    """The runs of an article with those of the articles before it that have enough in common with it.

    Once one of these has most of the article, only what is left is held against the others; and so on with what is
    left then, for the reprint of a reprint tells what that has beyond its original.
    """
    index, others, found = Index(), {one.article: one for one in near}, list[Run]()
    for one in near:
        index.add(one.article, one.text)
    text, sources = _whole(listed), list[str]()
    while True:
        own = _Taken(article, listed, text, found)
        left = [others[name] for name in index.near(text) if name not in sources]
        copied, source = _with_others(own, left, everywhere)
        reprint = article if source and not sources else ""
        found += (replace(one.run, reprint=reprint) for one in copied)
        if not source:
            return own
        sources.append(source)
        text = texts.beyond(text, tuple(one.places[article] for one in copied))


def _with_others(own: _Taken, others: Iterable[_Taken], everywhere: float) -> tuple[list[_Copied], str]:
    """The runs of what is left of an article with others.

    As soon as one of these has most of it, those with that one alone, and which it is.
    """
    found: list[_Copied] = []
    for other in others:
        some = _copied(own, other, everywhere)
        if some and _have_most(some, own):
            return some, other.article
        found += some
    return found, ""


def _have_most(found: Iterable[_Copied], own: _Taken) -> bool:
    """Whether runs have most of what is left of an article."""
    left = {
        one.claim
        for passage, features in zip(own.passages, own.text.passages, strict=True)
        if features
        for one in passage.said
    }
    return len(left.intersection(key for one in found for key in one.run.claims)) > _MOST * len(left)


def _copied(own: _Taken, other: _Taken, everywhere: float) -> list[_Copied]:
    """The runs of an article with one before it."""
    one, two = sorted((own, other), key=attrgetter("article"))
    most = ceiling.at_most(ceiling.outline(one.text), ceiling.outline(two.text))
    if expected(most, everywhere) >= CERTAIN:
        return []  # none would be certain, and where none is certain no other counts
    here = len(one.passages) * len(two.passages)
    worth, shared = _stretches(one.text, two.text)
    surely = [_length(pairs) >= _ALONE and expected(bits, everywhere) < CERTAIN for bits, pairs in shared]
    found = []
    for (bits, pairs), certain in zip(shared, surely, strict=True):
        chance = expected(bits, everywhere) if certain else expected(bits, here, MEASURED)
        if certain or (any(surely) and chance < LIKELY):
            held = _held(one.passages, two.passages, pairs, worth)
            if held is not None:
                run = Run(bits, held.claims, (one.article, two.article), held.passages, chance, certain)
                found.append(_Copied(run, dict(zip(run.articles, held.places, strict=True))))
    return found


def forget() -> None:
    """Give up what is remembered of articles, which else stays in memory beside what comes after."""
    remembering: tuple[Any, ...] = (_take, _whole, _held, _stretches, texts.whole, texts.beyond, vocabulary)
    for function in remembering:
        function.cache_clear()
    _runs.clear()


on_forgetting(forget)


def expected(bits: float, space: float, constant: float = 1.0) -> float:
    """How many stretches of at least so many bits chance gives, E = K·m·n·2^-S.

    The formula is that of Karlin and Altschul (PNAS 87, 1990, 2264-2268) for scores in bits between sequences of
    the lengths m and n. Our scores are logarithms of how much likelier a copy makes a pair of passages than chance
    does, and the costs of all ways to go on are those of probabilities that add up to less than one. So for parts
    that are independent the expected value of 2^S is at most one wherever a stretch begins, whence K is at most
    one (Markov's inequality; compare Yu and Hwa, J. Comput. Biol. 8, 2001, 249-282). Shuffled claims give a K
    below a hundredth. But lists of what belongs together are not independent; so where a run has to stand alone
    the bound counts, and it must have several passages.

    >>> expected(20, 1024)
    0.0009765625
    """
    return constant * space * math.exp2(-bits)


def search_space(lengths: Iterable[int]) -> float:
    """How many pairs of passages of different articles there are.

    >>> search_space([2, 3, 4])
    26.0
    """
    listed = list(lengths)
    return (sum(listed) ** 2 - sum(length**2 for length in listed)) / 2


@lru_cache(maxsize=8192)  # after a change most pairs of articles say what they said
def _stretches(one: Text, other: Text) -> tuple[Mapping[str, float], Sequence[tuple[float, list[tuple[int, int]]]]]:
    """The weights between two articles, and their stretches that rest on several rare things in common."""
    worth = Weights(one.spoken, other.spoken)
    least = math.log2(
        len(one.passages) * len(other.passages) * MEASURED / LIKELY
    )  # bits: no run has less, a certain one least of all
    found = []
    for bits, pairs in stretches.align(one.passages, other.passages, worth, least):
        shared = frozenset().union(*(one.passages[first] & other.passages[second] for first, second in pairs))
        if sum(is_head(feature) and worth[feature] >= RARE for feature in shared) >= COINCIDENCES:
            found.append((bits, pairs))
    return worth, found


@dataclass(frozen=True)
class _Retention:
    """Which claims of one article another one retains."""

    worth: Mapping[str, float]

    def claims(self, one: Sequence[Passage], other: Sequence[Passage]) -> Iterator[str]:
        """The claims on either side that say, at least by half, what is said on the other."""
        yield from self._said(one, other)
        yield from self._said(other, one)

    def _said(self, side: Iterable[Passage], counterpart: Iterable[Passage]) -> Iterator[str]:
        said = frozenset().union(*(passage.features for passage in counterpart))
        for passage in side:
            yield from (one.claim for one in passage.said if self._retains(one, said))

    def _retains(self, one: Said, said: Features) -> bool:
        features = one.features
        if one.is_number:
            return any(feature in said for feature in features if not is_head(feature))
        shared = features & said
        bits = math.fsum(map(self.worth.__getitem__, shared))
        return bits > 0 and (shared == features or bits >= _KEPT * math.fsum(map(self.worth.__getitem__, features)))


class _Held(NamedTuple):
    """The claims of a run, how many passages follow one another in it, and which passages it has of either article."""

    claims: tuple[str, ...]
    passages: int
    places: tuple[range, range]


@dataclass(frozen=True)
class _Copied:
    """A run, with the passages that it has of either article."""

    run: Run
    places: Mapping[str, range]


@for_the_same(8192)
def _held(
    one: Sequence[Passage],
    other: Sequence[Passage],
    pairs: list[tuple[int, int]],
    worth: Mapping[str, float],
) -> _Held | None:
    """What belongs to a run, if anything.

    A run begins and ends with passages that have claims in common, not only things. What lies between belongs to it
    as a whole: curators cut the same sentences differently, so that a claim may stand beside its counterpart.
    """
    retention = _Retention(worth)
    alike = [pair for pair in pairs if any(retention.claims([one[pair[0]]], [other[pair[1]]]))]
    if not alike:
        return None
    places = tuple(range(first, last + 1) for first, last in zip(alike[0], alike[-1], strict=True))
    keys = retention.claims(*(side[own.start : own.stop] for side, own in zip((one, other), places, strict=True)))
    return _Held(tuple(sorted(set(keys))), _length(alike), (places[0], places[1]))


def _length(pairs: list[tuple[int, int]]) -> int:
    """How many passages follow one another, on the side that has fewer."""
    return min(len({pair[side] for pair in pairs}) for side in (0, 1))
