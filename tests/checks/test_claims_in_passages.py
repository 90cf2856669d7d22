"""What curators say in their own words, who speaks, and which passage it rests on: each slip is told at its row."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from kgtools.articles import anchors
from kgtools.articles.copies import Copy
from kgtools.articles.fingerprints import digest
from kgtools.checks import passages
from kgtools.claims.model import Article, Claim, Corpus, Fact, Figure, Opinion, Translation
from tests.checks.made_up import entities, held_against

TEXT = """Arcadia sold wool worth 5 million dollars to its neighbours in 2019. The council of ministers met twice.

Boris Rudolf said that the harbour must not be closed in winter. Ships of Ruritania bring coal there every month.
The old road over the mountains is steep. It leads to Strelsau, where the merchants of the plain buy their horses.
The mill, it seems, is older than the church.

According to Clara Vale, exports of corn rose by 12 percent. The bridges of Zenda are safe. The ferry is slow.
Her brother grows apples in the valley below the castle."""

ENTITIES = entities(
    ("state/arcadia", "Arcadia"),
    ("state/ruritania", "Ruritania"),
    ("state/zenda", "Zenda"),
    ("person/boris-rudolf", "Boris Rudolf"),
    ("person/clara-vale", "Clara Vale"),
    ("person/author", "Anna Author"),
    ("place/strelsau", "Strelsau"),
    ("topic/harbour", "Harbour"),
    ("topic/road", "Road over the mountains"),
    ("topic/ships", "Ships with coal"),
)
ARTICLE = Article("note", (), (), ("person/author",), ("en",), "", "", "", len(TEXT), "", "", (), "", "f", 1)
HARBOUR = "the harbour must not be closed in winter"
SAID = "Boris Rudolf said that the harbour must not be closed in winter"
ROAD = "The old road over the mountains is steep"
CORN = "exports of corn rose by 12 percent"
HORSES = "the merchants of the plain buy their horses"
APPLES = "Her brother grows apples in the valley below the castle"
MILL = "The mill, it seems, is older than the church"
BRIDGES = "The bridges of Zenda are safe"
WOOL = "Arcadia sold wool worth 5 million dollars to its neighbours in 2019"


def opinion(quote: str, gist: str, identifier: str = "o1", speaker: str = "person/author", note: str = "") -> Opinion:
    return Opinion("note", identifier, anchors.anchor(TEXT, quote), "stated", (speaker,), note, "opinions.csv",
                   int(identifier[1:]) + 1, "", "topic/harbour", "interpretive", gist, "")  # fmt: skip


def found(*claims: Claim, translations: tuple[Translation, ...] = ()) -> list[str]:
    """The columns and messages that the check complains of, without the others' rows."""
    corpus = Corpus(ENTITIES, {"note": ARTICLE}, claims, (), translations=translations)
    copies = {"note": Copy(Path("note.txt"), TEXT, True)}
    return [one.message.removeprefix("column ") for one in held_against(corpus, copies)]


