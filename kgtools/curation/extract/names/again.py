"""Second mentions: a surname after the full name, an acronym after its expansion, "the council"; and look-alikes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from kgtools.articles.endings import forms
from kgtools.articles.lexicon import plain
from kgtools.curation.extract.names.known import Gazetteer
from kgtools.curation.extract.spans import Mention, Sentence
from kgtools.curation.extract.text.tokens import tokens
from kgtools.curation.extract.text.vocabulary import vocabulary

_BRACKET = re.compile(r"\s*\(\s*(?:далее\s*[-–—]\s*|hereinafter\s+|бұдан әрі\s*[-–—]\s*|keyingi oʻrinlarda\s*[-–—]\s*)?"
                      r"[«\"“]?([A-ZА-ЯЁӘҒҚҢӨҰҮҺІЎҲ][\wА-Яа-я]{1,8})[»\"”]?\s*\)")  # fmt: skip
_CASED = re.compile(r"(?<=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІЎҲ]{2})[a-zа-яәғқңөұүһіўҳ]{1,6}$")  # the case of an acronym: EHKning
_FAR = 6  # sentences within which "the council" means the last one named


def surnames(corpus_names: Gazetteer, sentences: Sequence[Sentence], text: str) -> list[list[Mention]]:
    """People again, by surname alone, in the sentences from their full name on; known ones and unknown ones.

    Who is named with initials, as notes name their authors, may have been called by surname before.
    """
    known: dict[str, list[Mention]] = defaultdict(list)
    found: list[list[Mention]] = []
    for one in (one for sentence in sentences for one in sentence.mentions):
        if one.kind == "Person" and one.how == "new" and re.search(r"\w\.", one.name):  # cited in full in a note
            for form in _surnames(one, corpus_names):
                known[form].append(one)
    for sentence in sentences:
        own: list[Mention] = []
        for token in tokens(text, sentence.start, sentence.end):
            if not token.capital or any(one.start < token.end and token.start < one.end for one in sentence.mentions):
                continue
            people = {one.thing: one for one in known.get(token.text, ())}
            if len(people) == 1:
                person = next(iter(people.values()))
                own.append(replace(person, start=token.start, end=token.end, how="again", confidence=0.93))
        found.append(own)
        for one in sentence.mentions:
            if one.kind == "Person" and one.how in ("name", "new", "look-alike"):
                for form in _surnames(one, corpus_names):
                    known[form].append(one)
    return found


def _surnames(person: Mention, known: Gazetteer) -> Iterator[str]:
    """All forms of the surnames of a person, in all languages, as print may have them."""
    names = [(person.name, person.language)]
    if person.entity:
        entity = known.corpus.entities[person.entity]
        names = [(text.value, text.language) for text in (*entity.labels, *entity.aliases)]
    for name, language in names:
        words = [word for word in re.split(r"[\s.]+", plain(name)) if len(word) > 3]
        if len(name.split()) > 1 and words:
            last = words[-1] if not re.search(r"(?:ич|вна|ұлы|қызы|ovich|ovna)$", words[-1]) else words[0]
            yield from forms(last, language)


def full_names(sentences: Sequence[Sentence], text: str) -> list[tuple[Mention, ...]]:
    """The names of sentences, with unknown people found wherever their whole name stands, each under one name.

    Who is found by a title in one sentence is the same person in another, whatever case the name has there.
    """
    known: dict[tuple[str, str], Mention] = {}
    for one in _by_frequency(sentences):
        given, surname = plain(one.name).split()
        if (given, surname) not in known:
            pairs = ((a, b) for a in forms(given, one.language) for b in forms(surname, one.language))
            for pair in pairs:
                known.setdefault(pair, one)
    if not known:
        return [one.mentions for one in sentences]
    return [_with_full_names(sentence, text, known) for sentence in sentences]


def _by_frequency(sentences: Sequence[Sentence]) -> list[Mention]:
    """The unknown people whose names have two words, those that are named most often first, first forms before."""
    people = [
        one
        for sentence in sentences
        for one in sentence.mentions
        if one.kind == "Person" and one.how == "new" and len(one.name.split()) == 2 and "." not in one.name
    ]
    often = Counter(one.key for one in people)
    return sorted(people, key=lambda one: (-often[one.key], len(one.name)))


def _with_full_names(sentence: Sentence, text: str, known: Mapping[tuple[str, str], Mention]) -> tuple[Mention, ...]:
    found = tokens(text, sentence.start, sentence.end)
    here: list[Mention] = []
    for left, right in pairwise(found):
        person = known.get((left.text, right.text))
        if person and left.capital and right.capital and right.follows:
            here.append(replace(person, start=left.start, end=right.end, language=sentence.language))
    rest = [
        one
        for one in sentence.mentions
        if not any(one.start < other.end and other.start < one.end for other in here) or one.entity
    ]
    here = [one for one in here if not any(m.start < one.end and one.start < m.end for m in rest)]
    return merged(rest, here)


def acronyms(sentences: Sequence[Sentence], text: str) -> dict[str, Mention]:
    """Acronyms in brackets behind a name, each with the mention that it stands for."""
    found: dict[str, Mention] = {}
    for sentence in sentences:
        for one in sentence.mentions:
            if one.kind in ("Person", "State") or one.how == "adjective":
                continue
            match = _BRACKET.match(text[one.end : one.end + 40])
            if match and sum(letter.isupper() for letter in match[1]) > 1:
                found.setdefault(match[1], replace(one, start=one.end + match.start(1), end=one.end + match.end(1)))
    return found


def by_acronym(bound: Mapping[str, Mention], sentence: Sentence, text: str) -> list[Mention]:
    """What stands in a sentence by its acronym: mentions of unknown acronyms become those of what they stand for."""
    found = []
    for token in tokens(text, sentence.start, sentence.end):
        short = _CASED.sub("", token.printed.partition("-")[0])
        one = bound.get(short)
        if one and not any(m.entity and m.start <= token.start < m.end for m in sentence.mentions):
            found.append(replace(one, start=token.start, end=token.start + len(short), how="again", confidence=0.95))
    return found


def heads(sentences: Sequence[Sentence], text: str) -> list[list[Mention]]:
    """The council, банк, ұйым: a word for a body that means the last one of its sort, if there is but one."""
    last: dict[str, tuple[int, Mention]] = {}
    found: list[list[Mention]] = []
    for number, sentence in enumerate(sentences):
        here: list[Mention] = []
        named = [one for one in sentence.mentions if one.how != "adjective"]
        words = [(one.start, one) for one in named] + [(start, end) for start, end in _general(text, sentence, named)]
        for start, what in sorted(words, key=lambda each: each[0]):
            if isinstance(what, Mention):
                for stem in _stems(text[what.start : what.end], sentence.language):
                    other = last.get(stem)
                    ambiguous = other and other[0] == number and other[1].thing != what.thing
                    last[stem] = (-_FAR - 1, what) if ambiguous else (number, what)
                continue
            for stem in _stems(text[start:what], sentence.language):
                where, body = last.get(stem, (-_FAR - 1, None))
                if body is not None and number - where <= _FAR:
                    here.append(replace(body, start=start, end=what, how="again", confidence=0.8))
        found.append(here)
    return found


def _general(text: str, sentence: Sentence, named: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Where a sentence has a word for a body that stands for itself, outside names."""
    own = vocabulary(sentence.language)
    again = own.patterns["again"]["Body"]
    for match in re.finditer(rf"(?<!\w)(?:{again})(?!\w)", plain(text[sentence.start : sentence.end])):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        inside = any(one.start < end and start < one.end for one in named)
        if not inside and (own.tag == "en" or _stands_alone(text, start, end, sentence, own.tag)):
            yield start, end


