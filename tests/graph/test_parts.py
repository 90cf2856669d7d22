"""Parts and shards: what follows from one article is kept, and whatever is put together gives the same bytes."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools import layout, ontology
from kgtools.articles import fingerprints
from kgtools.claims import alone, reader, tables, translations
from kgtools.errors import DataError
from kgtools.graph import build
from kgtools.graph.parts import article_parts, outputs, sorting
from tests.conftest import ROOT, Run


@pytest.fixture
def twin(mini: Path) -> Path:
    """The tiny project with a second article, `long-echo`, that says what the first one says."""
    folder = mini / "data" / "articles"
    shutil.copytree(folder / "short-note", folder / "long-echo")
    return mini


def written(root: Path, folder: Path | None = None) -> dict[str, bytes]:
    made = build.build(root, folder).folder
    return {path.name: path.read_bytes() for path in made.glob("tandem.*")}


def parts(root: Path) -> set[str]:
    return {path.name for path in (root / "build" / "parts").iterdir()}


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The articles that are read, in their order."""
    found: list[str] = []
    reading = alone.read

    def noted(root: Path, folder: Path, terms: ontology.Ontology) -> alone.ArticleAlone:
        found.append(folder.name)
        return reading(root, folder, terms)

    monkeypatch.setattr(alone, "read", noted)
    return found


# -- the outputs ------------------------------------------------------------------------------------------


def test_the_outputs_are_what_the_library_writes_of_the_sorted_quads(twin: Path, tmp_path: Path) -> None:
    for root, quads in ((twin, build.read(twin)[0]), (ROOT, build.read(ROOT)[0])):
        folder = tmp_path / root.name
        found = written(root, folder)
        assert found["tandem.nq"] == ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
        assert set(ox.parse(found["tandem.trig"], ox.RdfFormat.TRIG)) == set(quads)
        assert set(ox.Store.read_only(str(folder / "store"))) == set(quads)
        assert build.manifest(folder)["quads"] == str(len(quads))


TERMS = st.sampled_from(['"a"', '"a"@en', '"a"@en-GB', '"a b"', '"ä"', '"\\n"', "<urn:a>", "<urn:a/b>", '"a"^^<urn:c>'])


@given(st.lists(st.tuples(TERMS, st.sampled_from(["", " <urn:g>", " <urn:g2>"]))))
def test_lines_stand_in_the_order_of_the_quads(drawn: list[tuple[str, str]]) -> None:
    quads = list(ox.parse("".join(f"<urn:s> <urn:p> {term}{graph} .\n" for term, graph in drawn), ox.RdfFormat.N_QUADS))
    in_order = [sorting.line(quad) for quad in sorted(set(quads), key=str)]
    assert sorted({sorting.line(quad) for quad in quads}) == in_order
    assert b"".join(in_order) == ox.serialize(sorted(set(quads), key=str), format=ox.RdfFormat.N_QUADS)


@pytest.mark.parametrize("files", [0, 1, 3, 7, 30])
def test_however_many_files_their_lines_are_merged_once_each(
    files: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sorting, "_OPEN", 3)
    chance = random.Random(files)
    lines = [f"{number:03}\n".encode() for number in range(200)]
    drawn = [chance.sample(lines, 20) for _ in range(files)]
    places = [tmp_path / f"{number}" for number in range(files)]
    for place, some in zip(places, drawn, strict=True):
        sorting.write(some, place)
    everything = sorted({line for some in drawn for line in some})
    assert sorting.merge(places, tmp_path / "all") == len(everything)
    assert (tmp_path / "all").read_bytes() == b"".join(everything)


def test_pieces_hold_no_more_than_fits_and_give_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "AT_ONCE", 4)
    quads = [ox.Quad(ox.NamedNode(f"urn:{n % 9}"), ox.NamedNode("urn:p"), ox.Literal("x")) for n in range(30)]
    files = list(sorting.pieces(map(sorting.line, quads), tmp_path))
    assert len(files) == 8
    assert all(len(file.read_bytes().splitlines()) <= 4 for file in files)
    assert sorting.merge(files, tmp_path / "all.nq") == 9


HELD = """
import gc, sys
from pathlib import Path
from kgtools import projects
from kgtools.claims import model, tables
from kgtools.graph import build
from kgtools.graph.parts import outputs, sorting

def held(*names):
    gc.collect()
    there = {type(thing).__name__ for thing in gc.get_objects()}
    return sorted(there.intersection(names))

merge, ranked = sorting.merge, outputs.severity.ranked

def told_before_ranking(*given):
    print("ranked", *held("Fact", "Entity", "Passage", "Outline", "TableRow", "Translation"))
    return ranked(*given)

def told_before_merging(*given):
    print("merged", *held("Fact", "Entity", "ClaimSupport", "Passage", "TableRow", "Translation", "Target"))
    return merge(*given)

sorting.merge, outputs.severity.ranked = told_before_merging, told_before_ranking
root = Path(sys.argv[1])
projects.use(root)
build.build(root)
"""


