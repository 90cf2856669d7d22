"""Texts with what stands in them marked by hand, and how much of it the reader of articles finds.

The texts of `tests/cases/reading/` were invented for this. A mark is `{words|sign}`: `=id` a known thing, `+Sort` an
unknown one (Person, Body, Place, Document), `@date` in EDTF, `#value unit bound` a quantity, `~` what may be found or
not. Of each file the part before `=====` was looked at while the rules were made, the part behind it was not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kgtools.curation.extract.spans import Mention, Quantity, Reading
from tests.curation.counting import Score

CASES = Path(__file__).parent.parent / "cases" / "reading"
_MARK = re.compile(r"\{([^{}|]+)\|([=+@#~])([^{}]*)\}")
_SORTS = {"Person": "Person", "State": "Place", "Place": "Place"}
PUBLISHED = "2024-06-30"


@dataclass(frozen=True)
class Mark:
    """A stretch of a text, and what was marked there."""

    start: int
    end: int
    sign: str
    value: str

    def touches(self, start: int, end: int) -> bool:
        """Whether at least half of the shorter of two stretches lies in both."""
        common = min(self.end, end) - max(self.start, start)
        return common * 2 >= min(self.end - self.start, end - start) > 0


def parts(language: str) -> Iterator[tuple[str, list[Mark]]]:
    """The parts of the text of a language, each with its marks."""
    for part in (CASES / f"{language}.txt").read_text(encoding="utf-8").split("=====\n"):
        marks, text, last = [], "", 0
        for match in _MARK.finditer(part):
            text += part[last : match.start()]
            marks.append(Mark(len(text), len(text) + len(match[1]), match[2], match[3]))
            text += match[1]
            last = match.end()
        yield text + part[last:], marks


def score(reading: Reading, marks: list[Mark]) -> dict[str, Score]:
    """The scores of a reading by sort: known, Person, Body, Place, Document, date, quantity, bound."""
    return {**_names(reading, marks), **_values(reading, marks)}


def _sort(kind: str, known: dict[str, str]) -> str:
    return known.get(kind, "Body")


def _names(reading: Reading, marks: list[Mark]) -> dict[str, Score]:
    found = {sort: Score() for sort in ("known", "Person", "Body", "Place", "Document")}
    given = [one for one in reading.mentions if one.how != "adjective"]
    names = [mark for mark in marks if mark.sign in "=+~"]
    for mark in names:
        if mark.sign == "~":
            continue
        own = found["known" if mark.sign == "=" else mark.value]
        own.marked += 1
        hit = any(mark.touches(one.start, one.end) and _is(one, mark) for one in given)
        own.found += hit
        if not hit:
            own.faults.append(f"- {reading.text[mark.start : mark.end]}")
    for one in given:
        over = [mark for mark in names if mark.start < one.end and one.start < mark.end]
        if any(mark.sign == "~" for mark in over) or any(_holds(mark, one) for mark in over if one.entity):
            continue
        own = found["known" if one.entity else sort_of(one)]
        own.given += 1
        right = any(mark.touches(one.start, one.end) and _is(one, mark) for mark in over)
        own.right += right
        if not right:
            own.faults.append(f"+ {reading.text[one.start : one.end]} ({one.entity or one.kind})")
    return found


def _holds(mark: Mark, one: Mention) -> bool:
    """Whether a known name lies within the name of an unknown thing."""
    return mark.sign == "+" and mark.start <= one.start and one.end <= mark.end and one.end - one.start < (
        mark.end - mark.start
    )  # fmt: skip


def _is(one: Mention, mark: Mark) -> bool:
    if mark.sign == "=":
        return one.entity == mark.value
    return not one.entity and sort_of(one) == mark.value


_PLACES = (
    "City",
    "Settlement",
    "District",
    "Region",
    "BorderCrossing",
    "BodyOfWater",
    "EconomicZone",
    "Place",
    "State",
)
_DOCUMENTS = ("Treaty", "Agreement", "Memorandum", "Declaration", "Protocol", "Programme", "RoadMap", "Strategy",
              "Concept", "Decree", "Law", "ActionPlan", "Resolution", "Contract", "Document")  # fmt: skip


def sort_of(one: Mention) -> str:
    """Person, Place, Document or Body, by the class of an unknown thing."""
    if one.kind == "Person":
        return "Person"
    return "Place" if one.kind in _PLACES else "Document" if one.kind in _DOCUMENTS else "Body"


def _values(reading: Reading, marks: list[Mark]) -> dict[str, Score]:
    found = {sort: Score() for sort in ("date", "quantity", "bound")}
    dates = [one for sentence in reading.sentences for one in sentence.dates]
    numbers = [one for sentence in reading.sentences for one in sentence.quantities]
    text = reading.text
    for mark in marks:
        if mark.sign == "@":
            own, hits = found["date"], [one.edtf == mark.value for one in dates if mark.touches(one.start, one.end)]
        elif mark.sign == "#":
            near = [one for one in numbers if mark.touches(one.start, one.end)]
            own, hits = found["quantity"], [_same(one, mark) for one in near]
            _, _, bound = mark.value.partition(" ")[2].partition(" ")
            if any(hits):
                found["bound"].marked += 1
                found["bound"].found += any((one.bound == (bound or "exact")) for one in near)
                if all((one.bound != (bound or "exact")) for one in near):
                    found["bound"].faults.append(f"- {text[mark.start : mark.end]}: {near[0].bound}")
        else:
            continue
        own.marked += 1
        own.found += any(hits)
        if not any(hits):
            own.faults.append(f"- {text[mark.start : mark.end]}")
    for sort, given in (("date", dates), ("quantity", [one for one in numbers if one.unit])):
        for one in given:
            over = [mark for mark in marks if mark.start < one.end and one.start < mark.end and mark.sign in "@#~"]
            if not any(mark.sign == "~" for mark in over):
                found[sort].given += 1
                right = any(mark.sign == ("@" if sort == "date" else "#") for mark in over)
                found[sort].right += right
                if not right:
                    found[sort].faults.append(f"+ {text[one.start : one.end]}")
    return found


def _same(one: Quantity, mark: Mark) -> bool:
    value, unit, *_ = mark.value.split()
    return one.value == value and (one.unit or "item") == unit
