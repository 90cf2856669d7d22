"""Bodies that the graph does not hold, by head words; and the choice among all unknown names of a sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from kgtools.curation.extract.names import documents, places, quoted
from kgtools.curation.extract.names.people import SURNAME
from kgtools.curation.extract.names.rules import LONGEST, apart, is_adjective, mention
from kgtools.curation.extract.spans import Mention
from kgtools.curation.extract.text.first_forms import of_adjectives, of_head, owned
from kgtools.curation.extract.text.tokens import Token
from kgtools.curation.extract.text.vocabulary import Vocabulary


def find(
    text: str,
    found: Sequence[Token],
    taken: Sequence[Mention],
    own: Vocabulary,
    small: frozenset[str],
    of_places: Collection[str],
) -> Iterator[Mention]:
    """The unknown bodies, companies, places and documents of a sentence, the longest at each place first.

    `taken` are the known names, `small` the words that the text has in small letters, `of_places` the classes of places
    and states.
    """
    nested = (*of_places, "Person")  # names that a name may hold
    firm = frozenset(
        token.start
        for token in found
        for one in taken
        if one.start <= token.start < one.end and one.kind not in nested and " " in text[one.start : one.end]
    )
    candidates = [*quoted.quoted(text, found, own), *quoted.acronyms(found, own, small)]
    candidates += [*places.beside_a_word(found, own), *places.bare(found, own, small)]
    candidates += documents.find(text, found, taken, own)
    candidates += [mention([one], "Parliament", own, 0.8) for one in found[1:] if _is_house(one, own)]
    candidates += places.in_a_row(found, [one for one in (*taken, *candidates) if one.kind in of_places], own, small)
    if own.tag == "en":
        candidates += _english(found, own, firm)
    elif own.tag == "ru":
        candidates += _russian(found, own, firm, [one for one in taken if one.kind in of_places])
    else:
        candidates += _turkic(found, taken, own)
    chosen: list[Mention] = []
    for one in sorted(candidates, key=lambda each: (-(each.end - each.start), each.start)):
        if any(other.start < one.end and one.start < other.end for other in chosen):
            continue
        inner = [other for other in taken if one.start < other.end and other.start < one.end]
        if any(other.start < one.start or one.end < other.end or not _may_hold(other, one, nested) for other in inner):
            continue
        if one.kind in ("City", "Settlement") and any(other.start == one.start for other in inner):
            continue  # the city of Camelot is Camelot
        chosen.append(one)
    yield from sorted(chosen)


def _is_house(token: Token, own: Vocabulary) -> bool:
    """Whether a word alone names a house of a parliament: the Senate, Мәжіліс."""
    return token.capital and not token.acronym and own.alternatives("house").fullmatch(token.text) is not None


_MOST_ENGLISH = 14  # words of an English name, small ones too


def _may_hold(inner: Mention, outer: Mention, nested: Collection[str]) -> bool:
    """Whether a known name may lie within an unknown one: a state or place that is not the whole of it."""
    small = (inner.start, inner.end) != (outer.start, outer.end)
    return small and (inner.kind in nested or outer.kind == "Document")


# -- head words -------------------------------------------------------------------------------------


def _english(found: Sequence[Token], own: Vocabulary, firm: frozenset[int]) -> Iterator[Mention]:
    """Capitalised words around a head: the Ministry of Trade and Industry, Silk Road University.

    A name does not run into a known one (`firm` are the places of the words of those).
    """
    place = 0
    while place < len(found):
        if not found[place].capital:
            place += 1
            continue
        last = place + 1
        while last < len(found) and found[last].follows and last - place < _MOST_ENGLISH:
            token = found[last]
            ahead = last + 1 < len(found) and found[last + 1].follows and found[last + 1].capital
            if not token.capital and not (token.text in own.within and (ahead or _the(found, last))):
                break
            if token.text == "and" and _other_name(found, place, last, own):
                break
            if token.start in firm or (token.text in own.within and not _has_head(found[place:last], own)):
                break
            last += 1
        words = list(found[place:last])
        while words and (_outside(words[0]) or words[-1].text in own.within):
            words = words[1:] if _outside(words[0]) else words[:-1]
        if len(words) > 1 and (kind := _english_kind(words, own)):
            yield mention(words, kind, own, 0.9)
        place = last


def _outside(word: Token) -> bool:
    """Whether a word before a name is no part of it: the Dushanbe-based Centre."""
    return word.text in ("the", "in", "at") or word.text.endswith("-based")


def _has_head(words: Sequence[Token], own: Vocabulary) -> bool:
    """Whether any of some words is the head of a name."""
    return any(
        pattern.fullmatch(word.printed)
        for word in words
        for key in ("before", "behind")
        for _, pattern in own.kinds(key)
    )


def _the(found: Sequence[Token], place: int) -> bool:
    """Whether "of the", "under the" leads on to a capitalised word."""
    return place + 2 < len(found) and found[place + 1].text == "the" and found[place + 2].capital


def _begins_a_name(token: Token, own: Vocabulary) -> bool:
    return any(pattern.fullmatch(token.printed) for _, pattern in own.kinds("before"))


def _other_name(found: Sequence[Token], first: int, place: int, own: Vocabulary) -> bool:
    """Whether another name begins behind "and": with its head, or with an owner, or where the name before is whole.

    Camelot State University and Great Steppe College are two, the Chamber of Commerce and Industry is one.
    """
    after = found[place + 1]
    if after.text == "the" or _begins_a_name(after, own) or after.text.endswith(("’s", "s’")):
        return True
    short = any(token.text in own.within for token in found[first:place])
    whole = any(pattern.fullmatch(found[place - 1].printed) for _, pattern in own.kinds("behind"))
    rest = takewhile(lambda token: token.capital and token.follows, found[place + 1 :])
    return whole and not short and place - first > 1 and _has_head(list(rest), own)


def _english_kind(words: Sequence[Token], own: Vocabulary) -> str:
    short = next((place for place, word in enumerate(words) if word.text in own.within), len(words))
    for kind, pattern in (*own.kinds("behind"), *own.kinds("event")):
        if short > 1 and pattern.fullmatch(words[short - 1].printed):
            return kind
    for kind, pattern in own.kinds("before"):
        if short < len(words) and pattern.fullmatch(words[short - 1].printed):
            return kind
    return next((kind for kind, pattern in own.kinds("behind") if pattern.fullmatch(words[-1].printed)), "")


def _russian(
    found: Sequence[Token], own: Vocabulary, firm: frozenset[int], lands: Sequence[Mention]
) -> Iterator[Mention]:
    """A head with adjectives before it and what it is of behind it: Ташкентский институт истории.

    A state or place of several words (`lands`) is part of a name as a whole, or not at all.
    """
    for place, token in enumerate(found):
        kind = next(
            (kind for kind, pattern in (*own.kinds("before"), *own.kinds("event")) if pattern.fullmatch(token.printed)),
            "",
        )
        if not kind:
            continue
        first = place
        while first and found[first].follows and place - first < 4 and is_adjective(found[first - 1], own):
            first -= 1
        while first < place and not found[first].capital:
            first += 1
        last = place + 1
        while last < len(found) and found[last].follows and last - place < LONGEST and found[last].start not in firm:
            held = [
                token
                for one in lands
                for token in found[last:]
                if one.start == found[last].start < token.end <= one.end
            ]
            if len(held) > 1:
                last += len(held)
            elif _goes_on(found, last, own) and not (last > place + 1 and _ends_a_land(found[last - 1], lands)):
                last += 1
            else:
                break
        while last > place + 1 and (found[last - 1].text in own.within):
            last -= 1
        if kind in dict(own.kinds("event")) and last - place < 2 and not (0 < first < place):
            continue  # the first summit, an international conference
        if (first < place or token.capital) and last - first > 1 and not (first == place == 0 and last - first < 3):
            yield mention(found[first:last], kind, own, 0.85, _nominative(found, first, place, last, own))


def _nominative(found: Sequence[Token], first: int, place: int, last: int, own: Vocabulary) -> str:
    """A Russian name with its head, at a place, and the adjectives before that in the nominative."""
    words = [token.printed for token in found[first:last]]
    tables = (*own.kinds("before"), *own.kinds("event"))
    head = of_head(found[place].printed, own.tag, lambda word: any(pattern.fullmatch(word) for _, pattern in tables))
    if head == found[place].printed:
        return " ".join(words)
    before = of_adjectives(words[: place - first], head)
    return " ".join([*before, head, *words[place - first + 1 :]])


def _goes_on(found: Sequence[Token], place: int, own: Vocabulary) -> bool:
    """Whether a Russian name goes on with a word: of a genitive ending, or small words before one."""
    token = found[place]
    if token.text in own.within:
        return _joins(found, place, own)
    if "по" in (found[place - 1].text, found[max(0, place - 2)].text) and _is_dative(token, own):
        return True
    if own.alternatives("verb").fullmatch(token.text) and not token.capital:
        return False
    if token.acronym:
        return True
    ahead = found[place + 1] if place + 1 < len(found) else None
    if token.capital and ahead and ahead.capital and ahead.follows and SURNAME.fullmatch(ahead.text):
        return False  # the name of a person begins
    return len(token.text) > 2 and bool(own.alternatives("part").fullmatch(token.text))


def _joins(found: Sequence[Token], place: int, own: Vocabulary) -> bool:
    """Whether a small word leads on within a Russian name, and no other name begins behind it."""
    rest = list(takewhile(lambda token: token.follows, found[place + 1 :]))
    if not rest:
        return False
    if found[place].text == "и":
        noun = next((token for token in rest if not is_adjective(token, own)), None)
        heads = (*own.kinds("before"), *own.kinds("event"))
        apart_ = noun is not None and any(pattern.fullmatch(noun.printed) for _, pattern in heads)
        if apart_ and rest[0].capital:
            return False
    dative = found[place].text == "по" and _is_dative(rest[0], own)
    return dative or own.alternatives("part").fullmatch(rest[0].text) is not None


def _is_dative(token: Token, own: Vocabulary) -> bool:
    return own.alternatives("part-dative").fullmatch(token.text) is not None


def _ends_a_land(token: Token, lands: Sequence[Mention]) -> bool:
    return any(one.end == token.end and one.how != "adjective" for one in lands)


_UNIONS = ("Association", "InternationalOrganization")  # states join them
_ORDINAL = re.compile(r"[\w’]+(?:[іы]нш[іы]|нш[іы]|nchi|нчи)")


def _turkic(found: Sequence[Token], taken: Sequence[Mention], own: Vocabulary) -> Iterator[Mention]:
    """A head with its owner's ending, and the words before it back to a capital: Сауда және интеграция министрлігі."""
    for place, token in enumerate(found):
        kind = next(
            (kind for kind, pattern in (*own.kinds("behind"), *own.kinds("event")) if pattern.fullmatch(token.text)), ""
        )
        on = any(own.alternatives("document-of").fullmatch(each.text) for each in found[max(0, place - 3) : place])
        before = found[place - 1] if place else None
        joint = before is not None and before.capital and not own.state_of(before.text)
        joint = joint and before is not None and own.alternatives("joint").fullmatch(before.text) is not None
        unowned = "" if kind or not (on or joint) else _unowned_kind(token.text, own)
        kind = kind or unowned
        if not kind or (kind == "Parliament" and _ORDINAL.fullmatch(found[place - 1].text)):
            continue  # nothing, or a session that is counted
        first = _turkic_first(found, place, taken, own, on)
        words = [word.printed for word in found[first : place + 1]]
        words[-1] = _BARE_CASE.sub("", words[-1]) if unowned else owned(words[-1])
        state = any(one.kind == "State" and one.start == found[first].start for one in taken)
        oblique = words[-1] != token.printed
        if state and oblique and kind in _UNIONS and place - first > 1 and found[first + 1].capital:
            first, words = first + 1, words[1:]  # the state joins the union, or leaves it
        if first < place:
            yield mention(found[first : place + 1], kind, own, 0.85, " ".join(words))


