"""How a thing is said: as a fact, a plan, an aim, a proposal or a denial; with what doubt; and by whom."""

from __future__ import annotations

import re

from kgtools.curation.extract.frames.found import Part
from kgtools.curation.extract.frames.phrases import View, before, behind

_NEAR, _FAR = 32, 110  # letters between a thing and the words that tell its modality
_SAYER = 70  # letters between a verb of saying and who says it
_SAID = re.compile(r",?\s*(?:что|чтобы|that|:|«|“)")
_SPEAKERS = ("Person", "Body", "Group", "State")


def modality(view: View, start: int, end: int, aims: bool = False) -> str:
    """The modality of what stands between two places, by the words around them in the clause.

    `aims` are asked of numbers only, whose words may stand farther away.
    """
    span = _around(view, start, end, _FAR if aims else _NEAR)
    if aims and not view.words.verb_last:  # the verb of a number stands before it
        span = span[0], end
    if _says(view, "denied", span) and not view.says("seeming-denials", span):
        return "denied"
    if aims and _says(view, "target", span):
        return "target"
    if _says(view, "proposed", span) and not aims:
        return "proposed"
    return "planned" if _says(view, "planned", span) else "asserted"


def _around(view: View, start: int, end: int, reach: int) -> tuple[int, int]:
    first, last = _clause(view, start, end)
    return max(first, start - reach), min(last, end + reach)


def _says(view: View, how: str, span: tuple[int, int]) -> bool:
    """Whether words of a modality stand there, outside of names and dates: a Plan is not planned."""
    names = [(one.mention.start, one.mention.end) for one in view.phrases]
    names += [(one.start, one.end) for one in view.sentence.dates]
    return any(
        not any(start < match.end() and match.start() < end for start, end in names)
        for match in view.matches(f"modality.{how}", span)
    )


def hedged(view: View, start: int, end: int) -> str:
    """The words that make what stands between two places uncertain; empty if there are none."""
    match = view.says("modality.hedged", _clause(view, start, end))
    return match[0] if match else ""


def _clause(view: View, start: int, end: int) -> tuple[int, int]:
    first, last = view.clause(start), view.clause(max(start, end - 1))
    return first[0], last[1]


def speakers(view: View, place: int) -> tuple[Part, ...]:
    """Who says what stands at a place: according to X; X said that ...; of several coordinated ones all."""
    for match in view.matches("speaking.according"):
        if view.words.verb_last:
            found = [one for one in before(view.of_kind(*_SPEAKERS), match.start()) if match.start() - one.end < 4]
        else:
            found = [one for one in behind(view.of_kind(*_SPEAKERS), match.end()) if one.start - match.end() < 25]
        if found:
            return tuple(one.part("speaker") for one in view.group(found[0]))
    return _said(view, place)


def _said(view: View, place: int) -> tuple[Part, ...]:
    for match in view.matches("speaking.says"):
        people = view.of_kind("Person", "Body", "Group")
        around = [one for one in people if min(abs(match.start() - one.end), abs(one.start - match.end())) < _SAYER]
        around = [one for one in around if not one.roles & {"with", "to", "from", "of", "invited", "between", "in"}]
        if not around:
            continue
        if view.words.verb_last:
            said = place < match.start()
            subject = min(around, key=lambda one: one.start)
            said = said and subject.start < place
        else:
            subject = before(around, match.start())[0] if before(around, match.start()) else around[0]
            opened = _SAID.match(view.text, max(match.end(), subject.end))
            closed = view.text[max(view.start, match.start() - 3) : match.start()].strip()[-1:] in (",", "–", "—")
            said = (opened is not None and place > match.end()) or (closed and place < match.start())
        if said:
            return (subject.part("speaker"),)
    return ()
