"""The tiny project in other languages: an invented one with a file, one without that is read from right to left, one
with a region."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

from tests.conftest import MINI, copy_of_core

TAGS = ("qaa", "he", "pt-BR")  # qaa to qtz are for languages that have no code
_FROM = ("en", "ru", "kk")  # the columns that become theirs
# Letters of another script for Latin ones: no words of the language.
_HEBREW = str.maketrans(dict(zip("abcdefghijklmnopqrstuvwxyz", "אבכדהפגחיןקלםמנוסרשתעזצטכץ", strict=True)))
PROJECT = """\
name: Isles
title:
  qaa: The isles
subtitle:
  qaa: Two isles
about:
  qaa: Roads of two isles.
base: https://w3id.org/tandem-kg/
version: 0.1.0
core: 0.1.0
languages: [qaa, he, pt-BR]
licence: CC0-1.0
creator: Nobody
"""
# z is its first letter, its plural ends in -ak, and q is printed as k.
QAA = """\
name: Qaari
scripts: Latn
alphabet:
  Latn: z a b c d e f g h i j k l m n o p q r s t u v w x y
print: {q: k}
decimal: ','
inflection:
  always: ak
common: the of and in to for with on
stop: the of and
months:
  5: may
  12: zember
"""


def project(folder: Path) -> Path:
    """Write the project into a new folder, with the real ontology."""
    shutil.copytree(MINI, folder)
    copy_of_core(folder)
    (folder / "project.yaml").write_text(PROJECT, encoding="utf-8")
    (folder / "languages").mkdir()
    (folder / "languages" / "qaa.yaml").write_text(QAA, encoding="utf-8")
    for path in sorted((folder / "data").rglob("*.csv")):
        _write(path, [_row(row) for row in _read(path)])
    for path in sorted((folder / "data").rglob("article.yaml")):
        text = path.read_text(encoding="utf-8").replace("  uz: Kvill, Qisqacha qayd\n", "")
        text = re.sub(r"  ru: .*", f"  he: {'Quill, A short note'.lower().translate(_HEBREW)}", text)
        path.write_text(text.replace("  en: ", "  qaa: ").replace("- en\n", "- qaa\n").replace("  kk: ", "  pt-BR: "))
    for path in sorted((folder / "queries").glob("*.rq")):
        path.write_text(_question(path.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    if rows:
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _row(row: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column, cell in row.items():
        if column == "label_en":
            found["label_qaa"], found["label_he"] = cell, cell.lower().translate(_HEBREW)
            found["label_pt-BR"] = cell
        elif column == "gist_en":
            found["gist_qaa"] = cell
        elif not column.startswith("label_"):
            found[column] = cell.replace("@en", "@qaa")
    return found


def _question(text: str) -> str:
    """A question with its words and meanings for the languages of the project."""
    lines = []
    for line in text.splitlines():
        match = re.match(r"# (en|ru|kk|uz): (.*)", line)
        if match is None:
            parts = line.split(" | ")
            lines.append(" | ".join(parts[:3]) if line.startswith("#") and len(parts) == 4 else line)
        elif match[1] in _FROM:
            lines.append(f"# {TAGS[_FROM.index(match[1])]}: {match[2]}")
    return "\n".join(lines) + "\n"
