"""Tables: what is written is read again, whatever the cells hold; reading is strict; writing is safe."""

from __future__ import annotations

import os
import random
import re
import stat
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools import ontology, yaml_files
from kgtools.claims import reader, tables
from kgtools.claims.article_reader import KEYS
from kgtools.claims.tables import TableRow, read_table, write_table
from kgtools.errors import DataError, UsageError
from kgtools.files import input_digest, replacing
from kgtools.values.characters import flaws

QUOTE = '"'
COLUMNS = ("id", "label", "note")
ROWS = [
    {"id": "a", "label": "Ұлы жол", "note": ""},
    {"id": "b", "label": "a road, a «way»", "note": 'he said "go"'},
    {"id": "c", "label": "Oʻzbekiston", "note": "one line\nand another"},
]
# What a cell may hold: anything but what `characters.flaws` finds.
letters = st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(",;\"' \nӘғқңөұүһі")
cells = (
    st.text(letters, max_size=20)
    .map(lambda cell: re.sub("  +", " ", unicodedata.normalize("NFC", cell)).strip())
    .filter(lambda cell: not flaws(cell))
)
contents = st.lists(
    st.fixed_dictionaries({"id": cells.filter(bool), "label": cells, "note": cells}),
    unique_by=lambda row: row["id"],
    max_size=6,
)
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def read(path: Path, columns: tuple[str, ...] = COLUMNS) -> list[TableRow]:
    return read_table(path, columns, path.parent)


def complaint(path: Path, columns: tuple[str, ...] = COLUMNS) -> str:
    with pytest.raises(DataError) as reported:
        read(path, columns)
    return str(reported.value)


def files(path: Path) -> list[str]:
    return sorted(os.listdir(path.parent))


# -- there and back -----------------------------------------------------------------------------------


@many
@given(contents, st.sampled_from(",\t"))
def test_what_is_written_is_read_again(path: Path, rows: list[dict[str, str]], delimiter: str) -> None:
    write_table(path, COLUMNS, rows, delimiter)
    again = read_table(path, COLUMNS, path.parent, delimiter)
    assert [row.cells for row in again] == sorted(rows, key=lambda row: row["id"])


