"""Mistakes of tired eyes in numbers and dates: the next sentence's, the neighbour unit, marks and precision lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from kgtools.articles import lexicon
from kgtools.checks.passages import dates, figures
from tests.mutation.facts import READ, date_facts, other_year
from tests.mutation.project import Change, Project, Row, set_
from tests.mutation.registry import kind

PRINTED = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:[ ,.]?[0-9]{3})*(?:[.,][0-9]{1,3})?(?![0-9])")
MARKS = f"how sure or exact a time is lies in the words; {READ}"


def dated(project: Project) -> Iterator[tuple[Row, str]]:
    """The cells that give a time, each with its column."""
    yield from ((row, "value") for row in date_facts(project))
    yield from ((row, "when") for row in project.claims("facts") if row["when"])
    yield from ((row, "period") for row in project.claims("figures") if row["period"])
    yield from ((row, "horizon") for row in project.claims("opinions") if row["horizon"])


def typed(printed: str) -> str:
    """A printed number as a curator types it."""
    return printed.replace(",", ".") if re.fullmatch("[0-9]+,[0-9]{1,2}", printed) else printed.replace(",", "")


def numbers(stretch: str) -> list[str]:
    """The numbers that a stretch prints, but for years and single digits."""
    found = PRINTED.findall(stretch)
    return [
        number for number in found if number[1:] and number[0] != "0" and not re.fullmatch("(19|20)[0-9]{2}", number)
    ]


@kind("number-of-the-next-sentence")
def number_of_the_next_sentence(project: Project, random: Random) -> Iterator[Change]:
    """A figure has the number of the sentence behind its passage."""
    for row in project.claims("figures"):
        own = project.passage(row)
        behind = project.passage(row, after=400)[len(own) :]
        others = [typed(found) for found in numbers(behind) if typed(found) not in own.replace(",", ".")]
        if others and others[0] != row["value"]:
            yield set_(row, value=others[0])


@kind("other-number-of-the-passage")
def other_number_of_the_passage(project: Project, random: Random) -> Iterator[Change]:
    """A figure has another number of its passage: that of another year, another state, another column."""
    for row in project.claims("figures"):
        others = [typed(found) for found in numbers(project.passage(row)) if typed(found) != row["value"]]
        if others:
            yield set_(row, f"the passage prints it too; {READ}", value=random.choice(others))


@kind("year-of-the-next-sentence")
def year_of_the_next_sentence(project: Project, random: Random) -> Iterator[Change]:
    """A time has the year of the sentence behind its passage."""
    for row, name in dated(project):
        own = project.passage(row)
        behind = project.passage(row, after=400)[len(own) :]
        others = [year for year in dates.year().findall(behind) if year not in own and year not in row[name]]
        match = re.match("[0-9]{4}", row[name])
        if match and others and "/" not in row[name]:
            near = others[0] in project.passage(row, before=300)
            yield set_(row, f"what stands near prints {others[0]} too; {READ}" if near else "",
                       **{name: others[0] + row[name][4:]})  # fmt: skip


@kind("other-year-of-the-passage")
def other_year_of_the_passage(project: Project, random: Random) -> Iterator[Change]:
    """A time has another year of its passage."""
    for row, name in dated(project):
        others = sorted(set(dates.year().findall(project.passage(row))) - set(re.findall("[0-9]{4}", row[name])))
        if re.match("[0-9]{4}", row[name]) and others:
            yield set_(row, f"the passage prints it too; {READ}", **{name: random.choice(others) + row[name][4:]})


@kind("time-a-year-off")
def time_a_year_off(project: Project, random: Random) -> Iterator[Change]:
    """The horizon of an opinion, or one end of an interval, is a year off."""
    for row, name in dated(project):
        if name == "horizon" and (change := other_year(project, row, name, random.choice((-1, 1)))):
            yield change
        if match := re.fullmatch("([0-9]{4})(.*/)([0-9]{4})(.*)", row[name]):
            first, last = int(match[1]), int(match[3])
            first, last = random.choice(((first - 1, last), (first, last + 1)))
            printed = f"{first if first != int(match[1]) else last}" in project.passage(row, before=300)
            why = f"what stands near prints the year too; {READ}" if printed or "?" in row[name] else ""
            yield set_(row, why, **{name: f"{first}{match[2]}{last}{match[4]}"})


@kind("digits-of-a-year-exchanged")
def digits_of_a_year_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """The last two digits of a year change places: 2012 becomes 2021."""
    for row, name in dated(project):
        match = re.match("([0-9]{2})([0-9])([0-9])", row[name])
        if match and match[2] != match[3] and "/" not in row[name] and int(match[3]) < 3:
            year = match[1] + match[3] + match[2]
            near = year in project.passage(row, before=300) or "?" in row[name]
            yield set_(row, f"what stands near prints {year} too; {READ}" if near else "",
                       **{name: year + row[name][4:]})  # fmt: skip


@kind("month-off-by-one")
def month_off_by_one(project: Project, random: Random) -> Iterator[Change]:
    """The month of a time is the one before or after."""
    for row, name in dated(project):
        if match := re.fullmatch("([0-9]{4}-)([0-9]{2})([-0-9?~]*)", row[name]):
            month = int(match[2]) + (1 if int(match[2]) < 6 else -1)
            why = f"the time rests on what the note tells; {READ}" if "?" in row[name] else ""
            yield set_(row, why, **{name: f"{match[1]}{month:02}{match[3]}"})


@kind("mark-of-an-uncertain-time-lost")
def mark_of_an_uncertain_time_lost(project: Project, random: Random) -> Iterator[Change]:
    """'About' or 'probably' of a time is not entered."""
    for row, name in dated(project):
        if re.search("[?~]", row[name]):
            yield set_(row, MARKS, **{name: re.sub("[?~]", "", row[name])})


@kind("mark-of-an-uncertain-time-invented")
def mark_of_an_uncertain_time_invented(project: Project, random: Random) -> Iterator[Change]:
    """'About' or 'probably' is entered with a time that is printed without."""
    for row, name in dated(project):
        if re.fullmatch("[0-9-]+", row[name]):
            yield set_(row, MARKS if row["note"] else "", **{name: row[name] + random.choice("?~")})


@kind("precision-of-a-time-lost")
def precision_of_a_time_lost(project: Project, random: Random) -> Iterator[Change]:
    """The day, or the month and the day, of a time is not entered."""
    for row, name in dated(project):
        if re.fullmatch("[0-9]{4}-[0-9]{2}(-[0-9]{2})?", row[name]):
            yield set_(row, **{name: row[name].rpartition("-")[0]})


@kind("precision-of-a-time-invented")
def precision_of_a_time_invented(project: Project, random: Random) -> Iterator[Change]:
    """A year gets a month, a month a day that the passage does not print."""
    for row, name in dated(project):
        if re.fullmatch("[0-9]{4}(-[0-9]{2})?", row[name]):
            yield set_(row, **{name: f"{row[name]}-{random.choice((1, 12, 11)):02}"})


@kind("interval-opened-or-closed")
def interval_opened_or_closed(project: Project, random: Random) -> Iterator[Change]:
    """'Since' or 'until' is not entered, or one end of an interval is lost."""
    for row, name in dated(project):
        first, stroke, last = row[name].partition("/")
        if stroke:
            kept = [end for end in (first, last) if end not in ("", "..")]
            new = random.choice(kept) if len(kept) == 1 else random.choice((first, last, f"{first}/..", f"../{last}"))
            yield set_(row, f"since and until lie in the words; {READ}", **{name: new})
        elif re.fullmatch("[0-9]{4}(-[0-9]{2})?", row[name]):
            new = random.choice((f"{row[name]}/..", f"../{row[name]}"))
            yield set_(row, f"since and until lie in the words; {READ}", **{name: new})


@kind("ends-of-an-interval-exchanged")
def ends_of_an_interval_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """The ends of an interval change places."""
    for row, name in dated(project):
        first, stroke, last = row[name].partition("/")
        if stroke and first != last:
            yield set_(row, **{name: f"{last}/{first}"})


@kind("time-lost")
def time_lost(project: Project, random: Random) -> Iterator[Change]:
    """The time for which a claim is said, or the horizon of an opinion, is not entered."""
    for row, name in dated(project):
        if name in ("when", "horizon"):
            yield set_(row, f"a claim may have no time; {READ}", **{name: ""})


# -- figures ----------------------------------------------------------------------------------------


@kind("unit-of-the-same-magnitude")
def unit_of_the_same_magnitude(project: Project, random: Random) -> Iterator[Change]:
    """Million tonnes for million dollars, persons for items: another thing, as great."""
    units = project.ontology.units
    for row in project.claims("figures"):
        own = units[row["unit"]]
        others = [one.name for one in units.values() if one.base != own.base and one.multiplier == own.multiplier]
        if others:
            yield set_(row, unit=random.choice(others))


@kind("thousand-for-decimal")
def thousand_for_decimal(project: Project, random: Random) -> Iterator[Change]:
    """The sign between thousands is taken for a decimal point, or the point for such a sign."""
    for row in project.claims("figures"):
        value = row["value"]
        if re.fullmatch("[0-9]{1,3} [0-9]{3}", value):
            yield set_(row, value=value.replace(" ", "."))
        elif re.fullmatch("[0-9]{1,3}[.][0-9]{3}", value):
            yield set_(row, value=value.replace(".", " "))


@kind("growth-for-level")
def growth_for_level(project: Project, random: Random) -> Iterator[Change]:
    """A growth is entered as a level, or a level as a growth."""
    pairs = (("trade", "trade-growth"), ("transport-volume", "transport-volume-growth"), ("trade", "trade-index"),
             ("visitors-from-partner", "growth-of-visitors-from-partner"),
             ("trips-from-partner", "growth-of-trips-from-partner"),
             ("enterprises-with-foreign-capital", "growth-of-enterprises-with-foreign-capital"))  # fmt: skip
    other = {f"indicator/{one}": f"indicator/{two}" for pair in pairs for one, two in (pair, pair[::-1])}
    for row in project.claims("figures"):
        if row["indicator"] in other:
            yield set_(row, indicator=other[row["indicator"]])


@kind("indicator-of-the-same-family")
def indicator_of_the_same_family(project: Project, random: Random) -> Iterator[Change]:
    """The indicator is one that is called nearly the same."""
    slugs = {row.id: set(row.id.partition("/")[2].split("-")) - {"of", "in", "with"}
             for row in project.entities("indicators")}  # fmt: skip
    for row in project.claims("figures"):
        own = slugs[row["indicator"]]
        near = [one for one, slug in slugs.items() if len(own & slug) > 1 and one != row["indicator"]]
        if near:
            yield set_(row, f"the passage may speak of both; {READ}", indicator=random.choice(near))


@kind("reporter-lost")
def reporter_lost(project: Project, random: Random) -> Iterator[Change]:
    """Whose books a figure comes from is not entered, or the partner of a flow."""
    for row in project.claims("figures"):
        for name in ("reporter", "partner"):
            if row[name]:
                why = f"a figure need not have one; {READ}"
                yield set_(row, why, **{name: ""})


@kind("flow-lost")
def flow_lost(project: Project, random: Random) -> Iterator[Change]:
    """Whether a trade is export, import or turnover is not entered."""
    for row in project.claims("figures"):
        if row["flow"]:
            yield set_(row, flow="")


@kind("bound-exchanged")
def bound_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """'Over' is entered for 'almost', 'at least' for 'up to'."""
    other = {"over": "almost", "almost": "over", "about": "over", "at-least": "up-to", "up-to": "at-least"}
    for row in project.claims("figures"):
        if row["bound"] in other:
            near = lexicon.has(lexicon.table("bounds")[other[row["bound"]]], lexicon.plain(project.passage(row)))
            yield set_(row, f"such a word stands in the passage too; {READ}" if near else "",
                       bound=other[row["bound"]])  # fmt: skip


@kind("value-of-the-same-cell-of-another-article")
def value_of_the_same_cell_of_another_article(project: Project, random: Random) -> Iterator[Change]:
    """A figure has the number that another article gives for the same."""
    rows = project.claims("figures")
    for row in rows:
        others = [other["value"] for other in rows if other["value"] != row["value"] and other.article != row.article
                  and (other["indicator"], other["unit"]) == (row["indicator"], row["unit"])]  # fmt: skip
        if others:
            value = random.choice(others)
            near = figures.number(value).search(lexicon.plain(project.passage(row)))
            yield set_(row, f"the passage prints {value} too; {READ}" if near else "", value=value)
