"""The words of a text, their stems, and how these sound."""

from __future__ import annotations

import re

from kgtools.articles.lexicon import plain
from kgtools.claims.model import Entity
from kgtools.languages import remembered
from kgtools.values.transliteration import phonetic_key

_WORD = re.compile(r"[^\W\d_]+(?:’[^\W\d_]+)*")
STEM = 5  # letters by which forms of a word are known as one


@remembered(32768)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, without apostrophes.

    >>> words_of("Visit to Oʻrmon (2019)")
    ('visit', 'to', 'ormon')
    """
    text = plain(text)
    found = _WORD.findall(text)
    return tuple([word.replace("’", "") for word in found] if "’" in text else found)


@remembered(32768)
def stems_of(text: str) -> tuple[str, ...]:
    """The stems of the words of a text, each once, in their order; words of one or two letters are left out.

    >>> stems_of("Ministry of Trade, ministries of trade")
    ('minis', 'trade')
    """
    return tuple(dict.fromkeys([word[:STEM] for word in words_of(text) if len(word) > 2]))


@remembered(32768)
def sound(stem: str) -> str:
    """The beginning of the phonetic key of a stem, which a borrowed word shares across scripts; empty if too short."""
    key = phonetic_key(stem)[:4]
    return key if len(key) > 2 else ""


def label_of(entity: Entity) -> dict[str, str]:
    """The labels of an entity by language."""
    return {label.language: label.value for label in entity.labels}
