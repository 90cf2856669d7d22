"""What passages print is kept without their text, and claims are held against it where no copy is at hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools import files, ontology
from kgtools.articles import anchors, lexicon
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import Copy
from kgtools.checks.evidence import printed, reading, stored, table
from kgtools.claims import reader, tables
from kgtools.claims.model import Article, Claim, Corpus, Disagreement, Fact, Figure, Opinion
from kgtools.errors import DataError, Finding
from tests.checks.made_up import entities
from tests.conftest import ROOT, Run

TEXT = """Arcadia and Ruritania trade more every year. Over the year 2019 the exports of Arcadia to Ruritania
reached over 2,920 million dollars, while imports were 1,4 billion dollars. For ten months of 2021 the turnover was
4.5 billion dollars on average. On 6 December 2021 Boris Rudolf came to Port Royal for the third time. The Joint Road
Commission, founded on 05.04.2018, sat next year. In Strelsau 37% of the goods are wool. At the beginning of 2022 the
wool ran out."""
ENTITIES = entities(
    ("state/arcadia", "Arcadia"),
    ("state/ruritania", "Ruritania"),
    ("state/zenda", "Zenda"),
    ("person/boris-rudolf", "Boris Rudolf"),
    ("person/clara-vale", "Clara Vale"),
    ("place/strelsau", "Strelsau"),
    ("body/commission", "Joint Road Commission"),
    ("body/academy", "Royal Academy"),
    ("event/visit", "Visit of Rudolf"),
    ("indicator/trade", "Trade"),
)
COPY = Copy(Path("note.txt"), TEXT, True)
EXPORTS = "the exports of Arcadia to Ruritania\nreached over 2,920 million dollars"
BOTH = EXPORTS + ", while imports were 1,4 billion dollars"
MONTHS = "For ten months of 2021 the turnover was\n4.5 billion dollars"
THIRD = "for the third time"
WOOL = "In Strelsau 37% of the goods"
VISIT = "On 6 December 2021 Boris Rudolf came to Port Royal"
FOUNDED = "founded on 05.04.2018"
NEXT = "sat next year"
OUT = "At the beginning of 2022 the\nwool ran out"
QUOTES = (EXPORTS, BOTH, MONTHS, THIRD, WOOL, VISIT, FOUNDED, NEXT, OUT, "Arcadia and Ruritania trade")
ANCHORS = {quote: anchors.anchor(TEXT, quote) for quote in QUOTES}


def corpus(*claims: Claim, disagreements: tuple[Disagreement, ...] = ()) -> Corpus:
    article = Article("note", (), (), ("person/clara-vale",), ("en",), "", "", "", len(TEXT), "", "", (), "", "f", 1)
    return Corpus(ENTITIES, {"note": article}, claims, disagreements)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that holds the table of the text above and nothing else."""
    folder = tmp_path_factory.mktemp("evidence")
    write(folder, TEXT, ANCHORS.values())
    return folder


def write(folder: Path, text: str, places: Iterable[Anchor], article: str = "note") -> None:
    path = table.path(folder, article)
    path.parent.mkdir(parents=True, exist_ok=True)
    found = table.read_copy(corpus(), Copy(Path("note.txt"), text, True), places)
    tables.write_table(path, tables.PASSAGES, table.rows(found))


def told_of(
    root: Path, corpus: Corpus, copies: Mapping[str, Copy] | None = None, claims: Iterable[Claim] = ()
) -> list[Finding]:
    known, found = stored.tables(root, corpus)
    return [*found, *stored.findings(known, corpus, copies or {}, claims, {})]


def found(root: Path, *claims: Claim, disagreements: tuple[Disagreement, ...] = ()) -> list[Finding]:
    """What is found without the article."""
    return told_of(root, corpus(*claims, disagreements=disagreements), {}, claims)


def columns(root: Path, *claims: Claim, disagreements: tuple[Disagreement, ...] = ()) -> list[str]:
    return [finding.message.split("'")[1] for finding in found(root, *claims, disagreements=disagreements)]


def figure(quote: str, **cells: str) -> Figure:
    given = {"partner": "state/ruritania", "flow": "", "reporter": "", "period": "", "bound": "exact"} | cells
    return Figure(
        "note", "n1", ANCHORS[quote], "stated", (), given.pop("note", ""), "figures.csv", 2,
        indicator="indicator/trade", measured="state/arcadia", qualifiers=tuple(given.pop("qualifiers", "").split()),
        modality="asserted", set_by=(), origin="", **given,
    )  # fmt: skip


