"""What code knows of a subject it knows by marks of the ontology: what a project adds does what the core's terms do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import marks, namespaces, ontology, projects
from kgtools.articles.anchors import Anchor
from kgtools.checks import check
from kgtools.claims.model import Corpus, Entity, Fact, Figure, Text
from kgtools.compare import targets
from kgtools.compare.clash import Clash
from kgtools.compare.facts import clashes as facts
from kgtools.compare.facts.chronology import parties
from kgtools.compare.facts.told import Told
from kgtools.compare.figures import flows
from kgtools.compare.figures.observations import Meanings, observation
from kgtools.curation.proposals import references
from kgtools.errors import DataError
from kgtools.graph import build, store
from kgtools.network import foreground, networks
from kgtools.query.search.names import order
from kgtools.views import timeline
from kgtools.views.overview import lanes
from kgtools.views.overview.things import Catalogue
from kgtools.views.thing.identity import identity
from kgtools.views.thing.wording import sayer
from tests.conftest import ROOT

BASE = "https://example.org/unions/"
# An ontology of trade unions: who strikes against whom, who chairs what, how many hours are lent from one to another.
OWN = f"""
@prefix t: <{namespaces.ONTOLOGY}> .
@prefix own: <{BASE}ontology#> .
@prefix owl: <{namespaces.STANDARD["owl"]}> .
@prefix rdfs: <{namespaces.RDFS}> .
@prefix skos: <{namespaces.SKOS}> .
@prefix schema: <https://schema.org/> .

own:Strike a owl:Class ; rdfs:subClassOf t:Event ; rdfs:label "strike"@en ;
    t:lane "strikes" ; t:laneOrder 20 ; t:foreground true ; t:datedBy own:begunOn , own:endedOn , t:date ;
    t:introducedBy "begunOn striker" ; t:listedWith "striker" ; t:listName "strike" ; t:door 1 .
own:begunOn a owl:ObjectProperty ; rdfs:domain own:Strike ; rdfs:range t:Date ; rdfs:label "begun on"@en ;
    t:placesInTime "begins" ; t:spanTo own:endedOn .
own:endedOn a owl:ObjectProperty ; rdfs:domain own:Strike ; rdfs:range t:Date ; t:placesInTime "ends" .
own:striker a owl:ObjectProperty ; rdfs:domain own:Strike ; rdfs:range t:Actor ; rdfs:label "striker"@en ;
    t:between true ; t:describing true .
own:round a owl:DatatypeProperty ; rdfs:domain own:Strike ; t:givesOrdinal true .
own:Wave a owl:Class ; rdfs:subClassOf own:Strike ; t:seriesBy own:striker .
own:Phase a owl:Class ; rdfs:subClassOf t:Event ; t:partsTime true .
own:Charter a owl:Class ; rdfs:subClassOf t:Entity ; rdfs:label "charter"@en ;
    t:idKind "charter" ; t:table "charters" ; t:tableOrder 20 ; t:calledBy "title" ; t:comesByPlan 4 ;
    t:mayStandTwice "title" .
own:Recognition a owl:Class ; rdfs:subClassOf t:Event ; t:comesFirst own:Charter .
own:signer a owl:ObjectProperty ; rdfs:domain own:Charter ; rdfs:range t:Actor ; t:between true .
own:sealedOn a owl:ObjectProperty ; rdfs:domain own:Charter ; rdfs:range t:Date ; t:placesInTime "happens" .
own:Chairing a owl:Class ; rdfs:subClassOf t:Entity ; rdfs:label "chairing"@en ;
    t:idKind "chairing" ; t:table "chairings" ; t:tableOrder 21 ; t:calledBy "description" ;
    t:statementOf own:chairer ; t:statementValue own:chaired ; t:heldByOne true ;
    t:datedBy own:begunOn , own:endedOn .
own:chairer a owl:ObjectProperty ; rdfs:domain own:Chairing ; rdfs:range t:Person .
own:chaired a owl:ObjectProperty ; rdfs:domain own:Chairing ; rdfs:range own:Union .
own:Union a owl:Class ; rdfs:subClassOf t:Actor ; rdfs:label "union"@en ;
    t:idKind "union" ; t:table "unions" ; t:tableOrder 22 ; t:calledBy "proper" ; t:isSide true .
