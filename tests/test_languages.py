"""What a reader sees is in her language: no word of the interface stays English or bypasses the table of texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Container

import pytest

from kgtools import messages, namespaces
from tests.conftest import ROOT, Run

SHOWN = ("views", "network", "plots", "server", "query", "compare", "publish")  # folders that word what readers see
WORD = re.compile(r"[A-Za-z]+(?:['’ʻʼ][A-Za-z]+)*")


def english_only(language: str) -> set[str]:
    """Words that the interface says in English and, in the other language, in no text at all."""
    english = {word.casefold() for texts in messages.table().values() for word in WORD.findall(texts["en"])}
    other = {word.casefold() for texts in messages.table().values() for word in WORD.findall(texts[language])}
    return {word for word in english - other if len(word) > 2}


def interface_words(output: str, language: str) -> set[str]:
    """English words of the interface in an output, apart from those in passages, ids, names and texts of the graph.

    Content that exists in English only stands after a colon, or between an id in brackets and its end; so only
    headings, columns and what stands before the first colon are looked at.
    """
    heads = [re.split(r"[:\[(«]", line)[0] for line in output.splitlines()]
    return {word.casefold() for head in heads for word in WORD.findall(head)} & english_only(language)


@pytest.mark.parametrize("language", [tag for tag in namespaces.languages() if tag != "en"])
@pytest.mark.parametrize(
    "command",
    [
        ("show", "Treaty on Allied Relations"),
        ("show", "state/kazakhstan"),
        ("show", "claim/akmalov-history/f226"),
        ("show", "disagreement/allies-since-2021-or-2022"),
        ("why", "document/allied-relations-declaration-2021", "signedOn"),
        ("about",),
        ("query", "--list"),
    ],
    ids=" ".join,
)
def test_no_word_of_the_interface_stays_english(command: tuple[str, ...], language: str, kgtools: Run) -> None:
    output = kgtools(*command, "--lang", language, cwd=ROOT).stdout
    assert len(output) > 200
    # Names are not translated, and definitions of columns and gists are texts of the graph.
    names = {"kazakhstan", "uzbekistan", "tandem", "code", "data"}
    assert interface_words(output, language) - names - named_in_the_graph(output) == set()


def named_in_the_graph(output: str) -> set[str]:
    """Words of names, ids and questions, which a line may begin with."""
    files = [*(ROOT / "data" / "entities").glob("*.csv"), *(ROOT / "data" / "articles").glob("*/article.yaml")]
    text = " ".join(path.read_text(encoding="utf-8") for path in files)
    known = {word.casefold() for word in WORD.findall(text)}
    ids = {
        word.casefold()
        for name in re.findall(r"[a-z]+(?:[-/][a-z0-9]+)+|--\w+|\(\w+", output)
        for word in WORD.findall(name)
    }
    return known | ids | {path.stem for path in (ROOT / "queries").glob("*.rq")}


@pytest.mark.parametrize("language", [tag for tag in namespaces.languages() if tag != "en"])
def test_an_english_word_would_be_found(language: str) -> None:
    assert interface_words("Evidence\n  nobody", language) == {"evidence"}
    assert interface_words(messages.message("entity.section.evidence", language), language) == set()


def dictionaries(tree: ast.Module) -> list[int]:
    """The lines of a module where a dictionary gives texts by language."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        and {"ru", "kk"} <= {key.value for key in node.keys if isinstance(key, ast.Constant)}
    ]


def cyrillic(tree: ast.Module) -> list[int]:
    """The lines of a module with a text in Cyrillic letters, apart from docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {id(node.body[0].value) for node in ast.walk(tree)
                  if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and re.search("[а-яёәғқңөұүһі]{3}", node.value, re.IGNORECASE)
    ]


ALLOWED = {
    "compare/facts/names.py": "words by which names of things are compared, shown to nobody",
    "query/search/words.py": "words by which nothing is found, and letters that are compared, shown to nobody",
}


def test_no_text_of_the_interface_bypasses_the_table() -> None:
    found = {
        str(path.relative_to(ROOT / "kgtools")): lines
        for folder in SHOWN
        for path in sorted((ROOT / "kgtools" / folder).rglob("*.py"))
        if (tree := ast.parse(path.read_text(encoding="utf-8"))) and (lines := dictionaries(tree) or cyrillic(tree))
    }
    assert set(found) - set(ALLOWED) == set(), found


def test_a_text_that_bypasses_the_table_would_be_found() -> None:
    assert dictionaries(ast.parse('WORDS = {"en": "a", "ru": "б", "kk": "в", "uz": "g"}\n')) == [1]
    assert cyrillic(ast.parse('"""Слова в описании."""\nprint("Мнения")\n')) == [2]


def test_the_table_of_texts_is_whole_and_sorted() -> None:
    keys = [line.split(",")[0] for line in messages.FILE.read_text(encoding="utf-8").splitlines()[1:] if line]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def used(key: str, code: str, begun: Container[str], pages: str) -> bool:
    """Whether a text is asked for: by its key, by a key put together, or by a template or script of a page."""
    folder, *_, last = parts = key.split(".")
    if any(".".join(parts[:n]) in begun for n in range(1, len(parts))) or key in code:
        return True
    if ".column." in key:
        return f'"{folder}"' in code  # headings() puts table and column together
    return folder in ("network", "server", "entity") and (f'"{last}"' in pages or f"w.{last}" in pages)


def test_every_text_of_the_table_is_used() -> None:
    files = {ending: (ROOT / "kgtools").rglob(f"*.{ending}") for ending in ("py", "html", "js")}
    texts = {ending: " ".join(path.read_text(encoding="utf-8") for path in paths) for ending, paths in files.items()}
    pages = texts["html"] + texts["js"]
    told = frozenset(re.findall(r"[\w.-]+", texts["py"]))  # most stand there by themselves, and are found at once
    begun = {*re.findall(r"([\w.-]+)\.\{", texts["py"]), *re.findall(r'section\("([\w.-]+)"', texts["py"])}
    assert [key for key in messages.table() if key not in told and not used(key, texts["py"], begun, pages)] == []
    assert not used("nowhere.asked-for", texts["py"], begun, pages)
