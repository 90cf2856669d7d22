"""What a check after a change remembers: the same objects for rows that have not changed, the same findings."""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path

import pytest

from kgtools import files, ontology, remembering
from kgtools.checks import changes, check
from kgtools.checks.check import Report
from kgtools.claims import reader
from kgtools.claims.model import Corpus
from kgtools.claims.tables import write_table
from kgtools.errors import DataError
from tests.checks.test_check import edit, forget, random_edit, translate

FACTS = "data/articles/short-note/facts.csv"
NAMES = "entity,language,name\nstate/arcadia,en,Arcadia\nstate/zembla,en,Zembla\nperson/ada-quill,en,A. Quill\n"


def with_articles(project: Path, number: int) -> None:
    """Give a project so many more articles, which tell what its only one tells: copied runs, support, one origin."""
    source = project / "data" / "articles" / "short-note"
    for place in range(number):
        copy = source.with_name(f"copy-{place}")
        shutil.copytree(source, copy)
        text = (copy / "article.yaml").read_text(encoding="utf-8")
        at = text.index("sha256: ") + len("sha256: ")
        (copy / "article.yaml").write_text(f"{text[:at]}{place:08x}{text[at + 8 :]}", encoding="utf-8")
        (copy / "names.csv").write_text(NAMES, encoding="utf-8")


def read(project: Path) -> Corpus:
    return reader.load(project, ontology.load(project))


def test_rows_that_have_not_changed_are_the_very_same_objects(mini: Path) -> None:
    with_articles(mini, 1)
    before = read(mini)
    edit(mini, FACTS, "project/good-road,connects,", "project/good-road,country,")
    after = read(mini)
    assert sum(one is not other for one, other in zip(before.claims, after.claims, strict=True)) == 1
    assert after.entities is before.entities
    assert after.printed is before.printed
    assert all(one is other for one, other in zip(before.disagreements, after.disagreements, strict=True))
    remembering.forget()
    assert read(mini).entities is not after.entities


def test_an_article_that_names_what_is_gone_is_read_again(mini: Path) -> None:
    """Whether there are the things that it names does not follow from its own tables."""
    read(mini)
    places = mini / "data" / "entities" / "places.csv"
    lines = places.read_text(encoding="utf-8").splitlines(keepends=True)
    gone = next(line for line in lines if line.startswith("place/morne,"))
    places.write_text("".join(line for line in lines if line != gone), encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read(mini)
    assert any("place/morne" in finding.actual and finding.file == FACTS for finding in refused.value.findings)


def test_many_changes_of_several_articles_give_what_a_whole_check_gives(mini: Path, seed: int) -> None:
    with_articles(mini, 3)
    translate(mini)
    tables = [path for path in files.input_files(mini) if path.suffix == ".csv"]
    tables += [path for path in tables if "articles" in path.parts]  # these twice as often
    _change_and_hold(mini, tables, ("cell", "cell", "remove", "copy"), seed)


def test_many_changes_of_things_give_what_a_whole_check_gives(mini: Path, seed: int) -> None:
    with_articles(mini, 1)
    translate(mini)
    tables = sorted((mini / "data" / "entities").glob("*.csv"))
    _change_and_hold(mini, tables, ("cell", "copy", "copy", "label", "name", "drop"), seed)


def _relabel(path: Path, kind: str, chance: random.Random) -> None:
    """Put a word or, in all languages, the name of a person or state behind the labels of a row, or drop a copy."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.with_name(chance.choice(("people.csv", "states.csv"))).open(encoding="utf-8", newline="") as file:
        named = chance.choice(list(csv.DictReader(file)))
    row = chance.choice(rows)
    for column in (column for column in row if column.startswith("label_")):
        if kind == "name" or (kind == "label" and chance.random() < 0.3):
            row[column] += f" {named[column] if kind == 'name' else 'Zz'}"
    if kind == "drop":
        rows = [one for one in rows if not one["id"].endswith("x")]
    write_table(path, tuple(row), rows)


def _change_and_hold(mini: Path, tables: list[Path], kinds: tuple[str, ...], seed: int) -> None:
    """Make random changes of some kinds in some tables and hold each state against a whole check."""
    chance = random.Random(seed)
    state = changes.State(mini, None)
    found: list[tuple[dict[Path, bytes], Report]] = []
    for _ in range(24):
        path, kind = chance.choice(tables), chance.choice(kinds)
        before = path.read_bytes()
        if len(before.splitlines()) < 3:
            continue
        (_relabel if kind in ("label", "name", "drop") else random_edit)(path, kind, chance)
        try:
            state.update()
        except DataError:
            path.write_bytes(before)
        else:
            found.append(({one: one.read_bytes() for one in tables}, state.report()))
    for contents, report in found:  # only now: a whole check that remembered what the state did would prove nothing
        for path, content in contents.items():
            path.write_bytes(content)
        forget()
        whole = check.check(mini)
        assert report.findings == whole.findings
        assert report.anchors == whole.anchors
    # With other seeds there may by chance be less to hold.
    assert seed or len(found) > 8
    assert seed or len({len(report.findings) for _, report in found}) > 4


def test_what_rests_on_other_articles_is_the_very_same(mini: Path) -> None:
    with_articles(mini, 3)
    state = changes.State(mini, None)
    state.report()
    before = state.giving.items
    edit(mini, FACTS, "project/good-road,connects,", "project/good-road,country,")
    state.update()
    after = state.giving.items
    changed = [article for article, piece in after["claim"].items() if piece is not before["claim"][article]]
    assert changed == ["short-note"]
    # The copies told the same; where they stand among all claims changes with it.
    assert {article for article, piece in after["support"].items() if piece is not before["support"][article]} <= {
        "short-note", "copy-0", "copy-1", "copy-2"
    }  # fmt: skip
    for kind in ("entity", "entry", "target", "text"):
        assert after[kind][""] is before[kind][""]


def test_an_article_that_goes_and_comes_back_gives_what_a_whole_check_gives(mini: Path) -> None:
    with_articles(mini, 3)
    state, reports = changes.State(mini, None), []
    folder, away = mini / "data" / "articles" / "copy-1", mini / "away"
    for one, other in ((folder, away), (away, folder)):
        one.rename(other)
        state.update()
        reports.append(state.report())
    away.mkdir()
    for report, remove in zip(reports, (True, False), strict=True):
        if remove:
            folder.rename(away / "copy-1")
        else:
            (away / "copy-1").rename(folder)
        forget()
        whole = check.check(mini)
        assert report.findings == whole.findings
        assert report.anchors == whole.anchors
    assert reports[0].findings != reports[1].findings or reports[0].anchors != reports[1].anchors