own:branchOf a owl:ObjectProperty ; rdfs:domain t:Body ; rdfs:range own:Union ; t:leadsToWhole true .
<{BASE}code/flow/lending> a skos:Concept ; skos:inScheme <{namespaces.CODE}flow> .
<{BASE}code/flow/borrowing> a skos:Concept ; skos:inScheme <{namespaces.CODE}flow> ;
    t:mirrors <{BASE}code/flow/lending> .
<{BASE}code/flow/exchange> a skos:Concept ; skos:inScheme <{namespaces.CODE}flow> ;
    t:sumOf <{BASE}code/flow/lending> , <{BASE}code/flow/borrowing> .
<{BASE}code/qualifier/overtime> a skos:Concept ; skos:inScheme <{namespaces.CODE}qualifier> ; t:asksAnother true .
<{BASE}code/layer/solidarity> a skos:Concept ; skos:inScheme <{namespaces.CODE}layer> ; t:layerOrder 9 .
<{BASE}code/network/unions> a skos:Concept ; skos:inScheme <{namespaces.CODE}network> ;
    t:setsAside <{BASE}code/layer/solidarity> .
"""
HEAD = "id,label_en,label_ru,label_kk,label_uz,aliases,kind,iso,note\n"
TABLES = {
    "people": ["person/ann-reed,Ann Reed,Энн Рид,Энн Рид,Enn Rid,,Person,,"],
    "events": [
        "event/dock-strike,Dock strike,Забастовка в порту,Порттағы ереуіл,Portdagi ish tashlash,,Strike,,",
        "event/dock-walk,Dock walk,Шествие в порту,Порттағы шеру,Portdagi yurish,,Event,,",
    ],
    "unions": ["union/dockers,Dockers,Докеры,Докерлер,Dokerlar,,Union,,"],
    "chairings": ["chairing/reed,Ann Reed in the chair,Энн Рид во главе,Энн Рид төраға,Enn Rid rais,,Chairing,,"],
}
FACTS = """id,subject,property,value,modality,reference,note
b01,event/dock-strike,begunOn,1912-03,asserted,made up,
b02,event/dock-strike,endedOn,1912-05,asserted,made up,
b03,event/dock-strike,striker,union/dockers,asserted,made up,
b04,chairing/reed,chairer,person/ann-reed,asserted,made up,
b05,chairing/reed,chaired,union/dockers,asserted,made up,
b06,chairing/reed,begunOn,1910,asserted,made up,
b07,event/dock-walk,date,1911,asserted,made up,
"""


@pytest.fixture(scope="module")
def unions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project with an ontology of its own, in use while the tests of this module run."""
    root = tmp_path_factory.mktemp("unions")
    described = (ROOT / "project.yaml").read_text(encoding="utf-8")
    described = re.sub(r"(?m)^base: .*$", f"base: {BASE}", described)
    described = re.sub(r"(?m)^pair: .*$", "pair: [union/dockers, union/miners]", described)
    (root / "project.yaml").write_text(described, encoding="utf-8")
    for folder in ("ontology", "data/entities", "data/background", "queries"):
        (root / folder).mkdir(parents=True)
    (root / "ontology" / "unions.ttl").write_text(OWN, encoding="utf-8")
    for name, rows in TABLES.items():
        (root / "data" / "entities" / f"{name}.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    (root / "data" / "background" / "facts.csv").write_text(FACTS, encoding="utf-8")
    projects.use(root)
    yield root
    projects.use(ROOT)


@pytest.fixture(scope="module")
def graph(unions: Path) -> ox.Store:
    build.build(unions)
    return store.open_store(unions)


def corpus(*rows: str) -> Corpus:
    """Claims such as `a/f1 event/x date 2017`, of things whose class is written behind a colon: `event/x:Strike`."""
    entities, found = {}, []
    for row in rows:
        key, *cells = row.split()
        for cell in (cells[0], cells[2]):
            identifier, _, class_ = cell.partition(":")
            if class_:
                label = Text(identifier.partition("/")[2].replace("-", " "), "en")
                entities[identifier] = Entity(identifier, class_, (label,), (), "", "", "", 2)
        subject, name, value = (cell.partition(":")[0] for cell in cells)
        article, _, number = key.partition("/")
        found.append(
            Fact(article, number, Anchor(0, 1, ""), "stated", (), "", "f.csv", 2, subject, name, value, "", "",
                 "asserted", (), "")
        )  # fmt: skip
    return Corpus(entities, {}, tuple(found), ())


def clashes(*rows: str) -> list[Clash]:
    return list(facts.clashes(corpus(*rows), marks.ontology()))


# -- time ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unions")
def test_lanes_of_an_own_class_its_order_and_its_dates() -> None:
    every = lanes.every_lane()
    assert list(every)[-2:] == ["strikes", lanes.FACTS]
    assert lanes.lane_of(["Event", "Strike"]) == "strikes", "the nearest class that names a lane decides"
    assert lanes.lane_of(["Event"]) == "events"
    assert every["strikes"].span == ("begunOn", "endedOn")
    assert every["events"].span is None
    assert "strikes" in lanes.usual()
    assert "events" not in lanes.usual()
    assert lanes.label("strikes", "kk") == "strike", "without a heading of its own it is called by its class"


def test_the_timeline_draws_what_an_own_class_dates_as_one_span(graph: ox.Store) -> None:
    found = {(bar.lane, bar.thing): bar.dates for bar in timeline.bars(graph, ("strikes", "events"))}
    assert found == {("strikes", "event/dock-strike"): "1912-03/1912-05", ("events", "event/dock-walk"): "1911"}
    assert timeline.states_of(graph)["event/dock-strike"] == ("union/dockers",)


@pytest.mark.usefixtures("unions")
def test_an_end_before_a_beginning_an_order_of_rounds_and_phases_that_overlap() -> None:
    late = clashes("a/f1 event/x:Strike begunOn 1912", "b/f1 event/x endedOn 1911")
    assert [clash.type for clash in late] == ["sequence"]
    assert clashes("a/f1 event/x:Strike begunOn 1911", "b/f1 event/x endedOn 1912") == []
    waves = (
        "a/f1 event/x:Wave striker union/d:Union", "a/f2 event/x round 2", "a/f3 event/x begunOn 1911",
        "a/f4 event/y:Wave striker union/d", "a/f5 event/y round 1",
    )  # fmt: skip
    late_first = clashes(*waves, "a/f6 event/y begunOn 1913")
    assert {clash.question for clash in late_first} == {"event/y round", "event/y event/x round"}
    assert clashes(*waves, "a/f6 event/y begunOn 1910") == []
    phases = (
        "a/f1 event/x:Phase striker union/d:Union", "a/f2 event/x begunOn 1911", "a/f3 event/x endedOn 1915",
        "a/f4 event/y:Phase striker union/d", "a/f5 event/y endedOn 1920",
    )  # fmt: skip
    assert any("overlap" in clash.why for clash in clashes(*phases, "a/f6 event/y begunOn 1913"))
    assert clashes(*phases, "a/f6 event/y begunOn 1916") == []


@pytest.mark.usefixtures("unions")
def test_what_comes_first_comes_before_the_class_that_it_names() -> None:
    rows = (
        "a/f1 event/r:Recognition striker union/d:Union", "a/f2 event/r striker union/m:Union",
        "a/f3 charter/c:Charter signer union/d", "a/f4 charter/c signer union/m", "a/f5 event/r date 1900",
    )  # fmt: skip
    early = clashes(*rows, "a/f6 charter/c sealedOn 1890")
    assert [clash.question for clash in early] == ["event/r"]
    assert clashes(*rows, "a/f6 charter/c sealedOn 1901") == []


@pytest.mark.usefixtures("unions")
def test_two_who_hold_at_one_time_what_one_alone_can_hold() -> None:
    rows = [
        f"a/{name}{number} chairing/{name}:Chairing {property_} {value}"
        for name, (begun, ended) in {"x": ("1900", "1905"), "y": ("1903", "1908")}.items()
        for number, (property_, value) in enumerate(
            (("chaired", "union/d:Union"), ("chairer", f"person/{name}:Person"), ("begunOn", begun), ("endedOn", ended))
        )
    ]
    assert [clash.question for clash in clashes(*rows)] == ["union/d chairer"]
    assert clashes(*(row.replace("1903", "1906") for row in rows)) == []


# -- who and what -------------------------------------------------------------------------------------------


def test_things_of_own_classes_are_introduced_and_listed_by_what_their_marks_name(graph: ox.Store) -> None:
    def told(thing: str) -> str:
        node = ox.NamedNode(namespaces.entity(thing))
        return "".join(part.words for part in identity(graph, node, sayer(graph, "en"), "en"))

    assert told("event/dock-strike").startswith("strike; begun on: 1912-03; striker: Dockers")
    assert told("person/ann-reed").startswith("Dockers since 1910"), "what is held by one says who somebody is"
    assert told("union/dockers").startswith("union; Ann Reed since 1910")
    catalogue = Catalogue(graph)
    assert catalogue.what("event/dock-strike", "en").startswith("strike; Dockers")
    assert catalogue.what("person/ann-reed", "en").startswith("Dockers")
    assert catalogue.thing("event/dock-strike").states == ("union/dockers",)
    assert catalogue.thing("union/dockers").states == ()


@pytest.mark.usefixtures("unions")
def test_kinds_are_named_as_their_marks_say() -> None:
    assert "union/" in marks.kinds("calledBy", "proper")
    assert "charter/" in marks.kinds("calledBy", "title")
    assert marks.kinds("isSide") == ("state/", "union/")
    assert order(namespaces.entity("union/dockers")) == 0 < order(namespaces.entity("charter/c")) == 3
    known = references.Register(corpus("a/f1 event/x:Strike striker union/d:Union"), marks.ontology(), {})
    assert known._parts == {"event/x": {"striker": {"union/d"}}}, "a strike is known again by who struck"
    assert marks.relations(by_one=True)[0].across("union/dockers") == ("chaired", "chairer")


@pytest.mark.usefixtures("unions")
def test_what_comes_about_by_a_plan_is_one_target() -> None:
    assert targets.planned_things() == ("project", "event", "document", "charter")
    planned = [
        replace(fact, modality="planned") for fact in corpus("a/f1 charter/c:Charter signer union/d:Union").facts
    ]
    found = targets.Targets(Corpus({}, {}, tuple(planned), ()), marks.ontology())
    assert found.key(planned[0]) == ("plan", "charter/c")


@pytest.mark.usefixtures("unions")
def test_a_branch_stands_for_the_side_to_which_it_belongs() -> None:
    rows = ("a/f1 charter/c:Charter signer body/b:Body", "a/f2 body/b branchOf union/d:Union")
    assert parties(Told.by(corpus(*rows), marks.ontology())) == {"charter/c": ("union/d",)}
    assert parties(Told.by(corpus(rows[0]), marks.ontology())) == {"charter/c": ("body/b",)}


# -- figures and networks -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("unions")
def test_flows_that_mirror_each_other_and_their_sum() -> None:
    assert flows.mirrored() == {"import": "export", "borrowing": "lending"}
    assert flows.totals() == {"export": "turnover", "lending": "exchange"}
    assert flows.has_no_direction("exchange")
    assert flows.adds_up("borrowing")
    assert not flows.adds_up("balance")
    known = Fact("background", "b1", None, "", (), "", "f", 1, "indicator/hours", "reciprocal", "true", "", "",
                 "asserted", (), "")  # fmt: skip
    meanings = Meanings.of(Corpus({}, {}, (known,), ()))
    borrowed = Figure(
        "a", "n1", Anchor(0, 5, "x"), "stated", (), "", "f", 1, "indicator/hours", "union/d", "union/m", "borrowing",
        "", "1912", "40", "item", "exact", ("overtime", "estimate"), "asserted", (), "",
    )  # fmt: skip
    series = observation(borrowed, marks.ontology(), meanings).series
    assert (series.measured, series.partner, series.flow) == ("union/m", "union/d", "lending")
    assert series.qualifiers == ("overtime",), "an estimate asks nothing else"


@pytest.mark.usefixtures("unions")
def test_layers_and_what_a_network_sets_aside() -> None:
    assert networks.layers()[-1] == "solidarity"
    assert foreground.aside("unions") == {"solidarity"}
    assert foreground.aside("actors") == {"expert"}
    assert foreground.aside("leaders") == frozenset()


# -- the marks themselves, and the code ---------------------------------------------------------------------


def wrong(root: Path) -> list[str]:
    return [str(one).partition(": ")[2] for one in dict.fromkeys(marks.misused(ontology.load(root)))]


def test_marks_stand_where_they_belong_and_have_values_that_are_known() -> None:
    terms = ontology.load(ROOT)
    assert wrong(ROOT) == []
    described = {"builtByTool", "codeList", "kind", "reserved", "oppositeOf", "seriesBy", "inNetwork"}  # take any terms
    annotations = {
        namespaces.term_name(quad.subject.value)
        for quad in terms.quads
        if quad.object == ox.NamedNode(namespaces.STANDARD["owl"] + "AnnotationProperty")
    }
    assert {one for one in annotations if not one.startswith("edge")} - described == marks.USES.keys()


@pytest.mark.usefixtures("unions")
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("own:Strike t:introducedBy 'begunOnn striker' .", "mark 'introducedBy' of 'Strike'; found 'begunOnn'; "
         "expected names of properties; did you mean 'begunOn'?"),
        ("own:Wave t:listedWith 'sidee' .", "mark 'listedWith' of 'Wave'; found 'sidee'; expected names of prop"),
        ("own:begunOn t:spanTo own:endOn .", "a term that nothing defines; found own:endOn; expected a term of the "
         "ontology; did you mean 'own:endedOn'?"),
        ("own:begunOn t:spanTo 'endOn' .", "mark 'spanTo' of 'begunOn'; found 'endOn'; expected a property of the "),
        ("own:Strike t:laneOrder 'last' .", "mark 'laneOrder' of 'Strike'; found 'last'; expected a whole number; "),
        ("own:Charter t:calledBy 'titel' .", "mark 'calledBy' of 'Charter'; found 'titel'; expected proper or name "
         "or title or term or phrase or description; did you mean 'title'?"),
        ("own:Strike t:introducdBy 'begunOn' .", "a term that nothing defines; found t:introducdBy; expected a term "
         "of the ontology; did you mean 't:introducedBy'?"),
        ("own:Strick t:lane 'strikes' .", "a term that nothing defines; found own:Strick; expected a term of the "
         "ontology; did you mean 'own:Strike'?"),
        ("own:striker t:lane 'strikes' .", "mark 'lane' stands on what is none of its sort; found striker; expected "
         "the sort: class; "),
        ("own:Strike rdfs:subClassOf t:Evnt .", "a term that nothing defines; found t:Evnt; "),
        (f"<{BASE}id/indicator/hours> t:measuredAs 'rang' .", "mark 'measuredAs' of "),
    ],
)  # fmt: skip
def test_what_an_own_ontology_says_wrongly_is_one_line(written: str, said: str, unions: Path) -> None:
    own = unions / "ontology" / "unions.ttl"
    own.write_text(OWN + written + "\n", encoding="utf-8")
    try:
        (found,) = wrong(unions)
        assert found.startswith(said)
        assert any(str(one).endswith(found) for one in check.check(unions).findings if one.check == "own-term")
    finally:
        own.write_text(OWN, encoding="utf-8")


