"""Reads an article: its sentences and tables, with the names, dates and quantities in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from kgtools import namespaces
from kgtools.articles import lexicon
from kgtools.articles.lexicon import plain
from kgtools.claims.model import Article, Corpus
from kgtools.curation.extract.names import again, alike, bodies, known, people, places
from kgtools.curation.extract.names.known import Gazetteer
from kgtools.curation.extract.spans import Cell, Dated, Mention, Reading, Sentence, Table
from kgtools.curation.extract.text import sentences as sentences_
from kgtools.curation.extract.text import tables
from kgtools.curation.extract.text.tokens import tokens
from kgtools.curation.extract.text.vocabulary import vocabulary
from kgtools.curation.extract.values import dates, quantities
from kgtools.ontology import Ontology
from kgtools.values import dates as years


def read(
    text: str,
    corpus: Corpus | Gazetteer,
    ontology: Ontology,
    article: Article | None = None,
    published: str = "",
    tell: Callable[[int, int], None] | None = None,
) -> Reading:
    """What stands in a text; who reads many gives the names of the corpus as a gazetteer, made once.

    The date from which relative dates are reckoned is that of the `article`, or `published` (EDTF), or that of the line
    with which a dispatch begins. `tell` is told how many sentences of how many are read.
    """
    published = published or (article.published if article else "")
    gazetteer = corpus if isinstance(corpus, Gazetteer) else Gazetteer(corpus)
    found_tables = tables.find(text)
    parts = sentences_.split(text, [(table.start, table.end) for table in found_tables])
    unread = sorted({one.language for one in parts if not lexicon.has_rules(one.language)})
    parts = [one for one in parts if one.language not in unread]
    today = _dateline(text, parts)
    published = published or today
    of_places = frozenset(("State", *ontology.below("Place")))
    parts = _named(text, parts, gazetteer, of_places, tell or (lambda done, total: None))
    read_sentences: list[Sentence] = []
    before = currency = ""
    paragraph = -1
    for sentence in parts:
        currency, paragraph = currency if sentence.paragraph == paragraph else "", sentence.paragraph
        own = dates.find(text, sentence.start, sentence.end, sentence.language, published, before, today)
        own = [one for one in own if not _within_name(one, sentence)]
        numbers = quantities.find(text, sentence.start, sentence.end, sentence.language, own, currency)
        currency = quantities.currency_of(numbers) or currency
        names = [one for one in sentence.mentions if not any(n.start < one.start and one.end <= n.end for n in numbers)]
        read_sentences.append(replace(sentence, mentions=tuple(names), dates=tuple(own), quantities=tuple(numbers)))
        before = _named_last(text, sentence, own) or before
    languages = dict.fromkeys(sorted({one.language for one in parts}))
    pair = known.pair(parts)
    filled = (_filled(text, table, gazetteer, published, pair) for table in found_tables)
    placed = tuple(table for table in filled if table is not None)
    known_as = article.id if article else ""
    return Reading(text, published, tuple(read_sentences), placed, known_as, tuple(languages), tuple(unread))


_OPENING = 40  # code points of a sentence in which a day opens it
_YEARS = re.compile(r"\d{4}/\d{4}")


def _named_last(text: str, sentence: Sentence, own: list[Dated]) -> str:
    """The date of a sentence that those without a year behind it follow; empty if there is none.

    It is the last; but a sentence that opens with a day of the year of which a chronicle tells goes on with that year,
    whatever else it names: on 8 May they ratified the treaty of 2027.
    """
    named = [one for one in own if one.edtf[:4].isdecimal() and not _YEARS.fullmatch(one.edtf)]
    if named and named[0].relative and named[0].edtf[5:7] and named[0].start - sentence.start < _OPENING:
        return named[0].edtf
    return named[-1].edtf if named else ""


_HEAD = 600  # code points in which a dispatch says where and when it was written
_LEAD = 90  # code points of a line before its date
_QUOTED = re.compile(r"[«“\"(][^»”\")]*[»”\")]")


def _dateline(text: str, parts: list[Sentence]) -> str:
    """The day of a text whose first lines have one behind a town or an agency; empty if there is none.

    CAMELOT, 8 May 2031 (Lake Wire) –; «Тугай-Пресс», 11.04.2030.
    """
    for line in re.finditer(r"[^\n]+", text[:_HEAD]):
        inside = [one for one in parts if line.start() < one.end and one.start < line.end()]
        language = max(inside, key=lambda one: one.end - one.start).language if inside else namespaces.languages()[0]
        if not lexicon.has_rules(language):
            continue
        stop = min(line.end(), line.start() + _LEAD + 30)
        first = next(iter(dates.find(text, line.start(), stop, language)), None)
        if first is not None and len(first.edtf) == len("2031-05-08") and _leads(text, line.start(), first, language):
            return first.edtf
    return ""


def _leads(text: str, start: int, date: Dated, language: str) -> bool:
    """Whether nothing but capitalised words and quotes stands between a place and a date, and the date stands alone."""
    lead = text[start : date.start]
    outside = _QUOTED.sub("", lead)
    named = outside != lead or re.search(r"[^\W\d]", outside)
    small = re.search(r"(?<![\w’ʻʼ‘'])[^\W\d_A-ZА-ЯЁӘҒҚҢӨҰҮҺІЎҲ]", outside)
    year = vocabulary(language).alternatives("year-behind")
    behind = year.sub("", text[date.end : date.end + 12], count=1).split("\n")[0].strip()
    alone = date.printed.endswith(".") or behind[:1] in ("", ".", "(", "–", "—", "/")
    return bool(named) and not small and alone and re.search(r"[,./:–—-]\s*$", lead) is not None


def _within_name(date: Dated, sentence: Sentence) -> bool:
    """Whether a date is part of the name of a document or project: "Digital Avalon 2030"."""
    return any(one.start <= date.start and date.end <= one.end and one.kind != "Post" for one in sentence.mentions
               if one.how != "new" or one.kind in ("Programme", "Strategy", "Concept"))  # fmt: skip


# -- names ------------------------------------------------------------------------------------------


def _named(
    text: str,
    parts: list[Sentence],
    gazetteer: Gazetteer,
    of_places: frozenset[str],
    tell: Callable[[int, int], None],
) -> list[Sentence]:
    """The sentences with their names: known ones, those that look like them, unknown ones, then second mentions."""
    small = frozenset(re.findall(r"(?<!\w)[^\W\d_A-ZА-ЯЁӘҒҚҢӨҰҮҺІЎҲ][^\W\d_]*", text))
    small = frozenset(plain(word) for word in small)
    placed = known.find(text, parts, gazetteer)
    others = list(places.states(text, gazetteer.state_names))
    named = []
    for number, sentence in enumerate(parts):
        here = [one for one in others if sentence.start <= one.start < sentence.end]
        here = [one for one in here if not any(n.start <= one.start < n.end for n in placed[number])]
        sentence = replace(sentence, mentions=again.merged(placed[number], here))
        sentence = replace(
            sentence, mentions=again.merged(sentence.mentions, alike.look_alikes(gazetteer, sentence, text))
        )
        sentence = replace(sentence, mentions=_with_unknown(text, sentence, small, gazetteer, of_places))
        named.append(sentence)
        tell(len(named), len(parts))
    named = [replace(one, mentions=found) for one, found in zip(named, again.full_names(named, text), strict=True)]
    named = [
        replace(one, mentions=again.merged(one.mentions, more))
        for one, more in zip(named, again.surnames(gazetteer, named, text), strict=True)
    ]
    bound = again.acronyms(named, text)
    named = [replace(one, mentions=_bound(one, again.by_acronym(bound, one, text))) for one in named]
    return [
        replace(one, mentions=again.merged(one.mentions, more))
        for one, more in zip(named, again.heads(named, text), strict=True)
    ]


def _bound(sentence: Sentence, by_acronym: list[Mention]) -> tuple[Mention, ...]:
    """The mentions of a sentence, unknown acronyms put for what they are bound to."""
    rest = [one for one in sentence.mentions if not any(m.start == one.start and not one.entity for m in by_acronym)]
    return again.merged(rest, by_acronym)


def _lies_in(one: Mention, others: Iterable[Mention]) -> bool:
    return any(other.start <= one.start and one.end <= other.end for other in others)


def _with_unknown(
    text: str, sentence: Sentence, small: frozenset[str], gazetteer: Gazetteer, of_places: frozenset[str]
) -> tuple[Mention, ...]:
    own = vocabulary(sentence.language)
    words = tokens(text, sentence.start, sentence.end)
    taken = list(sentence.mentions)
    found = list(bodies.find(text, words, taken, own, small, of_places))
    bodies_ = [one for one in found if one.kind not in of_places and one.kind not in own.patterns["documents"]]
    taken = [one for one in taken if one.kind == "State" or not _lies_in(one, bodies_)]  # a town in its university
    taken += found
    taken += alike.by_initials(gazetteer, people.find(words, taken, own, small))
    return again.merged(taken)


# -- tables -----------------------------------------------------------------------------------------


def _filled(text: str, table: Table, gazetteer: Gazetteer, published: str, pair: frozenset[str]) -> Table | None:
    """A table with what stands in its cells; a number has the heads of its row and column, and their unit.

    None for one in a language that there are no rules for.
    """
    sample = " ".join([table.title, *(cell.text for cell in table.heads), *(row[0].text for row in table.rows if row)])
    parts = sentences_.split(sample)
    language = parts[0].language if parts else namespaces.languages()[0]
    if not lexicon.has_rules(language):
        return None

    heads = [cell.text for cell in table.heads]

    def fill(cell: Cell, body: bool = False) -> Cell:
        part = Sentence(cell.start, cell.end, language)
        names = known.find(text, [part], gazetteer, pair)[0]
        own = dates.find(text, cell.start, cell.end, language, published) or _year(text, cell)
        numbers = quantities.find(text, cell.start, cell.end, language, own)
        given = (cell.row, cell.column, heads[0] if heads else "", table.title) if body else ()
        unit = next((found for head in given if (found := quantities.unit_of(head, language))), "")
        numbers = [replace(one, row=cell.row, column=cell.column, unit=one.unit or unit) for one in numbers]
        return replace(cell, mentions=tuple(names), dates=tuple(own), quantities=tuple(numbers))

    rows = tuple(tuple(fill(cell, place > 0) for place, cell in enumerate(row)) for row in table.rows)
    return replace(table, language=language, heads=tuple(map(fill, table.heads)), rows=rows)


def _year(text: str, cell: Cell) -> list[Dated]:
    """The year that a cell holds alone."""
    if re.fullmatch(years.year(), cell.text):
        start = cell.start + text[cell.start : cell.end].index(cell.text)
        return [Dated(start, start + 4, cell.text, cell.text, 0.95)]
    return []