def fact(quote: str, value: str, subject: str = "event/visit", note: str = "") -> Fact:
    return Fact("note", "f1", ANCHORS[quote], "stated", (), note, "facts.csv", 2,
                subject, "date", value, "", "", "asserted", (), "")  # fmt: skip


MILLIONS = {"value": "2 920", "unit": "million-usd", "bound": "over"}
AVERAGE = {"value": "4.5", "unit": "billion-usd"}


@pytest.mark.parametrize(
    ("quote", "cells", "wrong"),
    [
        (EXPORTS, MILLIONS, []),
        (EXPORTS, MILLIONS | {"value": "2920"}, []),
        (EXPORTS, MILLIONS | {"value": "2 290"}, ["value"]),
        (EXPORTS, MILLIONS | {"value": "920"}, ["value"]),
        (EXPORTS, MILLIONS | {"unit": "billion-usd"}, ["unit"]),
        (BOTH, MILLIONS | {"unit": "billion-usd"}, ["unit"]),
        (EXPORTS, MILLIONS | {"bound": "exact"}, ["bound"]),
        (EXPORTS, MILLIONS | {"bound": "almost"}, ["bound"]),
        (BOTH, MILLIONS | {"flow": "export"}, []),
        (BOTH, MILLIONS | {"flow": "import"}, ["flow"]),
        (MONTHS, AVERAGE | {"period": "2021-01/2021-10"}, []),
        (MONTHS, AVERAGE | {"period": "2021-01/2021-09"}, ["period"]),
        (MONTHS, AVERAGE | {"period": "2021"}, ["period"]),
        (MONTHS, AVERAGE | {"period": "2022"}, ["period", "period"]),
        (MONTHS, AVERAGE | {"qualifiers": "average"}, []),
        (MONTHS, AVERAGE | {"qualifiers": "estimate"}, ["qualifiers"]),
        (THIRD, {"value": "3", "unit": "rank"}, []),
        (THIRD, {"value": "4", "unit": "rank"}, ["value"]),
        (THIRD, {"value": "3", "unit": "percent"}, ["value"]),
        (WOOL, {"value": "37", "unit": "percent"}, []),
        (WOOL, {"value": "37", "unit": "tonne"}, ["unit"]),
        (WOOL, {"value": "37", "unit": "percent", "partner": "state/zenda"}, ["partner"]),
    ],
)
def test_a_figure_is_held_against_what_its_passage_prints(
    quote: str, cells: dict[str, str], wrong: list[str], root: Path
) -> None:
    assert columns(root, figure(quote, **cells)) == wrong


def test_words_in_known_disorder_are_left_to_the_list_of_disagreements(root: Path) -> None:
    entry = Disagreement(
        "d", "misprint", "misprint", "explained", "reader", "article/note", ("note/n1",), (), (), "Words exchanged.",
        "", "", "", 0,
    )  # fmt: skip
    claim = figure(BOTH, **MILLIONS, flow="import")
    assert columns(root, claim) == ["flow"]
    assert columns(root, claim, disagreements=(entry,)) == []


@pytest.mark.parametrize(
    ("quote", "value", "note", "wrong"),
    [
        (VISIT, "2021-12-06", "", []),
        (VISIT, "2021", "", []),
        (VISIT, "2020-12-06", "", ["value"]),
        (VISIT, "2020-12-06", "The year 2020 is computed.", []),
        (VISIT, "2020-12-06?", "Uncertain.", []),
        (VISIT, "2021-06-12", "", ["value", "value"]),
        (VISIT, "2021-12-07", "", ["value"]),
        (FOUNDED, "2018-04-05", "", []),
        (FOUNDED, "2018-05-04", "", ["value"]),
        (NEXT, "2019", "The year after the founding.", []),  # the article prints the year elsewhere
        (NEXT, "2017", "The year after the founding.", ["value"]),
        (NEXT, "2021", "", []),  # a year that the sentences before print
        (OUT, "2022-01", "", []),
        (OUT, "2022-01-02", "", ["value"]),
    ],
)
def test_a_date_is_held_against_what_its_passage_prints(
    quote: str, value: str, note: str, wrong: list[str], root: Path
) -> None:
    assert columns(root, fact(quote, value, note=note)) == wrong


