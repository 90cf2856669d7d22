"""A server whose processes, files or readers are taken away goes on, and says how it is."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT, copy_of_mini
from tests.serving import Serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found and addresses taken as on Linux")
SELECT = "SELECT ?visit WHERE { ?visit a t:Visit }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } # %d"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_mini(tmp_path_factory.mktemp("healed") / "mini")


@pytest.fixture(scope="module")
def server(project: Path) -> Iterator[Serving]:
    running = Serving(project, project / "log", "--timeout", 4, "--workers", 2, "--cache", 0)
    yield running
    assert running.stop() == 0


@pytest.fixture
def client(server: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=60, verify=False) as client:
        yield client


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def answered(client: httpx.Client) -> bool:
    answer = client.get("/sparql", params={"query": SELECT})
    assert answer.status_code == 200, (answer.status_code, answer.text)
    return answer.status_code == 200 and len(answer.json()["results"]["bindings"]) == 1


def health(client: httpx.Client) -> tuple[int, str]:
    answer = client.get("/healthz")
    return answer.status_code, answer.json()["status"]


def children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")  # a child is that of the thread that started it
    return [int(each) for task in tasks for each in task.read_text().split()]


def template_of(server: Serving) -> int:
    """The process from which workers are forked off."""
    found: list[int] = []

    def one() -> bool:
        found[:] = [each for each in children(server.process.pid) if b"resource_tracker" not in _command(each)]
        return len(found) == 1

    until(one)
    return found[0]


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b"resource_tracker"


def test_killed_workers_are_replaced(server: Serving, client: httpx.Client) -> None:
    until(lambda: len(children(template_of(server))) == 2)
    killed = children(template_of(server))
    for each in killed:
        os.kill(each, signal.SIGKILL)
    until(lambda: answered(client))
    until(lambda: len(set(children(template_of(server))) - set(killed)) == 2)
    assert health(client) == (200, "ok")


def test_a_killed_template_is_replaced(server: Serving, client: httpx.Client) -> None:
    killed = template_of(server)
    os.kill(killed, signal.SIGKILL)
    assert answered(client), "the workers that are there go on"
    until(lambda: killed not in children(server.process.pid) and answered(client))
    until(lambda: health(client) == (200, "ok"))


def test_a_lost_temporary_folder_is_made_again(server: Serving, client: httpx.Client) -> None:
    (folder,) = Path(tempfile.gettempdir()).glob(f"tandem-serving-{server.process.pid}-*")
    shutil.rmtree(folder)
    until(lambda: any("the temporary folder is there again" in line for line in server.log))
    os.kill(template_of(server), signal.SIGKILL)
    until(lambda: answered(client))
    until(lambda: health(client) == (200, "ok"))


def test_the_same_data_are_served_again_after_they_were_broken(
    project: Path, server: Serving, client: httpx.Client
) -> None:
    store, manifest = project / "build" / "store", project / "build" / "manifest.txt"
    whole = manifest.read_text()
    broken = project / "broken"
    store.rename(broken)
    store.mkdir()
    manifest.write_text("digest 1.2.3\nquads 5\n")
    until(lambda: any("the old one still is" in line for line in server.log))
    assert answered(client)
    store.rmdir()
    broken.rename(store)
    manifest.write_text(whole)
    assert answered(client)
    assert health(client) == (200, "ok")


def test_runaways_of_others_cost_nobody_an_answer(server: Serving, client: httpx.Client) -> None:
    stop = threading.Event()

    def run_away(number: int) -> None:
        transport = httpx.HTTPTransport(local_address=f"127.0.1.{number}", verify=False)
        with httpx.Client(base_url=server.url, timeout=60, transport=transport) as greedy:
            while not stop.is_set():
                assert greedy.get("/sparql", params={"query": RUNAWAY % number + "#" * number}).status_code == 503

    crowd = [threading.Thread(target=run_away, args=(number,), daemon=True) for number in range(1, 9)]
    for each in crowd:
        each.start()
    try:
        until(lambda: _measured(client, 'tandem_workers{state="slow"}') == 2)
        for _ in range(40):
            assert answered(client)
    finally:
        stop.set()
    for each in crowd:
        each.join(60)
    assert _measured(client, 'tandem_tasks_total{outcome="answered"}') >= 40


def _measured(client: httpx.Client, name: str) -> float:
    lines = client.get("/metrics").text.splitlines()
    return next((float(line.split()[-1]) for line in lines if line.startswith(name)), 0.0)


def test_robots_are_told_what_is_no_page(client: httpx.Client) -> None:
    assert "Disallow: /sparql\n" in client.get("/robots.txt").text


def test_a_standard_error_that_nobody_reads_stops_nothing(project: Path) -> None:
    command = [sys.executable, "-m", "kgtools", "serve", "--root", str(project), "--port", "0", "--log", "json"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TANDEM_TIMEOUT": "4",
        "TANDEM_BASE_URL": "http://a.example/kg",
    }
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        address = process.stdout.readline().split()[-1]
        assert address.endswith("/kg/")
        with httpx.Client(base_url=address, timeout=60, verify=False) as client:
            path = "no/" + "such" * 1000
            for _ in range(30):  # more than a pipe holds
                assert client.get(f"healthz?{path}").status_code == 200
                assert client.get(path).status_code == 404
            described = client.get("sparql", headers={"Accept": "text/turtle"})
            assert "<http://a.example/kg/sparql>" in described.text
        process.send_signal(signal.SIGHUP)
        lines = process.stderr.read().splitlines()
        assert process.wait(30) == 0
    assert {json.loads(line)["path"][:7] for line in lines} == {"/kg/hea", "/kg/no/", "/kg/spa"}