@many
@given(contents, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(path: Path, rows: list[dict[str, str]], chance: random.Random) -> None:
    write_table(path, COLUMNS, rows)
    ordered, content = read(path), path.read_bytes()
    shuffled = list(rows)
    chance.shuffle(shuffled)
    write_table(path, COLUMNS, shuffled)
    assert path.read_bytes() == content
    # The same lines in another order, as a spreadsheet may save them.
    lines = [",".join(f'"{cell.replace(QUOTE, QUOTE + QUOTE)}"' for cell in map(row.get, COLUMNS)) for row in shuffled]
    path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", newline="")
    assert [row.cells for row in read(path)] == [row.cells for row in ordered]


def test_the_order_of_the_columns_does_not_matter(path: Path) -> None:
    write_table(path, COLUMNS, ROWS)
    expected = read(path)
    write_table(path, ("id", "note", "label"), ROWS)
    assert read(path) == expected


def test_the_file_is_plain(path: Path) -> None:
    write_table(path, COLUMNS, reversed(ROWS))
    assert path.read_bytes().decode() == (
        'id,label,note\na,Ұлы жол,\nb,"a road, a «way»","he said ""go"""\nc,Oʻzbekiston,"one line\nand another"\n'
    )


@pytest.mark.parametrize("columns", [*tables._TELLING, tables.TRANSLATIONS])
def test_no_table_has_a_row_twice(path: Path, columns: tuple[str, ...]) -> None:
    """Whatever else two rows say, what tells a row from the others is there once."""
    telling = tables._TELLING.get(columns, ("id",))
    one, two = ({column: f"{column}-{word}" for column in columns} for word in ("a", "b"))
    for column in telling:  # each of these cells makes another row
        path.write_text(tables.as_text(columns, [one, one | {column: "other"}, two]))
        assert len(tables.read_table(path, columns, path.parent)) == 3
    path.write_text(tables.as_text(columns, [one, two]) + ",".join(
        one[column] if column in telling else "changed" for column in columns) + "\n")  # fmt: skip
    with pytest.raises(DataError) as error:
        tables.read_table(path, columns, path.parent)
    (finding,) = error.value.findings
    assert finding.line == 4
    assert "twice" in finding.message
    assert "first on line 2" in finding.actual


def test_a_row_knows_the_line_it_starts_on(path: Path) -> None:
    path.write_text('id,label,note\nc,"two\nlines",\n\nb,"three\n\nlines",x\na,,\n')
    rows = read(path)
    assert [(row["id"], row.line) for row in rows] == [("a", 8), ("b", 5), ("c", 2)]
    assert {row.file for row in rows} == {"table.csv"}


def test_windows_line_ends_are_read(path: Path) -> None:
    path.write_bytes(b"id,label,note\r\na,x,\r\nb,y,z\r\n")
    assert [(row["id"], row["label"], row.line) for row in read(path)] == [("a", "x", 2), ("b", "y", 3)]


# -- strict reading -----------------------------------------------------------------------------------


LABEL = "table.csv:2: column 'label': "
BLANKS = LABEL + "white space at the ends;"
TWICE = "table.csv:4: column 'id': the id is given twice; found 'a', first on line 2; expected an id of its own;"
CELLS = "table.csv:{}: the row has the wrong number of cells; found {}; expected 3;"


@pytest.mark.parametrize(
    ("rows", "complaints"),
    [
        ("id,label,note,colour|a,,,", ["table.csv:1: unknown column; found 'colour'; the columns are id,label,note"]),
        (
            "id,label,nota|a,,",
            [
                "table.csv:1: missing column; expected 'note'; add it to the header and every row",
                "table.csv:1: unknown column; found 'nota'; did you mean 'note'?",
            ],
        ),
        ("id,label,note,note|a,,,", ["table.csv:1: column 'note' is there twice; remove one"]),
        ("id,label,note|a,x|b,y,,|c,,", [CELLS.format(2, 2), CELLS.format(3, 4)]),
        ("id,label,note|a,,|b,,|a,,", [TWICE]),
        ("id,label,note|,x,", ["table.csv:2: column 'id': the cell is empty; expected an id"]),
        ("id,label,note|a, x,y", [BLANKS + " found U+0020 SPACE at character 1; remove it"]),
        ("id,label,note|a,x ,y ", [BLANKS, BLANKS.replace("label", "note")]),
        ("id,label,note|a,x\u00a0,", [LABEL + "a blank of another sort; found U+00A0 NO-BREAK SPACE at character 2;"]),
        ("id,label,note|a,x\ufffdy,", [LABEL + "a character was lost; found U+FFFD REPLACEMENT CHARACTER at char"]),
        ("id,label,note|a,x\ty,", [LABEL + "a tab; found U+0009 at character 2; write a blank in its place"]),
        ('id,label,note|a,"x"y,', ["table.csv:2: invalid CSV; found ',' expected after '\"'; look for a lone"]),
        ('id,label,note|a,"x,|b,,', ["table.csv:2: invalid CSV; found unexpected end of data; look for a lone"]),
        ("", ["table.csv: the file is empty; expected a header line; restore it or delete it"]),
    ],
)
def test_a_wrong_table_is_refused_with_every_finding(path: Path, rows: str, complaints: list[str]) -> None:
    path.write_text(rows.replace("|", "\n") + "\n")
    lines = complaint(path).splitlines()
    assert len(lines) == len(complaints)
    for line, expected in zip(lines, complaints, strict=True):
        assert line.startswith(expected)


def test_another_encoding_is_reported_with_its_line(path: Path) -> None:
    path.write_bytes("id,label,note\na,жол,\n".encode("cp1251"))
    assert complaint(path).startswith("table.csv:2: the file is not UTF-8; found byte 0xe6, 'ж' in Windows-1251, which")


def test_a_missing_table_is_named(path: Path) -> None:
    assert complaint(path) == "table.csv: the file is missing; create it"


def test_a_folder_in_the_place_of_a_table_does_not_stop_the_digest(tmp_path: Path) -> None:
    (tmp_path / "data" / "table.csv").mkdir(parents=True)
    assert input_digest(tmp_path)


def test_the_digest_notices_that_an_article_got_another_name(mini: Path) -> None:
    before = input_digest(mini)
    (mini / "data" / "articles" / "short-note").rename(mini / "data" / "articles" / "long-note")
    assert input_digest(mini) != before


@pytest.mark.parametrize(
    "file", ["ontology/codes.ttl", "data/disagreements.csv", "data/articles/short-note/article.yaml"]
)
def test_the_digest_notices_a_change_of_one_letter(mini: Path, file: str) -> None:
    before = input_digest(mini)
    assert input_digest(mini) == before
    content = (mini / file).read_bytes()
    (mini / file).write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    assert input_digest(mini) != before
    (mini / file).write_bytes(content)
    assert input_digest(mini) == before


def test_all_tables_of_entities_are_read_and_report_all_their_findings(mini: Path) -> None:
    folder = mini / "data" / "entities"
    (folder / "posts.csv").write_text("id;label_en\n")
    (folder / "states.csv").write_text("id,label_en\n")
    (folder / "persons.csv").write_text("")
    (folder / ".~lock.states.csv#").write_text("")
    rows, failed, findings = reader.entity_tables(mini)
    assert failed == {"post", "state"}
    assert {"place", "person", "event"} <= set(rows)
    assert {(Path(finding.file).name, finding.line) for finding in findings} == {
        ("persons.csv", 0), ("posts.csv", 1), ("states.csv", 1),
    }  # fmt: skip


# -- safe writing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_an_exception_while_writing_leaves_the_old_file(path: Path, failure: type[BaseException]) -> None:
    path.write_text("old")

    def write_half() -> None:
        with replacing(path) as temporary:
            temporary.write_text("ne")
            assert temporary.parent == path.parent
            raise failure

    with pytest.raises(failure):
        write_half()
    assert path.read_text() == "old"
    assert files(path) == ["table.csv"]


def test_a_row_that_cannot_be_written_leaves_the_old_table(path: Path) -> None:
    write_table(path, COLUMNS, ROWS)
    content = path.read_bytes()
    with pytest.raises(ValueError, match="colour"):
        write_table(path, COLUMNS, [*ROWS, {"id": "d", "colour": "red"}])
    assert path.read_bytes() == content
    assert files(path) == ["table.csv"]


def test_a_failed_replacement_leaves_no_new_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(UsageError, match=r"cannot write .*table\.csv: Permission denied"):
        write_table(path, COLUMNS, ROWS)
    assert files(path) == []


def test_nothing_is_visible_before_it_is_complete(path: Path) -> None:
    with replacing(path) as temporary:
        temporary.write_text("new")
        assert not path.exists()
    assert path.read_text() == "new"
    assert files(path) == ["table.csv"]


def test_a_written_file_has_the_usual_rights(path: Path) -> None:
    path.with_name("usual").touch()
    write_table(path, COLUMNS, ROWS)
    assert stat.filemode(path.stat().st_mode) == stat.filemode(path.with_name("usual").stat().st_mode)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    place = tmp_path / "nowhere" / "table.csv"
    with pytest.raises(UsageError, match=r"cannot write .*nowhere/table\.csv: No such file or directory; choose"):
        write_table(place, COLUMNS, ROWS)


# -- YAML ---------------------------------------------------------------------------------------------


def yaml(tmp_path: Path, content: str) -> dict[str, object]:
    (tmp_path / "article.yaml").write_text(content)
    return yaml_files.read(tmp_path / "article.yaml", tmp_path, KEYS)[1]


def yaml_complaint(tmp_path: Path, content: str) -> str:
    with pytest.raises(DataError) as reported:
        yaml(tmp_path, content)
    return str(reported.value)


@pytest.mark.parametrize(
    "scalar", ["no", "4.90", "yes", "on", "null", "~", "0x1F", "1_000", "010", "2021-12-06", "12:30:45", "1e3", "true"]
)
def test_every_scalar_stays_text(tmp_path: Path, scalar: str) -> None:
    content = yaml(tmp_path, f"note: {scalar}\nauthors:\n  - {scalar}\ntitle:\n  en: {scalar}\n")
    assert content == {"note": scalar, "authors": [scalar], "title": {"en": scalar}}


def test_keys_stay_text_and_know_their_lines(tmp_path: Path) -> None:
    (tmp_path / "article.yaml").write_text("# a comment\ntitle:\n  no: Nei\n\nlength: 5\n")
    name, content, lines = yaml_files.read(tmp_path / "article.yaml", tmp_path, KEYS)
    assert name == "article.yaml"
    assert content == {"title": {"no": "Nei"}, "length": "5"}
    assert lines == {"title": 2, "title.no": 3, "length": 5}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("note: a\nurl: b\nnote: c\n", "article.yaml:3: the key is given twice; found 'note'; keep one"),
        ("title:\n  en: a\n  en: b\n", "article.yaml:3: the key is given twice; found 'en'; keep one"),
        ("authors:\n  - {x: a, x: b}\n", "article.yaml:2: the key is given twice; found 'x'; keep one"),
        ("note: a\nlenght: 5\n", "article.yaml:2: unknown key; found 'lenght'; did you mean 'length'?"),
        ("note: a\ncolour: red\n", "article.yaml:2: unknown key; found 'colour'; the keys are title, label, authors,"),
        ("note: a\n  url: b: c\n", "article.yaml:2: invalid YAML; found mapping values are not allowed here; correct"),
        ("note: [a\n", "article.yaml:2: invalid YAML;"),
        ("note: *a\n", "article.yaml:1: invalid YAML; found undefined alias"),
        ("- a\n", "article.yaml:1: the file has no keys; expected lines such as"),
        ("just words\n", "article.yaml:1: the file has no keys; expected lines such as"),
        ("# only a comment\n", "article.yaml:1: the file has no keys; expected lines such as"),
        ("", "article.yaml: the file is empty;"),
        ("note: a\n[x, y]: b\n", "article.yaml:2: the key is not a plain word; write it as one word"),
        ("note: a\nurl: b\x07\n", "article.yaml:2: column 7: a control character; found U+0007; retype it"),
        ("note: &x [*x]\n", "article.yaml:1: the YAML has an alias; write the value out"),
    ],
)
def test_wrong_yaml_is_refused(tmp_path: Path, content: str, complaint: str) -> None:
    found = yaml_complaint(tmp_path, content)
    assert found.startswith(complaint)
    assert "\n" not in found


def test_a_column_under_its_old_name_is_reported_its_new_one(mini: Path) -> None:
    file = mini / "data" / "articles" / "short-note" / "facts.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",fingerprint,", ",print,", 1), encoding="utf-8")
    with pytest.raises(DataError) as raised:
        reader.load(mini, ontology.load(mini))
    (finding,) = raised.value.findings
    assert str(finding).endswith(":1: column 'print' is now called 'fingerprint'; rename it in the header")
