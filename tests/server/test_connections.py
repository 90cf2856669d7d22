"""Connections: who is slow, silent or reads nothing is closed in time, and costs nobody else room."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from io import StringIO

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from kgtools.server.edge import connections, front
from kgtools.server.edge.answers import Answer, Answers
from kgtools.server.edge.connections import Connections
from kgtools.server.edge.front import Front
from kgtools.server.edge.heads import Head, Known
from kgtools.server.edge.journal import Journal
from kgtools.server.edge.place import Place

ASK = b"GET /small HTTP/1.1\r\nHost: localhost\r\n\r\n"
MIDDLE = b"GET /middle HTTP/1.1\r\nHost: localhost\r\n\r\n"
LARGE = b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"
_LARGE = 20 * 2**20  # bytes; more than a system keeps for a reader


async def _application(scope: Scope, receive: Receive, send: Send) -> None:
    lengths = {"/middle": front.PIECE, "/large": _LARGE}
    body = b"x" * lengths.get(scope["path"], 0) or scope["query_string"] or b"here"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


class Client:
    """A connection that says and reads what a test wants."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> bytes:
        """The next answer: its head and body; empty if the connection was closed."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            return head + await self.reader.readexactly(length)
        return b""

    async def closed(self) -> bool:
        """Whether the server closes the connection before long."""
        with contextlib.suppress(ConnectionError):
            return await asyncio.wait_for(self.reader.read(), 20) is not None
        return True


class House:
    """A server whose connections are looked at when a test says so, at a time that it says."""

    def __init__(self, most: int) -> None:
        self.all = Connections(most)
        self._port = 0

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[House]:
        inner = Front(
            _application, Place(hosts=frozenset({"localhost"})), self.all, Journal(stream=StringIO()), Answers(0),
            lambda: "digest",
        )  # fmt: skip
        config = uvicorn.Config(inner, log_config=None, ws="none", lifespan="off", proxy_headers=False)
        config.load()
        state, loop = ServerState(), asyncio.get_running_loop()
        listening = await loop.create_server(
            lambda: self.all.protocol(config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        self._port = listening.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            listening.close()
            for each in list(self.all._open):
                each.transport.abort()

    async def client(self, limit: int = 2**16) -> Client:
        return Client(*await asyncio.open_connection("127.0.0.1", self._port, limit=limit))

    def later(self, seconds: float) -> None:
        """Look at all connections as if so many seconds had passed."""
        self.all.look(asyncio.get_running_loop().time() + seconds)


def scenario(most: int = 64) -> Callable[[Callable[[House], Awaitable[None]]], Callable[[], None]]:
    """A test that runs in a house of its own."""

    def made(test: Callable[[House], Awaitable[None]]) -> Callable[[], None]:
        async def run() -> None:
            async with House(most).open() as house:
                await test(house)

        def called() -> None:
            asyncio.run(asyncio.wait_for(run(), 60))

        called.__name__ = test.__name__
        return called

    return made


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.01)


@scenario()
async def test_who_never_asks_is_given_up_and_who_asks_is_not(house: House) -> None:
    silent, asking = await house.client(), await house.client()
    await asking.say(ASK)
    assert (await asking.answer()).endswith(b"here")
    house.later(connections.HEAD - 1)
    assert len(house.all) == 2
    house.later(connections.HEAD + 1)
    assert await silent.closed()
    await asking.say(ASK)
    assert (await asking.answer()).endswith(b"here")
    house.later(connections.KEPT + 1)
    assert await asking.closed()
    assert (house.all.counts["slow"], house.all.counts["idle"]) == (1, 1)


@scenario()
async def test_every_request_has_to_arrive_in_time_not_only_the_first(house: House) -> None:
    slow = await house.client()
    for part in (ASK, ASK + b"GET /sm"):
        await slow.say(part)
        assert (await slow.answer()).endswith(b"here")
    await _until(lambda: next(iter(house.all._open))._arriving)
    await slow.say(b"all HTTP/1.1\r\nX-Slow: ")
    house.later(connections.HEAD + 1)
    assert await slow.closed()


@scenario()
async def test_a_body_that_nobody_waits_for_keeps_no_connection_open(house: House) -> None:
    slow = await house.client()
    await slow.say(ASK.replace(b"\r\n\r\n", b"\r\nContent-Length: 1000000\r\n\r\n"))
    assert (await slow.answer()).endswith(b"here")
    await slow.say(b"drop by drop")
    house.later(connections.KEPT + 1)
    assert await slow.closed()


@scenario()
async def test_who_reads_nothing_is_given_up(house: House) -> None:
    deaf = await house.client(1024)
    await deaf.say(LARGE)
    (connection,) = house.all._open
    await _until(lambda: connection.transport.get_write_buffer_size() > 0)
    house.later(0)
    assert house.all.unread == _LARGE
    assert connection.transport.get_write_buffer_size() < 2 * front.PIECE, (
        "of a large answer only a piece is on its way"
    )
    house.later(connections.STALLED - 1)
    assert house.all.counts["stalled"] == 0
    house.later(connections.STALLED + 1)
    assert house.all.counts["stalled"] == 1
    await _until(lambda: house.all.unread == 0)


@scenario()
async def test_who_reads_a_drop_at_a_time_has_to_make_room(house: House) -> None:
    deaf = [await house.client(1024) for _ in range(3)]
    for each in deaf:
        await each.say(LARGE)
    await _until(lambda: house.all.unread == 3 * _LARGE)
    assert not house.all.room_for(_LARGE)
    for connection in house.all._open:
        connection.since -= connections.PATIENT + 1
    house.all._made_room = 0.0
    assert house.all.room_for(_LARGE)
    assert house.all.counts["unread"] == 1


@scenario()
async def test_what_waits_to_be_read_is_bounded(house: House) -> None:
    deaf = [await house.client(1024) for _ in range(4)]
    for each in deaf:
        await each.say(LARGE)
    await _until(lambda: house.all.unread >= 3 * _LARGE)
    refused = await deaf[-1].answer() if house.all.unread < 4 * _LARGE else b""
    assert refused.startswith(b"HTTP/1.1 503 "), "three fit in 64 MB, a fourth does not"
    assert b"retry-after" in refused
    # Those who read nothing make room for who does.
    for connection in list(house.all._open):
        connection.progress -= 2 * connections._SWEEP + 1
    house.all._made_room = 0.0
    asking = await house.client()
    await asking.say(LARGE)
    assert len(await asking.answer()) > _LARGE
    assert house.all.counts["unread"] == 1


@scenario(most=8)
async def test_a_full_house_has_room_for_who_asks(house: House) -> None:
    silent = [await house.client() for _ in range(2)]
    await _until(lambda: len(house.all) == 2)
    asking = await house.client()  # one address may have a quarter of all
    await asking.say(ASK)
    assert (await asking.answer()).endswith(b"here")
    assert await silent[0].closed(), "the one that was idle longest went"
    assert len(house.all) == 2
    another = await house.client()
    assert await silent[1].closed(), "rather one that never asked"
    await asking.say(ASK)
    assert (await asking.answer()).endswith(b"here")
    await another.say(ASK)
    assert (await another.answer()).endswith(b"here")
    assert house.all.counts["made room: client"] == 2


@scenario(most=8)
async def test_who_finds_no_room_is_told_so(house: House) -> None:
    waiting = asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await waiting.wait()
        await _application(scope, receive, send)

    busy = [await house.client() for _ in range(2)]
    for each in list(house.all._open):
        each.app = slow  # type: ignore[assignment]
    for one in busy:
        await one.say(ASK)
    await _until(lambda: all(each.answering for each in house.all._open))
    refused = await (await house.client()).answer()
    assert refused.startswith(b"HTTP/1.1 503 ")
    assert b"too many connections" in refused
    assert house.all.counts["refused: client"] == 1
    waiting.set()
    assert (await busy[0].reader.read(12)) == b"HTTP/1.1 200"


@scenario()
async def test_heads_and_pipelines_have_an_end(house: House) -> None:
    long = await house.client()
    with contextlib.suppress(ConnectionError):
        await long.say(b"GET /small HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 2**17)
    assert (await long.answer()).startswith(b"HTTP/1.1 431 ")
    many = await house.client()
    with contextlib.suppress(ConnectionError):
        await many.say(ASK * 2000)
    assert await many.closed()
    assert house.all.counts["pipelined"] == 1


@scenario()
async def test_rubbish_is_answered_in_one_line(house: House) -> None:
    for rubbish in (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"GET /a b HTTP/1.1\r\n\r\n", b"\r\n\r\n\r\nhello\r\n\r\n"):
        one = await house.client()
        await one.say(rubbish)
        told = await one.answer()
        assert told.startswith(b"HTTP/1.1 400 ")
        assert b"blanks are written %20" in told


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_letters_of_an_address_need_no_encoding_however_they_arrive(size: int) -> None:
    line = "GET /small?Шағын HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()

    @scenario()
    async def asked(house: House) -> None:
        one = await house.client()
        for _ in range(2):
            for start in range(0, len(line), size):
                await one.say(line[start : start + size])
                await asyncio.sleep(0)
            assert (await one.answer()).endswith(b"%D0%A8%D0%B0%D2%93%D1%8B%D0%BD")

    asked()


def _remembered(house: House, length: int) -> None:
    """Let every request have the same answer, as if it were remembered."""
    together = house.all.together
    together.at_once, together.learn = lambda scope: Answer(200, [], b"y" * length), lambda *told: None


def _known(house: House) -> None:
    """Let the headers of every request be known that begins with an address of two letters."""
    together = house.all.together
    head = Head({}, "localhost", "http", ("127.0.0.1", 0), ())
    together.known = lambda data, address: Known("", data[5:7], head) if data[7:8] == b" " else None
    together.all = lambda known: [Answer(200, [], each.query) if each.query != b"no" else None for each in known]


def _asking(what: str) -> bytes:
    return f"GET /{what} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


@scenario(most=256)
async def test_known_requests_are_answered_together_each_with_its_own(house: House) -> None:
    _known(house)
    together, asked = house.all.together, list[int]()
    answers = together.all
    together.all = lambda known: asked.append(len(known)) or answers(known)  # type: ignore[func-returns-value]
    clients = [await house.client() for _ in range(40)]
    for number, connection in enumerate(house.all._open):
        connection.data_received(_asking("no" if number == 7 else f"{number:02}"))
    told = [(await each.answer()).rpartition(b"\r\n\r\n")[2] for each in clients]
    assert told == [b"here" if number == 7 else b"%02d" % number for number in range(40)], "one was read after all"
    assert asked == [16, 16, 8]


@scenario()
async def test_a_known_request_keeps_its_turn(house: House) -> None:
    _known(house)
    one = await house.client()
    (connection,) = house.all._open
    for _ in range(2):
        for what in ("ab", "cd", "small", "no", "ef", "gh"):
            connection.data_received(_asking(what))
            assert connection.answering
        answers = [(await one.answer()).rpartition(b"\r\n\r\n")[2] for _ in range(6)]
        assert answers == [b"ab", b"cd", b"here", b"here", b"here", b"here"]
    assert connection.between
    assert connection._came == b"", "what came is not kept for as long as a connection is open"


@scenario()
async def test_who_asked_a_known_request_alone_is_kept_as_who_asked(house: House) -> None:
    _known(house)
    one = await house.client()
    await one.say(_asking("ab"))
    assert (await one.answer()).endswith(b"ab")
    house.later(connections.KEPT - 1)
    await one.say(_asking("cd"))
    assert (await one.answer()).endswith(b"cd")
    house.later(connections.KEPT + 1)
    assert await one.closed()
    assert house.all.counts == {"accepted": 1, "idle": 1}


@scenario()
async def test_who_waits_is_not_given_away_and_has_an_answer_when_the_server_ends(house: House) -> None:
    _known(house)
    one = await house.client()
    (connection,) = house.all._open
    connection.data_received(_asking("ab"))
    assert not connection.between
    assert not connection.idle
    connection.shutdown()
    assert (await one.answer()).endswith(b"ab")
    assert await one.closed()


@scenario()
async def test_a_mistake_leaves_nobody_waiting(house: House) -> None:
    _known(house)

    def mistaken(known: list[Known]) -> list[Answer | None]:
        raise AssertionError(known)

    house.all.together.all = mistaken
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context["exception"]))
    clients = [await house.client() for _ in range(3)]
    for each in clients:
        await each.say(_asking("ab"))
    for each in clients:
        assert await each.closed()
    assert told
    assert all(isinstance(each, AssertionError) for each in told)
    _known(house)
    again = await house.client()
    await again.say(_asking("ab"))
    assert (await again.answer()).endswith(b"ab")


@scenario()
async def test_who_leaves_while_it_waits_costs_nobody_an_answer(house: House) -> None:
    _known(house)
    gone, one = await house.client(), await house.client()
    first, second = house.all._open
    first.data_received(_asking("ab"))
    second.data_received(_asking("cd"))
    first.transport.abort()
    assert (await one.answer()).endswith(b"cd")
    assert await gone.closed()


@scenario()
async def test_of_what_comes_together_one_is_answered_at_once(house: House) -> None:
    asking = await house.client()
    _remembered(house, 5)
    await asking.say(ASK * 3)
    assert [(await asking.answer())[-4:] for _ in range(3)] == [b"yyyy", b"here", b"here"]
    await asking.say(ASK[:20])
    await asyncio.sleep(0.05)
    await asking.say(ASK[20:])
    assert (await asking.answer()).endswith(b"yyyyy"), "it came in two parts"


@scenario()
async def test_who_reads_nothing_makes_no_more_wait_than_before(house: House) -> None:
    _remembered(house, front.PIECE)
    await _reads_nothing(house, ASK)


@scenario()
async def test_who_reads_nothing_is_given_no_more_by_the_application_either(house: House) -> None:
    await _reads_nothing(house, MIDDLE)


async def _reads_nothing(house: House, request: bytes) -> None:
    deaf = await house.client(1024)
    (connection,) = house.all._open
    deaf.reader._transport.pause_reading()  # type: ignore[attr-defined]
    for _ in range(60):
        with contextlib.suppress(ConnectionError):
            await deaf.say(request)
        await asyncio.sleep(0.005)
        assert connection.transport.get_write_buffer_size() < front.PIECE + 2**17
    assert connection.transport.get_write_buffer_size() > 2**16
    house.later(connections.STALLED + 1)
    house.later(2 * connections.STALLED + 2)
    assert house.all.counts["stalled"] == 1


@scenario(most=8)
async def test_who_was_answered_at_once_was_active(house: House) -> None:
    silent, asking = await house.client(), await house.client()
    _remembered(house, 5)
    await asking.say(ASK)
    assert (await asking.answer()).endswith(b"yyyyy")
    await house.client()
    assert await silent.closed()
    house.later(connections.KEPT - 1)
    await asking.say(ASK)
    assert (await asking.answer()).endswith(b"yyyyy")
    house.later(connections.KEPT + 2)
    assert await asking.closed()
    assert house.all.counts["idle"] == 1
