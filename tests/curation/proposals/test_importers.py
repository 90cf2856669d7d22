"""What readers and annotation tools hand in, in the shape that each tool documents; the texts are made up."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from kgtools.curation.proposals import importers
from kgtools.curation.proposals.importers import Source, taken_over
from kgtools.curation.proposals.records import Empty, Fact, Figure, Line, Opinion, Record, Run, Thing
from kgtools.errors import DataError, Finding, UsageError
from tests.curation.proposals.made_up import ARTICLE, FORUM, TEXT, TURNOVER, house, lines, terms


def taken(content: str | bytes, named: str = "", name: str = "f", **more: Any) -> tuple[list[Record], list[Finding]]:
    """The records of a file and what was not taken over; the format is recognised unless it is named."""
    content = content.encode() if isinstance(content, str) else content
    found, findings = importers.read(Source(name, content, more.pop("beside", "")), terms(), named, **more)
    assert all(isinstance(line, Line) for line in found)
    return [line.record for line in found], findings


def place(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


# -- the format itself --------------------------------------------------------------------------------

OWN = lines(FORUM, TURNOVER)


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        (OWN, 0),
        (f"Here are the proposals:\n\n```json\n{OWN}```\nLet me know if you need more.\n", 2),
        ("[" + ",\n".join(OWN.splitlines()) + "]", 0),
        (json.dumps([json.loads(line) for line in OWN.splitlines()], indent=2), 0),
        (json.dumps({"proposals": [json.loads(line) for line in OWN.splitlines()]}), 0),
        ("\ufeff" + OWN.replace("\n", "\r\n"), 0),
    ],
    ids=["lines", "fenced", "array", "indented", "wrapped", "windows"],
)
def test_the_format_is_read_however_it_is_handed_over(text: str, prose: int) -> None:
    found, findings = taken(text)
    assert [type(record) for record in found] == [Run, Thing, Figure]
    assert [finding.severity for finding in findings] == ["information"] * prose


def test_a_file_that_breaks_off_keeps_what_is_whole_and_says_where() -> None:
    found, findings = taken(OWN[:-40])
    assert [type(record) for record in found] == [Run, Thing]
    assert [(finding.line, finding.message) for finding in findings] == [
        (3, "the file breaks off in the middle of a record")
    ]


def test_a_line_that_is_no_record_is_told_and_the_rest_is_read() -> None:
    found, findings = taken(OWN.replace('"record":"thing"', '"record":"think"'))
    assert [type(record) for record in found] == [Run, Figure]
    assert [finding.line for finding in findings] == [2]


def test_a_huge_file_is_refused_and_a_long_one_cut_with_a_message(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(importers, "MOST_BYTES", 100)
    (tmp_path / "huge.jsonl").write_text(OWN, encoding="utf-8")
    with pytest.raises(UsageError, match="is it the right file"):
        importers.open_source(tmp_path / "huge.jsonl")
    (tmp_path / "empty.jsonl").write_text(" \n", encoding="utf-8")
    with pytest.raises(UsageError, match="the file is empty"):
        importers.open_source(tmp_path / "empty.jsonl")
    monkeypatch.setattr(importers, "MOST_RECORDS", 2)
    found, findings = taken(OWN)
    assert (len(found), findings[0].message) == (2, "the file holds more than 2 records; what follows is left out")


# -- spreadsheets -------------------------------------------------------------------------------------

SHEET = """\
quote;subject;property;value;indicator;measured;unit;about;speaker;stance;gist;kind;new;label_ru;why;colour
прошёл в Термезе;new:forum;place;Термез;;;;;;;;;;;;red
превысил 6,2 млрд;;;6.2;indicator/trade;state/kazakhstan;billion-usd;;;;;;;;;
первый;;;;;;;state/kazakhstan;Ораз Бектуров | Лаура Финч;supportive;It helps.;;;;;
«Два берега»;;;;;;;;;;;Forum;forum;Форум «Два берега»;;
друг другу успеха;;;;;;;;;;;;;;courtesy;
4–5 мая;new:forum;date;2031-05-04;;;;;;;;;;;;
;new:forum;place;Термез;;;;;;;;;;;;
без смысла;;;;;;;;;;;;;;;
"""


def test_a_spreadsheet_has_a_record_a_row() -> None:
    found, findings = taken(SHEET)
    place_fact, figure, opinion, thing, empty, date = found
    assert isinstance(place_fact, Fact)
    assert place_fact.subject.new == "forum"
    assert place_fact.value.thing
    assert place_fact.value.thing.name == "Термез"
    assert isinstance(figure, Figure)
    assert (figure.indicator.id, figure.value) == ("indicator/trade", "6.2")
    assert isinstance(opinion, Opinion)
    assert [one.name for one in opinion.speakers] == ["Ораз Бектуров", "Лаура Финч"]
    assert isinstance(thing, Thing)
    assert thing.labels == {"ru": "Форум «Два берега»"}
    assert isinstance(empty, Empty)
    assert isinstance(date, Fact)
    assert date.value.date == "2031-05-04"
    assert [(finding.line, finding.message.split(":")[-1].strip()) for finding in findings] == [
        (1, "the column is not taken over"),
        (8, "it has no quote"),
        (9, "it fills neither property nor indicator, stance, kind or why, so it says nothing"),
    ]


def test_a_workbook_is_read_like_its_table() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for line in SHEET.splitlines():
        book.active.append([cell or None for cell in line.split(";")])
    content = io.BytesIO()
    book.save(content)
    assert importers.recognised(Source("s.xlsx", content.getvalue())) == importers.XLSX
    assert [type(one) for one in taken(content.getvalue())[0]] == [type(one) for one in taken(SHEET)[0]]
    with pytest.raises(UsageError, match="cannot be read"):
        taken(content.getvalue()[:200], importers.XLSX)


# -- annotation tools ---------------------------------------------------------------------------------


def annotation(exact: str, tags: list[str], text: str = "") -> dict[str, Any]:
    start, end = place(exact)
    selectors = [
        {"type": "RangeSelector", "startContainer": "/p[1]", "startOffset": start},
        {"type": "TextPositionSelector", "start": start + 7, "end": end + 7},
        {"type": "TextQuoteSelector", "exact": exact, "prefix": TEXT[start - 5 : start], "suffix": TEXT[end : end + 5]},
    ]
    target = [{"source": "https://example.org/shores", "selector": selectors}]
    return {"id": "Ab1", "uri": "https://example.org/shores", "text": text, "tags": tags, "target": target}


WEB = [
    annotation("Ораз Бектуров", ["Person"]),
    annotation("прошёл в Термезе", ["signed in"], "форуме «Два берега» | Термез"),
    annotation("Участники пожелали друг другу успеха", ["empty"], "courtesy"),
    annotation("350 ta loyiha", ["numbers"]),
    annotation("did not adopt a declaration", []),
    annotation("прошёл в Термезе", ["date"], "4 мая"),
    {"id": "page", "target": [{"source": "https://example.org/shores"}], "text": "a note on the page", "tags": []},
]
W3C = {
    "@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage",
    "items": [{"type": "Annotation", "body": {"type": "TextualBody", "value": "Person", "purpose": "tagging"},
               "target": {"selector": {"type": "TextQuoteSelector", "exact": "Laura Finch", "prefix": "secretary "}}}],
}  # fmt: skip


@pytest.mark.parametrize(
    "wrapped", [{"rows": WEB, "total": 7}, {"annotations": WEB}, WEB], ids=["api", "export", "list"]
)
def test_web_annotations_become_things_facts_and_empty_passages(wrapped: Any) -> None:
    found, findings = taken(json.dumps(wrapped), language="ru")
    assert [type(record) for record in found] == [Thing, Fact, Empty]
    thing, fact, _ = found
    assert isinstance(thing, Thing)
    assert (thing.kind, thing.labels, thing.quotes[0].prefix) == ("Person", {"ru": "Ораз Бектуров"}, "истр ")
    assert isinstance(fact, Fact)
    assert (fact.property, fact.subject.name) == ("signedIn", "форуме «Два берега»")
    said = {finding.line: finding.message for finding in findings}
    assert set(said) == {4, 5, 6, 7}
    assert "no tag" in said[5]
    assert "does not give subject and value" in said[6]
    assert "TextQuoteSelector" in said[7]


def test_an_annotation_page_of_the_w3c_is_read() -> None:
    found, findings = taken(json.dumps(W3C))
    assert (found[0].labels, findings) == ({"en": "Laura Finch"}, [])  # type: ignore[union-attr]


def labelled(key: str, words: str, label: str, text: bool = True) -> dict[str, Any]:
    start, end = place(words)
    value = {"start": start, "end": end, "labels": [label]} | ({"text": words} if text else {})
    return {"id": key, "from_name": "label", "to_name": "text", "type": "labels", "value": value}


STUDIO = [
    {
        "id": 1, "data": {"text": TEXT},
        "annotations": [
            {"id": 3, "was_cancelled": True, "result": [labelled("z", "Laura Finch", "Person")]},
            {"id": 4, "result": [
                labelled("a", "форуме «Два берега»", "Forum"), labelled("b", "Термезе", "City", text=False),
                labelled("c", "Шымкентте", "Colour"), labelled("d", "4–5 мая 2031 года", "date"),
                labelled("e", "2029-yilda", "date"),
                {"from_id": "a", "to_id": "b", "type": "relation", "direction": "right", "labels": ["place"]},
                {"from_id": "d", "to_id": "a", "type": "relation", "direction": "left", "labels": ["date"]},
                {"from_id": "a", "to_id": "x", "type": "relation", "direction": "right", "labels": ["host"]},
                {"id": "q", "type": "choices", "value": {"choices": ["good"]}},
            ]},
        ],
    }
]  # fmt: skip


def test_label_studio_gives_things_and_facts_and_tells_the_rest() -> None:
    found, findings = taken(json.dumps(STUDIO), mapped={"place": "locatedIn", "Colour": "ignored"}, language="ru")
    assert [type(one) for one in found] == [Thing, Thing, Fact, Fact]
    where, when = found[2:]
    assert isinstance(where, Fact)
    assert isinstance(when, Fact)
    assert where.property == "locatedIn"
    assert where.value.thing == where.value.thing
    assert [quote.exact for quote in where.quotes] == ["форуме «Два берега»", "Термезе"]
    assert (when.value.date, when.subject) == ("4–5 мая 2031 года", where.subject)
    assert {finding.message.split(" is not taken")[0] for finding in findings} == {
        "the relation 'host'", "«2029-yilda»", "a result of task 1",
    }  # fmt: skip
    small = [{"text": TEXT, "label": [{"start": 20, "end": 41, "text": TEXT[20:41], "labels": ["Forum"]}]}]
    assert [type(one) for one in taken(json.dumps(small))[0]] == [Thing]


def extraction(label: str, words: str, exact: bool = True, **attributes: str) -> dict[str, Any]:
    start, end = place(words) if words in TEXT else (0, 5)
    return {
        "extraction_class": label, "extraction_text": words, "char_interval": {"start_pos": start, "end_pos": end},
        "alignment_status": "match_exact" if exact else "match_fuzzy", "extraction_index": 1, "group_index": 0,
        "description": None, "attributes": attributes,
    }  # fmt: skip


def test_langextract_gives_things_with_their_attributes_and_facts() -> None:
    document = {
        "document_id": "doc_1", "text": TEXT,
        "extractions": [
            extraction("Forum", "Two Shores Forum", date="2031-05-04", mood="glad"),
            extraction("locatedIn", "in Shymkent", subject="next forum", value="Shymkent"),
            extraction("locatedIn", "in Shymkent"), extraction("Person", "Laura Finsh", exact=False),
            extraction("feeling", "succeed"), {"extraction_class": "Person"},
        ],
    }  # fmt: skip
    found, findings = taken(json.dumps(document) + "\n" + json.dumps({"extractions": [], "text": ""}))
    assert [type(one) for one in found] == [Thing, Fact, Fact, Thing]
    forum, date, where, finch = found
    assert isinstance(date, Fact)
    assert isinstance(where, Fact)
    assert isinstance(forum, Thing)
    assert isinstance(finch, Thing)
    assert (date.subject.new, date.value.date) == (forum.new, "2031-05-04")
    assert (where.subject.name, where.value.thing and where.value.thing.name) == ("next forum", "Shymkent")
    assert (finch.quotes[0].exact, finch.quotes[0].prefix) == ("Laura Finsh", "")  # not mended
    assert len(findings) == 4


BRAT = """\
T1\tForum 20 41\tберега», который прошё
T2\tPerson {minister}\tОраз Бектуров
T3\tSigning {signed}\tподписали
T4\tProgramme {bridge}\tпрограмму «Мост»
R1\tsignatory Arg1:T4 Arg2:T2
E1\tSigning:T3 signedDuring:T1
A1\tNegation E1
#1\tAnnotatorNotes R1\tby the minister
T5\tPerson {first};{second}\tLaura Finch said
"""


def test_brat_gives_things_and_relations_and_tells_attributes() -> None:
    words = {"signed": "подписали", "bridge": "программу «Мост»", "first": "Laura Finch", "second": "said"}
    places = {name: place(one) for name, one in (words | {"minister": "Ораз Бектуров"}).items()}
    ann = BRAT.format(**{name: f"{start} {end}" for name, (start, end) in places.items()})
    assert importers.recognised(Source("a.ann", ann.encode())) == importers.BRAT
    found, findings = taken(ann, beside=TEXT, mapped={"Signing": "Document"})
    things = [one for one in found if isinstance(one, Thing)]
    facts = [one for one in found if isinstance(one, Fact)]
    assert [(one.kind, one.quotes[0].exact) for one in things[1:]] == [
        ("Person", "Ораз Бектуров"), ("Document", "подписали"), ("Programme", "программу «Мост»"),
        ("Person", "Laura Finch … said"),
    ]  # fmt: skip
    assert [(one.property, one.note) for one in facts] == [("signatory", "by the minister"), ("signedDuring", "")]
    assert [finding.line for finding in findings] == [7]


def test_inception_gives_spans_and_relations() -> None:
    cassis = pytest.importorskip("cassis")
    types = cassis.TypeSystem()
    name = types.create_type("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity", "uima.tcas.Annotation")
    types.create_feature(name, "value", "uima.cas.String")
    token = types.create_type("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token", "uima.tcas.Annotation")
    joins = types.create_type("webanno.custom.Joins", "uima.tcas.Annotation")
    types.create_feature(joins, "Governor", name)
    types.create_feature(joins, "Dependent", name)
    types.create_feature(joins, "label", "uima.cas.String")
    cas = cassis.Cas(types)
    cas.sofa_string = TEXT
    cas.sofa_mime = "text/plain"
    marked = (("форуме «Два берега»", "Forum"), ("Термезе", "City"), ("Laura Finch", "PER"))
    spans = [name(begin=place(words)[0], end=place(words)[1], value=label) for words, label in marked]
    relation = joins(begin=spans[1].begin, end=spans[1].end, Governor=spans[0], Dependent=spans[1], label="place")
    cas.add_all([*spans, token(begin=0, end=5), relation])
    content = cas.to_json().encode()
    assert importers.recognised(Source("c.json", content)) == importers.INCEPTION
    found, findings = taken(content, mapped={"place": "locatedIn"})
    assert [type(one) for one in found] == [Thing, Thing, Fact]
    assert [quote.exact for quote in found[2].quotes] == ["форуме «Два берега»", "Термезе"]  # type: ignore[union-attr]
    assert [finding.actual for finding in findings] == ["'PER'"]
    with pytest.raises(UsageError, match="needs its types"):
        taken(b'<?xml version="1.0"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI"/>')


# -- taken over ---------------------------------------------------------------------------------------


def test_what_the_graph_surely_knows_is_linked_and_told() -> None:
    found, _ = taken(json.dumps(STUDIO), mapped={"place": "locatedIn", "Colour": "ignored"}, language="ru")
    written, notes = taken_over.as_proposals([Line(1, one) for one in found], house().articles[ARTICLE], "label-studio",
                                             house(), terms())  # fmt: skip
    assert [type(one) for one in written] == [Run, Thing, Fact, Fact]
    assert isinstance(written[2], Fact)
    assert written[2].value.thing
    assert written[2].value.thing.id == "place/termez"
    assert "1 things are known" in notes[0].message


def test_an_unknown_format_or_mapping_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match="name it with --as"):
        taken("Dear curator, I have read the article.")
    with pytest.raises(UsageError, match="expected a kind or a property"):
        taken(json.dumps(STUDIO), mapped={"PER": "Persona"})
    with pytest.raises(DataError, match="not what label-studio exports"):
        taken("{}", "label-studio")


def test_what_is_not_as_a_tool_writes_it_is_told_and_breaks_nothing() -> None:
    odd: list[Any] = [
        [{"id": 1, "data": {"text": TEXT}, "annotations": [{"result": [
            {"id": "a", "type": "labels", "value": {"start": 0, "end": 0, "text": "", "labels": ["Person"]}},
            {"id": "b", "type": "labels", "value": 7}, {"type": "relation", "labels": ["place"]},
            labelled("c", "Laura Finch", "Person")]}]}],
        {"text": 7, "extractions": [{"extraction_class": 5, "extraction_text": "x", "char_interval": 3},
                                    extraction("date", "in Shymkent", subject=" ", value="")]},
        {"rows": [annotation("успеха", ["Person"]) | {"tags": 5, "text": None}, 3]},
    ]  # fmt: skip
    for document, number in zip(odd, (3, 2, 2), strict=True):
        found, findings = taken(json.dumps(document), mapped={"place": "locatedIn"})
        assert len(findings) == number, findings
        assert [type(one) for one in found] == ([Thing] if document is odd[0] else [])
