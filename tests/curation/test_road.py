"""The whole road of a new article, by the commands of the guide: from its text to accepted claims and their impact.

One story is told by four articles written for this test, in English, Russian, Kazakh and Uzbek, forty sentences each.
The curator of the test decides in the spreadsheet: what the rules propose of the things below is accepted, the rest is
rejected. Nothing else is typed but the labels of the articles and the explanations of outcomes.
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

from kgtools import ontology
from kgtools.claims import reader
from kgtools.claims.model import Corpus
from tests.conftest import ROOT, Run, copy_of_mini

TEXTS = ROOT / "tests" / "cases" / "road"
LANGUAGES = ("en", "ru", "kk", "uz")
# What the four articles speak of and the house does not know: keys that readers give it, its id and its four names.
THINGS = {
    "officialvisit-clara-vale": (
        "event/official-visit-of-clara-vale-to-ruritania-2022", "Official visit of Clara Vale to Ruritania (2022)",
        "Официальный визит Клары Вейл в Руританию (2022)", "Клара Вейлдің Руританияға ресми сапары (2022)",
        "Klara Veylning Ruritaniyaga rasmiy tashrifi (2022)",
    ),
    "visit-greta-lind": (
        "event/visit-of-greta-lind-to-ruritania-2023", "Visit of Greta Lind to Ruritania (2023)",
        "Визит Греты Линд в Руританию (2023)", "Грета Линдтің Руританияға сапары (2023)",
        "Greta Lindning Ruritaniyaga tashrifi (2023)",
    ),
    "session-joint-road-commission-strelsau-2023": (
        "event/session-in-strelsau-2023", "Session in Strelsau (2023)", "Заседание в Штрельзау (2023)",
        "Штрельзаудағы отырыс (2023)", "Shtrelzaudagi majlis (2023)",
    ),
    "greta-lind": ("person/greta-lind", "Greta Lind", "Грета Линд", "Грета Линд", "Greta Lind"),
    "otto-(hahnau|khanau|hanau)$": ("person/otto-hahnau", "Otto Hahnau", "Отто Ханау", "Отто Ханау", "Otto Hanau"),
}  # fmt: skip
KNOWN = {"session-joint-road-commission-2020": "event/road-commission-session-1"}


def house(folder: Path, kgtools: Run) -> Path:
    """The mini house, all of whose rows are read, with the texts beside it."""
    project = copy_of_mini(folder / "mini")
    for language in LANGUAGES:
        (project / "articles" / f"{language}.txt").write_bytes((TEXTS / f"{language}.txt").read_bytes())
    for table in ("data/articles/short-note", "data/entities", "data/background", "data"):
        assert kgtools("readings", table, "--reader", "ana", "--root", project).returncode == 0
    return project


def corpus(project: Path) -> Corpus:
    return reader.load(project, ontology.load(project))


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def decide(sheet: Path, proposals: Path, known: Corpus) -> None:
    """The curator's verdicts, written into the sheet."""
    lines = proposals.read_text(encoding="utf-8").splitlines()
    rows = rows_of(sheet)
    refused, given = set(), set(known.entities)
    for row in rows:
        record = json.loads(lines[int(row["key"]) - 1])
        if row["kind"] == "thing":
            row["verdict"], named = "reject", record["new"]
            for key, identifier in KNOWN.items():
                if re.match(key, named):
                    row.update(verdict="same", id=identifier)
            for key, (identifier, *labels) in THINGS.items():
                if re.match(key, named):
                    names = zip(LANGUAGES, labels, strict=True)
                    row.update(verdict="same" if identifier in given else "new", id=identifier)
                    given.add(identifier)
                    row.update({f"label_{language}": label for language, label in names})
            if row["verdict"] == "reject":
                row["reason"] = "wrong-thing"
                refused.add(named)
        else:
            waits = set(re.findall(r'"new": "([^"]+)"', json.dumps(record)))
            doubtful = waits & refused or "no one passage" in row["said"]
            row.update(verdict="reject", reason="not-said") if doubtful else row.update(verdict="accept")
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def explained(project: Path) -> None:
    """Outcomes that wait for an explanation get one."""
    path = project / "data" / "outcomes.csv"
    rows = rows_of(path)
    for row in rows:
        row["explanation"] = row["explanation"] or "Printed is the plan; no later print tells of it."
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def road(project: Path, language: str, kgtools: Run, folder: Path) -> str:
    """Take the article of a language along the road; what the finish says."""
    copies, article = project / "articles", f"road-{language}"
    proposals, sheet = folder / f"{language}.jsonl", folder / f"{language}.csv"
    asked = ("--articles", copies, "--root", project)
    added = kgtools("add-article", copies / f"{language}.txt", "--id", article, "--root", project)
    assert added.returncode == 0, added.stderr
    described = project / "data/articles" / article / "article.yaml"
    labels = {"en": "A decade of roads", "ru": "Десять лет дорог", "kk": "Он жылдық жол", "uz": "Oʻn yillik yoʻl"}
    surnames = {"en": "Quill", "ru": "Квилл", "kk": "Квилл", "uz": "Kvill"}
    text = described.read_text(encoding="utf-8")
    for one in LANGUAGES:
        label = f"{surnames[one]}, {labels[one]} ({language})"
        head, body = text.split("label:", 1)
        text = head + "label:" + re.sub(rf'(?m)^  {one}: ".*"$', f'  {one}: "{label}"', body, count=1)
    described.write_text(text, encoding="utf-8")
    assert kgtools("extract", article, *asked, "-o", proposals).returncode == 0
    for _ in range(2):
        done = kgtools("review", proposals, *asked, "--no-open", "--sheet", sheet)
        assert done.returncode == 0, done.stderr
        if "verdicts taken" not in done.stdout:
            decide(sheet, proposals, corpus(project))
    return kgtools("review", proposals, *asked, "--no-open", "--finish").stdout


def test_an_article_in_each_language_goes_from_its_text_to_accepted_claims(tmp_path: Path, kgtools: Run) -> None:
    project = house(tmp_path, kgtools)
    before = len(corpus(project).claims)
    for language in LANGUAGES:
        told = road(project, language, kgtools, tmp_path)
        explained(project)
        known = corpus(project)
        made = [claim for claim in known.claims if claim.article == f"road-{language}"]
        assert len(made) >= 12, f"{language}: {told}"
    kgtools("readings", "data/outcomes.csv", "--reader", "ana", "--root", project)
    found = kgtools("check", "--root", project, "--articles", project / "articles").stdout
    assert "violation" not in found, found
    # Who tells the visit of 2019 in each language tells one visit, and its date has five origins.
    dates = [
        claim.article for claim in known.facts
        if (claim.subject, claim.property, claim.value) == ("event/state-visit-2019", "date", "2019-05-03")
    ]  # fmt: skip
    assert sorted(dates) == ["road-en", "road-kk", "road-ru", "road-uz", "short-note"]
    assert len(known.claims) > before + 48

    changed = kgtools("impact", "road-ru", "--root", project, "--articles", project / "articles", "--format", "json")
    impact = json.loads(changed.stdout)
    assert max(one["after"] for one in impact["confirmed"]) >= 4  # the note, and the other languages
    assert all(one["after"] > one["before"] for one in impact["confirmed"])
    assert impact["coverage"]["gaps"]
