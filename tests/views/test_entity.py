"""The page of a thing: who or what it is, facts as sentences, each once, and nothing stronger than its claims."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import messages, namespaces, ontology
from kgtools.graph import store
from kgtools.values import dates
from kgtools.views import entity
from kgtools.views.page import EntityPage
from kgtools.views.thing import wording
from kgtools.views.thing.statements import precise
from tests.conftest import MINI, ROOT, Run
from tests.views.test_certainty import FACTS, change

TREATY, TOKAYEV = "document/allied-relations-treaty-2022", "person/kassym-jomart-tokayev"
THINGS = (
    TREATY, TOKAYEV, "person/shaislam-akmalov", "body/c5-plus-1",
    "body/council-of-interparliamentary-cooperation", "event/state-visit-tokayev-uzbekistan-2022",
    "event/kazakhstan-uzbekistan-business-forum-2019", "project/silk-road-visa", "project/artel-orbis-appliance-plant",
    "indicator/gdp-per-capita", "topic/car-industry", "publication/olcott-kazakhstan-unfulfilled-hopes",
    "article/musina-dynamics", "company/tenge-bank", "place/tashkent", "tenure/nazarbayev-president-of-kazakhstan",
    "post/president-of-kazakhstan", "stage/relations-until-2016",
)  # fmt: skip


def shown(graph: ox.Store, thing: str, language: str = "en") -> EntityPage:
    return entity.page(graph, ox.NamedNode(namespaces.entity(thing)), language)


def who(page: EntityPage) -> str:
    return "".join(part.words for part in page.identity)


# -- patterns -----------------------------------------------------------------------------------------


def without_pattern(terms: ontology.Ontology) -> list[str]:
    """Properties that curators type and no pattern words: of what they say of a thing, and of others with it."""
    missing = []
    for name, known in terms.typed.items():
        if (name, False) not in wording.patterns():
            missing.append(name)
        if known.takes == "entity" and (name, True) not in wording.patterns():
            missing.append(f"{name} of others")
    return missing


def test_every_property_has_a_pattern_in_both_directions() -> None:
    assert without_pattern(ontology.load(ROOT)) == []
    assert {pattern.topic for pattern in wording.patterns().values()} == set(wording.TOPICS)


def test_a_property_without_pattern_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = {key: pattern for key, pattern in wording.patterns().items() if key[0] != "party"}
    monkeypatch.setattr(wording, "patterns", lambda: fewer)
    assert without_pattern(ontology.load(ROOT)) == ["party", "party of others"]


def test_each_form_of_a_pattern_holds_one_place() -> None:
    for key, texts in messages.table().items():
        if key.startswith(("fact.", "fact-of.")):
            assert [form.count("{}") for text in texts.values() for form in text.split(" | ")].count(1) >= 4, key
            assert all(form.count("{}") == 1 for text in texts.values() for form in text.split(" | ")), key


# -- who or what --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("thing", "language", "line"),
    [
        (TREATY, "en", "treaty; signed: 2022-12-21 – 2022-12-22; parties: Kazakhstan, Uzbekistan"),
        (TREATY, "kk", "шарт; қол қойылған күні: 2022-12-21 – 2022-12-22; тараптар: Қазақстан, Өзбекстан"),
        (TOKAYEV, "en", "President of Kazakhstan since 2019-03-20 (background)"),
        (TOKAYEV, "ru", "Президент Казахстана (начало: 2019-03-20) (общие сведения)"),
        ("place/tashkent", "uz", "shahar; mamlakati: Oʻzbekiston"),
        ("body/c5-plus-1", "en", "dialogue format; founded: 2015"),
        ("tenure/nazarbayev-president-of-kazakhstan", "en",
         "tenure; holder: Nursultan Nazarbayev; post: President of Kazakhstan; beginning: 1990-04-24; "
         "end: 2019-03-20 (background)"),
        ("publication/olcott-kazakhstan-unfulfilled-hopes", "en", "book; author: Martha Brill Olcott; published: 2002"),
    ],
)  # fmt: skip
def test_one_line_says_who_or_what_it_is(real: ox.Store, thing: str, language: str, line: str) -> None:
    assert who(shown(real, thing, language)) == line


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"certainty": "inferred", "note": "Two lines above."},
        {"modality": "planned"},
        {"speaker": "person/clara-vale"},
    ],
)
def test_the_line_says_nothing_that_no_article_states_itself(mini: Path, cells: dict[str, str]) -> None:
    change(mini, FACTS, "f16", **cells)
    line = who(shown(store.open_store(mini), "person/ada-quill"))
    assert ("Institute of Small States" in line) == (not cells)


@pytest.mark.parametrize(
    ("known", "kept"),
    [
        (["2022", "2022-12-21/2022-12-22"], ["2022-12-21/2022-12-22"]),
        (["2021", "2022-12"], ["2021", "2022-12"]),
        (["2022-12", "2022-12"], ["2022-12"]),
        (["2019/..", "2019-03-20/.."], ["2019-03-20/.."]),
    ],
)
def test_of_dates_within_each_other_the_most_exact_is_kept(known: list[str], kept: list[str]) -> None:
    assert [date.edtf for date in precise({dates.parse(edtf): None for edtf in known})] == kept


# -- once, and in order -------------------------------------------------------------------------------


def test_no_statement_stands_twice_on_a_page(real: ox.Store) -> None:
    told = 0
    for thing in THINGS:
        page = shown(real, thing, "ru")
        lines = Counter(
            (section.heading, "".join(part.words for part in entry.group), entry.words)
            for section in page.sections for entry in section.entries
        )  # fmt: skip
        assert set(lines.values()) <= {1}, [line for line, times in lines.items() if times > 1]
        # A date of what stands in time may be told on several lines of it.
        elsewhere = [section for section in page.sections if section.heading != "Во времени"]
        claims = Counter(claim for section in elsewhere for entry in section.entries for claim in entry.sources)
        assert [claim for claim, times in claims.items() if times > 1] == [], thing
        told += len(claims)
    assert told > 250


def test_what_has_a_date_stands_in_time_and_not_among_the_facts(real: ox.Store) -> None:
    page = shown(real, TOKAYEV)
    (time,) = [section for section in page.sections if section.heading == "In time"]
    assert [entry.words for entry in time.entries] == [
        "2019-03-20 – …  In office: Kassym-Jomart Tokayev as President of Kazakhstan",
        "2022-12-21 – 2022-12-22  Visit made: State visit of Kassym-Jomart Tokayev to Uzbekistan (December 2022)",
    ]
    others = " ".join(entry.words for section in page.sections if section != time for entry in section.entries)
    assert "as President of Kazakhstan" not in others


def test_things_that_rest_on_the_same_articles_make_one_sentence(real: ox.Store) -> None:
    page = shown(real, TREATY)
    (entry,) = [entry for section in page.sections for entry in section.entries if entry.words.startswith("Part")]
    assert entry.words == "Parties: Kazakhstan, Uzbekistan"
    assert [part.id for part in entry.parts if part.id] == ["state/kazakhstan", "state/uzbekistan"]
    assert page.sources(entry) == (
        ("Akmalov 2022 (inferred)", ("claim/akmalov-history/f228", "claim/akmalov-history/f229")),
        ("Normatov", ("claim/normatov-course/f031", "claim/normatov-course/f032")),
    )


def test_neighbours_are_told_once_whoever_is_named_first(real: ox.Store) -> None:
    lines = [
        (entry.words, page.sources(entry))
        for page in [shown(real, "state/uzbekistan")] for section in page.sections for entry in section.entries
        if entry.words.startswith("Neighbour: Kazakhstan")
    ]  # fmt: skip
    ((words, sources),) = lines
    assert words == "Neighbour: Kazakhstan"
    assert "central-asian-cooperation (inferred)" in dict(sources)


def test_a_yes_is_said_in_words(real: ox.Store) -> None:
    words = [entry.words for section in shown(real, "indicator/trade", "kk").sections for entry in section.entries]
    assert "Екі жақтан бірдей: Иә" in words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "2020: over 9.1 thousand US dollars"),
        ("ru", "2020: более 9.1 тысяча долларов США"),
        ("kk", "2020: 9.1 мың АҚШ доллары (астам)"),
        ("uz", "2020: 9.1 ming AQSH dollari (dan ortiq)"),
    ],
)
def test_the_bound_of_a_number_stands_where_the_language_can_have_it(real: ox.Store, language: str, words: str) -> None:
    page = shown(real, "indicator/gdp-per-capita", language)
    lines = [entry.words for section in page.sections for entry in section.entries]
    assert [line for line in lines if "9.1" in line and line.startswith(words)]


def test_the_disagreement_stands_first_in_one_sentence(real: ox.Store) -> None:
    section = shown(real, TREATY).sections[0]
    assert section.heading == "Disagreements"
    first = section.entries[0]
    assert first.words.startswith("Alliance dates from the declaration")
    assert first.sources == ("disagreement/allies-since-2021-or-2022",)
    assert first.words not in first.more
    assert len(first.more) > len(first.words)
    kazakh = shown(real, TREATY, "kk").sections[0].entries[0]
    assert kazakh.words.endswith("[аударма]")
    assert kazakh.more.endswith("[аударма]")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One prints M. Rakhimov. Another not.", "One prints M. Rakhimov."),
        ("It has 5 bn. “This year” is said.", "It has 5 bn."),
        ("Musina et al. (2022) say so. No more.", "Musina et al. (2022) say so."),
        ("One sentence only.", "One sentence only."),
    ],
)
def test_the_first_sentence(text: str, first: str) -> None:
    assert wording.first_sentence(text)[0] == first


def test_opinions_stand_by_stance_and_speaker(real: ox.Store) -> None:
    page = shown(real, "event/state-visit-tokayev-uzbekistan-2022")
    found = [
        (section.heading, "".join(part.words for part in group), len(entries))
        for section in page.sections if section.heading.startswith("Opinions") for group, entries in section.groups
    ]  # fmt: skip
    assert found == [
        ("Opinions: interpretive", "Shaislam I. Akmalov", 2),
        ("Opinions: supportive", "Shaislam I. Akmalov", 2),
        ("Opinions: supportive", "V. Mesamed", 1),
    ]


def test_what_somebody_tells_of_others_stands_on_the_speakers_page(real: ox.Store) -> None:
    page = shown(real, "person/abduvali-saibnazarov")
    (section,) = [section for section in page.sections if section.heading == "Facts told by this speaker"]
    lines = {entry.words: (entry.group[0].words, entry.sources) for entry in section.entries}
    assert lines["Establishes the status: allied relations"] == (
        "Declaration on allied relations (2021)",
        ("claim/central-asian-cooperation/f175",),
    )
    assert {f"claim/central-asian-cooperation/f{number}" for number in range(172, 177)} <= set(page.claims)


# -- the command --------------------------------------------------------------------------------------


def test_articles_are_named_and_evidence_opens_their_passages(built: Path, kgtools: Run) -> None:
    plain = kgtools("show", "person/ada-quill", cwd=built).stdout
    assert "Affiliation: Institute of Small States  [Quill]" in plain
    assert "short-note/f16" not in plain
    opened = kgtools("show", "person/ada-quill", "--evidence", "--articles", MINI / "articles", cwd=built).stdout
    assert re.search(r"short-note/f16 \[\d+-\d+\] «[^»]+»", opened)
    assert "short-note/f16 [" in kgtools("show", "person/ada-quill", "--evidence", cwd=built).stdout


def test_things_of_one_name_are_offered(kgtools: Run) -> None:
    done = kgtools("show", "allied relations", cwd=ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    head, *things, example = done.stderr[done.stderr.index("kgtools: 'allied") :].strip().splitlines()
    assert f"'allied relations' can be {len(things)} things" in head
    assert any(TREATY in line and "Treaty on Allied Relations" in line for line in things)
    identifier = example.removeprefix("for example: kgtools show ")
    assert kgtools("show", identifier, cwd=ROOT).stdout.splitlines()[0].endswith(f"({identifier})")


@pytest.mark.parametrize("name", ["akmalov-history/f227", "claim/akmalov-history/f227"])
def test_a_claim_is_shown_by_its_id(kgtools: Run, name: str) -> None:
    page = kgtools("show", name, cwd=ROOT).stdout
    assert page.startswith("akmalov-history/f227  (claim/akmalov-history/f227)\nfact\n")
    assert "≠ other scope: Alliance dates from" in page
    assert "Treaty on Allied Relations (2022) – signed: 2022-12-21 – 2022-12-22" in page


def test_a_terminal_gets_lines_that_fit_and_commands_to_go_on_with(built: Path) -> None:
    pty = pytest.importorskip("pty")
    import os

    main, terminal = pty.openpty()
    environment = os.environ | {"COLUMNS": "60", "LINES": "500", "PYTHONPATH": str(ROOT), "PAGER": "cat"}
    command = [sys.executable, "-m", "kgtools", "show", "event/state-visit-2019"]
    with subprocess.Popen(command, stdout=terminal, cwd=built, env=environment) as running:
        os.close(terminal)
        output = b""
        while True:
            try:
                read = os.read(main, 4096)
            except OSError:
                break
            output += read
            if not read:
                break
    os.close(main)
    assert running.returncode == 0
    lines = output.decode().splitlines()
    assert all(len(line) <= 60 for line in lines if len(line.split()) > 1)
    assert "Go on with" in lines
    assert "  kgtools show event/state-visit-2019 --evidence" in lines
