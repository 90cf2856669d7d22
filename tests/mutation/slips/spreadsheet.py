"""Mistakes that a spreadsheet makes, or a hand in it: sorting, filling, filtering, and cells that are retyped."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from random import Random

from tests.mutation.facts import READ
from tests.mutation.project import Change, Edit, Project, Row, Table, many, set_
from tests.mutation.registry import kind

ANCHOR = ("start", "end", "fingerprint")
# What an article prints or other rows repeat; what stands in other columns is a curator's word.
PRINTED = (*ANCHOR, "subject", "property", "value", "indicator", "measured", "partner", "flow", "period", "unit",
           "bound", "gist_en", "text", "claims", "told_by", "label_en", "label_ru", "label_kk", "label_uz",
           "aliases", "iso", "subject_id", "object_id")  # fmt: skip
CURATORS = f"these cells are a curator's reading; {READ}"


def reason(*columns: str) -> str:
    """Why nobody may see that cells of some columns stand in wrong rows."""
    return "" if any(column in PRINTED for column in columns) else CURATORS


def columns(table: Table) -> list[str]:
    """The columns of a table, other than its id, whose cells differ in several rows."""
    first = table.header[0]
    return [name for name in table.header if name != first and len({row[name] for row in table.rows}) > 2]


def stretch(table: Table, random: Random, least: int, most: int) -> list[Row]:
    """Some rows that stand together in a table."""
    size = min(random.randint(least, most), len(table.rows) - 1)
    first = random.randrange(len(table.rows) - size)
    return table.rows[first : first + size]


def moved(
    project: Project, cells: Mapping[Row, Mapping[str, str]], what: str, why: str = "", sources: Iterable[Row] = ()
) -> Iterator[Change]:
    """Cells stand in other rows; findings may also name the rows they come from, and names in print."""
    names = project.printed_names(*(row.id for row in cells if "label_en" in row.table.header))
    return many(cells, what, why, (*names, *((row.file, row.line) for row in sources)))


def tables(project: Project, random: Random, times: int = 3) -> Iterator[Table]:
    """Each table that is typed by hand, several times."""
    for table in project.typed:
        yield from [table] * times


@kind("column-sorted-alone")
def column_sorted_alone(project: Project, random: Random) -> Iterator[Change]:
    """One column is sorted, and the others stay."""
    for table in tables(project, random):
        name = random.choice(columns(table))
        cells = sorted(row[name] for row in table.rows)
        changed = {row: {name: cell} for row, cell in zip(table.rows, cells, strict=True)}
        yield from moved(project, changed, f"'{name}' of {table.file} sorted alone", reason(name))


@kind("part-of-the-columns-sorted")
def part_of_the_columns_sorted(project: Project, random: Random) -> Iterator[Change]:
    """The columns from one on are sorted, and those before them stay."""
    for table in tables(project, random):
        first = random.choice(columns(table))
        part = table.header[table.header.index(first) :]
        order = sorted(table.rows, key=lambda row, first=first: row[first])
        changed = {row: {name: other[name] for name in part} for row, other in zip(table.rows, order, strict=True)}
        yield from moved(project, changed, f"{table.file} sorted from '{first}' on", reason(*part))


@kind("fill-down")
def fill_down(project: Project, random: Random) -> Iterator[Change]:
    """A cell is filled down into the rows below."""
    for table in tables(project, random):
        name, (row, *below) = random.choice(columns(table)), stretch(table, random, 3, 7)
        filled = {other: {name: row[name]} for other in below}
        yield from moved(project, filled, f"'{name}' of {row.id} filled down", reason(name), [row])


def block(table: Table, random: Random) -> list[str]:
    """Some columns that stand together, without the id."""
    first = random.randrange(1, len(table.header) - 1)
    return table.header[first : random.randint(first + 2, len(table.header))]


@kind("block-pasted-one-line-down")
def block_pasted_one_line_down(project: Project, random: Random) -> Iterator[Change]:
    """A block of cells is pasted one line further down than where it was cut."""
    for table in tables(project, random):
        rows, names = stretch(table, random, 3, 9), block(table, random)
        changed = {low: {name: high[name] for name in names} for high, low in pairwise(rows)}
        what = f"'{names[0]}' to '{names[-1]}' from {rows[0].id} on one line down"
        yield from moved(project, changed, what, reason(*names), rows[:1])


@kind("block-pasted-over-another")
def block_pasted_over_another(project: Project, random: Random) -> Iterator[Change]:
    """A block of cells is pasted over a block elsewhere in the table."""
    for table in tables(project, random):
        rows, names = stretch(table, random, 2, 5), block(table, random)
        others = stretch(table, random, len(rows), len(rows))
        changed = {to: {name: row[name] for name in names} for row, to in zip(rows, others, strict=False)}
        what = f"'{names[0]}' to '{names[-1]}' of {rows[0].id} over {others[0].id}"
        yield from moved(project, changed, what, reason(*names), rows)


@kind("autofill-counts-up")
def autofill_counts_up(project: Project, random: Random) -> Iterator[Change]:
    """A cell that ends in a number is pulled down, and the spreadsheet counts up."""
    for table in tables(project, random, 8):
        name, (row, *below) = random.choice(columns(table)), stretch(table, random, 3, 6)
        match = re.fullmatch(r"(.*?)([0-9]{1,4})(\D{0,3})", row[name], re.DOTALL)
        if match:
            counted = {
                other: {name: f"{match[1]}{int(match[2]) + step}{match[3]}"} for step, other in enumerate(below, 1)
            }
            yield from moved(project, counted, f"'{name}' of {row.id} counted up below", reason(name))


@kind("cells-shifted-down-in-one-column")
def cells_shifted_down_in_one_column(project: Project, random: Random) -> Iterator[Change]:
    """A cell is inserted into one column, and those below it move down, as far as an empty one or the end."""
    yield from _shifted(project, random, 1)


@kind("cells-shifted-up-in-one-column")
def cells_shifted_up_in_one_column(project: Project, random: Random) -> Iterator[Change]:
    """A cell is deleted from one column, and those below it move up."""
    yield from _shifted(project, random, -1)


def _shifted(project: Project, random: Random, step: int) -> Iterator[Change]:
    for table in tables(project, random):
        name = random.choice(columns(table))
        rows = table.rows[random.randrange(len(table.rows) - 1) :]
        cells = [row[name] for row in rows]
        cells = ["", *cells[:-1]] if step > 0 else [*cells[1:], ""]
        changed = {row: {name: cell} for row, cell in zip(rows, cells, strict=True)}
        yield from moved(project, changed, f"'{name}' shifted by {step} from {rows[0].id} on", reason(name))


@kind("column-doubled-over-another")
def column_doubled_over_another(project: Project, random: Random) -> Iterator[Change]:
    """A column is deleted and another stands there twice, the second time under the head of the lost one."""
    for table in tables(project, random):
        lost, kept = random.sample(columns(table), 2) if len(columns(table)) > 1 else ("", "")
        if lost:
            doubled = {row: {lost: row[kept]} for row in table.rows}
            yield from moved(project, doubled, f"'{kept}' stands in '{lost}' of {table.file} too")


@kind("columns-exchanged")
def columns_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """The cells of two columns change places in all rows, and the heads stay."""
    for table in tables(project, random):
        if len(columns(table)) > 1:
            one, other = random.sample(columns(table), 2)
            changed = {row: {one: row[other], other: row[one]} for row in table.rows}
            yield from moved(project, changed, f"'{one}' and '{other}' of {table.file} exchanged")


@kind("paste-over-hidden-rows")
def paste_over_hidden_rows(project: Project, random: Random) -> Iterator[Change]:
    """Cells copied from the rows that a filter shows are pasted back over the hidden rows between them too."""
    for table in tables(project, random):
        name = random.choice(columns(table))
        visible = table.rows[random.randrange(1, 4) :: random.randint(2, 4)][:6]
        under = table.rows[table.places[visible[0]] :]
        pasted = {to: {name: row[name]} for row, to in zip(visible, under, strict=False)}
        what = f"'{name}' of {visible[0].id} pasted over hidden rows"
        yield from moved(project, pasted, what, reason(name), visible)


@kind("hidden-rows-lost", elsewhere="rows that are gone have no line; what remembers or names them is told")
def hidden_rows_lost(project: Project, random: Random) -> Iterator[Change]:
    """A filter hides rows, and only the rest is saved."""
    for table in tables(project, random):
        name = random.choice(columns(table))
        hidden = random.choice(table.rows)[name]
        rows = [row for row in table.rows if row[name] == hidden]
        if len(rows) < len(table.rows) / 2:
            yield from gone(project, rows, f"the rows of {table.file} with '{name}' '{hidden}' are gone")


def gone(project: Project, rows: list[Row], what: str) -> Iterator[Change]:
    """Rows of one table are gone."""
    yield Change(what, project.missed(*rows), (Edit(rows[0].table, dict.fromkeys(rows)),))


# -- cells that are retyped -------------------------------------------------------------------------

Retype = Callable[[str, Random], str]


def retyped(project: Project, random: Random, names: tuple[str, ...], retype: Retype) -> Iterator[Change]:
    """Cells of some columns are retyped where that changes them."""
    for table in project.typed:
        for name in table.having(*names):
            for row in table.rows:
                if row[name] and (new := retype(row[name], random)) != row[name]:
                    also = project.missed(row) if name == "id" else project.printed_names(row.id)
                    yield set_(row, also=also, **{name: new})


TEXTS = ("gist_en", "note", "text", "explanation", "label_en", "label_ru", "label_kk", "label_uz")
DATES = ("value", "when", "period", "horizon")
DAY = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
NUMBER = re.compile("-?[0-9][0-9 ]*(?:[.][0-9]+)?")


@kind("day-retyped")
def day_retyped(project: Project, random: Random) -> Iterator[Change]:
    """A spreadsheet writes a day as its user's country does."""

    def retype(cell: str, random: Random) -> str:
        if not (match := DAY.fullmatch(cell)):
            return cell
        year, month, day = match.groups()
        name = datetime.date(2000, int(month), 1).strftime("%b")
        return random.choice((f"{day}.{month}.{year}", f"{int(month)}/{int(day)}/{year}", f"{day}-{name}-{year[2:]}",
                              f"{year}-{month}-{day} 00:00:00", f"{year}/{month}/{day}"))  # fmt: skip

    return retyped(project, random, DATES, retype)


