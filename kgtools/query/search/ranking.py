"""How well names and texts answer words, told by numbers alone: what is found is read only if it is shown.

A frequent word has thousands of texts. So no text is read in order to rank it: where its words stand, how long it is
and what it tells of are in arrays of the index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import chain, repeat
from math import ceil, log2
from operator import itemgetter

from kgtools import namespaces
from kgtools.query.search import words as words_
from kgtools.query.search.index.opened import Index, Places
from kgtools.query.search.index.writing import LONG, NOTE, PLACE
from kgtools.query.search.likeness import OTHER_FORM
from kgtools.query.search.names import Ranked
from kgtools.values.transliteration import beyond_latin, phonetic_key, readings

KEY = 3  # letters that a phonetic key has at least, if words that sound alike are to be one name
_TOLD = 80.0  # of 100: a text that holds all words in a row
_SCATTERED = 10.0  # lost by a text whose words stand far apart
_LONG, _MANY = 3.0, 3.0  # lost at most by a long text; won at most by a thing of which many claims say it
_WON = [0.0, *(min(_MANY, log2(number)) for number in range(1, 1 + 2 ** ceil(_MANY)))]  # by so many claims
_NOTE = 4.0  # lost by a note of the curator
_NAMED = 8.0  # lost by a text that leaves a word to the name of its thing
_STEM, _DISORDER, _SPARE = 2.0, 2.0, 8.0  # lost by a name in another form, in another order, with more letters

Said = tuple[float, int, int, int]  # of a text how badly it answers, its letters, the numbers of its source and itself
# Of a word in a name: whether it stands there in another form, where, as the index has it, and with how many letters.
_Held = tuple[bool, int, int]


@dataclass(frozen=True)
class Wanted:
    """A word that is looked for: as it was typed, and as it is folded in each language; its phonetic keys, those of its
    forms in names, and its forms in names and texts of each language."""

    index: Index
    typed: str
    folded: Mapping[str, str]
    keys: frozenset[str]
    forms_of_keys: frozenset[str]
    forms: Mapping[str, frozenset[str]]

    @classmethod
    def known(cls, index: Index, word: str, loose: bool) -> Wanted:
        """A word with its forms; compared loosely, a word beyond Latin letters may be of another keyboard."""
        keys = {key for each in readings(word).values() for key in each if len(key) >= KEY or key.isdigit()}
        likes = [index.vocabulary.likes(key, not beyond_latin(word)) for key in keys]
        forms_of_keys = {other for each in likes for other, like in each.items() if like >= OTHER_FORM}
        folded = {language: words_.folded(word, language) for language in namespaces.languages()}
        return cls(index, word, folded, frozenset(keys), frozenset(forms_of_keys), index.forms(word, loose))

    @cached_property
    def told(self) -> Sequence[tuple[bool, Places]]:
        """Where its forms stand in texts, each with whether it is as it was typed."""
        each = ((word, language) for language, known in self.forms.items() for word in sorted(known))
        return [(word == self.folded[language], self.index.told(word, language)) for word, language in each]

    @cached_property
    def texts(self) -> frozenset[int]:
        """The numbers of the texts that hold it."""
        return frozenset().union(*(numbers for _, (numbers, _) in self.told))

    @cached_property
    def same(self) -> frozenset[int]:
        """The numbers of the texts that hold it as it was typed."""
        return frozenset().union(*(numbers for same, (numbers, _) in self.told if same))

    def places(self, texts: set[int]) -> Mapping[int, Sequence[int]]:
        """For some texts, where it stands in each."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for _, (numbers, places) in self.told:
            for number, place in zip(numbers, places, strict=True):
                if number in texts:
                    found[number].append(place)
        return found

    @cached_property
    def names(self) -> Mapping[str, Mapping[int, _Held]]:
        """The names of each language that hold it. If one does several times, then as it was typed, then first."""
        found: dict[str, dict[int, _Held]] = {each: {} for each in namespaces.languages()}
        words = {(language, word) for language, known in self.forms.items() for word in known}
        words.update(each for key in self.forms_of_keys for each in self.index.sounding(key))
        for language, word in words:
            other = word != self.folded[language] and phonetic_key(word) not in self.keys
            numbers, places = self.index.named(word, language)
            # From the last to the first, so that of several places the first stays.
            held = zip(repeat(other), reversed(places), repeat(len(word)))
            new = dict(zip(reversed(numbers), held, strict=True))
            known = found[language]
            for number in known.keys() & new.keys():
                new[number] = min(known[number], new[number])
            known.update(new)
        return found

    @cached_property
    def bearers(self) -> frozenset[int]:
        """What stands for the things that have a name with it."""
        iris = self.index.ranked.iris
        return frozenset(map(iris.__getitem__, chain.from_iterable(self.names.values())))


