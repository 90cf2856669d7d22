"""What references mean: named things by the search, described ones by their parts, bilateral ones by their pair."""

from __future__ import annotations

import pytest

from kgtools.curation.proposals.records import Reference, Thing
from kgtools.curation.proposals.references import CHOOSE, KNOWN, NEW, UNKNOWN, Register
from tests.curation.proposals.made_up import TEXT, house, terms

BRIDGE = Thing(new="bridge", kind="Programme", labels={"ru": "Программа «Мост»"}, quotes=())
REGISTER = Register(house(), terms(), {"bridge": BRIDGE}, TEXT)
COUNCIL = "body/supreme-interstate-council"


@pytest.mark.parametrize(
    ("reference", "state", "what"),
    [
        (Reference(name="Шавката Мирзиёева", kind="Person"), KNOWN, "person/shavkat-mirziyoyev"),
        (Reference(name="Shavkat Mirziyoyev"), KNOWN, "person/shavkat-mirziyoyev"),
        (Reference(name="Өзбекстанмен"), KNOWN, "state/uzbekistan"),
        (Reference(name="Oʻzbekiston", kind="state"), KNOWN, "state/uzbekistan"),
        (Reference(name="Toshkent", kind="Place"), KNOWN, "place/tashkent"),
        (Reference(name="посол России в Казахстане"), KNOWN, "post/ambassador-of-russia-to-kazakhstan"),
        (Reference(name="Қызылорда облыстарының", kind="Place"), KNOWN, "place/kyzylorda-region"),
        (Reference(id="place/termez", name="Термез"), KNOWN, "place/termez"),
        (Reference(id="article/musina-dynamics"), KNOWN, "article/musina-dynamics"),
        (Reference(new="bridge"), NEW, "bridge"),
        (Reference(name="программа «Мост»"), NEW, "bridge"),
    ],
)  # fmt: skip
def test_what_is_meant_beyond_doubt_is_linked(reference: Reference, state: str, what: str) -> None:
    found = REGISTER.resolve(reference)
    assert (found.state, found.id or found.new) == (state, what)


@pytest.mark.parametrize(
    ("reference", "state", "words"),
    [
        (Reference(name="Договор о союзнических отношениях", kind="Document"), CHOOSE, "kind, parties and date"),
        (Reference(name="State visit of Shavkat Mirziyoyev to Kazakhstan (March 2017)"), CHOOSE, "kind, parties"),
        (Reference(name="Ораз Бектуров", kind="Person"), UNKNOWN, "propose it as a new thing"),
        (Reference(name="Узбекистан", kind="Person"), UNKNOWN, "no thing called"),
        (Reference(name="Ташкент", kind="Plaice"), UNKNOWN, "did you mean 'Place'"),
        (Reference(id="place/tashkent", name="Термез"), CHOOSE, "is no name of"),
        (Reference(name="посол Казахстана в России"), CHOOSE, "none is surely meant"),
        (Reference(name="Карим", kind="Person"), CHOOSE, "none is surely meant"),
        (Reference(name="сауда"), CHOOSE, "several are called so"),
        (Reference(id="place/atlantis"), UNKNOWN, "there is no thing"),
        (Reference(new="bridges"), UNKNOWN, "did you mean 'bridge'"),
    ],
)  # fmt: skip
def test_what_is_not_beyond_doubt_is_left_to_the_curator(reference: Reference, state: str, words: str) -> None:
    found = REGISTER.resolve(reference)
    assert (found.state, found.id, words in found.text) == (state, "", True), found


@pytest.mark.parametrize(
    ("name", "around", "article", "linked"),
    [
        ("Высший межгосударственный совет", "Совет Казахстана и Узбекистана собрался.", TEXT, True),
        ("Высший межгосударственный совет", "Совет собрался весной.", TEXT, True),
        ("Высший межгосударственный совет", "Президенты Казахстана и Кыргызстана открыли совет.", TEXT, False),
        ("Высший межгосударственный совет", "Совет собрался весной.", "Казахстан и Кыргызстан. Кыргызстан.", False),
        ("Высший межгосударственный совет", "В Казахстане собрался совет.", "Казахстан и Кыргызстан.", False),
    ],
)  # fmt: skip
def test_a_thing_of_two_states_is_not_linked_where_another_pair_is_meant(
    name: str, around: str, article: str, linked: bool
) -> None:
    found = Register(house(), terms(), {}, article).resolve(Reference(name=name), ("Body",), around)
    assert (found.id == COUNCIL) is linked, found
    assert COUNCIL in {one.id for one in found.candidates}


def test_a_new_thing_is_compared_by_its_name_or_its_parts() -> None:
    visit = Thing(new="visit", kind="StateVisit", labels={"en": "A journey"}, quotes=())
    parts = [("visitor", "person/shavkat-mirziyoyev"), ("host", "state/kazakhstan"), ("date", "2017-03-23")]
    found = REGISTER.alike(visit, parts)
    assert [one.id for one in found.candidates] == ["event/state-visit-mirziyoyev-kazakhstan-2017"]
    assert REGISTER.alike(visit, [*parts[:2], ("date", "2031")]).state == NEW
    assert REGISTER.alike(visit, ()).state == NEW
    termez = Thing(new="termez", kind="City", labels={"ru": "Термез"}, quotes=())
    assert [one.id for one in REGISTER.alike(termez, ()).candidates] == ["place/termez"]
