"""What words may mean, best first: the nearest name, names before what is told, all words before some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain, takewhile
from math import log2

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.query.search import words as words_
from kgtools.query.search.excerpts import Spans, merged
from kgtools.query.search.likeness import OTHER_FORM, Vocabulary
from kgtools.query.search.names import Match, order
from kgtools.query.search.texts import Index, Text, thing_of
from kgtools.values.transliteration import PRINTED_WORD, beyond_latin, phonetic_key, phonetic_keys, readings

_NEAR = 84.0  # of 100: a name that is less alike never comes before what holds all words
_MOST, _LONGEST = 30, 60  # words that are looked for, and letters of a word that may be one
_KEY = 3  # letters that a phonetic key has at least, if words that sound alike are to be one name
_TOLD = 80.0  # of 100: a text that holds all words in a row
_SCATTERED = 10.0  # lost by a text whose words stand far apart
_LONG, _MANY = 3.0, 3.0  # lost at most by a long text; won at most by a thing of which many claims say it
_NOTE = 4.0  # lost by a note of the curator
_NAMED = 8.0  # lost by a text that leaves a word to the name of its thing
_STEM, _DISORDER, _SPARE = 2.0, 2.0, 8.0  # lost by a name in another form, in another order, with more letters


@dataclass(frozen=True)
class _Wanted:
    """A word that is looked for: as it was typed, and as it is folded in each language; its phonetic keys, those of its
    forms in names, and its forms in texts of each language; and by their numbers the texts that hold it, and the names
    that do in either way."""

    typed: str
    folded: dict[str, str]
    keys: frozenset[str]
    forms_of_keys: frozenset[str]
    forms: dict[str, frozenset[str]]
    texts: frozenset[int]
    names: frozenset[int]


def search(store: Store, words: str, index: Index | None = None) -> list[Match]:
    """What words may mean: things by their names, best first, then things by what claims and explanations say.

    Names that are spelled alike come first if they are nearer to the words than what holds these in some form, and are
    left out if not. If nothing holds all words, such names are found, or else what holds all words but one. An `index`
    that was read before saves reading the graph.
    """
    wanted = words_.wanted(words)[:_MOST]
    if not wanted or max(map(len, wanted)) > _LONGEST:
        return []
    index = index or Index.read(store)
    typed = " ".join(words.split()[:_MOST])
    alike = index.ranked.rank(typed)
    for loose in (False, True):
        if found := _exact(index, [_known(index, word, loose) for word in wanted]):
            nearer = _nearer(alike, found, typed)
            known = {match.iri for match in nearer}
            return [*_marked(nearer, typed), *(match for match in found if match.iri not in known)]
    return _marked(alike, typed) or _but_one(index, wanted)


def _nearer(alike: Sequence[Match], found: Sequence[Match], typed: str) -> list[Match]:
    """Names that are spelled more like what was typed than any name that was found, and than the words of the first."""
    from rapidfuzz import fuzz

    near = _NEAR
    best = found[0]
    if not best.told:
        held = " ".join(" ".join(phonetic_keys(best.name[start:end])) for start, end in best.spans)
        near = max(near, fuzz.token_sort_ratio(" ".join(phonetic_keys(typed)), held))
    named = {match.iri for match in found if not match.told}
    return list(takewhile(lambda match: match.score > near and match.iri not in named, alike))


def _known(index: Index, word: str, loose: bool) -> _Wanted:
    keys = {key for each in readings(word).values() for key in each if len(key) >= _KEY or key.isdigit()}
    likes = [index.vocabulary.likes(key, not beyond_latin(word)) for key in keys]
    forms = {other for each in likes for other, like in each.items() if like >= OTHER_FORM}
    told = index.forms(word, loose)
    texts = {number for language, known in told.items() for each in known for number in index.places[language][each]}
    names = {number for number in texts if number < index.named}.union(*(index.by_key[key] for key in forms))
    folded = {language: words_.folded(word, language) for language in told}
    return _Wanted(word, folded, frozenset(keys), frozenset(forms), told, frozenset(texts - names), frozenset(names))


def _exact(index: Index, wanted: Sequence[_Wanted]) -> list[Match]:
    """What holds all words: things by their names, then others by what is told of them."""
    named = _named(index, wanted)
    known = {match.iri for match in named}
    return [*named, *(match for match in _told(index, wanted) if match.iri not in known)]


def _but_one(index: Index, wanted: Sequence[str]) -> list[Match]:
    """What holds all words but one, which the texts hold elsewhere; the commonest of these is missed least."""
    if len(wanted) < 3:
        return []
    known = [_known(index, word, loose=False) for word in wanted]
    seen = [(len(word.texts), place) for place, word in enumerate(known)]
    for _, place in sorted((-count, place) for count, place in seen if count):
        if found := _exact(index, known[:place] + known[place + 1 :]):
            return found
    return []


# -- names ------------------------------------------------------------------------------------------


def _named(index: Index, wanted: Sequence[_Wanted]) -> list[Match]:
    """Things with a name that holds all words, as they sound or in another form."""
    best: dict[str, Match] = {}
    joined = "".join(phonetic_key(word.typed) for word in wanted)
    holding = frozenset.intersection(*(word.names for word in wanted))
    index.expect(holding)
    found = [_name(index.texts[number], wanted) for number in holding]
    if len(joined) > _KEY:  # a name whose words are parted or joined in another way: worldbank, Kaz Munay Gas
        for number in index.joined.get(joined, ()):
            text = index.texts[number]
            found.append(Match(text.iri, text.text, 100 - _STEM, ((0, len(text.text)),)))
    for match in found:
        if match.iri not in best or _better(match) > _better(best[match.iri]):
            best[match.iri] = match
    return sorted(best.values(), key=lambda match: (-match.score, order(match.iri), len(match.name), match.iri))


def _better(match: Match) -> tuple[float, int, str]:
    return match.score, -len(match.name), match.name


def _name(text: Text, wanted: Sequence[_Wanted]) -> Match:
    """How well a name answers that holds all words."""
    places: list[int] = []
    lost = 0.0
    for word in wanted:
        forms = word.forms[text.language]
        typed = word.folded[text.language]
        found = [
            place
            for place, other in enumerate(text.words)
            if other in forms or phonetic_key(other) in word.forms_of_keys
        ]
        same = [place for place in found if text.words[place] == typed or phonetic_key(text.words[place]) in word.keys]
        places.append((same or found)[0])
        lost = max(lost, 0.0 if same else _STEM)
    spare = 1 - sum(len(text.words[place]) for place in set(places)) / sum(map(len, text.words))
    disorder = _DISORDER if places != sorted(places) else 0.0
    return Match(text.iri, text.text, 100 - lost - disorder - _SPARE * spare, _spans(text.text, places))


# -- what is told -----------------------------------------------------------------------------------


def _told(index: Index, wanted: Sequence[_Wanted]) -> list[Match]:
    """Things of which a text with all words tells; a text may leave words to the name of its thing.

    A single claim is found by itself; several of one thing, or an explanation, by that thing.
    """
    index.expect(frozenset.union(*(word.names for word in wanted)))
    bearers = [{index.texts[number].iri for number in word.names} for word in wanted]
    tells_of = cache(partial(thing_of, index.store))
    groups: defaultdict[str, dict[str, _Said]] = defaultdict(dict)
    for number, held in _holding(index, wanted, bearers):
        text = index.texts[number]
        thing = tells_of(text.iri)
        if all(here or thing in named for here, named in zip(held, bearers, strict=True)):
            said = _said(text, [word for word, here in zip(wanted, held, strict=True) if here], len(wanted))
            told = groups[thing]
            if text.iri not in told or said.better > told[text.iri].better:
                told[text.iri] = said
    found = [_together(thing, sorted(each.values(), key=_Said.worse)) for thing, each in groups.items()]
    return sorted(found, key=lambda match: (-match.score, len(match.name), match.iri))


def _holding(
    index: Index, wanted: Sequence[_Wanted], bearers: Sequence[set[str]]
) -> Iterator[tuple[int, Sequence[bool]]]:
    """The numbers of the texts that hold all words but those that some name has, and which words they hold."""
    needed = [word.texts for word, named in zip(wanted, bearers, strict=True) if not named]
    numbers = frozenset.intersection(*needed) if needed else frozenset.union(*(word.texts for word in wanted))
    index.expect(numbers)
    return ((number, [number in word.texts for word in wanted]) for number in numbers)


@dataclass(frozen=True)
class _Said:
    """A text, the words that it holds, and how well it answers."""

    text: Text
    held: Sequence[_Wanted]
    score: float

    @property
    def better(self) -> tuple[float, int, str]:
        """The greater, the better it answers."""
        return self.score, -len(self.text.text), self.text.text

    def worse(self) -> tuple[float, int, str]:
        """The greater, the worse it answers, of texts that others say."""
        return -self.score, len(self.text.text), self.text.iri


def _together(thing: str, told: Sequence[_Said]) -> Match:
    best = told[0]
    alone = len(told) == 1 and best.text.iri.startswith(namespaces.base() + "claim/")
    iri = best.text.iri if alone else thing
    spans = _spans(best.text.text, set(chain.from_iterable(_places(best.text, best.held))))
    score = best.score + min(_MANY, log2(len(told)))
    return Match(iri, best.text.text, score, spans, tuple(one.text.iri for one in told))


def _said(text: Text, held: Sequence[_Wanted], wanted: int) -> _Said:
    """How well a text answers that holds some of the words that are wanted, and all others in the name of its thing."""
    places = _places(text, held)
    apart = _window(places) - len(held)
    same = sum(word.folded[text.language] in text.words for word in held)
    score = _TOLD - _SCATTERED * apart / (apart + 4) - _STEM * (1 - same / len(held)) - _NOTE * text.note
    score -= _LONG * min(1.0, len(text.words) / 100) + _NAMED * (wanted - len(held)) / wanted
    return _Said(text, held, score)


def _places(text: Text, held: Sequence[_Wanted]) -> list[list[int]]:
    """For each word, where in a text it stands."""
    forms = [word.forms[text.language] for word in held]
    return [[place for place, word in enumerate(text.words) if word in each] for each in forms]


def _window(places: Sequence[Sequence[int]]) -> int:
    """How many words the shortest stretch has that holds one place of each list."""
    found = sorted((place, number) for number, each in enumerate(places) for place in each)
    last: dict[int, int] = {}
    best = found[-1][0] + 1
    for place, number in found:
        last[number] = place
        if len(last) == len(places):
            best = min(best, place - min(last.values()) + 1)
    return best


# -- where the words stand --------------------------------------------------------------------------


def _spans(text: str, places: Iterable[int]) -> Spans:
    """Where the words of a text stand, by their numbers."""
    words = [match.span() for match in PRINTED_WORD.finditer(text)]
    return merged((words[place] for place in places if place < len(words)), text)


def _marked(alike: Iterable[Match], typed: str) -> list[Match]:
    """Names that are spelled alike, with where their words stand that are; all of a name if its words are joined."""
    wanted, latin = readings(typed), not beyond_latin(typed)
    found = []
    for match in alike:
        keys = [phonetic_key(word) for word in PRINTED_WORD.findall(match.name)]
        likes = Vocabulary(set(keys)).all_likes(wanted, latin)
        places = [place for place, key in enumerate(keys) if any(key in each for each in likes.values())]
        found.append(replace(match, spans=_spans(match.name, places) or ((0, len(match.name)),)))
    return found
