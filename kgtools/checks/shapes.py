"""The shapes of a project: those of the core, made to fit the project's names, and those of its own `ontology/shapes`.

The core's shapes stand in its files as they hold for the project in which they came to be: with its base, its languages
and the core's terms. For another project they are read with its own in their place, and each property that it adds gets
shapes that follow from its domain and range.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path

import pyoxigraph as ox

from kgtools import files, layout, namespaces, ontology
from kgtools.errors import DataError, Finding
from kgtools.ontology import Ontology, Property
from kgtools.shacl.shapes.model import Constraint, Shape, Shapes, ShapesError, SlowShapesError
from kgtools.shacl.shapes.parser import parse_shapes
from kgtools.shacl.shapes.property_paths import PropertyPath
from kgtools.shacl.validator import refuse_wrong_arguments
from kgtools.shacl.vocabulary import SH, Term
from kgtools.sparql import tokens
from kgtools.values import dates

_FOLDER = "ontology/shapes"
_HINT = "write it in another way, or add it to kgtools/shacl"
_SLOW = "write it in another way, or give it more time with --rule-limit"
_EXPECTED = "a class, property or code of the ontology"
# Namespaces whose terms the ontology need not define.


def _known_spaces() -> tuple[str, ...]:
    return (namespaces.things(), "urn:shacl:", *namespaces.prefixes().values())


def files_of(root: Path) -> list[tuple[Path, bool]]:
    """The files of the shapes of a project, sorted, those of the core first; with whether they are the core's."""
    core, *own = (sorted((folder / "shapes").glob("*.ttl")) for folder in layout.ontology_folders(root))
    return [*((path, True) for path in core), *((path, False) for paths in own for path in paths)]


def load_shapes(root: Path) -> Shapes:
    """Read all shapes of a project as one set.

    Raises DataError with a finding for each construct that cannot be evaluated and for each class, property or
    code that the ontology does not know, naming file and shape: shapes about such would find nothing, silently.
    """
    terms = ontology.load(root)
    found = tuple((files.display(path, root), ontology.read(path, root), of_core) for path, of_core in files_of(root))
    shapes = _parsed(found, terms, namespaces.in_use())
    if findings := list(_unknown_terms(shapes.all, terms.described)):
        raise DataError(findings)
    return shapes


@lru_cache(maxsize=2)
def _parsed(found: tuple[tuple[str, bytes, bool], ...], terms: Ontology, names: namespaces.Names) -> Shapes:
    """The shapes of files with these contents; whoever checks again and again reads them once."""
    sources = [(name, fitted(name, content, names, terms, of_core)) for name, content, of_core in found]
    written = {str(quad.subject) for _, quads in sources for quad in quads}
    sources += [(name, quads) for name, quads in of_properties(terms, names) if str(quads[0].subject) not in written]
    with refusals_as_findings():
        shapes = parse_shapes(sources)
        refuse_wrong_arguments(shapes)
    return shapes


# -- for whatever project ------------------------------------------------------------------------------

_LANGUAGES = ("en", "ru", "kk", "uz")  # those in which the shapes of the core are written, and its terms named
# What the ontology words, for terms of the core as for others.
_WORDED = (namespaces.SKOS + "prefLabel", namespaces.SKOS + "definition", namespaces.ONTOLOGY + "verb")
_AS_WRITTEN = (namespaces.CORE, _LANGUAGES, frozenset[str](), namespaces.YEARS)  # names that need no fitting
_KINDS = re.compile(r"\(state\|[a-z|]+\)")
_CORE_IN_PATTERN = namespaces.CORE.replace("w3id.org", "w3id[.]org")
_FIRST, _REST, _NIL = namespaces.RDF + "first", namespaces.RDF + "rest", ox.NamedNode(namespaces.RDF + "nil")


def fitted(name: str, content: bytes, names: namespaces.Names, terms: Ontology, of_core: bool) -> list[ox.Quad]:
    """The quads of a file of shapes, those of the core with the names of the project in place of the core's."""
    quads = list(ontology.parse(content, name))
    if not of_core or (names.base, names.languages, names.terms, names.years) == _AS_WRITTEN:
        return quads
    return _Fitting(quads, names, terms).quads()


