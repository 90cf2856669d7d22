"""A name counts as printed only where its entity is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.articles import anchors
from kgtools.articles.copies import Copy
from kgtools.checks.passages import printed_names
from kgtools.claims.model import Article, Corpus, Entity, Fact, Text

TEXT = (
    """Clara Vale is a reader at the Academy of Strelsau. Vale was born by the sea, and the sea is cold.

The secretary of Arcadia spoke of the Harbour Treaty and of wool. The secretary fell asleep.

The Strelsau railway pays five million Arcadia dollars for the rails, and Zenda pays for the sleepers.

The treaty on the harbour is old, and the road from Strelsau to Zenda is new."""
    + " It is long." * 150
    + """

The vale below the hills is green, and Vale is the name of an inn there."""
)


def entity(identifier: str, *names: str) -> Entity:
    return Entity(identifier, "Entity", tuple(Text(name, "en") for name in names), (), "", "", "", 0)


ENTITIES = {
    one.id: one
    for one in (
        entity("person/clara-vale", "Clara Vale", "Vale"),
        entity("body/academy", "Academy of Strelsau"),
        entity("place/strelsau", "Strelsau"),
        entity("place/zenda", "Zenda"),
        entity("place/inn", "Vale"),
        entity("state/arcadia", "Arcadia"),
        entity("post/secretary-of-arcadia", "Secretary of Arcadia"),
        entity("post/secretary-of-zenda", "Secretary"),
        entity("document/harbour-treaty", "Harbour Treaty"),
        entity("document/sea-treaty", "Treaty on the harbour"),
        entity("company/railway", "Strelsau railway"),
        entity("topic/harbour", "Harbour"),
        entity("topic/wool", "Wool"),
        entity("indicator/wool", "Wool"),
    )
}
COPY = Copy(Path("note.txt"), TEXT, True)
ARTICLE = Article("note", (), (), (), ("en",), "", "", "", len(TEXT), "", "", (), "", "f", 1)


def printed(*claims: tuple[str, str]) -> set[str]:
    """The entities of which a name counts as printed, given claims: a quote and the entity it names."""
    facts = tuple(
        Fact("note", f"f{number}", anchors.anchor(TEXT, quote), "stated", (), "", "f", 2,
             identifier, "about", "topic/else", "", "", "asserted", (), "")
        for number, (quote, identifier) in enumerate(claims)
    )  # fmt: skip
    rows = printed_names.printed_names(Corpus(ENTITIES, {"note": ARTICLE}, facts, ()), ARTICLE, COPY)
    assert rows == sorted(rows, key=lambda row: (row["entity"], row["language"], row["name"]))
    return {f"{row['entity']}: {row['name']}" for row in rows}


@pytest.mark.parametrize(
    ("claims", "name", "there"),
    [
        ([], "person/clara-vale: Clara Vale", True),
        ([], "person/clara-vale: Vale", False),  # two entities have that name
        ([("Vale was born by the sea", "person/clara-vale")], "person/clara-vale: Vale", True),
        ([("Vale was born by the sea", "person/clara-vale")], "place/inn: Vale", False),
        ([("Vale is the name of an inn there", "place/inn")], "place/inn: Vale", True),
        ([], "place/strelsau: Strelsau", True),  # at the end of a road, though not in names of others
        ([], "state/arcadia: Arcadia", True),
        ([], "post/secretary-of-arcadia: Secretary of Arcadia", True),  # a post with its institution
        ([("The secretary fell asleep", "event/nap")], "post/secretary-of-zenda: Secretary", False),
        ([("The secretary fell asleep", "post/secretary-of-zenda")], "post/secretary-of-zenda: Secretary", True),
        ([("the Harbour Treaty and of wool", "event/nap")], "document/harbour-treaty: Harbour Treaty", False),
        ([("Harbour Treaty", "document/harbour-treaty")], "document/harbour-treaty: Harbour Treaty", True),
        (
            [("Clara Vale", "document/harbour-treaty")],
            "document/harbour-treaty: Harbour Treaty",
            True,
        ),  # no claim there
        ([], "document/sea-treaty: Treaty on the harbour", False),
        ([], "topic/wool: Wool", False),
        ([("the Harbour Treaty and of wool", "topic/wool")], "topic/wool: Wool", True),
        ([("the Harbour Treaty and of wool", "topic/wool")], "indicator/wool: Wool", False),
    ],
)
def test_a_name_counts_where_its_entity_is_meant(claims: list[tuple[str, str]], name: str, there: bool) -> None:
    assert (name in printed(*claims)) == there


def test_a_city_in_the_name_of_a_company_and_a_state_before_dollars_are_not_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(f"{__name__}.COPY", Copy(Path("n"), "The Strelsau railway pays five Arcadia dollars.", True))
    assert printed() == {"company/railway: Strelsau railway"}


def test_a_surname_alone_counts_near_the_full_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENTITIES, "place/inn", entity("place/inn", "Inn"))
    assert "person/clara-vale: Vale" in printed()
    far = Copy(Path("n"), TEXT[TEXT.index("The vale below") :], True)
    monkeypatch.setattr(f"{__name__}.COPY", far)
    assert printed() == set()


def test_only_languages_of_the_article_are_looked_for() -> None:
    russian = Entity("state/arcadia", "Entity", (Text("Arcadia", "ru"), Text("Arcadia", "uz")), (), "", "", "", 0)
    corpus = Corpus({russian.id: russian}, {"note": ARTICLE}, (), ())
    assert printed_names.printed_names(corpus, ARTICLE, COPY) == []
