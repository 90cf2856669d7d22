"""What the head of an article prints: titles, authors, the day, its address. Only what is sure; the rest is left out.

The head is what stands before the first long paragraph: titles, names, places of work, dates, key words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kgtools import namespaces
from kgtools.articles import languages, lexicon
from kgtools.articles.lexicon import plain
from kgtools.articles.paragraphs import split_paragraphs
from kgtools.checks.passages import dates
from kgtools.checks.passages.place import language_of
from kgtools.claims.model import Entity, Text
from kgtools.languages import remembered, scripts

_LONG = 300  # letters of a paragraph that belongs to the head no more
_TITLE = 250  # letters of a title at most
_FRONT = 4000  # code points at the beginning of a text, among which a day of publication or an address is its own
_SHARE = 0.03  # of the letters of a text that are in a language which it is said to be written in
_MARKUP = re.compile(r"</?su[bp]>|\[([^\]]*)\]\([^)]*\)|[*_#]+")
_ADDRESS = re.compile(r"\b(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)(10\.\d{4,9}/[^\s*)\]]+)", re.IGNORECASE)


@remembered()
def _before_a_day() -> re.Pattern[str]:
    """What stands before the day on which an article was published."""
    return re.compile(rf"(?:{lexicon.patterns('head', 'published')})\b")


@remembered()
def _no_title() -> re.Pattern[str]:
    """What stands over a part of an article, or before an abstract, and is no title."""
    return re.compile(rf"(?:{lexicon.patterns('head', 'no-title')})\b")


@remembered()
def _between() -> re.Pattern[str]:
    """What stands between the names of two authors."""
    return re.compile(rf",|;|\d|\b(?:{lexicon.patterns('head', 'and')})\b")


@remembered()
def _name() -> re.Pattern[str]:
    """A name of two to four words, each with a capital or an initial."""
    word = rf"(?:[^\W\d_{scripts.small()}][\w’'-]*\.?|[^\W\d_]\.)"
    return re.compile(rf"{word}(?:\s*{word}){{1,3}}")


@dataclass(frozen=True)
class Head:
    """What a head prints: titles by language, ids of known authors in printed order, the day (EDTF), the address.

    `languages` are those of the whole text, the most printed first; `unknown` are lines that seem to name people
    whom the tables do not have.
    """

    titles: tuple[Text, ...]
    authors: tuple[str, ...]
    unknown: tuple[str, ...]
    published: str
    url: str
    languages: tuple[str, ...]


def read(text: str, people: Mapping[str, Entity]) -> Head:
    """The head of a text; `people` are those that the tables have, by id.

    >>> text = "# The road of the two shores\\n\\n**Oraz Bekturov**\\n\\nPublished: 04.05.2031\\n\\n"
    >>> head = read(text + "It is long. " * 40, {})
    >>> head.titles, head.unknown, head.published, head.languages
    ((Text(value='The road of the two shores', language='en'),), ('Oraz Bekturov',), '2031-05-04', ('en',))
    """
    found = list(_lines(text))
    heading = [Text(_unquoted(line), _language(line)) for line, is_title in found if is_title]
    titles = {title.language: title for title in reversed(heading)}
    first = next((number for number, (_, is_title) in enumerate(found) if is_title), -1)
    below = [line for line, is_title in found[first + 1 :] if not is_title]
    front = _plainly(text[:_FRONT]).split("\n")
    authors, unknown = _authors(below, people.values())
    printed = [titles[language] for language in namespaces.languages() if language in titles]
    return Head(tuple(printed), authors, unknown, _published(front), _url(front), _languages(text))


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """The lines of the head without markup, each with whether it is a title."""
    marked = bool(re.search(r"(?m)^#{1,3} ", text[:2000]))
    for number, (start, end) in enumerate(split_paragraphs(text)):
        paragraph = text[start:end]
        if len(paragraph) >= _LONG or (number and _no_title().match(_bare(paragraph)) and len(paragraph) > 80):
            return
        is_title = _is_title(paragraph) and (paragraph.startswith("#") if marked else number == 0)
        if is_title:
            yield " ".join(_plainly(paragraph).split()), True
        else:
            yield from ((line, False) for line in map(str.strip, _plainly(paragraph).split("\n")) if line)


def _is_title(paragraph: str) -> bool:
    bare = _bare(paragraph)
    is_short = len(bare) <= _TITLE and len(bare.split()) > 2
    return is_short and not _plainly(paragraph).endswith(".") and not _no_title().match(bare)


def _bare(paragraph: str) -> str:
    return plain(_plainly(paragraph)).strip(' \t\n:.,"“”«»')


def _plainly(paragraph: str) -> str:
    """A paragraph without the markup of Markdown."""
    return _MARKUP.sub(lambda match: match[1] or "", paragraph).replace("\\", "").strip()


def _unquoted(line: str) -> str:
    """A title without the quotation marks that stand round the whole of it."""
    opening, inner, closing = line[:1], line[1:-1], line[-1:]
    return inner if opening + closing in ('""', "“”", "«»", "„“") and not set(inner) & set(opening + closing) else line


def _language(title: str) -> str:
    return languages.leading(title) or language_of(plain(title))


def _authors(lines: Iterable[str], people: Iterable[Entity]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Known people whom the lines name, in printed order, and lines that seem to name others."""
    known = [(words, person.id) for person in people for words in _names(person)]
    authors: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for line in lines:
        for part in map(str.strip, _between().split(line)):
            printed = set(re.findall(r"[\w’]+", plain(part)))
            named = [person for words, person in known if words and words <= printed]
            if named:
                authors.update(dict.fromkeys(named[:1]))
            elif _name().fullmatch(part) and len(part.split()) > 1 and not part.isupper():
                unknown[part] = None
    return tuple(authors), tuple(unknown)


def _names(person: Entity) -> Iterator[set[str]]:
    """The words of each full name of a person: a surname alone tells of no one."""
    for name in (*person.labels, *person.aliases):
        words = re.findall(r"[\w’]+", plain(name.value))
        if len(words) > 1:
            yield set(words)


def _published(lines: Iterable[str]) -> str:
    """The day after a word that says it is that of publication, in EDTF; empty if none is printed so."""
    for line in map(plain, lines):
        if match := _before_a_day().match(line.strip()):
            days = dates.full_dates(line[match.end() :])
            if len(days) == 1:
                return next(iter(days))
    return ""


def _url(lines: Iterable[str]) -> str:
    found = {match[1].rstrip(".,;") for line in lines for match in _ADDRESS.finditer(line)}
    return f"https://doi.org/{found.pop()}" if len(found) == 1 else ""


def _languages(text: str) -> tuple[str, ...]:
    letters: Counter[str] = Counter()
    for stretch in languages.stretches(text):
        letters[stretch.language] += sum(map(str.isalpha, text[stretch.start : stretch.end]))
    enough = _SHARE * letters.total()
    return tuple(language for language, number in letters.most_common() if number >= enough)
