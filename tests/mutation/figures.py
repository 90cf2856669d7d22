"""Mistakes in figures: the number, its unit, its direction, its period, and in the anchors of claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from kgtools.articles import lexicon
from kgtools.checks import passages
from tests.mutation.facts import READ, other_year, swap_reason
from tests.mutation.house import Change, House, Row, set_
from tests.mutation.registry import kind

TABLE = f"a cell of a table, whose head tells; {READ}"


def printed_elsewhere(house: House, row: Row, value: str) -> str:
    """Why another number may pass: the passage prints it too, or prints numbers in words."""
    if not house.texts:
        return "without the article at hand nobody sees which number is printed"
    if passages._number(value).search(lexicon.plain(house.passage(row))):
        return f"the passage prints {value} too; {READ}"
    return ""


def misprinted(house: House, row: Row) -> str:
    """Why the direction of a figure may pass: where the ledger knows of a misprint, the words are not compared."""
    known = any(row.key in entry["claims"].split() for entry in house.ledger if entry["type"] == "misprint")
    return "the article itself is in disorder here, as the ledger says" if known else ""


@kind("export-for-import")
def export_for_import(house: House, random: Random) -> Iterator[Change]:
    """Export and import change places."""
    for row in house.claims("figures"):
        if row["flow"] in ("export", "import"):
            other = "import" if row["flow"] == "export" else "export"
            yield set_(row, misprinted(house, row), flow=other)


@kind("part-for-turnover")
def part_for_turnover(house: House, random: Random) -> Iterator[Change]:
    """A turnover is entered as an export, or an export as a turnover."""
    for row in house.claims("figures"):
        if row["flow"] in ("export", "turnover"):
            other = "turnover" if row["flow"] == "export" else "export"
            words = lexicon.plain(house.passage(row, before=1500))
            reason = misprinted(house, row)
            if other == "turnover" or "export" in words or "экспорт" in words:
                reason = f"the passage speaks of both; {READ}"
            yield set_(row, reason, flow=other)


@kind("million-for-billion")
def million_for_billion(house: House, random: Random) -> Iterator[Change]:
    """Millions for billions, billions for millions, thousands for millions."""
    units = house.vocabulary.units
    for row in house.claims("figures"):
        others = [
            unit.name
            for unit in units.values()
            if unit.base == units[row["unit"]].base and unit.multiplier != units[row["unit"]].multiplier
        ]
        if others:
            other = random.choice(others)
            near = lexicon.plain(house.passage(row, before=600))
            words = lexicon.MAGNITUDES.get(other.split("-")[0], "")
            follows = re.search(r"[0-9]\s*(million|billion|thousand|млн|млрд|миллион|миллиард|тыс|мың|\))", near)
            reason = ""
            if not house.texts:
                reason = "without the article at hand nobody sees which unit is printed"
            elif not follows and words and lexicon.has(words, near):
                reason = TABLE
            yield set_(row, reason, unit=other)


@kind("percent-for-times")
def percent_for_times(house: House, random: Random) -> Iterator[Change]:
    """Percent for times or the other way round."""
    for row in house.claims("figures"):
        if row["unit"] in ("percent", "times"):
            yield set_(row, unit="times" if row["unit"] == "percent" else "percent")


@kind("share-above-100")
def share_above_100(house: House, random: Random) -> Iterator[Change]:
    """A share is above 100 per cent."""
    for row in house.claims("figures"):
        if row["indicator"].startswith("indicator/share") and row["unit"] == "percent":
            yield set_(row, value=str(Decimal(row["value"]) + 100))


@kind("digits-transposed")
def digits_transposed(house: House, random: Random) -> Iterator[Change]:
    """Two neighbouring digits change places."""
    for row in house.claims("figures"):
        pairs = [m.start() for m in re.finditer(r"(?=([0-9])(?!\1)[0-9])", row["value"])]
        if pairs:
            place = random.choice(pairs)
            value = row["value"]
            value = value[:place] + value[place + 1] + value[place] + value[place + 2 :]
            yield set_(row, printed_elsewhere(house, row, value), value=value)


@kind("digit-lost")
def digit_lost(house: House, random: Random) -> Iterator[Change]:
    """The last digit is not copied."""
    for row in house.claims("figures"):
        value = row["value"][:-1].rstrip(". ")
        if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
            yield set_(row, printed_elsewhere(house, row, value), value=value)


@kind("decimal-point-lost")
def decimal_point_lost(house: House, random: Random) -> Iterator[Change]:
    """The decimal point is lost."""
    for row in house.claims("figures"):
        if "." in row["value"]:
            value = row["value"].replace(".", "")
            yield set_(row, printed_elsewhere(house, row, value), value=value)


@kind("decimal-comma")
def decimal_comma(house: House, random: Random) -> Iterator[Change]:
    """The decimal comma is typed as the article prints it."""
    for row in house.claims("figures"):
        if "." in row["value"]:
            yield set_(row, value=row["value"].replace(".", ","))


@kind("sign-lost")
def sign_lost(house: House, random: Random) -> Iterator[Change]:
    """A fall becomes a rise, a rise a fall."""
    for row in house.claims("figures"):
        if "growth" in row["indicator"]:
            value = row["value"].removeprefix("-") if row["value"].startswith("-") else "-" + row["value"]
            yield set_(row, f"a fall is told in words; {READ}", value=value)


@kind("period-off-by-a-year")
def period_off_by_a_year(house: House, random: Random) -> Iterator[Change]:
    """The period of a figure is the year before or after."""
    for row in house.claims("figures"):
        if re.fullmatch("[0-9]{4}", row["period"]) and (
            change := other_year(house, row, "period", random.choice((-1, 1)))
        ):
            yield change


@kind("months-turned-year")
def months_turned_year(house: House, random: Random) -> Iterator[Change]:
    """Ten months become the year."""
    for row in house.claims("figures"):
        if re.fullmatch(r"([0-9]{4})-01/\1-[0-9]{2}", row["period"]):
            months = re.search(r"месяц|ай|month", lexicon.plain(house.passage(row)))
            yield set_(row, "" if months or not house.texts else TABLE, period=row["period"][:4])


@kind("months-off-by-one")
def months_off_by_one(house: House, random: Random) -> Iterator[Change]:
    """Ten months become nine."""
    for row in house.claims("figures"):
        if re.fullmatch(r"([0-9]{4})-01/\1-[0-9]{2}", row["period"]):
            yield set_(row, period=f"{row['period'][:-2]}{int(row['period'][-2:]) - 1:02d}")


@kind("period-lost")
def period_lost(house: House, random: Random) -> Iterator[Change]:
    """The period of a figure is left out."""
    for row in house.claims("figures"):
        if row["period"]:
            yield set_(row, f"a figure may be undated; {READ}", period="")


@kind("reporter-swapped")
def reporter_swapped(house: House, random: Random) -> Iterator[Change]:
    """A figure is given to the books of another body."""
    bodies = [row.id for row in house.entities("bodies")]
    for row in house.claims("figures"):
        if row["reporter"]:
            other = random.choice([body for body in bodies if body != row["reporter"]])
            yield set_(row, swap_reason(house, row, "reporter", other), reporter=other)


@kind("partner-is-measured")
def partner_is_measured(house: House, random: Random) -> Iterator[Change]:
    """The partner of a flow is the state itself."""
    for row in house.claims("figures"):
        if row["partner"]:
            yield set_(row, partner=row["measured"])


@kind("wrong-partner")
def wrong_partner(house: House, random: Random) -> Iterator[Change]:
    """The partner of a flow is another state."""
    states = [row.id for row in house.entities("states")]
    for row in house.claims("figures"):
        if row["partner"].startswith("state/"):
            other = random.choice([state for state in states if state not in (row["partner"], row["measured"])])
            yield set_(row, swap_reason(house, row, "partner", other), partner=other)


@kind("measured-and-partner-swapped")
def measured_and_partner_swapped(house: House, random: Random) -> Iterator[Change]:
    """The two sides of a flow change places."""
    for row in house.claims("figures"):
        if row["partner"]:
            yield set_(row, f"the passage names both; {READ}", measured=row["partner"], partner=row["measured"])


@kind("measured-swapped")
def measured_swapped(house: House, random: Random) -> Iterator[Change]:
    """A figure is given to another state."""
    states = [row.id for row in house.entities("states")]
    for row in house.claims("figures"):
        if row["measured"].startswith("state/"):
            other = random.choice([state for state in states if state not in (row["partner"], row["measured"])])
            yield set_(row, swap_reason(house, row, "measured", other), measured=other)


@kind("indicator-of-another-unit")
def indicator_of_another_unit(house: House, random: Random) -> Iterator[Change]:
    """A figure is given to an indicator that is counted in another unit."""
    units = house.vocabulary.units
    bases: dict[str, set[str]] = {}
    for row in house.claims("figures"):
        bases.setdefault(row["indicator"], set()).add(units[row["unit"]].base)
    for row in house.claims("figures"):
        own = units[row["unit"]].base
        others = sorted(indicator for indicator, found in bases.items() if own not in found)
        yield set_(row, indicator=random.choice(others))


@kind("not-an-indicator")
def not_an_indicator(house: House, random: Random) -> Iterator[Change]:
    """A topic stands where the indicator should."""
    topics = [row.id for row in house.entities("topics")]
    for row in house.claims("figures"):
        yield set_(row, indicator=random.choice(topics))


@kind("unknown-unit")
def unknown_unit(house: House, random: Random) -> Iterator[Change]:
    """The unit is none of the list: another currency, another spelling."""
    for row in house.claims("figures"):
        yield set_(row, unit=random.choice((row["unit"] + "s", row["unit"].upper(), "billion-eur", "mln-usd", "%")))


@kind("unit-of-another-dimension")
def unit_of_another_dimension(house: House, random: Random) -> Iterator[Change]:
    """Persons for dollars: a unit of another kind of quantity."""
    units = house.vocabulary.units
    for row in house.claims("figures"):
        others = [unit.name for unit in units.values() if unit.base != units[row["unit"]].base]
        yield set_(row, unit=random.choice(others))


@kind("bound-word-lost")
def bound_word_lost(house: House, random: Random) -> Iterator[Change]:
    """'Over' or 'almost' is not entered."""
    for row in house.claims("figures"):
        if row["bound"] != "exact":
            reason = f"words such as 'up to' also tell an end of a growth; {READ}" if row["bound"] == "up-to" else ""
            yield set_(row, reason, bound="exact")


@kind("bound-word-invented")
def bound_word_invented(house: House, random: Random) -> Iterator[Change]:
    """'Over' or 'about' is entered where the article has neither."""
    for row in house.claims("figures"):
        if row["bound"] == "exact":
            bound = random.choice(("over", "about", "almost"))
            near = lexicon.has(lexicon.BOUNDS[bound], lexicon.plain(house.passage(row)))
            in_words = "words" in row["note"]
            reason = f"such a word stands in the passage, or the number is printed in words; {READ}"
            yield set_(row, reason if near or in_words else "", bound=bound)


# -- anchors ----------------------------------------------------------------------------------------


def _claims(house: House) -> list[Row]:
    return [row for name in ("facts", "figures", "opinions") for row in house.claims(name)]


@kind("missing-evidence")
def missing_evidence(house: House, random: Random) -> Iterator[Change]:
    """A claim has no anchor."""
    for row in _claims(house):
        yield set_(row, start="", end="", fingerprint="")


@kind("half-an-anchor")
def half_an_anchor(house: House, random: Random) -> Iterator[Change]:
    """One of the three parts of an anchor is missing."""
    for row in _claims(house):
        yield set_(row, **{random.choice(("start", "end", "fingerprint")): ""})


@kind("evidence-of-another-article")
def evidence_of_another_article(house: House, random: Random) -> Iterator[Change]:
    """A claim gets the anchor of a claim of another article."""
    rows = _claims(house)
    for row in rows:
        other = random.choice([one for one in random.sample(rows, 12) if one.article != row.article] or [row])
        if other is not row:
            yield set_(row, start=other["start"], end=other["end"], fingerprint=other["fingerprint"])


@kind("fingerprint-of-a-neighbour")
def fingerprint_of_a_neighbour(house: House, random: Random) -> Iterator[Change]:
    """A claim gets the fingerprint of the claim before or after it."""
    for row in _claims(house):
        others = [one for one in row.table.rows if one["fingerprint"] != row["fingerprint"]]
        near = min(others, key=lambda one: abs(one.line - row.line))
        yield set_(row, fingerprint=near["fingerprint"])


@kind("place-of-a-neighbour")
def place_of_a_neighbour(house: House, random: Random) -> Iterator[Change]:
    """A claim keeps its fingerprint and gets the place of another claim."""
    for row in _claims(house):
        others = [one for one in row.table.rows if one["start"] != row["start"]]
        near = min(others, key=lambda one: abs(one.line - row.line))
        yield set_(row, start=near["start"], end=near["end"])


@kind("passage-of-another-claim")
def passage_of_another_claim(house: House, random: Random) -> Iterator[Change]:
    """A figure or dated fact gets the whole anchor of another claim of its article, far away."""
    for row in house.claims("figures"):
        far = [one for one in row.table.rows if abs(int(one["start"]) - int(row["start"])) > 2500]
        if far:
            other = random.choice(far)
            text = lexicon.plain(house.passage(other))
            reason = ""
            if passages._number(row["value"]).search(text) or (
                row["value"].isdecimal() and lexicon.has(lexicon.NUMBER_WORDS.get(int(row["value"]), "-"), text)
            ):
                reason = f"the other passage prints {row['value']} too; {READ}"
            yield set_(row, reason, start=other["start"], end=other["end"], fingerprint=other["fingerprint"])


@kind("passage-beyond-the-text")
def passage_beyond_the_text(house: House, random: Random) -> Iterator[Change]:
    """A passage lies outside the text."""
    for row in _claims(house):
        length = house.corpus.articles[row.article].length
        yield set_(row, start=str(length + 10), end=str(length + 90))


@kind("passage-ends-before-it-starts")
def passage_ends_before_it_starts(house: House, random: Random) -> Iterator[Change]:
    """Start and end change places."""
    for row in _claims(house):
        yield set_(row, start=row["end"], end=row["start"])


@kind("fingerprint-damaged")
def fingerprint_damaged(house: House, random: Random) -> Iterator[Change]:
    """A digit of the fingerprint is mistyped or missing."""
    for row in _claims(house):
        wanted = row["fingerprint"]
        last = "0" if wanted[-1] != "0" else "1"
        yield set_(row, fingerprint=random.choice((wanted[:-1], wanted[:-1] + last, wanted.replace(".", ",", 1))))


@kind("place-shifted")
def place_shifted(house: House, random: Random) -> Iterator[Change]:
    """A place is off by a few characters, as when an editor counts otherwise."""
    for row in _claims(house):
        by = random.choice((-9, -7, 7, 9))
        if int(row["start"]) + by > 0:
            yield set_(row, start=str(int(row["start"]) + by), end=str(int(row["end"]) + by))
