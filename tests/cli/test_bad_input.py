"""What people get wrong, through the real command: one line a finding, with its place, and never a traceback.

In the expected lines, `…` stands for words that may be anything.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import files, layout
from kgtools.errors import UsageError
from kgtools.graph import build, store
from kgtools.sparql import execute
from tests.conftest import ROOT, Run, copy_of_mini, outputs

ARTICLE = "data/articles/short-note"
FACTS = f"{ARTICLE}/facts.csv"
FIGURES = f"{ARTICLE}/figures.csv"
OPINIONS = f"{ARTICLE}/opinions.csv"
ABOUT = f"{ARTICLE}/article.yaml"
PLACES = "data/entities/places.csv"
STATES = "data/entities/states.csv"
EVENTS = "data/entities/events.csv"
DISAGREEMENTS = "data/disagreements.csv"
MAPPINGS = "data/mappings.sssom.tsv"
BACKGROUND = "data/background/facts.csv"
WORLD = "<http://127.0.0.1:9/>"  # nothing listens there


def spoil(project: Path, file: str, old: str, new: str) -> int:
    """Change one place of a file of the project and return its line. Fails unless `old` is there exactly once."""
    path = project / file
    content = path.read_bytes()
    before = old.encode()
    assert content.count(before) == 1, f"'{old}' is {content.count(before)} times in {file}"
    path.write_bytes(content.replace(before, new.encode("utf-8", "surrogateescape")))
    return content[: content.index(before)].count(b"\n") + 1


def agree(lines: list[str], expected: list[str]) -> None:
    """Each line is what was expected of it, in this order, and there are no more."""
    for line, pattern in zip(lines, expected, strict=False):
        assert re.fullmatch(".*".join(map(re.escape, pattern.split("…"))), line), f"{line}\n  is not\n{pattern}"
    assert len(lines) == len(expected), lines


def said(result: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines on standard error, without the news that the graph was built; none may be a traceback."""
    assert "Traceback" not in result.stdout + result.stderr
    return [line for line in result.stderr.splitlines() if "rebuilt the graph" not in line]


# -- wrong data -----------------------------------------------------------------------------------------
# file, what is there, what is put in its place, and what is said about that line

