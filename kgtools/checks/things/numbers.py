"""Whether the numbers, months and years of a thing's names are the same in all, and as its claims date it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kgtools import languages, namespaces
from kgtools.articles import lexicon
from kgtools.articles.lexicon import beginnings, plain
from kgtools.checks.things.rows import Fault, labels, quoted
from kgtools.claims.model import Entity, Fact
from kgtools.languages import scripts
from kgtools.values import dates

CHECK = "label-number"
_GIVEN = re.compile(r"\(([^()]*)\)$")  # what a curator adds to a name, to tell it from others of its kind
_CENTURIES = {"xx": "20", "xxi": "21"}


@namespaces.per_project
def _year() -> re.Pattern[str]:
    return re.compile(rf"(?<!\d){dates.year()}(?!\d)")


def faults(entity: Entity, dated: Sequence[Fact]) -> Iterator[Fault]:
    """Labels whose numbers differ from those of the others, of the id, or of the dates that claims give (`dated`)."""
    for what, read in (("numbers", numbers), ("months", months), ("ordinals", ordinals)):
        told: list[Sequence[object]] = [read(label.value) for label in entity.labels]
        usual = max(told, key=told.count)
        for (column, label), found in zip(labels(entity), told, strict=True):
            if found != usual and told.count(usual) > 1:
                message = f"the {what} are not those of the other labels"
                yield Fault(column, message, quoted(label, column), _shown(usual))
    years = {year for label in entity.labels for year in _year().findall(label.value)}
    yield from _of_the_id(entity, years)
    yield from _of_the_aliases(entity, years)
    yield from _of_the_claims(entity, dated)


def _of_the_id(entity: Entity, years: set[str]) -> Iterator[Fault]:
    """The years of the id, where labels have any."""
    known = set(_year().findall(entity.id))
    if years and known and not (years <= known or known <= years):
        message = "the years are not those of the id"
        yield Fault(next(labels(entity))[0], message, f"'{entity.labels[0].value}'", _shown(sorted(known)))


def _of_the_aliases(entity: Entity, years: set[str]) -> Iterator[Fault]:
    known = years | set(_year().findall(entity.id))
    for alias in entity.aliases:
        if known and not known >= set(_year().findall(alias.value)):
            message = "the year is not that of the labels"
            yield Fault("aliases", message, quoted(alias, "aliases"), _shown(sorted(known)))


def _of_the_claims(entity: Entity, dated: Sequence[Fact]) -> Iterator[Fault]:
    """The year and month that a label gives in brackets at its end, against the dates of claims."""
    known = [(date.earliest, date.latest) for fact in dated for date in [dates.parse(fact.value)]]
    bounds = [(first, last) for first, last in known if first and last]
    if not bounds or len(bounds) < len(known):  # an open interval says nothing of the year
        return
    loose = any(set("?~%X") & set(fact.value) for fact in dated)
    earliest, latest = min(bounds)[0].year - loose, max(last for _, last in bounds).year + loose
    exact = {first.month for first, last in bounds if first.replace(day=1) == last.replace(day=1)}
    for column, label in labels(entity):
        given = _GIVEN.search(label.value)
        if given is None:
            continue
        told = sorted({fact.value for fact in dated})
        if not all(earliest <= int(year) <= latest for year in _year().findall(given[1])):
            yield Fault(column, "the year is not that of its claims", quoted(label, column), _shown(told))
        elif exact and not loose and (named := months(given[1])) and exact.isdisjoint(named):
            yield Fault(column, "the month is not that of its claims", quoted(label, column), _shown(told))


def numbers(name: str) -> tuple[str, ...]:
    """The numbers of a name, sorted; a century in Roman letters is one too.

    >>> numbers("XXI asr (2022)"), numbers("20th session, 2023")
    (('2022', '21'), ('20', '2023'))
    """
    latin = name.lower().translate(scripts.CYRILLIC_AS_LATIN)
    centuries = (_CENTURIES.get(word, "") for word in re.findall(r"[^\W\d_]+", latin))
    return tuple(sorted([*re.findall(r"\d+", name), *filter(None, centuries)]))


def months(name: str) -> tuple[int, ...]:
    """The months of a name, by their words beside a number.

    >>> months("Visit (December 2021)"), months("2021-yil 6-dekabr"), months("Marta Quill")
    ((12,), (12,), ())
    """
    if not re.search(r"\d", name):
        return ()
    words = re.findall(r"\w+", plain(name))
    found = set()
    for place, word in enumerate(words):
        beside = (*words[max(0, place - 2) : place], *words[place + 1 : place + 2])
        if not word[0].isdecimal() and any(map(_beside_a_month().match, beside)):
            found |= {month for month, known in lexicon.numbered("months").items() if beginnings(known).match(word)}
    return tuple(sorted(found))


@languages.remembered()
def _beside_a_month() -> re.Pattern[str]:
    years = "".join(f"|{re.escape(plain(word))}" for word in lexicon.words("year").split())
    return re.compile(rf"\d{years}")


def ordinals(name: str) -> tuple[int, ...]:
    """The ordinals of a name that stand there in words.

    >>> ordinals("Third stage"), ordinals("Үшінші кезең")
    ((3,), (3,))
    """
    text = plain(name)
    if not beginnings(" ".join(lexicon.numbered("ordinals").values())).search(text):
        return ()
    return tuple(number for number, known in lexicon.numbered("ordinals").items() if beginnings(known).search(text))


def _shown(parts: Sequence[object]) -> str:
    return ", ".join(map(str, parts)) or "none"
