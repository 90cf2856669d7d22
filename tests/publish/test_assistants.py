"""The tools of an assistant: every answer brings the claims it rests on, in the language asked for, or says why not."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import jsonschema
import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.publish.services.assistants.desk import Assistant
from kgtools.publish.services.assistants.tables import Runner
from kgtools.publish.services.assistants.tools import DISAGREEMENTS, OUTPUT, TOOLS
from kgtools.query import search
from kgtools.query.questions import questions, read_question
from kgtools.sparql import execute
from tests.conftest import ROOT

TREATY = "document/allied-relations-treaty-2022"


@pytest.fixture(scope="session")
def assistant(real: ox.Store, index: search.Index) -> Assistant:
    library = {path.stem: read_question(path) for path in questions(ROOT)}
    runner = Runner(partial(execute.results, real), 100_000)
    return Assistant(real, library, {}, lambda: index, runner)


def called(assistant: Assistant, tool: str, language: str = "en", **arguments: Any) -> dict[str, Any]:
    """The values of an answer; its claims stand in its text, and each is one of the graph."""
    answer = assistant.call(tool, arguments, language)
    data = answer["data"]
    jsonschema.validate(data, OUTPUT)
    for source in data["sources"]:
        assert source["claim"] in answer["text"]
        assert source["citation"]
        assert ("start" in source) == ("article" in source)
        claim = ox.NamedNode(namespaces.base() + source["claim"])
        assert next(iter(assistant.store.quads_for_pattern(claim, None, None)), None) is not None
    assert isinstance(data, dict)
    return data | {"text": answer["text"]}


def claims(data: dict[str, Any]) -> set[str]:
    return {source["claim"] for source in data["sources"]}


def test_a_search_finds_by_name_in_any_script_and_what_is_told_with_its_claims(assistant: Assistant) -> None:
    assert called(assistant, "search", words="Тўқаев")["results"][0]["id"] == "person/kassym-jomart-tokayev"
    told = called(assistant, "search", words="safety cushion")
    assert "body/eaeu" in told["text"]
    assert claims(told)
    assert called(assistant, "search", words="qqqqqq", language="uz")["text"] == "grafda bunga javob yoʻq"


def test_a_thing_is_shown_with_disagreements_and_the_claims_of_each_line(assistant: Assistant) -> None:
    shown = called(assistant, "show", thing="Treaty on Allied Relations")
    assert shown["id"] == TREATY
    assert shown["sections"][0]["disagreements"]
    lines = [line for section in shown["sections"] for line in section["lines"]]
    assert {claim for line in lines for claim in line["claims"]} == claims(shown)
    few = called(assistant, "show", thing=TREATY, limit=2)
    assert few["lines_left_out"] == len(lines) - 2
    claim = called(assistant, "show", thing=shown["sources"][0]["claim"])
    assert claims(claim) == {shown["sources"][0]["claim"]}


def test_a_reason_names_every_claim_with_its_origins(assistant: Assistant) -> None:
    told = called(assistant, "why", thing=TREATY, property="signedOn")
    assert {one["value"] for one in told["values"]} == {"2022", "2022-12-21/2022-12-22"}
    assert all(one["origins"] >= 1 for one in told["values"])
    assert {one["claim"] for one in told["claims"]} == claims(told)


def test_a_question_is_answered_in_rows_that_bring_their_claims(assistant: Assistant) -> None:
    listed = called(assistant, "ask")["questions"]
    assert {one["question"] for one in listed} == set(assistant.library)
    found = called(assistant, "ask", question="documents-signed", parameters={"from": 2022, "to": 2022}, language="kk")
    assert found["rows"]
    assert all(row["claims"] for row in found["rows"])
    assert {claim for row in found["rows"] for claim in row["claims"]} == claims(found)
    assert found["columns"]["signed"]["heading"] in found["text"]
    assert not called(assistant, "ask", question="documents-signed", limit=1)["complete"]


def test_an_answer_may_not_take_more_rows_than_it_may(assistant: Assistant) -> None:
    narrow = replace(assistant, runner=replace(assistant.runner, rows=2))
    with pytest.raises(UsageError, match="more than 2 rows"):
        narrow.call("ask", {"question": "documents-signed"}, "en")


def test_questions_of_all_sorts_can_be_asked(assistant: Assistant) -> None:
    for name in list(assistant.library)[::8]:
        assert called(assistant, "ask", question=name, limit=1)["question"] == name


def test_figures_stand_side_by_side_with_their_claims(assistant: Assistant) -> None:
    found = called(assistant, "figures", **{"indicator": "turnover", "from": "2022", "to": "2022"})
    assert found["total"] > 1
    assert {one["claim"] for one in found["figures"]} == claims(found)
    assert any("disagreements" in one for one in found["figures"])


def test_disagreements_come_whole_and_the_gravest_first(assistant: Assistant) -> None:
    found = called(assistant, "disagreements", about="turnover", limit=2)
    assert (len(found["disagreements"]), found["total"]) == (2, sum(found["by_kind"].values()))
    assert next(iter(found["by_kind"])) == DISAGREEMENTS[0]
    assert claims(found)
    one = called(assistant, "disagreements", about=found["disagreements"][0]["id"])
    assert one["total"] == 1
    assert called(assistant, "disagreements", about=TREATY)["total"] >= 1
    assert called(assistant, "disagreements", kind="misprint")["by_kind"].keys() == {"misprint"}


def test_sparql_brings_claims_and_names_unknown_terms(assistant: Assistant) -> None:
    found = called(assistant, "sparql", query=f"SELECT ?day {{ <{namespaces.entity(TREATY)}> t:signedOn ?day }}")
    assert found["rows"]
    asked = called(assistant, "sparql", query="SELECT ?d ?day { ?d t:signedOn ?day }", limit=3)
    assert len(asked["rows"]) == 3
    assert not asked["complete"]
    assert all(row["claims"] for row in asked["rows"])
    assert called(assistant, "sparql", query="ASK { ?d t:signedOn ?day }")["truth"] is True
    assert "t:signdOn" in called(assistant, "sparql", query="SELECT * { ?d t:signdOn ?day }")["warnings"][0]
    triples = called(assistant, "sparql", query=f"DESCRIBE <{namespaces.entity(TREATY)}>", limit=1)
    assert len(triples["triples"]) == 1


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("shw", {}, "there is no tool 'shw'; did you mean 'show'"),
        ("show", {}, "show needs 'thing'"),
        ("show", {"thing": ""}, "show needs 'thing'"),
        ("show", {"thng": "x"}, "show takes no 'thng'; did you mean 'thing'"),
        ("show", {"thing": 7}, "'thing' is 7; expected a text"),
        ("show", {"thing": "x", "limit": 0}, "'limit' is 0; expected a whole number from 1 to 500"),
        ("show", {"thing": "x", "limit": True}, "'limit' is true; expected a whole number"),
        ("show", {"thing": "x", "language": "kz"}, "'language' is \"kz\"; expected en, ru, kk, uz"),
        ("show", {"thing": "Zzyzx of nowhere"}, "Zzyzx"),
        ("why", {"thing": TREATY, "property": "signdOn"}, "did you mean 'signedOn'"),
        ("ask", {"question": "visit-by-year"}, "did you mean 'visits-by-year'"),
        ("ask", {"question": "companies", "parameters": {"compny": "x"}}, "did you mean 'company'"),
        ("ask", {"question": "companies", "parameters": ["x"]}, "expected an object with texts or numbers"),
        ("ask", {"parameters": {"a": "b"}}, "no 'question' that takes them"),
        ("figures", {"indicator": "turnovr"}, "did you mean 'turnover'"),
        ("figures", {"indicator": "turnover", "from": "soon"}, "soon"),
        ("figures", {"indicator": "turnover", "from": "1901", "to": "1902"}, "no figure of 'turnover' is of that time"),
        ("disagreements", {"about": "<"}, "'<'"),
        ("disagreements", {"kind": "vlue"}, "expected value, plan"),
        ("sparql", {"query": "SELEC ?x {}"}, "line 1"),
        ("sparql", {"query": "DELETE WHERE { ?a ?b ?c }"}, "refused"),
        ("sparql", {"query": "SELECT * { SERVICE <http://example.org/> { ?a ?b ?c } }"}, "SERVICE"),
        ("sparql", {"query": "SELECT * FROM <http://example.org/> { ?a ?b ?c }"}, "no graph"),
    ],
)
def test_a_wrong_call_is_answered_in_one_line(
    assistant: Assistant, tool: str, arguments: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        assistant.call(tool, arguments, "en")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_tools_are_described_for_a_stranger() -> None:
    assert list(TOOLS) == ["search", "show", "ask", "why", "figures", "disagreements", "sparql"]
    for tool in TOOLS.values():
        schema = tool.schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        assert len(tool.purpose) > 60
        assert all(one["description"] for one in schema["properties"].values())
        assert "language" in schema["properties"]
