"""The names of entities that an article prints, and tables of them that are stale or of another article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain

from kgtools import languages, marks
from kgtools.articles import copies, lexicon
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import Copy
from kgtools.articles.lexicon import plain
from kgtools.articles.mentions import Finder, Mention, Name, words
from kgtools.changing import ChosenByEach, Each, Gathered
from kgtools.claims.model import Article, Corpus, Entity, StaleName, Text
from kgtools.errors import Finding
from kgtools.languages.reading import NEVER
from kgtools.ontology import Ontology
from kgtools.remembering import Same, grouped

_NEAR = 1500  # code points between a surname and the full name that tells whose it is
_FEW = 5  # names, or so many of a hundred, that entities can lose before their table is taken to be stale
_HINT = "rewrite the table with: kgtools names --articles DIR"
CHECK = "printed-names"


@languages.remembered()
def _currency() -> re.Pattern[str]:
    words = "|".join(re.escape(plain(word)) for word in lexicon.words("currencies").split())
    return re.compile(rf"\W+(?:{words or NEVER})")


Places = tuple[tuple[int, int], ...]  # where passages begin and end
Verdicts = Mapping[tuple[str, Anchor], copies.Verdict]


def stale(corpus: Corpus, _: Ontology) -> Iterable[Finding]:
    """One warning for each table of printed names that holds names of no entity, and one for each entity that lost one.

    Where many entities have lost a name, it is the table that is stale, and only it is told.
    """
    names = grouped(corpus.stale_names, "article")
    found = _by_article.of(names, _called.of(names, corpus.named), _names.of(_printed.of(corpus.printed)))
    return chain.from_iterable(_placed.of(found, _rows.of(found, corpus.entities)).values())


def _printed_by(_: str, names: Mapping[Text, tuple[str, ...]]) -> dict[str, tuple[Text, ...]]:
    """The names of an entity by the articles that print them."""
    found: dict[str, list[Text]] = {}
    for name, articles in names.items():
        for article in articles:
            found.setdefault(article, []).append(name)
    return {article: tuple(own) for article, own in found.items()}


_Lost = tuple[tuple[str, Finding], ...]  # findings, each with the id of its row, or nothing where it is at its table


def _stale(_: str, names: tuple[StaleName, ...], known: tuple[Entity, ...], printed: Same[Text] | None) -> _Lost:
    """What to tell of the stale names of an article, at its table, and of few at the rows with these ids."""
    few = max(_FEW, len(printed or ()) * _FEW // 100)
    entities = {entity.id: entity for entity in known}
    first = min(names, key=lambda name: name.line)
    there = first.entity in entities
    column, what = ("name", "the entity has no such name") if there else ("entity", "there is no such entity")
    more = f" (and {len(names) - 1} more rows are)" if len(names) > 1 else ""
    message = f"column '{column}': the row is stale{more}: {what}"
    shown = f"'{first.name.value if there else first.entity}'"
    expected = "a label or alias of an entity"
    found = [("", Finding(first.file, first.line, message, shown, expected, _HINT, "warning", CHECK))]
    lost = [name for name in names if name.entity in entities]
    if len(lost) <= few:
        found += [(name.entity, _lost(entities[name.entity], name)) for name in lost]
    return tuple(found)


def _at_rows(_: str, found: _Lost, rows: Iterable[Entity]) -> list[Finding]:
    """The findings on the lines where these rows stand."""
    lines = {row.id: row.line for row in rows}
    return [replace(finding, line=lines[lost]) if lost else finding for lost, finding in found]


_printed = Each[str, Mapping[Text, tuple[str, ...]], dict[str, tuple[Text, ...]]](_printed_by)
_names = Gathered[str, Text]()
_called = ChosenByEach[str, str, Entity](lambda names: dict.fromkeys(name.entity for name in names))
_by_article = Each[str, Same[StaleName], _Lost](_stale)
_rows = ChosenByEach[str, str, Entity](lambda found: (lost for lost, _ in found if lost))
_placed = Each[str, _Lost, list[Finding]](_at_rows)


def _lost(entity: Entity, lost: StaleName) -> Finding:
    """A finding at the row of an entity that has lost a name which an article prints."""
    name = lost.name
    likely = get_close_matches(name.value, [own.value for own in (*entity.labels, *entity.aliases)], 1, 0.8)
    columns = {label.value: f"label_{label.language}" for label in entity.labels}
    column = columns.get(likely[0], "aliases") if likely else "aliases"
    message = f"column '{column}': a name that {lost.article} prints is none of the row"
    hint = "put it back; if the article does not print it, rewrite its table of names"
    actual, expected = f"'{likely[0]}'" if likely else "", f"'{name.value}@{name.language}'"
    return Finding(entity.file, entity.line, message, actual, expected, hint, "warning", CHECK)


def findings(corpus: Corpus, at_hand: Mapping[str, Copy], verdicts: Verdicts) -> Iterator[Finding]:
    """One warning for each table of printed names that is not what its article prints, where the very text is at hand.

    A project that keeps no such tables yet is left alone. `verdicts` holds those on anchors that are known already.
    """
    if not (corpus.printed and at_hand):
        return
    told = {name.article for name in corpus.stale_names}  # by `stale`
    tables: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for entity, names in corpus.printed.items():
        for text, of_articles in names.items():
            for identifier in of_articles:
                tables[identifier].add((entity, text.language, text.value))
    for article in corpus.articles.values():
        copy = at_hand.get(article.id)
        if copy is None or not copy.same or article.id in told:
            continue
        rows = printed_names(corpus, article, copy, verdicts)
        right = {(row["entity"], row["language"], row["name"]) for row in rows}
        table = tables[article.id]
        if table != right:
            missing, others = len(right - table), len(table - right)
            what = "of another article, or stale" if 2 * others > len(table) else "stale"
            message = f"the table is {what}: {others} of its names are not printed, {missing} printed ones are missing"
            entity, _, name = min((table - right) or (right - table))
            file = article.file.replace("article.yaml", "names.csv")
            yield Finding(file, 1, message, f"'{name}' of {entity}", "", _HINT, "warning", CHECK)


def printed_names(
    corpus: Corpus, article: Article, copy: Copy, verdicts: Verdicts | None = None
) -> list[dict[str, str]]:
    """The names of entities that an article prints, with or without endings, in the languages it is written in.

    A name counts where its entity is meant (`_Meaning`). Rows for `names.csv`.
    """
    passages = _passages(corpus, article, copy, verdicts or {})
    meant = _meant(tuple(corpus.entities.values()), article.languages, copy.text, tuple(passages.items()))
    rows = ({"entity": name.entity, "language": name.language, "name": name.value} for name in meant)
    return sorted(rows, key=lambda row: (row["entity"], row["language"], row["name"]))


@lru_cache(maxsize=2048)  # who checks again after a change finds most articles as they were
def _meant(
    entities: tuple[Entity, ...],
    languages: tuple[str, ...],
    text: str,
    passages: tuple[tuple[str, Places], ...],
) -> frozenset[Name]:
    """The names in a text that mean their entities; `passages` are the places of the claims on each entity."""
    names = tuple(
        Name(entity.id, name.value, name.language)
        for entity in entities
        for name in dict.fromkeys((*entity.labels, *entity.aliases))
        if name.language.partition("-")[0] in languages
    )
    mentions = _mentions(names, text)
    meaning = _Meaning(text, mentions, dict(passages))
    return frozenset(mention.name for mention in mentions if meaning.is_meant(mention))


@lru_cache(maxsize=16)
def _mentions(names: tuple[Name, ...], text: str) -> tuple[Mention, ...]:
    return tuple(Finder(names).find(text))


def _passages(corpus: Corpus, article: Article, copy: Copy, verdicts: Verdicts) -> dict[str, Places]:
    """For each entity the places of the passages whose claims name it."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for claim in corpus.claims:
        if claim.article == article.id and claim.anchor:
            verdict = verdicts.get((article.id, claim.anchor)) or copies.judge(copy, claim.anchor)
            places = verdict.places[:1]
            for entity in claim.entities & corpus.entities.keys():
                found[entity].extend(places)
    return {entity: tuple(places) for entity, places in found.items()}


