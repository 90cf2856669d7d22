"""Rewrite every stored answer and generated file after a change that was meant: `make accept`.

Look at the difference (git diff) before you commit it: a changed answer is a changed statement.
"""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox

from kgtools import ontology
from kgtools.claims import reader
from kgtools.claims.counts import count
from kgtools.graph import build
from kgtools.publish import jsonld
from kgtools.query import answers, formats, questions
from kgtools.sparql import execute

ROOT = Path(__file__).parent.parent


def answer(graph: ox.Store, path: Path) -> str:
    """The answer to a question with its default parameters, as it is stored: CSV with ids."""
    found = execute.ask(graph, questions.read_question(path).sparql, path.name)
    assert isinstance(found, execute.Answer)
    return formats.write(found.columns, answers.cells(graph, found, "en", iris=True), "csv")


def stored_answers() -> dict[Path, str]:
    """The stored answers as they would be written now, by file."""
    graph = ox.Store()
    graph.bulk_extend(build.read(ROOT)[0])
    return {path.with_suffix(".csv"): answer(graph, path) for path in questions.questions(ROOT)}


def context() -> dict[Path, str]:
    """The JSON-LD context as it would be written now, by file."""
    document = jsonld.make_context(ontology.load(ROOT))
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return {ROOT / "ontology" / "context.jsonld": text}


def counts() -> dict[Path, str]:
    """The expected counts as they would be written now, by file."""
    found = count(reader.load(ROOT, ontology.load(ROOT)))
    rows = [[what, str(number)] for what, number in found.items()]
    return {ROOT / "data" / "counts.csv": formats.write(["what", "number"], rows, "csv")}


if __name__ == "__main__":
    for file, text in {**stored_answers(), **context(), **counts()}.items():
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            print(f"rewriting {file.relative_to(ROOT)}")
            file.write_text(text, encoding="utf-8")
