"""Independent origins: copied passages found from the claims, named origins, and the support of statements."""

from __future__ import annotations

import dataclasses
import random
import shutil
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools import namespaces, ontology
from kgtools.articles.anchors import Anchor
from kgtools.checks import check
from kgtools.claims.model import Article, Claim, Corpus, Disagreement, Entity, Fact, Figure
from kgtools.compare import alignment, origins, passage_features
from kgtools.compare.copied import stretches
from kgtools.compare.copied.texts import Index, whole
from kgtools.graph import build, store
from kgtools.ontology import Ontology
from kgtools.values import numbers
from tests.conftest import ROOT, Run, real_corpus

TERMS = ontology.load(ROOT)
COPIERS = {"central-asian-cooperation", "musina-dynamics", "nursultanova-trade"}


@pytest.fixture(scope="module")
def real() -> Corpus:
    return real_corpus()


# -- invented articles ------------------------------------------------------------------------------------


def article(identifier: str) -> Article:
    return Article(identifier, (), (), (), ("en",), "", "", "", 100_000, "", "entered", (), "", "")


def telling(identifier: str, said: list[tuple[str, str, str]], origin: str = "") -> list[Fact]:
    """Facts of one article, a passage each, in this order."""
    return [
        Fact(
            identifier, f"f{number:03}", Anchor(100 * number, 100 * number + 50, ""), "stated", (), "", "facts.csv",
            number + 2, subject, property_, value, "", "", "asserted", (), origin,
        )
        for number, (subject, property_, value) in enumerate(said)
    ]  # fmt: skip


def figure(identifier: str, number: int, indicator: str, value: str, unit: str = "million-usd") -> Figure:
    """A figure of one article, in a passage after the first hundred."""
    return Figure(
        identifier, f"n{number:03}", Anchor(20_000 + 100 * number, 20_050 + 100 * number, ""), "stated", (), "",
        "figures.csv", number + 2, indicator, "state/x", "", "export", "", "2020", value, unit, "exact", (),
        "asserted", (), "",
    )  # fmt: skip


def together(*groups: Sequence[Claim]) -> Corpus:
    claims = tuple(claim for group in groups for claim in group)
    return Corpus({}, {claim.article: article(claim.article) for claim in claims}, claims, ())


def corpus(*groups: list[Fact], disagreements: tuple[Disagreement, ...] = ()) -> Corpus:
    claims = tuple(claim for group in groups for claim in group)
    entities: dict[str, Entity] = {}
    return Corpus(entities, {claim.article: article(claim.article) for claim in claims}, claims, disagreements)


def about(name: str, number: int) -> list[tuple[str, str, str]]:
    """Statements that no other list makes."""
    return [(f"event/{name}-{i}", "place", f"place/{name}-{i}") for i in range(number)]


COPIED = [
    ("project/good-road", "connects", "place/strelsau"),
    ("company/road-works", "parent", "company/iron-bank"),
    ("event/fair-2019", "place", "place/port-royal"),
    ("event/fair-2019", "date", "2019-05-03"),
    ("body/road-commission", "foundedOn", "2020"),
    ("document/treaty-of-good-roads", "signatory", "person/clara-vale"),
    ("project/long-bridge", "projectPartner", "company/stone-works"),
    ("person/ada-quill", "affiliation", "body/institute-of-small-states"),
    ("event/horse-market-2020", "place", "place/old-mill"),
    ("company/salt-trade", "country", "state/ruritania"),
    ("project/canal", "locatedIn", "place/zenda"),
]


def three_copies() -> Corpus:
    return corpus(
        telling("alpha", about("a", 30) + COPIED + about("aa", 5)),
        telling("beta", about("b", 10) + COPIED + about("bb", 20)),
        telling("gamma", COPIED + about("c", 30)),
    )


def supports(found: Corpus, terms: Ontology = TERMS) -> dict[str, int]:
    return origins.support(found, terms)


def test_a_fact_copied_into_three_articles_counts_once() -> None:
    found = three_copies()
    support = supports(found)
    copied = [claim for claim in found.facts if (claim.subject, claim.property, claim.value) in COPIED]
    assert len(copied) == 33
    assert {support[claim.key] for claim in copied} == {1}
    origin = origins.origins(found, TERMS)
    assert {origin[claim.key] for claim in copied} == {"copy/alpha/f030"}


