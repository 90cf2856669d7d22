"""Turns of phrase on which the reader once stumbled: each as a kind, in the languages that have it."""

from __future__ import annotations

import pytest

from tests.curation.turns import frames_of, mentions, printed, read_text

# -- names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The chair of the Senate Aygul Kapbarova spoke of the law.", "Aygul Kapbarova"),
        ("Председатель Сената Айгуль Капбарова рассказала о новом законе.", "Айгуль Капбарова"),
        ("Депутат Парламента Гульнара Сатпаева выступила с докладом.", "Гульнара Сатпаева"),
        ("Бүгін Сенатының төрайымы Айгүл Қапбарова жаңа заң туралы айтты.", "Айгүл Қапбарова"),
        ("Bugun Senatining raisi Aygul Qapbarova yangi qonun haqida oʻz fikrini aytdi.", "Aygul Qapbarova"),
        ("Су ресурстары туралы Лаура Сейітова Нүкіске барып айтты.", "Лаура Сейітова"),
        ("Suv resurslari haqida Laura Seitova Nukusga borib aytdi.", "Laura Seitova"),
        ("Айдар Сейтов бұл туралы жақсы айтты.", "Айдар Сейтов"),
        ("Бұл жаңалық. Жантер Сейтова бұл туралы айтты.", "Жантер Сейтова"),
    ],
)
def test_a_person_is_the_words_of_the_name_alone(text: str, name: str) -> None:
    assert printed(text, "Person") == [name]


@pytest.mark.parametrize(
    "text", ["Тараптар Сейтовты тыңдады.", "Елдер Сейтовты тыңдады.", "Tomonlar Seitovni tinglashdi."]
)
def test_a_plural_is_no_first_name(text: str) -> None:
    assert printed(text, "Person") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Great Steppe State University and Oasis National University opened a centre.",
         ["Great Steppe State University", "Oasis National University"]),
        ("Ruritania's Ministry of Digital Growth and Arcadia's Statistics Committee agreed.",
         ["Ruritania's Ministry of Digital Growth", "Arcadia's Statistics Committee"]),
        ("Степной государственный университет и Оазисный национальный университет открыли центр.",
         ["Степной государственный университет", "Оазисный национальный университет"]),
        ("Министерство цифрового роста Узбекистана и Агентство по водным делам Казахстана согласны.",
         ["Министерство цифрового роста Узбекистана", "Агентство по водным делам Казахстана"]),
        ("Бұл дала. Дала мемлекеттік университеті мен Оазис ұлттық университеті орталық ашты.",
         ["Дала мемлекеттік университеті", "Оазис ұлттық университеті"]),
        ("Bu dasht. Dasht davlat universiteti va Voha milliy universiteti markaz ochdi.",
         ["Dasht davlat universiteti", "Voha milliy universiteti"]),
    ],
)  # fmt: skip
def test_two_names_that_are_joined_stay_two(text: str, names: list[str]) -> None:
    assert printed(text, "University", "Ministry", "StateAgency") == names


def test_one_name_with_and_in_it_stays_one() -> None:
    assert "Chamber of Commerce and Industry" in printed("The Chamber of Commerce and Industry met.")
    assert "Палата торговли и промышленности" in printed("Вчера Палата торговли и промышленности собралась.")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Представители Министерства цифрового роста Республики Узбекистан прибыли в Алматы.",
         "Министерства цифрового роста Республики Узбекистан"),
        ("Вчера Комитет по статистике Казахстана опубликовал данные.", "Комитет по статистике Казахстана"),
        ("Вчера Банк развития Казахстана открыл зал.", "Банк развития Казахстана"),
        ("Вчера Институт истории Узбекистана и журнал открыли зал.", "Институт истории Узбекистана"),
    ],
)  # fmt: skip
def test_a_name_keeps_its_state_and_ends_with_it(text: str, name: str) -> None:
    assert name in printed(text, "Ministry", "StateAgency", "Bank", "ThinkTank")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Компании «Ак Дала» и «Бухоро Текс» договорились.", ["Ак Дала", "Бухоро Текс"]),
        ("The companies \"Steppe Bread\" and \"Oasis Cotton\" agreed.", ["Steppe Bread", "Oasis Cotton"]),
        ("«Ақ Дала», «Нан Жол» және «Бухоро Текс» компаниялары келісті.", ["Ақ Дала", "Нан Жол", "Бухоро Текс"]),
        ("«Oq Dala» MChJ va «Buxoro Teks» kompaniyasi kelishib oldi.", ["Oq Dala", "Buxoro Teks"]),
    ],
)  # fmt: skip
def test_a_word_for_companies_is_said_of_all_that_are_joined(text: str, names: list[str]) -> None:
    assert printed(text, "Company") == names


def test_a_quote_beside_no_company_is_none() -> None:
    assert printed("Компания «Ак Дала» и слова «Белый Верблюд» запомнились.", "Company") == ["Ак Дала"]
    assert printed("Слова «Белый Верблюд» запомнились всем.", "Company") == []


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("The talks were held in Nursultan in 2020.", "place/astana"),
        ("В 2020 году переговоры прошли в Нурсултане.", "place/astana"),
        ("Келіссөздер 2020 жылы Нұрсұлтанда өтті.", "place/astana"),
        ("Muzokaralar 2020-yilda Nur-Sultonda boʻlib oʻtdi.", "place/astana"),
        ("Шавкат Миромонович Мирзиёев встретил гостей.", "person/shavkat-mirziyoyev"),
    ],
)
def test_another_way_to_write_a_name(text: str, entity: str) -> None:
    assert [one.entity for one in mentions(text)] == [entity]


def test_a_first_name_is_no_town() -> None:
    assert "place/astana" not in {one.entity for one in mentions("Вчера Нурсултан Сейтов молчал.")}


# -- quantities --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "In 2029 exports of Kazakhstan to Uzbekistan were $3.1 billion, and imports 1.3 billion.",
        "В 2029 году экспорт Казахстана в Узбекистан составил 3,1 млрд долларов, а импорт – 1,3 млрд.",
        "2029 жылы Қазақстанның Өзбекстанға экспорты 3,1 млрд доллар, импорты – 1,3 млрд.",
        "2029-yilda Qozogʻistonning Oʻzbekistonga eksporti 3,1 mlrd dollar, importi – 1,3 mlrd.",
    ],
)
def test_a_sum_without_its_currency_has_that_of_the_sum_before_it(text: str) -> None:
    found = frames_of(text)
    assert [(one.codes["flow"], one.quantity.unit, one.quantity.value) for one in found if one.quantity] == [
        ("export", "billion-usd", "3.1"), ("import", "billion-usd", "1.3"),
    ]  # fmt: skip


def test_what_counts_things_is_no_money() -> None:
    text = "Торговля дала 3,1 млрд долларов и 1,3 млн новых рабочих мест, построили 2 тысячи домов."
    units = [one.unit for one in read_text(text).sentences[0].quantities]
    assert units[0] == "billion-usd"
    assert not any("usd" in unit for unit in units[1:])
