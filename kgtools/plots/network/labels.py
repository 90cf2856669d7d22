"""Where the labels of a network stand: one rule for still pictures and for the page in a browser.

Greedy point-feature labelling with eight candidate positions (Christensen, Marks and Shieber 1995): the discs
come in the order of their importance, and each name takes the first position that overlaps no other label and
no disc; what finds none goes without. Only those that are always named may stand farther off, with a line to their
disc. `page/labels.js` repeats `place` with the numbers of `rule()`, for a browser places them again with every zoom.
Lengths are pixels, y grows downwards.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

WIDTHS = (19, 12)  # characters in a line of a name: usual, and where there is little room
LINES = 3  # of one name
LINE_HEIGHT = 1.18  # in sizes of the font
PADDING = (2.0, 1.5)  # around the text, left and right, above and below
GAP = 2.0  # between disc and label; farther off it could be another's
FAR = (10.0, 22.0, 38.0, 60.0, 90.0, 130.0, 180.0)  # gaps for what is always named and has no room beside it
CORNER = 0.7  # where a corner position begins, in radii
LED = 9.0  # from so far off a line leads from the disc to its name
ALWAYS, LEADERS = 10, 20  # of the most joined, and of leaders, so many are named whatever else there is
MOST = 200  # labels; more are slow in a browser
CELL = 48.0  # side of a cell of the grid that finds what is near
# Across and down: below, above, right, left, then the corners.
POSITIONS = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Disc:
    """A node where it is drawn, with its name and the size of the font; `always` says that it is named in any case."""

    x: float
    y: float
    r: float
    name: str
    font: float
    always: bool = False

    @property
    def box(self) -> Box:
        """The square around it, for some nodes are squares."""
        return self.x - self.r, self.y - self.r, self.x + self.r, self.y + self.r


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a disc in lines, and the box that it fills."""

    disc: Disc
    lines: tuple[str, ...]
    box: Box

    @property
    def lead(self) -> Box | None:
        """The line from the disc to a name that stands off it: from x, y to x, y; None beside it."""
        disc, (left, top, right, bottom) = self.disc, self.box
        x, y = min(max(disc.x, left), right), min(max(disc.y, top), bottom)
        return (disc.x, disc.y, x, y) if math.hypot(x - disc.x, y - disc.y) > disc.r + LED else None


Size = Callable[[str, Disc], float]  # the width of a line in the font of a disc


def rule() -> dict[str, Any]:
    """The numbers, for `labels.js`."""
    return {
        "widths": WIDTHS, "lines": LINES, "lineHeight": LINE_HEIGHT, "padding": PADDING, "gap": GAP, "far": FAR,
        "corner": CORNER, "led": LED, "always": ALWAYS, "leading": LEADERS, "most": MOST, "cell": CELL,
        "positions": POSITIONS,
    }  # fmt: skip


def place(discs: Sequence[Disc], size: Size, frame: Box, blocked: Sequence[Box] = ()) -> list[Label]:
    """Labels of the discs that the frame shows, the most important first; `blocked` is covered by something else.

    Labels lie within the frame and cover neither each other, nor a disc, nor what is blocked.
    """
    seen = [disc for disc in discs if overlap(disc.box, frame)]
    taken = _Taken()
    for box in (*blocked, *(disc.box for disc in seen)):
        taken.add(box)
    labels: list[Label] = []
    for disc in seen:
        if len(labels) == MOST:
            break
        label = _first(disc, WIDTHS, size, frame, taken, GAP)
        for gap in FAR if disc.always else ():
            label = label or _first(disc, WIDTHS[::-1], size, frame, taken, gap)
        if label is not None:
            labels.append(label)
            taken.add(label.box)
    return labels


def _first(disc: Disc, widths: Iterable[int], size: Size, frame: Box, taken: _Taken, gap: float) -> Label | None:
    """The first label within the frame that overlaps nothing."""
    for width in widths:
        lines = wrapped(disc.name, width)
        for box in _boxes(disc, lines, size, gap):
            if _within(box, frame) and taken.free(box):
                return Label(disc, lines, box)
    return None


def _boxes(disc: Disc, lines: Sequence[str], size: Size, gap: float) -> Iterator[Box]:
    """What a name may fill, the best first."""
    half = max(size(line, disc) for line in lines) / 2 + PADDING[0]
    tall = len(lines) * disc.font * LINE_HEIGHT / 2 + PADDING[1]
    for across, down in POSITIONS:
        reach = disc.r * (CORNER if across and down else 1) + gap
        x, y = disc.x + across * (reach + half), disc.y + down * (reach + tall)
        yield x - half, y - tall, x + half, y + tall


def wrapped(text: str, width: int) -> tuple[str, ...]:
    """A name in lines of so many characters, broken at spaces; what is too long ends in dots.

    >>> wrapped("Institute of Economics and of World Politics", 19)
    ('Institute of', 'Economics and of', 'World Politics')
    """
    lines = [""]
    for word in filter(None, text.split(" ")):  # a no-break space is no place to break
        if not lines[-1]:
            lines[-1] = word
        elif len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return tuple(lines) if len(lines) <= LINES else (*lines[: LINES - 1], lines[LINES - 1] + " …")


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _within(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


class _Taken:
    """What is taken, found by the cells of a grid that it touches."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def add(self, box: Box) -> None:
        for cell in self._touched(box):
            self._cells.setdefault(cell, []).append(box)

    def free(self, box: Box) -> bool:
        """Whether a box overlaps nothing."""
        return not any(overlap(box, other) for cell in self._touched(box) for other in self._cells.get(cell, ()))

    @staticmethod
    def _touched(box: Box) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = (math.floor(side / CELL) for side in box)
        return ((column, row) for column in range(left, right + 1) for row in range(top, bottom + 1))
