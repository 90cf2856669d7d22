"""The log of a review: nothing that was acknowledged is lost, and nobody's log is taken for another's."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kgtools.curation.review.decisions import (
    REASONS,
    Accept,
    Add,
    Decision,
    Edit,
    Later,
    Merge,
    New,
    Reject,
    Same,
    Select,
    Undo,
    holding,
    verdicts,
)
from kgtools.curation.review.log import Head, Log, read
from kgtools.errors import DataError, UsageError
from tests.conftest import ROOT

HEAD = Head(proposals="1" * 64, article="short-note", text="2" * 64, reader="ana")
PRINT = "20.7d1.0a1b2c3d4e5f6071"

OF = some.dictionaries(
    some.sampled_from([str(number) for number in range(1, 301)]), some.just(PRINT), min_size=1, max_size=9
)
CELLS = some.dictionaries(some.sampled_from(["value", "note", "gist_en"]), some.text(max_size=9), min_size=1)
PLACES = some.integers(0, 999)
DECISIONS: some.SearchStrategy[Decision] = some.one_of(
    some.builds(Accept, of=OF),
    some.builds(Edit, of=OF, cells=CELLS),
    some.builds(Reject, of=OF, reason=some.sampled_from(REASONS), words=some.text(max_size=9)),
    some.builds(Later, of=OF),
    some.builds(Select, of=OF, start=PLACES, end=PLACES, fingerprint=some.just(PRINT)),
    some.builds(Add, of=OF, kind=some.just("fact"), cells=CELLS, start=PLACES, end=PLACES),
    some.builds(Same, of=OF, id=some.just("place/strelsau")),
    some.builds(New, of=OF, cells=CELLS),
    some.builds(Merge, of=OF, into=some.just("2")),
    some.builds(Undo),
)


@settings(max_examples=25)
@given(decided=some.lists(DECISIONS, max_size=40), data=some.data())
def test_a_review_that_is_killed_anywhere_goes_on_with_all_that_was_decided(
    tmp_path_factory: pytest.TempPathFactory, decided: list[Decision], data: some.DataObject
) -> None:
    path = tmp_path_factory.mktemp("log") / "review.log"
    acknowledged: list[Decision] = []
    while decided:
        with Log(path, HEAD) as log:
            assert log.decisions == acknowledged
            for _ in range(data.draw(some.integers(1, len(decided)))):
                decision = decided.pop(0)
                if isinstance(decision, Undo) and not holding(acknowledged):
                    with pytest.raises(UsageError, match="nothing to undo"):
                        log.write(decision)
                    continue
                log.write(decision)
                acknowledged.append(decision)
        if decided:  # what was being written when the process was killed
            line = msgspec.json.encode(decided[0]) + b"\n"
            with path.open("ab") as file:
                file.write(line[: data.draw(some.integers(0, len(line) - 1))])
    with Log(path, HEAD) as log:
        assert verdicts(log.decisions) == verdicts(acknowledged)


def test_undo_takes_back_one_after_the_other() -> None:
    of = {"4": PRINT}
    decided: list[Decision] = [Accept(of=of), Edit(of=of, cells={"value": "7"}), Reject(of=of, reason="twice")]
    assert [verdicts([*decided, *[Undo()] * number]).get("4") for number in (1, 2)] == [
        verdicts(decided[:2])["4"],
        verdicts(decided[:1])["4"],
    ]
    assert verdicts([*decided, *[Undo()] * 3]) == {}


def test_a_torn_last_line_is_told_and_gone(tmp_path: Path) -> None:
    path = tmp_path / "review.log"
    with Log(path, HEAD) as log:
        log.write(Accept(of={"4": PRINT}))
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"do":"acc')
    with Log(path, HEAD) as log:
        assert (log.torn, log.decisions) == (10, [Accept(of={"4": PRINT})])
        log.write(Undo())
    written = read(path)
    assert written is not None
    assert (written.torn, len(written.decisions)) == (0, 2)


def test_a_line_before_the_last_that_is_broken_is_no_log(tmp_path: Path) -> None:
    path = tmp_path / "review.log"
    with Log(path, HEAD) as log:
        log.write(Accept(of={"4": PRINT}))
    path.write_bytes(path.read_bytes() + b"{}\n" + msgspec.json.encode(Undo()) + b"\n")
    with pytest.raises(DataError, match=r"review\.log:3: not a decision"):
        Log(path, HEAD)


def test_a_review_that_is_opened_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "review.log"
    with Log(path, HEAD), pytest.raises(UsageError, match="open in another review"):
        Log(path, HEAD)
    with Log(path, HEAD):
        pass


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": "3" * 64}, "another text of short-note"),
        ({"proposals": "3" * 64}, "another file of proposals"),
        ({"article": "long-note"}, "log of a review of short-note, not of long-note"),
        ({"reader": "ben"}, "log of 'ana', not of 'ben'; give --reader ana"),
    ],
)
def test_the_log_of_something_else_is_refused_with_a_reason(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    path = tmp_path / "review.log"
    with Log(path, HEAD) as log:
        log.write(Later(of={"4": PRINT}))
    before = path.read_bytes()
    with pytest.raises(UsageError, match=said):
        Log(path, msgspec.structs.replace(HEAD, **changed))
    assert path.read_bytes() == before


def test_a_full_disk_loses_nothing_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "review.log"
    with Log(path, HEAD) as log:
        log.write(Accept(of={"4": PRINT}))
        whole = path.read_bytes()
        write = os.write

        def full(file: int, content: bytes) -> int:
            write(file, content[:7])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "write", full)
        with pytest.raises(UsageError, match="No space left on device; the decision is not noted"):
            log.write(Undo())
        monkeypatch.undo()
        assert path.read_bytes() == whole
        log.write(Undo())
        assert verdicts(log.decisions) == {}


WRITER = """
import sys
from pathlib import Path
from kgtools.curation.review.decisions import Accept
from kgtools.curation.review.log import Head, Log
head = Head(proposals="1" * 64, article="short-note", text="2" * 64, reader="ana")
with Log(Path(sys.argv[1]), head) as log:
    for number in range(10**6):
        log.write(Accept(of={str(number): "20.7d1.0a1b2c3d4e5f6071"}))
        print(number, flush=True)
"""


def test_a_killed_process_has_kept_every_decision_that_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "review.log"
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    acknowledged = 1 + process.stdout.read().count("\n")
    process.wait()
    process.stdout.close()
    with Log(path, HEAD) as log:
        assert len(log.decisions) >= acknowledged > 1
