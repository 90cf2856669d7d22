"""How the outcome of a check is printed: for people, as JSON and CSV, for GitHub, and as the standard's report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

import pyoxigraph as ox

from kgtools import namespaces, shacl
from kgtools.checks.anchors import anchors_line, lacking_line
from kgtools.checks.check import Report
from kgtools.checks.locate import severity
from kgtools.errors import SEVERITIES, Finding
from kgtools.shacl.report import Result
from kgtools.shacl.shapes.model import Shapes

FORMATS = ("text", "json", "csv", "github", "turtle")
_COLUMNS = ("file", "line", "severity", "check", "message", "actual", "expected", "hint")


def render(report: Report, output_format: str, accepted: bool) -> str:
    """A report in one of the FORMATS; with `accepted` the accepted warnings are shown too."""
    if output_format == "json":
        return _json(report, accepted)
    if output_format == "csv":
        return _csv([*report.findings, *(report.accepted if accepted else ())])
    if output_format == "github":
        return "".join(f"{_annotation(finding)}\n" for finding in report.findings)
    if output_format == "turtle":
        # Results have IRIs instead of blank nodes, so that they can be talked about.
        return shacl.Report(tuple(sorted(report.results, key=Result.order))).to_turtle("urn:tandem:")
    return "".join(f"{line}\n" for line in _text(report, accepted))


def _text(report: Report, accepted: bool) -> Iterator[str]:
    for number, (_, group) in enumerate(groupby(report.findings, key=lambda finding: finding.file)):
        if number:
            yield ""
        yield from (f"{finding.severity}: {finding}" for finding in group)
    if accepted and report.accepted:
        yield from (f"accepted {finding.severity}: {finding}" for finding in report.accepted)
    yield from (anchors_line(article, verdicts) for article, verdicts in report.anchors.items())
    yield from filter(None, [lacking_line(report.anchors.values())])
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


def listing(shapes: Shapes) -> str:
    """Every shape and rule: name, severity, what it asks for in one sentence, and its file."""
    return "".join(
        f"{name}  {severity(shape.severity)}  {shape.comment}  ({shape.source})\n"
        for shape in shapes.named
        if isinstance(shape.node, ox.NamedNode)
        for name in [namespaces.shorten(shape.node.value).replace("shape/", "shape:", 1)]
    )
