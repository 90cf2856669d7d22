"""The ways into the portal: home, lists, search, timeline, networks; without a browser."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.plots.small.bars import Count, counts
from kgtools.portal.contents import Contents, Made
from kgtools.portal.doors import browse, home, lists, search, timeline
from kgtools.portal.folder import roots
from kgtools.portal.frame import Frame, html
from kgtools.portal.portal import Portal
from kgtools.values.collation import collation
from kgtools.views.figures import FigureValue
from kgtools.views.overview import example
from kgtools.views.overview.lanes import every_lane
from kgtools.views.overview.things import Catalogue
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def contents(built: Path, mini_store: ox.Store) -> Contents:
    return Contents.read(built, mini_store)


@pytest.fixture(scope="session")
def whole(real: ox.Store) -> Contents:
    return Contents.read(ROOT, real)


def text_of(contents: Contents, path: str, language: str = "en") -> str:
    page = Portal(contents).page(f"{language}/{path}.html")
    assert page is not None, path
    return page


# -- the order of names -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("en", ["2nd session", "10th session", "Élysée", "Eurasia", "the Hague", "Zurich", "Астана"]),
        ("ru", ["3 мая", "Artel", "Еврасия", "Ёлка", "Жизнь", "Яик"]),
        ("kk", ["Chatham House", "Ақтау", "Әлем", "Ғылым", "Қазақстан", "Өзбекстан", "Ұлт", "Үкімет", "Шымкент", "Іс"]),
        ("uz", ["Afgʻoniston", "Xitoy", "Yevropa", "Oʻzbekiston", "Gʻarb", "Shymkent", "Chimgan", "Астана"]),
    ],
)  # fmt: skip
def test_names_stand_in_the_order_of_the_alphabet(language: str, ordered: list[str]) -> None:
    assert sorted(sorted(ordered), key=collation(language)) == ordered
    assert sorted(ordered) != ordered or language == "en"


def test_apostrophes_quotes_and_case_do_not_part_names() -> None:
    first = collation("uz")
    assert first("Oʻzbekiston")[0] == first("O'zbekiston")[0] == first("«OʻZBEKISTON»")[0] == first("o‘zbekiston")[0]
    assert first("Oʻrta")[0] != first("Orta")[0]


# -- things in lists ----------------------------------------------------------------------------------


def test_every_thing_stands_in_one_list(whole: Contents) -> None:
    catalogue = whole.catalogue
    for language in ("en", "kk"):
        listed = [thing for ids in whole.things.values() for thing in catalogue.ordered(ids, language)]
        assert sorted(listed) == sorted(chain.from_iterable(whole.things.values()))


def test_a_list_says_who_or_what_a_thing_is_when_it_was_and_how_much_is_said(
    contents: Contents, whole: Contents
) -> None:
    catalogue = contents.catalogue
    assert catalogue.what("person/boris-rudolf", "en") == "President of Ruritania"
    assert catalogue.thing("person/boris-rudolf").states == ("state/ruritania",)
    treaty = catalogue.thing("document/treaty-of-good-roads")
    assert catalogue.what(treaty.id, "en") == "treaty"
    assert (treaty.years, treaty.claims, treaty.articles) == ((2019,), 4, ("short-note",))
    plan = "document/action-plan-strategic-partnership-2017"
    assert whole.catalogue.what(plan, "en") == "action plan; Kazakhstan, Uzbekistan"
    assert whole.catalogue.thing(plan).disputed
    assert catalogue.thing("event/state-visit-2019").span == "2019"


def test_general_knowledge_is_marked_in_lists(whole: Contents) -> None:
    what = whole.catalogue.what
    assert what("person/nursultan-nazarbayev", "en") == "President of Kazakhstan (background)"
    assert what("person/islam-karimov", "en") == "President of Uzbekistan"


def test_people_are_sorted_by_their_surnames(contents: Contents) -> None:
    people = contents.catalogue.ordered(contents.things["person"], "en")
    assert [contents.catalogue.label(one, "en") for one in people] == ["Ada Quill", "Boris Rudolf", "Clara Vale"]


def test_a_choice_leaves_the_things_that_have_it(whole: Contents) -> None:
    catalogue = whole.catalogue
    every = list(map(catalogue.thing, catalogue.ordered(whole.things["document"], "en")))
    for facet, values_of in lists.facets().items():
        for value in {value for thing in every for value in values_of(thing)}:
            view = browse.view(whole, Frame(f"browse/document/{facet}/{value}", "en"))
            assert view is not None, (facet, value)
            shown = [entry.thing.id for entry, *_ in view.values["entries"]]
            assert shown == [thing.id for thing in every if value in values_of(thing)]
            assert facet not in [each.name for each in view.values["facets"]]


def test_a_facet_says_how_many_things_each_choice_leaves(whole: Contents) -> None:
    view = browse.view(whole, Frame("browse/event", "kk"))
    assert view is not None
    facets = {facet.name: facet for facet in view.values["facets"]}
    assert set(facets) == {"class", "state", "year", "article"}
    for choice in facets["state"].choices:
        chosen = browse.view(whole, Frame(f"browse/event/state/{choice.value}", "kk"))
        assert chosen is not None
        assert chosen.values["total"] == choice.count


def test_a_long_list_goes_on_on_further_pages(contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "SIZE", 2)
    paths = [path for path in browse.paths(contents) if re.fullmatch(r"browse/person(/\d+)?", path)]
    assert paths == ["browse/person", "browse/person/2"]
    pages = [text_of(contents, path) for path in paths]
    assert [name in pages[0] for name in ("Ada Quill</a>", "Boris Rudolf</a>", "Clara Vale</a>")] == [True, True, False]
    assert "Clara Vale</a>" in pages[1]
    assert 'href="person/2.html"' in pages[0]
    assert "data-any" not in pages[0]  # in place only what the page holds could be narrowed


@pytest.mark.parametrize(
    "path",
    [
        "browse/dragon", "browse/person/2", "browse/person/1", "browse/person/state/atlantis", "browse/person/hue/red",
        "browse/person/state", "browse/person/02", "timeline/2", "timeline/x", "networks/x", "search/x", "index/x",
    ],
)  # fmt: skip
def test_what_is_no_list_is_no_page(contents: Contents, path: str) -> None:
    assert Portal(contents).page(f"en/{path}.html") is None


# -- home -----------------------------------------------------------------------------------------------


def test_home_shows_a_contradiction_of_two_articles_with_the_places_of_its_passages(whole: Contents) -> None:
    found = whole.example
    assert found is not None
    low, high = found.values[0], found.values[-1]
    assert low.allowed[2] < high.allowed[0]
    assert low.figure.article != high.figure.article
    assert low.figure.period == high.figure.period
    page = text_of(whole, "index", "ru")
    for one in found.values:
        assert f"claim/{one.figure.claim}.html" in page
        assert f"{one.place.start}" in page
    assert f"disagreement/{found.disagreement}.html" in page


def test_without_its_figures_another_contradiction_is_shown(whole: Contents) -> None:
    first = example.example(whole.store, whole.ranked, whole.figures_among)
    assert first is not None
    taken = {one.figure.claim for one in first.values}

    def others(claims: Sequence[str]) -> list[FigureValue]:
        return [one for one in whole.figures_among(claims) if one.claim not in taken]

    second = example.example(whole.store, whole.ranked, others)
    assert second is not None
    assert second.values != first.values
    assert example.example(whole.store, whole.ranked, lambda claims: []) is None


def test_home_counts_the_articles_and_what_others_tell_too(whole: Contents) -> None:
    assert len(whole.articles) == 5
    for card in whole.articles:
        assert 0 < card.elsewhere < card.claims
        assert 0 < card.share < 100
    assert sum(card.claims for card in whole.articles) == sum(
        1 for _ in whole.store.quads_for_pattern(None, ox.NamedNode(namespaces.term("inArticle")), None)
    )


def test_a_door_leads_to_each_list_with_its_number(contents: Contents) -> None:
    view = home.view(contents, Frame("index", "en"))
    assert view is not None
    cards = {card.href: card.number for card in view.values["cards"]}
    assert cards["browse/person.html"] == "3"
    assert cards["disagreements.html"] == str(len(contents.of_class("Disagreement")))


def test_counts_are_drawn_to_scale_and_lead_to_their_lists() -> None:
    drawn = counts([Count("a < b", 4, "a.html"), Count("c", 1)], "Kinds", "en")
    assert 'width="100%"' in drawn
    assert 'width="25%"' in drawn
    assert "a &lt; b" in drawn
    assert 'href="a.html"' in drawn
    with pytest.raises(ValueError, match="no count"):
        counts([], "Kinds", "en")


# -- timeline and networks ------------------------------------------------------------------------------


def test_the_timeline_lists_what_articles_date_once_and_nothing_else(whole: Contents) -> None:
    view = timeline.view(whole, Frame("timeline", "en"))
    assert view is not None
    shown = Counter(one.claims for _, found in view.values["years"] for one in found)
    expected = Counter(
        tuple(f"claim/{claim}" for claim in bar.claims)
        for bar in whole.bars
        if not every_lane()[bar.lane].aside and bar.articles != ("background",) and (bar.first or bar.last)
    )
    assert shown == expected
    assert len(shown) > 50


def test_a_long_timeline_goes_on_and_its_picture_leads_to_each_year(
    whole: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "SIZE", 30)
    parted = replace(whole, made=Made())
    paths = list(timeline.paths(parted))
    assert len(paths) > 2
    pages = {f"en/{path}.html": text_of(parted, path) for path in paths}
    links = re.findall(r'href="((?:timeline|\d+|\.\.)[^"]*\.html)#(y\d+)"', pages["en/timeline.html"])
    years = [year for page in pages.values() for year in re.findall(r'<section class="year" id="(y\d+)"', page)]
    assert [place for _, place in links] == years == sorted(years)
    assert all(f'id="{place}"' in pages[f"en/{link}"] for link, place in links)


def test_the_networks_name_who_is_joined_to_most(contents: Contents, whole: Contents) -> None:
    page = text_of(whole, "networks", "uz")
    assert set(whole.outlines) == set(re.findall(r'<li class="card" id="([\w-]+)"', page))
    assert 'href="id/state/kazakhstan.html"' in page
    assert "Arcadia" in text_of(contents, "networks")


# -- the whole ------------------------------------------------------------------------------------------


def test_no_way_in_is_heavy(whole: Contents) -> None:
    portal = Portal(whole)
    for path in ("index", "browse", "browse/topic", "browse/body", "timeline", "networks", "search"):
        page = portal.page(f"kk/{path}.html")
        assert page is not None
        assert len(page.encode()) < 100_000, path


def test_the_search_of_a_folder_knows_every_name(contents: Contents) -> None:
    script = search.script(contents)
    content = json.loads(script.removeprefix("window.tandemThings = ").removesuffix(";\n"))
    things = {path: (content["kinds"][kind], labels, others) for path, kind, labels, others in content["things"]}
    assert len(things) == len(contents.catalogue.ids)
    kind, labels, others = things["id/state/arcadia"]
    assert kind[0] == "state"
    assert labels == ["Arcadia", "Аркадия", "Аркадия", "Arkadiya"]
    assert others == ["Arkadia", "the Arcadian Republic"]
    assert script == search.script(contents)


def test_the_root_leaves_the_choice_of_a_language_and_lists_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roots, "MOST", 2)
    files = dict(roots.files(["index", "browse", "search"]))
    for language in namespaces.languages():
        assert f'href="{language}/index.html"' in files["index.html"]
    assert "refresh" not in files["index.html"]
    assert files["robots.txt"].endswith(f"Sitemap: {namespaces.base()}sitemap.xml\n")
    listed = re.findall("<loc>(.*?)</loc>", files["sitemap.xml"])
    assert len(listed) == 8
    urls = [
        url for each in listed for url in re.findall("<loc>(.*?)</loc>", files[each.removeprefix(namespaces.base())])
    ]
    assert len(urls) == len(set(urls)) == 12
    assert f"{namespaces.base()}kk/browse.html" in urls
    # A page that is shown at any address finds nothing beside itself.
    assert re.findall(r'(?:href|src)="(?!https://)', files["404.html"]) == []


def test_a_page_with_nothing_to_show_says_so() -> None:
    empty = Contents(ox.Store())
    assert empty.example is None
    for path in ("index", "browse", "timeline", "networks", "search"):
        view = Portal(empty).view(Frame(path, "en"))
        assert view is not None, path
        assert html(view, Frame(path, "en"))
    assert Catalogue(ox.Store()).ids == ()