@pytest.mark.parametrize(
    ("quote", "gist", "message"),
    [
        (WOOL, "Arcadia earned 5 million from wool in 2019.", ""),
        (WOOL, "Arcadia earned 6 million from wool in 2019.", "a number stands neither in the passage nor near it"),
        (WOOL, "Arcadia earned 5 million from wool in 2018.", "a number stands neither in the passage nor near it"),
        (WOOL, "Zenda earned 5 million from wool in 2019.", "the passage speaks of another state"),
        (HARBOUR, "The harbour should not be closed in winter.", ""),
        (HARBOUR, "The harbour should be closed in winter.", "the passage denies something, and no claim of it does"),
        (BRIDGES, "The bridges of Zenda are safe.", ""),
        (BRIDGES, "The bridges of Zenda are not safe.", "it denies something, and the passage has no word for that"),
        (BRIDGES, "Not only the bridges of Zenda are safe.", ""),
        (MILL, "The mill seems older than the church.", ""),
        (MILL, "The mill is older than the church.", "the passage says that it seems so, and no claim of it does"),
        (CORN, "Exports of corn grew by 12 percent.", ""),
        (CORN, "Exports of corn fell by 12 percent.", "the passage speaks of the contrary"),
        (CORN, "Imports of corn rose by 12 percent.", "the passage speaks of the contrary"),
        (CORN, "Strelsau had exports of corn that rose by 12 percent.", ""),  # the sentences before name it
        (WOOL, "Arcadia sold wool to its neighbours by Strelsau.", "a name stands neither in the passage nor near it"),
    ],
)
def test_the_words_of_a_curator_are_held_against_the_passage(
    quote: str, gist: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgtools.checks.passages.gists.NEAR", 150)
    messages = found(opinion(quote, gist))
    assert f"'gist_en': {message}" in messages if message else messages == []


def test_a_denial_may_be_told_by_another_claim_of_the_passage() -> None:
    affirms = opinion(HARBOUR, "The harbour is there in winter.")
    assert len(found(affirms)) == 1
    assert found(affirms, opinion(HARBOUR, "The harbour must not be closed.", "o2")) == []


@pytest.mark.parametrize(
    ("quote", "speaker", "note", "slip"),
    [
        (HARBOUR, "person/boris-rudolf", "", False),
        (HARBOUR, "person/clara-vale", "", True),  # another is named before, with a verb of saying
        (HARBOUR, "person/clara-vale", "Told on from Vale.", False),
        (CORN, "person/clara-vale", "", False),
        (CORN, "person/boris-rudolf", "", True),
        (BRIDGES, "person/clara-vale", "", False),  # who spoke last
        (BRIDGES, "person/boris-rudolf", "", True),
        (BRIDGES, "person/author", "", False),
        (SAID, "person/boris-rudolf", "", False),
        (SAID, "person/author", "", True),  # the passage gives the words to him
        (SAID, "person/author", "Rudolf is quoted.", False),
    ],
)
def test_words_are_given_to_whom_the_article_gives_them(quote: str, speaker: str, note: str, slip: bool) -> None:
    gist = {
        SAID: "The harbour must not be closed.",
        HARBOUR: "The harbour must not be closed.",
        CORN: "Exports of corn rose.",
        BRIDGES: "Bridges are safe.",
    }
    others = [
        opinion(HARBOUR, "The harbour must not be closed in winter.", "o8", "person/boris-rudolf"),
        opinion(CORN, "Exports of corn rose by 12 percent.", "o9", "person/clara-vale"),
    ]
    messages = found(opinion(quote, gist[quote], "o1", speaker, note), *others)
    assert ("'speaker': the passage, or what stands before it, gives the words to another" in messages) == slip


def test_a_block_of_anchors_pasted_one_line_down_is_told_at_its_rows() -> None:
    quotes = (HARBOUR, ROAD, HORSES, CORN, BRIDGES, APPLES)
    rows = [opinion(quote, f"{quote}.", f"o{number}") for number, quote in enumerate(quotes, 1)]
    assert found(*rows) == []
    pasted = [replace(row, anchor=before.anchor) for before, row in pairwise(rows[:5])]
    messages = found(rows[0], *pasted, rows[5])
    better = [one for one in messages if "fits the row better than its own" in one]
    assert better == [f"'start': the passage of o{number} fits the row better than its own" for number in (3, 4, 5)]


def test_a_text_far_from_its_passage_is_told_by_its_words() -> None:
    rows = [opinion(quote, f"{quote}.", f"o{number}") for number, quote in enumerate((HORSES, CORN, ROAD, BRIDGES), 1)]
    assert found(*rows) == []
    rows[3] = replace(rows[3], gist=f"{HORSES}.")  # the first row's, filled down three rows
    assert "'gist_en': hardly a word of it stands in the passage" in found(*rows)


def test_a_fact_under_the_passage_of_its_neighbour_is_told() -> None:
    def fact(quote: str, subject: str, value: str, identifier: str) -> Fact:
        return Fact("note", identifier, anchors.anchor(TEXT, quote), "stated", (), "", "facts.csv",
                    int(identifier[1:]) + 1, subject, "leadsTo", value, "", "", "asserted", (), "")  # fmt: skip

    others = [opinion(quote, f"{quote}.", f"o{number}") for number, quote in enumerate((HARBOUR, CORN, BRIDGES), 1)]
    road = fact("The old road over the mountains is steep. It leads to Strelsau", "topic/road", "place/strelsau", "f1")
    coal = fact("Ships of Ruritania bring coal there", "topic/ships", "state/ruritania", "f2")
    assert found(road, coal, *others) == []
    both = [replace(road, anchor=coal.anchor), replace(coal, anchor=road.anchor)]
    better = [f"'start': the passage of {one} fits the row better than its own" for one in ("f2", "f1")]
    assert found(*both, *others) == better


def test_a_translation_lets_a_text_be_held_against_a_passage_in_another_language() -> None:
    russian = (
        "Старая дорога через горы крута. Гавань зимой закрыта для всех кораблей. Хлеб подешевел на рынке столицы. "
        "Купцы равнины покупают здесь лошадей."
    )
    article = replace(ARTICLE, length=len(russian))
    copies = {"note": Copy(Path("note.txt"), russian, True)}

    def row(quote: str, gist: str, identifier: str) -> Opinion:
        return replace(opinion(ROAD, gist, identifier), anchor=anchors.anchor(russian, quote))

    texts = {
        "The old road is steep.": "Старая дорога через горы крута.",
        "The harbour is closed for ships.": "Гавань зимой закрыта для кораблей.",
        "Bread became cheaper.": "Хлеб подешевел на рынке столицы.",
        "Merchants buy horses.": "Купцы покупают лошадей.",
    }
    translations = tuple(
        Translation(f"note/o{number}", "ru", digest(english), text, "ru.csv", number)
        for number, (english, text) in enumerate(texts.items(), 1)
    )
    quotes = [quote.strip() for quote in russian.split(".") if quote]
    right = [row(quote, gist, f"o{number}") for number, (quote, gist) in enumerate(zip(quotes, texts, strict=True), 1)]
    wrong = [replace(right[0], gist=right[1].gist), replace(right[1], gist=right[0].gist), *right[2:]]
    for claims, number in ((right, 0), (wrong, 2)):
        corpus = Corpus(ENTITIES, {"note": article}, claims, (), translations=translations)
        messages = [one.message for one in held_against(corpus, copies)]
        assert sum("fits the row better than its own" in one for one in messages) == number, messages


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        (ROAD, ""),
        ("road", "'start': the passage has 1 words"),
        ("The old road", "'start': the passage has 3 words"),
        (TEXT[TEXT.index("According") : -1], "'end': the passage has 4 sentences in 166 characters"),
        (TEXT[TEXT.index("exports of corn") : -1], ""),  # a part of the paragraph
    ],
)
def test_a_passage_is_neither_a_word_nor_a_paragraph(quote: str, message: str) -> None:
    gist = {"According": "Exports of corn rose.", "exports o": "Exports of corn rose."}.get(
        quote[:9], "The road is steep."
    )
    messages = [one for one in found(opinion(quote, gist)) if "passage has" in one]
    assert messages == ([message] if message else [])


