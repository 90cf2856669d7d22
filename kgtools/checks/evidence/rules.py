"""The rules: what a claim gives must be printed, whether its passage is read from a text or from a table.

What a passage leaves to its surroundings is looked for there; what an article leaves to its reader ("this
year") must be explained in the column `note`. All findings are warnings: an article may say in words what no
rule can read.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from kgtools import languages, namespaces
from kgtools.articles import lexicon
from kgtools.articles.lexicon import COUNTED
from kgtools.checks.evidence.printed import EDGE, MONTHS_COUNTED, OF, Number, Printed, mark, mark_in_words
from kgtools.checks.evidence.table import named
from kgtools.checks.passages.dates import dates_of, years
from kgtools.checks.passages.names import explains, given
from kgtools.checks.passages.place import FAR, NEAR, Slip
from kgtools.claims.acceptance import ASSERTED
from kgtools.claims.model import Claim, Corpus, Figure, Opinion
from kgtools.errors import Finding

_AT_NUMBER = ("at-least", "over", "about", "almost")  # bounds that the word right beside a number gives


def _can_see_months(printed: Printed) -> bool:
    """Whether a month would be seen: one is, or there are words for months in all languages of the project."""
    known = (languages.language(tag).table("months") for tag in namespaces.languages())
    return bool(printed.months or printed.months_before) or all(known)


def findings(
    claim: Claim, corpus: Corpus, printed: Printed, whole: Printed, misprinted: Container[str]
) -> Iterator[Finding]:
    """What a claim gives and neither its passage prints nor, where a reader would look there, the article as a whole.

    `misprinted` are the keys of the claims of which a disagreement says that the words stand in disorder.
    """
    for slip in _slips(claim, corpus, printed, whole, claim.key in misprinted):
        yield slip.finding(claim)


def _slips(claim: Claim, corpus: Corpus, printed: Printed, whole: Printed, misprinted: bool) -> Iterator[Slip]:
    if isinstance(claim, Figure):
        yield from _figure(claim, printed, misprinted)
    for column, date in dates_of(claim):
        yield from (Slip(column, *fault) for fault in _date(date, printed, whole, claim.note))
    body = claim.affiliation if isinstance(claim, Opinion) else ""
    if body.startswith(named()) and body in corpus.entities and body not in whole.names:
        yield Slip("affiliation", "the article does not name it", body, "one of its names in the article")
    for column, identifier in given(claim, corpus):
        if identifier not in printed.names_near and not explains(corpus.entities[identifier], claim.note):
            expected = f"one of its names there, in the {FAR} characters before or the {NEAR} after"
            yield Slip(column, "the passage does not name it", identifier, expected)


# -- figures ----------------------------------------------------------------------------------------


def _figure(figure: Figure, printed: Printed, misprinted: bool) -> Iterator[Slip]:
    """The number itself, then what stands beside it: its unit, its bound, its direction."""
    wanted = mark(figure.value, printed.anchor.fingerprint)
    found = [number for number in printed.numbers if number.mark == wanted]
    if not found:
        if not _in_words(figure, printed):
            yield Slip("value", "the number does not stand in the passage", figure.value, "its digits as printed")
        return
    parts = figure.unit.split("-")
    if unsaid := [part for part in parts if part in lexicon.units() and part not in printed.words]:
        message = f"neither the passage nor what stands before it speaks of '{unsaid[0]}'"
        yield Slip("unit", message, figure.unit, "the unit as printed")
        return
    beside = [number.codes.intersection(lexicon.table("magnitudes")) for number in found]
    if all(codes and codes.isdisjoint(parts) for codes in beside):
        yield Slip("unit", "another magnitude follows the number", figure.unit, f"a unit with '{min(beside[0])}'")
        return
    counted = [{code.removeprefix(OF) for code in number.codes if code.startswith(OF)} for number in found]
    if all(units and units.isdisjoint(parts) for units in counted):
        yield Slip("unit", "another unit follows the number", figure.unit, f"a unit with '{min(counted[0])}'")
        return
    yield from _direction(figure, found, misprinted)
    yield from _bound(figure, printed, found)
    yield from _qualifiers(figure, printed, found)
    if re.fullmatch("[0-9]{4}", figure.period) and figure.modality == ASSERTED and MONTHS_COUNTED in found[0].codes:
        yield Slip("period", "months are counted before the number", figure.period, "the span of months as printed")


def _in_words(figure: Figure, printed: Printed) -> bool:
    """Whether a passage gives a small number that is counted, such as a rank, as a word."""
    number = figure.value.lstrip("-")
    if not number.isdecimal() or int(number) not in lexicon.numbered("numbers") or figure.unit not in COUNTED:
        return False
    wanted = mark_in_words(int(number), printed.anchor.fingerprint)
    return any(number.mark == wanted for number in printed.numbers)


def _direction(figure: Figure, found: list[Number], misprinted: bool) -> Iterator[Slip]:
    flows = [min(number.codes.intersection(lexicon.table("flows")), default="") for number in found]
    if figure.flow in lexicon.table("flows") and not misprinted and figure.flow not in flows:
        expected = flows[0] or "the direction as printed"
        yield Slip("flow", "the words before the number give another direction or none", figure.flow, expected)


def _bound(figure: Figure, printed: Printed, found: list[Number]) -> Iterator[Slip]:
    if figure.bound in lexicon.table("bounds") and figure.bound not in printed.words:
        yield Slip("bound", "the passage has no word for it", figure.bound, "the bound as printed, or exact")
    elif figure.bound == "exact":
        bounds = [number.codes.intersection(_AT_NUMBER) for number in found]
        if all(bounds):
            expected = " or ".join(sorted(frozenset.union(*bounds)))
            yield Slip("bound", "the number stands with a word that bounds it", "exact", expected)


def _qualifiers(figure: Figure, printed: Printed, found: list[Number]) -> Iterator[Slip]:
    lost = frozenset.intersection(*(number.codes.intersection(lexicon.table("qualifiers")) for number in found)) - set(
        figure.qualifiers
    )
    if lost:
        yield Slip(
            "qualifiers", "a word before the number qualifies it", " ".join(figure.qualifiers), " ".join(sorted(lost))
        )
    for qualifier in figure.qualifiers:
        if qualifier not in printed.words:
            yield Slip(
                "qualifiers", "the passage has no word for it", qualifier, "only what the article says of the number"
            )


# -- dates ------------------------------------------------------------------------------------------


def _date(edtf: str, printed: Printed, whole: Printed, note: str) -> Iterator[tuple[str, str, str]]:
    """Years, months and days of a date that are not printed where they should be.

    Years of a passage that prints any must be among them, or be computed in the note. A passage that
    prints none takes the year from the stretch before it, or, explained in the note, from elsewhere in
    the article. A date marked as uncertain rests on what the note tells.
    """
    if "?" in edtf and note:  # rests on context, and the note says on which
        return
    points: list[str] = re.findall(r"[0-9]{4}(?:-[0-9]{2})?(?:-[0-9]{2})?", edtf)
    for year in dict.fromkeys(point[:4] for point in points):
        if printed.years:
            there = year in printed.years or year in years(note)
        else:
            there = year in printed.years_before or (bool(note) and year in whole.years)
        if not there:
            shown = ", ".join(sorted(printed.years or printed.years_before)) or "a year as printed"
            yield "the year does not stand in the passage", edtf, shown
            return
    # Months that bound a span counted in months are not printed as names: "in the first ten months".
    if span := re.fullmatch(r"([0-9]{4})-01/\1-([0-9]{2})", edtf):
        ends = {1, int(span[2])}
        if int(span[2]) not in printed.spans and not ends <= printed.months | printed.months_before:
            yield "the passage prints no such span of months", edtf, "the months as printed"
        return
    months = {int(point[5:7]) for point in points if len(point) > 4}
    in_view = months <= (printed.months or printed.months_before) or EDGE in printed.words
    if not in_view and not (note and not printed.months and months <= whole.months) and _can_see_months(printed):
        yield "the month does not stand in the passage", edtf, "the month as printed"
    if not {int(point[8:10]) for point in points if len(point) > 7} <= printed.days:
        yield "the day does not stand in the passage", edtf, "the day as printed"
