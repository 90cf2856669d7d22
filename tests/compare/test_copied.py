"""Copied runs are sought where they can be: those found are the same as if all articles were aligned."""

from __future__ import annotations

import dataclasses
import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools import remembering
from kgtools.claims import reader
from kgtools.claims.model import Claim, Corpus, Fact
from kgtools.compare import alignment, origins
from kgtools.compare.copied import ceiling, stretches, texts
from kgtools.compare.passage_features import Features, Weights, head, is_head, once, vocabulary
from tests.compare.test_origins import TERMS, about, figure, telling, together
from tests.conftest import ROOT

# -- articles drawn at random, that share much and in part in the same order --------------------------------

SEEDS = st.integers(0, 2**32)
THINGS = [f"{kind}/{name}" for kind in ("event", "body", "company") for name in "abcdefg"]
SERIES = [f"indicator/{name} state/x state/y" for name in "abc"]


def two_articles(seed: int) -> tuple[tuple[Features, ...], tuple[Features, ...]]:
    """Passages of two articles, of which the second has most of a stretch of the first somewhere among its own."""
    chance = random.Random(seed)
    one, other = ([_passage(chance) for _ in range(chance.randint(0, 20))] for _ in range(2))
    first, place = chance.randint(0, len(one)), chance.randint(0, len(other))
    kept = [[part for part in passage if chance.random() < 0.8] for passage in map(sorted, one[first:])]
    copy = [frozenset((*parts, *map(head, parts))) for parts in kept]
    return tuple(one), (*other[:place], *copy, *other[place:])


def _passage(chance: random.Random) -> Features:
    """What some claims say: of a series a number, of another thing a property with one of two values, or nothing."""
    found: set[str] = set()
    for thing in chance.choices(THINGS + SERIES, k=chance.randint(1, 3)):
        found.add(thing)
        if thing in SERIES:
            found.add(f"{thing}\t{chance.randint(1, 4)}.5 usd")
        elif chance.random() < 0.7:
            found.add(f"{thing}\t{chance.choice(('place', 'country'))}\tplace/p{chance.randint(1, 2)}")
    return frozenset(found)


@settings(deadline=None, max_examples=300)
@given(SEEDS)
def test_no_stretch_has_more_bits_than_are_told_at_most(seed: int) -> None:
    one, other = two_articles(seed)
    found = stretches.align(one, other, Weights(vocabulary(one), vocabulary(other)))
    outlines = ceiling.outline(texts.whole(one)), ceiling.outline(texts.whole(other))
    most = ceiling.at_most(*outlines)
    assert most >= max((bits for bits, _ in found), default=0.0)
    assert most == pytest.approx(ceiling.at_most(*outlines[::-1]))


def test_what_is_named_in_most_passages_takes_nothing_off() -> None:
    """Nobody misses a thing that tells nothing: in the other article half of the passages name it."""
    other = tuple(frozenset({"event/known", f"event/{number}"}) for number in range(9))
    one = tuple(frozenset({"event/known", f"event/{number}", f"event/own-{number}"}) for number in range(9))
    rare = (*(frozenset({f"body/{number}"}) for number in range(60)), *one)
    ((bits, _),) = stretches.align(rare, other, Weights(vocabulary(rare), vocabulary(other)))[:1]
    assert bits <= ceiling.at_most(ceiling.outline(texts.whole(rare)), ceiling.outline(texts.whole(other)))


def test_articles_that_have_no_text_in_common_are_not_aligned() -> None:
    corpus = reader.load(ROOT, TERMS)
    with mock.patch.object(stretches, "align", wraps=stretches.align) as aligned:
        alignment.forget()
        runs = alignment.runs(corpus, TERMS)
    assert len({run.articles for run in runs}) == 3
    assert aligned.call_count <= 4  # of ten pairs


# -- whole corpora -----------------------------------------------------------------------------------------


