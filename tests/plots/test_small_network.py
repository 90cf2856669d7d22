"""The small network of one thing: who is in it and where, what its lines and words say, in well-formed markup."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.network import networks
from kgtools.network.analysis.neighbours import Bond, Neighbour, Neighbourhood, Surroundings
from kgtools.plots.network import small

SVG = "{http://www.w3.org/2000/svg}"
KZ, UZ = "state/kazakhstan", "state/uzbekistan"


@pytest.fixture(scope="session")
def surroundings(real: ox.Store) -> Surroundings:
    return Surroundings(real)


def neighbour(number: int, **more: Any) -> Neighbour:
    told = {"verbs": ("met",), "support": 1, "inferred": False, "disputed": False, "years": None, **more}
    return Neighbour(f"body/b{number}", f"Body <{number}> of an Intergovernmental Commission", "Body",
                     (Bond("diplomatic", **told),))  # fmt: skip


def drawn(found: Neighbourhood, language: str = "en") -> Any:
    text = small.network(found, language, lambda thing: f"{thing}.html")
    assert text == small.network(found, language, lambda thing: f"{thing}.html")
    assert "url(" not in text
    return ET.fromstring(text)


def of(*neighbours: Neighbour, more: int = 0) -> Neighbourhood:
    return Neighbourhood(KZ, "Kazakhstan", "State", neighbours, more, {"diplomatic": "diplomatic"})


def test_every_neighbour_of_a_thing_is_drawn_or_counted(real: ox.Store, surroundings: Surroundings) -> None:
    found = surroundings.of(KZ, "kk")
    assert found is not None
    both = [networks.network(real, view, "en", networks.Selection(inferred=True)) for view in ("all", "two-mode")]
    every = {other for graph in both for other in nx.all_neighbors(graph, KZ)}
    assert {one.thing for one in found.neighbours} < every
    assert (found.label, len(found.neighbours), found.more) == ("Қазақстан", 12, len(every) - 12)
    tree = drawn(found, "kk")
    assert tree.get("lang") == "kk"
    assert [link.get("href") for link in tree.iter(SVG + "a")].count(f"{UZ}.html") == 1
    assert tree.find(SVG + "title").text == "Қазақстан: байланыстары"
    assert all(one.label in tree.find(SVG + "desc").text for one in found.neighbours)
    assert surroundings.of("state/atlantis", "en") is None


def test_the_two_states_stand_on_their_sides(surroundings: Surroundings) -> None:
    found = surroundings.of("document/allied-relations-treaty-2022", "en")
    assert found is not None
    ends = {link.get("href"): next(link.iter(SVG + "text")).get("text-anchor") for link in drawn(found).iter(SVG + "a")}
    assert (ends[f"{KZ}.html"], ends[f"{UZ}.html"]) == ("end", "start")


def test_no_name_covers_another_and_none_is_wider_than_its_room() -> None:
    tree = drawn(of(*map(neighbour, range(12))))
    lines: dict[str, list[float]] = {}
    for span in (span for link in tree.iter(SVG + "a") for span in link.iter(SVG + "tspan")):
        lines.setdefault(span.get("x"), []).append(float(span.get("y")))
        assert len(span.text) <= 17 or span.get("textLength")
    assert len(lines) == 2
    for heights in lines.values():
        assert min(below - above for above, below in pairwise(heights)) >= 13.9


def test_lines_tell_layer_support_inference_and_disagreement() -> None:
    def line(**more: Any) -> Any:
        tree = drawn(of(neighbour(1, **more)))
        return next(tree.iter(SVG + "line")), "".join(tree.itertext())

    plain, words = line()
    assert (plain.get("stroke-width"), plain.get("stroke-dasharray")) == ("1.2", None)
    assert "≠" not in words
    assert "inferred" not in words
    assert line(support=4)[0].get("stroke-width") == "3.6"
    dashed, words = line(inferred=True)
    assert dashed.get("stroke-dasharray")
    assert "inferred" in words
    assert line(disputed=True)[1].count("≠") == 4  # on the line, in its words, in the description, in the legend
    assert "met 2017–2022" in line(years=(2017, 2022))[1]


def test_it_is_an_image_where_it_leads_nowhere_and_counts_what_it_leaves_out() -> None:
    tree = ET.fromstring(small.network(of(neighbour(1), more=7), "en"))
    assert tree.get("role") == "img"
    assert "and 7 more" in "".join(tree.itertext())
    assert {tree.tag for tree in tree.iter(SVG + "a")} == set()


@pytest.mark.parametrize("language", namespaces.languages())
def test_a_thing_is_described_in_each_language(surroundings: Surroundings, language: str) -> None:
    found = surroundings.of(UZ, language)
    assert found is not None
    assert found.neighbours[0].label == {"en": "Kazakhstan", "ru": "Казахстан", "kk": "Қазақстан"}.get(
        language, "Qozogʻiston"
    )
