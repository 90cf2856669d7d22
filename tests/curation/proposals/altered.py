"""Quotes of a text altered, seeded: in what print alone makes different, and in what no quote may change."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from kgtools.articles import fingerprints

_LOOK_ALIKE = dict(zip("АаВСсЕеНКкМОоРрТХху", "AaBCcEeHKkMOoPpTXxy", strict=True))
_QUOTES = "«»„“”\"'"
_DASHES = "-–—−‑"
_WORDS = re.compile(r"\S+")


def windows(text: str, chance: random.Random, least: int = 4, most: int = 18) -> Iterator[str]:
    """Stretches of a text of whole words within one paragraph, without end."""
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if len(part.split()) > least]
    while True:
        words = list(_WORDS.finditer(paragraph := chance.choice(paragraphs)))
        number = min(chance.randint(least, most), len(words))
        first = chance.randrange(len(words) - number + 1)
        yield paragraph[words[first].start() : words[first + number - 1].end()]


# -- print alone --------------------------------------------------------------------------------------


def _dashes(quote: str, chance: random.Random) -> str:
    return re.sub(r"(?<=\s)[–—-](?=\s)|(?<=\d)[–—-](?=\d)", lambda _: chance.choice(_DASHES), quote)


def _marks(quote: str, chance: random.Random) -> str:
    return re.sub('[«»“”"]', lambda _: chance.choice(_QUOTES), quote)


def _yo(quote: str, chance: random.Random) -> str:
    if "ё" in quote:
        return quote.replace("ё", "е")
    return _at_one(quote, "е", lambda _: "ё", chance)


def _look_alike(quote: str, chance: random.Random) -> str:
    alike = _LOOK_ALIKE | ({} if re.search("[а-яё]", quote) else {v: k for k, v in _LOOK_ALIKE.items()})
    return _at_one(quote, "".join(alike), alike.__getitem__, chance)


def _brackets(quote: str, chance: random.Random) -> str:
    words = quote.split(" ")
    place = chance.randrange(1, len(words))
    if chance.random() < 0.5:
        return " ".join([*words[:place], chance.choice(["[sic]", "[прим.]", "[the states]", "[яғни]"]), *words[place:]])
    return " ".join([*words[:place], f"[{words[place]}]", *words[place + 1 :]])


def _ellipsis(quote: str, chance: random.Random) -> str:
    words = quote.split()
    if len(words) < 6:
        return quote
    first = chance.randrange(2, len(words) - 3)
    last = chance.randrange(first + 1, len(words) - 1)
    return " ".join([*words[:first], chance.choice(["…", "...", "[…]", "[...]", "<…>"]), *words[last:]])


def _breaks(quote: str, chance: random.Random) -> str:
    words = quote.split(" ")
    place = chance.randrange(len(words))
    word = words[place]
    if len(word) > 5 and word.isalpha():
        words[place] = word[:3] + chance.choice(["-\n", "\u00ad", "\u00ad\n"]) + word[3:]
        return " ".join(words)
    return (
        chance.choice(["\n", "  ", "\n\n", "\u00a0"]).join([" ".join(words[:place]), " ".join(words[place:])]).strip()
    )


def _at_one(quote: str, letters: str, change: Callable[[str], str], chance: random.Random) -> str:
    places = [place for place, letter in enumerate(quote) if letter in letters]
    if not places:
        return quote
    place = chance.choice(places)
    return quote[:place] + change(quote[place]) + quote[place + 1 :]


PRINT = {
    "dashes": _dashes, "marks": _marks, "yo": _yo, "look-alike": _look_alike, "brackets": _brackets,
    "ellipsis": _ellipsis, "breaks": _breaks,
}  # fmt: skip


def in_print(text: str, number: int, seed: int = 18) -> Iterator[tuple[str, str, str]]:
    """So many quotes altered in print alone: what is altered, as it stands, and altered."""
    chance = random.Random(seed)
    found = windows(text, chance)
    kinds = sorted(PRINT)
    while number:
        kind, quote = chance.choice(kinds), next(found)
        altered = PRINT[kind](quote, chance)
        if altered != quote:
            number -= 1
            yield kind, quote, altered


# -- what no quote may change -------------------------------------------------------------------------


def _digit(quote: str, chance: random.Random) -> str:
    return _at_one(quote, "0123456789", lambda digit: chance.choice("0123456789".replace(digit, "")), chance)


def _point(quote: str, chance: random.Random) -> str:
    return re.sub(r"(?<=\d),(?=\d)", chance.choice(["", "0"]), quote)


def _word(quote: str, chance: random.Random) -> str:
    words = quote.split()
    others = ["Казахстан", "не", "подписали", "exports", "Кыргызстан", "болды", "2019", "oʻsdi", "без", "never"]
    place = chance.randrange(len(words))
    return " ".join([*words[:place], chance.choice(others), *words[place + chance.randrange(2) :]])


def _lost(quote: str, chance: random.Random) -> str:
    words = quote.split()
    place = chance.randrange(1, len(words) - 1)
    return " ".join(words[:place] + words[place + 1 :])


def _swapped(quote: str, chance: random.Random) -> str:
    words = quote.split()
    one, other = sorted(chance.sample(range(len(words)), 2))
    words[one], words[other] = words[other], words[one]
    return " ".join(words)


def _invented(quote: str, chance: random.Random) -> str:
    words = quote.split()
    chance.shuffle(words)
    return " ".join(words)


CHANGES = {
    "digit": _digit, "point": _point, "word": _word, "lost": _lost, "swapped": _swapped, "invented": _invented,
}  # fmt: skip


def changed(text: str, number: int, seed: int = 18) -> Iterator[tuple[str, str, str]]:
    """So many quotes with a changed digit or word, or invented, that the text does not print."""
    chance = random.Random(seed)
    printed = _plain(text)
    found = windows(text, chance)
    kinds = sorted(CHANGES)
    while number:
        kind, quote = chance.choice(kinds), next(found)
        altered = CHANGES[kind](quote, chance)
        if _plain(altered) not in printed:
            number -= 1
            yield kind, quote, altered


def _plain(text: str) -> str:
    """Letters and digits, with the points and commas between digits: what a quote may not change."""
    whole = re.sub(r"(?<=\d)[.,](?=\d)", "ω", re.sub(r"-\s*\n\s*", "", text))
    return fingerprints.fold(whole).letters.replace("ё", "е")
