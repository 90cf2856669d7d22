"""What the reader finds in a few words, with the names of the graph, in a shape that tests compare."""

from __future__ import annotations

from functools import lru_cache

from kgtools import ontology
from kgtools.curation.extract.frames.find import frames
from kgtools.curation.extract.frames.found import Frame
from kgtools.curation.extract.names.known import Gazetteer
from kgtools.curation.extract.reading import read
from kgtools.curation.extract.spans import Mention, Reading
from tests.conftest import ROOT, real_corpus

_ONTOLOGY = ontology.load(ROOT)


@lru_cache(maxsize=1)
def _known() -> Gazetteer:
    return Gazetteer(real_corpus())


def read_text(text: str, published: str = "") -> Reading:
    """A text, read."""
    return read(text, _known(), _ONTOLOGY, published=published)


def mentions(text: str) -> list[Mention]:
    """The names of a text, adjectives left out."""
    return [one for one in read_text(text).mentions if one.how != "adjective"]


def printed(text: str, *kinds: str) -> list[str]:
    """The names of a text as printed, of some classes or of all."""
    return [text[one.start : one.end] for one in mentions(text) if not kinds or one.kind in kinds]


def frames_of(text: str, published: str = "") -> list[Frame]:
    """The frames of a text."""
    return frames(read_text(text, published), _ONTOLOGY)


def told(text: str, kind: str) -> list[dict[str, list[str]]]:
    """What is in the slots of each frame of a kind (of a figure its indicator)."""
    found = []
    for one in frames_of(text):
        if (one.sort if one.kind == "figure" else one.kind) == kind:
            slots: dict[str, list[str]] = {}
            for part in one.parts:
                slots.setdefault(part.slot, []).append(part.value)
            found.append(slots)
    return found
