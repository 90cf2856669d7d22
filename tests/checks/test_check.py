"""The check as a curator uses it: findings and their formats, accepted warnings, and checks of what changed."""

from __future__ import annotations

import csv
import io
import json
import random
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import files, namespaces, ontology, remembering
from kgtools.articles import fingerprints
from kgtools.checks import changes, check, formats, locate
from kgtools.checks.check import Report
from kgtools.checks.shapes import load_shapes
from kgtools.claims import reader, tables, translations
from kgtools.errors import DataError, Finding
from kgtools.remembering import same
from kgtools.shacl.report import Result
from kgtools.shacl.vocabulary import SH
from tests.conftest import ROOT, Run

HEAD = f"""
@prefix sh: <{SH}> . @prefix shape: <{namespaces.base()}shape/> . @prefix t: <{namespaces.ONTOLOGY}> .
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix rdfs: <{namespaces.RDFS}> . @prefix xsd: <{namespaces.XSD}> .
shape:extra-prefixes sh:declare [ sh:prefix "t" ; sh:namespace "{namespaces.ONTOLOGY}"^^xsd:anyURI ] .
"""
WARNS = """shape:Testing a sh:NodeShape ; sh:targetClass t:Visit ; sh:severity sh:Warning ;
    sh:property [ sh:path t:seat ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "it warns" ] .
"""
FACTS = "data/articles/short-note/facts.csv"


def add_shapes(project: Path, turtle: str) -> None:
    (project / "ontology" / "shapes" / "extra.ttl").write_text(HEAD + turtle, encoding="utf-8")


def edit(project: Path, file: str, before: str, after: str) -> int:
    """Change a table of a project and return the line of the change."""
    path = project / file
    content = path.read_text(encoding="utf-8")
    assert content.count(before) == 1, before
    path.write_text(content.replace(before, after), encoding="utf-8")
    return content[: content.index(before)].count("\n") + 1


def accept(project: Path, *rows: str) -> None:
    lines = [",".join(tables.ACCEPTED_WARNINGS), *rows]
    (project / "data" / "accepted-warnings.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


# -- what a finding says --------------------------------------------------------------------------------


def broken(project: Path) -> int:
    return edit(project, FACTS, "host,state/arcadia,", "host,place/morne,")


def test_a_finding_shows_its_check(mini: Path) -> None:
    line = broken(mini)
    (finding,) = check.check(mini).findings
    assert (finding.file, finding.line, finding.check) == (FACTS, line, "shape:host")
    edit(mini, FACTS, "host,place/morne,", "host,place/nowhere,")
    (finding,) = check.check(mini).findings
    assert (finding.line, finding.check) == (line, "table")


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        # Nodes that the build writes for a claim lead back to the row of the claim.
        ("sh:targetClass t:PassageSelector ; sh:property [ sh:path oa:end ; sh:maxInclusive 200 ]", "facts.csv"),
        ("sh:targetClass t:Evidence ; sh:property [ sh:path oa:hasSource ; sh:maxCount 0 ]", "facts.csv"),
        ("sh:targetClass t:Cell ; sh:property [ sh:path t:indicator ; sh:maxCount 0 ]", "figures.csv"),
        ("sh:targetClass t:Date ; sh:property [ sh:path t:edtf ; sh:pattern '^2019$' ]", "facts.csv"),
    ],
)
def test_a_finding_about_a_built_node_names_the_row(mini: Path, turtle: str, expected: str) -> None:
    add_shapes(mini, f"shape:extra a sh:NodeShape ; {turtle} .")
    found = check.check(mini).findings
    assert any(finding.file.endswith(expected) for finding in found)
    assert all(finding.line > 0 for finding in found), found


def test_a_rule_points_to_the_claim_it_names_and_fills_its_message(mini: Path) -> None:
    add_shapes(
        mini,
        """shape:extra a sh:NodeShape ; sh:targetClass t:Visit ; sh:sparql [
        sh:prefixes shape:extra-prefixes ; sh:message "{?value} visits {$this} as {?claim}; correct it" ;
        sh:select "SELECT $this ?value ?claim WHERE {
            $this t:visitor ?value . ?claim rdf:subject $this ; rdf:object ?value }" ] .""".replace("\n", " "),
    )
    (finding,) = check.check(mini).findings
    line = edit(mini, FACTS, "visitor,person/boris-rudolf,", "visitor,person/boris-rudolf,")
    assert (finding.file, finding.line) == (FACTS, line)
    assert finding.message.startswith("person/boris-rudolf visits event/state-visit-2019 as claim/short-note/")
    assert finding.check == "shape:extra"
    assert finding.actual.startswith("event/state-visit-2019 person/boris-rudolf")


