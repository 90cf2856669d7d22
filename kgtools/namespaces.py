"""The names of things: base IRI, prefixes, kinds of entity, and how IRIs are minted from ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")

# The ontology that comes with the tools, whatever project uses it, and its codes.
CORE = "https://w3id.org/tandem-kg/"
ONTOLOGY = CORE + "ontology#"
CODE = CORE + "code/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
# Prefixes of the files that are written and of the tools' own SPARQL; questions declare their own.
STANDARD = {
    "t": ONTOLOGY,
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": "https://schema.org/",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": SKOS,
    "sssom": "https://w3id.org/sssom/",
    "time": "http://www.w3.org/2006/time#",
    "xsd": XSD,
}


YEARS = (1900, 2060)  # of a project that says nothing else


@dataclass(frozen=True)
class Names:
    """How a project names things: its base IRI, its languages, its kinds of entity, and the terms that it adds.

    A kind is the first part of an entity's id; with it come the table below `data/entities/` and the class its rows
    belong to. `terms` and `codes` are those of the project's own ontology, by name and as list/code; their prefix is
    `prefix`. `years` are the first and the last of which it speaks.
    """

    base: str
    languages: tuple[str, ...]
    kinds: Mapping[str, tuple[str, str]]
    terms: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    prefix: str = "own"
    years: tuple[int, int] = YEARS

    def __hash__(self) -> int:
        return hash((self.base, self.languages))

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """All prefixes; each kind of entity has one, for state:avalon reads better than a whole IRI."""
        own = {self.prefix: f"{self.base}ontology#"} if self.terms else {}
        return {**STANDARD, **own, **{kind: f"{self.base}id/{kind}/" for kind in self.kinds}}

    @cached_property
    def term_spaces(self) -> tuple[str, ...]:
        """What the IRIs of terms of the ontology begin with: those of the core, and the project's own."""
        return tuple(dict.fromkeys((ONTOLOGY, f"{self.base}ontology#")))

    @cached_property
    def code_spaces(self) -> tuple[str, ...]:
        """What the IRIs of codes and of their lists begin with."""
        return tuple(dict.fromkeys((CODE, f"{self.base}code/")))

    @cached_property
    def tags(self) -> dict[str, str]:
        """The languages by their tags in small letters."""
        return {tag.lower(): tag for tag in self.languages}

    @cached_property
    def entity_id(self) -> re.Pattern[str]:
        """What an id of an entity looks like."""
        return re.compile(rf"({'|'.join(self.kinds)})/{_SLUG}")


_in_use: Names | None = None


def use(names: Names) -> None:
    """From here on, name things as this project does. A process works on one project at a time."""
    global _in_use
    _in_use = names


def in_use() -> Names:
    """The names of the project that is worked on. Raises LookupError if none is."""
    if _in_use is None:
        raise LookupError("no project is in use; kgtools.projects.use opens one")
    return _in_use


def per_project(function: Callable[[], T]) -> Callable[[], T]:
    """Remember what a function of no arguments gives, for the names in use."""
    remembered = lru_cache(maxsize=4)(lambda names: function())
    return wraps(function)(lambda: remembered(in_use()))


