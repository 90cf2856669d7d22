"""SHACL for any RDF data: shapes evaluated set by set instead of node by node, on pyoxigraph alone.

    from kgtools.shacl import validate

    report = validate("data.ttl", "shapes.ttl")
    print(report.conforms)
    for result in report.results:
        print(result.focus_node, result.path, result.value, *result.messages)
    print(report.to_turtle())  # the validation report of the standard

It covers SHACL Core and SHACL-SPARQL (https://www.w3.org/TR/shacl/), and targets in SPARQL. What is
ill-formed, or cannot be evaluated, it refuses by name: `ShapesError` names all of it at once.
`incremental` keeps results up to date as data change; `pyshacl_reference` has pySHACL evaluate the
same shapes. docs/shacl.md says how it does in the test suites of others.

The package imports nothing else of `kgtools` but the tokenizer of SPARQL, `kgtools.sparql.tokens`.
"""

from __future__ import annotations

from kgtools.shacl.report import Report, Result
from kgtools.shacl.shapes.model import Refusal, ShapesError
from kgtools.shacl.sources import read
from kgtools.shacl.validator import validate

__all__ = ["Refusal", "Report", "Result", "ShapesError", "read", "validate"]