@pytest.mark.usefixtures("unions")
@pytest.mark.parametrize("given", ["", "; t:multiplier 'many'"])
def test_a_unit_says_how_many_of_its_base_it_is(given: str, unions: Path) -> None:
    own, shift = unions / "ontology" / "unions.ttl", f"<{BASE}code/unit/shift>"
    written = f"{shift} a skos:Concept ; skos:inScheme <{namespaces.CODE}unit> ; t:baseUnit {shift} {given} ."
    own.write_text(OWN + written, encoding="utf-8")
    try:
        with pytest.raises(
            DataError, match=r"unions.ttl:\d+: the unit 'shift' has no multiplier; .*expected one such as"
        ):
            ontology.load(unions)
    finally:
        own.write_text(OWN, encoding="utf-8")


@pytest.mark.usefixtures("unions")
def test_a_thing_that_the_ontology_marks_is_one_of_the_tables(unions: Path) -> None:
    own = unions / "ontology" / "unions.ttl"
    own.write_text(OWN + f"<{BASE}id/event/dock-strik> t:measuredAs 'rank' .\n", encoding="utf-8")
    try:
        found = [str(one) for one in check.check(unions).findings if one.check == "own-term"]
        assert [one.partition(": ")[2] for one in found if "speaks" in one] == [
            "the ontology speaks of a thing that no table has; found 'event/dock-strik'; expected the id of an entity; "
            "did you mean 'event/dock-strike'?"
        ]
    finally:
        own.write_text(OWN, encoding="utf-8")


