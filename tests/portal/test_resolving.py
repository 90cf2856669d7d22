"""Every IRI of ours that data or a description mentions leads somewhere, at the server and by the rules of a site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import __version__, namespaces
from kgtools.portal import addresses, documents
from kgtools.portal.contents import Contents
from kgtools.portal.folder import redirects
from kgtools.portal.frame import Frame
from kgtools.portal.portal import Portal
from kgtools.publish import tables
from kgtools.publish.descriptions import catalogue, ro_crate, schema_org, statistics
from kgtools.publish.descriptions.model import Distribution, File, Release, dataset_iri
from kgtools.publish.linked_data import nanopublications
from kgtools.publish.releases.folder import Wishes
from kgtools.publish.selection import Scope, select
from kgtools.server.workers import resources
from kgtools.server.workers.tasks import Reply, plain
from tests.conftest import ROOT
from tests.portal.test_site import led

SITE = "https://example.org/t/"
RULES = redirects.htaccess(SITE)
MENTIONED = re.compile(re.escape(namespaces.base()) + r"""[^\s"'<>\\(){}|^`,;]*""")
DOCUMENT = re.compile(r"release/.*|context\.jsonld|")  # what is no name but where a file stands


@pytest.fixture(scope="session")
def mentioned(built: Path, mini_store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The paths below the base that the tiny graph, a nanopublication, a table or a description of them mentions."""
    folder = tmp_path_factory.mktemp("resolved") / "tables"
    chosen = select(mini_store, Scope())
    tables.write("csv", chosen, folder)
    texts = [path.read_text("utf-8") for path in folder.iterdir() if path.is_file()]
    file = File("tandem.ttl", "Turtle", "text/turtle", 1, "00")
    told = dict.fromkeys(namespaces.languages(), "Tandem")
    release = Release("0.1.0", "2026-12-31", "state", Wishes().where, "author", told, told, ("relations",),
                      {"short-note": "Quill"}, [Distribution(file)], [file])  # fmt: skip
    texts += [json.dumps(schema_org.document(release)), json.dumps(ro_crate.document(release, [file], True))]
    described = (*catalogue.describe(release), *statistics.describe(mini_store, dataset_iri(), dataset_iri()))
    texts += [str(term) for triple in described for term in triple]
    texts += [str(term) for quad in (*mini_store, *nanopublications.quads(chosen)) for term in quad]
    found = {iri.removeprefix(namespaces.base()).rstrip(".,;") for text in texts for iri in MENTIONED.findall(text)}
    return sorted({path.partition("#")[0] for path in found})


@pytest.fixture(scope="session")
def portal(built: Path, mini_store: ox.Store) -> Portal:
    return Portal(Contents.read(built, mini_store))


class Site:
    """What stands in the folder of a site, without writing it."""

    def __init__(self, portal: Portal) -> None:
        self._portal, self._paths = portal, {*portal.paths()}
        self._known: dict[str, tuple[str, ...]] = {}
        self.files = {
            address: text
            for path in self._paths
            if path == "about" or path.startswith("claim/")
            for address, text in documents.files(portal.contents, path)
        }

    def has(self, address: str) -> bool:
        page = addresses.parsed(address)
        if page is not None:
            return page[1] in self._paths
        path, _, ending = address.rpartition(".")
        return address in self.files or (path in self._paths and ending in self._endings(path))

    def _endings(self, path: str) -> tuple[str, ...]:
        """The endings of the data beside a page, which are those of all pages of its sort."""
        sort = path.partition("/")[0]
        if sort not in self._known:
            view = self._portal.view(Frame(path, "en"))
            assert view is not None
            self._known[sort] = view.data
        return self._known[sort]


@pytest.fixture(scope="session")
def written(portal: Portal) -> Site:
    return Site(portal)


def names(mentioned: list[str]) -> Iterator[str]:
    """What names something, and is no document, prefix or template of IRIs."""
    for path in mentioned:
        if not DOCUMENT.fullmatch(path) and not path.endswith("/") and not path.endswith(("-", "%")):
            yield path


def test_what_is_mentioned_is_of_many_sorts(mentioned: list[str]) -> None:
    sorts = {path.partition("/")[0] for path in names(mentioned)}
    assert sorts >= {"dataset", "nanopub", "graph", "claim", "id", "article", "date", "cell", "passage"}
    assert any(path.startswith("release/") for path in mentioned)


def asked(portal: Portal, path: str, ending: str, direct: bool = False) -> Reply:
    task = {"kind": "resource", "path": path, "as": ending, "direct": direct, "language": "kk"}
    return resources.answer(portal, task, lambda path, language: plain(404, path))


def test_every_iri_resolves_at_the_server(portal: Portal, mentioned: list[str]) -> None:
    pages = {}
    for path in names(mentioned):
        ending = (documents.endings(path) or ("ttl",))[-1]
        way, data = asked(portal, path, "html"), asked(portal, path, ending)
        assert (way.status, data.status) == (303, 303), path
        pages[path.partition("/")[0]] = _joined(path, way.headers["Location"])
        assert _joined(path, data.headers["Location"]) == f"{path}.{ending}"
    assert [sort for sort, address in pages.items() if portal.page(address) is None] == []


def test_the_data_of_every_sort_are_about_it(portal: Portal, mentioned: list[str]) -> None:
    for path in {path.partition("/")[0]: path for path in names(mentioned)}.values():
        for ending in documents.endings(path) or ("ttl", "nt"):
            reply = asked(portal, path, ending, direct=True)
            assert (reply.status, bool(reply.body)) == (200, True), path
            quads = list(ox.parse(reply.body, format=ox.RdfFormat.from_media_type(reply.type)))
            named = {term.value.partition("#")[0] for quad in quads for term in quad if isinstance(term, ox.NamedNode)}
            told = namespaces.base() + path in named
            assert told or (path.startswith("graph/") and ending in ("ttl", "nt")), (path, ending)


def test_a_nanopublication_of_another_state_is_not_found(portal: Portal, mentioned: list[str]) -> None:
    path = next(path for path in mentioned if path.startswith("nanopub/"))
    changed = path[:-1] + ("A" if path[-1] != "A" else "B")
    for wrong in (changed, f"{path}/more", path.rpartition("/")[0], "nanopub/short-note/nothing/RA1"):
        assert asked(portal, wrong, "html").status == 404, wrong


@pytest.mark.parametrize(("accept", "ending"), [("text/html", "html"), ("text/turtle", "ttl")])
def test_the_rules_of_a_site_lead_every_iri_to_a_file(
    written: Site, mentioned: list[str], accept: str, ending: str
) -> None:
    for path in names(mentioned):
        target = led(RULES, path, accept, "uz")
        assert target.startswith(SITE), path
        assert written.has(target.removeprefix(SITE)), (path, target)
        assert target.endswith(ending), (path, target)


def test_files_of_the_site_hold_what_their_iris_name(written: Site, mentioned: list[str]) -> None:
    for path in names(mentioned):
        if path.startswith(("nanopub/", "date/", "cell/", "origin/")) or path == "dataset":
            accept = "application/trig" if path.startswith("nanopub/") else "text/turtle"
            address = led(RULES, path, accept, "").removeprefix(SITE)
            quads = ox.parse(written.files[address](), format=ox.RdfFormat.from_extension(address.rpartition(".")[2]))
            subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
            assert namespaces.base() + path in subjects, path


def test_files_of_a_release_stand_where_releases_do(mentioned: list[str]) -> None:
    paths = [path for path in mentioned if path.startswith("release/") and path.count("/") == 2]
    assert f"release/{__version__}/tandem.ttl" in paths
    elsewhere = redirects.htaccess(SITE, "https://example.net/releases/")
    for path in paths:
        assert led(RULES, path, "*/*", "") == SITE + path
        assert led(elsewhere, path, "*/*", "") == "https://example.net/releases/" + path.removeprefix("release/")


def test_every_iri_of_the_real_graph_resolves(real: ox.Store) -> None:
    shapes = "\n".join(file.read_text("utf-8") for file in (ROOT / "ontology" / "shapes").glob("*.ttl"))
    portal = Portal(Contents(real, shapes=shapes))
    terms = {
        term.value.partition("#")[0].removeprefix(namespaces.base())
        for quad in (*real, *ox.parse(shapes, format=ox.RdfFormat.TURTLE))
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        if isinstance(term, ox.NamedNode) and term.value.startswith(namespaces.base())
    }
    assert len(terms) > 5000
    assert any(path.startswith("shape/") for path in terms)
    assert [path for path in sorted(terms) if asked(portal, path, "html").status != 303] == []
    some: dict[str, list[str]] = {}  # of each sort
    for path in sorted(terms):
        some.setdefault("/".join(path.split("/")[:2]), []).append(path)
    paged = re.compile(r"(?:en|ru|kk|uz)/(about|figures|timeline|ontology|code/[^/]+|[^/]+/.+)\.html")
    for path in (path for paths in some.values() for path in paths[:: 1 + len(paths) // 5]):
        found = paged.fullmatch(led(RULES, path, "text/html", "kk").removeprefix(SITE))
        assert found, path
        page = found[1]
        assert page in ("about", "figures", "timeline", "ontology") or portal.contents.holds(page), (path, page)


def _joined(path: str, location: str) -> str:
    parts = path.split("/")[:-1]
    for step in location.split("/"):
        if step == "..":
            parts.pop()
        else:
            parts.append(step)
    return "/".join(parts)