def test_each_run_is_a_clash_of_its_own() -> None:
    """All runs that hang together in one clash would, with many articles, be a row that no table can hold."""
    found = three_copies()
    copied = {claim.key for claim in found.facts if (claim.subject, claim.property, claim.value) in COPIED}
    clashes = list(origins.clashes(found, TERMS))
    assert {clash.type for clash in clashes} == {"same-origin"}
    assert [{key.partition("/")[0] for key in clash.claims} for clash in clashes] == [
        {"alpha", "beta"}, {"alpha", "gamma"}, {"beta", "gamma"},
    ]  # fmt: skip
    for clash in clashes:
        articles = {key.partition("/")[0] for key in clash.claims}
        assert set(clash.claims) == {key for key in copied if key.partition("/")[0] in articles}
    assert "alpha and beta say the same in 11 passages in a row" in clashes[0].why


def test_the_same_fact_distinguished_in_three_articles_counts_three_times() -> None:
    said = COPIED[0]
    found = corpus(*(telling(name, [*about(name, 20), said, *about(f"{name}-x", 20)]) for name in ("a", "b", "c")))
    support = supports(found)
    assert [support[claim.key] for claim in found.facts if claim.subject == said[0]] == [3, 3, 3]
    assert list(origins.clashes(found, TERMS)) == []
    assert origins.origins(found, TERMS)["a/f000"] == "article/a"


def test_the_same_facts_scattered_in_another_order_are_no_copy() -> None:
    def scattered(name: str, said: list[tuple[str, str, str]]) -> list[Fact]:
        return telling(name, [part for i, one in enumerate(said) for part in (*about(f"{name}{i}", 8), one)])

    found = corpus(scattered("a", COPIED), scattered("b", COPIED[::-1]))
    assert alignment.runs(found, TERMS) == []
    assert set(supports(found).values()) == {1, 2}


def test_passages_that_share_numbers_alone_are_no_copy() -> None:
    """However many: numbers of different things are no coincidence, and there is no claim that both have."""

    def figures(name: str) -> list[Figure]:
        return [figure(name, number, f"indicator/{name}", str(1001 + 7 * number)) for number in range(20)]

    found = together(
        [*telling("a", about("a", 30)), *figures("a")],
        [*telling("bb", about("b", 30)), *figures("bb")],
    )
    assert alignment.runs(found, TERMS) == []
    assert list(origins.clashes(found, TERMS)) == []
    assert set(supports(found).values()) == {1}


def test_one_article_is_one_origin_however_often_it_says_a_thing() -> None:
    said = [COPIED[0], *about("a", 3), COPIED[0]]
    support = supports(corpus(telling("a", said)))
    assert support["a/f000"] == support["a/f004"] == 1


def test_articles_that_name_one_origin_are_one_witness_and_stand_in_the_list_of_disagreements() -> None:
    said = [COPIED[4]]
    found = corpus(
        telling("a", [*about("a", 9), *said], "body/press-office"),
        telling("b", [*about("b", 9), *said], "body/press-office"),
        telling("c", [*about("c", 9), *said], "body/another-office"),
    )
    support, origin = supports(found), origins.origins(found, TERMS)
    assert support["a/f009"] == support["c/f009"] == 2
    assert origin["a/f009"] == origin["b/f009"] == "body/press-office"
    (clash,) = origins.clashes(found, TERMS)
    assert clash.claims == ("a/f009", "b/f009")
    assert "body/press-office" in clash.why


def test_what_a_curator_enters_as_of_one_origin_counts_once() -> None:
    groups = [telling(name, [*about(name, 20), COPIED[0]]) for name in ("a", "b")]
    assert supports(corpus(*groups))["a/f020"] == 2
    entry = Disagreement(
        "same", "retelling", "same-origin", "explained", "reader", "article/a", ("a/f020", "b/f020"), (), (),
        "Both took it from one leaflet.", "", "", "", 2,
    )  # fmt: skip
    assert supports(corpus(*groups, disagreements=(entry,)))["a/f020"] == 1
    assert supports(corpus(*groups, disagreements=(dataclasses.replace(entry, type="two-names"),)))["a/f020"] == 2


