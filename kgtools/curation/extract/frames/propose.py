"""What the frames of an article let a machine propose."""

from __future__ import annotations

from kgtools.claims.model import Article, Corpus
from kgtools.curation.extract.frames.described import others
from kgtools.curation.extract.frames.described.claims import Claims
from kgtools.curation.extract.frames.described.events import Events
from kgtools.curation.extract.frames.described.known import Known
from kgtools.curation.extract.frames.find import frames
from kgtools.curation.extract.frames.found import Frame
from kgtools.curation.extract.spans import Reading
from kgtools.curation.proposals.records import Record, Reference
from kgtools.ontology import Ontology

_OTHERS = {
    "office": others.office, "membership": others.membership, "founding": others.founding,
    "location": others.location, "figure": others.figure,
}  # fmt: skip


_EVENTS = {"visit": Events.visit, "meeting": Events.meeting, "opening": Events.meeting, "held": Events.held}


def proposals(reading: Reading, corpus: Corpus, ontology: Ontology, article: Article | None = None) -> list[Record]:
    """New things and claims, each once, with the words of the article that say it; without the run at their head.

    What the graph knows from the `article` itself is not used to know things again.
    """
    claims = Claims(reading, Known(corpus, ontology, article.id if article else ""))
    events = Events(claims)
    found = frames(reading, ontology)
    of_sentence: dict[tuple[int, int], Reference] = {}
    for frame in sorted(found, key=lambda one: one.kind in ("signing", "period")):
        if frame.kind in ("signing", "period"):
            others.signing(claims, frame, _during(frame, of_sentence))
        elif frame.kind in _OTHERS:
            _OTHERS[frame.kind](claims, frame)
        elif (event := _EVENTS[frame.kind](events, frame)) and frame.kind == "visit":
            of_sentence.setdefault(frame.spans[0], event)
    return claims.records()


def _during(frame: Frame, of_sentence: dict[tuple[int, int], Reference]) -> Reference | None:
    """The visit of the sentence that tells of a signing and names it."""
    if frame.first("during") is None:
        return None
    return next((of_sentence[span] for span in reversed(frame.spans) if span in of_sentence), None)