class _Meaning:
    """Tells whether a name in print means its entity, from the names around it and the claims of the passage."""

    def __init__(self, text: str, mentions: Iterable[Mention], passages: Mapping[str, Places]) -> None:
        self._text = text
        self._passages = passages
        self._all_passages = [place for places in passages.values() for place in places]
        self._owners: dict[tuple[int, int], set[str]] = defaultdict(set)
        self._of: dict[str, list[Mention]] = defaultdict(list)
        self._at: dict[int, list[Mention]] = defaultdict(list)
        for mention in mentions:
            self._owners[mention.start, mention.end].add(mention.name.entity)
            self._of[mention.name.entity].append(mention)
            for place in range(mention.start, mention.end):
                self._at[place].append(mention)

    def is_meant(self, mention: Mention) -> bool:
        """Whether a name means its entity.

        A name that several entities share and a description count only where a claim names the entity; a
        surname alone there too, or near the full name. A description is clear if it names a state or body.
        """
        if self._is_part(mention) or self._is_currency(mention):
            return False
        entity = mention.name.entity
        if len(self._owners[mention.start, mention.end]) > 1:
            return self._is_claimed(mention)
        if entity.startswith(marks.kinds("personalName")) and " " not in mention.name.value:
            return self._is_claimed(mention, anywhere=False) or self._is_near_full_name(mention)
        # A visit, a treaty, a post: words that also fit others of their kind.
        if entity.startswith(marks.kinds("calledBy", "description", "phrase", "title")):
            owners = (*marks.kinds("isSide"), *marks.kinds_below("calledBy", "name"))
            clear = entity.startswith(marks.kinds("calledBy", "phrase")) and any(
                other.name.entity.startswith(owners) for other in self._within(mention)
            )
            return clear or self._is_claimed(mention)
        return True

    def _is_part(self, mention: Mention) -> bool:
        """Whether a place, topic or indicator is only a part of the name of something else.

        So is the city in the name of a university or of its region; not where it has an ending of its own,
        nor at the end of a road.
        """
        own, bodies = mention.name.entity, marks.kinds_below("calledBy", "name")
        place = own.startswith(marks.kinds("liesInOthers"))
        for longer in self._at[mention.start]:
            other = longer.name.entity
            if longer.end < mention.end or longer.end - longer.start == mention.end - mention.start:
                continue
            if other == mention.name.entity:
                continue
            if own.startswith(marks.kinds("calledBy", "term")):
                return True
            inflected = mention.end - mention.start != len(mention.name.value)
            if place and other.startswith(bodies) and not inflected:
                return True
            if place and other.startswith(marks.kinds("liesInOthers")) and _length(longer) == _length(mention) + 1:
                return True
        return False

    def _is_currency(self, mention: Mention) -> bool:
        """Whether a state only tells whose dollars are counted."""
        state = mention.name.entity.startswith(marks.kinds("isSide"))
        return state and bool(_currency().match(plain(self._text[mention.end : mention.end + 20])))

    def _within(self, mention: Mention) -> Iterator[Mention]:
        for place in range(mention.start, mention.end):
            for other in self._at[place]:
                if mention.start <= other.start and other.end <= mention.end and other.name != mention.name:
                    yield other

    def _is_near_full_name(self, mention: Mention) -> bool:
        return any(
            " " in other.name.value and abs(other.start - mention.start) <= _NEAR
            for other in self._of[mention.name.entity]
        )

    def _is_claimed(self, mention: Mention, anywhere: bool = True) -> bool:
        """Whether a claim of the passage names the entity; where no claim is, as in a second abstract, any claim."""
        own = self._passages.get(mention.name.entity, ())
        if _overlaps(mention, own):
            return True
        return anywhere and bool(own) and not _overlaps(mention, self._all_passages)


def _length(mention: Mention) -> int:
    return len(words(mention.name.value))


def _overlaps(mention: Mention, places: Iterable[tuple[int, int]]) -> bool:
    return any(start < mention.end and mention.start < end for start, end in places)
