"""Another project: its own base and languages, and terms that the core ontology does not have, in all that is made."""

from __future__ import annotations

import hashlib
import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

import kgtools as tools
from kgtools import layout, namespaces, ontology, projects
from kgtools.articles import fingerprints
from kgtools.checks import check, shapes
from kgtools.errors import DataError
from kgtools.graph import build, store
from kgtools.network import networks
from kgtools.portal.contents import Contents
from kgtools.portal.documents import document
from kgtools.portal.frame import Frame
from kgtools.portal.kinds import vocabulary
from kgtools.publish.linked_data import formats
from kgtools.query import questions
from tests.conftest import ROOT, Run
from tests.serving import Serving

BASE = "https://example.org/alps/"
TEXT = (
    "Ada Quill\n\nUn tunnel\n\nAvalon et Camelot ont percé le tunnel de Lyon."
    " Il fut ouvert au trafic le 4 mai 2035, et il est en service."
)
DESCRIPTION = f"""\
name: Alpes
title:
  fr: "Alpes : ce que bâtirent Avalon et Camelot"
  de: "Alpes: was Avalon und Camelot bauten"
subtitle:
  fr: "Ce que bâtirent Avalon et Camelot"
about:
  fr: "Ce que des articles disent des ouvrages d'Avalon et de Camelot."
base: {BASE}
prefix: alps
version: 0.3.0
core: 0.1.0
languages: [fr, de]
pair: [state/avalon, state/camelot]
licence: CC-BY-SA-4.0
creator: Les mineurs
colours:
  State: green
"""
OWN = f"""\
@prefix alps: <{BASE}ontology#> .
@prefix t: <{namespaces.ONTOLOGY}> .
@prefix owl: <{namespaces.STANDARD["owl"]}> .
@prefix rdfs: <{namespaces.RDFS}> .
@prefix skos: <{namespaces.SKOS}> .

alps:Tunnel a owl:Class ;
    rdfs:subClassOf t:Project ;
    rdfs:label "tunnel"@fr , "Tunnel"@de ;
    skos:definition "Un passage sous une montagne."@fr , "Ein Weg durch einen Berg."@de .

alps:dugBy a owl:ObjectProperty ;
    rdfs:domain alps:Tunnel ;
    rdfs:range t:State ;
    rdfs:label "percé par"@fr , "gegraben von"@de ;
    skos:definition "Qui l'a percé."@fr , "Wer ihn grub."@de .

alps:openedOn a owl:ObjectProperty ;
    rdfs:domain alps:Tunnel ;
    rdfs:range t:Date ;
    t:singleValued true ;
    rdfs:label "ouvert le"@fr , "eröffnet am"@de ;
    skos:definition "Quand il fut ouvert."@fr , "Wann er eröffnet wurde."@de .

alps:use a owl:ObjectProperty ;
    rdfs:domain alps:Tunnel ;
    rdfs:range skos:Concept ;
    t:codeList <{BASE}code/use> ;
    rdfs:label "usage"@fr , "Nutzung"@de ;
    skos:definition "S'il est en service."@fr , "Ob er genutzt wird."@de .

<{BASE}code/use> a skos:ConceptScheme ;
    skos:prefLabel "usage"@fr , "Nutzung"@de ;
    rdfs:label "usage"@fr , "Nutzung"@de ;
    skos:definition "Si une chose est en service."@fr , "Ob etwas genutzt wird."@de .

<{BASE}code/use/open> a skos:Concept ;
    skos:inScheme <{BASE}code/use> ;
    skos:topConceptOf <{BASE}code/use> ;
    skos:prefLabel "en service"@fr , "in Betrieb"@de ;
    rdfs:label "en service"@fr , "in Betrieb"@de ;
    skos:definition "On s'en sert."@fr , "Es wird genutzt."@de .

<{BASE}edge/dug-together> a t:EdgeRule ;
    t:inNetwork <{namespaces.CODE}network/actors> ;
    t:edgeVia alps:Tunnel ;
    t:edgeFrom alps:dugBy ;
    t:edgeTo alps:dugBy ;
    t:edgeStart alps:openedOn ;
    t:edgeEnd alps:openedOn ;
    t:layer <{namespaces.CODE}layer/economic> ;
    t:directed false ;
    t:verb "a percé un tunnel avec"@fr , "grub einen Tunnel mit"@de .
"""
OWN_SHAPES = f"""\
@prefix alps: <{BASE}ontology#> .
@prefix shape: <{BASE}shape/> .
@prefix rdfs: <{namespaces.RDFS}> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

shape:Tunnel-opened a sh:NodeShape ;
    sh:targetClass alps:Tunnel ;
    rdfs:comment "A tunnel has a day on which it was opened."@en ;
    sh:property [ sh:path alps:openedOn ; sh:minCount 1 ; sh:message "the tunnel was never opened; add openedOn" ] .
"""
QUESTION = """\
# fr: Quels tunnels un État a-t-il percés ?
# de: Welche Tunnel grub ein Staat?
# column tunnel: le tunnel | der Tunnel
# column opened: quand il fut ouvert | wann er eröffnet wurde
# parameter state: thing, pair 2; qui l'a percé | wer ihn grub; for example Avalon

PREFIX alps: <https://example.org/alps/ontology#>

SELECT ?tunnel ?opened WHERE {
  VALUES ?state { UNDEF }
  ?tunnel a alps:Tunnel ; alps:dugBy ?state ; alps:openedOn ?opened .
}
ORDER BY ?tunnel
"""
CLAIMS = (
    ("Avalon et Camelot ont percé le tunnel de Lyon", "dugBy", "state/avalon"),
    ("Camelot ont percé le tunnel de Lyon", "dugBy", "state/camelot"),
    ("Il fut ouvert au trafic le 4 mai 2035", "openedOn", "2035-05-04"),
    ("il est en service", "use", "open"),
)