# -- names ------------------------------------------------------------------------------------------


def named(index: Index, wanted: Sequence[Wanted]) -> list[Ranked]:
    """Things with a name that holds all words, as they sound or in another form, in no order.

    What stands beside each are its names that answer best and as well: their numbers, and the places in each at which
    the words stand; of a name whose words are joined in another way no places.
    """
    iris, ties = index.ranked.iris, index.ranked.ties
    best: dict[int, tuple[float, int, tuple[tuple[int, tuple[int, ...]], ...]]] = {}
    for number, (loss, places) in _holding_all(index, wanted):
        iri, tie = iris[number], ties[number]
        known = best.get(iri)
        if known is None or loss < known[0] or (loss == known[0] and tie < known[1]):
            best[iri] = (loss, tie, ((number, places),))
        elif loss == known[0] and tie == known[1]:
            best[iri] = (loss, tie, (*known[2], (number, places)))
    return [(loss, tie, iri, names) for iri, (loss, tie, names) in best.items()]


def _holding_all(index: Index, wanted: Sequence[Wanted]) -> Iterable[tuple[int, tuple[float, tuple[int, ...]]]]:
    """The numbers of the names that hold all words, how badly each answers, and where the words stand in it."""
    found = []
    answer = cache(_answer)
    for language in namespaces.languages():
        first, *others = held = [word.names[language] for word in wanted]
        numbers = list(set(first).intersection(*others)) if others else list(first)
        shapes = zip(*(map(each.__getitem__, numbers) for each in held), strict=True)
        found.append(zip(numbers, map(answer, shapes), strict=True))
    joined = "".join(phonetic_key(word.typed) for word in wanted)
    if len(joined) > KEY:  # a name whose words are parted or joined in another way: worldbank, Kaz Munay Gas
        whole: tuple[float, tuple[int, ...]] = (_STEM - 100, ())
        found.append(zip(index.ranked.joined[joined], repeat(whole)))
    return chain.from_iterable(found)


def _answer(held: tuple[_Held, ...]) -> tuple[float, tuple[int, ...]]:
    """How badly a name answers that holds all words, and where they stand."""
    places = [place >> PLACE for _, place, _ in held]
    letters = held[0][1] & (1 << PLACE) - 1
    lost = _STEM if any(other for other, _, _ in held) else 0.0
    spare = 1 - sum({place: size for _, place, size in held}.values()) / letters
    disorder = _DISORDER if places != sorted(places) else 0.0
    return -(100 - lost - disorder - _SPARE * spare), tuple(places)


# -- what is told -----------------------------------------------------------------------------------


def told(index: Index, wanted: Sequence[Wanted]) -> list[Ranked]:
    """Things of which a text with all words tells, in no order; a text may leave words to the name of its thing.

    A single claim is found by itself; several of one thing, or an explanation, by that thing. What stands beside each
    is the best that each claim says.
    """
    every: list[Said] = []
    for held, texts in _holding(index, wanted):
        for some in _said(index, held, texts, len(wanted)):
            every += some
    best = {said[2]: said for said in every}
    if len(best) < len(every):
        for said in every:
            if said < best[said[2]]:
                best[said[2]] = said
    groups: defaultdict[int, list[Said]] = defaultdict(list)
    things = map(index.things.__getitem__, map(itemgetter(3), best.values()))
    for said, thing in zip(best.values(), things, strict=True):
        groups[thing].append(said)
    claims = index.claims
    return [
        _together(thing, told)
        if len(told) > 1
        else (*told[0][:2], source if (source := told[0][2]) in claims else thing, told)
        for thing, told in groups.items()
    ]


