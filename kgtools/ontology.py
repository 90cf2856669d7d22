"""The ontology as the tools need it: classes, properties and code lists, read from `ontology/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path

import pyoxigraph as ox

from kgtools import files, layout, namespaces
from kgtools.errors import DataError, Finding

_DATE = "Date"
_FIGURES = "dataset/figures"


@dataclass(frozen=True)
class Property:
    """A property of the ontology. `domains` and `ranges` are class names or prefixed datatypes."""

    name: str
    domains: tuple[str, ...]
    ranges: tuple[str, ...]
    code_list: str = ""
    single: bool = False
    built: bool = False

    @property
    def takes(self) -> str:
        """What kind of value the property takes: date, code, text, or a datatype, or entity."""
        if self.code_list:
            return "code"
        if self.ranges == (_DATE,):
            return "date"
        if self.ranges and self.ranges[0].startswith(("xsd:", "rdf:")):
            return self.ranges[0]
        return "entity"


@dataclass(frozen=True)
class Unit:
    """A unit of the code list `unit`: its base unit, how many of it one unit is, whether it counts whole things."""

    name: str
    base: str
    multiplier: Decimal
    whole: bool = False


@dataclass(frozen=True, eq=False)
class Ontology:
    """Classes with their parents, properties, codes by list, and units; the same files give the same one."""

    parents: dict[str, tuple[str, ...]]
    properties: dict[str, Property]
    codes: dict[str, tuple[str, ...]]
    units: dict[str, Unit]
    quads: tuple[ox.Quad, ...] = field(repr=False)
    sources: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The class itself and all classes above it, nearest first, each once."""
        found = [name]
        for current in found:
            found.extend(parent for parent in self.parents.get(current, ()) if parent not in found)
        return tuple(found)

    def is_a(self, name: str, ancestor: str) -> bool:
        """Whether a class is the other one or lies below it."""
        return ancestor in self.ancestors(name)

    def below(self, ancestor: str) -> list[str]:
        """The names of a class and of all classes below it, sorted."""
        return sorted(name for name in self.parents if self.is_a(name, ancestor))

    @cached_property
    def marks(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """The marks (annotations such as `listedInFull`), each with the terms that carry it and its values.

        Classes and properties are given by name, codes as list/code.
        """
        found: dict[str, dict[str, list[str]]] = {}
        for quad in self.quads:
            if quad.predicate.value.startswith(namespaces.ONTOLOGY):
                subject, mark, value = (_short(str(getattr(term, "value", ""))) for term in quad.triple)
                found.setdefault(mark, {}).setdefault(subject, []).append(value)
        return {
            mark: {term: tuple(sorted(values)) for term, values in sorted(terms.items())}
            for mark, terms in sorted(found.items())
        }

    @cached_property
    def described(self) -> frozenset[str]:
        """The IRIs of all that it says something of."""
        return frozenset(quad.subject.value for quad in self.quads if isinstance(quad.subject, ox.NamedNode))

    def place(self, iri: str) -> tuple[str, int]:
        """The file and line that describe a term or code; the first file without a line if none does."""
        return place(self.sources, iri)

    @cached_property
    def labels(self) -> dict[tuple[str, str], str]:
        """The label of each term by its IRI and a language."""
        return {
            (quad.subject.value, quad.object.language): quad.object.value
            for quad in self.quads
            if quad.predicate.value == namespaces.RDFS + "label"
            and isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.Literal)
            and quad.object.language
        }

    @cached_property
    def typed(self) -> dict[str, Property]:
        """The properties that a curator may type in a table of facts."""
        return {name: known for name, known in self.properties.items() if not known.built}


def _short(value: str) -> str:
    """A term of the ontology by its name, a code as list/code, anything else as it is."""
    return namespaces.code_name(namespaces.term_name(value))


class _Index:
    """The quads of the ontology by subject and predicate, and its subjects by type."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._values: dict[tuple[str, str], list[str]] = {}
        self._of_type: dict[str, set[str]] = {}
        for quad in quads:
            subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            value = quad.object.value if isinstance(quad.object, ox.NamedNode | ox.Literal) else ""
            self._values.setdefault((subject, quad.predicate.value), []).append(value)
            if quad.predicate.value == namespaces.RDF + "type":
                self._of_type.setdefault(value, set()).add(subject)

    def values(self, subject: str, predicate: str) -> list[str]:
        """The values of a subject for a predicate, sorted."""
        return sorted(self._values.get((subject, predicate), []))

    def holds(self, subject: str, mark: str) -> bool:
        """Whether a mark of the ontology is true of a subject."""
        return "true" in self.values(subject, namespaces.term(mark))

    def of_type(self, *types: str) -> list[str]:
        """The subjects of any of some types, sorted."""
        return sorted(set().union(*(self._of_type.get(iri, ()) for iri in types)))

    def own(self, *types: str) -> list[str]:
        """The same, of the core ontology and the project's own alone."""
        return [iri for iri in self.of_type(*types) if namespaces.is_term(iri)]


