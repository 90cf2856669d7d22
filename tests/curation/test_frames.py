"""What sentences tell: frames found, the claims they make, and the mistakes that a reader must not make."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest

from kgtools import namespaces
from kgtools import ontology as ontology_
from kgtools.claims.model import Corpus
from kgtools.curation.extract.frames.find import frames
from kgtools.curation.extract.frames.propose import proposals
from kgtools.curation.extract.reading import read
from kgtools.curation.proposals.records import Fact, Figure, Record, Thing, write
from kgtools.ontology import Ontology
from tests.conftest import ROOT, real_corpus
from tests.curation.frames_gold import FOLDER, Score, cases, score


@lru_cache(maxsize=1)
def graph() -> tuple[Corpus, Ontology]:
    ontology = ontology_.load(ROOT)
    return real_corpus(), ontology


@lru_cache(maxsize=64)
def records(text: str) -> list[Record]:
    corpus, ontology = graph()
    return proposals(read(text, corpus, ontology), corpus, ontology)


def facts(text: str) -> set[tuple[str, str, str]]:
    """The facts proposed: the subject's key, the property, the value; new things by their class."""
    found = records(text)
    kinds = {one.new: one.kind for one in found if isinstance(one, Thing)}
    return {
        (
            kinds.get(one.subject.key, one.subject.key),
            one.property,
            one.value.thing.key if one.value.thing else one.value.date or one.value.code or one.value.number,
        )
        for one in found
        if isinstance(one, Fact)
    }


def figures(text: str) -> set[tuple[str, str, str, str]]:
    """The figures proposed: indicator, value, period, modality."""
    return {
        (one.indicator.id.removeprefix("indicator/"), one.value, one.period, one.modality)
        for one in records(text)
        if isinstance(one, Figure)
    }


@lru_cache(maxsize=16)
def measured(language: str, held_out: bool) -> Score:
    text, sentences = cases(language, FOLDER / "held-out" if held_out else FOLDER)
    corpus, ontology = graph()
    found = frames(read(text, corpus, ontology), ontology)
    result = Score()
    for one in sentences:
        result += score(text, one, found)
    return result


@pytest.mark.parametrize("language", namespaces.languages())
@pytest.mark.parametrize("held_out", [False, True])
def test_frames_of_sentences_written_for_the_test(language: str, held_out: bool) -> None:
    result = measured(language, held_out)
    assert result.wanted.total() > 20
    assert result.precision >= 0.9, result.wrong
    assert result.recall >= 0.85, result.wrong
    assert result.dates >= 0.9, result.wrong
    assert result.right_modes >= result.modes - 2, result.wrong


def test_all_kinds_are_found() -> None:
    whole = Score()
    for language in namespaces.languages():
        whole += measured(language, False)
    assert all(whole.right[kind] >= 0.7 * number for kind, number in whole.wanted.items()), whole.right
    assert whole.precision >= 0.95
    assert whole.recall >= 0.9


# -- mistakes that readers make -----------------------------------------------------------------------


def test_two_years_and_two_amounts_go_together() -> None:
    text = "Trade between Kazakhstan and Uzbekistan rose from $3.1 billion in 2028 to $4.4 billion in 2030."
    assert figures(text) == {("trade", "3.1", "2028", "asserted"), ("trade", "4.4", "2030", "asserted")}


def test_a_year_of_comparison_is_not_the_year_of_a_figure() -> None:
    text = "В 2030 году товарооборот Казахстана и Узбекистана по сравнению с 2027 годом вырос на 21%."
    assert figures(text) == {("trade-growth", "21", "2030", "asserted")}


def test_income_per_head_is_no_trade() -> None:
    text = "Торговля растёт, а ВВП на душу населения в Узбекистане в 2030 году составил 4,1 тысячи долларов США."
    assert {one[0] for one in figures(text)} == {"gdp-per-capita"}


def test_signed_is_not_carried_into_the_next_sentence() -> None:
    text = "Договор о транзите подписан 3 мая 2030 года. Соглашение о туризме обсуждается."
    documents = [one.subject for one in records(text) if isinstance(one, Fact) and one.property == "signedOn"]
    assert [one.key for one in documents] == [documents[0].key]
    assert not any("turizm" in one.key for one in documents)


