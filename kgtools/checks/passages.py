"""Whether a passage really says what its claim says: the digits, the year, the unit, the names.

An anchor shows that a passage exists, not that it is the right one. Where the very text of an
article is at hand, this module compares what a claim gives with what its passage prints. It cannot
prove a claim; it finds slips: digits transposed, a year off by one, day and month exchanged, million
for billion, export for import, a person whom the passage does not name.

What a passage leaves to its surroundings is looked for in the stretch before it, and what an article
leaves to its reader ("this year", "the leader of the state") must be explained in the column `note`,
where whoever is meant is named.
All findings are warnings: an article may say in words what this module cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from kgtools.articles import fingerprints
from kgtools.articles.copies import Copy
from kgtools.articles.lexicon import (
    BOUNDS,
    BOUNDS_BEHIND,
    COUNTED,
    EDGES,
    FLOWS,
    MAGNITUDES,
    MONTH,
    MONTHS,
    NUMBER_WORDS,
    QUALIFIERS,
    SIGNS,
    UNITS,
    has,
    plain,
)
from kgtools.articles.mentions import Name, speaks_of
from kgtools.claims.acceptance import ASSERTED
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Figure, Opinion
from kgtools.errors import Finding
from kgtools.values import dates

# How far before a passage, in code points, the rest of what it says may stand: the heading of a table
# or the sentence before for a date, the paragraphs before for whom or what a text is speaking of.
_NEAR, _HEADING, _FAR = 300, 600, 1500
_RUN = 14  # words in a row that no cell may share with an article
_BESIDE = 40  # how far before a number, in code points, a word still qualifies it
# A passage ends with its last letter or digit; a sign such as % may follow.
_AFTER = 15
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<![0-9])(?:1[89]|20)[0-9]{2}(?![0-9])")
_SHORT_DATE = re.compile(r"(?<![0-9])([0-9]{1,2})[./]([0-9]{1,2})[./]((?:[0-9]{2})?[0-9]{2})(?![0-9])")
_LONG_DATE = re.compile(r"(?<![0-9])((?:1[89]|20)[0-9]{2})[-/]([0-9]{2})(?:[-/]([0-9]{2}))?(?![0-9])")
_NAMED = ("person", "state", "place", "company", "body")  # the kinds that an article calls by name; others it describes


def findings(corpus: Corpus, copies: Mapping[str, Copy], claims: Iterable[Claim] | None = None) -> Iterator[Finding]:
    """What claims (all, or those given) say and their passages do not print, where the very text is at hand.

    A copy with other line breaks or markup is left alone, for it may print numbers in another way;
    so is a claim whose anchor is wrong, which has a finding of its own.
    """
    texts = {article: plain(copy.text) for article, copy in copies.items() if copy.same}
    runs = {article: _runs(printed) for article, printed in texts.items()}
    # Where a misprint is listed as a disagreement, words may stand in disorder; a curator says which was meant.
    misprinted = frozenset(key for entry in corpus.disagreements if entry.type == "misprint" for key in entry.claims)
    for article in corpus.articles.values():
        copy = copies.get(article.id)
        if copy and copy.same and len(copy.text) != article.length:
            message, length = "key 'length': the text has another number of code points", f"'{article.length}'"
            yield Finding(article.file, article.line, message, length, str(len(copy.text)), "correct it")
    chosen = list(corpus.claims if claims is None else claims)
    yield from _copied_translations(corpus, runs, {claim.key for claim in chosen})
    for claim in chosen:
        if claim.anchor is None or claim.article not in texts:
            continue
        yield from _copied(claim, runs[claim.article])
        found = list(_check(claim, corpus, texts[claim.article], misprinted))
        if found:
            passage = copies[claim.article].text[claim.anchor.start : claim.anchor.end]
            if fingerprints.fingerprint(passage) == claim.anchor.fingerprint:
                yield from found


def _runs(stretch: str) -> frozenset[tuple[str, ...]]:
    """All runs of so many words that no cell may share with an article."""
    words = _WORD.findall(stretch)
    return frozenset(tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))


def _copied_translations(
    corpus: Corpus, runs: Mapping[str, frozenset[tuple[str, ...]]], keys: set[str]
) -> Iterator[Finding]:
    """A translation of a claim's text that comes back to the words of the article."""
    for row in corpus.translations:
        article = row.id.partition("/")[0]
        if row.id in keys and article in runs and not runs[article].isdisjoint(_runs(plain(row.text))):
            message = f"column 'text': {_RUN} words in a row are the article's"
            yield Finding(row.file, row.line, message, hint="say it in other words", severity="warning")


