"""The kinds of mistake that are planted, each a function that proposes faulty houses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from tests.mutation.project import Change, Project

Propose = Callable[[Project, Random], Iterator[Change]]


@dataclass(frozen=True)
class Kind:
    """A kind of mistake: its name, what is done, and, if its mistakes are reported elsewhere, why that is right."""

    name: str
    propose: Propose
    elsewhere: str

    @property
    def what(self) -> str:
        return " ".join((self.propose.__doc__ or "").split())


KINDS: dict[str, Kind] = {}


def kind(name: str, elsewhere: str = "") -> Callable[[Propose], Propose]:
    """Enter a function into the list of kinds."""

    def enter(propose: Propose) -> Propose:
        assert name not in KINDS, name
        assert propose.__doc__, name
        KINDS[name] = Kind(name, propose, elsewhere)
        return propose

    return enter
