"""Bodies, places and documents that the graph does not hold, by head words, quotation marks and legal forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kgtools.curation.extract.names.people import key
from kgtools.curation.extract.spans import Mention
from kgtools.curation.extract.text.tokens import Token
from kgtools.curation.extract.text.vocabulary import Vocabulary

_LONGEST = 9  # words of a name
_OPEN, _CLOSE = '«“„"', '»”“"'


def find(text: str, found: Sequence[Token], taken: Sequence[Mention], own: Vocabulary) -> Iterator[Mention]:
    """The unknown bodies, companies, places and documents of a sentence, the longest at each place first."""
    candidates = [*_quoted(text, found, own), *_places(found, own), *_documents(text, found, own)]
    if own.tag == "en":
        candidates += _english(found, own)
    elif own.tag == "ru":
        candidates += _russian(found, own)
    else:
        candidates += _turkic(found, own)
    candidates += _acronyms(found, own)
    chosen: list[Mention] = []
    for one in sorted(candidates, key=lambda each: (-(each.end - each.start), each.start)):
        if any(other.start < one.end and one.start < other.end for other in chosen):
            continue
        inner = [other for other in taken if one.start < other.end and other.start < one.end]
        if any(other.start < one.start or one.end < other.end or not _may_hold(other, one) for other in inner):
            continue
        chosen.append(one)
    yield from sorted(chosen)


def _may_hold(inner: Mention, outer: Mention) -> bool:
    """Whether a known name may lie within an unknown one: a state or place that is not the whole of it."""
    small = (inner.start, inner.end) != (outer.start, outer.end)
    return small and (
        inner.kind in ("State", "City", "Region", "Place", "WorldRegion", "Settlement", "Person")
        or outer.kind == "Document"
    )


def _mention(words: Sequence[Token], kind: str, own: Vocabulary | None, confidence: float, name: str = "") -> Mention:
    name = name or " ".join(word.printed for word in words)
    return Mention(words[0].start, words[-1].end, "", kind, name, own.tag if own else "", confidence, "new", key(name))


# -- head words -------------------------------------------------------------------------------------


def _english(found: Sequence[Token], own: Vocabulary) -> Iterator[Mention]:
    """Capitalised words around a head: the Ministry of Trade and Industry, Silk Road University."""
    place = 0
    while place < len(found):
        if not found[place].capital:
            place += 1
            continue
        last = place + 1
        while last < len(found) and found[last].follows and last - place < _LONGEST:
            token = found[last]
            ahead = last + 1 < len(found) and found[last + 1].follows and found[last + 1].capital
            if not token.capital and not (token.text in own.within and (ahead or _the(found, last))):
                break
            if token.text == "and" and _begins_a_name(found[last + 1], own):
                break
            last += 1
        words = list(found[place:last])
        while words and (words[0].text in ("the", "in", "at") or words[-1].text in own.within):
            words = words[1:] if words[0].text in ("the", "in", "at") else words[:-1]
        if len(words) > 1 and (kind := _english_kind(words, own)):
            yield _mention(words, kind, own, 0.9)
        place = last


def _the(found: Sequence[Token], place: int) -> bool:
    """Whether "of the", "under the" leads on to a capitalised word."""
    return place + 2 < len(found) and found[place + 1].text == "the" and found[place + 2].capital


def _begins_a_name(token: Token, own: Vocabulary) -> bool:
    return any(pattern.fullmatch(token.printed) for _, pattern in own.kinds("before"))


def _english_kind(words: Sequence[Token], own: Vocabulary) -> str:
    short = next((place for place, word in enumerate(words) if word.text in own.within), len(words))
    for kind, pattern in own.kinds("behind"):
        if short > 1 and pattern.fullmatch(words[short - 1].printed):
            return kind
    for kind, pattern in own.kinds("before"):
        if short < len(words) and pattern.fullmatch(words[short - 1].printed):
            return kind
    return next((kind for kind, pattern in own.kinds("behind") if pattern.fullmatch(words[-1].printed)), "")


def _russian(found: Sequence[Token], own: Vocabulary) -> Iterator[Mention]:
    """A head with adjectives before it and what it is of behind it: Ташкентский институт истории."""
    for place, token in enumerate(found):
        kind = next((kind for kind, pattern in own.kinds("before") if pattern.fullmatch(token.printed)), "")
        if not kind:
            continue
        first = place
        while first and found[first].follows and place - first < 4 and _is_adjective(found[first - 1], own):
            first -= 1
        while first < place and not found[first].capital:
            first += 1
        last = place + 1
        while last < len(found) and found[last].follows and last - place < _LONGEST and _goes_on(found, last, own):
            last += 1
        while last > place + 1 and (found[last - 1].text in own.within):
            last -= 1
        if (first < place or token.capital) and last - first > 1 and not (first == place == 0 and last - first < 3):
            yield _mention(found[first:last], kind, own, 0.85)


def _is_adjective(token: Token, own: Vocabulary) -> bool:
    return own.alternatives("adjective").fullmatch(token.text) is not None


def _goes_on(found: Sequence[Token], place: int, own: Vocabulary) -> bool:
    """Whether a Russian name goes on with a word: of a genitive ending, or small words before one."""
    token = found[place]
    if token.text in own.within:
        return (
            place + 1 < len(found)
            and found[place + 1].follows
            and bool(own.alternatives("part").fullmatch(found[place + 1].text))
        )
    if own.alternatives("verb").fullmatch(token.text) and not token.capital:
        return False
    if token.acronym:
        return True
    return len(token.text) > 2 and bool(own.alternatives("part").fullmatch(token.text) or token.capital)


def _turkic(found: Sequence[Token], own: Vocabulary) -> Iterator[Mention]:
    """A head with its owner's ending, and the words before it back to a capital: Сауда және интеграция министрлігі."""
    for place, token in enumerate(found):
        kind = next((kind for kind, pattern in own.kinds("behind") if pattern.fullmatch(token.text)), "")
        if not kind:
            continue
        first, at = place, place
        while at and found[at].follows and place - at < _LONGEST:
            before = found[at - 1]
            if own.alternatives("join").fullmatch(before.text) and at > 1 and first == place and found[at - 1].follows:
                at -= 1
                continue
            if own.alternatives("apart-words").fullmatch(before.text) or own.alternatives("locative").fullmatch(
                before.text
            ):
                break
            if own.alternatives("apart").fullmatch(before.text) and not before.capital:
                break
            at -= 1
            if before.capital:
                first = at
        if first < place:
            yield _mention(found[first : place + 1], kind, own, 0.85)


