"""Tables as spreadsheets and editors save them: read to the same rows where nothing is lost, else refused by cell."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtools import ontology
from kgtools.claims import reader, tables
from kgtools.claims.tables import TableRow, read_table
from kgtools.errors import DataError, Finding
from kgtools.files import read_text
from tests.conftest import ROOT

SOFFICE = shutil.which("soffice")


def resaved(text: str, usual: str, delimiter: str = ",", ending: str = "\n", quoting: int = csv.QUOTE_MINIMAL,
            wider: int = 0, longer: int = 0) -> str:  # fmt: skip
    """A table as another program writes it: its delimiter, ends of lines and quotes, empty columns and rows."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=usual))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([*row, *[""] * wider] for row in rows)
    writer.writerows([[""] * (len(rows[0]) + wider)] * longer)
    return out.getvalue()


FORMS: dict[str, Callable[[str, str], bytes]] = {
    "byte order mark": lambda text, usual: text.encode("utf-8-sig"),
    "UTF-16, little endian": lambda text, usual: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-16, big endian": lambda text, usual: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-32": lambda text, usual: text.encode("utf-32"),
    "ends of Windows": lambda text, usual: resaved(text, usual, usual, "\r\n").encode(),
    "ends of old Macs": lambda text, usual: resaved(text, usual, usual, "\r").encode(),
    "semicolons": lambda text, usual: resaved(text, usual, ";").encode(),
    "tabs": lambda text, usual: resaved(text, usual, "\t").encode(),
    "commas": lambda text, usual: resaved(text, usual, ",").encode(),
    "all cells quoted": lambda text, usual: resaved(text, usual, usual, quoting=csv.QUOTE_ALL).encode(),
    "blank lines": lambda text, usual: f"{text}\n\n".encode(),
    "empty columns": lambda text, usual: resaved(text, usual, usual, wider=3).encode(),
    "empty rows": lambda text, usual: resaved(text, usual, usual, longer=4).encode(),
    "Excel, Unicode text": lambda text, usual: resaved(text, usual, "\t", "\r\n").encode("utf-16"),
    "Excel, CSV UTF-8 in Almaty": lambda text, usual: resaved(text, usual, ";", "\r\n", wider=1, longer=2).encode(
        "utf-8-sig"
    ),
    "LibreOffice, all quoted": lambda text, usual: resaved(text, usual, ";", quoting=csv.QUOTE_ALL).encode(),
}


def cells(rows: list[TableRow]) -> list[dict[str, str]]:
    return [row.cells for row in rows]


def test_every_table_is_read_the_same_in_every_form(tmp_path: Path) -> None:
    forms = list(FORMS)
    for number, (path, columns) in enumerate(tables.known_tables(ROOT).items()):
        if path.name in ("kk.csv", "ru.csv"):  # long, and like uz.csv
            continue
        usual = tables.usual_delimiter(path)
        expected = cells(read_table(path, columns, ROOT, usual))
        small = path.stat().st_size < 4000
        for name in forms if small else [forms[number % len(forms)]]:
            again = tmp_path / path.name
            again.write_bytes(FORMS[name](path.read_text(encoding="utf-8"), usual))
            assert cells(read_table(again, columns, tmp_path, usual)) == expected, f"{path.name}: {name}"


COLUMNS = ("id", "label", "note")


