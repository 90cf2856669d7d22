"""Numbers with their units in a sentence: money, per cents, tonnes, people, times; with bounds and directions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest

from kgtools.articles import lexicon
from kgtools.articles.lexicon import plain
from kgtools.curation.extract.spans import Dated, Quantity
from kgtools.curation.extract.text.vocabulary import Vocabulary, spaced, vocabulary
from kgtools.languages import language as grammar_of

# 13 300; 13,300; 4.9; 4,9; 1.234.567,8
_DIGITS = r"(?<![\w.,])[-−]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?![\d])|(?<![\w.,])[-−]?\d+(?:[.,]\d+)*(?!\d)"
_SIGNS = {"$": "usd", "us$": "usd", "€": "eur", "£": "gbp", "₸": "kzt", "₽": "rub", "¥": "cny", "%": "percent"}
_RANGE = re.compile(r"\s?(?:[-–—]|to|до|и|and|мен|бен|пен|дан|ден|тан|тен|нан|нен|-?dan|va)\s?")
_ORDER = {"thousand": 1, "million": 2, "billion": 3, "trillion": 4}
_MONEY = frozenset(("usd", "eur", "gbp", "cny", "rub", "kzt", "uzs"))
_PLURAL = {"tonne": "tonnes", "person": "persons", "item": "items", "hectare": "hectares",
           "square-kilometre": "square-kilometres", "kilometre": "kilometres"}  # fmt: skip
_NOT_THERE = re.compile(r"[-–](?:я|й|е|го|м|му|th|st|nd|rd|шы|ші|інші|ыншы|chi|inchi)\b|[./]\d")
_REFERENCE = re.compile(r"\[[\d\s,;–-]+\]|№\s?\d+|(?<=\bp\. )\d+|(?<=\bс\. )\d+")
_SMALL_CHANGE = 45  # how far before a number, in code points, a word still says that it is a change


def find(
    text: str, start: int, end: int, language: str, dates: Iterable[Dated] = (), currency: str = ""
) -> list[Quantity]:
    """The quantities of a sentence; digits within its dates and references are none.

    `currency` is that of the last sum before it, in which a magnitude that counts nothing is reckoned.

    >>> [(one.value, one.unit, one.bound) for one in find("It exceeded $4.9 bn.", 0, 20, "en")]
    [('4.9', 'billion-usd', 'over')]
    """
    own = vocabulary(language)
    stretch = plain(text[start:end])
    taken = [(one.start - start, one.end - start) for one in dates]
    taken += [match.span() for match in _REFERENCE.finditer(stretch)]
    found = []
    for match in _pattern(own).finditer(stretch):
        if any(first < match.end("number") and match.start("number") < last for first, last in taken):
            continue
        if quantity := _quantity(stretch, match, own):
            found.append(quantity)
    found += [
        one for one in _multiples(stretch, own) if not any(o.start < one.end and one.start < o.end for o in found)
    ]
    found = list(_with_ranges(stretch, _summed(stretch, list(_levels(stretch, sorted(found))))))
    return [_moved(one, start) for one in _with_currencies(stretch, found, own, currency)]


def _multiples(stretch: str, own: Vocabulary) -> Iterator[Quantity]:
    """Words that are a number of times themselves: trade doubled, fell threefold."""
    for value, pattern in own.patterns["multiples"].items():
        for match in re.finditer(rf"(?<!\w)(?:{spaced(pattern)})(?!\w)", stretch):
            before = stretch[max(0, match.start() - _SMALL_CHANGE) : match.start()]
            rising = "fall" if own.alternatives("fall").search(before) else "rise"
            yield Quantity(*match.span(), str(value), "times", _bound(before, match[0], "", own), rising, "times", 0.85)


def _summed(stretch: str, found: list[Quantity]) -> list[Quantity]:
    """Quantities, of which two that are parts of one number are put together: 2 billion 870 million dollars."""
    summed: list[Quantity] = []
    for one in found:
        last = summed[-1] if summed else None
        if last and last.unit.endswith("-items") and "-" in one.unit and stretch[last.end : one.start].isspace():
            large, small = (_ORDER.get(unit.partition("-")[0], 0) for unit in (last.unit, one.unit))
            if large - small == 1 and last.value.isdecimal() and one.value.isdecimal() and len(one.value) <= 3:
                value = f"{last.value}.{one.value.zfill(3).rstrip('0') or '0'}"
                unit = f"{last.unit.partition('-')[0]}-{one.unit.partition('-')[2]}"
                summed[-1] = replace(one, start=last.start, value=value, unit=unit, bound=last.bound)
                continue
        summed.append(one)
    return summed


def unit_of(text: str, language: str) -> str:
    """The unit that the head or title of a table names; empty if it names none.

    >>> unit_of("Exports, million US dollars", "en"), unit_of("Exports", "en")
    ('million-usd', '')
    """
    for match in re.finditer(r"[^\W\d_]+\.?|[$%]", text):
        counted = f"1 {text[match.start() :]}"
        found = find(counted, 0, len(counted), language)
        if found and found[0].start == 0 and found[0].unit and found[0].unit not in ("item", "year"):
            return found[0].unit
    return ""


def _with_currencies(stretch: str, found: list[Quantity], own: Vocabulary, currency: str) -> Iterator[Quantity]:
    """Quantities, of which a magnitude without a noun has the currency of the money before it: imports 1.3 billion.

    Of two that are the ends of a change it has that of the other: from 1.2 billion to 1.9 billion dollars.
    """
    for one, after in zip_longest(found, found[1:]):
        base = one.unit.rpartition("-")[2]
        next_ = after.unit.rpartition("-")[2] if after and _RANGE.fullmatch(stretch[one.end : after.start]) else ""
        if base in _MONEY:
            currency = base
        elif base == "items" and next_ in _MONEY:
            one = replace(one, unit=one.unit.replace("items", next_), counted="")
        elif currency and base == "items" and _has_no_noun(stretch, one, own):
            one = replace(one, unit=one.unit.replace("items", currency), counted="")
        yield one


def currency_of(found: Iterable[Quantity]) -> str:
    """The currency of the last sum among some quantities; empty if there is none."""
    bases = [one.unit.rpartition("-")[2] for one in found]
    return next((base for base in reversed(bases) if base in _MONEY), "")


def _has_no_noun(stretch: str, one: Quantity, own: Vocabulary) -> bool:
    behind = stretch[one.end :]
    declined = own.alternatives("declined").search(stretch[one.start : one.end]) is not None
    return declined or not behind.strip() or own.alternatives("no-noun").match(behind) is not None


def _levels(stretch: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Quantities, of which what comes after "from 3 billion" and is up to a number is that number."""
    for one, before in zip(found, [None, *found], strict=False):
        if one.bound == "up-to" and before is not None:
            from_ = re.search(r"(?:(?<!\w)(?:с|от|from)\s+)$", stretch[: before.start])
            if from_ or re.search(r"(?:[дтн][ае]н|dan)$", stretch[before.start : before.end]):
                one = replace(one, bound="exact", change="to")
        yield one


