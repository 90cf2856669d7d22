"""Mistakes of merges: both versions kept, neither kept, an older one restored, rows of two branches mixed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from random import Random

from tests.mutation.facts import READ
from tests.mutation.project import Change, Edit, Place, Project, Row, Table, drop, many, raw, set_, whole
from tests.mutation.registry import kind
from tests.mutation.slips.spreadsheet import columns, gone, moved, reason, stretch, tables

CLAIMS = (("facts", "f"), ("figures", "n"), ("opinions", "o"))


def all_claims(project: Project) -> list[Row]:
    return [row for name, _ in CLAIMS for row in project.claims(name)]


@kind("both-versions-kept")
def both_versions_kept(project: Project, random: Random) -> Iterator[Change]:
    """The row of each branch is kept: one id twice, with one cell that differs."""
    for table in tables(project, random):
        row, name = random.choice(table.rows), random.choice(columns(table))
        other = next(one for one in random.sample(table.rows, len(table.rows)) if one[name] != row[name])
        text = "".join(table.lines[row.line - 1 : row.last]) + table.written(row.having(**{name: other[name]}))
        change = raw(row, text, f"{row.id} stands there twice, with another '{name}'")
        lines = ((row.file, row.line), (row.file, row.last + 1))
        yield Change(change.what, lines, change.edits)


@kind("translation-lost", elsewhere="a row that is gone has no line; what remembers it is told")
def translation_lost(project: Project, random: Random) -> Iterator[Change]:
    """A translation gets lost, and nobody is told which text has none."""
    for language in ("ru", "kk", "uz"):
        for row in project.tables[f"data/translations/{language}.csv"].rows:
            places = [*project.missed(row), (row.file, 0)]
            yield drop(row, f"translation of {row.id} into {language} lost", places)


@kind("link-lost", elsewhere="a row that is gone has no line; what remembers it is told")
def link_lost(project: Project, random: Random) -> Iterator[Change]:
    """A link out gets lost."""
    for row in project.tables["data/mappings.sssom.tsv"].rows:
        yield drop(row, f"link of {row.id} lost", project.missed(), f"an entity need not have a link; {READ}")


@kind("background-lost", elsewhere="a row that is gone has no line; what it explained is told")
def background_lost(project: Project, random: Random) -> Iterator[Change]:
    """A fact of the background gets lost."""
    for row in project.tables["data/background/facts.csv"].rows:
        places: list[Place] = [entity.place for entity in project.entities() if entity.id == row["subject"]]
        yield drop(row, f"{row.key} lost", [*places, *project.missed(row)])


@kind("end-of-a-table-lost", elsewhere="rows that are gone have no line; what remembers or names them is told")
def end_of_a_table_lost(project: Project, random: Random) -> Iterator[Change]:
    """The last rows of a table are missing, as in an older state of it."""
    for table in tables(project, random, 2):
        yield from gone(project, table.rows[-random.randint(2, 6) :], f"the last rows of {table.file} are gone")


@kind("older-version-restored")
def older_version_restored(project: Project, random: Random) -> Iterator[Change]:
    """A row goes back to a state before columns were added: what was entered there since is empty again."""
    later = {"when": "", "set_by": "", "qualifiers": "", "origin": "", "speaker": "", "horizon": "", "affiliation": "",
             "certainty": "stated", "needed": "", "decided_by": "", "aliases": "", "iso": ""}  # fmt: skip
    for table in project.typed:
        for row in table.rows:
            cells = {name: cell for name, cell in later.items() if name in table.header and row[name] != cell}
            cells.pop("speaker" if "gist_en" in table.header else "", None)
            if cells:
                why = f"these cells may be empty; {READ}"
                yield set_(row, why, f"{', '.join(cells)} as in an older state", **cells)


@kind("rows-of-a-branch-under-new-ids")
def rows_of_a_branch_under_new_ids(project: Project, random: Random) -> Iterator[Change]:
    """What another branch entered too comes in a second time, under new ids and with other words."""
    for name, letter in CLAIMS:
        for article in project.corpus.articles:
            table = project.tables[f"data/articles/{article}/{name}.csv"]
            rows = stretch(table, random, 2, 4)
            words = {"note": "Entered from the other branch.", "certainty": "stated"}
            added = tuple(row.having(id=f"{letter}{800 + n}", **words) for n, row in enumerate(rows))
            places = (*((table.file, cells[0]) for cells in added), *(row.place for row in rows))
            yield Change(f"{rows[0].key} and those below it entered again", places, (Edit(table, added=added),))


@kind("row-mixed-of-two-versions")
def row_mixed_of_two_versions(project: Project, random: Random) -> Iterator[Change]:
    """The left half of a row is kept from one side of a conflict, the right half from the row beside it."""
    for table in tables(project, random, 4):
        *_, row = stretch(table, random, 2, 3)
        other = row.beside(random.choice((-1, 1)))
        part = table.header[random.randrange(2, len(table.header)) :]
        if other:
            mixed = {row: {name: other[name] for name in part}}
            what = f"{row.id} from '{part[0]}' on is {other.id}"
            yield from moved(project, mixed, what, reason(*part), [other])


@kind("anchor-of-an-older-version")
def anchor_of_an_older_version(project: Project, random: Random) -> Iterator[Change]:
    """Both branches moved an anchor: the start is of one, the end of the other."""
    for row in all_claims(project):
        end = int(row["end"]) + random.choice((-14, -6, 11, 23))
        if end > int(row["start"]):
            yield set_(row, end=str(end))


@kind("ids-counted-again")
def ids_counted_again(project: Project, random: Random) -> Iterator[Change]:
    """A row was taken out and the ids below it were counted again, so that other tables name the row beside."""
    for name, _ in CLAIMS:
        for article in project.corpus.articles:
            table = project.tables[f"data/articles/{article}/{name}.csv"]
            first = random.randrange(len(table.rows) // 2)
            rows = table.rows[first:]
            renamed = {low: low.having(id=high.id) for high, low in pairwise(rows)}
            edit = Edit(table, {rows[0]: None, **renamed})
            places: list[Place] = [(table.file, row.id) for row in rows[:-1]]
            what = f"{rows[0].key} taken out, ids below it counted again"
            yield Change(what, (*places, *project.missed(*rows)), (edit,))


@kind("claim-renamed-in-its-row-alone")
def claim_renamed_in_its_row_alone(project: Project, random: Random) -> Iterator[Change]:
    """A claim gets a new id, and other tables still have the old one."""
    for row in all_claims(project):
        yield set_(row, id=f"{row.id[0]}9{row.id[-2:]}", also=project.missed(row),
                   reason="" if project.missed(row) != project.missed() else "nothing names the claim")  # fmt: skip


@kind("claims-moved-to-another-table")
def claims_moved_to_another_table(project: Project, random: Random) -> Iterator[Change]:
    """Rows of an article are merged into the table of another, and gone from their own."""
    articles = list(project.corpus.articles)
    for name, letter in CLAIMS:
        for article in articles:
            other = random.choice([one for one in articles if one != article])
            rows = stretch(project.tables[f"data/articles/{article}/{name}.csv"], random, 2, 4)
            table = project.tables[f"data/articles/{other}/{name}.csv"]
            added = tuple(row.having(id=f"{letter}{900 + n}") for n, row in enumerate(rows))
            edits = (Edit(rows[0].table, dict.fromkeys(rows)), Edit(table, added=added))
            places: list[Place] = [(table.file, cells[0]) for cells in added]
            yield Change(f"{rows[0].key} and those below it went to {other}", (*places, *project.missed(*rows)), edits)


@kind("words-of-both-versions-in-one-cell")
def words_of_both_versions_in_one_cell(project: Project, random: Random) -> Iterator[Change]:
    """A text stands in its cell twice, once from each branch."""
    for table in project.typed:
        for name in table.having("gist_en", "explanation", "note", "text", "needed"):
            for row in table.rows:
                if len(row[name]) > 30:
                    yield set_(row, what=f"'{name}' twice in its cell", **{name: f"{row[name]} {row[name]}"})


@kind("keys-of-both-versions-in-one-cell")
def keys_of_both_versions_in_one_cell(project: Project, random: Random) -> Iterator[Change]:
    """A list of claims is joined with that of the row beside it."""
    for file, names in (("data/disagreements.csv", ("claims",)), ("data/outcomes.csv", ("told_by", "decided_by"))):
        for row in project.tables[file].rows:
            other, name = row.beside(1), random.choice(names)
            if other and other[name] and row[name]:
                joined = " ".join(dict.fromkeys([*row[name].split(), *other[name].split()]))
                yield from many({row: {name: joined}}, f"'{name}' of {row.id} joined with that of {other.id}",
                                also=(other.place,))  # fmt: skip


@kind("block-doubled-with-counted-ids")
def block_doubled_with_counted_ids(project: Project, random: Random) -> Iterator[Change]:
    """Rows are copied to the end of their table, and their ids are pulled down from the last one."""
    for name, letter in CLAIMS:
        for article in project.corpus.articles:
            table = project.tables[f"data/articles/{article}/{name}.csv"]
            rows = stretch(table, random, 3, 6)
            last = max(int(row.id[1:]) for row in table.rows)
            added = tuple(row.having(id=f"{letter}{last + n:03}") for n, row in enumerate(rows, 1))
            places = (*((table.file, cells[0]) for cells in added), *(row.place for row in rows))
            yield Change(f"{rows[0].id} and those below it doubled at the end", places, (Edit(table, added=added),))


@kind("tables-of-two-articles-merged")
def tables_of_two_articles_merged(project: Project, random: Random) -> Iterator[Change]:
    """Rows of the table of another article are pasted in, under ids that are free there."""
    articles = list(project.corpus.articles)
    for name, letter in CLAIMS:
        for article in articles:
            other = random.choice([one for one in articles if one != article])
            table = project.tables[f"data/articles/{article}/{name}.csv"]
            rows = stretch(project.tables[f"data/articles/{other}/{name}.csv"], random, 3, 6)
            added = tuple(row.having(id=f"{letter}{900 + n}") for n, row in enumerate(rows))
            places = tuple((table.file, cells[0]) for cells in added)
            yield Change(f"{len(rows)} rows of {other} from {rows[0].id} on pasted in", places,
                         (Edit(table, added=added),))  # fmt: skip


# -- lines and cells that are too many or empty ------------------------------------------------------


@kind("head-of-a-table-twice")
def head_of_a_table_twice(project: Project, random: Random) -> Iterator[Change]:
    """Two tables are put one under the other, and the head of the second stands among the rows."""
    for table in tables(project, random, 1):
        row = random.choice(table.rows)
        yield raw(row, table.lines[0] + "".join(table.lines[row.line - 1 : row.last]), "the head stands there again")


@kind("row-twice-in-a-table-without-ids")
def row_twice_in_a_table_without_ids(project: Project, random: Random) -> Iterator[Change]:
    """A row of a table that has no ids, such as names or mappings, is kept from both branches."""
    for table in project.tables.values():
        if table.file.endswith((".csv", ".tsv")) and "id" not in table.header and len(table.rows) > 2:
            row = random.choice(table.rows)
            text = "".join(table.lines[row.line - 1 : row.last])
            change = raw(row, text + text, f"{row.id} stands there twice")
            yield Change(change.what, ((row.file, row.line), (row.file, row.last + 1)), change.edits)


@kind("empty-rows-or-columns")
def empty_rows_or_columns(project: Project, random: Random) -> Iterator[Change]:
    """A spreadsheet saves rows of commas below the last one, or an empty column without a head."""
    for table in tables(project, random, 1):
        last = table.rows[-1]
        text = "".join(table.lines[last.line - 1 : last.last])
        change = raw(last, text + table.written([""] * len(table.header)), "a row of empty cells")
        yield replace(change, places=((table.file, last.last + 1),))
        if table.delimiter == "," and '"' not in table.content:
            yield whole(table, lambda content: content.replace("\n", ",\n"), "an empty column", 1)


@kind("cells-emptied")
def cells_emptied(project: Project, random: Random) -> Iterator[Change]:
    """The cells of a selection are deleted."""
    for table in tables(project, random):
        rows, name = stretch(table, random, 1, 4), random.choice(columns(table))
        why = "" if name in ("start", "value", "subject", "label_ru", "text", "gist_en") else f"it may be empty; {READ}"
        yield from moved(project, {row: {name: ""} for row in rows}, f"'{name}' of {rows[0].id} emptied", why)


@kind("rows-undone")
def rows_undone(project: Project, random: Random) -> Iterator[Change]:
    """Too much is undone: some rows are gone and those of another table have lost a cell."""
    for table in tables(project, random, 1):
        other, row = random.choice(project.typed), random.choice(table.rows)
        name = random.choice(columns(other))
        low = random.choice([one for one in other.rows if one[name]])
        if other is not table:
            edits_ = (Edit(table, {row: None}), Edit(other, {low: low.having(**{name: ""})}))
            places = ((low.file, low.line), *project.missed(row))
            yield Change(f"{row.id} gone and '{name}' of {low.id} emptied", places, edits_)


# -- one thing made two, two made one ---------------------------------------------------------------


def pairs(project: Project) -> Iterator[tuple[Row, Row]]:
    """Things of one class that stand beside each other in their table, and of which other rows speak."""
    for table in (table for table in project.typed if table.file.startswith("data/entities/")):
        for row in table.rows:
            other = row.beside(1)
            if other and other["kind"] == row["kind"] and project.missed(row) != project.missed():
                yield row, other


def named_instead(project: Project, old: str, new: str, every: int = 1) -> dict[Row, dict[str, str]]:
    """The cells that name one thing, naming another."""
    rows = [row for row in project.referring(old) if row.table.header[0] == "id"]
    return {row: {name: new for name in row.table.header if row[name] == old and name != "id"} for row in rows[::every]}


def edits(changed: dict[Row, dict[str, str]], table: Table, own: Edit) -> tuple[Edit, ...]:
    """Edits of all tables in which something else is named, and that of the table of the thing itself."""
    by_table: dict[Table, dict[Row, tuple[str, ...] | str | None]] = {}
    for row, cells in changed.items():
        by_table.setdefault(row.table, {})[row] = row.having(**cells)
    assert table not in by_table
    return (own, *(Edit(one, rows) for one, rows in by_table.items()))


@kind("two-things-merged")
def two_things_merged(project: Project, random: Random) -> Iterator[Change]:
    """Two things become one: every row that named the second names the first."""
    for row, other in pairs(project):
        changed = named_instead(project, other.id, row.id)
        own = Edit(row.table, {other: None})
        places: list[Place] = [(one.file, one.line) for one in changed]
        what = f"{other.id} merged into {row.id}"
        yield Change(what, (*places, row.place, *project.missed(other)), edits(changed, row.table, own))


@kind("one-thing-made-two")
def one_thing_made_two(project: Project, random: Random) -> Iterator[Change]:
    """A thing is entered again under another id and name, and half of the rows name the second."""
    for row, _ in pairs(project):
        new = row.id + "-new"
        changed = named_instead(project, row.id, new, every=2)
        labels = {name: f"New {row[name]}" for name in row.table.header if name.startswith("label_")}
        own = Edit(row.table, added=(row.having(id=new, aliases="", note="", iso="", **labels),))
        if changed:
            places: list[Place] = [(one.file, one.line) for one in changed]
            yield Change(f"{row.id} became two, the second {new}", ((row.file, new), row.place, *places),
                         edits(changed, row.table, own))  # fmt: skip
