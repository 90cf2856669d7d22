"""The tables of an export: what stands in them, what they say of themselves, and that their keys hold."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.graph.terms import entity_node, literal, term_node
from kgtools.publish.selection import Scope, select
from kgtools.publish.tables import content, one_thing, schema
from kgtools.publish.tables.model import LIST, Content, Row
from kgtools.publish.tables.rows.reading import Reader
from kgtools.publish.tables.rows.things import latin
from kgtools.publish.tables.spool import Rows
from tests.conftest import MINI


@pytest.fixture(scope="session")
def tables(mini_store: ox.Store) -> Content:
    """The tables of the tiny project, with English names."""
    return content.read(select(mini_store, Scope()))


def row(tables: Content, table: str, **key: str) -> Row:
    found = [row for row in tables.rows[table] if key.items() <= row.items()]
    assert len(found) == 1, f"{len(found)} rows of {table} with {key}"
    return found[0]


def broken_keys(tables: Content) -> list[str]:
    """The rows with the same key in a table, and the keys in rows that no row of the other table has."""
    found = []
    for table in tables.tables:
        keys = [tuple(row[name] for name in table.key) for row in tables.rows[table.name]]
        found += [f"{table.name} {key}" for key in keys if keys.count(key) > 1 or None in key]
    for table in tables.tables:
        for column in (column for column in table.columns if column.refers):
            known = {row["id"] for row in tables.rows[column.refers]}
            for cell in (row[column.name] for row in tables.rows[table.name]):
                values = cell if isinstance(cell, tuple) else () if cell is None else (cell,)
                found += [f"{table.name}.{column.name} {value}" for value in values if value not in known]
    return found


# -- what stands in them ------------------------------------------------------------------------------


def test_a_fact_stands_with_its_names_its_dates_and_its_place(tables: Content) -> None:
    visit = row(tables, "facts", id="short-note/f01")
    assert (visit["subject"], visit["property"], visit["value"]) == ("event/state-visit-2019", "date", "2019-05-03")
    assert visit["subject_label"] == row(tables, "things", id="event/state-visit-2019")["label_en"]
    assert (visit["value_type"], visit["value_earliest"]) == ("date", datetime.date(2019, 5, 3))
    assert (visit["passage_start"], visit["passage_end"]) == (87, 172)
    assert visit["fingerprint"] == "68.1b78.9811637c9d84c384"
    assert (visit["modality"], visit["certainty"], visit["accepted"]) == ("asserted", "stated", True)
    year = row(tables, "facts", id="short-note/f09")
    assert (year["value"], year["value_latest"]) == ("2015", datetime.date(2015, 12, 31))
    types = {row(tables, "facts", id=f"short-note/{claim}")["value_type"] for claim in ("f02", "f12", "f15", "f18")}
    assert types == {"thing", "code", "text", "number"}


def test_a_figure_stands_as_printed_and_as_a_number_with_its_bounds(tables: Content) -> None:
    trade = row(tables, "figures", id="short-note/n01")
    assert (trade["printed"], trade["unit"], trade["bound"]) == ("4.9", "billion-usd", "almost")
    assert (trade["value"], trade["lowest"], trade["highest"]) == (
        Decimal(4900000000), Decimal(4800000000), Decimal(4900000000),
    )  # fmt: skip
    assert (trade["base_unit"], trade["reporter"]) == ("usd", "body/customs-office-of-arcadia")
    assert row(tables, "figures", id="short-note/n02")["period_earliest"] is None


def test_a_figure_that_is_not_accepted_has_no_number_to_count_with(tables: Content) -> None:
    held = row(tables, "figures", id="short-note/n03")
    assert held["printed"] == "3 000 000"
    assert (held["value"], held["lowest"], held["highest"], held["accepted"]) == (None, None, None, False)
    side = row(tables, "disagreement_claims", disagreement="turnover-2020")
    assert (side["claim"], side["preferred"], side["not_accepted"]) == ("short-note/n03", False, True)
    assert held["disagreements"] == ("turnover-2020",)


@pytest.mark.parametrize(
    ("claim", "meant"),
    [("f12", "planned"), ("f14", "denied"), ("n02", "target"), ("n03", "not accepted"), ("f01", "")],
)
def test_no_statement_reads_as_more_than_it_is_meant(tables: Content, claim: str, meant: str) -> None:
    found = row(tables, "claims", id=f"short-note/{claim}")
    marks = re.findall(r"\(([^()]*)\)$", str(found["statement_en"]))
    assert bool(marks) == bool(meant)
    assert not meant or meant in marks[0]
    for language in namespaces.languages():
        assert str(found[f"statement_{language}"]).endswith(")") == bool(meant)


def test_a_claim_names_its_things_in_their_roles(tables: Content) -> None:
    roles = {
        (found["role"], found["thing"]) for found in tables.rows["claim_things"] if found["claim"] == "short-note/n01"
    }
    assert roles == {
        ("indicator", "indicator/trade-turnover"), ("measured", "state/arcadia"), ("partner", "state/ruritania"),
        ("reporter", "body/customs-office-of-arcadia"), ("origin", "body/customs-office-of-arcadia"),
    }  # fmt: skip
    assert row(tables, "things", id="body/customs-office-of-arcadia")["claims"] == 1, "in two roles, by one claim"


def test_a_claim_of_the_background_has_a_reference_and_no_passage(tables: Content) -> None:
    capital = row(tables, "facts", id="background/b01")
    assert (capital["article"], capital["passage_start"], capital["certainty"]) == (None, None, None)
    assert "Zenda" in str(capital["reference"])


def test_targets_and_opinions_stand_with_what_became_of_them(tables: Content) -> None:
    assert row(tables, "targets", id="turnover-2030")["outcome"] == "open"
    told = row(tables, "target_claims", target="turnover-2030")
    assert (told["claim"], told["tells"], told["decides"]) == ("short-note/n02", True, False)
    opinion = row(tables, "opinions", id="short-note/o01")
    assert (opinion["stance"], opinion["about"]) == ("expectant", "project/good-road")


def test_every_name_stands_in_its_language(tables: Content, mini_store: ox.Store) -> None:
    node = entity_node("state/ruritania")
    names = {
        (found["language"], found["name"]) for found in tables.rows["names"] if found["thing"] == "state/ruritania"
    }
    known = {
        (quad.object.language, quad.object.value)  # type: ignore[union-attr]
        for quad in mini_store.quads_for_pattern(node, None, None, ox.DefaultGraph())
        if quad.predicate.value.endswith(("#label", "#altLabel", "#printedName"))
    }
    assert names == known


def test_names_stand_in_the_language_that_is_asked_for(mini_store: ox.Store) -> None:
    found = content.read(select(mini_store, Scope(kind="Treaty")), "kk")
    fact = row(found, "facts", id="short-note/f05")
    assert fact["subject_label"] == row(found, "things", id="document/treaty-of-good-roads")["label_kk"]
    assert fact["property_label"] == row(found, "terms", id="signedOn")["label_kk"]


def test_a_name_is_found_from_any_keyboard() -> None:
    assert [*latin("Oʻzbekiston")] == ["ozbekiston", "o zbekiston"]
    assert [*latin("Қазақстан")] == ["qazaqstan"]


# -- what they say of themselves ------------------------------------------------------------------------


def test_every_table_and_column_is_described_in_four_languages(tables: Content) -> None:
    wanted = [(table, column) for table in schema.TABLES for column in (None, *table.columns)]
    for table, column in wanted:
        words = tables.about(table, column)
        for texts in (words.titles, words.descriptions):
            assert texts.keys() == set(namespaces.languages()), (table.name, column)
            assert all(len(text) > 1 and "None" not in text for text in texts.values()), (table.name, column, texts)
        assert len(set(words.descriptions.values())) == 4, (table.name, column)


def test_what_the_ontology_defines_is_not_worded_again(tables: Content) -> None:
    value = next(column for column in schema.FIGURES.columns if column.name == "value")
    defined = row(tables, "terms", id="value")
    assert tables.about(schema.FIGURES, value).descriptions["uz"] == defined["definition_uz"]


def test_a_column_of_codes_takes_those_of_its_list(tables: Content) -> None:
    assert set(tables.choices["facts", "modality"]) == {"asserted", "denied", "planned", "proposed", "target"}
    for table in schema.TABLES:
        for column in table.columns:
            if choices := tables.choices.get((table.name, column.name)):
                cells = [row[column.name] for row in tables.rows[table.name] if row[column.name] is not None]
                values = {value for cell in cells for value in (cell if column.type == LIST else (cell,))}  # type: ignore[union-attr]
                assert values <= set(choices), (table.name, column.name)


# -- that their keys hold -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scope",
    [Scope(), Scope(article="background"), Scope(kind="opinion"), Scope(about="state/arcadia", accepted=True)],
    ids=str,
)  # fmt: skip
def test_whatever_a_row_names_has_a_row(mini_store: ox.Store, scope: Scope) -> None:
    found = content.read(select(mini_store, scope))
    assert found.rows["claims"]
    assert broken_keys(found) == []


def test_a_key_that_leads_nowhere_would_be_found(mini_store: ox.Store) -> None:
    found = content.read(select(mini_store, Scope(kind="Treaty")))
    found = replace(found, rows={**found.rows, "things": [*found.rows["things"]][:-1]})
    assert broken_keys(found)


def test_the_other_side_of_a_disagreement_stands_beside_what_is_selected(real: ox.Store) -> None:
    found = content.read(select(real, Scope(kind="Election")))
    full = {row["id"] for table in ("facts", "figures", "opinions") for row in found.rows[table]}
    others = {row["id"] for row in found.rows["claims"] if not row["selected"]}
    sides = {row["claim"] for table in ("disagreement_claims", "target_claims") for row in found.rows[table]}
    assert others
    assert others <= sides
    assert full == {row["id"] for row in found.rows["claims"]} - others
    assert broken_keys(found) == []


def test_only_what_is_accepted_stands_in_full(mini_store: ox.Store) -> None:
    found = content.read(select(mini_store, Scope(accepted=True)))
    accepted = {
        quad.subject.value.rpartition("claim/")[2]  # type: ignore[union-attr]
        for quad in mini_store.quads_for_pattern(None, term_node("accepted"), literal("true", "boolean"))
    }
    assert {row["id"] for table in ("facts", "figures", "opinions") for row in found.rows[table]} == accepted


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def test_the_words_of_no_passage_are_in_a_table(tables: Content) -> None:
    text = (MINI / "articles" / "short-note.txt").read_text(encoding="utf-8")
    article = words_of(" ".join(line for line in text.splitlines() if not line.startswith("#")))  # but for its title
    runs = {tuple(article[place : place + 6]) for place in range(len(article) - 5)}

    def copied(text: str) -> list[tuple[str, ...]]:
        words = words_of(text)
        return [run for place in range(len(words) - 5) if (run := tuple(words[place : place + 6])) in runs]

    cells = [cell for rows in tables.rows.values() for row in rows for cell in row.values() if isinstance(cell, str)]
    assert [found for cell in cells for found in copied(cell)] == []
    assert copied("On 3 May 2019 the president of Ruritania")  # what would be found


# -- one thing --------------------------------------------------------------------------------------------


def test_the_claims_about_one_thing_make_a_table_for_spreadsheets(mini_store: ox.Store) -> None:
    text = one_thing.csv(mini_store, entity_node("state/arcadia"))
    head, *lines = text.removeprefix("\ufeff").splitlines()
    assert text.startswith("\ufeff")
    assert head.split(",") == list(one_thing.COLUMNS)
    assert [line.split(",")[0] for line in lines] == [
        f"short-note/{each}" for each in ("f03", "f14", "n01", "n02", "n03")
    ]
    assert "4900000000,4800000000,4900000000,usd" in lines[2]
    assert "Аркадия" in one_thing.csv(mini_store, entity_node("state/arcadia"), "ru")


def test_a_thing_without_claims_has_a_table_without_rows(mini_store: ox.Store) -> None:
    assert one_thing.csv(mini_store, entity_node("state/nowhere")).count("\n") == 1


def test_the_tables_of_many_things_look_up_each_name_once(
    mini_store: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, asked = Reader(mini_store, "en"), []
    looked: Callable[..., object] = Reader.labels

    def labels(self: Reader, node: ox.NamedNode) -> object:
        asked.append(node in self._labels)
        return looked(self, node)

    monkeypatch.setattr(Reader, "labels", labels)
    for thing in ("state/arcadia", "state/arcadia"):
        one_thing.csv(mini_store, entity_node(thing), reader=reader)
    assert all(asked[len(asked) // 2 :])
    assert not all(asked)


def test_rows_on_disk_come_back_as_they_were_in_the_order_of_their_keys(mini_store: ox.Store) -> None:
    read = content.read(select(mini_store, Scope()))
    table = next(table for table in read.tables if table.name == "figures")
    listed = [*read.rows["figures"]]
    assert len(listed) > 2
    again = Rows(table)
    again.extend({name: row[name] for name in reversed(row)} for row in reversed(listed))
    assert [*again] == listed[::-1]
    assert [list(row) for row in again] == [[column.name for column in table.columns]] * len(listed)
    again.sort()
    assert [*again] == listed
    assert len(again) == len(listed)
    assert listed[0] in again
    assert {**listed[0], "id": "another"} not in again
    # Two readers at once do not take rows from each other.
    assert [(one, other) for one, other in zip(again, again, strict=True)] == [(row, row) for row in listed]