def test_what_is_not_accepted_or_planned_supports_nothing() -> None:
    groups = [telling(name, [*about(name, 20), COPIED[0]]) for name in ("a", "b", "c")]
    groups[0][20] = dataclasses.replace(groups[0][20], modality="planned")
    entry = Disagreement(
        "wrong", "misprint", "misprint", "decided", "reader", "article/b", ("b/f020",), (), ("b/f020",),
        "It cannot be.", "", "", "", 2,
    )  # fmt: skip
    support = supports(corpus(*groups, disagreements=(entry,)))
    assert support["c/f020"] == 1
    assert "a/f020" not in support
    assert "b/f020" not in support


# -- one coincidence is no copy -----------------------------------------------------------------------------

DETAILS = [
    ("date", "2021"), ("place", "place/port-royal"), ("host", "state/arcadia"), ("visitor", "person/ada-quill"),
    ("about", "topic/roads"), ("result", "document/treaty-of-good-roads"), ("country", "state/arcadia"),
    ("participant", "person/clara-vale"), ("participant", "body/road-commission"), ("account", "A visit."),
]  # fmt: skip


def reporting(name: str, details: list[tuple[str, str]]) -> list[Fact]:
    """An article that has a passage on one visit among sixty on other things."""
    facts = telling(name, [*about(name, 30), *(("event/visit", *detail) for detail in details), *about(f"{name}x", 30)])
    place = facts[30].anchor
    return [dataclasses.replace(fact, anchor=place) if fact.subject == "event/visit" else fact for fact in facts]


@given(st.sets(st.sampled_from(DETAILS), min_size=1))
def test_all_that_is_true_of_one_event_is_no_copy(details: set[tuple[str, str]]) -> None:
    assert alignment.runs(corpus(reporting("a", sorted(details)), reporting("b", sorted(details))), TERMS) == []


@given(st.integers(1, 9), st.sampled_from(["1.5", "1 500 000", "97.3"]))
def test_one_number_is_no_copy_however_often_it_is_printed(times: int, value: str) -> None:
    groups = [
        [*telling(name, about(name, 30)), *(figure(name, place, "indicator/trade", value) for place in range(times))]
        for name in ("a", "b")
    ]
    assert alignment.runs(together(*groups), TERMS) == []


def test_a_list_that_all_print_is_no_copy() -> None:
    """The five states of one region, each said to lie in it: much alike in two articles that share no text."""

    def listing(name: str) -> list[Fact]:
        states = [(f"state/s{number}", "locatedIn", "place/region") for number in range(5)]
        facts = telling(name, [*about(name, 40), *states, *about(f"{name}x", 40)])
        return [
            dataclasses.replace(fact, anchor=facts[40].anchor) if fact.subject.startswith("state/") else fact
            for fact in facts
        ]

    assert alignment.runs(corpus(listing("a"), listing("b")), TERMS) == []


@cache
def real_runs() -> tuple[Corpus, list[alignment.Run]]:
    corpus = real_corpus()
    return corpus, alignment.runs(corpus, TERMS)


def finer(claim: Claim) -> Claim | None:
    """The claim with a date made finer or a number printed in another unit, if it has one."""
    if isinstance(claim, Figure):
        if claim.unit == "billion-usd":
            millions = numbers.normalise(numbers.parse_number(claim.value), Decimal(1000))
            return dataclasses.replace(claim, value=str(millions), unit="million-usd")
        return dataclasses.replace(claim, period=f"{claim.period}-10") if len(claim.period) == 4 else None
    if isinstance(claim, Fact) and TERMS.properties[claim.property].takes == "date" and len(claim.value) == 4:
        return dataclasses.replace(claim, value=f"{claim.value}-12-06")
    return None