# Names of the core ontology that belong to the tools' own model, not to a subject.
MODEL = {
    "classes": {  # what a claim is, who can be named in one, and how edges and units are described
        "Actor", "Article", "Cell", "Claim", "Concept", "Date", "Disagreement", "EdgeRule", "Entity", "Evidence",
        "Fact", "Figure", "IndependentOrigin", "Indicator", "Opinion", "PassageSelector", "Statement", "Target",
        "TranslatedText", "Unit", "Withdrawn",
    },
    "properties": {  # how an article or another work is described, and in words what anything is
        "author", "publisher", "publishedOn", "url", "cites", "title", "account", "keyword", "about", "affiliation",
        # how an indicator is made from others
        "reciprocal", "growthOf", "indexOf", "shareOf", "countedIn", "numerator", "denominator",
    },
}  # fmt: skip
# Lists of codes of the subject. Modality, certainty, bounds, units and the codes of disagreements are the model's.
LISTS = ("flow", "layer", "network", "project-status", "membership-role", "relation-status", "qualifier", "stance")
# Words that code also says of itself: fields of requests and formats, columns, parts of pictures.
WORDS = {
    "start", "end", "date", "status", "group", "result", "state", "body", "post", "host", "event", "person", "project",
    "place", "party", "topic", "planned", "proposed", "documents",
}  # fmt: skip
# Files that may name terms of the subject, and why.
SPARED = {
    "values/palette.py": "the looks that a picture gives classes and layers of the core; project.yaml gives others",
    "init/example.py": "the example that a new project begins with is data",
    "init/new_project.py": "Project is here the class of what describes a project",
    "languages/reading.py": "the words for a balance stand in the file of each language",
    "api/graph.py": "the network of actors, of the core, is what is drawn if nobody names one",
    "cli/draw/measures.py": "the same",
    "cli/draw/network.py": "the same",
    "portal/doors/networks.py": "the same",
    "network/matrix.py": "the networks of the core from which its two matrices are taken",
    "network/networks.py": "the network whose edges `two-mode` opens",
    "portal/evidence/articles.py": "Person is here the word of schema.org for an author",
    "shacl/__init__.py": "a report of SHACL is no report of the ontology",
    "checks/passages/figures.py": "the words for qualifiers are in the lists of each language",
    "compare/targets.py": "what an expectation is, and that a recommendation sets none, makes a target",
    "curation/proposals/passages.py": "a balance has words of its own in the lists of each language",
    "publish/services/matching.py": "only the abbreviations of international organisations are known to all",
}


