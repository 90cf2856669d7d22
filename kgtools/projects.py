"""The project that is worked on: where it is, what `project.yaml` says of it, and the names that follow from that."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgtools import files, languages, layout, marks, namespaces, remembering, yaml_files
from kgtools.errors import DataError, Finding, UsageError
from kgtools.values import palette

if TYPE_CHECKING:
    from kgtools.ontology import Ontology

KEYS = ("name", "title", "subtitle", "about", "lead", "base", "prefix", "version", "core", "languages", "pair",
        "years", "licence", "creator", "colours")  # fmt: skip
_LANGUAGE = re.compile(languages.TAG)
_BASE = re.compile(r"https?://[^\s<>\"{}|^`\\#?]+/")
_PREFIX = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Licence:
    """A licence: its identifier among those of SPDX, its name, and its address."""

    id: str
    title: str
    address: str

    @property
    def short(self) -> str:
        """How it is called in passing: CC BY 4.0."""
        return re.sub(r"-(?=BY|\d)", " ", self.id)


_CREATIVE = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-4\.0")
_PARTS = {"BY": "Attribution", "NC": "NonCommercial", "SA": "ShareAlike", "ND": "NoDerivatives"}
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


def licence(identifier: str) -> Licence:
    """The licence of an identifier of SPDX (https://spdx.org/licenses/).

    >>> licence("CC-BY-SA-4.0").title, licence("ODbL-1.0").address
    ('Creative Commons Attribution-ShareAlike 4.0 International', 'https://spdx.org/licenses/ODbL-1.0.html')
    """
    if creative := _CREATIVE.fullmatch(identifier):
        title = f"Creative Commons {'-'.join(map(_PARTS.__getitem__, creative[1].split('-')))} 4.0 International"
        return Licence(identifier, title, f"https://creativecommons.org/licenses/{creative[1].lower()}/4.0/")
    return Licence(identifier, identifier, f"https://spdx.org/licenses/{identifier}.html")


@dataclass(frozen=True, eq=False)
class Project:
    """What a project says of itself. Texts are by language; the first language of the project is always among them."""

    root: Path
    name: str
    title: Mapping[str, str]
    subtitle: Mapping[str, str]
    about: Mapping[str, str]
    lead: Mapping[str, str]
    version: str
    pair: tuple[str, ...]
    licence: Licence
    creator: str
    colours: Mapping[str, str]
    names: namespaces.Names

    def told(self, texts: Mapping[str, str], language: str) -> str:
        """A text of the project in a language, or in its first where it has none in that."""
        return texts.get(language) or texts[self.names.languages[0]]

    @property
    def stem(self) -> str:
        """What its files are called: its name in small letters."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-") or "graph"

    def titled(self, language: str) -> str:
        """Its title in a language, with the version behind its name."""
        title = self.told(self.title, language)
        named = title.removeprefix(self.name)
        return f"{self.name} {self.version}{named}" if named != title else f"{title}, {self.version}"

    @cached_property
    def terms(self) -> Ontology:
        """Its ontology, read once, when it is first asked for; for the project in use."""
        from kgtools import ontology

        return ontology.load(self.root)

    @property
    def first(self) -> str:
        """The language in which what has but one text is told to programs: English, or else its first."""
        own = self.names.languages
        return languages.ENGLISH if languages.ENGLISH in own else own[0]


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
    project = read(root)
    take_up(project)
    return project


def take_up(project: Project) -> None:
    """Work on a project that was read before."""
    global _in_use
    languages.use(project.root / "languages", project.names.languages)
    if _in_use is not None and _in_use.names != project.names:
        remembering.forget()
    _in_use = project
    namespaces.use(project.names)
    marks.use(lambda: project.terms)


def in_use() -> Project:
    """The project that is worked on. Raises LookupError if none is."""
    if _in_use is None:
        raise LookupError("no project is in use")
    return _in_use


def look(group: str) -> tuple[str, str]:
    """The colour and the shape of a broad kind of node, in the project in use."""
    return in_use().colours.get(group, palette.OTHER_COLOUR), palette.SHAPES.get(group, palette.OTHER_SHAPE)


def read(root: Path) -> Project:
    """What a project says of itself. Raises DataError, with lines, for what is missing or wrong."""
    if kept := _kept(root):
        return kept
    name, content, lines = yaml_files.read(root / layout.PROJECT, root, KEYS)
    return _read(root, name, _Description(name, content, lines), layout.ontology_files(root))


