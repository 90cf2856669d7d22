"""The kinds of mistake that are planted, each a function that proposes faulty houses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from tests.mutation.house import Change, House

Propose = Callable[[House, Random], Iterator[Change]]


@dataclass(frozen=True)
class Kind:
    """A kind of mistake: its name, what is done, and, if its mistakes are reported elsewhere, why that is right."""

    name: str
    propose: Propose
    elsewhere: str

    @property
    def what(self) -> str:
        return " ".join((self.propose.__doc__ or "").split())


# Kinds whose mistakes a check is being written for; a kind leaves the list when its mutants are killed.
WAITING: frozenset[str] = frozenset(
    {
        "subject-and-value-swapped",
        "language-of-a-text-lost",
        "event-before-founding",
        "visit-after-the-tenure",
        "tenure-ends-before-it-starts",
        "second-holder-of-one-post",
        "president-of-another-state",
        "visitor-is-host",
        "document-of-one-party",
        "doubled-claim",
        "partner-is-measured",
        "indicator-of-another-unit",
        "label-in-the-wrong-language",
        "label-of-another-entity",
        "look-alike-letter-in-a-label",
        "duplicated-entity",
        "unused-entity",
        "wrong-iso-code",
        "mapping-to-the-wrong-entity",
        "published-before-what-it-tells",
        "no-longer-held-back",
        "wrong-claim-held-back",
    }
)

KINDS: dict[str, Kind] = {}


def kind(name: str, elsewhere: str = "") -> Callable[[Propose], Propose]:
    """Enter a function into the list of kinds."""

    def enter(propose: Propose) -> Propose:
        assert name not in KINDS, name
        assert propose.__doc__, name
        KINDS[name] = Kind(name, propose, elsewhere)
        return propose

    return enter