@kind("month-made-its-first-day")
def month_made_its_first_day(project: Project, random: Random) -> Iterator[Change]:
    """A spreadsheet takes a month for its first day."""
    month = re.compile("[0-9]{4}-[0-9]{2}")
    return retyped(project, random, DATES, lambda cell, _: f"{cell}-01" if month.fullmatch(cell) else cell)


@kind("year-taken-for-a-day-number")
def year_taken_for_a_day_number(project: Project, random: Random) -> Iterator[Change]:
    """A spreadsheet takes a year for the number of a day: 2022 becomes 14 July 1905."""

    def retype(cell: str, random: Random) -> str:
        if not re.fullmatch("(19|20)[0-9]{2}", cell):
            return cell
        return (datetime.date(1899, 12, 30) + datetime.timedelta(int(cell))).isoformat()

    return retyped(project, random, DATES, retype)


@kind("interval-retyped")
def interval_retyped(project: Project, random: Random) -> Iterator[Change]:
    """The stroke of an interval becomes a dash, its dots an ellipsis."""

    def retype(cell: str, random: Random) -> str:
        if not re.fullmatch("[0-9.~?-]*/[0-9.~?-]*", cell):
            return cell
        return cell.replace("..", "…") if ".." in cell else cell.replace("/", random.choice(("-", "–", " / ", "—")))

    return retyped(project, random, DATES, retype)


