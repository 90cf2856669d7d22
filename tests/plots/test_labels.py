"""Labels of networks: none overlaps another or leaves the frame, and the browser places them as Python does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import hypothesis
import hypothesis.strategies as st
import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.network import details, networks
from kgtools.plots.network import html, labels
from kgtools.plots.network.labels import Box, Disc, Label, overlap

# Words short and long, a no-break space, two spaces, a letter of two UTF-16 units, and no name at all.
WORDS = st.sampled_from(
    ["Bank", "of", "Қазақстан", "Oʻzbekiston", "Шанхайская", "a\u00a0b", "", "𐰴𐰀", "Intergovernmental"]
)
NAMES = st.lists(WORDS, max_size=9).map(" ".join)
WHERE = st.floats(-60, 460, width=32)
DISCS = st.lists(
    st.builds(Disc, WHERE, WHERE, st.sampled_from([2.0, 5.0, 6.0, 10.0, 30.0]), NAMES, st.sampled_from([10.0, 13.0]),
              st.booleans()),
    max_size=40,
)  # fmt: skip
# Each position of the first lies over another disc.
RING = [Disc(200, 150, 10, "Bank", 10, True)] + [
    Disc(200 + 27 * across, 150 + 20 * down, 6, "Intergovernmental", 10) for across, down in labels.POSITIONS
]
FRAME: Box = (0.0, 0.0, 400.0, 300.0)
BUTTONS: Box = (0.0, 254.0, 150.0, 300.0)


def wide(line: str, disc: Disc) -> float:
    """How wide a line is, about."""
    return 0.6 * disc.font * len(line)


def placed(discs: Sequence[Disc]) -> list[Label]:
    return labels.place(discs, wide, FRAME, [BUTTONS])


# -- the rule ---------------------------------------------------------------------------------------


@hypothesis.given(DISCS)
def test_no_label_overlaps_another_or_leaves_the_frame(discs: list[Disc]) -> None:
    boxes = [label.box for label in placed(discs)]
    for place, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert top >= 0
        assert right <= FRAME[2]
        assert bottom <= FRAME[3]
        assert not any(overlap(boxes[place], other) for other in [*boxes[place + 1 :], BUTTONS])


@hypothesis.given(DISCS)
def test_no_label_covers_a_disc(discs: list[Disc]) -> None:
    assert not [
        (label, disc)
        for label in placed(discs)
        for disc in discs
        if overlap(label.box, disc.box) and overlap(disc.box, FRAME)
    ]


@pytest.mark.parametrize("always", [True, False])
def test_a_name_takes_the_next_position_when_one_is_taken(always: bool) -> None:
    disc = Disc(200, 150, 2, "Bank", 10, always)
    blocked: list[Box] = []
    sides = []
    for _ in labels.POSITIONS:
        (label,) = labels.place([disc], wide, FRAME, blocked)
        left, top, right, bottom = label.box
        x, y = (left + right) / 2, (top + bottom) / 2
        sides.append(((x > disc.x) - (x < disc.x), (y > disc.y) - (y < disc.y)))
        assert label.lead is None
        blocked.append((x - 1, y - 1, x + 1, y + 1))
    assert tuple(sides) == labels.POSITIONS
    # What is always named may then stand farther off, with a line; the others go without.
    found = labels.place([disc], wide, FRAME, blocked)
    assert len(found) == always
    for label in found:
        assert label.box[1] - disc.y - disc.r == pytest.approx(labels.FAR[1])
        assert label.lead == (200, 150, 200, label.box[1])


def test_what_is_always_named_is_named_in_a_crowd() -> None:
    assert [label.disc for label in placed(RING)][:1] == RING[:1]
    assert RING[0] not in [label.disc for label in placed([replace(disc, always=False) for disc in RING])]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ("",)),
        ("Eurasian  Economic Union", ("Eurasian Economic", "Union")),
        ("abcdefghi abcdefghi", ("abcdefghi abcdefghi",)),
        ("abcdefghi abcdefghij", ("abcdefghi", "abcdefghij")),
        ("Halyk\u00a0Bank of Kazakhstan", ("Halyk\u00a0Bank of", "Kazakhstan")),
        ("one " * 20, ("one one one one one",) * 2 + ("one one one one one …",)),
    ],
)
def test_names_are_broken_at_spaces(text: str, lines: tuple[str, ...]) -> None:
    assert labels.wrapped(text, 19) == lines


# -- the browser ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def folder(real: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pages of some networks."""
    found = tmp_path_factory.mktemp("pages")
    for view in ("leaders", "institutions", "all"):
        graph = networks.network(real, view, "en")
        html.write(details.details(real, graph, view, {}), found / f"{view}.html", "en", "degree")
    return found


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Any]:
    """The window in which each test opens a page anew; a window of its own would cost as much again."""
    page = browser.new_page()
    yield page
    page.close()


def opened(window: Any, path: Path, width: int = 1280) -> Any:
    window.set_viewport_size({"width": width, "height": 800})
    window.goto(path.as_uri())
    window.wait_for_selector("body[data-ready]", timeout=60_000)
    return window


def settled(page: Any) -> None:
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def of_browser(found: list[dict[str, Any]]) -> list[tuple[Disc, tuple[str, ...], Any]]:
    return [(Disc(**label["disc"]), tuple(label["lines"]), pytest.approx(label["box"])) for label in found]


def of_python(found: Sequence[Label]) -> list[tuple[Disc, tuple[str, ...], Box]]:
    return [(label.disc, label.lines, label.box) for label in found]


def compare(page: Any) -> int:
    """Assert that Python places what the page has just placed; returns how many labels."""
    settled(page)
    placing = page.evaluate("tandem.placing()")
    discs = [Disc(**disc) for disc in placing["discs"]]
    widths = dict(zip(discs, placing["widths"], strict=True))
    frame, blocked = tuple(placing["frame"]), [tuple(box) for box in placing["blocked"]]
    found = labels.place(discs, lambda line, disc: float(widths[disc][line]), frame, blocked)
    assert of_python(found) == of_browser(placing["labels"])
    assert ["\n".join(label.lines) for label in found] == page.evaluate("tandem.labels()")
    return len(found)


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("view", ["leaders", "institutions", "all"])
def test_the_page_places_labels_of_real_networks_as_python_does(
    window: Any, folder: Path, view: str, width: int
) -> None:
    page = opened(window, folder / f"{view}.html", width)
    for language in namespaces.languages():
        page.select_option("#language", language)
        assert compare(page) >= 10
    for _ in range(2):
        page.click("#closer")
        assert compare(page) >= 3


def test_a_chosen_thing_is_named_first_and_as_python_does(window: Any, folder: Path) -> None:
    page = opened(window, folder / "all.html")
    page.fill("#search", "Halyk Bank")
    page.press("#search", "Enter")
    assert compare(page) >= 1
    assert page.evaluate("tandem.labels()")[0] == "Halyk Bank"


def test_the_page_places_any_labels_as_python_does(window: Any, folder: Path) -> None:
    page = opened(window, folder / "leaders.html")

    @hypothesis.example(RING)
    @hypothesis.given(DISCS)
    def compared(discs: list[Disc]) -> None:
        lines = [{line: wide(line, disc) for width in labels.WIDTHS for line in labels.wrapped(disc.name, width)}
                 for disc in discs]  # fmt: skip
        given = [[asdict(disc) for disc in discs], lines, FRAME, [BUTTONS]]
        found = page.evaluate("([discs, widths, frame, blocked]) => tandem.place(discs, widths, frame, blocked)", given)
        assert of_python(placed(discs)) == of_browser(found)

    compared()