def test_people_states_places_and_bodies_are_named(root: Path) -> None:
    start = "Arcadia and Ruritania trade"
    assert columns(root, fact(VISIT, "person/boris-rudolf")) == []
    assert columns(root, fact(VISIT, "person/clara-vale")) == ["value"]
    assert columns(root, fact(VISIT, "place/strelsau")) == []  # named soon after the passage
    assert columns(root, fact(start, "place/strelsau")) == ["value"]  # named long after it
    assert columns(root, fact(start, "place/strelsau", note="Strelsau is meant.")) == []
    opinion = Opinion("note", "o1", ANCHORS[NEXT], "stated", ("person/boris-rudolf",), "", "opinions.csv", 2,
                      "body/commission", "state/arcadia", "supportive", "It is good.", "2022")  # fmt: skip
    assert columns(root, opinion) == ["horizon"]
    opinion = replace(opinion, horizon="")
    assert columns(root, opinion) == []
    assert columns(root, replace(opinion, affiliation="body/academy")) == ["affiliation"]
    assert columns(root, replace(opinion, speakers=("person/clara-vale",))) == []  # the author
    assert columns(root, replace(opinion, speakers=("state/zenda",))) == ["speaker"]


def test_an_anchor_must_be_one_that_was_written_from_the_article(root: Path) -> None:
    right = ANCHORS[VISIT]
    claim = fact(VISIT, "2021-12-06")
    (moved,) = found(root, replace(claim, anchor=replace(right, end=right.end + 3)))
    assert str(moved) == (
        f"facts.csv:2: the anchor points to another place than its fingerprint; found {right.start}-{right.end + 3} "
        f"{right.fingerprint}; expected {right.start}-{right.end}; write it again with kgtools anchor"
    )
    assert (moved.severity, moved.check) == ("violation", "anchor")
    (damaged,) = found(root, replace(claim, anchor=replace(right, fingerprint=ANCHORS[NEXT].fingerprint[:-1] + "z")))
    assert (damaged.message, damaged.expected) == (
        "the fingerprint is not that of the passage at this place",
        right.fingerprint,
    )
    (foreign,) = found(root, replace(claim, anchor=anchors.anchor(TEXT, "the third time")))
    assert foreign.message == "no passage of the article is known by this anchor"
    assert "kgtools names --articles DIR" in foreign.hint
    known = corpus(claim)
    two = replace(known, articles=known.articles | {"other": replace(known.articles["note"], id="other")})
    write(root, TEXT, [ANCHORS[NEXT]], "other")
    (of_another,) = told_of(root, two, {}, [replace(claim, article="other")])
    table.path(root, "other").unlink()
    assert of_another.message == "the anchor is one of the article 'note'"
    assert columns(root, replace(claim, anchor=ANCHORS[FOUNDED])) == ["value"]  # the passage of another claim


def test_without_any_table_nothing_is_checked_and_a_lost_one_is_told(root: Path, tmp_path: Path) -> None:
    claim = fact(VISIT, "2020")
    assert found(tmp_path, claim) == []
    known = corpus(claim, replace(claim, article="other"))
    both = replace(known, articles=known.articles | {"other": replace(known.articles["note"], id="other")})
    (lost,) = told_of(root, both)
    assert str(lost).startswith("data/articles/other/passages.csv: the table is missing, which other articles have")


def test_with_the_very_text_at_hand_only_a_stale_table_and_a_few_new_passages_are_told(
    root: Path, tmp_path: Path
) -> None:
    claim, wrong = fact(VISIT, "2021"), fact(VISIT, "2020")

    def with_copy(folder: Path, known: Corpus, copy: Copy = COPY) -> list[str]:
        return [str(finding) for finding in told_of(folder, known, {"note": copy}, known.claims)]

    assert with_copy(root, corpus(claim)) == []  # other claims have gone: their rows are still right
    for copy in (COPY, replace(COPY, same=False)):  # another copy may print numbers in another way
        (told,) = with_copy(root, corpus(wrong), copy)
        assert "the year does not stand in the passage" in told
    new = replace(claim, anchor=anchors.anchor(TEXT, "the third time"))
    stale = (
        "data/articles/note/passages.csv: the table is stale: the text at hand prints something else; found 1 rows "
        "that differ or are missing; write it again with: kgtools names --articles DIR"
    )
    is_stale, at_its_row = with_copy(root, corpus(claim, new))
    assert is_stale == stale
    assert at_its_row.startswith("facts.csv:2: the passage is none that the article's table of passages has")
    many = [replace(new, id=f"f{number}") for number in range(11)]  # an article that is being entered
    assert with_copy(root, corpus(claim, *many)) == [stale]
    damaged = replace(claim, anchor=replace(ANCHORS[VISIT], start=3))
    assert with_copy(root, corpus(damaged)) == []  # the anchor has a finding of its own
    write(tmp_path, TEXT.replace("2019", "2018"), [ANCHORS[VISIT]])
    assert [line[:50] for line in with_copy(tmp_path, corpus(claim))] == [stale[:50]]


