"""Questions and their stored answers, parameters, and what a thing may be called."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph import labels
from kgtools.messages import message
from kgtools.publish.linked_data import formats as linked_data
from kgtools.query import ask, formats, lookup, parameters, questions
from kgtools.sparql import execute, unknown_terms
from tests import accept
from tests.conftest import ROOT, Run, forgetful_grammars

QUESTIONS = questions.questions(ROOT)


@pytest.fixture(scope="module")
def turned(quads: list[ox.Quad]) -> ox.Store:
    """The same graph, read from its last quad to its first."""
    found = ox.Store()
    found.bulk_extend(reversed(quads))
    return found


Two = tuple[ox.Store, rdflib.Graph]


def in_two(quads: Iterable[ox.Quad]) -> Two:
    """The same graph in a store and in rdflib, without the graphs of the articles, which no question names."""
    triples = [ox.Triple(*list(quad)[:3]) for quad in quads if quad.graph_name == ox.DefaultGraph()]
    store, found = ox.Store(), rdflib.Graph(store="SimpleMemory")
    store.bulk_extend(ox.Quad(*triple) for triple in triples)
    found.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return store, found


@pytest.fixture(scope="module")
def third(quads: list[ox.Quad]) -> Two:
    """A third of the claims, with all that is told of things: rdflib joins every row with every row."""
    claims = sorted(
        {quad.subject for quad in quads if str(quad.subject).startswith(f"<{namespaces.base()}claim/")}, key=str
    )
    others = {claim for number, claim in enumerate(claims) if number % 3 != 1}
    return in_two(quad for quad in quads if others.isdisjoint((quad.subject, quad.object)))


@pytest.fixture(scope="module")
def whole(quads: list[ox.Quad]) -> Two:
    return in_two(quads)


def test_every_question_has_an_answer_and_every_answer_a_question() -> None:
    assert len(QUESTIONS) >= 50
    assert {path.with_suffix(".csv") for path in QUESTIONS} == set((ROOT / "queries").glob("*.csv"))


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_the_answer_is_the_stored_one(real: ox.Store, path: Path) -> None:
    expected = path.with_suffix(".csv").read_text(encoding="utf-8")
    assert accept.answer(real, path) == expected, "if you meant this change: make accept, then look at git diff"
    assert len(expected.splitlines()) > 1


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_rdflib_gives_the_same_answer(third: Two, request: pytest.FixtureRequest, path: Path) -> None:
    store, graph = third
    if not (expected := answered(store, path))[1]:
        store, graph = request.getfixturevalue("whole")
        expected = answered(store, path)
    assert expected[1]
    with forgetful_grammars():
        prepared = prepareQuery(questions.read_question(path).sparql)
    answer = graph.query(prepared)

    def cell(term: rdflib.term.Node | None) -> str:
        return (
            labels.identifier(ox.NamedNode(str(term)))
            if isinstance(term, rdflib.URIRef)
            else ("" if term is None else str(term))
        )

    assert expected == (
        [str(variable) for variable in answer.vars],
        sorted([cell(term) for term in row] for row in answer),
    )


def answered(store: ox.Store, path: Path) -> tuple[list[str], list[list[str]]]:
    """The columns and the rows of an answer."""
    columns, *rows = csv.reader(io.StringIO(accept.answer(store, path)))
    return columns, sorted(rows)


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_the_header_is_complete(path: Path, real: ox.Store) -> None:
    question = questions.read_question(path)
    assert set(question.wording) == set(namespaces.languages())
    answer = execute.ask(real, question.sparql)
    assert isinstance(answer, execute.Answer)
    assert list(question.columns) == answer.columns
    assert question.topic in questions.TOPICS
    assert question.keys, "say what a row for readers is about: '# one row: COLUMN, …'"
    slots = set(re.findall(r"(?m)^  VALUES \?(\w+) \{ UNDEF \}$", question.sparql))
    assert slots <= {parameter.name for parameter in question.parameters}
    assert len({tuple(map(str, row)) for row in answer.rows}) == len(answer.rows), "a row stands twice"


PARAMETERS = [
    pytest.param(path, parameter, id=f"{path.stem}-{parameter.name}")
    for path in QUESTIONS
    for parameter in questions.read_question(path).parameters
]
# Of two states only do the articles tell the turnover, so no other side has one.
EMPTY = {("turnover", "party"), ("turnover", "other")}


@pytest.mark.parametrize(("path", "parameter"), PARAMETERS)
def test_the_example_of_a_parameter_gives_another_answer(
    real: ox.Store, path: Path, parameter: questions.Parameter
) -> None:
    assert parameter.meaning.keys() == set(namespaces.languages())
    assert parameter.example, "say a value to try: '; for example …'"
    question = questions.read_question(path)
    answer = execute.ask(real, parameters.bind(real, question, {parameter.name: parameter.example}).sparql)
    assert isinstance(answer, execute.Answer)
    assert bool(answer.rows) == ((path.stem, parameter.name) not in EMPTY)
    assert answer != execute.ask(real, question.sparql)


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_the_rows_come_in_one_order(real: ox.Store, turned: ox.Store, path: Path) -> None:
    sparql = questions.read_question(path).sparql
    assert execute.ask(turned, sparql) == execute.ask(real, sparql)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("# topic: meatings", "q.rq:2: topic 'meatings': did you mean 'meetings'?; expected one of documents, "),
        (
            "# parameter x: thingy; what",
            "q.rq:2: parameter 'x' needs a type (thing, class, property, code LIST, year, ",
        ),
        ("# one row: x", "q.rq:2: one row for 'x': it is none of the columns explained in the lines above; expected"),
        ("# parameter x: code; what", "q.rq:2: parameter 'x' needs a type (thing, class, property, code LIST, "),
        ("# parameter y: thing; what", "and a line 'VALUES ?y { … }' in the question"),
        ("# parameter format: thing; what", "q.rq:2: the name 'format' is taken by an option; choose another"),
        ("# column x: what", "q.rq:2: column 'x': found 1 of 4 meanings; expected en | ru | kk | uz"),
        ("# column x: what | что | не | nima | was", "q.rq:2: column 'x': found 5 of 4 meanings; expected en | ru"),
        ("# column x: what | что | | nima", "q.rq:2: column 'x': found 3 of 4 meanings; expected en | ru | kk | uz"),
        ("# parameter x: thing; what; for example y", "q.rq:2: parameter 'x': found 1 of 4 meanings; expected en"),
        ("# topics: meetings", "q.rq:2: found '# topics: meetings'; expected '# en: …', '# topic: …'"),
    ],
)
def test_a_malformed_header_is_named_with_its_line(tmp_path: Path, header: str, message: str) -> None:
    file = tmp_path / "q.rq"
    file.write_text(f"# en: What?\n{header}\nSELECT ?x WHERE {{\n  VALUES ?x {{ UNDEF }}\n  ?x a ?y\n}}\n", "utf-8")
    with pytest.raises(UsageError) as raised:
        questions.read_question(file)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def meaning(*words: str) -> dict[str, str]:
    return dict(zip(namespaces.languages(), words, strict=True))


def test_a_header_gives_type_meaning_example_and_default(tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text(
        "# en: What?\n"
        "# parameter x: code stance; the stance; of him | позиция | ұстаным | pozitsiya; for example critical\n"
        "# parameter y: class; the class | класс | класы | sinfi\n# parameter z: date; the day | день | күн | kun\n"
        "PREFIX t: <https://w3id.org/tandem-kg/ontology#>\nSELECT ?x WHERE {\n  VALUES ?x { UNDEF }\n"
        '  VALUES ?y { t:Visit t:Forum }\n  VALUES ?z { "2017-01-31"^^xsd:date }\n  ?x a ?y\n}\n',
        "utf-8",
    )
    assert questions.read_question(file).parameters == (
        questions.Parameter(
            "x", "code stance", meaning("the stance; of him", "позиция", "ұстаным", "pozitsiya"), "critical", ""
        ),
        questions.Parameter("y", "class", meaning("the class", "класс", "класы", "sinfi"), "", "t:Visit or t:Forum"),
        questions.Parameter("z", "date", meaning("the day", "день", "күн", "kun"), "", "2017-01-31"),
    )


@pytest.mark.parametrize("name", ["treaty", "Договор", "шарт", "Shartnoma", "t:Treaty", namespaces.term("Treaty")])
def test_a_class_is_found_by_any_of_its_names(real: ox.Store, name: str) -> None:
    sparql = parameters.bind(real, questions.find_question(ROOT, "documents"), {"class": name}).sparql
    assert f"VALUES ?class {{ <{namespaces.term('Treaty')}> }}" in sparql


@pytest.mark.parametrize("name", ["open", "открыто", "code/disagreement-status/open"])
def test_a_code_is_found_in_its_own_list(real: ox.Store, name: str) -> None:
    sparql = parameters.bind(real, questions.find_question(ROOT, "disagreements"), {"status": name}).sparql
    assert f"VALUES ?status {{ <{namespaces.code('disagreement-status/open')}> }}" in sparql


@pytest.mark.parametrize(
    ("question", "given", "message"),
    [
        ("documents", {"class": "treatty"}, "parameter 'class': there is no class 'treatty'; did you mean 'treaty'?"),
        ("documents", {"class": "signed on"}, "there is no class 'signed on'"),
        ("documents", {"class": "state/kazakhstan"}, "there is no class 'state/kazakhstan'"),
        ("documents", {"class": "«»"}, "there is no class '«»'"),
        ("disagreements", {"status": "met"}, "expected one of decided, explained, open"),
        ("disagreements", {"status": "opne } #"}, "there is no code disagreement-status 'opne } #'"),
    ],
)
def test_a_wrong_class_or_code_is_refused(real: ox.Store, question: str, given: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        parameters.bind(real, questions.find_question(ROOT, question), given)
    assert message in str(raised.value)


def test_parameters_change_the_answer(real: ox.Store) -> None:
    question = questions.find_question(ROOT, "documents-signed")
    everything = execute.ask(real, question.sparql)
    early = execute.ask(real, parameters.bind(real, question, {"to": "2000"}).sparql)
    assert isinstance(everything, execute.Answer)
    assert isinstance(early, execute.Answer)
    assert 0 < len(early.rows) < len(everything.rows)


@pytest.mark.parametrize("name", ["Arcadia", "АРКАДИЯ", "arkadia", "state/arcadia", namespaces.entity("state/arcadia")])
def test_a_parameter_takes_any_name_of_a_thing(built: Path, mini_store: ox.Store, name: str) -> None:
    answer = ask.run(built, mini_store, "visits", {"host": name})
    assert isinstance(answer, execute.Answer)
    assert [labels.identifier(row[0]) for row in answer.rows] == ["event/state-visit-2019"]


@pytest.mark.parametrize(
    "value",
    [
        "x } SELECT * WHERE { ?s ?p ?o",
        'x" }',
        "> <http://example.org/",
        "https://example.org/> } #",
        "state:arcadia }",
    ],
)
def test_a_parameter_never_becomes_sparql(built: Path, mini_store: ox.Store, value: str) -> None:
    with pytest.raises(UsageError, match=r"nothing is called|names nothing"):
        ask.run(built, mini_store, "visits", {"host": value})


@pytest.mark.parametrize("value", ["17", "2017-01-01", "2017) } #", "", "-2017"])
def test_a_year_is_a_year(real: ox.Store, value: str) -> None:
    with pytest.raises(UsageError, match="expected a year such as 2017"):
        parameters.bind(real, questions.find_question(ROOT, "documents-signed"), {"from": value})


def test_other_labels_are_found_by_their_beginning_and_their_words(mini_store: ox.Store) -> None:
    assert lookup.find(mini_store, "treaty of").thing.value.endswith("treaty-of-good-roads")
    assert lookup.find(mini_store, "good roads").thing.value.endswith("treaty-of-good-roads")
    assert lookup.find(mini_store, "жақсы жолдар").thing.value.endswith("treaty-of-good-roads")
    with pytest.raises(UsageError, match=r"can be \d+ things.*project/good-road"):
        lookup.find(mini_store, "road")


def test_a_whole_label_wins_over_a_longer_one(mini_store: ox.Store) -> None:
    assert lookup.find(mini_store, "President of Ruritania").thing.value.endswith("post/president-of-ruritania")


@pytest.mark.parametrize("format_", formats.FORMATS)
def test_every_format_holds_the_answer(built: Path, kgtools: Run, format_: str) -> None:
    done = kgtools("query", "visits", "--format", format_, "--lang", "kk", cwd=built)
    assert done.returncode == 0, done.stderr
    assert "2019" in done.stdout
    assert ("Борис Рудольф" in done.stdout) == (format_ not in ("json", "xml"))


@pytest.mark.parametrize("format_", ["json", "xml"])
def test_the_standard_formats_are_read_back(built: Path, kgtools: Run, format_: str) -> None:
    text = kgtools("query", "visits", "--format", format_, cwd=built).stdout
    answer = rdflib.query.Result.parse(io.BytesIO(text.encode()), format=format_)
    assert [str(row.visit) for row in answer] == [namespaces.entity("event/state-visit-2019")]


@pytest.mark.parametrize("format_", linked_data.FORMATS)
def test_triples_come_in_every_format_of_linked_data(built: Path, kgtools: Run, format_: str) -> None:
    sparql = "CONSTRUCT { ?visit t:visitor ?who } WHERE { ?visit t:visitor ?who }"
    text = kgtools("query", "-", "--format", format_, cwd=built, input=sparql).stdout
    parser = {"jsonld": "json-ld", "rdfxml": "xml", "ntriples": "nt"}.get(format_, format_)
    found = rdflib.Dataset(default_union=True).parse(data=text, format=parser)
    visit = rdflib.URIRef(namespaces.entity("event/state-visit-2019"))
    assert (visit, rdflib.URIRef(namespaces.term("visitor")), None) in found


def test_rows_and_triples_have_formats_of_their_own(built: Path, kgtools: Run) -> None:
    done = kgtools("query", "visits", "--format", "turtle", cwd=built)
    assert done.returncode == 2
    assert "--format turtle: the answer holds rows; expected table, csv" in done.stderr
    done = kgtools("query", "-", "--format", "csv", cwd=built, input="CONSTRUCT WHERE { ?visit t:visitor ?who }")
    assert "--format csv: the answer holds triples; expected turtle" in done.stderr


def test_a_csv_file_begins_with_the_mark_that_a_spreadsheet_needs(built: Path, kgtools: Run, tmp_path: Path) -> None:
    kgtools("query", "visits", "--format", "csv", "-o", tmp_path / "visits.csv", "--lang", "kk", cwd=built)
    assert (tmp_path / "visits.csv").read_bytes().startswith(b"\xef\xbb\xbfvisit")
    assert kgtools("query", "visits", "--format", "csv", cwd=built).stdout.startswith("visit")


def test_no_rows_are_reported(built: Path, kgtools: Run) -> None:
    done = kgtools("query", "-", cwd=built, input="SELECT ?x { ?x a t:Treatyy }")
    assert "kgtools: 0 rows" in done.stderr
    assert "kgtools: unknown term t:Treatyy; did you mean 'Treaty'?" in done.stderr


@pytest.mark.parametrize(
    ("sparql", "misspelt"),
    [
        ("SELECT * { ?x a t:Treaty }", []),
        ("PREFIX k: <https://w3id.org/tandem-kg/ontology#> SELECT * { ?x k:visitorr ?y }", ["t:visitorr"]),
        ("SELECT * { ?x ?y <https://w3id.org/tandem-kg/id/state/arcadya> }", ["state/arcadya"]),
        ('SELECT * { ?x rdfs:label \'t:nothing\', """t:no "thing" """ ; t:visitor ?y } # t:neither', []),
        ("SELECT * { ?x t:visitor state:arcadia. ?x foaf:name ?y }", []),
        ("PREFIX foaf: <http://xmlns.com/foaf/0.1/> SELECT * { ?x foaf:nam ?y ; code:none ?z }", []),
    ],
)
def test_unknown_terms_are_found(mini_store: ox.Store, sparql: str, misspelt: list[str]) -> None:
    unknown = unknown_terms.unknown_terms(mini_store, sparql)
    assert [str(term).split(";")[0].split()[-1] for term in unknown] == misspelt


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_the_library_names_only_what_the_graph_knows(real: ox.Store, question: Path) -> None:
    assert unknown_terms.unknown_terms(real, question.read_text(encoding="utf-8")) == []


def test_a_page_of_html_escapes_what_it_shows() -> None:
    page = formats.write(["a<b"], [["<script>&"]], "html")
    assert "<th>a&lt;b</th>" in page
    assert "<td>&lt;script&gt;&amp;</td>" in page


def test_csv_and_markdown_survive_commas_and_bars() -> None:
    rows = [['a,b "c"', "d|e\nf"]]
    assert list(csv.reader(io.StringIO(formats.write(["x", "y"], rows, "csv")))) == [["x", "y"], *rows]
    assert r"d\|e<br>f" in formats.write(["x", "y"], rows, "md")


def test_evidence_names_the_claims_and_the_passages(built: Path, kgtools: Run) -> None:
    done = kgtools("query", "visits", "--evidence", "--format", "csv", "--articles", built / "articles", cwd=built)
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    passage = "On 3 May 2019 the president of Ruritania, Boris Rudolf, paid a state visit to Arcadia"
    assert row["evidence"].splitlines()[0] == f"short-note/f01 [87-172] «{passage}»"
    without = kgtools("query", "visits", "--evidence", "--format", "csv", cwd=built)
    assert "short-note/f01 [87-172]\n" in without.stdout


def test_ask_and_construct_work_too(built: Path, kgtools: Run) -> None:
    assert kgtools("query", "-", cwd=built, input="ASK { ?v a t:Visit }").stdout == "yes\n"
    done = kgtools("query", "-", cwd=built, input="CONSTRUCT { ?v t:date ?d } WHERE { ?v t:date ?d }")
    assert len(list(ox.parse(done.stdout.encode(), format=ox.RdfFormat.TURTLE))) == 2


def test_service_in_a_comment_or_a_string_is_no_service(built: Path, kgtools: Run) -> None:
    harmless = 'ASK { ?v a t:Visit . FILTER("SERVICE <x>" != "#") } # SERVICE <http://example.org>'
    assert kgtools("query", "-", cwd=built, input=harmless).stdout == "yes\n"


def test_the_list_shows_questions_and_parameters(kgtools: Run) -> None:
    done = kgtools("query", "--list", "--lang", "kk", cwd=ROOT)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    topics = [line for line in lines if line and not line.startswith(" ")]
    assert topics == [message(f"questions.topic.{topic}", "kk") for topic in questions.TOPICS]
    listed = [line.strip() for line in lines if line.startswith("  ") and not line.startswith("   ")]
    assert sorted(listed) == sorted(path.stem for path in QUESTIONS)
    assert "Екі мемлекет" in done.stdout
    assert "--from (year, 1991): бірінші жыл; мысалы 2018" in done.stdout
    assert "--speaker (thing, қалдыруға болады): айтушы" in done.stdout


def test_a_byte_order_mark_before_a_query_is_nothing(built: Path, kgtools: Run, tmp_path: Path) -> None:
    query = "\ufeffSELECT ?word { VALUES ?word { 'Шағын' } }"
    done = kgtools("query", "-", "--format", "csv", cwd=built, input=query)
    assert (done.returncode, done.stdout) == (0, "word\nШағын\n")
    (tmp_path / "asked.rq").write_text("\ufeff" + query.lstrip("\ufeff"), encoding="utf-8")
    assert kgtools("query", tmp_path / "asked.rq", "--format", "csv", cwd=built).stdout == done.stdout


def test_standard_input_that_is_not_utf_8_is_named(built: Path, kgtools: Run) -> None:
    done = kgtools("query", "-", cwd=built, input="ASK { ?s ?p '\udcf8' }")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kgtools: standard input is not UTF-8: byte 14 is 0xf8; save the query as UTF-8\n"
