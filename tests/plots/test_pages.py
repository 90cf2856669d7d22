"""The pages of timelines, charts and matrices, in a browser with the cable out: filters, clicks, keys, print, axe."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kgtools import messages
from kgtools.network import claims, matrix, networks
from kgtools.plots import prepare
from kgtools.plots.network import matrix as matrix_files
from kgtools.plots.timeline import html
from kgtools.views import figures, pictures, timeline
from kgtools.views.timeline import Bar
from tests.conftest import ROOT

KINDS = ("timeline", "chart", "matrix")
LANES = ("tenures", "visits", "documents")


@dataclass
class Pages:
    """The pages as files, and the bars of the timeline."""

    files: dict[str, Path]
    bars: list[Bar]


@pytest.fixture(scope="session")
def pages(real: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    files = {kind: tmp_path_factory.mktemp("pages") / f"{kind}.html" for kind in KINDS}
    bars = timeline.bars(real, LANES)
    told = pictures.timelines(ROOT, real, bars, LANES, "", {})
    prepare.timeline_page(files["timeline"], told, (None, None), "en")
    picture = pictures.chart(ROOT, real, figures.values(real, figures.FigureFilter(flow="turnover")), "kk")
    prepare.figures(files["chart"], pictures.figures_with_evidence(ROOT, picture, real, {}, "kk"), "kk")
    network = networks.network(real, matrix.KINDS["states-bodies"], "en", networks.Selection(inferred=True))
    found = matrix.matrix(network, "states-bodies")
    notes = claims.labelled_claims(real, {claim for cell in found.claims.values() for claim in cell}, {}, "en")
    matrix_files.write(found, files["matrix"], "states-bodies", "en", notes, [])
    return Pages(files, bars)


class Visit:
    """A page in a browser; whatever it asks of another host, and its errors, fail the test."""

    def __init__(self, browser: Any, file: Path, width: int = 1280, dark: bool = False) -> None:
        scheme = "dark" if dark else "light"
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
        )
        self.wrong: list[str] = []
        self.context.on("request", self._asked)
        self.context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        self.page = self.context.new_page()
        self.page.on("console", lambda line: self.wrong.append(line.text) if line.type == "error" else None)
        self.page.goto(file.as_uri())

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.wrong.append(request.url)

    def __enter__(self) -> Any:
        return self.page

    def __exit__(self, *_: object) -> None:
        self.context.close()
        assert self.wrong == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe, which looks for what keeps people from using a page."""
    found = importlib.util.find_spec("axe_playwright_python")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")