def load(root: Path) -> Ontology:
    """Read the ontology of a project: that of the core and its own.

    Raises DataError naming file and line if a file cannot be parsed.
    """
    sources = tuple((files.display(path, root), read(path, root)) for path in layout.ontology_files(root))
    return _parsed(sources, namespaces.in_use().base)


@lru_cache(maxsize=2)
def _parsed(files: tuple[tuple[str, bytes], ...], base: str) -> Ontology:
    """The ontology of files with these contents, below a base; whoever loads it again has it parsed once."""
    quads = [_of_project(quad, base) for name, content in files for quad in parsed(content, name)]
    index, owl = _Index(quads), namespaces.STANDARD["owl"]
    parents = {
        namespaces.term_name(iri): tuple(
            namespaces.term_name(parent)
            for parent in index.values(iri, namespaces.RDFS + "subClassOf")
            if namespaces.is_term(parent)
        )
        for iri in index.own(owl + "Class")
    }
    properties = {
        namespaces.term_name(iri): _property(index, iri)
        for iri in index.own(owl + "ObjectProperty", owl + "DatatypeProperty")
    }
    codes: dict[str, tuple[str, ...]] = {}
    units = {}
    for iri in index.of_type(namespaces.SKOS + "Concept", namespaces.term("Unit")):
        for scheme in index.values(iri, namespaces.SKOS + "inScheme"):
            code_list = namespaces.code_name(scheme)
            codes[code_list] = (*codes.get(code_list, ()), _code(iri))
        for base in index.values(iri, namespaces.term("baseUnit")):
            units[_code(iri)] = _unit(index, iri, base, files)
    return Ontology(parents, dict(sorted(properties.items())), codes, units, tuple(quads), files)


def _of_project(quad: ox.Quad, base: str) -> ox.Quad:
    """A statement of the ontology; what the core says of the data set of the figures holds for that of the project."""
    if getattr(quad.subject, "value", "") == namespaces.CORE + _FIGURES:
        return ox.Quad(ox.NamedNode(base + _FIGURES), quad.predicate, quad.object)
    return quad


def _property(index: _Index, iri: str) -> Property:
    def classes(strict: str, loose: str) -> tuple[str, ...]:
        stated = index.values(iri, namespaces.RDFS + strict)
        stated = stated or index.values(iri, namespaces.STANDARD["schema"] + loose)
        return tuple(
            namespaces.term_name(value) if namespaces.is_term(value) else namespaces.shorten(value) for value in stated
        )

    code_lists = index.values(iri, namespaces.term("codeList"))
    return Property(
        namespaces.term_name(iri),
        classes("domain", "domainIncludes"),
        classes("range", "rangeIncludes"),
        namespaces.code_name(code_lists[0]) if code_lists else "",
        index.holds(iri, "singleValued"),
        index.holds(iri, "builtByTool"),
    )


def _unit(index: _Index, iri: str, base: str, sources: Iterable[tuple[str, bytes]]) -> Unit:
    given = " ".join(index.values(iri, namespaces.term("multiplier")))
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", given):
        message, expected = f"the unit '{_code(iri)}' has no multiplier", 'one such as t:multiplier "1000"^^xsd:decimal'
        raise DataError(Finding(*place(sources, iri), message, given and f"'{given}'", expected))
    return Unit(_code(iri), _code(base), Decimal(given), index.holds(iri, "countsWhole"))


def _code(iri: str) -> str:
    """A code without its list."""
    return namespaces.code_name(iri).rpartition("/")[2]


def place(sources: Iterable[tuple[str, bytes]], iri: str) -> tuple[str, int]:
    """The file and line of a term or code among files of Turtle; the first file without a line if none describes it."""
    local = re.escape(iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :])
    described = re.compile(rf"(?:[\w.-]*:|<\S*[#/]){local}(?:>|\s|$)")
    named = list(sources)
    for name, content in reversed(named):  # a project's own come last
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            if described.match(line):
                return name, number
    return (named[0][0], 0) if named else ("", 0)


@lru_cache(maxsize=8)
def parsed(content: bytes, name: str) -> tuple[ox.Quad, ...]:
    """The quads of a Turtle file; whoever asks again has it parsed once. Raises DataError if it is broken."""
    return tuple(parse(content, name))


def parse_file(path: Path, root: Path) -> Iterator[ox.Quad]:
    """Parse one Turtle file; raises DataError with its line if it is missing or broken."""
    yield from parse(read(path, root), files.display(path, root))


def read(path: Path, root: Path) -> bytes:
    """The content of a file of the ontology; raises DataError if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        name = files.display(path, root)
        raise DataError(Finding(name, 0, "the file cannot be read", hint="put it back")) from None


def parse(content: bytes, name: str) -> Iterator[ox.Quad]:
    """Parse the content of a Turtle file; raises DataError with its name and line if it is broken."""
    text = files.decode(content, name)
    if findings := files.line_findings(name, text):
        raise DataError(findings)
    try:
        yield from ox.parse(text, format=ox.RdfFormat.TURTLE)
    except SyntaxError as error:
        raise DataError(
            Finding(name, error.lineno or 0, "invalid Turtle", str(error.msg), hint="correct the syntax there")
        ) from None
