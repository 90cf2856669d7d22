"""The list of disagreements: every clash has an entry, every entry a clash, and both are listed for people."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from kgtools import ontology
from kgtools.checks import check
from kgtools.claims import acceptance, tables
from kgtools.claims.model import Corpus, Disagreement, Figure
from kgtools.compare import compared, disagreements
from kgtools.compare.clash import Clash
from kgtools.curation import ledger
from kgtools.errors import DataError
from tests.compare.test_figures import KNOWN, figure
from tests.compare.test_origins import about, telling, together
from tests.conftest import ROOT, Run, real_corpus

TERMS = ontology.load(ROOT)


@cache
def real() -> Corpus:
    return real_corpus()


def entry(id_: str = "e", type_: str = "contradiction", claims: str = "x/1 y/1", found: str = "machine",
          holds_back: str = "") -> Disagreement:  # fmt: skip
    return Disagreement(id_, "value", type_, "open", found, "indicator/trade 2020", tuple(claims.split()), (),
                        tuple(holds_back.split()), "", "", "", "disagreements.csv", 2)  # fmt: skip


TWO = figure("x/1", "1.5"), figure("y/1", "2.9")


def found(
    *entries: Disagreement, claims: tuple[Figure, ...] = TWO, confirmed_with: tuple[Figure, ...] | None = None
) -> list[str]:
    """What is found of entries that were confirmed when the claims were these, unless others are given."""
    then = Corpus({}, {}, (*KNOWN, *(claims if confirmed_with is None else confirmed_with)), entries)
    confirmed = ledger.confirm(then, TERMS, [entry.id for entry in entries])
    corpus = Corpus({}, {}, (*KNOWN, *claims), tuple(confirmed))
    return [f"{finding.file}: {finding.message}" for finding in disagreements.findings(corpus, TERMS)]


# -- clashes and entries ------------------------------------------------------------------------------


def test_a_clash_needs_an_entry() -> None:
    assert found(entry()) == []
    (missing,) = found()
    assert missing.startswith("f: contradiction without an entry in the list of disagreements:")
    assert "1.5 billion usd (x/1); 2.9 billion usd (y/1)" in missing


def test_the_finding_stands_on_the_last_claim_and_names_the_others() -> None:
    (finding,) = disagreements.findings(Corpus({}, {}, (*KNOWN, *TWO), ()), TERMS)
    assert finding.actual == "x/1 1.5 billion-usd for 2020, y/1 2.9 billion-usd for 2020"
    assert "kgtools disagreements --propose" in finding.hint


def test_of_many_claims_the_finding_says_how_many_and_the_first_of_each_article() -> None:
    groups = [telling(name, [*about(name, 30), *about("copied", 12)]) for name in ("a", "b")]
    (finding,) = disagreements.findings(together(*groups), TERMS)
    listed = [f"{name}/f0{number} place place/copied-{number - 30}" for name in "ab" for number in (30, 31, 32)]
    assert finding.actual == f"24 claims: {', '.join(listed)}, and 18 more"
    assert "write the entry, which lists all claims, with: kgtools disagreements --propose" in finding.hint


def test_an_entry_must_name_all_claims_of_the_clash() -> None:
    third = figure("z/1", "4.4")
    short = found(entry(), claims=(*TWO, third))
    assert any("without an entry" in reported for reported in short)
    assert any("the machine finds no disagreement in 'e'" in reported for reported in short)
    assert found(entry(claims="x/1 y/1 z/1"), claims=(*TWO, third)) == []


def test_the_curators_type_may_refine_the_machines() -> None:
    assert found(entry(type_="other-scope")) == []
    assert found(entry(type_="misprint")) == []
    assert len(found(entry(type_="same-origin"))) == 2
    assert len(found(entry(type_="plan-versus-result"))) == 2


@pytest.mark.parametrize(
    ("machine", "curator", "covered"),
    [
        ("contradiction", "contradiction", True),
        ("contradiction", "mirror-statistics", True),
        ("other-period", "contradiction", False),
        ("rounding", "contradiction", False),
        ("revised-later", "plan-versus-result", True),
        ("same-origin", "contradiction", False),
        ("same-origin", "same-origin", True),
        ("plan-versus-result", "contradiction", False),
    ],
)
def test_which_types_go_together(machine: str, curator: str, covered: bool) -> None:
    assert disagreements.covers(entry(type_=curator), Clash(machine, ("x/1", "y/1"), "")) is covered
    assert not disagreements.covers(entry(type_=curator), Clash(machine, ("x/1", "z/1"), ""))


def test_an_entry_of_the_machine_needs_a_clash() -> None:
    agreeing = figure("x/1", "2.9"), figure("y/1", "2.9")
    assert found(entry(), claims=agreeing) == ["disagreements.csv: the machine finds no disagreement in 'e'"]
    assert found(entry(found="reader"), claims=agreeing) == []


def test_an_entry_of_a_reader_that_the_machine_finds_is_marked_so() -> None:
    (reported,) = found(entry(found="reader"))
    assert reported.startswith("disagreements.csv: the machine finds this too (contradiction:")
    # beside an entry of the machine a reader may say more of the same claims
    assert found(entry(), entry("r", found="reader")) == []


def test_evidence_that_clashes_with_nothing_may_stand_in_an_entry() -> None:
    assert found(entry(claims="x/1 y/1 z/1"), claims=(*TWO, figure("z/1", "7", "2021"))) == []


def test_a_claim_that_joins_or_leaves_an_entry_has_to_be_confirmed() -> None:
    (confirmed,) = ledger.confirm(Corpus({}, {}, (*KNOWN, *TWO), (entry(),)), TERMS, ["e"])
    more = Corpus(
        {}, {}, (*KNOWN, *TWO, figure("z/1", "7", "2021")), (replace(confirmed, claims=("x/1", "y/1", "z/1")),)
    )
    (joined,) = disagreements.findings(more, TERMS)
    assert (joined.message, joined.actual) == ("claims of the entry 'e' have not been confirmed", "z/1")
    assert joined.hint.endswith("kgtools disagreements --confirm e")
    less = replace(confirmed, claims=("x/1",), found="reader", explains=())
    left, missing = disagreements.findings(Corpus({}, {}, (*KNOWN, *TWO), (less,)), TERMS)
    assert "was confirmed with claims that it no longer has" in left.message + missing.message


def test_a_clash_that_arises_inside_an_entry_is_not_absorbed() -> None:
    """The entry is about 2020; that two of its claims clash for 2021 is something else."""
    about = entry(claims="w/1 w/2 x/1 y/1")
    agreeing = (*TWO, figure("w/1", "7", "2021"), figure("w/2", "7", "2021"))
    assert found(about, claims=agreeing) == []
    held = Corpus({}, {}, (*KNOWN, *agreeing), (about,))
    (confirmed,) = ledger.confirm(held, TERMS, ["e"])
    odd = (*TWO, figure("w/1", "7", "2021"), figure("w/2", "4", "2021"))
    known = {key: cells for key, cells in confirmed.compared.items() if key != "w/2"}
    known["w/2"] = compared.compared(odd[3], TERMS)  # as if only the clash were new
    now = Corpus({}, {}, (*KNOWN, *odd), (replace(confirmed, compared=known),))
    (finding,) = disagreements.findings(now, TERMS)
    assert finding.message.startswith("contradiction that 'e' was not confirmed for: ")
    assert "2021" in finding.message


def test_a_changed_claim_is_one_finding_on_its_row() -> None:
    changed = (TWO[0], figure("y/1", "2.8"))
    assert found(entry(), claims=changed, confirmed_with=TWO) == ["f: the claim y/1 has changed since 'e' explained it"]
    # whatever else follows from the change: a new clash, or none any more
    far = (TWO[0], figure("y/1", "2.8", unit="million-usd"), figure("z/1", "1.5"))
    three = (*TWO, figure("z/1", "1.5"))
    both = entry(claims="x/1 y/1 z/1")
    assert found(both, claims=far, confirmed_with=three) == ["f: the claim y/1 has changed since 'e' explained it"]
    agreeing = (TWO[0], figure("y/1", "1.5"))
    assert found(entry(), claims=agreeing, confirmed_with=TWO) == [
        "f: the claim y/1 has changed since 'e' explained it"
    ]
    assert len(found(entry(), entry("f"), claims=changed, confirmed_with=TWO)) == 1


def test_a_number_written_otherwise_is_no_change() -> None:
    billions = figure("x/1", "1.5"), figure("y/1", "0.085"), figure("z/1", "2.9")
    millions = (
        figure("x/1", "1 500", unit="million-usd"), figure("y/1", "85", unit="million-usd"),
        figure("z/1", "2 900", unit="million-usd"),
    )  # fmt: skip
    about = entry(claims="x/1 y/1 z/1")
    assert found(about, claims=millions, confirmed_with=billions) == []
    finer = (*billions[:2], figure("z/1", "2.90"))  # which stands for less
    assert found(about, claims=finer, confirmed_with=billions) == [
        "f: the claim z/1 has changed since 'e' explained it"
    ]


def test_only_the_list_of_disagreements_decides_what_is_accepted() -> None:
    held = acceptance.not_accepted(Corpus({}, {}, TWO, (entry(holds_back="y/1"),)))
    assert [acceptance.accepted(claim, held) for claim in TWO] == [True, False]
    assert not acceptance.accepted(figure("x/1", "5", modality="target"), frozenset())


# -- the real list of disagreements ----------------------------------------------------------------------------------


def test_the_real_list_of_disagreements_has_no_findings() -> None:
    assert list(disagreements.findings(real(), TERMS)) == []


def test_deleting_any_entry_of_the_machine_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [one for one in real().disagreements if one.found == disagreements.MACHINE]
    assert len(entries) > 25
    every = list(disagreements.clashes(real(), TERMS))  # which do not depend on the list of disagreements
    monkeypatch.setattr(disagreements, "clashes", lambda *_: iter(every))
    for one in entries:
        rest = tuple(other for other in real().disagreements if other != one)
        reported = list(disagreements.findings(replace(real(), disagreements=rest), TERMS))
        others = [other for other in rest if any(disagreements.explains(other, clash) for clash in every)]
        mine = [clash for clash in every if disagreements.explains(one, clash)]
        assert mine
        if all(any(disagreements.explains(other, clash) for other in others) for clash in mine):
            continue  # that it is lost is found by what it remembers
        assert reported, one.id
        uncovered = {clash.why for clash in every if disagreements.covers(one, clash)}
        assert all(any(why in finding.message for why in uncovered) for finding in reported), one.id


@cache
def with_company() -> list[Figure]:
    """Figures that another article repeats with the same number, or that take part in a clash."""
    clashing = {key for clash in disagreements.clashes(real(), TERMS) for key in clash.claims}
    cells: dict[object, set[str]] = {}
    for one in real().figures:
        if one.period and one.modality != "target":  # an undated one may be of another time than its like
            cells.setdefault((one.cell, one.modality, "".join(one.value.split())), set()).add(one.article)
    return [
        one
        for one in real().figures
        if one.key in clashing or len(cells.get((one.cell, one.modality, "".join(one.value.split())), ())) > 1
    ]


def another_digit(value: str, chance: random.Random) -> str:
    place = chance.choice([place for place, sign in enumerate(value) if sign.isdigit()])
    return value[:place] + chance.choice([digit for digit in "123456789" if digit != value[place]]) + value[place + 1 :]


@pytest.mark.parametrize("number", range(5))
def test_a_changed_digit_is_noticed(number: int) -> None:
    chance = random.Random(number)
    chosen = chance.sample(with_company(), 5)  # at once, and each must be told
    changed = {one.key: replace(one, value=another_digit(one.value, chance)) for one in chosen}
    claims = tuple(changed.get(claim.key, claim) for claim in real().claims)
    reported = [str(finding) for finding in disagreements.findings(replace(real(), claims=claims), TERMS)]
    for one in chosen:
        assert any(one.key in finding for finding in reported), (one.key, one.value, changed[one.key])


# -- proposing ----------------------------------------------------------------------------------------


def clashing_project(mini: Path) -> Path:
    """the tiny project with a second value for 2021."""
    table = mini / "data" / "articles" / "short-note" / "figures.csv"
    rows = [row.cells for row in tables.read_table(table, tables.FIGURES, mini)]
    rows.append(rows[0] | {"id": "n04", "value": "2.2", "bound": "exact"})
    tables.write_table(table, tables.FIGURES, rows)
    return mini


def test_propose_writes_what_is_missing_and_nothing_twice(mini: Path, kgtools: Run) -> None:
    project = clashing_project(mini)
    path = project / "data" / "disagreements.csv"
    before = path.read_text(encoding="utf-8")
    assert any("without an entry" in str(finding) for finding in check.check(project).findings)
    done = kgtools("disagreements", "--propose", "--root", project)
    assert done.returncode == 0, done.stderr
    assert "1 entry added to data/disagreements.csv" in done.stdout
    after = path.read_text(encoding="utf-8")
    assert all(line in after.splitlines() for line in before.splitlines())
    added = next(
        row.cells for row in tables.read_table(path, tables.DISAGREEMENTS, project) if row["found"] == "machine"
    )
    assert (added["type"], added["status"], added["explanation"]) == ("contradiction", "open", "")
    assert added["claims"] == "short-note/n01 short-note/n04"
    assert "2.2 billion usd (short-note/n04)" in added["note"]
    assert added["kind"] == "value"
    assert added["question"] == "indicator/trade-turnover 2021"
    assert check.check(project).findings == []
    again = kgtools("disagreements", "--propose", "--root", project)
    assert again.stdout == "0 entries added to data/disagreements.csv\n"
    assert path.read_text(encoding="utf-8") == after


def test_check_fails_on_a_changed_digit(mini: Path, kgtools: Run) -> None:
    """As it does on any in the real project, see `test_a_changed_digit_is_noticed`."""
    project = clashing_project(mini)
    assert kgtools("disagreements", "--propose", "--root", project).returncode == 0
    table = project / "data" / "articles" / "short-note" / "figures.csv"
    rows = tables.read_table(table, tables.FIGURES, project)
    line = next(row.line for row in rows if row["id"] == "n04")
    cells = [row.cells | {"value": "2.3"} if row.line == line else row.cells for row in rows]
    tables.write_table(table, tables.FIGURES, cells)
    done = kgtools("check", "--root", project)
    assert done.returncode == 1
    assert re.search(
        rf"{re.escape(table.relative_to(project).as_posix())}:{line}: the claim short-note/n04 has changed since "
        r"[^\n]*found value '2300000000'; expected value '2200000000'",
        done.stdout,
    ), done.stdout


def test_propose_makes_a_list_of_disagreements_where_there_is_none(mini: Path, kgtools: Run) -> None:
    project = clashing_project(mini)
    for table in ("disagreements.csv", "compared-claims.csv", "explained-clashes.csv"):
        (project / "data" / table).unlink(missing_ok=True)
    assert kgtools("disagreements", "--propose", "--root", project).returncode == 0
    assert [
        row["found"] for row in tables.read_table(project / "data" / "disagreements.csv", tables.DISAGREEMENTS, project)
    ] == ["machine"]


def test_rows_are_added_to_what_a_table_holds(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('id,note\nb,"quoted, too"\nd,\n', encoding="utf-8")
    new = [{"id": "e", "note": ""}, {"id": "c", "note": "a, b"}]
    assert tables.with_rows(path, ("id", "note"), new, tmp_path) == 'id,note\nb,"quoted, too"\nc,"a, b"\nd,\ne,\n'
    assert tables.with_rows(tmp_path / "none.csv", ("id", "note"), new, tmp_path) == 'id,note\nc,"a, b"\ne,\n'
    path.write_text("id,other\n", encoding="utf-8")
    with pytest.raises(DataError, match="unknown column"):
        tables.with_rows(path, ("id", "note"), new, tmp_path)


def test_an_entry_that_is_lost_is_found_until_that_is_confirmed(mini: Path, kgtools: Run) -> None:
    table = mini / "data" / "disagreements.csv"
    head, *rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
    assert len(rows) == 1
    table.write_text(head, encoding="utf-8")
    (finding,) = (found for found in check.check(mini).findings if "has left the list" in found.message)
    assert (finding.file, finding.line) == ("data/compared-claims.csv", 2)
    assert "kgtools disagreements --confirm turnover-2020" in finding.hint
    done = kgtools("disagreements", "--confirm", "turnover-2020", "--root", mini)
    assert done.stdout == "turnover-2020: no longer in the list of disagreements\n"
    assert not any("has left" in found.message for found in check.check(mini).findings)


def test_confirming_one_entry_leaves_the_memory_of_others(mini: Path, kgtools: Run) -> None:
    project = clashing_project(mini)
    kgtools("disagreements", "--propose", "--root", project)
    path = project / "data" / "compared-claims.csv"
    before = path.read_text(encoding="utf-8")
    figures = project / "data" / "articles" / "short-note" / "figures.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace("4.9,billion-usd,almost", "4.8,billion-usd,over"))
    (finding,) = (found for found in check.check(project).findings if "has changed since" in found.message)
    assert finding.actual == "value '4800000000', bound 'over'"
    assert finding.expected == "value '4900000000', bound 'almost'"
    assert kgtools("disagreements", "--confirm", "turnover-2020", "--root", project).returncode == 0
    assert path.read_text(encoding="utf-8") == before
    name = finding.hint.rpartition(" ")[2]
    done = kgtools("disagreements", "--confirm", name, "--root", project)
    assert done.stdout == f"{name}: claims 2, clashes explained 1\n"
    assert path.read_text(encoding="utf-8") != before
    assert not any("has changed since" in found.message for found in check.check(project).findings)


def test_propose_takes_no_other_option(kgtools: Run) -> None:
    done = kgtools("disagreements", "--propose", "--type", "rounding", "--root", ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert "give them without other options" in done.stderr


# -- listing ------------------------------------------------------------------------------------------


def test_the_entries_are_listed_with_claims_and_citations(kgtools: Run) -> None:
    listed = kgtools("disagreements", "--article", "akmalov-history", "--type", "contradiction", cwd=ROOT).stdout
    assert "[turnover-2016]" in listed
    whole = kgtools("disagreements", "turnover-2016", "turnover-2019", cwd=ROOT).stdout
    assert "Trade, turnover, Kazakhstan – Uzbekistan: 629 million US dollars (2016)" in whole
    assert "[nursultanova-trade/n086]" in whole
    markdown = kgtools("disagreements", "--type", "unit-slip", "--status", "decided", "--format", "md", cwd=ROOT).stdout
    assert "### trade-2019-total" in markdown
    assert "**3 333 503 million US dollars** (2019; not accepted)" in markdown
    assert "- Nazira Kasymzhanovna Musina, " in markdown
    assert "(n.d.). Dynamics of development of bilateral relations" in markdown


def test_the_csv_has_a_row_for_each_claim(kgtools: Run) -> None:
    done = kgtools("disagreements", "--format", "csv", cwd=ROOT)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["disagreement"], row["claim"]) for row in rows] == [
        (one.id, key) for one in real().disagreements for key in one.claims
    ]
    first = next(
        row for row in rows if row["claim"] == "akmalov-history/n001" and row["disagreement"] == "turnover-2016"
    )
    assert first["printed"] == "1.5 billion US dollars"
    assert first["period"] == "2016"
    assert first["article"].startswith("Shaislam I. Akmalov (2022). Kazakhstan - Uzbekistan:")


@pytest.mark.parametrize(("lang", "word"), [("en", "open"), ("ru", "открыто"), ("kk", "ашық"), ("uz", "ochiq")])
def test_labels_are_in_the_language_asked_for(lang: str, word: str, kgtools: Run) -> None:
    done = kgtools("disagreements", "--status", "open", "--type", "other-scope", "--lang", lang, cwd=ROOT)
    assert word in done.stdout


def test_json_keeps_codes_and_places(kgtools: Run, tmp_path: Path) -> None:
    out = tmp_path / "disagreements.json"
    assert kgtools("disagreements", "--format", "json", "-o", out, cwd=ROOT).returncode == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    assert [one["disagreement"] for one in document] == [one.id for one in real().disagreements]
    claim = next(one for one in document if one["disagreement"] == "turnover-2016")["claims"][0]
    assert claim["claim"] == "akmalov-history/n001"
    assert all(isinstance(place, int) for place in claim["place"])


def test_json_speaks_one_language(kgtools: Run) -> None:
    """What curators wrote is translated in the JSON document as in the table, and stays one field."""
    english, kazakh = (
        {one["disagreement"]: one for one in json.loads(done.stdout)}
        for done in (kgtools("disagreements", "--format", "json", "--lang", lang, cwd=ROOT) for lang in ("en", "kk"))
    )
    name = "allies-since-2021-or-2022"
    assert "одақтас" in kazakh[name]["explanation"]
    for entry, translated in zip(english.values(), kazakh.values(), strict=True):
        assert bool(entry["explanation"]) == bool(translated["explanation"])
        assert (entry["explanation"] or entry["note"]) != (translated["explanation"] or translated["note"]) or not (
            entry["explanation"] or entry["note"]
        )


def test_disagreements_about_a_thing(kgtools: Run) -> None:
    done = kgtools("disagreements", "--about", "Tenge Bank", "--format", "json", cwd=ROOT)
    named = [one["disagreement"] for one in json.loads(done.stdout)]
    assert "companies-passage-same-words" in named
    assert "turnover-2016" not in named


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--type", "contradicton"), "did you mean 'contradiction'?"),
        (("--status", "closed"), "expected one of decided, explained, open"),
        (("--article", "akmalov"), "expected akmalov-history"),
        (("--format", "xml"), "expected text, md, csv, json"),
        (("--kind", "valeu"), "did you mean 'value'?"),
        (("turnover-20166",), "no disagreement has the id 'turnover-20166', and no indicator or flow is called"),
        (("disagreement/turnover-20166",), "did you mean 'turnover-2016'?"),
        (("turnover-2016", "turnover-20166"), "no disagreement has the id 'turnover-20166'"),
        (("turnover", "export"), "an indicator or flow is given alone"),
        (("--confirm",), "name the disagreements"),
        (("--confirm", "turnover-20166"), "did you mean 'turnover-2016'?"),
        (("--confirm", "turnover-2016", "--kind", "value"), "give them without other options"),
        (("--from", "yesterday"), "--from yesterday:"),
        (("--about", "Nobody at all"), "nothing is called"),
    ],
)
def test_a_wrong_request_is_reported_in_one_line(arguments: tuple[str, ...], message: str, kgtools: Run) -> None:
    done = kgtools("disagreements", *arguments, cwd=ROOT)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_none_like_that_is_said(kgtools: Run) -> None:
    done = kgtools("disagreements", "--type", "unit-slip", "--status", "open", "--format", "md", cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "kgtools: no disagreement matches all options\n"
