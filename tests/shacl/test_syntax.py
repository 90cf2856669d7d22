"""What the syntax rules of SHACL make ill-formed, and what is nearly a term of SHACL, is named."""

from __future__ import annotations

import pytest

from kgtools.shacl import ShapesError, validate
from kgtools.shacl.vocabulary import SH
from tests.shacl.shapes_data import parse, shapes_of

SHAPE = "ex:S sh:targetClass ex:C ; sh:path ex:p ; "
NODE = "ex:S sh:targetClass ex:C ; "


@pytest.mark.parametrize(
    ("turtle", "found", "expected"),
    [
        (SHAPE + "sh:minCount 1, 2", "sh:minCount given 2 times", "one value"),
        (SHAPE + "sh:minCount 1.0", 'sh:minCount "1.0"', "a whole number"),
        (SHAPE + 'sh:maxLength "1"', 'sh:maxLength "1"', "a whole number"),
        (SHAPE + "sh:minCount -1", 'sh:minCount "-1"', "a whole number"),
        (SHAPE + "sh:in ( 1 ), ( 2 )", "sh:in given 2 times", "one value"),
        (SHAPE + "sh:in ex:a", "a list that is broken", "( … )"),
        (SHAPE + 'sh:datatype "text"', 'sh:datatype "text"', "an IRI"),
        (SHAPE + "sh:datatype xsd:string, xsd:date", "sh:datatype given 2 times", "one value"),
        (SHAPE + "sh:minInclusive ex:a", "sh:minInclusive <https://example.org/a>", "a literal"),
        (SHAPE + 'sh:pattern "a"@en', 'sh:pattern "a"@en', "a text without a language"),
        (SHAPE + 'sh:pattern "a" ; sh:flags "i", "s"', "sh:flags given 2 times", "one value"),
        (SHAPE + 'sh:languageIn ( "en"@en )', 'sh:languageIn with "en"@en', "texts without a language"),
        (SHAPE + "sh:uniqueLang 1", "sh:uniqueLang", "true or false"),
        (SHAPE + 'sh:deactivated "1"^^xsd:boolean', "sh:deactivated", "true or false"),
        (SHAPE + "sh:message 1", "sh:message", "a text"),
        (SHAPE + "sh:severity sh:Warning, sh:Info", "sh:severity given 2 times", "one value"),
        (SHAPE + "sh:equals 'p'", "sh:equals", "an IRI"),
        (SHAPE + "sh:path ex:q", "sh:path given 2 times", "one value"),
        (SHAPE + "a sh:NodeShape", "a sh:NodeShape with a sh:path", "sh:PropertyShape"),
        (
            SHAPE + "sh:qualifiedValueShape [], [] ; sh:qualifiedMinCount 1",
            "sh:qualifiedValueShape given 2",
            "one value",
        ),
        (NODE + "a sh:PropertyShape", "a sh:PropertyShape without a sh:path", "a path"),
        (NODE + "sh:closed true ; sh:ignoredProperties ( 'p' )", "sh:ignoredProperties with", "IRIs"),
        (NODE + "sh:uniqueLang true", "sh:uniqueLang without a path", ""),
        (NODE + "sh:and ( 1 )", "sh:and with", "shapes"),
        (NODE + "sh:targetNode []", "sh:targetNode a blank node", "an IRI or a literal"),
        (NODE + "sh:targetSubjectsOf 'p'", "sh:targetSubjectsOf", "an IRI"),
        (NODE + "sh:path ( ex:p )", "a path of 1 parts", "two or more"),
        (NODE + "sh:path [ sh:alternativePath () ]", "a path of 0 parts", "two or more"),
        (NODE + "sh:path [ sh:inversePath ex:p ; sh:zeroOrOnePath ex:q ]", "a path with 2 meanings", "one of them"),
        ("[] a rdfs:Class, sh:NodeShape ; sh:nodeKind sh:IRI", "a shape that is a class without an IRI", "an IRI"),
        # Nearly SHACL's.
        (SHAPE + "sh:minCoutn 1", "sh:minCoutn", "sh:minCount"),
        (NODE + "sh:proprety []", "sh:proprety", "sh:property"),
        (NODE + "sh:severity sh:Warnig", "sh:Warnig", "sh:Warning"),
        ("ex:S a sh:NodeShap", "sh:NodeShap", "sh:NodeShape"),
        ("ex:S <http://www.w3.org/ns/shacl/targetClass> ex:C", "the term <http://www.w3.org/ns/shacl/targetClass>", SH),
        ("ex:S <https://www.w3.org/ns/shacl#targetClass> ex:C", "the term <https", SH),
        ("ex:S a <http://www.w3.org/ns/shacl#/NodeShape>", "sh:/NodeShape", "sh:NodeShape"),
        # SHACL's own, which nobody reads.
        ("ex:rules sh:entailment <http://www.w3.org/ns/entailment/RDFS>", "sh:entailment", ""),
        ("ex:S sh:targetClass ex:C ; sh:rule []", "sh:rule", ""),
    ],
)
def test_what_is_ill_formed_is_named(turtle: str, found: str, expected: str) -> None:
    with pytest.raises(ShapesError) as refused:
        validate([], parse(turtle + " ."))
    (refusal,) = refused.value.refusals
    assert refusal.construct.startswith(found)
    assert refusal.expected.endswith(expected)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "turtle",
    [
        SHAPE + "sh:minCount 1 ; sh:minCount 1",
        SHAPE + "sh:in () ; sh:deactivated false ; sh:message 'a'@en, 'b' ; sh:order 1.5 ; sh:name 'x'@en",
        SHAPE + "sh:flags 'i' ; sh:qualifiedMinCount 1 ; sh:ignoredProperties ( ex:p )",
        NODE + "sh:targetNode 'a text' ; sh:closed false ; sh:severity ex:Grave",
        "ex:S a sh:NodeShape ; rdfs:seeAlso <https://www.w3.org/TR/shacl/#shapes>",
        "ex:thing sh:colour 'red' . ex:other a sh:Novelty",
    ],
)
def test_what_is_well_formed_is_not(turtle: str) -> None:
    assert validate([], parse(turtle + " .")).conforms


def test_what_two_sources_say_alike_is_said_once() -> None:
    from kgtools.shacl.shapes.parser import parse_shapes

    turtle = parse(SHAPE + "sh:minCount 1 .")
    (shape,) = parse_shapes([("one", turtle), ("two", turtle)]).all
    assert len(shape.constraints) == 1
    assert len(shapes_of("ex:S sh:targetClass ex:C ; sh:path ex:p ; sh:minCount 1, 1 .").all[0].constraints) == 1
