"""The portal as a folder of files: all pages, no broken link, nothing from elsewhere, the same bytes each time."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.network import foreground
from kgtools.portal import addresses
from kgtools.portal.contents import Contents
from kgtools.portal.doors.drawn import around
from kgtools.portal.folder import redirects, site
from kgtools.portal.frame import html
from kgtools.portal.kinds import entities
from kgtools.portal.portal import Portal
from tests.conftest import ROOT, Run


class Links(HTMLParser):
    """Where a page leads, and the names of its places."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.places |= {str(given["id"])} if given.get("id") else set()
        if given.get("rel") not in ("canonical", "external") and not (tag == "link" and "hreflang" in given):
            self.found += [str(given[name]) for name in ("href", "src") if given.get(name)]


@pytest.fixture(scope="session")
def portal(built: Path, mini_store: ox.Store) -> Portal:
    return Portal(Contents.read(built, mini_store))


@pytest.fixture(scope="session")
def written(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    site.write(portal, folder)
    return folder


def broken(folder: Path) -> list[tuple[str, str]]:
    """Each link of a page of a site that leads nowhere in it."""
    pages = {path.relative_to(folder).as_posix(): Links(path.read_text("utf-8")) for path in folder.rglob("*.html")}
    found = []
    for address, page in pages.items():
        for link in page.found:
            parts = urlsplit(link)
            if parts.scheme:
                found += [(address, link)]
                continue
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(address), parts.path)) if parts.path else address
            )
            known = pages[target].places if target in pages else set()
            drawn = "/pictures/" in target  # its script opens it at the thing with that id
            if not (folder / target).is_file() or (parts.fragment and parts.fragment not in known and not drawn):
                found.append((address, link))
    return found


def test_every_link_of_the_site_leads_somewhere_in_it(written: Path) -> None:
    assert broken(written) == []


