"""What the labels of annotation tools mean here: kinds of things, properties, passages that hold nothing.

A label means what it is called, capitals and hyphens aside, or what the curator says with `--map LABEL=NAME`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kgtools import namespaces
from kgtools.curation.proposals.records import (
    Empty,
    Fact,
    Line,
    Quote,
    Record,
    Reference,
    Thing,
    Value,
)  # fmt: skip
from kgtools.curation.proposals.rows import slugged
from kgtools.errors import Finding, UsageError, nearest
from kgtools.ontology import Ontology

KIND, PROPERTY, EMPTY, IGNORED = "kind", "property", "empty", "ignored"
_AROUND = 40  # code points of the text beside a span that tell it from others


@dataclass(frozen=True)
class Meaning:
    """What a label means: its sort (a KIND, a PROPERTY, EMPTY, IGNORED, or empty if it means nothing) and its name."""

    sort: str
    name: str = ""


@dataclass(frozen=True)
class Span:
    """A stretch that was marked: its words, what stands around it, and where it begins as the tool counts."""

    words: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    count: str = "codepoint"

    @property
    def quote(self) -> Quote:
        """The span as a quote."""
        return Quote(self.words, self.prefix, self.suffix, self.start, None, self.count)


def span(text: str, start: int, end: int, count: str = "codepoint") -> Span:
    """A stretch of a text that the tool holds, with what stands around it; places are code points of that text."""
    return Span(text[start:end], text[max(0, start - _AROUND) : start], text[end : end + _AROUND], start, count)


class Labels:
    """The labels that a project knows, with those that a curator maps."""

    def __init__(self, ontology: Ontology, mapped: Mapping[str, str] | None = None) -> None:
        """Raises UsageError for a mapping to what is neither a kind nor a property."""
        classes = {name for _, base in namespaces.kinds().values() for name in ontology.below(base)}
        self.ontology = ontology
        self._known = {_plain(kind): Meaning(KIND, base) for kind, (_, base) in namespaces.kinds().items()}
        self._known |= {_plain(name): Meaning(KIND, name) for name in sorted(classes)}
        self._known |= {_plain(name): Meaning(PROPERTY, name) for name in ontology.typed}
        self._known |= {_plain(word): Meaning(word) for word in (EMPTY, IGNORED)}
        self._mapped = {}
        for label, name in (mapped or {}).items():
            if _plain(name) not in self._known:
                hint = nearest(name, [*classes, *ontology.typed]) or f"or '{IGNORED}'"
                raise UsageError(f"--map {label}={name}: expected a kind or a property of the ontology; {hint}")
            self._mapped[label] = self._known[_plain(name)]

    def meaning(self, label: str) -> Meaning:
        """What a label means.

        >>> from pathlib import Path
        >>> from kgtools import ontology, projects
        >>> labels = Labels(ontology.load(projects.find_root()), {"PER": "Person"})
        >>> labels.meaning("PER").name, labels.meaning("signed-on").name, labels.meaning("colour").sort
        ('Person', 'signedOn', '')
        """
        return self._mapped.get(label) or self._known.get(_plain(label)) or Meaning("")

    def unknown(self, file: str, line: int, label: str, what: str) -> Finding:
        """What to say of an annotation whose label means nothing here."""
        names = [meaning.name for meaning in self._known.values() if meaning.name]
        hint = f"say what it means: --map {label}=NAME, or --map {label}={IGNORED}"
        if near := nearest(label, names):
            hint = f"{near} {hint}"
        return Finding(file, line, f"{what} is not taken over: the label means nothing here", f"'{label}'", hint=hint,
                       severity="warning", check="form")  # fmt: skip


def _plain(label: str) -> str:
    return re.sub(r"[\s_\-.:/]", "", label).casefold()


class Annotations:
    """The things and facts that spans and relations of an annotated text become, each with a line of its file."""

    def __init__(self, labels: Labels, file: str, language: str) -> None:
        self._labels, self._file, self._language = labels, file, language
        self._things: dict[tuple[str, str], str] = {}
        self._of_span: dict[str, tuple[Span, Meaning]] = {}
        self.lines: list[Line | Finding] = []

    def span(self, key: str, label: str, marked: Span, line: int, note: str = "") -> None:
        """A labelled span, which relations name by `key`: a thing if its label is a kind."""
        meaning = self._labels.meaning(label)
        if not marked.words.strip():
            self.refuse(line, "an annotation is not taken over: it marks no words", f"'{label}'")
            return
        self._of_span[key] = (marked, meaning)
        if meaning.sort == KIND:
            self._thing(marked, meaning.name, line, note)
        elif meaning.sort == EMPTY:
            self._add(line, Empty(quotes=(marked.quote,), why=note or "nothing for the graph"))
        elif meaning.sort != IGNORED and meaning.sort != PROPERTY:
            self.lines.append(self._labels.unknown(self._file, line, label, f"«{marked.words[:40]}»"))

    def relation(self, label: str, subject: str, value: str, line: int, note: str = "") -> None:
        """A relation between two spans, by their keys: a fact if its label is a property."""
        meaning = self._labels.meaning(label)
        ends = [self._of_span.get(key) for key in (subject, value)]
        if meaning.sort == IGNORED:
            return
        if meaning.sort != PROPERTY:
            self.lines.append(self._labels.unknown(self._file, line, label, "a relation"))
            return
        if ends[0] is None or ends[1] is None:
            missing = subject if ends[0] is None else value
            self.refuse(line, f"the relation '{label}' is not taken over: there is no annotation", missing)
            return
        (one, kind), (other, other_kind) = ends[0], ends[1]
        given = self._value(meaning.name, other, other_kind)
        self._add(line, Fact(quotes=quotes(one, other), subject=self._reference(one, kind), property=meaning.name,
                             value=given, note=note))  # fmt: skip

    def named(self, name: str, subject: str, value: str, marked: Span, line: int, note: str = "") -> None:
        """A fact whose subject and value are given in words, with a span that says it."""
        if not (subject.strip() and value.strip() and marked.words.strip()):
            self.refuse(line, f"a fact is not taken over: '{name}' has no subject, no value or no words")
            return
        one, other = (Span(words) for words in (subject, value))
        known = [self._meaning_of(words) for words in (subject, value)]
        self._add(line, Fact(quotes=(marked.quote,), subject=self._reference(one, known[0]), property=name,
                             value=self._value(name, other, known[1]), note=note))  # fmt: skip

    def _meaning_of(self, words: str) -> Meaning:
        """The kind of the thing that was marked with these words."""
        return next((Meaning(KIND, kind) for kind, name in self._things if name == words), Meaning(""))

    def unused(self, line_of: Mapping[str, int], used: Iterable[str]) -> None:
        """Tell the spans whose labels are properties and that no relation has taken up."""
        for key, (marked, meaning) in self._of_span.items():
            if meaning.sort == PROPERTY and key not in used:
                message = f"«{marked.words[:40]}» is not taken over: a property needs its subject, by a relation"
                self.refuse(line_of.get(key, 0), message, f"'{meaning.name}'")

    def refuse(self, line: int, message: str, found: str = "", hint: str = "") -> None:
        """Tell what is not taken over, at its place."""
        self.lines.append(Finding(self._file, line, message, found, hint=hint, severity="warning", check="form"))

    def _value(self, name: str, marked: Span, meaning: Meaning) -> Value:
        takes = self._labels.ontology.typed[name].takes
        if takes == "entity":
            return Value(thing=self._reference(marked, meaning))
        return typed(takes, marked.words)

    def _reference(self, marked: Span, meaning: Meaning) -> Reference:
        if meaning.sort == KIND and (key := self._things.get((meaning.name, marked.words))):
            return Reference(new=key)
        return Reference(name=" ".join(marked.words.split()))

    def _thing(self, marked: Span, kind: str, line: int, note: str) -> None:
        name = " ".join(marked.words.split())
        if (kind, marked.words) in self._things:
            return
        key = slug(name, self._things.values())
        self._things[kind, marked.words] = key
        self._add(line, Thing(new=key, kind=kind, labels={self._language: name}, quotes=(marked.quote,),
                              printed=(name,), note=note))  # fmt: skip

    def _add(self, line: int, record: Record) -> None:
        self.lines.append(Line(line, record))


def typed(takes: str, words: str, language: str = "") -> Value:
    """Words as a value of the sort that a property takes, unchanged; `language` is that of a text."""
    if takes == "date":
        return Value(date=words, printed=words)
    if takes == "code":
        return Value(code=words)
    return Value(number=words) if takes in ("xsd:integer", "xsd:decimal") else Value(text=words, language=language)


def as_dict(value: Any) -> dict[str, Any]:
    """An object of somebody's JSON; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """A list of somebody's JSON; an empty one for anything else."""
    return value if isinstance(value, list) else []


def as_text(value: Any) -> str:
    """A text of somebody's JSON; an empty one for anything else."""
    return value if isinstance(value, str) else ""


def quotes(*spans: Span) -> tuple[Quote, ...]:
    """The quotes of some spans, each once."""
    return tuple(dict.fromkeys(one.quote for one in spans))


def slug(name: str, taken: Iterable[str]) -> str:
    """A key for a new thing, made of its name: Latin letters, digits and hyphens, and none that is taken.

    >>> slug("Ораз Бектуров", ["oraz-bekturov"])
    'oraz-bekturov-2'
    """
    plain = slugged(name)
    known = set(taken)
    return next(one for number in range(1, len(known) + 2)
                if (one := plain if number == 1 else f"{plain}-{number}") not in known)  # fmt: skip
