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
from kgtools.claims import reader
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
TEXT = "Avalon and Camelot dug the tunnel of Lyon in 2031. It was opened to traffic on 4 May 2035, and is in use."
DESCRIPTION = f"""\
name: Alps
title:
  en: "Alps: what Avalon and Camelot built"
  ru: "Alps: что построили Авалон и Камелот"
subtitle:
  en: "What Avalon and Camelot built"
about:
  en: "What articles say of the works of Avalon and Camelot."
base: {BASE}
prefix: alps
version: 0.3.0
core: 0.1.0
languages: [en, ru, kk, uz]
pair: [state/avalon, state/camelot]
licence: CC-BY-SA-4.0
creator: The miners
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
    rdfs:label "tunnel"@en , "тоннель"@ru , "тоннель"@kk , "tunnel"@uz ;
    skos:definition "A way through a mountain."@en ,
        "Путь сквозь гору."@ru ,
        "Тау арқылы өтетін жол."@kk ,
        "Togʻ orqali oʻtadigan yoʻl."@uz .

alps:dugBy a owl:ObjectProperty ;
    rdfs:domain alps:Tunnel ;
    rdfs:range t:State ;
    rdfs:label "dug by"@en , "прорыт"@ru , "қазған"@kk , "qazgan"@uz ;
    skos:definition "Who dug it."@en , "Кто его прорыл."@ru , "Оны кім қазды."@kk , "Uni kim qazgan."@uz .

alps:openedOn a owl:ObjectProperty ;
    rdfs:domain alps:Tunnel ;
    rdfs:range t:Date ;
    t:singleValued true ;
    rdfs:label "opened on"@en , "открыт"@ru , "ашылған күні"@kk , "ochilgan kuni"@uz ;
    skos:definition "When it was opened."@en , "Когда он открыт."@ru , "Қашан ашылды."@kk , "Qachon ochilgan."@uz .

alps:use a owl:ObjectProperty ;
    rdfs:domain alps:Tunnel ;
    rdfs:range skos:Concept ;
    t:codeList <{BASE}code/use> ;
    rdfs:label "use"@en , "использование"@ru , "пайдалану"@kk , "foydalanish"@uz ;
    skos:definition "Whether it is in use."@en ,
        "Используется ли он."@ru ,
        "Пайдаланыла ма."@kk ,
        "Foydalaniladimi."@uz .

<{BASE}code/use> a skos:ConceptScheme ;
    skos:prefLabel "use"@en , "использование"@ru , "пайдалану"@kk , "foydalanish"@uz ;
    rdfs:label "use"@en , "использование"@ru , "пайдалану"@kk , "foydalanish"@uz ;
    skos:definition "Whether something is in use."@en ,
        "Используется ли что-либо."@ru ,
        "Бірдеңе пайдаланыла ма."@kk ,
        "Biror narsa foydalaniladimi."@uz .

<{BASE}code/use/open> a skos:Concept ;
    skos:inScheme <{BASE}code/use> ;
    skos:topConceptOf <{BASE}code/use> ;
    skos:prefLabel "open"@en , "открыт"@ru , "ашық"@kk , "ochiq"@uz ;
    rdfs:label "open"@en , "открыт"@ru , "ашық"@kk , "ochiq"@uz ;
    skos:definition "It is in use."@en , "Используется."@ru , "Пайдаланылады."@kk , "Foydalaniladi."@uz .

<{BASE}edge/dug-together> a t:EdgeRule ;
    t:inNetwork <{namespaces.CODE}network/actors> ;
    t:edgeVia alps:Tunnel ;
    t:edgeFrom alps:dugBy ;
    t:edgeTo alps:dugBy ;
    t:edgeStart alps:openedOn ;
    t:edgeEnd alps:openedOn ;
    t:layer <{namespaces.CODE}layer/economic> ;
    t:directed false ;
    t:verb "dug a tunnel with"@en , "прорыл тоннель вместе с"@ru , "бірге тоннель қазды"@kk , "bilan tunnel qazgan"@uz .
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
# en: Which tunnels did a state dig?
# ru: Какие тоннели прорыло государство?
# kk: Мемлекет қандай тоннельдер қазды?
# uz: Davlat qanday tunnellar qazgan?
# column tunnel: the tunnel | тоннель | тоннель | tunnel
# column opened: when it was opened | когда открыт | қашан ашылды | qachon ochilgan
# parameter state: thing, pair 2; who dug it | кто прорыл | кім қазды | kim qazgan; for example Avalon

PREFIX alps: <https://example.org/alps/ontology#>

SELECT ?tunnel ?opened WHERE {
  VALUES ?state { UNDEF }
  ?tunnel a alps:Tunnel ; alps:dugBy ?state ; alps:openedOn ?opened .
}
ORDER BY ?tunnel
"""
CLAIMS = (
    ("Avalon and Camelot dug the tunnel of Lyon", "dugBy", "state/avalon"),
    ("Camelot dug the tunnel of Lyon", "dugBy", "state/camelot"),
    ("opened to traffic on 4 May 2035", "openedOn", "2035-05-04"),
    ("is in use", "use", "open"),
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
        rows.append(f"f0{number},{place},project/tunnel-of-lyon,{name},{value},,asserted,stated,,,,")
    head = "id,start,end,fingerprint,subject,property,value,when,modality,certainty,set_by,speaker,origin,note"
    return "\n".join([head, *rows]) + "\n"


def make(root: Path) -> Path:
    """The project, with its one article beside it."""
    columns = "id,label_en,label_ru,label_kk,label_uz,aliases,kind,iso,note\n"
    states = (
        "state/avalon,Avalon,Авалон,Авалон,Avalon,,State,,\nstate/camelot,Camelot,Камелот,Камелот,Kamelot,,State,,\n"
    )
    article = (
        "title:\n  en: A tunnel\nlabel:\n  en: Quill, A tunnel\n  ru: Квилл, Тоннель\n"
        "  kk: Квилл, Тоннель\n  uz: Kvill, Tunnel\nauthors:\n  - person/ada-quill\n"
        f"languages:\n  - en\nlength: {len(TEXT)}\nsha256: {hashlib.sha256(TEXT.encode()).hexdigest()}\n"
        "review: entered\n"
    )
    written = {
        "project.yaml": DESCRIPTION,
        "ontology/own.ttl": OWN,
        "ontology/shapes/own.ttl": OWN_SHAPES,
        "queries/tunnels.rq": QUESTION,
        "data/entities/states.csv": columns + states,
        "data/entities/projects.csv": columns
        + "project/tunnel-of-lyon,tunnel of Lyon,Лионский тоннель,Лион тоннелі,Lion tunneli,,Tunnel,,\n",
        "data/entities/people.csv": columns + "person/ada-quill,Ada Quill,Ада Квилл,Ада Квилл,Ada Kvill,,Person,,\n",
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
    assert project.stem == "alps"
    assert project.titled("ru") == "Alps 0.3.0: что построили Авалон и Камелот"
    assert project.told(project.about, "ru") == "What articles say of the works of Avalon and Camelot."
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
    assert {path.name for path in (alps / "build").glob("*.*")} >= {"alps.nq", "alps.trig"}
    tunnel = ox.NamedNode(namespaces.entity("project/tunnel-of-lyon"))
    assert tunnel.value.startswith(BASE)
    known = ox.Quad(tunnel, ox.NamedNode(f"{BASE}ontology#use"), ox.NamedNode(f"{BASE}code/use/open"))
    assert known in graph
    subjects = {str(getattr(quad.subject, "value", "")) for quad in graph if not isinstance(quad.subject, ox.BlankNode)}
    core = {one.removeprefix(namespaces.CORE).split("/")[0].split("#")[0] for one in subjects if namespaces.CORE in one}
    assert core <= {"ontology", "code", "edge", "dataset"}


def test_it_is_checked_by_the_shapes_of_the_core_and_by_its_own(alps: Path, tmp_path: Path) -> None:
    projects.use(alps)
    assert check.check(alps, alps / "articles").findings == []
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
    entities.write_text(entities.read_text().replace("Ада Квилл", ""))
    messages = [str(finding) for finding in check.check(wrong).findings if "people.csv" in finding.file]
    assert messages, "a label of each language of the project is needed"


def test_the_shapes_of_the_core_take_the_base_and_the_languages_of_the_project(alps: Path) -> None:
    projects.use(alps)
    terms, names = ontology.load(alps), replace(namespaces.in_use(), languages=("fr", "de"))
    tags = set()
    for path, of_core in shapes.files_of(alps):
        for quad in shapes.fitted(path.name, path.read_bytes(), names, terms, of_core):
            text = str(getattr(quad.object, "value", ""))
            assert not re.search(r"w3id(\.|\[\.\])org/tandem-kg/(id|claim|article|dataset|\()", text), (path.name, text)
            if path.name not in ("code.ttl", "network.ttl"):  # of terms, which the core has in its own languages
                assert text not in ("en", "ru", "kk", "uz"), (path.name, quad)
                tags |= {text} & {"fr", "de"}
    assert tags == {"fr", "de"}
    as_it_is = replace(namespaces.in_use(), base=namespaces.CORE, terms=frozenset())
    for path, of_core in shapes.files_of(ROOT):
        quads = shapes.fitted(path.name, path.read_bytes(), as_it_is, terms, of_core)
        assert len(quads) == len(list(ontology.parse(path.read_bytes(), path.name)))


def test_a_question_is_asked_of_one_of_the_pair(alps: Path, graph: ox.Store, kgtools: Run) -> None:
    (parameter,) = questions.find_question(alps, "tunnels").parameters
    assert parameter.default == "state/camelot"
    done = kgtools("query", "tunnels", "--root", alps, "--format", "csv")
    assert done.stdout.splitlines()[1:] == ["tunnel of Lyon,2035-05-04"]
    without = make(alps.parent / "unpaired")
    description = without / "project.yaml"
    description.write_text(re.sub(r"pair: .*\n", "", DESCRIPTION))
    projects.use(without)
    assert questions.find_question(without, "tunnels").parameters[0].default == ""


def test_a_question_with_two_defaults_is_refused(alps: Path, tmp_path: Path) -> None:
    projects.use(alps)
    file = tmp_path / "twice.rq"
    file.write_text(QUESTION.replace("UNDEF", "<https://example.org/alps/id/state/avalon>"))
    with pytest.raises(Exception, match=r"twice\.rq:7: parameter 'state' has two defaults"):
        questions.read_question(file)


def test_a_thing_is_shown_with_what_own_properties_say(alps: Path, kgtools: Run) -> None:
    done = kgtools("show", "tunnel of Lyon", "--root", alps)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Avalon" in done.stdout
    assert "Camelot" in done.stdout
    assert kgtools("why", "tunnel of Lyon", "use", "--root", alps).returncode == 0
    assert "Alps 0.3.0" in kgtools("about", "--root", alps).stdout


def test_an_own_rule_draws_edges(alps: Path, graph: ox.Store, tmp_path: Path, kgtools: Run) -> None:
    found = networks.network(graph, "actors", "en")
    assert [(one, other, data["label"]) for one, other, data in found.edges(data=True)] == [
        ("state/avalon", "state/camelot", "dug a tunnel with")
    ]
    assert projects.look("State")[0] == "#009E73"
    picture = tmp_path / "actors.svg"
    assert kgtools("network", "actors", "--root", alps, "-o", picture).returncode == 0
    assert "Alps 0.3.0" in picture.read_text(encoding="utf-8")


def test_its_terms_stand_on_the_page_of_the_ontology_and_in_the_data(alps: Path, graph: ox.Store) -> None:
    contents = Contents.read(alps, graph)
    assert "code/use" in set(vocabulary.paths(contents))
    assert "code/modality" in set(vocabulary.paths(contents))
    for path in ("ontology", "code/use", "code/modality/asserted"):
        view = vocabulary.view(contents, Frame(path, "en"))
        assert view is not None, path
    written = contents.written("ontology", "turtle")
    assert "alps:Tunnel" in written
    assert "t:Treaty" in written
    context = formats.context(alps)["@context"]
    assert context["Tunnel"] == "alps:Tunnel"
    assert context["alps"] == f"{BASE}ontology#"
    assert context["Treaty"] == "t:Treaty"
    data = json.loads(contents.written("id/project/tunnel-of-lyon", "jsonld"))
    assert "dugBy" in json.dumps(data)
    assert document(contents, "shape/Tunnel-opened") is not None


def test_a_site_is_written_and_served(alps: Path, tmp_path: Path, kgtools: Run) -> None:
    site = tmp_path / "site"
    done = kgtools("site", "--root", alps, "-o", site)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "kgtools:" in line]) == (0, [])
    home = (site / "en" / "index.html").read_text(encoding="utf-8")
    assert "What Avalon and Camelot built" in home
    for page in site.rglob("*.html"):
        assert not re.search("Kazakhstan|Uzbekistan|Tandem", page.read_text(encoding="utf-8")), page
    assert {path.name for path in site.iterdir() if path.is_dir()} >= {"en", "ru"}
    server = Serving(alps, tmp_path / "log")
    try:
        for path in ("en/index.html", "ontology.ttl", "id/project/tunnel-of-lyon.ttl", "shape/Tunnel-opened.ttl"):
            with urllib.request.urlopen(f"{server.url}/{path}") as reply:
                assert re.search("Tunnel|tunnel", reply.read().decode()), path
    finally:
        assert server.stop() == 0


