"""What ordinary prose leaves to other words and sentences: years of a chronicle, the same day, "the two presidents".

Each short text is read alone; beside one that tells a frame stands one that looks like it and tells none.
"""

from __future__ import annotations

import pytest

from kgtools import namespaces
from kgtools import ontology as ontology_
from kgtools.curation.extract.frames.find import frames
from kgtools.curation.extract.names.known import Gazetteer
from kgtools.curation.extract.reading import read
from tests.conftest import ROOT, real_corpus
from tests.curation.frames_gold import FOLDER, alone, score


@pytest.mark.parametrize("language", namespaces.languages())
def test_short_texts_tell_what_is_marked_and_nothing_else(language: str) -> None:
    ontology = ontology_.load(ROOT)
    known = Gazetteer(real_corpus())
    wrong = []
    for text, case in alone(language, FOLDER / "prose"):
        result = score(text, case, frames(read(text, known, ontology), ontology))
        wrong += [f"{line} in {text[:60]!r}" for line in result.wrong]
    assert wrong == []
