"""An assistant over standard input and output: three questions answered with receipts, bad calls, a runaway query."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MINI, ROOT, Run

RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "who visited": ("ask", {"question": "visits", "parameters": {"host": "Аркадия"}}),
    "when signed": ("why", {"thing": "Жақсы жолдар туралы шарт", "property": "signedOn", "language": "kk"}),
    "how much": ("figures", {"indicator": "turnover", "from": "2021", "to": "2021"}),
    "all of it": ("show", {"thing": "document/treaty-of-good-roads"}),
    "found": ("search", {"words": "Rudolf"}),
    "clashes": ("disagreements", {}),
    "rows": ("sparql", {"query": "SELECT ?day { ?document t:signedOn ?day }"}),
    "runaway": ("sparql", {"query": RUNAWAY}),
    "after it": ("sparql", {"query": "ASK { ?document t:signedOn ?day }"}),
    "misspelt": ("show", {"thng": "x"}),
    "no tool": ("shw", {}),
    "no answer": ("search", {"words": "qqqqqq"}),
}
HELLO = (
    b"""{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18",
"capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}""".replace(b"\n", b"")
    + b"\n"
)
THING = "https://w3id.org/tandem-kg/id/document/treaty-of-good-roads"


@pytest.fixture(scope="module")
def session(built: Path) -> dict[str, Any]:
    """What one session gave: the tools, the answer of each call, a resource, and the refusal of another."""
    from mcp import Client  # most of a second, which only the process that talks to a server spends
    from mcp.client.stdio import StdioServerParameters, stdio_client
    from mcp.shared.exceptions import MCPError

    command = ["-m", "kgtools", "mcp", "--root", str(built), "--articles", str(MINI / "articles"), "--timeout", "2"]
    server = StdioServerParameters(
        command=sys.executable, args=command, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )  # fmt: skip

    async def talk() -> dict[str, Any]:
        async with Client(stdio_client(server)) as client:
            found: dict[str, Any] = {"tools": (await client.list_tools()).tools}
            for name, (tool, arguments) in CALLS.items():
                found[name] = await client.call_tool(tool, arguments)
            found["resource"] = (await client.read_resource(THING)).contents[0]
            with pytest.raises(MCPError) as refused:
                await client.read_resource(THING + "s")
            found["refused"] = str(refused.value)
            return found

    return asyncio.run(asyncio.wait_for(talk(), 120))


@pytest.mark.parametrize(
    ("asked", "answer", "claim", "passage"),
    [
        ("who visited", "Boris Rudolf", "claim/short-note/f02", "Boris Rudolf, paid a state visit"),
        ("when signed", "2019-05-03", "claim/short-note/f05", "2019"),
        ("how much", "4.9", "claim/short-note/n01", "4.9"),
    ],
)
def test_three_questions_are_answered_with_receipts(
    session: dict[str, Any], asked: str, answer: str, claim: str, passage: str
) -> None:
    found = session[asked]
    assert not found.is_error, found.content
    text = found.content[0].text
    assert answer in text
    assert answer in json.dumps(found.structured_content, ensure_ascii=False)
    (source,) = (one for one in found.structured_content["sources"] if one["claim"] == claim)
    assert source["article"] == "article/short-note"
    assert passage in source["passage"], "the reader's own copy is at hand"
    assert f"{claim}: " in text


def test_every_tool_answers_and_only_reads(session: dict[str, Any]) -> None:
    assert {tool.name for tool in session["tools"]} == {tool for tool, _ in CALLS.values()} - {"shw"}
    for tool in session["tools"]:
        assert tool.annotations.read_only_hint
        assert tool.input_schema["additionalProperties"] is False
    for name in ("all of it", "found", "clashes", "rows", "after it", "no answer"):
        assert not session[name].is_error, session[name].content
        assert session[name].structured_content["sources"] is not None
    assert session["no answer"].content[0].text == "nothing in the graph answers this"


def test_a_runaway_query_is_stopped_and_the_next_one_answered(session: dict[str, Any]) -> None:
    assert session["runaway"].is_error
    assert "ran longer than 2 s and was stopped" in session["runaway"].content[0].text
    assert session["after it"].structured_content["truth"] is True


@pytest.mark.parametrize(
    ("asked", "said"), [("misspelt", "did you mean 'thing'?"), ("no tool", "did you mean 'show'?")]
)
def test_a_wrong_call_is_said_in_one_line(session: dict[str, Any], asked: str, said: str) -> None:
    assert session[asked].is_error
    (content,) = session[asked].content
    assert said in content.text
    assert len(content.text.splitlines()) == 1


def test_a_thing_is_a_resource_by_its_iri(session: dict[str, Any]) -> None:
    assert "claim/short-note/f05" in session["resource"].text
    assert "treaty-of-good-roadss" in session["refused"]


def test_it_ends_when_asked_and_leaves_nothing_behind(built: Path) -> None:
    command = [sys.executable, "-m", "kgtools", "mcp", "--root", str(built)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(HELLO)
        process.stdin.flush()
        assert b'"tandem"' in process.stdout.readline()
        folders = Path(tempfile.gettempdir())
        assert len(list(folders.glob(f"tandem-serving-{process.pid}-*"))) == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert not list(folders.glob(f"tandem-serving-{process.pid}-*"))


def test_without_the_library_one_line_says_how_to_get_it(kgtools: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp_types", None)
    monkeypatch.delitem(sys.modules, "kgtools.assistant", raising=False)
    monkeypatch.delattr("kgtools.assistant", raising=False)  # where another test has imported it
    done = kgtools("mcp")
    assert done.returncode == 2
    assert done.stderr == "kgtools: kgtools mcp needs mcp_types, which is not installed: pip install 'tandem-kg[mcp]'\n"
    assert kgtools("mcp", "--lang", "kz").stderr.startswith("kgtools: --lang kz: expected en, ru, kk, uz")