def test_a_build_keeps_nothing_that_it_needs_no_more(twin: Path) -> None:
    translate(twin, "short-note/o01", "Слово.")
    ran = subprocess.run(
        [sys.executable, "-c", HELD, twin], capture_output=True, text=True, env=layout.importing(), check=True
    )
    assert ran.stdout.splitlines() == ["ranked Entity Fact", "merged"]


def translate(root: Path, text: str, words: str, made_from: str = "") -> None:
    """Have a text translated into Russian, from what it says now or from something else."""
    terms = ontology.load(root)
    english = translations.texts(reader.load(root, terms), terms)[text]
    table = root / "data" / "translations" / "ru.csv"
    table.parent.mkdir(exist_ok=True)
    row = {"id": text, "fingerprint": fingerprints.digest(made_from or english), "text": words}
    tables.write_table(table, tables.TRANSLATIONS, [row])


def test_a_translation_is_in_the_graph_until_its_text_changes(twin: Path) -> None:
    translate(twin, "short-note/o01", "Слово.")
    assert '"Слово."@ru' in written(twin)["tandem.nq"].decode()
    assert written(twin)["tandem.nq"] == ox.serialize(build.read(twin)[0], format=ox.RdfFormat.N_QUADS)
    translate(twin, "short-note/o01", "Слово.", made_from="Another gist.")
    assert "/text/short-note" not in written(twin)["tandem.nq"].decode()


def test_what_is_wrong_with_translations_is_told_with_all_else(twin: Path) -> None:
    translate(twin, "short-note/o01", "Слово.")
    before = written(twin)
    table = twin / "data" / "translations" / "ru.csv"
    table.write_text("id,fingerprint,text\nshort-note/o01,none,Слово\nshort-note/o01,none,Слово\n", encoding="utf-8")
    twice = ["data/translations/ru.csv:3: column 'id': the id is given twice"]
    assert wrong(twin) == twice  # as long as the table cannot be read, its rows are not looked at
    table.write_text("id,fingerprint,text\nshort-note/o01,none,Слово\n", encoding="utf-8")
    unlike = ["data/translations/ru.csv:2: column 'fingerprint': not a fingerprint"]
    assert wrong(twin) == unlike
    replace(twin / "data" / "compared-claims.csv", "disagreement,claim", "disagreement,klaim")
    assert sorted({line.split(":")[0] for line in wrong(twin)}) == [
        "data/compared-claims.csv", "data/translations/ru.csv",
    ]  # fmt: skip
    assert {path.name: path.read_bytes() for path in (twin / "build").glob("tandem.*")} == before


def wrong(root: Path) -> list[str]:
    """What a build finds wrong, each with its place."""
    with pytest.raises(DataError) as raised:
        build.build(root)
    return [f"{one.file}:{one.line}: {one.message}" for one in raised.value.findings]


# -- parts ----------------------------------------------------------------------------------------------


def test_a_changed_article_is_read_again_and_no_other(twin: Path, tmp_path: Path, read: list[str]) -> None:
    written(twin)
    assert read == ["long-echo", "short-note"]
    read.clear()
    written(twin)
    assert read == []
    replace(twin / "data" / "articles" / "short-note" / "facts.csv", "2019-05-03", "2019-05-04")
    changed = written(twin)
    assert read == ["short-note"]
    assert changed == written(twin, tmp_path / "anew")


def test_what_the_list_of_disagreements_accepts_no_more_is_written_so(twin: Path, tmp_path: Path) -> None:
    before = written(twin)
    replace(twin / "data" / "disagreements.csv", ",,short-note/n03,Three", ",,,Three")
    after = written(twin)
    assert after != before
    assert after == written(twin, tmp_path / "anew")


def test_an_id_that_is_gone_is_found_in_an_article_that_is_not_read_again(twin: Path, kgtools: Run) -> None:
    written(twin)
    replace(twin / "data" / "entities" / "states.csv", "state/ruritania", "state/zembla")
    told = kgtools("build", "--root", twin)
    assert told.returncode == 2
    for article in ("short-note", "long-echo"):
        assert f"data/articles/{article}/facts.csv:" in told.stderr
    assert told.stderr == kgtools("build", "--root", twin, "-o", twin / "other").stderr


def test_a_part_that_cannot_be_read_is_made_anew(twin: Path, read: list[str]) -> None:
    before = written(twin)
    for file in (twin / "build" / "parts").glob("*.json"):
        file.write_text("{", encoding="utf-8")
    assert written(twin) == before
    read.clear()
    assert written(twin) == before
    assert read == ["long-echo", "short-note"]


