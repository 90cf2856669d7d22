"""Pages as values: what there is to say of an entity, a claim or a disagreement, and a writer of it as text.

A page says everything in a language already; a writer (the terminal's below, the server's in a template)
only lays it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kgtools.messages import message
from kgtools.views.disagreements import SIGN


@dataclass(frozen=True)
class Part:
    """A piece of a line: words, and the id of the page they lead to, if there is one.

    `language` is set where the words may be of another language than the page.
    """

    words: str
    id: str = ""
    language: str = ""


@dataclass(frozen=True)
class Support:
    """On how many independent origins, and in how many articles, a statement rests; no article for background."""

    origins: int
    articles: int

    def describe(self, language: str) -> str:
        """The support in words.

        >>> Support(2, 3).describe("en")
        'origins: 2, articles: 3'
        """
        if not self.articles:
            return message("evidence.background-only", language)
        return message("evidence.support", language, origins=self.origins, articles=self.articles)


@dataclass(frozen=True)
class Entry:
    """A line of a section: its parts, the ids of the claims (or of the disagreement) behind it, and its support.

    The support is given where several articles share the statement; `disagreements` are the ids of those that are
    marked at its claims.
    """

    parts: tuple[Part, ...]
    sources: tuple[str, ...] = ()
    support: Support | None = None
    disagreements: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All words of the line."""
        return "".join(part.words for part in self.parts)


@dataclass(frozen=True)
class Section:
    """A part of a page under a heading."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Name:
    """A name of an entity, its language, and whether an article prints it so."""

    value: str
    language: str
    printed: bool


@dataclass(frozen=True)
class EntityPage:
    """What the graph holds about one thing, in one language.

    `names` are its labels and `other_names` its further names; `same_as` are IRIs of the thing elsewhere.
    """

    title: str
    id: str
    kind: str
    language: str
    names: tuple[Name, ...] = ()
    other_names: tuple[Name, ...] = ()
    same_as: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def curated(self) -> bool:
        """Whether some names stand printed in an article and others do not, so that the mark must be explained."""
        every = {name.printed for name in (*self.names, *self.other_names)}
        return len(every) > 1

    def text(self) -> str:
        """The page as lines of text, for a terminal."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield f"{self.title}  ({self.id})"
        if self.kind:
            yield self.kind
        for key, names in (("names", self.names), ("other-names", self.other_names)):
            if names:
                marked = (f"{name.value}{'' if name.printed else '*'} ({name.language})" for name in names)
                yield f"{message(f'entity.{key}', self.language)}: {' · '.join(marked)}"
        if self.curated:
            yield f"* {message('entity.curated', self.language)}"
        for same in self.same_as:
            yield f"{message('entity.same-as', self.language)}: {same}"
        for note in self.notes:
            yield f"{message('entity.note', self.language)}: {note}"
        for section in self.sections:
            yield ""
            yield section.heading
            yield from (f"  {self._line(entry)}" for entry in section.entries)

    def _line(self, entry: Entry) -> str:
        line = entry.words
        if entry.sources:
            line += f"  [{', '.join(source.removeprefix('claim/') for source in entry.sources)}]"
        if entry.support:
            line += f" ({entry.support.describe(self.language)})"
        if entry.disagreements:
            listed = ", ".join(each.removeprefix("disagreement/") for each in entry.disagreements)
            line += f" {SIGN} {message('disagreements.column.disagreement', self.language)}: {listed}"
        return line
