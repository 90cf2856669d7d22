"""Made-up entities for the tests of passages and of printed terms."""

from __future__ import annotations

from collections.abc import Mapping

from kgtools.articles.copies import Copy
from kgtools.checks import passages
from kgtools.checks.evidence import stored
from kgtools.claims.model import Corpus, Entity, Text
from kgtools.errors import Finding


def entities(*named: tuple[str, ...]) -> dict[str, Entity]:
    """Entities by id, each given as its id and its English names."""
    return {
        identifier: Entity(identifier, "Entity", tuple(Text(name, "en") for name in names), (), "", "", "", 0)
        for identifier, *names in named
    }


def held_against(corpus: Corpus, copies: Mapping[str, Copy]) -> list[Finding]:
    """What is found of claims by the texts of their articles: what passages say, and what they print."""
    return [*passages.findings(corpus, copies), *stored.findings({}, corpus, copies, corpus.claims, {})]
