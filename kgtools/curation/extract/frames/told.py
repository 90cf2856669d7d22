"""What a text has told before a sentence: who heads which state, and when that was with which the sentence goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.phrases import View
from kgtools.curation.extract.spans import Mention, Reading

_LEADS = 600  # code points of a text in which the day of a dispatch stands
_OPENING = 45  # code points at the head of a sentence where words such as "following the talks" stand
_DAY = len("2031-05-08")


@dataclass
class Told:
    """What the sentences read so far tell: the heads of states, the last visit that has a date.

    `line` is the day of a dispatch with its paragraph, to which its first event belongs; None behind that.
    """

    heads: dict[str, Mention] = field(default_factory=dict)
    visit: tuple[Frame, int] | None = None
    line: tuple[Part, int] | None = None

    @classmethod
    def of(cls, reading: Reading) -> Told:
        """What is known of a text before its first sentence: the day that a dispatch begins with."""
        for sentence in reading.sentences if len(reading.published) == _DAY else ():
            for date in sentence.dates:
                if date.edtf == reading.published and date.start < _LEADS:
                    return cls(line=(Part("date", date.start, date.end, date=date, inferred=True), sentence.paragraph))
        return cls()

    def both(self) -> list[Mention]:
        """The heads of the two states of which a text speaks; none where it speaks of more or fewer."""
        return list(self.heads.values()) if len(self.heads) == 2 else []

    def dated(self, view: View, found: Iterable[Frame]) -> Iterator[Frame]:
        """The frames of a sentence, those that happened and have no date with that of the visit or of the dispatch."""
        for frame in found:
            date = self._date(view, frame)
            if date is None:
                yield frame
                continue
            spans = frame.spans
            if self.visit and date is not self._line(view):
                spans = (*spans, *(span for span in self.visit[0].spans[:1] if span not in spans))
            yield replace(frame, parts=(*frame.parts, date), spans=spans, confidence=round(frame.confidence - 0.1, 2))

    def _date(self, view: View, frame: Frame) -> Part | None:
        happened = frame.kind in ("visit", "meeting") or frame.sort == "signedOn"
        if not happened or frame.modality != "asserted" or frame.first("date") or _has_dates(view, self.line):
            return None
        if view.says("other-time", _opening(view)):
            return None
        if self.visit and frame.kind != "visit":
            visit, paragraph = self.visit
            if paragraph == view.sentence.paragraph or _goes_on(view):
                date = visit.first("date")
                return replace(date, inferred=True) if date else None
        return self._line(view)

    def _line(self, view: View) -> Part | None:
        return self.line[0] if self.line and self.line[1] == view.sentence.paragraph else None

    def remember(self, view: View, found: list[Frame]) -> None:
        """Take in what a sentence tells, for those behind it."""
        for frame in found:
            post, owner, holder = frame.first("post"), frame.first("owner"), frame.first("holder")
            heads = frame.kind == "office" and view.words["office.heads-a-state"].fullmatch(frame.sort)
            of_state = owner is not None and owner.mention is not None and owner.mention.kind == "State"
            if heads and post and of_state and owner and holder and holder.mention:
                self.heads[owner.value] = holder.mention
        visits = [one for one in found if one.kind == "visit" and one.first("date")]
        if visits:
            self.visit = (visits[0], view.sentence.paragraph)
        elif view.dates and not _goes_on(view):
            self.visit = None  # the text has gone on to another day
        if any(one.kind in ("visit", "meeting", "signing", "held") for one in found):
            self.line = None


def _goes_on(view: View) -> bool:
    """Whether a sentence says at its head that it goes on with a visit or talks: following the talks."""
    return view.says("carries-on", _opening(view)) is not None


def _opening(view: View) -> tuple[int, int]:
    return view.start, min(view.end, view.start + _OPENING)


def _has_dates(view: View, line: tuple[Part, int] | None) -> bool:
    """Whether a sentence has a date of its own, other than the day of the dispatch."""
    return any(line is None or one.start != line[0].start for one in view.sentence.dates)
