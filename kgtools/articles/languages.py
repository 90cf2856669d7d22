"""In which language of the project each stretch of an article is written.

An article mixes languages: an abstract in one, a title of another quoted in a sentence, a list of references in all
of them. A line tells its language by the letters that only one language has and by common words, which the files of
the languages hold; where it tells nothing, its paragraph does, and for a line of another script the first language of
the project that has it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

from kgtools import languages, namespaces
from kgtools.articles.lexicon import plain
from kgtools.articles.paragraphs import split_paragraphs
from kgtools.languages import scripts

_WORD = re.compile(r"[^\W\d_]+(?:’[^\W\d_]+)*’?")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_QUOTED = re.compile(r"«(?:[^«»]|«[^«»]*»)*»|“[^“”]*”|\"[^\"]*\"")
_SURE = 2  # how far ahead of the next language one must be


@dataclass(frozen=True)
class Stretch:
    """A stretch of a text and the language it is written in."""

    start: int
    end: int
    language: str


def stretches(text: str) -> Iterator[Stretch]:
    """A text, line by line, with the language of each line; then the quotations that have one of their own.

    Of two stretches over one place the later one holds.
    """
    before = namespaces.first_language()
    for start, end in split_paragraphs(text):
        paragraph = text[start:end]
        quoted = [(match, _best(_scores(match[0]), _SURE)) for match in _QUOTED.finditer(paragraph)]
        rest = paragraph
        script = script_of(paragraph)
        for match, own in quoted:
            if own or script_of(match[0]) != script:
                rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
        usual = _best(_scores(rest), 1) or _best(_scores(paragraph), 1) or before
        for match in re.finditer(r"[^\n]+", rest):
            before = _language(match[0], usual)
            yield Stretch(start + match.start(), start + match.end(), before)
        yield from (Stretch(start + match.start(), start + match.end(), own) for match, own in quoted if own)


def _language(line: str, paragraph: str) -> str:
    """The language of a line in a paragraph; a line in another script than its paragraph goes by its own letters."""
    scores = _scores(line)
    best = _best(scores, _SURE)
    if best:
        return best
    if not any(letter.isalpha() for letter in line):
        return paragraph
    script = script_of(line)
    if script == languages.language(paragraph).script:
        return paragraph
    return _best(scores, 1) or first_in(script)


@languages.remembered()
def first_in(script: str) -> str:
    """The first language of the project that is usually written in a script, else the first of all.

    >>> first_in("Cyrl"), first_in("Latn"), first_in("Thai")
    ('ru', 'en', 'en')
    """
    every = namespaces.languages()
    return next((tag for tag in every if languages.language(tag).script == script), every[0])


def leading(stretch: str) -> str:
    """The language of which most words of a stretch tell; empty if none leads.

    >>> leading("Тарих және болашақ"), leading("The history of roads"), leading("Roads")
    ('kk', 'en', '')
    """
    return _best(_scores(stretch), 1)


def script_of(stretch: str) -> str:
    """The script of most letters of a stretch, addresses aside.

    >>> script_of("Ташкент"), script_of("Tashkent, г."), script_of("Ташкент, https://example.org/tashkent")
    ('Cyrl', 'Latn', 'Cyrl')
    """
    return languages.script_of(_ADDRESS.sub(" ", stretch))


@dataclass(frozen=True)
class _Telling:
    """What tells the languages of the project apart: their common words, letters and endings.

    `rivals` are pairs of languages that share letters, with what only the second has and what only the first has.
    """

    words: dict[str, str]
    letters: tuple[tuple[str, re.Pattern[str]], ...]
    endings: tuple[tuple[str, re.Pattern[str]], ...]
    rivals: tuple[tuple[str, str, re.Pattern[str], re.Pattern[str]], ...]


@languages.remembered()
def _telling() -> _Telling:
    every = [languages.language(tag) for tag in namespaces.languages()]
    words = {word: one.tag for one in every for word in plain(one.text("common")).split()}
    with_letters = sorted((one for one in every if one.letters), key=lambda one: len(one.letters))
    letters = tuple((one.tag, _any_of(one.letters)) for one in with_letters)  # those of few letters say most
    endings = tuple((one.tag, re.compile(one.text("telling"))) for one in reversed(every))
    return _Telling(words, letters, endings, tuple(_rivals(with_letters)))


def _rivals(every: list[languages.Language]) -> Iterator[tuple[str, str, re.Pattern[str], re.Pattern[str]]]:
    for one, other in permutations(every, 2):
        theirs = {letter for alphabet in other.alphabets.values() for letter in alphabet}
        shared = theirs.intersection(one.letters)
        found = {scripts.of_letter(letter) for letter in shared if len(letter) == 1}
        only = [letter for letter in other.letters if len(letter) == 1 and scripts.of_letter(letter) in found]
        alone = [letter for letter in one.letters if letter not in shared]
        if only and alone:
            yield one.tag, other.tag, _any_of(only), _any_of(alone)


def _any_of(letters: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(plain(letter)) for letter in letters))


def _scores(stretch: str) -> Counter[str]:
    """How many words of a stretch tell of each language."""
    told, small = _telling(), plain(_ADDRESS.sub(" ", stretch))
    found: Counter[str] = Counter()
    for word in _WORD.findall(small):
        language = told.words.get(word) or next((one for one, letters in told.letters if letters.search(word)), "")
        language = language or next((one for one, ending in told.endings if ending.fullmatch(word)), "")
        if language:
            found[language] += 1
    for one, other, only, alone in told.rivals:
        if found[one] and only.search(small) and not alone.search(small):
            found[other] += found.pop(one)
    return +found


def _best(scores: Counter[str], ahead: int) -> str:
    """The language that leads by so many words, or none."""
    (best, most), (_, next_) = [*scores.most_common(2), ("", 0), ("", 0)][:2]
    return best if most - next_ >= ahead else ""
