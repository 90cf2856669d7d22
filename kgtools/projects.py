"""The project that is worked on: where it is, what `project.yaml` says of it, and the names that follow from that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kgtools import files, layout, marks, namespaces, ontology, yaml_files
from kgtools.errors import DataError, Finding

KEYS = ("name", "title", "subtitle", "about", "base", "prefix", "version", "core", "languages", "pair", "licence",
        "creator", "colours")  # fmt: skip
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-(?:[A-Z]{2}|[0-9]{3}))?")  # BCP 47, as far as is needed here
_BASE = re.compile(r"https?://[^\s<>\"{}|^`\\#?]+/")
_PREFIX = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Project:
    """What a project says of itself. Texts are by language; the first language of the project is always among them."""

    root: Path
    name: str
    title: Mapping[str, str]
    subtitle: Mapping[str, str]
    about: Mapping[str, str]
    version: str
    pair: tuple[str, ...]
    licence: str
    creator: str
    colours: Mapping[str, str]
    names: namespaces.Names

    def told(self, texts: Mapping[str, str], language: str) -> str:
        """A text of the project in a language, or in its first where it has none in that."""
        return texts.get(language) or texts[self.names.languages[0]]


_in_use: Project | None = None


def find_root(named: Path | None = None) -> Path:
    """The project to work on: the one named, the checkout around the working folder, or the installed one.

    A change of its tables that was interrupted is completed first, and from here on things are named as it says.
    Raises UsageError if a folder is named that is not a project, and DataError if its description is wrong.
    """
    root = layout.find_root(named)
    files.complete(root)
    use(root)
    return root


def use(root: Path) -> Project:
    """Work on a project: its names are those that are minted and read from here on."""
    global _in_use
    _in_use = read(root)
    namespaces.use(_in_use.names)
    marks.use(ontology.load(root))
    return _in_use


def in_use() -> Project:
    """The project that is worked on. Raises LookupError if none is."""
    if _in_use is None:
        raise LookupError("no project is in use")
    return _in_use


def read(root: Path) -> Project:
    """What a project says of itself. Raises DataError, with lines, for what is missing or wrong."""
    name, content, lines = yaml_files.read(root / layout.PROJECT, root, KEYS)
    return _read(root, name, _Description(name, content, lines), layout.ontology_files(root))


def _read(root: Path, name: str, given: _Description, sources: tuple[Path, ...]) -> Project:
    languages = given.languages()
    base = given.matching("base", _BASE, "an address that ends in a slash, such as https://example.org/alps/")
    prefix = given.matching("prefix", _PREFIX, "small letters, digits and hyphens", absent="own")
    kinds, terms, codes = _terms(
        tuple((files.display(path, root), ontology.read(path, root)) for path in sources), base
    )
    project = Project(
        root, given.text("name"), given.texts("title", languages), given.texts("subtitle", languages),
        given.texts("about", languages), given.text("version"), given.pair(kinds), given.text("licence"),
        given.text("creator"), given.mapping("colours"), namespaces.Names(base, languages, kinds, terms, codes, prefix),
    )  # fmt: skip
    given.done()
    return project


class _Description:
    """The content of `project.yaml`, read key by key; what is wrong with one is a finding at its line."""

    def __init__(self, name: str, content: Mapping[str, Any], lines: Mapping[str, int]) -> None:
        self._name, self._content, self._lines = name, content, lines
        self._findings: list[Finding] = []

    def done(self) -> None:
        """Raises DataError if anything was wrong."""
        if self._findings:
            raise DataError(self._findings)

    def _wrong(self, key: str, message: str, expected: str, found: str = "") -> None:
        line = self._lines.get(key, self._lines.get(key.partition(".")[0], 0))
        shown = f"'{found}'" if found else ""
        self._findings.append(Finding(self._name, line, f"key '{key}': {message}", shown, expected))

    def text(self, key: str) -> str:
        """One text, which has to be there."""
        value = self._content.get(key, "")
        if not isinstance(value, str) or not value.strip():
            self._wrong(key, "missing" if key not in self._content else "not a text", "one line of text")
            return ""
        return value

    def matching(self, key: str, form: re.Pattern[str], expected: str, absent: str = "") -> str:
        """One text of a form."""
        value = self._content.get(key, absent)
        if not isinstance(value, str) or not form.fullmatch(value):
            self._wrong(key, "wrong form" if value else "missing", expected, str(value))
        return str(value)

    def texts(self, key: str, languages: tuple[str, ...]) -> Mapping[str, str]:
        """A text for each language, at least for the first."""
        value = self._content.get(key, {})
        if not isinstance(value, dict) or not value.get(languages[0]):
            self._wrong(key, "no text in the first language", f"a line '{languages[0]}: …' below it")
            return {languages[0]: ""}
        for language in value:
            if language not in languages:
                self._wrong(f"{key}.{language}", "not a language of the project", ", ".join(languages), language)
        return {language: str(words) for language, words in value.items()}

    def mapping(self, key: str) -> Mapping[str, str]:
        """Texts by some word; none if the key is absent."""
        value = self._content.get(key, {})
        if not isinstance(value, dict):
            self._wrong(key, "not a list of words with values", "a line 'word: value' for each, below it", str(value))
            return {}
        return {str(name): str(words) for name, words in value.items()}

    def languages(self) -> tuple[str, ...]:
        """The languages, each once, the one curators write in first."""
        value = self._content.get("languages", [])
        expected = "BCP 47 tags such as [en, fr, uz-Cyrl], the one that curators write in first"
        if not isinstance(value, list) or not value:
            self._wrong("languages", "missing" if not value else "not a list", expected, str(value or ""))
            return ("en",)
        for tag in value:
            if not isinstance(tag, str) or not _LANGUAGE.fullmatch(tag):
                self._wrong("languages", "not a language", expected, str(tag))
            elif value.count(tag) > 1:
                self._wrong("languages", "a language given twice", expected, tag)
        return tuple(map(str, value))

    def pair(self, kinds: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
        """The ids of the two things whose relations the project is about, or none."""
        value = self._content.get("pair", [])
        form = re.compile(rf"({'|'.join(kinds)})/{namespaces.SLUG.pattern}")
        if not isinstance(value, list) or (value and len(value) != 2) or not all(map(form.fullmatch, map(str, value))):
            self._wrong("pair", "not two ids", "two ids of entities, such as [state/avalon, state/camelot]", str(value))
            return ()
        return tuple(map(str, value))


@lru_cache(maxsize=4)
def _terms(
    sources: tuple[tuple[str, bytes], ...], base: str
) -> tuple[Mapping[str, tuple[str, str]], frozenset[str], frozenset[str]]:
    """The kinds of entity in their order, and the terms and codes that the project adds to the core ontology."""
    marks: dict[str, dict[str, str]] = {}
    own: set[str] = set()
    for subject, mark, value in _marked(sources):
        if mark in ("idKind", "table", "tableOrder"):
            marks.setdefault(subject, {})[mark] = value
        if base != namespaces.CORE and subject.startswith(base):
            own.add(subject)
    ordered = sorted(marks.items(), key=lambda one: int(one[1].get("tableOrder", 0)))
    kinds = {
        found["idKind"]: (found["table"], re.split("[#/]", subject)[-1])
        for subject, found in ordered
        if {"idKind", "table"} <= found.keys()
    }
    terms = frozenset(iri.removeprefix(f"{base}ontology#") for iri in own if iri.startswith(f"{base}ontology#"))
    codes = frozenset(iri.removeprefix(f"{base}code/") for iri in own if iri.startswith(f"{base}code/"))
    return kinds, terms, codes


def _marked(sources: tuple[tuple[str, bytes], ...]) -> Iterator[tuple[str, str, str]]:
    for name, content in sources:
        for quad in ontology.parsed(content, name):
            mark = quad.predicate.value.removeprefix(namespaces.ONTOLOGY)
            yield getattr(quad.subject, "value", ""), mark, getattr(quad.object, "value", "")