@settings(max_examples=20)
@given(st.data())
def test_a_finer_date_or_a_number_in_another_unit_makes_no_copy(data: st.DataObject) -> None:
    corpus, before = real_runs()
    mended = {claim.key: other for claim in corpus.claims if (other := finer(claim))}
    assert len(mended) > 100
    chosen = data.draw(st.sets(st.sampled_from(sorted(mended)), min_size=1, max_size=40))
    claims = tuple(mended[claim.key] if claim.key in chosen else claim for claim in corpus.claims)
    changed = dataclasses.replace(corpus, claims=claims)
    assert alignment.runs(changed, TERMS) == before


# -- how sure -----------------------------------------------------------------------------------------------


def test_a_run_must_be_longer_where_more_is_searched() -> None:
    """What is a copy between two articles may be chance among fifty."""

    def copying(number: int) -> list[Fact]:
        one, other = (telling(name, about(name, 30) + COPIED[:number]) for name in ("a", "b"))
        return [*one, *other]

    others = [telling(f"other-{number}", about(f"other-{number}", 60)) for number in range(50)]
    alone = [bool(alignment.runs(together(copying(number)), TERMS)) for number in range(len(COPIED) + 1)]
    among = [bool(alignment.runs(together(copying(number), *others), TERMS)) for number in range(len(COPIED) + 1)]
    assert alone == sorted(alone)
    assert among == sorted(among)
    assert 3 < alone.index(True) < among.index(True)


def test_the_bits_of_two_articles_do_not_depend_on_a_third() -> None:
    found = three_copies()
    two = together([claim for claim in found.claims if claim.article != "gamma"])
    (run,) = alignment.runs(two, TERMS)
    (same,) = [other for other in alignment.runs(found, TERMS) if other.articles == run.articles]
    assert (same.bits, same.claims, same.passages) == (run.bits, run.claims, run.passages)
    assert same.expected > run.expected


def test_articles_that_share_no_rare_things_are_not_compared() -> None:
    found = corpus(telling("a", about("a", 30)), telling("b", about("b", 30) + COPIED[:2]), telling("c", COPIED))
    index = Index()
    for name, listed in passage_features.passages(found, TERMS).items():
        text = whole(tuple(one.features for one in listed))
        assert index.near(text) == []
        index.add(name, text)
    assert index.near(text) == ["c"]


@given(st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=3), max_size=12))
def test_things_that_share_a_mark_are_one_group(marked: list[list[int]]) -> None:
    things = [(place, [(0, str(mark)) for mark in marks]) for place, marks in enumerate(marked)]
    groups = origins._connected(things)
    assert sorted(place for group in groups for place in group) == list(range(len(marked)))
    marks = [{mark for place in group for mark in marked[place]} for group in groups]
    assert all(not one & other for one, other in combinations(marks, 2))
    for group in groups:  # and none is larger than it need be
        reached, rest = set(marked[group[0]]), set(group[1:])
        while grown := {place for place in rest if reached & set(marked[place])}:
            rest -= grown
            reached.update(*(marked[place] for place in grown))
        assert not rest


# -- properties of the alignment --------------------------------------------------------------------------

passages = st.lists(st.frozensets(st.sampled_from("abcdefghij"), min_size=1, max_size=4), max_size=8)
weights = st.fixed_dictionaries({letter: st.integers(1, 64).map(lambda bits: bits / 8) for letter in "abcdefghij"})


@settings(deadline=None)
@given(passages, passages, weights)
def test_alignment_is_symmetric(one, other, bits) -> None:
    there, back = stretches.align(one, other, bits), stretches.align(other, one, bits)
    assert (there[0][0] if there else 0) == pytest.approx(back[0][0] if back else 0)
    pairs = {pair for _, path in there for pair in path}
    assert pairs == {(first, second) for _, path in back for second, first in path}


