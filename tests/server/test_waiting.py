"""What is told of pages that another process is still to make, or that cannot be answered for another reason."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
import pytest
from starlette.requests import Request

from kgtools.graph import store
from kgtools.messages import message
from kgtools.portal import addresses, kept
from kgtools.portal.contents import Contents
from kgtools.portal.doors import drawn
from kgtools.portal.portal import Portal
from kgtools.query import lookup, search
from kgtools.server import pictures, refusals
from kgtools.server.workers import pages, worker
from kgtools.server.workers.pages import INDEX, Pages
from kgtools.server.workers.tasks import Reply, Task, WorkerConfig, plain


@pytest.fixture
def waited(built: Path, mini_store: ox.Store, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """Pages over a graph that counts as large."""
    monkeypatch.setattr(pages, "MANY", 100)
    portal = Portal(Contents.read(built, mini_store), live=True)
    return Pages(portal, 1000, lambda: search.Index.read(mini_store))


def page(path: str, language: str = "en") -> Task:
    return {"kind": "page", "address": addresses.page(path, language), "language": language, "fields": {}}


def test_steps_are_expected_until_one_fails(waited: Pages) -> None:
    steps = waited.expect(searched=False)
    expected = (0, INDEX, *range(1, kept.STEPS))
    for place, step in enumerate(expected):
        assert next(steps) == step
        assert waited.coming == expected[place:]
        waited.made += step != INDEX
    assert next(steps, None) is None
    assert waited.coming == ()

    waited.made = 1
    steps = waited.expect(searched=False)
    assert next(steps) == INDEX
    assert next(steps) == 1  # and nothing is made
    assert waited.coming == (*range(1, kept.STEPS),)
    assert next(steps, None) is None

    assert list(waited.expect(searched=True)) == [1]
    waited.made = kept.STEPS
    assert list(waited.expect(searched=False)) == [INDEX]


@pytest.mark.parametrize("language", ["en", "ru", "kk", "uz"])
def test_a_page_that_is_being_made_says_so_in_its_language(waited: Pages, language: str) -> None:
    steps = waited.expect(searched=False)
    next(steps)
    waited.made = 1
    next(steps)
    waited.begin()
    for path, own in (("timeline", 3), ("disagreements", 3), ("targets", 3), ("networks", 4)):
        reply = waited.waiting(page(path, language))
        assert reply is not None
        assert (reply.status, reply.type, reply.last) == (503, "text/html", False)
        assert reply.headers == {"Retry-After": "10"}
        html = reply.body.decode()
        assert f'<html lang="{language}"' in html
        assert f'<meta http-equiv="refresh" content="10; url={path}.html">' in html  # an address with a fragment stays
        for told in (
            message("server.waiting", language), message("server.waiting.again", language),
            message("server.waiting.told", language, now=2, steps=kept.STEPS + 1, own=own),
        ):  # fmt: skip
            assert told in html
    for task in ({"kind": "search"}, {"kind": "service", "service": "search.json"}):
        reply = waited.waiting({**task, "language": language, "fields": {"words": "Arcadia"}})
        assert reply is not None
        assert (reply.status, reply.type, reply.last) == (503, "text/plain", False)
        assert reply.body.decode().strip() == message(
            "server.waiting.told", language, now=2, steps=kept.STEPS + 1, own=2
        )


def test_nobody_waits_for_what_is_made_or_is_of_one_thing_or_of_a_small_graph(
    waited: Pages, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others: tuple[Task, ...] = (
        page("index"),
        page("browse/none"),
        page("timeline/none"),
        page("id/state/arcadia"),
        {"kind": "sparql"},
        {"kind": "describe"},
    )
    assert waited.waiting(page("networks")) is None  # nothing is being made
    steps = waited.expect(searched=True)
    next(steps)
    assert waited.waiting(page("index")) is None  # it is made from the table of things
    for step in (0, 1):
        assert waited.waiting(page("timeline")) is not None
        for _ in waited.make(tmp_path / kept.FILE, "digest"):
            pass
        waited.take(tmp_path / kept.FILE, "digest")
        waited.begin()
        if step == 0:
            next(steps)
    # A page that is kept is answered with, before its step is over, too.
    assert waited.waiting(page("timeline")) is None
    next(steps)
    for task in others:
        assert waited.waiting(task) is None
    assert waited.waiting({"kind": "search", "language": "en"}) is None
    assert waited.waiting(page("networks")) is not None
    monkeypatch.setattr(pages, "MANY", 10**9)
    assert waited.waiting(page("networks")) is None


@pytest.mark.parametrize("path", ["browse/none", "disagreements/none", "timeline/0", "networks/none"])
def test_no_name_is_looked_for_below_a_list(waited: Pages, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "candidates", lambda *_: pytest.fail("all names are read"))
    reply = waited.answer(page(path, "ru"))
    assert reply.status == 404
    assert message("server.no-page", "ru") in reply.body.decode()


def test_who_was_forked_off_before_a_step_was_over_waits_but_once(waited: Pages) -> None:
    steps = waited.expect(searched=False)
    next(steps)
    waited.begin()
    process, coming = waited.coming, (0, INDEX, *range(1, kept.STEPS))
    assert process == coming
    assert cast(Reply, waited.waiting(page("networks"))).last is False
    waited.made = 1
    next(steps)
    waited.coming = coming  # as a process has it that was forked off before
    assert cast(Reply, waited.waiting(page("networks"))).last is True
    waited.begin()
    assert cast(Reply, waited.waiting(page("networks"))).last is False


@pytest.mark.parametrize("many", [100, 10**9])
def test_a_server_of_a_large_graph_says_what_it_makes_and_how_that_is_spared(
    many: int, mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pages, "MANY", many)
    digest, folder = store.lend(mini, tmp_path, fresh=True)
    config = WorkerConfig(folder, mini, None, digest, memory=512, rows=1000)
    stages = worker.Worker(config, store.opened(folder)).stages()
    next(stages)
    next(stages)  # the first was not made, so others are not tried
    assert next(stages, None) is None
    said = capsys.readouterr().err
    assert ("kgtools build --for-serving makes it beforehand" in said) == (many == 100)
    assert said.count("kgtools: ") == (many == 100)


class Telling:
    """In the place of a worker: tells that something is still being made, or not."""

    def answer(self, task: Task) -> Reply:
        return Reply(503, "text/plain", b"", last=task["waits"])


@pytest.mark.parametrize("waits", [True, False])
def test_a_worker_that_knows_no_better_is_asked_no_more(waits: bool) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(json.dumps({"waits": waits, "seconds": 9, "gzip": False}).encode() + b"\n")
        ours.shutdown(socket.SHUT_WR)
        worker.run(theirs, cast(Any, Telling()), 2**30)
        assert json.loads(ours.recv(4096))["last"] is waits


@pytest.mark.parametrize("language", ["en", "ru", "kk", "uz"])
def test_a_refused_page_is_a_page_in_its_language(language: str) -> None:
    request = Request({"type": "http", "method": "GET", "state": {}})
    busy = Reply(503, "text/plain", b"too many queries at once; try again soon", {"Retry-After": "2"})
    for reply, key, again in ((busy, "busy", True), (plain(503, "the query ran too long"), "long", False)):
        shown = refusals.of_page(request, reply, language)
        assert (shown.status, shown.type, shown.headers) == (503, "text/html", reply.headers)
        html = shown.body.decode()
        assert f'<html lang="{language}"' in html
        assert message("server.refused", language) in html
        assert message(f"server.refused.{key}", language) in html
        assert ('<meta http-equiv="refresh" content="2">' in html) is again
    assert not hasattr(request.state, "outcome")


def test_what_is_no_refusal_stays_as_it_is_and_a_form_is_not_sent_anew() -> None:
    request = Request({"type": "http", "method": "POST", "state": {}})
    for reply in (plain(404, "none"), Reply(200, "text/html", b"")):
        assert refusals.of_page(request, reply, "en") is reply
    assert b"refresh" not in refusals.of_page(request, Reply(503, "text/plain", b"", {"Retry-After": "2"}), "en").body
    waits = Reply(503, "text/html", b"")
    assert refusals.of_page(request, waits, "en") is waits
    assert request.state.outcome == "waits"


# -- pictures -----------------------------------------------------------------------------------------


class OfPool:
    """In the place of a pool: has the configuration of its workers."""

    def __init__(self, folder: Path) -> None:
        self.config = WorkerConfig(folder, folder, None, "digest", memory=512, rows=1000)


def ask(address: str) -> Request:
    scope = {"type": "http", "method": "GET", "path": address, "headers": [], "query_string": b"", "state": {}}
    return Request({**scope, "server": ("localhost", 80), "scheme": "http", "root_path": ""})


@pytest.mark.parametrize("language", ["en", "ru", "kk", "uz"])
def test_who_waits_long_for_a_picture_is_told_so_and_it_is_drawn_once(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/{language}/pictures/timeline.html"
    begun: list[str] = []

    async def asked() -> None:
        goes_on = asyncio.Event()

        async def drawn(config: WorkerConfig, address: str) -> bytes:
            begun.append(address)
            await goes_on.wait()
            return b"<script>drawn</script>"

        monkeypatch.setattr(pictures, "_drawn", drawn)
        monkeypatch.setattr(pictures, "PATIENCE", 0.01)
        served = pictures.Pictures(cast(Any, OfPool(tmp_path)))
        for _ in range(2):
            waiting = await served.answer(ask(address))
            assert (waiting.status_code, waiting.headers["Retry-After"]) == (503, "3")
            for key in ("server.waiting", "server.waiting.drawn", "server.waiting.again"):
                assert message(key, language) in bytes(waiting.body).decode()
            assert "setTimeout(() => location.reload(), 3000)" in bytes(waiting.body).decode()
            assert "sha256-" in waiting.headers["Content-Security-Policy"]
        goes_on.set()
        await asyncio.sleep(0.05)
        picture = await served.answer(ask(address))
        assert (picture.status_code, picture.body) == (200, b"<script>drawn</script>")

    asyncio.run(asked())
    assert begun == [address[1:]]


def test_a_script_is_waited_for_and_never_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def drawn(config: WorkerConfig, address: str) -> bytes:
        await asyncio.sleep(0.05 if address.endswith(".js") else 60)
        return b"library"

    async def asked() -> list[tuple[int, bytes]]:
        served = pictures.Pictures(cast(Any, OfPool(tmp_path)))
        found = [await served.answer(ask(address)) for address in ("/en/pictures/timeline.html", "/static/bokeh.js")]
        return [(one.status_code, bytes(one.body)[:7]) for one in found]

    monkeypatch.setattr(pictures, "_drawn", drawn)
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)
    assert asyncio.run(asked()) == [(503, b"<!docty"), (200, b"library")]


def test_no_process_is_started_for_a_picture_that_is_known_to_be_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    there = {f"en/pictures/network-{name}.html" for name in ("actors", "empty", "other")}

    async def drawn(config: WorkerConfig, address: str) -> frozenset[str]:
        begun.append(address)
        return frozenset(there - {address})

    async def asked() -> list[int]:
        served = pictures.Pictures(cast(Any, OfPool(tmp_path)))
        names = ("none", "nothing", "empty", "other", "empty", "other")
        return [(await served.answer(ask(f"/en/pictures/network-{name}.html"))).status_code for name in names]

    monkeypatch.setattr(pictures, "_drawn", drawn)
    assert asyncio.run(asked()) == [404] * 6
    assert begun == [f"en/pictures/network-{name}.html" for name in ("none", "empty", "other")]


def test_a_picture_reads_no_more_than_it_shows(built: Path, mini_store: ox.Store) -> None:
    whole, contents = (Contents.read(built, mini_store) for _ in range(2))
    files = drawn.possible(contents)
    every = {**drawn.timelines(whole), **drawn.every_network(whole)}
    assert set(files) == set(every)
    address = "en/pictures/network-actors.html"
    assert files[address]() == every[address]()
    assert not {"bars", "outlines"} & set(vars(contents))