@pytest.mark.parametrize(
    ("content", "complaints"),
    [
        (b"id;label,note\na;x,y\n", ["missing column; expected 'id'", "missing column; expected 'label'",
                                     "table.csv:1: unknown column; found 'id;label'"]),
        (b"id,label,note\na;x;y\n", ["table.csv:2: the row has the wrong number of cells; found 1; expected 3; "
                                     "the row is separated by semicolons, the header by commas; use one"]),
        (b"id;label;note\na,x,y\n", ["table.csv:2: the row has the wrong number of cells; found 1; expected 3; "
                                     "the row is separated by commas, the header by semicolons; use one"]),
        (b"id,label,note,\na,x,y,z\n", ["table.csv:2: the row has the wrong number of cells; found 4; expected 3"]),
        (b"id,label,note\na,x,y,\n", ["table.csv:2: the row has the wrong number of cells; found 4; expected 3"]),
        ("id,label,note\na,Қазақстан,\nb,жол,\n".encode("cp1251", "replace"),
         ["table.csv:2: the file is not UTF-8; found byte 0xe0, 'а' in Windows-1251, which has no Kazakh letters; "
          "expected UTF-8; save it again, from what it was made of, as 'CSV UTF-8'"]),
        ("id,label,note\na,дорога и путь,\n".encode("koi8-r"), ["table.csv:2: the file is not UTF-8; found byte 0xc4, "
                                                              "'д' in KOI8-R; expected UTF-8"]),
        ("id,label,note\na,дорога и путь,\n".encode("cp866"), ["table.csv:2: the file is not UTF-8; found byte 0xa4, "
                                                             "'д' in CP866; expected UTF-8"]),
        ("id,label,note\na,café,\n".encode("cp1252"), ["table.csv:2: the file is not UTF-8; found byte 0xe9; exp"]),
        ("id,label,note\na,x,y\n".encode("utf-16-le"), ["table.csv:1: the file is not UTF-8; found zero bytes, as in "
                                                       "UTF-16 without its mark; expected UTF-8"]),
        (b"\xff\xfei\x00d", ["table.csv:1: the file is not UTF-8"]),
        (b"id,label,note\n", []),
    ],
)  # fmt: skip
def test_where_something_may_be_lost_the_table_is_refused(
    tmp_path: Path, content: bytes, complaints: list[str]
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    try:
        assert read_table(path, COLUMNS, tmp_path) == ()
        found = []
    except DataError as error:
        found = [str(finding) for finding in error.findings]
    assert len(found) == len(complaints)
    for line, complaint in zip(found, complaints, strict=True):
        assert complaint in line


# -- cells that a spreadsheet retyped ---------------------------------------------------------------------

FACTS = "data/articles/short-note/facts.csv"
FIGURES = "data/articles/short-note/figures.csv"
RETYPED = {
    "a date in the Russian way": (FACTS, "date,2019-05-03", "date,03.05.2019", "value", "write 2019-05-03"),
    "a date in the American way": (FACTS, "date,2019-05-03", "date,5/3/2019", "value", "2019-05-03 or 2019-03-05"),
    "a date with a time": (FACTS, "date,2019-05-03", "date,2019-05-03 00:00:00", "value", "write 2019-05-03"),
    "a date as a number": (FACTS, "date,2019-05-03", "date,43588", "value", "write 2019-05-03"),
    "a date with long dashes": (FACTS, "date,2019-05-03", "date,2019–05–03", "value", "write 2019-05-03"),
    "an interval as a month": (FIGURES, "../2030", "Dec-21", "period", "write 2021-12"),
    "a number with an exponent": (FIGURES, "2021,4.9,", "2021,4.9E+09,", "value", "shortened"),
    "a number as a date": (FIGURES, "2021,4.9,", "2021,04.Sep,", "value", "made a date of it"),
    "a decimal comma": (FIGURES, "2021,4.9,", '2021,"4,9",', "value", "write 4.9"),
    "a whole number": (FACTS, "ordinal,1,", 'ordinal,"1,0",', "value", "write 1.0"),
    "an error": (FACTS, "place/morne,country", "#REF!,country", "subject", "older version"),
    "a formula": (FACTS, "Is fond of roads.", "=Is fond of roads.", "value", "does not begin with ="),
    "a capital by autocorrection": (FACTS, "visitor,person/", "visitor,Person/", "value", "did you mean 'person/"),
    "a dash by autocorrection": (FACTS, "visitor,person/boris-rudolf", "visitor,person/boris–rudolf", "value",
                                 "EN DASH"),
    "a code in capitals": (FACTS, ",denied,", ",Denied,", "modality", "did you mean 'denied'"),
    "a place with decimals": (FACTS, ",101,172,", ",101.0,172,", "start", "kgtools anchor"),
    "a fingerprint cut to a number": (FACTS, "58.1855.55ddb4e9214778d7", "58.1855", "fingerprint", "kgtools anchor"),
}  # fmt: skip


@pytest.mark.parametrize("name", RETYPED)
def test_a_retyped_cell_is_refused_with_the_mend(name: str, mini: Path) -> None:
    file, old, new, column, mend = RETYPED[name]
    path = mini / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(DataError) as raised:
        reader.load(mini, ontology.load(mini))
    found = [finding for finding in raised.value.findings if (finding.file, finding.line) == (file, line)]
    assert any(f"'{column}'" in finding.message and mend in str(finding) for finding in found), raised.value


def test_a_fingerprint_that_became_a_number_is_refused(mini: Path) -> None:
    path = mini / "data" / "translations" / "ru.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("id,fingerprint,text\nstate/arcadia,3e84161128169159,Слово\n", encoding="utf-8")
    assert reader.load(mini, ontology.load(mini)).translations
    path.write_text("id,fingerprint,text\nstate/arcadia,1.79769313486232E+308,Слово\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"ru\.csv:2: column 'fingerprint': not a fingerprint; .*older version"):
        reader.load(mini, ontology.load(mini))


# -- other signs for Uzbek letters ------------------------------------------------------------------------

STATES = "data/entities/states.csv"


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("label_uz", "Arkadiya o'lkasi", "column 'label_uz': another sign in place of a letter of 'uz'; found ''' U+"),
        ("aliases", "Arkadiya o‘lkasi@uz", "column 'aliases': another sign in place of a letter of 'uz'; found '‘' U+"),
        ("label_uz", "Arkadiya oʻlkasi", ""), ("aliases", "Arkadiya oʻlkasi@uz", ""), ("aliases", "O’Connor@en", ""),
        ("label_en", "Arkadia\u200b", "column 'label_en': an invisible character; found U+200B ZERO WIDTH SPACE at ch"),
        ("note", "Кита\u0438\u0306", "column 'note': a letter in several parts (not NFC); found U+0438 U+0306 at char"),
    ],
)  # fmt: skip
def test_a_wrong_character_is_found_in_its_cell(mini: Path, column: str, value: str, found: str) -> None:
    path = mini / STATES
    rows = [row.cells for row in read_table(path, tables.entities(), mini)]
    tables.write_table(path, tables.entities(), [{**rows[0], column: value}, *rows[1:]])
    findings: list[Finding] = []
    try:
        reader.load(mini, ontology.load(mini))
    except DataError as error:
        findings = error.findings
    assert len(findings) == bool(found)
    assert all(str(finding).startswith(f"{STATES}:2: {found}") for finding in findings)


