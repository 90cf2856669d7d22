"""Answers kept as files: a spreadsheet opens them rightly and runs nothing; programs get them as they are."""

from __future__ import annotations

import csv
import io

import httpx
import pytest

CELLS = ["=1+1", "+cmd|x", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1", "-12.6", "+7", "plain, \"quoted\" 'text'"]
RUNNING = CELLS[:7]
QUERY = (
    "SELECT ?text ?number ?thing { VALUES (?text ?number ?thing) { "
    + " ".join(
        "('{}' -5 <urn:a>)".format(text.replace("\t", "\\t").replace("\r", "\\r").replace("'", "\\'")) for text in CELLS
    )
    + " } }"
)


def asked(http: httpx.Client, **more: str) -> httpx.Response:
    answer = http.get("/sparql", params={"query": QUERY, **more})
    assert answer.status_code == 200
    return answer


def test_a_file_of_csv_is_harmless(http: httpx.Client) -> None:
    answer = asked(http, format="csv", download="../my answer")
    assert answer.headers["content-disposition"] == 'attachment; filename="myanswer.csv"'
    assert answer.text.startswith("\ufeff")
    heading, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""))
    assert heading == ["text", "number", "thing"]
    assert [row[0] for row in rows] == [f"'{text}" if text in RUNNING else text for text in CELLS]
    assert {tuple(row[1:]) for row in rows} == {("-5", "urn:a")}


def test_a_file_of_tsv_is_harmless(http: httpx.Client) -> None:
    """A spreadsheet takes the quotes round a term off."""
    answer = asked(http, format="tsv", download="x")
    _, *lines = answer.text.removeprefix("\ufeff").splitlines()
    texts = [line.split("\t")[0] for line in lines]
    assert [text.startswith("\"'") for text in texts] == [text in RUNNING for text in CELLS]
    assert {line.partition("\t")[2] for line in lines} == {"-5\t<urn:a>"}


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_a_program_gets_the_rows_as_they_are(http: httpx.Client, format: str) -> None:
    text = asked(http, format=format).text
    assert not text.startswith("\ufeff")
    assert "'=1" not in text
    assert "\"'" not in text


@pytest.mark.parametrize(
    ("query", "format", "ending"),
    [
        (QUERY, "json", "json"), (QUERY, "application/json", "json"), (QUERY, "xml", "xml"), ("ASK {}", "json", "json"),
        ("CONSTRUCT WHERE { ?s a t:Visit }", "application/json", "jsonld"),
        ("CONSTRUCT WHERE { ?s a t:Visit }", "xml", "rdf"),
        ("CONSTRUCT WHERE { ?s a t:Visit }", "turtle", "ttl"),
        ("CONSTRUCT WHERE { ?s a t:Visit }", "trig", "trig"),
    ],
)  # fmt: skip
def test_a_file_is_called_after_what_it_holds(http: httpx.Client, query: str, format: str, ending: str) -> None:
    answer = http.get("/sparql", params={"query": query, "format": format, "download": "a"})
    assert answer.headers["content-disposition"] == f'attachment; filename="a.{ending}"'
    assert "content-disposition" not in http.get("/sparql", params={"query": query, "format": format}).headers


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_a_file_with_names_is_harmless(http: httpx.Client, format: str) -> None:
    answer = http.get("/query", params={"query": QUERY, "format": format, "lang": "en"})
    assert answer.headers["content-disposition"] == f'attachment; filename="answer.{format}"'
    text = answer.text.removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="," if format == "csv" else "\t"))[1:]
    shown = {row[0] for row in rows}
    assert {f"'{text}" for text in ("=1+1", "+cmd|x", "-2+3", "@SUM(1)", "＝1")} <= shown
    assert {"-12.6", "+7"} <= shown
    assert not {cell for row in rows for cell in row if cell[:1] in ("=", "@", "+", "＝") and cell != "+7"}