def _together(thing: int, told: list[Said]) -> Ranked:
    loss, length, _, _ = min(told)
    return -(-loss + _WON[min(len(told), len(_WON) - 1)]), length, thing, told


def _holding(index: Index, wanted: Sequence[Wanted]) -> Iterator[tuple[Sequence[Wanted], set[int]]]:
    """Texts that hold all words but those that a name of their thing has, by the words that they hold."""
    needed = [word.texts for word in wanted if not word.bearers]
    every = frozenset.intersection(*needed) if needed else frozenset().union(*(word.texts for word in wanted))
    groups: list[tuple[list[Wanted], set[int]]] = [([], set(every))]
    things = index.things
    for word in wanted:
        named = word.bearers
        lacking = [(held, {text for text in texts - word.texts if things[text] in named}) for held, texts in groups]
        groups = [*(([*held, word], texts & word.texts) for held, texts in groups), *lacking]
        groups = [(held, texts) for held, texts in groups if texts]
    return ((held, texts) for held, texts in groups if held)


def _said(index: Index, held: Sequence[Wanted], texts: set[int], wanted: int) -> Iterator[Iterable[Said]]:
    """How badly texts answer that hold some of the words that are wanted, and all others in the name of their thing."""
    places = [word.places(texts) for word in held] if len(held) > 1 else ()
    for same, some in enumerate(_same(held, texts)):
        numbers = list(some)
        shapes = map(index.shapes.__getitem__, numbers)
        loss = cache(partial(_loss, same, len(held), wanted))
        if places:
            apart = (_window([each[text] for each in places]) - len(held) for text in numbers)
            losses = map(loss, shapes, apart)
        else:
            losses = map(loss, shapes)
        letters, sources = map(index.letters.__getitem__, numbers), map(index.sources.__getitem__, numbers)
        yield zip(losses, letters, sources, numbers, strict=True)


def _same(held: Sequence[Wanted], texts: set[int]) -> Sequence[set[int]]:
    """The texts that hold none of some words as it was typed, those that hold one, two and so on."""
    found: list[set[int]] = [texts]
    for word in held:
        less = [some - word.same for some in found]
        more = [some & word.same for some in found]
        found = [one | other for one, other in zip([*less, set()], [set(), *more], strict=True)]
    return found


def _loss(same: int, held: int, wanted: int, shape: int, apart: int = 0) -> float:
    """How badly a text answers that holds so many of the words that are wanted, of them so many as they were typed; so
    many others stand between."""
    note, length = divmod(shape, NOTE)
    score = _TOLD - _SCATTERED * apart / (apart + 4) - _STEM * (1 - same / held) - _NOTE * note
    score -= _LONG * min(1.0, length / LONG) + _NAMED * (wanted - held) / wanted
    return -score


def _window(places: Sequence[Sequence[int]]) -> int:
    """How many words the shortest stretch has that holds one place of each list."""
    if all(len(each) == 1 for each in places):
        only = [place for (place,) in places]
        return max(only) - min(only) + 1
    found = sorted((place, number) for number, each in enumerate(places) for place in each)
    last: dict[int, int] = {}
    best = found[-1][0] + 1
    for place, number in found:
        last[number] = place
        if len(last) == len(places):
            best = min(best, place - min(last.values()) + 1)
    return best


def holds(words: Iterable[Wanted], text: int) -> list[Wanted]:
    """Those of some words that a text holds."""
    return [word for word in words if text in word.texts]
