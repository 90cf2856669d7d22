"""What `article.yaml` says of an article, held against its print: titles, authors and their order, the day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby
from operator import attrgetter

from kgtools.articles import fingerprints, languages
from kgtools.articles.copies import Copy
from kgtools.articles.lexicon import has, plain
from kgtools.changing import ChosenByEach, Each
from kgtools.checks.passages import dates
from kgtools.checks.passages.names import surnames
from kgtools.checks.passages.place import Place
from kgtools.claims.model import Article, Corpus, Entity
from kgtools.errors import Finding
from kgtools.languages import language

CHECK = "head"
Fault = tuple[str, str, str, str, str]  # key, message, found, expected, hint


def findings(corpus: Corpus, copies: Mapping[str, Copy]) -> Iterator[Finding]:
    """What is wrong with the heads of articles, as warnings: by their words alone, and by the very text at hand."""
    yield from chain.from_iterable(_by_words.of(corpus.articles, _people.of(corpus.articles, corpus.named)).values())
    for copy, article in ((copy, corpus.articles.get(identifier)) for identifier, copy in copies.items()):
        if article is not None and copy.same:
            faults = chain(_titles(article, copy), _authors(article, copy, corpus), _published(article, copy))
            yield from _told(article, faults)


def _told(article: Article, faults: Iterable[Fault]) -> Iterator[Finding]:
    for key, message, found, expected, hint in faults:
        message = f"key '{key}': {message}"
        yield Finding(article.file, article.line, message, found, expected, hint, "warning", CHECK)


def _in_words(_: str, article: Article, authors: Iterable[Entity]) -> list[Finding] | None:
    """What is wrong by the words of a head alone."""
    return [*_told(article, chain(_of_language(article), _labels(article, authors)))] or None


_people = ChosenByEach[str, str, Entity](attrgetter("authors"))
_by_words = Each[str, Article, list[Finding]](_in_words)


def _of_language(article: Article) -> Iterator[Fault]:
    for key, texts in (("title", article.titles), ("label", article.labels)):
        for text in texts:
            expected, hint = f"words in '{text.language}'", "put it under its language"
            own, script = language(text.language), languages.script_of(text.value)
            if (found := languages.leading(text.value)) and found != text.language:
                message = f"the words are of the language '{found}'"
            elif not own.is_written_in(script):
                message = f"the letters are of the script {script}, not {own.script}"
            else:
                continue
            yield f"{key}.{text.language}", message, f"'{text.value}'", expected, hint


def _labels(article: Article, authors: Iterable[Entity]) -> Iterator[Fault]:
    """Labels without the surname of an author, in a form that is known in that language, which most others have."""
    for author in authors:
        forms: dict[str, list[str]] = {}
        for name in (*author.labels, *author.aliases):
            surname = [word for word in name.value.split() if "." not in word][-1:]  # initials may follow
            forms.setdefault(name.language, []).extend(surname)
        asked = [label for label in article.labels if forms.get(label.language)]
        lacking = [label for label in asked if not any(form in label.value for form in forms[label.language])]
        if 2 * len(lacking) < len(asked):
            for label in lacking:
                message, expected = f"it does not name {author.id}, as others do", f"'{forms[label.language][0]}'"
                yield f"label.{label.language}", message, f"'{label.value}'", expected, ""


def _titles(article: Article, copy: Copy) -> Iterator[Fault]:
    """Titles that the text does not print, or prints as a part of a longer line."""
    for title in article.titles:
        places = fingerprints.find_quote(copy.folded, title.value)
        if not places:
            yield f"title.{title.language}", "the article does not print it", f"'{title.value}'", "as printed", ""
        elif not any(_fills_lines(copy.text, start, end) for start, end in places):
            message, hint = "the line in which it is printed goes on", "write the title whole"
            yield f"title.{title.language}", message, f"'{title.value}'", "as printed", hint


def _fills_lines(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit stands beside a stretch in its first and its last line."""
    before, after = text[:start].rpartition("\n")[2], text[end:].partition("\n")[0]
    return not any(map(str.isalnum, before + after))


def _authors(article: Article, copy: Copy, corpus: Corpus) -> Iterator[Fault]:
    """Authors whom the text does not name, and an order in which it names them nowhere in a row."""
    people = [corpus.entities[author] for author in article.authors if author in corpus.entities]
    mentions = _mentions(people, Place(plain(copy.text), 0, len(copy.text)))
    named = {author for _, author in mentions}
    for person in people:
        if person.id not in named and not has("author", plain(article.note)):
            hint = "correct it, or say in the note how the author is known"
            yield "authors", "the article does not name the author", f"'{person.id}'", "who is printed", hint
    order = [author for author in article.authors if author in named]
    in_a_row = [author for author, _ in groupby(author for _, author in mentions)]
    if not any(in_a_row[start : start + len(order)] == order for start in range(len(in_a_row) or 1)):
        printed = _nearest_together(mentions, len(named))
        yield "authors", "the article prints them in another order", " ".join(order), " ".join(printed), ""


def _mentions(people: Iterable[Entity], place: Place) -> list[tuple[int, str]]:
    """Where a text names people by their surnames, in the order of print, and whom."""
    known = [(surname, person.id) for person in people for surname in surnames(person)]
    words = zip(place.text.starts, place.text.words, strict=True)
    return [(start, person) for start, word in words for surname, person in known if word.startswith(surname)]


def _nearest_together(mentions: list[tuple[int, str]], number: int) -> list[str]:
    """So many people in the order in which the shortest stretch that names all of them does."""
    best: list[tuple[int, str]] = []
    last: dict[str, int] = {}
    for start, person in mentions:
        last.pop(person, None)
        last[person] = start
        there = [(place, one) for one, place in last.items()]
        if len(there) == number and (not best or there[-1][0] - there[0][0] < best[-1][0] - best[0][0]):
            best = there
    return [person for _, person in best]


def _published(article: Article, copy: Copy) -> Iterator[Fault]:
    """A date of publication that neither the text nor the note has."""
    points = re.findall(r"[0-9]{4}(?:-[0-9]{2}){0,2}", article.published)
    text = f"{plain(copy.text)}\n{plain(article.note)}"
    days, years = dates.full_dates(text), dates.years(text)
    for point in points:
        known = point in days if len(point) == 10 else point[:4] in years
        if not known:
            hint = "correct it, leave it out, or say in the note how it is known"
            yield "published", "the article prints no such date", f"'{point}'", "the date as printed", hint
