"""The companion: it answers small queries on connections that are lent to it, and nobody can tell."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import re
import shutil
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.graph import build
from kgtools.server.companion import process
from kgtools.server.companion.channel import Channel, Message
from kgtools.server.companion.process import Companion
from kgtools.server.edge import journal
from kgtools.server.edge.place import Place
from kgtools.server.edge.together import Together
from kgtools.server.workers.tasks import WorkerConfig
from tests.conftest import copy_of_mini
from tests.server.test_small import ALL, THING, request
from tests.serving import Serving

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere nothing is lent")

_PLACE = Place(hosts=frozenset({"localhost"}))
_WAIT = 120.0  # seconds until a test gives up; on a machine with much other work processes begin late
_numbers = itertools.count(1000)  # so that no query is asked twice


def small(number: int) -> str:
    return f"{ALL} # {number}"


# -- the channel ------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 200_000)), max_size=5))
@settings(max_examples=20, deadline=None)
def test_messages_of_any_length_arrive_as_they_were_sent(sent: list[tuple[int, int]]) -> None:
    ours, theirs = map(Channel, Channel.pair())
    messages = [Message({"number": number}, bytes([number]) * length) for number, length in sent]
    taken = []
    for message in messages:
        if len(message.data) < 100_000:  # a system keeps as much
            ours.send(message)
            taken += theirs.messages()
        else:
            taken += _sent_meanwhile(ours, theirs, message)
    ours.close()
    assert taken == messages
    assert list(theirs.messages()) == []
    assert theirs.ended
    theirs.close()


def _sent_meanwhile(ours: Channel, theirs: Channel, message: Message) -> list[Message]:
    """What arrives of a message that needs somebody to read while it is sent."""
    import threading

    sending = threading.Thread(target=ours.send, args=(message,))
    sending.start()
    taken: list[Message] = []
    until = time.monotonic() + _WAIT
    while not taken:
        assert time.monotonic() < until
        taken += theirs.messages()
    sending.join()
    return taken


def test_a_connection_goes_over_and_who_may_not_wait_is_told() -> None:
    ours, theirs = map(Channel, Channel.pair())
    near, far = socket.socketpair()
    with far:
        ours.send(Message({"number": 1}, connection=far))
    (message,) = theirs.messages()
    assert message.said == {"number": 1}
    assert message.connection is not None
    with near, message.connection as taken:
        near.sendall(b"here")
        assert taken.recv(9) == b"here"
    with pytest.raises(BlockingIOError):  # noqa: PT012
        for number in range(100_000):
            ours.send(Message({"number": number}), wait=False)
    theirs.close()
    with pytest.raises(OSError, match=r"Connection reset|Broken pipe"):
        ours.send(Message({"number": 2}))
    ours.close()


# -- the companion ----------------------------------------------------------------------------------


class Lent:
    """A connection that the companion has: the client's end of it."""

    def __init__(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.number, self.reader, self.writer = number, reader, writer

    async def ask(self, *data: bytes) -> bytes:
        self.writer.writelines(data)
        return await self.answer()

    async def answer(self) -> bytes:
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), _WAIT)
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        return head + await self.reader.readexactly(length)


