"""What stands beside a number in print: its unit, bound and direction; and the sides and signs of figures by words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kgtools.articles import lexicon
from kgtools.articles.lexicon import has
from kgtools.checks.passages.place import NEAR, Place, Slip, language_of
from kgtools.claims.model import Corpus, Entity, Figure
from kgtools.compare.figures import flows
from kgtools.languages import language, remembered

_BESIDE = 40  # how far before a number, in code points, a word still qualifies it
_MEASURES = ("usd", "tonne", "tonnes", "hectare")  # units that no other stands for
_CHANGE = 30  # how far from a number, in code points, a word still says whether it rose or fell


def slips(figure: Figure, place: Place, corpus: Corpus, growth: bool, misprinted: bool) -> Iterator[Slip]:
    """What a figure gives otherwise than the words of its passage; `growth` tells that it is the growth of another.

    Where words are known to stand in disorder (`misprinted`), a curator says which was meant.
    """
    found = list(number(figure.value).finditer(place.passage))
    if found:
        yield from _separator(figure, place, found)
        if not misprinted:
            yield from _sides(figure, place, corpus)
        if growth:
            yield from _change(figure, place, found)


def _separator(figure: Figure, place: Place, found: list[re.Match[str]]) -> Iterator[Slip]:
    """A comma before three digits: it parts decimals in print of some languages and thousands in that of others."""
    if not all(re.fullmatch("[0-9]{1,3},[0-9]{3}", match[0]) for match in found):
        return
    thousands = language(language_of(place.around(NEAR))).text("decimal") != ","
    if thousands == ("." in figure.value):
        printed = found[0][0]
        meant = printed.replace(",", "" if thousands else ".")
        kind = "thousands" if thousands else "decimals"
        yield Slip("value", f"the comma in '{printed}' sets {kind} apart there", figure.value, meant)


def _sides(figure: Figure, place: Place, corpus: Corpus) -> Iterator[Slip]:
    """The side from which or to which goods go, where a passage names one such side only.

    Exports of a state, or from it, are measured at that state, imports of it too; imports from it, or exports to
    it, have it as the partner.
    """
    sides = [corpus.entities[one] for one in (figure.measured, figure.partner) if one in corpus.entities]
    if figure.flow not in lexicon.table("flows") or len(sides) < 2:
        return
    if sum(has(words, place.passage) for words in lexicon.table("flows").values()) != 1:
        return
    sending = [side for side in sides if _goes(side, "from", place.passage)]
    receiving = [side for side in sides if _goes(side, "to", place.passage)]
    if figure.flow in flows.mirrored():
        sending, receiving = receiving, sending
    measured = sending if len(sending) == 1 else [side for side in sides if side not in receiving]
    if len(measured) == 1 and measured[0].id != figure.measured:
        message = "the passage gives the two sides the other way round"
        yield Slip("measured", message, figure.measured, measured[0].id)


def _goes(side: Entity, where: str, passage: str) -> bool:
    """Whether goods go from a side, or to it, by a preposition or an ending."""
    return any(pattern.search(passage) for pattern in _directions(side, where))


@remembered(maxsize=256)
def _directions(side: Entity, where: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of the names of a side with what says from or to, a preposition or an ending: from X, to X."""
    found = []
    for label in side.labels:
        said = language(label.language).table("goes")
        name = label.value.lower().replace("ʻ", "’").replace("ʼ", "’")
        stem = name[:-1] if name.endswith(tuple(said.get("cut", "").split())) else name
        if where in said:
            found.append(re.compile(said[where].replace("<name>", re.escape(stem))))
    return tuple(found)


def _change(figure: Figure, place: Place, found: list[re.Match[str]]) -> Iterator[Slip]:
    """The sign of a growth: the words beside the number say whether something rose or fell."""
    fell, rose = set(), set()
    for match in found:
        before = re.split(r"[0-9;:]", place.passage[max(0, match.start() - _CHANGE) : match.start()])[-1]
        after = re.split(r"[0-9;:]", place.article[place.start + match.end() :][:_CHANGE])[0]
        fell.add(has(lexicon.words("fall"), before) or has(lexicon.words("fall"), after))
        rose.add(has(lexicon.words("rise"), before) or has(lexicon.words("rise"), after))
    if figure.value.startswith("-"):
        if fell == {False}:
            yield Slip("value", "no word beside the number says that it fell", figure.value, figure.value[1:])
    elif fell == {True} and rose == {False}:
        yield Slip("value", "the words beside the number say that it fell", figure.value, f"-{figure.value}")


@remembered(1024)
def number(printed: str) -> re.Pattern[str]:
    """A pattern that finds a number however it is printed: 13300, 13 300, 13,300; 4.9, 4,9.

    >>> bool(number("2 920").search("of 2,920 tons")), bool(number("5").search("5,3"))
    (True, False)
    """
    whole, _, decimals = re.sub(r"[\s-]", "", printed).partition(".")
    groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)][::-1]
    body = "[ .,]?".join(groups) + (f"[.,]{decimals}" if decimals else "")
    return re.compile(rf"(?<![0-9])(?<![0-9][.,]){body}(?![0-9])(?![.,][0-9])")


def is_row(passage: str) -> bool:
    """Whether a passage is a row of a table, whose units stand in the head: a third of it is digits."""
    signs = [sign for sign in passage if sign.isalnum()]
    return 3 * sum(map(str.isdecimal, signs)) > len(signs)


def magnitude_after(after: str) -> str:
    """The magnitude that directly follows a number, if any."""
    if re.match(r"\s?%", after):
        return "percent"
    match = re.match(r"[\s-]*([^\W\d_]+)", after)
    return next((name for name, words in lexicon.table("magnitudes").items() if match and has(words, match[1])), "")


def counted(after: str) -> set[str]:
    """The units that the first words after a number name, a magnitude passed over; none if they name none."""
    words = [word for word in re.findall(r"[^\W\d_]+", re.split("[0-9,;:(]", after)[0])[:3] if len(word) > 2]
    for word in words:
        if found := {name for name in _MEASURES if has(lexicon.units()[name], word)}:
            return found
        if not has(lexicon.words("passed"), word) and not any(
            has(magnitude, word) for magnitude in lexicon.table("magnitudes").values()
        ):
            break
    return set()


def bound_at(before: str, after: str) -> str:
    """The bound that the word before a number gives, or, in some languages, the word after it."""
    last = " ".join(before.split()[-1:])
    for bound in ("at-least", "over", "about", "almost"):
        if has(lexicon.table("bounds")[bound], last):
            return bound
    behind = _behind().match(after)
    return next(
        (bound for bound, words in lexicon.table("bounds-behind").items() if behind and has(words, behind[1])), ""
    )


@remembered()
def _behind() -> re.Pattern[str]:
    """The word behind a number, after an ending that says what it is compared with: 5-тен астам."""
    return re.compile(rf"[\W\d]*(?:{lexicon.patterns('than')})\W+([^\W\d_]+)")


def qualifiers_at(before: str) -> set[str]:
    """The qualifiers that the words right before a number give it: an average, an estimate, a preliminary number."""
    words = re.split(r"[0-9.;:]", before[-_BESIDE:])[-1]
    return {
        qualifier
        for qualifier in ("average", "estimate", "preliminary")
        if has(lexicon.table("qualifiers")[qualifier], words)
    }


def last_flow(before: str) -> str:
    places = {flow: max(before.rfind(word) for word in words.split()) for flow, words in lexicon.table("flows").items()}
    flow = max(places, key=lambda name: places[name], default="")
    return flow if places.get(flow, -1) >= 0 else ""