def _moved(one: Quantity, by: int) -> Quantity:
    return replace(one, start=one.start + by, end=one.end + by)


@lru_cache(maxsize=8)
def _pattern(own: Vocabulary) -> re.Pattern[str]:
    """[sign] number [magnitude] [unit]; the number in digits or in words, in words only with a magnitude or unit."""
    words = "|".join(sorted(map(re.escape, own.cardinals), key=len, reverse=True))
    magnitudes = "|".join(f"(?P<{code}>{spaced(pattern)})" for code, pattern in own.patterns["magnitudes"].items())
    units = "|".join(
        f"(?P<{code.replace('-', '_')}>{spaced(pattern)})" for code, pattern in own.patterns["units"].items()
    )
    sign = r"(?P<sign>us\$|[$€£₸₽¥])\s?"
    number = rf"(?P<number>{_DIGITS}|(?<!\w)(?:{words})(?:[\s-]+(?:and\s)?(?:{words}))*(?!\w))"
    return re.compile(
        rf"(?:{sign})?{number}(?P<half>\s(?:and a half|с половиной|yarim|жарым))?"
        rf"(?:[\s\u00ad-]*(?:{magnitudes})(?!\w))?(?:[\s\u00ad-]*(?:(?P<mark>[%$€£₸₽¥])|(?:{units})(?!\w)))?"
    )


