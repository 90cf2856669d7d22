"""What a curator's own words say and the passage does not: numbers, names, denials, hedges, contraries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from kgtools import marks, namespaces
from kgtools.articles import lexicon
from kgtools.articles.lexicon import contrary, denies, has, hedges, may_deny, may_hedge, plain
from kgtools.articles.mentions import Finder, Mention, Name
from kgtools.checks.passages import dates, figures, names
from kgtools.checks.passages.place import FAR, NEAR, Place, Slip, language_of
from kgtools.claims import tables
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Opinion
from kgtools.languages import remembered
from kgtools.remembering import for_the_same

NUMBER = re.compile(r"(?<![\w.,])[0-9]+(?:[.,][0-9]+)*(?: [0-9]{3}(?![0-9]))*")
_FEW = 32  # words that are sought in a text one by one
_BETWEEN = "\f"  # stands in no word
_RUN = 14  # words in a row that no cell may share with an article
_WORD = re.compile(r"[^\W\d_]+")
Runs = frozenset[tuple[str, ...]]


def own_words(claim: Claim) -> tuple[str, str]:
    """The column and the text of a claim that is in a curator's words, in the first language; empty if it has none."""
    if isinstance(claim, Opinion):
        return tables.gist(), claim.gist
    if isinstance(claim, Fact) and claim.language == namespaces.first_language() and claim.property != "title":
        return "value", claim.value
    return "", ""


class Known:
    """What texts can name: the English names of all that articles call by name, the states and their capitals."""

    def __init__(self, corpus: Corpus) -> None:
        self.entities = corpus.entities
        entities = [entity for entity in corpus.entities.values() if entity.id.startswith(names.named())]
        every = (name for entity in entities for name in names.names_of(entity))
        self.finder = _finder(tuple(name for name in every if name.language == namespaces.first_language()))
        self.states = [entity for entity in entities if entity.id.startswith(marks.kinds("isSide"))]
        self.capitals: dict[str, set[str]] = defaultdict(set)
        for fact in corpus.facts:
            if fact.property in marks.terms("speaksFor") and fact.value in corpus.entities:
                self.capitals[fact.subject].add(fact.value)

    def named(self, text: str) -> tuple[frozenset[str], ...]:
        """For each name in an English text the ids that it can mean; a name within a longer one is left out."""
        return _named(self.finder, text)


@for_the_same(4)  # who checks again after a change mostly finds the same names
def _finder(names: tuple[Name, ...]) -> Finder:
    return Finder(names)


@remembered(16_384)  # a text is read beside its passage, and again after a change
def _named(finder: Finder, text: str) -> tuple[frozenset[str], ...]:
    return named(finder, text)


def named(finder: Finder, text: str) -> tuple[frozenset[str], ...]:
    """For each name in an English text the ids that it can mean; a name within a longer one is left out."""
    mentions = finder.find(text, namespaces.first_language())
    places: dict[tuple[int, int], set[str]] = {}
    for mention in mentions:
        if not any(_within(mention, other) for other in mentions):
            places.setdefault((mention.start, mention.end), set()).add(mention.name.entity)
    return tuple(dict.fromkeys(map(frozenset, places.values())))