def test_parts_that_nobody_used_for_a_day_are_deleted(twin: Path) -> None:
    written(twin)
    old = parts(twin)
    replace(twin / "data" / "articles" / "short-note" / "facts.csv", "2019-05-03", "2019-05-04")
    written(twin)
    assert len(parts(twin)) == 6
    for name in old:
        os.utime(twin / "build" / "parts" / name, (time.time() - 90_000,) * 2)
    written(twin)
    assert len(parts(twin)) == 4
    assert {name for name in old if name.startswith("long-echo")} < parts(twin)


def test_many_articles_are_read_by_several_processes(
    twin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = written(twin, tmp_path / "one")
    monkeypatch.setattr(article_parts, "_MANY", 2)
    assert written(twin, tmp_path / "many") == one
    assert len(list((tmp_path / "many" / "parts").iterdir())) == 4


# -- shards -----------------------------------------------------------------------------------------------


def test_shards_made_apart_and_laid_together_give_the_bytes_of_one_build(
    twin: Path, tmp_path: Path, kgtools: Run, read: list[str]
) -> None:
    whole = written(twin)
    for article in ("short-note", "long-echo"):
        made = kgtools("build", article, "--root", twin, "-o", tmp_path / article)
        assert made.stdout == (
            f"made the parts of 1 article in {tmp_path / article}/parts; kgtools build puts them together\n"
        )
        shutil.copytree(tmp_path / article / "parts", tmp_path / "out" / "parts", dirs_exist_ok=True)
    read.clear()
    assert written(twin, tmp_path / "out") == whole
    assert read == []


def test_a_shard_needs_no_table_of_another_article(twin: Path, tmp_path: Path, kgtools: Run) -> None:
    written(twin)
    bare = tmp_path / "bare"
    for folder in ("ontology", "data/articles/short-note"):
        shutil.copytree(twin / folder, bare / folder)
    for file in ("project.yaml", "data/disagreements.csv"):
        shutil.copy(twin / file, bare / file)
    assert kgtools("build", "short-note", "--root", bare).returncode == 0
    assert parts(bare) == {name for name in parts(twin) if name.startswith("short-note")}


def test_a_shard_tells_what_is_wrong_and_of_which_article_there_is_none(twin: Path, kgtools: Run) -> None:
    replace(twin / "data" / "articles" / "short-note" / "facts.csv", "2019-05-03", "the third of May")
    told = kgtools("build", "short-note", "long-echo", "--root", twin)
    assert told.returncode == 2
    assert {line.split(":")[0] for line in told.stderr.splitlines()} == {"data/articles/short-note/facts.csv"}
    assert {name.split(".")[0] for name in parts(twin)} == {"long-echo"}
    told = kgtools("build", "short-nite", "--root", twin)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert "did you mean 'short-note'?" in told.stderr


# -- interrupted ------------------------------------------------------------------------------------------


def test_who_interrupts_a_build_keeps_the_last_one(twin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = written(twin)
    replace(twin / "data" / "articles" / "short-note" / "facts.csv", "2019-05-03", "2019-05-04")

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ox, "serialize", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build.build(twin)
    assert {path.name: path.read_bytes() for path in (twin / "build").glob("tandem.*")} == before
    assert {path.name for path in (twin / "build").iterdir()} == {
        "manifest.txt", "names.db", "parts", "project.json", "store", "things.db", outputs.RANKED, *before,
    }  # fmt: skip
    assert not build.is_fresh(twin / "build", twin)


def test_lines_are_loaded_while_others_are_written_and_no_more_where_that_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "_LOADED", 30)  # bytes, so that two lines are taken at a time
    files = [tmp_path / "one.nq", tmp_path / "other.nq"]
    for file, numbers in zip(files, (range(4), range(3, 7)), strict=True):  # one line is in both
        file.write_text("".join(f"<urn:{number}> <urn:p> <urn:o> .\n" for number in numbers), encoding="utf-8")
    told: list[tuple[int, int]] = []

    def tell(_: object, done: int, everything: int) -> None:
        told.append((done, everything))

    with outputs._loading(tmp_path / "store", tell) as load:
        for file in files:
            load(file)
        load.expect(7)
    assert told[-1] == (7, 7)
    assert set(told) <= {(2, 7), (4, 7), (6, 7), (7, 7)}
    assert len(ox.Store.read_only(str(tmp_path / "store"))) == 7

    def interrupted() -> None:
        with outputs._loading(tmp_path / "none", tell) as load:
            load(files[0])
            raise KeyboardInterrupt

    def lost() -> None:
        with outputs._loading(tmp_path / "lost", tell) as load:
            load(tmp_path / "no-such.nq")
            load.expect(1)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with pytest.raises(OSError, match="no-such"):
        lost()
