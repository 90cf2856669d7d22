"""Two names for one thing, and one thing under two ids: where a careful reader would be misled.

A translation, an abbreviation, a case ending, another hyphen or a fuller form of a name misleads nobody
and is not reported.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from kgtools import names
from kgtools.claims import Fact
from kgtools.compare.clash import Clash
from kgtools.compare.told import DENIED, IDENTIFYING, LISTED, PROGRESS, Told, keys

_NAMED = ("bodies", "companies", "documents", "projects")  # tables of things with a proper name
_LIKE = (*_NAMED, "events", "publications")  # tables in which one thing may stand twice
_KINDS_TELL = ("bodies", "companies", "events")  # tables in which another kind is another thing
_CROWD = 12  # a pair of words in more labels than this tells nothing apart
_FEW = 3
_SIGNS = str.maketrans(dict.fromkeys("’'‘ʼʻ`\u00ad"))  # apostrophes as printed, soft hyphens
_ENOUGH = 0.5  # share of words, or of letters in the names of places, that two names of one thing have in common

# Words without weight of their own in the languages of the labels.
_IDLE = frozenset(
    word
    for words in (
        "a an and at between for from in of on or the to with by its jsc",
        "и в во на о об по с со к между для от из при ао",
        "мен пен бен және туралы арасындағы va toʻgʻrisida oʻrtasida",
    )
    for word in words.split()
)


def clashes(told: Told) -> Iterator[Clash]:
    """Every name that would mislead, and every pair of entities that may be one."""
    printed = _printed(told)
    for named in (_names, _kinds, _people):
        yield from named(told, printed)
    yield from _addresses(told)
    yield from _twins(told)


# -- names of one thing -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Name:
    """A name of a thing in print, and the articles that print it."""

    value: str
    language: str
    articles: frozenset[str]


_Printed = dict[str, list[_Name]]  # the names of each thing in print


def _printed(told: Told) -> _Printed:
    """The names of each thing in print: by the tables of names, and as titles."""
    found: dict[str, dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    for thing, by_name in told.corpus.printed.items():
        for name, articles in by_name.items():
            found[thing][name.value, name.language].update(articles)
    for fact in told.facts:
        if fact.property == "title" and fact.anchor is not None:
            found[fact.subject][fact.value, fact.language].add(fact.article)
    return {
        thing: [_Name(*name, frozenset(articles)) for name, articles in sorted(by_name.items())]
        for thing, by_name in sorted(found.items())
    }


def _words(name: str) -> tuple[str, ...]:
    """The words of a name that carry weight, folded; signs in a word and numbers do not count."""
    folded = name.casefold().replace("ё", "е").translate(_SIGNS)
    return tuple(word for word in re.findall(r"[^\W\d_]+", folded) if word not in _IDLE)


def _names(told: Told, printed: _Printed) -> Iterator[Clash]:
    """One thing under two names of one language that share words and each have a word of their own.

    For a place it is enough that the names have nothing in common, unless one abbreviates the other.
    """
    for thing, found in printed.items():
        table = _table(thing)
        if table not in (*_NAMED, "places"):
            continue
        forms: dict[tuple[str, frozenset[str]], _Name] = {}
        for name in found:
            words = frozenset(_words(name.value))
            if words and not re.search(r"\w\.\w", name.value):  # an address is no name
                forms.setdefault((name.language, words), name)
        differing = _place_names if table == "places" else _other_words
        odd = {
            name
            for (one, first), (other, second) in combinations(sorted(forms.items(), key=_in_order), 2)
            if one[0] == other[0] and differing(one[1], other[1])
            for name in (first, second)
        }
        claims = _telling(told, thing, odd) if odd else ()
        if len(claims) > 1:
            yield Clash("two-names", claims, f"{told.label(thing)} is printed as {_listed(odd)}")


def _in_order(item: tuple[tuple[str, frozenset[str]], _Name]) -> tuple[str, str]:
    return item[1].language, item[1].value


def _listed(odd: set[_Name]) -> str:
    ordered = sorted(odd, key=lambda name: (name.value, name.language))
    return "; ".join(f"“{name.value}” ({', '.join(sorted(name.articles))})" for name in ordered)


def _other_words(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one & other) and bool(one - other) and bool(other - one)


def _place_names(one: frozenset[str], other: frozenset[str]) -> bool:
    if one & other:
        return False
    first, second = ("".join(sorted(words)) for words in (one, other))
    short, long = sorted((one, other), key=lambda words: sum(map(len, words)))
    initials = {word[0] for word in long}
    abbreviates = sum(map(len, short)) <= 4 and set("".join(short)) <= initials
    return not abbreviates and SequenceMatcher(None, first, second, autojunk=False).ratio() < _ENOUGH


def _telling(told: Told, thing: str, odd: set[_Name]) -> tuple[str, ...]:
    """The claims that show names, in the articles that print them: titles, accounts, all that is told of
    the thing, or at last the claims in which it serves, as a place or as the origin of a figure.
    """
    articles = frozenset().union(*(name.articles for name in odd))
    about = [fact for fact in told.of.get(thing, ()) if fact.article in articles]
    for wanted in ("title", "account"):
        some = [fact for fact in about if fact.property == wanted]
        if len(some) > 1 and {fact.article for fact in some} == articles:
            return keys(some)
    if len(about) > 1 and {fact.article for fact in about} == articles:
        return keys(about)
    serving = {claim.key for claim in told.serving.get(thing, ()) if claim.article in articles}
    return tuple(sorted(serving.union(keys(about))))


def _kinds(told: Told, printed: _Printed) -> Iterator[Clash]:
    """A document that one name calls by one kind and another name, in any language, by another."""
    words = _kind_words(told)
    for thing, found in printed.items():
        if _table(thing) != "documents":
            continue
        kinds: dict[str, set[_Name]] = defaultdict(set)
        for name in found:
            if kind := _kind_of(words, name):
                kinds[kind].add(name)
        odd = {
            name
            for one, other in combinations(sorted(kinds), 2)
            if not told.vocabulary.is_a(one, other) and not told.vocabulary.is_a(other, one)
            for name in kinds[one] | kinds[other]
        }
        claims = _telling(told, thing, odd) if odd else ()
        if len(claims) > 1:
            yield Clash("two-names", claims, f"{told.label(thing)} is called by two kinds: {_listed(odd)}")


def _kind_words(told: Told) -> dict[tuple[str, tuple[str, ...]], str]:
    """The words of each kind of document in each language."""
    below = {names.term(kind): kind for kind in told.vocabulary.below("Document") if kind != "Document"}
    return {
        (str(getattr(quad.object, "language", "")), _words(str(getattr(quad.object, "value", "")))): below[iri]
        for quad in told.vocabulary.quads
        if quad.predicate.value == names.RDFS + "label" and (iri := str(getattr(quad.subject, "value", ""))) in below
    }


def _kind_of(words: dict[tuple[str, tuple[str, ...]], str], name: _Name) -> str:
    """The kind that a name says: a kind's words at its beginning or, as in Kazakh and Uzbek, at its end."""
    found = _words(name.value)
    for length in (3, 2, 1):
        for part in (found[:length], found[-length:]):
            if kind := words.get((name.language, part)):
                return kind
    return ""


