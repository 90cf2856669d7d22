"""The chips behind a line: by article, each claim with the place of its passage."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools.portal.chips import Chips
from kgtools.portal.contents import Contents


@pytest.fixture(scope="session")
def contents(built: Path, mini_store: ox.Store) -> Contents:
    return Contents.read(built, mini_store)


def test_claims_are_gathered_by_article_each_with_the_place_of_its_passage(contents: Contents) -> None:
    chips = Chips(contents, "en")(["claim/short-note/f01", "claim/short-note/n01", "claim/background/b01"])
    assert [(chip.name, [cite.id for cite in chip.claims]) for chip in chips] == [
        ("Quill (n.d.)", ["claim/short-note/f01", "claim/short-note/n01"]),
        ("background", ["claim/background/b01"]),
    ]
    assert [cite.place for cite in chips[0].claims] == ["characters 87 to 172", "characters 367 to 401"]
    assert chips[1].claims[0].place == ""


def test_a_claim_that_is_meant_otherwise_stands_apart(contents: Contents) -> None:
    claims = ["claim/short-note/f01", "claim/short-note/f02", "disagreement/turnover-2020", "claim/short-note/f01"]
    chips = Chips(contents, "ru")(claims, {"claim/short-note/f02": "намёк"})
    assert [(chip.meant, len(chip.claims)) for chip in chips] == [("", 1), ("намёк", 1)]
