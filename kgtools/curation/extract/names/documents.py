"""Documents that the graph does not hold, by what they are and what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kgtools.articles.lexicon import plain
from kgtools.curation.extract.names.rules import CLOSE, LONGEST, OPEN, apart, closing, is_adjective, mention
from kgtools.curation.extract.spans import Mention
from kgtools.curation.extract.text.first_forms import of_head
from kgtools.curation.extract.text.tokens import Token
from kgtools.curation.extract.text.vocabulary import Vocabulary


def find(text: str, found: Sequence[Token], taken: Sequence[Mention], own: Vocabulary) -> Iterator[Mention]:
    """A document with what it is about: Treaty on X, договор о X, X туралы шарт; or with a quoted name."""
    for place, token in enumerate(found):
        kind = _kind(token.text, own)
        head = of_head(token.printed, own.tag, lambda word: _kind(word, own))
        kind = kind or _kind(head, own)
        if not kind:
            continue
        if town := _of_a_town(found, place, taken, own):
            name = " ".join([*(word.printed for word in found[town:place]), head])
            yield mention(found[town : place + 1], kind, own, 0.8, name)
        if own.tag == "en" and token.capital:
            last = place + 1
            while (
                last < len(found)
                and found[last].follows
                and last - place < LONGEST + 2
                and (found[last].capital or (_is_within(found[last], taken, own) and _capital_ahead(found, last)))
                and not _next_begins(found, last, own)
            ):
                last += 1
            while found[last - 1].text in own.within:
                last -= 1
            if last - place > 2 and found[place + 1].text in ("on", "of", "for"):
                yield mention(found[_joint(found, place, own) : last], kind, own, 0.8)
        elif own.cases_are_endings and place > 1 and own.alternatives("document-of").fullmatch(found[place - 1].text):
            first = _to_capital(found, place - 1, taken, own)
            if first < place - 1:
                name = " ".join([*(word.printed for word in found[first:place]), head])
                yield mention(found[first : place + 1], kind, own, 0.75, name)
        elif (
            own.tag == "ru"
            and place + 2 < len(found)
            and found[place + 1].text in ("о", "об")
            and (token.capital or found[_joint(found, place, own)].capital)
        ):
            last = _end_of_subject(found, place, own)
            name = " ".join([head, *(word.printed for word in found[place + 1 : last])])
            yield mention(found[place:last], kind, own, 0.75, name)
        if place + 1 < len(found) and found[place + 1].before.strip() in OPEN and found[place + 1].before.strip():
            last_quoted = closing(text, found, place + 1)
            if last_quoted and found[place + 1].capital:
                yield mention(found[place + 1 : last_quoted], kind, own, 0.85)
        elif place and token.before.strip() and token.before.strip() in CLOSE:
            opened = next((at for at in range(place - 1, max(-1, place - LONGEST), -1) if _opens(found[at])), place)
            if opened < place and found[opened].capital:
                yield mention(found[opened:place], kind, own, 0.85)


_PREPOSITIONS = frozenset(("между", "в", "на", "с", "до", "от", "из", "который", "что"))


def _end_of_subject(found: Sequence[Token], place: int, own: Vocabulary) -> int:
    """Where a Russian document ends that has "on" behind it: before a verb, a date, a place, the next document."""
    last = place + 2
    while last < len(found) and found[last].follows and last - place < LONGEST:
        token = found[last]
        field = token.text == "в" and last + 1 < len(found) and _FIELD.match(found[last + 1].text)
        apart = token.text[0].isdigit() or (token.text in _PREPOSITIONS and not field)
        if apart or own.alternatives("verb").fullmatch(token.text) or _next_begins(found, last, own):
            break
        last += 1
    return last


_FIELD = re.compile(r"област|сфер")  # cooperation in the field of


def _is_within(token: Token, taken: Sequence[Mention], own: Vocabulary) -> bool:
    """Whether a small word goes on with a name: of, for, and; "in" where no place is named behind it."""
    return token.text in own.within or (
        token.text == "in" and not any(token.end < one.start <= token.end + 5 for one in taken)
    )


def _next_begins(found: Sequence[Token], place: int, own: Vocabulary) -> bool:
    """Whether a conjunction joins the next document to one: the Treaty on X and the Memorandum on Y."""
    if own.alternatives("and").fullmatch(found[place].text) is None:
        return False
    after = [token for token in found[place + 1 : place + 4] if token.text != "the"]
    joint = own.alternatives("document-joint")
    kinds = [token for token in after if joint.fullmatch(token.text) is None][:1]
    return any(token.capital and _kind(token.text, own) for token in kinds)


def _joint(found: Sequence[Token], place: int, own: Vocabulary) -> int:
    """The first word of a document: a capitalised adjective before what it is, as in Joint Statement on X."""
    before = found[place - 1] if place and found[place].follows else None
    return (
        place - 1 if before and before.capital and own.alternatives("document-joint").fullmatch(before.text) else place
    )


_TOWNS = ("City", "Place", "Settlement", "BodyOfWater")


def _of_a_town(found: Sequence[Token], place: int, taken: Sequence[Mention], own: Vocabulary) -> int | None:
    """The first word of a document called by a town: Camelot Memorandum, Камелотский протокол, Камелот хартиясы."""
    before = found[place - 1] if place and found[place].follows else None
    if before is None or not before.capital or before.acronym or own.state_of(before.text):
        return None
    if own.alternatives("signed").fullmatch(found[place].text) is None:
        return None
    if own.tag == "en":
        fits = found[place].capital and before.text not in own.openers and place > 1
    elif own.tag == "ru":
        fits = is_adjective(before, own) and place > 1
    else:
        fits = any(one.kind in _TOWNS and (one.start, one.end) == (before.start, before.end) for one in taken)
    return place - 1 if fits else None


def _capital_ahead(found: Sequence[Token], place: int) -> bool:
    """Whether a capital stands behind a small word, or behind it and "the"."""
    after = [token for token in found[place + 1 : place + 3] if token.follows]
    return bool(after) and (after[0].capital or (after[0].text == "the" and len(after) > 1 and after[1].capital))


def _opens(token: Token) -> bool:
    """Whether a quotation mark opens right before a word."""
    return token.before[-1:] in tuple(OPEN)


def _kind(word: str, own: Vocabulary) -> str:
    """The class of document that a word tells of; empty for another word."""
    return next((kind for kind, pattern in own.kinds("documents") if pattern.fullmatch(word)), "")


def _to_capital(found: Sequence[Token], place: int, taken: Sequence[Mention], own: Vocabulary) -> int:
    """The first word of capitalised ones that come next before a place, the words between following each other.

    A person, a number, a place in a case and a state before another name (its subject) stand outside.
    """
    first = at = place
    while at and found[at].follows and place - at < LONGEST:
        at -= 1
        other = at < place - 1 and any(pattern.fullmatch(found[at].text) for _, pattern in own.kinds("behind"))
        if other or apart(found[at], taken, own) or (first < place and _is_state(found[at], taken)):
            break
        if found[at].capital and found[at].text not in own.openers:
            first = at
            if not (at and found[at].follows and found[at - 1].capital):
                break
    return first


def _is_state(token: Token, taken: Sequence[Mention]) -> bool:
    """Whether a word is the last of the bare name of a state."""
    return any(one.kind == "State" and one.end == token.end and token.text in plain(one.name).split() for one in taken)
