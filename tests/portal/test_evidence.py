"""The pages of articles, claims, disagreements and targets: what stands on them, and that no article does."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.articles.copies import Copy
from kgtools.portal.contents import Contents, Made
from kgtools.portal.evidence import articles, disagreements, targets
from kgtools.portal.kinds import figures
from kgtools.portal.portal import Portal
from kgtools.views.articles import order, same
from tests.conftest import MINI, ROOT

NOTE = (MINI / "articles" / "short-note.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def portal(built: Path, mini_store: ox.Store) -> Portal:
    return Portal(Contents.read(built, mini_store))


@pytest.fixture(scope="session")
def whole(real: ox.Store) -> Portal:
    return Portal(Contents.read(ROOT, real))


def text(html: str | None) -> str:
    """The words of a page in one line."""
    assert html is not None
    body = html.split("<body")[1].partition(">")[2]
    return " ".join(unescape(re.sub(r"<(title|desc)>.*?</\1>|<[^>]*>", " ", body)).split())


def links(html: str | None) -> list[str]:
    return re.findall(r'<a [^>]*href="([^"]*)"', str(html))


# -- claims --------------------------------------------------------------------------------------------


def test_a_claim_tells_what_it_states_how_it_is_meant_and_where_its_passage_lies(portal: Portal) -> None:
    html = portal.page("en/claim/short-note/f14.html")
    assert '<h1 class="statement"><a href="../../id/place/morne.html">Morne</a>' in str(html)
    told = text(html)
    assert "modality denied" in told
    assert "characters 659 to 703 · claim 23 of 22" not in told
    place = re.search(r"characters 659 to 703 · claim (\d+) of (\d+)", told)
    assert place is not None
    assert 0 < int(place[1]) <= int(place[2]) == len(order.order(portal.contents.store, "short-note").claims)


def test_the_claims_of_an_article_follow_each_other_in_the_order_of_the_text(portal: Portal) -> None:
    claims = order.order(portal.contents.store, "short-note").claims
    places = [(claim.place.start, claim.place.end) for claim in claims]
    assert places == sorted(places)
    found = []
    path = f"en/{claims[0].id}.html"
    while path:
        html = str(portal.page(path))
        found.append(path)
        after = re.search(r'href="([^"]+)" rel="next"', html)
        path = f"en/claim/short-note/{after[1]}" if after else ""
    assert found == [f"en/{claim.id}.html" for claim in claims]


def test_a_claim_names_who_says_the_same_and_who_says_otherwise(whole: Portal) -> None:
    html = str(whole.page("en/claim/akmalov-history/n001.html"))
    against = html.split('id="disagreements"')[1].split("</section>")[0]
    assert "629 million US dollars (2016)" in text(f"<body>{against}")
    assert "2 billion US dollars (2017)" not in text(f"<body>{against}")  # it only explains
    assert "../../disagreement/turnover-2016.html" in links(against)
    store = whole.contents.store
    alike = next(claim for claim in store_claims(whole) if len(same.same(store, claim)) > 1)
    page = str(whole.page(f"en/{namespaces.shorten(alike.value)}.html")).split('id="same"')[1].split("</section>")[0]
    for other in same.same(store, alike):
        assert f"{other.removeprefix('claim/').partition('/')[2]}.html" in page


def store_claims(portal: Portal) -> list[ox.NamedNode]:
    return [claim.node for claim in portal.contents.sources.order("musina-dynamics").claims]


def test_figures_are_the_same_whatever_unit_they_are_printed_in_and_opinions_never_are(real: ox.Store) -> None:
    def claim(identifier: str) -> ox.NamedNode:
        return ox.NamedNode(f"{namespaces.base()}claim/{identifier}")

    assert same.same(real, claim("nursultanova-trade/n086")) == ["claim/nursultanova-trade/n090"]
    assert same.same(real, claim("akmalov-history/n001")) == []
    assert same.same(real, claim("akmalov-history/o001")) == []


def test_a_claim_of_the_background_has_a_page_without_a_place(portal: Portal) -> None:
    html = str(portal.page("uz/claim/background/b01.html"))
    assert "The Prisoner of Zenda" in html
    assert "tandem-svg" not in html
    assert 'id="own"' not in html


# -- disagreements and targets -------------------------------------------------------------------------


def test_a_disagreement_stands_in_columns_with_its_values_and_what_would_decide_it(whole: Portal) -> None:
    html = str(whole.page("en/disagreement/turnover-2016.html"))
    assert re.findall(r'<h3 id="side-\d"><a href="\.\./article/([^"]*)\.html"', html) == [
        "akmalov-history", "musina-dynamics", "normatov-course", "nursultanova-trade",
    ]  # fmt: skip
    picture = html.split('id="picture"')[1].split("</section>")[0]
    assert [each in picture for each in ("1.5 billion", "629 million", "4.27 billion")] == [True, True, False]
    assert "The tables of both statistics agencies for 2016." in html


def test_within_one_article_each_claim_has_its_column_and_what_is_not_accepted_says_so(portal: Portal) -> None:
    html = str(portal.page("en/disagreement/turnover-2020.html"))
    assert len(re.findall('class="side"', html)) == 1
    assert "not accepted" in text(html.split('id="sides"')[1].join(("<body>", "")))


def test_the_list_of_disagreements_has_each_once_the_weightiest_first(whole: Portal) -> None:
    sources = whole.contents.sources
    assert sources.disagreements[0] == "disagreement/turnover-2016"
    listed: list[str] = []
    for path in disagreements.paths(whole.contents):
        if path.startswith("disagreements/") and "/all/" not in path:
            html = str(whole.page(f"en/{path}.html"))
            listed += re.findall(r'<h2><a href="[^"]*disagreement/([^"]*)\.html"', html)
    assert sorted(listed) == sorted(entry.removeprefix("disagreement/") for entry in sources.disagreements)
    conflicts = str(whole.page("en/disagreements.html"))
    assert "turnover-2016" in conflicts
    assert not any(entry.removeprefix("disagreement/") in conflicts for entry in sources.by_kind["misprint"])
    order = list(sources.disagreements)
    assert sources.around(order[0]) == ("", order[1])
    assert sources.around(order[-1]) == (order[-2], "")


def test_a_target_tells_what_became_of_it_and_the_claims_that_decide(whole: Portal) -> None:
    told = text(whole.page("en/target/akmalov-history-n007.html"))
    assert "missed : Akmalov (2022) says that the pandemic thwarted the plan" in told
    assert "Decided by" in told
    listed = links(whole.page("ru/targets/missed.html"))
    assert "../target/akmalov-history-n007.html" in listed
    every = len(set(re.findall(r"target/[a-z0-9-]+\.html", str(whole.page("ru/targets.html")))))
    assert every == len(whole.contents.of_class("Target"))


# -- articles ------------------------------------------------------------------------------------------


def test_an_article_says_what_only_it_tells_and_what_it_has_in_common(whole: Portal) -> None:
    read = whole.contents.sources.read("musina-dynamics")
    assert set(read.alone) | set(read.shared) == {claim.id for claim in read.order.claims}
    assert not set(read.alone) & set(read.shared)
    html = str(whole.page("en/article/musina-dynamics.html"))
    assert f"{len(read.alone)} of {len(read.order.claims)} claims stand in no other article" in text(html)
    assert "@misc{musina-dynamics," in html
    copied = 0
    for other, claims in read.with_others():
        path = f"musina-dynamics/with/{other}.html"
        assert path in links(html)
        common = str(whole.page(f"en/article/{path}"))
        assert not [claim for claim in claims if f"{claim}.html" not in common]
        copied += common.count("copied passage, one witness")
    assert copied == sum(map(int, re.findall(r"copied: (\d+)", html))) > 0
    assert whole.page("en/article/musina-dynamics/with/musina-dynamics.html") is None


def test_only_claims_of_one_copied_passage_are_called_copies(whole: Portal) -> None:
    store = whole.contents.store
    stands = whole.contents.sources.read("musina-dynamics").standing
    shared = [(claim, other) for claim, one in stands.items() for other in one.elsewhere]
    copies = [(claim, other) for claim, one in stands.items() for other in one.copies]
    assert set(copies) < set(shared)
    for claim, other in shared:
        origins = [same.copied(store, ox.NamedNode(namespaces.base() + each)) for each in (claim, other)]
        assert ((claim, other) in copies) == bool(origins[0] & origins[1])


def test_the_pages_of_its_claims_hold_each_once_and_the_strip_leads_there(whole: Portal) -> None:
    sources = whole.contents.sources
    claims = [claim.id for claim in sources.order("normatov-course").claims]
    found = []
    for number in range(1, len(sources.pages("normatov-course")) + 1):
        html = str(whole.page(f"kk/article/normatov-course/{number}.html"))
        found += re.findall(r'<li id="(\w+)">', html)
    assert [f"claim/normatov-course/{one}" for one in found] == claims
    assert whole.page("kk/article/normatov-course/99.html") is None
    assert whole.page("kk/article/normatov-course/1/2.html") is None
    picture = str(whole.page("kk/article/normatov-course.html")).split('class="picture strip"')[1].split("</div>")[0]
    assert links(picture)[0] == "normatov-course/1.html"
    assert sources.page_of(claims[-1]) == f"article/normatov-course/{number}"


def test_what_recognises_a_copy_is_its_hash_its_length_and_the_anchors_of_its_claims(portal: Portal) -> None:
    script = articles.anchors(portal.contents, "short-note")
    assert script is not None
    told = json.loads(script.removeprefix("anchors(").removesuffix(");\n"))
    assert told["claims"]["f01"] == [87, 172, "68.1b78.9811637c9d84c384"]
    assert (told["article"], told["length"]) == ("short-note", 803)
    assert articles.anchors(portal.contents, "nothing") is None


# -- all of them ---------------------------------------------------------------------------------------


def test_no_page_holds_words_of_the_article_unless_a_copy_is_at_hand(portal: Portal) -> None:
    """A run of eight words is a sentence of the article."""
    words = re.findall(r"\w+", NOTE)
    runs = {" ".join(words[place : place + 8]) for place in range(len(words) - 7)}
    for path in (one for one in portal.paths() if one.split("/")[0] in ("article", "claim", "disagreement", "target")):
        page = " ".join(re.findall(r"\w+", text(portal.page(f"en/{path}.html"))))
        assert not [run for run in runs if run in page], path
    copy = Copy(Path("short-note.txt"), NOTE, True)
    with_copy = Portal(Contents.read(MINI.parent.parent, portal.contents.store, {"short-note": copy}))
    assert "<q>Boris Rudolf was elected in 2015</q>" in str(with_copy.page("en/claim/short-note/f09.html"))


def test_no_page_is_heavy_and_each_is_in_its_language(whole: Portal) -> None:
    for path in (
        "article/musina-dynamics", "article/central-asian-cooperation", "article/nursultanova-trade/5",
        "article/musina-dynamics/with/central-asian-cooperation",
        "claim/nursultanova-trade/n084", "disagreements", "targets", "disagreement/turnover-2016",
    ):  # fmt: skip
        html = str(whole.page(f"kk/{path}.html"))
        assert len(html.encode()) < 100_000, path
        assert not re.search(r"\{\w+\}", text(html)), path


def test_a_long_list_of_targets_goes_on_on_further_pages(whole: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    every = str(whole.page("en/targets.html"))
    assert 'class="pages"' not in every
    monkeypatch.setattr(targets, "MOST", 10)
    cut = Portal(replace(whole.contents, made=Made()))
    listed = targets.listed(cut.contents).lengths
    paths = [path for path in listed if path == "targets" or path.startswith("targets/all/")]
    pages = [str(cut.page(f"en/{path}.html")) for path in paths]
    assert len(pages) > 2
    assert [link for page in pages for link in re.findall(r'<h2><a href="(?:\.\./)*([^"]+)"', page)] == re.findall(
        r'<h2><a href="([^"]+)"', every
    )
    for page in pages:
        assert page.count('aria-current="page">') >= 1
        assert len(re.findall(r'<nav class="pages".*?</nav>', page)[0].split("<a ")) == len(pages) + 1
        assert "data-part" in page


def test_a_long_list_of_indicators_goes_on_on_further_pages(whole: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = re.compile(r'<td [^>]*><a href="(?:\.\./)*([^"]+)">.*?</tr>', re.S)
    every = str(whole.page("kk/figures.html"))
    assert 'class="pages"' not in every
    monkeypatch.setattr(figures, "MOST", 20)
    cut = Portal(replace(whole.contents, made=Made()))
    pages = {path: str(cut.page(f"kk/{path}.html")) for path in figures.paths(cut.contents)}
    assert [*pages][:2] == ["figures", "figures/all/2"]
    assert set(pages) <= set(cut.paths())
    found = [row for page in pages.values() for row in rows.findall(page)]
    assert sorted(found) == sorted(rows.findall(every))
    assert len(found) == len(set(found)) > 40
    numbers = [
        int(one) for page in pages.values() for one in re.findall(r"<td [^>]*>(\d+)</td>\s*<td [^>]*>\d+</td>", page)
    ]
    assert numbers == sorted(numbers, reverse=True)
    for page in pages.values():
        assert len(re.findall(r'<nav class="pages".*?</nav>', page)[0].split("<a ")) == len(pages) + 1
    assert cut.page(f"kk/figures/all/{len(pages) + 1}.html") is None


def test_what_a_cell_lists_stands_together_where_rows_are_blocks(whole: Portal) -> None:
    """On a phone each part of a cell stands beside the name of its column: several links are to be one part."""
    cells = re.findall(r"<td [^>]*>(.*?)</td>", str(whole.page("en/figures.html")), re.S)
    listing = [cell for cell in cells if cell.count("<a ") > 1]
    assert listing
    assert all(re.fullmatch(r"<span>.*</span>", cell, re.S) for cell in listing)