# -- quotation marks, legal forms and acronyms ------------------------------------------------------


def _quoted(text: str, found: Sequence[Token], own: Vocabulary) -> Iterator[Mention]:
    """A quoted name beside a word for a company or body, or a legal form: компания «X», «X» ЖШС, X LLC."""
    forms = re.compile(own.patterns["companies"])
    heads = own.alternatives("quoted")
    for place, token in enumerate(found):
        if token.before[-1:] not in _OPEN or not token.before:
            if own.tag == "en" and forms.fullmatch(token.printed) and place and token.before.strip() in ("", ","):
                first = place
                while (
                    first
                    and place - first < 5
                    and found[first - 1].capital
                    and (first == place or found[first].follows)
                ):
                    first -= 1
                if first < place:
                    yield _mention(found[first : place + 1], "Company", own, 0.9)
            continue
        last = _closing(text, found, place)
        if last is None:
            continue
        words = found[place:last]
        before = found[place - 1] if place else None
        behind = found[last] if last < len(found) else None
        name = text[words[0].start : words[-1].end]
        whole = list(words)
        kind = ""
        if before and (forms.fullmatch(before.printed) or heads.fullmatch(before.text)):
            kind, whole = _kind_of(before), ([before, *words] if forms.fullmatch(before.printed) else whole)
        elif (
            behind
            and re.fullmatch(r"[»”\"]\s?", behind.before)
            and (forms.fullmatch(behind.printed) or heads.fullmatch(behind.text))
        ):
            kind = _kind_of(behind)
        if kind and words[0].capital and len(words) < _LONGEST:
            start = whole[0].start
            yield Mention(start, words[-1].end, "", kind, " ".join(name.split()), own.tag, 0.9, "new", key(name))


_COMPANY = re.compile(
    "компан|compan|kompan|завод|zavod|зауыт|фирм|firm|холдинг|xolding|holding|предпр|кәсіп|korxona|enterpr|plant|factor"
    "|серікт|концерн|комбин|корпор|corpor|korpor|авиак|aksiya|joint"
)


def _kind_of(token: Token) -> str:
    """The class that the word beside a quoted name tells of."""
    text = token.text
    if token.acronym or _COMPANY.match(text):
        return "Company"
    if re.match(r"газет|gazet|журнал|jurnal|newsp|magaz|теле|telek|агент|agent", text):
        return "MediaOutlet"
    return "Bank" if re.match("банк|bank", text) else "University" if re.match("универ|univer", text) else "Body"