def test_the_length_of_an_article_is_that_of_its_text(root: Path) -> None:
    known = corpus()
    longer = replace(known, articles={"note": replace(known.articles["note"], length=len(TEXT) + 1)})
    (finding,) = told_of(root, longer)
    assert str(finding) == (
        f"f:1: key 'length': the text has another number of code points; found '{len(TEXT) + 1}'; "
        f"expected {len(TEXT)}; correct it"
    )


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (lambda lines: [*lines[:2], lines[2].replace(",", ",zz", 3), *lines[3:]], 3, "not as the table is written"),
        (lambda lines: [lines[0], *lines[2:]], 0, "there is no row for the article as a whole"),
        (lambda lines: [lines[0], lines[1].replace(",2018 ", ",next year "), *lines[2:]], 2, "column 'years'"),
    ],
)
def test_a_damaged_table_is_told_at_its_line(
    change: Callable[[list[str]], list[str]], line: int, message: str, root: Path, tmp_path: Path
) -> None:
    lines = table.path(root, "note").read_text(encoding="utf-8").splitlines()
    path = table.path(tmp_path, "note")
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(change(lines)) + "\n", encoding="utf-8")
    finding = found(tmp_path)[0]
    assert (finding.line, message in finding.message, finding.hint) == (line, True, table.WRITE)
    with pytest.raises(DataError):
        table.load(tmp_path, "note")


def test_the_table_holds_no_text_and_no_number_that_could_be_read_off(root: Path) -> None:
    content = table.path(root, "note").read_text(encoding="utf-8").partition("\n")[2]
    codes = (
        *lexicon.units(),
        *lexicon.table("bounds"),
        *lexicon.table("qualifiers"),
        *lexicon.table("flows"),
        "edge",
        "months",
        "of",
    )
    left = set(re.findall("[^\\W\\d_]{2,}", re.sub("|".join((*ENTITIES, *codes)), "", content)))
    assert all(re.fullmatch("[a-f]+", letters) for letters in left), "but for ids and codes there are only digits"
    assert not re.search("2.?920", content)
    fingerprints = [anchor.fingerprint for anchor in ANCHORS.values()]
    assert len({printed.mark("37", fingerprint) for fingerprint in fingerprints}) == len(fingerprints)


def test_every_article_of_the_real_project_has_its_table() -> None:
    assert [folder.name for folder in files.article_folders(ROOT) if table.load(ROOT, folder.name) is None] == []


# -- properties -------------------------------------------------------------------------------------


DIGITS = st.sampled_from(["1", "20", "300", "4000", "2021", "05", "750"])
SIGNS = st.sampled_from([" ", ",", ".", ", ", "-", ""])
STRETCHES = st.lists(st.tuples(DIGITS, SIGNS), max_size=6).map(lambda parts: "".join(map("".join, parts)))


@settings(max_examples=60)
@given(STRETCHES, st.tuples(DIGITS, st.sampled_from(["", ".", "300", "300."]), DIGITS).map("".join))
def test_the_numbers_of_a_stretch_are_those_that_one_would_look_for(stretch: str, number: str) -> None:
    for wanted in (number, *(one for one, _, _ in reading.numbers(stretch))):
        whole, _, decimals = wanted.partition(".")
        groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)][::-1]
        body = "[ .,]?".join(groups) + (f"[.,]{decimals}" if decimals else "")
        there = re.search(rf"(?<![0-9])(?<![0-9][.,]){body}(?![0-9])(?![.,][0-9])", stretch)
        assert bool(there) == (wanted in {one for one, _, _ in reading.numbers(stretch)}), wanted


WORDS = [*lexicon.numbered("months").values(), *lexicon.table("bounds").values(), lexicon.words("month")]
SOME = sorted({word for words in WORDS for word in words.split()} | {"dismay", "x", "toʻrt", "3"})


