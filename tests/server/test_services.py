"""The services for programs over HTTP: a client by the specification, other sites, frames, methods, bad requests."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping

import httpx
import jsonschema
import pytest

from kgtools.publish.services import openapi
from tests.reconciling import Client, Send
from tests.serving import Serving

MANY = json.dumps({str(number): {"query": "x"} for number in range(101)})
ELSEWHERE = {"Origin": "https://openrefine.example"}


@pytest.fixture
def client(endpoint: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=endpoint.url, timeout=30, verify=False, headers=ELSEWHERE) as client:
        yield client


@pytest.fixture
def send(client: httpx.Client) -> Send:
    def send(method: str, address: str, fields: Mapping[str, str]) -> tuple[str, str]:
        if method == "POST":
            answer = client.post(address, data=dict(fields))
        else:
            answer = client.get(address, params=httpx.QueryParams(fields) if fields else None)
        assert answer.status_code == 200, answer.text
        assert answer.headers["access-control-allow-origin"] == "*"
        return answer.headers["content-type"], answer.text

    return send


def test_a_client_reconciles_and_extends_a_table(endpoint: Serving, send: Send) -> None:
    client = Client(send, f"{endpoint.url}/ru/reconcile")
    assert client.manifest["view"]["url"].startswith(f"{endpoint.url}/ru/id/")
    for method in ("GET", "POST"):
        (state,) = client.reconcile({"query": "Аркадия", "type": "State"}, method=method)
        assert (state[0]["id"], state[0]["match"]) == ("state/arcadia", True)
        assert client.extend(["state/arcadia"], {"id": "label_en"}, method=method) == {
            "state/arcadia": {"label_en": [{"str": "Arcadia"}]}
        }
    assert client.suggest("entity", "arc")[0]["id"] == "state/arcadia"
    assert "State" in {one["id"] for one in client.suggest("type", "стат") + client.suggest("type", "State")}
    assert client.suggest("property", "visit")
    for what, identifier in (("entity", "state/arcadia"), ("type", "State"), ("property", "visitor")):
        assert client.flyout(what, identifier)
    assert "visitor" in {one["id"] for one in client.propose("Visit")}
    assert "Аркадия" in client.preview("state/arcadia")


def test_a_preview_may_stand_in_the_frame_of_another_site_and_holds_no_script(client: httpx.Client) -> None:
    page = client.get("/en/reconcile/preview", params={"id": "state/arcadia"})
    policy = page.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "<script" not in page.text
    assert "frame-ancestors 'none'" in client.get("/query").headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/search.json", 400, "there is no 'words'"),
        ("/search.json?words=x&lang=kz", 400, "lang 'kz': expected en, ru, kk, uz"),
        ("/en/reconcile?queries=%7B", 400, "queries: no JSON"),
        ("/en/reconcile/preview?id=state/arcadiaa", 404, "did you mean 'state/arcadia'"),
        ("/en/reconcile/flyout/type?id=Stat", 404, "did you mean 'State'"),
        (
            f"/en/reconcile?queries={json.dumps({str(n): {'query': 'x'} for n in range(101)})}",
            413,
            "send 100 at a time",
        ),
        ("/de/reconcile", 404, ""),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_line(client: httpx.Client, path: str, status: int, said: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert said in answer.text
    assert len(answer.text.splitlines()) == 1
    assert status == 404 or answer.headers["access-control-allow-origin"] == "*"


def test_methods(client: httpx.Client) -> None:
    allowed = client.options("/en/reconcile", headers={"Access-Control-Request-Method": "POST"})
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (204, "*")
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert client.post("/search.json", data={"words": "x"}).status_code == 405
    empty = client.post("/en/reconcile", data={"x": "y"})
    assert (empty.status_code, empty.text) == (
        400,
        "there are neither 'queries' nor 'extend'; send one of them as a form\n",
    )
    assert client.head("/reconcile").status_code == 200


def test_the_services_are_described(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert described["servers"] == [{"url": str(client.base_url).rstrip("/")}]
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            names = {parameter["name"] for parameter in operation.get("parameters", ())}
            assert {part[1:-1] for part in path.split("/") if part.startswith("{")} <= names, path
            filled = path.replace("{lang}", "kk").replace("{what}", "type")
            answer = client.request(method, filled, follow_redirects=True)
            assert answer.status_code in (200, 400, 404, 415), (path, answer.text)
            assert answer.text != "Not Found"
    found = client.get("/search.json", params={"words": "arcadia", "lang": "kk", "limit": 3})
    jsonschema.validate(found.json(), openapi.results())
    assert found.headers["access-control-allow-origin"] == "*"
    assert found.json()["results"][0]["id"] == "state/arcadia"


def test_many_at_once_are_all_answered(endpoint: Serving, send: Send) -> None:
    wrong: list[object] = []

    def ask() -> None:
        try:
            (found,) = Client(send, f"{endpoint.url}/en/reconcile").reconcile({"query": "Arcadia"})
            assert found[0]["match"]
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert wrong == []


def test_the_log_has_a_line_for_each_request(endpoint: Serving, client: httpx.Client) -> None:
    client.get("/en/reconcile")
    until = time.monotonic() + 20
    while not any("GET /en/reconcile 200" in line for line in endpoint.log):  # lines are gathered for a moment
        assert time.monotonic() < until
        time.sleep(0.02)
    assert not any("should not happen" in line for line in endpoint.log)