WRONG_ROWS = {
    "unknown column": (FACTS, "origin,note\n", "origin,note,colour\n",
        "unknown column; found 'colour'; the columns are id,start,end,fingerprint,subject,…"),
    "missing column": (OPINIONS, "stance,gist_en,horizon,", "stance,gist_en,",
        "missing column; expected 'horizon'; add it to the header and every row"),
    "column twice": (FACTS, "origin,note\n", "origin,note,note\n", "column 'note' is there twice; remove one"),
    "unknown entity": (FACTS, "visitor,person/boris-rudolf", "visitor,person/boris-rudolph",
        "column 'value': unknown entity; found 'person/boris-rudolph'; …; did you mean 'person/boris-rudolf'?"),
    "unknown subject": (FACTS, "place/morne,country", "place/mornay,country",
        "column 'subject': unknown entity; found 'place/mornay'; …; did you mean 'place/morne'?"),
    "unknown speaker": (OPINIONS, "authors,", "auhtors,", "column 'speaker': unknown entity; found 'auhtors'; …"),
    "unknown property": (FACTS, "signedOn", "signdOn",
        "column 'property': unknown property; found 'signdOn'; …; did you mean 'signedOn'?"),
    "text for a date": (FACTS, "state-visit-2019,date,2019-05-03", "state-visit-2019,date,in May",
        "column 'value': it is not a date in EDTF such as …; found 'in May'; expected a date in EDTF"),
    "impossible date": (FACTS, "start,2015", "start,2021-02-30",
        "column 'value': there is no such date as 2021-02-30; found '2021-02-30'; expected a date in EDTF"),
    "interval backwards": (FIGURES, "../2030", "2030/2020",
        "column 'period': the interval ends before it starts; found '2030/2020'; expected a date in EDTF"),
    "text for a number": (FACTS, "ordinal,1,", "ordinal,first,",
        "column 'value': the value of ordinal has the wrong type; found 'first'; expected a whole number"),
    "fraction for a whole number": (FACTS, "ordinal,1,", "ordinal,1.5,",
        "column 'value': the value of ordinal has the wrong type; found '1.5'; expected a whole number; …"),
    "entity for a date": (FACTS, "start,2015", "start,state/arcadia", "column 'value': …; found 'state/arcadia'; …"),
    "no value": (FACTS, "establishedBy,document/treaty-of-good-roads", "establishedBy,",
        "column 'value': the value is missing; …; expected the id of …"),
    "unknown code": (FACTS, "arcadia,,denied", "arcadia,,denyed",
        "column 'modality': unknown code of the list modality; found 'denyed'; …; did you mean 'denied'?"),
    "decimal comma": (FIGURES, "2021,4.9,", '2021,"4,9",',
        "column 'value': it is not a number such as 110.5 or 2 920 (decimal point, no comma); found '4,9'; …"),
    "unknown unit": (FIGURES, "4.9,billion-usd", "4.9,bilion-usd",
        "column 'unit': unknown code of the list unit; found 'bilion-usd'; …; did you mean 'billion-usd'?"),
    "duplicated id": (FACTS, "f02,", "f01,",
        "column 'id': the id is given twice; found 'f01', first on line 2; …; give one of the rows a new id"),
    "id taken in another file": (FIGURES, "n01,", "f01,",
        f"column 'id': the id is taken by {FACTS}:2; found 'f01'; expected an id of its own"),
    "id of a claim": (FACTS, "f09,", "F 9,",
        "column 'id': invalid id; found 'F 9'; expected lower-case letters, digits and hyphens, …"),
    "id in another table": (PLACES, "place/port-royal", "company/port-royal",
        "column 'id': the id belongs in another table; found 'company/port-royal'; …starts with place/"),
    "id with a Cyrillic letter": (PLACES, "place/port-royal", "place/pоrt-royal",
        "column 'id': the id holds a letter that is not Latin: character 8 'о' is CYRILLIC SMALL LETTER O; …"),
    "value with a Cyrillic letter": (FACTS, "connects,place/strelsau", "connects,place/strelsаu",
        "column 'value': the id holds a letter that is not Latin: character 13 'а' is CYRILLIC SMALL LETTER A; …; "
        "did you mean 'place/strelsau'?"),
    "anchor outside the text": (FACTS, "101,172,", "101,9172,",
        "column 'end': the passage lies outside the text; found '9172'; expected at most …; …kgtools anchor…"),
    "anchor backwards": (FACTS, "101,172,", "172,101,",
        "column 'end': the passage ends before it starts; found '101'; expected a number above 172; …"),
    "anchor without a place": (FACTS, "101,172,", ",172,", "column 'start': not a place in the text; …kgtools anchor…"),
    "no fingerprint": (FACTS, "58.1855.55ddb4e9214778d7", "58.1855",
        "column 'fingerprint': not a fingerprint; found '58.1855'; expected length.sum.hash; …kgtools anchor…"),
    "wrong number of cells": (OPINIONS, "neighbours.,,stated,", "neighbours.,stated,",
        "the row has the wrong number of cells; found 11; expected 12; …comma…"),
    "lone double quote": (FACTS, "Is fond of roads.", '"Is fond" of roads.', "invalid CSV; …double quote"),
    "blanks at the end": (FACTS, "The day of the visit.", "The day of the visit. ",
        "column 'note': white space at the ends; found U+0020 SPACE at character 22; remove it"),
    "not UTF-8": (MAPPINGS, "for the test", "f\udcfcr den Test",
        "the file is not UTF-8; found byte 0xfc; expected UTF-8; save it again, from what it was made of, as 'CSV …"),
    "semicolons in a row": (FACTS, "place/morne,country,state/arcadia,,", "place/morne;country;state/arcadia;;",
        "the row has the wrong number of cells; …"),
    "no label": (EVENTS, "Бірлескен жол комиссиясының бірінші отырысы", "",
        "column 'label_kk': the label is missing; …"),
    "unknown class": (EVENTS, ",StateVisit,", ",StatVisit,",
        "column 'kind': unknown class; found 'StatVisit'; …; did you mean 'StateVisit'?"),
    "class of another table": (EVENTS, ",StateVisit,", ",Treaty,",
        "column 'kind': the class does not belong in this table; found 'Treaty'; expected Event or a class below it"),
    "alias without language": (STATES, "Arkadia@en", "Arkadia", "column 'aliases': 'Arkadia' has no language; …@en…"),
    "no reference": (BACKGROUND, '"Hope, The Prisoner of Zenda, ch. 1"', "",
        "column 'reference': the reference is missing; …"),
    "no gist": (OPINIONS, "The link will make friends of neighbours.", "", "column 'gist_en': the gist is missing; …"),
    "unknown kind of disagreement": (DISAGREEMENTS, "misprint,misprint,", "missprint,misprint,",
        "column 'kind': …; found 'missprint'; …; did you mean 'misprint'?"),
    "question about nothing": (DISAGREEMENTS, "indicator/trade-turnover 2020", "indicator/trade-turnovr 2020",
        "column 'question': unknown thing 'indicator/trade-turnovr'; …; did you mean 'indicator/trade-turnover'?"),
    "question of another claim": (DISAGREEMENTS, "indicator/trade-turnover 2020", "project/good-road",
        "column 'question': no claim of the entry speaks of 'project/good-road'; …"),
    "question for no period": (DISAGREEMENTS, "indicator/trade-turnover 2020", "indicator/trade-turnover last year",
        "column 'question': invalid period 'last year': …; expected a date in EDTF, such as 2022"),
    "question of no property": (DISAGREEMENTS, "indicator/trade-turnover 2020", "state/arcadia siged",
        "column 'question': unknown property 'siged'; …; did you mean …"),
    "open without what would decide it": (DISAGREEMENTS, ",decided,reader,", ",open,reader,",
        "column 'needed': an open disagreement says what would decide it; …"),
    "decided and still in need": (DISAGREEMENTS, "cannot be meant.,,", "cannot be meant.,The customs table.,",
        "column 'needed': what is not open needs no evidence; …"),
    "claim twice in a disagreement": (DISAGREEMENTS, " 2020,short-note/n03,,", " 2020,short-note/n03 short-note/n03,,",
        "column 'claims': 'short-note/n03' is there twice; …", "column 'claims': 'short-note/n03' is there twice; …"),
    "disagreement names no claim": (DISAGREEMENTS, " 2020,short-note/n03,,", " 2020,short-note/n30,,",
        "column 'claims': unknown claim 'short-note/n30'; …; did you mean 'short-note/n03'?",
        "column 'holds_back': 'short-note/n03' is not among the claims of the entry; …"),
    "no explanation": (DISAGREEMENTS, "Three million billions cannot be meant.", "",
        "column 'explanation': the explanation is missing; …"),
    "no CURIE": (MAPPINGS, "wikidata:Q42", "Q42", "column 'object_id': not a CURIE; found 'Q42'; …"),
    "unknown key": (ABOUT, "length:", "lenght:", "unknown key; found 'lenght'; did you mean 'length'?"),
    "key twice": (ABOUT, "review: read-twice", "length: 803", "the key is given twice; found 'length'; keep one"),
    "text for a list": (ABOUT, "authors:\n  - person/ada-quill", "authors: person/ada-quill",
        "key 'authors': not a list; …; expected lines that start with '- '"),
    "unknown review state": (ABOUT, "read-twice", "read-once",
        "key 'review': unknown review state; found 'read-once'; …"),
    "broken YAML": (ABOUT, "length: 803", "length: 803: 804",
        "invalid YAML; found mapping values are not allowed here; …"),
    "blank in an id of a disagreement": (DISAGREEMENTS, "turnover-2020,", "turnover 2020,",
        "column 'id': invalid id; found 'turnover 2020'; …"),
    "Cyrillic letter in an id of a disagreement": (DISAGREEMENTS, "turnover-2020,", "turnоver-2020,",
        "column 'id': the id holds a letter that is not Latin: character 5 'о' is CYRILLIC SMALL LETTER O; …"),
    "blank in an id of the background": (BACKGROUND, "b01,", "b 01,", "column 'id': invalid id; found 'b 01'; …"),
    "Cyrillic letter in an id of a claim": (FACTS, "f15,", "f15а,",
        "column 'id': the id holds a letter that is not Latin: character 4 'а' is CYRILLIC SMALL LETTER A; …"),
    "blank in a CURIE": (MAPPINGS, "wikidata:Q42", "wikidata:Q 42",
        "column 'object_id': not a CURIE; found 'wikidata:Q 42'; …"),
    "length in words": (ABOUT, "length: 803", "length: short",
        "key 'length': not a number of characters; found 'short'; expected a whole number"),
    "list for a title": (ABOUT, "  en: A short note on Arcadia and Ruritania", "  en: [a, b]",
        "key 'title.en': not a text; …; expected one line of text"),
    "no title": (ABOUT, "  en: A short note on Arcadia and Ruritania", "  en:",
        "key 'title.en': not a text; …; expected one line of text"),
    "title in a strange language": (ABOUT, "  en: A short note on Arcadia and Ruritania", "  de: Von Arcadia",
        "key 'title.de': unknown language; …; expected one of en, ru, kk, uz"),
    "list for a venue": (ABOUT, "length: 803", "venue: [a, b]\nlength: 803", "key 'venue': not a text; …"),
    "address that is none": (ABOUT, "length: 803", "url: not an address\nlength: 803",
        "key 'url': not an address; found 'not an address'; …http…"),
    "unknown language": (ABOUT, "languages:\n  - en", "languages:\n  - english",
        "key 'languages': invalid language tag 'english'; …; expected a tag of BCP 47 such as en or ru or kk or uz"),
    "number of 31 digits": (FIGURES, "../2030,10,", "../2030,1234567890123456789012345678901,",
        "column 'value': it has more than 24 digits; …"),
    "place of 5000 digits": (FACTS, "101,172,", "101,1" + 5000 * "0" + ",", "column 'end': not a place in the text; …"),
    "list for an address": (ABOUT, "length: 803", "url: [a]\nlength: 803", "key 'url': …"),
    "text for the languages": (ABOUT, "languages:\n  - en", "languages: english", "key 'languages': not a list; …"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_ROWS)
def test_a_wrong_row_is_reported_with_file_and_line(name: str, mini: Path, kgtools: Run) -> None:
    file, old, new, *patterns = WRONG_ROWS[name]
    line = spoil(mini, file, old, new)
    expected = [f"{file}:{line}: {pattern}" for pattern in patterns]
    build = kgtools("build", "--root", mini)
    agree(said(build), expected)
    assert (build.returncode, build.stdout) == (2, "")
    assert [path.name for path in (mini / "build").iterdir()] == ["parts"]  # of other articles
    check = kgtools("check", "--root", mini)
    agree(said(check), [])
    agree(findings(check), ["violation: " + line for line in expected])
    assert check.returncode == 1


def findings(check: subprocess.CompletedProcess[str]) -> list[str]:
    """The findings that a check printed."""
    return [line for line in check.stdout.splitlines() if re.match("violation|warning|information", line)]


def test_the_tiny_project_itself_is_in_order(mini: Path, kgtools: Run) -> None:
    assert kgtools("build", "--root", mini).returncode == 0
    check = kgtools("check", "--root", mini, "--articles", mini / "articles")
    assert (check.returncode, findings(check), said(check)) == (0, [], [])


WRONG_FILES = {
    "empty file": (OPINIONS, lambda text: "", "{}: the file is empty; expected a header line; restore it or delete it"),
    "no Turtle": ("ontology/codes.ttl", lambda text: "@prefix a: <b\n" + text, "{}:1: invalid Turtle; …; correct …"),
    "unknown table": ("data/entities/persons.csv", lambda text: "id\n",
        "{}: unknown table; expected bodies.csv, …, people.csv, …; rename it"),
    "column twice in a table of entities": (STATES, lambda text: text.replace("id,", "id,id,", 1),
        "{}:1: column 'id' is there twice; …"),
    "entity twice": (PLACES, lambda text: text + "place/morne,M,М,М,M,,Place,,\n",
        "{}:5: column 'id': the id is given twice; found 'place/morne', first on line 2; …"),
    "unknown table of claims": (f"{ARTICLE}/figurs.csv", lambda text: "id\n",
        "{}: unknown table; expected article.yaml, facts.csv, figures.csv, names.csv, opinions.csv, …; rename it"),
    "unknown file of data": ("data/disagreement.csv", lambda text: "id\n", "{}: unknown table; …"),
    "column twice in a table that the list of disagreements needs": (
        FIGURES, lambda text: text.replace("id,", "id,id,", 1), "{}:1: column 'id' is there twice; …"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_wrong_file_is_reported_once(name: str, mini: Path, kgtools: Run) -> None:
    file, change, pattern = WRONG_FILES[name]
    path = mini / file
    old = path.read_text() if path.exists() else ""
    path.write_text(change(old))
    assert path.read_text() != old
    build = kgtools("build", "--root", mini)
    assert build.returncode == 2
    agree(said(build), [pattern.format(file)])


def test_findings_in_several_files_are_all_reported_in_order(mini: Path, kgtools: Run) -> None:
    spoil(mini, OPINIONS, ",expectant,", ",expecting,")
    spoil(mini, FACTS, "start,2015", "start,2015-13")
    spoil(mini, FACTS, "signedOn", "signdOn")
    spoil(mini, FIGURES, "almost", "nearly")
    result = kgtools("build", "--root", mini)
    expected = [f"{FACTS}:6: …", f"{FACTS}:10: …", f"{FIGURES}:2: …", f"{OPINIONS}:2: …"]
    agree(said(result), expected)
    assert result.returncode == 2


# -- wrong in substance: found by check -----------------------------------------------------------------

WRONG_CLAIMS = {
    "value of the wrong class": (FACTS, "host,state/arcadia", "host,place/morne",
        "the value of 'host' must be …; found event/state-visit-2019 t:host place/morne"),
    "subject of the wrong class": (FACTS, "place/morne,country", "state/ruritania,country",
        "state/ruritania is not of a class that has the property t:country; …; found … rdf:subject state/ruritania"),
    "fingerprint of no passage": (FACTS, "68.1b78.9811637c9d84c384", "68.1b78.9811637c9d84c385",
        "the fingerprint matches no passage of the article; found 87-172 68.1b78.9811637c9d84c385; …kgtools anchor…"),
    "fingerprint of another place": (FACTS, "87,127,", "88,128,",
        "the anchor points to another place than its fingerprint; found 88-128 …; expected 87-127; …kgtools anchor…"),
    "fingerprint of two places": (FACTS, "751,775,", "752,776,",
        "the anchor is not at its place and its fingerprint matches 2 passages; found 752-776 …; "
        "expected one of 751-775, 777-801; …kgtools anchor…"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_CLAIMS)
def test_a_check_finds_what_is_wrong_in_substance(name: str, mini: Path, kgtools: Run) -> None:
    file, old, new, pattern = WRONG_CLAIMS[name]
    line = spoil(mini, file, old, new)
    assert kgtools("build", "--root", mini).returncode == 0
    articles = ("--articles", mini / "articles") if "fingerprint" in name else ()
    check = kgtools("check", "--root", mini, *articles)
    agree(findings(check), [f"violation: {file}:{line}: {pattern}"])
    assert (check.returncode, said(check)) == (1, [])
    as_json = kgtools("check", "--root", mini, *articles, "--format", "json")
    assert [(f["file"], f["line"]) for f in json.loads(as_json.stdout)["findings"]] == [(file, line)]
    assert as_json.returncode == 1


# -- wrong requests ---------------------------------------------------------------------------------------

SPARQL_FILES = {
    "broken.rq": "SELECT ?thing WHERE {\n  ?thing ?is ?so\n",
    "worse.rq": "SELECT ?thing WHERE {\n  ?thing a }\n",
    "year.rq": "# en: What happened?\n# parameter year: year; when | когда | қашан | qachon\n\n"
    "SELECT ?year WHERE {\n  VALUES ?year { 2019 }\n}\n",
    "header.rq": "# en: What?\n# colum x: y\nSELECT * {}\n",
}
# words after kgtools, and the line that comes back; {} stands for the folder of the SPARQL files
WRONG_REQUESTS = {
    "misspelt question": ("query vists", "there is no question 'vists'; did you mean 'visits'?"),
    "unknown question": ("query zzz", "there is no question 'zzz'; see kgtools query --list"),
    "no question": ("query", "say which question to ask; see kgtools query --list"),
    "syntax error in a file": ("query {}/broken.rq", "broken.rq:3:1: this is not SPARQL: '}' is missing here; …"),
    "syntax error in a header": ("query {}/header.rq", "header.rq:2: found '# colum x: y'; expected '# en: …"),
    "missing file": ("query {}/nowhere.rq", "cannot read {}/nowhere.rq: No such file or directory"),
    "folder for a file": ("query {}/", "cannot read {}: Is a directory"),
    "unknown parameter": ("query visits --hots x",
        "the question 'visits' has no parameter 'hots'; did you mean 'host'?"),
    "parameter of a bare file": ("query {}/broken.rq --host x", "the question 'broken' has no parameter 'host'; …"),
    "parameter without value": ("query visits --host", "--host needs a value"),
    "one word too many": ("query visits arcadia", "unexpected argument 'arcadia'; parameters are given as --name …"),
    "no year": ("query {}/year.rq --year then", "parameter 'year': found 'then'; expected a year such as 2017"),
    "ambiguous thing": ("query visits --host road", "'road' can be 3 things, name one by its id: …; "
        "event/road-commission-session-1 (…)"),
    "unknown thing": ("query visits --host Atlantis", "nothing is called 'Atlantis'; …"),
    "no thing": ("show ???", "'???' names nothing; give an id or some words of a label"),
    "unknown property": ("why state/ruritania capitl", "unknown property 'capitl'; did you mean 'capital'?"),
    "unknown format": ("query visits --format xlsx", "--format xlsx: expected table, csv, tsv, md, …"),
    "unknown format of a check": ("check --format html", "--format html: expected text, json, csv, github, turtle"),
    "unknown language": ("query visits --lang de", "--lang de: expected en, ru, kk, uz"),
    "unknown language of a network": ("network actors -o {}/n.gexf --lang de", "--lang de: expected en, ru, kk, uz"),
    "no articles": ("check --articles {}/nowhere",
        "there is no folder {}/nowhere; name the folder that holds your copies…"),
    "no articles for passages": ("query visits --evidence --articles {}/nowhere", "there is no folder {}/nowhere; …"),
    "a file for the articles": ("check --articles {}/broken.rq", "{}/broken.rq is a file; name the folder it lies in"),
    "unknown export format": ("export exel -o {}/x", "there is no export format 'exel'; the formats are turtle, …"),
    "misspelt export format": ("export turtel -o {}/x", "there is no export format 'turtel'; did you mean 'turtle'?"),
    "unknown network": ("network actor -o {}/n.gexf", "there is no network 'actor'; did you mean 'actors'?"),
    "unknown ending": ("network actors -o {}/n.xlsx",
        "a network cannot be written to 'n.xlsx'; expected a name ending in .gexf (…"),
    "no folder for an answer": ("query visits -o {}/nowhere/a.csv",
        "cannot write {}/nowhere/a.csv: No such file or directory; choose another place with -o"),
    "no folder for an export": ("export turtle -o {}/nowhere/x.ttl", "cannot write {}/nowhere/x.ttl: …"),
    "no folder for a network": ("network actors -o {}/nowhere/n.gexf", "cannot write {}/nowhere/n.gexf: …"),
    "build below a file": ("build -o {}/broken.rq/out",
        "cannot write {}/broken.rq/out: Not a directory; make it writable or choose another with -o"),
    "build into a file": ("build -o {}/broken.rq", "cannot write {}/broken.rq: File exists; …"),
    "unknown article": ("anchor short-not x",
        "there is no article and no file 'short-not'; did you mean 'short-note'?"),
    "anchor without copies": ("anchor short-note x",
        "name the folder with your copies of the articles with --articles"),
    "anchor without the copy": ("anchor short-note x --articles {}", "{}: no copy of short-note; the folder holds …"),
    "syntax error with many ways out": ("query {}/worse.rq", "worse.rq:2:12: this is not SPARQL: …"),
    "an export in a file that says another format": ("export turtle -o {}/x.jsonld",
        "-o {}/x.jsonld: the ending says jsonld, the format turtle; take .ttl, or export jsonld"),
    "an export in a table": ("export turtle -o {}/x.csv", "-o {}/x.csv: '.csv' is no ending of turtle; take .ttl"),
    "a word that is missing": ("show", "missing argument 'thing'; see kgtools show --help"),
    "an option that is not there": ("figures turnover --form x",
        "no such option: --form …; see kgtools figures --help"),
    "a number out of range": ("measures actors --slice 0",
        "invalid value for '--slice': 0 is not in the range x>=1; see kgtools measures --help"),
    "an unknown command": ("serch x", "no such command 'serch'…'search'…; see kgtools --help"),
    "a folder for an answer": ("query visits -o {}", "cannot write {}: Is a directory; …"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_REQUESTS)
def test_a_wrong_request_is_reported_in_one_line(name: str, built: Path, tmp_path: Path, kgtools: Run) -> None:
    for file, sparql in SPARQL_FILES.items():
        (tmp_path / file).write_text(sparql)
    words, pattern = WRONG_REQUESTS[name]
    arguments = [word.replace("{}", str(tmp_path)) for word in words.split()]
    result = kgtools(*arguments, "--root", built)
    agree(said(result), ["kgtools: " + pattern.replace("{}", str(tmp_path))])
    assert (result.returncode, result.stdout) == (2, "")
    assert sorted(os.listdir(tmp_path)) == sorted(SPARQL_FILES)


@pytest.mark.parametrize(
    ("sparql", "pattern"),
    [
        ("SELECT ?s WHERE {\n  ?s ?p }", "standard input:2:10: this is not SPARQL: …"),
        ("", "standard input:1:1: this is not SPARQL: …"),
        ("DELETE WHERE { ?s ?p ?o }", "updates are refused: …"),
        ("PREFIX x: <urn:x>\nINSERT DATA { x:a x:b x:c }", "updates are refused: …"),
        ("LOAD <https://example.org/>", "updates are refused: …"),
        (
            "SELECT ?s WHERE {\n  ?s ?p ?o\n",
            "standard input:3:1: this is not SPARQL: '}' is missing here; the '{' of line 1, column 17 is not closed",
        ),
        (
            "SELECT ?s WHERE { FILTER(?s = 1 }",
            "standard input:1:33: this is not SPARQL: ')' is missing here; the '(' of line 1, column 25 is not closed",
        ),
        ("SELECT * { ?s ?p ?o }}", "standard input:1:22: this is not SPARQL: '}' closes nothing; …"),
        ('SELECT * { ?s ?p "abc }', "standard input:1:18: this is not SPARQL: '\"' is missing here; …"),
        ("SELECT ?s WERE { ?s ?p ?o ", "standard input:1:…: this is not SPARQL: found …"),
        (f"SELECT * {{ SERVICE {WORLD} {{ ?s ?p ?o }} }}", "standard input: SERVICE is refused, …network…"),
    ],
)
def test_wrong_sparql_on_standard_input(sparql: str, pattern: str, built: Path, kgtools: Run) -> None:
    result = kgtools("query", "-", "--root", built, input=sparql)
    agree(said(result), ["kgtools: " + pattern])
    assert (result.returncode, result.stdout) == (2, "")


def test_an_output_that_is_no_plain_file_is_not_replaced(built: Path, tmp_path: Path, kgtools: Run) -> None:
    (tmp_path / "null").symlink_to("/dev/null")
    assert kgtools("query", "visits", "-o", tmp_path / "null", "--root", built).returncode in (0, 2)
    assert (tmp_path / "null").is_symlink()


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="the system has no names for open files")
def test_a_pipe_and_what_a_shell_has_open_are_written_to(built: Path, tmp_path: Path, kgtools: Run) -> None:
    said = kgtools("export", "turtle", "--about", "person/ada-quill", "--root", built).stdout
    read, write = os.pipe()
    with open(read, encoding="utf-8") as end:
        done = kgtools("export", "turtle", "--about", "person/ada-quill", "--root", built, "-o", f"/dev/fd/{write}")
        os.close(write)
        assert (done.returncode, done.stdout, end.read()) == (0, "", said)
    log = tmp_path / "log.ttl"
    log.write_text("# before\n")
    with log.open("a") as opened:
        kgtools("export", "turtle", "--about", "person/ada-quill", "--root", built, "-o", f"/dev/fd/{opened.fileno()}")
    assert log.read_text("utf-8") == f"# before\n{said}"
    assert [path.name for path in tmp_path.iterdir()] == ["log.ttl"]


def test_standard_input_takes_no_parameters(built: Path, kgtools: Run) -> None:
    result = kgtools("query", "-", "--formt", "csv", "--root", built, input="ASK {}")
    agree(said(result), ["kgtools: unexpected argument '--formt': SPARQL from standard input takes no parameters"])
    assert result.returncode == 2


def test_a_sparql_file_that_is_not_utf8(built: Path, tmp_path: Path, kgtools: Run) -> None:
    (tmp_path / "old.rq").write_bytes("# что?\nASK {}".encode("cp1251"))
    result = kgtools("query", tmp_path / "old.rq", "--root", built)
    agree(said(result), [f"{tmp_path}/old.rq:1: the file is not UTF-8; found byte 0xf7, 'ч' in Windows-1251…UTF-8"])
    assert result.returncode == 2


@pytest.mark.parametrize("folder", ["", "nowhere"])
def test_a_root_that_is_no_project(folder: str, tmp_path: Path, kgtools: Run) -> None:
    place = tmp_path / folder
    for command in ("build", "check"):
        result = kgtools(command, "--root", place)
        agree(said(result), [f"kgtools: {place} is not a project: it holds no project.yaml; …"])
        assert (result.returncode, result.stdout) == (2, "")


@pytest.mark.parametrize(
    "words", ["bild", "build --rot x", "export", "anchor a b --occurrence two", "show", "show a b c"]
)
def test_what_the_command_line_itself_refuses(words: str, built: Path, kgtools: Run) -> None:
    result = kgtools(*words.split())
    assert (result.returncode, result.stdout) == (2, "")
    (line,) = said(result)
    command = "" if words == "bild" else f" {words.split()[0]}"
    assert line.startswith("kgtools: ")
    assert line.endswith(f"; see kgtools{command} --help")


def test_a_misspelt_command_gets_the_nearest(kgtools: Run) -> None:
    agree(said(kgtools("bild")), ["kgtools: no such command 'bild'. Did you mean 'build'?; see kgtools --help"])


# -- quotes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "pattern"),
    [
        (
            "Boris Rudolf likes roads",
            "the quote stands in the text 2 times (1: 751-775, 2: 777-801); which one? quote more words, or say "
            "--occurrence N",
        ),
        (
            "Boris Rudolf likes rails",
            "the quote is not in the text; its first 3 words are, 'rails' does not follow them",
        ),
        ("Boris Rudolf was elect", "the quote begins or ends inside a word; quote whole words"),
        ("…", "the quote holds no letter and no digit; quote the words that say it"),
    ],
)
def test_a_quote_that_gives_no_anchor(quote: str, pattern: str, built: Path, kgtools: Run) -> None:
    result = kgtools("anchor", "short-note", quote, "--root", built, "--articles", built / "articles")
    agree(said(result), ["kgtools: " + pattern])
    assert (result.returncode, result.stdout) == (2, "")


def test_the_occurrence_that_was_asked_for_gives_an_anchor(built: Path, kgtools: Run) -> None:
    note = built / "articles" / "short-note.txt"
    second = kgtools("anchor", note, "Boris Rudolf likes roads", "--occurrence", "2")
    assert (second.returncode, second.stdout) == (0, "777,801,21.8dc.a2219d23b2625d4d\n")
    third = kgtools("anchor", note, "Boris Rudolf likes roads", "--occurrence", "3")
    agree(said(third), ["kgtools: --occurrence 3: the quote stands in the text 2 times"])
    assert third.returncode == 2


def test_places_are_not_taken_from_another_copy(built: Path, tmp_path: Path, kgtools: Run) -> None:
    (tmp_path / "copies").mkdir()
    text = (built / "articles" / "short-note.txt").read_text()
    (tmp_path / "copies" / "a.txt").write_text("Preface.\n" + text)
    result = kgtools("anchor", "short-note", "likes", "--root", built, "--articles", tmp_path / "copies")
    agree(said(result), ["kgtools: …/copies/a.txt is another copy of 'short-note' than the one places refer to …"])
    assert result.returncode == 2


# -- nothing calls out ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    [
        f"SERVICE {WORLD} {{ ?s ?p ?o }}",
        f"service silent\n {WORLD} {{ ?s ?p ?o }}",
        "SERVICE e:q { ?s ?p ?o }",
        f"VALUES ?x {{ {WORLD} }} SERVICE ?x {{ ?s ?p ?o }}",
        f"SERVICE # aside\n{WORLD} {{ ?s ?p ?o }}",
        f"{{ SELECT * {{ SERVICE {WORLD} {{ ?s ?p ?o }} }} }}",
        f"FILTER(?a != '# no comment') SERVICE {WORLD} {{ ?s ?p ?o }}",
        f"SERVICE{WORLD} {{ ?s ?p ?o }}",
        "SERVICE :q { ?s ?p ?o }",
        f"VALUES ?x {{ {WORLD} }} SERVICE $x {{ ?s ?p ?o }}",
        "FILTER(1<2)SERVICEe:q{?s?p?o}FILTER(2>1)",
        f"FILTER(1 != '''a\"b\n''') SERVICE {WORLD} {{ ?s ?p ?o }} FILTER(1 != '\"')",
        f'FILTER(1 != """a\\"""") SERVICE {WORLD} {{ ?s ?p ?o }} FILTER(1 != "b")',
        f'FILTER(1 != "\\u0022") SERVICE {WORLD} {{ ?s ?p ?o }} FILTER(1 != "\\u0022")',
        f"FILTER(1<2)SERVICE#>\n{WORLD} {{ ?s ?p ?o }}",
        f"?s ?p ?o.SERVICE {WORLD} {{ ?s ?p ?o }}",
        f"?s ?p 1SERVICE {WORLD} {{ ?s ?p ?o }}",
    ],
)
def test_service_is_refused_however_it_is_written(pattern: str) -> None:
    sparql = f"PREFIX e: {WORLD} PREFIX : {WORLD} SELECT * {{ {pattern} }}"
    store_ = ox.Store()
    store_.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal(1)))
    with pytest.raises(UsageError, match="SERVICE is refused"):
        execute.ask(store_, sparql)