def _people(told: Told, printed: _Printed) -> Iterator[Clash]:
    """A person printed with an initial that fits no given name, or with the letters of one exchanged."""
    for thing, found in printed.items():
        entity = told.corpus.entities.get(thing)
        if entity is None or _table(thing) != "people":
            continue
        labels = {text.language: text.value for text in entity.labels}
        odd = {name for name in found if _misfits(name.value, labels.get(name.language, ""))}
        if odd and (claims := _telling(told, thing, odd)):
            yield Clash("misprint", claims, f"{told.label(thing)} is printed as {_listed(odd)}")


def _misfits(name: str, label: str) -> bool:
    parts, full = re.findall(r"[^\W\d_]+", name.casefold()), re.findall(r"[^\W\d_]+", label.casefold())
    if len(parts) < 2 or len(full) < 2 or full[-1] not in parts:
        return False
    given = [part for part in parts if part != full[-1]]
    if not given:
        return False
    if len(given[0]) == 1:
        return given[0] not in {part[0] for part in full[:-1]}
    return given[0] not in full and any(sorted(given[0]) == sorted(part) for part in full[:-1])


def _addresses(told: Told) -> Iterator[Clash]:
    """One work under two addresses."""
    for (subject, name), facts in told.questions.items():
        if told.takes(name) == "xsd:anyURI" and len({_address(fact.value) for fact in facts}) > 1:
            yield Clash("two-names", keys(facts), f"{name} of {told.label(subject)}: {told.values(facts)}")


