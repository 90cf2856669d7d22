"""One thing under two ids: entities that no article holds apart and that are alike in what identifies them.

Two things are compared again only if what is stated of one of them has changed, or what is known of things that this
names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain, combinations
from typing import NamedTuple

from kgtools.changing import ChosenByEach, Each, Gathered, Keeping, Kept
from kgtools.claims.acceptance import DENIED
from kgtools.claims.model import Entity, Fact
from kgtools.compare.clash import Clash
from kgtools.compare.facts.index import IDENTIFYING, PLACES, PROGRESS, TWICE, FactIndex, Things, Wholes, keys
from kgtools.compare.facts.names import ENOUGH, table, words
from kgtools.compare.facts.told import Served, Told
from kgtools.differing import Changed, differing
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, for_the_same, same

_CROWD = 12  # a pair of words in more labels than this distinguishes nothing
_FEW = 3  # what more things than this have in common distinguishes none of them
_STRENGTH = ("", "all", "any")  # of what two things share, the strongest last
_Pair = tuple[str, str]
_Shared = tuple[str, str, str]  # two things, with the mark of what they share
_Block = tuple[str, ...]  # how things are alike, their table, and in what
_Word = tuple[str, ...]  # a table with a word of labels, or with a name in quotation marks
_Worded = tuple[tuple[_Word, ...], tuple[_Word, ...]]  # the words of a label, and such names


def clashes(told: Told) -> Changed[str, tuple[Clash]]:
    """Things of one table and kind that no article names side by side, alike in what identifies them.

    Alike is: the same goods; the same parties, participants or authors and names that share words; one
    name contained in the other; the same name in quotation marks. Dates must not part them.
    """
    found = _groups.of(_together(_alike(told)))
    known, kinds = _known.of(found, _profiles.of(told.about, told.speaking)), _kinds.of(found, told.kinds)
    return _clashes.of(found, known, kinds, _serving.of(found, told.serving), given=(told.ontology,))


class _Profile(NamedTuple):
    """A thing with the facts about it and the articles that speak of it."""

    thing: str
    facts: Same[Fact]
    articles: Same[str]


_Together = tuple[tuple[str, ...], bool]  # things that may be one, and whether they are goods


@for_the_same(4)
def _together(alike: Mapping[_Pair, str]) -> dict[str, _Together]:
    """Things that may be one, directly or through others."""
    groups: dict[str, set[str]] = {}
    goods: set[str] = set()
    for (one, other), how in alike.items():
        group = groups.get(one, {one}) | groups.get(other, {other})
        groups.update(dict.fromkeys(group, group))
        if how == "any":
            goods |= group
    together = {tuple(sorted(group)) for group in groups.values()}
    return {" ".join(those): as_before((those, bool(goods & {*those}))) for those in together}


def _clash(
    names: str, group: _Together, known: Iterable[_Profile], entities: Iterable[Entity],
    serving: Iterable[Same[Served]], ontology: Ontology,
) -> tuple[Clash]:  # fmt: skip
    """What to say of things that may be one. Of which type the clash is, the facts tell by which they are known."""
    things, are_goods = group
    index = FactIndex(Things(ontology, entities), chain.from_iterable(one.facts for one in known))
    about = [fact for thing in things for fact in index.facts_about(thing)]
    steps = index.marked(PROGRESS)
    codes = {f"{ontology.properties[fact.property].code_list}/{fact.value}" for fact in about}
    reached = {steps[code] for code in codes if code in steps}
    clash_type = "plan-versus-result" if are_goods and len(reached) > 1 else "two-names"
    told = {one.thing: ", ".join(sorted(one.articles)) for one in known}
    listed = "; ".join(f"{index.name(thing)} ({told[thing]})" for thing in things)
    # Where no article states anything of the things, those claims tell in which they serve.
    claims = keys(about) or tuple(sorted({claim.key for own in serving for claim in own}))
    return (Clash(clash_type, claims, f"these may be one: {listed}", names),)


_profiles = Each[str, Same[Fact], _Profile](
    lambda thing, facts, articles: _Profile(thing, facts, same(()) if articles is None else articles)
)
_groups = Kept[str, _Together]()
_known = ChosenByEach[str, str, _Profile](lambda group: group[0])
_kinds = ChosenByEach[str, str, Entity](lambda group: group[0])
_serving = ChosenByEach[str, str, Same[Served]](lambda group: group[0])
_clashes = Each[str, _Together, tuple[Clash]](_clash)


# -- pairs --------------------------------------------------------------------------------------------


def _alike(told: Told) -> Changed[_Pair, str]:
    """Pairs of things that may be one, with the mark of what they share ('any', 'all' or none)."""
    given = (told.ontology,)
    blocks = _blocks.of(_identified.of(told.about, told.kinds, given=given))
    sharing = _sharing.of(blocks, _labels.of(blocks, told.entities), given=given)
    worded = _worded.of(told.entities, told.about, given=given)
    pairs = _pairs.of({"values": _by_value.of(sharing), "words": _like_names.of(worded)})
    known = _ends.of(pairs, _profiles.of(told.about, told.speaking))
    named = _named.of(pairs, known, given=given)
    things, lying = _entities.of(named, told.entities), _lying.of(named, told.wholes)
    return _may_be_one.of(named, pairs, known, things, lying, given=given)


def _names(pair: _Pair, _: object, known: Same[_Profile], ontology: Ontology) -> Same[str] | None:
    """What things are to be known for comparing two, of both of which articles speak and none holds them apart."""
    if len(known) < 2 or not all(one.articles for one in known):
        return None
    # An article that speaks of two things keeps them apart, but a list of references may name one work twice.
    if "title" not in Things(ontology).of_kind(pair[0], TWICE) and set(known[0].articles) & set(known[1].articles):
        return None
    telling = _telling(ontology)
    told = (fact.value for one in known for fact in one.facts if fact.property in telling)
    return same(dict.fromkeys((*pair, *told)))


@for_the_same(4)
def _telling(ontology: Ontology) -> frozenset[str]:
    """The properties by whose values it is told whether two things may be one."""
    things = Things(ontology)
    return frozenset((*things.marked(IDENTIFYING), *things.marked(PLACES), *things.listing_places))


def _compared(
    pair: _Pair, _: object, shared: Iterable[_Shared], known: Iterable[_Profile], entities: Iterable[Entity],
    wholes: Iterable[Wholes], ontology: Ontology,
) -> str | None:  # fmt: skip
    """The mark of what two things share, if they may be one."""
    how, telling = max((how for _, _, how in shared), key=_STRENGTH.index), _telling(ontology)
    facts = (fact for one in known for fact in one.facts if fact.property in telling)
    return how if _may_be(FactIndex(Things(ontology, entities, wholes), facts), pair, how) else None


def _may_be(index: FactIndex, pair: _Pair, how: str) -> bool:
    one, other = pair
    tells, ontology = index.of_kind(one, TWICE), index.ontology
    classes = [index.class_of(thing) for thing in pair]
    of_one_class = ontology.is_a(classes[0], classes[1]) or ontology.is_a(classes[1], classes[0])
    if index.related(one, other) or ("kind" in tells and not of_one_class):
        return False
    starts = [index.starts(thing) for thing in pair]
    if not all(mine.date.agrees_with(yours.date) for mine in starts[0] for yours in starts[1]):
        return False
    if _elsewhere(index, one, other):
        return False
    # Of those that always have a name, two that make the same are still two.
    if how == "any" and not {"kind", "name"} <= {*tells}:
        return True
    if how == "all" and "title" not in tells and not all(starts):
        return False
    labels = [index.label(thing) for thing in pair]
    numbers = [set(re.findall(r"\d+", label)) - set(re.findall(r"\b\d{4}\b", label)) for label in labels]
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    idle = {word for thing in pair for value in _shared_values(index, thing) for word in words(index.label(value))}
    found = [frozenset(words(label)) - idle for label in labels]
    common, short = found[0] & found[1], min(map(len, found))
    if how == "all":
        return len(common) > 1 and len(common) >= ENOUGH * short
    quoted = [frozenset(re.findall("“([^”]+)”", label)) for label in labels]
    return (len(common) > 2 and len(common) == short) or (bool(quoted[0] & quoted[1]) and len(common) >= ENOUGH * short)


def _elsewhere(index: FactIndex, one: str, other: str) -> bool:
    """Whether two things are said to be at places of which none lies in another."""
    for name in index.listing_places:
        mine, yours = ({f.value for f in index.questions.get((thing, name), ())} for thing in (one, other))
        if mine and yours and not mine & yours and not any(index.related(a, b) for a in mine for b in yours):
            return True
    return False


def _shared_values(index: FactIndex, thing: str) -> list[str]:
    """Whom a thing is said to join or to be by; their names in its label distinguish nothing."""
    marked = index.marked(IDENTIFYING)
    return [fact.value for fact in index.of.get(thing, ()) if marked.get(fact.property) == ("all",)]


_pairs = Gathered[_Pair, _Shared](in_order=False)
_ends = ChosenByEach[_Pair, str, _Profile](lambda shared: shared[0][:2])
_named = Each[_Pair, Same[_Shared], Same[str]](_names)
_entities = ChosenByEach[_Pair, str, Entity](lambda names: names)
_lying = ChosenByEach[_Pair, str, Wholes](lambda names: names)
_may_be_one = Each[_Pair, Same[str], str](_compared)


# -- pairs with values in common ----------------------------------------------------------------------


def _identifying(
    thing: str, facts: Iterable[Fact], entity: Entity | None, ontology: Ontology
) -> dict[_Block, tuple[str]] | None:
    """The blocks of a thing, each with all that have the same values of an identifying property: all, or any."""
    marked = ontology.marks.get(IDENTIFYING, {})
    if entity is None or not Things(ontology).of_kind(thing, TWICE):
        return None
    said: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.property in marked:
            said[fact.property].update(() if fact.modality == DENIED else (fact.value,))
    found: dict[_Block, tuple[str]] = {}
    for name, told in said.items():
        how = marked[name][0]
        for part in [sorted(told)] if how == "all" else [[value] for value in told]:
            found[how, table(thing), name, *part] = (thing,)
    return found or None


def _in_block(
    block: _Block, alike: Iterable[str], entities: Iterable[Entity], ontology: Ontology
) -> dict[_Pair, tuple[_Shared]] | None:
    """The pairs of a block, with the mark of what they share; a large one is divided by the words of labels first."""
    things, known = {*alike}, Things(ontology, entities)
    how = "" if block[0] == "any" and len(things) > _FEW else block[0]
    parts = {"": things}
    if len(things) > _CROWD:
        parts = defaultdict(set)
        for thing in things:
            for word in words(known.label(thing)):
                parts[word].add(thing)
    small = (part for part in parts.values() if len(part) <= _CROWD)
    return {pair: ((*pair, how),) for part in small for pair in combinations(sorted(part), 2)} or None


_identified = Each[str, Same[Fact], dict[_Block, tuple[str]]](_identifying)
_blocks = Gathered[_Block, str](least=2, in_order=False)
_labels = ChosenByEach[_Block, str, Entity](lambda things: things if len(things) > _CROWD else ())
_sharing = Each[_Block, Same[str], dict[_Pair, tuple[_Shared]]](_in_block)
_by_value = Gathered[_Pair, _Shared](in_order=False)


# -- pairs with words in common -----------------------------------------------------------------------


def _words_of(thing: str, entity: Entity, facts: Same[Fact] | None, ontology: Ontology) -> _Worded | None:
    """The words and names in quotation marks of the label of a thing of which something is stated."""
    if not facts or not Things(ontology).of_kind(thing, TWICE):
        return None
    of, label = table(thing), entity.labels[0].value if entity.labels else ""
    quoted = dict.fromkeys((of, "“", *words(name)) for name in re.findall("“([^”]+)”", label))
    return as_before((tuple((of, word) for word in sorted({*words(label)})), tuple(quoted)))


class _LikeNames(Keeping):
    """Pairs of things whose labels share two words that few labels share, or a name in quotation marks.

    They are sought again only among the labels that have two words of one that has changed, or a name of it.
    """

    def clear(self) -> None:
        self._worded: Mapping[str, _Worded] = {}
        self._having: dict[_Word, dict[str, None]] = defaultdict(dict)  # the things with a word or a name
        self._sharing: Counter[_Pair] = Counter()  # what few share, for each pair
        self._given: Changed[_Pair, tuple[_Shared]] = Changed({})

    def of(self, worded: Mapping[str, _Worded]) -> Changed[_Pair, tuple[_Shared]]:
        """The pairs, each with the mark of what it shares, which is none."""
        with self._one_at_a_time:
            changes = [
                (thing, self._worded.get(thing, _WORDLESS), worded.get(thing, _WORDLESS))
                for thing in differing(self._worded, worded)
            ]
            shared = dict.fromkeys(one for _, was, now in changes for one in _to_share(was) ^ _to_share(now))
            pairs = self._count(shared, -1)
            for thing, was, now in changes:
                for word in chain(*was):
                    del self._having[word][thing]
                for word in chain(*now):
                    self._having[word][thing] = None
            pairs |= self._count(shared, 1)
            if other := [pair for pair in pairs if (pair in self._given) != (self._sharing[pair] > 0)]:
                given = {**self._given, **{pair: ((*pair, ""),) for pair in other}}
                for pair in other:
                    if not self._sharing[pair]:
                        del given[pair], self._sharing[pair]
                self._given = Changed(given, self._given, other)
            self._worded = worded
            return self._given

    def _count(self, shared: Iterable[tuple[_Word, ...]], by: int) -> dict[_Pair, None]:
        """Count what few things share for each pair of these, or no longer; gives the pairs."""
        pairs = [pair for words in shared for pair in combinations(self._with(words), 2)]
        for pair in pairs:
            self._sharing[pair] += by
        return dict.fromkeys(pairs)

    def _with(self, words: tuple[_Word, ...]) -> list[str]:
        """The things that have all of some words, if these are few, sorted."""
        fewest, *others = sorted((self._having[word] for word in words), key=len)
        found = []
        for thing in fewest if len(fewest) > 1 else ():
            if all(thing in other for other in others):
                found.append(thing)
                if len(found) > _CROWD:
                    return []
        return sorted(found)


def _to_share(worded: _Worded) -> set[tuple[_Word, ...]]:
    """What a label may share with others: any two words, or a name."""
    return {*combinations(worded[0], 2), *((name,) for name in worded[1])}


_WORDLESS: _Worded = ((), ())
_worded = Each[str, Entity, _Worded](_words_of)
_like_names = _LikeNames()
