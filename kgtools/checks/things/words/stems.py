"""Beside which stems of other languages a stem stands in the labels of rows and in texts, kept while these change.

Numbers count in steps (`in_steps`). So what follows from them changes for the rows of a stem only when its number comes
to another step, and not with each text that has it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kgtools.checks.things.words.texts import STEM, sound, stems_of

_STEP = 5  # binary digits of a number that count
_OFTEN = 4  # times as often as chance would have it, and two words belong together
_MANY = 10  # rows from which on one in ten may lack a word that the others have
_COUNTED = 64  # labels with a stem from which on it is kept what stands beside it
_COMMON = 512  # in one of so many rows and texts, and the places of a stem are held together as bits

Usual = tuple[frozenset[str], int]


def in_steps(number: int) -> int:
    """A number by its first binary digits: the small ones as they are, large ones in steps of a thirtieth or so.

    >>> in_steps(31), in_steps(67), in_steps(1000)
    (31, 64, 992)
    """
    rest = number.bit_length() - _STEP
    return number >> rest << rest if rest > 0 else number


@dataclass(slots=True, eq=False)
class Beside:
    """In how many labels of another language beside those with a stem others stand: exactly for those that often do.

    Each of the rest stands in `rest` of them at most.
    """

    often: dict[str, int]
    rest: int

    def count(self, label: Iterable[str], sign: int) -> None:
        """Take a label more, or one less, by its stems."""
        for text in label:
            if text in self.often:
                self.often[text] += sign
        self.rest += sign > 0


@dataclass(slots=True, eq=False)
class Stem:
    """A stem of a language, and the places of the rows and texts where it stands.

    `bits` are the same places as bits of a number, for common stems; for all they would fill the memory. `labels` is
    how many of the places are rows, and `elsewhere` how many but one there are, in steps: its own row proves nothing.
    What it has to do with stems of other languages is kept once somebody has asked, and what stands beside it if it has
    many labels.
    """

    language: str
    text: str
    places: array[int] = field(default_factory=lambda: array("I"))
    bits: int = 0
    labels: int = 0
    elsewhere: int = 0
    fits: dict[Stem, float] = field(default_factory=dict)
    usual: dict[str, Usual] = field(default_factory=dict)
    beside: dict[str, Beside] = field(default_factory=dict)

    def count(self) -> None:
        """Say again how many places there are."""
        self.elsewhere = in_steps(len(self.places) - 1) if self.places else 0

    def enter(self, place: int) -> None:
        """Stand at a place, too."""
        insort(self.places, place)
        self._flip(place)

    def leave(self, place: int) -> None:
        """Stand at a place no longer."""
        del self.places[bisect_left(self.places, place)]
        self._flip(place)

    def _flip(self, place: int) -> None:
        self.count()
        if self.bits:
            self.bits ^= 1 << place

    def as_bits(self) -> int:
        """Its places as bits."""
        if not self.bits:
            bits = bytearray(self.places[-1] // 8 + 1)
            for place in self.places:
                bits[place >> 3] |= 1 << (place & 7)
            self.bits = int.from_bytes(bits, "little")
        return self.bits


def both(one: Stem, other: Stem, common: float) -> int:
    """In how many rows and texts both of two stems stand; those that stand in so many are common."""
    few, many = (one, other) if len(one.places) <= len(other.places) else (other, one)
    if len(few.places) >= common:
        return (few.as_bits() & many.as_bits()).bit_count()
    places, last = many.places, len(many.places)
    return sum(1 for place in few.places if (at := bisect_left(places, place)) < last and places[at] == place)


class Stems:
    """The stems of labels and texts by language, each label or text at a place of its own."""

    def __init__(self) -> None:
        self.size = 0  # how many rows and texts there are, in steps
        self._number = 0
        self._known: dict[str, dict[str, Stem]] = {}
        self._labels: dict[int, Mapping[str, str]] = {}  # of rows, by place
        self._asked: dict[tuple[str, str], set[int]] = {}  # rows that asked for a stem that they need not have
        self._settled = False  # from the first question on, what changes is noted
        self._before: dict[Stem, tuple[int, bool]] = {}  # numbers of stems that have changed since
        self._pairs: set[tuple[Stem, Stem]] = set()  # stems that may stand together in more or fewer places
        self._beside: set[tuple[Stem, str]] = set()  # stems that may stand beside other labels of a language

    # -- questions ------------------------------------------------------------------------------------

    def stem(self, place: int, language: str, word: str) -> Stem | None:
        """The stem of a word, if a label of the language has it; it is noted which row asks."""
        self._asked.setdefault((language, word[:STEM]), set()).add(place)
        (found,) = self._entered(language, (word[:STEM],))
        return found if found.labels else None

    def stems(self, language: str, label: str) -> list[Stem]:
        """The stems of a label."""
        known = self._known[language]
        return [known[stem] for stem in stems_of(label)]

    def together(self, one: Stem, others: list[Stem]) -> list[float]:
        """How surely a stem means the same as each of another language, as the rows and texts but their own have it.

        From 0 to 1: 1 for what sounds alike, 0 for what stands together by chance alone.
        """
        fits = one.fits
        return [fits[other] if other in fits else self._fit(one, other) for other in others]

    def _fit(self, one: Stem, other: Stem) -> float:
        heard = sound(one.text)
        found = 1.0 if heard and heard == sound(other.text) else self._share(one, other)
        one.fits[other] = other.fits[one] = found
        return found

    def _share(self, one: Stem, other: Stem) -> float:
        number = in_steps(max(0, both(one, other, self._number / _COMMON) - 1))
        if number < 2 or number * self.size < _OFTEN * one.elsewhere * other.elsewhere:
            return 0.0
        return 2 * number / (one.elsewhere + other.elsewhere)

    def usual(self, stem: Stem, other: str) -> Usual:
        """The stems of another language in (nearly) all rows whose label has a stem, and how many rows these are.

        One of the rows is not counted, for it proves nothing to itself; more than ten are not either.
        """
        if other not in stem.usual:
            times = stem.labels - 1
            enough = times if times < _MANY else 0.9 * times
            beside = self._often_beside(stem, other, enough) if times > 1 else {}
            found = frozenset(there for there, number in beside.items() if number >= enough)
            stem.usual[other] = found, min(times, _MANY)
        return stem.usual[other]

    def _often_beside(self, stem: Stem, other: str, enough: float) -> Mapping[str, int]:
        """In how many labels of another language beside those that have a stem stand those that stand in enough."""
        kept = stem.beside.get(other)
        if kept is None or kept.rest >= enough:
            labels = (self._labels[place].get(other, "") for place in self._rows(stem))
            numbers = Counter(there for label in labels for there in stems_of(label))
            half = stem.labels // 2
            often = {there: number for there, number in numbers.items() if number > half}
            if stem.labels <= _COUNTED:
                return often
            kept = stem.beside[other] = Beside(often, half)
        return kept.often

    def _rows(self, stem: Stem) -> list[int]:
        """The places of the rows whose label has a stem."""
        return [place for place in stem.places if place in self._labels] if stem.labels else []

    # -- changes --------------------------------------------------------------------------------------

    def exchange(self, place: int, before: Mapping[str, str], after: Mapping[str, str], row: bool) -> None:
        """Take the labels of a row or a text, by language, instead of those before; none if there is nothing."""
        self._number += bool(after) - bool(before)
        if row and after:
            self._labels[place] = after
        elif row:
            del self._labels[place]
        if not self._settled:  # all is new, and places come in their order
            for tag, said in after.items():
                for stem in self._entered(tag, stems_of(said)):
                    stem.places.append(place)
                    stem.labels += row
            return
        was, now = ({tag: stems_of(text) for tag, text in said.items()} for said in (before, after))
        self._note(was, now, row)
        for labels, sign in ((was, -1), (now, 1)) if row else ():
            self._count_beside(labels, sign)
        for tag in was.keys() | now.keys():
            others, own = was.get(tag, ()), now.get(tag, ())
            for stem in self._entered(tag, [text for text in others if text not in own]):
                stem.leave(place)
                stem.labels -= row
            for stem in self._entered(tag, [text for text in own if text not in others]):
                stem.enter(place)
                stem.labels += row

    def _count_beside(self, said: Mapping[str, tuple[str, ...]], sign: int) -> None:
        """Count the labels of a row that come or go, where it is counted what stands beside their stems."""
        for stem in (stem for tag, texts in said.items() for stem in self._met(tag, texts)):
            for other, beside in stem.beside.items():
                beside.count(said.get(other, ()), sign)

    def _entered(self, language: str, texts: Iterable[str]) -> list[Stem]:
        """The stems with some texts; those that stood nowhere begin to be known."""
        known = self._known.setdefault(language, {})
        for text in texts:
            if text not in known:
                known[text] = Stem(language, text)
        return [known[text] for text in texts]

    def _note(self, was: Mapping[str, tuple[str, ...]], now: Mapping[str, tuple[str, ...]], row: bool) -> None:
        """Note what may become otherwise with the stems that come or go; of what was not asked nothing can."""
        every = {tag: self._met(tag, {*was.get(tag, ()), *now.get(tag, ())}) for tag in was.keys() | now.keys()}
        for language in every:
            changed = self._met(language, set(was.get(language, ())) ^ set(now.get(language, ())))
            others = [stem for other, stems in every.items() if other != language for stem in stems]
            for stem in changed:
                self._before.setdefault(stem, (stem.elsewhere, bool(stem.labels)))
                self._pairs.update((stem, other) for other in others if other in stem.fits)
                if row:
                    self._beside.update((stem, other) for other in stem.usual)
            if row and changed:
                self._beside.update((stem, language) for stem in others if language in stem.usual)

    def _met(self, language: str, texts: Iterable[str]) -> list[Stem]:
        """The stems with some texts that have stood somewhere; of others nobody has asked."""
        known = self._known.get(language, {})
        return [known[text] for text in texts if text in known]

    def changed(self) -> set[int] | None:
        """The places of rows for which something has changed since this was asked last, but their own labels.

        None if it is all rows, as where there are so many more that chance is another.
        """
        size, self.size = self.size, in_steps(self._number)
        if not self._settled:
            self._count()
        found = set[int]().union(*self._of_beside(), *self._of_numbers(), *self._of_pairs()) if self._settled else None
        if size != self.size:
            for stem in (stem for stems in self._known.values() for stem in stems.values()):
                stem.fits.clear()
            found = None
        self._settled = True
        for noted in (self._before, self._pairs, self._beside):
            noted.clear()
        return found

    def _count(self) -> None:
        for stems in self._known.values():
            for stem in stems.values():
                stem.count()

    def _of_beside(self) -> Iterator[list[int]]:
        """The rows of stems whose usual translation is another."""
        for stem, language in self._beside:
            if stem.usual.pop(language) != self.usual(stem, language):
                yield self._rows(stem)

    def _of_numbers(self) -> Iterator[set[int]]:
        """The rows of stems that stand in so many more or fewer other places that it tells."""
        for stem, before in self._before.items():
            if before != (stem.elsewhere, bool(stem.labels)):
                yield self._concerned(stem)
                for other in stem.fits:
                    del other.fits[stem]
                stem.fits.clear()

    def _of_pairs(self) -> Iterator[set[int]]:
        """The rows of stems that stand together in so many more or fewer places that it tells."""
        for one, other in self._pairs:
            before = one.fits.get(other)
            if before is not None and before != self._fit(one, other):
                yield self._concerned(one) & self._concerned(other)

    def _concerned(self, stem: Stem) -> set[int]:
        """The rows that have a stem in their label, or asked for it."""
        return self._asked.get((stem.language, stem.text), set()).union(self._rows(stem))
