"""Slips of the hand in translations after many changes are those that all texts show from nothing."""

from __future__ import annotations

import random

import pytest

from kgtools.checks.passages import translations
from kgtools.claims.model import Translation
from kgtools.claims.translations import Translated
from tests.conftest import real_corpus


def test_slips_after_many_changes_are_those_from_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "_USUAL", 2)  # few texts have few words often
    chance = random.Random(seed)
    rows = chance.sample(list(real_corpus().translations), 150)
    ready = [rows.pop() for _ in range(50)]
    things = {one: real_corpus().named[one] for one in chance.sample(sorted(real_corpus().named), 60)}
    kept, found = translations._Spelling(), []
    for number in range(24):
        for _ in range(8):
            at = chance.randrange(len(rows))
            act = chance.choice((0, 1, 1, 1, 2, 3))
            if act == 0:
                rows[at], ready[0] = ready[0], rows[at]
                chance.shuffle(ready)
            elif act == 1:
                rows[at] = slipped(rows[at], chance)
            elif act == 2:
                rows[at] = with_text(rows[at], chance.choice(rows).text)
            else:
                things.pop(chance.choice(sorted(things)), None)
        found.append(tuple(sorted(kept.findings(by_id(rows), dict(things)))))
        if number % 4 == 3:
            assert found[-1] == tuple(sorted(translations._Spelling().findings(by_id(rows), dict(things))))
    assert len(set(found)) > 4


def by_id(rows: list[Translation]) -> dict[str, Translated]:
    """Texts by id, each with its translations."""
    return {
        one: Translated(one, "", tuple(row for row in rows if row.id == one), {}, ())
        for one in {row.id for row in rows}
    }


def with_text(row: Translation, text: str) -> Translation:
    return Translation(row.id, row.language, row.fingerprint, text, row.file, row.line)


def slipped(row: Translation, chance: random.Random) -> Translation:
    """A translation with a letter doubled, two exchanged, or typed on a keyboard that lacks it."""
    at = chance.randrange(len(row.text) - 1)
    one, other = row.text[at], row.text[at + 1]
    text = row.text[:at] + chance.choice((one + one + other, other + one)) + row.text[at + 2 :]
    return with_text(row, chance.choice((text, row.text.replace("қ", "к").replace("ғ", "г"))))


@pytest.mark.parametrize(
    ("slip", "meant"), [("тарговля", "атрговля"), ("торрговля", "торговля"), ("ынтымактастык", "ынтымақтастық")]
)
def test_a_slip_is_told_once_what_was_meant_is_usual_and_no_longer_when_it_is_not(slip: str, meant: str) -> None:
    def spelt(number: int) -> list[str]:
        texts = [slip, *[f"{meant} {'ж' * place}" for place in range(number)]]
        rows = [Translation(f"topic/t{place}", "kk", "", text, "kk.csv", 0) for place, text in enumerate(texts)]
        return [finding.expected for finding in kept.findings(by_id(rows), {})]

    kept = translations._Spelling()
    assert [spelt(number) for number in (0, 2, 3, 4, 2, 3)] == [[], [], [meant], [meant], [], [meant]]