def test_what_is_found_of_a_figure_is_called_by_the_figure(mini: Path) -> None:
    add_shapes(
        mini,
        """shape:extra a sh:NodeShape ; sh:targetObjectsOf t:indicator ; sh:sparql [ sh:prefixes shape:extra-prefixes ;
        sh:select "SELECT $this ?path ?value ?claim WHERE { ?claim a t:Figure ; t:indicator $this ; t:value ?value .
        FILTER(?value = 4900000000) BIND(t:value AS ?path) }" ] .""".replace("\n", " "),
    )
    (finding,) = check.check(mini).findings
    assert finding.actual == "claim/short-note/n01 t:value 4900000000"


def test_a_shape_that_is_not_known_stops_the_check(mini: Path, kgtools: Run) -> None:
    add_shapes(mini, "shape:extra a sh:NodeShape ; sh:targetClass t:Visit ; sh:minCout 1 ; sh:nodeKind t:Odd .")
    with pytest.raises(DataError) as refused:
        check.check(mini)
    place = "ontology/shapes/extra.ttl: shape extra: the check cannot evaluate"
    assert [str(finding) for finding in refused.value.findings] == [
        f"{place}; found sh:minCout; expected sh:minCount; write it in another way, or add it to kgtools/shacl",
        f"{place}; found sh:nodeKind {namespaces.term('Odd')}; write it in another way, or add it to kgtools/shacl",
    ]
    done = kgtools("check", "--root", mini)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 2)


UNKNOWN = {  # what shapes ask for that no ontology knows, and the mend
    "sh:targetClass t:Visitt": ("ontology#Visitt", "did you mean https://w3id.org/tandem-kg/ontology#Visit?"),
    "sh:path ( t:visitor [ sh:inversePath t:hostt ] )": ("ontology#hostt", "did you mean"),
    "sh:targetClass <https://w3id.org/tandem-kg/Visit>": ("tandem-kg/Visit", "tandem-kg/ontology#Visit?"),
    "sh:targetSubjectsOf <http://example.org/invited>": ("http://example.org/invited", "define it"),
    "sh:class t:Vissit": ("ontology#Vissit", "did you mean"),
    "sh:in ( <https://w3id.org/tandem-kg/code/status/done> )": ("code/status/done", "define it"),
    "sh:sparql [ sh:select 'SELECT $this { $this <https://w3id.org/tandem-kg/ontology#vistor> ?x }' ]":
        ("ontology#vistor", "did you mean"),
}  # fmt: skip


def test_a_shape_about_what_the_ontology_does_not_know_stops_the_check(mini: Path) -> None:
    """It would find nothing, whatever the data say; the shapes of the project, read along with it, know their terms."""
    add_shapes(mini, "\n".join(f"shape:s{n} sh:nodeKind sh:IRI ; {shape} ." for n, shape in enumerate(UNKNOWN)))
    with pytest.raises(DataError) as refused:
        load_shapes(mini)
    told = {finding.message.split(":")[0].removeprefix("shape s"): finding for finding in refused.value.findings}
    assert sorted(told) == [str(number) for number in range(len(UNKNOWN))]
    for number, (found, mend) in enumerate(UNKNOWN.values()):
        finding = told[str(number)]
        assert (finding.file, finding.actual.endswith(found)) == ("ontology/shapes/extra.ttl", True)
        assert mend in finding.hint
    assert "asks for a term that the ontology does not know; found " in str(told["0"])


def test_a_rule_that_reports_a_failure_stops_the_check(mini: Path) -> None:
    select = "SELECT $this ?failure WHERE { $this ?p ?o BIND(true AS ?failure) }"
    add_shapes(mini, f"shape:extra a sh:NodeShape ; sh:targetClass t:Visit ; sh:sparql [ sh:select '{select}' ] .")
    with pytest.raises(DataError, match=r"shape extra: the check cannot evaluate; found .*a query reports a failure"):
        check.check(mini)
    with pytest.raises(DataError, match="a query reports a failure"):
        changes.State(mini, None)


