"""Comparison of facts: each kind with a case that clashes and the nearest one that does not."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools import namespaces, ontology, remembering
from kgtools.articles.anchors import Anchor
from kgtools.claims.model import BACKGROUND, Corpus, Entity, Fact, Opinion, Text
from kgtools.compare.clash import Clash
from kgtools.compare.facts import clashes as facts
from kgtools.compare.facts import names, values
from kgtools.compare.facts.index import parse
from tests.conftest import ROOT, real_corpus

TERMS = ontology.load(ROOT)
VISIT, TREATY, PLAN = "event/visit", "document/treaty", "document/plan"
ARCADIA, RURITANIA = "state/arcadia", "state/ruritania"
Row = str | Fact


def fact(row: str) -> Fact:
    """A fact written as: article/id subject property value [modality]; a text is written with _ for spaces."""
    key, subject, property_, value, *modality = row.split()
    article, _, identifier = key.partition("/")
    text = TERMS.properties[property_].takes == "rdf:langString"
    return Fact(
        article, identifier, None if article == BACKGROUND else Anchor(0, 1, ""), "stated", (), "", f"{article}.csv", 2,
        subject, property_, value.replace("_", " ") if text else value, "en" if text else "",
        "", modality[0] if modality else "asserted", (), "",
    )  # fmt: skip


def corpus(
    rows: Iterable[Row],
    kinds: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    printed: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None,
    opinions: Iterable[Opinion] = (),
) -> Corpus:
    """A corpus of these facts; things get the class of their table and their id as label unless told otherwise."""
    found = [row if isinstance(row, Fact) else fact(row) for row in rows]
    things = {
        thing for row in found for thing in (row.subject, row.value) if thing.partition("/")[0] in namespaces.kinds()
    }
    things |= {*(kinds or {}), *(labels or {}), *(printed or {})}
    entities = {
        thing: Entity(
            thing, (kinds or {}).get(thing, namespaces.kinds()[thing.partition("/")[0]][1]),
            tuple(Text((labels or {}).get(thing, thing), language) for language in namespaces.languages()),
            (), "", "", "", 2,
        )
        for thing in things
    }  # fmt: skip
    in_print = {thing: {Text(*name.split("@")): by for name, by in group.items()}
                for thing, group in (printed or {}).items()}  # fmt: skip
    return Corpus(entities, {}, (*found, *opinions), (), (), in_print)


def clashes(rows: Iterable[Row], **others: object) -> list[Clash]:
    return list(facts.clashes(corpus(rows, **others), TERMS))  # type: ignore[arg-type]


def only(rows: Iterable[Row], **others: object) -> Clash:
    found = clashes(rows, **others)
    assert len(found) == 1, found
    return found[0]


# -- one value ----------------------------------------------------------------------------------------


def test_two_dates_of_one_event_are_one_clash_with_all_its_claims_and_a_line_that_says_why() -> None:
    clash = only([f"a/f1 {VISIT} date 2017", f"b/f1 {VISIT} date 2018-03", f"c/f1 {VISIT} date 2018-03-04"])
    assert clash.type == "contradiction"
    assert clash.claims == ("a/f1", "b/f1", "c/f1")
    assert clash.why == "date of event/visit: 2017 (a/f1); 2018-03 (b/f1); 2018-03-04 (c/f1)"


def test_a_thing_that_is_called_otherwise_is_told_so_and_not_compared_again() -> None:
    rows = [fact(f"a/f1 {VISIT} date 2017"), fact(f"b/f1 {VISIT} date 2018")]
    with mock.patch.object(values, "of_questions", wraps=values.of_questions) as compared:
        told = [only(rows, labels={VISIT: label}).why for label in ("Visit", "State visit", "Visit")]
    assert told == [f"date of {label}: 2017 (a/f1); 2018 (b/f1)" for label in ("Visit", "State visit", "Visit")]
    assert compared.call_count == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2022", "2022-12-22"), ("2022-12", "2022-12-22"), ("2022-12-21/2022-12-22", "2022-12-22"), ("202X", "2022"),
        ("../2022", "2021"), ("2016~", "2017"), ("2016-05~", "2016-06"), ("2016-05-01?", "2016-05-02"),
    ],
)  # fmt: skip
def test_dates_that_agree(one: str, other: str) -> None:
    assert clashes([f"a/f1 {VISIT} date {one}", f"b/f1 {VISIT} date {other}"]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2022-11", "2022-12-22"), ("2017/2019", "2018/2020"), ("../2022", "2023"), ("2016~", "2018"),
        ("2016-05~", "2016-07"), ("2016-05-01?", "2016-05-03"),
    ],
)  # fmt: skip
def test_dates_that_do_not_agree(one: str, other: str) -> None:
    assert only([f"a/f1 {VISIT} date {one}", f"b/f1 {VISIT} date {other}"]).type == "contradiction"


def test_two_values_within_one_article_clash_as_well() -> None:
    assert only([f"a/f1 {TREATY} signedOn 2013", f"a/f2 {TREATY} signedOn 2014"]).claims == ("a/f1", "a/f2")


def test_a_place_agrees_with_the_country_it_lies_in_through_any_number_of_steps() -> None:
    lies = ["a/f8 place/strelsau locatedIn place/plains", f"a/f9 place/plains country {RURITANIA}"]
    rows = [f"a/f1 {TREATY} signedIn place/strelsau", f"b/f1 {TREATY} signedIn {RURITANIA}"]
    assert clashes([*rows, *lies]) == []
    assert only(rows).type == "contradiction"


def test_a_planned_date_that_was_not_kept_is_plan_against_result() -> None:
    rows = [f"a/f1 {VISIT} date 2020-05 planned", f"b/f1 {VISIT} date 2021-05"]
    assert only(rows).type == "plan-versus-result"
    assert clashes([rows[0], f"b/f1 {VISIT} date 2020-05-04"]) == []


def test_background_takes_part() -> None:
    assert only(["a/f1 body/guild foundedOn 1990", "background/b1 body/guild foundedOn 1991"]).type == "contradiction"


# -- lists, progress, denial, plans ---------------------------------------------------------------------


def test_lists_clash_only_if_each_has_what_the_other_lacks() -> None:
    plant = "project/plant"
    rows = [f"a/f1 {plant} produces topic/stoves", f"a/f2 {plant} produces topic/kettles",
            f"b/f1 {plant} produces topic/stoves", f"b/f2 {plant} produces topic/boilers"]  # fmt: skip
    assert only(rows).claims == ("a/f2", "b/f2")
    assert clashes(rows[:3]) == []


def test_parties_of_which_one_is_part_of_the_other_differ_in_scope() -> None:
    rows = [f"a/f1 {TREATY} party {ARCADIA}", f"b/f1 {TREATY} party body/cabinet"]
    assert only(rows).type == "contradiction"
    assert only([*rows, f"b/f2 body/cabinet country {ARCADIA}"]).type == "other-scope"


@pytest.mark.parametrize(
    ("one", "other", "type_"),
    [("agreed", "under-construction", "plan-versus-result"), ("operating", "completed", "other-scope")],
)
def test_progress_of_a_project(one: str, other: str, type_: str) -> None:
    rows = [f"a/f1 project/road status {one}", f"b/f1 project/road status {other}"]
    assert only(rows).type == type_
    assert clashes([rows[0], f"b/f1 project/road status {one}"]) == []


def test_values_for_times_that_share_no_day_do_not_clash() -> None:
    old, new = fact("a/f1 tenure/chair holder person/ada"), fact("b/f1 tenure/chair holder person/boris")
    apart = [replace(old, when="2010/2015"), replace(new, when="2016/..")]
    together = [replace(old, when="2010/2015"), replace(new, when="2015")]
    assert [len(clashes(rows)) for rows in ([old, new], apart, together)] == [1, 0, 1]


def test_a_list_for_a_time_is_not_held_against_another() -> None:
    old, new = fact("a/f1 body/guild seat place/strelsau"), fact("b/f1 body/guild seat place/morne")
    assert [len(clashes(rows)) for rows in ([old, new], [replace(old, when="2010"), new])] == [1, 0]


def test_a_proposal_clashes_with_nothing() -> None:
    assert clashes(["a/f1 body/guild seat place/strelsau", "b/f1 body/guild seat place/morne proposed"]) == []


def test_the_same_denied_and_asserted() -> None:
    rows = [f"a/f1 {TREATY} providesFor topic/defence denied", f"b/f1 {TREATY} providesFor topic/defence"]
    assert only(rows).type == "contradiction"
    assert clashes([rows[0], f"b/f1 {TREATY} providesFor topic/trade"]) == []


def test_the_same_supported_and_opposed() -> None:
    rows = [f"a/f1 {ARCADIA} supports topic/dam", f"b/f1 {ARCADIA} opposes topic/dam"]
    clash = only(rows)
    assert (clash.type, clash.claims) == ("contradiction", ("a/f1", "b/f1"))
    assert clashes([rows[0], f"b/f1 {ARCADIA} opposes topic/road", f"c/f1 {RURITANIA} opposes topic/dam"]) == []


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [("2017/2019", "2017-01/2019", True), ("2017/2019", "2018/2019", False), ("2017/2019", "2018", False),
     ("2017", "2017", True), ("2017/..", "2017/2019", False), ("2017/..", "2017/..", True)],
)  # fmt: skip
def test_periods_agree_end_by_end(one: str, other: str, agree: bool) -> None:
    found = clashes([f"a/f1 {TREATY} coversPeriod {one}", f"b/f1 {TREATY} coversPeriod {other}"])
    assert [clash.type for clash in found] == ([] if agree else ["contradiction"])


def test_a_plan_that_came_true_for_two_members_is_one_question() -> None:
    rows = [f"{article}/f{n} {state} memberOf body/council {modality}".strip()
            for article, modality in (("a", "planned"), ("b", ""))
            for n, state in enumerate((ARCADIA, RURITANIA))]  # fmt: skip
    clash = only(rows)
    assert (clash.type, len(clash.claims)) == ("plan-versus-result", 4)
    assert clashes(rows[:2]) == []


def test_a_plan_is_overdue_if_its_article_knows_a_later_event_and_no_claim_says_that_it_came() -> None:
    rows = ["a/f1 project/pass start 2022 planned", "a/f2 project/pass status planned", f"a/f3 {VISIT} date 2023-07"]
    assert only(rows).claims == ("a/f1", "a/f2")
    assert clashes([*rows[:2], f"a/f3 {VISIT} date 2021-07"]) == []
    assert clashes([*rows, "b/f1 project/pass start 2022-03"]) == []


def test_one_state_of_relations_begun_by_two_documents() -> None:
    sides = [f"a/p{n}{i} document/{name} party {state}" for n, name in enumerate(("pact", "bond"))
             for i, state in enumerate((ARCADIA, RURITANIA))]  # fmt: skip
    pact = "document/pact establishesStatus alliance"
    bond = "document/bond establishesStatus alliance"
    clash = only([*sides, f"a/f1 {pact}", f"b/f1 {bond}"])
    assert (clash.type, clash.claims) == ("other-scope", ("a/f1", "b/f1"))
    assert clashes([*sides, f"a/f1 {pact}", f"a/f2 {bond}", f"b/f1 {bond}"]) == []


def test_a_name_that_says_another_year_than_every_claim() -> None:
    rows = [f"a/f1 {TREATY} signedOn 2016-05"]
    assert only(rows, labels={TREATY: "Treaty of Good Roads (May 2017)"}).claims == ("a/f1",)
    assert only(rows, labels={TREATY: "Road forum, Strelsau, 2017"}).claims == ("a/f1",)
    assert clashes(rows, labels={TREATY: "Treaty of Good Roads (2016)"}) == []
    assert clashes(rows, labels={TREATY: "Roads of the 21st century (2017–2020)"}) == []
    assert clashes(rows, labels={TREATY: "Treaty of 2017 on good roads"}) == []


def opinion(key: str, stance: str, about: str = TREATY) -> Opinion:
    article, _, identifier = key.partition("/")
    return Opinion(article, identifier, None, "stated", ("person/ada",), "", "", 2, "", about, stance, "", "")


def test_one_speaker_turns_round_between_articles() -> None:
    praise, blame = opinion("a/o1", "supportive"), opinion("b/o1", "critical")
    assert only([], opinions=[praise, blame]).claims == ("a/o1", "b/o1")
    assert clashes([], opinions=[praise, opinion("a/o2", "critical")]) == []
    assert clashes([], opinions=[praise, opinion("b/o1", "critical", PLAN)]) == []
    assert clashes([], opinions=[praise, opinion("b/o1", "concerned")]) == []


# -- sequences ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "right", "wrong"),
    [
        ("event/a precedes event/b", ("event/a date 2017", "event/b date 2017-05"),
         ("event/a date 2018", "event/b date 2017-05")),
        ("event/a subEventOf event/b", ("event/a date 2017-05", "event/b date 2017"),
         ("event/a date 2018-05", "event/b date 2017")),
        (f"{TREATY} signedDuring event/b", (f"{TREATY} signedOn 2017-05", "event/b date 2017-05-03"),
         (f"{TREATY} signedOn 2017-06", "event/b date 2017-05-03")),
        ("event/a participant body/guild", ("event/a date 2017", "body/guild foundedOn 2017-12"),
         ("event/a date 2017", "body/guild foundedOn 2018")),
        (f"body/guild establishedBy {TREATY}", ("body/guild foundedOn 2018", f"{TREATY} signedOn 2017"),
         ("body/guild foundedOn 2016", f"{TREATY} signedOn 2017")),
        (f"event/a result {TREATY}", ("event/a date 2017-05", f"{TREATY} signedOn 2017-05"),
         ("event/a date 2017-05", f"{TREATY} signedOn 2016")),
        ("publication/x cites publication/y", ("publication/x publishedOn 2017", "publication/y publishedOn 2017-12"),
         ("publication/x publishedOn 2017", "publication/y publishedOn 2018")),
    ],
)  # fmt: skip
def test_a_relation_in_time_against_dates_of_other_articles(
    relation: str, right: tuple[str, str], wrong: tuple[str, str]
) -> None:
    def rows(dates: tuple[str, str]) -> list[str]:
        return [f"a/f1 {relation}", f"b/f1 {dates[0]}", f"c/f1 {dates[1]}"]

    assert clashes(rows(right)) == []
    clash = only(rows(wrong))
    assert (clash.type, clash.claims) == ("sequence", ("a/f1", "b/f1", "c/f1"))


def test_an_end_before_the_start_of_another_article() -> None:
    assert only(["a/f1 stage/thaw start 2003", "b/f1 stage/thaw end 2002"]).type == "sequence"
    assert clashes(["a/f1 stage/thaw start 2003", "b/f1 stage/thaw end 2003"]) == []


def visits(*dates: str) -> list[str]:
    return [row for n, date in enumerate(dates)
            for row in (f"a/d{n} event/v{n} date {date}", f"a/v{n} event/v{n} visitor person/boris")]  # fmt: skip


def test_a_first_visit_that_is_not_the_first() -> None:
    kinds = {"event/v0": "StateVisit", "event/v1": "StateVisit"}
    first = ["b/f1 event/v1 ordinal 1"]
    clash = only([*visits("2017", "2021-12-06"), *first], kinds=kinds)
    assert (clash.type, clash.claims) == ("sequence", ("a/d0", "a/d1", "b/f1"))
    assert clashes([*visits("2022", "2021-12-06"), *first], kinds=kinds) == []
    assert clashes([*visits("2021", "2021-12-06"), *first], kinds=kinds) == []
    assert clashes([*visits("2017", "2021-12-06"), "b/f1 event/v1 ordinal 2"], kinds=kinds) == []
    assert clashes([*visits("2017", "2021-12-06"), *first], kinds=kinds | {"event/v0": "Visit"}) == []


def test_numbers_of_a_series_rise_with_the_dates() -> None:
    kinds = {"event/v0": "ConsultativeMeeting", "event/v1": "ConsultativeMeeting"}
    dates = ["a/d0 event/v0 date 2018", "a/d1 event/v1 date 2021"]
    assert clashes([*dates, "a/f0 event/v0 ordinal 1", "b/f1 event/v1 ordinal 3"], kinds=kinds) == []
    assert only([*dates, "a/f0 event/v0 ordinal 5", "b/f1 event/v1 ordinal 4"], kinds=kinds).type == "sequence"
    assert only([*dates, "a/f0 event/v0 ordinal 4", "b/f1 event/v1 ordinal 4"], kinds=kinds).type == "sequence"


def test_a_document_before_the_opening_of_relations() -> None:
    opening = [f"a/f{n} event/opening participant {state}" for n, state in enumerate((ARCADIA, RURITANIA))]
    sides = [f"b/f{n} {TREATY} party {state}" for n, state in enumerate((ARCADIA, RURITANIA))]
    rows = [*opening, *sides, "a/d event/opening date 1992-11"]
    kinds = {"event/opening": "OpeningOfRelations"}
    assert only([*rows, f"b/d {TREATY} signedOn 1992-06"], kinds=kinds).claims == ("a/d", "b/d")
    assert clashes([*rows, f"b/d {TREATY} signedOn 1993"], kinds=kinds) == []
    assert clashes([*rows, f"b/d {TREATY} signedOn 1992-06"], kinds={"event/opening": "PoliticalEvent"}) == []


def tenure(article: str, name: str, start: str, end: str) -> list[str]:
    return [f"{article}/{name}1 tenure/{name} holder person/{name}", f"{article}/{name}2 tenure/{name} post post/chair",
            f"{article}/{name}3 tenure/{name} start {start}", f"{article}/{name}4 tenure/{name} end {end}"]  # fmt: skip


def test_two_holders_of_one_post_at_one_time() -> None:
    clash = only([*tenure("a", "ada", "2001", "2006"), *tenure("b", "boris", "2004", "2009")])
    assert (clash.type, len(clash.claims)) == ("contradiction", 6)
    assert clashes([*tenure("a", "ada", "2001", "2004"), *tenure("b", "boris", "2004", "2009")]) == []


def stage(article: str, name: str, start: str, end: str) -> list[str]:
    sides = [
        f"{article}/{name}{n} stage/{name} relationBetween {state}" for n, state in enumerate((ARCADIA, RURITANIA))
    ]
    return [*sides, f"{article}/{name}s stage/{name} start {start}", f"{article}/{name}e stage/{name} end {end}"]


def test_stages_overlap_in_one_article_or_turn_at_other_times_in_another() -> None:
    assert only([*stage("a", "one", "1992", "2003"), *stage("a", "two", "2002", "2015")]).type == "sequence"
    early = [*stage("a", "one", "1992", "2002"), *stage("a", "two", "2003", "2015")]
    assert clashes(early) == []
    clash = only([*early, *stage("b", "three", "1992", "2010"), *stage("b", "four", "2011", "2015")])
    assert (clash.type, clash.claims) == ("other-period", ("a/twos", "b/fours"))
    assert clashes([*early, *stage("b", "three", "2003", "2015")]) == []


# -- names and twins ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("thing", "one", "other"),
    [
        (TREATY, "Treaty on the Arcadian-Ruritanian border", "Treaty on the Ruritano-Arcadian border"),
        ("project/link", "high-speed highway", "high-speed rail link"),
        ("body/office", "National Bureau of Statistics", "statistics agency of the Republic"),
        ("place/capital", "Strelsau", "Port Rudolf"),
    ],
)
def test_two_names_that_mislead(thing: str, one: str, other: str) -> None:
    rows = [f"a/f1 {thing} account Told_here.", f"b/f1 {thing} account Told_there."]
    clash = only(rows, printed={thing: {f"{one}@en": ("a",), f"{other}@en": ("b",)}})
    assert (clash.type, clash.claims) == ("two-names", ("a/f1", "b/f1"))
    assert f"“{one}” (a)" in clash.why


def test_a_name_that_is_no_title_is_shown_by_accounts() -> None:
    one, other = "Treaty on the Arcadian-Ruritanian border", "Treaty on the Ruritano-Arcadian border"
    titles = [f"{article}/f1 {TREATY} title {one.replace(' ', '_')}" for article in "ab"]
    reported = [*titles, f"a/f2 {TREATY} account Told_here."]
    both = {f"{one}@en": ("a", "b"), f"{other}@en": ("a",)}
    assert only(reported, printed={TREATY: both}).claims == ("a/f1", "a/f2", "b/f1")
    reported[1] = f"b/f1 {TREATY} title {other.replace(' ', '_')}"
    parted = [clash for clash in clashes(reported) if clash.type == "two-names"]
    assert [clash.claims for clash in parted] == [("a/f1", "b/f1")]


@pytest.mark.parametrize(
    ("thing", "one", "other"),
    [
        (TREATY, "Treaty of Good Roads@en", "Договор о хороших дорогах@ru"),
        (TREATY, "Treaty of Good Roads@en", "Treaty of Good Roads (2019)@en"),
        (TREATY, "Roads Strategy 2017-2019@en", "Roads Strategy 2017–2019@en"),
        ("body/office", "Institute of Small States@en", "ISS@en"),
        ("body/office", "Institute of Small States@en", "Institute of Small States under the President@en"),
        ("body/office", "Oʻrmon akademiyasi@uz", "O‘rmon akademiyasi@uz"),
        ("body/office", "arcadia-news.org@en", "Arcadia News@en"),
        ("company/motors", "Strelsau Motors@en", "Strelsau-Motors@en"),
        ("place/capital", "Strelsau@en", "Strelzau@en"),
        ("place/capital", "Central Plains@en", "CP@en"),
        ("event/unrest", "Unrest in Arcadia@en", "Tensions in Arcadia@en"),
    ],
)
def test_names_that_mislead_nobody(thing: str, one: str, other: str) -> None:
    rows = [f"a/f1 {thing} account Told_here.", f"b/f1 {thing} account Told_there."]
    assert clashes(rows, printed={thing: {one: ("a",), other: ("b",)}}) == []


def test_a_document_called_a_treaty_here_and_a_declaration_there_in_any_language() -> None:
    rows = [f"a/f1 {TREATY} account Told_here.", f"b/f1 {TREATY} account Told_there."]
    clash = only(rows, printed={TREATY: {"Treaty of Good Roads@en": ("a",), "Декларация о дорогах@ru": ("b",)}})
    assert (clash.type, clash.claims) == ("two-names", ("a/f1", "b/f1"))
    assert clashes(rows, printed={TREATY: {"Treaty of Good Roads@en": ("a",), "Договор о дорогах@ru": ("b",)}}) == []


@pytest.mark.parametrize(
    ("label", "name", "wrong"),
    [
        ("Boris Rudolf", "T. Rudolf", True), ("Boris Rudolf", "B. Rudolf", False),
        ("Boris Rudolf", "B. A. Rudolf", False), ("Boris Rudolf", "Brois Rudolf", True),
        ("Boris Rudolf", "Rudolf", False), ("Boris Rudolf", "Boriss Rudolf", False),
        ("Boris Rudolf", "Rudolf B.", False),
        ("Boris Rudolf", "the president", False),
        ("Karl-Boris Rudolf", "K. Rudolf", False), ("Karl-Boris Rudolf", "B. Rudolf", False),
        ("Karl-Boris Rudolf", "T. Rudolf", True), ("Karl-Boris Rudolf", "K.-B. Rudolf", False),
        ("A. Sh. Quill", "A.Sh. Quill", False), ("A. Sh. Quill", "A.S. Quill", False),
        ("A. Sh. Quill", "A.E. Quill", True),
        ("Ada Petrovna Quill", "A. P. Quill", False), ("Ada Petrovna Quill", "A. I. Quill", True),
    ],
)  # fmt: skip
def test_an_initial_or_a_given_name_that_cannot_be(label: str, name: str, wrong: bool) -> None:
    found = clashes(
        ["a/f1 person/someone account Told_here."],
        labels={"person/someone": label},
        printed={"person/someone": {f"{name}@en": ("a",)}},
    )
    assert [clash.type for clash in found] == (["misprint"] if wrong else [])


def test_one_name_for_two_things() -> None:
    rows = [f"a/f1 {TREATY} signedOn 1992", f"a/f2 {PLAN} signedOn 1998"]
    both = {TREATY: {"Treaty of Friendship@en": ("a",)}, PLAN: {"Treaty of friendship@en": ("a",)}}
    clash = only(rows, printed=both)
    assert (clash.type, clash.claims) == ("two-names", ("a/f1", "a/f2"))
    assert clashes(rows, printed={**both, PLAN: {"Treaty of Friendship (1998)@en": ("a",)}}) == []
    of_one = {"body/guild": {"the Academy@en": ("a",)}, "body/faculty": {"the academy@en": ("a",)}}
    reported = ["a/f1 body/guild account One.", "a/f2 body/faculty account Two."]
    assert only(reported, printed=of_one).type == "two-names"
    assert clashes([*reported, "a/f3 body/faculty parent body/guild"], printed=of_one) == []


def test_a_place_under_two_names_is_asked_of_the_claims_that_say_where() -> None:
    rows = ["a/f1 event/visit place place/capital", "b/f1 event/visit place place/capital",
            "b/f2 topic/rivers about place/capital"]  # fmt: skip
    names_ = {"Strelsau@en": ("a",), "Port Rudolf@en": ("b",)}
    assert only(rows, printed={"place/capital": names_}).claims == ("a/f1", "b/f1")


def test_one_work_under_two_addresses() -> None:
    rows = ["a/f1 publication/x url https://www.arcadia.org/1/", "b/f1 publication/x url http://arcadia.org/1"]
    assert clashes(rows) == []
    assert only([rows[0], "b/f1 publication/x url https://arcadia.org/2"]).type == "two-names"


def twins(one: str, other: str, dates: tuple[str, str] = ("2017", "2017-03-23"), articles: str = "ab") -> list[Clash]:
    rows = [
        f"{article}/{n}{i} {document} {rest}"
        for n, (article, document, date) in enumerate(zip(articles, (TREATY, PLAN), dates, strict=True))
        for i, rest in enumerate((f"party {ARCADIA}", f"party {RURITANIA}", f"signedOn {date}"))
    ]
    return clashes(rows, labels={TREATY: one, PLAN: other, ARCADIA: "Arcadia", RURITANIA: "Ruritania"})


def test_two_documents_that_may_be_one() -> None:
    names_ = "Plan of deeper friendship of Arcadia and Ruritania", "Pact of deeper friendship and trade"
    assert [clash.type for clash in twins(*names_)] == ["two-names"]
    assert twins(*names_, dates=("2016", "2017-03-23")) == []
    assert twins(*names_, articles="aa") == []
    assert twins("Plan of roads of Arcadia and Ruritania", "Pact of trade of Arcadia and Ruritania") == []


def test_projects_with_the_same_goods_may_be_one_unless_many_make_them_or_they_lie_apart() -> None:
    rows = ["a/f1 project/plant produces topic/boilers", "a/f2 project/plant status planned",
            "b/f1 project/works produces topic/boilers", "b/f2 project/works status operating"]  # fmt: skip
    clash = only(rows)
    assert (clash.type, clash.claims) == ("plan-versus-result", ("a/f2", "b/f2"))
    apart = ["a/f3 project/plant locatedIn place/morne", "b/f3 project/works locatedIn place/strelsau"]
    assert clashes([*rows, *apart]) == []
    assert clashes([*rows, *(f"{n}/f1 project/p{n} produces topic/boilers" for n in "cd")]) == []
    assert clashes(["a/f1 company/ada produces topic/boilers", "b/f1 company/boris produces topic/boilers"]) == []


def test_two_centres_of_one_name_may_be_one() -> None:
    rows = ["a/f1 project/hall status agreed", "b/f1 project/mart status operating"]
    labels = {"project/hall": "Centre for trade “Long Bridge”", "project/mart": "Centre for industry “Long Bridge”"}
    assert only(rows, labels=labels).type == "two-names"
    assert clashes(rows, labels=labels | {"project/mart": "Centre for industry “Short Bridge”"}) == []


def test_things_of_which_no_article_states_anything_clash_in_the_claims_that_name_them() -> None:
    rows = [f"a/f1 {VISIT} organizer body/ports", f"b/f1 {TREATY} issuedBy body/harbours"]
    rows += [f"{BACKGROUND}/{name} body/{name} foundedOn 1992" for name in ("ports", "harbours")]
    labels = dict.fromkeys(("body/ports", "body/harbours"), "Joint Council of Arcadian Ports")
    clash = only(rows, labels=labels)
    assert (clash.type, clash.claims) == ("two-names", ("a/f1", "b/f1"))
    assert not clashes(rows, labels={**labels, "body/ports": "Arcadian Academy"})


# -- what must hold for every corpus ----------------------------------------------------------------------

DATES = st.sampled_from(
    ["2016", "2016-05", "2016-05-04", "2017", "2017~", "2016/2018", "2018-01", "../2017", "2017-12-31"]
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from([
            "event/v0 date", "event/v1 date", f"{TREATY} signedOn", "body/guild foundedOn", "stage/one start",
            "stage/one end", "tenure/ada start", "tenure/ada end",
        ]),
        DATES,
        st.sampled_from(["asserted", "asserted", "planned", "denied"]),
    )
    | st.tuples(
        st.sampled_from("abc"),
        st.sampled_from([
            "event/v0 precedes event/v1", "event/v0 ordinal 1", "event/v1 ordinal 1", "event/v0 subEventOf event/v1",
            f"{TREATY} signedDuring event/v0", f"body/guild establishedBy {TREATY}", f"{TREATY} party state/arcadia",
            f"{TREATY} party state/ruritania", "event/v0 place place/morne", "event/v0 place place/strelsau",
            "project/road status agreed", "project/road status operating", "event/v0 participant body/guild",
        ]),
        st.just(""),
        st.sampled_from(["asserted", "planned", "denied"]),
    ),
    max_size=14,
)  # fmt: skip
KINDS = {"event/v0": "ConsultativeMeeting", "event/v1": "ConsultativeMeeting"}


def written(rows: list[tuple[str, str, str, str]]) -> list[Fact]:
    return [
        fact(f"{article}/f{n} {what} {value} {modality}") for n, (article, what, value, modality) in enumerate(rows)
    ]


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_has_no_influence(rows: list[tuple[str, str, str, str]], chance: random.Random) -> None:
    facts = written(rows)
    before = clashes(facts, kinds=KINDS)
    chance.shuffle(facts)
    assert clashes(facts, kinds=KINDS) == before


@given(ROWS)
def test_every_clash_names_known_claims_once_and_says_why_in_one_line(rows: list[tuple[str, str, str, str]]) -> None:
    facts = written(rows)
    for clash in clashes(facts, kinds=KINDS):
        assert set(clash.claims) <= {row.key for row in facts}
        assert list(clash.claims) == sorted(set(clash.claims))
        assert clash.type in TERMS.codes["disagreement-type"]
        assert clash.why
        assert "\n" not in clash.why


@given(ROWS, st.data())
def test_repeating_a_claim_adds_no_clash(rows: list[tuple[str, str, str, str]], data: st.DataObject) -> None:
    facts = written(rows)
    if not facts:
        return
    again = data.draw(st.sampled_from(facts))
    repeated = fact(f"{again.article}/again {again.subject} {again.property} {again.value} {again.modality}")
    before, after = clashes(facts, kinds=KINDS), clashes([*facts, repeated], kinds=KINDS)
    assert Counter(clash.type for clash in before) == Counter(clash.type for clash in after)


@given(st.dates(), st.sampled_from([4, 7]), st.sampled_from(["", "~"]))
def test_a_more_precise_date_within_a_less_precise_one_never_clashes(day: object, length: int, about: str) -> None:
    coarse = str(day)[:length] + about
    assert clashes([f"a/f1 {VISIT} date {day}", f"b/f1 {VISIT} date {coarse}"]) == []
    assert parse(coarse).agrees_with(parse(str(day)))


@given(DATES, DATES)
def test_comparison_is_symmetric(one: str, other: str) -> None:
    there, back = (
        clashes([f"a/f1 {VISIT} date {first}", f"b/f1 {VISIT} date {second}"])
        for first, second in ((one, other), (other, one))
    )
    assert [clash.type for clash in there] == [clash.type for clash in back]
    assert one != other or there == []


# -- the marks ----------------------------------------------------------------------------------------------


def test_marks_stand_on_terms_that_exist_and_have_values_that_are_known() -> None:
    known = {
        "listedInFull": {"true"}, "identifying": {"all", "any"}, "startsRelation": {"true"},
        "comesFirst": set(TERMS.parents),
        "placesInTime": {"begins", "ends", "happens", "spans", "within", "not-before", "not-after"},
        "seriesBy": {*TERMS.properties, namespaces.RDF + "type"}, "progress": set("12345"),
        "oppositeOf": {*TERMS.properties, *(f"stance/{code}" for code in TERMS.codes["stance"])},
    }  # fmt: skip
    codes = {f"{scheme}/{code}" for scheme, listed in TERMS.codes.items() for code in listed}
    for mark, allowed in known.items():
        assert TERMS.marks[mark], mark
        for term, found in TERMS.marks[mark].items():
            assert term in {*TERMS.properties, *TERMS.parents, *codes}, (mark, term)
            assert set(found) <= allowed, (mark, term, found)
    for name, (role,) in TERMS.marks["placesInTime"].items():
        of_date = role in ("begins", "ends", "happens", "spans")
        assert (TERMS.properties[name].takes == "date") == of_date, name


# -- the real project -----------------------------------------------------------------------------------------


def test_the_real_project_is_not_flooded_and_every_clash_touches_the_list_of_disagreements() -> None:
    real = real_corpus()
    found = list(facts.clashes(real, TERMS))
    assert 15 <= len(found) <= 40
    for clash in found:
        assert any({*clash.claims} & {*entry.claims} for entry in real.disagreements), clash


def test_a_changed_year_in_the_real_project_is_found() -> None:
    real = real_corpus()
    before = set(facts.clashes(real, TERMS))
    several = Counter((row.subject, row.property) for row in real.facts if TERMS.properties[row.property].single)
    row = next(row for row in real.facts if row.property == "signedOn" and several[row.subject, "signedOn"] > 1)
    changed = replace(row, value="1895")
    claims = tuple(changed if claim.key == row.key else claim for claim in real.claims)
    after = set(
        facts.clashes(Corpus(real.entities, real.articles, claims, real.disagreements, printed=real.printed), TERMS)
    )
    assert any(row.key in clash.claims and "1895" in clash.why for clash in after - before)


def test_clashes_after_changes_are_those_of_facts_compared_anew(seed: int) -> None:
    chance, real, states = random.Random(seed), real_corpus(), list[Corpus]()
    claims = list(real.claims)
    for _ in range(25):
        place = chance.choice([place for place, row in enumerate(claims) if isinstance(row, Fact)])
        row = claims[place]
        assert isinstance(row, Fact)
        other = chance.choice([one for one in claims if isinstance(one, Fact) and one.property == row.property])
        cell = chance.choice(("value", "subject", "modality", "gone"))
        if cell == "gone":
            del claims[place]
        elif cell == "modality":
            claims[place] = replace(row, modality=chance.choice(("asserted", "planned", "denied")))
        else:
            claims[place] = replace(row, **{cell: getattr(other, cell)})
        states.append(replace(real, claims=tuple(claims)))
    found = [list(facts.clashes(state, TERMS)) for state in states]
    assert len({len(some) for some in found}) > 1
    for state, some in zip(states, found, strict=True):
        remembering.forget()
        assert list(facts.clashes(state, TERMS)) == some


def test_names_that_read_alike_stand_in_the_order_of_their_articles() -> None:
    printed = [names._Name("Port Royal", "en", frozenset([f"article-{number}"])) for number in range(9)]
    expected = "; ".join(f"“Port Royal” (article-{number})" for number in range(9))
    assert names._listed(set(printed)) == expected
