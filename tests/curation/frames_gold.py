"""Sentences with the frames that a reader should find in them, and how many of them it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from kgtools.curation.extract.frames.found import Frame, Part

FOLDER = Path(__file__).parent.parent / "cases" / "frames"
# The parts by which a frame is the one that is meant; all others are asked of it beside.
_CORE = {
    "office": ("holder", "owner"), "visit": ("visitor", "host", "place"), "signing": ("document",),
    "meeting": ("participant",), "founding": ("body",), "membership": ("member", "body"),
    "location": ("thing", "place"), "held": ("sort", "place"),
}  # fmt: skip
_DATES = ("date", "start", "period")


@dataclass(frozen=True)
class Wanted:
    """A frame that a sentence tells: its kind and its slots with their values."""

    kind: str
    slots: tuple[tuple[str, str], ...]

    def first(self, slot: str) -> str:
        return next((value for name, value in self.slots if name == slot), "")


@dataclass(frozen=True)
class Case:
    """A sentence, its place in the text of all, and what it tells."""

    number: int
    start: int
    end: int
    wanted: tuple[Wanted, ...]


@dataclass
class Score:
    """How many frames are found, by kind: wanted, found, right; and of the right ones with a date, the dates."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    dated: int = 0
    right_dates: int = 0
    modes: int = 0
    right_modes: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right.total() / max(1, self.found.total())

    @property
    def recall(self) -> float:
        return self.right.total() / max(1, self.wanted.total())

    @property
    def dates(self) -> float:
        return self.right_dates / max(1, self.dated)

    def __iadd__(self, other: Score) -> Score:
        self.wanted += other.wanted
        self.found += other.found
        self.right += other.right
        for name in ("dated", "right_dates", "modes", "right_modes"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.wrong += other.wrong
        return self


def _read(path: Path) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return content


def cases(language: str, folder: Path = FOLDER) -> tuple[str, list[Case]]:
    """A text in a language, made of the sentences of its file, each a paragraph; and the sentences."""
    content = _read(folder / f"{language}.yaml")
    text, found = "", []
    for number, one in enumerate(content, 1):
        start = len(text)
        text += one["say"].strip() + "\n\n"
        found.append(Case(number, start, len(text), tuple(map(_wanted, one["tell"]))))
    return text, found


def alone(language: str, folder: Path) -> list[tuple[str, Case]]:
    """The texts of a file, each alone, with what it tells."""
    content = _read(folder / f"{language}.yaml")
    texts = [one["say"] + "\n" for one in content]
    return [
        (text, Case(number, 0, len(text), tuple(map(_wanted, one["tell"]))))
        for number, (text, one) in enumerate(zip(texts, content, strict=True), 1)
    ]


def _wanted(line: str) -> Wanted:
    kind, *slots = (part.strip() for part in line.split("|"))
    return Wanted(kind, tuple((one.partition("=")[0], one.partition("=")[2]) for one in slots))


def score(text: str, case: Case, found: Iterable[Frame]) -> Score:
    """How the frames found in a sentence of a text stand to those that it tells."""
    result = Score()
    left = [one for one in found if one.kind != "period" and case.start <= one.spans[0][0] < case.end]
    result.found.update(_kind(one) for one in left)
    result.wanted.update(one.kind for one in case.wanted)
    for wanted in case.wanted:
        frame = next((one for one in left if _is(wanted, one, text)), None)
        if frame is None:
            result.wrong.append(f"{case.number} missed {wanted.kind} {wanted.slots}")
            continue
        left.remove(frame)
        result.right[wanted.kind] += 1
        for slot in _DATES:
            if edtf := wanted.first(slot):
                result.dated += 1
                part = frame.first(slot)
                right = part is not None and part.value == edtf
                result.right_dates += right
                if not right:
                    result.wrong.append(f"{case.number} date {edtf} {part.value if part else '-'}")
        result.modes += 1
        mode = frame.modality == (wanted.first("modality") or "asserted")
        result.right_modes += mode
        if not mode:
            result.wrong.append(f"{case.number} modality {frame.modality}")
    result.wrong += [
        f"{case.number} invented {_kind(one)} {[text[part.start : part.end] for part in one.parts]}" for one in left
    ]
    return result


def _kind(frame: Frame) -> str:
    return frame.sort if frame.kind == "figure" else frame.kind


def _is(wanted: Wanted, frame: Frame, text: str) -> bool:
    if _kind(frame) != wanted.kind:
        return False
    if frame.quantity is not None:
        falls = frame.quantity.rising == "fall" and "growth" in frame.sort
        if ("-" if falls else "") + frame.quantity.value != wanted.first("value"):
            return False
        others = [(slot, value) for slot, value in wanted.slots if slot in ("measured", "partner")]
        flow = wanted.first("flow")
        return all(_has(frame, *one, text) for one in others) and flow in ("", frame.codes["flow"])
    core = [(slot, value) for slot, value in wanted.slots if slot in _CORE[wanted.kind]]
    return all(value == frame.sort if slot == "sort" else _has(frame, slot, value, text) for slot, value in core)


def _has(frame: Frame, slot: str, value: str, text: str) -> bool:
    """Whether a slot holds a thing: by its id, or by words of the sentence that are nearly those meant."""

    def fits(part: Part) -> bool:
        printed = text[part.start : part.end]
        return part.value == value or value in printed or printed in value or fuzz.ratio(printed, value) > 80

    return any(fits(part) for part in frame.of(slot))