_THERE = re.compile(r"(?:[дт](?:ағы|егі)|dagi|даги)$")


def _unowned_kind(word: str, own: Vocabulary) -> str:
    """The class of a body that a head tells of which nobody owns: a joint committee *on* something."""
    bare = _BARE_CASE.sub("", word)
    owned_ = [bare + ending for ending in ("ы", "і", "сы", "сі", "i", "si")]
    owned_ += [bare[:-1] + _SOFTER[bare[-1]] + ending for ending in ("ы", "і", "i") if bare[-1:] in _SOFTER]
    tables = [(kind, pattern) for kind, pattern in own.kinds("behind") if kind in _UNOWNED]
    return next((kind for kind, pattern in tables for one in owned_ if pattern.fullmatch(one)), "")


_UNOWNED = ("Body", "StateAgency", "Association", "InternationalOrganization", "ThinkTank")
_SOFTER = {"қ": "ғ", "к": "г", "k": "g", "q": "g’"}
_BARE_CASE = re.compile(r"(?:[дтн][ыі]ң|[ғқ]а|[гк]е|[дтн][ыі]|[дт][ае]н?|ning|ni|ga|da|dan)$")


def _turkic_first(
    found: Sequence[Token], place: int, taken: Sequence[Mention], own: Vocabulary, on: bool = False
) -> int:
    """The first word of a name that ends at a place; the place if no capital stands before it.

    A name may say what the body is *on*.
    """
    first, at = place, place
    while at and found[at].follows and place - at < LONGEST:
        before = found[at - 1]
        if own.alternatives("join").fullmatch(before.text) and at > 1 and first == place and found[at - 1].follows:
            at -= 1
            continue
        if on and first == place and own.alternatives("document-of").fullmatch(before.text):
            at -= 1
            continue
        if own.alternatives("apart-words").fullmatch(before.text) or own.alternatives("locative").fullmatch(
            before.text
        ):
            break
        if own.alternatives("apart").fullmatch(before.text) and not before.capital:
            break
        if before.capital and at > 1 and found[at - 2].capital and SURNAME.fullmatch(before.text):
            break  # a person stands before
        if apart(before, taken, own):
            if first == place and before.capital and _THERE.search(before.text):
                first = at - 1  # Қостанайдағы зауыт: nothing but its town is its name
            break
        at -= 1
        if before.capital and not (at == 0 and _ORDINAL.fullmatch(before.text)):
            first = at
    return first
