"""Mistakes in figures: the number, its unit, its direction, its period, and in the anchors of claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from kgtools.articles import lexicon
from kgtools.checks.passages import figures as numbers
from tests.mutation.facts import READ, other_year, swap_reason
from tests.mutation.project import Change, Project, Row, set_
from tests.mutation.registry import kind

TABLE = f"a cell of a table, whose head tells; {READ}"


def printed_elsewhere(project: Project, row: Row, value: str) -> str:
    """Why another number may pass: the passage prints it too, or prints numbers in words."""
    if not project.texts:
        return "without the article at hand nobody sees which number is printed"
    if numbers.number(value).search(lexicon.plain(project.passage(row))):
        return f"the passage prints {value} too; {READ}"
    return ""


def misprinted(project: Project, row: Row) -> str:
    """Why the direction of a figure may pass: where a misprint is listed, the words are not compared."""
    known = any(row.key in entry["claims"].split() for entry in project.disagreements if entry["type"] == "misprint")
    return "the article itself is in disorder here, as the list of disagreements says" if known else ""


@kind("export-for-import")
def export_for_import(project: Project, random: Random) -> Iterator[Change]:
    """Export and import change places."""
    for row in project.claims("figures"):
        if row["flow"] in ("export", "import"):
            other = "import" if row["flow"] == "export" else "export"
            yield set_(row, misprinted(project, row), flow=other)


@kind("part-for-turnover")
def part_for_turnover(project: Project, random: Random) -> Iterator[Change]:
    """A turnover is entered as an export, or an export as a turnover."""
    for row in project.claims("figures"):
        if row["flow"] in ("export", "turnover"):
            other = "turnover" if row["flow"] == "export" else "export"
            words = lexicon.plain(project.passage(row, before=1500))
            reason = misprinted(project, row)
            if other == "turnover" or "export" in words or "экспорт" in words:
                reason = f"the passage speaks of both; {READ}"
            yield set_(row, reason, flow=other)


@kind("million-for-billion")
def million_for_billion(project: Project, random: Random) -> Iterator[Change]:
    """Millions for billions, billions for millions, thousands for millions."""
    units = project.ontology.units
    for row in project.claims("figures"):
        others = [
            unit.name
            for unit in units.values()
            if unit.base == units[row["unit"]].base and unit.multiplier != units[row["unit"]].multiplier
        ]
        if others:
            other = random.choice(others)
            near = lexicon.plain(project.passage(row, before=600))
            words = lexicon.table("magnitudes").get(other.split("-")[0], "")
            follows = re.search(r"[0-9]\s*(million|billion|thousand|млн|млрд|миллион|миллиард|тыс|мың|\))", near)
            reason = ""
            if not project.texts:
                reason = "without the article at hand nobody sees which unit is printed"
            elif not follows and words and lexicon.has(words, near):
                reason = TABLE
            yield set_(row, reason, unit=other)


@kind("percent-for-times")
def percent_for_times(project: Project, random: Random) -> Iterator[Change]:
    """Percent for times or the other way round."""
    for row in project.claims("figures"):
        if row["unit"] in ("percent", "times"):
            yield set_(row, unit="times" if row["unit"] == "percent" else "percent")


@kind("share-above-100")
def share_above_100(project: Project, random: Random) -> Iterator[Change]:
    """A share is above 100 per cent."""
    for row in project.claims("figures"):
        if row["indicator"].startswith("indicator/share") and row["unit"] == "percent":
            yield set_(row, value=str(Decimal(row["value"]) + 100))


@kind("digits-transposed")
def digits_transposed(project: Project, random: Random) -> Iterator[Change]:
    """Two neighbouring digits change places."""
    for row in project.claims("figures"):
        pairs = [m.start() for m in re.finditer(r"(?=([0-9])(?!\1)[0-9])", row["value"])]
        if pairs:
            place = random.choice(pairs)
            value = row["value"]
            value = value[:place] + value[place + 1] + value[place] + value[place + 2 :]
            yield set_(row, printed_elsewhere(project, row, value), value=value)


@kind("digit-lost")
def digit_lost(project: Project, random: Random) -> Iterator[Change]:
    """The last digit is not copied."""
    for row in project.claims("figures"):
        value = row["value"][:-1].rstrip(". ")
        if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
            yield set_(row, printed_elsewhere(project, row, value), value=value)


@kind("decimal-point-lost")
def decimal_point_lost(project: Project, random: Random) -> Iterator[Change]:
    """The decimal point is lost."""
    for row in project.claims("figures"):
        if "." in row["value"]:
            value = row["value"].replace(".", "")
            yield set_(row, printed_elsewhere(project, row, value), value=value)


@kind("decimal-comma")
def decimal_comma(project: Project, random: Random) -> Iterator[Change]:
    """The decimal comma is typed as the article prints it."""
    for row in project.claims("figures"):
        if "." in row["value"]:
            yield set_(row, value=row["value"].replace(".", ","))


@kind("sign-lost")
def sign_lost(project: Project, random: Random) -> Iterator[Change]:
    """A fall becomes a rise, a rise a fall."""
    for row in project.claims("figures"):
        if "growth" in row["indicator"]:
            value = row["value"].removeprefix("-") if row["value"].startswith("-") else "-" + row["value"]
            yield set_(row, f"a fall is told in words; {READ}", value=value)


@kind("period-off-by-a-year")
def period_off_by_a_year(project: Project, random: Random) -> Iterator[Change]:
    """The period of a figure is the year before or after."""
    for row in project.claims("figures"):
        if re.fullmatch("[0-9]{4}", row["period"]) and (
            change := other_year(project, row, "period", random.choice((-1, 1)))
        ):
            yield change


@kind("months-turned-year")
def months_turned_year(project: Project, random: Random) -> Iterator[Change]:
    """Ten months become the year."""
    for row in project.claims("figures"):
        if re.fullmatch(r"([0-9]{4})-01/\1-[0-9]{2}", row["period"]):
            months = re.search(r"месяц|ай|month", lexicon.plain(project.passage(row)))
            yield set_(row, "" if months or not project.texts else TABLE, period=row["period"][:4])


@kind("months-off-by-one")
def months_off_by_one(project: Project, random: Random) -> Iterator[Change]:
    """Ten months become nine."""
    for row in project.claims("figures"):
        if re.fullmatch(r"([0-9]{4})-01/\1-[0-9]{2}", row["period"]):
            yield set_(row, period=f"{row['period'][:-2]}{int(row['period'][-2:]) - 1:02d}")


@kind("period-lost")
def period_lost(project: Project, random: Random) -> Iterator[Change]:
    """The period of a figure is left out."""
    for row in project.claims("figures"):
        if row["period"]:
            yield set_(row, f"a figure may be undated; {READ}", period="")


@kind("reporter-swapped")
def reporter_swapped(project: Project, random: Random) -> Iterator[Change]:
    """A figure is given to the books of another body."""
    bodies = [row.id for row in project.entities("bodies")]
    for row in project.claims("figures"):
        if row["reporter"]:
            other = random.choice([body for body in bodies if body != row["reporter"]])
            yield set_(row, swap_reason(project, row, "reporter", other), reporter=other)


@kind("partner-is-measured")
def partner_is_measured(project: Project, random: Random) -> Iterator[Change]:
    """The partner of a flow is the state itself."""
    for row in project.claims("figures"):
        if row["partner"]:
            yield set_(row, partner=row["measured"])


@kind("wrong-partner")
def wrong_partner(project: Project, random: Random) -> Iterator[Change]:
    """The partner of a flow is another state."""
    states = [row.id for row in project.entities("states")]
    for row in project.claims("figures"):
        if row["partner"].startswith("state/"):
            other = random.choice([state for state in states if state not in (row["partner"], row["measured"])])
            yield set_(row, swap_reason(project, row, "partner", other), partner=other)


@kind("measured-and-partner-swapped")
def measured_and_partner_swapped(project: Project, random: Random) -> Iterator[Change]:
    """The two sides of a flow change places."""
    for row in project.claims("figures"):
        if row["partner"]:
            yield set_(row, f"the passage names both; {READ}", measured=row["partner"], partner=row["measured"])


@kind("measured-swapped")
def measured_swapped(project: Project, random: Random) -> Iterator[Change]:
    """A figure is given to another state."""
    states = [row.id for row in project.entities("states")]
    for row in project.claims("figures"):
        if row["measured"].startswith("state/"):
            other = random.choice([state for state in states if state not in (row["partner"], row["measured"])])
            yield set_(row, swap_reason(project, row, "measured", other), measured=other)


@kind("indicator-of-another-unit")
def indicator_of_another_unit(project: Project, random: Random) -> Iterator[Change]:
    """A figure is given to an indicator that is counted in another unit."""
    units = project.ontology.units
    bases: dict[str, set[str]] = {}
    for row in project.claims("figures"):
        bases.setdefault(row["indicator"], set()).add(units[row["unit"]].base)
    for row in project.claims("figures"):
        own = units[row["unit"]].base
        others = sorted(indicator for indicator, found in bases.items() if own not in found)
        yield set_(row, indicator=random.choice(others))


@kind("not-an-indicator")
def not_an_indicator(project: Project, random: Random) -> Iterator[Change]:
    """A topic stands where the indicator should."""
    topics = [row.id for row in project.entities("topics")]
    for row in project.claims("figures"):
        yield set_(row, indicator=random.choice(topics))


@kind("unknown-unit")
def unknown_unit(project: Project, random: Random) -> Iterator[Change]:
    """The unit is none of the list: another currency, another spelling."""
    for row in project.claims("figures"):
        yield set_(row, unit=random.choice((row["unit"] + "s", row["unit"].upper(), "billion-eur", "mln-usd", "%")))


@kind("unit-of-another-dimension")
def unit_of_another_dimension(project: Project, random: Random) -> Iterator[Change]:
    """Persons for dollars: a unit of another kind of quantity."""
    units = project.ontology.units
    for row in project.claims("figures"):
        others = [unit.name for unit in units.values() if unit.base != units[row["unit"]].base]
        yield set_(row, unit=random.choice(others))


@kind("bound-word-lost")
def bound_word_lost(project: Project, random: Random) -> Iterator[Change]:
    """'Over' or 'almost' is not entered."""
    for row in project.claims("figures"):
        if row["bound"] != "exact":
            reason = f"words such as 'up to' also tell an end of a growth; {READ}" if row["bound"] == "up-to" else ""
            yield set_(row, reason, bound="exact")


@kind("bound-word-invented")
def bound_word_invented(project: Project, random: Random) -> Iterator[Change]:
    """'Over' or 'about' is entered where the article has neither."""
    for row in project.claims("figures"):
        if row["bound"] == "exact":
            bound = random.choice(("over", "about", "almost"))
            near = lexicon.has(lexicon.table("bounds")[bound], lexicon.plain(project.passage(row)))
            in_words = "words" in row["note"]
            reason = f"such a word stands in the passage, or the number is printed in words; {READ}"
            yield set_(row, reason if near or in_words else "", bound=bound)


# -- anchors ----------------------------------------------------------------------------------------


def _claims(project: Project) -> list[Row]:
    return [row for name in ("facts", "figures", "opinions") for row in project.claims(name)]


@kind("missing-evidence")
def missing_evidence(project: Project, random: Random) -> Iterator[Change]:
    """A claim has no anchor."""
    for row in _claims(project):
        yield set_(row, start="", end="", fingerprint="")


@kind("half-an-anchor")
def half_an_anchor(project: Project, random: Random) -> Iterator[Change]:
    """One of the three parts of an anchor is missing."""
    for row in _claims(project):
        yield set_(row, **{random.choice(("start", "end", "fingerprint")): ""})


@kind("evidence-of-another-article")
def evidence_of_another_article(project: Project, random: Random) -> Iterator[Change]:
    """A claim gets the anchor of a claim of another article."""
    rows = _claims(project)
    for row in rows:
        other = random.choice([one for one in random.sample(rows, 12) if one.article != row.article] or [row])
        if other is not row:
            yield set_(row, start=other["start"], end=other["end"], fingerprint=other["fingerprint"])


@kind("fingerprint-of-a-neighbour")
def fingerprint_of_a_neighbour(project: Project, random: Random) -> Iterator[Change]:
    """A claim gets the fingerprint of the claim before or after it."""
    for row in _claims(project):
        others = [one for one in row.table.rows if one["fingerprint"] != row["fingerprint"]]
        near = min(others, key=lambda one: abs(one.line - row.line))
        yield set_(row, fingerprint=near["fingerprint"])


@kind("place-of-a-neighbour")
def place_of_a_neighbour(project: Project, random: Random) -> Iterator[Change]:
    """A claim keeps its fingerprint and gets the place of another claim."""
    for row in _claims(project):
        others = [one for one in row.table.rows if one["start"] != row["start"]]
        near = min(others, key=lambda one: abs(one.line - row.line))
        yield set_(row, start=near["start"], end=near["end"])


@kind("passage-of-another-claim")
def passage_of_another_claim(project: Project, random: Random) -> Iterator[Change]:
    """A figure or dated fact gets the whole anchor of another claim of its article, far away."""
    for row in project.claims("figures"):
        far = [one for one in row.table.rows if abs(int(one["start"]) - int(row["start"])) > 2500]
        if far:
            other = random.choice(far)
            text = lexicon.plain(project.passage(other))
            reason = ""
            if numbers.number(row["value"]).search(text) or (
                row["value"].isdecimal() and lexicon.has(lexicon.numbered("numbers").get(int(row["value"]), "-"), text)
            ):
                reason = f"the other passage prints {row['value']} too; {READ}"
            yield set_(row, reason, start=other["start"], end=other["end"], fingerprint=other["fingerprint"])


@kind("passage-beyond-the-text")
def passage_beyond_the_text(project: Project, random: Random) -> Iterator[Change]:
    """A passage lies outside the text."""
    for row in _claims(project):
        length = project.corpus.articles[row.article].length
        yield set_(row, start=str(length + 10), end=str(length + 90))


@kind("passage-ends-before-it-starts")
def passage_ends_before_it_starts(project: Project, random: Random) -> Iterator[Change]:
    """Start and end change places."""
    for row in _claims(project):
        yield set_(row, start=row["end"], end=row["start"])


@kind("fingerprint-damaged")
def fingerprint_damaged(project: Project, random: Random) -> Iterator[Change]:
    """A digit of the fingerprint is mistyped or missing."""
    for row in _claims(project):
        wanted = row["fingerprint"]
        last = "0" if wanted[-1] != "0" else "1"
        yield set_(row, fingerprint=random.choice((wanted[:-1], wanted[:-1] + last, wanted.replace(".", ",", 1))))


@kind("place-shifted")
def place_shifted(project: Project, random: Random) -> Iterator[Change]:
    """A place is off by a few characters, as when an editor counts otherwise."""
    for row in _claims(project):
        by = random.choice((-9, -7, 7, 9))
        if int(row["start"]) + by > 0:
            yield set_(row, start=str(int(row["start"]) + by), end=str(int(row["end"]) + by))
