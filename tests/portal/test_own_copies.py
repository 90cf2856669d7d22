"""A reader's own copies: recognised in the browser as in Python, shown, forgotten, never sent; and what axe finds."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pyoxigraph as ox
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import strategies

from kgtools.articles import fingerprints
from kgtools.portal.contents import Contents
from kgtools.portal.folder import site
from kgtools.portal.portal import Portal
from tests.conftest import MINI, ROOT

NOTE = MINI / "articles" / "short-note.txt"
ELECTED = "Boris Rudolf was elected in 2015"
SCRIPT = ROOT / "kgtools" / "portal" / "static" / "fingerprints.js"
# Letters of the articles' languages, and what makes trouble: soft hyphens, ligatures, marks, signs beyond 16 bits.
ALPHABET = (
    "abcoʻgʻOʻʼ‘’'ıİßẞſﬁﬂΣςσ" + "әғқңөұүһіӘҒҚҢӨҰҮҺІйёЁшщъ" + "\u00ad\u0301\u0308\u0306\u0327­ 12½Ⅷ" + "𝔸𝟙😀𐐀𐐨" + "ꭰᏸ"
)


class Evidence(Portal):
    """The pages that show passages."""

    def paths(self) -> Iterator[str]:
        """Without things but one."""
        kinds = ("article", "claim", "disagreement", "disagreements", "target", "targets")
        return (path for path in super().paths() if path.split("/")[0] in kinds or path == "id/person/boris-rudolf")


@pytest.fixture(scope="session")
def home(built: Path, mini_store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a tiny site on the disk."""
    folder = tmp_path_factory.mktemp("evidence") / "site"
    site.write(Evidence(Contents.read(built, mini_store)), folder)
    return folder.as_uri()


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Any]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    opened.set_default_timeout(10_000)
    yield opened
    opened.context.close()


@pytest.fixture
def page(window: Any, home: str) -> Any:
    """A window that remembers nothing; a new one for each test costs more than the test."""
    window.goto(f"{home}/en/targets.html")
    window.evaluate("sessionStorage.clear()")
    return window


@pytest.fixture(scope="module")
def script(browser: Any) -> Iterator[Any]:
    opened = browser.new_page()
    opened.add_script_tag(path=SCRIPT)
    yield opened
    opened.close()


def give(page: Any, *files: Path | dict[str, Any]) -> str:
    """Choose files, and say what the page tells of them."""
    page.locator("#own summary").click()
    page.set_input_files("#own input", list(files))
    page.locator("#own li").first.wait_for()
    return str(page.inner_text("#own ul"))


def file(name: str, content: str | bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "text/plain", "buffer": content.encode() if isinstance(content, str) else content}


# -- fingerprints --------------------------------------------------------------------------------------


def test_every_letter_folds_in_the_browser_as_in_python(script: Any) -> None:
    blocks = ((0, 0x590), (0x13A0, 0x1400), (0x1C80, 0x1C90), (0x1E00, 0x2190), (0xA640, 0xABC0), (0xFB00, 0xFB07),
              (0xFF00, 0xFFE0), (0x10400, 0x10450), (0x1D7CE, 0x1D800))  # fmt: skip
    known = [chr(code) for first, last in blocks for code in range(first, last)]
    singles = [one for one in known if unicodedata.category(one) != "Cn"]
    assert len(singles) > 3900
    ask = "all => all.map(one => { const f = fingerprints.fold(`x${one}y`); return [f.letters, f.starts, f.ends]; })"
    for one, found in zip(singles, script.evaluate(ask, singles), strict=True):
        folded = fingerprints.fold(f"x{one}y")
        assert found == [list(map(ord, folded.letters)), folded.starts, folded.ends], one


