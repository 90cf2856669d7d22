"""What the tables say, as frozen values: articles, entities, claims, disagreements and links out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from kgtools import namespaces
from kgtools.alike import without
from kgtools.articles.anchors import Anchor
from kgtools.changing import ByPart
from kgtools.claims.tables import TableRow
from kgtools.remembering import Same, grouped

BACKGROUND = "background"  # the "article" of claims that a curator adds from general knowledge
MAPPING_PREFIXES = {
    "skos": namespaces.SKOS, "semapv": namespaces.STANDARD["semapv"], "wikidata": "http://www.wikidata.org/entity/",
    "geonames": "https://sws.geonames.org/", "viaf": "https://viaf.org/viaf/",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its language tag."""

    value: str
    language: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One row of an entity table. `labels` are in the order of `names.LANGUAGES`."""

    id: str
    kind: str
    labels: tuple[Text, ...]
    aliases: tuple[Text, ...]
    iso: str
    note: str
    file: str
    line: int

    @property
    def iri(self) -> str:
        return namespaces.entity(self.id)


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A paragraph that was read and holds nothing for the graph, with a word why."""

    anchor: Anchor
    why: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article that was read, from its `article.yaml`. What is not printed or known is empty.

    `length` counts the code points of the text to which anchors refer; `authors` are ids of people in printed order.
    """

    id: str
    titles: tuple[Text, ...]
    labels: tuple[Text, ...]
    authors: tuple[str, ...]
    languages: tuple[str, ...]
    published: str
    venue: str
    url: str
    length: int
    sha256: str
    review: str
    empty: tuple[ReadPassage, ...]
    note: str
    file: str
    line: int = 1

    @property
    def iri(self) -> str:
        return namespaces.entity(f"article/{self.id}")


@dataclass(frozen=True, slots=True)
class Claim:
    """What facts, figures and opinions share.

    `anchor` is None and `certainty` empty for background, which has a `reference`. `speakers` are ids of actors.
    """

    TERMS: ClassVar[tuple[str, ...]] = ()  # columns that can name an entity

    article: str
    id: str
    anchor: Anchor | None
    certainty: str
    speakers: tuple[str, ...]
    note: str
    file: str
    line: int

    @property
    def iri(self) -> str:
        return namespaces.claim(self.article, self.id)

    @property
    def key(self) -> str:
        """How other tables name the claim: article and id."""
        return f"{self.article}/{self.id}"

    @property
    def terms(self) -> dict[str, str]:
        """The cells that can name an entity, by column."""
        return {column: getattr(self, column) for column in self.TERMS}

    @property
    def entities(self) -> frozenset[str]:
        """The ids that the claim gives, and whatever else stands in cells that can name an entity."""
        return frozenset((*self.terms.values(), *self.speakers))


@dataclass(frozen=True, slots=True)
class Fact(Claim):
    """A claim of the form subject, property, value. `value` is as typed; `language` is set for texts.

    `when` is the time for which it is said, in EDTF; `set_by` are the actors who set an aim.
    """

    TERMS = ("subject", "value", "origin")

    subject: str
    property: str
    value: str
    language: str
    when: str
    modality: str
    set_by: tuple[str, ...]
    origin: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Figure(Claim):
    """A claim that gives a number. `value` is as printed, in `unit`; `qualifiers` are codes, sorted."""

    TERMS = ("indicator", "measured", "partner", "reporter", "origin")

    indicator: str
    measured: str
    partner: str
    flow: str
    reporter: str
    period: str
    value: str
    unit: str
    bound: str
    qualifiers: tuple[str, ...]
    modality: str
    set_by: tuple[str, ...]
    origin: str

    @property
    def cell(self) -> tuple[str, ...]:
        """The question the figure answers: indicator, measured, partner, flow, reporter, period."""
        return (self.indicator, self.measured, self.partner, self.flow, self.reporter, self.period)


@dataclass(frozen=True, slots=True)
class Opinion(Claim):
    """A claim that reports what somebody holds, with its gist in the curator's words."""

    TERMS = ("about", "affiliation")

    affiliation: str
    about: str
    stance: str
    gist: str
    horizon: str


@dataclass(frozen=True)
class ExplainedClash:
    """A clash of the machine that an entry explains: its type, its question and its claims (article/id), sorted."""

    type: str
    question: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Disagreement:
    """An entry of the list of disagreements. The claims are given by their keys (article/id).

    `kind` says what it means to who would cite the claims, `type` how they differ, `found` by whom that is found,
    `question` what it belongs to: a thing, with a property or, for an indicator, with a period (EDTF). `needed`
    is the evidence that would decide it. `compared` keeps the compared cells of each claim, by key, and `explains`
    the clashes of the machine, as they were when the entry was last confirmed.
    """

    id: str
    kind: str
    type: str
    status: str
    found: str
    question: str
    claims: tuple[str, ...]
    prefers: tuple[str, ...]
    holds_back: tuple[str, ...]
    explanation: str
    needed: str
    note: str
    file: str
    line: int
    compared: dict[str, dict[str, str]] = field(default_factory=dict, hash=False)
    explains: tuple[ExplainedClash, ...] = ()

    @property
    def iri(self) -> str:
        return namespaces.disagreement(self.id)

    @property
    def about(self) -> str:
        """The id of the thing that the question is about."""
        return self.question.partition(" ")[0]

    @property
    def aspect(self) -> str:
        """The property or the period of the question; empty if it is about the thing as a whole."""
        return self.question.partition(" ")[2]