def _copied(claim: Claim, runs: frozenset[tuple[str, ...]]) -> Iterator[Finding]:
    """A cell of a curator's own words that repeats the article; titles and addresses may."""
    cells = {"note": claim.note}
    if isinstance(claim, Opinion):
        cells["gist_en"] = claim.gist
    elif isinstance(claim, Fact) and claim.language and claim.property != "title":
        cells["value"] = claim.value
    for column, cell in cells.items():
        if not runs.isdisjoint(_runs(plain(cell))):
            message = f"column '{column}': {_RUN} words in a row are the article's"
            yield Finding(claim.file, claim.line, message, hint="say it in your own words", severity="warning")


@dataclass(frozen=True)
class _Place:
    """A passage in its article; both in small letters."""

    article: str
    start: int
    end: int

    @property
    def passage(self) -> str:
        return self.article[self.start : self.end]

    def before(self, distance: int) -> str:
        return self.article[max(0, self.start - distance) : self.start]

    def around(self, before: int, after: int = _AFTER) -> str:
        return self.article[max(0, self.start - before) : self.end + after]


def _check(claim: Claim, corpus: Corpus, article: str, misprinted: frozenset[str]) -> Iterator[Finding]:
    assert claim.anchor is not None
    place = _Place(article, claim.anchor.start, claim.anchor.end)

    def finding(column: str, message: str, actual: str, expected: str) -> Finding:
        hint = "correct the cell, anchor the right passage, or explain it in the note"
        message = f"column '{column}': {message}"
        return Finding(claim.file, claim.line, message, f"'{actual}'", expected, hint, "warning")

    if isinstance(claim, Figure):
        yield from (finding(*parts) for parts in _figure(claim, place, claim.key in misprinted))
    for column, date in _dates_of(claim):
        yield from (finding(column, *parts) for parts in _date(date, place, claim.note))
    if isinstance(claim, Opinion) and (body := corpus.entities.get(claim.affiliation)) and not _calls(body, article):
        yield finding("affiliation", "the article does not name it", body.id, "one of its names in the article")
    for column, identifier in _named(claim, corpus):
        if not _is_named(corpus.entities[identifier], place, claim.note):
            expected = f"one of its names there, in the {_FAR} characters before or the {_NEAR} after"
            yield finding(column, "the passage does not name it", identifier, expected)


# -- figures ----------------------------------------------------------------------------------------


def _figure(figure: Figure, place: _Place, misprinted: bool) -> Iterator[tuple[str, str, str, str]]:
    """The number itself, then what stands beside it: its unit, its bound, its direction."""
    occurrences = list(_number(figure.value).finditer(place.passage))
    if not occurrences:
        number = figure.value.lstrip("-")
        in_words = number.isdecimal() and figure.unit in COUNTED
        words = NUMBER_WORDS.get(int(number), "") if in_words else ""
        if not words or not has(words, place.passage):
            yield "value", "the number does not stand in the passage", figure.value, "its digits as printed"
        return
    parts = figure.unit.split("-")
    unit_place = place.around(_HEADING if _is_row(place.passage) else 0)
    for part in parts:
        if part in UNITS and not has(UNITS[part], unit_place) and SIGNS.get(part, "\0") not in unit_place:
            yield (
                "unit",
                f"neither the passage nor what stands before it speaks of '{part}'",
                figure.unit,
                "the unit as printed",
            )
            return
    after = [place.article[place.start + match.end() :][:_AFTER] for match in occurrences]
    beside = [_beside(stretch) for stretch in after]
    if all(one and one not in parts for one in beside):
        yield "unit", "another magnitude follows the number", figure.unit, f"a unit with '{beside[0]}'"
    if figure.flow in FLOWS and not misprinted:
        starts = [place.start + match.start() for match in occurrences]
        flows = [_last_flow(place.article[max(0, start - _FAR) : start]) for start in starts]
        if flows and figure.flow not in flows:
            expected = flows[0] or "the direction as printed"
            yield "flow", "the words before the number give another direction or none", figure.flow, expected
    if figure.bound in BOUNDS and not has(BOUNDS[figure.bound], place.passage):
        yield "bound", "the passage has no word for it", figure.bound, "the bound as printed, or exact"
    elif figure.bound == "exact":
        lost = {_bound_at(place.passage[: match.start()], place.passage[match.end() :]) for match in occurrences}
        if "" not in lost:
            yield "bound", "the number stands with a word that bounds it", "exact", " or ".join(sorted(lost))
    lost = set.intersection(*(_qualifiers_at(place.passage[: match.start()]) for match in occurrences))
    if lost := lost - set(figure.qualifiers):
        yield "qualifiers", "a word before the number qualifies it", " ".join(figure.qualifiers), " ".join(sorted(lost))
    for qualifier in figure.qualifiers:
        if not has(QUALIFIERS[qualifier], place.around(_NEAR)):
            yield "qualifiers", "the passage has no word for it", qualifier, "only what the article says of the number"
    if re.fullmatch("[0-9]{4}", figure.period) and figure.modality == ASSERTED:
        before = place.passage[: occurrences[0].start()]
        spans = [match.end() for match in _spans(before)]
        if spans and not _YEAR.search(before, spans[-1] + _AFTER):
            yield "period", "months are counted before the number", figure.period, "the span of months as printed"


