"""A house with an article written for these tests, and proposals about it: right ones, invented ones, changed ones."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from kgtools import files, ontology
from kgtools.articles import copies
from kgtools.checks import anchors
from kgtools.claims import reader, tables
from kgtools.curation.proposals.judge import judge
from kgtools.curation.review import items
from kgtools.curation.review.log import Head
from kgtools.curation.review.rows import Ground, ground
from tests.conftest import copy_of_mini

ARTICLE = "ledger-of-roads"
_ABOUT = """\
title:
  en: The ledger of roads
label:
  en: Quill, The ledger of roads
  ru: Квилл, Книга дорог
  kk: Квилл, Жолдар кітабы
  uz: Kvill, Yoʻllar kitobi
authors:
  - person/ada-quill
languages:
  - en
length: {length}
sha256: {sha256}
review: entered
"""
_BEGINNING = """\
The ledger of roads

The Bridge Forum was held in Strelsau on 4 May 2031. Its guest was Oskar Lind, who spoke of tolls.

All present wished each other well.
"""
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_FIRST_YEAR = 1991


def text(number: int) -> str:
    """The article, with a sentence of trade for each of so many months, a year to a paragraph."""
    return _BEGINNING + "".join(("" if month % 12 else "\n") + f"{_sentence(month)}.\n" for month in range(number))


def _sentence(month: int) -> str:
    named = f"{_MONTHS[month % 12]} {_FIRST_YEAR + month // 12}"
    return f"In {named} the trade turnover of Arcadia and Ruritania was {_value(month)} million dollars"


def _value(month: int) -> str:
    return f"{month % 89 + 102}.{month % 7 + 1}"


def quoted(words: str) -> list[dict[str, str]]:
    return [{"exact": words}]


def figure(month: int, value: str = "", quote: str = "") -> dict[str, Any]:
    """A figure of trade as its sentence tells it, or with another value or quote; the months are counted from 0."""
    return {
        "record": "figure", "quotes": quoted(quote or _sentence(month)),
        "indicator": {"id": "indicator/trade-turnover"}, "measured": {"id": "state/arcadia"},
        "partner": {"id": "state/ruritania"}, "flow": "turnover",
        "period": f"{_FIRST_YEAR + month // 12}-{month % 12 + 1:02}", "value": value or _value(month),
        "unit": "million-usd",
    }  # fmt: skip


THINGS: list[dict[str, Any]] = [
    {"record": "thing", "new": "forum", "kind": "Forum", "printed": ["The Bridge Forum"],
     "labels": {"en": "Bridge Forum (2031)", "ru": "Форум мостов (2031)"},
     "quotes": quoted("The Bridge Forum was held in Strelsau")},
    {"record": "thing", "new": "lind", "kind": "Person", "printed": ["Oskar Lind"], "labels": {"ru": "Оскар Линд"},
     "quotes": quoted("Oskar Lind")},
]  # fmt: skip
FACTS: list[dict[str, Any]] = [
    {"record": "fact", "quotes": quoted("The Bridge Forum was held in Strelsau"), "subject": {"new": "forum"},
     "property": "place", "value": {"thing": {"id": "place/strelsau"}}},
    {"record": "fact", "quotes": quoted("The Bridge Forum was held in Strelsau on 4 May 2031"),
     "subject": {"new": "forum"}, "property": "date", "value": {"date": "2031-05-04"}},
    {"record": "fact", "quotes": quoted("Its guest was Oskar Lind"), "subject": {"new": "forum"},
     "property": "participant", "value": {"thing": {"new": "lind"}}, "certainty": "inferred",
     "note": "The forum is named in the sentence before."},
    {"record": "empty", "quotes": quoted("All present wished each other well"), "why": "courtesy"},
]  # fmt: skip


def add(project: Path, number: int) -> Path:
    """Put the article into a project; the folder with the copies that it has then."""
    content = text(number)
    folder = project / "data" / "articles" / ARTICLE
    folder.mkdir()
    (folder / "article.yaml").write_text(description(content), encoding="utf-8")
    for name, columns in (("facts", tables.FACTS), ("figures", tables.FIGURES), ("opinions", tables.opinions())):
        tables.write_table(folder / f"{name}.csv", columns, [])
    copies = project / "articles"
    (copies / "ledger.txt").write_bytes(content.encode())
    return copies


def description(content: str) -> str:
    """The article.yaml of the article, if this is its text."""
    return _ABOUT.format(length=len(content), sha256=hashlib.sha256(content.encode()).hexdigest())


def proposals(path: Path, *records: dict[str, Any], article: str = ARTICLE) -> Path:
    """A file of proposals about the article."""
    run = {
        "record": "run", "format": "tandem-proposals/1", "article": article,
        "reader": {"kind": "person", "name": "tester"},
    }  # fmt: skip
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in (run, *records)), encoding="utf-8")
    return path


def many(number: int) -> list[dict[str, Any]]:
    """Proposals of trade, one for each month: a tenth with an invented quote, a tenth with a changed value."""
    return [_slipped(month) for month in range(number)]


def _slipped(month: int) -> dict[str, Any]:
    if month % 10 == 3:
        return figure(month, quote=_sentence(month).replace("the trade turnover", "all trade with the old harbour"))
    return figure(month, value="99.9") if month % 10 == 7 else figure(month)


def snapshot(project: Path) -> dict[str, bytes]:
    """All files of data."""
    return {files.display(path, project): path.read_bytes() for path in (project / "data").rglob("*") if path.is_file()}


def judged(project: Path, file: Path) -> tuple[Ground, list[items.Item]]:
    """What a review of a file of proposals rests on, and its items."""
    terms = ontology.load(project)
    corpus = reader.load(project, terms)
    folder = copies.look(project / "articles", anchors.identities(corpus))
    proposed = judge(file.read_text("utf-8"), corpus, terms, folder.copies)
    return ground(project, terms, corpus, ARTICLE, folder), items.of_proposals(proposed)


def head(of: Ground, reader: str = "ana") -> Head:
    """The head of the log of a review."""
    return Head(proposals="0" * 64, article=of.article.id, text=of.article.sha256, reader=reader)


if __name__ == "__main__":  # python -m tests.curation.review.house FOLDER: a house to look at a review in
    place = Path(sys.argv[1])
    add(copy_of_mini(place / "house"), 40)
    sample = proposals(place / "ledger.jsonl", *THINGS, *FACTS, *many(40))
    print(f"kgtools review {sample} --root {place / 'house'} --articles {place / 'house' / 'articles'}")
