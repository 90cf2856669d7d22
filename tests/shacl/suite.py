"""The test suites of others: what the validator makes of the cases of W3C and DASH, and the table of docs/shacl.md.

They are no part of the project. TANDEM_SHACL_SUITE names a folder that holds them, at any depth: the folder
`data-shapes-test-suite/tests` of https://github.com/w3c/data-shapes, whose manifests list cases of the type
sht:Validate, and files *.test.ttl with a case of the type dash:GraphValidationTestCase each.
Write the table anew with: TANDEM_SHACL_SUITE=FOLDER python -m tests.shacl.suite
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kgtools.shacl import Report, ShapesError, validate
from kgtools.shacl.vocabulary import RDF, SH, TYPE, Term

FOLDER = os.environ.get("TANDEM_SHACL_SUITE", "")
TABLE = Path(__file__).parent.parent.parent / "docs" / "shacl.md"
BEGIN, END = "<!-- results: python -m tests.shacl.suite -->", "<!-- end of results -->"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
DASH = "http://datashapes.org/dash#"
# What the suites ask to be compared of a result; messages only where the expected results have some.
_COMPARED = frozenset(SH + name for name in (
    "conforms", "result", "focusNode", "resultPath", "value", "resultSeverity", "sourceConstraintComponent",
    "sourceShape", "inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath",
)) | {RDF + "first", RDF + "rest"}  # fmt: skip
_FOLLOWED = _COMPARED - {SH + name for name in ("focusNode", "value", "sourceShape")}


@dataclass(frozen=True)
class Case:
    """A case: its file and name there, its graphs, and the report that it expects; None if it expects a failure."""

    name: str
    subject: str
    group: str
    data: tuple[ox.Quad, ...]
    shapes: tuple[ox.Quad, ...]
    expected: tuple[ox.Quad, ...] | None

    def outcome(self) -> str:
        """Passed, failed, or refused where a report is expected, with the reason."""
        try:
            report = validate(self.data, self.shapes)
        except ShapesError as error:
            return "passed" if self.expected is None else f"refused: {error}"
        if self.expected is None:
            return "failed: a failure is expected"
        return "passed" if _comparable(_written(report)) == _comparable(self.expected) else "failed: another report"


def cases(folder: Path) -> list[Case]:
    """All cases of a folder, by name."""
    found: dict[tuple[str, str], Case] = {}
    for path in sorted(folder.rglob("*.ttl")):
        for case in _cases_of(path, folder):
            found[case.name, case.subject] = case
    return [found[name] for name in sorted(found)]


def _cases_of(path: Path, folder: Path) -> Iterator[Case]:
    """The cases that a file describes."""
    quads = _parse(path)
    place = path.relative_to(folder)
    group = place.parent.as_posix()
    name = place.as_posix().removesuffix(".ttl").removesuffix(".test")
    for quad in quads:
        if quad.predicate != TYPE or quad.object.value not in (SHT + "Validate", DASH + "GraphValidationTestCase"):
            continue
        if quad.object.value == DASH + "GraphValidationTestCase":
            (expected,) = _objects(quads, quad.subject, DASH + "expectedResult")
            yield Case(name, "", group, quads, quads, _report(quads, expected))
            continue
        (action,), (result,) = (_objects(quads, quad.subject, MF + word) for word in ("action", "result"))
        (data,), (shapes,) = (_objects(quads, action, SHT + word) for word in ("dataGraph", "shapesGraph"))
        failure = result == ox.NamedNode(SHT + "Failure")
        subject = str(quad.subject)[1:-1].rpartition("/")[2]
        yield Case(name, subject, group, _at(data), _at(shapes), None if failure else _report(quads, result))


@cache
def _parse(path: Path) -> tuple[ox.Quad, ...]:
    """The quads of a file, with the same blank nodes each time."""
    return tuple(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=path.absolute().as_uri()))


def _at(place: Term) -> tuple[ox.Quad, ...]:
    assert isinstance(place, ox.NamedNode)
    return _parse(Path(place.value.removeprefix("file://")))


def _objects(quads: Iterable[ox.Quad], subject: Term, predicate: str) -> list[Term]:
    return [quad.object for quad in quads if quad.subject == subject and quad.predicate.value == predicate]


def _report(quads: tuple[ox.Quad, ...], root: Term) -> tuple[ox.Quad, ...]:
    """The quads of an expected report, as far as they are compared."""
    found: list[ox.Quad] = []
    nodes = [root]
    for node in nodes:
        for quad in quads:
            if quad.subject == node and quad.predicate.value in _COMPARED | {SH + "resultMessage"}:
                found.append(quad)
                if quad.predicate.value in _FOLLOWED and isinstance(quad.object, ox.BlankNode):
                    nodes.append(quad.object)
    return tuple(found)


def _written(report: Report) -> tuple[ox.Quad, ...]:
    quads = tuple(report.to_quads())
    return _report(quads, quads[0].subject)


def _comparable(quads: Iterable[ox.Quad]) -> ox.Dataset:
    """Quads under canonical names, so that equal reports are equal."""
    dataset = ox.Dataset(quad for quad in quads if quad.predicate.value != SH + "resultMessage")
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def missing_messages(case: Case) -> set[Term]:
    """The messages that a case expects and the validator does not give."""
    expected = {quad.object for quad in case.expected or () if quad.predicate.value == SH + "resultMessage"}
    if not expected:
        return set()
    return expected - {message for result in validate(case.data, case.shapes).results for message in result.messages}


def table(found: Iterable[tuple[Case, str]]) -> str:
    """The results by group, in Markdown."""
    counts: dict[str, Counter[str]] = {}
    for case, outcome in found:
        counts.setdefault(case.group, Counter())[outcome.partition(":")[0]] += 1
    rows = [
        f"| {group} | {count.total()} | {count['passed']} | {count['refused']} | {count['failed']} |"
        for group, count in sorted(counts.items())
    ]
    total = sum(counts.values(), Counter[str]())
    rows.append(f"| all | {total.total()} | {total['passed']} | {total['refused']} | {total['failed']} |")
    return "\n".join(["| cases | number | passed | refused | failed |", "|---|---|---|---|---|", *rows])


def main() -> None:
    """Run all cases, print those that do not pass, and write the table into docs/shacl.md."""
    if not FOLDER:
        sys.exit("TANDEM_SHACL_SUITE is not set; expected the folder that holds the cases")
    found = [(case, case.outcome()) for case in cases(Path(FOLDER))]
    for case, outcome in found:
        if outcome != "passed":
            print(case.name, outcome)
    text = TABLE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    TABLE.write_text(f"{before}{BEGIN}\n{table(found)}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
