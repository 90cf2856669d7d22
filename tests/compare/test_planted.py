"""Slips planted in the real claims: each is found at its row, once, and what only looks like one is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from kgtools import ontology
from kgtools.checks import check
from kgtools.claims.model import Claim, Corpus, Fact, Figure, Opinion
from kgtools.compare import disagreements
from kgtools.compare.compared import compared
from kgtools.errors import Finding
from tests.conftest import ROOT, real_corpus

TERMS = ontology.load(ROOT)
EACH = 4  # of each kind, of as many articles as have one
Plant = Callable[[Claim], Claim | None]  # the claim with a slip, or None where the slip cannot be made


@cache
def real() -> Corpus:
    return real_corpus()


def findings(*changed: Claim) -> list[Finding]:
    by_key = {claim.key: claim for claim in changed}
    claims = tuple(by_key.get(claim.key, claim) for claim in real().claims)
    return list(disagreements.findings(replace(real(), claims=claims), TERMS))


def in_entries() -> list[Claim]:
    keys = {key for entry in real().disagreements for key in entry.claims}
    return [claim for claim in real().claims if claim.key in keys]


def other_thing(prefixes: tuple[str, ...], properties: tuple[str, ...]) -> Plant:
    def plant(claim: Claim) -> Claim | None:
        if not isinstance(claim, Fact) or claim.property not in properties or not claim.value.startswith(prefixes):
            return None
        kind = claim.value.partition("/")[0]
        others = sorted(identifier for identifier in real().entities if identifier.startswith(kind + "/"))
        return replace(claim, value=next(other for other in others if other not in (claim.value, claim.subject)))

    return plant


def of_figure(change: Callable[[Figure], dict[str, object] | None]) -> Plant:
    def plant(claim: Claim) -> Claim | None:
        cells = change(claim) if isinstance(claim, Figure) else None
        return replace(claim, **cells) if cells else None  # type: ignore[arg-type]

    return plant


def of_fact(change: Callable[[Fact], dict[str, object] | None]) -> Plant:
    def plant(claim: Claim) -> Claim | None:
        cells = change(claim) if isinstance(claim, Fact) else None
        return replace(claim, **cells) if cells else None  # type: ignore[arg-type]

    return plant


def months(figure: Figure) -> dict[str, object] | None:
    """Ten months become six, eleven become five."""
    for was, now in (("-10", "-06"), ("-11", "-05")):
        if figure.period.endswith(was):
            return {"period": figure.period.removesuffix(was) + now}
    return None


def year(figure: Figure) -> dict[str, object] | None:
    """A period moved by five years: 2030 to 2035."""
    return {"period": f"{int(figure.period) + 5}"} if figure.period.isdigit() else None


def another_month(fact: Fact) -> dict[str, object] | None:
    date = TERMS.properties[fact.property].takes == "date" and len(fact.value) in (7, 10) and fact.value[4] == "-"
    month = f"{int(fact.value[5:7]) % 12 + 1:02}" if date else ""
    return {"value": f"{fact.value[:5]}{month}{fact.value[7:]}".replace("-31", "-28")} if date else None


def another_title(fact: Fact) -> dict[str, object] | None:
    return {"value": f"{fact.value} I"} if fact.property == "title" else None


def another_number(of: str) -> Plant:
    """A digit changed in a figure of an entry of a type."""

    @cache
    def keys() -> set[str]:
        return {key for entry in real().disagreements if entry.type == of for key in entry.claims}

    def change(figure: Figure) -> dict[str, object] | None:
        if figure.key not in keys():
            return None
        last = figure.value[-1]
        return {"value": figure.value[:-1] + ("3" if last != "3" else "4")}

    return of_figure(change)


def another_unit(figure: Figure) -> dict[str, object] | None:
    swap = {"billion-usd": "million-usd", "million-usd": "billion-usd", "thousand-pieces": "item"}
    return {"unit": swap[figure.unit]} if figure.unit in swap else None


def another_bound(figure: Figure) -> dict[str, object] | None:
    swap = {"almost": "over", "over": "almost", "about": "over", "exact": "over"}
    return {"bound": swap[figure.bound]} if figure.bound in swap else None


def certain(claim: Claim) -> Claim | None:
    swap = {"stated": "inferred", "inferred": "stated"}
    return replace(claim, certainty=swap[claim.certainty]) if claim.certainty in swap else None


def denied(claim: Claim) -> Claim | None:
    turned = {"asserted": "denied", "denied": "asserted", "planned": "asserted"}
    modality = getattr(claim, "modality", "")
    return replace(claim, modality=turned[modality]) if modality in turned else None  # type: ignore[call-arg]


def turned(claim: Claim) -> Claim | None:
    swap = {"supportive": "critical", "critical": "supportive", "expectant": "critical", "analytical": "critical"}
    return replace(claim, stance=swap[claim.stance]) if isinstance(claim, Opinion) and claim.stance in swap else None


PLANTS: dict[str, Plant] = {
    "a party exchanged": other_thing(("state/", "body/"), ("party", "participant", "signatory", "member", "memberOf")),
    "a place exchanged": other_thing(("place/", "state/"), ("place", "locatedIn", "signedIn", "host", "seat")),
    "a person exchanged": other_thing(
        ("person/", "group/"), ("author", "visitor", "holder", "signatory", "affiliation")
    ),
    "a title exchanged": of_fact(another_title),
    "a month of a date": of_fact(another_month),
    "a period moved": of_figure(year),
    "ten months become six": of_figure(months),
    "almost becomes over": of_figure(another_bound),
    "a number in a rounding": another_number("rounding"),
    "a number in a copy": another_number("same-origin"),
    "a number in another period": another_number("other-period"),
    "a unit": of_figure(another_unit),
    "a certainty": certain,
    "a modality": denied,
    "a stance": turned,
}


def planted(plant: Plant) -> Iterator[tuple[Claim, Claim]]:
    """Claims with a slip, of as many articles and entries as can be."""
    seen: dict[str, int] = {}
    found = [(claim, slip) for claim in in_entries() if (slip := plant(claim)) is not None]
    for claim, slip in found:
        if seen.setdefault(claim.article, 0) < max(1, EACH // len({claim.article for claim, _ in found})):
            seen[claim.article] += 1
            yield claim, slip


@pytest.mark.parametrize("name", PLANTS)
def test_a_slip_inside_an_entry_is_one_finding_on_its_row(name: str) -> None:
    tried = list(planted(PLANTS[name]))
    assert tried, "no claim of an entry can have this slip"
    reported = findings(*(slip for _, slip in tried))  # all at once, since each is told at its own row
    places = [(claim.file, claim.line) for claim, _ in tried]
    assert sorted((finding.file, finding.line) for finding in reported) == sorted(places)
    found = {(finding.file, finding.line): finding for finding in reported}
    for (claim, slip), place in zip(tried, places, strict=True):
        finding = found[place]
        assert finding.message.startswith(f"the claim {claim.key} has changed since '")
        was, now = compared(claim, TERMS), compared(slip, TERMS)
        odd = [column for column in was if was[column] != now[column] and column not in ("low", "high")]
        assert all(f"{column} '{now[column]}'" in finding.actual for column in odd if was["value"] == now["value"])
        assert all(f"{column} '{was[column]}'" in finding.expected for column in odd)
        assert "kgtools disagreements --confirm " in finding.hint


def ordinals() -> list[Fact]:
    return [fact for fact in real().facts if fact.property == "ordinal"]


@pytest.mark.parametrize("step", [-1, 1])
def test_no_ordinal_of_a_meeting_or_forum_can_be_moved(step: int) -> None:
    assert len(ordinals()) >= 10
    for fact in ordinals():
        reported = findings(replace(fact, value=str(int(fact.value) + step)))
        assert (fact.file, fact.line) in {(finding.file, finding.line) for finding in reported}, fact


def test_a_number_that_another_article_gives_to_another_forum_is_found() -> None:
    """The third of one article is made the second, which another article counts elsewhere."""
    third = next(fact for fact in ordinals() if fact.subject == "event/interregional-forum-turkestan-2021")
    reported = findings(replace(third, value="2"))
    assert any("is number 2 and" in finding.message for finding in reported)


# -- what only looks like a slip ------------------------------------------------------------------------


def rewritten(figure: Figure) -> Figure | None:
    """The same number in another unit, or with other spaces."""
    number = figure.value.replace(" ", "")
    if figure.unit == "billion-usd" and "." in number and len(number.partition(".")[2]) <= 3:
        whole, _, places = number.partition(".")
        return replace(figure, value=str(int(whole + places.ljust(3, "0"))), unit="million-usd")
    # A zero at the end of a whole number may be rounding, behind a point it is not.
    if figure.unit == "million-usd" and number.isdigit() and len(number) <= 4 and number[-1] != "0":
        return replace(figure, value=f"{number.zfill(4)[:-3]}.{number.zfill(4)[-3:]}", unit="billion-usd")
    if " " in figure.value:
        return replace(figure, value=number)
    return None


def test_forty_figures_written_otherwise_are_no_findings() -> None:
    again = [other for figure in real().figures if (other := rewritten(figure)) is not None]
    assert len(again) >= 40
    assert findings(*again) == []


def test_a_date_made_finer_is_no_copy() -> None:
    """Two articles that both know the day of one event have not copied each other."""
    by_subject: dict[tuple[str, str], list[Fact]] = {}
    for fact in real().facts:
        if TERMS.properties[fact.property].takes == "date" and fact.anchor:
            by_subject.setdefault((fact.subject, fact.property), []).append(fact)
    finer = [
        replace(coarse, value=fine.value)
        for facts in by_subject.values()
        for coarse in facts
        for fine in facts
        if fine.article != coarse.article
        and len(fine.value) > len(coarse.value)
        and fine.value.startswith(coarse.value)
    ]
    assert len(finer) >= 5
    kept = {key for entry in real().disagreements for key in entry.claims}
    for fact in finer:
        assert [finding for finding in findings(fact) if fact.key not in kept] == [], fact


def test_a_wrong_unit_is_told_at_its_row_by_all_checks(tmp_path: Path) -> None:
    """And not at the thirty rows that it differs from."""
    for part in ("data", "ontology"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "project.yaml", tmp_path)
    table = tmp_path / "data" / "articles" / "nursultanova-trade" / "figures.csv"
    text = table.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("n030,"))
    table.write_text(text.replace(row, row.replace("billion-usd", "million-usd")), encoding="utf-8")
    found = check.check(tmp_path).findings
    line = text.splitlines().index(row) + 1
    assert {(finding.file, finding.line) for finding in found} == {(f"{table.relative_to(tmp_path).as_posix()}", line)}
    told = " ".join(finding.message for finding in found)
    assert "has changed since" in told  # a reader has seen the row otherwise
    assert "a hundred" in told  # and it stands alone
