"""Files of tables: valid by the readers that know the standards, the same bytes again, and never over other things."""

from __future__ import annotations

import csv
import errno
import io
import json
import shutil
import sqlite3
import sys
import warnings
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kgtools.errors import UsageError
from kgtools.publish import tables
from kgtools.publish.selection import Scope, Selection, select
from kgtools.publish.tables import content, schema
from kgtools.publish.tables.model import NUMBER, Column, Content, Table
from kgtools.publish.tables.written import csv_files, folder, parquet, sqlite
from tests.conftest import Run


@pytest.fixture(scope="session")
def selection(mini_store: ox.Store) -> Selection:
    return select(mini_store, Scope())


@pytest.fixture(scope="session")
def read(selection: Selection) -> Content:
    """The tables of the tiny project, in Russian."""
    return content.read(selection, "ru")


@pytest.fixture(scope="session")
def few_terms(read: Content) -> Content:
    """The same with those terms alone that other rows name: what the readers of the standards go through quickly."""
    named = {
        row[column]
        for table in read.tables
        for column, other in table.foreign_keys.items()
        if other == "terms"
        for row in read.rows[table.name]
    }
    terms = [row for row in read.rows["terms"] if row["id"] in named]
    return replace(read, rows={**read.rows, "terms": terms})


@pytest.fixture(scope="session")
def package(few_terms: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tables as CSV, to read from."""
    place = tmp_path_factory.mktemp("tables") / "package"
    csv_files.write(few_terms, place)
    return place


@pytest.fixture(scope="session")
def database(read: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the tables, to read from."""
    file = tmp_path_factory.mktemp("tables") / "tandem.db"
    sqlite.write(read, file)
    return file


# -- CSV --------------------------------------------------------------------------------------------------


def frictionless_errors(package: Path) -> list[str]:
    from frictionless import validate

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = validate(str(package / "datapackage.json"))
    return [str(error) for error in report.flatten(["type", "message"])]


def csvw_problems(package: Path) -> list[str]:
    from csvw import CSVW

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        described = CSVW(str(package / "csv-metadata.json"), validate=True)
        try:
            valid = described.is_valid
        except ValueError as error:
            return [str(error)]
    return [] if valid else [str(one.message) for one in described.warnings] or ["invalid"]


def test_frictionless_and_csvw_find_the_tables_valid(package: Path) -> None:
    assert frictionless_errors(package) == []
    assert csvw_problems(package) == []


def test_frictionless_and_csvw_would_find_a_key_that_leads_nowhere(package: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(package, tmp_path / "broken")
    facts = broken / "facts.csv"
    facts.write_text(facts.read_text(encoding="utf-8").replace("tenure/rudolf-president,", "tenure/nobody,"), "utf-8")
    errors = frictionless_errors(broken)
    assert any("hash" in error for error in errors)
    assert csvw_problems(broken)
    described = json.loads((broken / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        del resource["hash"], resource["bytes"]
    (broken / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    assert any("foreign" in error for error in frictionless_errors(broken))


def test_the_package_names_its_licence_its_sources_and_its_languages(package: Path) -> None:
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert described["licenses"][0]["name"] == "CC-BY-4.0"
    assert described["sources"] == [
        {"title": "Quill, A short note", "path": "https://w3id.org/tandem-kg/article/short-note"}
    ]
    assert described["titles"].keys() == {"en", "ru", "kk", "uz"}
    facts = next(one for one in described["resources"] if one["name"] == "facts")
    assert facts["hash"] == folder.hashed(package / "facts.csv")
    assert facts["bytes"] == (package / "facts.csv").stat().st_size
    fields = {field["name"]: field for field in facts["schema"]["fields"]}
    assert fields["modality"]["constraints"]["enum"]
    assert fields["value_earliest"]["type"] == "date"
    assert {"fields": ["subject"], "reference": {"resource": "things", "fields": ["id"]}} in facts["schema"][
        "foreignKeys"
    ]


def test_csv_is_plain_unless_it_is_for_spreadsheets(few_terms: Content, package: Path, tmp_path: Path) -> None:
    csv_files.write(few_terms, tmp_path / "marked", mark=True)
    plain, marked = ((place / "facts.csv").read_bytes() for place in (package, tmp_path / "marked"))
    assert marked == b"\xef\xbb\xbf" + plain
    assert b"\r" not in plain
    assert frictionless_errors(tmp_path / "marked") == []


@pytest.mark.parametrize("text", ["=1+1", "+7 712", "-12 per cent", "@SUM(A1)", "\tx", "\rx"])
def test_no_spreadsheet_runs_a_text_and_numbers_stay_numbers(text: str) -> None:
    columns = (Column("name", "name"), Column("value", "value", NUMBER))
    table = Table("names", "names", "names", columns, ("name",))
    out = io.StringIO()
    csv_files.put(out, table, [{"name": text, "value": Decimal("-12.6")}], mark=False)
    written = out.getvalue()
    assert [*csv.reader(written.splitlines(keepends=True))][1] == [f"'{text}", "-12.6"]


# -- SQLite -----------------------------------------------------------------------------------------------


def asked(database: Path, query: str, *values: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def test_the_database_holds_the_tables_and_its_keys_hold(database: Path, read: Content) -> None:
    assert asked(database, "PRAGMA foreign_key_check") == []
    assert asked(database, "PRAGMA integrity_check") == [("ok",)]
    for table in schema.TABLES:
        assert asked(database, f"SELECT count(*) FROM {table.name}") == [(len(read.rows[table.name]),)]
    (sql,) = asked(database, "SELECT sql FROM sqlite_master WHERE name = 'facts'")[0]
    assert 'REFERENCES "things" ("id")' in sql
    assert "The time for which the article says it" in sql
    assert asked(database, "SELECT value, typeof(value), accepted FROM figures WHERE id = 'short-note/n01'") == [
        (4900000000, "integer", 1)
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [("Аркадия", "state/arcadia"), ("АРКАДИЯ", "state/arcadia"), ("arkadiya", "state/arcadia"),
     ("Arcadia", "state/arcadia"), ("arcad*", "state/arcadia"), ("Рурытания", None)],
)  # fmt: skip
def test_things_are_found_by_their_names_in_any_script(database: Path, words: str, found: str | None) -> None:
    query = "SELECT id FROM things WHERE rowid IN (SELECT rowid FROM things_fts WHERE things_fts MATCH ?)"
    ids = {identifier for (identifier,) in asked(database, query, words)}
    assert (found in ids) if found else not ids


def test_letters_of_kazakh_and_uzbek_are_not_taken_for_others(tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(f'CREATE VIRTUAL TABLE names USING fts5(name, tokenize="{sqlite._TOKENIZER}")')
    connection.executemany("INSERT INTO names VALUES (?)", [("ғалым",), ("Oʻzbekiston",), ("мәдениет",), ("май",)])
    for words, number in (("ғалым", 1), ("ҒАЛЫМ", 1), ("галым", 0), ("oʻzbekiston", 1), ("zbekiston", 0), ("маи", 0)):
        assert connection.execute("SELECT count(*) FROM names WHERE names MATCH ?", [words]).fetchone() == (number,)
    connection.close()


def test_the_index_of_words_fits_its_table_after_packing(database: Path, tmp_path: Path) -> None:
    copy = shutil.copy(database, tmp_path / "copy.db")
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.execute("VACUUM")
    for table in (table for table in schema.TABLES if table.searched):
        name = f"{table.name}_fts"
        connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
    connection.close()


def test_views_put_claims_beside_things_and_sides_beside_disagreements(database: Path) -> None:
    query = "SELECT claim FROM claims_about WHERE thing = 'state/arcadia' AND type = 'fact' ORDER BY claim"
    assert asked(database, query) == [("short-note/f03",), ("short-note/f14",)]
    assert asked(database, "SELECT claim, not_accepted FROM disagreement_sides") == [("short-note/n03", 1)]
    assert len(asked(database, "SELECT * FROM figures_in_time")) == 3


def test_datasette_is_told_what_tables_and_columns_are(database: Path) -> None:
    told = json.loads((database.parent / "tandem.metadata.json").read_text(encoding="utf-8"))
    described = told["databases"]["tandem"]["tables"]
    assert told["license"] == "CC-BY-4.0"
    assert described["facts"]["title"] == "Факты"
    assert described["things"]["label_column"] == "label_ru"
    for name, table in described.items():
        columns = {column for _, column, *_ in asked(database, f"PRAGMA table_info({name})")}
        named = {*table.get("columns", ()), *table.get("facets", ()), table.get("label_column"), table.get("sort")}
        assert named - {None} <= columns, name


def test_a_database_of_somebody_else_stays(read: Content, tmp_path: Path) -> None:
    file = tmp_path / "own.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE mine (a)")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(UsageError, match=r"not written by an export.*--force"):
        sqlite.write(read, file)
    assert file.read_bytes() == before
    (tmp_path / "new.metadata.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"new\.metadata\.json.*--force"):
        sqlite.write(read, tmp_path / "new.db")
    sqlite.write(read, file, force=True)
    sqlite.write(read, file)  # now it is ours


def test_a_full_disk_leaves_the_database_as_it_was(
    read: Content, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(shutil.copy(database, tmp_path / "tandem.db"))
    connect = sqlite3.connect

    def small(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **named)
        connection.execute("PRAGMA max_page_count = 20")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    with pytest.raises(UsageError, match=r"cannot write .*full; make room"):
        sqlite.write(read, file)
    assert file.read_bytes() == database.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["tandem.db"]


# -- Parquet ----------------------------------------------------------------------------------------------


def test_parquet_holds_the_same_values_with_their_types(read: Content, tmp_path: Path) -> None:
    import polars

    parquet.write(read, tmp_path / "parquet")
    figures = polars.read_parquet(tmp_path / "parquet" / "figures.parquet")
    assert figures["value"].to_list() == [4.9e9, 1e10, None]
    assert figures.schema["period_earliest"] == polars.Date
    assert figures.schema["disagreements"] == polars.List(polars.String)
    described = json.loads((tmp_path / "parquet" / "datapackage.json").read_text(encoding="utf-8"))
    assert {one["path"] for one in described["resources"]} == {f"{table.name}.parquet" for table in schema.TABLES}
    assert "encoding" not in described["resources"][0]


def test_without_polars_it_says_what_to_install(read: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(UsageError, match=r"pip install 'tandem-kg\[tables\]'"):
        parquet.write(read, tmp_path / "parquet")
    assert not any(tmp_path.iterdir())


# -- all of them ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", tables.FORMATS)
def test_the_same_graph_gives_the_same_bytes(selection: Selection, tmp_path: Path, format_: str) -> None:
    contents = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        tables.write(format_, selection, tmp_path / name / "tandem")
        contents.append({path.name: path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file()})
    assert contents[0]
    assert contents[0] == contents[1]


@pytest.mark.parametrize("format_", tables.FORMATS)
def test_nothing_is_written_of_nothing(mini_store: ox.Store, tmp_path: Path, format_: str) -> None:
    with pytest.raises(
        UsageError, match=f"nothing of what is asked for can be written as {format_}; .* is not written"
    ):
        tables.write(format_, Selection(mini_store, Scope(), False, (), ()), tmp_path / "tandem")
    assert not any(tmp_path.iterdir())


@pytest.fixture
def small(read: Content) -> Content:
    """Tables that are quickly written: all of them, without rows."""
    return Content("en", read.selection, read.tables, dict.fromkeys(read.rows, ()), read.described, read.choices, ())


def test_tables_are_written_again_over_those_of_an_earlier_export(
    small: Content, few_terms: Content, package: Path, tmp_path: Path
) -> None:
    csv_files.write(small, tmp_path / "tables")
    csv_files.write(few_terms, tmp_path / "tables")
    written, first = (
        {path.name: path.read_bytes() for path in place.iterdir()} for place in (tmp_path / "tables", package)
    )
    assert written == first


@pytest.mark.parametrize(
    ("name", "said"),
    [("mine.txt", "holds other things, such as mine.txt.*--force"),
     ("facts.csv", "facts.csv has been changed since it was exported.*--force")],
)  # fmt: skip
def test_what_somebody_put_there_is_left_unless_forced(small: Content, tmp_path: Path, name: str, said: str) -> None:
    place = tmp_path / "tables"
    csv_files.write(small, place)
    (place / name).write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        csv_files.write(small, place)
    assert (place / name).read_text(encoding="utf-8") == "mine"
    csv_files.write(small, place, force=True)
    assert (place / "mine.txt").exists() == (name == "mine.txt")
    assert (place / "facts.csv").read_text(encoding="utf-8").startswith("id,article,")


def test_a_file_that_no_export_wrote_is_never_replaced(small: Content, tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text("typed by hand", encoding="utf-8")
    for force in (False, True):
        with pytest.raises(UsageError, match=r"facts.csv was not written by an export; move it away"):
            csv_files.write(small, tmp_path, force)
    assert [path.name for path in tmp_path.iterdir()] == ["facts.csv"]


def test_another_format_does_not_mix_with_the_first(small: Content, tmp_path: Path) -> None:
    csv_files.write(small, tmp_path / "tables")
    with pytest.raises(UsageError, match=r"holds other things, such as articles.csv"):
        parquet.write(small, tmp_path / "tables")


def test_a_full_disk_leaves_the_folder_as_it_was(
    small: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    csv_files.write(small, tmp_path / "tables")
    before = {path.name: path.read_bytes() for path in (tmp_path / "tables").iterdir()}

    def full(content: Content) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(csv_files.csvw, "metadata", full)
    with pytest.raises(UsageError, match=r"No space left on device; make room"):
        csv_files.write(small, tmp_path / "tables")
    assert {path.name: path.read_bytes() for path in (tmp_path / "tables").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


def test_what_a_killed_export_left_goes_with_the_next(small: Content, tmp_path: Path) -> None:
    left = tmp_path / ".tables.999999999.abc"
    left.mkdir()
    (tmp_path / ".tables.notes.md").mkdir()
    csv_files.write(small, tmp_path / "tables")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".tables.notes.md", "tables"]


def test_the_command_writes_what_is_asked_for(built: Path, kgtools: Run, tmp_path: Path) -> None:
    done = kgtools("export", "csv", "--kind", "Treaty", "--lang", "ru", "-o", tmp_path / "tables", cwd=built)
    assert done.returncode == 0, done.stderr
    assert "15 tables" in done.stderr
    assert "Аркадия" in (tmp_path / "tables" / "things.csv").read_text(encoding="utf-8")
    assert kgtools("export", "sqlite", "-o", tmp_path / "tandem.db", cwd=built).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("csv",), "csv cannot be printed; name a folder with -o"),
        (("sqlite",), "sqlite cannot be printed; name a file with -o"),
        (("csv", "-o", "facts.csv"), "csv is a folder with a file for each table"),
        (("sqlite", "-o", "tandem.ttl"), "the ending says turtle"),
        (("sqlite", "-o", "tandem.db", "--spreadsheet"), "--spreadsheet is for csv"),
        (("turtle", "--force"), "--force is for tables"),
        (("turtle", "--lang", "kk"), "--lang is for tables"),
        (("cvs", "-o", "tables"), "did you mean 'csv'"),
        (("csv", "--kind", "post", "--about", "Arcadia", "-o", "tables"), "exclude each other"),
        (("csv", "-o", "a-file"), "a-file is a file, and the tables need a folder"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_refused_in_a_line(
    built: Path, kgtools: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "a-file").touch()
    done = kgtools("export", *arguments, "--root", built, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a-file"]
