"""The claims that frames make, as records of proposals: each once, with every passage that says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec import structs

from kgtools.curation.extract.frames.described import labels
from kgtools.curation.extract.frames.described.known import Known
from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.spans import Mention, Reading
from kgtools.curation.proposals.records import By, Claim, Fact, Figure, Quote, Record, Reference, Thing, Value

_MOST_QUOTES = 4
_NEAR = 600  # letters from a sentence to one that it goes on with
_CHECK = "Labels are made by a pattern or transliterated: to be checked."


@dataclass
class Claims:
    """Collects the things and claims of an article's frames."""

    reading: Reading
    known: Known
    things: dict[str, Thing] = field(default_factory=dict)
    claims: dict[tuple[str, ...], Claim] = field(default_factory=dict)

    def records(self) -> list[Record]:
        """New things that a claim needs, in the order of their first places, then the claims in theirs."""
        used = {key for claim in self.claims.values() for key in _keys(claim)}
        things = [one for key, one in self.things.items() if key in used]
        return [*sorted(things, key=_place), *sorted(self.claims.values(), key=_place)]

    # -- places -------------------------------------------------------------------------------------------------------

    def quote(self, start: int, end: int) -> Quote:
        """The words between two places, without spaces at their ends."""
        text = self.reading.text[start:end]
        start += len(text) - len(text.lstrip())
        return Quote(text.strip(), start=start, end=start + len(text.strip()))

    def quotes(self, frame: Frame, *parts: Part | None) -> tuple[Quote, ...]:
        """The words that say some parts of a frame: from the first to the last of them and of its trigger."""
        given = [part for part in parts if part]
        own = frame.spans[0]
        inside = [(one.start, one.end) for one in given if own[0] <= one.start and one.end <= own[1]]
        if own[0] <= frame.trigger[0] < own[1]:
            inside.append(frame.trigger)
        if frame.modality != "asserted" or frame.hedged or frame.speakers or not inside:
            inside.append(own)
        found = [self.quote(min(start for start, _ in inside), max(end for _, end in inside))]
        # What a whole article is about (its two states) has no sentence of its own; the sentences beside this one do.
        outside = [one for one in given if not (own[0] <= one.start and one.end <= own[1])]
        outside = [one for one in outside if own[0] - _NEAR < one.start < own[1] + _NEAR]
        others = list(frame.spans[1:]) + [self._sentence(one) for one in outside if not _within(one, frame.spans[1:])]
        found += [self.quote(*span) for span in dict.fromkeys(others)]
        return tuple(found[:_MOST_QUOTES])

    def _sentence(self, part: Part) -> tuple[int, int]:
        return next(
            ((one.start, one.end) for one in self.reading.sentences if one.start <= part.start < one.end),
            (part.start, part.end),
        )

    # -- things -------------------------------------------------------------------------------------------------------

    def reference(self, part: Part) -> Reference | None:
        """The thing of a part: known, or new under the key that its mentions share."""
        return self.of(part.mention) if part.mention else None

    def of(self, mention: Mention) -> Reference | None:
        """The thing that a mention speaks of, known or new."""
        if mention.entity in self.known.corpus.entities:
            return Reference(id=mention.entity)
        if not mention.name or mention.kind not in self.known.ontology.parents:
            return None
        key = mention.key or labels.key(mention.name)
        note = _CHECK if mention.kind == "Person" else ""
        quote = self.quote(mention.start, mention.end)
        names = labels.named(mention)
        return self.new(
            key, mention.kind, names, quote, mention.confidence, note, mention.perhaps, printed=(quote.exact,)
        )

    def new(
        self, key: str, kind: str, names: dict[str, str], quote: Quote, sure: float, note: str = "",
        perhaps: tuple[str, ...] = (), printed: tuple[str, ...] = (), rule: str = "name",
    ) -> Reference:  # fmt: skip
        """A new thing, or one more place of one that is there."""
        held = self.things.get(key)
        if held is None:
            by = By(f"thing-{rule}", round(sure, 2))
            self.things[key] = Thing(
                new=key, kind=kind, labels=names, quotes=(quote,), printed=printed, perhaps=perhaps, by=by, note=note
            )
        elif quote not in held.quotes and len(held.quotes) < _MOST_QUOTES:
            more = tuple(dict.fromkeys((*held.printed, *printed)))
            self.things[key] = structs.replace(held, quotes=(*held.quotes, quote), printed=more)
        return Reference(new=key)

    def kind_of(self, reference: Reference) -> str:
        """The class of what a reference names."""
        if reference.id:
            return self.known.corpus.entities[reference.id].kind
        return self.things[reference.new].kind if reference.new in self.things else ""

    # -- claims -------------------------------------------------------------------------------------------------------

    def fact(
        self, frame: Frame, subject: Reference, name: str, value: Value | Reference | None, *parts: Part | None,
        inferred: bool = False,
    ) -> None:  # fmt: skip
        """A fact of a frame, if the property takes such a value; one that is told already gets another passage."""
        if isinstance(value, Reference):
            value = Value(thing=value)
        if value is None or not self._fits(subject, name, value):
            return
        told = inferred or any(part.inferred for part in parts if part)
        notes = [f"Hedged in print: {frame.hedged}."] if frame.hedged else []
        notes += [self.inferred_from(frame, name, parts)] if told else []
        claim = Fact(
            quotes=self.quotes(frame, *parts),
            subject=subject,
            property=name,
            value=value,
            certainty="inferred" if told else "stated",
            modality=frame.modality,
            speaker=self.speaker(frame),
            by=By(frame.rule, round(frame.confidence - (0.1 if told else 0), 2)),
            note=" ".join(notes),
        )
        shown = value.thing.key if value.thing else value.date or value.code or value.number or value.text
        self.add((subject.key, name, shown, frame.modality), claim)

    def inferred_from(self, frame: Frame, name: str, parts: Iterable[Part | None]) -> str:
        """What an inferred claim is inferred from, in plain words for a note."""
        given = [part for part in parts if part]
        own = frame.spans[0]
        outside = [one for one in given if not (own[0] <= one.start and one.end <= own[1])]
        if outside:
            words = ", ".join(dict.fromkeys(" ".join(self.reading.text[o.start : o.end].split()) for o in outside))
            return f"Inferred: {words} stands in another sentence of the passage."
        printed = " ".join(self.reading.text[given[0].start : given[0].end].split()) if given else ""
        if name in ("host", "country"):
            return f"Inferred: the state in which {printed} lies."
        if name in ("visitor", "participant", "signatory"):
            return f"Inferred: who held the office named here ({printed}) at the time."
        return f"Inferred: the sentence gives no more than {printed}." if printed else "Inferred from the words around."

    def add(self, key: tuple[str, ...], claim: Claim) -> None:
        """A claim; of one that is told twice the surer telling, with a note where the other stands."""
        held = self.claims.get(key)
        if held is None:
            self.claims[key] = claim
            return
        surer, other = held, claim
        if claim.by and held.by and (claim.by.confidence or 0) > (held.by.confidence or 0):
            surer, other = claim, held
        place = other.quotes[0]
        if place not in surer.quotes:
            again = f"Told again at {place.start}–{place.end}."
            surer = structs.replace(surer, note=f"{surer.note} {again}".strip())
        self.claims[key] = surer

    def speaker(self, frame: Frame) -> Reference | tuple[Reference, ...]:
        """Who says what a frame tells."""
        found = [reference for one in frame.speakers if (reference := self.reference(one))]
        return found[0] if len(found) == 1 else tuple(found)

    def _fits(self, subject: Reference, name: str, value: Value) -> bool:
        """Whether a property takes such a subject and such a value."""
        ontology = self.known.ontology
        own = ontology.properties[name]
        if not any(ontology.is_a(self.kind_of(subject), domain) for domain in own.domains):
            return False
        if value.thing is None:
            return True
        if value.thing == subject:
            return False
        return any(ontology.is_a(self.kind_of(value.thing), one) for one in own.ranges)


def date_value(part: Part) -> Value | None:
    """The date of a part as the value of a fact."""
    return Value(date=part.value, printed=part.date.printed) if part.date else None


def _within(part: Part, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= part.start < end for start, end in spans)


def _place(record: Thing | Claim) -> tuple[int, int]:
    return (record.quotes[0].start or 0, record.quotes[0].end or 0)


def _keys(claim: Claim) -> Iterable[str]:
    """The keys of new things that a claim names."""
    references: list[Reference | None] = [*claim.speakers]
    if isinstance(claim, Fact):
        references += [claim.subject, claim.value.thing]
    elif isinstance(claim, Figure):
        references += [claim.indicator, claim.measured, claim.partner, claim.reporter, claim.origin]
    return [one.new for one in references if one and one.new]
