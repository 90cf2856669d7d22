"""Mistakes of pasting: what was still on the clipboard, the row above, the column beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from tests.mutation.facts import READ
from tests.mutation.project import WORDS, Change, Project, Row, many, set_
from tests.mutation.registry import kind
from tests.mutation.slips.merges import all_claims
from tests.mutation.slips.spreadsheet import ANCHOR, PRINTED, reason, tables

LABELS = ("label_en", "label_ru", "label_kk", "label_uz")
SURROUNDINGS = f"the passages stand together, and what one leaves out the other says; {READ}"


def above(rows: list[Row], *names: str, why: str = "") -> Iterator[Change]:
    """Cells of some columns, all together, are those of the row above."""
    for row in rows:
        other = row.beside(-1)
        if other and all(other[name] for name in names):
            yield from many({row: {name: other[name] for name in names}},
                            f"{', '.join(names)} of {row.id} are those of {other.id}", why,
                            ((other.file, other.line),))  # fmt: skip


@kind("label-of-another-row")
def label_of_another_row(project: Project, random: Random) -> Iterator[Change]:
    """The label in one language is that of another row, which was still on the clipboard."""
    for row in project.entities():
        name, other = random.choice(LABELS), random.choice(row.table.rows)
        places = (other.place, *project.printed_names(row.id))
        yield from many({row: {name: other[name]}}, f"'{name}' of {row.id} is that of {other.id}", also=places)


@kind("labels-of-the-row-above")
def labels_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """The labels in two languages are those of the row above."""
    for change in above(project.entities(), *random.sample(LABELS, 2)):
        (row,) = change.edits[0].rows
        yield replace(change, places=(*change.places, *project.printed_names(row.id)))


@kind("gist-of-the-row-above")
def gist_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """The gist of an opinion is that of the row above."""
    return above(project.claims("opinions"), "gist_en")


@kind("note-of-the-row-above")
def note_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """The note is that of the row above."""
    rows = [row for row in (*all_claims(project), *project.entities()) if row["note"]]
    return above(rows, "note", why=f"a note may say anything of its row; {READ}")


@kind("anchor-of-the-row-above")
def anchor_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """The whole anchor is that of the row above."""
    return above(all_claims(project), *ANCHOR)


@kind("subject-of-the-row-above")
def subject_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """The thing that a claim is about is that of the row above."""
    yield from above(project.claims("facts"), "subject")
    yield from above(project.claims("figures"), "measured")
    yield from above(project.claims("opinions"), "about")


@kind("value-of-the-row-above")
def value_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """The value is that of the row above."""
    yield from above(project.claims("facts"), "value")
    yield from above(project.claims("figures"), "value")


@kind("another-cell-of-the-row-above")
def another_cell_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """A cell of one of the other columns is that of the row above."""
    for row in all_claims(project):
        names = [name for name in row.table.header if name not in ("id", "value", "note", "gist_en", *ANCHOR)]
        other, name = row.beside(-1), random.choice(names)
        if other and other[name] and row[name]:
            why = reason(name) or (SURROUNDINGS if name in ("subject", "about", "measured", "property") else "")
            yield from many({row: {name: other[name]}}, f"'{name}' of {row.id} is that of {other.id}", why)


@kind("row-pasted-over-another")
def row_pasted_over_another(project: Project, random: Random) -> Iterator[Change]:
    """All cells of a row but its id are those of another row."""
    for table in tables(project, random, 5):
        row, other = random.sample(table.rows, 2)
        yield from many({row: dict(zip(table.header[1:], other.cells[1:], strict=True))},
                        f"{row.id} is {other.id} again",
                        also=((other.file, other.line), *project.printed_names(row.id)))  # fmt: skip


@kind("note-in-the-wrong-column")
def note_in_the_wrong_column(project: Project, random: Random) -> Iterator[Change]:
    """A note stands in the column beside or in that of another text, and its own is empty."""
    for row in (*all_claims(project), *project.disagreements):
        others = row.table.having("gist_en", "origin", "speaker", "explanation", "needed", "certainty")
        if row["note"]:
            name = random.choice(others)
            yield set_(row, what=f"the note stands in '{name}'", note="", **{name: row["note"]})


@kind("text-pasted-into-the-wrong-column")
def text_pasted_into_the_wrong_column(project: Project, random: Random) -> Iterator[Change]:
    """A text is pasted into its own column and into another one too."""
    for table in tables(project, random, 4):
        texts = table.having(*WORDS, *LABELS)
        row = random.choice(table.rows)
        filled = [name for name in texts if row[name]]
        if filled:
            one = random.choice(filled)
            other = random.choice([name for name in table.header[1:] if name != one])
            why = f"a note may say anything of its row; {READ}" if other in WORDS else ""
            yield from many({row: {other: row[one]}}, f"'{one}' of {row.id} stands in '{other}' too", why,
                            project.printed_names(row.id))  # fmt: skip


@kind("id-in-a-text")
def id_in_a_text(project: Project, random: Random) -> Iterator[Change]:
    """An id is pasted where a name or a text should stand."""
    some = [row.id for row in project.entities()]
    for table in tables(project, random, 4):
        texts = table.having("gist_en", "text", "explanation", *LABELS)
        if texts:
            row, name = random.choice(table.rows), random.choice(texts)
            yield set_(row, also=project.printed_names(row.id), **{name: random.choice(some)})


@kind("clipboard-added-to-a-text")
def clipboard_added_to_a_text(project: Project, random: Random) -> Iterator[Change]:
    """What was on the clipboard is pasted behind a text: an address, an id, a word of another file."""
    junk = ("https://example.org/page?id=7", "person/islam-karimov", "f0231", "Лист1", "asserted", "=B12")
    for table in tables(project, random, 4):
        texts = table.having(*WORDS, *LABELS)
        row = random.choice(table.rows)
        filled = [name for name in texts if row[name]]
        if filled:
            name = random.choice(filled)
            yield set_(row, also=project.printed_names(row.id), **{name: f"{row[name]} {random.choice(junk)}"})


@kind("markup-of-a-web-page-in-a-text")
def markup_of_a_web_page_in_a_text(project: Project, random: Random) -> Iterator[Change]:
    """A text that is pasted from a web page brings signs or marks of HTML with it."""
    for table in project.typed:
        names = table.having(*WORDS, "label_en", "label_ru")
        rows = [(row, name) for row in table.rows for name in names if " " in row[name]]
        for row, name in random.sample(rows, min(3, len(rows))):
            new = random.choice(("&nbsp;", "<br>", " &amp; ", " <b>"))
            yield set_(row, what=f"'{new}' in '{name}'", **{name: row[name].replace(" ", new, 1)})


@kind("text-doubled-in-its-cell")
def text_doubled_in_its_cell(project: Project, random: Random) -> Iterator[Change]:
    """A name or value stands in its cell twice."""
    for table in tables(project, random, 4):
        row, name = random.choice(table.rows), random.choice(table.header[1:])
        if row[name] and name in (*PRINTED, *LABELS):
            doubled = row[name] + random.choice(("", " ")) + row[name]
            yield set_(row, also=project.printed_names(row.id), **{name: doubled})


@kind("passage-in-a-translation")
def passage_in_a_translation(project: Project, random: Random) -> Iterator[Change]:
    """The words of the article stand where its translation should, which no file of the project may hold."""
    for row in all_claims(project):
        words = project.passage(row).split()
        if len(words) > 18:
            for language in ("ru", "kk", "uz"):
                table = project.tables[f"data/translations/{language}.csv"]
                own = next((one for one in table.rows if one.id == row.key), None) if random.random() < 0.1 else None
                if own:
                    yield set_(own, what="the passage was pasted into 'text'", text=" ".join(words[:18]))


@kind("passage-in-a-text-of-no-claim")
def passage_in_a_text_of_no_claim(project: Project, random: Random) -> Iterator[Change]:
    """The words of an article are pasted into a note on a thing, an explanation, what is needed."""
    rows = [row for row in all_claims(project) if len(project.passage(row).split()) > 18]
    targets = [*project.entities(), *project.disagreements, *project.tables["data/outcomes.csv"].rows]
    for target in random.sample(targets, min(200, len(targets))) if rows else ():
        words = project.passage(random.choice(rows)).split()
        name = random.choice(target.table.having("note", "explanation", "needed"))
        yield set_(target, what=f"a passage was pasted into '{name}'", **{name: " ".join(words[:18])})


@kind("a-few-words-of-the-passage-in-a-gist")
def a_few_words_of_the_passage_in_a_gist(project: Project, random: Random) -> Iterator[Change]:
    """A gist is not in the curator's words but in those of the article, in its language."""
    for row in project.claims("opinions"):
        words = project.passage(row).split()
        if len(words) > 9:
            yield set_(row, what="nine words of the passage as gist", gist_en=" ".join(words[:9]))


