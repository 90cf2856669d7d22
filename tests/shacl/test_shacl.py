"""kgtools.shacl by itself: its interface, the corners of the standard, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools.shacl import Refusal, Report, ShapesError, read, validate
from kgtools.shacl.vocabulary import SH, XSD
from tests.shacl.shapes_data import EX, PREFIXES, SOURCE, agree, parse, results_of, shapes_of

DATA = "@prefix ex: <https://example.org/> . ex:ada a ex:Person ; ex:age -1 . ex:bo a ex:Person ; ex:age 7 ."
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
ex:Person a sh:NodeShape ; sh:targetClass ex:Person ; sh:severity ex:Grave ; sh:property [
    sh:path ex:age ; sh:minInclusive 0 ; sh:message "not {?value}"@en, "не {?value}"@ru ] ;
  sh:sparql [ sh:message "{$this} has no {?what}"@en ; sh:select '''SELECT $this ?what
    WHERE { $this <https://example.org/age> ?age BIND("name" AS ?what) FILTER(?age > 5) }''' ] ."""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "data.ttl").write_text(DATA, encoding="utf-8")
    (tmp_path / "shapes.ttl").write_text(SHAPES, encoding="utf-8")
    return tmp_path / "data.ttl", tmp_path / "shapes.ttl"


# -- the interface --------------------------------------------------------------------------------------


