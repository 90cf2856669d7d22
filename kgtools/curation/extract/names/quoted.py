"""Names in quotation marks, companies by their legal forms, and acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kgtools.curation.extract.names.people import key
from kgtools.curation.extract.names.rules import LONGEST, OPEN, closing, is_month, mention
from kgtools.curation.extract.spans import Mention
from kgtools.curation.extract.text.tokens import Token
from kgtools.curation.extract.text.vocabulary import Vocabulary


def quoted(text: str, found: Sequence[Token], own: Vocabulary) -> Iterator[Mention]:
    """A quoted name beside a word for a company or body, or a legal form: компания «X», «X» ЖШС, X LLC."""
    forms = re.compile(own.patterns["companies"])
    heads = own.alternatives("quoted")
    for place, token in enumerate(found):
        if token.before[-1:] not in OPEN or not token.before:
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
                    yield mention(found[first : place + 1], "Company", own, 0.9)
            continue
        last = closing(text, found, place)
        if last is None:
            continue
        words = found[place:last]
        before = found[place - 1] if place else None
        behind = found[last] if last < len(found) else None
        name = text[words[0].start : words[-1].end]
        whole = list(words)
        kind = ""
        tables = [*own.kinds("before"), *own.kinds("behind"), *own.kinds("event")]
        if behind and re.fullmatch(r"[»”\"]\s?", behind.before):
            kind = next((sort for sort, pattern in tables if pattern.fullmatch(behind.text)), "")
        if before and (forms.fullmatch(before.printed) or heads.fullmatch(before.text)):
            kind, whole = _kind_of(before), ([before, *words] if forms.fullmatch(before.printed) else whole)
        elif (
            behind
            and re.fullmatch(r"[»”\"]\s?", behind.before)
            and (forms.fullmatch(behind.printed.partition("-")[0]) or heads.fullmatch(behind.text))
        ):
            kind = _kind_of(behind)
        if kind and words[0].capital and len(words) < LONGEST:
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


def acronyms(found: Sequence[Token], own: Vocabulary, small: frozenset[str]) -> Iterator[Mention]:
    """Acronyms of three to seven letters: nearly all of bodies, but for common words written so."""
    if sum(token.acronym for token in found) * 2 > len(found):  # a heading in capitals
        return
    for token in found:
        is_number = re.fullmatch("[IVXLCМХVІ]+", token.printed) is not None
        fits = 3 <= len(token.printed) <= 6 and not is_number and token.text not in small
        if token.acronym and fits and token.printed not in own.no_bodies and not is_month(token, own):
            yield mention([token], "Body", own, 0.7)
