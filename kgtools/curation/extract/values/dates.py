"""Dates and stretches of time in a sentence, in EDTF as tables have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kgtools import namespaces
from kgtools.articles.lexicon import plain
from kgtools.curation.extract.spans import Dated
from kgtools.curation.extract.text.vocabulary import Vocabulary, spaced, vocabulary
from kgtools.values import dates

_DAY = r"(?<![\d.,:])(?P<{}>3[01]|[12]\d|0?[1-9])(?!\d|[.,:]\d)"
_QUARTER = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "q1": 1, "q2": 2, "q3": 3, "q4": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_VERB = 60  # code points between a month and the verb that says whether it is to come
_AHEAD = 4  # months after its article from which a day without a year is rather one of the year before
_HALF = re.compile("half|полуг|полов|жарты|yar|ярм")
_NAME_BEFORE = re.compile(r"[^\W\d]\s?[-–—]\s?$|№\s?$|\bno\.?\s?$")
_MORE_YEARS = re.compile(r"\s?(?:,|и|мен|және|and|va|ва|или|or)\s+(?:в\s|in\s)?")


@dataclass(frozen=True)
class _Years:
    """How years are printed, in the centuries of the project and somewhat before: the earlier, the more must say so."""

    dated: str
    no_span: str
    decade: str
    short: re.Pattern[str]
    long: re.Pattern[str]
    bare: re.Pattern[str]


@namespaces.per_project
def _printed() -> _Years:
    own, printed, dated = dates.year(), dates.printed_year(), dates.dated_year()
    day, month = r"(?P<day>3[01]|[12]\d|0?[1-9])", r"(?P<month>1[0-2]|0?[1-9])"
    return _Years(
        rf"(?<![\d.,/:])(?P<{{}}>{dated.replace('{2}', '{{2}}')})(?!\d|[.,]\d)",
        rf"(?!\s?[-–—]\s?{own})",
        rf"(?<!\d)(?P<decade>(?=\d{{3}}0){dated})",
        re.compile(rf"(?<![\d.]){day}[./]{month}[./](?P<year>{printed})(?![\d])"),
        re.compile(rf"(?<![\d-])(?P<year>{own})-(?P<month>0[1-9]|1[0-2])-(?P<day>3[01]|[12]\d|0[1-9])(?![\d-])"),
        re.compile(rf"(?<![\d.,/\w])(?P<year>{printed})(?![\d\w]|[.,]\d)"),
    )


def find(
    text: str, start: int, end: int, language: str, published: str = "", before: str = "", today: str = ""
) -> list[Dated]:
    """The dates of a sentence. `before` is the last one named before it, to whose year a day without a year belongs.

    `today` is the day of a dispatch, which is what it means by today; elsewhere that means nowadays.

    >>> [one.edtf for one in find("From March to May 2018, and in 2019.", 0, 36, "en")]
    ['2018-03/2018-05', '2019']
    """
    own = vocabulary(language)
    stretch = plain(text[start:end])
    year = before[:4]
    found: list[tuple[int, int, str, bool]] = []
    for pattern in _patterns(own, _printed()):
        for match in pattern.finditer(stretch):
            if any(first < match.end() and match.start() < last for first, last, _, _ in found):
                continue
            named = _last_year(found, match.start())
            edtf, relative = _edtf(match, own, named, published, year)
            if relative and not named:
                edtf = _of_year_before(edtf, stretch, match, own, published)
            if edtf and _is_date(edtf):
                found.append((match.start(), match.end(), edtf, relative))
    relative_dates = [*_relative(stretch, own, published), *_same_year(stretch, own, year)]
    relative_dates += [one for one in _days(stretch, own, before, today) if not _beside(one, found, stretch)]
    dated = [edtf for _, _, edtf, _ in sorted(found) if edtf != published]
    for one in _months(stretch, own, dated, published):
        if not _overlaps(one, [*found, *relative_dates]):
            relative_dates.append(one)
    found = [one for one in found if not (one[3] and _overlaps(one, relative_dates))]
    for one in (*relative_dates, *_years(stretch, own)):
        if not _overlaps(one, found):
            found.append(one)
    return [
        Dated(start + first, start + last, _doubt(stretch, first, edtf, own), text[start + first : start + last],
              0.9 if relative else 0.97, relative)
        for first, last, edtf, relative in sorted(found)
    ]  # fmt: skip


def _overlaps(one: tuple[int, int, str, bool], others: list[tuple[int, int, str, bool]]) -> bool:
    return any(first < one[1] and one[0] < last for first, last, _, _ in others)


@lru_cache(maxsize=8)
def _patterns(own: Vocabulary, years: _Years) -> tuple[re.Pattern[str], ...]:
    """The patterns of a language, after dates in digits."""
    month = "|".join(sorted((re.escape(word) for word in own.months), key=len, reverse=True))
    tail = r"\w{0,7}" if own.tag != "en" else ""
    ordinals = "|".join(sorted(own.ordinals, key=len, reverse=True))
    count = "|".join([r"\d{1,2}", *sorted(own.cardinals, key=len, reverse=True)])
    compiled = [years.short, years.long]
    for pattern in own.patterns["dates"]:
        pattern = spaced(pattern).replace("<decade>", years.decade)
        alone = "" if "<year2>" in pattern else years.no_span
        for name in ("year", "year2"):
            pattern = pattern.replace(f"<{name}>", years.dated.format(name) + alone)
        for name in ("day", "day2"):
            pattern = pattern.replace(f"<{name}>", _DAY.format(name))
        for name in ("month", "month2"):
            pattern = pattern.replace(f"<{name}>", rf"(?<!\w)(?P<{name}>{month}){tail}(?!\w)\.?")
        pattern = pattern.replace("<ordinal>", rf"(?<!\w)(?P<ordinal>{ordinals}|(?:1|2|3|4)(?=-))")
        pattern = pattern.replace("<quarter>", r"(?<!\w)(?P<quarter>q?[1-4]|i{1,3}|iv)")
        pattern = pattern.replace("<count>", rf"(?<!\w)(?P<count>{count})")
        compiled.append(re.compile(pattern))
    return tuple(compiled)


def _last_year(found: list[tuple[int, int, str, bool]], place: int) -> str:
    before = [edtf for first, _, edtf, _ in sorted(found) if first < place]
    return before[-1][:4] if before else ""


def _edtf(match: re.Match[str], own: Vocabulary, *years: str) -> tuple[str, bool]:
    """The value of a match, and whether its year comes from elsewhere: the first of `years` that there is."""
    groups = {key: value for key, value in match.groupdict().items() if value}
    if "decade" in groups:
        return groups["decade"][:3] + "X", False
    relative = not any(key.startswith("year") for key in groups)
    own_year = groups.get("year") or groups.get("year2") or next(filter(None, years), "")[:4]
    last_year = groups.get("year2") or own_year
    if not own_year:
        return "", True
    if "count" in groups:
        count = own.cardinals.get(groups["count"]) or int(groups["count"] if groups["count"].isdecimal() else 0)
        return (f"{own_year}-01/{own_year}-{count:02}" if 2 <= count <= 12 else ""), relative
    if "ordinal" in groups or "quarter" in groups:
        return _part_of_year(match, groups, own, own_year), relative
    first = _point(own_year, _month(groups.get("month"), own), groups.get("day"))
    if "day2" in groups or "month2" in groups or "year2" in groups:
        month = _month(groups.get("month2"), own) or (_month(groups.get("month"), own) if "day2" in groups else 0)
        last = _point(last_year, month, groups.get("day2"))
        return (f"{first}/{last}" if first != last else first), relative
    return first, relative


def _part_of_year(match: re.Match[str], groups: dict[str, str], own: Vocabulary, year: str) -> str:
    said = groups.get("ordinal", "")
    number = own.ordinals.get(said) or _QUARTER.get(groups.get("quarter", said), 0)
    months = 6 if _HALF.search(match[0]) else 3
    if not number or number * months > 12:
        return ""
    return f"{year}-{(number - 1) * months + 1:02}/{year}-{number * months:02}"


def _month(word: str | None, own: Vocabulary) -> int:
    if not word:
        return 0
    return int(word) if word.isdecimal() else own.months[word]


def _point(year: str, month: int, day: str | None) -> str:
    if not month:
        return year
    return f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")


def _is_date(edtf: str) -> bool:
    try:
        dates.parse(edtf)
    except ValueError:
        return False
    return True


def _doubt(stretch: str, first: int, edtf: str, own: Vocabulary) -> str:
    """A single date with ~ if a word right before says that it is approximate."""
    before = stretch[max(0, first - 30) : first].rstrip()
    if "/" not in edtf and re.search(rf"(?<!\w)(?:{spaced(own.patterns['about'])})$", before):
        return edtf + "~"
    return edtf


# -- relative, and bare years -----------------------------------------------------------------------


def _relative(stretch: str, own: Vocabulary, published: str) -> Iterator[tuple[int, int, str, bool]]:
    """This year, last month, reckoned from the date of the article, as far as that is known."""
    if not published[:4].isdecimal():
        return
    count = "|".join([r"\d{1,2}", *sorted(own.cardinals, key=len, reverse=True)])
    months = spaced(own.patterns["first-months"]).replace("<count>", rf"(?P<count>{count})")
    for match in re.finditer(rf"(?<!\w)(?:{months})", stretch):
        number = own.cardinals.get(match["count"]) or int(match["count"] if match["count"].isdecimal() else 0)
        if 2 <= number <= 12:
            yield match.start(), match.end(), f"{published[:4]}-01/{published[:4]}-{number:02}", True
    for what, pattern in own.patterns["relative"].items():
        for match in re.finditer(rf"(?<!\w)(?:{spaced(pattern)})(?!\w)", stretch):
            if edtf := _reckoned(what, published):
                yield _with_month(stretch, match, edtf, own) if what.endswith("year") else (*match.span(), edtf, True)


def _same_year(stretch: str, own: Vocabulary, year: str) -> Iterator[tuple[int, int, str, bool]]:
    """The same year: the last one that the text named."""
    pattern = own.patterns["same-year"]
    for match in re.finditer(rf"(?<!\w)(?:{spaced(pattern)})(?!\w)", stretch) if year else ():
        yield *match.span(), year, True


def _days(stretch: str, own: Vocabulary, before: str, today: str) -> Iterator[tuple[int, int, str, bool]]:
    """Today and days of the week, of a dispatch; the same day and the next one, of a day that the text named last."""
    days = {"today": today, **({"same-day": before, "next-day": _later(before, 1)} if _DAY_OF_A_YEAR(before) else {})}
    for name, edtf in days.items():
        for match in re.finditer(rf"(?<!\w)(?:{spaced(own.patterns[name])})(?!\w)", stretch) if edtf else ():
            yield *match.span(), edtf, True
    for number, word in own.patterns["weekdays"].items() if today else ():
        pattern = own.patterns["weekday"].replace("<weekday>", rf"(?P<name>{word})")
        for match in re.finditer(rf"(?<!\w)(?:{spaced(pattern)})(?!\w)", stretch):
            back = (date.fromisoformat(today).isoweekday() - int(number)) % 7
            to_come = back and _is_to_come(stretch, match.start("name"), match.end("name"), own)
            yield *match.span("name"), _later(today, 7 - back if to_come else -back), True


_DAY_OF_A_YEAR = re.compile(r"\d{4}-\d\d-\d\d").fullmatch


def _later(day: str, by: int) -> str:
    """The day some days after another."""
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()


def _beside(one: tuple[int, int, str, bool], found: list[tuple[int, int, str, bool]], stretch: str) -> bool:
    """Whether a date in digits stands beside the day of the week and says which it is: on Tuesday, 22 October."""
    between = [stretch[min(one[1], last) : max(one[0], first)] for first, last, _, _ in found]
    return any(re.fullmatch(r"\s?[,(]?\s?", gap) for gap in between)


def _is_to_come(stretch: str, first: int, last: int, own: Vocabulary) -> bool:
    """Whether words around a date say that it lies ahead: before it, or behind where the verb comes last."""
    around = stretch[max(0, first - _VERB) : last] if own.tag in ("en", "ru") else stretch[first : last + _VERB]
    return re.search(rf"(?<!\w)(?:{spaced(own.patterns['to-come'])})(?!\w)", around) is not None


def _of_year_before(edtf: str, stretch: str, match: re.Match[str], own: Vocabulary, published: str) -> str:
    """A day without a year that would lie months after its article, and is not to come: of the year before."""
    if not (edtf and _DAY_OF_A_YEAR(published) and _DAY_OF_A_YEAR(edtf) and edtf[:4] == published[:4]):
        return edtf
    ahead = int(edtf[5:7]) - int(published[5:7]) >= _AHEAD
    if ahead and not _is_to_come(stretch, *match.span(), own):
        return f"{int(published[:4]) - 1}{edtf[4:]}"
    return edtf


def _months(stretch: str, own: Vocabulary, dated: list[str], published: str) -> Iterator[tuple[int, int, str, bool]]:
    """Months that stand without a year: of the only year that the sentence names, or of that of the article.

    A month later in the year than the article is of the year before, unless the sentence tells what is to come.
    """
    years = {edtf[:4] for edtf in dated}
    if not (len(years) == 1 or published[:4].isdecimal()):
        return
    this_year = re.compile(rf"\s*(?:{spaced(own.patterns['relative']['this-year'])})")
    for match in _months_alone(own).finditer(stretch):
        if this_year.match(stretch, match.end()):
            continue
        month = own.months[match["month"]]
        if len(years) == 1:
            year = next(iter(years))
        else:
            later = month > int(published[5:7] or 12) and not _is_to_come(stretch, *match.span(), own)
            year = str(int(published[:4]) - later)
        yield match.start("month"), match.end(), f"{year}-{month:02}", True


@lru_cache(maxsize=8)
def _months_alone(own: Vocabulary) -> re.Pattern[str]:
    month = "|".join(sorted(map(re.escape, own.months), key=len, reverse=True))
    pattern = spaced(own.patterns["month-alone"]).replace("<month>", rf"(?<!\w)(?P<month>{month})")
    return re.compile(rf"{pattern}(?![\w’])(?!,?\s?\d)")


def _with_month(stretch: str, match: re.Match[str], year: str, own: Vocabulary) -> tuple[int, int, str, bool]:
    """A relative year with a month, and perhaps a day, before it (в мае т.г.) or behind it (биыл мамырда)."""
    month = "|".join(sorted(map(re.escape, own.months), key=len, reverse=True))
    tail = r"\w{0,7}" if own.tag != "en" else ""
    day = r"(?:(?P<day>3[01]|[12]\d|0?[1-9])[-\s])?"
    before = re.search(rf"(?<!\w){day}(?P<month>{month}){tail}(?:\s+of)?\s+$", stretch[: match.start()])
    behind = re.match(rf"\s+{day}(?P<month>{month}){tail}(?!\w)", stretch[match.end() :])
    beside = before if own.tag in ("en", "ru") else behind
    if beside is None:
        return *match.span(), year, True
    edtf = _point(year, own.months[beside["month"]], beside["day"])
    start = beside.start() if beside is before else match.start()
    return start, match.end() + (beside.end() if beside is behind else 0), edtf, True


def _reckoned(what: str, published: str) -> str:
    year = int(published[:4])
    parts = published.split("-")
    if what.endswith("-year"):
        return str(year + {"this": 0, "last": -1, "next": 1}[what.partition("-")[0]])
    if what.endswith("-month") and len(parts) > 1 and parts[1].isdecimal():
        month = int(parts[1]) - (what == "last-month")
        return f"{year}-{month:02}" if month else f"{year - 1}-12"
    return ""


def _years(stretch: str, own: Vocabulary) -> Iterator[tuple[int, int, str, bool]]:
    """Years that stand alone and are surely years, by what stands before or behind them."""
    behind = re.compile(rf"\s?(?:{spaced(own.patterns['year-behind'])})")
    before = re.compile(rf"(?<!\w)(?:{spaced(own.patterns['year-before'])})\s+(?:the\s)?$")
    sure: list[tuple[int, int]] = []
    every = list(_printed().bare.finditer(stretch))
    for match in reversed(every):
        ahead = stretch[match.end() : match.end() + 24]
        last = match.end()
        if _NAME_BEFORE.search(stretch[: match.start()]) and not behind.match(ahead):
            continue
        chained = any(_MORE_YEARS.fullmatch(stretch[match.end() : other[0]]) for other in sure)
        if found := behind.match(ahead):
            last += found.end()
        in_brackets = stretch[match.start() - 1 : match.start()] == "(" or ahead[:1] == ")"
        likely = found or chained or in_brackets or before.search(stretch[: match.start()])
        if likely and (found or not _counts(ahead, own)):
            sure.append((match.start(), last))
    yield from ((first, last, stretch[first : first + 4], False) for first, last in sure)


def _counts(ahead: str, own: Vocabulary) -> bool:
    """Whether a unit or magnitude follows, so that a number of four digits counts things: 2000 tonnes."""
    patterns = (*own.patterns["units"].values(), *own.patterns["magnitudes"].values())
    return any(re.match(rf"\s?(?:%|(?:{spaced(pattern)})(?!\w))", ahead) for pattern in patterns)
