"""A translation that says something else than its English text, and a text that belongs to another claim."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from kgtools import ontology
from kgtools.articles.fingerprints import digest
from kgtools.checks.passages import gists, names, printed_names, translations
from kgtools.claims import reader
from kgtools.claims import translations as sources
from kgtools.claims.model import Article, Corpus, Entity, Opinion, Text, Translation
from tests.conftest import ROOT, real_corpus

ZENDA = Entity(
    "state/zenda", "State", (Text("Zenda", "en"), Text("Зенда", "ru"), Text("Зенда", "kk")), (), "", "", "", 0
)
ENGLISH = "Exports of Zenda rose to 4,500 tons in 2019, and they will not fall."


def found(language: str, text: str, english: str = ENGLISH) -> list[str]:
    """What the check says of a translation."""
    opinion = Opinion("note", "o1", None, "stated", (), "", "opinions.csv", 2, "", "state/zenda", "", english, "")
    row = Translation("note/o1", language, digest(english), text, f"{language}.csv", 2)
    corpus = Corpus({ZENDA.id: ZENDA}, {}, (opinion,), (), translations=(row,))
    return [one.message.removeprefix("column 'text': ") for one in translations.findings(corpus, ontology.load(ROOT))]


@pytest.mark.parametrize(
    ("language", "text", "messages"),
    [
        ("ru", "Экспорт Зенды вырос до 4 500 тонн в 2019 году и не упадет.", []),
        ("kk", "Зенданың экспорты 2019 жылы 4 500 тоннаға дейін өсті, ол төмендемейді.", []),
        ("ru", "Экспорт Зенды вырос до 4 500 тонн и не упадет.", ["a number of the source text is missing"]),
        (
            "ru",
            "Экспорт Зенды вырос до 4 500 тонн в 2018 году и не упадет.",
            ["a number of the source text is missing", "the source text does not give the number 2018"],
        ),
        ("ru", "Экспорт Азии вырос до 4 500 тонн в 2019 году и не упадет.", ["a name of the source text is missing"]),
        (
            "ru",
            "Экспорт Зенды вырос до 4 500 тонн в 2019 году и упадет.",
            ["the source text denies something, the translation does not"],
        ),
        (
            "ru",
            "Импорт Зенды вырос до 4 500 тонн в 2019 году и не упадет.",
            ["'импорт' is the contrary of what the source text says"],
        ),
    ],
)
def test_a_translation_says_what_its_english_text_says(language: str, text: str, messages: list[str]) -> None:
    assert found(language, text) == messages


KAZAKH = "Екі елдің өзара сауда көлемі соңғы жылдары тез өсіп, жаңа бағыттарға шықты."
RUSSIAN = "Объем взаимной торговли двух стран в последние годы быстро рос и вышел на новые направления."
UZBEK = "Ikki mamlakat oʻrtasidagi savdo hajmi soʻnggi yillarda tez oʻsdi."
SAME = "The trade of both states has grown quickly."


@pytest.mark.parametrize(
    ("language", "text", "message"),
    [
        ("kk", KAZAKH, ""),
        ("ru", RUSSIAN, ""),
        ("uz", UZBEK, ""),
        ("ru", KAZAKH, "the words are of another language"),
        ("kk", RUSSIAN, "the words are of another language"),
        ("kk", "Астана мен Алматы.", ""),  # too short to need a Kazakh letter
        ("uz", RUSSIAN, "the letters are not those of the language"),
        ("ru", UZBEK, "the letters are not those of the language"),
        ("ru", RUSSIAN.replace("торговли", "торгoвли"), "'торгoвли' has letters of two alphabets"),
        ("ru", "Рост (growth of the mutual trade turnover).", ""),
        ("uz", SAME, "the text is left untranslated"),
        ("kk", SAME, "the text is left untranslated"),
        ("ru", RUSSIAN[:50].rstrip(), "the text has no end: the source ends with a full stop"),
        ("ru", f"{RUSSIAN} {RUSSIAN}", "the text stands there twice"),
        ("uz", UZBEK.replace(" hajmi", "\nhajmi"), "a line ends within the text"),
    ],
)
def test_a_translation_is_whole_and_in_its_language(language: str, text: str, message: str) -> None:
    assert found(language, text, SAME) == ([message] if message else [])


@pytest.mark.parametrize(
    ("language", "usual", "written", "told"),
    [
        ("ru", "торговли", "торрговли", True),
        ("ru", "торговли", "тогровли", True),
        ("ru", "торговли", "«торрговли»", False),  # as it is printed
        ("ru", "торговли", "торговлии", False),  # an ending
        ("kk", "қатынас", "катынас", True),
        ("kk", "қатынас", "қатынасқа", False),
        ("kk", "форматы", "форматты", False),
        ("uz", "tovarlar", "tovvarlar", True),
    ],
)
def test_a_slip_of_letters_is_told_where_other_texts_write_the_word(
    language: str, usual: str, written: str, told: bool
) -> None:
    names = {
        f"topic/{n}": Entity(f"topic/{n}", "", (Text(f"{usual} {n}", language),), (), "", "", "", 0) for n in "abc"
    }
    opinion = Opinion("note", "o1", None, "stated", (), "", "opinions.csv", 2, "", "topic/a", "", "Trade grows", "")
    row = Translation("note/o1", language, digest("Trade grows"), written, f"{language}.csv", 2)
    corpus = Corpus(names, {}, (opinion,), (), translations=(row,))
    messages = [one.message for one in translations.findings(corpus, ontology.load(ROOT))]
    slip = f"column 'text': '{written}' is a slip of the hand from '{usual}', which other texts write"
    assert messages == ([slip] if told else [])
    few = replace(corpus, entities={"topic/a": names["topic/a"]})
    assert list(translations.findings(few, ontology.load(ROOT))) == []


@pytest.mark.parametrize(
    ("language", "seems", "is_so"),
    [
        ("ru", "Зенда, по-видимому, растет.", "Зенда растет."),
        ("kk", "Зенда өсіп келе жатқан сияқты.", "Зенда өсіп келеді."),
        ("uz", "Zenda, chamasi, oʻsmoqda.", "Zenda oʻsmoqda."),
    ],
)
def test_a_translation_keeps_that_it_only_seems_so(language: str, seems: str, is_so: str) -> None:
    message = "the source text says that it seems so, the translation does not"
    assert message not in found(language, seems, "It seems that Zenda grows.")
    assert message in found(language, is_so, "It seems that Zenda grows.")
    assert message not in found(language, is_so, "Zenda grows.")


@pytest.mark.parametrize(
    ("language", "text"),
    [("ru", "Зенда не растет."), ("kk", "Зенда өскен емес."), ("uz", "Zenda oʻsgan emas.")],
)
def test_a_translation_denies_only_what_the_english_text_denies(language: str, text: str) -> None:
    message = "the translation denies something, the source text does not"
    uzbek = ["a name of the source text is missing"] if language == "uz" else []
    assert [one for one in found(language, text, "Zenda grows.") if one not in uzbek] == [message]
    assert [one for one in found(language, text, "Zenda does not grow.") if one not in uzbek] == []


def test_a_text_that_was_translated_as_that_of_another_claim_is_told_at_its_row() -> None:
    rows = tuple(
        Translation(f"note/o{number}", "ru", digest(text), "Текст.", "ru.csv", number + 1)
        for number, text in enumerate(("The road is long.", "The sea is deep."), 1)
    )

    def told(*gists: str) -> list[str]:
        claims = tuple(
            Opinion("note", f"o{number}", None, "stated", (), "", "opinions.csv", number + 1, "", "", "", gist, "")
            for number, gist in enumerate(gists, 1)
        )
        corpus = Corpus({}, {}, claims, (), translations=rows)
        return [str(one).partition(";")[0] for one in translations.findings(corpus, ontology.load(ROOT))]

    assert told("The road is long.", "The sea is deep.") == []
    assert told("The road is short.", "The sea is deep.") == []  # a new text, to be translated
    assert told("The sea is deep.", "The sea is deep.") == [
        "opinions.csv:2: column 'gist_en': the translations know this text as that of note/o2"
    ]


def test_rows_of_printed_names_that_fit_no_entity_are_told_by_one_line(mini: Path) -> None:
    table = mini / "data" / "articles" / "short-note" / "names.csv"
    entity = (
        next((mini / "data" / "entities").glob("states.csv")).read_text(encoding="utf-8").splitlines()[1].split(",")
    )
    rows = [f"{entity[0]},en,{entity[1]}", f"{entity[0]},en,No Such Name", "place/nowhere,en,Nowhere"]
    table.write_text("\n".join(("entity,language,name", *rows, "")), encoding="utf-8")
    terms = ontology.load(mini)
    assert [str(one) for one in printed_names.stale(reader.load(mini, terms), terms)][:1] == [
        "data/articles/short-note/names.csv:3: column 'name': the row is stale (and 1 more rows are): the entity has "
        "no such name; found 'No Such Name'; expected a label or alias of an entity; "
        "rewrite the table with: kgtools names --articles DIR"
    ]


def test_a_stale_table_of_printed_names_is_told_by_one_line() -> None:
    from kgtools.articles.copies import Copy

    text = "Zenda and Strelsau lie far from the sea."
    strelsau = Entity("place/strelsau", "Place", (Text("Strelsau", "en"),), (), "", "", "", 0)
    article = Article("note", (), (), (), ("en",), "", "", "", len(text), "", "", (), "", "data/note/article.yaml", 1)
    copies = {"note": Copy(Path("note.txt"), text, True)}

    def told(*names: tuple[str, str]) -> list[str]:
        printed = {entity: {Text(name, "en"): ("note",)} for entity, name in names}
        corpus = Corpus({one.id: one for one in (ZENDA, strelsau)}, {"note": article}, (), (), printed=printed)
        return [str(one) for one in printed_names.findings(corpus, copies, {})]

    right = (("state/zenda", "Zenda"), ("place/strelsau", "Strelsau"))
    assert told(*right) == []
    assert told() == []  # no project keeps them yet
    assert told(right[0]) == [
        "data/note/names.csv:1: the table is stale: 0 of its names are not printed, 1 printed ones are missing; "
        "found 'Strelsau' of place/strelsau; rewrite the table with: kgtools names --articles DIR"
    ]
    (other,) = told(("place/hentzau", "Hentzau"), ("person/flavia", "Flavia"), right[0])
    assert other.startswith("data/note/names.csv:1: the table is of another article, or stale: 2 of its names")


def test_whom_texts_name_after_changed_names_is_whom_they_name_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus, chance, kept = real_corpus(), random.Random(0), translations._Untrue()
    every = sources.translated(corpus, ontology.load(ROOT))
    texts = {one: every[one] for one in [*every][::8]}
    entities = dict(corpus.named)
    things = [one for one in entities if one.startswith(names.named())]
    named, looked, states = gists.named, [], set()
    for _ in range(24):
        one, other = chance.sample(things, 2)
        pair = entities[one], entities[other]
        entities = entities | {had.id: with_name(had, gets) for had, gets in (pair, pair[::-1])}
        with monkeypatch.context() as patch:
            patch.setattr(gists, "named", lambda finder, text: looked.append(text) or named(finder, text))
            found = kept.findings(texts, entities)
        afresh = translations._Untrue()
        assert found == afresh.findings(texts, entities)
        assert kept._meant == afresh._meant
        states.add(tuple(found))
    assert len(states) > 3
    assert len(looked) < 8 * len(texts)


def with_name(entity: Entity, other: Entity) -> Entity:
    """An entity with the English names of another one, and its own in other languages."""
    labels = [*(one for one in other.labels if one.language == "en"), *entity.labels[1:]]
    return replace(entity, labels=tuple(labels), aliases=tuple(one for one in other.aliases if one.language == "en"))