def remembered(maxsize: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Remember what a function of a text gives, for the names in use: of the texts asked for last, so many."""

    def remembering(function: Callable[[str], T]) -> Callable[[str], T]:
        cached = lru_cache(maxsize)(lambda names, text: function(text))
        return wraps(function)(lambda text: cached(in_use(), text))

    return remembering


def base() -> str:
    """The base of the IRIs of the project, which ends in a slash."""
    return in_use().base


def things() -> str:
    """What the IRIs of all entities begin with."""
    return in_use().base + "id/"


def languages() -> tuple[str, ...]:
    """The languages of the project as BCP 47 tags; curators write in the first, and the others follow it."""
    return in_use().languages


def first_language() -> str:
    """The language that curators write in; what they write is translated into the others."""
    return in_use().languages[0]


def translated() -> tuple[str, ...]:
    """The languages into which texts of curators are translated: all but the first."""
    return in_use().languages[1:]


def language_of(tag: str) -> str:
    """The language of the project that a tag belongs to, by itself or without script and region; empty if none is.

    >>> language_of("uz-Cyrl"), language_of("en"), language_of("fr")
    ('uz', 'en', '')
    """
    known = in_use().tags
    small = tag.lower()  # as stores may have it
    while small and small not in known:
        small = small.rpartition("-")[0]
    return known.get(small, "")


def kinds() -> Mapping[str, tuple[str, str]]:
    """For each kind of entity (the first part of its id) its table and the class that its rows belong to."""
    return in_use().kinds


def prefixes() -> dict[str, str]:
    """All prefixes, those of the kinds of entity among them."""
    return in_use().prefixes


def years() -> tuple[int, int]:
    """The first and the last year of which the project speaks; a date outside is most likely a slip."""
    return in_use().years


def entity_id() -> re.Pattern[str]:
    """The form of an entity's id."""
    return in_use().entity_id


def term_spaces() -> tuple[str, ...]:
    """What the IRIs of terms of the ontology begin with: those of the core, and the project's own."""
    return in_use().term_spaces


def code_spaces() -> tuple[str, ...]:
    """What the IRIs of codes and of their lists begin with: those of the core, and the project's own."""
    return in_use().code_spaces


def is_term(iri: str) -> bool:
    """Whether an IRI names a class or property, of the core or the project's own."""
    return iri.startswith(in_use().term_spaces)


def is_code(iri: str) -> bool:
    """Whether an IRI names a code or a list of codes, of the core or the project's own."""
    return iri.startswith(in_use().code_spaces)


def term_name(iri: str) -> str:
    """The name of a term from its IRI, and any other IRI as it is: what `term` takes.

    >>> term_name(ONTOLOGY + "signedOn"), term_name("https://example.org/signedOn")
    ('signedOn', 'https://example.org/signedOn')
    """
    return _without(in_use().term_spaces, iri)


def code_name(iri: str) -> str:
    """The list and the code of an IRI as list/code, and any other IRI as it is: what `code` takes.

    >>> code_name(CODE + "modality/asserted")
    'modality/asserted'
    """
    return _without(in_use().code_spaces, iri)


def _without(spaces: tuple[str, ...], iri: str) -> str:
    return next((iri.removeprefix(space) for space in spaces if iri.startswith(space)), iri)


_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SLUG = re.compile(_SLUG)
# What stands in the IRI of a date for the signs of EDTF; the words are those of its specification.
_TO = "-to-"
_NO_DATE = {"": "unknown", "..": "open"}  # ends of intervals
_MARKS = {"%": "-uncertain-approximate", "?": "-uncertain", "~": "-approximate", "": ""}
_POINT = re.compile(r"[0-9X-]+")


def term(name: str) -> str:
    """IRI of a term of the ontology.

    >>> term("signedOn") == ONTOLOGY + "signedOn"
    True
    """
    own = _in_use is not None and name in _in_use.terms
    return (f"{base()}ontology#" if own else ONTOLOGY) + name


def code(list_and_code: str) -> str:
    """IRI of a code list or of a code in it.

    >>> code("modality/asserted") == CODE + "modality/asserted"
    True
    """
    own = _in_use is not None and list_and_code in _in_use.codes
    return (f"{base()}code/" if own else CODE) + list_and_code


def entity(identifier: str) -> str:
    """IRI of an entity, or of an article, from its id.

    >>> entity("state/avalon").removeprefix(base()), entity("article/short-note").removeprefix(base())
    ('id/state/avalon', 'article/short-note')
    """
    return base() + ("" if identifier.startswith("article/") else "id/") + identifier


def claim(article: str, identifier: str) -> str:
    """IRI of a claim of an article."""
    return f"{base()}claim/{article}/{identifier}"


def disagreement(identifier: str) -> str:
    """IRI of an entry of the list of disagreements."""
    return f"{base()}disagreement/{identifier}"


def evidence(article: str, start: int, end: int) -> str:
    """IRI of the evidence that the passage from `start` to `end` (code points) gives."""
    return f"{base()}evidence/{article}/{start}-{end}"


def passage(article: str, start: int, end: int) -> str:
    """IRI of the selector of the passage from `start` to `end` (code points)."""
    return f"{base()}passage/{article}/{start}-{end}"


def graph(article: str) -> str:
    """IRI of the named graph that holds what an article asserts."""
    return f"{base()}graph/{article}"


def target(identifier: str) -> str:
    """IRI of a target, from the id of its row in the table of outcomes."""
    return f"{base()}target/{identifier}"


def origin(identifier: str) -> str:
    """IRI of an independent origin, from the name that `compare.origins` gives it."""
    return f"{base()}origin/{identifier}"


def date(edtf: str) -> str:
    """IRI of a date, from its EDTF. Raises ValueError for what is written otherwise than dates of the project.

    Signs become words: an IRI with `..` or `?` in it is another IRI to whoever resolves it.

    >>> date("2017/2019").removeprefix(base()), date("2016?/..").removeprefix(base())
    ('date/2017-to-2019', 'date/2016-uncertain-to-open')
    """
    return f"{base()}date/{_date_name(edtf)}"


def edtf(iri: str) -> str:
    """The EDTF of a date, from its IRI. Raises ValueError for any other IRI.

    >>> edtf(base() + "date/open-to-2022-05")
    '../2022-05'
    """
    return "/".join(map(_edtf_end, iri.removeprefix(base() + "date/").split(_TO)))


def _date_name(edtf: str) -> str:
    if edtf in _NO_DATE:
        raise ValueError(f"'{edtf}' is not a date in EDTF")
    return _TO.join(map(_end_name, edtf.split("/")))


def _end_name(end: str) -> str:
    if end in _NO_DATE:
        return _NO_DATE[end]
    mark = next(mark for mark in _MARKS if end.endswith(mark))
    point = end.removesuffix(mark)
    if not _POINT.fullmatch(point):
        raise ValueError(f"'{end}' is not a date in EDTF")
    return point + _MARKS[mark]


def _edtf_end(name: str) -> str:
    for sign, word in _NO_DATE.items():
        if name == word:
            return sign
    mark = next(mark for mark in _MARKS if name.endswith(_MARKS[mark]))
    point = name.removesuffix(_MARKS[mark])
    if not _POINT.fullmatch(point):
        raise ValueError(f"'{name}' is not the name of a date")
    return point + mark


def mapping(subject: str, predicate: str, target: str) -> str:
    """IRI of the mapping of an entity to a term elsewhere, from its id and two CURIEs.

    >>> mapping("body/league", "skos:exactMatch", "wikidata:Q458").removeprefix(base())
    'mapping/body/league/skos.exactMatch/wikidata.Q458'
    """
    return f"{base()}mapping/{subject}/{predicate.replace(':', '.')}/{target.replace(':', '.')}"


def text(identifier: str) -> str:
    """IRI of a text that curators wrote and that is translated, from its id in the tables of translations."""
    return f"{base()}text/{identifier}"


def cell(parts: tuple[str, ...]) -> str:
    """IRI of the cell that figures answer, from its parts in the order of `claims.Figure.cell`, the period last.

    >>> cell(("indicator/tolls", "state/camelot", "state/avalon", "export", "", "2018?")).removeprefix(base())
    'cell/indicator.tolls/state.camelot/state.avalon/export/-/2018-uncertain'
    """
    *others, period = parts
    names = [*(part.replace("/", ".") for part in others), _date_name(period) if period else ""]
    return base() + "cell/" + "/".join(name or "-" for name in names)


def resource(path: str) -> str:
    """IRI of what stands at a path of a site, which tells of the core's terms at the same paths as of its own.

    >>> resource("id/state/avalon") == entity("state/avalon"), resource("code/modality") == code("modality")
    (True, True)
    """
    if path.startswith("code/"):
        return code(path.removeprefix("code/"))
    return ONTOLOGY.removesuffix("#") if path == "ontology" else base() + path


def shorten(iri: str) -> str:
    """The id or prefixed name that stands for an IRI in tables that people read.

    >>> shorten(entity("state/avalon")), shorten(term("Treaty")), shorten(code("flow/export"))
    ('state/avalon', 't:Treaty', 'code/flow/export')
    """
    path = iri.removeprefix(in_use().base)
    if path != iri and path.startswith(("id/", "claim/", "article/", "disagreement/", "date/")):  # most are such
        return path.removeprefix("id/")
    if iri.startswith(ONTOLOGY):
        return "t:" + iri.removeprefix(ONTOLOGY)
    if is_term(iri):
        return f"{in_use().prefix}:{term_name(iri)}"
    if is_code(iri):
        return f"code/{code_name(iri)}"
    if path != iri:
        return path
    for prefix, namespace in prefixes().items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