# -- figures ----------------------------------------------------------------------------------------

TRADE = """Exports from Arcadia to Ruritania fell by 12.5 percent. Zenda has 2,724 mills, and 3,1 million tons of coal.
The turnover was about 4 billion dollars. The treaty was signed around 1987, the fair is held since 1990."""
RUSSIAN = "Площадь страны – 2,724 млн кв. км, а торговля выросла на 7 процентов."


def figure(text: str, quote: str, **cells: str) -> list[str]:
    """The columns that the check complains of in a figure."""
    given = {"indicator": "indicator/growth", "measured": "state/arcadia", "partner": "state/ruritania", "flow": "",
             "period": "", "bound": "exact"} | cells  # fmt: skip
    claim = Figure("note", "n1", anchors.anchor(text, quote), "stated", (), "", "figures.csv", 2, reporter="",
                   qualifiers=(), modality="asserted", set_by=(), origin="", **given)  # fmt: skip
    growth = Fact("background", "b1", None, "", (), "", "background.csv", 2, "indicator/growth", "growthOf",
                  "indicator/trade", "", "", "asserted", (), "")  # fmt: skip
    things = ENTITIES | entities(("indicator/growth", "Growth"), ("indicator/mills", "Mills"))
    corpus = Corpus(things, {"note": replace(ARTICLE, length=len(text))}, (claim, growth), ())
    ignored = "names" if text is RUSSIAN else ""
    copies = {"note": Copy(Path("note.txt"), text, True)}
    columns = [one.message.split("'")[1] for one in held_against(corpus, copies)]
    return [column for column in columns if not ignored or column not in ("measured", "partner")]


AREA = {"unit": "million-square-kilometres", "indicator": "indicator/mills"}
FELL = "Exports from Arcadia to Ruritania fell by 12.5 percent"
MILLS = "Zenda has 2,724 mills, and 3,1 million tons of coal"


