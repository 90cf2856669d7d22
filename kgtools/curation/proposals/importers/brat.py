"""brat: stand-off annotations (.ann) beside the text (.txt) that they point into."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kgtools.curation.proposals.importers.labels import Annotations, Labels, Span, span
from kgtools.curation.proposals.records import Line
from kgtools.errors import Finding

_TEXT = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t?(.*)")
_RELATION = re.compile(r"(R\d+)\t(\S+) \w+:(\S+) \w+:(\S+)\s*")
_EVENT = re.compile(r"(E\d+)\t(\S+?):(T\d+)((?: \S+?:\S+)*)\s*")
_NOTE = re.compile(r"#\d+\t\S+ (\S+)\t(.*)")


def is_standoff(text: str) -> bool:
    """Whether a text is such a file of annotations."""
    lines = [line for line in text.splitlines() if line.strip()]
    return bool(lines) and any(_TEXT.fullmatch(line) for line in lines[:20])


def read(text: str, labels: Labels, file: str, language: str, source: str = "") -> Iterator[Line | Finding]:
    """The things and facts of a file; `source` is the text beside it, if there is one.

    Text-bound annotations are things, relations facts; the arguments of an event are facts about the thing that its
    trigger marks. Attributes and references to other data bases are told and left out.
    """
    found = Annotations(labels, file, language)
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    notes = {match[1]: match[2] for _, line in lines if (match := _NOTE.fullmatch(line))}
    line_of: dict[str, int] = {}
    used: set[str] = set()
    triggers: dict[str, str] = {}
    for number, line in lines:
        if match := _TEXT.fullmatch(line):
            line_of[match[1]] = number
            found.span(match[1], match[2], _span(match[3], match[4], source), number, notes.get(match[1], ""))
        elif match := _EVENT.fullmatch(line):
            triggers[match[1]] = match[3]
    for number, line in lines:
        if match := _RELATION.fullmatch(line):
            ends = [triggers.get(end, end) for end in match.group(3, 4)]
            used.update(ends)
            found.relation(match[2], ends[0], ends[1], number, notes.get(match[1], ""))
        elif match := _EVENT.fullmatch(line):
            used.add(match[3])
            for role, end in (part.split(":", 1) for part in match[4].split()):
                used.add(triggers.get(end, end))
                found.relation(re.sub(r"\d+$", "", role), match[3], triggers.get(end, end), number)
        elif not _TEXT.fullmatch(line) and not _NOTE.fullmatch(line):
            found.refuse(number, "the line is not taken over: no span, relation or event", f"'{line[:40]}'")
    found.unused(line_of, used)
    yield from found.lines


def _span(places: str, words: str, source: str) -> Span:
    """The words of an annotation; those in several pieces have an ellipsis between them."""
    pieces = [(int(start), int(end)) for start, end in (piece.split() for piece in places.split(";"))]
    if source:
        texts = [source[start:end] for start, end in pieces]
        if " ".join(texts).split() == words.split():
            return span(source, *pieces[0]) if len(pieces) == 1 else Span(" … ".join(texts))
    return Span(words)
