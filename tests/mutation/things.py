"""Mistakes in entities, links, articles, disagreements, and those that a merge or an editor makes in any file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from kgtools import namespaces
from tests.mutation.facts import READ
from tests.mutation.project import REMEMBERED, Change, Edit, Place, Project, Row, add, drop, raw, set_, whole
from tests.mutation.registry import kind

KAZAKH = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
LABELS = ("label_en", "label_ru", "label_kk", "label_uz")


def cyrillic(text: str) -> bool:
    return re.search("[Ѐ-ӿ]", text) is not None


@kind("label-in-the-wrong-language", elsewhere="a printed name that its entity lost is named")
def label_in_the_wrong_language(project: Project, random: Random) -> Iterator[Change]:
    """A label stands in the column of another language."""
    for row in project.entities():
        before, after = random.sample(LABELS, 2)
        if row[before] != row[after]:
            other_script = cyrillic(row[before]) != (after in ("label_ru", "label_kk"))
            reported = other_script or (after == "label_ru" and KAZAKH.search(row[before]))
            reason = "" if reported else "the letters fit both languages; only a reader of them tells"
            if not cyrillic(row[before]) and after in ("label_ru", "label_kk"):
                reason = "names in Latin letters are kept so in Russian and Kazakh too"
            yield set_(row, reason, also=project.printed_names(row.id), **{after: row[before]})


@kind("label-missing")
def label_missing(project: Project, random: Random) -> Iterator[Change]:
    """A label is missing."""
    for row in project.entities():
        yield set_(row, **{random.choice(LABELS): ""})


@kind("label-of-another-entity", elsewhere="a printed name that its entity lost is named")
def label_of_another_entity(project: Project, random: Random) -> Iterator[Change]:
    """The labels of the row above are pasted."""
    for row in project.entities():
        other = random.choice(row.table.rows)
        if other is not row:
            places = (other.place, *project.printed_names(row.id))
            labels = {label: other[label] for label in LABELS}
            yield set_(row, what=f"the labels became those of {other.id}", also=places, **labels)


@kind("look-alike-letter-in-a-label", elsewhere="a printed name that its entity lost is named")
def look_alike_letter_in_a_label(project: Project, random: Random) -> Iterator[Change]:
    """A Cyrillic letter in an English label, a Latin one in a Russian label."""
    for row in project.entities():
        if "a" in row["label_en"]:
            yield set_(row, also=project.printed_names(row.id), label_en=row["label_en"].replace("a", "а", 1))
        if re.search("[а-я]а", row["label_ru"]):
            yield set_(
                row, also=project.printed_names(row.id), label_ru=re.sub("([а-я])а", r"\1a", row["label_ru"], count=1)
            )


@kind("cyrillic-letter-in-an-id")
def cyrillic_letter_in_an_id(project: Project, random: Random) -> Iterator[Change]:
    """A letter of the id of an entity is typed with a Cyrillic keyboard."""
    for row in project.entities():
        slug = row.id.partition("/")[2]
        if "a" in slug or "o" in slug:
            letter, look_alike = ("a", "а") if "a" in slug else ("o", "о")
            yield set_(row, id=row.id.partition("/")[0] + "/" + slug.replace(letter, look_alike, 1))


@kind("alias-without-language")
def alias_without_language(project: Project, random: Random) -> Iterator[Change]:
    """An alias has no language."""
    for row in project.entities():
        if "@" in row["aliases"]:
            yield set_(row, aliases=row["aliases"].rpartition("@")[0])


@kind("duplicated-entity")
def duplicated_entity(project: Project, random: Random) -> Iterator[Change]:
    """An entity is entered a second time under a new id."""
    for row in project.entities():
        new = row.having(id=row.id + "-2", note="")
        yield add(row.table, new, f"{row.id} doubled as {new[0]}", (row.place,))


@kind("entity-id-given-twice")
def entity_id_given_twice(project: Project, random: Random) -> Iterator[Change]:
    """Two rows have the same id."""
    for row in project.entities():
        yield add(row.table, row.cells, f"{row.id} stands there twice", (row.place,))


@kind("class-of-another-table")
def class_of_another_table(project: Project, random: Random) -> Iterator[Change]:
    """The class of an entity belongs in another table."""
    for row in project.entities():
        _, base = namespaces.kinds()[row.id.partition("/")[0]]
        others = [name for name in project.ontology.below("Entity") if not project.ontology.is_a(name, base)]
        yield set_(row, kind=random.choice(others))


@kind("sibling-class")
def sibling_class(project: Project, random: Random) -> Iterator[Change]:
    """Another class of the same table: a treaty becomes a declaration."""
    for row in project.entities():
        _, base = namespaces.kinds()[row.id.partition("/")[0]]
        others = [name for name in project.ontology.below(base) if name not in (row["kind"], base)]
        if others:
            yield set_(row, f"what kind it is lies in the words; {READ}", kind=random.choice(others))


@kind("unknown-class")
def unknown_class(project: Project, random: Random) -> Iterator[Change]:
    """The class of an entity is mistyped."""
    for row in project.entities():
        yield set_(row, kind=random.choice((row["kind"].lower(), row["kind"] + "s", "")))


@kind("row-in-the-wrong-table")
def row_in_the_wrong_table(project: Project, random: Random) -> Iterator[Change]:
    """The row of an entity stands in the table of another kind."""
    for row in project.entities():
        other = random.choice(
            [name for name in project.tables if name.startswith("data/entities/") and name != row.file]
        )
        table = project.tables[other]
        edits = (Edit(row.table, {row: None}), Edit(table, added=(row.cells,)))
        yield Change(f"{row.id} moved to {other}", ((other, row.id),), edits)


@kind("deleted-entity", elsewhere="the rows that still refer to the entity are named")
def deleted_entity(project: Project, random: Random) -> Iterator[Change]:
    """An entity is deleted that other rows still name."""
    for row in project.entities():
        if referring := [other.place for other in project.referring(row.id)]:
            yield drop(row, f"{row.id} deleted", [*referring, *project.missed(row)])


@kind("id-renamed", elsewhere="the rows that still have the old id are named")
def id_renamed(project: Project, random: Random) -> Iterator[Change]:
    """An entity gets a new id in its own row only."""
    for row in project.entities():
        if referring := [other.place for other in project.referring(row.id)]:
            yield set_(row, id=row.id + "-x", also=tuple(referring))


@kind(
    "unused-entity",
    elsewhere="it may wait for its claims; the counts tell that there is one more",
)
def unused_entity(project: Project, random: Random) -> Iterator[Change]:
    """An entity is left behind of which no claim speaks."""
    for row in project.entities("people", "bodies", "places", "topics", "documents"):
        slug = row.id + "-of-the-moon"
        labels = {label: row[label] + " (Moon)" for label in LABELS}
        unused = row.having(id=slug, aliases="", note="", iso="", **labels)
        yield add(row.table, unused, f"{slug} added, unused", reason="it may wait for its claims")


@kind("wrong-iso-code")
def wrong_iso_code(project: Project, random: Random) -> Iterator[Change]:
    """A state has the code of another one, or none that exists."""
    rows = [row for row in project.entities("states", "places") if row["iso"]]
    for row in rows:
        other = random.choice([one for one in rows if one is not row])
        yield set_(row, iso=other["iso"], also=(other.place,))
        yield set_(row, iso=random.choice((row["iso"].lower(), row["iso"] + "Z")))


# -- names, links, counts -----------------------------------------------------------------------------


@kind("name-that-the-entity-lacks")
def name_that_the_entity_lacks(project: Project, random: Random) -> Iterator[Change]:
    """The table of printed names has a name that its entity does not have."""
    for file, table in project.tables.items():
        if file.endswith("/names.csv"):
            for row in table.rows:
                yield set_(row, **random.choice(({"name": row["name"] + "x"}, {"language": "de"})))


@kind("name-not-printed")
def name_not_printed(project: Project, random: Random) -> Iterator[Change]:
    """The table of printed names has a name that the article does not print."""
    for file, table in project.tables.items():
        if file.endswith("/names.csv"):
            article = file.split("/")[2]
            for row in random.sample(table.rows, min(40, len(table.rows))):
                entity = project.corpus.entities[row["entity"]]
                text = project.texts.get(article, "")
                if text and entity.labels[3].value not in text:
                    label = entity.labels[3]
                    yield set_(row, "names are found by `kgtools names`, which writes the table",
                               language=label.language, name=label.value)  # fmt: skip


@kind("mapping-of-an-unknown-entity")
def mapping_of_an_unknown_entity(project: Project, random: Random) -> Iterator[Change]:
    """A link out starts from an id that is mistyped, or its target is no CURIE."""
    for row in project.tables["data/mappings.sssom.tsv"].rows:
        yield set_(row, subject_id=row["subject_id"] + "x")
        yield set_(row, object_id=row["object_id"].replace(":", "="))


@kind("mapping-to-the-wrong-entity")
def mapping_to_the_wrong_entity(project: Project, random: Random) -> Iterator[Change]:
    """A link out leads to where another entity of the project leads."""
    rows = project.tables["data/mappings.sssom.tsv"].rows
    for row in rows:
        other = random.choice(rows)
        if other["object_id"] != row["object_id"]:
            yield set_(row, object_id=other["object_id"], also=((row.file, other.line),))


@kind("mapping-to-a-stranger")
def mapping_to_a_stranger(project: Project, random: Random) -> Iterator[Change]:
    """A digit of an identifier of another knowledge base is mistyped."""
    for row in project.tables["data/mappings.sssom.tsv"].rows:
        reason = "what stands behind an identifier elsewhere is not in the project, and checks ask no network"
        yield set_(row, reason, object_id=row["object_id"] + "7")


# -- articles ---------------------------------------------------------------------------------------


def _yaml(project: Project, pattern: str, replacement: str, reason: str = "") -> Iterator[Change]:
    for file, table in project.tables.items():
        if file.endswith("article.yaml"):
            changed, count = re.subn(pattern, replacement, table.content, count=1, flags=re.MULTILINE)
            if count and changed != table.content:
                pairs = enumerate(zip(table.lines, changed.splitlines(keepends=True), strict=False), 1)
                line = next((number for number, (old, new) in pairs if old != new), len(table.lines) + 1)
                article = project.corpus.articles[file.split("/")[2]]
                change = whole(table, lambda _, changed=changed: changed, f"/{pattern}/ replaced", line)
                key = max(n for n, text in enumerate(table.lines[:line], 1) if not text.startswith((" ", "-")))
                places: tuple[Place, ...] = (*change.places, (file, article.line), (file, 0), (file, key))
                yield Change(change.what, places, change.edits, reason)


@kind("sha256-changed")
def sha256_changed(project: Project, random: Random) -> Iterator[Change]:
    """The hash of an article is that of another text, or is damaged."""
    reason = "a copy with other bytes is allowed: it may have other line breaks"
    yield from _yaml(project, r"^(sha256: )[0-9a-f]{4}", r"\g<1>beef", reason)
    yield from _yaml(project, r"^(sha256: )[0-9a-f]", r"\1")


@kind("length-changed")
def length_changed(project: Project, random: Random) -> Iterator[Change]:
    """The length of an article is another one."""
    yield from _yaml(project, r"^(length: )([0-9])", r"\g<1>1\2")
    for change in _yaml(project, r"^(length: [0-9]+)[0-9]$", r"\1"):  # too short for most of the anchors
        folder = change.places[0][0].rpartition("/")[0]
        rows = [row for name in ("facts", "figures", "opinions") for row in project.tables[f"{folder}/{name}.csv"].rows]
        yield Change(change.what, (*change.places, *(row.place for row in rows)), change.edits)


@kind("authors-swapped")
def authors_swapped(project: Project, random: Random) -> Iterator[Change]:
    """The authors of an article stand in another order, or one is missing."""
    reason = "their order is printed in the article alone"
    yield from _yaml(project, r"^(  - person/\S+\n)(  - person/\S+\n)", r"\2\1", reason)
    yield from _yaml(project, r"^(authors:\n)  - person/\S+\n(?=  - person)", r"\1", reason)
    yield from _yaml(project, r"^(authors:\n  - person/\S+)", r"\1x")


@kind("published-before-what-it-tells", elsewhere="which of the two dates is wrong only a reader can tell")
def published_before_what_it_tells(project: Project, random: Random) -> Iterator[Change]:
    """An article is published before what it tells."""
    for change in _yaml(project, r"^(published: )[0-9]{4}", r"\g<1>2012"):
        folder = change.places[0][0].rpartition("/")[0]
        rows = [row for name in ("facts", "figures", "opinions") for row in project.tables[f"{folder}/{name}.csv"].rows]
        yield Change(change.what, (*change.places, *(row.place for row in rows)), change.edits)


@kind("review-state-unknown")
def review_state_unknown(project: Project, random: Random) -> Iterator[Change]:
    """The review state is no code."""
    yield from _yaml(project, r"^review: \S+", "review: done")


@kind("yaml-damaged")
def yaml_damaged(project: Project, random: Random) -> Iterator[Change]:
    """A key is given twice, a quotation mark is lost, a key is mistyped."""
    yield from _yaml(project, r"^(review: \S+\n)", r"\1\1")
    yield from _yaml(project, r"^languages:", "langauges:")
    yield from _yaml(project, r"^(empty:\n  - [0-9]+)-", r"\1 ")


# -- the list of disagreements -------------------------------------------------------------------------------------


@kind("disagreement-deleted", elsewhere="the claims that are no longer explained are named")
def disagreement_deleted(project: Project, random: Random) -> Iterator[Change]:
    """An entry of the list of disagreements gets lost."""
    for row in project.disagreements:
        places: list[Place] = [claim_row(project, key).place for key in row["claims"].split()]
        yield drop(row, f"{row.id} lost", [*places, *project.missed(row)])


def claim_row(project: Project, key: str) -> Row:
    """The row of a claim."""
    claim = project.corpus.by_key[key]
    return next(row for row in project.tables[claim.file].rows if row.id == claim.id)


@kind("disagreement-names-an-unknown-claim")
def disagreement_names_an_unknown_claim(project: Project, random: Random) -> Iterator[Change]:
    """An entry of the list of disagreements names a claim that does not exist."""
    for row in project.disagreements:
        yield set_(row, claims=re.sub(r"[0-9]{3}(?= |$)", "987", row["claims"], count=1))


@kind("disagreement-names-a-wrong-claim")
def disagreement_names_a_wrong_claim(project: Project, random: Random) -> Iterator[Change]:
    """An entry of the list of disagreements names a claim beside the one it means."""
    for row in project.disagreements:
        keys = row["claims"].split()
        article, _, identifier = keys[0].partition("/")
        neighbour = f"{article}/{identifier[0]}{int(identifier[1:]) + 1:03d}"
        if neighbour in project.corpus.by_key and neighbour not in keys:
            changed = {
                column: row[column].replace(keys[0], neighbour) for column in ("claims", "prefers", "holds_back")
            }
            reason = f"what two claims disagree about is a curator's reading; {READ}"
            yield set_(row, reason, also=(claim_row(project, keys[0]).place,), **changed)


@kind("accepted-again")
def accepted_again(project: Project, random: Random) -> Iterator[Change]:
    """A claim that must not be accepted is accepted."""
    for row in project.disagreements:
        if row["holds_back"]:
            held: list[Place] = [claim_row(project, key).place for key in row["claims"].split()]
            yield set_(row, holds_back="", also=tuple(held))


@kind("wrong-claim-not-accepted")
def wrong_claim_not_accepted(project: Project, random: Random) -> Iterator[Change]:
    """The claim that is preferred is marked as not accepted."""
    for row in project.disagreements:
        others = [key for key in row["claims"].split() if key not in row["holds_back"].split()]
        if row["holds_back"] and others:
            held: list[Place] = [claim_row(project, key).place for key in row["claims"].split()]
            reason = "which claim of an entry is not accepted is a curator's judgement"
            yield set_(row, reason, holds_back=random.choice(others), also=tuple(held))


@kind("disagreement-type-changed")
def disagreement_type_changed(project: Project, random: Random) -> Iterator[Change]:
    """An entry of the list of disagreements is of another type."""
    types = project.ontology.codes["disagreement-type"]
    for row in project.disagreements:
        other = random.choice([code for code in types if code != row["type"]])
        places: list[Place] = [claim_row(project, key).place for key in row["claims"].split()]
        yield set_(row, f"of what type a disagreement is, is a curator's judgement; {READ}", type=other,
                   also=tuple(places))  # fmt: skip


@kind("explanation-lost")
def explanation_lost(project: Project, random: Random) -> Iterator[Change]:
    """A disagreement that is said to be explained has no explanation."""
    for row in project.disagreements:
        if row["status"] != "open":
            yield set_(row, explanation="")


@kind("disagreement-code-unknown")
def disagreement_code_unknown(project: Project, random: Random) -> Iterator[Change]:
    """Type or status of an entry is no code of its list."""
    for row in project.disagreements:
        yield set_(row, **random.choice(({"type": "conflict"}, {"status": "closed"}, {"type": ""})))


@kind("prefers-a-stranger")
def prefers_a_stranger(project: Project, random: Random) -> Iterator[Change]:
    """An entry prefers a claim that is none of its own."""
    keys = sorted(project.corpus.by_key)
    for row in project.disagreements:
        yield set_(row, prefers=random.choice([key for key in keys if key not in row["claims"].split()]))


# -- what a merge or an editor does -----------------------------------------------------------------


def _any_rows(project: Project, random: Random) -> Iterator[Row]:
    files = [file for file in sorted(project.tables) if file.endswith(".csv") and not file.endswith(REMEMBERED)]
    tables = [project.tables[file] for file in files]
    for table in random.sample(tables, len(tables)):
        yield random.choice(table.rows)


@kind("conflict-markers")
def conflict_markers(project: Project, random: Random) -> Iterator[Change]:
    """The markers of an unresolved merge stand in a table."""
    for row in _any_rows(project, random):
        text = "".join(row.table.lines[row.line - 1 : row.last])
        yield raw(row, f"<<<<<<< ours\n{text}=======\n{text}>>>>>>> theirs\n", "markers of an unresolved merge")


@kind("half-a-row-lost")
def half_a_row_lost(project: Project, random: Random) -> Iterator[Change]:
    """The second half of a row is missing."""
    for row in _any_rows(project, random):
        text = row.table.written(row.cells[: len(row.cells) // 2])
        yield raw(row, text, "half a row")


@kind("columns-shifted")
def columns_shifted(project: Project, random: Random) -> Iterator[Change]:
    """An empty cell is lost and another is added at the end, so that the cells stand a column too far left."""
    for row in _any_rows(project, random):
        middle = 4 if len(row.cells) > 7 else 1
        cells = (*row.cells[:middle], *row.cells[middle + 1 :], "")
        yield raw(row, row.table.written(cells), "cells shifted by one column")


@kind("cell-too-many")
def cell_too_many(project: Project, random: Random) -> Iterator[Change]:
    """A comma in a text is not quoted."""
    for row in _any_rows(project, random):
        yield raw(row, row.table.written((*row.cells, "more")), "a comma too many")


@kind("quote-not-closed")
def quote_not_closed(project: Project, random: Random) -> Iterator[Change]:
    """A double quote is opened and not closed."""
    for row in _any_rows(project, random):
        text = row.table.written(row.cells)
        yield raw(
            row, text.rstrip("\n") + '"\n' if text.endswith(",\n") else text.replace(",", ',"', 1), "a lone quote"
        )


@kind("semicolons-in-a-row")
def semicolons_in_a_row(project: Project, random: Random) -> Iterator[Change]:
    """A row comes from a table with semicolons."""
    for row in _any_rows(project, random):
        yield raw(row, ";".join(row.cells) + "\n", "semicolons for commas")


@kind("other-encoding")
def other_encoding(project: Project, random: Random) -> Iterator[Change]:
    """An editor saves in the encoding of another system."""
    for row in _any_rows(project, random):
        coded = row.table.content.encode("cp1251", errors="replace")
        try:
            coded.decode()
        except UnicodeDecodeError as error:
            line = coded.count(b"\n", 0, error.start) + 1
            yield whole(row.table, lambda _, coded=coded: coded, "another encoding", line)


@kind("white-space-at-the-end")
def white_space_at_the_end(project: Project, random: Random) -> Iterator[Change]:
    """A cell ends with a blank or begins with one."""
    for row in _any_rows(project, random):
        column = random.choice([name for name in row.table.header if row[name]])
        yield set_(row, what=f"blank in '{column}'", **{column: row[column] + random.choice((" ", "\u00a0", "\t"))})


@kind("damaged-character")
def damaged_character(project: Project, random: Random) -> Iterator[Change]:
    """A cell holds a NUL, a replacement character or a control character."""
    for row in _any_rows(project, random):
        column = random.choice([name for name in row.table.header if row[name]])
        sign = random.choice(("\0", "\ufffd", "\x0b"))
        yield set_(row, what=f"{sign!r} in '{column}'", **{column: row[column][:3] + sign + row[column][3:]})


@kind("column-renamed")
def column_renamed(project: Project, random: Random) -> Iterator[Change]:
    """A column of a table is renamed, lost or doubled."""
    for row in _any_rows(project, random):
        old = random.choice(row.table.header)
        new = random.choice((old + "s", old.upper(), "comment"))
        header = row.table.lines[0]
        changed = ",".join(new if name == old else name for name in row.table.header) + "\n"
        yield whole(row.table, lambda content, header=header, changed=changed: changed + content.removeprefix(header),
                    f"column '{old}' renamed '{new}'", 1)  # fmt: skip


@kind("file-emptied")
def file_emptied(project: Project, random: Random) -> Iterator[Change]:
    """A file is saved empty."""
    for row in _any_rows(project, random):
        yield whole(row.table, lambda _: "", "the file is empty", 0)