@pytest.mark.parametrize(
    "sparql",
    ["ASK { VALUES ?x { 'SERVICE <a>' } }", "# SERVICE <a>\nASK {}", "ASK { VALUES ?service { <urn:SERVICE> } }"],
)
def test_the_word_service_is_no_service(sparql: str) -> None:
    assert execute.ask(ox.Store(), sparql) is True


def test_from_reads_no_file_and_no_page(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> <urn:c> .")
    for graph in (WORLD, f"<{(tmp_path / 'a.ttl').as_uri()}>"):
        with pytest.raises(UsageError, match=f"there is no graph {graph} here, and none is ever fetched"):
            execute.ask(ox.Store(), f"ASK FROM {graph} {{ ?s ?p ?o }}")


# -- builds that fail or are interrupted --------------------------------------------------------------------


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A folder in which nobody may write, not even root; the test is skipped where there is no such thing."""
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    chattr = shutil.which("chattr")
    if chattr:
        subprocess.run([chattr, "+i", folder], check=False, capture_output=True)
    try:
        if os.access(folder, os.W_OK) and _writable(folder):
            pytest.skip("no folder can be locked here")
        yield folder
    finally:
        if chattr:
            subprocess.run([chattr, "-i", folder], check=False, capture_output=True)
        folder.chmod(0o700)


def _writable(folder: Path) -> bool:
    try:
        (folder / "try").touch()
    except OSError:
        return False
    return True


def test_a_locked_output_folder_is_reported(mini: Path, locked: Path, kgtools: Run) -> None:
    for arguments in (
        ["build", "-o", locked],
        ["build", "-o", locked / "deeper"],
        ["query", "visits", "-o", locked / "x"],
    ):
        result = kgtools(*arguments, "--root", mini)
        agree(said(result), [f"kgtools: cannot write {arguments[-1]}: …; …choose another…"])
        assert (result.returncode, result.stdout) == (2, "")
    assert list(locked.iterdir()) == []


def test_a_project_that_cannot_be_written_still_answers(mini: Path, kgtools: Run) -> None:
    (mini / "build").write_text("a file in the way")
    for words in ("query visits --format csv", "show state/arcadia", "about"):
        result = kgtools(*words.split(), "--root", mini)
        assert result.returncode == 0
        agree(said(result), ["kgtools: the graph is in memory, built anew at every start: …/build cannot be written"])
        assert "rcadia" in result.stdout
    assert (mini / "build").read_text() == "a file in the way"


@pytest.fixture
def homeless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny project as if it had been installed, for a user of whom the system knows no home folder."""

    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    root = copy_of_mini(tmp_path / "kgtools_project")
    monkeypatch.setattr(layout, "installed", lambda: root)
    return root


def test_without_a_home_folder_the_graph_is_in_memory(homeless: Path, kgtools: Run) -> None:
    why = "the user has no home folder; name a folder for the graph in XDG_CACHE_HOME"
    for words in ("query visits --format csv", "about"):
        result = kgtools(*words.split(), "--root", homeless)
        assert result.returncode == 0
        agree(said(result), [f"kgtools: the graph is in memory, built anew at every start: {why}"])
        assert "rcadia" in result.stdout
    assert re.search(r"18  entities +19  facts", result.stdout)
    result = kgtools("build", "--root", homeless)
    assert (result.returncode, said(result)) == (2, [f"kgtools: {why}"])
    assert not (homeless / "build").exists()


def test_without_a_home_folder_the_server_builds_in_its_own(homeless: Path, tmp_path: Path) -> None:
    told: list[str] = []
    (tmp_path / "serving").mkdir()
    digest, place = store.lend(homeless, tmp_path / "serving", True, told.append)
    assert (digest, len(told)) == (files.input_digest(homeless), 1)
    assert "built in a temporary folder: the user has no home folder" in told[0]
    assert ox.Store.read_only(str(place / "store"))
    assert build.built(homeless) == ""


def test_a_system_that_cannot_serve_is_told_which_can(kgtools: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)  # as on Windows
    result = kgtools("serve", "--root", ROOT)
    agree(said(result), ["kgtools: kgtools serve runs on Linux and macOS, and on Windows in its Linux (WSL); …"])
    assert result.returncode == 2


def test_wrong_data_leave_the_old_build(built: Path, tmp_path: Path, kgtools: Run) -> None:
    project = tmp_path / "project"
    shutil.copytree(built, project)
    old = outputs(project)
    spoil(project, FACTS, "signedOn", "signdOn")
    for words in ("build", "query visits", "show state/arcadia"):
        result = kgtools(*words.split(), "--root", project)
        agree(said(result), [f"{FACTS}:6: column 'property': unknown property; …"])
        assert (result.returncode, result.stdout) == (2, "")
    assert outputs(project) == old


# Runs a build and kills it, hard, just before the given call of a function, or in the midst of writing a file.
KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
from kgtools import projects
from kgtools.graph import build
from kgtools.graph.parts import sorting

function, number, project = sys.argv[1:]
module = {"serialize": build.ox, "merge": sorting}.get(function, os)
real, calls = getattr(module, function), 0

def killing(*arguments, **options):
    global calls
    calls += 1
    if calls == int(number):
        if module is not os:
            Path(arguments[1]).write_text("<urn:half> <urn:wri")
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **options)

