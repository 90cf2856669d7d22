"""The table `passages.csv` beside the claims of an article: what its passages print, without their text.

Its first row is the article as a whole; each other row is a passage that claims point to. Written by
`kgtools names`, never by hand. A sign `~` marks what stands not in the passage itself but before or around it.
What the passages around a passage name is not said again in its row.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from kgtools import marks, rereading
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import Copy
from kgtools.articles.fingerprints import FINGERPRINT
from kgtools.articles.mentions import Name
from kgtools.checks.evidence.printed import Number, Printed
from kgtools.checks.evidence.reading import read
from kgtools.checks.passages.place import FAR, NEAR
from kgtools.claims import tables
from kgtools.claims.model import Corpus
from kgtools.claims.tables import TableRow
from kgtools.errors import DataError, Finding
from kgtools.files import text_of
from kgtools.remembering import on_forgetting

FILE = "passages.csv"
WRITE = "write it again with: kgtools names --articles DIR"
_MARKED = ("years", "months", "names")  # columns in which ~ marks what stands beside the passage


def named() -> tuple[str, ...]:
    """What the ids of the things begin with that an article calls by name; everything else it describes."""
    return marks.kinds("calledBy", "proper", "name")


def _list(pattern: str) -> re.Pattern[str]:
    return re.compile(f"((?:{pattern})(?: (?:{pattern}))*)?")


_CELLS = {
    "start": re.compile("[0-9]{1,9}"),
    "end": re.compile("[0-9]{1,9}"),
    "fingerprint": FINGERPRINT,
    "numbers": _list(r"[0-9a-f]{4}(?:\+[a-z-]+)*"),
    "years": _list("~?[0-9]{4}"),
    "months": _list("~?[0-9]{1,2}|1-[0-9]{1,2}"),
    "days": _list("[0-9]{1,2}"),
    "words": _list("[a-z-]+"),
    "names": _list("~?[a-z]+/[a-z0-9-]+"),
}


@dataclass(frozen=True)
class PassageTable:
    """What an article prints, as its table tells: as a whole, and in each of its passages by their anchors."""

    file: str
    whole: Printed
    passages: Mapping[Anchor, Printed]


def path(root: Path, article: str) -> Path:
    """Where the table of an article stands in a project."""
    return root / "data" / "articles" / article / FILE


def read_copy(corpus: Corpus, copy: Copy, anchors: Iterable[Anchor]) -> tuple[Printed, ...]:
    """What the very text of an article prints: as a whole, and in its passages in their order.

    The anchors must be at their places.
    """
    names = tuple(
        Name(entity.id, name.value, name.language)
        for entity in corpus.entities.values()
        if entity.id.startswith(named())
        for name in (*entity.labels, *entity.aliases)
    )
    return read(copy.text, names, tuple(sorted(set(anchors), key=lambda anchor: (anchor.start, anchor.end))))


# -- written ----------------------------------------------------------------------------------------


def rows(printed: Sequence[Printed]) -> list[dict[str, str]]:
    """The rows of the table for what an article prints, as a whole and then in its passages."""
    whole, *passages = printed
    known = _names_around(passages)
    return [_row(whole, frozenset()), *(_row(one, names) for one, names in zip(passages, known, strict=True))]


def _row(one: Printed, known: frozenset[str]) -> dict[str, str]:
    cells: dict[str, Iterable[str]] = {
        "numbers": ["+".join((number.mark, *sorted(number.codes))) for number in one.numbers],
        "years": [*sorted(one.years), *(f"~{year}" for year in sorted(one.years_before))],
        "months": [
            *map(str, sorted(one.months)),
            *(f"~{month}" for month in sorted(one.months_before)),
            *(f"1-{months}" for months in sorted(one.spans)),
        ],
        "days": map(str, sorted(one.days)),
        "words": sorted(one.words),
        "names": [*sorted(one.names), *(f"~{name}" for name in sorted(one.names_near - one.names - known))],
    }
    anchor = {"start": str(one.anchor.start), "end": str(one.anchor.end), "fingerprint": one.anchor.fingerprint}
    return anchor | {column: " ".join(parts) for column, parts in cells.items()}


def _names_around(passages: Sequence[Printed]) -> Iterator[frozenset[str]]:
    """For each passage, in the order of the text, what those in its surroundings name, itself among them."""
    starts = [one.anchor.start for one in passages]
    for one in passages:
        first, last = one.anchor.start - FAR, one.anchor.end + NEAR
        later = passages[bisect_left(starts, first) : bisect_left(starts, last)]
        yield frozenset(name for other in later if other.anchor.end <= last for name in other.names)


# -- read -------------------------------------------------------------------------------------------


def load(root: Path, article: str) -> PassageTable | None:
    """The table of an article, or None if there is none. Raises DataError for one that cannot be read."""
    file = os.path.join(root, *(folder := ("data", "articles", article)), FILE)
    if FILE not in rereading.folder(os.path.dirname(file)).files:
        return None
    name = "/".join((*folder, FILE))
    return _load(name, rereading.content(file, name))


@lru_cache(maxsize=8192)  # who checks again after a change finds most tables as they were
def _load(name: str, content: bytes) -> PassageTable:
    return _parse(tables.parse_table(name, text_of(content, name), tables.PASSAGES))


on_forgetting(_load.cache_clear)


def _parse(found: Sequence[TableRow]) -> PassageTable:
    wrong = [
        row.finding(column, "not as the table is written", hint=WRITE)
        for row in found
        for column, pattern in _CELLS.items()
        if not pattern.fullmatch(row[column])
    ]
    if wrong:
        raise DataError(wrong)
    whole, *passages = sorted(map(_printed, found), key=lambda one: (one.anchor.start, -one.anchor.end))
    if whole.anchor.start or any(one.anchor.end > whole.anchor.end for one in passages):
        wrong.append(Finding(found[0].file, 0, "there is no row for the article as a whole", hint=WRITE))
    if wrong:
        raise DataError(wrong)
    passages.sort(key=lambda one: (one.anchor.start, one.anchor.end))
    near = zip(passages, _names_around(passages), strict=True)
    complete = (replace(one, names_near=one.names | one.names_near | around) for one, around in near)
    whole = replace(whole, names_near=whole.names)
    return PassageTable(found[0].file, whole, {one.anchor: one for one in complete})


def _printed(row: TableRow) -> Printed:
    own, near = ({column: list[str]() for column in _MARKED} for _ in range(2))
    for column in _MARKED:
        for part in row[column].split():
            (near if part.startswith("~") else own)[column].append(part.lstrip("~"))
    months = [month for month in own["months"] if "-" not in month]
    spans = [month.partition("-")[2] for month in own["months"] if "-" in month]
    numbers = (part.split("+") for part in row["numbers"].split())
    return Printed(
        Anchor(int(row["start"]), int(row["end"]), row["fingerprint"]),
        tuple(Number(mark, frozenset(codes)) for mark, *codes in numbers),
        frozenset(own["years"]),
        frozenset(near["years"]),
        frozenset(map(int, months)),
        frozenset(map(int, near["months"])),
        frozenset(map(int, spans)),
        frozenset(map(int, row["days"].split())),
        frozenset(row["words"].split()),
        frozenset(own["names"]),
        frozenset(near["names"]),
    )