class _Fitting:
    """Puts a project's base, kinds, languages and own terms into shapes of the core."""

    def __init__(self, quads: Iterable[ox.Quad], names: namespaces.Names, terms: Ontology) -> None:
        self._quads, self._names = list(quads), names
        classes = [one for one in terms.below("Entity") if one in names.terms]
        typed = [one for one in terms.typed if one in names.terms]
        every = [one for one in terms.properties if one in names.terms]
        paths = {quad.subject: quad.object for quad in quads if quad.predicate.value == SH + "path"}
        self._of_terms = {shape for shape, path in paths.items() if getattr(path, "value", "") in _WORDED}
        # What lists of the core are longer by.
        self._longer = {"Entity-kind": classes, "Entity-type": classes, "Fact-predicate": typed, "Entity-closed": every}
        self._first: dict[Term, Term] = {quad.subject: quad.object for quad in quads if quad.predicate.value == _FIRST}
        self._rest: dict[Term, Term] = {quad.subject: quad.object for quad in quads if quad.predicate.value == _REST}

    def quads(self) -> list[ox.Quad]:
        heads = {
            quad.subject: _tags(self._members(quad.object))
            for quad in self._quads
            if quad.predicate.value in (SH + "languageIn", SH + "in")
        }
        languages = {shape: wanted for shape, tags in heads.items() if (wanted := self._languages(shape, tags))}
        found: list[ox.Quad] = []
        replaced = {node for shape in languages for node in self._nodes(shape)}
        for quad in self._quads:
            if quad.subject in replaced:
                continue
            subject, predicate = quad.subject, quad.predicate.value
            value = self._renamed(quad.object)
            if predicate in (SH + "languageIn", SH + "in") and subject in languages:
                value = _put_list(found, map(ox.Literal, languages[subject]))
            elif predicate == SH + "minCount" and subject in languages and quad.object == _count(len(_LANGUAGES)):
                own = len(self._names.languages)
                value = _count(min(len(_LANGUAGES), own) if subject in self._of_terms else own)
            elif predicate in (SH + "in", SH + "ignoredProperties"):
                longer = self._longer.get(str(getattr(subject, "value", "")).rpartition("/")[2], ())
                value = _put_list(found, (ox.NamedNode(namespaces.term(one)) for one in longer), value)
            found.append(ox.Quad(subject, quad.predicate, value))
        return found

    def _members(self, head: Term) -> list[Term]:
        return [self._first[node] for node in self._list(head)]

    def _list(self, head: Term) -> Iterator[Term]:
        """The nodes of a list."""
        while head in self._first:
            yield head
            head = self._rest[head]

    def _nodes(self, shape: Term) -> Iterator[Term]:
        """The nodes of the list of languages of a shape."""
        for quad in self._quads:
            if quad.subject == shape and quad.predicate.value in (SH + "languageIn", SH + "in"):
                yield from self._list(quad.object)

    def _languages(self, shape: Term, tags: tuple[str, ...]) -> tuple[str, ...]:
        """The languages that a list of the core's means: all, the curators', or those of translations; else none.

        A term has them all if it is the project's own, which `checks.completeness` sees to, or the core's.
        """
        first, *others = self._names.languages
        if tags == _LANGUAGES:
            return (*dict.fromkeys((*_LANGUAGES, first, *others)),) if shape in self._of_terms else (first, *others)
        return {_LANGUAGES[:1]: (first,), _LANGUAGES[1:]: tuple(others)}.get(tags, ())

    def _renamed(self, value: Term) -> Term:
        """An IRI or text of a shape with the names of the project."""
        base, core = self._names.base, namespaces.CORE
        if isinstance(value, ox.NamedNode) and value.value.startswith((f"{core}id/", f"{core}dataset/")):
            return ox.NamedNode(base + value.value.removeprefix(core))
        if not isinstance(value, ox.Literal):
            return value
        begins = 'STRSTARTS(STR(?path), "{}ontology#")'
        words = value.value.replace(_CORE_IN_PATTERN, base.replace(".", "[.]")).replace(f"<{core}id/", f"<{base}id/")
        words = words.replace(begins.format(core), f"({begins.format(core)} || {begins.format(base)})")
        words = _KINDS.sub(f"({'|'.join(self._names.kinds)})", words)
        for written, own in zip(namespaces.YEARS, self._names.years, strict=True):
            words = words.replace(str(written), str(own))
        words = words.replace("(19|20)[0-9][0-9]", dates.year())
        return value if words == value.value else _literal(words, value)


def _tags(members: Iterable[Term]) -> tuple[str, ...]:
    return tuple(member.value for member in members if isinstance(member, ox.Literal))


def _count(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(namespaces.XSD + "integer"))


def _literal(words: str, like: ox.Literal) -> ox.Literal:
    return ox.Literal(words, language=like.language) if like.language else ox.Literal(words, datatype=like.datatype)


def _put_list(quads: list[ox.Quad], members: Iterable[Term], end: Term = _NIL) -> Term:
    """Add a list to quads, before what is a list already, and give its head."""
    for member in reversed(list(members)):
        head = ox.BlankNode()
        quads.append(ox.Quad(head, ox.NamedNode(_FIRST), member))
        quads.append(ox.Quad(head, ox.NamedNode(_REST), end))
        end = head
    return end


