"""What the rules for unknown bodies, places and documents share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kgtools.articles.lexicon import plain
from kgtools.curation.extract.names.people import key
from kgtools.curation.extract.spans import Mention
from kgtools.curation.extract.text.tokens import Token
from kgtools.curation.extract.text.vocabulary import Vocabulary

LONGEST = 9  # words of a name
OPEN, CLOSE = '«“„"', '»”“"'


def mention(words: Sequence[Token], kind: str, own: Vocabulary, confidence: float, name: str = "") -> Mention:
    """The mention of an unknown thing by some words; without `name` it is called as it is printed."""
    name = name or " ".join(word.printed for word in words)
    return Mention(words[0].start, words[-1].end, "", kind, name, own.tag, confidence, "new", key(name))


def is_adjective(token: Token, own: Vocabulary) -> bool:
    """Whether a word has the ending of a Russian adjective."""
    return own.alternatives("adjective").fullmatch(token.text) is not None


def is_month(token: Token, own: Vocabulary) -> bool:
    """Whether a word is the name of a month."""
    return any(token.text.startswith(month) for month in own.months if len(month) > 2)


def closing(text: str, found: Sequence[Token], place: int) -> int | None:
    """The word after the closing quotation mark of a quote that begins with a word."""
    for last in range(place + 1, min(len(found), place + LONGEST) + 1):
        after = found[last].before if last < len(found) else text[found[last - 1].end : found[last - 1].end + 2]
        if any(sign in CLOSE for sign in after):
            return last
    return None


_NUMBER = re.compile(r"\d")
_CASES = re.compile(
    r"(?:[дт](?:ағы|егі)|dagi|даги|[ғқ]а|[гк]е|н[ае]|[дтн][ыі]|[дтн][ае]н|[мпб]ен|[gkq]a|ni|dan?|га|ни|дан?)$"
)


def apart(token: Token, taken: Sequence[Mention], own: Vocabulary) -> bool:
    """Whether a word ends a Kazakh or Uzbek name that is read backwards: a number, a person, a place in a case."""
    if _NUMBER.match(token.text):
        return True
    for one in taken:
        if one.start <= token.start < one.end:
            if one.kind == "Person":
                return True
            base = token.text in plain(one.name).split()
            if token.end == one.end and not base and one.how != "adjective" and _CASES.search(token.text):
                return True
    return own.alternatives("pronouns").fullmatch(token.text) is not None
