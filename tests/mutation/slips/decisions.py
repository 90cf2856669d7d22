"""Mistakes in what curators decided: disagreements, outcomes, and the tables that commands write beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from random import Random

from tests.mutation.facts import READ
from tests.mutation.outcomes import rows as outcomes
from tests.mutation.project import REMEMBERED, Change, Edit, Place, Project, Row, Table, many, raw, set_
from tests.mutation.registry import kind
from tests.mutation.slips.misread_words import OPPOSITES, pairs, replaced
from tests.mutation.slips.spreadsheet import stretch
from tests.mutation.things import claim_row

JUDGED = f"it is a curator's judgement; {READ}"
NUMBER = re.compile(r"(?<![\w.,])[1-9][0-9]*(?:[.][0-9]+)?(?![.,]?\w)")


def claims_of(project: Project, row: Row, column: str = "claims") -> tuple[Place, ...]:
    return tuple(claim_row(project, key).place for key in row[column].split())


def another(text: str, random: Random) -> str:
    """A text with one of its numbers changed; the text itself if it has none."""
    found = list(NUMBER.finditer(text))
    if not found:
        return text
    match = random.choice(found)
    digit = str((int(match[0][-1]) + 1) % 10)
    return text[: match.end() - 1] + digit + text[match.end() :]


def codes(project: Project, rows: list[Row], column: str, listed: str) -> Iterator[Change]:
    """A code of the same list stands in a column."""
    for row in rows:
        for code in project.ontology.codes[listed]:
            if code != row[column]:
                yield set_(row, JUDGED, **{column: code})


@kind("preferred-and-held-back-exchanged")
def preferred_and_held_back_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """What an entry prefers stands among what it holds back, or the other way round."""
    for row in project.disagreements:
        if row["prefers"] or row["holds_back"]:
            yield set_(row, JUDGED, prefers=row["holds_back"], holds_back=row["prefers"], also=claims_of(project, row))


@kind("claim-preferred-unseen")
def claim_preferred_unseen(project: Project, random: Random) -> Iterator[Change]:
    """An open entry prefers one of its claims, or holds one back, without a word why."""
    for row in project.disagreements:
        if row["status"] == "open":
            key, column = random.choice(row["claims"].split()), random.choice(("prefers", "holds_back"))
            yield set_(row, also=claims_of(project, row), **{column: key})


@kind("status-of-an-entry-changed")
def status_of_an_entry_changed(project: Project, random: Random) -> Iterator[Change]:
    """An open entry is called explained or decided, a decided one open."""
    return codes(project, project.disagreements, "status", "disagreement-status")


@kind("kind-of-an-entry-changed")
def kind_of_an_entry_changed(project: Project, random: Random) -> Iterator[Change]:
    """An entry is of another kind: a judgement for a value."""
    return codes(project, project.disagreements, "kind", "disagreement-kind")


@kind("finder-of-an-entry-changed")
def finder_of_an_entry_changed(project: Project, random: Random) -> Iterator[Change]:
    """What the machine finds is entered as found by a reader, or the other way round."""
    return codes(project, project.disagreements, "found", "found")


@kind("explanation-of-another-entry")
def explanation_of_another_entry(project: Project, random: Random) -> Iterator[Change]:
    """The explanation of an entry is that of the one above, or of any other."""
    for row in project.disagreements:
        other = random.choice([one for one in (row.beside(-1), random.choice(row.table.rows)) if one])
        yield from many({row: {"explanation": other["explanation"]}}, f"{row.id} is explained as {other.id}")


@kind("needed-lost")
def needed_lost(project: Project, random: Random) -> Iterator[Change]:
    """What would decide an open entry is lost, or is that of another entry."""
    open_ = [row for row in project.disagreements if row["needed"]]
    for row in open_:
        other = random.choice(open_)
        if other is not row:
            yield set_(row, f"what is needed is {JUDGED.removeprefix('it is ')}", needed=other["needed"])
        yield set_(row, needed="")


@kind("question-of-another-entry")
def question_of_another_entry(project: Project, random: Random) -> Iterator[Change]:
    """An entry belongs to the question of the entry above."""
    for row in project.disagreements:
        if other := row.beside(-1):
            yield from many({row: {"question": other["question"]}}, f"question of {row.id} is that of {other.id}")


@kind("claim-lost-from-an-entry")
def claim_lost_from_an_entry(project: Project, random: Random) -> Iterator[Change]:
    """One of the claims of an entry is lost."""
    for row in project.disagreements:
        keys = row["claims"].split()
        free = [key for key in keys if key not in (row["prefers"] + row["holds_back"]).split()]
        if len(keys) > 2 and free:
            gone = random.choice(free)
            place = claim_row(project, gone).place
            yield set_(row, also=(place,), claims=" ".join(key for key in keys if key != gone))


@kind("claim-added-to-an-entry")
def claim_added_to_an_entry(project: Project, random: Random) -> Iterator[Change]:
    """An entry names a claim more, that of another row."""
    keys = sorted(project.corpus.by_key)
    for row in project.disagreements:
        other = random.choice([key for key in keys if key not in row["claims"].split() and "background" not in key])
        yield set_(row, also=(claim_row(project, other).place,), claims=f"{row['claims']} {other}")


@kind("number-in-an-explanation-changed")
def number_in_an_explanation_changed(project: Project, random: Random) -> Iterator[Change]:
    """A number or a year in an explanation is another one than its claims give."""
    for row in (*project.disagreements, *outcomes(project)):
        new = another(row["explanation"], random)
        if new != row["explanation"]:
            yield set_(row, explanation=new)


@kind("explanation-turned-to-its-opposite")
def explanation_turned_to_its_opposite(project: Project, random: Random) -> Iterator[Change]:
    """A word of an explanation is turned to its opposite."""
    words = pairs(OPPOSITES, both=True)
    for row in (*project.disagreements, *outcomes(project)):
        new = replaced(row["explanation"], words, random)
        if new != row["explanation"]:
            yield set_(row, f"what is meant lies in the words; {READ}", explanation=new)


@kind("two-entries-merged")
def two_entries_merged(project: Project, random: Random) -> Iterator[Change]:
    """Two entries beside each other become one, with the words of the first."""
    for row in project.disagreements:
        other = row.beside(1)
        if other:
            keys = " ".join(dict.fromkeys([*row["claims"].split(), *other["claims"].split()]))
            edit = Edit(row.table, {row: row.having(claims=keys), other: None})
            places = (row.place, *claims_of(project, other), *project.missed(other))
            yield Change(f"{other.id} merged into {row.id}", places, (edit,))


@kind("entry-renamed")
def entry_renamed(project: Project, random: Random) -> Iterator[Change]:
    """An entry gets another id, and what is kept of it has the old one."""
    for row in project.disagreements:
        yield set_(row, id=row.id + "-again", also=(*project.missed(row), *claims_of(project, row)))


# -- outcomes ---------------------------------------------------------------------------------------


@kind("explanation-of-the-neighbour-outcome")
def explanation_of_the_neighbour_outcome(project: Project, random: Random) -> Iterator[Change]:
    """The explanation of an outcome is that of the row above or below."""
    for row in outcomes(project):
        other = row.beside(random.choice((-1, 1)))
        if other:
            yield from many({row: {"explanation": other["explanation"]}}, f"{row.id} is explained as {other.id}")


@kind("outcome-flipped")
def outcome_flipped(project: Project, random: Random) -> Iterator[Change]:
    """Met is entered for missed, open for unknowable, disputed for met."""
    return codes(project, outcomes(project), "outcome", "outcome")


@kind("decided-by-the-claim-beside")
def decided_by_the_claim_beside(project: Project, random: Random) -> Iterator[Change]:
    """An outcome names the claim after the one that decides it or bears on it."""
    yield from _beside(project, "decided_by", JUDGED)


@kind("told-by-the-claim-beside")
def told_by_the_claim_beside(project: Project, random: Random) -> Iterator[Change]:
    """A target names the claim after the one that tells it."""
    yield from _beside(project, "told_by", "")


def _beside(project: Project, column: str, why: str) -> Iterator[Change]:
    for row in outcomes(project):
        keys = row[column].split()
        for key in keys:
            article, _, identifier = key.partition("/")
            other = f"{article}/{identifier[0]}{int(identifier[1:]) + 1:03}"
            if other in project.corpus.by_key and other not in keys:
                cells = {column: row[column].replace(key, other)}
                yield set_(row, why, also=(claim_row(project, key).place, claim_row(project, other).place), **cells)


@kind("what-bears-on-a-target-lost")
def what_bears_on_a_target_lost(project: Project, random: Random) -> Iterator[Change]:
    """One of the claims that decide a target or bear on it is lost."""
    for row in outcomes(project):
        keys = row["decided_by"].split()
        if keys:
            gone = random.choice(keys)
            yield set_(row, JUDGED, decided_by=" ".join(key for key in keys if key != gone))


@kind("two-outcomes-exchanged")
def two_outcomes_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """Two targets beside each other exchange outcome and explanation."""
    for row in outcomes(project):
        other = row.beside(1)
        if other and row["outcome"] != other["outcome"]:
            names = ("outcome", "explanation", "decided_by")
            cells = {row: {name: other[name] for name in names}, other: {name: row[name] for name in names}}
            yield from many(cells, f"outcomes of {row.id} and {other.id} exchanged")


# -- what commands write ----------------------------------------------------------------------------


def generated(project: Project) -> list[Table]:
    return [project.tables[f"data/{name}.csv"] for name in ("compared-claims", "explained-clashes", "confirmed-terms")]


def of_entry(project: Project, row: Row) -> tuple[Place, ...]:
    """The rows to which a row of a generated table belongs: its entry, its claims."""
    entries = [entry.place for entry in project.disagreements if entry.id == row.id]
    named = {key for name in ("claim", "claims") if name in row.table.header for key in row[name].split()}
    return (*entries, *(claim_row(project, key).place for key in sorted(named)))


@kind("generated-cell-typed-over")
def generated_cell_typed_over(project: Project, random: Random) -> Iterator[Change]:
    """A cell of a table that a command writes is that of another row."""
    for table in generated(project):
        for row in random.sample(table.rows, min(80, len(table.rows))):
            other, name = random.choice(table.rows), random.choice(table.header)
            if other[name] != row[name] and row[name]:
                yield from many({row: {name: other[name]}}, f"'{name}' of line {row.line} is that of {other.line}",
                                also=of_entry(project, row))  # fmt: skip


@kind("generated-rows-lost", elsewhere="rows that are gone have no line; the entry or claim they belong to is named")
def generated_rows_lost(project: Project, random: Random) -> Iterator[Change]:
    """Rows of a table that a command writes are lost in a merge."""
    for table in generated(project):
        for _ in range(30):
            rows = stretch(table, random, 1, 4)
            places = {place for row in rows for place in of_entry(project, row)}
            yield Change(f"{len(rows)} rows from line {rows[0].line} of {table.file} lost",
                         (*sorted(places, key=str), (table.file, 0)), (Edit(table, dict.fromkeys(rows)),))  # fmt: skip


@kind("generated-rows-doubled")
def generated_rows_doubled(project: Project, random: Random) -> Iterator[Change]:
    """A row of a table that a command writes is kept from both branches."""
    for table in generated(project):
        for row in random.sample(table.rows, min(40, len(table.rows))):
            text = "".join(table.lines[row.line - 1 : row.last])
            change = raw(row, text * 2, f"line {row.line} of {table.file} twice")
            yield Change(change.what, ((row.file, row.line), (row.file, row.last + 1), *of_entry(project, row)),
                         change.edits)  # fmt: skip


# -- the tables of readings ------------------------------------------------------------------------


def readings(project: Project) -> Iterator[Row]:
    for file, table in project.tables.items():
        if file.endswith(REMEMBERED):
            yield from table.rows


def read_row(row: Row) -> Place:
    """The row of which a reading tells; an `article.yaml` is told at its first line."""
    table = f"{row.file.rpartition('/')[0]}/{row['table']}"
    return (table, 1 if table.endswith(".yaml") else row["row"].split()[0])


@kind("reading-lost")
def reading_lost(project: Project, random: Random) -> Iterator[Change]:
    """That a row was read is lost; it is told at that row."""
    for row in readings(project):
        yield Change(f"{row['row']} is forgotten", (read_row(row),), (Edit(row.table, {row: None}),))


@kind("reading-of-the-neighbour")
def reading_of_the_neighbour(project: Project, random: Random) -> Iterator[Change]:
    """A reading has the fingerprint of the one above it."""
    for above, row in pairwise(readings(project)):
        if above.table == row.table and above["fingerprint"] != row["fingerprint"]:
            yield set_(row, fingerprint=above["fingerprint"], also=(read_row(row),))


@kind("second-reading-lost")
def second_reading_lost(project: Project, random: Random) -> Iterator[Change]:
    """The mark of the second reader of a claim is lost."""
    for row in readings(project):
        if row["second"]:
            yield set_(row, second="", also=(read_row(row),))