def of_properties(terms: Ontology, names: namespaces.Names) -> Iterator[tuple[str, list[ox.Quad]]]:
    """Shapes for the properties that a project adds: for the subjects and for the values of each, with its file."""
    for name in sorted(names.terms & terms.typed.keys()):
        known, iri = terms.properties[name], namespaces.term(name)
        subject, value = (f"<{names.base}shape/{name}{part}>" for part in ("-subject", ""))
        file = terms.place(iri)[0]
        if known.domains:
            yield (
                file,
                _turtle(f"""{subject} a sh:NodeShape ; sh:targetSubjectsOf <{iri}> ; {_one_of(known.domains)}
                rdfs:comment "Only {" or ".join(known.domains)} has the property '{name}'."@en ;
                sh:message "the subject of '{name}' must be {" or ".join(known.domains)}; correct the subject" ."""),
            )
        wanted, told = _value(known), " or ".join(known.ranges) or f"a code of the list {known.code_list}"
        yield (
            file,
            _turtle(f"""{value} a sh:PropertyShape ; sh:targetSubjectsOf <{iri}> ; sh:path <{iri}> ; {wanted}
            {"sh:maxCount 1 ;" if known.single else ""} rdfs:comment "The property '{name}' takes {told}."@en ;
            sh:message "the value of '{name}' must be {told}; correct the value" ."""),
        )


def _value(known: Property) -> str:
    """What a shape asks of the value of a property."""
    if known.code_list:
        return f"sh:node [ sh:property [ sh:path skos:inScheme ; sh:hasValue <{namespaces.code(known.code_list)}> ] ] ;"
    if known.takes == "entity" or known.takes == "date":
        return _one_of(known.ranges)
    return f"sh:datatype {known.takes} ;"


def _one_of(classes: Iterable[str]) -> str:
    return f"sh:or ( {' '.join(f'[ sh:class <{namespaces.term(one)}> ]' for one in classes)} ) ;" if classes else ""


def _turtle(written: str) -> list[ox.Quad]:
    prefixes = {**namespaces.STANDARD, "sh": SH}
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
    return list(ox.parse(head + written, format=ox.RdfFormat.TURTLE))


@contextmanager
def refusals_as_findings() -> Iterator[None]:
    """Raise what the validator refuses as DataError: when it reads shapes, or a query of theirs reports a failure."""
    try:
        yield
    except ShapesError as error:
        raise DataError(_findings(error)) from None


def _findings(error: ShapesError) -> list[Finding]:
    """What the validator refuses, as findings."""
    findings = []
    for refusal in error.refusals:
        message = f"shape {refusal.shape}: the check cannot evaluate" if refusal.shape else "the check cannot evaluate"
        file = refusal.source or _FOLDER
        hint = _SLOW if isinstance(error, SlowShapesError) else _HINT
        findings.append(Finding(file, 0, message, refusal.construct, refusal.expected, hint, check="shape"))
    return findings


def _unknown_terms(shapes: Iterable[Shape], defined: Set[str]) -> Iterator[Finding]:
    """A finding for each class, property and code of shapes that the ontology does not define."""
    for shape in shapes:
        for iri in sorted(_own_terms(shape) - defined):
            nearest = _nearest(iri, defined)
            hint = f"did you mean {nearest}?" if nearest else "define it in the ontology, or correct it"
            message = f"shape {shape.name}: asks for a term that the ontology does not know"
            yield Finding(shape.source, 0, message, iri, _EXPECTED, hint, check="shape")


def _nearest(iri: str, defined: Set[str]) -> str:
    """The term that an IRI was meant to be: of the same name in another namespace, or nearly so in its own; or none."""
    namespace, name = _parted(iri)
    namesakes = sorted(term for term in defined if _parted(term)[1] == name)
    names = sorted(_parted(term)[1] for term in defined if _parted(term)[0] == namespace)
    return (
        namesakes[0] if namesakes else "".join(namespace + one for one in get_close_matches(name, names, 1, cutoff=0.8))
    )


def _parted(iri: str) -> tuple[str, str]:
    """The namespace of an IRI, and its name there."""
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:end], iri[end:]


@cache
def _own_terms(shape: Shape) -> frozenset[str]:
    """The IRIs that a shape names, but for those of vocabularies that the project takes as they are."""
    return frozenset(
        iri
        for iri in _terms(shape)
        if namespaces.is_term(iri) or namespaces.is_code(iri) or not iri.startswith(_known_spaces())
    )


def _terms(shape: Shape) -> set[str]:
    """The IRIs of the classes, properties and codes that a shape names."""
    found: set[str] = _of_path(shape.path) if shape.path else set()
    values: list[Term] = [value for kind, value in shape.targets if kind != "targetNode"]
    for constraint in shape.constraints:
        values += _values(constraint)
    queries = [constraint.sparql for constraint in shape.constraints if constraint.sparql]
    for query in (*queries, *shape.sparql_targets):
        found |= tokens.iris(query.query, {})
    return found | {value.value for value in values if isinstance(value, ox.NamedNode)}


def _values(constraint: Constraint) -> Iterator[Term]:
    """The terms that a constraint compares with; not those that are SHACL's or name a shape."""
    if constraint.value is not None and constraint.parameter not in ("datatype", "nodeKind") and not constraint.shapes:
        yield constraint.value
    yield from constraint.values


def _of_path(path: PropertyPath) -> set[str]:
    """The properties of a path."""
    return {path.predicate.value} if path.predicate else set().union(*map(_of_path, path.parts))