setattr(module, function, killing)
projects.use(Path(project))
build.build(Path(project))
"""
MOMENTS = ["merge 1", "serialize 1", "replace 1", "replace 2", "replace 3", "rename 1", "rename 2"]


def killed_build(project: Path, moment: str) -> None:
    command = [sys.executable, "-c", KILLED_BUILD, *moment.split(), str(project)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == -signal.SIGKILL, result.stderr


def label_of_arcadia(project: Path, kgtools: Run) -> str:
    arcadia = "<https://w3id.org/tandem-kg/id/state/arcadia>"
    sparql = f"SELECT ?label {{ {arcadia} rdfs:label ?label FILTER(LANG(?label) = 'en') }}"
    result = kgtools("query", "-", "--format", "csv", "--root", project, input=sparql)
    assert (result.returncode, said(result)) == (0, [])
    return result.stdout


@pytest.fixture(scope="module")
def changed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny project with one label changed, and rebuilt without trouble."""
    project = tmp_path_factory.mktemp("changed") / "mini"
    shutil.copytree(built, project)
    spoil(project, STATES, "state/arcadia,Arcadia,", "state/arcadia,New Arcadia,")
    build.build(project)
    return project


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_interrupted_build_leaves_whole_files_and_is_made_good(
    moment: str, built: Path, changed: Path, tmp_path: Path, kgtools: Run
) -> None:
    project, other = tmp_path / "project", tmp_path / "other"
    shutil.copytree(built, project)
    assert label_of_arcadia(project, kgtools) == "label\nArcadia\n"
    spoil(project, STATES, "state/arcadia,Arcadia,", "state/arcadia,New Arcadia,")
    old, new = outputs(built), outputs(changed)
    assert old["tandem.nq"] != new["tandem.nq"]
    killed_build(project, moment)
    for name, content in outputs(project).items():
        assert content in (old[name], new[name]), f"{name} is half written"
    assert set(outputs(project)) == set(old)
    shutil.copytree(project, other)
    # The next question is answered from the tables as they are now, and everything is tidy again.
    assert label_of_arcadia(project, kgtools) == "label\nNew Arcadia\n"
    assert outputs(project) == new
    assert sorted(os.listdir(project / "build")) == sorted(os.listdir(changed / "build"))
    # A change that is taken back after the interruption is taken back.
    spoil(other, STATES, "state/arcadia,New Arcadia,", "state/arcadia,Arcadia,")
    assert label_of_arcadia(other, kgtools) == "label\nArcadia\n"
    assert outputs(other) == old


