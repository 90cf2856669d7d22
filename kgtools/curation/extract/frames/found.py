"""What the frames find, as frozen values: a frame and what fills its slots. Places are code points of the raw text."""

from __future__ import annotations

from dataclasses import dataclass, field

from kgtools.curation.extract.spans import Dated, Mention, Quantity


@dataclass(frozen=True)
class Part:
    """What fills a slot: a mention, a date, or words. `inferred` says that it does not stand in the sentence."""

    slot: str
    start: int
    end: int
    mention: Mention | None = None
    date: Dated | None = None
    text: str = ""
    inferred: bool = False

    @property
    def value(self) -> str:
        """The id or key of a thing, the date in EDTF, or the words."""
        return self.mention.thing if self.mention else self.date.edtf if self.date else self.text


@dataclass(frozen=True)
class Frame:
    """One thing that a sentence tells: its kind (visit, signing, office ...) and, for events, the class of the event.

    `trigger` is the place of the words that raise it, `spans` are those of the sentences that say it, its own first;
    `hedged` are the words that make it uncertain, `rule` the rule that found it. `codes` are more of what it says.
    """

    kind: str
    sort: str
    parts: tuple[Part, ...]
    trigger: tuple[int, int]
    spans: tuple[tuple[int, int], ...]
    language: str
    rule: str
    confidence: float
    modality: str = "asserted"
    hedged: str = ""
    speakers: tuple[Part, ...] = ()
    quantity: Quantity | None = None
    codes: dict[str, str] = field(default_factory=dict, hash=False)

    def of(self, slot: str) -> list[Part]:
        """What fills a slot, in the order of its places."""
        return [part for part in self.parts if part.slot == slot]

    def first(self, slot: str) -> Part | None:
        """What fills a slot first, or None."""
        return next((part for part in self.parts if part.slot == slot), None)
