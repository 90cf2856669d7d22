"""Whole texts that another hand wrote and marked: what the reader reaches in them, which must not get less.

`first` was measured once, then mended by; `second`, `third` and `fourth` were each measured once, with nothing in them
read before (decisions 40 and 43 give the first looks), and mended by afterwards. Nothing was mended by `fifth`. No more
is asked than was reached.
"""

from __future__ import annotations

import importlib.util
import sys
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import pytest

from kgtools import ontology
from kgtools.curation.extract.names.known import Gazetteer
from kgtools.curation.extract.spans import Reading
from tests.conftest import ROOT, real_corpus

FOLDER = Path(__file__).parent.parent / "cases" / "texts"
# Precision, recall, and of dates, sums and frames how many of those found have the right value or date.
REACH = {
    "first": {
        "name: known": (0.98, 0.95, 0.99), "name: person": (0.95, 0.9, 0), "name: body": (0.92, 0.85, 0),
        "name: place": (0.92, 0.85, 0), "date": (0.96, 0.96, 0.96), "money": (0.97, 0.97, 0.97),
        "frames": (0.93, 0.53, 0.75), "plain frames": (0, 0.65, 0),
    },
    "second": {
        "name: known": (0.98, 0.9, 0.99), "name: person": (0.95, 0.8, 0), "name: body": (0.9, 0.7, 0),
        "name: place": (0.92, 0.85, 0), "date": (0.96, 0.95, 0.92), "money": (0.97, 0.97, 0.87),
        "frames": (0.93, 0.2, 0.6), "plain frames": (0, 0.28, 0),
    },
    "third": {
        "name: known": (0.98, 0.97, 0.99), "name: person": (0.97, 0.95, 0), "name: body": (0.92, 0.8, 0),
        "name: place": (0.9, 0.75, 0), "date": (0.98, 0.98, 0.98), "money": (0.98, 0.98, 0.98),
        "frames": (0.97, 0.86, 0.95), "plain frames": (0, 0.91, 0),
    },
    "fourth": {
        "name: known": (0.98, 0.97, 0.99), "name: person": (0.92, 0.93, 0), "name: body": (0.95, 0.78, 0),
        "name: place": (0.96, 0.86, 0), "date": (0.98, 0.97, 0.96), "money": (0.98, 0.98, 0.98),
        "frames": (0.96, 0.74, 0.87), "plain frames": (0, 0.85, 0),
    },
    "fifth": {
        "name: known": (0.98, 0.94, 0.99), "name: person": (0.97, 0.88, 0), "name: body": (0.75, 0.77, 0),
        "name: place": (0.93, 0.8, 0), "date": (0.97, 0.98, 0.96), "money": (0.98, 0.98, 0.98),
        "frames": (0.96, 0.73, 0.85), "plain frames": (0, 0.8, 0),
    },
}  # fmt: skip


@lru_cache(maxsize=1)
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_texts", ROOT / "benchmarks" / "texts.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", sorted(REACH))
def test_what_is_marked_in_whole_texts_is_found(name: str) -> None:
    own = ontology.load(ROOT)
    scores = list(bench().measured(FOLDER / name, Gazetteer(real_corpus()), own))
    assert len(scores) == len(list((FOLDER / name).glob("*.txt"))) == 8
    total = bench().added(each for _, each in scores)
    found = {kind: total[kind] for kind in REACH[name]}
    short = {
        kind: str(one)
        for kind, one in found.items()
        if one.right < REACH[name][kind][0] * one.given
        or one.found < REACH[name][kind][1] * one.marked
        or one.right_dates < REACH[name][kind][2] * one.dated
    }
    assert short == {}


def test_a_blind_reader_and_wrong_marks_would_be_found() -> None:
    own = ontology.load(ROOT)
    text = "Kazakhstan traded $5 billion in 2030."
    marks = {
        "names": [{"start": 0, "end": 10, "text": "Kazakhstan", "type": "state", "known": "state/kazakhstan"}],
        "dates": [{"start": 32, "end": 36, "text": "2030", "edtf": "2030"}],
        "quantities": [{"start": 18, "end": 28, "text": "$5 billion", "value": 5e9, "unit": "USD"}],
        "frames": [], "language": "en",
    }  # fmt: skip
    blind = bench().score(text, marks, Reading(text, "", ()), own)
    assert {kind: (one.marked, one.found) for kind, one in blind.items() if one.marked} == {
        "name: known": (1, 0), "date": (1, 0), "quantity": (1, 0), "money": (1, 0),
    }  # fmt: skip
    seen = bench().score(text, marks, bench().read(text, Gazetteer(real_corpus()), own), own)
    assert all(one.found == one.marked == one.right for kind, one in seen.items() if one.marked)
    marks["dates"][0]["edtf"], marks["names"][0]["known"] = "2031", "state/uzbekistan"
    astray = bench().score(text, marks, bench().read(text, Gazetteer(real_corpus()), own), own)
    assert (astray["date"].right_dates, astray["name: known"].right) == (0, 0)