@pytest.mark.parametrize("moment", MOMENTS[:3])
def test_an_interrupted_first_build_leaves_no_half_written_file(moment: str, mini: Path, kgtools: Run) -> None:
    killed_build(mini, moment)
    assert outputs(mini) == {}
    assert os.listdir(mini / "build") != []  # the unfinished work lies there …
    assert kgtools("build", "--root", mini).returncode == 0
    assert not [name for name in os.listdir(mini / "build") if name.startswith(".")]  # … until the next build


def test_an_interrupted_build_of_unchanged_tables_does_not_disturb(built: Path, tmp_path: Path, kgtools: Run) -> None:
    project = tmp_path / "project"
    shutil.copytree(built, project)
    killed_build(project, "serialize 1")
    assert label_of_arcadia(project, kgtools) == "label\nArcadia\n"
    assert outputs(project) == outputs(built)


def test_two_builds_at_once_do_not_disturb_each_other(
    mini: Path, kgtools_process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, others = ox.serialize, []

    def serialize(*arguments: object, **options: object) -> object:
        if not others:
            others.append(kgtools_process("build", "--root", mini))
        return real(*arguments, **options)

    monkeypatch.setattr(build.ox, "serialize", serialize)
    build.build(mini)
    assert others[0].returncode == 0


@pytest.mark.parametrize("file", ["store/CURRENT", "store/CURRENT emptied", "manifest.txt garbled"])
def test_a_damaged_build_is_rebuilt(file: str, built: Path, tmp_path: Path, kgtools: Run) -> None:
    project = tmp_path / "project"
    shutil.copytree(built, project)
    name, _, how = file.partition(" ")
    (project / "build" / name).unlink()
    if how:
        (project / "build" / name).write_bytes(b"\xff\xfe" if how == "garbled" else b"")
    assert label_of_arcadia(project, kgtools) == "label\nArcadia\n"
    assert outputs(project) == outputs(built)


@pytest.fixture
def full() -> Path:
    """A device on which no space is left."""
    device = Path("/dev/full")
    if not device.is_char_device():
        pytest.skip("there is no /dev/full here")
    return device


@pytest.mark.parametrize(
    ("words", "ending"), [("query visits", "csv"), ("export turtle", "ttl"), ("network actors", "gexf")]
)
def test_a_full_disk_is_reported(
    words: str, ending: str, full: Path, built: Path, tmp_path: Path, kgtools: Run
) -> None:
    place = tmp_path / f"full.{ending}"
    place.symlink_to(full)
    result = kgtools(*words.split(), "-o", place, "--root", built)
    agree(said(result), [f"kgtools: cannot write {place}: No space left on device; …"])
    assert result.returncode == 2


def test_a_full_disk_behind_standard_output_is_reported(full: Path, built: Path) -> None:
    command = [sys.executable, "-m", "kgtools", "query", "visits", "--root", str(built)]
    with full.open("w") as output:
        result = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, text=True, check=False)
    agree(result.stderr.splitlines(), ["kgtools: …No space left on device…"])
    assert "should not happen" not in result.stderr
    assert result.returncode == 2


def test_a_closed_standard_output_gives_no_traceback(built: Path) -> None:
    command = f"{sys.executable} -m kgtools query visits --root {built} >&-"
    result = subprocess.run(command, shell=True, stderr=subprocess.PIPE, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_reader_who_leaves_early_is_no_error(built: Path) -> None:
    command = [sys.executable, "-m", "kgtools", "query", "visits", "--root", str(built)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.close()
        assert process.stderr.read() == ""
