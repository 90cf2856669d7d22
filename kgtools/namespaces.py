"""The names of things: base IRI, prefixes, kinds of entity, and how IRIs are minted from ids."""

from __future__ import annotations

import re

BASE = "https://w3id.org/tandem-kg/"
ONTOLOGY = BASE + "ontology#"
CODE = BASE + "code/"
ID = BASE + "id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
# Prefixes of the files that are written and of the tools' own SPARQL; questions declare their own.
PREFIXES = {
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
LANGUAGES = ("en", "ru", "kk", "uz")
# kind of entity (first part of its id) -> (table under data/entities, class its rows belong to)
KINDS = {
    "state": ("states", "State"),
    "person": ("people", "Person"),
    "post": ("posts", "Post"),
    "tenure": ("tenures", "Tenure"),
    "membership": ("memberships", "Membership"),
    "body": ("bodies", "Body"),
    "group": ("groups", "Group"),
    "document": ("documents", "Document"),
    "event": ("events", "Event"),
    "place": ("places", "Place"),
    "company": ("companies", "Company"),
    "project": ("projects", "Project"),
    "publication": ("publications", "Publication"),
    "indicator": ("indicators", "Indicator"),
    "stage": ("stages", "Stage"),
    "topic": ("topics", "Topic"),
}
# A prefix for each kind of entity: state:kazakhstan reads better than a whole IRI.
PREFIXES |= {kind: f"{ID}{kind}/" for kind in KINDS}
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SLUG = re.compile(_SLUG)
# What stands in the IRI of a date for the signs of EDTF; the words are those of its specification.
_TO = "-to-"
_NO_DATE = {"": "unknown", "..": "open"}  # ends of intervals
_MARKS = {"%": "-uncertain-approximate", "?": "-uncertain", "~": "-approximate", "": ""}
_POINT = re.compile(r"[0-9X-]+")
ENTITY_ID = re.compile(rf"({'|'.join(KINDS)})/{_SLUG}")


def term(name: str) -> str:
    """IRI of a term of the ontology.

    >>> term("signedOn")
    'https://w3id.org/tandem-kg/ontology#signedOn'
    """
    return ONTOLOGY + name


def code(list_and_code: str) -> str:
    """IRI of a code list or of a code in it.

    >>> code("modality/asserted")
    'https://w3id.org/tandem-kg/code/modality/asserted'
    """
    return CODE + list_and_code


def entity(identifier: str) -> str:
    """IRI of an entity, or of an article, from its id.

    >>> entity("state/kazakhstan")
    'https://w3id.org/tandem-kg/id/state/kazakhstan'
    >>> entity("article/musina-dynamics")
    'https://w3id.org/tandem-kg/article/musina-dynamics'
    """
    return (BASE if identifier.startswith("article/") else ID) + identifier


def claim(article: str, identifier: str) -> str:
    """IRI of a claim of an article."""
    return f"{BASE}claim/{article}/{identifier}"


def disagreement(identifier: str) -> str:
    """IRI of an entry of the list of disagreements."""
    return f"{BASE}disagreement/{identifier}"


def evidence(article: str, start: int, end: int) -> str:
    """IRI of the evidence that the passage from `start` to `end` (code points) gives."""
    return f"{BASE}evidence/{article}/{start}-{end}"


def passage(article: str, start: int, end: int) -> str:
    """IRI of the selector of the passage from `start` to `end` (code points)."""
    return f"{BASE}passage/{article}/{start}-{end}"


def graph(article: str) -> str:
    """IRI of the named graph that holds what an article asserts."""
    return f"{BASE}graph/{article}"


def target(identifier: str) -> str:
    """IRI of a target, from the id of its row in the table of outcomes."""
    return f"{BASE}target/{identifier}"


def origin(identifier: str) -> str:
    """IRI of an independent origin, from the name that `compare.origins` gives it."""
    return f"{BASE}origin/{identifier}"


def date(edtf: str) -> str:
    """IRI of a date, from its EDTF. Raises ValueError for what is written otherwise than dates of the project.

    Signs become words: an IRI with `..` or `?` in it is another IRI to whoever resolves it.

    >>> date("2017/2019")
    'https://w3id.org/tandem-kg/date/2017-to-2019'
    >>> date("2016?/..")
    'https://w3id.org/tandem-kg/date/2016-uncertain-to-open'
    """
    return f"{BASE}date/{_date_name(edtf)}"


def edtf(iri: str) -> str:
    """The EDTF of a date, from its IRI. Raises ValueError for any other IRI.

    >>> edtf("https://w3id.org/tandem-kg/date/open-to-2022-05")
    '../2022-05'
    """
    return "/".join(map(_edtf_end, iri.removeprefix(BASE + "date/").split(_TO)))


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

    >>> mapping("body/eu", "skos:exactMatch", "wikidata:Q458")
    'https://w3id.org/tandem-kg/mapping/body/eu/skos.exactMatch/wikidata.Q458'
    """
    return f"{BASE}mapping/{subject}/{predicate.replace(':', '.')}/{target.replace(':', '.')}"


def text(identifier: str) -> str:
    """IRI of a text that curators wrote and that is translated, from its id in the tables of translations."""
    return f"{BASE}text/{identifier}"


def cell(parts: tuple[str, ...]) -> str:
    """IRI of the cell that figures answer, from its parts in the order of `claims.Figure.cell`, the period last.

    >>> cell(("indicator/trade", "state/uzbekistan", "state/kazakhstan", "export", "", "2018?"))
    'https://w3id.org/tandem-kg/cell/indicator.trade/state.uzbekistan/state.kazakhstan/export/-/2018-uncertain'
    """
    *others, period = parts
    names = [*(part.replace("/", ".") for part in others), _date_name(period) if period else ""]
    return BASE + "cell/" + "/".join(name or "-" for name in names)


def shorten(iri: str) -> str:
    """The id or prefixed name that stands for an IRI in tables that people read.

    >>> shorten("https://w3id.org/tandem-kg/id/state/kazakhstan")
    'state/kazakhstan'
    >>> shorten("https://w3id.org/tandem-kg/ontology#Treaty")
    't:Treaty'
    """
    if iri.startswith(ID):
        return iri.removeprefix(ID)
    if iri.startswith(ONTOLOGY):
        return "t:" + iri.removeprefix(ONTOLOGY)
    if iri.startswith(BASE):
        return iri.removeprefix(BASE)
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def foreign_letter(identifier: str) -> str:
    """Describe the first character that an ASCII id may not hold, or return an empty string.

    Kazakh and Russian letters that look like Latin ones are the usual cause.

    >>> foreign_letter("state/kаzakhstan")
    "character 8 'а' is CYRILLIC SMALL LETTER A"
    """
    if identifier.isascii():
        return ""
    import unicodedata

    for position, character in enumerate(identifier, 1):
        if not character.isascii():
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            return f"character {position} '{character}' is {name}"
    return ""