def test_goods_are_not_the_whole_trade() -> None:
    assert figures("В 2030 году экспорт пшеницы из Казахстана в Узбекистан составил 300 млн долларов.") == set()


# -- what is told ---------------------------------------------------------------------------------------


def test_a_list_inherits_the_verb_before_it() -> None:
    text = (
        "On 5 July 2029 the sides signed in Astana:\n\n- Agreement on Mutual Recognition of Diplomas;\n"
        "- Protocol on Joint Border Posts.\n"
    )
    dated = {one.subject.key: one for one in records(text) if isinstance(one, Fact) and one.property == "signedOn"}
    assert len(dated) == 2
    assert {one.value.date for one in dated.values()} == {"2029-07-05"}
    assert all(len(one.quotes) == 2 for one in dated.values())  # the item and the words before the list


def test_a_visit_to_two_states_is_two_visits() -> None:
    text = "В апреле 2029 года Шавкат Мирзиёев посетил Казахстан и Туркменистан."
    hosts = [one for one in records(text) if isinstance(one, Fact) and one.property == "host"]
    assert {one.value.thing.id for one in hosts if one.value.thing} == {"state/kazakhstan", "state/turkmenistan"}
    assert len({one.subject.key for one in hosts}) == 2


def test_a_known_visit_is_found_by_its_parts_and_no_other() -> None:
    known = "event/state-visit-tokayev-uzbekistan-2022"
    text = "Kassym-Jomart Tokayev paid a state visit to Uzbekistan on 21 December {}."
    assert (known, "visitor", "person/kassym-jomart-tokayev") in facts(text.format(2022))
    assert ("StateVisit", "visitor", "person/kassym-jomart-tokayev") in facts(text.format(2027))
    other = facts("Kassym-Jomart Tokayev paid a state visit to Turkmenistan on 21 December 2022.")
    assert ("StateVisit", "host", "state/turkmenistan") in other


def test_a_known_document_of_other_parties_is_another_document() -> None:
    text = "The Treaty of Eternal Friendship between {} and {} was signed in 1998."
    ours = facts(text.format("Kazakhstan", "Uzbekistan"))
    assert ("document/treaty-of-eternal-friendship-1998", "signedOn", "1998") in ours
    theirs = facts(text.format("Russia", "China"))
    assert not any(subject == "document/treaty-of-eternal-friendship-1998" for subject, _, _ in theirs)


def test_an_event_told_twice_is_one_and_rests_on_one_passage_with_a_note_of_the_other() -> None:
    text = (
        "Ораз Бектуров прибыл с официальным визитом в Ташкент 14 мая 2031 года.\n\nБыло сказано и другое.\n\n"
        "Министр Ораз Бектуров прибыл с официальным визитом в Ташкент 14 мая 2031 года."
    )
    visits = [one for one in records(text) if isinstance(one, Thing) and one.kind == "OfficialVisit"]
    dates = [one for one in records(text) if isinstance(one, Fact) and one.property == "date"]
    assert len(visits) == len(dates) == 1
    assert len(dates[0].quotes) == 1
    assert re.search(r"Told again at \d+–\d+\.", dates[0].note)


def test_sources_that_disagree_are_two_proposals() -> None:
    text = (
        "В 2030 году товарооборот Казахстана с Узбекистаном составил 5,1 млрд долларов.\n\n"
        "По данным министерства, товарооборот Казахстана с Узбекистаном в 2030 году составил 5,3 млрд долларов."
    )
    assert {one[1:3] for one in figures(text)} == {("5.1", "2030"), ("5.3", "2030")}


def test_plans_aims_denials_and_doubts() -> None:
    visit = "Kamol Yunusov {} Tashkent on an official visit in May 2034."
    modes = {}
    for verb in ("will visit", "visited"):
        found = [one for one in records(visit.format(verb)) if isinstance(one, Fact) and one.property == "date"]
        modes[verb] = {one.modality for one in found}
    assert modes == {"will visit": {"planned"}, "visited": {"asserted"}}
    denied = [one for one in records("Договор о транзите не был подписан 3 мая 2030 года.") if isinstance(one, Fact)]
    assert {one.modality for one in denied} == {"denied"}
    doubted = [
        one
        for one in records("Reportedly, Kamol Yunusov visited Tashkent on 3 May 2030.")
        if isinstance(one, Fact) and one.property == "date"
    ]
    sure = [one for one in records("Kamol Yunusov visited Tashkent on 3 May 2030.") if isinstance(one, Fact)]
    assert "reportedly" in doubted[0].note
    assert doubted[0].by is not None
    assert sure[0].by is not None
    assert (doubted[0].by.confidence or 0) < (sure[0].by.confidence or 0)