AXE = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map(one => [one.id, one.nodes[0].html]);
}"""


# The colours of all pages are the same, so that each scheme need not be looked at on each.
@pytest.mark.parametrize(
    ("kind", "width", "dark"), [("timeline", 390, False), ("chart", 1280, True), ("matrix", 390, True)]
)
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(
    browser: Any, pages: Pages, axe: str, kind: str, width: int, dark: bool
) -> None:
    with Visit(browser, pages.files[kind], width, dark) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", ground))) < 200) == dark
        if kind != "matrix":
            page.locator("#timeline summary, #picture a").first.click()
        page.emulate_media(reduced_motion="reduce")
        page.evaluate(axe)
        assert page.evaluate(AXE) == []


def test_axe_is_really_asked(browser: Any, axe: str, tmp_path: Path) -> None:
    file = tmp_path / "x.html"
    file.write_text("<!DOCTYPE html><html lang='en'><title>A picture</title><img src='data:,'>", encoding="utf-8")
    with Visit(browser, file) as page:
        page.evaluate(axe)
        assert "image-alt" in [name for name, _ in page.evaluate(AXE)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_printed_on_one_sheet(browser: Any, pages: Pages, kind: str) -> None:
    with Visit(browser, pages.files[kind], dark=True) as page:
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type /Page\b", printed)) == 1


def test_no_page_holds_a_library_or_may_load_one(pages: Pages) -> None:
    for file in pages.files.values():
        text = file.read_text(encoding="utf-8")
        assert len(text) < 1_000_000
        assert re.search(r"default-src 'none'; script-src '(none|unsafe-inline)';", text)


# -- the timeline -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shown(browser: Any, pages: Pages) -> Iterator[Any]:
    with Visit(browser, pages.files["timeline"]) as page:
        yield page


@pytest.fixture
def line(shown: Any) -> Any:
    """The timeline without filters."""
    shown.evaluate("document.getElementById('filters').reset()")
    shown.wait_for_timeout(20)
    return shown


def counted(page: Any) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", page.inner_text("#count"))]


def test_every_date_is_on_the_page_at_first_with_its_claims(line: Any, pages: Pages) -> None:
    assert counted(line) == [len(pages.bars), len(pages.bars)]
    evidence = line.locator("#timeline .told").evaluate_all("all => all.map(each => each.textContent)")
    assert len(evidence) == len(pages.bars)
    for text, bar in zip(evidence, pages.bars, strict=True):
        assert all(claim in text for claim in bar.claims)
    rows = line.locator("tbody tr").evaluate_all("all => all.map(each => each.cells[0].textContent)")
    assert rows == [bar.dates for bar in pages.bars]


def test_filters_leave_what_python_says(line: Any, pages: Pages, real: ox.Store) -> None:
    states = timeline.states_of(real)
    wanted: list[tuple[str, str, Any]] = [
        ("state", "state/uzbekistan", lambda bar: "state/uzbekistan" in states.get(bar.thing, ())),
        ("article", "musina-dynamics", lambda bar: "musina-dynamics" in bar.articles),
        *(("way", way, lambda bar, way=way: way in html.told(bar)) for way in ("stated", "inferred", "planned")),
    ]
    for field, value, keeps in wanted:
        line.select_option(f"#{field}", value)
        expected = [bar for bar in pages.bars if keeps(bar)]
        assert counted(line)[0] == len(expected) < len(pages.bars)
        assert line.locator("tbody tr:not(.off)").count() == len(expected) > 0
        line.select_option(f"#{field}", "")
    line.uncheck("input[value=documents]")
    assert counted(line)[0] == sum(bar.lane != "documents" for bar in pages.bars)
    assert not line.is_visible("#lane-documents")
    line.check("input[value=documents]")
    line.fill("#from", "2016")
    line.fill("#to", "2018")
    assert counted(line)[0] == sum(bar.span.touches(2016, 2018) for bar in pages.bars)


def test_chosen_years_fill_the_frame_and_name_themselves(line: Any) -> None:
    where = "() => [...document.querySelectorAll('.axis text:not(.off)')].map(each => each.textContent)"
    whole = line.evaluate(where)
    line.fill("#from", "2016")
    line.fill("#to", "2019")
    assert line.evaluate(where) == ["2016", "2017", "2018", "2019"] != whole
    frame, first = (line.locator(each).first.bounding_box() for each in (".axis", ".axis text[data-year='2016']"))
    assert first["x"] == pytest.approx(frame["x"], abs=2)


def test_names_are_found_in_any_script_and_misspelt(line: Any) -> None:
    for words in ("Тоқаев", "Tokaev", "tokayev"):
        line.fill("#words", words)
        found = line.locator("#timeline li:not(.off) .words").evaluate_all("all => all.map(each => each.textContent)")
        assert any("Tokayev as President" in name for name in found), words
        assert not any("Karimov" in name for name in found)
    line.fill("#words", "plinthgurk")
    assert counted(line)[0] == 0


def test_the_language_of_everything_changes_and_the_filters_stay(line: Any, pages: Pages) -> None:
    line.fill("#words", "Tokayev")
    number = counted(line)[0]
    for language in ("kk", "ru", "uz", "en"):
        line.select_option("#language", language)
        assert line.evaluate("document.documentElement.lang") == language
        assert line.title() == line.inner_text("h1") == messages.message("timeline.title", language)
        assert line.inner_text("#count") == messages.message("timeline.shown", language, number, len(pages.bars))
        said = line.inner_text("body")
        for lane in ("documents", "tenures"):
            assert messages.message(f"timeline.lane.{lane}", language) in said
        if language != "en":
            assert "Kassym-Jomart Tokayev" not in said


def test_keys_open_a_line_and_an_address_leads_to_one(line: Any, browser: Any, pages: Pages) -> None:
    line.locator("li[id='document/treaty-of-eternal-friendship-1998'] summary").focus()
    line.keyboard.press("Enter")
    opened = line.locator("li[id='document/treaty-of-eternal-friendship-1998'] .told:visible h3")
    assert opened.all_inner_texts() == ["signed on 1998", "signed on 1998-10-31"]
    line.keyboard.press("Enter")
    assert opened.count() == 0
    line.evaluate("location.hash = 'tenure/tokayev-president-of-kazakhstan'")
    line.locator("li[id='tenure/tokayev-president-of-kazakhstan'] .told").first.wait_for(state="visible")


def test_what_has_no_date_is_counted_and_listed(line: Any, real: ox.Store) -> None:
    missing = timeline.undated(real, LANES)
    listed = line.locator("details.undated").evaluate_all("all => all.map(each => each.querySelectorAll('li').length)")
    assert listed == [len(things) for things in missing.values()]
    assert messages.message("timeline.undated", "en", sum(listed)) in line.inner_text("main")


# -- the chart ----------------------------------------------------------------------------------------------


def row_of(file: Path, claim: str) -> int:
    number = re.search(rf'id="mark-(\d+)"(?:(?!<article).)*?{claim}', file.read_text(encoding="utf-8"))
    assert number is not None
    return int(number[1])


def kept(page: Any) -> list[int]:
    """The marks of the chart that are not faint, all if none is."""
    return page.locator("#picture .mark").evaluate_all(  # type: ignore[no-any-return]
        "all => all.filter(each => getComputedStyle(each).opacity > .5).map(each => Number(each.dataset.place) + 1)"
    )


def test_a_click_opens_the_evidence_below_the_chart_and_dims_the_rest(browser: Any, pages: Pages) -> None:
    file = pages.files["chart"]
    with Visit(browser, file, 390) as page:
        page.emulate_media(reduced_motion="reduce")
        number, other = row_of(file, "akmalov-history/n001"), row_of(file, "nursultanova-trade/n086")
        whole = len(kept(page))
        page.locator(f"#picture a[href='#mark-{number}']").click()
        told = page.locator(f"#mark-{number}")
        assert told.locator("h2").inner_text().startswith("1.5 миллиард")
        assert told.locator(".when").inner_text() == "2016"
        assert page.locator("#panel article:visible").count() == 2  # the other contradicts it, and comes with it
        assert kept(page) == sorted((number, other))
        chart, panel = page.locator("#picture").bounding_box(), page.locator("#panel").bounding_box()
        assert chart["y"] + chart["height"] <= panel["y"]
        page.keyboard.press("Escape")
        assert len(kept(page)) == whole > 20


def test_the_keyboard_reaches_the_evidence_of_every_value(browser: Any, pages: Pages) -> None:
    file = pages.files["chart"]
    with Visit(browser, file) as page:
        dated, undated = row_of(file, "normatov-course/n009"), row_of(file, "akmalov-history/n011")
        for number, links in ((dated, 2), (undated, 1)):  # in the chart and the table
            found = page.locator(f"a[href='#mark-{number}']")
            assert found.count() == links
            found.first.focus()
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.id") == f"mark-{number}"
            assert [one.get_attribute("id") for one in page.locator("#panel article:visible").all()] == [
                f"mark-{number}"
            ]


def test_a_chart_says_what_each_mark_is_and_marks_articles_by_colour_and_shape(pages: Pages) -> None:
    text = pages.files["chart"].read_text(encoding="utf-8")
    picture = text.split('<div id="picture">')[1].split("</svg></div>")[0]
    legend = text.split('<ul class="legend">')[1].split("</ul>")[0]
    looks = re.findall(
        r'<g class="(hue-[a-z]+)" color="#\w+"><svg x="50%" y="6" overflow="visible"><path d="([^"]+)"', legend
    )
    articles = [look for look in looks if look[0] != "hue-grey"]
    assert len({colour for colour, _ in articles}) == len({shape for _, shape in articles}) == len(articles) >= 4
    labels = re.findall(r'<a [^>]*aria-label="([^"]+)"', picture)
    assert len(labels) == len(set(re.findall(r'href="#mark-(\d+)"', picture)))
    assert all(re.search(r"\d.*, (19|20)\d\d", label) for label in labels)
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="tandem-svg" role="group" lang="kk"' in picture


# -- the matrix ---------------------------------------------------------------------------------------------


def test_a_matrix_fits_the_window_and_opens_the_claims_of_a_cell(browser: Any, pages: Pages) -> None:
    with Visit(browser, pages.files["matrix"]) as page:
        assert page.evaluate("document.documentElement.scrollHeight") <= 900
        cell = page.locator("tbody td a").first
        cell.focus()
        page.keyboard.press("Enter")
        told = page.locator(".claims section:visible")
        assert told.count() == 1
        assert told.locator("code").count() > 0
        assert page.locator("tbody td.unstated").count() > 0
        assert page.locator("tbody td.inferred").count() > 0