def test_a_rule_that_takes_too_long_is_named(mini: Path) -> None:
    # It goes through pairs of labels, which takes half a second; longer, and it would go on while other tests run.
    pairs = (
        '?a rdfs:label ?b . ?c rdfs:label ?d FILTER(LANG(?d) IN ("en", "kk") && CONCAT(STR(?b), STR(?d)) = STR($this))'
    )
    select = f"SELECT $this WHERE {{ $this a t:Visit . {pairs} }}"
    rule = f"sh:sparql [ sh:prefixes shape:prefixes ; sh:select '{select}' ]"
    add_shapes(mini, f"shape:extra a sh:NodeShape ; sh:targetClass t:Visit ; {rule} .")
    told = r"ontology/shapes/extra.ttl: shape extra: .* longer than 0.25 seconds; expected .*--rule-limit"
    with pytest.raises(DataError, match=told):
        check.check(mini, limit=0.25)
    assert check.check(mini, limit=300).findings == []


def test_a_severity_of_ones_own_counts_as_a_violation(mini: Path) -> None:
    add_shapes(mini, WARNS.replace("sh:Warning", "t:Grave"))
    (finding,) = check.check(mini).findings
    assert (finding.severity, finding.check) == ("violation", "shape:Testing")


# -- large projects -------------------------------------------------------------------------------------