class Lending:
    """What the server is to the companion, for tests."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.heard: list[Message] = []
        self._number = 0

    async def hear(self, wanted: Callable[[Message], object]) -> Message:
        """The next message of a kind; others are left for later."""
        until = time.monotonic() + _WAIT
        while time.monotonic() < until:
            self.heard += self.channel.messages()
            for message in self.heard:
                if wanted(message):
                    self.heard.remove(message)
                    return message
            await asyncio.sleep(0.005)
        raise AssertionError(self.heard)

    async def lend(self, buffer: int = 0) -> Lent:
        """A connection to the companion; `buffer` bounds what the system keeps for a reader."""
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setblocking(False)
        own = socket.socket()
        own.setblocking(False)
        if buffer:
            own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        await asyncio.get_running_loop().sock_connect(own, listener.getsockname())
        far, _ = await asyncio.get_running_loop().sock_accept(listener)
        if buffer:
            far.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer)
        listener.close()
        self._number += 1
        with far:
            self.channel.send(Message({"number": self._number}, connection=far))
        return Lent(self._number, *await asyncio.open_connection(sock=own))


@contextlib.asynccontextmanager
async def lending(project: Path) -> AsyncIterator[Lending]:
    """A companion over a project, which has told that it can be asked; in the end it ends by itself."""
    ours, theirs = Channel.pair()
    config = WorkerConfig(project / "build", project, None, "first", 64, 1000)
    companion = Companion(Channel(theirs), config, _PLACE, 2**20, "lines")
    serving = asyncio.create_task(companion.serve())
    channel = Channel(ours)
    one = Lending(channel)
    try:
        await one.hear(lambda message: message.said.get("ready") == "first")
        yield one
        channel.send(Message({"end": True}))
        await asyncio.wait_for(serving, _WAIT)
        one.heard += channel.messages()
    finally:
        serving.cancel()
        channel.close()
        theirs.close()


OTHERS = {
    "a page": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a query for a worker": request("SELECT * { ?s ?p ?o } LIMIT 5"),
    "what has to be warned of": request("ASK { state:arcady rdfs:label ?label }"),
    "a query sent by POST": b"POST /sparql HTTP/1.1\r\nHost: localhost\r\ncontent-length: 9\r\n\r\nquery=ASK",
    "a head": request(small(1), method="HEAD"),
    "a condition": request(small(77), "If-None-Match: *"),
    "another host": request(small(1)).replace(b"localhost", b"elsewhere.example"),
    "two at once": request(small(1)) * 2,
    "half of one": request(small(1))[:40],
    "the first letter": b"G",
    "one with a body": request(small(1), "Content-Length: 3") + b"abc",
    "one whose body is late": request(small(1), "Content-Length: 3"),
    "one in chunks": request(small(1), "Transfer-Encoding: chunked"),
    "no HTTP": b"GET /sparql?query= HTTP/1.1\r\nno header\r\n\r\n",
    "other letters": "GET /sparql?query=ASK{?қ ?p ?o} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(),
}


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody goes back for asking nothing for a while."""
    monkeypatch.setattr(process, "_IDLE", 2 * _WAIT)


@pytest.mark.usefixtures("patient")
def test_what_is_no_small_query_goes_back_as_it_came(built: Path) -> None:
    async def check() -> None:
        async with lending(built) as server:
            for kind, other in OTHERS.items():
                one = await server.lend()
                assert b" 200 OK" in await one.ask(request(small(1)))
                one.writer.write(other)
                back = await server.hear(lambda message: "back" in message.said)
                assert (back.said, back.data) == ({"back": one.number}, other), kind
                assert back.connection is not None
                one.writer.write(b"more")
                with back.connection as connection:
                    connection.setblocking(True)
                    assert connection.recv(9) == b"more", kind
                    connection.sendall(b"answered")
                assert await one.reader.read() == b"answered", f"{kind}: nobody else answers or closes it"

    asyncio.run(check())


