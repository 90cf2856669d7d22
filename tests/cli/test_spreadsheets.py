"""CSV: a file opens rightly in a spreadsheet, a pipe carries nothing but the rows."""

from __future__ import annotations

import csv
import io
import os
import threading
from pathlib import Path

import pytest

from kgtools.query import formats
from tests.conftest import Run

MARK = "\ufeff"
WRITTEN = {
    "query": ("query", "visits", "--format", "csv"),
    "query as TSV": ("query", "visits", "--format", "tsv"),
    "search": ("search", "Arcadia", "--format", "csv"),
    "measures": ("measures", "--format", "csv"),
    "figures": ("figures", "trade", "--format", "csv"),
    "targets": ("targets", "--format", "csv"),
    "disagreements": ("disagreements", "--format", "csv"),
    "translations": ("translations", "kk"),
    "timeline": ("timeline", "--lanes", "all"),
    "network": ("network", "all"),
    "matrix": ("matrix", "actors-years"),
}
TO_A_FILE_ONLY = ("timeline", "network", "matrix")


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_has_the_mark_and_a_pipe_has_not(built: Path, kgtools: Run, tmp_path: Path, name: str) -> None:
    ending = "tsv" if "TSV" in name else "csv"
    command, file = WRITTEN[name], tmp_path / f"out.{ending}"
    done = kgtools(*command, "-o", file, cwd=built)
    assert done.returncode == 0, done.stderr
    files = sorted(tmp_path.glob(f"*.{ending}"))
    assert len(files) == (2 if name == "network" else 1)
    for written in files:
        text = written.read_bytes().decode("utf-8")
        assert text.startswith(MARK)
        assert text.count(MARK) == 1
        rows = list(csv.reader(io.StringIO(text.removeprefix(MARK)), delimiter="\t" if "TSV" in name else ","))
        assert len({len(row) for row in rows}) == 1
        assert len(rows) > 1
    if name not in TO_A_FILE_ONLY:
        assert kgtools(*command, cwd=built).stdout == file.read_text(encoding="utf-8").removeprefix(MARK)


def test_a_matrix_of_a_network_has_the_mark(built: Path, kgtools: Run, tmp_path: Path) -> None:
    assert kgtools("network", "all", "-o", tmp_path / "all.matrix.csv", cwd=built).returncode == 0
    assert (tmp_path / "all.matrix.csv").read_text(encoding="utf-8").startswith(MARK + ",")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_named_pipe_stays_clean(built: Path, kgtools: Run, tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")), daemon=True)
    reader.start()
    done = kgtools("search", "Arcadia", "--format", "csv", "-o", pipe, cwd=built)
    reader.join(10)
    assert done.returncode == 0, done.stderr
    assert read[0].startswith("what,kind")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+7 (727) 250", "'+7 (727) 250"),
        ("@name", "'@name"),
        ("-12.6 per cent", "'-12.6 per cent"),
        ("\t=1", "'\t=1"),
        ("-12.6", "-12.6"),
        ("+5", "+5"),
        ("-1e5", "-1e5"),
        ("2022-12", "2022-12"),
        ("1=1", "1=1"),
        ("'=1", "'=1"),
    ],
)
def test_a_spreadsheet_is_given_nothing_to_run(tmp_path: Path, cell: str, written: str) -> None:
    rows = list(csv.reader(io.StringIO(formats.write(["x"], [[cell]], "csv", file=tmp_path / "x.csv"))))
    assert rows == [[MARK + "x"], [written]]
    assert list(csv.reader(io.StringIO(formats.write(["x"], [[cell]], "csv")))) == [["x"], [cell]]


@pytest.mark.parametrize("cell", ["a\rb", "a\nb", 'a"b', "a\r\nb", "a,b"])
def test_a_cell_stays_one_cell(cell: str) -> None:
    text = formats.write(["x", "y"], [[cell, "z"]], "csv")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["x", "y"], [cell, "z"]]
