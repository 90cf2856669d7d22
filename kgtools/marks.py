"""The marks of the ontology: annotations by which code knows the classes, properties and codes of a subject.

Code names no class of visits or treaties: it asks which one carries a mark. So a class or property of a project's own
ontology does what one of the core does. `docs/ontology.md` tells which marks there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kgtools import namespaces
from kgtools.errors import Finding, nearest
from kgtools.languages import ENGLISH

if TYPE_CHECKING:
    from kgtools.ontology import Ontology

_in_use: Callable[[], Ontology] | None = None


def use(load: Callable[[], Ontology]) -> None:
    """From here on, ask the ontology of the project that is worked on, which is loaded when it is first asked."""
    global _in_use
    _in_use = load


def ontology() -> Ontology:
    """The ontology of the project that is worked on. Raises LookupError if none is."""
    if _in_use is None:
        raise LookupError("no project is in use; kgtools.projects.use opens one")
    return _in_use()


def values(mark: str) -> Mapping[str, tuple[str, ...]]:
    """The terms that carry a mark, by name (codes as list/code), each with its values.

    >>> values("spanTo")
    {'start': ('end',)}
    """
    return ontology().marks.get(mark, {})


def terms(mark: str, value: str = "") -> tuple[str, ...]:
    """The terms that carry a mark, or this value of it; sorted.

    >>> terms("placesInTime", "ends")
    ('dissolvedOn', 'end')
    """
    return tuple(term for term, given in values(mark).items() if value in ("", *given))


def ordered(mark: str, terms_of: Iterable[str] | None = None) -> tuple[str, ...]:
    """The terms that carry a number as a mark, lowest first; of some terms if they are given.

    >>> ordered("comesByPlan")
    ('Project', 'Event', 'Document')
    """
    known = values(mark)
    wanted = known if terms_of is None else set(terms_of) & set(known)
    return tuple(sorted(wanted, key=lambda one: (number(known[one][0]), one)))


def number(value: str) -> int:
    """The number that a mark gives; 0 for what is none, which the check of the ontology tells."""
    return int(value) if re.fullmatch("[0-9]+", value) else 0


def of(term: str, mark: str) -> tuple[str, ...]:
    """The values of a mark that a class has, or the nearest class above it that has any.

    >>> of("StateVisit", "lane"), of("Forum", "lane"), of("Topic", "lane")
    (('visits',), ('events',), ())
    """
    known = values(mark)
    return next((known[one] for one in ontology().ancestors(term) if one in known), ())


def listed(term: str, mark: str) -> tuple[str, ...]:
    """The names in their order that a mark of a class, or of the nearest class above it, lists.

    >>> listed("Treaty", "introducedBy")
    ('signedOn', 'adoptedOn', 'party', 'issuedBy')
    """
    return tuple(name for given in of(term, mark) for name in given.split())


def classes(mark: str, value: str = "") -> frozenset[str]:
    """The classes that carry a mark, or this value of it, and all below them.

    >>> sorted(classes("isSide"))
    ['State']
    """
    return _classes(ontology(), mark, value)


@lru_cache(maxsize=128)
def _classes(ontology: Ontology, mark: str, value: str) -> frozenset[str]:
    carrying = [term for term, given in ontology.marks.get(mark, {}).items() if value in ("", *given)]
    return frozenset(below for term in carrying if term in ontology.parents for below in ontology.below(term))


def kinds(mark: str, *wanted: str) -> tuple[str, ...]:
    """What the ids of the things begin with whose kind carries a mark, or one of some values of it.

    >>> kinds("calledBy", "proper", "title")
    ('state/', 'person/', 'place/', 'company/', 'publication/')
    """
    return _kinds(ontology(), mark, wanted)


@lru_cache(maxsize=128)
def _kinds(ontology: Ontology, mark: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    carrying = ontology.marks.get(mark, {})
    found = []
    for kind, (_, class_) in namespaces.kinds().items():
        given = next((carrying[one] for one in ontology.ancestors(class_) if one in carrying), ())
        if set(given) & set(wanted) if wanted else given:
            found.append(f"{kind}/")
    return tuple(found)


def kinds_below(mark: str, value: str = "") -> tuple[str, ...]:
    """What the ids of the things begin with whose kind is a class that carries a mark, or one below it.

    >>> kinds("calledBy", "name"), kinds_below("calledBy", "name")
    (('body/',), ('body/', 'company/'))
    """
    carrying = classes(mark, value)
    return tuple(f"{kind}/" for kind, (_, class_) in namespaces.kinds().items() if class_ in carrying)


def class_of(identifier: str) -> str:
    """The class of the kind of a thing, from its id; empty for what is no thing.

    >>> class_of("state/avalon"), class_of("article/a")
    ('State', '')
    """
    return namespaces.kinds().get(identifier.partition("/")[0], ("", ""))[1]


@dataclass(frozen=True)
class Relation:
    """A class whose things stand for a relation with dates: whose it is (`of`), and to what (`to`), by properties."""

    name: str
    of: str
    to: str
    by_one: bool

    @property
    def span(self) -> tuple[str, str]:
        """The properties of its beginning and its end; empty if it has none."""
        return span(of(self.name, "datedBy")) or ("", "")

    def across(self, identifier: str) -> tuple[str, str] | None:
        """The properties that lead from the relation to a thing and to the other end, for a thing of one of its ends.

        >>> relations(by_one=True)[0].across("post/mayor"), relations(by_one=True)[0].across("place/town")
        (('post', 'holder'), None)
        """
        for here, there in ((self.of, self.to), (self.to, self.of)):
            if identifier.startswith(kinds_of(here)):
                return here, there
        return None


def relations(by_one: bool = False) -> tuple[Relation, ...]:
    """The classes of relations with dates, such as memberships; with `by_one` those of one holder at a time."""
    found, one = (values(mark) for mark in ("statementValue", "heldByOne"))
    known = (
        Relation(name, leads[0], found[name][0], name in one)
        for name, leads in values("statementOf").items()
        if name in found
    )
    return tuple(relation for relation in known if relation.by_one or not by_one)


def ranges(property: str) -> tuple[str, ...]:
    """The classes of the values of a property.

    >>> ranges("holder")
    ('Person',)
    """
    known = ontology().properties
    return known[property].ranges if property in known else ()


def kinds_of(property: str) -> tuple[str, ...]:
    """What the ids of the things begin with that a property can have as values.

    >>> kinds_of("holder"), kinds_of("signedOn")
    (('person/',), ())
    """
    return _kinds_of(ontology(), property)


@lru_cache(maxsize=128)
def _kinds_of(ontology: Ontology, property: str) -> tuple[str, ...]:
    return tuple(
        f"{kind}/"
        for kind, (_, class_) in namespaces.kinds().items()
        if any(one in ontology.ancestors(class_) for one in ranges(property))
    )


def kind_of(class_: str) -> str:
    """The kind of entity to which a class belongs, its own or that of a class above it; empty for none.

    >>> kind_of("StateVisit"), kind_of("Claim")
    ('event', '')
    """
    return _kind_of(ontology(), class_)


@lru_cache(maxsize=1024)
def _kind_of(ontology: Ontology, class_: str) -> str:
    by_class = {name: kind for kind, (_, name) in namespaces.kinds().items()}
    return next((by_class[one] for one in ontology.ancestors(class_) if one in by_class), "")


def label(term: str, language: str) -> str:
    """The label of a class or property in a language, else in English, else its name."""
    iri, known = namespaces.term(term), ontology().labels
    return known.get((iri, language)) or known.get((iri, ENGLISH), term)


def span(properties: Iterable[str]) -> tuple[str, str] | None:
    """The property of a beginning and that of the end which make one span, if there are such among some properties.

    >>> span(["end", "holder", "start"]), span(["foundedOn", "dissolvedOn"])
    (('start', 'end'), None)
    """
    known = set(properties)
    return next(((begin, ends[0]) for begin, ends in values("spanTo").items() if {begin, ends[0]} <= known), None)


def happens(class_: str) -> list[str]:
    """The properties whose date says when a thing happened, those first by which things of its class are introduced.

    >>> happens("Treaty")
    ['signedOn', 'adoptedOn', 'date', 'publishedOn']
    """
    first = listed(class_, "introducedBy")
    dated = terms("placesInTime", "happens")
    return sorted(dated, key=lambda name: (first.index(name) if name in first else len(first), name))


def may_hold(identifier: str) -> bool:
    """Whether a thing is of a kind that may hold what has one holder at a time, such as a post.

    >>> may_hold("person/ann"), may_hold("post/mayor")
    (True, False)
    """
    return any(identifier.startswith(kinds_of(relation.of)) for relation in relations(by_one=True))


def schema_org(class_: str) -> str:
    """The class of schema.org under which the alignments put a class, or the nearest class above it; empty for none.

    >>> schema_org("StateVisit"), schema_org("Topic")
    ('Event', '')
    """
    return _schema_org(ontology(), class_)


@lru_cache(maxsize=512)
def _schema_org(ontology: Ontology, class_: str) -> str:
    schema, below = namespaces.STANDARD["schema"], namespaces.RDFS + "subClassOf"
    for one in ontology.ancestors(class_):
        iri = namespaces.term(one)
        for quad in ontology.quads:
            if getattr(quad.subject, "value", "") == iri and quad.predicate.value == below:
                value = str(getattr(quad.object, "value", ""))
                if value.startswith(schema):
                    return value.removeprefix(schema)
    return ""


# -- what a project's own ontology may say wrongly ------------------------------------------------------------

_TRUE = ("true",)
_NAMES, _NAME, _NUMBER = "names of properties", "a name of small letters and hyphens", "a whole number"
# What a mark stands on, and what it takes: one of some words or numbers, or terms of the ontology of some sort.
USES: dict[str, tuple[str, tuple[str, ...] | str]] = {
    "idKind": ("class", _NAME), "table": ("class", _NAME), "tableOrder": ("class", _NUMBER),
    "calledBy": ("class", ("proper", "name", "title", "term", "phrase", "description")),
    "personalName": ("class", _TRUE), "isSide": ("class", _TRUE), "heldByOne": ("class", _TRUE),
    "statementOf": ("class", "property"), "statementValue": ("class", "property"), "partsTime": ("class", _TRUE),
    "lane": ("class", _NAME), "laneOrder": ("class", _NUMBER), "datedBy": ("class", "property"),
    "introducedBy": ("class", _NAMES), "listedWith": ("class", _NAMES), "comesFirst": ("class", "class"),
    "toldInTime": ("class", _TRUE), "liesInOthers": ("class", _TRUE), "comesByPlan": ("class", _NUMBER),
    "kindInName": ("class", _TRUE), "mayStandTwice": ("class", ("name", "kind", "title")),
    "door": ("class", _NUMBER), "doorPicture": ("class", ("claims", "year", "class")), "listName": ("class", _NAME),
    "termIsPrinted": ("class", _TRUE), "labelNamesParts": ("class", _TRUE),
    "countedAs": ("class", ("meetings", "documents")), "foreground": ("class or code", ("true", "false")),
    "between": ("property", _TRUE), "givesOrdinal": ("property", _TRUE), "leadsToWhole": ("property", _TRUE),
    "spanTo": ("property", "property"), "describing": ("property", _TRUE), "tellsApart": ("property", _NUMBER),
    "identifying": ("property", ("all", "any")), "listedInFull": ("property", _TRUE), "limits": ("property", _TRUE),
    "placesInTime": (
        "property", ("begins", "ends", "happens", "spans", "within", "not-before", "not-after"),
    ),
    "singleValued": ("property", _TRUE), "startsRelation": ("property", _TRUE), "speaksFor": ("property", _TRUE),
    "inCuratorsWords": ("property", _TRUE), "mirrors": ("code", "code"), "sumOf": ("code", "code"),
    "asksAnother": ("code", _TRUE), "progress": ("code", _NUMBER), "layerOrder": ("code", _NUMBER),
    "setsAside": ("code", "code"), "nodeClass": ("code", "class"), "measuredAs": ("indicator", ("share", "rank")),
}  # fmt: skip
_FORMS = {_NAME: "[a-z]+(-[a-z]+)*", _NUMBER: "[0-9]+"}
_DEFINE, _LIST = "define it, or correct it", "correct it; docs/ontology.md lists the marks"


def misused(ontology: Ontology) -> Iterator[Finding]:
    """Terms that nothing defines, and marks on another sort of term than they are for, or with what they cannot take.

    The code that asks for a mark would pass over them in silence.
    """
    codes = {f"{listed}/{code}" for listed, found in ontology.codes.items() for code in found}
    classes = set(ontology.parents)
    sorts = {"class": classes, "property": set(ontology.properties), "code": codes, "class or code": classes | codes}
    defined = {quad.subject for quad in ontology.quads if quad.predicate.value == namespaces.RDF + "type"}
    told = sorted(namespaces.shorten(_value(term)) for term in defined)
    seen = {term for quad in ontology.quads for term in (quad.subject, quad.predicate, quad.object)}
    unknown = {term for term in seen - defined if namespaces.is_term(_value(term)) or namespaces.is_code(_value(term))}
    place = ontology.place
    for quad in ontology.quads:
        for term in (quad.subject, quad.predicate, quad.object) if unknown else ():
            if term in unknown:
                name = namespaces.shorten(_value(term))
                hint = nearest(name, told) or _DEFINE
                where = place(_value(quad.subject))
                yield _wrong(where, "a term that nothing defines", name, "a term of the ontology", hint)
        mark = quad.predicate.value.removeprefix(namespaces.ONTOLOGY)
        if mark not in USES:
            continue
        subject, value = _value(quad.subject), _value(quad.object)
        (sort, takes), name = USES[mark], named(subject)
        stands = subject.startswith(f"{namespaces.things()}indicator/") if sort == "indicator" else name in sorts[sort]
        if not stands and quad.subject in defined:
            yield _wrong(place(subject), f"mark '{mark}' stands on what is none of its sort", name, f"the sort: {sort}")
        for wrong, expected, hint in _values(value, takes, sorts):
            if not namespaces.is_term(value) or quad.object in defined:
                yield _wrong(place(subject), f"mark '{mark}' of '{name}'", f"'{wrong}'", expected, hint or _LIST)


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))


def _values(
    value: str, takes: tuple[str, ...] | str, sorts: Mapping[str, set[str]]
) -> Iterator[tuple[str, str, str]]:  # fmt: skip
    """What a mark cannot take among what it is given, what was expected, and the nearest that there is."""
    if isinstance(takes, tuple):
        if value not in takes:
            yield value, " or ".join(takes), nearest(value, takes)
    elif takes in _FORMS:
        if not re.fullmatch(_FORMS[takes], value):
            yield value, takes, ""
    else:
        several = takes == _NAMES
        choices = sorts["property" if several else takes]
        for name in value.split() if several else [named(value)]:
            if name not in choices:
                yield name, takes if several else f"a {takes} of the ontology", nearest(name, choices)


def named(iri: str) -> str:
    """A term of the ontology by its name, a code as list/code, anything else as it is."""
    return namespaces.code_name(namespaces.term_name(iri))


def _wrong(place: tuple[str, int], message: str, found: str, expected: str, hint: str = _LIST) -> Finding:
    return Finding(*place, message, found, expected, hint, check="own-term")