@kind("number-taken-for-a-day")
def number_taken_for_a_day(project: Project, random: Random) -> Iterator[Change]:
    """A spreadsheet takes a number with a point for a day and a month."""

    def retype(cell: str, random: Random) -> str:
        match = re.fullmatch("([1-9]|[12][0-9])[.]([1-9])", cell)
        return random.choice((f"{match[1]}-Jun", f"2026-{match[2]:>02}-{match[1]:>02}")) if match else cell

    return retyped(project, random, ("value",), retype)


@kind("number-retyped")
def number_retyped(project: Project, random: Random) -> Iterator[Change]:
    """A spreadsheet groups the digits of a number with commas, points or apostrophes."""

    def retype(cell: str, random: Random) -> str:
        digits = cell.replace(" ", "")
        if not re.fullmatch("[0-9]{4,}", digits) or re.fullmatch("(19|20)[0-9]{2}", cell):
            return cell
        return f"{int(digits):,}".replace(",", random.choice((",", ".", "’", "'")))

    return retyped(project, random, ("value",), retype)


@kind("number-rounded")
def number_rounded(project: Project, random: Random) -> Iterator[Change]:
    """A spreadsheet shows fewer decimals and saves what it shows."""

    def retype(cell: str, random: Random) -> str:
        return str(round(Decimal(cell), random.choice((0, 1)))) if re.fullmatch("-?[0-9]+[.][0-9]+", cell) else cell

    return retyped(project, random, ("value",), retype)