def named_in_code(package: Path, terms: ontology.Ontology) -> dict[str, set[str]]:
    """The terms of a subject that texts of the code name, by file; what docstrings and comments say is left out."""
    kinds = {mark[0] for mark in terms.marks["idKind"].values()} - {"indicator"}
    typed = {name for name, known in terms.properties.items() if not known.built}
    subject = (set(terms.parents) | typed | {f"{kind}/" for kind in kinds} | kinds) - MODEL["classes"]
    subject = subject - MODEL["properties"] - WORDS
    codes = {f"{name}/{code}" for name in LISTS for code in terms.codes[name]}
    subject |= codes | {code.partition("/")[2] for code in codes} - WORDS
    found: dict[str, set[str]] = {}
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if name.startswith("curation/extract/"):
            continue  # the reader of articles has frames of its own, by language
        for text in strings(ast.parse(path.read_text(encoding="utf-8"))):
            said = {text, *re.findall(r"\bt:(\w+)", text), *re.findall(r"code/([\w-]+/[\w-]+)", text)} & subject
            if said:
                found.setdefault(name, set()).update(said)
    return found


def strings(tree: ast.Module) -> Iterator[str]:
    """The texts of a module, without its docstrings."""
    blocks = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    first = [block.body[0] for block in blocks if block.body]
    told = {id(one.value) for one in first if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_no_code_names_a_class_property_kind_or_code_of_the_subject(tmp_path: Path) -> None:
    terms = ontology.load(ROOT)
    found = named_in_code(ROOT / "kgtools", terms)
    assert {name: said for name, said in found.items() if name not in SPARED} == {}, "ask for a mark: docs/ontology.md"
    assert SPARED.keys() <= found.keys(), "what names nothing any more need not be spared"
    (tmp_path / "a.py").write_text('"""Of the Visit."""\nQUERY = "?x a t:Treaty"\nKIND, LAST = "tenure/", "signedOn"\n')
    assert named_in_code(tmp_path, terms) == {"a.py": {"Treaty", "tenure/", "signedOn"}}
