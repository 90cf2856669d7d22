"""The shapes by which a project is checked: those of the core ontology and its own, in `ontology/shapes`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path

import pyoxigraph as ox

from kgtools import files, namespaces, ontology
from kgtools.errors import DataError, Finding
from kgtools.shacl.shapes.model import Constraint, Shape, Shapes, ShapesError
from kgtools.shacl.shapes.parser import parse_shapes
from kgtools.shacl.shapes.property_paths import PropertyPath
from kgtools.shacl.validator import refuse_wrong_arguments
from kgtools.shacl.vocabulary import Term
from kgtools.sparql import tokens

_FOLDER = "ontology/shapes"
_HINT = "write it in another way, or add it to kgtools/shacl"
_EXPECTED = "a class, property or code of the ontology"
_OWN = (namespaces.ONTOLOGY, namespaces.CODE)
# Namespaces whose terms the ontology need not define.


def _known_spaces() -> tuple[str, ...]:
    return (namespaces.things(), "urn:shacl:", *namespaces.prefixes().values())


def load_shapes(root: Path) -> Shapes:
    """Read the shapes of the core and those of the project as one set of shapes.

    Raises DataError with a finding for each construct that cannot be evaluated and for each class, property or
    code that the ontology does not know, naming file and shape: shapes about such would find nothing, silently.
    """
    sources = tuple((files.display(path, root), ontology.read(path, root)) for path in files.shape_files(root))
    shapes = _parsed(sources)
    if findings := list(_unknown_terms(shapes.all, ontology.load(root).quads)):
        raise DataError(findings)
    return shapes


@lru_cache(maxsize=2)
def _parsed(sources: tuple[tuple[str, bytes], ...]) -> Shapes:
    """The shapes of files with these contents; whoever checks again and again reads them once."""
    with refusals_as_findings():
        shapes = parse_shapes((name, ontology.parse(content, name)) for name, content in sources)
        refuse_wrong_arguments(shapes)
    return shapes


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
        findings.append(Finding(file, 0, message, refusal.construct, refusal.expected, _HINT, check="shape"))
    return findings


def _unknown_terms(shapes: Iterable[Shape], known: Iterable[ox.Quad]) -> Iterator[Finding]:
    """A finding for each class, property and code of shapes that the quads of the ontology do not define."""
    defined = {quad.subject.value for quad in known if isinstance(quad.subject, ox.NamedNode)}
    for shape in shapes:
        for iri in sorted(_own_terms(shape) - defined):
            nearest = _nearest(iri, defined)
            hint = f"did you mean {nearest}?" if nearest else "define it in the ontology, or correct it"
            message = f"shape {shape.name}: asks for a term that the ontology does not know"
            yield Finding(shape.source, 0, message, iri, _EXPECTED, hint, check="shape")


def _nearest(iri: str, defined: set[str]) -> str:
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
    return frozenset(iri for iri in _terms(shape) if iri.startswith(_OWN) or not iri.startswith(_known_spaces()))


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
