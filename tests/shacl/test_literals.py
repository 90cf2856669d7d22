"""Datatypes and regular expressions, as XML Schema and XPath have them."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.shacl.shapes.datatypes import test_of as make_test
from kgtools.shacl.shapes.patterns import compile_pattern
from kgtools.shacl.vocabulary import RDF, XSD


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("duration", "P1Y P1Y2M3DT4H5M6.7S -P1D PT0.5S", "P PT P1 1Y P1YT P1S PT1.S P-1Y PT5"),
        ("yearMonthDuration", "P1Y P2M P1Y2M", "P P1D PT1M"),
        ("dayTimeDuration", "P1D PT1H", "P P1M P1Y"),
        ("gMonth", "--12 --01Z", "--13 --1 12"),
        ("gDay", "---31", "---32 --31"),
        ("gMonthDay", "--02-29 --12-31+05:00", "--02-30 --13-01 --04-31"),
        ("dateTimeStamp", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00"),
        ("hexBinary", "0aFF", "0 0g"),
        ("base64Binary", "AAAA AA== AAA= AQIDBAUG", "A AA AAA AB== A=== =AAA"),
        ("language", "en en-GB x-klingon", "en_GB abcdefghi e1"),
        ("NCName", "a.b-c é", "1a a:b -a"),
        ("Name", "a:b :a", "1 .a"),
        ("NMTOKEN", "1a .a", "a@b"),
        ("double", "1 INF -INF +INF NaN 1e5 .5 5.", "1e inf e5"),
        ("boolean", "true 1", "TRUE yes"),
    ],
)
def test_datatypes_know_their_forms(name: str, right: str, wrong: str) -> None:
    datatype = ox.NamedNode(XSD + name)
    test = make_test(datatype.value)
    texts = [*right.split(), *wrong.split()]
    assert [text for text in texts if test(ox.Literal(text, datatype=datatype))] == right.split()
    assert not test(ox.Literal("other"))


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("token", ["a b", ""], [" a", "a  b", "a\tb", "a "]),
        ("normalizedString", [" a  b "], ["a\tb", "a\n"]),
        ("base64Binary", ["AA AA", ""], ["AA  AA", " AAAA", "AAAA "]),
        ("integer", ["-0"], ["1 ", " 1", ""]),
        ("anyURI", ["", "any thing"], []),
    ],
)
def test_white_space_is_part_of_a_form(name: str, right: list[str], wrong: list[str]) -> None:
    datatype = ox.NamedNode(XSD + name)
    test = make_test(datatype.value)
    assert [text for text in [*right, *wrong] if test(ox.Literal(text, datatype=datatype))] == right


def test_datatypes_of_rdf() -> None:
    xml = ox.NamedNode(RDF + "XMLLiteral")
    texts = ["a<b/>&amp;", "a<b>", "</content><content>", "<x:y/>", "&foo;"]
    assert [text for text in texts if make_test(xml.value)(ox.Literal(text, datatype=xml))] == texts[:1]
    assert make_test(RDF + "HTML")(ox.Literal("<p>", datatype=ox.NamedNode(RDF + "HTML")))
    for unknown in (RDF + "langstring", XSD + "intger", XSD + "QName"):
        with pytest.raises(ValueError, match=re.escape(unknown)):
            make_test(unknown)


@pytest.mark.parametrize(
    ("pattern", "flags", "right", "wrong"),
    [
        ("^[a-z-[aeiou]]+$", "", ["bcd"], ["abc", ""]),
        (r"^[\w-[\d_]]$", "", ["ө"], ["1", "_"]),
        (r"^\w$", "", ["a", "ө", "€", "1"], ["_", "-", " "]),  # XPath counts the low line as punctuation
        (r"^\W$", "", ["_", "-"], ["a"]),
        (r"^\s$", "", ["\t", " "], ["\u00a0", "\u2003"]),
        (r"^\S$", "", ["\u00a0"], [" "]),
        (r"^\d$", "", ["1", "٣"], ["a", "½"]),
        (r"^\i\c*$", "", ["ex:a.b-1", "_"], ["1a", "-a"]),
        (r"^\I\C$", "", ["1 "], ["aa"]),
        (r"^\p{Lu}\P{Lu}$", "", ["Ша"], ["ША", "ша"]),
        (r"^[\p{Lu}b]$", "i", ["B", "A"], ["a"]),  # the flag i does not reach categories
        (r"^[^\p{L}\d]+$", "", ["--"], ["-a"]),
        (r"^\p{IsCyrillic}+$", "", ["қазақ"], ["qazaq"]),
        ("^b$", "m", ["a\nb", "b\nc"], ["ab"]),
        ("^$", "m", [""], ["a\n"]),
        ("a$", "", ["a"], ["a\n"]),
        ("^.$", "", ["a"], ["\n", "\r"]),
        ("^.$", "s", ["\n", "\r"], []),
        ("a [ ]\tb", "x", ["a b"], ["ab"]),
        ("a.b[", "q", ["xa.b["], ["axb["]),
        ("a.b", "qi", ["A.B"], ["AxB"]),
        (r"^(a)(b)\2\10$", "", ["abba0"], ["abb"]),
        (r"^[\d-x]$", "", ["-", "1", "x"], ["w"]),
        ("^[-a]$", "", ["-", "a"], [","]),
        ("^(?:ab){2}?$", "", ["abab"], ["ab"]),
        (r"^\^\$\.\-$", "", ["^$.-"], []),
    ],
)
def test_patterns_mean_what_xpath_says(pattern: str, flags: str, right: list[str], wrong: list[str]) -> None:
    compiled = compile_pattern(pattern, flags)
    assert [text for text in [*right, *wrong] if compiled.search(text)] == right


@pytest.mark.parametrize(
    "pattern",
    ["(?=x)", "a**", "a*+", "a{,3}", "a{2", "[", "[]", "[z-a]", r"[a-\d]", "x]", r"\q", r"\b", r"\1", r"(a\1)", "(a",
     "a)", "*", "^*", "\\", r"\p{Foo}", r"\p{IsKlingon}", r"\p{L"],
)  # fmt: skip
def test_what_is_no_pattern_of_xpath_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        compile_pattern(pattern)


@given(
    st.text(st.sampled_from("ab.[]()\\^$-|*{}1,pLdws?"), max_size=8), st.text(st.sampled_from("ab1-. \n"), max_size=4)
)
def test_any_text_is_a_pattern_or_refused(pattern: str, text: str) -> None:
    try:
        compiled = compile_pattern(pattern)
    except ValueError:
        return
    compiled.search(text)