def test_two_projects_are_asked_in_one_process(alps: Path) -> None:
    ours, other = tools.load(ROOT), tools.load(alps)
    assert repr(other).startswith("<Alps in en")
    for _ in range(2):
        assert ours["state/kazakhstan"].iri == "https://w3id.org/tandem-kg/id/state/kazakhstan"
        assert other["Avalon"].labels == {"en": "Avalon", "ru": "Авалон", "kk": "Авалон", "uz": "Avalon"}
        assert len(other.query("tunnels")) == 1
        assert ours["state/kazakhstan"].labels.keys() == {"en", "ru", "kk", "uz"}


@pytest.mark.parametrize(
    ("line", "instead", "expected"),
    [
        ("name: Alps", "name: [Alps]", "project.yaml:1: key 'name': not a text"),
        ("name: Alps", "nmae: Alps", "project.yaml:1: unknown key"),
        ('  en: "Alps: what Avalon and Camelot built"\n', "", "project.yaml:2: key 'title': no text in the first"),
        ('  ru: "Alps', '  fr: "Alps', "project.yaml:4: key 'title.fr': not a language of the project"),
        (f"base: {BASE}", "base: alps", "project.yaml:9: key 'base': wrong form; found 'alps'"),
        ("prefix: alps", "prefix: Alps!", "project.yaml:10: key 'prefix': wrong form"),
        ("version: 0.3.0", "version: ''", "project.yaml:11: key 'version': not a text"),
        ("languages: [en, ru, kk, uz]", "languages: [en, English]", "project.yaml:13: key 'languages': not a language"),
        ("languages: [en, ru, kk, uz]", "languages: [en, ru, en]", "project.yaml:13: key 'languages': a language given"),
        ("pair: [state/avalon, state/camelot]", "pair: [state/avalon]", "project.yaml:14: key 'pair': not two ids"),
        ("licence: CC-BY-SA-4.0", "licence: free for all", "project.yaml:15: key 'licence': wrong form"),
        ("creator: The miners", "creator:", "project.yaml:16: key 'creator': not a text"),
        ("  State: green", "  State: '#00ff00'", "project.yaml:18: key 'colours.State': not a colour of ours"),
        ("  State: green", "  Stat: green", "project.yaml:18: key 'colours.Stat': not a class of a table"),
        ("colours:\n  State: green", "colours: green", "project.yaml:17: key 'colours': not classes with colours"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_description_is_told_in_one_line(
    tmp_path: Path, kgtools: Run, line: str, instead: str, expected: str
) -> None:
    root = make(tmp_path / "alps")
    assert line in DESCRIPTION
    (root / layout.PROJECT).write_text(DESCRIPTION.replace(line, instead), encoding="utf-8")
    done = kgtools("about", "--root", root)
    assert done.returncode == 2
    assert any(one.startswith(expected) for one in done.stderr.splitlines()), done.stderr


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
    (root / "ontology" / "own.ttl").write_text(OWN.replace(' , "тоннель"@ru', "", 1), encoding="utf-8")
    projects.use(root)
    assert [str(finding) for finding in check.check(root).findings if "own.ttl" in finding.file] == [
        "ontology/own.ttl:7: a term without a label in a language of the project; found 'Tunnel'; "
        "expected rdfs:label in 'ru'; add it"
    ]
    assert reader.load(root, ontology.load(root)).facts
