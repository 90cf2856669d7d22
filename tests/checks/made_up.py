"""Made-up entities for the tests of passages and of printed terms."""

from __future__ import annotations

from kgtools.claims.model import Entity, Text


def entities(*named: tuple[str, ...]) -> dict[str, Entity]:
    """Entities by id, each given as its id and its English names."""
    return {
        identifier: Entity(identifier, "Entity", tuple(Text(name, "en") for name in names), (), "", "", "", 0)
        for identifier, *names in named
    }