@pytest.fixture(autouse=True)
def _others_stay() -> Iterator[None]:
    """The project that other tests work on is in use again afterwards."""
    before = projects.in_use()
    yield
    projects.take_up(before)


def _facts() -> str:
    rows = []
    for number, (words, name, value) in enumerate(CLAIMS, 1):
        start = TEXT.index(words)
        end = start + len(words)
        place = f"{start},{end},{fingerprints.fingerprint(words)}"
        rows.append(f"f0{number},{place},project/lyon-tunnel,{name},{value},,asserted,stated,,,,")
    head = "id,start,end,fingerprint,subject,property,value,when,modality,certainty,set_by,speaker,origin,note"
    return "\n".join([head, *rows]) + "\n"


def make(root: Path) -> Path:
    """The project, with its one article beside it."""
    columns = "id,label_fr,label_de,aliases,kind,iso,note\n"
    states = "state/avalon,Avalon,Avalon,,State,,\nstate/camelot,Camelot,Camelot,,State,,\n"
    article = (
        "title:\n  fr: Un tunnel\nlabel:\n  fr: Quill, Un tunnel\n  de: Quill, Ein Tunnel\nauthors:\n"
        f"  - person/ada-quill\nlanguages:\n  - fr\nlength: {len(TEXT)}\n"
        f"sha256: {hashlib.sha256(TEXT.encode()).hexdigest()}\nreview: entered\n"
    )
    written = {
        "project.yaml": DESCRIPTION,
        "ontology/own.ttl": OWN,
        "ontology/shapes/own.ttl": OWN_SHAPES,
        "queries/tunnels.rq": QUESTION,
        "data/entities/states.csv": columns + states,
        "data/entities/projects.csv": columns + "project/lyon-tunnel,tunnel de Lyon,Tunnel von Lyon,,Tunnel,,\n",
        "data/entities/people.csv": columns + "person/ada-quill,Ada Quill,Ada Quill,,Person,,\n",
        "data/articles/tunnel/article.yaml": article,
        "data/articles/tunnel/facts.csv": _facts(),
        "articles/tunnel.txt": TEXT,
    }
    for name, text in written.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def alps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with its build, to read from."""
    before, root = projects.in_use(), make(tmp_path_factory.mktemp("other") / "alps")
    projects.use(root)
    build.build(root)
    projects.take_up(before)
    return root


@pytest.fixture
def graph(alps: Path) -> ox.Store:
    projects.use(alps)
    return store.open_store(alps)


def test_the_core_is_used_and_what_is_added_stands_beside_it(alps: Path) -> None:
    project = projects.use(alps)
    assert project.stem == "alpes"
    assert project.titled("de") == "Alpes 0.3.0: was Avalon und Camelot bauten"
    assert project.told(project.about, "de").startswith("Ce que des articles disent")
    assert (project.licence.short, project.licence.address) == (
        "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/",
    )  # fmt: skip
    terms = ontology.load(alps)
    assert terms.is_a("Tunnel", "Entity")
    assert {"Treaty", "Tunnel"} <= terms.parents.keys()
    assert (terms.typed["use"].takes, terms.codes["use"]) == ("code", ("open",))
    assert "asserted" in terms.codes["modality"]
    assert (namespaces.term("Tunnel"), namespaces.term("Treaty")) == (
        f"{BASE}ontology#Tunnel", f"{namespaces.ONTOLOGY}Treaty",
    )  # fmt: skip
    assert namespaces.shorten(f"{BASE}code/use/open") == "code/use/open"
    assert namespaces.shorten(f"{BASE}ontology#Tunnel") == "alps:Tunnel"


def test_the_graph_names_everything_below_the_base(alps: Path, graph: ox.Store) -> None:
    assert {path.name for path in (alps / "build").glob("*.*")} >= {"alpes.nq", "alpes.trig"}
    tunnel = ox.NamedNode(namespaces.entity("project/lyon-tunnel"))
    assert tunnel.value.startswith(BASE)
    known = ox.Quad(tunnel, ox.NamedNode(f"{BASE}ontology#use"), ox.NamedNode(f"{BASE}code/use/open"))
    assert known in graph
    subjects = {str(getattr(quad.subject, "value", "")) for quad in graph if not isinstance(quad.subject, ox.BlankNode)}
    core = {one.removeprefix(namespaces.CORE).split("/")[0].split("#")[0] for one in subjects if namespaces.CORE in one}
    assert core <= {"ontology", "code", "edge", "dataset"}


def test_it_is_checked_by_the_shapes_of_the_core_and_by_its_own(alps: Path, tmp_path: Path) -> None:
    projects.use(alps)
    found = check.check(alps, alps / "articles").findings
    assert [finding for finding in found if finding.severity == "violation"] == []
    wrong = make(tmp_path / "wrong")
    projects.use(wrong)
    facts = wrong / "data/articles/tunnel/facts.csv"
    facts.write_text(
        facts.read_text()
        .replace("dugBy,state/avalon", "dugBy,person/ada-quill")
        .replace(",openedOn,2035-05-04", ",use,open")
    )
    found = [(finding.line, finding.check) for finding in check.check(wrong).findings]
    assert (2, "shape:dugBy") in found
    assert "shape:Tunnel-opened" in {name for _, name in found}
    entities = wrong / "data/entities/people.csv"
    entities.write_text(entities.read_text().replace("Ada Quill,Ada Quill", "Ada Quill,"))
    messages = [str(finding) for finding in check.check(wrong).findings if "people.csv" in finding.file]
    assert messages, "a label of each language of the project is needed"


def test_the_shapes_of_the_core_take_the_base_and_the_languages_of_the_project(alps: Path) -> None:
    projects.use(alps)
    terms, names = ontology.load(alps), namespaces.in_use()
    tags = set()
    for path, of_core in shapes.files_of(alps):
        for quad in shapes.fitted(path.name, path.read_bytes(), names, terms, of_core):
            text = str(getattr(quad.object, "value", ""))
            assert not re.search(r"w3id(\.|\[\.\])org/tandem-kg/(id|claim|article|dataset|\()", text), (path.name, text)
            if path.name not in ("code.ttl", "network.ttl"):  # of terms, which the core has in its own languages
                assert text not in ("en", "ru", "kk", "uz"), (path.name, quad)
                tags |= {text} & {"fr", "de"}
    assert tags == {"fr", "de"}
    as_it_is = replace(namespaces.in_use(), base=namespaces.CORE, terms=frozenset(), languages=("en", "ru", "kk", "uz"))
    for path, of_core in shapes.files_of(ROOT):
        quads = shapes.fitted(path.name, path.read_bytes(), as_it_is, terms, of_core)
        assert len(quads) == len(list(ontology.parse(path.read_bytes(), path.name)))


def test_a_question_is_asked_of_one_of_the_pair(alps: Path, graph: ox.Store, kgtools: Run) -> None:
    (parameter,) = questions.find_question(alps, "tunnels").parameters
    assert parameter.default == "state/camelot"
    done = kgtools("query", "tunnels", "--root", alps, "--format", "csv")
    assert done.stdout.splitlines()[1:] == ["tunnel de Lyon,2035-05-04"]
    without = make(alps.parent / "unpaired")
    description = without / "project.yaml"
    description.write_text(re.sub(r"pair: .*\n", "", DESCRIPTION))
    projects.use(without)
    assert questions.find_question(without, "tunnels").parameters[0].default == ""


def test_a_question_with_two_defaults_is_refused(alps: Path, tmp_path: Path) -> None:
    projects.use(alps)
    file = tmp_path / "twice.rq"
    file.write_text(QUESTION.replace("UNDEF", "<https://example.org/alps/id/state/avalon>"))
    with pytest.raises(Exception, match=r"twice\.rq:5: parameter 'state' has two defaults"):
        questions.read_question(file)


def test_a_thing_is_shown_with_what_own_properties_say(alps: Path, kgtools: Run) -> None:
    done = kgtools("show", "tunnel de Lyon", "--root", alps)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Avalon" in done.stdout
    assert "Camelot" in done.stdout
    assert kgtools("why", "tunnel de Lyon", "use", "--root", alps).returncode == 0
    assert "Alpes 0.3.0" in kgtools("about", "--root", alps).stdout


def test_an_own_rule_draws_edges(alps: Path, graph: ox.Store, tmp_path: Path, kgtools: Run) -> None:
    found = networks.network(graph, "actors", "fr")
    assert [(one, other, data["label"]) for one, other, data in found.edges(data=True)] == [
        ("state/avalon", "state/camelot", "a percé un tunnel avec")
    ]
    assert projects.look("State")[0] == "#009E73"
    picture = tmp_path / "actors.svg"
    assert kgtools("network", "actors", "--root", alps, "-o", picture).returncode == 0
    assert "Alpes 0.3.0" in picture.read_text(encoding="utf-8")


def test_its_terms_stand_on_the_page_of_the_ontology_and_in_the_data(alps: Path, graph: ox.Store) -> None:
    contents = Contents.read(alps, graph)
    assert "code/use" in set(vocabulary.paths(contents))
    assert "code/modality" in set(vocabulary.paths(contents))
    for path in ("ontology", "code/use", "code/modality/asserted"):
        view = vocabulary.view(contents, Frame(path, "de"))
        assert view is not None, path
    written = contents.written("ontology", "turtle")
    assert "alps:Tunnel" in written
    assert "t:Treaty" in written
    context = formats.context(alps)["@context"]
    assert context["Tunnel"] == "alps:Tunnel"
    assert context["alps"] == f"{BASE}ontology#"
    assert context["Treaty"] == "t:Treaty"
    data = json.loads(contents.written("id/project/lyon-tunnel", "jsonld"))
    assert "dugBy" in json.dumps(data)
    assert document(contents, "shape/Tunnel-opened") is not None


def test_a_site_is_written_and_served(alps: Path, tmp_path: Path, kgtools: Run) -> None:
    site = tmp_path / "site"
    done = kgtools("site", "--root", alps, "-o", site)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "kgtools:" in line]) == (0, [])
    home = (site / "fr" / "index.html").read_text(encoding="utf-8")
    assert "Ce que bâtirent Avalon et Camelot" in home
    for page in site.rglob("*.html"):
        assert not re.search("Kazakh|Uzbek|Tandem", page.read_text(encoding="utf-8")), page
    assert {path.name for path in site.iterdir() if path.is_dir()} >= {"fr", "de"}
    server = Serving(alps, tmp_path / "log")
    try:
        for path in ("fr/index.html", "ontology.ttl", "id/project/lyon-tunnel.ttl", "shape/Tunnel-opened.ttl"):
            with urllib.request.urlopen(f"{server.url}/{path}") as reply:
                assert re.search("Tunnel|tunnel", reply.read().decode()), path
    finally:
        assert server.stop() == 0


def test_two_projects_are_asked_in_one_process(alps: Path) -> None:
    ours, other = tools.load(ROOT), tools.load(alps)
    assert repr(other).startswith("<Alpes in fr")
    for _ in range(2):
        assert ours["state/kazakhstan"].iri == "https://w3id.org/tandem-kg/id/state/kazakhstan"
        assert other["Avalon"].labels == {"fr": "Avalon", "de": "Avalon"}
        assert len(other.query("tunnels")) == 1
        assert ours["state/kazakhstan"].labels.keys() == {"en", "ru", "kk", "uz"}


@pytest.mark.parametrize(
    ("line", "instead", "expected"),
    [
        ("name: Alpes", "name: [Alpes]", "1: key 'name': not a text"),
        ("name: Alpes", "nmae: Alpes", "1: unknown key"),
        ('  fr: "Alpes : ce que bâtirent Avalon et Camelot"\n', "", "2: key 'title': no text in the first language"),
        ('  de: "Alpes', '  ru: "Alpes', "4: key 'title.ru': not a language of the project"),
        (f"base: {BASE}", "base: alps", "9: key 'base': wrong form; found 'alps'"),
        ("prefix: alps", "prefix: Alps!", "10: key 'prefix': wrong form"),
        ("version: 0.3.0", "version: ''", "11: key 'version': not a text"),
        ("core: 0.1.0", "core: 99.0.0", "12: key 'core': "),
        ("languages: [fr, de]", "languages: [fr, German]", "13: key 'languages': not a language"),
        ("languages: [fr, de]", "languages: [fr, de, fr]", "13: key 'languages': a language given twice"),
        ("languages: [fr, de]", "languages: fr", "13: key 'languages': not a list"),
        ("pair: [state/avalon, state/camelot]", "pair: [state/avalon]", "14: key 'pair': not two ids"),
        ("licence: CC-BY-SA-4.0", "licence: free for all", "15: key 'licence': wrong form"),
        ("creator: Les mineurs", "creator:", "16: key 'creator': not a text"),
        ("  State: green", "  State: '#00ff00'", "18: key 'colours.State': not a colour of ours"),
        ("  State: green", "  Stat: green", "18: key 'colours.Stat': not a class of a table"),
        ("colours:\n  State: green", "colours: green", "17: key 'colours': not classes with colours"),
    ],
)
def test_what_is_wrong_in_the_description_is_told_in_one_line(
    tmp_path: Path, kgtools: Run, line: str, instead: str, expected: str
) -> None:
    root = make(tmp_path / "alps")
    assert line in DESCRIPTION
    (root / layout.PROJECT).write_text(DESCRIPTION.replace(line, instead), encoding="utf-8")
    done = kgtools("about", "--root", root)
    assert done.returncode == 2
    assert any(one.startswith(f"project.yaml:{expected}") for one in done.stderr.splitlines()), done.stderr


def test_an_own_term_may_not_be_called_as_one_of_the_core(tmp_path: Path) -> None:
    root = make(tmp_path / "alps")
    (root / "ontology" / "own.ttl").write_text(OWN.replace("alps:Tunnel", "alps:Treaty"), encoding="utf-8")
    with pytest.raises(DataError, match=r"ontology/own.ttl:7: the core ontology has a term of this name"):
        projects.read(root)
    (root / "ontology" / "own.ttl").write_text(
        OWN.replace(f"<{BASE}code/use/open>", f"<{BASE}code/modality/asserted>"), encoding="utf-8"
    )
    with pytest.raises(DataError, match="the core ontology has a code of this name"):
        projects.read(root)


def test_an_own_term_is_named_in_every_language_of_the_project(tmp_path: Path) -> None:
    root = make(tmp_path / "alps")
    (root / "ontology" / "own.ttl").write_text(OWN.replace(' , "Tunnel"@de', ""), encoding="utf-8")
    projects.use(root)
    assert [str(finding) for finding in check.check(root).findings if "own.ttl" in finding.file] == [
        "ontology/own.ttl:7: a term without a label in a language of the project; found 'Tunnel'; "
        "expected rdfs:label in 'de'; add it"
    ]


def test_what_was_kept_of_a_description_holds_as_long_as_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make(tmp_path / "alps")
    first = projects.use(root)
    build.build(root)
    with monkeypatch.context() as patch:
        patch.setattr(ontology, "parse", None)  # nothing is parsed again
        kept = projects.read(root)
    for name in ("name", "title", "lead", "pair", "licence", "colours", "names", "version", "root"):
        assert getattr(kept, name) == getattr(first, name), name
    (root / "project.yaml").write_text(DESCRIPTION.replace("name: Alpes", "name: Alpen"), encoding="utf-8")
    assert projects.read(root).name == "Alpen"
    (root / "project.yaml").write_text(DESCRIPTION, encoding="utf-8")
    (root / "ontology" / "own.ttl").write_text(OWN.replace("alps:Tunnel", "alps:Shaft"), encoding="utf-8")
    assert "Shaft" in projects.read(root).names.terms
    for broken in ("", "[]", '{"of": []}', "null"):
        (root / "build" / projects.KEPT).write_text(broken, encoding="utf-8")
        assert projects.read(root).name == "Alpes"