@pytest.mark.parametrize(
    ("text", "quote", "cells", "columns"),
    [
        (TRADE, FELL, {"value": "-12.5", "unit": "percent", "flow": "export"}, []),
        (TRADE, FELL, {"value": "12.5", "unit": "percent", "flow": "export"}, ["value"]),  # it fell
        (TRADE, FELL, {"value": "12.5", "unit": "percent", "flow": "export", "indicator": "indicator/mills"}, []),
        (TRADE, FELL, {"value": "-12.5", "unit": "percent", "flow": "export", "measured": "state/ruritania",
                       "partner": "state/arcadia"}, ["measured"]),  # the sides exchanged
        (TRADE, MILLS, {"value": "2724", "unit": "item", "indicator": "indicator/mills"}, []),
        (TRADE, MILLS, {"value": "2.724", "unit": "item", "indicator": "indicator/mills"}, ["value"]),
        (RUSSIAN, RUSSIAN[:-1], AREA | {"value": "2.724"}, []),
        (RUSSIAN, RUSSIAN[:-1], AREA | {"value": "2724"}, ["value"]),
        (RUSSIAN, RUSSIAN[:-1], {"value": "7", "unit": "percent"}, []),
        (RUSSIAN, RUSSIAN[:-1], {"value": "-7", "unit": "percent"}, ["value"]),  # it rose
        (TRADE, MILLS, {"value": "3.1", "unit": "million-tonnes", "indicator": "indicator/mills"}, []),
        (TRADE, TRADE[TRADE.index("3,1") : TRADE.index(" The treaty") - 1],
         {"value": "3.1", "unit": "million-usd", "indicator": "indicator/mills"}, ["unit"]),  # dollars stand there too
    ],
)  # fmt: skip
def test_signs_sides_separators_and_units_are_as_printed(
    text: str, quote: str, cells: dict[str, str], columns: list[str]
) -> None:
    assert figure(text, quote, **cells) == columns


@pytest.mark.parametrize(("value", "slips"), [("1987", 1), ("1987~", 0), ("1987?", 0), ("1990", 0)])
def test_a_year_that_the_article_gives_as_uncertain_is_marked(value: str, slips: int) -> None:
    quote = "The treaty was signed around 1987, the fair is held since 1990"
    claim = Fact("note", "f1", anchors.anchor(TRADE, quote), "stated", (), "", "facts.csv", 2, "topic/road",
                 "date", value, "", "", "asserted", (), "")  # fmt: skip
    corpus = Corpus(ENTITIES, {"note": replace(ARTICLE, length=len(TRADE))}, (claim,), ())
    messages = [one.message for one in held_against(corpus, {"note": Copy(Path("note.txt"), TRADE, True)})]
    assert messages == ["column 'value': the passage says 'around' before the year"] * slips


def test_what_was_found_before_says_nothing_of_what_has_changed_since() -> None:
    told = opinion(SAID, "In winter it must not be closed.", speaker="person/boris-rudolf")
    renamed = ENTITIES | entities(("person/boris-rudolf", "Boris Zelda"), ("person/clara-vale", "Clara Rudolf"))
    rises = Fact("note", "f9", None, "stated", (), "", "facts.csv", 9, "topic/ships", "growthOf", "topic/road", "", "",
                 "asserted", (), "")  # fmt: skip
    copied = Translation("note/o1", "ru", digest(told.gist), f"{SAID}. Ships of Ruritania bring coal", "ru.csv", 2)
    beside = (opinion(CORN, "Corn rose by 12 percent.", "o2", "person/clara-vale"),
              opinion(HARBOUR, "In winter it must not be closed.", "o3", "person/boris-rudolf"))  # fmt: skip
    base = Corpus(ENTITIES, {"note": ARTICLE}, (told, *beside), ())
    changed = {
        "an entity": replace(base, entities=renamed),
        "the claim": replace(base, claims=(replace(told, gist="In winter of 1999 it must not be closed."), *beside)),
        "a row above": replace(base, claims=(rises, replace(told, line=3, gist="It is 7 times closed."), *beside)),
        "another speaker": replace(base, claims=(replace(told, speakers=("person/clara-vale",)), *beside)),
        "a translation": replace(base, translations=(copied,)),
    }
    copies = {"note": Copy(Path("note.txt"), TEXT, True)}
    warm = {what: held_against(corpus, copies) for what, corpus in changed.items()}
    assert held_against(base, copies) == []
    for what, corpus in changed.items():
        passages._of_article.cache_clear()  # what a check finds that has never seen the others
        assert warm[what] == held_against(corpus, copies), what
    assert len({tuple(map(str, findings)) for findings in warm.values()}) == len(changed), warm
