"""What ends a name, its first form, and frames that lean on the sentence before, in all four languages."""

from __future__ import annotations

import pytest

from kgtools import ontology
from kgtools.claims import reader
from kgtools.curation.extract.frames import propose
from kgtools.curation.extract.names.known import Gazetteer
from kgtools.curation.extract.reading import read
from kgtools.curation.proposals.records import Fact, Figure, Record, Thing
from tests.conftest import MINI, ROOT

_ONTOLOGY = ontology.load(ROOT)
_CORPUS = reader.load(MINI, _ONTOLOGY)
_KNOWN = Gazetteer(_CORPUS)


def names(text: str) -> set[str]:
    return {one.name for one in read(text, _KNOWN, _ONTOLOGY).mentions if one.how == "new"}


def records(text: str) -> list[Record]:
    return propose.proposals(read(text, _KNOWN, _ONTOLOGY), _CORPUS, _ONTOLOGY)


def said(text: str) -> set[tuple[str, str]]:
    """Property and value of the facts of a text."""
    facts = [one for one in records(text) if isinstance(one, Fact)]
    return {(one.property, one.value.thing.key if one.value.thing else one.value.date or "") for one in facts}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bu yaxshi. Otto Hanau 2020-yildan beri Ruritaniya Transport vazirligini boshqaradi.",
         "Ruritaniya Transport vazirligi"),
        ("Arkadiya 2020-yilda Daryo davlatlari ittifoqiga aʼzo boʻldi.", "Daryo davlatlari ittifoqi"),
        ("Arkadiya Daryo davlatlari ittifoqiga kirdi.", "Daryo davlatlari ittifoqi"),
        ("Борис Рудольф Өткізу пункттері туралы келісімге қол қойды.", "Өткізу пункттері туралы келісім"),
        ("Boris Rudolf Oʻtkazish punktlari toʻgʻrisidagi bitimni imzoladi.", "Oʻtkazish punktlari toʻgʻrisidagi bitim"),
        ("Руритания Өзен мемлекеттері одағына кірді.", "Өзен мемлекеттері одағы"),
        ("Аркадия стала членом Союза речных государств.", "Союз речных государств"),
        ("В этом году подписали Конвенцию о речном судоходстве.", "Конвенция о речном судоходстве"),
        ("По словам эксперта Греты Линд, цель достижима.", "Грета Линд"),
        ("The foreign minister of Arcadia, Greta Lind, visited Ruritania.", "Greta Lind"),
        ("The minister of culture of Ruritania, Paul Stern, opened the exhibition.", "Paul Stern"),
        ("Greta Lind was appointed foreign minister of Arcadia in January 2023.", "Greta Lind"),
    ],
)  # fmt: skip
def test_a_name_ends_where_something_else_stands_and_has_its_first_form(text: str, name: str) -> None:
    assert name in names(text)
    assert not any(name in other and name != other for other in names(text))


@pytest.mark.parametrize("text", ["Uning birinchi majlisi 2020-yilda oʻtdi.", "Toʻrtinchi majlisi Shtrelzauda oʻtdi."])
def test_a_numbered_session_is_no_parliament(text: str) -> None:
    assert names(text) == set()


def test_a_name_in_two_cases_is_one_thing() -> None:
    text = "Руритания вступила в Союз речных государств в 2017 году. Аркадия вышла из Союза речных государств."
    assert names(text) == {"Союз речных государств"}


@pytest.mark.parametrize(
    "text",
    [
        "Otto Hahnau has headed the Ministry of Transport of Ruritania since 2020.",
        "Отто Ханау возглавляет Министерство транспорта Руритании с 2020 года.",
        "Отто Ханау 2020 жылдан бері Руританияның Көлік министрлігін басқарады.",
        "Bu yaxshi. Otto Hanau 2020-yildan beri Ruritaniya Transport vazirligini boshqaradi.",
    ],
)
def test_who_heads_a_body_holds_an_office_since_then(text: str) -> None:
    found = said(text)
    assert ("start", "2020") in found
    assert {name for name, _ in found} >= {"holder", "post", "postIn"}


def test_who_opens_a_department_is_not_founded_then() -> None:
    assert not any(name == "foundedOn" for name, _ in said("The University of Strelsau opened a department in 2021."))
    assert ("foundedOn", "2021") in said("The University of Strelsau was opened in 2021.")


@pytest.mark.parametrize(
    "text",
    [
        "The Joint Road Commission met often. Its first session was held in 2020.",
        "Совместная дорожная комиссия собиралась часто. Её первое заседание прошло в 2020 году.",
        "Бірлескен жол комиссиясы жиі жиналды. Оның бірінші отырысы 2020 жылы өтті.",
        "Qoʻshma yoʻl komissiyasi koʻp yigʻildi. Uning birinchi majlisi 2020-yilda boʻlib oʻtdi.",
    ],
)
def test_a_session_is_that_of_the_body_before_it_and_says_so(text: str) -> None:
    (held,) = [one for one in records(text) if isinstance(one, Fact) and one.property == "participant"]
    assert held.value.thing is not None
    assert (held.value.thing.id, held.certainty) == ("body/joint-road-commission", "inferred")
    assert held.note.startswith("Inferred: ")
    assert any(isinstance(one, Thing) and one.kind == "Session" for one in records(text)) or held.subject.id


def test_a_session_of_one_of_two_bodies_is_nobodys() -> None:
    text = "The Joint Road Commission and the Union of River States are old. Its first session was held in 2020."
    assert not any(name == "participant" for name, _ in said(text))
    text = "The Joint Road Commission is old. A council was set up. Its first session was held in 2020."
    assert not any(name == "participant" for name, _ in said(text))


def test_a_word_within_a_name_founds_nothing() -> None:
    assert said("Министерство образования Руритании возглавляет с 2019 года Ханс Рихтер.") == set()


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("The two presidents set the goal of 10 billion dollars by 2030.", "../2030"),
        ("They built a bridge of 10 billion dollars by 2030.", None),
    ],
)
def test_a_goal_goes_on_with_the_trade_before_it(text: str, period: str | None) -> None:
    lead = "Exports of Arcadia to Ruritania were 3.4 billion dollars in 2023. "
    found = [one for one in records(lead + text) if isinstance(one, Figure) and one.value == "10"]
    goals = [(one.period, one.modality, one.flow, one.note.startswith("Inferred: ")) for one in found]
    assert goals == ([] if period is None else [(period, "target", "turnover", True)])


@pytest.mark.parametrize(
    "text",
    [
        "2024 жылы Аркадия мен Руритания арасындағы тауар айналымы 6,3 млрд долларға жетті. Тараптар оны 2028 жылға "
        "қарай 8 млрд долларға жеткізуді көздейді.",
        "2024-yilda Arkadiya va Ruritaniya oʻrtasidagi tovar ayirboshlash 6,3 mlrd dollarga yetdi. Tomonlar uni "
        "2028-yilgacha 8 mlrd dollarga yetkazishni maqsad qilgan.",
    ],
)
def test_a_goal_whose_verb_comes_last(text: str) -> None:
    goals = [(one.period, one.modality) for one in records(text) if isinstance(one, Figure) and one.value == "8"]
    assert goals == [("../2028", "target")]


def test_the_same_year_is_the_last_one_named() -> None:
    for text in ("Bu 2023-yilda edi. Shu yili yoʻl ochildi.", "It was in 2023. It closed in the same year."):
        last = read(text, _KNOWN, _ONTOLOGY, published="2025-03-14").sentences[-1]
        assert [one.edtf for one in last.dates] == ["2023"]
