"""Documents that a sentence describes and that have no name of their own: an agreement on X, X туралы меморандум."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from kgtools.articles import lexicon
from kgtools.articles.lexicon import plain
from kgtools.curation.extract.frames.described.labels import key
from kgtools.curation.extract.frames.words import Words
from kgtools.curation.extract.spans import Mention, Sentence
from kgtools.curation.extract.text.first_forms import of_head

_LONGEST = 140
_STOP = re.compile(r"[.,;:()]\s|[.;:()»“”\"]|\s[–—]\s")


_CASES = {  # behind a noun, more than those that the file has
    "kk": r"(?:[дтн][ыі]ң|[ғқ]а|[гк]е|[дтн][ыі]|н[ае]?|[дтн][ае]н|[мпб]ен)?",
    "uz": r"(?:ning|[gkq]a|ni|dan|нинг|га|ни)?",
}


@lru_cache(maxsize=8)
def _nouns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The nouns for documents of a language, by the class of the document."""
    given = lexicon.reading(language)["reading"]["patterns"]["documents"]
    cases = _CASES.get(language, "")
    return tuple(
        (kind, re.compile(rf"(?<![\w’])(?:{lexicon.plain(pattern)}){cases}(?![\w’])".replace(" ", r"\s+")))
        for kind, pattern in given.items()
    )


def _is_noun(language: str) -> Callable[[str], bool]:
    return lambda word: any(noun.fullmatch(lexicon.plain(word)) for _, noun in _nouns(language))


def documents(
    text: str, printed: str, sentence: Sentence, mentions: Sequence[Mention], words: Words
) -> Iterator[Mention]:
    """The documents described in a sentence where no name of one stands; `text` is the plain form of `printed`."""
    if not words.patterns:
        return
    end = sentence.start
    taken = [one for one in mentions if one.entity.startswith("document/") or words_of_document(one)]
    found = sorted(
        (match.start(), match.end(), kind)
        for kind, noun in _nouns(words.language)
        for match in noun.finditer(text, sentence.start, sentence.end)
    )
    for start, last, kind in found:
        if start < end or any(one.start < last and start < one.end for one in taken):
            continue
        extent = _ahead if words.verb_last else _behind
        place = extent(text, start, last, sentence, mentions, words)
        if place is None or any(one.unit and place[0] < one.start < place[1] for one in sentence.quantities):
            continue
        end = place[1]
        noun = of_head(printed[start:last], words.language, _is_noun(words.language))
        name = " ".join((printed[place[0] : start] + noun + printed[last : place[1]]).split())
        yield Mention(*place, "", kind, name, words.language, 0.75, "new", key(name))


def overlong(mention: Mention, text: str, sentence: Sentence, words: Words) -> bool:
    """Whether an unknown document swallows what the sentence goes on to say of it: was signed, on 3 May 2030."""
    if mention.how != "new" or not words_of_document(mention):
        return False
    dated = any(mention.start < one.start < mention.end and "/" not in one.edtf for one in sentence.dates)
    return dated or words["unnamed.goes-on"].search(text, mention.start, mention.end) is not None


def words_of_document(mention: Mention) -> bool:
    """Whether an unknown name is that of a document, which the names of texts have as a class of documents."""
    return mention.kind in _KINDS


def _is_subject(one: Mention, text: str, noun: int, words: Words) -> bool:
    """Whether a name before a document is of who signs it: a person, or a state or body without a case.

    What stands in "between" is part of the document, and so is a body with a noun that it owns behind it.
    """
    if one.kind == "Person":
        return True
    printed = text[one.start : one.end]
    between = words.roles["between"].right.match(text[one.end : noun]) if "between" in words.roles else None
    return one.how != "adjective" and printed == plain(one.name) and between is None


_KINDS = frozenset(
    ("Treaty", "Declaration", "Agreement", "Protocol", "Strategy", "Programme", "RoadMap", "ActionPlan", "Concept",
     "Resolution", "Memorandum", "Statement", "Decree", "Law", "Contract", "Document")
)  # fmt: skip


def _behind(
    text: str, start: int, last: int, sentence: Sentence, mentions: Sequence[Mention], words: Words
) -> tuple[int, int] | None:
    """English and Russian: the noun, what it is about behind it, the adjectives before it."""
    about = words["unnamed.about"].match(text, last, sentence.end)
    if about is None:
        return None
    stop = min(sentence.end, last + _LONGEST)
    for pattern in (_STOP, words["unnamed.goes-on"]):
        if match := pattern.search(text, about.end() - 1, stop):
            stop = min(stop, match.start())
    dates = [one.start for one in sentence.dates if last < one.start < stop]
    people = [one.start for one in mentions if one.kind == "Person" and last < one.start < stop]
    stop = min([stop, *dates, *people])
    small = re.search(rf"(?:\s+(?:{words['unnamed.small'].pattern}))*\s*$", text[last:stop])
    stop = last + small.start() if small and dates else stop
    before = re.search(rf"(?:{words['unnamed.adjectives'].pattern})\s+$", text[max(sentence.start, start - 40) : start])
    begin = max(sentence.start, start - 40) + before.start() if before else start
    stop = begin + len(text[begin:stop].rstrip())
    return (begin, stop) if stop > about.end() else None


def _ahead(
    text: str, start: int, last: int, sentence: Sentence, mentions: Sequence[Mention], words: Words
) -> tuple[int, int] | None:
    """Kazakh and Uzbek: what it is about before the noun, as far as nothing else of the sentence begins."""
    floor = max(sentence.start, start - _LONGEST)
    if re.search(rf"(?:{words['unnamed.about'].pattern})\s+(?:[\w’-]+\s+){{0,2}}$", text[floor:start]) is None:
        return None
    begin = max([floor, *(match.end() for match in words["unnamed.ends"].finditer(text, floor, start))])
    begin = max([begin, *(one.end for one in sentence.dates if one.end <= start)])
    before = [one for one in mentions if one.end <= start]
    begin = max([begin, *(one.end for one in before if words_of_document(one) or _is_subject(one, text, start, words))])
    while gap := re.compile(rf"\s*(?:{words['unnamed.small'].pattern})\s+").match(text, begin, start):
        begin = gap.end()
    begin += len(text[begin:start]) - len(text[begin:start].lstrip())
    return (begin, last) if begin < start else None