def _quantity(stretch: str, match: re.Match[str], own: Vocabulary) -> Quantity | None:
    groups = {key: value for key, value in match.groupdict().items() if value}
    value = _value(groups["number"], own, "half" in groups)
    magnitude = next((code for code in ("thousand", "million", "billion", "trillion") if code in groups), "")
    unit = next((code for code in own.patterns["units"] if code.replace("-", "_") in groups), "")
    unit = unit or _SIGNS.get(groups.get("mark", "") or groups.get("sign", ""), "")
    if not value or (not match["number"][-1].isdigit() and not magnitude and not unit):
        return None
    if not unit and not magnitude and _NOT_THERE.match(stretch[match.end() :]):
        return None
    if unit == "times" and not _is_change(stretch, match, own):
        unit = "item"
    before = stretch[max(0, match.start() - 60) : match.start()]
    behind = stretch[match.end() : match.end() + 40]
    bound = _bound(before, match[0], behind, own)
    rising, change = _change(before, match[0], behind, unit, own)
    if unit == "times" and not rising:  # 2.5 times more
        rising, change = "rise", "times"
    if bound != "exact" and change == "from":
        change = ""
    if bound == "up-to" and (change == "to" or own.alternatives("reaching").search(before[-_SMALL_CHANGE:])):
        bound = "exact"
    return Quantity(
        match.start(), match.end(), value, _code(unit, magnitude), bound, rising, change,
        0.95 if unit else 0.7, "" if unit else _counted(behind, own),
    )  # fmt: skip


def _value(printed: str, own: Vocabulary, half: bool) -> str:
    """A number as tables have it: a decimal point, spaces between groups of three as printed without them."""
    if not any(letter.isdigit() for letter in printed):
        current = 0
        for word in re.split(r"[\s-]+", printed):
            small = own.cardinals.get(word, 0)
            current = current * 100 if small == 100 and 0 < current < 10 else current + small
        return f"{current}.5" if half else str(current)
    number = re.sub(r"[ \u00a0\u202f]", "", printed.replace("−", "-"))
    parts = re.split("[.,]", number)
    if len(parts) > 2:
        whole, last = parts[:-1], parts[-1]
        if all(len(part) == 3 for part in parts[1:]):
            return "".join(parts)
        return "".join(whole) + "." + last if all(len(part) == 3 for part in whole[1:]) else ""
    if len(parts) == 2 and "," in number and len(parts[1]) == 3 and own.tag == "en" and parts[0].lstrip("-") != "0":
        return "".join(parts)
    return ".".join(parts)


def _code(unit: str, magnitude: str) -> str:
    if unit in ("percent", "percentage-point", "times", "year"):
        return unit
    if not magnitude:
        return unit
    return f"{magnitude}-{_PLURAL.get(unit, unit) if unit else 'items'}"


def _bound(before: str, printed: str, behind: str, own: Vocabulary) -> str:
    """The bound that the words right before a number give it, or right behind it."""
    last = re.sub(r"(?:\s(?:us|a|the|на|в|до))?\s?(?:us\$|[$€£(«])?\s*$", "", before)
    bounds: dict[str, str] = own.patterns["bounds"]
    behind_bounds: dict[str, str] = own.patterns["bounds-behind"]
    for text in (before.rstrip(), last.rstrip()):
        for bound, pattern in bounds.items():
            if re.search(rf"(?<!\w)(?:{spaced(pattern)})$", text):
                return bound
    ending = _ENDING.match(behind)
    away = re.search(r"(?:[дтн][ае]н|dan)$", printed + (ending[1] or "" if ending else ""))
    for bound, pattern in behind_bounds.items():
        if ending and re.match(rf"(?:{spaced(pattern)})(?!\w)", behind[ending.end() :]) and (away or bound != "over"):
            return bound
    return "up-to" if printed.endswith(("gacha", "гача")) else "exact"


_ENDING = re.compile(r"[-\s]?((?:[дтн][ае]н|dan|ga|ға|ге|қа|ке|га|ка|ning|[ндт][ыі]ң|га)(?!\w))?[\s]*")