def _stems(printed: str, language: str) -> set[str]:
    """The beginnings of words for bodies that a name or a word has: council, банк, ұйым."""
    again = vocabulary(language).patterns["again"]["Body"].replace("the ", "")
    stems = re.findall(r"(?:^|\||:)([^\W\d_]{3,})", again)
    words = re.findall(r"[^\W\d_]+", plain(printed))
    return {max(own, key=len) for word in words if (own := [stem for stem in stems if word.startswith(stem)])}


def _stands_alone(text: str, start: int, end: int, sentence: Sentence, language: str) -> bool:
    """Whether a word for a body has no adjective or name of its own around it."""
    before = re.search(r"([^\W\d_]+)[\s]+$", text[max(sentence.start, start - 40) : start])
    behind = re.match(r"\s+([^\W\d_]+)", text[end : end + 30])
    if before and re.search(
        r"(?:ый|ий|ой|ая|яя|ое|ее|ого|его|ому|ых|их|дық|дік|тық|тік|лық|лік|аралық|лык|ік|iy|viy|lik)$",
        before[1].lower(),
    ):
        return False
    if before and before[1][0].isupper() and start - len(before[0]) > sentence.start:
        return False
    return not (language == "ru" and behind and re.search(r"(?:ий|ов|ей|ого|ых|их|ции|ства)$", behind[1].lower()))


def merged(*lists: Iterable[Mention]) -> tuple[Mention, ...]:
    """Mentions in the order of their places, each once; of two at one place the surer."""
    best: dict[tuple[int, int], Mention] = {}
    for one in (one for each in lists for one in each):
        place = (one.start, one.end)
        if place not in best or best[place].confidence < one.confidence:
            best[place] = one
    return tuple(sorted(best.values()))
