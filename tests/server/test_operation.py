"""A server in operation: what is taken away from it comes back, and the samples of docs/deployment are tried."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import typer

from kgtools.cli import app as command_line
from kgtools.graph import build
from kgtools.portal import kept
from kgtools.query.search import kept as kept_index
from kgtools.server.workers import process
from tests.conftest import ROOT, Run, copy_of_mini
from tests.engines import free_port
from tests.serving import Serving

SAMPLES = ROOT / "docs" / "deployment"
BASE = "http://example.org/tandem"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found and addresses taken as on Linux")
SELECT = "SELECT ?visit WHERE { { ?visit a t:Visit } }"  # braces within braces, so that workers are asked
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } # %d"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_mini(tmp_path_factory.mktemp("healed") / "mini")


@pytest.fixture(scope="module")
def server(project: Path) -> Iterator[Serving]:
    proxied = ("--base-url", BASE, "--trust-proxy", "127.0.0.1")
    running = Serving(project, project / "log", "--timeout", 120, "--workers", 2, "--cache", 0, *proxied)
    yield running
    assert running.stop() == 0


@pytest.fixture
def client(server: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=150, verify=False) as client:
        yield client


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + 150
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def answered(client: httpx.Client) -> bool:
    answer = client.get("/sparql", params={"query": SELECT})
    return answer.status_code == 200 and len(answer.json()["results"]["bindings"]) == 1


def health(client: httpx.Client) -> tuple[int, str]:
    answer = client.get("/healthz")
    return answer.status_code, answer.json()["status"]


def children(process: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):  # a child is that of the thread that started it
        with contextlib.suppress(OSError):  # a thread that has ended meanwhile
            found += map(int, task.read_text().split())
    return found


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


def test_what_answers_keeps_small_pieces_of_memory_at_hand(server: Serving) -> None:
    settings = Path(f"/proc/{template_of(server)}/environ").read_bytes().split(b"\0")
    assert b"GLIBC_TUNABLES=" + process._ALLOCATOR.encode() in settings


def test_a_lost_temporary_folder_is_made_again(server: Serving, client: httpx.Client) -> None:
    (folder,) = Path(tempfile.gettempdir()).glob(f"tandem-serving-{server.process.pid}-*")
    shutil.rmtree(folder)
    until(lambda: any("the temporary folder is there again" in line for line in server.log))
    os.kill(template_of(server), signal.SIGKILL)
    until(lambda: answered(client))
    until(lambda: health(client) == (200, "ok"))


def test_a_template_that_was_replaced_leaves_no_process_behind(server: Serving) -> None:
    before = template_of(server)
    (folder,) = Path(tempfile.gettempdir()).glob(f"tandem-serving-{server.process.pid}-*")
    shutil.rmtree(folder)
    until(lambda: any("the temporary folder is there again" in line for line in server.log))
    until(lambda: before not in children(server.process.pid))


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
    until(lambda: health(client) == (200, "ok"))


def test_runaways_of_others_cost_nobody_an_answer(server: Serving, client: httpx.Client) -> None:
    stop = threading.Event()

    def run_away(number: int) -> None:
        transport = httpx.HTTPTransport(local_address=f"127.0.1.{number}", verify=False)
        with httpx.Client(base_url=server.url, timeout=150, transport=transport) as greedy:
            while not stop.is_set():
                assert (
                    greedy.get(
                        "/sparql", params={"query": RUNAWAY % number + "#" * number, "timeout": "1.5"}
                    ).status_code
                    == 503
                )

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


# -- deployment ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def proxy(command: list[str], port: int, folder: Path) -> Iterator[str]:
    """A proxy that has been started: its address."""
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 30
        while process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"http://127.0.0.1:{port}/", verify=False)
                break
            time.sleep(0.05)
        assert process.poll() is None, (folder / "log").read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def whole_server_behind(address: str, server: Serving) -> None:
    """Ask for what differs behind a proxy below a path."""
    with httpx.Client(base_url=address, headers={"Host": "example.org"}, timeout=150, verify=False) as client:
        moved = client.get("/tandem")
        assert (moved.status_code, moved.headers["location"].removeprefix("http://example.org")) == (308, "/tandem/")
        home = client.get("/tandem/", headers={"Accept-Language": "kk"})
        assert home.status_code == 307
        page = client.get(str(home.url.copy_with(host="127.0.0.1").join(home.headers["location"])))
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
        assert styles
        for each in styles:
            assert client.get(str(page.url.join(each))).status_code == 200
        described = client.get("/tandem/sparql", headers={"Accept": "text/turtle"})
        assert f"<{BASE}/sparql>" in described.text
        shown = client.get("/tandem/sparql", headers={"Accept": "text/html"})
        assert shown.headers["location"].removeprefix("http://example.org") == "/tandem/query"
        answer = client.post("/tandem/sparql", data={"query": "ASK { ?visit a t:Visit }"})
        assert answer.json()["boolean"] is True
        assert client.get("/tandem/metrics").status_code == 200
        forged = {"X-Forwarded-For": "203.0.113.9"}
        assert client.get("/tandem/healthz", headers=forged).json()["status"] == "ok"
    until = time.monotonic() + 20
    while not any("/tandem/healthz" in line for line in server.log) and time.monotonic() < until:
        time.sleep(0.05)
    (line,) = [line for line in server.log if "/tandem/healthz" in line][-1:]
    assert " 127.0.0.1 GET " in line, "what a client says of itself does not count"


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx(server: Serving, tmp_path: Path) -> None:
    port = free_port()
    sample = (SAMPLES / "nginx.conf").read_text()
    sample = sample.replace("listen 80;", f"listen 127.0.0.1:{port};").replace(
        "127.0.0.1:8000", f"127.0.0.1:{server.port}"
    )
    kept = " ".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"daemon off; pid {tmp_path}/pid; error_log stderr; worker_processes 1; events {{}}\n"
        f"http {{ access_log off; {kept}\n{sample}\n}}\n"
    )
    command = ["nginx", "-p", str(tmp_path), "-e", "stderr", "-c", str(whole)]
    with proxy(command, port, tmp_path) as address:
        whole_server_behind(address, server)
        assert httpx.get(f"{address}/tandem/healthz", headers={"Host": "evil.example"}, verify=False).status_code == 400


@pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is not installed")
def test_caddy(server: Serving, tmp_path: Path) -> None:
    port = free_port()
    sample = (SAMPLES / "Caddyfile").read_text()
    sample = sample.replace("example.org {", f"http://example.org:{port} {{", 1).replace(
        "127.0.0.1:8000", f"127.0.0.1:{server.port}"
    )
    (tmp_path / "Caddyfile").write_text("{\n\tadmin off\n}\n" + sample)
    command = ["caddy", "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
    with proxy(command, port, tmp_path) as address:
        whole_server_behind(address, server)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd(tmp_path: Path) -> None:
    unit = tmp_path / "tandem.service"
    sample = (SAMPLES / "tandem.service").read_text()
    unit.write_text(sample.replace("/srv/tandem/.venv/bin/kgtools", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    unit.write_text(unit.read_text().replace("KillMode=mixed", "KillMode=gently"))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert "gently" in done.stderr


def _variables() -> set[str]:
    serve = typer.main.get_command(command_line).commands["serve"]  # type: ignore[attr-defined]
    return {each.envvar for each in serve.params if getattr(each, "envvar", None)}


def test_what_the_samples_set_is_known() -> None:
    for sample in SAMPLES.iterdir():
        named = set(re.findall(r"\bTANDEM_[A-Z_]+", sample.read_text()))
        assert named <= _variables(), sample.name
    for line in (SAMPLES / "tandem.service").read_text().splitlines():
        if line.startswith("ExecStart="):
            _parsed(shlex.split(line.removeprefix("ExecStart="))[1:])


def test_the_image_is_made_by_commands_that_there_are() -> None:
    lines = (SAMPLES / "Dockerfile").read_text().splitlines()
    words = {line.split()[0] for line in lines if line and not line.startswith("#")}
    assert words <= {"FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "EXPOSE", "HEALTHCHECK", "CMD"}
    (run,) = [line.removeprefix("RUN ") for line in lines if line.startswith("RUN ")]
    install, build = run.split(" && ")
    assert "'.[server]'" in install
    _parsed(shlex.split(build)[1:])
    (started,) = [line for line in lines if line.startswith("CMD ")]
    _parsed([word.strip('"') for word in re.findall(r'"[^"]*"', started)][1:])
    (python,) = [line.split(":")[1].split("-")[0] for line in lines if line.startswith("FROM ")]
    assert f'requires-python = ">={python}"' in (ROOT / "pyproject.toml").read_text()


def _parsed(words: list[str]) -> None:
    """Raises if the words are no command with its options."""
    command = typer.main.get_command(command_line).commands[words[0]]  # type: ignore[attr-defined]
    command.make_context(words[0], words[1:], resilient_parsing=False)


def _read_only(writable: Path) -> list[str]:
    """What starts a command for which everything is read-only but one folder; empty where that cannot be."""
    mounts = f"mount --bind / / && mount -o remount,bind,ro / && mount -t tmpfs tmpfs {shlex.quote(str(writable))}"
    shell = f'{mounts} && exec "$@"'
    command = ["unshare", "--mount", "sh", "-c", shell, "sh"]
    try:
        done = subprocess.run([*command, "true"], capture_output=True, check=False)
    except OSError:
        return []
    return command if done.returncode == 0 else []


def test_one_folder_to_write_into_and_nobody_who_reads_the_log_are_enough(project: Path, tmp_path: Path) -> None:
    command = [*_read_only(tmp_path), sys.executable, "-m", "kgtools", "serve", "--root", str(project), "--log", "json"]
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path), "HOME": "/nonexistent", "TANDEM_WORKERS": "1",
        "PYTHONDONTWRITEBYTECODE": "1", "TANDEM_PORT": "0", "TANDEM_BASE_URL": "http://a.example/kg",
    }  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        address = process.stdout.readline().split()[-1]
        assert address.endswith("/kg/")
        with httpx.Client(base_url=address, timeout=150, verify=False) as client:
            assert client.get("sparql", params={"query": "ASK { ?visit a t:Visit }"}).json()["boolean"] is True
            assert client.get("en/index.html").status_code == 200
            for _ in range(30):  # more than a pipe holds
                assert client.post(f"robots.txt/{'long' * 1000}").status_code == 404
        process.send_signal(signal.SIGHUP)
        lines = process.stderr.read().splitlines()
        assert process.wait(30) == 0
    assert [line for line in lines if not line.startswith("{")] == []  # else all of it is told, not its first line
    asked = {json.loads(line).get("path", "")[:6] for line in lines} - {""}
    assert asked == {"/kg/sp", "/kg/en", "/kg/ro"}


def test_what_draws_on_the_whole_is_kept_for_the_next_server(tmp_path: Path) -> None:
    project = copy_of_mini(tmp_path / "kept")
    pages, index = project / "build" / kept.FILE, project / "build" / kept_index.FILE
    build.build(project)
    assert not pages.exists()
    assert not index.exists()
    first = Serving(project, tmp_path / "first")
    until(lambda: pages.exists() and index.exists())
    with httpx.Client(base_url=first.url, timeout=60, verify=False) as client:
        home, found = client.get("/en/index.html").text, client.get("/search.json?words=Arcadia").json()
    assert first.stop() == 0
    _mark(pages)
    for text in ("as it was kept", home):
        with index.open("r+b") as damaged:
            damaged.seek(4096)
            damaged.write(bytes(index.stat().st_size - 4096))
        second = Serving(project, tmp_path / "second")
        with httpx.Client(base_url=second.url, timeout=60, verify=False) as client:
            assert client.get("/en/index.html").text == text
            assert client.get("/search.json?words=Arcadia").json() == found
        assert second.stop() == 0
        pages.write_bytes(b"no table")


def test_a_word_whose_sets_are_damaged_is_found_all_the_same(tmp_path: Path) -> None:
    project = copy_of_mini(tmp_path / "damaged")
    index = project / "build" / kept_index.FILE
    build.build(project)
    first = Serving(project, tmp_path / "first")
    until(index.exists)
    with httpx.Client(base_url=first.url, timeout=60, verify=False) as client:
        found = client.get("/search.json?words=Arcadia").json()
    assert first.stop() == 0
    assert found
    with contextlib.closing(sqlite3.connect(index)) as connection, connection:
        connection.execute("UPDATE entries SET bits = x'00', places = x'00'")
    second = Serving(project, tmp_path / "second")
    with httpx.Client(base_url=second.url, timeout=60, verify=False) as client:
        assert client.get("/search.json?words=Arcadia").json() == found
        assert client.get("/search.json?words=Bridge").status_code == 200
    assert second.stop() == 0
    assert not any("should not happen" in line for line in second.log)


def _mark(pages: Path) -> None:
    """Change the home page that is kept, so that it tells whence it comes."""
    with contextlib.closing(sqlite3.connect(pages)) as connection, connection:
        changed = zlib.compress(b"as it was kept")
        connection.execute("UPDATE pages SET page = ? WHERE address = 'en/index.html'", (changed,))


def test_a_server_of_a_build_for_serving_makes_nothing(tmp_path: Path, kgtools: Run) -> None:
    project = copy_of_mini(tmp_path / "ready")
    pages, index = project / "build" / kept.FILE, project / "build" / kept_index.FILE
    done = kgtools("build", "--for-serving", "--root", project)
    assert (done.returncode, done.stderr) == (0, "")
    _mark(pages)
    written = pages.stat().st_ino, index.stat().st_ino
    running = Serving(project, tmp_path / "log", "--articles", project / "articles")  # no such page shows a passage
    with httpx.Client(base_url=running.url, timeout=60, verify=False) as client:
        assert client.get("/en/index.html").text == "as it was kept"
        assert client.get("/search.json?words=Arcadia").json()["results"]
        time.sleep(2)  # in which it would begin
    assert running.stop() == 0
    assert (pages.stat().st_ino, index.stat().st_ino) == written


def test_a_part_of_a_build_is_none_for_serving(mini: Path, kgtools: Run) -> None:
    done = kgtools("build", "short-note", "--for-serving", "--root", mini)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "kgtools: ARTICLE and --for-serving exclude each other: a server is of the whole; leave one out"
    ]


def test_what_a_build_for_serving_lacks_is_told(mini: Path) -> None:
    script = "import runpy, sys; sys.modules['jinja2'] = None; runpy.run_module('kgtools', run_name='__main__')"
    command = [sys.executable, "-c", script, "build", "--for-serving", "--root", str(mini)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    needed = "--for-serving needs jinja2, which is not installed: pip install 'tandem-kg[server]'"
    assert (done.returncode, done.stderr) == (2, f"kgtools: {needed}\n")
    assert not (mini / "build").exists()
