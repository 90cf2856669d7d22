"""The reader of articles: what it finds in texts that were written for this, and single turns of phrase."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from kgtools import namespaces, ontology
from kgtools.curation.extract import reading, run
from kgtools.curation.extract.names.known import Gazetteer
from kgtools.curation.extract.spans import Reading
from kgtools.curation.extract.text import sentences, tables
from kgtools.curation.extract.values import dates, quantities
from kgtools.curation.proposals import records
from tests.conftest import ROOT, Run, real_corpus
from tests.curation import gold
from tests.curation.counting import Score, added

ONTOLOGY = ontology.load(ROOT)


@pytest.fixture(scope="module")
def known() -> Gazetteer:
    return Gazetteer(real_corpus())


def read(text: str, known: Gazetteer, published: str = "") -> Reading:
    return reading.read(text, known, ONTOLOGY, published=published)


# -- as a whole -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scores(known: Gazetteer) -> dict[str, list[dict[str, Score]]]:
    """The scores of the parts of the texts, by language."""
    return {
        language: [gold.score(read(text, known, gold.PUBLISHED), marks) for text, marks in gold.parts(language)]
        for language in namespaces.languages()
    }


# Precision and recall at least, of all languages together.
REACH = {
    "known": (0.98, 0.95), "Person": (0.92, 0.85), "Body": (0.92, 0.85), "Place": (0.85, 0.8), "Document": (0.9, 0.85),
    "date": (0.96, 0.96), "quantity": (0.95, 0.97), "bound": (0.0, 0.95),
}  # fmt: skip


def test_what_is_marked_is_found(scores: dict[str, list[dict[str, Score]]]) -> None:
    together = added([one for parts in scores.values() for one in parts])
    found = {sort: (own.precision, own.recall) for sort, own in together.items()}
    short = {
        sort: found[sort]
        for sort, (precision, recall) in REACH.items()
        if found[sort][0] < precision or found[sort][1] < recall
    }
    assert short == {}


@pytest.mark.parametrize("language", namespaces.languages())
def test_known_things_are_found_in_each_language(language: str, scores: dict[str, list[dict[str, Score]]]) -> None:
    own = added(scores[language])["known"]
    assert own.precision >= 0.95
    assert own.recall >= (0.92 if language == "kk" else 0.95)


def test_a_reader_that_errs_would_be_found(known: Gazetteer) -> None:
    text, marks = next(gold.parts("en"))
    blind = gold.score(Reading(text, "", ()), marks)
    assert {sort: own.recall for sort, own in blind.items() if own.marked} == dict.fromkeys(
        ("known", "Person", "Body", "Place", "Document", "date", "quantity"), 0.0
    )
    moved = [gold.Mark(mark.start, mark.end, mark.sign, mark.value + "x") for mark in marks if mark.sign in "=@"]
    astray = gold.score(read(text, known), moved)
    assert (astray["known"].precision, astray["date"].recall) == (0.0, 0.0)


# -- names ------------------------------------------------------------------------------------------


def named(text: str, known: Gazetteer) -> list[tuple[str, str]]:
    """The names of a text as printed, each with its id or class, adjectives left out."""
    found = read(text, known).mentions
    return [(text[one.start : one.end], one.entity or one.kind) for one in found if one.how != "adjective"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Intergovernmental Commission of Kyrgyzstan and Tajikistan met again.", "BilateralCommission"),
        ("Kazakhstan and Uzbekistan have an Intergovernmental Commission.", "body/intergovernmental-commission"),
        ("Россия и Беларусь созвали Высший межгосударственный совет.", "BilateralCouncil"),
        ("Қазақстан мен Өзбекстан Жоғары мемлекетаралық кеңес құрды.", "body/supreme-interstate-council"),
        ("Договор о стратегическом партнерстве между Россией и Узбекистаном подписан.", "Treaty"),
        ("Министерство иностранных дел Киргизии заявило протест.", "Ministry"),
    ],
)
def test_the_namesake_of_another_pair_is_another_thing(text: str, found: str, known: Gazetteer) -> None:
    kinds = {kind for _, kind in named(text, known) if not kind.startswith("state/")}
    assert found in kinds
    assert not {kind for kind in kinds if kind.startswith(("body/", "document/"))} - {found}


def test_a_namesake_says_what_it_may_be(known: Gazetteer) -> None:
    text = "The Intergovernmental Commission of Kyrgyzstan and Tajikistan met again."
    (one,) = (one for one in read(text, known).mentions if not one.entity)
    assert one.perhaps == ("body/intergovernmental-commission",)


def test_a_surname_means_the_person_whose_full_name_stood_before(known: Gazetteer) -> None:
    text = "Доцент Ильхом Каримов прибыл в Ташкент. Каримов выступил с лекцией."
    assert [kind for name, kind in named(text, known) if "Каримов" in name] == ["Person", "Person"]
    assert ("Каримов", "person/islam-karimov") in named("Каримов правил Узбекистаном до 2016 года.", known)


def test_second_mentions_share_the_thing(known: Gazetteer) -> None:
    text = "The Oasis Research Institute (ORI) opened in Karmana. ORI has forty rooms. The institute is small."
    keys = {one.key for one in read(text, known).mentions if one.kind == "ThinkTank"}
    assert keys == {"oasis-research-institute"}


def test_letters_of_another_alphabet_and_another_spelling_are_known(known: Gazetteer) -> None:
    mixed = "T\u0430шк\u0065нт"  # T and e are Latin
    assert (mixed, "place/tashkent") in named(f"Визит в {mixed} начался.", known)
    person = ("Qassym-Zhomart Toqayev", "person/kassym-jomart-tokayev")
    assert person in named("There spoke Qassym-Zhomart Toqayev.", known)


# -- dates and quantities ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ru", "в 2017, 2018 и 2019 годах", ["2017", "2018", "2019"]),
        ("ru", "Стратегия-2030 принята, купили 2000 тонн", []),
        ("ru", "с 28 апреля по 3 мая 2021 г.", ["2021-04-28/2021-05-03"]),
        ("ru", "за первые 10 месяцев текущего года", ["2024-01/2024-10"]),
        ("kk", "2021 жылғы 6 \nжелтоқсанда", ["2021-12-06"]),
        ("ru", "в мае т.г. и 3 апреля прошлого года", ["2024-05", "2023-04-03"]),
        ("kk", "биыл, өткен жылдары, биыл 4 мамырда", ["2024", "2024-05-04"]),
        ("uz", "2022-yil 3-fevral kuni, oʻtgan yili", ["2022-02-03", "2023"]),
        ("en", "around 1998 and on 31 February 2020", ["1998~", "2020-02"]),
        ("en", "in May, from 12 to 15 May", ["2024-05", "2024-05-12/2024-05-15"]),
    ],
)
def test_a_date_is_read_as_tables_have_it(language: str, text: str, found: list[str]) -> None:
    assert [one.edtf for one in dates.find(text, 0, len(text), language, "2024-06-30")] == found


def test_a_relative_date_is_left_out_where_the_article_has_none() -> None:
    assert dates.find("in this year", 0, 12, "en") == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "rose from 31 to 44 per cent", [("31", "percent", "44", ""), ("44", "percent", "", "")]),
        ("en", "worth $1.9-2.2 billion", [("1.9", "billion-usd", "2.2", "")]),
        ("en", "13,300 tonnes", [("13300", "tonne", "", "")]),
        ("ru", "13,300 тонн", [("13.300", "tonne", "", "")]),
        (
            "ru",
            "снизился на 4,2% до 1,4 млрд долларов США",
            [("4.2", "percent", "", "fall"), ("1.4", "billion-usd", "", "")],
        ),
        ("ru", "двадцать пять миллионов человек", [("25", "million-persons", "", "")]),
        ("kk", "2,5 есе артты", [("2.5", "times", "", "rise")]),
        ("uz", "ikki yuz ming tonna", [("200", "thousand-tonnes", "", "")]),
        ("en", "see [12] and No. 5", [("5", "", "", "")]),
    ],
)
def test_a_quantity_is_read_as_tables_have_it(language: str, text: str, found: list[tuple[str, ...]]) -> None:
    own = quantities.find(text, 0, len(text), language)
    assert [(one.value, one.unit, one.high, one.rising) for one in own] == found


@pytest.mark.parametrize(
    ("language", "text", "bound"),
    [
        ("en", "at least 200 dollars", "at-least"), ("ru", "свыше 200 долларов", "over"),
        ("kk", "200 доллардан астам", "over"), ("kk", "200 долларға жуық", "about"),
        ("en", "less than 200 dollars", "up-to"), ("ru", "менее 200 евро", "up-to"),
        ("ru", "не менее 9 евро", "at-least"),
        ("uz", "200 dollardan ortiq", "over"), ("uz", "200 dollargacha", "up-to"), ("ru", "ровно 200 евро", "exact"),
    ],
)  # fmt: skip
def test_the_bound_of_a_number(language: str, text: str, bound: str) -> None:
    (one,) = quantities.find(text, 0, len(text), language)
    assert one.bound == bound


# -- sentences and tables ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("В 2019 г. Президент уехал. И. А. Рахим остался.", ["В 2019 г. Президент уехал.", "И. А. Рахим остался."]),
        ("Dr. Hope came. It rained.", ["Dr. Hope came.", "It rained."]),
        ("# Title\n\nSigned:\n- a treaty;\n- a plan.", ["# Title", "Signed:", "a treaty;", "a plan."]),
    ],
)
def test_a_text_is_parted_into_sentences(text: str, parts: list[str]) -> None:
    assert [text[one.start : one.end] for one in sentences.split(text)] == parts


def test_an_item_of_a_list_knows_what_leads_it() -> None:
    text = "They signed:\n- a treaty;\n- a plan."
    found = sentences.split(text)
    assert [text[slice(*one.lead)] for one in found] == ["", "They signed:", "They signed:"]


def test_a_cell_of_a_table_has_its_heads(known: Gazetteer) -> None:
    text = "Trade, million dollars\n\n| State | 2021 | 2022 |\n|---|---:|---:|\n| Kazakhstan | 3.1 | 4,2 |\n\nIt ends."
    (table,) = read(text, known).tables
    cell = table.rows[0][2]
    assert (table.title, cell.row, cell.column, text[cell.start : cell.end]) == (
        "Trade, million dollars", "Kazakhstan", "2022", "4,2",
    )  # fmt: skip
    assert [(one.value, one.row, one.column) for one in cell.quantities] == [("4.2", "Kazakhstan", "2022")]
    assert table.heads[1].dates[0].edtf == "2021"
    assert [one.entity for one in table.rows[0][0].mentions] == ["state/kazakhstan"]
    assert len(tables.find("State\t2021\nKazakhstan\t3.1\n")[0].rows) == 1


# -- the command ------------------------------------------------------------------------------------

TEXT = "Министр Ораз Бектуров посетил Ташкент 5 мая 2031 года.\n"


def test_extract_writes_proposals_with_the_words_of_the_text(kgtools: Run, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    done = kgtools("extract", tmp_path / "text.txt", "-o", tmp_path / "p.jsonl")
    assert (done.returncode, done.stdout) == (0, "")
    assert "nothing enters before a curator accepts it" in done.stderr
    lines = records.only_records(records.read((tmp_path / "p.jsonl").read_text(encoding="utf-8"), "p.jsonl"))
    run_, thing = lines[0].record, lines[1].record
    assert isinstance(run_, records.Run)
    assert isinstance(thing, records.Thing)
    assert (run_.article, run_.languages, run_.reader.kind) == ("text", ("ru",), "rules")
    assert (thing.new, thing.kind) == ("oraz-bekturov", "Person")
    assert thing.labels["ru"] == "Ораз Бектуров"
    assert all(TEXT[quote.start : quote.end] == quote.exact for quote in thing.quotes)
    assert thing.by
    assert thing.by.rule


def test_extract_lists_what_it_found(kgtools: Run, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    done = kgtools("extract", tmp_path / "text.txt", "--spans")
    assert done.stdout.splitlines()[0] == ",".join(run.COLUMNS)
    assert "30,37,Ташкент,name,place/tashkent,City,Ташкент,name,0.99" in done.stdout
    assert "5 мая 2031,date,2031-05-05," in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"%PDF-1.4", "PDF; make text of it, for example with pdftotext"),
        ("a.txt", b"<!doctype html><p>x", "HTML; save what it says as plain text, in UTF-8"),
        ("a.txt", b"PK\x03\x04", "document of a word processor"),
        ("a.txt", TEXT.encode("cp1251"), "was read as Windows-1251; save it in UTF-8"),
        ("a.txt", b"", "empty"),
    ],
)
def test_extract_says_what_a_file_is_that_is_no_text(
    name: str, content: bytes, says: str, kgtools: Run, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    done = kgtools("extract", tmp_path / name)
    assert says in done.stderr
    assert done.returncode == (0 if "Windows" in says else 2)


def test_extract_refuses_what_it_does_not_know(kgtools: Run, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    assert (
        "there is no article and no file 'musina-dynamic'; did you mean" in kgtools("extract", "musina-dynamic").stderr
    )
    assert "--published soon: " in kgtools("extract", tmp_path / "text.txt", "--published", "soon").stderr


# -- the benchmark ----------------------------------------------------------------------------------


def test_a_log_of_review_is_told_by_shares(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("bench_reading", ROOT / "benchmarks" / "reading.py")
    assert spec
    assert spec.loader
    bench = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = bench
    spec.loader.exec_module(bench)
    log = tmp_path / "p.jsonl.review"
    decisions = [
        {"do": "accept", "of": {"1": ""}}, {"do": "edit", "of": {"2": ""}}, {"do": "accept", "of": {"2": ""}},
        {"do": "reject", "of": {"3": "", "4": ""}, "reason": "twice"}, {"do": "later", "of": {"1": ""}}, {"do": "undo"},
    ]  # fmt: skip
    log.write_text("".join(json.dumps(one) + "\n" for one in decisions), encoding="utf-8")
    assert [line.split("  ")[0] for line in bench.review(log)] == ["accept", "edit", "reject: twice"]
    assert [line.split()[-4] for line in bench.review(log)] == ["25", "25", "50"]
