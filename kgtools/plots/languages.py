"""One page in several languages: written once, with the texts in which the languages differ beside it.

The script `languages.js` puts the texts of another language in their places.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

_TAGS = re.compile(r"(<[^>]*>)")
_ATTRIBUTES = re.compile(r' ([a-z-]+)="([^"]*)"')


def woven(pages: Mapping[str, str], language: str) -> tuple[str, dict[str, list[str]]]:
    """The page in one language, its texts numbered where languages differ, and these texts by language.

    `pages` are fragments of HTML in which all languages have the same elements with the same attributes. Raises
    ValueError where they have not.

    >>> woven({"en": '<p lang="en">year</p>', "kk": '<p lang="kk">jyl</p>'}, "en")
    ('<p lang="en" data-names="lang 0" data-text="1">year</p>', {'en': ['en', 'year'], 'kk': ['kk', 'jyl']})
    """
    split = {code: _TAGS.split(text) for code, text in pages.items()}
    if len({len(parts) for parts in split.values()}) > 1:
        raise ValueError("pages of different elements are not one page in several languages")
    texts = _Texts()
    woven_: list[str] = []
    own = split[language]
    for place, parts in enumerate(zip(*split.values(), strict=True)):
        said = dict(zip(pages, parts, strict=True))
        if len(set(parts)) == 1:
            woven_.append(own[place])
        elif own[place].startswith("<"):
            woven_.append(_named(said, own[place], texts))
        else:
            _put(woven_, own, place, texts.number({code: unescape(text) for code, text in said.items()}))
    listed = list(texts.numbers)
    return "".join(woven_), {code: [each[number] for each in listed] for number, code in enumerate(pages)}


class _Texts:
    """The texts that differ, each once."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, ...], int] = {}

    def number(self, said: Mapping[str, str]) -> int:
        return self.numbers.setdefault(tuple(said.values()), len(self.numbers))


def _named(said: Mapping[str, str], own: str, texts: _Texts) -> str:
    """A tag whose attributes differ, with the numbers of their values."""
    found = {code: dict(_ATTRIBUTES.findall(tag)) for code, tag in said.items()}
    bare = {_ATTRIBUTES.sub(lambda match: f" {match[1]}", tag) for tag in said.values()}
    if len(bare) > 1:
        raise ValueError(f"{' and '.join(sorted(bare))} are not one element in several languages")
    numbers = []
    for name in found[next(iter(found))]:
        values = {code: unescape(each[name]) for code, each in found.items()}
        if len(set(values.values())) > 1:
            numbers.append(f"{name} {texts.number(values)}")
    return _with(own, f' data-names="{";".join(numbers)}"')


def _put(woven: list[str], own: list[str], place: int, number: int) -> None:
    """A text that differs: its number stands in the tag that holds nothing else, or in one of its own around it."""
    before, after = own[place - 1], own[place + 1] if place + 1 < len(own) else ""
    name = re.match(r"<([a-zA-Z0-9]+)", before)
    if name and after == f"</{name[1]}>":
        woven[-1] = _with(woven[-1], f' data-text="{number}"')
        woven.append(own[place])
    else:
        woven.append(f'<span data-text="{number}">{own[place]}</span>')


def _with(tag: str, attribute: str) -> str:
    """A tag with one more attribute."""
    end = -2 if tag.endswith("/>") else -1
    return tag[:end] + attribute + tag[end:]