@lru_cache(maxsize=1024)
def _number(printed: str) -> re.Pattern[str]:
    """A pattern that finds a number however it is printed: 13300, 13 300, 13,300; 4.9, 4,9.

    >>> bool(_number("2 920").search("of 2,920 tons")), bool(_number("5").search("5,3"))
    (True, False)
    """
    whole, _, decimals = re.sub(r"[\s-]", "", printed).partition(".")
    groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)][::-1]
    body = "[ .,]?".join(groups) + (f"[.,]{decimals}" if decimals else "")
    return re.compile(rf"(?<![0-9])(?<![0-9][.,]){body}(?![0-9])(?![.,][0-9])")


def _is_row(passage: str) -> bool:
    """Whether a passage is a row of a table, whose units stand in the head: a third of it is digits."""
    signs = [sign for sign in passage if sign.isalnum()]
    return 3 * sum(map(str.isdecimal, signs)) > len(signs)


def _beside(after: str) -> str:
    """The magnitude that directly follows a number, if any."""
    if re.match(r"\s?%", after):
        return "percent"
    match = re.match(r"[\s-]*([^\W\d_]+)", after)
    return next((name for name, words in MAGNITUDES.items() if match and has(words, match[1])), "")


def _bound_at(before: str, after: str) -> str:
    """The bound that the word before a number gives, or, in Kazakh and Uzbek, the word after it."""
    last = " ".join(before.split()[-1:])
    for bound in ("at-least", "over", "about", "almost"):
        if has(BOUNDS[bound], last):
            return bound
    behind = re.match(r"[\W\d]*(?:[дтн][ае]н|dan)\W+([^\W\d_]+)", after)
    return next((bound for bound, words in BOUNDS_BEHIND.items() if behind and has(words, behind[1])), "")


def _qualifiers_at(before: str) -> set[str]:
    """The qualifiers that the words right before a number give it: an average, an estimate, a preliminary number."""
    words = re.split(r"[0-9.;:]", before[-_BESIDE:])[-1]
    return {qualifier for qualifier in ("average", "estimate", "preliminary") if has(QUALIFIERS[qualifier], words)}


def _last_flow(before: str) -> str:
    places = {flow: max(before.rfind(word) for word in words.split()) for flow, words in FLOWS.items()}
    flow = max(places, key=lambda name: places[name])
    return flow if places[flow] >= 0 else ""


# -- dates ------------------------------------------------------------------------------------------


def _dates_of(claim: Claim) -> Iterator[tuple[str, str]]:
    """The dates that a claim gives, each with its column."""
    if isinstance(claim, Figure) and claim.period:
        yield "period", claim.period
    elif isinstance(claim, Opinion) and claim.horizon:
        yield "horizon", claim.horizon
    elif isinstance(claim, Fact):
        if claim.when:
            yield "when", claim.when
        if not claim.language and re.match(r"\.?\.?/?[0-9]{4}(?![0-9])", claim.value):
            with suppress(ValueError):
                dates.parse(claim.value)
                yield "value", claim.value


