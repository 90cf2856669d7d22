"""Tables brought into their canonical form: what is done, what is told, what is left, and that once is enough."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.claims import tables
from kgtools.claims.tables import read_table
from kgtools.curation import tidy
from tests.claims.test_spreadsheets import FORMS
from tests.conftest import Run

STATES = "data/entities/states.csv"


def test_tables_in_order_are_left_alone(mini: Path, kgtools: Run) -> None:
    before = {path: path.read_bytes() for path in tables.known_tables(mini)}
    result = kgtools("tidy", "--root", mini)
    assert (result.returncode, result.stdout) == (0, "tables tidied: 0; cells left to you: 0\n")
    assert {path: path.read_bytes() for path in tables.known_tables(mini)} == before


def test_every_form_of_a_table_comes_back_to_the_same_bytes(mini: Path) -> None:
    forms = list(FORMS.items())
    for number, (path, columns) in enumerate(tables.known_tables(mini).items()):
        canonical, usual = path.read_bytes(), tables.usual_delimiter(path)
        for name, form in forms[number % 4 :: 4]:
            path.write_bytes(form(canonical.decode(), usual))
            changed = path.read_bytes() != canonical
            found = tidy.tidied(mini, {path: columns})
            assert [table.text.encode() for table in found] == [canonical] * changed, f"{path.name}: {name}"
            assert all(finding.hint for table in found for finding in table.done)
        path.write_bytes(canonical)


def test_what_was_done_is_told_with_file_and_line(mini: Path, kgtools: Run) -> None:
    path = mini / STATES
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    canonical = path.read_bytes()
    first = rows[0].replace("Arkad", "Arkad\u200b", 1).replace("Аркадия", " Аркадия\u00a0", 1)
    path.write_text("\r\n".join([f"\ufeff{head}", *rows[1:], first, "," * head.count(","), ""]), encoding="utf-8",
                    newline="")  # fmt: skip
    line = len(rows) + 1
    dry = kgtools("tidy", path, "--dry-run", "--root", mini)
    assert dry.returncode == 1
    assert path.read_bytes() != canonical
    result = kgtools("tidy", path, "--root", mini)
    assert result.returncode == 0
    assert path.read_bytes() == canonical
    told = [
        f"{STATES}:1: byte order mark; now UTF-8 without a mark",
        f"{STATES}: ends of lines; written as line feeds",
        f"{STATES}:{line + 1}: empty row; removed",
        f"{STATES}:{line}: column 'label_ru': a blank of another sort; found U+00A0 NO-BREAK SPACE at character 9; "
        "written as ' '",
        f"{STATES}: rows; sorted",
    ]
    assert [one for one in told if one not in result.stdout.splitlines()] == []
    assert "U+200B ZERO WIDTH SPACE at character 6; removed" in result.stdout
    assert result.stdout.endswith("tables tidied: 1; cells left to you: 0\n")
    assert dry.stdout.splitlines()[:-1] == result.stdout.splitlines()[:-1]


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        (",Arkadiya,", ",Ark?diya,", "column 'label_uz': a question mark within a word"),
        (",Arkadiya,", ",Ark\ufffddiya,", "column 'label_uz': a character was lost"),
        (",Arkadiya,", ",#NAME?,", "column 'label_uz': the error of a spreadsheet"),
    ],
)
def test_what_only_a_reader_can_mend_is_named_and_left(mini: Path, kgtools: Run, old: str, new: str, left: str) -> None:
    path = mini / STATES
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    result = kgtools("tidy", STATES, "--root", mini)
    assert result.returncode == 1
    assert f"left to you: {STATES}:2: {left}" in result.stdout
    assert path.read_text(encoding="utf-8") == text.replace(old, new)


def test_signs_of_uzbek_are_mended_where_they_are_no_print(mini: Path, kgtools: Run) -> None:
    path = mini / STATES
    rows = [row.cells for row in read_table(path, tables.entities(), mini)]
    changed = {**rows[0], "label_uz": "O'lka", "aliases": "Oʼlka@uz | O’Neill@en | O‘lkamiz@uz", "note": "the o'clock"}
    tables.write_table(path, tables.entities(), [changed, *rows[1:]])
    names = mini / "data" / "articles" / "short-note" / "names.csv"
    names.write_text(f"entity,language,name\n{rows[0]['id']},uz,O‘lkamiz\n", encoding="utf-8")
    assert kgtools("tidy", "--root", mini).returncode == 0
    (row,) = [row for row in read_table(path, tables.entities(), mini) if row["id"] == rows[0]["id"]]
    assert (row["label_uz"], row["note"]) == ("Oʻlka", "the o'clock")
    assert row["aliases"] == "Oʻlka@uz | O’Neill@en | O‘lkamiz@uz"


def test_half_a_table_is_refused_and_no_other_is_changed(mini: Path, kgtools: Run) -> None:
    places, states = mini / "data" / "entities" / "places.csv", mini / STATES
    places.write_bytes(b"\xef\xbb\xbf" + places.read_bytes())
    states.write_text(states.read_text(encoding="utf-8") + "state/half,Half\n", encoding="utf-8")
    before = places.read_bytes(), states.read_bytes()
    result = kgtools("tidy", "--root", mini)
    assert result.returncode == 2
    assert "the row has the wrong number of cells" in result.stderr
    assert (places.read_bytes(), states.read_bytes()) == before


def test_what_is_no_table_is_refused_with_the_nearest(mini: Path, kgtools: Run) -> None:
    result = kgtools("tidy", "data/entities/state.csv", "--root", mini)
    assert result.returncode == 2
    assert (
        "data/entities/state.csv is no table of the project; did you mean 'data/entities/states.csv'?" in result.stderr
    )


cells = st.text(st.sampled_from("aи\u0306й \u00a0\u200b\t\u2028'’oOgʻ|@uz,\";\n\ufffd?=#"), max_size=8)


@settings(max_examples=40)
@given(st.lists(st.tuples(cells, cells, cells), max_size=4), st.sampled_from(sorted(FORMS)))
def test_to_tidy_twice_is_to_tidy_once(
    tmp_path_factory: pytest.TempPathFactory, made_up: list[tuple[str, str, str]], form: str
) -> None:
    root = tmp_path_factory.getbasetemp() / "twice"
    path = root / "data" / "entities" / "states.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        dict.fromkeys(tables.entities(), "") | {"id": f"state/{number}", "label_uz": a, "aliases": b, "note": c}
        for number, (a, b, c) in enumerate(made_up)
    ]
    text = tables.as_text(tables.entities(), rows)
    if "\n" in "".join(cell for row in made_up for cell in row):
        form = "byte order mark"  # other programs break the lines of a cell each in its way
    path.write_bytes(FORMS[form](text, ","))
    for table in tidy.tidied(root, {path: tables.entities()}):
        path.write_text(table.text, encoding="utf-8", newline="")
        assert len(table.text.splitlines()) >= 1
    assert [table.done for table in tidy.tidied(root, {path: tables.entities()}) if table.done] == []
