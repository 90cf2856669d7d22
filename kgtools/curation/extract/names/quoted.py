"""Names in quotation marks, companies by their legal forms, and acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kgtools.curation.extract.names.people import key
from kgtools.curation.extract.names.rules import LONGEST, OPEN, closing, is_month, mention
from kgtools.curation.extract.spans import Mention
from kgtools.curation.extract.text.tokens import Token
from kgtools.curation.extract.text.vocabulary import Vocabulary


def quoted(text: str, found: Sequence[Token], own: Vocabulary) -> Iterator[Mention]:
    """A quoted name beside a word for a company or body, or a legal form: компания «X», «X» ЖШС, X LLC.

    A word beside one of several quotes that are joined is said of all: компании «X» и «Y».
    """
    forms = re.compile(own.patterns["companies"])
    if own.tag == "en":
        yield from _with_a_form_behind(found, forms, own)
    quotes = [
        (place, last)
        for place, token in enumerate(found)
        if token.before[-1:] in tuple(OPEN) and (last := closing(text, found, place)) is not None
    ]
    kinds = {quote: _quoted_kind(found, *quote, forms, own) for quote in quotes}
    pairs = [pair for pair in pairwise(quotes) if _beside(found, pair[0][1], pair[1][0], own)]
    for left, right in (*pairs, *reversed(pairs)):
        kinds[left] = kinds[left] or kinds[right]
        kinds[right] = kinds[right] or kinds[left]
    for (place, last), kind in kinds.items():
        words = found[place:last]
        alone = (
            len(words) > 1 or last == len(found) or not found[last].before.endswith(" ") or "," in found[last].before
        )
        if not kind and own.tag != "en" and alone and _all_capitals(words):
            name = text[words[0].start : words[-1].end]
            yield Mention(words[0].start, words[-1].end, "", "Body", name, own.tag, 0.7, "new", key(name))
        if kind and words[0].capital and len(words) < LONGEST:
            name = " ".join(text[words[0].start : words[-1].end].split())
            formed = place > 0 and forms.fullmatch(found[place - 1].printed) is not None
            start = found[place - 1].start if formed else words[0].start
            yield Mention(start, words[-1].end, "", kind, name, own.tag, 0.9, "new", key(name))


def _with_a_form_behind(found: Sequence[Token], forms: re.Pattern[str], own: Vocabulary) -> Iterator[Mention]:
    """Capitalised words before a legal form: Turan Textile LLC."""
    for place, token in enumerate(found):
        if token.before[-1:] in tuple(OPEN) or not (
            forms.fullmatch(token.printed) and token.before.strip() in ("", ",")
        ):
            continue
        first = place
        while first and place - first < 5 and found[first - 1].capital and (first == place or found[first].follows):
            first -= 1
        if first < place:
            yield mention(found[first : place + 1], "Company", own, 0.9)


def _quoted_kind(found: Sequence[Token], place: int, last: int, forms: re.Pattern[str], own: Vocabulary) -> str:
    """The class of a quoted name by the word before it or behind it; empty if neither tells one."""
    near = re.fullmatch(r"\s*[«“„\"]", found[place].before) is not None
    before = found[place - 1] if place and near else None
    behind = found[last] if last < len(found) and re.fullmatch(r"[»”\"]\s?", found[last].before) else None
    for token, heads in ((before, own.alternatives("quoted")), (behind, own.alternatives("quoted"))):
        if token and forms.fullmatch(token.printed.partition("-")[0]):
            return "Company"
        if token and heads.fullmatch(token.text):
            return _kind_of(token)
    tables = [*own.kinds("before"), *own.kinds("behind"), *own.kinds("event")]
    return next((sort for sort, pattern in tables if behind and pattern.fullmatch(behind.text)), "")


def _all_capitals(words: Sequence[Token]) -> bool:
    """Whether a quote is two or three capitalised words and no more, as titles of works are not: «Алатау Цемент»."""
    parts = [part for word in words for part in re.split("[-–]", word.printed)]
    together = all(word.follows for word in words[1:])
    return together and 1 < len(parts) < 4 and all(part[:1].isupper() and len(part) > 2 for part in parts)


def _beside(found: Sequence[Token], last: int, place: int, own: Vocabulary) -> bool:
    """Whether a quote begins right behind another, with no more than a comma or "and" between them."""
    between = found[last:place]
    joined = len(between) == 1 and own.alternatives("and").fullmatch(between[0].text) is not None
    return joined or (not between and "," in found[place].before)


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


def acronyms(found: Sequence[Token], own: Vocabulary, small: frozenset[str]) -> Iterator[Mention]:
    """Acronyms of three to seven letters: nearly all of bodies, but for common words written so."""
    if sum(token.acronym for token in found) * 2 > len(found):  # a heading in capitals
        return
    for token in found:
        is_number = re.fullmatch("[IVXLCМХVІ]+", token.printed) is not None
        fits = 3 <= len(token.printed) <= 6 and not is_number and token.text not in small
        if token.acronym and fits and token.printed not in own.no_bodies and not is_month(token, own):
            yield mention([token], "Body", own, 0.7)
