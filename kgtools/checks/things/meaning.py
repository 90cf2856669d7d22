"""Whether the labels of a thing say the same in each language.

What a word means is told by the other rows and the translated texts: a label none of whose words stands
elsewhere beside those of the other labels is that of another thing, and a word that all other labels
translate alike is lost where its translation is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from kgtools import marks, namespaces
from kgtools.checks.things.rows import Fault, labels, quoted
from kgtools.checks.things.words import Words
from kgtools.checks.things.words.stems import Stem
from kgtools.checks.things.words.texts import words_of
from kgtools.claims.model import Entity
from kgtools.values.transliteration import phonetic_key

CHECK = "label-meaning"
_KNOWN = 3  # other rows and texts with a word before its translation counts as known
_COMMON = 8  # a word in more than one of so many texts belongs to any label
_OWN, _BETWEEN = 0.5, 0.6  # shares of known words that fit: less than this and a label stands apart; those that agree
_FEWEST = 3  # known words in all before a label can stand apart
_AS_GOOD = 0.75  # a word is taken up by one that fits it so nearly as well as the best
_SAME, _ALSO = 3, 4  # other labels that all translate a word alike: enough alone, or where a strange word stands too
_LIKE = 72  # of 100: sounds that are so much alike are one borrowed word


class _Labels:
    """The labels of one row: their stems, and which of them is taken up by each other label."""

    def __init__(self, entity: Entity, words: Words) -> None:
        self.entity = entity
        self.texts = words.rows[entity.id]
        self.stems = {language: words.stems(language, text) for language, text in self.texts.items()}
        self.taken: dict[tuple[str, str], set[str]] = {}
        self._fit: dict[tuple[str, str], tuple[int, int]] = {}
        for one, other in combinations(namespaces.languages(), 2):
            self._align(one, other, words)

    def _align(self, one: str, other: str, words: Words) -> None:
        """Note which stems of two labels take each other up, and how many known ones have any counterpart."""
        here, there = self.stems[one], self.stems[other]
        table = [words.together(stem, there) for stem in here]
        turned = [list(column) for column in zip(*table, strict=True)] or [[] for _ in there]
        best, best_there = [max(row, default=0.0) for row in table], [max(row, default=0.0) for row in turned]
        self.taken[one, other] = _taken(here, table, best_there)
        self.taken[other, one] = _taken(there, turned, best)
        at_most = words.size // _COMMON
        known = [
            fit > 0
            for stem, fit in (*zip(here, best, strict=True), *zip(there, best_there, strict=True))
            if fit == 1 or (len(stem.text) > 3 and _KNOWN <= stem.elsewhere < at_most)
        ]
        self._fit[one, other] = self._fit[other, one] = len(known), sum(known)

    def fit(self, pairs: list[tuple[str, str]]) -> tuple[int, float]:
        """How many words of some pairs of labels are known, and which share of them has a counterpart."""
        known = sum(self._fit[pair][0] for pair in pairs)
        return known, sum(self._fit[pair][1] for pair in pairs) / known if known else 0.0


def _taken(stems: list[Stem], table: list[list[float]], best: list[float]) -> set[str]:
    """The stems of one label that a stem of the other fits (nearly) as well as any."""
    found = set()
    for stem, row in zip(stems, table, strict=True):
        for fit, most in zip(row, best, strict=True):
            if fit and fit >= _AS_GOOD * most:
                found.add(stem.text)
                break
    return found


def faults(entity: Entity, words: Words) -> Iterator[Fault]:
    """Labels of an entity that mean another thing than the rest, or have lost a word that the rest have."""
    found = _Labels(entity, words)
    for column, label in labels(entity):
        others = [other for other in namespaces.languages() if other != label.language]
        if _stands_apart(found, label.language, others):
            message = "the label means something else than those in the other languages"
            hint = "look for a cell or column that was shifted, pasted or exchanged"
        elif lost := _lost(found, label.language, others, words):
            message = f"the label lacks what '{lost}' of another label means in all other rows"
            hint = "add the word, or correct it"
        else:
            continue
        yield Fault(column, message, quoted(label, column), f"the name of {entity.id}", hint)


def _stands_apart(row: _Labels, language: str, others: list[str]) -> bool:
    """Whether the label of a language has hardly a word in common with the others, which have with each other."""
    known, own = row.fit([(language, other) for other in others])
    _, between = row.fit(list(combinations(others, 2)))
    return (
        known >= _FEWEST
        and own < _OWN
        and between >= _BETWEEN
        and not (language == namespaces.first_language() and _is_id(row))
    )


def _is_id(row: _Labels) -> bool:
    """Whether the label of curators has a word of the id, which nobody exchanges by accident."""
    slug = row.entity.id.partition("/")[2].split("-")
    return any(
        word[:4] == part[:4]
        for word in words_of(row.texts[namespaces.first_language()])
        for part in slug
        if len(word) > 3
    )


def _is_whole(row: _Labels) -> bool:
    """Whether the label of curators has all words of the id."""
    said = words_of(row.texts[namespaces.first_language()])
    slug = [part for part in row.entity.id.partition("/")[2].split("-") if len(part) > 3 and part.isalpha()]
    return all(any(word[:4] == part[:4] for word in said) for part in slug)


# -- lost words -------------------------------------------------------------------------------------


def _lost(row: _Labels, language: str, others: list[str], words: Words) -> str:
    """A stem of another label whose meaning this label lacks, or an empty string.

    It must be missing by the witness of two other languages, or a word stand here that none of them has.
    """
    found: list[tuple[str, str, int, int]] = []
    if row.entity.id.startswith(marks.kinds("calledBy", "title")):  # titles are translated freely
        return ""
    for other in others:
        for stem in row.stems[other]:
            if stem.text in row.taken[other, language]:
                continue
            if times := _translated(row, stem, language, words):
                witnesses = sum(stem.text in row.taken[other, third] for third in others if third != other)
                found.append((other, stem.text, times, witnesses))
    sure = {other: stem for other, stem, times, witnesses in found if times >= _SAME and witnesses >= 2}
    # The label that ids are made of is terse: there all others must miss the word, and one of the id must be lost.
    few, spared = (
        (2, _is_whole(row)) if language == namespaces.first_language() else (1, _is_shortened(row, language, others))
    )
    if len(sure) > few and not spared:
        return next(iter(sure.values()))
    if any(times > _ALSO and witnesses for _, _, times, witnesses in found) and _has_stranger(
        row, language, others, words
    ):
        return found[0][1]
    return ""


def _has_stranger(row: _Labels, language: str, others: list[str], words: Words) -> bool:
    return any(
        all(_translated(row, stem, other, words) > _ALSO for other in others)
        for stem in row.stems[language]
        if not any(stem.text in row.taken[language, other] for other in others)
    )


def _translated(row: _Labels, stem: Stem, other: str, words: Words) -> int:
    """In how many other rows a stem stands, if all their labels of another language share one that is missing here."""
    stems, times = words.usual(stem, other)
    if times < 2:
        return 0
    here = words_of(row.texts[other])
    usual = stems.difference(one.text for one in row.stems[other])
    if not usual or any(
        word[:4] == there[:4] or (len(there) > 3 and there in word) for word in here for there in usual
    ):
        return 0
    key = phonetic_key(stem.text)
    sounds = (fuzz.ratio(key, phonetic_key(word)[: len(key) + 1]) for word in here)
    return 0 if len(key) > 3 and any(like >= _LIKE for like in sounds) else times


def _is_shortened(row: _Labels, language: str, others: list[str]) -> bool:
    """Whether a label has more abbreviations than another one: a word may be hidden in them."""

    def number(one: str) -> int:
        return sum(part.isupper() for part in row.texts[one].replace("-", " ").split() if 1 < len(part) < 6)

    return any(number(language) > number(other) for other in others)
