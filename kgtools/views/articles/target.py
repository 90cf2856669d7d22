"""The page of a target, a plan or an expectation: what is aimed at, by whom, until when, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from kgtools.graph.reading import Store
from kgtools.graph.terms import code
from kgtools.views.page import Part
from kgtools.views.targets import Target, is_decided, read_target
from kgtools.views.thing.wording import article_of, claim_id, sayer


@dataclass(frozen=True)
class TargetPage:
    """A target in one language: each value as pieces of a line.

    `aim` is what is aimed at, `meant` whether it is planned, aimed at or expected, `outcome` the code of what became
    of it. `deciding` says whether the claims of `bearing` decide it; otherwise they only bear on it.
    """

    id: str
    aim: str
    meant: tuple[Part, ...]
    certainty: tuple[Part, ...]
    times: tuple[Part, ...]
    setters: tuple[Part, ...]
    outcome: str
    became: str
    explanation: str
    told: tuple[str, ...]
    bearing: tuple[str, ...]
    deciding: bool

    @property
    def articles(self) -> tuple[str, ...]:
        """The ids of the articles whose claims tell it or bear on it, without kind."""
        return tuple(dict.fromkeys(map(article_of, (*self.told, *self.bearing))))


def target_page(store: Store, target: ox.NamedNode, language: str) -> TargetPage:
    """A target by its node."""
    return _page(store, read_target(store, target), language)


def _page(store: Store, target: Target, language: str) -> TargetPage:
    say = sayer(store, language)
    meant, certainty, times, setters = (
        tuple(map(say, terms)) for terms in (target.meant, target.certainty, target.times, target.setters)
    )
    return TargetPage(
        claim_id(target.node), say(target.node).words, meant, certainty, times, setters,
        code(target.outcome), say(target.outcome).words, say(target.explanation).words,
        tuple(claim_id(claim) for claim in target.claims), tuple(claim_id(claim) for claim in target.decided_by),
        is_decided(target),
    )  # fmt: skip