def _is_change(stretch: str, match: re.Match[str], own: Vocabulary) -> bool:
    """Whether "times" compares (grew 2.5 times) and does not count (met three times)."""
    around = stretch[max(0, match.start() - _SMALL_CHANGE) : match.end() + _SMALL_CHANGE]
    words = own.alternatives("rise").search(around) or own.alternatives("fall").search(around)
    more = lexicon.has(lexicon.language(own.tag)["rise"], around)
    return bool(words) or more


def _change(before: str, printed: str, behind: str, unit: str, own: Vocabulary) -> tuple[str, str]:
    """Whether a number is a change, by the nearest verb of rising or falling, and how it relates to it."""
    before = re.split(r"[;:]|\d[^,\d]*, ", before[-_SMALL_CHANGE:])[-1]
    printed, behind = printed.rstrip(), re.split(r"[;:.]|, ", behind)[0]
    beside: list[tuple[int, str]] = []
    for name in ("rise", "fall"):
        beside += [(len(before) - found.end(), name) for found in own.alternatives(name).finditer(before)]
        beside += [(found.start(), name) for found in own.alternatives(name).finditer(behind[:30])]
    for name, key in (("rise", "more-behind"), ("fall", "less-behind")) if unit == "percent" else ():
        if re.match(rf"-?(?:[ғқгк][аеa]|[gkq]a)?\s*(?:{spaced(own.patterns[key])})(?!\w)", behind):
            return name, "by"
    if not beside:
        return "", ""
    _, rising = min(beside)
    near = before[-25:]
    relations = []
    for name in ("by", "to", "from"):
        match = re.search(rf"(?<!\w)(?:{spaced(own.patterns['change'][name])})(?:\s+[^\s\d]+){{0,2}}\s*$", near)
        if match and not (own.alternatives("rise").search(match[0]) or own.alternatives("fall").search(match[0])):
            relations.append((match.start(), name))  # to nearly 5 bn, but not: from Arcadia rose 5 per cent
    relation = max(relations)[1] if relations else ""
    if grammar_of(own.tag).has("cases-are-endings"):
        relation = _by_ending(printed, behind)
    if unit == "times":
        return rising, "times"
    if relation in ("to", "from") or (not relation and unit not in ("percent", "percentage-point")):
        return "", relation
    return rising, relation or "by"


def _by_ending(printed: str, behind: str) -> str:
    """How a number relates to a change in Kazakh and Uzbek: up to 5 billion, from 5 billion."""
    if re.match(r"[-\s]?(?:ға|ге|қа|ке|га|ga|qa|ka)?\s*(?:дейін|gacha|qadar)", behind) or printed.endswith("gacha"):
        return "to"
    if re.search(r"(?:[дтн][ае]н|dan)$", printed) or re.match(r"[-\s]?(?:[дтн][ае]н|dan)\s", behind):
        return "from"
    return ""


def _counted(behind: str, own: Vocabulary) -> str:
    """The word that a bare number counts."""
    ending = _ENDING.match(behind)
    for match in re.finditer(r"[^\W\d_]{3,}", behind[ending.end() if ending else 0 :].split(",")[0]):
        if not any(re.fullmatch(spaced(one), match[0]) for one in own.patterns["bounds-behind"].values()):
            return match[0]
    return ""


def _with_ranges(stretch: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Two numbers with a dash between them are one: from 3 to 5 per cent; the first has the unit of the second."""
    skip = False
    for number, one in enumerate(found):
        if skip:
            skip = False
            continue
        after = found[number + 1] if number + 1 < len(found) else None
        if after and not one.unit and after.unit and re.fullmatch(r"\s?[-–—]\s?", stretch[one.end : after.start]):
            skip = True
            yield Quantity(one.start, after.end, one.value, after.unit, one.bound, after.rising, after.change,
                           after.confidence, after.counted, after.value)  # fmt: skip
        elif after and one.unit in _MONEY and after.unit.endswith("-items") and stretch[one.end : after.start] in "-–—":
            skip = True
            unit = after.unit.replace("items", one.unit)
            yield Quantity(one.start, after.end, one.value, unit, one.bound, one.rising, one.change, one.confidence,
                           high=after.value)  # fmt: skip
        elif after and not one.unit and after.unit and _RANGE.fullmatch(stretch[one.end : after.start]):
            yield Quantity(one.start, one.end, one.value, after.unit, one.bound, one.rising, one.change,
                           0.8, one.counted, after.value)  # fmt: skip
        else:
            yield one
