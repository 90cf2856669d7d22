"""Pages as values: what there is to say of an entity, a claim or a disagreement, and a writer of it as text.

A page says everything in a language already; a writer (the terminal's below, the server's in a template)
only lays it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, islice

from kgtools import namespaces
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

    @property
    def copied(self) -> bool:
        """Whether the articles rest on fewer origins than there are articles, which their names alone do not tell."""
        return self.origins < self.articles

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
    marked at its claims. Lines of one `group` (a series of figures, a speaker) stand below its words. `more` is what
    is told at length and shown on demand. `hedged` says, by their ids, how those claims are meant that do not say
    outright what others behind the line do.
    """

    parts: tuple[Part, ...]
    sources: tuple[str, ...] = ()
    support: Support | None = None
    disagreements: tuple[str, ...] = ()
    group: tuple[Part, ...] = ()
    more: str = ""
    hedged: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """All words of the line."""
        return "".join(part.words for part in self.parts)


@dataclass(frozen=True)
class Section:
    """A part of a page under a heading; `marked` if its lines are disagreements.

    `name` is the same in every language, such as `figures`, and no other part of the page has it.
    """

    heading: str
    entries: tuple[Entry, ...]
    marked: bool = False
    name: str = ""

    @property
    def groups(self) -> tuple[tuple[tuple[Part, ...], tuple[Entry, ...]], ...]:
        """The lines by what they stand below, in their order."""
        by_group = groupby(self.entries, key=lambda entry: entry.group)
        return tuple((group, tuple(entries)) for group, entries in by_group)


@dataclass(frozen=True)
class Name:
    """A name of an entity, its language, and whether an article prints it so."""

    value: str
    language: str
    printed: bool


@dataclass(frozen=True)
class EntityPage:
    """What the graph holds about one thing, in one language.

    `identity` says in a line who or what it is, or of what kind. `names` are its labels and `other_names` its further
    names; `same_as` are IRIs of the thing elsewhere. `articles` are the short names of the articles by their ids.
    """

    title: str
    id: str
    identity: tuple[Part, ...]
    language: str
    names: tuple[Name, ...] = ()
    other_names: tuple[Name, ...] = ()
    same_as: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    articles: Mapping[str, str] = field(default_factory=dict)

    @property
    def curated(self) -> bool:
        """Whether some names stand printed in an article and others do not, so that the mark must be explained."""
        every = {name.printed for name in (*self.names, *self.other_names)}
        return len(every) > 1

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of all claims behind its lines, each once, in order."""
        sources = (source for section in self.sections for entry in section.entries for source in entry.sources)
        return tuple(dict.fromkeys(source for source in sources if source.startswith("claim/")))

    def further(self) -> str:
        """Commands to go on with, as lines of text."""
        disputed = (source for section in self.sections if section.marked for entry in section.entries
                    for source in entry.sources)  # fmt: skip
        spoken = "" if self.language == namespaces.first_language() else f" --lang {self.language}"
        commands = [f"kgtools show {self.id} --evidence{spoken}"]
        commands += [f"kgtools show {one.removeprefix('disagreement/')}{spoken}" for one in islice(disputed, 1)]
        if not self._of_claims:
            commands.append(f"kgtools query claims-about --thing {self.id}{spoken}")
        return "\n".join(["", message("entity.next", self.language), *(f"  {command}" for command in commands), ""])

    def sources(self, entry: Entry) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The claims behind a line by article: its short name, with how they are meant if hedged, and their ids."""
        found: dict[str, list[str]] = {}
        for source in entry.sources:
            if source.startswith("claim/"):
                article = source.removeprefix("claim/").partition("/")[0]
                hedge = f" ({entry.hedged[source]})" if source in entry.hedged else ""
                found.setdefault(self.articles.get(article, article) + hedge, []).append(source)
        return tuple((name, tuple(claims)) for name, claims in found.items())

    def text(self, evidence: Mapping[str, str] | None = None) -> str:
        """The page as lines of text, for a terminal.

        With `evidence`, a line on each claim by its id, these lines stand below what they support, and explanations
        are whole.
        """
        return "\n".join(self._lines(evidence)) + "\n"

    def _lines(self, evidence: Mapping[str, str] | None) -> Iterator[str]:
        yield f"{self.title}  ({self.id})"
        if self.identity:
            yield "".join(part.words for part in self.identity)
        last = self.sections[-1:]
        for section in self.sections[:-1]:
            yield from self._section(section, evidence)
        if self.names or self.other_names or self.same_as or self.notes:
            yield ""
            yield from self._named()
        for section in last:
            yield from self._section(section, evidence)

    def _named(self) -> Iterator[str]:
        for key, names in (("names", self.names), ("other-names", self.other_names)):
            if names:
                marked = (f"{name.value}{'' if name.printed else '*'} ({name.language})" for name in names)
                yield f"{message(f'entity.{key}', self.language).capitalize()}: {' · '.join(marked)}"
        if self.curated:
            yield f"* {message('entity.curated', self.language)}"
        for same in self.same_as:
            yield f"{message('entity.same-as', self.language).capitalize()}: {same}"
        for note in self.notes:
            yield f"{message('entity.note', self.language).capitalize()}: {note}"

    def _section(self, section: Section, evidence: Mapping[str, str] | None) -> Iterator[str]:
        yield ""
        yield section.heading
        for group, entries in section.groups:
            if group:
                yield f"  {''.join(part.words for part in group)}"
            indent = "    " if group else "  "
            for entry in entries:
                yield f"{indent}{SIGN + ' ' if section.marked else ''}{self._line(entry)}"
                if evidence is not None:
                    if entry.more:
                        yield f"{indent}  {entry.more}"
                    yield from (f"{indent}  {evidence[source]}" for source in entry.sources if source in evidence)

    def _line(self, entry: Entry) -> str:
        line = entry.words
        if self._of_claims or not entry.sources[:1] or not entry.sources[0].startswith("claim/"):
            behind = ", ".join(source.removeprefix("claim/").removeprefix("disagreement/") for source in entry.sources)
        else:
            behind = "; ".join(name for name, _ in self.sources(entry))
        if behind:
            line += f"  [{behind}]"
        if entry.support and (self._of_claims or entry.support.copied):
            line += f" ({entry.support.describe(self.language)})"
        if entry.disagreements:
            line += f" {SIGN} {', '.join(each.removeprefix('disagreement/') for each in entry.disagreements)}"
        return line

    @property
    def _of_claims(self) -> bool:
        """Whether it is a page of single claims, which are named by their ids."""
        return self.id.startswith(("claim/", "disagreement/", "target/"))