def _address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?|[/#?]+$", "", url.casefold())


# -- two entities that may be one ------------------------------------------------------------------------


def _twins(told: Told) -> Iterator[Clash]:
    """Things of one table and kind that no article names side by side, alike in what identifies them.

    Alike is: the same goods; the same parties, participants or authors and names that share words; one
    name contained in the other; the same name in quotation marks. Dates must not part them.
    """
    joined: dict[str, set[str]] = {}
    goods: set[str] = set()
    for (one, other), reason in sorted(_alike(told).items()):
        group = joined.get(one, {one}) | joined.get(other, {other})
        joined.update(dict.fromkeys(group, group))
        if reason == "any":
            goods |= group
    steps = told.marked(PROGRESS)
    for things in sorted({tuple(sorted(group)) for group in joined.values()}):
        facts = [fact for thing in things for fact in _identifying(told, thing)]
        codes = {f"{told.vocabulary.properties[f.property].code_list}/{f.value}" for f in facts}
        reached = {steps[code] for code in codes if code in steps}
        type_ = "plan-versus-result" if goods & set(things) and len(reached) > 1 else "two-names"
        listed = "; ".join(f"{told.label(thing)} ({', '.join(sorted(told.articles[thing]))})" for thing in things)
        yield Clash(type_, keys(facts), f"these may be one: {listed}")


def _identifying(told: Told, thing: str) -> list[Fact]:
    """How a reader would tell the thing: its status, dates and title, else all that is told of it."""
    about = [fact for fact in told.of.get(thing, ()) if fact.anchor is not None and fact.modality != DENIED]
    progress = {code.partition("/")[0] for code in told.marked(PROGRESS)}
    dated = {moment.fact for moment in told.moments.get(thing, ())}
    telling = [
        fact
        for fact in about
        if fact in dated or fact.property == "title" or told.vocabulary.properties[fact.property].code_list in progress
    ]
    return telling or about


def _alike(told: Told) -> dict[tuple[str, str], str]:
    """Pairs of things that may be one, with the mark of what they share ('any', 'all' or none)."""
    shared = _sharing(told)
    for pair in _like_names(told):
        shared.setdefault(pair, "")
    return {pair: how for pair, how in shared.items() if _may_be_one(told, *pair, how)}


def _sharing(told: Told) -> dict[tuple[str, str], str]:
    """Pairs with all or any values of an identifying property in common."""
    marked = told.marked(IDENTIFYING)
    blocks: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for (subject, name), facts in told.questions.items():
        if name in marked and _table(subject) in _LIKE:
            values = sorted({fact.value for fact in facts if fact.modality != DENIED})
            how = marked[name][0]
            for part in [values] if how == "all" else [[value] for value in values]:
                blocks[_table(subject), how, name, *part].add(subject)
    found: dict[tuple[str, str], str] = {}
    for (_, how, *_), things in sorted(blocks.items()):
        if how == "any" and len(things) > _FEW:
            how = ""  # what many make or share tells none of them
        for pair in _pairs(told, things):
            found[pair] = "any" if "any" in (how, found.get(pair, "")) else how
    return found


def _pairs(told: Told, things: set[str]) -> Iterator[tuple[str, str]]:
    """The pairs of a block; a large one is parted by year and word first, for the sake of time."""
    if len(things) <= _CROWD:
        yield from combinations(sorted(things), 2)
        return
    parts: dict[str, set[str]] = defaultdict(set)
    for thing in things:
        for word in _words(told.label(thing)):
            parts[word].add(thing)
    for part in parts.values():
        if len(part) <= _CROWD:
            yield from combinations(sorted(part), 2)


def _like_names(told: Told) -> Iterator[tuple[str, str]]:
    """Pairs whose labels share two words that few labels share, or a name in quotation marks."""
    blocks: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for thing in told.of:
        if _table(thing) in _LIKE:
            label = told.label(thing)
            for pair in combinations(sorted(set(_words(label))), 2):
                blocks[_table(thing), *pair].add(thing)
            for quoted in re.findall("“([^”]+)”", label):
                blocks[_table(thing), "“", *_words(quoted)].add(thing)
    found = {pair for things in blocks.values() if len(things) <= _CROWD for pair in combinations(sorted(things), 2)}
    yield from sorted(found)


def _may_be_one(told: Told, one: str, other: str, how: str) -> bool:
    table, pair = _table(one), (one, other)
    kinds = [told.corpus.entities[thing].kind for thing in pair]
    same_kind = told.vocabulary.is_a(kinds[0], kinds[1]) or told.vocabulary.is_a(kinds[1], kinds[0])
    articles = [told.articles.get(thing, frozenset()) for thing in pair]
    # An article that tells of two things holds them apart, but a list of references may name one work twice.
    apart = table != "publications" and bool(articles[0] & articles[1])
    if not all(articles) or apart or told.related(*pair) or (table in _KINDS_TELL and not same_kind):
        return False
    starts = [told.starts(thing) for thing in pair]
    if not all(mine.date.agrees_with(yours.date) for mine in starts[0] for yours in starts[1]):
        return False
    if _elsewhere(told, *pair):
        return False
    if how == "any":
        return True
    if how == "all" and table != "publications" and not all(starts):
        return False
    labels = [told.label(thing) for thing in pair]
    numbers = [set(re.findall(r"\d+", label)) - set(re.findall(r"\b\d{4}\b", label)) for label in labels]
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    idle = {word for thing in pair for value in _shared_values(told, thing) for word in _words(told.label(value))}
    words = [frozenset(_words(label)) - idle for label in labels]
    common, short = words[0] & words[1], min(map(len, words))
    if how == "all":
        return len(common) > 1 and len(common) >= _ENOUGH * short
    quoted = [frozenset(re.findall("“([^”]+)”", label)) for label in labels]
    return (len(common) > 2 and len(common) == short) or (
        bool(quoted[0] & quoted[1]) and len(common) >= _ENOUGH * short
    )


def _elsewhere(told: Told, one: str, other: str) -> bool:
    """Whether two things are told to be at places of which none lies in another."""
    for name in told.marked(LISTED):
        if "Place" not in told.vocabulary.properties[name].ranges:
            continue
        mine, yours = ({f.value for f in told.questions.get((thing, name), ())} for thing in (one, other))
        if mine and yours and not mine & yours and not any(told.related(a, b) for a in mine for b in yours):
            return True
    return False


def _shared_values(told: Told, thing: str) -> list[str]:
    """Whom a thing is told to join or to be by; their names in its label tell nothing apart."""
    marked = told.marked(IDENTIFYING)
    return [fact.value for fact in told.of.get(thing, ()) if marked.get(fact.property) == ("all",)]


def _table(thing: str) -> str:
    kind = thing.partition("/")[0]
    return names.KINDS[kind][0] if kind in names.KINDS else ""