def test_a_name_stays_as_an_article_prints_it(mini: Path) -> None:
    path = mini / STATES
    rows = [row.cells for row in read_table(path, tables.entities(), mini)]
    tables.write_table(path, tables.entities(), [{**rows[0], "aliases": "Arkadiya o‘lkasi@uz"}, *rows[1:]])
    names = mini / "data" / "articles" / "short-note" / "names.csv"
    names.write_text(f"entity,language,name\n{rows[0]['id']},uz,Arkadiya o‘lkasi\n", encoding="utf-8")
    assert reader.load(mini, ontology.load(mini))


# -- LibreOffice ------------------------------------------------------------------------------------------

# The columns, delimiter and quotes in which Calc saves; it reads by its defaults.
SAVED = {"as it is": "csv", "semicolons, all quoted": "csv:Text - txt - csv (StarCalc):59,34,76,1,,1033,true,true"}
SMALL = ("states.csv", "memberships.csv", "figures.csv")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (on Debian: libreoffice-calc)")
def test_tables_come_back_from_libreoffice(tmp_path: Path) -> None:
    """Small tables there and back; with TANDEM_ALL_TABLES=1 all that people type, and in two ways."""
    everything = bool(os.environ.get("TANDEM_ALL_TABLES"))
    known = {
        path: columns
        for path, columns in tables.known_tables(ROOT).items()
        if tables.is_typed(columns) and path.suffix == ".csv" and (everything or path.name in SMALL)
    }
    (tmp_path / "there").mkdir()
    for path in known:
        shutil.copy(path, tmp_path / "there" / "_".join(path.relative_to(ROOT).parts))
    there = sorted((tmp_path / "there").iterdir())
    for way, saved in SAVED.items() if everything else list(SAVED.items())[1:]:
        back = tmp_path / way
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [str(SOFFICE), profile, "--headless", "--convert-to", saved, "--outdir", str(back), *map(str, there)]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "HOME": str(tmp_path)})
        for path, columns in known.items():
            same_or_refused(path, back / "_".join(path.relative_to(ROOT).parts), columns)


def same_or_refused(path: Path, back: Path, columns: tuple[str, ...]) -> None:
    """Every cell that came back another one is refused, but for zeros at the end of a number.

    Calc takes 2.0 for 2; that this is not what is printed is told by the passage, or by the readings of the rows.
    """
    name = back.name
    changed = set()
    before, after = (tables.split(name, read_text(file, name), columns) for file in (path, back))
    rows = list(after.rows)
    for (_, old), (line, new) in zip(before.rows, rows, strict=True):
        for column, was, now in zip(before.header, old, new, strict=True):
            if now not in (was, was.removesuffix(".0") if column == "value" else was):
                changed.add((line, column))
    refused = set()
    if columns == tables.TRANSLATIONS:  # as `translations.read_translations` looks at them
        refused = {(line, "fingerprint") for line, row in rows if not re.fullmatch("[0-9a-f]{16}", row[1])}
    try:
        assert read_table(back, columns, back.parent)
    except DataError as error:
        refused |= {(finding.line, finding.message.split("'")[1]) for finding in error.findings}
    assert changed == refused, name