def drawn(seed: int) -> Corpus:
    """Articles that speak of the same things, some with text of others."""
    chance = random.Random(seed)
    things = [f"event/e{number}" for number in range(70)]
    articles: list[list[tuple[str, str, str]]] = []
    for _ in range(chance.randint(2, 5)):
        own = [(chance.choice(things), "place", f"place/p{chance.randint(0, 9)}") for _ in range(chance.randint(8, 60))]
        for source in articles:
            for length in chance.choice(((), (), (12,), (14, 6), (60,))):
                first, place = chance.randrange(max(1, len(source) - length)), chance.randint(0, len(own))
                own[place:place] = [one for one in source[first : first + length] if chance.random() < 0.9]
        articles.append(own)
    groups: list[list[Claim]] = []
    for number, own in enumerate(articles):
        name = f"article-{number}"
        numbers = [figure(name, place, "indicator/trade", str(chance.randint(1, 30))) for place in range(5)]
        groups.append([*telling(name, own), *numbers])
    return together(*groups)


def test_runs_and_origins_after_changes_are_those_sought_anew(seed: int) -> None:
    chance, states = random.Random(seed), list[Corpus]()
    for number in range(6):
        drawn_once = drawn(seed + number)
        claims = list(drawn_once.claims)
        for _ in range(8):
            place = chance.randrange(len(claims))
            other = chance.choice(claims)
            if chance.random() < 0.2:
                del claims[place]
            elif isinstance(other, Fact) and isinstance(claims[place], Fact):
                of = {"subject": other.subject, "value": other.value, "origin": "body/b"}
                claims[place] = dataclasses.replace(claims[place], **of)
            states.append(Corpus({}, drawn_once.articles, tuple(claims), ()))
    told = [_told(state) for state in states]
    assert any(runs for runs, _, _ in told)
    for state, found in zip(states, told, strict=True):
        remembering.forget()
        assert _told(state) == found


def _told(corpus: Corpus) -> tuple[list[alignment.Run], dict[str, str], dict[str, int]]:
    return alignment.runs(corpus, TERMS), origins.origins(corpus, TERMS), origins.support(corpus, TERMS)


