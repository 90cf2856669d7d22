"""From home to a thing in a browser, from a disk: by clicks, by keys, by words in any script; and what axe finds."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest
from axe_playwright_python.sync_playwright import Axe

from kgtools.portal.contents import Contents
from kgtools.portal.folder import site
from kgtools.portal.portal import Portal

SPELLINGS = Path(__file__).parent.parent / "query" / "spellings.csv"


class Some(Portal):
    """The pages of a pattern."""

    def __init__(self, contents: Contents, pattern: str) -> None:
        super().__init__(contents)
        self._pattern = pattern

    def paths(self) -> Iterator[str]:
        """Few, since all pages of even a tiny project are many."""
        return (path for path in super().paths() if re.fullmatch(self._pattern, path))


WAYS = "index|browse(/person.*)?|search|timeline|networks|id/(person|state)/.*"


@pytest.fixture(scope="session")
def home(built: Path, mini_store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a tiny site on the disk, up to the language."""
    folder = tmp_path_factory.mktemp("doors") / "site"
    site.write(Some(Contents.read(built, mini_store), WAYS), folder)
    return folder.as_uri()


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    yield opened
    opened.context.close()


@pytest.mark.parametrize(
    ("path", "width"), [("en/index", 360), ("kk/browse/person", 1280), ("ru/search", 360), ("uz/timeline", 1280)]
)
def test_axe_finds_nothing(page: Any, home: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{home}/{path}.html")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], node["html"]) for one in found for node in one["nodes"]] == []
    page.set_viewport_size({"width": 1280, "height": 900})


def test_nothing_is_wider_than_a_phone(page: Any, home: str) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    for path in ("kk/index", "kk/browse", "uz/browse/person", "ru/search", "kk/timeline", "kk/networks", "404"):
        page.goto(f"{home}/{path}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    page.set_viewport_size({"width": 1280, "height": 900})


def test_axe_is_really_asked(page: Any) -> None:
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src='x.png'></main>")
    assert "image-alt" in [one["id"] for one in Axe().run(page).response["violations"]]


def test_one_comes_from_home_to_a_thing_by_clicks(page: Any, home: str) -> None:
    page.goto(f"{home}/kk/index.html")
    page.click("main a[href='browse/person.html']")
    page.click("main a[href='../id/person/boris-rudolf.html']")
    assert page.url == f"{home}/kk/id/person/boris-rudolf.html"
    assert page.inner_text("h1") == "Борис Рудольф"


@pytest.mark.parametrize("typed", ["Рудольф", "rudolf", "Rudolph", "БОРИС РУД"])
def test_one_comes_from_home_to_a_thing_by_keyboard_in_any_script(page: Any, home: str, typed: str) -> None:
    page.goto(f"{home}/en/index.html")
    page.focus("#find")
    page.keyboard.type(typed)
    page.wait_for_selector(".choices:not([hidden]) [role=option]")
    assert page.get_attribute("#find", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.inner_text("[role=option][aria-selected=true]").startswith("Boris Rudolf")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/id/person/boris-rudolf.html")


def test_the_page_of_the_search_lists_what_is_found(page: Any, home: str) -> None:
    page.goto(f"{home}/uz/index.html")
    page.fill("#find", "Arkadia")
    page.press("#find", "Enter")
    page.wait_for_url("**/uz/search.html?words=Arkadia")
    page.wait_for_selector("#found a")
    assert page.get_attribute("#found a >> nth=0", "href").endswith("/uz/id/state/arcadia.html")
    assert "Arkadia" in page.inner_text("#found li >> nth=0")
    page.fill("#words", "qqqqqqq")
    page.wait_for_function("!document.querySelector('#found a')")
    assert page.inner_text("#number") == "Bunday nomli narsa yoʻq."


def test_a_list_is_narrowed_and_sorted_in_place(page: Any, home: str) -> None:
    page.goto(f"{home}/en/browse/person.html")
    shown = "[...document.querySelectorAll('.things li:not([hidden]) a')].map((each) => each.textContent)"
    assert page.evaluate(shown) == ["Ada Quill", "Boris Rudolf", "Clara Vale"]
    page.select_option(".facets label:has-text('Country') select", "ruritania")
    narrowed = page.evaluate(shown)
    assert "Boris Rudolf" in narrowed
    assert len(narrowed) < 3
    assert page.inner_text("[role=status]") == f"Shown: {len(narrowed)} of 3"
    page.reload()  # the choice stands in the address
    assert page.evaluate(shown) == narrowed
    page.click("text=Clear")
    page.select_option(".facets label:has-text('Sorted') select", "claims")
    assert page.evaluate(shown)[0] == "Boris Rudolf"
    assert len(page.evaluate(shown)) == 3


def test_the_large_pictures_open_from_a_disk_and_lead_back_to_pages(page: Any, home: str) -> None:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    # What is still on its way when one goes on (the icon) is aborted, which is no failure.
    page.on("requestfailed", lambda request: wrong.append(request.url) if "ABORTED" not in request.failure else None)
    page.goto(f"{home}/ru/timeline.html")
    page.click(".onward a")
    assert page.url == f"{home}/ru/pictures/timeline.html"
    assert page.get_attribute("html", "lang") == "ru"
    page.goto(f"{home}/kk/networks.html")
    page.click(".onward a >> nth=0")
    page.wait_for_selector("body[data-ready]")
    assert page.get_attribute("html", "lang") == "kk"
    assert wrong == []
    network = Path(unquote(urlsplit(page.url).path)).read_text("utf-8")
    assert len(network.encode()) < 200_000  # what draws it is a file for all of them
    assert '"../../{language}/id/{id}.html"' in network


def test_without_scripts_there_are_lists_and_the_search_says_where(browser: Any, home: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{home}/en/browse/person.html")
    page.click(".facets a[data-value=ruritania]")
    assert page.url == f"{home}/en/browse/person/state/ruritania.html"
    assert "Boris Rudolf" in page.inner_text(".things")
    page.goto(f"{home}/en/search.html")
    page.click("noscript a, .notice a")
    assert page.url == f"{home}/en/browse.html"
    page.goto(f"{home}/index.html")
    assert page.url == f"{home}/index.html"
    context.close()


def test_the_root_leads_to_the_language_of_the_browser(browser: Any, home: str) -> None:
    for locale, language in (("kk-KZ", "kk"), ("de-DE", "")):
        context = browser.new_context(locale=locale)
        page = context.new_page()
        page.goto(f"{home}/index.html")
        page.wait_for_url(f"**/{language}/index.html" if language else f"{home}/index.html")
        context.close()


def test_names_are_found_by_their_spellings_in_a_folder_too(page: Any, real: ox.Store, tmp_path: Path) -> None:
    """Spellings that `kgtools search` finds; of each the thing is among the first."""
    site.write(Some(Contents(real), "search"), tmp_path / "site")
    page.goto((tmp_path / "site/en/search.html").as_uri())
    with SPELLINGS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))[::15]
    found = page.evaluate(
        "async (words) => { const all = []; for (const each of words) "
        "all.push((await tandemFind(each)).slice(0, 3).map((one) => one.id)); return all; }",
        [row["typed"] for row in rows],
    )
    missed = [
        (row["typed"], row["thing"], ids) for row, ids in zip(rows, found, strict=True) if row["thing"] not in ids
    ]
    assert len(rows) > 25
    assert missed == []
