"""Pages of things, claims and disagreements."""

from __future__ import annotations

import re

import pyoxigraph as ox

from kgtools.graph.store import select
from kgtools.graph.terms import node
from kgtools.portal import addresses, frame, pictures
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame
from kgtools.portal.portal import Portal
from kgtools.views import entity
from tests.conftest import ROOT

SHARED = """
SELECT DISTINCT ?thing WHERE {
  ?one rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?value ; t:inArticle ?here .
  ?other rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?value ; t:inArticle ?there .
  FILTER(STR(?here) < STR(?there) && STRSTARTS(STR(?thing), "https://w3id.org/tandem-kg/id/"))
} ORDER BY ?thing"""


def test_what_rests_on_several_origins_leads_to_each_of_its_claims(real: ox.Store) -> None:
    written = Portal(Contents.read(ROOT, real))
    shown = 0
    for (thing,) in select(real, SHARED):
        page = entity.page(real, node(thing), "kk")
        shared = [entry for section in page.sections for entry in section.entries if entry.support]
        if not shared:
            continue
        place = Frame(addresses.path(page.id), "kk")
        view = written.view(place)
        assert view is not None
        html = frame.html(view, place) + "".join(str(written.page(f"kk/{path}.html")) for path in view.further)
        for entry in shared:
            assert len(entry.sources) > 1
            for source in entry.sources:
                assert f'{place.href(source)}" title="' in html, (page.id, source)
        shown += 1
    assert shown > 30


def test_a_page_says_first_what_the_thing_is_and_keeps_explanations_behind(real: ox.Store) -> None:
    written = Portal(Contents.read(ROOT, real))
    html = str(written.page("ru/id/document/allied-relations-treaty-2022.html"))
    identity, rest = html.split('<p class="identity">')[1].split("</p>", 1)
    assert re.sub("<[^>]*>", "", identity) == (
        "договор; дата подписания: 2022-12-21 – 2022-12-22; стороны: Казахстан, Узбекистан"
    )
    assert rest.index("<h2>Расхождения</h2>") < rest.index("<h2>Даты</h2>")
    assert rest.count("<details><summary>Объяснение</summary>") == 2 + rest.split("<h2>Опечатки")[1].count("<details>")
    link = r'<a href="../../claim/akmalov-history/f228.html" title="[^"]*">'
    assert re.search(rf"{link}[^<]*</a>(<a [^>]*>[^<]*</a>)* <i>выведено из контекста</i>", rest)


def test_a_claim_and_a_disagreement_have_pages_that_lead_to_each_other(real: ox.Store) -> None:
    written = Portal(Contents.read(ROOT, real))

    def page(identifier: str) -> str:
        return str(written.page(f"ru/{identifier}.html"))

    entry = "disagreement/allies-since-2021-or-2022"
    claim = page("claim/akmalov-history/f226")
    assert entry in claim
    assert "<h2>Кто говорит иначе</h2>" in claim
    assert "claim/akmalov-history/f226" in page(entry)
    assert "claim/akmalov-history/o058" in page(entry)


def test_an_indicator_has_its_figures_drawn_and_each_leads_to_its_claim(real: ox.Store) -> None:
    contents = Contents.read(ROOT, real)
    place = Frame("id/indicator/trade", "uz")
    drawing, legend = pictures.chart(contents, "indicator/trade", place)
    drawn = set(re.findall(r'href="../../claim/([^"]*).html"', drawing))
    known = {figure.claim for figure in contents.figures["indicator/trade"]}
    assert len(drawn) > 10
    assert drawn <= known
    assert {words for _, words in legend} > {"qabul qilinmagan"}
    assert drawing in str(Portal(contents).page(place.address))
    assert pictures.chart(contents, "indicator/none", place) == ("", [])