def _closing(text: str, found: Sequence[Token], place: int) -> int | None:
    """The word after the closing quotation mark of a quote that begins with a word."""
    for last in range(place + 1, min(len(found), place + _LONGEST) + 1):
        after = found[last].before if last < len(found) else text[found[last - 1].end : found[last - 1].end + 2]
        if any(sign in _CLOSE for sign in after):
            return last
    return None


def _acronyms(found: Sequence[Token], own: Vocabulary) -> Iterator[Mention]:
    """Acronyms of three to seven letters: nearly all of bodies, but for common words written so."""
    if sum(token.acronym for token in found) * 2 > len(found):  # a heading in capitals
        return
    for token in found:
        is_number = re.fullmatch("[IVXLCМХVІ]+", token.printed) is not None
        if token.acronym and 3 <= len(token.printed) <= 7 and token.printed not in own.no_bodies and not is_number:
            yield _mention([token], "Body", own, 0.7)


# -- places and documents ---------------------------------------------------------------------------


def _places(found: Sequence[Token], own: Vocabulary) -> Iterator[Mention]:
    """A name beside a word for a place: город Навои, Джизакская область, Жетісу облысы, the Fergana Valley."""
    for place, token in enumerate(found):
        kind = next((kind for kind, pattern in own.kinds("places") if pattern.fullmatch(token.text)), "")
        if not kind:
            continue
        before = found[place - 1] if place and (token.follows or token.before in ("» ", "” ")) else None
        behind = found[place + 1] if place + 1 < len(found) else None
        if own.tag == "ru":
            if (
                before
                and before.capital
                and _is_adjective(before, own)
                and kind in ("Region", "District", "BodyOfWater", "Place", "EconomicZone")
            ):
                yield _mention([before, token], kind, own, 0.85)
            elif behind and behind.capital and not behind.acronym and re.fullmatch(r"\s|\s?[«\"]|\.\s?", behind.before):
                yield _mention([behind], kind, own, 0.85)
        elif own.tag == "en":
            if (
                behind
                and behind.text == "of"
                and place + 2 < len(found)
                and found[place + 2].capital
                and kind != "Region"
            ):
                yield _mention([found[place + 2]], kind, own, 0.85)
            elif before and before.capital and before.text not in ("the", "this") and not before.text.endswith("'s"):
                yield _mention([before, token] if token.capital else [before], kind, own, 0.85)
        elif before and before.capital:
            yield _mention([before], kind, own, 0.85)


def _documents(text: str, found: Sequence[Token], own: Vocabulary) -> Iterator[Mention]:
    """A document with what it is about: Treaty on X, договор о X, X туралы шарт; or with a quoted name."""
    for place, token in enumerate(found):
        kind = next((kind for kind, pattern in own.kinds("documents") if pattern.fullmatch(token.text)), "")
        if not kind:
            continue
        if own.tag == "en" and token.capital:
            last = place + 1
            while (
                last < len(found)
                and found[last].follows
                and last - place < _LONGEST + 2
                and (
                    found[last].capital
                    or (found[last].text in own.within and last + 1 < len(found) and found[last + 1].capital)
                )
            ):
                last += 1
            if last - place > 2 and found[place + 1].text in ("on", "of", "for"):
                yield _mention(found[place:last], kind, own, 0.8)
        elif own.tag == "ru" and place + 2 < len(found) and found[place + 1].text in ("о", "об") and token.capital:
            last = place + 2
            while (
                last < len(found)
                and found[last].follows
                and last - place < _LONGEST
                and not own.alternatives("verb").fullmatch(found[last].text)
            ):
                if found[last].text in ("между", "в", "на", "с", "до", "от", "из", "который", "что"):
                    break
                last += 1
            yield _mention(found[place:last], kind, own, 0.75)
        if place + 1 < len(found) and found[place + 1].before.strip() in _OPEN and found[place + 1].before.strip():
            last_quoted = _closing(text, found, place + 1)
            if last_quoted and found[place + 1].capital:
                yield _mention(found[place + 1 : last_quoted], kind, own, 0.85)
        elif place and token.before.strip() and token.before.strip() in _CLOSE:
            first = next(
                (at for at in range(place - 1, max(-1, place - _LONGEST), -1) if found[at].before[-1:] in tuple(_OPEN)),
                None,
            )
            if first is not None and found[first].capital:
                yield _mention(found[first:place], kind, own, 0.85)
