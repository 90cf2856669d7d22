"""Frames of events, documents and offices turned into claims about known or new things."""

from __future__ import annotations

from dataclasses import dataclass, field

from kgtools.curation.extract.frames.described import labels
from kgtools.curation.extract.frames.described.claims import Claims, date_value
from kgtools.curation.extract.frames.described.known import Match, agree
from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.kinds.visits import VISITS
from kgtools.curation.extract.spans import Mention
from kgtools.curation.proposals.records import Reference, Value

_CHECK = "Described, not named: built from its parts; labels follow the pattern of its class and are to be checked."


@dataclass
class _Told:
    """An event that the article has told: its class, what it is made of, its date."""

    reference: Reference
    kind: str
    actors: frozenset[str]
    places: frozenset[str]
    date: str


@dataclass
class Events:
    """The events of an article; two frames with agreeing parts are one event."""

    claims: Claims
    told: list[_Told] = field(default_factory=list)

    def visit(self, frame: Frame) -> Reference | None:
        """A visit: visitor, host and date."""
        claims, known = self.claims, self.claims.known
        people = [(part, one) for part in frame.of("visitor") if (one := self._person(frame, part))]
        hosts = [(part, one) for part in frame.of("host") if (one := claims.reference(part))]
        places = [(part, one) for part in frame.of("place") if (one := claims.reference(part))]
        countries = [(part, Reference(id=state)) for part, one in places if (state := known.country(one.id))]
        date = frame.first("date")
        hosted = {one.key for _, one in [*hosts, *countries]}
        actors, edtf = {one.key for _, one in people}, date.value if date else ""
        match = known.visit(frame.sort, actors, hosted | {one.key for _, one in places}, edtf)
        parts = [part.mention for part in [*frame.of("visitor"), *frame.of("host"), *frame.of("place")] if part.mention]
        event = self._event(
            frame, match, frozenset(actors), frozenset(hosted or {o.key for _, o in places}), edtf, parts
        )
        for part, one in people:
            claims.fact(frame, event, "visitor", one, part, inferred=part.mention is not None and one.key != part.value)
        for part, one in hosts:
            claims.fact(frame, event, "host", one, part)
            claims.fact(frame, event, "country", one, part)
        for part, one in places:
            claims.fact(frame, event, "place", one, part)
        for part, one in [] if hosts else countries:
            claims.fact(frame, event, "host", one, part, inferred=True)
            claims.fact(frame, event, "country", one, part, inferred=True)
        self._when(frame, event, date)
        return event

    def meeting(self, frame: Frame) -> Reference | None:
        """A meeting: its participants, place and date."""
        claims = self.claims
        people = [(part, one) for part in frame.of("participant") if (one := self._person(frame, part))]
        if len({one.key for _, one in people}) < 2:
            return None
        date, place = frame.first("date"), frame.first("place")
        actors = {one.key for _, one in people}
        match = claims.known.meeting(frame.sort, actors, date.value if date else "")
        parts = [part.mention for part in frame.of("participant") if part.mention]
        event = self._event(frame, match, frozenset(actors), frozenset(), date.value if date else "", parts)
        for part, one in people:
            claims.fact(frame, event, "participant", one, part)
        self._where(frame, event, place)
        self._when(frame, event, date)
        return event

    def held(self, frame: Frame) -> Reference | None:
        """A forum, a summit or the like: its place and date."""
        claims = self.claims
        named, date, place = frame.first("event"), frame.first("date"), frame.first("place")
        if date is None:
            return None
        town = place.value if place else ""
        body, number = frame.first("participant"), frame.first("ordinal")
        whose = claims.reference(body) if body else None
        match = claims.known.held(frame.sort, town, date.value)
        if not match.entity and whose is not None:
            session = claims.known.session(whose.id, number.text if number else "", date.value)
            match = session if session.entity or not match.perhaps else match
        own = claims.reference(named) if named else None
        if own is not None and own.id and match.entity not in ("", own.id):
            own = None
        parts = [one.mention for one in (body if whose else None, place) if one and one.mention]
        actors = frozenset({whose.key} if whose else ())
        event = own or self._event(frame, match, actors, frozenset({town} if town else ()), date.value, parts)
        noun = named or frame.first("name")
        if place and (where := claims.reference(place)):
            claims.fact(frame, event, "place", where, place, noun)
        if date and (when := date_value(date)):
            claims.fact(frame, event, "date", when, date, noun)
        if whose is not None and event != whose:
            claims.fact(frame, event, "participant", whose, body, noun)
        if number and event.new:
            claims.fact(frame, event, "ordinal", Value(number=number.text), number)
        return event

    # -- parts --------------------------------------------------------------------------------------------------------

    def _person(self, frame: Frame, part: Part) -> Reference | None:
        """A person, also one who is named only by a post: its holder at the time."""
        mention = part.mention
        if mention is None or not self.claims.known.ontology.is_a(mention.kind, "Post"):
            return self.claims.reference(part)
        date = frame.first("date")
        holders = self.claims.known.holders(mention.entity, date.value if date else "")
        if len(holders) > 1:  # the one of whom the article spoke last
            earlier = [one.entity for one in self.claims.reading.mentions if one.start < part.start]
            holders = set([one for one in earlier if one in holders][-1:])
        return Reference(id=next(iter(holders))) if holders else None

    def _where(self, frame: Frame, event: Reference, place: Part | None) -> None:
        if place and (one := self.claims.reference(place)):
            self.claims.fact(frame, event, "place", one, place)

    def _when(self, frame: Frame, event: Reference, date: Part | None) -> None:
        if date and (value := date_value(date)):
            self.claims.fact(frame, event, "date", value, date)

    def _event(
        self,
        frame: Frame,
        match: Match,
        actors: frozenset[str],
        places: frozenset[str],
        date: str,
        parts: list[Mention],
    ) -> Reference:
        """The event of a frame: known, told before in the article, or new."""
        if match.entity:
            return Reference(id=match.entity)
        for one in self.told:
            if _same(one, frame.sort, actors, places, date):
                one.date = max(one.date, date, key=len)
                return one.reference
        claims = self.claims
        names = labels.described(frame.sort, parts, date, claims.known.corpus, claims.known.ontology)
        key = labels.key(frame.sort, *(labels.label(one, "en", claims.known.corpus) for one in parts), date)
        while key in claims.things:
            key += "-b"
        quote = claims.quotes(frame, *frame.parts)[0]
        made = claims.new(key, frame.sort, names, quote, frame.confidence, _CHECK, match.perhaps, rule=frame.kind)
        self.told.append(_Told(made, frame.sort, actors, places, date))
        return made


def _same(told: _Told, kind: str, actors: frozenset[str], places: frozenset[str], date: str) -> bool:
    kinds = {told.kind, kind}
    alike = told.kind == kind or ("Visit" in kinds and kinds <= {"Visit", *VISITS})
    when = bool(date and told.date) and agree(date, told.date)
    undated = not date or not told.date
    whole = bool(actors) and bool(places)
    return alike and told.actors == actors and told.places == places and (when or (undated and whole))
