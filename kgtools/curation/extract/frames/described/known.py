"""What the graph holds of things that are described: found again by their parts, never by a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kgtools.articles.lexicon import plain
from kgtools.claims.model import Corpus, Entity, Text
from kgtools.curation.extract.frames.words import words
from kgtools.ontology import Ontology
from kgtools.values import dates

_PARTS = {
    "visitor", "host", "participant", "place", "date", "holder", "post", "member", "membershipIn", "party", "signedOn",
    "start", "end", "country", "capital", "postIn", "signedDuring", "ordinal",
}  # fmt: skip


@dataclass(frozen=True)
class Match:
    """A known thing, or those that it could be."""

    entity: str = ""
    perhaps: tuple[str, ...] = ()


@dataclass
class Known:
    """The things of a graph by their parts; those that only the article itself tells are left out with `without`."""

    corpus: Corpus
    ontology: Ontology
    without: str = ""
    parts: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for fact in self.corpus.facts:
            if fact.property in _PARTS and fact.article != self.without and fact.modality in ("asserted", "planned"):
                self.parts.setdefault(fact.subject, {}).setdefault(fact.property, set()).add(fact.value)

    def of(self, entity: str, part: str) -> set[str]:
        """What the graph gives as a part of a thing."""
        return self.parts.get(entity, {}).get(part, set())

    def country(self, place: str) -> str:
        """The state in which a place is; empty if the graph does not say one alone."""
        found = {value for value in self.of(place, "country") if value.startswith("state/")}
        found |= {state for state, parts in self.parts.items() if place in parts.get("capital", ())}
        return next(iter(found)) if len(found) == 1 else ""

    def of_kind(self, kind: str) -> Iterator[Entity]:
        """The entities of a class."""
        return (one for one in self.corpus.entities.values() if self.ontology.is_a(one.kind, kind))

    def indicator(self, sort: str) -> str:
        """The indicator of a sort of figures: by its usual id, else the one that is called so; empty if unsure."""
        usual = f"indicator/{sort}"
        if usual in self.corpus.entities:
            return usual
        found = {one.id for one in self.of_kind("Indicator") for label in one.labels if _calls(label, sort)}
        return next(iter(found)) if len(found) == 1 else ""

    # -- each kind of described thing ---------------------------------------------------------------------------------

    def visit(self, kind: str, visitors: set[str], hosts: set[str], date: str) -> Match:
        """A visit: of the visitor to the host, at a date that agrees."""
        found = []
        for one in self.of_kind("Visit"):
            hosted = self.of(one.id, "host") | self.of(one.id, "country") | self.of(one.id, "place")
            if not visitors & self.of(one.id, "visitor") or not hosts & hosted:
                continue
            if kind != "Visit" and one.kind not in (kind, "Visit"):
                continue
            found.append(one.id)
        return self._dated(found, "date", date)

    def meeting(self, kind: str, participants: set[str], date: str) -> Match:
        """A meeting: with the same participants, at a date that agrees."""
        found = [
            one.id
            for one in self.of_kind(kind)
            if len(participants) > 1 and participants == self.of(one.id, "participant")
        ]
        return self._dated(found, "date", date)

    def held(self, kind: str, place: str, date: str) -> Match:
        """A forum, summit or session: of its class, in its place, at a date that agrees."""
        found = [one.id for one in self.of_kind(kind) if place and place in self.of(one.id, "place")]
        return self._dated(found, "date", date)

    def session(self, body: str, ordinal: str, date: str) -> Match:
        """A session: of the body, at a date that agrees, with its number; of no body it could be one."""
        found = []
        perhaps = []
        for one in self.of_kind("Session"):
            numbers, days = self.of(one.id, "ordinal"), self.of(one.id, "date")
            if (ordinal and numbers and ordinal not in numbers) or not any(agree(date, day) for day in days):
                continue
            if body and body in self.of(one.id, "participant"):
                found.append(one.id)
            elif not self.of(one.id, "participant") and ordinal in numbers:
                perhaps.append(one.id)
        return Match(found[0]) if len(found) == 1 else Match("", (*found, *perhaps))

    def tenure(self, holder: str, post: str) -> Match:
        """A tenure: of the holder in the post."""
        found = [
            one.id
            for one in self.of_kind("Tenure")
            if holder and post and holder in self.of(one.id, "holder") and post in self.of(one.id, "post")
        ]
        return Match(found[0]) if len(found) == 1 else Match("", tuple(found))

    def membership(self, member: str, body: str) -> Match:
        """A membership: of the member in the body."""
        found = [
            one.id
            for one in self.of_kind("Membership")
            if member in self.of(one.id, "member") and body in self.of(one.id, "membershipIn")
        ]
        return Match(found[0]) if len(found) == 1 else Match("", tuple(found))

    def document(self, named: str, kind: str, parties: set[str], date: str) -> Match:
        """A document: a named one holds only if parties and date agree; of an unnamed one it could be those that do."""
        if named:
            own, signed = self.of(named, "party"), self.of(named, "signedOn")
            others = parties and own and not self._states(parties) & self._states(own)
            apart = date and signed and not any(agree(date, one) for one in signed)
            return Match("", (named,)) if others or apart else Match(named)
        found = [
            one.id
            for one in self.of_kind(kind or "Document")
            if kind and one.kind == kind and date
            and any(agree(date, signed) for signed in self.of(one.id, "signedOn"))
            and (not parties or self._states(parties) & self._states(self.of(one.id, "party")))
        ]  # fmt: skip
        return Match("", tuple(found))

    def _states(self, actors: Iterable[str]) -> set[str]:
        """The states of parties: a government or ministry counts for its state."""
        return {one if one.startswith("state/") else next(iter(self.of(one, "country")), one) for one in actors}

    def holders(self, post: str, date: str) -> set[str]:
        """Those who, for all the graph says, could hold a post at a date."""
        people = set()
        for one in self.of_kind("Tenure"):
            if post not in self.of(one.id, "post"):
                continue
            began = any(not_before(date, start) for start in self.of(one.id, "start")) or not self.of(one.id, "start")
            ended = any(agree(date, f"../{end}") for end in self.of(one.id, "end")) or not self.of(one.id, "end")
            if not date or (began and ended):
                people |= self.of(one.id, "holder")
        return people

    def post(self, noun: str, owner: str, language: str) -> str:
        """A post by its words and what it belongs to: its label has both, and hardly more."""
        holder = self.corpus.entities.get(owner)
        owned = [word for text in (holder.labels if holder else ()) for word in _words(text.value)]
        wanted = _words(noun)
        found = []
        for one in self.of_kind("Post"):
            own = _words(next((text.value for text in one.labels if text.language == language), ""))
            rest = [word for word in own if not any(_alike(word, other) for other in owned)]
            belongs = owner in self.of(one.id, "postIn") or len(rest) < len(own)
            if belongs and len(rest) == len(wanted) and all(map(_alike, rest, wanted)):
                found.append(one.id)
        return found[0] if len(found) == 1 else ""

    def post_of(self, person: str, noun: str, language: str) -> str:
        """The one post of a person that the words name; empty if there is none or several."""
        held = [one.id for one in self.of_kind("Tenure") if person and person in self.of(one.id, "holder")]
        posts = {post for one in held for post in self.of(one, "post")}
        wanted = _words(noun)
        named = [
            post
            for post in posts
            for text in self.corpus.entities[post].labels
            if text.language == language
            and all(any(_alike(one, word) for word in _words(text.value)) for one in wanted)
        ]
        return named[0] if len(named) == 1 and wanted else ""

    def government(self, state: str) -> str:
        """The government of a state; empty if the graph has none."""
        label = next((one.labels[0].value for one in self.of_kind("State") if one.id == state), "")
        found = [
            one.id
            for one in self.of_kind("Government")
            if state in self.of(one.id, "country") or (label and one.labels[0].value.endswith(f" {label}"))
        ]
        return found[0] if len(found) == 1 else ""

    def _dated(self, found: list[str], part: str, date: str) -> Match:
        """Of things that agree else, the one whose date does; without dates they can only be guessed at."""
        agreeing = [one for one in found if date and any(agree(date, own) for own in self.of(one, part))]
        if len(agreeing) == 1:
            return Match(agreeing[0])
        open_ = [one for one in found if not date or not self.of(one, part)]
        return Match("", tuple(sorted({*agreeing, *open_})))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[\w’-]+", plain(text)) if len(word) > 2 and word != "the"]


def _alike(one: str, other: str) -> bool:
    """Whether two words begin alike, but for their endings."""
    length = max(4, min(len(one), len(other)) - 2)
    return one[:length] == other[:length]


def agree(one: str, other: str) -> bool:
    """Whether two dates (EDTF) can be the same time.

    >>> agree("2017-03-23", "2017"), agree("2017", "2018-02")
    (True, False)
    """
    try:
        return dates.parse(one).overlaps(dates.parse(other))
    except ValueError:
        return False


def not_before(date: str, start: str) -> bool:
    """Whether a date can lie at or after a start."""
    return agree(date, f"{start.partition('/')[0]}/..")


def _calls(label: Text, sort: str) -> bool:
    """Whether a label is no more than the words by which texts of its language speak of a sort of figures."""
    pattern = words(label.language).below("figures").get(sort)
    return pattern is not None and pattern.fullmatch(plain(label.value)) is not None
