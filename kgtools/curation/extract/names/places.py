"""Places that the graph does not hold: by a word for a place beside them, by prepositions and endings; other states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kgtools import languages
from kgtools.articles import lexicon
from kgtools.articles.mentions import Finder, Name
from kgtools.curation.extract.names.people import SURNAME, key
from kgtools.curation.extract.names.rules import CLOSE, OPEN, is_adjective, is_month, mention
from kgtools.curation.extract.spans import Mention
from kgtools.curation.extract.text.tokens import Token
from kgtools.curation.extract.text.vocabulary import Vocabulary, vocabulary


def _may_be_a_place(token: Token, small: frozenset[str]) -> bool:
    """Whether a word has a capital of its own, and no other within it."""
    return token.capital and not re.search(r"\w[A-ZА-ЯЁҚӨӘ]", token.printed) and (
        len(token.printed) > 3 and token.text not in small
    )  # fmt: skip


def _leads(token: Token, own: Vocabulary) -> bool:
    """Whether a word has the ending of a place that one goes to or comes from, and is no surname."""
    return own.alternatives("direction").fullmatch(token.text) is not None and SURNAME.fullmatch(token.text) is None


_ENDING = re.compile(r"(?:[дт][ае]|[дтн][ае]н|[ғқ]а|[гк]е|d[ae]n?|[gkq]a)$")
_OWNED = re.compile(r"(?:[ыі]нда|[ыі]нде|ida)$")  # of somebody, so no name that stands for itself


def beside_a_word(found: Sequence[Token], own: Vocabulary) -> Iterator[Mention]:
    """A name beside a word for a place: город Навои, Джизакская область, Жетісу облысы, the Fergana Valley."""
    for place, token in enumerate(found):
        both = f"{found[place - 1].text} {token.text}" if place else ""
        kind = next(
            (kind for kind, pattern in own.kinds("places") if pattern.fullmatch(token.text) or pattern.fullmatch(both)),
            "",
        )
        if not kind:
            continue
        before = found[place - 1] if place and (token.follows or token.before in ("» ", "” ")) else None
        behind = found[place + 1] if place + 1 < len(found) else None
        if own.tag == "ru":
            if (
                before
                and before.capital
                and is_adjective(before, own)
                and kind in ("Region", "District", "BodyOfWater", "Place", "EconomicZone")
            ):
                yield mention([before, token], kind, own, 0.85)
            elif (
                behind
                and behind.capital
                and not behind.acronym
                and kind not in ("Region", "District")
                and re.fullmatch(r"\s|\s?[«\"]|\.\s?", behind.before)
            ):
                yield mention([behind], kind, own, 0.85)
        elif own.tag == "en":
            if (
                behind
                and behind.text == "of"
                and place + 2 < len(found)
                and found[place + 2].capital
                and kind != "Region"
            ):
                yield mention([found[place + 2]], kind, own, 0.85)
            elif before and before.capital and before.text not in ("the", "this") and not before.text.endswith("'s"):
                yield mention([before, token] if token.capital else [before], kind, own, 0.85)
        elif before and before.capital:
            name = before.printed if kind in ("City", "Settlement") else ""
            yield mention([before, token], kind, own, 0.85, name)


def bare(found: Sequence[Token], own: Vocabulary, small: frozenset[str]) -> Iterator[Mention]:
    """A capitalised word that by its preposition or ending is a place: in Batken, в Баткене, Баткенде."""
    for place, token in enumerate(found):
        if not place or not _may_be_a_place(token, small):
            continue
        ahead = found[place + 1] if place + 1 < len(found) and found[place + 1].follows else None
        if is_month(token, own) or any(own.state_of(part) for part in re.split("[-–—]", token.text)):
            continue
        before = found[place - 1]
        if own.tag in ("en", "ru"):
            last = place + 1
            if ahead and ahead.capital and not ahead.acronym and own.tag == "en":
                last += 1
            if not token.follows or not own.alternatives("place-before").fullmatch(before.text):
                continue
            if own.alternatives("adjective").fullmatch(token.text) and (ahead and not ahead.before.strip()):
                continue
            if ahead and ahead.capital and own.tag == "ru":
                continue
            yield mention(found[place:last], "Place", own, 0.7)
        elif (
            (own.alternatives("locative").fullmatch(token.text) or _leads(token, own))
            and not (token.follows and before.capital and not SURNAME.fullmatch(before.text))
            and len(token.printed) > 5
            and not _OWNED.search(token.text)
        ):
            yield mention([token], "Place", own, 0.7, _ENDING.sub("", token.printed))


def in_a_row(
    found: Sequence[Token], places: Sequence[Mention], own: Vocabulary, small: frozenset[str]
) -> Iterator[Mention]:
    """A capitalised word beside a place in a list: Karachi and Gwadar; Авалон, Камелот."""
    for place, token in enumerate(found):
        if not place or not _may_be_a_place(token, small):
            continue
        ahead = found[place + 1] if place + 1 < len(found) else None
        if (ahead and ahead.capital and ahead.follows) or is_month(token, own) or own.state_of(token.text):
            continue
        back = 2 if own.alternatives("join").fullmatch(found[place - 1].text) or found[place - 1].text in _AND else 1
        if back == 1 and token.before.strip() != ",":
            continue
        before = found[place - back] if place >= back else None
        if before and any(one.end == before.end for one in places) and (back == 1 or found[place - 1].follows):
            yield mention([token], "Place", own, 0.7)


_AND = ("and", "и")


# -- states -----------------------------------------------------------------------------------------


def states(text: str, known: frozenset[str]) -> Iterator[Mention]:
    """States, regions of the world, well-known towns, waters and bodies, by lists.

    `known` are the names that the graph has for places.
    """
    kinds = {"state": "State", "region": "WorldRegion", "town": "City", "water": "BodyOfWater"}
    for one in _finder(known).find(text):
        sort, _, own = one.name.entity.removeprefix("place/").partition("/")
        kind = kinds.get(sort, "InternationalOrganization")
        if sort in ("town", "water") and _in_a_quote(text, one.start, one.end):
            continue
        yield Mention(one.start, one.end, "", kind, one.name.value, one.name.language, 0.95, "new", own)


def _in_a_quote(text: str, start: int, end: int) -> bool:
    """Whether a name opens or ends a quoted one that has more words: «Каспий-Инфо», but not «Келес – Гулистан»."""
    opens = text[max(0, start - 1) : start] in tuple(OPEN) and re.match(r"[-\s]\w", text[end : end + 2])
    closes = text[end : end + 1] in tuple(CLOSE) and re.search(r"\w[-\s]$", text[max(0, start - 2) : start])
    return bool(opens or closes)


@languages.remembered(maxsize=4)
def _finder(known: frozenset[str]) -> Finder:
    tags = lexicon.readable()
    own = [(f"state/{key(name)}", name, tag) for tag in tags for name in vocabulary(tag).states]
    own += [(f"place/region/{key(name)}", name, tag) for tag in tags for name in vocabulary(tag).regions]
    own += [
        (f"place/{sort}/{key(english)}", name, tag)
        for tag in tags
        for sort, names in (("town", vocabulary(tag).towns), ("water", vocabulary(tag).waters))
        for english, others in names.items()
        for name in others
        if english not in known
    ]
    own += [
        (f"body/{key(english)}", name, tag)
        for tag in tags
        for english, names in vocabulary(tag).organizations.items()
        for name in names
    ]
    return Finder(Name(thing, name, tag) for thing, name, tag in own if name and name not in known)
