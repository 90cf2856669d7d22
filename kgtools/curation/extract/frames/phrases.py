"""A sentence as the frames see it: its names with the roles they stand in, its dates, its clauses and offices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kgtools.articles.lexicon import plain
from kgtools.curation.extract.frames import unnamed
from kgtools.curation.extract.frames.found import Part
from kgtools.curation.extract.frames.offices import Office, offices
from kgtools.curation.extract.frames.words import Words
from kgtools.curation.extract.spans import Dated, Mention, Quantity, Sentence
from kgtools.ontology import Ontology

_REACH = 60  # letters before a name in which its preposition is looked for
_PARTED = 30  # letters that a comma counts for between a date and what it may be the date of
_FAR = 10_000  # farther than any place of a sentence


@dataclass(frozen=True)
class Phrase:
    """A name with the words that go with it (the President of X, N. N.) and the roles that it stands in.

    Phrases of one `group` are coordinated: X and Y.
    """

    mention: Mention
    start: int
    end: int
    roles: frozenset[str] = frozenset()
    group: int = 0
    bare: bool = True  # printed in its base form

    def part(self, slot: str, inferred: bool = False) -> Part:
        """The phrase as what fills a slot."""
        return Part(slot, self.mention.start, self.mention.end, mention=self.mention, inferred=inferred)


@dataclass(frozen=True)
class View:
    """A sentence with what stands in it; `text` is the whole text, folded, and all places are places of it."""

    text: str
    sentence: Sentence
    words: Words
    ontology: Ontology
    phrases: tuple[Phrase, ...]
    dates: tuple[Dated, ...]
    quantities: tuple[Quantity, ...]
    offices: tuple[Office, ...]
    clauses: tuple[tuple[int, int], ...]
    asides: tuple[tuple[int, int], ...] = ()

    @property
    def start(self) -> int:
        return self.sentence.start

    @property
    def end(self) -> int:
        return self.sentence.end

    def matches(self, path: str, span: tuple[int, int] | None = None) -> list[re.Match[str]]:
        """Where the words of a path stand in the sentence, or in a part of it."""
        start, end = span or (self.start, self.end)
        found = self.words[path].finditer(self.text, start, end)
        people = [one.mention for one in self.phrases if one.mention.kind == "Person"]
        return [one for one in found if not any(p.start <= one.start() < p.end for p in people)]

    def says(self, path: str, span: tuple[int, int] | None = None) -> re.Match[str] | None:
        """The first place where the words of a path stand."""
        return next(iter(self.matches(path, span)), None)

    def clause(self, place: int) -> tuple[int, int]:
        """The clause in which a place lies."""
        return next((one for one in self.clauses if one[0] <= place < one[1]), (self.start, self.end))

    def of_kind(self, *kinds: str) -> list[Phrase]:
        """The phrases whose thing is of one of the classes."""
        return [one for one in self.phrases if any(self.ontology.is_a(one.mention.kind, kind) for kind in kinds)]

    def group(self, phrase: Phrase) -> list[Phrase]:
        """A phrase with those that are coordinated with it, of a like kind."""
        return [one for one in self.phrases if one.group == phrase.group]

    def date(self, start: int, end: int) -> Dated | None:
        """The date of what stands between two places: the nearest of its clause, or the only one of the sentence."""
        usable = [one for one in self.dates if not self._compared(one) and not self.aside(one.start, start)]
        clause = self.clause(start)
        near = [one for one in usable if clause[0] <= one.start < clause[1]]
        near = near or (usable if len(usable) == 1 else [])
        found = min(near, key=lambda one: self._distance(one, start, end), default=None)
        return found if found and found.edtf else None

    def aside(self, place: int, told: int) -> bool:
        """Whether a place lies in a clause about a person (who has been president since 2016) and another does not."""
        own = next((one for one in self.asides if one[0] <= place < one[1]), None)
        return own is not None and not own[0] <= told < own[1]

    def _distance(self, date: Dated, start: int, end: int) -> int:
        if date.end <= start:
            between = self.text[date.end : start]  # signed in 2028, entered into force; signed in 2028 and ratified in
            joined = re.search(rf"(?<!\w)(?:{self.words['conjunction'].pattern})(?!\w)", between)
            parted = not self.words.verb_last and ("," in between or joined is not None)
            return start - date.end + (_PARTED if parted else 0)
        behind = max(0, date.start - end)
        if not self.words.verb_last:
            return behind
        return behind * 3 + (_PARTED if "," in self.text[end : date.start] else 0)  # what is told of another clause

    def _compared(self, date: Dated) -> bool:
        """Whether a date is one with which something is compared."""
        return compared(self, date)

    def is_a(self, phrase: Phrase, *kinds: str) -> bool:
        """Whether the thing of a phrase is of one of the classes."""
        return any(self.ontology.is_a(phrase.mention.kind, kind) for kind in kinds)


def compared(view: View, date: Dated) -> bool:
    """Whether a date is only what something is compared with: than in 2020, compared with 2020."""
    pattern = view.words["not-date"].pattern
    if view.words.verb_last:
        behind = view.text[date.end : min(view.end, date.end + 45)]
        return re.match(rf"\s*(?:[\w’-]+\s+){{0,3}}?(?:{pattern})", behind) is not None
    before = view.text[max(view.start, date.start - 45) : date.start]
    return (
        re.search(rf"(?:{pattern})\s+(?:(?:the|same|year|period|of|в|за|в те же|аналогичн\w+|период\w*)\s+)*$", before)
        is not None
    )


def view(text: str, sentence: Sentence, words: Words, ontology: Ontology) -> View:
    """A sentence of a text (unfolded) as the frames see it."""
    folded = plain(text)
    named = [one for one in sentence.mentions if not unnamed.overlong(one, folded, sentence, words)]
    top = _outer((*named, *unnamed.documents(folded, text, sentence, named, words)))
    found = offices(folded, sentence.start, sentence.end, sentence.mentions, words, ontology)
    phrases = _coordinated(_phrases(folded, sentence, top, found, words), folded, words)
    # A date within the name of a document is the document's: a strategy for 2017-2019.
    dates = tuple(one for one in sentence.dates if not any(m.start <= one.start and one.end <= m.end for m in top))
    return View(
        folded, sentence, words, ontology, tuple(phrases), dates, sentence.quantities, tuple(found),
        tuple(_clauses(folded, sentence, words)), tuple(_asides(folded, sentence, words)),
    )  # fmt: skip


def _outer(mentions: Iterable[Mention]) -> list[Mention]:
    """The names that lie in no longer one, the surest of each place."""
    best: dict[tuple[int, int], Mention] = {}
    for one in mentions:
        held = best.get((one.start, one.end))
        if held is None or (bool(one.entity), one.confidence) > (bool(held.entity), held.confidence):
            best[one.start, one.end] = one
    return [
        one
        for one in sorted(best.values())
        if not any((o.start <= one.start and one.end <= o.end) and o is not one for o in best.values())
    ]


def _phrases(text: str, sentence: Sentence, mentions: list[Mention], found: list[Office], words: Words) -> list[Phrase]:
    phrases = []
    before = sentence.start
    for one in mentions:
        start = one.start
        held = next((office for office in found if office.holder == one), None)
        if held is not None and held.start < one.start:
            start = held.start
        elif any(office.start <= one.start < office.end and _takes(office, one, words) for office in found):
            continue
        left = text[max(sentence.start, min(before, start), start - _REACH) : start]
        right = text[one.end : min(sentence.end, one.end + 40)]
        printed = text[one.start : one.end]
        bare = printed == plain(one.name)
        phrases.append(Phrase(one, start, one.end, _roles(printed, bare, left, right, words), 0, bare))
        before = one.end
    return phrases


def _takes(office: Office, one: Mention, words: Words) -> bool:
    """Whether a name within the words of an office is a part of it alone; representatives of X stand for X."""
    if office.holder is None and words["office.of-bodies"].search(office.noun):
        return False
    return office.holder is not None or office.post != one


def _roles(printed: str, bare: bool, left: str, right: str, words: Words) -> frozenset[str]:
    roles = set()
    for name, role in words.roles.items():
        if role.left.search(left) or role.right.match(right) or (not bare and role.ending.search(printed)):
            roles.add(name)
    return frozenset(roles)


def _coordinated(phrases: list[Phrase], text: str, words: Words) -> list[Phrase]:
    """Phrases with their groups; what stands once (a preposition, an ending) holds for all of a group."""
    called = words["called"].pattern  # what a company is called behind its quoted name
    conjunction = re.compile(
        rf"(?:[»”\"]\s*(?:(?:{called})\s+)?)?\s*(?:\(\d{{4}}\)\s*)?(?:(?:{words['conjunction'].pattern})\s*)+(?:(?:{words['apposition'].pattern})\s+)*[«“\"]?"
    )
    joined: list[list[Phrase]] = []
    for phrase in phrases:
        # X and his foreign counterpart Y: an adjective does not part what is joined
        of_name = [group for group in joined if group[-1].mention.how != "adjective"]
        near = [of_name[-1]] if of_name and phrase.mention.how != "adjective" else joined[-1:]
        last = near[0][-1] if near else None
        between = text[last.end : phrase.start] if last else ""
        people = phrase.mention.kind == "Person" and between.strip() == ","  # X, the expert Y, are two
        if last and not people and _alike(last.mention, phrase.mention) and conjunction.fullmatch(between):
            near[0].append(phrase)
        else:
            joined.append([phrase])
    found = []
    for number, group in enumerate(joined):
        source = group[-1] if words.verb_last else group[0]
        for phrase in group:
            roles = phrase.roles | source.roles if len(group) > 1 else phrase.roles
            if words.verb_last and phrase is not group[-1]:
                roles -= {"with"} if "with" not in source.roles else frozenset()
            found.append(replace(phrase, roles=frozenset(roles), group=number))
    return found


def _alike(left: Mention, right: Mention) -> bool:
    places = ("State", "City", "Region", "Place", "Settlement", "WorldRegion")
    return (
        left.kind == right.kind
        or (left.kind in places and right.kind in places)
        or (left.entity.partition("/")[0] == right.entity.partition("/")[0] != "")
    )


def _clauses(text: str, sentence: Sentence, words: Words) -> Iterable[tuple[int, int]]:
    start = sentence.start
    for match in words["clauses"].finditer(text, sentence.start, sentence.end):
        if match.start() > start:
            yield start, match.start()
            start = match.start()
    yield start, sentence.end


def _asides(text: str, sentence: Sentence, words: Words) -> Iterable[tuple[int, int]]:
    """Relative clauses about people, from their comma to the next one or to the end."""
    for match in re.finditer(rf",\s+(?:{words['relative'].pattern})(?!\w)", text[sentence.start : sentence.end]):
        start = sentence.start + match.start()
        close = text.find(",", sentence.start + match.end(), sentence.end)
        yield start, close if close >= 0 else sentence.end


def nearest(phrases: Iterable[Phrase], place: int) -> Phrase | None:
    """The phrase nearest to a place."""
    return min(phrases, key=lambda one: min(abs(one.start - place), abs(one.end - place)), default=None)


def before(phrases: Iterable[Phrase], place: int) -> list[Phrase]:
    """The phrases that end before a place, the nearest first."""
    return sorted((one for one in phrases if one.end <= place), key=lambda one: -one.end)


def behind(phrases: Iterable[Phrase], place: int) -> list[Phrase]:
    """The phrases that begin behind a place, the nearest first."""
    return sorted((one for one in phrases if one.start >= place), key=lambda one: one.start)
