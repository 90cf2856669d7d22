"""What is said when the machine fails the server: the reason, and what helps."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph as ox
import pytest
from starlette.types import Message

from kgtools.errors import UsageError
from kgtools.graph import store
from kgtools.server.edge import front
from kgtools.server.edge.connections import Connections
from kgtools.server.workers import sparql
from kgtools.server.workers.pages import Pages
from kgtools.server.workers.worker import Worker
from kgtools.sparql import execute
from tests.conftest import Run


def failing(code: int) -> object:
    def fail(*arguments: object, **more: object) -> NoReturn:
        raise OSError(code, os.strerror(code))

    return fail


def test_a_missing_temporary_folder_is_named_as_what_is_wrong(
    built: Path, kgtools: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere() -> NoReturn:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp', '/var/tmp']")

    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    done = kgtools("serve", "--root", built, "--port", "0")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "No usable temporary directory found" in done.stderr
    assert "TMPDIR" in done.stderr
    assert "standard output" not in done.stderr


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_a_full_temporary_folder_is_named_as_what_is_wrong(
    built: Path, kgtools: Run, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(os, "link", failing(errno.EXDEV))
    monkeypatch.setattr(shutil, "copyfile", failing(code))
    done = kgtools("serve", "--root", built, "--port", "0")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert os.strerror(code) in done.stderr
    assert "TMPDIR" in done.stderr
    assert "try again" not in done.stderr


def test_a_store_that_cannot_be_read_is_no_fault_of_the_query(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Corruption: block checksum mismatch in /srv/store/1.sst"

    def broken(*arguments: object, **more: object) -> NoReturn:
        raise RuntimeError(said)

    monkeypatch.setattr(execute, "results", broken)
    task = {"query": "ASK {}", "dataset": None, "rows_as": ["json", "application/json"], "triples_as": None}
    with pytest.raises(RuntimeError, match="Corruption"):  # which the worker answers with 500, and tells the log
        sparql.answer(ox.Store(), 10, task)
    said = "The custom function <urn:f> is not supported"
    assert sparql.answer(ox.Store(), 10, task).status == 400


@pytest.mark.parametrize("place", [execute, Pages])
@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (OSError(errno.EMFILE, "Too many open files"), 403, "queries may open no file and no connection"),
        (OSError(errno.EACCES, "Permission denied"), 403, "Permission denied"),
        (OSError(errno.EIO, "Input/output error", "/srv/store/1.sst"), 500, "Input/output error"),
        (OSError("block checksum mismatch in /srv/store/1.sst"), 500, "it cannot be read"),
    ],
)
def test_what_the_system_refused_is_said(
    place: Any, error: OSError, status: int, told: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """A worker may open nothing: who has it open something is refused. All else is no fault of who asks."""

    def broken(*arguments: object, **more: object) -> NoReturn:
        raise error

    class Asked(Pages):
        def __init__(self) -> None:
            """Over no graph."""

        answer = waiting = broken

    of_pages = object.__new__(Worker)
    vars(of_pages)["_pages"] = Asked()
    task = {"query": "ASK {}", "dataset": None, "rows_as": ["json", "application/json"], "triples_as": None}
    monkeypatch.setattr(execute, "results", broken)
    reply = sparql.answer(ox.Store(), 10, task) if place is execute else of_pages.answer({"kind": "page"})
    assert reply.status == status
    assert told in reply.body.decode()
    assert "/srv" not in reply.body.decode()
    assert (str(error) in capsys.readouterr().err) is (status == 500)


def test_a_page_of_another_site_can_read_that_it_shall_come_again() -> None:
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    class Full(Connections):
        def __init__(self) -> None:
            """Without a listener."""

        def room_for(self, size: int) -> bool:
            return False

    headers = [(b"access-control-allow-origin", b"*"), (b"etag", b"x")]
    large = front.Answer(200, headers, b"x" * (front.PIECE + 1))
    asyncio.run(front._Sent(send, Full(), None, head=False).give(large))
    assert messages[0]["status"] == 503
    sent = dict(messages[0]["headers"])
    assert sent[b"access-control-allow-origin"] == b"*"
    assert b"retry-after" in sent
    assert b"etag" not in sent


def test_a_store_that_is_being_replaced_is_told_apart(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", failing(errno.ENOENT))
    monkeypatch.setattr(shutil, "copyfile", failing(errno.ENOENT))
    with pytest.raises(UsageError, match="is being replaced; try again"):
        store.lend(built, tmp_path, fresh=False)
    assert list(tmp_path.iterdir()) == []


def test_only_what_cannot_be_printed_is_said_not_to_be(
    kgtools: Run, monkeypatch: pytest.MonkeyPatch, built: Path
) -> None:
    for code, said in ((errno.EACCES, os.strerror(errno.EACCES)), (errno.ENOSPC, "cannot write to standard output")):
        monkeypatch.setattr("kgtools.query.questions.listing", failing(code))
        done = kgtools("query", "--list", "--root", built)
        assert done.returncode == 2
        assert said in done.stderr
        assert ("standard output" in done.stderr) == (code == errno.ENOSPC)