@dataclass(frozen=True)
class LostEntry:
    """What is remembered of an entry that has left the list of disagreements."""

    id: str
    compared: dict[str, dict[str, str]] = field(hash=False)
    explains: tuple[ExplainedClash, ...]
    file: str
    line: int


@dataclass(frozen=True)
class Outcome:
    """What became of a target: a row of `data/outcomes.csv`, one for each thing planned, aimed at or expected.

    `told_by` are the keys (article/id) of the claims that tell the target, `decided_by` those of the claims that
    decide what became of it, or bear on it while it is open.
    """

    id: str
    told_by: tuple[str, ...]
    outcome: str
    decided_by: tuple[str, ...]
    explanation: str
    file: str
    line: int


@dataclass(frozen=True)
class Mapping:
    """A link to another vocabulary or knowledge base (one row of SSSOM); all four parts are CURIEs or ids."""

    subject: str
    predicate: str
    object: str
    justification: str
    comment: str
    file: str
    line: int

    @property
    def iri(self) -> str:
        return namespaces.mapping(self.subject, self.predicate, self.object)


@dataclass(frozen=True)
class AcceptedWarning:
    """A warning that a curator has looked at and lets stand: its check, and the file and id of its row."""

    id: str
    check: str
    table: str
    row: str
    reason: str
    file: str
    line: int


@dataclass(frozen=True)
class ConfirmedTerm:
    """A term that a curator held against a passage which does not print it; `fingerprint` is of both as they were."""

    claim: str
    column: str
    fingerprint: str
    file: str
    line: int


@dataclass(frozen=True)
class StaleName:
    """A row of a table of printed names that is no name of its entity, or of none that there is."""

    article: str
    entity: str
    name: Text
    file: str
    line: int


@dataclass(frozen=True)
class Reading:
    """That somebody held a row against what it rests on: the fingerprint of its cells as they were then.

    `table` is the file, `row` what names the row in it; `first` and `second` mark the readers of the two passes.
    """

    table: str
    row: str
    fingerprint: str
    first: str
    second: str
    file: str
    line: int


@dataclass(frozen=True)
class Translation:
    """A row of a table of translations: the id of the text, the language, and the English that was translated."""

    id: str
    language: str
    fingerprint: str
    text: str
    file: str
    line: int


@dataclass(frozen=True)
class Withdrawn:
    """What was published and is no longer in the data: since which release and why, and the ids of what replaces it."""

    id: str
    release: str
    reason: str
    replaced_by: tuple[str, ...]
    file: str
    line: int


@dataclass(frozen=True)
class Corpus:
    """Everything the tables of a project say, sorted by id within each kind."""

    entities: dict[str, Entity]
    articles: dict[str, Article]
    claims: Collection[Claim]
    disagreements: tuple[Disagreement, ...]
    mappings: tuple[Mapping, ...] = field(default=())
    printed: dict[str, dict[Text, tuple[str, ...]]] = field(default_factory=dict)  # names, each with who prints it
    outcomes: tuple[Outcome, ...] = field(default=())
    accepted_warnings: tuple[AcceptedWarning, ...] = field(default=())
    confirmed_terms: tuple[ConfirmedTerm, ...] = field(default=())
    translations: Collection[Translation] = field(default=())
    lost_entries: tuple[LostEntry, ...] = field(default=())
    stale_names: tuple[StaleName, ...] = field(default=())
    typed: Collection[TableRow] = field(default=())  # every row that a person types, as it stands in its table
    readings: tuple[Reading, ...] = field(default=())
    withdrawn: tuple[Withdrawn, ...] = field(default=())
    published: dict[str, int] = field(default_factory=dict)  # the ids of the last release, each with its line

    @cached_property
    def by_key(self) -> ByPart[Claim]:
        """The claims by article and id."""
        return ByPart(self.by_article)

    @cached_property
    def by_article(self) -> dict[str, Same[Claim]]:
        """The claims of each article that has any, and of background."""
        return grouped(self.claims, "article")

    @cached_property
    def named(self) -> dict[str, Entity]:
        """The entities, but their notes and lines: the very same while only these change."""
        return without(without(self.entities, "line"), "note")

    @property
    def facts(self) -> Iterator[Fact]:
        return (claim for claim in self.claims if isinstance(claim, Fact))

    @property
    def figures(self) -> Iterator[Figure]:
        return (claim for claim in self.claims if isinstance(claim, Figure))

    @property
    def opinions(self) -> Iterator[Opinion]:
        return (claim for claim in self.claims if isinstance(claim, Opinion))