def test_who_speaks() -> None:
    text = "По словам эксперта Дины Асановой, ВВП Узбекистана в 2030 году вырос до 140 млрд долларов."
    (figure,) = [one for one in records(text) if isinstance(one, Figure)]
    assert [one.new for one in figure.speakers]


def test_quotes_are_words_of_the_text() -> None:
    for language in namespaces.languages():
        text, _ = cases(language)
        found = records(text)
        assert len(found) > 80
        for one in found:
            for quote in getattr(one, "quotes", ()):
                assert text[quote.start : quote.end] == quote.exact
                assert len(quote.exact) >= 3
        assert write(found).count("\n") == len(found)


def test_every_new_thing_that_a_claim_names_is_given() -> None:
    text, _ = cases("ru")
    found = records(text)
    given = {one.new for one in found if isinstance(one, Thing)}
    for one in found:
        if isinstance(one, Fact):
            named = [one.subject, *one.speakers, *([one.value.thing] if one.value.thing else [])]
            assert {reference.new for reference in named if reference.new} <= given


def test_a_signing_goes_on_with_the_visit_before_it() -> None:
    visit = "В ходе государственного визита Шавката Мирзиёева 3 июня 2029 года в Астану прошли переговоры. "
    text = visit + "{} сторонами было подписано Соглашение о туризме."
    (signed,) = [
        one for one in records(text.format("В частности,")) if isinstance(one, Fact) and one.property == "signedOn"
    ]
    assert (signed.value.date, signed.certainty) == ("2029-06-03", "inferred")
    assert len(signed.quotes) == 2
    apart = [one for one in records(text.format("Годом позже")) if isinstance(one, Fact) and one.property == "signedOn"]
    assert apart == []


def test_imports_told_after_exports_are_those_of_the_same_state() -> None:
    text = "Exports of Kazakhstan to Uzbekistan reached $3.1 billion in 2029, while imports came to $1.4 billion."
    told = {one.flow: one.measured.id for one in records(text) if isinstance(one, Figure) and one.measured}
    assert told == {"export": "state/kazakhstan", "import": "state/kazakhstan"}
    text = "Imports from Kazakhstan to Uzbekistan came to $1.4 billion in 2029."
    told = {one.flow: one.measured.id for one in records(text) if isinstance(one, Figure) and one.measured}
    assert told == {"import": "state/uzbekistan"}


def test_figures_of_a_table_have_their_row_column_and_title() -> None:
    text = (
        "Trade between Uzbekistan and Kazakhstan, million USD\n\n| Flow | 2028 | 2029 |\n|---|---|---|\n"
        "| Total | 2 920 | 3 006 |\n| Export of Uzbekistan | 1 352 | 908 |\n"
    )
    found = [one for one in records(text) if isinstance(one, Figure)]
    assert {(one.flow, one.value, one.unit, one.period) for one in found} == {
        ("turnover", "2920", "million-usd", "2028"),
        ("turnover", "3006", "million-usd", "2029"),
        ("export", "1352", "million-usd", "2028"),
        ("export", "908", "million-usd", "2029"),
    }
    assert figures("| Town | 2028 | 2029 |\n|---|---|---|\n| Trees | 12 | 14 |\n") == set()


@pytest.mark.parametrize(
    "text",
    [
        "С 2029 года между лидерами двух государств состоялось 25 взаимных визитов.",
        "Қазақстан көп жылдан бері Ресейге сүйеніп келген.",
        "The two presidents signed many documents.",
        "Узбекистан и Казахстан наблюдают за переговорами.",
    ],
)
def test_what_only_looks_like_a_frame_is_none(text: str) -> None:
    assert facts(text) == set()


def test_diplomatic_relations_that_two_states_establish() -> None:
    text = "Дипломатические отношения между Казахстаном и Монголией были установлены 22 января 1992 года."
    found = facts(text)
    assert ("OpeningOfRelations", "date", "1992-01-22") in found
    assert ("OpeningOfRelations", "participant", "state/kazakhstan") in found