def slips(claim: Claim, place: Place, known: Known, beside: Iterable[str]) -> Iterator[Slip]:
    """What the words of a curator say otherwise than their passage.

    `beside` are the texts of all claims of the passage: of what it denies, and that it only seems so, one must tell.
    """
    column, printed = own_words(claim)
    if not printed:
        return
    text = plain(printed)
    for number in NUMBER.findall(text):
        if not _has_number(number, place, claim.note):
            yield Slip(column, "a number stands neither in the passage nor near it", number, "a number as printed")
    all_called = known.named(printed)
    for called in all_called:
        entities = [known.entities[identifier] for identifier in called]
        if claim.entities.isdisjoint(called) and not any(_is_called(one, place, claim.note) for one in entities):
            message = "a name stands neither in the passage nor near it"
            yield Slip(column, message, min(called), "whom or what the passage names")
    yield from _other_state(column, all_called, place, claim, known)
    language, first = language_of(place.passage), namespaces.first_language()
    denied, told = denies(text, first), any(may_deny(plain(one), first) for one in beside)
    if denied and not may_deny(place.passage, language):
        yield Slip(column, "it denies something, and the passage has no word for that", printed, "what it says")
    elif isinstance(claim, Opinion) and denies(place.passage, language) and not told:
        yield Slip(column, "the passage denies something, and no claim of it does", printed, "what it says")
    seen = any(may_hedge(plain(one), first) for one in beside)
    if isinstance(claim, Opinion) and hedges(place.passage, language) and not seen:
        yield Slip(column, "the passage says that it seems so, and no claim of it does", printed, "what it says")
    if words := contrary(text, place.passage):
        message = "the passage speaks of the contrary"
        yield Slip(column, message, words[0], f"what '{words[1]}' says there")


def _other_state(
    column: str, called: Iterable[frozenset[str]], place: Place, claim: Claim, known: Known
) -> Iterator[Slip]:
    """A text that speaks of one state where its passage speaks of another and not of the first, nor of its capital."""
    said = sorted({one for ids in called for one in ids if one.startswith(marks.kinds("isSide"))})
    meant = [*said, *(capital for state in said for capital in sorted(known.capitals[state]))]
    entities = [known.entities[one] for one in meant]
    if not said or any(names.calls(one, place.words()) or names.explains(one, claim.note) for one in entities):
        return
    there = [state.id for state in known.states if names.calls(state, place.words())]
    if there:
        yield Slip(column, "the passage speaks of another state", said[0], " or ".join(there))


def _has_number(number: str, place: Place, note: str) -> bool:
    """Whether a number stands in the passage or near it; a year there or, if it prints none, in the article."""
    if dates.year().fullmatch(number):
        here = dates.years(place.passage)
        near = dates.years(place.around(NEAR, NEAR))
        return (
            number in here | near or number in dates.years(note) or (not here and number in dates.years(place.article))
        )
    digits = number.replace(",", "")
    if figures.number(digits).search(place.around(NEAR)):
        return True
    if (
        digits.isdecimal()
        and int(digits) in lexicon.numbered("numbers")
        and has(lexicon.numbered("numbers")[int(digits)], place.around(NEAR))
    ):
        return True
    return digits.isdecimal() and int(digits) in dates.days(place.passage)


def _is_called(entity: Entity, place: Place, note: str) -> bool:
    before = FAR if entity.id.startswith(marks.kinds("isSide")) else NEAR
    return names.calls(entity, place.words(before, NEAR)) or names.explains(entity, note)


def _within(mention: Mention, other: Mention) -> bool:
    longer = other.end - other.start > mention.end - mention.start
    return longer and other.start <= mention.start and mention.end <= other.end


# -- words of the article ---------------------------------------------------------------------------


@remembered(16_384)  # each cell is looked at again after a change
def runs(stretch: str) -> Runs:
    """All runs of so many words that no cell may share with an article."""
    words = _WORD.findall(stretch)
    return frozenset(tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))


def copied(cells: dict[str, str], of_article: Runs) -> Iterator[str]:
    """Messages on cells that repeat the article."""
    for column, cell in cells.items():
        if not of_article.isdisjoint(runs(plain(cell))):
            yield f"column '{column}': {_RUN} words in a row are the article's"


def copiable(claim: Claim) -> dict[str, str]:
    """The cells of a claim that are in a curator's own words, by column; titles and addresses are not."""
    cells = {"note": claim.note}
    if isinstance(claim, Opinion):
        cells[tables.gist()] = claim.gist
    elif isinstance(claim, Fact) and claim.language and claim.property != "title":
        cells["value"] = claim.value
    return cells