def _read(root: Path, name: str, given: _Description, sources: tuple[Path, ...]) -> Project:
    from kgtools import ontology

    tags = given.languages()
    base = given.matching("base", _BASE, "an address that ends in a slash, such as https://example.org/alps/")
    prefix = given.matching("prefix", _PREFIX, "small letters, digits and hyphens", absent="own")
    told = _terms(tuple((files.display(path, root), ontology.read(path, root)) for path in sources), base)
    given.core(told.version)
    names = namespaces.Names(base, tags, told.kinds, told.terms, told.codes, prefix, given.years())
    project = Project(
        root, given.text("name"), given.texts("title", tags), given.texts("subtitle", tags),
        given.texts("about", tags), given.texts("lead" if given.has("lead") else "about", tags),
        given.text("version"), given.pair(told.kinds), given.licence(), given.text("creator"),
        given.colours(told.kinds), names,
    )  # fmt: skip
    given.done()
    languages.check(root / "languages", tags)
    return project


# -- kept beside the graph, so that a start need not parse the ontology -------------------------------

KEPT = "project.json"


def keep(project: Project, folder: Path) -> None:
    """Write into a folder of outputs what a project said of itself, with the marks of the files that say it."""
    names = project.names
    content = {
        **{key: getattr(project, key) for key in _AS_IT_IS}, "licence": project.licence.id,
        "base": names.base, "prefix": names.prefix, "languages": names.languages, "kinds": dict(names.kinds),
        "years": names.years, "terms": sorted(names.terms), "codes": sorted(names.codes), "of": _marks(project.root),
    }  # fmt: skip
    (folder / KEPT).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


_AS_IT_IS = ("name", "title", "subtitle", "about", "lead", "version", "pair", "creator", "colours")


def _kept(root: Path) -> Project | None:
    """What was kept, if it is of these very files."""
    try:
        found = json.loads((layout.build_folder(root) / KEPT).read_bytes())
        if found["of"] != _marks(root):
            return None
        kinds = {kind: (table, class_) for kind, (table, class_) in found["kinds"].items()}
        names = namespaces.Names(
            found["base"], tuple(found["languages"]), kinds, frozenset(found["terms"]), frozenset(found["codes"]),
            found["prefix"], tuple(found["years"]),
        )  # fmt: skip
        own = {key: found[key] for key in _AS_IT_IS} | {"pair": tuple(found["pair"])}
        return Project(root, licence=licence(found["licence"]), names=names, **own)
    except (OSError, UsageError, ValueError, KeyError, TypeError, AttributeError):
        return None  # there is none, or none of ours


def _marks(root: Path) -> list[str]:
    """The marks of what a project's description is read from, and of the code that reads it."""
    names = ("projects.py", "namespaces.py", "ontology.py", "languages/reading.py")
    code = (Path(__file__).parent / name for name in names)
    return files.marks((root / layout.PROJECT, *layout.ontology_files(root), *languages.own(root), *code), root)