class EveryArticle(texts.Index):
    """All articles before one, those first that share most rare things with it."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, texts.Text]] = []

    def add(self, article: str, text: texts.Text) -> None:
        self.taken.append((article, text))

    def near(self, text: texts.Text) -> list[str]:
        shared = {article: len(set(text.rare) & set(other.rare)) for article, other in self.taken}
        return sorted(shared, key=lambda article: (-shared[article], article))


def every_run(corpus: Corpus) -> list[alignment.Run]:
    """The runs that aligning all pairs of articles gives."""
    alignment.forget()
    with (
        mock.patch.object(alignment, "Index", EveryArticle),
        mock.patch.object(ceiling, "at_most", return_value=math.inf),
    ):
        return alignment.runs(corpus, TERMS)


def without_reprints(corpus: Corpus) -> list[alignment.Run]:
    """The runs of all pairs of articles, of copies of one text too."""
    with mock.patch.object(alignment, "_MOST", 2.0):
        return every_run(corpus)


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_the_runs_are_those_that_aligning_all_pairs_gives(seed: int) -> None:
    corpus = drawn(seed)
    assert alignment.runs(corpus, TERMS) == every_run(corpus)


def test_among_the_corpora_drawn_are_runs_of_both_sorts_and_reprints_and_pairs_that_are_not_aligned() -> None:
    found: Counter[bool] = Counter()
    aligned = pairs = reprints = 0
    for seed in range(20):
        corpus = drawn(seed)
        with mock.patch.object(stretches, "align", wraps=stretches.align) as align:
            alignment.forget()
            runs = alignment.runs(corpus, TERMS)
        found.update(run.certain for run in runs)
        reprints += len({run.reprint for run in runs} - {""})
        aligned += align.call_count
        pairs += math.comb(len(corpus.articles), 2)
    assert found[True] >= 10
    assert found[False] >= 1
    assert 3 <= reprints < pairs / 4
    assert aligned < pairs / 2


# -- copies of a whole article -----------------------------------------------------------------------------


def copying(source: Sequence[tuple[str, str, str]], number: int, kept: float = 1.0) -> list[list[tuple[str, str, str]]]:
    """So many articles that tell what another tells, or that part of it."""
    chance = random.Random(number)
    return [[one for one in source if chance.random() < kept] for _ in range(number)]


@pytest.mark.parametrize("kept", [1.0, 0.8])
def test_copies_of_an_article_are_held_against_it_alone(kept: float) -> None:
    """Of thirty copies there are not 435 pairs; and copies of two articles that share text are not pairs of copies."""
    shared = about("shared", 14)
    sources = {"a": [*about("a", 30), *shared], "b": [*shared, *about("b", 30)]}
    groups = [
        telling(f"{name}-{number:02}", said)
        for name, source in sources.items()
        for number, said in enumerate([source, *copying(source, 29, kept)])
    ]
    alignment.forget()
    with mock.patch.object(stretches, "align", wraps=stretches.align) as aligned:
        corpus = together(*groups)
        runs = alignment.runs(corpus, TERMS)
    assert Counter((run.reprint != "", run.articles[0]) for run in runs) == {
        (True, "a-00"): 29, (True, "b-00"): 29, (False, "a-00"): 1,
    }  # fmt: skip
    assert all(run.original.endswith("-00") for run in runs if run.reprint)
    assert aligned.call_count == (3 if kept == 1.0 else 59)  # articles that say the very same are aligned once
    assert set(origins.support(corpus, TERMS, runs).values()) == {1}


def test_the_reprint_is_the_later_one_and_a_date_comes_before_none() -> None:
    said = about("a", 20)
    corpus = together(telling("a", said), telling("b", said), telling("c", said))
    dated = {"b": "2019-05", "c": "2018"}
    articles = {name: dataclasses.replace(one, published=dated.get(name, "")) for name, one in corpus.articles.items()}
    runs = alignment.runs(dataclasses.replace(corpus, articles=articles), TERMS)
    assert {(run.reprint, run.original) for run in runs} == {("a", "c"), ("b", "c")}


def test_what_a_reprint_has_beyond_its_original_is_held_against_all_others() -> None:
    third = about("third", 40)
    groups = [
        telling("a", about("a", 40)),
        telling("b", [*about("a", 40), *third[10:22]]),
        telling("c", [*third[10:22], *about("a", 40)]),
        telling("d", third),
    ]
    runs = alignment.runs(together(*groups), TERMS)
    assert {(*run.articles, run.reprint) for run in runs} == {
        ("a", "b", "b"), ("a", "c", "c"), ("b", "c", ""), ("b", "d", ""),  # what c has of d, it has of b
    }  # fmt: skip


def test_an_article_that_has_less_than_half_from_another_is_no_reprint() -> None:
    said = about("a", 40)
    three = together(telling("a", said), telling("b", [*said[:19], *about("b", 20)]), telling("c", said[:19]))
    assert {(run.articles, run.reprint) for run in alignment.runs(three, TERMS)} == {
        (("a", "b"), ""), (("a", "c"), "c"),
    }  # fmt: skip


def test_no_reprint_is_a_second_witness_of_what_its_original_tells() -> None:
    """Not even where both tell it outside of what they tell in the same order."""
    said = [*about("a", 30), ("event/far", "place", "place/far"), *about("aa", 30)]
    moved = [said[30], *said[:30], *said[31:]]
    corpus = together(telling("a", said), telling("b", moved), telling("c", [*about("c", 20), said[30]]))
    support = origins.support(corpus, TERMS)
    assert support["a/f030"] == support["b/f000"] == support["c/f020"] == 2


def test_reprints_of_a_reprint_are_held_against_it_for_what_it_has_beyond_its_original() -> None:
    later = [*about("a", 40), *about("b", 20)]
    corpus = together(telling("a", about("a", 40)), *(telling(f"b-{number:02}", later) for number in range(20)))
    runs = alignment.runs(corpus, TERMS)
    assert {run.articles for run in runs if run.reprint} == {("a", f"b-{number:02}") for number in range(20)}
    assert {run.articles for run in runs if not run.reprint} == {("b-00", f"b-{number:02}") for number in range(1, 20)}
    assert set(origins.support(corpus, TERMS, runs).values()) == {1}


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_articles_that_are_no_reprints_have_the_runs_that_they_have_among_all_pairs(seed: int) -> None:
    corpus = drawn(seed)
    few, all_ = alignment.runs(corpus, TERMS), without_reprints(corpus)
    reprints = {run.reprint for run in few} - {""}
    assert [run for run in few if reprints.isdisjoint(run.articles)] == [
        run for run in all_ if reprints.isdisjoint(run.articles)
    ]
    with_original = {run.articles for run in few if run.reprint}
    assert [dataclasses.replace(run, reprint="") for run in few if run.articles in with_original] == [
        run for run in all_ if run.articles in with_original
    ]


def test_nearly_all_that_all_pairs_show_to_be_of_one_origin_is_so_with_fewer_pairs() -> None:
    """Lost are stretches of a reprint that are certain only together with what its original has of them."""
    more = total = 0
    for seed in range(40):
        corpus = drawn(seed)
        with_few = origins.support(corpus, TERMS, alignment.runs(corpus, TERMS))
        with_all = origins.support(corpus, TERMS, without_reprints(corpus))
        more += sum(with_few[key] > number for key, number in with_all.items())
        total += len(with_all)
    assert more < total / 40


def test_our_own_articles_are_no_reprints() -> None:
    corpus = reader.load(ROOT, TERMS)
    assert alignment.runs(corpus, TERMS) == without_reprints(corpus)


# -- the alignment as it is defined ------------------------------------------------------------------------


def plainly(
    one: Sequence[Features], other: Sequence[Features], worth: Mapping[str, float]
) -> list[tuple[float, list[tuple[int, int]]]]:
    """What `stretches.align` finds, from all pairs of passages, each looking back to all that may be before it."""
    places = [(first, second) for first in range(len(one)) for second in range(len(other))]
    shared = {place: one[place[0]] & other[place[1]] for place in places}
    best: dict[tuple[int, int], float] = {}
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for place in places:
        gain = _gain(one[place[0]], other[place[1]], worth)
        if gain > 0:
            score, before[place] = 0.0, None
            for back, side, skipped in _BACK:
                earlier = (place[0] - back, place[1] - side)
                if earlier in best:
                    twice = _bits(shared[place], worth) - _bits(shared[place] - shared[earlier], worth)
                    left = best[earlier] - twice - 1.0 - skipped
                    if left > score:
                        score, before[place] = left, earlier
            best[place] = gain + score
    found, used = [], set[tuple[int, int]]()
    for end in sorted(best, key=lambda place: (-best[place], place)):
        path, step = [], end
        while step is not None and step not in used:
            path.append(step)
            step = before[step]
        used.update(path)
        if path:
            found.append((best[end] - (best[step] if step else 0.0), path[::-1]))
    return sorted(found, key=lambda stretch: (-stretch[0], stretch[1]))


_BACK = [(back, side, 3.0 * (abs(back - 1) + abs(side - 1))) for back in range(6) for side in range(6)][1:]


def _bits(features: Features, worth: Mapping[str, float]) -> float:
    told: dict[str, float] = {}
    for feature in features:
        if worth[feature] > 1.0:
            told[once(feature)] = max(told.get(once(feature), 0.0), worth[feature] + math.log2(0.75))
    return math.fsum(told.values())


def _gain(one: Features, other: Features, worth: Mapping[str, float]) -> float:
    if not any(is_head(feature) and worth[feature] > 1.0 for feature in one & other):
        return 0.0
    missing = [
        sum(worth[part] > 1.0 and (is_head(part) or head(part) in one & other) for part in side - (one & other))
        for side in (one, other)
    ]
    return _bits(one & other, worth) - 2.0 * min(missing) - 1.0


@settings(deadline=None)
@given(SEEDS, st.floats(0, 12))
def test_stretches_are_those_of_the_alignment_as_it_is_defined(seed: int, least: float) -> None:
    one, other = two_articles(seed)
    worth = Weights(vocabulary(one), vocabulary(other))
    expected = plainly(one, other, worth)
    assert stretches.align(one, other, worth) == expected
    assert stretches.align(one, other, worth, least) == [stretch for stretch in expected if stretch[0] >= least]
