"""What a spreadsheet makes of a date, a number or a truth value, and what stood there before."""

from __future__ import annotations

import datetime
import re

_OLDER = "take the cell from an older version"
_MONTHS = (
    "jan янв қаң yan", "feb фев ақп fev", "mar мар нау", "apr апр сәу", "may май мая мам", "jun июн мау iyn",
    "jul июл шіл iyl", "aug авг там avg", "sep сен қыр", "oct окт қаз okt", "nov ноя қар noy", "dec дек жел dek",
)  # fmt: skip
_MONTH = {short: number for number, names in enumerate(_MONTHS, 1) for short in names.split()}
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_NAMED = re.compile(
    r"(?:(?P<day>\d{1,2})[ .-]+)?(?P<month>[^\W\d_]{3,})\.?[ .,/-]*(?:(?P<day2>\d{1,2}),? +)?"
    r"(?P<year>\d{4}|\d{2})(?: ?[гжy]\.?)?"
)
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?Z?$")
_FIRST_DAY = datetime.date(1899, 12, 30)  # of which spreadsheets count


def date(cell: str) -> str:
    """How to mend a cell that is no date in EDTF but was one; empty if it cannot be told.

    >>> date("06.12.2021")
    'a spreadsheet has retyped it: write 2021-12-06'
    >>> date("44536")
    'a spreadsheet has retyped it: write 2021-12-06'
    >>> date("12/6/2021")
    'a spreadsheet has retyped it: write 2021-12-06 or 2021-06-12, as the article has it'
    """
    meant = list(dict.fromkeys(_meant(cell.strip())))
    if meant:
        choice = ", as the article has it" if len(meant) > 1 else ""
        return f"a spreadsheet has retyped it: write {' or '.join(meant)}{choice}"
    if re.fullmatch(r"\d{1,2}[/.]\d{1,2}|.*\d:\d\d.*", cell):
        return f"a spreadsheet has retyped it: {_OLDER}"
    return ""


def _meant(cell: str) -> list[str]:
    """The dates in EDTF that a cell may have been."""
    if _DASHES.search(cell):
        plain = _DASHES.sub("-", cell).replace(" ", "")
        years = re.fullmatch(r"(\d{4})-(\d{4})", plain)
        return [f"{years[1]}/{years[2]}"] if years else [plain] if re.fullmatch(r"[\d/X.~?%-]+", plain) else []
    if _CLOCK.search(cell):
        day = _CLOCK.sub("", cell)
        return [day] if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) else _meant(day)
    if re.fullmatch(r"\d{5}", cell):
        return [(_FIRST_DAY + datetime.timedelta(days=int(cell))).isoformat()]
    if year := re.fullmatch(r"(\d{4})[.,]0+", cell):
        return [year[1]]
    if parts := re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})", cell):
        first, second = int(parts[1]), int(parts[3])
        orders = [(second, first)] if parts[2] == "." else [(first, second), (second, first)]
        return [f"{_year(parts[4])}-{month:02}-{day:02}" for month, day in orders if month <= 12 and day <= 31]
    if parts := re.fullmatch(r"(\d{4})[./](\d{1,2})[./](\d{1,2})", cell):
        return [f"{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}"]
    named = _NAMED.fullmatch(cell)
    if named and (month := _MONTH.get(named["month"].casefold()[:3])):
        day = named["day"] or named["day2"]
        return [f"{_year(named['year'])}-{month:02}" + (f"-{int(day):02}" if day else "")]
    return []


def _year(digits: str) -> str:
    return digits if len(digits) == 4 else ("20" if int(digits) < 30 else "19") + digits


def number(cell: str) -> str:
    """How to mend a cell that is no number but was one; empty if it cannot be told.

    >>> number("1.2E+12")
    'a spreadsheet has shortened it: take the cell from an older version'
    >>> number("110,5")
    'write 110.5'
    """
    if re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?E[+-]?\d+", cell, re.IGNORECASE):
        return f"a spreadsheet has shortened it: {_OLDER}"
    if re.fullmatch(r"-?\d+,\d{1,2}|-?0,\d+", cell):
        return f"write {cell.replace(',', '.')}"
    if re.fullmatch(r"[\u2212\u2013]\d+(?:\.\d+)?", cell):
        return f"write the sign as a hyphen: -{cell[1:]}"
    if cell.startswith("+"):
        return f"write {cell[1:]}"
    if _meant(cell) or re.fullmatch(r"\d{1,2}[./-](?:\d{1,2}|[^\W\d_]{3,})\.?|[^\W\d_]{3,}[.-]\d{1,2}", cell):
        return f"a spreadsheet has made a date of it: {_OLDER}"
    return ""


def truth(cell: str) -> str:
    """How to mend a cell that is neither true nor false but was; empty if it cannot be told.

    >>> truth("ИСТИНА"), truth("FALSE")
    ('write true', 'write false')
    """
    word = cell.casefold()
    for meant, words in (("true", "true истина wahr ақиқат рост 1"), ("false", "false ложь falsch жалған ёлғон 0")):
        if word in words.split():
            return f"write {meant}"
    return ""