@kind("scientific-number")
def scientific_number(project: Project, random: Random) -> Iterator[Change]:
    """A spreadsheet writes a long number with a power of ten."""

    def retype(cell: str, random: Random) -> str:
        digits = cell.replace(" ", "")
        return f"{Decimal(digits):.2E}" if re.fullmatch("[0-9]{4,}", digits) and cell != "2022" else cell

    return retyped(project, random, ("value", "start", "end", "fingerprint"), retype)


@kind("percent-made-a-fraction")
def percent_made_a_fraction(project: Project, random: Random) -> Iterator[Change]:
    """A spreadsheet keeps a per cent as a hundredth."""
    for row in project.claims("figures"):
        if row["unit"] == "percent" and NUMBER.fullmatch(row["value"]):
            yield set_(row, value=str(Decimal(row["value"].replace(" ", "")) / 100))


@kind("cell-made-true-or-false")
def cell_made_true_or_false(project: Project, random: Random) -> Iterator[Change]:
    """A cell becomes TRUE or FALSE, or the error of a formula."""
    signs = ("TRUE", "FALSE", "ИСТИНА", "#NAME?", "#REF!", "#N/A", "#VALUE!")
    for table in tables(project, random, 5):
        row, name = random.choice(table.rows), random.choice(columns(table))
        yield set_(row, **{name: random.choice(signs)})


@kind("id-autocorrected")
def id_autocorrected(project: Project, random: Random) -> Iterator[Change]:
    """The first letter of an id becomes a capital, or its hyphen a dash."""

    def retype(cell: str, random: Random) -> str:
        if not re.fullmatch("[a-z]+(-[a-z]+)*/[a-z0-9-]+", cell):
            return cell
        return random.choice((cell[0].upper() + cell[1:], cell.replace("-", random.choice("–‑—"), 1)))

    names = ("id", "subject", "value", "indicator", "measured", "partner", "reporter", "speaker", "affiliation",
             "about", "origin", "set_by", "claims", "told_by", "subject_id", "question")  # fmt: skip
    return retyped(project, random, names, retype)


@kind("leading-zeros-lost")
def leading_zeros_lost(project: Project, random: Random) -> Iterator[Change]:
    """The zeros at the beginning of numbers are lost: in the id of a claim, in a day or a month."""

    def retype(cell: str, random: Random) -> str:
        return re.sub("(?<![0-9])0+(?=[1-9])", "", cell) if re.fullmatch("[fno][0-9]{3}|[0-9-]{7,10}", cell) else cell

    return retyped(project, random, ("id", *DATES), retype)


@kind("apostrophe-before-a-number")
def apostrophe_before_a_number(project: Project, random: Random) -> Iterator[Change]:
    """An apostrophe that should make a spreadsheet leave a cell alone stays in it."""
    names = ("start", "end", *DATES)
    return retyped(project, random, names, lambda cell, _: f"'{cell}" if re.fullmatch("[0-9. /-]+", cell) else cell)


@kind("line-break-in-a-cell")
def line_break_in_a_cell(project: Project, random: Random) -> Iterator[Change]:
    """A text is broken into two lines within its cell."""
    return retyped(project, random, TEXTS, lambda cell, _: cell.replace(" ", "\n", 1))


@kind("text-cut-off")
def text_cut_off(project: Project, random: Random) -> Iterator[Change]:
    """The end of a long text is cut off."""

    def retype(cell: str, random: Random) -> str:
        return cell[: random.randint(len(cell) // 3, len(cell) * 4 // 5)].rstrip() if len(cell) > 40 else cell

    return retyped(project, random, TEXTS, retype)


@kind("find-and-replace-too-much")
def find_and_replace_too_much(project: Project, random: Random) -> Iterator[Change]:
    """Find and replace changes more than the one cell that was meant."""
    pairs = (("2021", "2022"), ("2018", "2019"), ("kazakhstan", "uzbekistan"), ("Uzbekistan", "Uzbek"),
             ("Казахстан", "Республика Казахстан"), ("asserted", "planned"), ("trade", "turnover"))  # fmt: skip
    for table in project.typed:
        for old, new in pairs:
            changed = {
                row: {name: row[name].replace(old, new) for name in table.header if name != "id"}
                for row in table.rows
                if any(old in cell for cell in row.cells[1:])
            }
            if len(changed) > 1:
                yield from moved(project, changed, f"'{old}' became '{new}' throughout {table.file}")
