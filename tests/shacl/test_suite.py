"""The cases of W3C and DASH, where a folder holds them; see tests/shacl/suite.py."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools.shacl.vocabulary import SH
from tests.shacl import suite
from tests.shacl.shapes_data import EX

# Cases of DASH that are beyond SHACL-SPARQL, or whose queries use prefixes that no sh:prefixes declares.
BEYOND = (
    "expression/booleans-001",
    "function/callSPARQLFunction",
    "dash/sparql/node/prefixes-001",
    "target/sparqlTargetType-001",
)


@pytest.mark.skipif(not suite.FOLDER, reason="TANDEM_SHACL_SUITE names no folder with the suites")
def test_every_case_of_the_suites_passes() -> None:
    found = {case.name: case for case in suite.cases(Path(suite.FOLDER))}
    assert len(found) > 100
    outcomes = {name: case.outcome() for name, case in found.items()}
    wrong = {name: outcome for name, outcome in outcomes.items() if outcome != "passed"}
    assert {name for name in wrong if not name.endswith(BEYOND)} == set()
    assert all(outcome.startswith("refused") for outcome in wrong.values())
    assert {name for name in found.keys() - wrong.keys() if suite.missing_messages(found[name])} == set()


def test_a_case_is_read_and_judged(tmp_path: Path) -> None:
    """The reader of the suites itself, by a manifest of its own: one case passes, one fails, one is refused."""
    (tmp_path / "data.ttl").write_text(f"<{EX}a> <{EX}p> 1 .", encoding="utf-8")
    cases = []
    for name, shape, result in (
        ("right", "sh:datatype xsd:string", "sh:DatatypeConstraintComponent"),
        ("wrong", "sh:datatype xsd:string", "sh:ClassConstraintComponent"),
        ("odd", "sh:datatyp xsd:string", "sh:DatatypeConstraintComponent"),
    ):
        cases.append(
            f"""<{name}> a sht:Validate ; mf:action [ sht:dataGraph <data.ttl> ; sht:shapesGraph <{name}.ttl> ] ;
            mf:result [ sh:conforms false ; sh:result [ sh:focusNode ex:a ; sh:sourceShape ex:S ; sh:value 1 ;
                sh:resultPath [ sh:inversePath [ sh:inversePath ex:p ] ] ; sh:resultSeverity sh:Violation ;
                sh:resultMessage "no" ; sh:sourceConstraintComponent {result} ] ] ."""
        )
        path = "[ sh:inversePath [ sh:inversePath ex:p ] ]"
        shapes = f"ex:S sh:targetNode ex:a ; sh:path {path} ; {shape} ; sh:message 'yes' ."
        (tmp_path / f"{name}.ttl").write_text(_HEAD + shapes, encoding="utf-8")
    (tmp_path / "manifest.ttl").write_text(_HEAD + "\n".join(cases), encoding="utf-8")
    found = suite.cases(tmp_path)
    outcomes = [(case.subject, case.outcome().partition(":")[0]) for case in found]
    assert outcomes == [("odd", "refused"), ("right", "passed"), ("wrong", "failed")]
    assert suite.missing_messages(found[1]) == {ox.Literal("no")}
    rows = suite.table((case, case.outcome()) for case in found).splitlines()
    assert rows[-1] == "| all | 3 | 1 | 1 | 1 |"


_HEAD = f"""@prefix sh: <{SH}> . @prefix ex: <{EX}> . @prefix mf: <{suite.MF}> . @prefix sht: <{suite.SHT}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