def test_a_broken_link_is_found(written: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<p id="x"><a href="b.html">b</a><a href="#y">y</a><a href="#x">x</a>', "utf-8")
    assert broken(tmp_path) == [("a.html", "b.html"), ("a.html", "#y")]


def test_every_entity_claim_and_disagreement_has_a_page_in_each_language(portal: Portal, written: Path) -> None:
    contents = portal.contents
    every = [*contents.of_class("Entity"), *contents.of_class("Claim"), *contents.of_class("Disagreement")]
    assert len(every) > 30
    for language in namespaces.languages():
        for identifier in every:
            page = written / addresses.page(addresses.path(identifier), language)
            assert f'<html lang="{language}">' in page.read_text("utf-8")


def test_no_page_is_heavy_and_what_is_cut_stands_on_further_ones(real: ox.Store) -> None:
    portal = Portal(Contents.read(ROOT, real))
    places = [entities.Frame("id/state/kazakhstan", "kk")]
    shown: set[str] = set()
    for place in places:
        view = portal.view(place)
        assert view is not None
        assert len(html(view, place).encode()) < 100_000, place
        places += [entities.Frame(path, "kk") for path in view.further]
        shown |= {name for each in view.values["sections"] for entry in each.section.entries for name in entry.sources}
    assert len(places) > 3
    page = view.values["thing"]
    assert shown == {name for section in page.sections for entry in section.entries for name in entry.sources}
    assert portal.page("kk/id/state/kazakhstan/nothing.html") is None


@pytest.mark.parametrize(
    "address",
    ["en/id/state/atlantis.html", "xx/index.html", "en/../en/index.html", "en/id/state/%2e%2e.html", "", "en/"],
)
def test_what_is_no_page_is_none(portal: Portal, address: str) -> None:
    assert portal.page(address) is None


def test_a_small_network_leads_to_the_thing_in_the_large_one(written: Path, portal: Portal) -> None:
    page = (written / "kk" / "id" / "person" / "boris-rudolf.html").read_text("utf-8")
    found = re.search(r'href="([^"]*pictures/network-([a-z]+)\.html)#person/boris-rudolf"', page)
    assert found
    assert (written / "kk" / "id" / "person" / found[1]).resolve().is_file()
    assert "person/boris-rudolf" in portal.contents.outlines[found[2]].neighbours
    alone = next(thing for thing in portal.contents.of_class("Entity")
                 if not any(thing in each.neighbours for each in portal.contents.outlines.values()))  # fmt: skip
    assert "pictures/network-" not in (written / addresses.page(addresses.path(alone), "kk")).read_text("utf-8")


def test_what_a_picture_has_left_out_does_not_lead_to_it(
    built: Path, mini_store: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreground, "MOST_EDGES", 1)
    contents = Contents.read(built, mini_store)
    frame = entities.Frame("", "kk")
    whole = {thing for outline in contents.outlines.values() for thing in outline.neighbours}
    drawn = {thing for graph in contents.drawn.values() for thing in graph}
    assert {thing for thing in whole if around(contents, thing, frame)} == drawn < whole


class Few(Portal):
    """A portal of a page or two."""

    def paths(self) -> Iterator[str]:
        yield "index"
        yield "id/state/arcadia"


def test_a_site_takes_the_place_of_an_earlier_one_only(
    portal: Portal, built: Path, tmp_path: Path, kgtools: Run
) -> None:
    portal = Few(portal.contents)
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="holds other things"):
        site.write(portal, folder, force=True)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    with pytest.raises(UsageError, match="is a file"):
        site.write(portal, folder / "mine.txt")
    (folder / "mine.txt").unlink()
    site.write(portal, folder)
    first = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    refused = kgtools("site", "-o", folder, "--root", built)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "--force" in refused.stderr
    site.write(portal, folder, force=True)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == first
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def led(rules: str, path: str, accept: str, language: str) -> str:
    """Where Apache leads a request by these rules: to an address, or nowhere."""
    given = {"%{HTTP_ACCEPT}": accept, "%{HTTP:Accept-Language}": language}
    condition: re.Match[str] | None = None
    holds = True
    for line in rules.splitlines():
        word, _, rest = line.partition(" ")
        if word == "RewriteCond":
            name, pattern = rest.split(" ")
            condition = re.search(pattern, given[name])
            holds = condition is not None
        elif word == "RewriteRule":
            pattern, target, *flags = rest.split(" ")
            found = re.search(pattern, path)
            if holds and found:
                target = re.sub(r"\$(\d)", lambda part: found[int(part[1])], target)  # noqa: B023
                path = re.sub("%1", lambda _: condition[1] if condition else "", target)  # noqa: B023
                if flags:
                    return path
            condition, holds = None, True
    return ""


@pytest.mark.parametrize("language", namespaces.languages())
@pytest.mark.parametrize(
    ("accept", "ending"),
    [("text/html,*/*;q=0.1", "html"), ("text/turtle", "ttl"), ("application/ld+json", "jsonld"), ("text/csv", "csv")],
)
def test_the_rules_of_redirection_lead_to_files_of_the_site(
    portal: Portal, written: Path, accept: str, ending: str, language: str
) -> None:
    rules = redirects.htaccess("https://example.org/t/")
    contents = portal.contents
    paths = [addresses.path(each) for name in ("Entity", "Claim", "Disagreement") for each in contents.of_class(name)]
    assert len(paths) > 30
    for path in [*paths, *(() if ending == "csv" else ("ontology", "code/modality", "code/modality/asserted"))]:
        target = led(rules, path, accept, f"{language},en;q=0.5")
        assert target.startswith("https://example.org/t/"), path
        assert (written / target.removeprefix("https://example.org/t/")).is_file(), target
        assert target.endswith(f".{ending}")
        assert ending != "html" or f"/{language}/" in target
    assert led(rules, "id/state/arcadia.ttl", "*/*", "") == "https://example.org/t/id/state/arcadia.ttl"
    assert led(rules, "passage/short-note/1-2", "*/*", "") == "https://example.org/t/en/article/short-note.html"


@pytest.mark.parametrize("address", ["example.org", "ftp://example.org/", "https://exa mple.org/", "https://e.org/$1"])
def test_a_wrong_address_is_told_in_one_line(built: Path, tmp_path: Path, kgtools: Run, address: str) -> None:
    done = kgtools("site", "-o", tmp_path / "site", "--address", address, "--root", built)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--address" in done.stderr
    assert not (tmp_path / "site").exists()