@given(st.lists(st.sampled_from(SOME)), st.integers(0, 60), st.integers(0, 60), st.sampled_from(WORDS))
def test_words_are_found_in_any_stretch_as_in_the_stretch_alone(
    said: list[str], one: int, two: int, words: str
) -> None:
    text = lexicon.plain(" ".join(said))
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    assert reading.Beginnings(text).have(words, start, end) == lexicon.has(words, text[start:end])


NUMBERS = st.sampled_from(["2 920", "2920", "1.4", "4.5", "37", "3", "10", "2021"])
DATES = st.sampled_from(
    ["2019", "2021", "2021-12", "2021-12-06", "2018-04-05", "2018-05-04", "2021-01/2021-10", "2022-01"]
)
IDS = st.sampled_from(sorted(identifier for identifier in ENTITIES if identifier.startswith(table.named())))
QUOTED = st.sampled_from(QUOTES)
NOTES = st.sampled_from(["", "Explained.", "Computed from 2019.", "Clara Vale is meant."])
FIGURES = st.builds(
    lambda quote, **cells: figure(quote, **cells), QUOTED, value=NUMBERS, note=NOTES, partner=IDS,
    unit=st.sampled_from(["million-usd", "billion-usd", "percent", "rank", "tonne"]), period=st.just("") | DATES,
    flow=st.sampled_from(["", "export", "import"]), bound=st.sampled_from(["exact", *lexicon.table("bounds")]),
    qualifiers=st.sampled_from(["", "average", "estimate average"]),
)  # fmt: skip
FACTS = st.builds(fact, QUOTED, DATES | IDS, IDS, NOTES)


@settings(max_examples=120)
@given(FIGURES | FACTS)
def test_by_the_table_is_found_what_is_found_by_the_text(root: Path, claim: Figure | Fact) -> None:
    assert found(root, claim) == told_of(root, corpus(claim), {"note": COPY}, [claim])


CUTS = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(0, len(TEXT) - 1)).filter(lambda cut: cut[0] < cut[1])


@settings(max_examples=30)
@given(st.lists(CUTS, max_size=6))
def test_a_table_gives_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "again"
    places = [
        anchors.Anchor(start, end, f"{number + 1}.1.{start:08x}{end:08x}") for number, (start, end) in enumerate(cuts)
    ]
    whole, *written = table.read_copy(corpus(), COPY, places)
    write(folder, TEXT, places)
    again = table.load(folder, "note")
    assert again is not None
    assert (again.whole, list(again.passages.values())) == (whole, written)


# -- the command ------------------------------------------------------------------------------------


def test_names_writes_the_tables_and_check_uses_them(mini: Path, kgtools: Run) -> None:
    folder = mini / "data" / "articles" / "short-note"
    written = kgtools("names", "--articles", mini / "articles", "--root", mini)
    assert re.fullmatch(r"short-note: 13 names, 21 passages\n", written.stdout)
    assert kgtools("check", "--root", mini).stdout.endswith("\n0 findings\n")
    assert kgtools("check", "--root", mini, "--articles", mini / "articles").stdout.endswith("\n0 findings\n")
    facts = (folder / "facts.csv").read_text(encoding="utf-8")
    (folder / "facts.csv").write_text(
        facts.replace("2019-05-03,,asserted", "2019-05-04,,asserted", 1), encoding="utf-8"
    )
    said = kgtools("check", "--root", mini).stdout
    assert "facts.csv:2: column 'value': the day does not stand in the passage; found '2019-05-04'" in said
    (mini / "articles" / "short-note.txt").write_text("# A SHORT NOTE ON ARCADIA\n", encoding="utf-8")
    before = (folder / "passages.csv").read_bytes()
    kgtools("names", "--articles", mini / "articles", "--root", mini)
    assert (folder / "passages.csv").read_bytes() == before


def test_the_table_of_a_project_that_reads_well_is_in_the_order_of_the_text(mini: Path, kgtools: Run) -> None:
    kgtools("names", "--articles", mini / "articles", "--root", mini)
    known = reader.load(mini, ontology.load(mini))
    one = table.load(mini, "short-note")
    assert one is not None
    lines = table.path(mini, "short-note").read_text(encoding="utf-8").splitlines()[1:]
    starts = [int(line.partition(",")[0]) for line in lines]
    assert starts == sorted(starts)
    assert one.whole.anchor.end == known.articles["short-note"].length
    assert set(one.passages) == {claim.anchor for claim in known.claims if claim.anchor}