@settings(deadline=None)
@given(passages, passages, weights)
def test_alignment_keeps_the_order_of_both_sides_and_uses_no_pair_twice(one, other, bits) -> None:
    found = stretches.align(one, other, bits)
    assert found == sorted(found, key=lambda stretch: (-stretch[0], stretch[1]))
    pairs = [pair for _, path in found for pair in path]
    assert len(pairs) == len(set(pairs))
    for _, path in found:
        for (first, second), (third, fourth) in pairwise(path):
            assert first <= third
            assert second <= fourth


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), min_size=3, max_size=6), st.lists(st.integers(4, 7), max_size=4))
def test_a_longer_copy_never_scores_less(copied: list[int], more: list[int]) -> None:
    bits = {str(number): 9.0 for number in range(8)}
    short = [frozenset({str(number), f"{place}"}) for place, number in enumerate(copied)]
    long = [*short, *(frozenset({str(number)}) for number in more)]
    best = lambda sides: max((score for score, _ in stretches.align(sides, sides, bits)), default=0)  # noqa: E731
    assert best(long) >= best(short)


@settings(deadline=None, max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_rows_has_no_influence(chance: random.Random) -> None:
    found = three_copies()
    claims = list(found.claims)
    chance.shuffle(claims)
    shuffled = dataclasses.replace(found, claims=tuple(claims))
    assert origins.origins(shuffled, TERMS) == origins.origins(found, TERMS)
    assert list(origins.clashes(shuffled, TERMS)) == list(origins.clashes(found, TERMS)) != []


def test_an_inserted_row_leaves_the_other_origins_as_they_are() -> None:
    found = three_copies()
    before = origins.origins(found, TERMS)
    new = dataclasses.replace(telling("beta", [("event/new", "place", "place/new")])[0], id="f900")
    claims: tuple[Claim, ...] = (*found.claims, new)
    after = origins.origins(dataclasses.replace(found, claims=claims), TERMS)
    assert {key: after[key] for key in before} == before
    assert after["beta/f900"] == "article/beta"


# -- the five articles ------------------------------------------------------------------------------------

# Read in the articles: passages that stand in two or three of them, a claim of each.
PARALLEL = [
    "musina-dynamics/n033 central-asian-cooperation/n010 nursultanova-trade/n055",
    "musina-dynamics/n035 central-asian-cooperation/n012 nursultanova-trade/n057",
    "musina-dynamics/n036 central-asian-cooperation/n013 nursultanova-trade/n058",
    "musina-dynamics/f180 central-asian-cooperation/f351 nursultanova-trade/f205",
    "musina-dynamics/f185 central-asian-cooperation/f355 nursultanova-trade/f209",
    "musina-dynamics/n037 central-asian-cooperation/n014 nursultanova-trade/n059",
    "musina-dynamics/n041 nursultanova-trade/n062",
    "musina-dynamics/f041 central-asian-cooperation/f037",
    "musina-dynamics/f048 central-asian-cooperation/f045",
    "musina-dynamics/f054 central-asian-cooperation/f050",
    "musina-dynamics/f434 central-asian-cooperation/f159",
    "musina-dynamics/f301 central-asian-cooperation/f372",
    "musina-dynamics/f313 central-asian-cooperation/f378",
    "musina-dynamics/n004 nursultanova-trade/n025",
    "musina-dynamics/f152 nursultanova-trade/f274",
]


@pytest.mark.parametrize("claims", PARALLEL)
def test_a_passage_that_stands_in_several_articles_is_found_by_the_machine(real: Corpus, claims: str) -> None:
    """Each two of its claims hang together by the runs that have them."""
    clashes = [set(clash.claims) & set(claims.split()) for clash in origins.clashes(real, TERMS)]
    reached = set(claims.split()[:1])
    for _ in claims.split():
        reached = reached.union(*(clash for clash in clashes if clash & reached))
    assert reached == set(claims.split())


def test_only_the_three_articles_that_share_text_have_copied_runs(real: Corpus) -> None:
    runs = alignment.runs(real, TERMS)
    assert len(runs) == 8
    assert {article for run in runs for article in run.articles} == COPIERS


def test_chance_stays_below_the_threshold(real: Corpus) -> None:
    """The claims of an article in another order share as much with the others, and yet make no run.

    So often as `expected` says with the constant that is measured, or less; here for runs of eight bits.
    """
    articles = passage_features.passages(real, TERMS)
    chance = random.Random(11)
    pairs = reached = 0
    for one, other in combinations(sorted(articles), 2):
        features = [one.features for passage in articles[other] for one in passage.said]
        for _ in range(3):
            chance.shuffle(features)
            rest = iter(features)
            mixed = [
                dataclasses.replace(passage, features=frozenset().union(*(next(rest) for _ in passage.said)))
                for passage in articles[other]
            ]
            sides = [tuple(passage.features for passage in side) for side in (articles[one], mixed)]
            said = [passage_features.vocabulary(side) for side in sides]
            found = [bits for bits, _ in stretches.align(*sides, passage_features.Weights(*said))]
            here = said[0].passages * said[1].passages
            pairs += here
            reached += sum(bits >= 8 for bits in found)
            assert not found or alignment.expected(found[0], here, alignment.MEASURED) > alignment.LIKELY, (one, other)
    assert reached <= alignment.expected(8, pairs, alignment.MEASURED)


def test_the_runs_of_the_articles_stand_clear_of_chance(real: Corpus) -> None:
    runs = alignment.runs(real, TERMS)
    assert [run.certain for run in runs] == [True] * 5 + [False] * 3
    assert all(run.expected < alignment.CERTAIN / 10 for run in runs if run.certain)
    assert all(run.expected < alignment.LIKELY / 3 for run in runs)


def test_a_check_finds_the_runs_once(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    find = alignment.runs

    def counted(corpus: Corpus, ontology: Ontology) -> list[alignment.Run]:
        asked.append(corpus)
        return find(corpus, ontology)

    monkeypatch.setattr(alignment, "runs", counted)
    monkeypatch.setattr(origins, "copied_runs", counted)
    check.check(mini)
    assert len(asked) == 1


def test_support_of_a_fact_that_three_articles_copied(real: Corpus) -> None:
    support = supports(real)
    assert "nursultanova-trade/f203" not in support  # inferred there, so it supports nothing
    for key in ("musina-dynamics/f177", "central-asian-cooperation/f349"):
        assert support[key] == 1  # whose daughter Tenge Bank is
    assert support["akmalov-history/f236"] == support["normatov-course/f042"] == 2  # the name of the treaty of 2022


# -- in the graph and on the command line -----------------------------------------------------------------


@pytest.fixture
def echoed(mini: Path) -> Path:
    """The tiny project with a second article that says all the first one says; four claims a curator must enter."""
    folder = mini / "data" / "articles"
    shutil.copytree(folder / "short-note", folder / "long-echo")
    with (mini / "data" / "disagreements.csv").open("a", encoding="utf-8", newline="") as file:
        keys = " ".join(f"{article}/f{number:02}" for article in ("long-echo", "short-note") for number in (1, 2, 3))
        file.write(f"echo,retelling,same-origin,explained,reader,event/state-visit-2019,{keys},,,One note twice.,,\n")
    return mini


def test_the_graph_holds_origins_and_support(echoed: Path) -> None:
    graph = ox.Store()
    graph.bulk_extend(build.read(echoed)[0])
    asked = """SELECT ?support ?origin WHERE {
      ?claim rdf:subject ?thing ; rdf:predicate t:host ; t:support ?support ; t:independentOrigin ?origin .
      ?origin a t:IndependentOrigin }"""
    thing = ox.NamedNode(namespaces.entity("event/state-visit-2019"))
    rows = list(store.select(graph, asked, thing=thing))
    assert {str(row[0].value) for row in rows} == {"1"}
    assert [namespaces.shorten(row[1].value) for row in rows] == ["origin/copy/long-echo/f01"] * 2


def test_show_and_why_print_the_support(echoed: Path, kgtools: Run) -> None:
    shown = kgtools("show", "event/state-visit-2019", "--root", echoed).stdout
    assert "Arcadia  [Quill (long-echo); Quill (short-note)] (origins: 1, articles: 2)" in shown
    reported = kgtools("why", "event/state-visit-2019", "host", "--root", echoed).stdout
    assert "Arcadia: origins: 1, articles: 2" in reported


def test_a_statement_of_one_article_has_one_origin(mini: Path, kgtools: Run) -> None:
    assert "Arcadia: origins: 1, articles: 1" in kgtools("why", "event/state-visit-2019", "host", "--root", mini).stdout
    assert "origin" not in kgtools("show", "event/state-visit-2019", "--root", mini).stdout
