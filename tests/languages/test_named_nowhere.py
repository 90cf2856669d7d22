"""No language is named in code: what a language is like stands in its file, and code asks for its properties."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "kgtools"
# Where a language, or a letter of one, may stand in code, and why.
SPARED = {
    "languages/__init__.py": "English, which the interface falls back to",
    "languages/scripts.py": "tables of scripts: which letters look alike, what is written in what",
    "checks/shapes.py": "the languages in which the shapes of the core are written, and its terms named",
    "values/characters.py": "what a wrong encoding makes of a letter, and what spreadsheets call an error",
    "values/retyped.py": "what spreadsheets make of a date, in whichever language they are set to",
    "files.py": "letters by which a wrong encoding of a file is known",
    "cli/options.py": "an example of a search",
    "cli/show.py": "an example of a search",
    "curation/extract/": "rules of the reader of articles for the languages that it can read",
}
TAGS = ("en", "ru", "kk", "uz", "uz-Cyrl", "kk-Latn")
COLUMN = re.compile(rf"\w+_(?:{'|'.join(TAGS)})")
LETTER = re.compile("[\u0400-\u052f]")
NAME = re.compile("uzbek|kazakh|russian|cyrillic", re.IGNORECASE)


def named(source: str) -> Iterator[tuple[int, str]]:
    """The languages that code names, with their lines: tags, columns of one, letters of some, names of functions."""
    tree = ast.parse(source)
    told = {id(doc) for node in ast.walk(tree) if (doc := docstring(node))}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in told else ""
        if isinstance(text, str) and (text in TAGS or COLUMN.fullmatch(text) or LETTER.search(text)):
            yield node.lineno, text  # type: ignore[attr-defined]
        called = getattr(node, "id", getattr(node, "name", getattr(node, "arg", ""))) or ""
        if isinstance(called, str) and NAME.search(called):
            yield getattr(node, "lineno", 0), called


def docstring(node: ast.AST) -> ast.expr | None:
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) or not node.body:
        return None
    first = node.body[0]
    return first.value if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) else None


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('"""Of ru and қ."""\nx = language(tag).script\n', []),
        ('if tag == "ru":\n    pass\n', [(1, "ru")]),
        ('row["label_uz"]\n', [(1, "label_uz")]),
        ('re.compile("[әқ]")\n', [(1, "[әқ]")]),
        ("def uzbek_latin(word): ...\n", [(1, "uzbek_latin")]),
    ],
)
def test_what_names_a_language_is_found(source: str, found: list[tuple[int, str]]) -> None:
    assert list(named(source)) == found


def test_no_language_is_named_in_code() -> None:
    files = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
    asked = {name: path for name, path in files.items() if not name.startswith(tuple(SPARED))}
    assert len(asked) > 300
    found = {name: list(named(path.read_text(encoding="utf-8"))) for name, path in asked.items()}
    assert {name: places for name, places in found.items() if places} == {}
    for spared in SPARED:
        assert any(name.startswith(spared) for name in files), f"{spared} is no more; take it off the list"


def test_templates_and_scripts_name_no_language() -> None:
    files: list[Path] = [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.js")]
    assert len(files) > 20
    tag = re.compile(r"""["'](?:ru|kk|uz)["']|_(?:en|ru|kk|uz)\b""")
    found = {path.name: tag.findall(path.read_text(encoding="utf-8")) for path in files}
    assert {name: tags for name, tags in found.items() if tags} == {}