@hypothesis.given(
    strategies.lists(strategies.text(strategies.sampled_from(ALPHABET), max_size=300), min_size=12, max_size=12)
)
@hypothesis.settings(max_examples=12)
def test_texts_have_the_same_fingerprints_and_passages_the_same_places(script: Any, texts: list[str]) -> None:
    found = script.evaluate(
        """all => all.map(text => {
          const points = Array.from(text), part = points.slice(points.length >> 2, points.length >> 1).join("");
          const whole = fingerprints.fingerprint(text), print = fingerprints.fingerprint(part);
          return [whole, print, print.startsWith("0.") ? [] : fingerprints.find(fingerprints.fold(text), print)];
        })""",
        texts,
    )
    for text, (whole, part, places) in zip(texts, found, strict=True):
        assert whole == fingerprints.fingerprint(text)
        assert part == fingerprints.fingerprint(text[len(text) // 4 : len(text) // 2])
        if not part.startswith("0."):
            assert list(map(tuple, places)) == fingerprints.find(fingerprints.fold(text), part)


# -- copies --------------------------------------------------------------------------------------------


def test_a_copy_shows_its_passages_on_every_page_and_nothing_is_requested(page: Any, home: str) -> None:
    page.goto(f"{home}/en/claim/short-note/f09.html")
    assert ELECTED not in page.content()
    page.locator("#own summary").click()
    page.wait_for_function("known.size === 1")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_input_files("#own input", NOTE)
    page.locator("#own li").first.wait_for()
    assert "short-note.txt: the very text of Quill (n.d.). Passages of this page found: " in page.inner_text("#own ul")
    assert page.inner_text("#passage q") == ELECTED
    assert asked == []

    page.goto(f"{home}/en/disagreement/turnover-2020.html")
    page.locator(".side q").first.wait_for()
    assert "3 000 000" in page.inner_text(".side q")
    first = page.locator(".side q").count()
    give(page, NOTE)  # a second time: nothing stands there twice
    assert page.locator(".side q").count() == first
    page.goto(f"{home}/kk/id/person/boris-rudolf.html")
    page.locator(".entries q").first.wait_for()
    assert ELECTED in page.inner_text("main") or "Boris Rudolf likes roads" in page.inner_text("main")
    page.locator("#own summary").click()
    page.locator("#own button").click()
    page.wait_for_function("!document.querySelector('q.own-passage') && !sessionStorage.length")


def test_a_dropped_copy_with_other_line_ends_and_hyphens_is_recognised_by_its_passages(page: Any, home: str) -> None:
    other = NOTE.read_text(encoding="utf-8").replace("\n", "\r\n").replace("elected", "elec\u00adted").replace("*", "")
    page.goto(f"{home}/en/article/short-note/1.html")
    page.evaluate(
        """text => {
          const given = new DataTransfer();
          given.items.add(new File([text], "mine.md"));
          for (const kind of ["dragenter", "drop"]) {
            document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: given, bubbles: true }));
          }
        }""",
        other,
    )
    page.locator("#own li").first.wait_for()
    assert "mine.md: a copy of Quill (n.d.) that differs from the text that was read" in page.inner_text("#own ul")
    quotes = page.locator("q.own-passage").all_inner_texts()
    assert ELECTED in quotes
    assert len(quotes) > 10


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (file("other.txt", "Of roads and bridges nothing stands here. " * 9),
         "other.txt is no copy of an article of this page: it holds 0 of 22 passages that were looked for. "
         "Expected: Quill (n.d.) (803 characters)."),
        (file("paper.txt", b"%PDF-1.7 x"), "paper.txt is not plain text: PDF. Save it as plain text in UTF-8."),
        (file("page.md", "<!DOCTYPE html><p>x"), "page.md is not plain text: HTML. Save it as plain text in UTF-8."),
        (file("none.txt", " \n"), "none.txt is not plain text: empty. Save it as plain text in UTF-8."),
        (file("zeros.txt", b"a\0b"), "zeros.txt is not plain text: no text in UTF-8, UTF-16 or Windows-1251. "
                                     "Save it as plain text in UTF-8."),
    ],
    ids=("another", "pdf", "html", "empty", "binary"),
)  # fmt: skip
def test_what_is_no_copy_is_told_in_one_line(page: Any, home: str, given: dict[str, Any], told: str) -> None:
    page.goto(f"{home}/en/claim/short-note/f09.html")
    assert give(page, given) == told
    assert page.locator("q.own-passage").count() == 0
    assert page.evaluate("sessionStorage.length") == 0


def test_a_list_is_narrowed_by_what_is_chosen_and_by_words(page: Any, home: str) -> None:
    page.goto(f"{home}/en/targets.html")
    page.fill("[data-filter] [name=words]", "Trade")
    assert page.inner_text("[data-filter] output") == "Shown: 1 of 3"
    assert page.locator("#entries > li:visible").count() == 1


# -- axe -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "width", "scheme", "paths"),
    [
        ("en", 1280, "light", ("article/short-note", "claim/background/b01", "disagreements/misprint", "targets")),
        ("kk", 360, "dark", ("article/short-note/1", "claim/short-note/f09", "disagreement/turnover-2020",
                             "target/turnover-2030")),
    ],
)  # fmt: skip
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    browser: Any, home: str, language: str, width: int, scheme: str, paths: tuple[str, ...]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for path in paths:
        page.goto(f"{home}/{language}/{path}.html")
        if page.locator("#own").count():
            page.locator("#own summary").click()
        found = Axe().run(page).response["violations"]
        assert [(one["id"], node["html"]) for one in found for node in one["nodes"]] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_the_words_of_the_panel_are_in_the_language_of_the_page(page: Any, home: str) -> None:
    page.goto(f"{home}/uz/claim/short-note/f09.html")
    words = json.loads(page.get_attribute("#own", "data-words"))
    assert words["empty"] == "boʻsh"
    assert give(page, NOTE).startswith("short-note.txt: aynan")
