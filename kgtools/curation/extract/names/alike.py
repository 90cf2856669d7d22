"""Known names in another spelling: people by initials and surname, and names that sound like a known one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kgtools.articles.lexicon import plain
from kgtools.curation.extract.names.known import LONG_SOUND, Gazetteer
from kgtools.curation.extract.spans import Mention, Sentence
from kgtools.curation.extract.text.tokens import Token, tokens
from kgtools.curation.extract.text.vocabulary import vocabulary
from kgtools.values.transliteration import latin, phonetic_key, phonetic_keys

_ENDING = r"(?:[aeuyi]|[oe]m|oi|ning|n?i?ng|[gk][ae]|[dt][ae]|[dtn][ae]n|[ndt]i|[mpb]en|d[ae]gi)?"


def by_initials(known: Gazetteer, found: Iterable[Mention]) -> Iterator[Mention]:
    """People with initials: the known one who has that surname and first letter, if there is but one; else as found.

    Who has a patronymic is the known one who has the other two words of the name.
    """
    for one in found:
        if entity := _without_patronymic(known, one):
            yield _alike(known, entity, one.start, one.end, one.language)
            continue
        initials = re.findall(r"(?<!\w)(\w{1,2})\.", one.name) if one.kind == "Person" and not one.entity else []
        surname = next((word for word in re.split(r"[\s.]+", one.name) if len(word) > 2), "")
        people = known.by_initials.get((phonetic_key(surname), latin(initials[0])[:1]), ()) if initials else ()
        ending = next((cut for cut in (1, 2) if _is_case(surname, cut)), 0)
        if initials and not people and ending:
            key = phonetic_key(surname[:-ending])
            people = known.by_initials.get((key, latin(initials[0])[:1]), ())
        if len(people) == 1:
            person = known.corpus.entities[people[0]]
            name = known.label(person.id, one.language)
            yield replace(
                one, entity=person.id, kind=person.kind, name=name, confidence=0.92, how="name", key=person.id
            )
        else:
            yield one


def _without_patronymic(known: Gazetteer, one: Mention) -> str:
    words = one.name.split() if one.kind == "Person" and not one.entity else []
    if len(words) != 3 or not vocabulary(one.language).alternatives("patronymics").fullmatch(plain(words[1])):
        return ""
    return known.by_sound.get(phonetic_keys(f"{words[0]} {words[2]}"), "")


def _is_case(surname: str, cut: int) -> bool:
    return surname[-cut:] in ("а", "у", "е", "ым", "ом") and surname[:-cut].endswith(("ов", "ев", "ёв", "ин"))


def look_alikes(known: Gazetteer, sentence: Sentence, text: str) -> Iterator[Mention]:
    """Names spelled in another way than any that is known: the same by their sound, two words or a long one."""
    found = tokens(text, sentence.start, sentence.end)
    index = known.by_sound
    for place, token in enumerate(found):
        if not token.capital or any(one.start < token.end and token.start < one.end for one in sentence.mentions):
            continue
        pair = found[place + 1] if place + 1 < len(found) and found[place + 1].follows else None
        if pair and pair.capital and (entity := _sounds(index, token, pair)):
            yield _alike(known, entity, token.start, pair.end, sentence.language)
        elif (entity := _sounds(index, token)) and place:
            yield _alike(known, entity, token.start, token.end, sentence.language)


def _alike(known: Gazetteer, entity: str, start: int, end: int, language: str) -> Mention:
    kind = known.corpus.entities[entity].kind
    return Mention(start, end, entity, kind, known.label(entity, language), language, 0.85, "look-alike", entity)


def _sounds(index: Mapping[tuple[str, ...], str], *words: Token) -> str:
    keys = tuple(key for word in words for key in phonetic_keys(word.printed))
    if not keys:
        return ""
    if keys in index:
        return index[keys]
    for cut in range(1, 5):
        stem = keys[-1][:-cut]
        if (
            len(stem) >= LONG_SOUND - (len(keys) > 1)
            and re.fullmatch(_ENDING, keys[-1][-cut:])
            and (*keys[:-1], stem) in index
        ):
            return index[(*keys[:-1], stem)]
    return ""