class _Description:
    """The content of `project.yaml`, read key by key; what is wrong with one is a finding at its line."""

    def __init__(self, name: str, content: Mapping[str, Any], lines: Mapping[str, int]) -> None:
        self._name, self._content, self._lines = name, content, lines
        self._findings: list[Finding] = []

    def done(self) -> None:
        """Raises DataError if anything was wrong."""
        if self._findings:
            raise DataError(self._findings)

    def _wrong(self, key: str, message: str, expected: str, found: object = "", hint: str = "") -> None:
        line = self._lines.get(key, self._lines.get(key.partition(".")[0], 0))
        shown = f"'{', '.join(map(str, found)) if isinstance(found, list) else found}'" if found else ""
        self._findings.append(Finding(self._name, line, f"key '{key}': {message}", shown, expected, hint))

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

    def core(self, version: str) -> None:
        """The version of the core ontology that the project was made for has to be that which is there."""
        value = self._content.get("core", "")
        if str(value) != version:
            self._wrong(
                "core", "another version of the core ontology" if value else "missing", version, str(value),
                f"install tandem-kg {value}, or see its CHANGELOG and write 'core: {version}'" if value else "",
            )  # fmt: skip

    def has(self, key: str) -> bool:
        """Whether a key is there."""
        return key in self._content

    def licence(self) -> Licence:
        """The licence of the data."""
        return licence(self.matching("licence", _SPDX, "an identifier of https://spdx.org/licenses/ such as CC-BY-4.0"))

    def colours(self, kinds: Mapping[str, tuple[str, str]]) -> Mapping[str, str]:
        """The colours of the classes that tables belong to: the usual ones, and those given."""
        value, classes = self._content.get("colours", {}), {class_ for _, class_ in kinds.values()}
        if not isinstance(value, dict):
            self._wrong("colours", "not classes with colours", "lines such as 'Person: green' below it", str(value))
            return palette.COLOURS
        for name, colour in value.items():
            if name not in classes:
                self._wrong(f"colours.{name}", "not a class of a table", ", ".join(sorted(classes)), str(name))
            elif colour not in palette.NAMED:
                self._wrong(f"colours.{name}", "not a colour of ours", ", ".join(palette.NAMED), str(colour))
        return palette.COLOURS | {str(name): palette.NAMED.get(str(colour), "") for name, colour in value.items()}

    def languages(self) -> tuple[str, ...]:
        """The languages, each once, the one curators write in first."""
        value = self._content.get("languages", [])
        expected = "BCP 47 tags such as [en, fr, uz-Cyrl], the one that curators write in first"
        if not isinstance(value, list) or not value:
            self._wrong("languages", "missing" if not value else "not a list", expected, str(value or ""))
            return (languages.ENGLISH,)
        for tag in value:
            if not isinstance(tag, str) or not _LANGUAGE.fullmatch(tag):
                self._wrong("languages", "not a language", expected, str(tag))
            elif value.count(tag) > 1:
                self._wrong("languages", "a language given twice", expected, tag)
        return tuple(map(str, value))

    def years(self) -> tuple[int, int]:
        """The first and the last year of which the project speaks."""
        value = self._content.get("years", list(map(str, namespaces.YEARS)))
        form = re.compile("[1-9][0-9]{3}")
        right = isinstance(value, list) and len(value) == 2 and all(form.fullmatch(str(year)) for year in value)
        if not right or int(value[0]) > int(value[1]):
            self._wrong("years", "not a span of years", "the first and the last, such as [1500, 1950]", value)
            return namespaces.YEARS
        return int(value[0]), int(value[1])

    def pair(self, kinds: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
        """The ids of the two things whose relations the project is about, or none."""
        value = self._content.get("pair", [])
        form = re.compile(rf"({'|'.join(kinds)})/{namespaces.SLUG.pattern}")
        if not isinstance(value, list) or (value and len(value) != 2) or not all(map(form.fullmatch, map(str, value))):
            self._wrong("pair", "not two ids", "two ids of entities, such as [state/avalon, state/camelot]", value)
            return ()
        return tuple(map(str, value))


def core_version() -> str:
    """The version of the core ontology that comes with the tools."""
    sources = ((path.name, path.read_bytes()) for path in sorted(layout.core().glob("*.ttl")))
    return _terms(tuple(sources), namespaces.CORE).version


@dataclass(frozen=True)
class _Terms:
    """What an ontology gives: the version of its core, the kinds of entity in their order, the project's own terms."""

    version: str
    kinds: Mapping[str, tuple[str, str]]
    terms: frozenset[str]
    codes: frozenset[str]


@lru_cache(maxsize=4)
def _terms(sources: tuple[tuple[str, bytes], ...], base: str) -> _Terms:
    from kgtools import ontology

    given: dict[str, dict[str, str]] = {}
    own: set[str] = set()
    core: set[str] = set()
    version = ""
    for subject, mark, value in _marked(sources):
        if mark in ("idKind", "table", "tableOrder"):
            given.setdefault(subject, {})[mark] = value
        if base != namespaces.CORE and subject.startswith(base):
            own.add(subject)
        elif subject.startswith((namespaces.ONTOLOGY, namespaces.CODE)):
            core.add(subject)
        if (subject, mark) == (namespaces.CORE + "ontology", namespaces.STANDARD["owl"] + "versionInfo"):
            version = value
    ordered = sorted(given.items(), key=lambda one: marks.number(one[1].get("tableOrder", "")))
    kinds = {
        found["idKind"]: (found["table"], re.split("[#/]", subject)[-1])
        for subject, found in ordered
        if {"idKind", "table"} <= found.keys()
    }
    terms = frozenset(iri.removeprefix(f"{base}ontology#") for iri in own if iri.startswith(f"{base}ontology#"))
    codes = frozenset(iri.removeprefix(f"{base}code/") for iri in own if iri.startswith(f"{base}code/"))
    clashes = [
        *((f"{base}ontology#{name}", "term", name) for name in terms if namespaces.ONTOLOGY + name in core),
        *((f"{base}code/{name}", "code", name) for name in codes if "/" in name and namespaces.CODE + name in core),
    ]
    findings = [
        Finding(
            *ontology.place(sources, iri), f"the core ontology has a {sort} of this name", f"'{name}'", "another name"
        )
        for iri, sort, name in sorted(clashes)
    ]
    if findings:
        raise DataError(findings)
    return _Terms(version, kinds, terms, codes)


def _marked(sources: tuple[tuple[str, bytes], ...]) -> Iterator[tuple[str, str, str]]:
    from kgtools import ontology

    for name, content in sources:
        for quad in ontology.parsed(content, name):
            mark = quad.predicate.value.removeprefix(namespaces.ONTOLOGY)
            yield getattr(quad.subject, "value", ""), mark, getattr(quad.object, "value", "")
