"""What the IRIs of the graph lead to at the server."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pyoxigraph as ox
import pytest
import rdflib

from kgtools import namespaces
from kgtools.server import resources
from tests.serving import Serving

TURTLE = {"Accept": "text/turtle"}
KINDS = ["id/state/arcadia", "claim/short-note/f01", "article/short-note", "code/modality/asserted", "date/2019-05-03"]


@pytest.fixture
def client(endpoint: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=endpoint.url, timeout=30, verify=False) as client:
        yield client


@pytest.mark.parametrize("path", KINDS)
def test_every_iri_leads_to_data(client: httpx.Client, path: str) -> None:
    way = client.get(f"/{path}", headers=TURTLE)
    assert (way.status_code, urlsplit(str(way.url.join(way.headers["location"]))).path) == (303, f"/{path}.ttl")
    assert way.headers["vary"] == "Accept, Accept-Encoding, Accept-Language"
    answer = client.get(f"/{path}", headers=TURTLE, follow_redirects=True)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    found = rdflib.Graph().parse(data=answer.text, format="turtle")
    assert len(list(found.predicate_objects(rdflib.URIRef(namespaces.base() + path)))) > 1


@pytest.mark.parametrize("path", [*KINDS, "ontology"])
@pytest.mark.parametrize(
    ("accepted", "language"), [("kk, en;q=0.5", "kk"), ("de", "en"), ("uz;q=0.2, ru;q=0.9", "ru"), ("", "en")]
)
def test_every_iri_leads_people_to_a_page_in_their_language(
    client: httpx.Client, path: str, accepted: str, language: str
) -> None:
    headers = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "Accept-Language": accepted}
    answer = client.get(f"/{path}", headers=headers, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.url.path == f"/{language}/{path}.html"
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.parametrize(
    ("ending", "format"),
    [("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD), ("rdf", ox.RdfFormat.RDF_XML)],
)
def test_each_format_holds_the_same(client: httpx.Client, ending: str, format: ox.RdfFormat) -> None:
    def triples(ending: str, format: ox.RdfFormat) -> set[ox.Triple]:
        answer = client.get(f"/id/state/arcadia.{ending}")
        assert answer.status_code == 200
        return {quad.triple for quad in ox.parse(answer.content, format=format)}

    found = triples(ending, format)
    assert found == triples("nt", ox.RdfFormat.N_TRIPLES)
    assert len(found) > 20


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("application/ld+json", "jsonld"),
        ("text/turtle;q=0.2, application/n-triples;q=0.9", "nt"),
        ("application/rdf+xml, */*;q=0.1", "rdf"),
        ("*/*", "html"),
        ("text/*;q=0.5, text/html;q=0.1, text/turtle", "ttl"),
        ("", "html"),
        ("application/json", "jsonld"),
    ],
)
def test_what_the_client_likes_best_is_what_it_gets(client: httpx.Client, accept: str, ending: str) -> None:
    way = client.get("/id/state/arcadia", headers={"Accept": accept}).headers["location"]
    assert way.endswith(f"arcadia.{ending}")


@pytest.mark.parametrize(
    ("path", "accept", "ending", "page"),
    [
        ("dataset", "text/turtle", "ttl", "about"),
        ("graph/short-note", "application/n-quads", "nq", "article/short-note"),
        ("graph/background", "application/ld+json", "jsonld", "about"),
        ("shape/capital", "text/turtle", "ttl", "ontology"),
    ],
)
def test_what_no_node_describes_leads_to_a_document_too(
    client: httpx.Client, path: str, accept: str, ending: str, page: str
) -> None:
    answer = client.get(f"/{path}", headers={"Accept": accept}, follow_redirects=True)
    assert (answer.status_code, answer.url.path) == (200, f"/{path}.{ending}")
    assert answer.headers["content-type"].startswith(accept)
    shown = client.get(f"/{path}", headers={"Accept": "text/html", "Accept-Language": "kk"}, follow_redirects=True)
    assert (shown.status_code, shown.url.path) == (200, f"/kk/{page}.html")
    refused = client.get(f"/{path}", headers={"Accept": "text/csv"})
    assert (refused.status_code, accept in refused.text) == (406, True)


def test_what_cannot_be_had_is_told(client: httpx.Client) -> None:
    answer = client.get("/id/state/arcadia", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert all(media_type in answer.text for media_type in resources.DOCUMENTS)


@pytest.mark.parametrize(("language", "words"), [("en", "These may be meant"), ("ru", "Возможно, имелось в виду")])
def test_what_names_nothing_is_not_found_and_what_is_like_it_offered(
    client: httpx.Client, language: str, words: str
) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    answer = client.get("/id/state/arcadya", headers=headers)
    assert answer.status_code == 404
    assert words in answer.text
    assert "id/state/arcadia.html" in answer.text
    data = client.get("/id/state/arcadya.ttl", headers={"Accept-Language": language})
    assert data.status_code == 404
    assert namespaces.base() + "id/state/arcadya" in data.text
    assert data.text.count("\n") == 1


@pytest.mark.parametrize(
    "path", ["/id/state/%2e%2e/secret", "/id/..%2f..%2fetc", "/en/%2e%2e/id.html", "/id/%00", "/claim/"]
)
def test_no_path_leads_out_of_the_graph(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_what_recognises_a_copy_of_an_article_is_served_to_pages(client: httpx.Client) -> None:
    found = client.get("/anchors/short-note.js")
    assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, "text/javascript")
    assert found.text.startswith('anchors({"article":"short-note","sha256":"')
    for path in ("/anchors/nothing.js", "/anchors/..%2Fshort-note.js", "/anchors/x y.js"):
        assert client.get(path).status_code == 404, path


def test_a_document_that_is_known_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/id/state/arcadia.ttl")
    again = client.get("/id/state/arcadia.ttl", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/id/state/arcadia.nt", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200
    assert client.get("/id/state/arcadia", headers=TURTLE).headers["cache-control"] == "max-age=300"


def test_pages_of_any_site_may_read_the_data(client: httpx.Client) -> None:
    for path in ("/id/state/arcadia", "/id/state/arcadia.jsonld"):
        assert client.get(path, headers=TURTLE).headers["access-control-allow-origin"] == "*"
    asked = client.options("/id/state/arcadia", headers={"Access-Control-Request-Headers": "x-y"})
    assert (asked.status_code, asked.headers["access-control-allow-headers"]) == (204, "x-y")
    assert client.head("/id/state/arcadia.ttl").status_code == 200
    assert client.post("/id/state/arcadia").status_code == 405


def test_every_first_part_of_an_iri_is_known(mini_store: ox.Store) -> None:
    subjects = {quad.subject.value for quad in mini_store if isinstance(quad.subject, ox.NamedNode)}
    own = {
        iri.removeprefix(namespaces.base()).split("/")[0].split("#")[0]
        for iri in subjects
        if iri.startswith(namespaces.base())
    }
    assert len(own) > 10
    assert own <= {*resources.NAMES}