def test_two_files_are_validated_and_nothing_else_of_the_package_is_loaded(files: tuple[Path, Path]) -> None:
    script = f"""
import sys
from kgtools.shacl import validate
report = validate({str(files[0])!r}, {str(files[1])!r})
print(report.conforms, *(result.focus_node for result in report.results))
print(*sorted(name for name in sys.modules if name.startswith("kgtools.") and not name.startswith("kgtools.shacl")))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "False <https://example.org/ada> <https://example.org/bo>",
        "kgtools.sparql kgtools.sparql.tokens",
    ]


def test_results_are_reported_in_the_terms_of_the_standard(files: tuple[Path, Path]) -> None:
    (age, name) = validate(*files).results
    assert (age.focus_node, age.value, str(age.path)) == (ox.NamedNode(EX + "ada"), ox.Literal(-1), EX + "age")
    assert age.source_constraint_component == ox.NamedNode(SH + "MinInclusiveConstraintComponent")
    assert (age.severity, age.shape_name, age.source_constraint) == (ox.NamedNode(SH + "Violation"), "Person", None)
    assert age.messages == (ox.Literal("not -1", language="en"), ox.Literal("не -1", language="ru"))
    assert (name.source_shape, name.severity) == (ox.NamedNode(EX + "Person"), ox.NamedNode(EX + "Grave"))
    assert name.messages == (ox.Literal(EX + "bo has no name", language="en"),)
    assert isinstance(name.source_constraint, ox.BlankNode)
    assert name.path is None


def test_data_may_be_triples_and_named_graphs_are_left_out(files: tuple[Path, Path]) -> None:
    triples = [quad.triple for quad in read(files[0])]
    assert validate(triples, files[1]).to_quads() == validate(*files).to_quads()
    assert len(validate(triples, files[1]).results) == 2
    elsewhere = [ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(EX)) for triple in triples]
    assert validate(elsewhere, files[1]).conforms


def test_what_conforms_gives_an_empty_report(files: tuple[Path, Path]) -> None:
    report = validate([ox.Triple(ox.NamedNode(EX + "ada"), ox.NamedNode(EX + "age"), ox.Literal(3))], files[1])
    assert report == Report(())
    assert [str(quad.object) for quad in report.to_quads()] == [
        f"<{SH}ValidationReport>",
        f'"true"^^<{XSD}boolean>',
    ]


def test_the_report_is_the_same_at_every_reading(files: tuple[Path, Path]) -> None:
    written = validate(*files).to_turtle()
    assert written == validate(*files).to_turtle()
    quads = list(ox.parse(input=written, format=ox.RdfFormat.TURTLE))
    said = {(quad.predicate.value.removeprefix(SH), str(quad.object)) for quad in quads}
    assert ("sourceConstraint", "_:shacl-constraint1") in said
    assert ("sourceShape", "_:shacl-shape1") in said
    assert ("resultMessage", '"не -1"@ru') in said
    assert ("resultSeverity", "<https://example.org/Grave>") in said
    assert ("conforms", f'"false"^^<{XSD}boolean>') in said


def test_a_report_may_name_its_results_by_iris(files: tuple[Path, Path]) -> None:
    quads = validate(*files).to_quads("urn:check:")
    assert not any("_:" in str(quad) for quad in quads)
    said = {(quad.predicate.value.removeprefix(SH), str(quad.object)) for quad in quads}
    assert {("result", "<urn:check:result:2>"), ("sourceShape", "<urn:check:shape-within:Person>")} <= said


def test_a_path_of_several_steps_is_read_back_as_it_was() -> None:
    path = "( [ sh:inversePath ex:p ] [ sh:alternativePath ( ex:q [ sh:zeroOrMorePath ex:r ] ) ] )"
    report = validate([], parse(f"ex:S sh:targetNode ex:a ; sh:path {path} ; sh:minCount 1 ."))
    written = list(ox.parse(input=report.to_turtle("urn:check:"), format=ox.RdfFormat.TURTLE))
    (node,) = [quad.object for quad in written if quad.predicate.value == SH + "resultPath"]
    shape = [*parse("ex:T sh:targetNode ex:a ; sh:minCount 1 ."),
             ox.Quad(ox.NamedNode(EX + "T"), ox.NamedNode(SH + "path"), node)]  # fmt: skip
    (result,) = validate([], [*written, *shape]).results
    assert result.path == report.results[0].path
    assert str(result.path) == f"(^<{EX}p>)/(<{EX}q>|(<{EX}r>*))"


def test_a_file_that_is_no_rdf_is_reported_in_words(files: tuple[Path, Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<urn:a> <urn:b> .", encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.ttl: .*at line 1 column"):
        validate(broken, files[1])
    with pytest.raises(ValueError, match=r"data\.xyz: unknown extension; expected \.ttl"):
        validate(tmp_path / "data.xyz", files[1])
    with pytest.raises(FileNotFoundError, match=r"none\.ttl"):
        validate(tmp_path / "none.ttl", files[1])


def test_everything_that_cannot_be_evaluated_is_reported_at_once(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        PREFIXES + """ex:A sh:targetClass ex:C ; sh:minCout 1 ; sh:property [ sh:path ex:p ; sh:nodeKind ex:Odd ] .
        ex:B sh:targetClass ex:C ; sh:node ex:Missing, ex:A ; sh:js [ sh:jsFunctionName "f" ] .
        ex:N sh:maxCounts 1 ."""
    )  # fmt: skip
    with pytest.raises(ShapesError) as refused:
        validate([], shapes)
    assert refused.value.refusals == (
        Refusal(str(shapes), "A", "sh:minCout", "sh:minCount"),
        Refusal(str(shapes), "A", "sh:nodeKind https://example.org/Odd"),
        Refusal(str(shapes), "B", "sh:js"),
        Refusal(str(shapes), "B", "the shape <https://example.org/Missing>, which is not defined", "a shape"),
        Refusal(str(shapes), "N", "sh:maxCounts on something that is no shape", "sh:maxCount"),
    )
    assert str(refused.value).splitlines()[0] == f"{shapes}: shape A: cannot evaluate sh:minCout; expected sh:minCount"


# -- corners of the standard ----------------------------------------------------------------------------


def found_in(shape: str, data: str, both: bool = True) -> list[tuple[str, str]]:
    """Component and value of what a property shape on ex:a finds."""
    shapes = shapes_of(f"ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; {shape} .")
    quads = set(parse(data))
    if both:
        agree(shapes, quads)
    return sorted(
        (
            result.source_constraint_component.value.removeprefix(SH).removesuffix("ConstraintComponent"),
            "" if result.value is None else str(getattr(result.value, "value", result.value)),
        )
        for result in results_of(shapes, quads)
    )


@pytest.mark.parametrize(
    ("shape", "data", "expected"),
    [
        ("sh:datatype xsd:integer", 'ex:a ex:p "x"^^xsd:integer, "1"^^xsd:integer, "1.0"^^xsd:decimal',
         [("Datatype", "1.0"), ("Datatype", "x")]),
        ("sh:datatype xsd:date", 'ex:a ex:p "2021-02-30"^^xsd:date, "2021-02-28"^^xsd:date',
         [("Datatype", "2021-02-30")]),
        ("sh:datatype xsd:string", 'ex:a ex:p "x", "y"@en, ex:b', [("Datatype", EX + "b"), ("Datatype", "y")]),
        ("sh:datatype rdf:langString", 'ex:a ex:p "x", "y"@en', [("Datatype", "x")]),
        ("sh:uniqueLang true", 'ex:a ex:p "a"@en, "b"@EN, "c"@en, "d"@ru, "e"@ru, "f"@kk',
         [("UniqueLang", ""), ("UniqueLang", "")]),
        ("sh:minCount 2", "ex:a ex:p ex:b, ex:b", [("MinCount", "")]),
        ("sh:maxCount 0", "ex:a ex:p ex:b", [("MaxCount", "")]),
        ("sh:class ex:High", 'ex:Low rdfs:subClassOf ex:High . ex:b a ex:Low . ex:a ex:p ex:b, "b"', [("Class", "b")]),
        ('sh:pattern "b"', 'ex:a ex:p "abc", "B"', [("Pattern", "B")]),
        ('sh:pattern "^b$" ; sh:flags "im"', 'ex:a ex:p "a\\nB", "ab"', [("Pattern", "ab")]),
        ('sh:languageIn ( "en" )', 'ex:a ex:p "x"@en-GB, "y"@ru, "z", ex:b',
         [("LanguageIn", EX + "b"), ("LanguageIn", "y"), ("LanguageIn", "z")]),
        ("sh:minInclusive 2", 'ex:a ex:p 1, 2.0, "3"', [("MinInclusive", "1"), ("MinInclusive", "3")]),
        ("sh:maxExclusive 2", "ex:a ex:p 2, 1.5, ex:b", [("MaxExclusive", "2"), ("MaxExclusive", EX + "b")]),
        ("sh:hasValue 1", 'ex:a ex:p "1", "01"^^xsd:integer', [("HasValue", "")]),
        ("sh:in ( 1 )", 'ex:a ex:p 1, "01"^^xsd:integer', [("In", "01")]),
        ("sh:lessThan ex:q", "ex:a ex:p 1, 2 ; ex:q 2, 3", [("LessThan", "2")]),
        ("sh:datatype xsd:byte", 'ex:a ex:p "127"^^xsd:byte, "128"^^xsd:byte, 1',
         [("Datatype", "1"), ("Datatype", "128")]),
        ("sh:datatype xsd:unsignedInt", 'ex:a ex:p "4294967295"^^xsd:unsignedInt, "-1"^^xsd:unsignedInt',
         [("Datatype", "-1")]),
        ("sh:datatype ex:own", 'ex:a ex:p "x"^^ex:own, "x"', [("Datatype", "x")]),
        ("sh:datatype xsd:time", 'ex:a ex:p "23:59:59"^^xsd:time, "25:00:00"^^xsd:time', [("Datatype", "25:00:00")]),
        ("sh:minCount 1 ; sh:severity ex:Grave", "ex:b ex:p ex:a", [("MinCount", "")]),
    ],
)  # fmt: skip
def test_corners_of_the_standard(shape: str, data: str, expected: list[tuple[str, str]]) -> None:
    assert found_in(shape, data + " .") == expected


@pytest.mark.parametrize(
    ("shape", "data", "expected"),
    [
        # As the standard says (4.5.3); pySHACL orders values of different types, or fails.
        ("sh:lessThan ex:q", 'ex:a ex:p 1 ; ex:q "x", "2021-01-01"^^xsd:date, ex:b', ["1", "1", "1"]),
        ("sh:minInclusive 'a'", "ex:a ex:p 'b', 'b'@en", ["b"]),
        # Years before the first and after the ten thousandth, midnight as 24 o'clock, zones there are.
        ("sh:datatype xsd:date", 'ex:a ex:p "-0044-03-15"^^xsd:date, "12020-01-01"^^xsd:date,'
         ' "02020-01-01"^^xsd:date, "2020-01-01+99:99"^^xsd:date, "2020-01-01-14:00"^^xsd:date,'
         ' "-0001-02-29"^^xsd:date, "-0004-02-29"^^xsd:date',
         ["-0001-02-29", "02020-01-01", "2020-01-01+99:99"]),
        ("sh:datatype xsd:dateTime", 'ex:a ex:p "2020-01-01T24:00:00"^^xsd:dateTime,'
         ' "2020-01-01T24:00:01"^^xsd:dateTime, "2020-02-30T00:00:00Z"^^xsd:dateTime',
         ["2020-01-01T24:00:01", "2020-02-30T00:00:00Z"]),
        ("sh:datatype xsd:gYear", 'ex:a ex:p "2020"^^xsd:gYear, "20"^^xsd:gYear', ["20"]),
        # The regular expressions of XPath: a dot is no carriage return, the dollar is the very end.
        ("sh:pattern 'a.b'", r"ex:a ex:p 'a-b', 'a\rb'", ["a\rb"]),
        ("sh:pattern '^ab$'", r"ex:a ex:p 'ab', 'ab\n'", ["ab\n"]),
        ("sh:pattern '[.$]$'", "ex:a ex:p 'a.', 'a$', 'a'", ["a"]),
        # Only true is true (https://github.com/w3c/data-shapes, uniqueLang-002).
        ('sh:uniqueLang "1"^^xsd:boolean', "ex:a ex:p 'a'@en, 'b'@en", []),
        ("sh:uniqueLang true", "ex:a ex:p 'a'@en, 'b'@en", [""]),
        ("sh:uniqueLang false", "ex:a ex:p 'a'@en, 'b'@en", []),
        ("sh:datatype xsd:long", 'ex:a ex:p "9223372036854775808"^^xsd:long, "-9223372036854775808"^^xsd:long',
         ["9223372036854775808"]),
        # Numbers of any length are read.
        ("sh:maxExclusive 9", f"ex:a ex:p {'1' * 5000}", ["1" * 5000]),
        ("sh:datatype xsd:short", f'ex:a ex:p "{"1" * 5000}"^^xsd:short', ["1" * 5000]),
    ],
)  # fmt: skip
def test_corners_where_pyshacl_errs_or_fails(shape: str, data: str, expected: list[str]) -> None:
    assert [value for _, value in found_in(shape, data + " .", both=False)] == expected


def test_a_class_below_rdfs_class_makes_a_shape_target_its_instances() -> None:
    shapes = """ex:Meta rdfs:subClassOf rdfs:Class . ex:C a ex:Meta, sh:NodeShape ; sh:nodeKind sh:Literal .
        ex:D a ex:Other, sh:NodeShape ; sh:nodeKind sh:Literal ."""
    found = results_of(shapes_of(shapes), parse("ex:a a ex:C . ex:b a ex:D ."))
    assert [result.focus_node for result in found] == [ox.NamedNode(EX + "a")]


@pytest.mark.parametrize(
    "beside",
    [
        "ex:group a sh:PropertyGroup ; sh:order 1 .",
        "ex:data sh:shapesGraph ex:shapes ; sh:suggestedShapesGraph ex:shapes .",
        "[] a sh:ValidationReport ; sh:conforms false ; sh:result [ sh:focusNode ex:a ; sh:resultMessage 'x' ] .",
    ],
)
def test_what_stands_beside_the_shapes_is_let_be(beside: str) -> None:
    agree(shapes_of("ex:S sh:targetNode ex:a ; sh:nodeKind sh:Literal ; sh:group ex:group ." + beside), parse(""))


# -- what is refused ------------------------------------------------------------------------------------

CONSTRAINT = "ex:S sh:targetClass ex:C ; sh:sparql [ sh:prefixes ex:prefixes ; sh:select '@' ] ."


@pytest.mark.parametrize(
    ("turtle", "named"),
    [
        ("ex:S sh:targetClass ex:C ; sh:minCout 1 .", "sh:minCout"),
        ("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:js [] .", "sh:js"),
        ("ex:S a sh:NodeShape ; sh:target [ sh:select 'x' ] .", "no SELECT"),
        ("ex:S sh:targetClass ex:C ; sh:minCount 1 .", "sh:minCount without a path"),
        ("ex:S sh:targetClass ex:C ; sh:nodeKind ex:Odd .", "sh:nodeKind"),
        ("ex:S sh:targetClass ex:C ; sh:datatype xsd:intger .", "sh:datatype"),
        ("ex:S sh:targetClass ex:C ; sh:pattern '(?=x)' .", "sh:pattern"),
        ("ex:S sh:targetClass ex:C ; sh:pattern 'x' ; sh:flags 'z' .", "flag z"),
        ("ex:S sh:targetClass ex:C ; sh:node ex:Missing .", "Missing"),
        ("ex:S sh:targetClass ex:C ; sh:node ex:S .", "refers to itself"),
        ("ex:S sh:targetClass ex:C ; sh:path [ ex:odd ex:p ] ; sh:minCount 1 .", "a path"),
        ("ex:S sh:targetClass ex:C ; sh:in 1 .", "a list that is broken"),
        ("ex:S sh:targetClass ex:C ; sh:severity 'bad' ; sh:nodeKind sh:IRI .", "severity"),
        ("ex:S sh:targetClass ex:C ; sh:path _:p ; sh:minCount 1 . _:p sh:inversePath _:p .", "contains itself"),
        ("ex:S sh:targetClass ex:C ; sh:path ex:p ; sh:uniqueLang 'yes' .", "sh:uniqueLang"),
        ("ex:N sh:maxCounts 1 .", "sh:maxCounts"),
        (CONSTRAINT.replace("@", "SELECT $this WHERE { $this ex:p ?x MINUS { $this ex:q ?x } }"), "MINUS"),
        (CONSTRAINT.replace("@", "SELECT $this WHERE { VALUES ?x { 1 } $this ex:p ?x }"), "VALUES"),
        (CONSTRAINT.replace("@", "SELECT $this WHERE { GRAPH ?g { $this ex:p ?x } }"), "GRAPH"),
        (CONSTRAINT.replace("@", "SELECT $this WHERE { GRAPH ex:g { $this ex:p ?x } }"), "GRAPH"),
        (CONSTRAINT.replace("@", "SELECT ?x WHERE { $this ex:p ?x }"), "does not select $this"),
        (
            CONSTRAINT.replace("@", "SELECT $this WHERE { { SELECT ?x WHERE { $this ex:p ?x } } }"),
            "does not select $this",
        ),
        (CONSTRAINT.replace("@", "SELECT $this (COUNT(?x) AS ?n) WHERE { $this ex:p ?x }"), "GROUP BY $this"),
        (CONSTRAINT.replace("@", "SELECT $this WHERE { ?x ex:p ?y BIND(?x AS $this) }"), "a value of its own"),
        (CONSTRAINT.replace("@", "SELECT $this WHERE { $this ex:p }"), "cannot be parsed"),
    ],
)
def test_what_the_engine_does_not_know_is_refused_by_name(turtle: str, named: str) -> None:
    with pytest.raises(ShapesError) as refused:
        shapes_of(turtle)
    (refusal,) = refused.value.refusals
    assert refusal.source == SOURCE
    assert refusal.shape in ("S", "N")
    assert named in refusal.construct


@pytest.mark.parametrize(
    ("select", "refused"),
    [
        ("SELECT $this (COUNT(?x) AS ?n) WHERE { $this ex:p|ex:q ?x } GROUP BY $this", "COUNT"),
        ("SELECT $this (SUM(?x) AS ?n) WHERE { $this (ex:p|^ex:q)/ex:r ?x } GROUP BY $this", "SUM"),
        ("SELECT $this WHERE { $this ex:p|ex:q ?x } GROUP BY $this HAVING (AVG(?x) > 1)", "AVG"),
        ("SELECT $this (COUNT(*) AS ?n) WHERE { { SELECT $this ?x WHERE { $this ex:p|ex:q ?x } } } GROUP BY $this",
         "COUNT"),
        ("SELECT $this (COUNT(DISTINCT ?x) AS ?n) (MAX(?x) AS ?m) WHERE { $this ex:p|ex:q ?x } GROUP BY $this", ""),
        ("SELECT $this (COUNT(?x) AS ?n) WHERE { $this ex:p ?x FILTER(?x = 1 || ?x = 2) } GROUP BY $this", ""),
        ("SELECT $this WHERE { $this ex:p|ex:q ?x }", ""),
    ],
)  # fmt: skip
def test_counting_over_a_path_alternative_is_refused(select: str, refused: str) -> None:
    """Oxigraph gives each end of p|q once where the standard, and pySHACL, give it for p and for q."""
    turtle = CONSTRAINT.replace("@", select)
    if refused:
        with pytest.raises(ShapesError, match=rf"{refused} over a path alternative .*; expected {refused}\(DISTINCT"):
            shapes_of(turtle)
    else:
        agree(shapes_of(turtle), parse("ex:a a ex:C ; ex:p 1, 2 ; ex:q 1, 3 ."))