@kind("affiliation-of-the-row-above")
def affiliation_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """The speaker and the affiliation of an opinion are those of the row above."""
    why = f"the passage or what stands near it names both; {READ}"
    return above(project.claims("opinions"), "speaker", "affiliation", why=why)


@kind("period-of-the-row-above")
def period_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """The period of a figure is that of the row above."""
    return above(project.claims("figures"), "period")


@kind("unit-of-the-row-above")
def unit_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """The unit of a figure is that of the row above."""
    return above(project.claims("figures"), "unit")


@kind("indicator-of-the-row-above")
def indicator_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """The indicator of a figure is that of the row above."""
    return above(project.claims("figures"), "indicator")


@kind("alias-of-another-row")
def alias_of_another_row(project: Project, random: Random) -> Iterator[Change]:
    """The aliases of another thing are pasted, those of a namesake above all."""
    for row in project.entities():
        others = [other for other in row.table.rows if other["aliases"] and other["aliases"] != row["aliases"]]
        if others:
            other = random.choice(others)
            joined = " | ".join(filter(None, (row["aliases"], other["aliases"])))
            yield set_(row, what=f"the aliases of {other.id} came in", aliases=joined, also=(other.place,))


@kind("iso-code-of-the-row-above")
def iso_code_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """The code of a state is that of the row above, and that of the row above its own."""
    for row in project.entities("states", "places"):
        other = row.beside(-1)
        if other and other["iso"] and row["iso"]:
            yield from many({row: {"iso": other["iso"]}, other: {"iso": row["iso"]}},
                            f"codes of {row.id} and {other.id} exchanged",
                            "which code is whose is told by a list outside the project")  # fmt: skip