@pytest.mark.usefixtures("patient")
def test_what_goes_back_while_a_request_waits_has_its_answer_first(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def check() -> None:
        async with lending(built) as server:
            one = await server.lend()
            await one.ask(request(small(1)))
            waits = Together.wait

            def wait(together: Together, connection: Any) -> None:
                waits(together, connection)
                connection.give_back(b"")

            monkeypatch.setattr(Together, "wait", wait)
            assert b" 200 OK" in await one.ask(request(small(2)))
            back = await server.hear(lambda message: "back" in message.said)
            assert back.data == b""
            assert back.connection is not None
            back.connection.close()
            other = await server.lend()
            other.writer.write(OTHERS["a query for a worker"])
            back = await server.hear(lambda message: "back" in message.said)
            assert back.data == OTHERS["a query for a worker"]
            assert back.connection is not None
            back.connection.close()

    asyncio.run(check())


def test_who_asks_no_more_goes_back_and_who_leaves_is_told(built: Path) -> None:
    async def check() -> None:
        async with lending(built) as server:
            one, other = await server.lend(), await server.lend()
            await one.ask(request(small(1)))
            await other.ask(request(small(2)))
            other.writer.close()
            await server.hear(lambda message: message.said == {"gone": other.number})
            back = await server.hear(lambda message: message.said == {"back": one.number})
            assert back.data == b""
            assert back.connection is not None
            back.connection.close()
            closing = await server.lend()
            assert b"connection: close" in await closing.ask(request(small(3), "Connection: close"))
            await server.hear(lambda message: message.said == {"gone": closing.number})

    asyncio.run(check())


@pytest.mark.usefixtures("patient")
def test_what_is_not_read_yet_is_sent_before_a_connection_goes_back(built: Path) -> None:
    async def check() -> None:
        async with lending(built) as server:
            one = await server.lend(buffer=4096)
            one.reader._transport.pause_reading()  # type: ignore[attr-defined]
            other, asked = OTHERS["a query for a worker"], 0
            while not any("back" in message.said for message in server.heard) and asked < 60:
                one.writer.write(request(small(asked)))
                asked += 1
                await asyncio.sleep(0.01)
                server.heard += server.channel.messages()
            assert asked == 60 or asked > 3, "a system keeps some answers"
            one.writer.write(other)
            one.reader._transport.resume_reading()  # type: ignore[attr-defined]
            back = await server.hear(lambda message: "back" in message.said)
            answers = 0
            with contextlib.suppress(TimeoutError):
                while answers < asked:
                    assert (await asyncio.wait_for(one.answer(), 2)).startswith(b"HTTP/1.1 200 OK")
                    answers += 1
            assert back.connection is not None
            with back.connection as connection:
                connection.setblocking(False)
                rest = back.data
                with contextlib.suppress(BlockingIOError):
                    rest += connection.recv(2**16)
            assert answers + rest.count(b"GET ") == asked + 1, (answers, asked)
            assert rest.endswith(other)

    asyncio.run(check())


@pytest.mark.usefixtures("patient")
def test_of_other_data_it_answers_when_it_has_read_them(built: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(built / "build", other)

    async def check() -> None:
        async with lending(built) as server:
            one = await server.lend()
            first = await one.ask(request(small(1)))
            server.channel.send(Message({"folder": str(other), "digest": "second"}))
            back = await server.hear(lambda message: "back" in message.said)
            assert back.connection is not None
            back.connection.close()
            await server.hear(lambda message: message.said.get("ready") == "second")
            again = await (await server.lend()).ask(request(small(1)))
            tags = [re.search(rb"etag: (\S+)", each) for each in (first, again)]
            assert tags[0] is not None
            assert tags[1] is not None
            assert tags[0][1] != tags[1][1], "an answer names the data it is of"
            assert first.partition(b"\r\n\r\n")[2] == again.partition(b"\r\n\r\n")[2]

    asyncio.run(check())


@pytest.mark.usefixtures("patient")
def test_it_tells_what_it_has_counted_and_logged(built: Path) -> None:
    async def check() -> None:
        async with lending(built) as server:
            one = await server.lend()
            for number in (1, 2, 2, 2, 3):
                await one.ask(request(small(number)))
        lines = b"".join(message.data for message in server.heard if "log" in message.said).decode().splitlines()
        assert [line.split()[2] for line in lines] == [journal.name_of(small(number)) for number in (1, 2, 2, 2, 3)]
        assert [line.split()[7] for line in lines].count("cached") == 1, "what is asked a third time"
        numbers = [message.said["numbers"] for message in server.heard if "numbers" in message.said]
        assert sum(count for each in numbers for _, _, count in each["requests"]) == 5
        assert sum(each["small"] for each in numbers) == 4
        assert sum((Counter(each["remembered"]) for each in numbers), Counter()) == {"hit": 1, "miss": 4}
        assert sum(sum(each["seconds"]["sparql"][:-1]) for each in numbers if each["seconds"]) == 5

    asyncio.run(check())


# -- with a server ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    running = _serving(tmp_path_factory.mktemp("companion"))
    yield running
    assert running.stop() == 0


def _serving(folder: Path) -> Serving:
    """A server that gets a companion as soon as two connections ask some queries a second."""
    build.build(copy_of_mini(folder / "mini"))
    return Serving(folder / "mini", folder / "log", "--workers", 2, "--companion", 8)


class Crowd:
    """Four clients, each on a connection of its own, who ask one small query after the other."""

    def __init__(self, server: Serving) -> None:
        self.server = server
        self.connections = [socket.create_connection(("127.0.0.1", server.port), _WAIT) for _ in range(4)]

    def ask(self, number: int, data: bytes) -> bytes:
        """The answer on a connection; its date is left out."""
        connection = self.connections[number]
        connection.sendall(data)
        taken = b""
        while True:
            part = connection.recv(2**16)
            assert part, taken
            taken += part
            head, end, body = taken.partition(b"\r\n\r\n")
            found = re.search(rb"content-length: (\d+)", head)
            if end and len(body) >= (int(found[1]) if found else 0):
                return re.sub(rb"date: .*\r\n", b"", taken)

    def until_lent(self) -> None:
        """Ask until the companion has connections."""
        until = time.monotonic() + _WAIT
        while number(self.server, "lent_connections") < 2:
            assert time.monotonic() < until, self.server.log[-5:]
            for _ in range(20):
                for each in range(4):
                    assert self.ask(each, request(small(next(_numbers)))).startswith(b"HTTP/1.1 200 OK")
                time.sleep(0.005)  # hundreds a second are enough, and the processors are for the companion's start

    def close(self) -> None:
        for each in self.connections:
            each.close()


@pytest.fixture
def crowd(server: Serving) -> Iterator[Crowd]:
    one = Crowd(server)
    yield one
    one.close()


def number(server: Serving, name: str) -> float:
    """A number that a server tells; labels are left out, and what has several is added up."""
    told = httpx.get(f"{server.url}/metrics").text
    return sum(float(each) for each in re.findall(rf"^tandem_{name}(?:{{.*}})? (\S+)$", told, re.MULTILINE))


def test_nobody_can_tell_who_answers(server: Serving, crowd: Crowd) -> None:
    asked = [
        request(small(1)), request(small(2), "Accept: text/csv"), request(small(3), "Accept-Encoding: gzip"),
        request(f"ASK {{ {THING} a t:State }}"), OTHERS["a query for a worker"], OTHERS["what has to be warned of"],
        OTHERS["no HTTP"],
    ]  # fmt: skip
    alone = []
    for each in asked:
        with contextlib.closing(Crowd(server)) as other:
            alone.append(other.ask(0, each))
    crowd.until_lent()
    for each, answer in zip(asked[:-1], alone, strict=False):
        for one in range(4):
            crowd.ask(one, request(small(next(_numbers))))  # whoever has it
            assert crowd.ask(one, each) == answer
    assert [crowd.ask(one, asked[-1]) for one in range(4)] == [alone[-1]] * 4


def test_all_is_logged_and_counted(server: Serving, crowd: Crowd) -> None:
    crowd.until_lent()
    asked = [small(next(_numbers)) for _ in range(200)]
    for place, query in enumerate(asked):
        crowd.ask(place % 4, request(query))
    names, until = {journal.name_of(query) for query in asked}, time.monotonic() + _WAIT
    while len(told := [line for line in server.log if names & set(line.split()[2:3])]) < len(asked):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert len(told) == len(asked)
    form = re.compile(r"\S+ [0-9a-f]{12} \S+ 127\.0\.0\.1 GET /sparql 200 \d+ B \d+ ms \d+ rows")
    assert all(form.fullmatch(line) for line in told)
    while number(server, "requests_total") < sum(" /sparql " in line for line in server.log):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert number(server, "connections") >= 4, "what is lent is counted"


def test_a_rebuilt_graph_is_asked(server: Serving, crowd: Crowd) -> None:
    crowd.until_lent()
    project = server.project
    table = project / "data" / "entities" / "states.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",Arcadia,", ",Arcadia Felix,"), encoding="utf-8")
    build.build(project)
    label = f'SELECT ?l {{ {THING} rdfs:label ?l FILTER(LANG(?l) = "en") }}'
    until = time.monotonic() + _WAIT
    # All are asked each time: whoever asks nothing for long is hung up on.
    while {b"Arcadia Felix" in crowd.ask(one, request(f"{label} # {next(_numbers)}")) for one in range(4)} != {True}:
        assert time.monotonic() < until, server.log[-5:]
        time.sleep(0.005)
    crowd.until_lent()
    assert all(b"Arcadia Felix" in crowd.ask(one, request(f"{label} # {next(_numbers)}")) for one in range(4))


def test_one_that_is_killed_takes_nothing_else_along_and_another_ends_with_the_server(tmp_path: Path) -> None:
    server = _serving(tmp_path)
    with contextlib.closing(Crowd(server)) as crowd:
        crowd.until_lent()
        companions = _children(server.process.pid)
        assert len(companions) == 2, "the template and the companion"
        os.kill(max(companions), signal.SIGKILL)
        until = time.monotonic() + _WAIT
        while not any("broke off: it has ended" in line for line in server.log):
            assert time.monotonic() < until, server.log[-5:]
            time.sleep(0.05)
        assert number(server, "lent_connections") == 0
    with contextlib.closing(Crowd(server)) as others:
        others.until_lent()
        companions = _children(server.process.pid)
        os.kill(max(companions), signal.SIGTERM)  # as whoever stops all of a service may do
        assert server.stop() == 0
    assert not any(Path(f"/proc/{each}").exists() for each in companions)
    assert sum("broke off" in line for line in server.log) == 1
    assert not any("Traceback" in line for line in server.log), server.log


def _children(process: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            after = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(after[1]) == process and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found
