"""Several files change together or not at all, at whatever moment the process is killed, and nothing is left behind."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtools import files
from kgtools.claims import tables
from kgtools.errors import UsageError
from kgtools.files import complete, replace_all, replacing
from tests.conftest import Run

OLD = {"a.csv": "old a", "entities/b.csv": "old b"}
NEW = {"a.csv": "new a", "entities/b.csv": "new b", "translations/d.csv": "new d"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put(tmp_path, OLD)
    return tmp_path


def put(root: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (root / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "data" / name).write_text(text)


def held(root: Path) -> dict[str, str]:
    """All files in `data`, hidden ones too."""
    data = root / "data"
    return {path.relative_to(data).as_posix(): path.read_text() for path in data.rglob("*") if path.is_file()}


def change(root: Path) -> None:
    replace_all(root, {root / "data" / name: text for name, text in NEW.items()})


def killed_at(step: int, run: Callable[[], object], folder: Path, events: tuple[str, ...] = ("open", "os.")) -> bool:
    """Run something in a process that is killed as it touches `folder` for the nth time; whether it came so far."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # about threads: the child does nothing with them
        child = os.fork()
    if child == 0:
        left = step

        def strike(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            if event.startswith(events) and any(str(folder) in str(one) for one in arguments):
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(strike)
        try:
            run()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_files_change_together(root: Path) -> None:
    change(root)
    assert held(root) == NEW
    assert not [path for path in (root / "data").iterdir() if path.name.startswith(".")]


def test_a_kill_at_any_step_leaves_all_or_nothing(root: Path) -> None:
    ends = []
    step = 0
    while killed_at(step, lambda: change(root), root / "data"):
        complete(root)
        ends.append(held(root))
        shutil.rmtree(root / "data")
        put(root, OLD)
        step += 1
    assert step > 15
    assert held(root) == NEW  # the run that was not killed
    assert all(end in (OLD, NEW) for end in ends)
    assert ends[0] == OLD
    assert ends[-1] == NEW
    assert [end == NEW for end in ends] == sorted(end == NEW for end in ends)  # one moment at which it comes to hold


def test_a_kill_while_completing_is_completed_in_turn(root: Path) -> None:
    put(root, {f".written/{name}": text for name, text in NEW.items()})
    step = 0
    while killed_at(step, lambda: complete(root), root / "data"):
        step += 1
    assert step > 0
    complete(root)
    assert held(root) == NEW


def test_a_change_that_fails_leaves_all_as_it_was(root: Path) -> None:
    (root / "data" / "translations" / "d.csv").mkdir(parents=True)
    with pytest.raises(UsageError, match=r"cannot write .*d\.csv: Permission denied"):
        change(root)
    assert held(root) == OLD


def test_what_older_runs_left_beside_the_tables_goes(root: Path) -> None:
    put(root, {".a.csv.abcd_123": "half", "entities/.b.csv.x1y2z3w4.part": "half", "entities/.~lock.b.csv#": "open"})
    change(root)
    assert held(root) == {**NEW, "entities/.~lock.b.csv#": "open"}


def test_a_table_that_is_a_link_stays_one(root: Path) -> None:
    elsewhere = root / "elsewhere.csv"
    elsewhere.write_text("old a")
    (root / "data" / "a.csv").unlink()
    (root / "data" / "a.csv").symlink_to(elsewhere)
    change(root)
    assert (root / "data" / "a.csv").is_symlink()
    assert elsewhere.read_text() == "new a"


def test_a_killed_output_leaves_nothing_after_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"

    def write() -> None:
        with replacing(path) as temporary:
            temporary.write_text("whole")
            if path.name not in os.listdir(tmp_path):
                os.kill(os.getpid(), signal.SIGKILL)

    assert killed_at(1000, write, tmp_path)
    assert len(os.listdir(tmp_path)) == 1
    with replacing(path) as temporary, replacing(tmp_path / "answer.csv") as second:  # both alive: neither is taken
        temporary.write_text("first")
        second.write_text("second")
    assert os.listdir(tmp_path) == ["answer.csv"]
    assert path.read_text() == "first"


def test_three_tables_that_a_command_writes_change_together(mini: Path, kgtools: Run) -> None:
    figures = mini / "data" / "articles" / "short-note" / "figures.csv"
    rows = [row.cells for row in tables.read_table(figures, tables.FIGURES, mini)]
    clashing = rows[0] | {"id": "n04", "value": "2.2", "bound": "exact"}
    tables.write_table(figures, tables.FIGURES, [*rows, clashing])
    before = held(mini)
    second = 1  # the first renaming is that of the folder, the second that of the first table
    command = ("disagreements", "--propose", "--root", mini)
    assert killed_at(second, lambda: kgtools(*command), mini / "data" / ".writ", ("os.rename",))
    complete(mini)
    after = held(mini)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"disagreements.csv", "compared-claims.csv", "explained-clashes.csv"}


def test_every_command_completes_an_interrupted_change_first(mini: Path, kgtools: Run) -> None:
    table = mini / "data" / "entities" / "states.csv"
    waiting = mini / "data" / ".written" / "entities" / "states.csv"
    waiting.parent.mkdir(parents=True)
    waiting.write_text(table.read_text().replace("Arkadia@en", "Arkady@en"))
    (mini / "data" / ".writing").mkdir()
    assert kgtools("tidy", "--dry-run", "--root", mini).returncode == 0
    assert "Arkady@en" in table.read_text()
    assert not list((mini / "data").glob(".*"))


def test_a_table_that_was_edited_since_is_not_overwritten(root: Path) -> None:
    put(root, {".written/a.csv": "new a"})
    later = (root / "data" / ".written" / "a.csv").stat().st_mtime_ns + 1_000_000_000
    os.utime(root / "data" / "a.csv", ns=(later, later))
    with pytest.raises(UsageError, match=r"a\.csv was edited after a change of it was interrupted"):
        complete(root)
    assert held(root) == {**OLD, ".written/a.csv": "new a"}


def test_an_interrupted_change_that_may_not_be_completed_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(root, {".written/a.csv": "new a"})

    def fail(data: Path) -> None:
        raise PermissionError(13, "Permission denied", str(data))

    monkeypatch.setattr(files, "_finish", fail)
    with pytest.raises(UsageError, match=r"was interrupted and waits in .*\.written: Permission denied; run kgtools"):
        complete(root)