def _date(edtf: str, place: _Place, note: str) -> Iterator[tuple[str, str, str]]:
    """Years, months and days of a date that are not printed where they should be.

    Years of a passage that prints any must be among them, or be computed in the note. A passage that
    prints none takes the year from the stretch before it, or, explained in the note, from elsewhere in
    the article. A date marked as uncertain rests on what the note tells.
    """
    if "?" in edtf and note:  # rests on context, and the note says on which
        return
    points: list[str] = re.findall(r"[0-9]{4}(?:-[0-9]{2})?(?:-[0-9]{2})?", edtf)
    printed, near, whole = (_years(stretch) for stretch in (place.passage, place.before(_NEAR), place.article))
    for year in dict.fromkeys(point[:4] for point in points):
        if printed:
            there = year in printed or year in _years(note)
        else:
            there = year in near or (bool(note) and year in whole)
        if not there:
            shown = ", ".join(sorted(printed or near)) or "a year as printed"
            yield "the year does not stand in the passage", edtf, shown
            return
    # Months that bound a span counted in months are not printed as names: "in the first ten months".
    span = re.fullmatch(r"([0-9]{4})-01/\1-([0-9]{2})", edtf)
    if span:
        if not _has_span(int(span[2]), place.passage) and not _has_span(int(span[2]), place.before(_NEAR)):
            names = _months(place.passage) | _months(place.before(_NEAR))
            if not {1, int(span[2])} <= names:
                yield "the passage prints no such span of months", edtf, "the months as printed"
        return
    months = {int(point[5:7]) for point in points if len(point) > 4}
    days = {int(point[8:10]) for point in points if len(point) > 7}
    for named, wanted, read in (("month", months, _months), ("day", days, _days)):
        here = read(place.passage)
        near_too = here if here and named == "month" else here | read(place.before(_NEAR))
        if not wanted <= near_too and not (named == "month" and has(EDGES, place.passage)):
            found = bool(note) and named == "month" and not here and wanted <= read(place.article)
            if not found:
                yield f"the {named} does not stand in the passage", edtf, f"the {named} as printed"


@lru_cache(maxsize=256)
def _years(stretch: str) -> frozenset[str]:
    short = {
        ("20" if int(match[3]) < 50 else "19") + match[3]
        for match in _SHORT_DATE.finditer(stretch)
        if len(match[3]) == 2
    }
    return frozenset(_YEAR.findall(stretch)) | short


def _months(stretch: str) -> set[int]:
    found = {month for month, words in MONTHS.items() if has(words, stretch)}
    if 10 in found and not re.search(r"\bқазан(?!ғ)|октябр|o[ck]to|oktyabr", stretch):
        found.discard(10)  # қазан is October, Қазанғап a name
    found |= {int(match[2]) for match in _SHORT_DATE.finditer(stretch)}
    return found | {int(match[2]) for match in _LONG_DATE.finditer(stretch)}


def _days(stretch: str) -> set[int]:
    """Numbers that can be days; in a date of digits only the one in the place of the day."""
    found = {int(match[1]) for match in _SHORT_DATE.finditer(stretch)}
    found |= {int(match[3]) for match in _LONG_DATE.finditer(stretch) if match[3]}
    rest = _LONG_DATE.sub(" ", _SHORT_DATE.sub(" ", stretch))
    return found | {int(number) for number in re.findall(r"(?<![0-9])[0-9]{1,2}(?![0-9])", rest)}


def _spans(stretch: str) -> Iterator[re.Match[str]]:
    """Counts of months: 10 months, девять месяцев, 11 айдың; the first group is the number."""
    for match in re.finditer(r"([0-9]+|\b[^\W\d_]+)(?=[\s-]+([^\W\d_]+))", stretch):
        if has(MONTH, match[2]) and any(_is_number(match[1], months) for months in range(2, 13)):
            yield match


def _has_span(months: int, stretch: str) -> bool:
    return any(_is_number(match[1], months) for match in _spans(stretch))


def _is_number(word: str, number: int) -> bool:
    """Whether a word is a number from 1 to 12, in digits or as a word."""
    return word == str(number) if word.isdecimal() else has(NUMBER_WORDS[number], word)


# -- names ------------------------------------------------------------------------------------------


def _named(claim: Claim, corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Columns and ids of what a claim gives and an article calls by name."""
    cells = [(column, cell) for column, cell in claim.terms.items() if column != "affiliation"]
    authors = corpus.articles[claim.article].authors if claim.article in corpus.articles else ()
    cells += [("speaker", speaker) for speaker in claim.speakers if speaker not in authors]
    for column, identifier in cells:
        if identifier.partition("/")[0] in _NAMED and identifier in corpus.entities:
            yield column, identifier


def _is_named(entity: Entity, place: _Place, note: str) -> bool:
    """Whether a passage, a stretch around it, or the note that explains the passage has a name of an entity."""
    return _calls(entity, place.around(_FAR, _NEAR)) or _calls(entity, plain(note))


def _calls(entity: Entity, stretch: str) -> bool:
    return any(
        speaks_of(Name(entity.id, name.value, name.language), stretch) for name in (*entity.labels, *entity.aliases)
    )
