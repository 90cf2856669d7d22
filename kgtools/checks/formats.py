"""How the outcome of a check is printed: for people, as JSON and CSV, for GitHub, and as the standard's report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.checks.anchors import anchors_line
from kgtools.checks.check import Report
from kgtools.checks.locate import filled
from kgtools.errors import SEVERITIES, Finding
from kgtools.shacl.property_paths import Route
from kgtools.shacl.shapes import SH, Shapes
from kgtools.shacl.validator import Result

FORMATS = ("text", "json", "csv", "github", "turtle")
_COLUMNS = ("file", "line", "severity", "check", "message", "actual", "expected", "hint")


def render(report: Report, format_: str, accepted: bool) -> str:
    """A report in one of the FORMATS; with `accepted` the accepted warnings are shown too."""
    if format_ == "json":
        return _json(report, accepted)
    if format_ == "csv":
        return _csv([*report.findings, *(report.accepted if accepted else ())])
    if format_ == "github":
        return "".join(f"{_annotation(finding)}\n" for finding in report.findings)
    if format_ == "turtle":
        return "".join(_turtle(report))
    return "".join(f"{line}\n" for line in _text(report, accepted))


def _text(report: Report, accepted: bool) -> Iterator[str]:
    for number, (_, group) in enumerate(groupby(report.findings, key=lambda finding: finding.file)):
        if number:
            yield ""
        yield from (f"{finding.severity}: {finding}" for finding in group)
    if accepted and report.accepted:
        yield from (f"accepted {finding.severity}: {finding}" for finding in report.accepted)
    yield from (anchors_line(article, verdicts) for article, verdicts in report.anchors.items())
    yield count_line(report)


def count_line(report: Report) -> str:
    """How many findings there are, by severity, in how many files, and how many warnings are accepted."""
    counts = Counter(finding.severity for finding in report.findings)
    line = _number(len(report.findings), "finding")
    if report.findings:
        parts = ", ".join(
            f"{counts[name]} {name}" if name == "information" else _number(counts[name], name)
            for name in SEVERITIES
            if counts[name]
        )
        line += f" in {_number(len({finding.file for finding in report.findings}), 'file')}: {parts}"
    return line + (f"; {_number(len(report.accepted), 'accepted warning')}" if report.accepted else "")


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _json(report: Report, accepted: bool) -> str:
    import dataclasses
    import json

    document: dict[str, object] = {
        "findings": [dataclasses.asdict(finding) for finding in report.findings],
        "anchors": {article: dict(count) for article, count in report.anchors.items()},
        "accepted": len(report.accepted),
    }
    if accepted:
        document["accepted"] = [dataclasses.asdict(finding) for finding in report.accepted]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _csv(found: list[Finding]) -> str:
    import csv
    import io

    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([getattr(finding, column) for column in _COLUMNS] for finding in found)
    return output.getvalue()


def _annotation(finding: Finding) -> str:
    """A workflow command of GitHub Actions, which marks the line in a pull request."""
    command = {"violation": "error", "warning": "warning", "information": "notice"}[finding.severity]
    text = str(finding).split(": ", 1)[1].replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    file, title = (
        part.replace("%", "%25").replace(":", "%3A").replace(",", "%2C") for part in (finding.file, finding.check)
    )
    line = f",line={finding.line}" if finding.line else ""
    return f"::{command} file={file}{line},title={title}::{text}"


def _turtle(report: Report) -> Iterator[str]:
    """The validation report of the standard (https://www.w3.org/TR/shacl/#validation-report).

    Results have IRIs instead of blank nodes and stand in a fixed order, so that the same graph
    gives the same bytes.
    """
    results = report.results
    yield f"@prefix sh: <{SH}> .\n\n"
    every = [f"<urn:tandem:result:{number}>" for number in range(1, len(results) + 1)]
    links = f" ;\n    sh:result {', '.join(every)}" if every else ""
    yield f"<urn:tandem:report> a sh:ValidationReport ;\n    sh:conforms {'false' if results else 'true'}{links} .\n"
    for name, result in zip(every, results, strict=True):
        lines = [
            f"sh:focusNode {result.focus}",
            *([f"sh:resultPath {_path(result, report.shapes)}"] if result.path else ()),
            *([f"sh:value {result.value}"] if result.value is not None else ()),
            f"sh:sourceConstraintComponent <{result.component}>",
            f"sh:sourceShape {_source(result)}",
            f"sh:resultSeverity <{result.severity}>",
            *(f"sh:resultMessage {ox.Literal(filled(message, result))}" for message in result.messages),
        ]
        yield f"\n{name} a sh:ValidationResult ;\n    " + " ;\n    ".join(lines) + " .\n"


def _source(result: Result) -> str:
    """The source shape; one without a name is called after the named shape it stands in."""
    if isinstance(result.shape, ox.NamedNode):
        return str(result.shape)
    return f"<urn:tandem:shape-within:{result.name}>"


def _path(result: Result, shapes: Shapes | None) -> str:
    shape = shapes.by_node.get(result.shape) if shapes else None
    if shape is not None and shape.path is not None and str(shape.path) == result.path:
        return _route(shape.path)
    return f"<{result.path}>"


def _route(route: Route) -> str:
    """A path in the RDF notation of the standard."""
    if route.predicate is not None:
        return str(route.predicate)
    parts = " ".join(map(_route, route.parts))
    if route.kind == "sequence":
        return f"( {parts} )"
    return f"[ sh:{route.kind}Path {f'( {parts} )' if route.kind == 'alternative' else parts} ]"


def listing(shapes: Shapes) -> str:
    """Every shape and rule: name, severity, what it asks for in one sentence, and its file."""
    return "".join(
        f"{name}  {kind}  {shape.comment}  ({shape.file})\n"
        for shape in shapes.named
        if isinstance(shape.node, ox.NamedNode)
        for name in [namespaces.shorten(shape.node.value).replace("shape/", "shape:", 1)]
        for kind in [{"Violation": "violation", "Warning": "warning"}.get(shape.severity[len(SH) :], "information")]
    )
