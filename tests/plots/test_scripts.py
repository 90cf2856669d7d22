"""The functions of our scripts, in a browser: what they compute agrees with Python, or with plain cases."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kgtools.plots import languages, page, svg
from tests.scripts import findings as found_in

PLOTS = Path(page.__file__).parent


def test_slips_in_scripts_are_found_at_their_lines(tmp_path: Path) -> None:
    shared, own = tmp_path / "shared.js", tmp_path / "own.js"
    shared.write_text("/** @param {string} name */\nfunction greet(name) {\n  return name;\n}\n", encoding="utf-8")
    own.write_text('document.title = greet("you");\n', encoding="utf-8")
    assert found_in({"page": (shared, own)}) == []
    own.write_text("const left = 1;\ndocument.title = greet(2);\n", encoding="utf-8")
    lint, types = found_in({"page": (shared, own)})
    assert "no-unused-vars" in lint
    assert f"{own}:1" in lint
    assert "'number' is not assignable to parameter of type 'string'" in types
    assert f"{own}:2" in types


@pytest.fixture(scope="module")
def scripts(browser: Any) -> Iterator[Any]:
    """An empty page with the functions of all scripts; those that fill a page do nothing in it."""
    context = browser.new_context()
    blank = context.new_page()
    for name in ("names.js", "languages.js", "figures/page.js", "timeline/page.js"):
        blank.add_script_tag(content=(PLOTS / name).read_text(encoding="utf-8"))
    yield blank
    context.close()


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ({}, True),
        ({"article": "a"}, True),
        ({"article": "c"}, False),
        ({"way": "planned"}, True),
        ({"way": "stated"}, False),
        ({"from": 2016, "to": 2016}, True),
        ({"from": 2017}, False),
        ({"to": 2013}, False),
        ({"article": "a", "way": "stated"}, False),
    ],
)
def test_a_bar_passes_the_filters_that_it_fits(scripts: Any, wanted: dict[str, Any], kept: bool) -> None:
    told = {"articles": ["a", "b"], "ways": ["planned", "disputed"], "years": [2014, 2016]}
    asked = {"article": "", "way": "", "from": 1900, "to": 2100} | wanted
    assert scripts.evaluate("([told, asked]) => passes(told, asked)", [told, asked]) == kept


@pytest.mark.parametrize(("begin", "end"), [(1985, 2030), (2016, 2019), (2030, 2030), (1985, 1985)])
def test_the_chosen_years_fill_the_frame(scripts: Any, begin: int, end: int) -> None:
    first, last = datetime.date(1985, 1, 1), datetime.date(2030, 12, 31)
    found = scripts.evaluate("dates => framed(...dates)", [str(first), str(last), begin, end])
    after = last + datetime.timedelta(days=1)
    for day, place in ((datetime.date(begin, 1, 1), 0.0), (datetime.date(end + 1, 1, 1), 1.0)):
        assert found["left"] + found["width"] * svg.part_of(day, first, after) == pytest.approx(place, abs=1e-6)


@pytest.mark.parametrize(("years", "room", "step"), [(46, 12, 5), (4, 12, 1), (13, 12, 2), (5000, 2, 1000)])
def test_years_are_named_as_far_apart_as_there_is_room(scripts: Any, years: int, room: int, step: int) -> None:
    assert scripts.evaluate("asked => apart(...asked)", [years, room, [1, 2, 5, 10, 1000]]) == step


def test_a_choice_brings_what_contradicts_it_once(scripts: Any) -> None:
    near = [[1], [0, 2], []]
    for chosen, shown in (([0], [0, 1]), ([1], [1, 0, 2]), ([2], [2]), ([7], [7]), ([], [])):
        assert scripts.evaluate("asked => withNear(...asked)", [chosen, near]) == shown


PAGE = (
    '<main lang="{}"><h1>{}</h1><p>{}<b>{}</b> later</p><svg><text x="1">{}</text><path aria-label="{}"/></svg></main>'
)
SAID = {
    "en": PAGE.format("en", "Dates", "of 1998 ", "and", "year", "a day"),
    "kk": PAGE.format("kk", "Даталар", "1998 &amp; ", "және", "жыл", "күн"),
}


def test_a_page_woven_of_languages_becomes_each_of_them(scripts: Any) -> None:
    woven, texts = languages.woven(SAID, "en")
    assert re.sub(r' data-(text|names)="[^"]*"', "", woven).replace("<span>of 1998 </span>", "of 1998 ") == SAID["en"]
    scripts.evaluate("html => { document.body.innerHTML = html; }", woven)
    for language in ("kk", "en", "kk"):
        scripts.evaluate("([texts, language]) => speak(texts, language)", [texts, language])
        plain = re.sub(r"<[^>]*>", "", SAID[language]).replace("&amp;", "&")
        assert scripts.evaluate("document.body.textContent") == plain
        assert scripts.evaluate("document.documentElement.lang") == language
        assert scripts.evaluate("document.title") == re.search("<h1>(.*)</h1>", SAID[language])[1]  # type: ignore[index]
        label = re.search('aria-label="(.*?)"', SAID[language])[1]  # type: ignore[index]
        assert scripts.evaluate("document.querySelector('path').getAttribute('aria-label')") == label
        assert scripts.evaluate("document.querySelector('main').lang") == language


@pytest.mark.parametrize("other", ["<main lang='kk'><h1>Даталар</h1></main>", SAID["kk"].replace("<b>", "<i>")])
def test_pages_of_different_elements_are_not_woven(other: str) -> None:
    with pytest.raises(ValueError, match="in several languages"):
        languages.woven({"en": SAID["en"], "kk": other}, "en")
