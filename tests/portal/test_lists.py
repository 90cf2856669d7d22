"""A list on several pages is narrowed as a whole, and where it cannot be, the page says so."""

from __future__ import annotations

import contextlib
import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kgtools.messages import message
from kgtools.portal import addresses
from kgtools.portal.contents import Contents
from kgtools.portal.evidence import disagreements
from kgtools.portal.portal import Portal
from tests.conftest import ROOT

LANGUAGE = "ru"


@pytest.fixture(scope="session")
def folder(real: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The list of conflicts, which has several pages, in one language, with the scripts that it needs."""
    written = tmp_path_factory.mktemp("lists")
    portal = Portal(Contents(real, short_names={LANGUAGE: {}}))
    for path in disagreements.paths(portal.contents):
        if path == disagreements.LIST or path.startswith(f"{disagreements.LIST}/all/"):
            page = portal.page(addresses.page(path, LANGUAGE))
            assert page is not None
            file = written / addresses.page(path, LANGUAGE)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(page, "utf-8")
    shutil.copytree(ROOT / "kgtools" / "portal" / "static", written / "static")
    return written


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def shown(page: Any) -> list[str]:
    return [text.strip() for text in page.locator("#entries > li:visible h2").all_inner_texts()]


def test_words_and_choices_narrow_the_list_on_all_its_pages(browser: Any, folder: Path) -> None:
    page = browser.new_page()
    with served(folder) as address:
        every = []
        numbers = 0
        page.goto(f"{address}/ru/disagreements.html")
        for href in [link.get_attribute("href") for link in page.locator("nav.pages a").all()]:
            page.goto(f"{address}/ru/disagreements.html")
            page.goto(page.evaluate("(href) => new URL(href, location.href).href", href))
            every += shown(page)
            numbers += 1
        assert len(every) > disagreements.MOST
        assert numbers == -(-len(every) // disagreements.MOST)
        page.goto(f"{address}/ru/disagreements.html")
        statuses = page.locator("[name=status] option").count()
        word = every[-1].split()[-1]
        page.fill("[data-filter] [name=words]", word)
        page.wait_for_function("document.querySelector('form output').textContent")
        fitting = [title for title in every if word.casefold() in title.casefold()]
        assert every[-1] in shown(page)
        assert set(fitting) <= set(shown(page))
        assert page.inner_text("form output").endswith(f" из {len(every)}")
        assert not page.locator("nav.pages").is_visible()
        link = page.locator("#entries > li:visible h2 a").last.evaluate("(link) => link.href")
        assert link.startswith(f"{address}/ru/disagreement/")
        page.fill("[data-filter] [name=words]", "")
        page.wait_for_function("!document.querySelector('nav.pages').hidden")
        assert shown(page) == every[: disagreements.MOST]
        page.goto(f"{address}/ru/disagreements/all/{numbers}.html")
        assert page.locator("[name=status] option").count() == statuses
    page.close()


def test_from_a_disk_the_page_says_that_it_narrows_itself_alone(browser: Any, folder: Path) -> None:
    page = browser.new_page()
    page.goto(f"{folder.as_uri()}/{LANGUAGE}/disagreements.html")
    first = shown(page)
    page.fill("[data-filter] [name=words]", "zzzz")
    page.wait_for_function("document.querySelector('form output').textContent")
    assert shown(page) == []
    assert page.inner_text("form output") == message("portal.shown-of-page", LANGUAGE, number=0, total=len(first))
    assert page.locator("nav.pages").is_visible()
    page.close()