def test_another_process_finds_the_same_in_the_corpus(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(mini)
    edit(mini, "data/entities/places.csv", ",Morne,", ",Morne Morne,")
    alone = check.check(mini)
    assert [finding.check for finding in alone.findings] == ["shape:host", "label-letters"]
    monkeypatch.setattr(check, "_MANY", 1)
    with monkeypatch.context() as patched:
        patched.setattr(check, "_of_the_corpus", None)  # this process does without
        assert check.check(mini) == alone
    monkeypatch.setattr(check, "_HELP", "print('[]'); print('[{')")  # and does it itself where the other one breaks off
    assert check.check(mini) == alone


def test_who_checks_once_finds_the_same_and_keeps_nothing(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(mini)
    add_shapes(mini, WARNS)
    translate(mini)
    accept(mini, "a1,shape:Testing,data/entities/events.csv,event/state-visit-2019,that is how it is")
    whole = check.check(mini)
    assert whole.accepted
    assert {finding.check for finding in whole.findings} >= {"shape:host", "translation"}
    monkeypatch.setattr(check, "_MANY", 1)
    forget()
    once = check.check(mini, once=True)
    assert (once.findings, once.accepted, once.anchors) == (whole.findings, whole.accepted, whole.anchors)
    assert sorted(map(Result.order, once.results)) == sorted(map(Result.order, whole.results))
    assert not tables._latest  # of the tables nothing is kept
    check.check(mini)
    assert tables._latest  # which is for who checks again


@pytest.mark.parametrize("wrong", ["row", "file", "fact"])
def test_who_checks_once_is_told_all_that_cannot_be_read(
    mini: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    """Translations are read with the graph, all else before it."""
    translate(mini)
    table = mini / "data" / "translations" / "ru.csv"
    if wrong == "row":
        table.write_text(table.read_text(encoding="utf-8") + "short-note/o01,nothing,\n", encoding="utf-8")
    elif wrong == "file":
        table.with_name("russian.csv").write_text("id\n", encoding="utf-8")
    else:
        edit(mini, FACTS, "visitor,person/boris-rudolf,", "visitor,person/nobody,")
    whole = check.check(mini)
    assert {finding.check for finding in whole.findings} == {"table"}
    monkeypatch.setattr(check, "_MANY", 1)
    assert check.check(mini, once=True) == whole


@pytest.mark.parametrize("many", [16, 1])
def test_a_check_tells_how_far_it_is(mini: Path, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """All that will be done is named at the beginning, and done in the end, whoever does it."""
    monkeypatch.setattr(check, "_MANY", many)
    told: list[tuple[object, int, int]] = []
    check.check(mini, tell=lambda *one: told.append(one))
    parts = {part for part, _, _ in told}
    assert {part for part, done, _ in told[: len(parts)] if done == 0} == parts
    assert {part for part, done, of in told if done == of} == parts


def test_a_check_that_is_interrupted_ends_with_one_line(
    mini: Path, kgtools: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "load_shapes", interrupted)
    for many in (16, 1):
        monkeypatch.setattr(check, "_MANY", many)
        done = kgtools("check", "--root", mini)
        assert (done.returncode, done.stdout, done.stderr) == (130, "", "kgtools: interrupted\n")


# -- formats --------------------------------------------------------------------------------------------


def test_findings_as_text_are_grouped_and_counted(mini: Path, kgtools: Run) -> None:
    broken(mini)
    add_shapes(mini, WARNS)
    done = kgtools("check", "--root", mini)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert lines[0].startswith(f"violation: {FACTS}:")
    assert lines[1] == ""
    assert lines[2].startswith("warning: data/entities/events.csv:")
    assert lines[-1] == "2 findings in 2 files: 1 violation, 1 warning"


def test_findings_as_csv_and_json_say_the_same(mini: Path) -> None:
    line = broken(mini)
    report = check.check(mini)
    (row,) = csv.DictReader(io.StringIO(formats.render(report, "csv", accepted=False)))
    assert (row["file"], row["line"], row["check"]) == (FACTS, str(line), "shape:host")
    (finding,) = json.loads(formats.render(report, "json", accepted=False))["findings"]
    assert {name: str(value) for name, value in finding.items()} == row


def test_findings_for_github_are_annotations() -> None:
    finding = Finding("data/a,b.csv", 3, "100% wrong\nindeed", severity="warning", check="shape:x")
    printed = formats.render(check.Report([finding]), "github", accepted=False)
    assert printed == "::warning file=data/a%2Cb.csv,line=3,title=shape%3Ax::100%25 wrong indeed\n"


def test_the_report_of_the_standard_is_turtle_with_fixed_bytes(mini: Path) -> None:
    broken(mini)
    add_shapes(mini, "shape:extra sh:targetClass t:Visit ; sh:path [ sh:inversePath t:seat ] ; sh:minCount 1 .")
    printed = formats.render(check.check(mini), "turtle", accepted=False)
    assert printed == formats.render(check.check(mini), "turtle", accepted=False)
    graph = {
        (str(q.subject), q.predicate.value, str(q.object)) for q in ox.parse(input=printed, format=ox.RdfFormat.TURTLE)
    }
    assert ("<urn:tandem:report>", SH + "conforms", '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>') in graph
    shapes = {object_ for _, predicate, object_ in graph if predicate == SH + "sourceShape"}
    assert shapes == {f"<{namespaces.base()}shape/host>", f"<{namespaces.base()}shape/extra>"}
    assert sum(1 for _, predicate, _ in graph if predicate == SH + "inversePath") == 1


def test_the_list_of_shapes_shows_name_severity_sentence_and_file(kgtools: Run) -> None:
    done = kgtools("check", "--list", cwd=ROOT)
    assert done.returncode == 0
    assert "shape:Tenure-holder  violation  A tenure has one holder.  (ontology/shapes/tenure.ttl)\n" in done.stdout


def test_options_that_exclude_each_other(kgtools: Run) -> None:
    done = kgtools("check", "--list", "--since", "HEAD", cwd=ROOT)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


# -- accepted warnings ----------------------------------------------------------------------------------

VISIT = "data/entities/events.csv,event/state-visit-2019"


def test_an_accepted_warning_is_counted_and_not_reported(mini: Path, kgtools: Run) -> None:
    add_shapes(mini, WARNS)
    assert kgtools("check", "--root", mini).returncode == 1
    accept(mini, f"w1,shape:Testing,{VISIT},a test")
    done = kgtools("check", "--root", mini)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "0 findings; 1 accepted warning")
    shown = kgtools("check", "--root", mini, "--accepted").stdout
    assert "accepted warning: data/entities/events.csv:" in shown


def test_an_accepted_warning_that_does_not_occur_is_reported(mini: Path) -> None:
    accept(mini, f"w1,shape:Testing,{VISIT},a test")
    (finding,) = check.check(mini).findings
    assert (finding.file, finding.line, finding.check) == ("data/accepted-warnings.csv", 2, "accepted-warning")
    assert "remove the row" in finding.hint


def test_a_violation_cannot_be_accepted(mini: Path) -> None:
    line = broken(mini)
    identifier = (mini / FACTS).read_text(encoding="utf-8").splitlines()[line - 1].partition(",")[0]
    accept(mini, f"w1,shape:host,{FACTS},{identifier},a test")
    found = check.check(mini).findings
    assert [finding.check for finding in found] == ["accepted-warning", "shape:host"]
    assert "cannot be accepted" in found[0].message


def test_an_accepted_warning_needs_a_reason(mini: Path) -> None:
    accept(mini, f"w1,shape:Testing,{VISIT},")
    (finding,) = check.check(mini).findings
    assert finding.message == "column 'reason': the cell is empty"


def test_information_does_not_fail(mini: Path, kgtools: Run) -> None:
    add_shapes(mini, WARNS.replace("sh:Warning", "sh:Info"))
    done = kgtools("check", "--root", mini)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 finding in 1 file: 1 information")


# -- what changed ---------------------------------------------------------------------------------------

RULES = """
shape:extra-rule a sh:NodeShape ; sh:targetClass t:Entity ; sh:severity sh:Warning ; sh:sparql [
    sh:prefixes shape:extra-prefixes ; sh:message "{?other} is there too" ;
    sh:select "SELECT $this ?other WHERE { $this t:date ?date . ?other t:date ?date . FILTER(?other != $this) }" ] .
shape:extra-path a sh:PropertyShape ; sh:targetClass t:Person ; sh:severity sh:Warning ; sh:message "far" ;
    sh:path ( [ sh:inversePath t:visitor ] [ sh:alternativePath ( t:host t:country ) ] ) ;
    sh:property [ sh:path [ sh:zeroOrMorePath t:locatedIn ] ; sh:maxCount 1 ; sh:class t:State ] .
shape:extra-closed a sh:NodeShape ; sh:targetClass t:Place ; sh:closed true ; sh:severity sh:Info ;
    sh:not [ sh:property [ sh:path [ sh:inversePath t:country ] ; sh:minCount 1 ] ] .
"""


EDITED = (FACTS, "data/entities/places.csv", "data/entities/events.csv", "data/articles/short-note/figures.csv",
          "data/disagreements.csv", "data/articles/short-note/opinions.csv", "data/translations/ru.csv",
          "data/outcomes.csv")  # fmt: skip
EDITS = [(table, kind) for table in EDITED for kind in ("cell", "cell", "remove", "copy")]


def random_edit(path: Path, kind: str, chance: random.Random) -> None:
    """Change a cell of a table, remove a row of it, or copy one under another id."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    row, other = chance.randrange(1, len(rows)), chance.randrange(1, len(rows))
    if kind == "remove":
        del rows[row]
    elif kind == "copy":
        rows.append([f"{rows[row][0]}x", *rows[row][1:]])
    else:
        column = chance.randrange(1, len(rows[0]))
        rows[row][column] = rows[other][column]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def translate(project: Path) -> None:
    """Give a project a table of translations, as made from its texts as they are."""
    terms = ontology.load(project)
    texts = translations.texts(reader.load(project, terms), terms)
    rows = ({"id": key, "fingerprint": fingerprints.digest(text), "text": f"Не {text}"} for key, text in texts.items())
    path = project / "data" / "translations" / "ru.csv"
    path.parent.mkdir()
    tables.write_table(path, tables.TRANSLATIONS, rows)


def forget() -> None:
    """Empty what reading, comparing and checking remember of tables and texts; the shapes stay as they are."""
    folders = ("kgtools.claims.", "kgtools.compare.", "kgtools.checks.")
    for name in [name for name in sys.modules if name.startswith(folders) and name != "kgtools.checks.shapes"]:
        for value in vars(sys.modules[name]).values():
            if clear := getattr(value, "cache_clear", None):
                clear()
    remembering.forget()


def test_checking_the_changes_finds_what_a_whole_check_finds(mini: Path) -> None:
    add_shapes(mini, WARNS + RULES)
    translate(mini)
    chance = random.Random(7)
    contents = {path: path.read_bytes() for path in files.input_files(mini)}
    state = changes.State(mini, mini / "articles")
    found: list[tuple[dict[Path, bytes], Report | None]] = []
    for table, kind in chance.sample(EDITS, len(EDITS)):
        path = mini / table
        if len(path.read_bytes().splitlines()) == 1:  # no row is left of it
            path.write_bytes(contents[path])
        random_edit(path, kind, chance)
        now = {path: path.read_bytes() for path in contents}
        try:
            state.update()
        except DataError:
            found.append((now, None))
            for path, content in contents.items():
                path.write_bytes(content)
        else:
            found.append((now, state.report()))
    for now, report in found:  # only now: a whole check that remembered what the state did would prove nothing
        for path, content in now.items():
            path.write_bytes(content)
        forget()
        whole = check.check(mini, mini / "articles")
        if report is None:
            assert {finding.check for finding in whole.findings} == {"table"}
        else:
            assert report.findings == whole.findings
            assert sorted(map(Result.order, report.results)) == sorted(map(Result.order, whole.results))
            assert report.anchors == whole.anchors
    reports = [report for _, report in found if report]
    assert len(reports) > 15
    assert sum(len(report.findings) > 3 for report in reports) > 10
    checks = {finding.check for report in reports for finding in report.findings}
    assert checks >= {"translation", "label-name", "printed-term", "anchor"}, checks


def git(project: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(project), *arguments]
    subprocess.run(command, check=True, capture_output=True)


def test_since_reports_only_what_the_changed_rows_can_affect(mini: Path, kgtools: Run) -> None:
    edit(mini, FACTS, "host,state/arcadia,", "host,place/morne,")
    git(mini, "init", "-q")
    git(mini, "add", "-A")
    git(mini, "commit", "-qm", "one")
    nothing = kgtools("check", "--root", mini, "--since", "HEAD")
    assert (nothing.returncode, nothing.stdout.splitlines()[-1]) == (0, "0 findings")
    line = edit(mini, FACTS, "project/good-road,connects,", "person/ada-quill,connects,")
    done = kgtools("check", "--root", mini, "--since", "HEAD", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["line"], row["check"]) for row in rows] == [(str(line), "shape:connects-subject")]
    assert len(check.check(mini).findings) == 2


def test_since_leaves_out_what_was_wrong_before_wherever_it_stands_now(mini: Path) -> None:
    """Of what rows say beside each other, too: translations that are stale."""
    translate(mini)
    edit(mini, "data/disagreements.csv", "Three million billions cannot be meant.", "Such a number is a slip.")
    git(mini, "init", "-q")
    git(mini, "add", "-A")
    git(mini, "commit", "-qm", "one")
    path = mini / "data" / "translations" / "ru.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join((header, *rows[1:], rows[0])), encoding="utf-8")  # all stand on other lines
    assert len(check.check(mini).findings) > 1
    assert changes.since(mini, "HEAD", None).findings == []
    line = edit(mini, FACTS, "Is fond of roads.", "Likes roads.")
    found = changes.since(mini, "HEAD", None).findings
    assert {finding.file for finding in found} == {FACTS, "data/translations/ru.csv"}
    assert {finding.line for finding in found if finding.file == FACTS} == {line}


def test_since_checks_everything_if_the_shapes_changed(mini: Path) -> None:
    git(mini, "init", "-q")
    git(mini, "add", "-A")
    git(mini, "commit", "-qm", "one")
    add_shapes(mini, WARNS)
    assert [finding.check for finding in changes.since(mini, "HEAD", None).findings] == ["shape:Testing"]


def test_since_needs_a_revision_that_git_knows(mini: Path, kgtools: Run) -> None:
    for _ in range(2):
        done = kgtools("check", "--root", mini, "--since", "no-such")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        git(mini, "init", "-q")


def test_watch_checks_at_every_save_and_ends_with_ctrl_c(mini: Path) -> None:
    command = [sys.executable, "-m", "kgtools", "check", "--root", str(mini), "--watch"]
    # A shell in the background ignores Ctrl-C, and what it starts would inherit that.
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heeding
    ) as process:
        assert process.stdout is not None

        def until(words: str) -> str:
            lines = []
            begun = time.monotonic()
            while time.monotonic() < begun + 60 and process.stdout is not None:
                lines.append(process.stdout.readline())
                if words in lines[-1]:
                    return "".join(lines)
            raise AssertionError(lines)

        try:
            assert "0 findings" in until("waiting for changes")
            line = broken(mini)
            assert f"violation: {FACTS}:{line}: the value of 'host'" in until("waiting for changes")
            (mini / "data" / "entities" / "p.jsonl").write_text('{"record":"empty","quotes":[]}', encoding="utf-8")
            assert "data/entities/p.jsonl:1: a file of proposals" in until("waiting for changes")
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
            assert process.stderr is not None
            assert process.stderr.read() == ""
        finally:
            process.kill()


def test_results_of_shapes_that_are_called_alike_are_all_told(mini: Path) -> None:
    add_shapes(mini, WARNS.replace("t:Visit", "t:Person"))
    results, terms = check.check(mini).results, ontology.load(mini)
    given = (load_shapes(mini), reader.load(mini, terms), terms)
    one_by_one = [same([result]) for result in results]
    assert len({result.shape_name for result in results}) < len(results)
    assert {*locate.of_results(one_by_one, *given)} == {*locate.of_results(locate.by_shape(results), *given)}
