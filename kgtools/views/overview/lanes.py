"""The lanes of the timeline, by the marks of the ontology: which things stand in each, and what dates them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kgtools import marks, messages
from kgtools.errors import UsageError, nearest
from kgtools.messages import message
from kgtools.ontology import Ontology

FACTS = "facts"  # the lane of what is said of any thing for a time


@dataclass(frozen=True)
class Lane:
    """A lane, by the marks of the ontology: the classes that name it, and the properties that date their things.

    It is drawn if nobody asks for others (`usual`), or set `aside` even where all that happened is told. Its things
    may be spans into which each article parts time in its own way.
    """

    classes: tuple[str, ...]
    properties: frozenset[str]
    usual: bool
    aside: bool
    parts_time: bool

    @property
    def span(self) -> tuple[str, str] | None:
        """The properties of a beginning and an end that make one span, if things of the lane have such."""
        return marks.span(self.properties)


def every_lane() -> Mapping[str, Lane]:
    """All lanes in their order, that of facts last."""
    return _every(marks.ontology())


@lru_cache(maxsize=4)
def _every(ontology: Ontology) -> Mapping[str, Lane]:
    classes: dict[str, list[str]] = defaultdict(list)
    for class_ in marks.ordered("laneOrder", marks.values("lane")):
        classes[marks.values("lane")[class_][0]].append(class_)
    return {lane: _lane(tuple(members)) for lane, members in classes.items()} | {
        FACTS: Lane((), frozenset(), usual=True, aside=True, parts_time=False)
    }


def _lane(classes: tuple[str, ...]) -> Lane:
    properties = frozenset(name for one in classes for name in marks.of(one, "datedBy"))
    shown = {value for one in classes for value in marks.of(one, "foreground")}
    parts_time = any(one in marks.classes("partsTime") for one in classes)
    return Lane(classes, properties, "true" in shown, "false" in shown, parts_time)


def usual() -> tuple[str, ...]:
    """The lanes that are drawn if nobody asks for others."""
    return tuple(name for name, lane in every_lane().items() if lane.usual)


def happened() -> tuple[str, ...]:
    """The lanes of what happened: facts for a time, and lanes that stand aside, are on the pages of their things."""
    return tuple(name for name, lane in every_lane().items() if not lane.aside)


def label(lane: str, language: str) -> str:
    """What a lane is called: by its own heading, or if it has none by the class that comes first in it."""
    if f"timeline.lane.{lane}" in messages.table():
        return message(f"timeline.lane.{lane}", language)
    return marks.label(every_lane()[lane].classes[0], language)


def named(listed: str) -> tuple[str, ...]:
    """The lanes named in a list with commas, in their order; `all` names all of them, nothing none.

    Raises UsageError for a lane that there is not, with the nearest.
    """
    asked, known = [part.strip() for part in listed.split(",") if part.strip()], every_lane()
    if asked == ["all"]:
        return tuple(known)
    for name in asked:
        if name not in known:
            hint = nearest(name, known) or f"choose from {', '.join(known)}, or all"
            raise UsageError(f"--lanes: there is no lane '{name}'; {hint}")
    return tuple(lane for lane in known if lane in asked)


def lane_of(classes: Iterable[str]) -> str:
    """The lane of a thing with these classes, that of the most special one; empty for none.

    >>> lane_of(["Event", "Visit", "StateVisit"])
    'visits'
    """
    known = set(classes) & set(marks.values("lane"))
    above = {higher for one in known for higher in marks.ontology().ancestors(one)[1:]}
    first = marks.ordered("laneOrder", known - above)
    return marks.values("lane")[first[0]][0] if first else ""
