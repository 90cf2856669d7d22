"""What the graph must hold: things found by their names, facts and figures, counts, full coverage."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.articles.copies import read_copies
from kgtools.checks import anchors, completeness
from kgtools.curation import coverage
from kgtools.query import lookup
from tests.conftest import ROOT, Run, real_corpus

NAMES = {
    "person/kassym-jomart-tokayev": "Тоқаев Токаев Tokayev Toqayev",
    "person/shavkat-mirziyoyev": "Мирзиёев Мирзиеев Mirziyoyev Mirziyoev",
    "person/nursultan-nazarbayev": "Назарбаев Nazarbayev Nazarboyev",
    "person/islam-karimov": "Каримов Karimov",
    "person/martha-olcott": "Олкотт Olcott",
    "state/kazakhstan": "Қазақстан Казахстан Kazakhstan Qozogʻiston",
    "state/uzbekistan": "Өзбекстан Узбекистан Uzbekistan Oʻzbekiston",
    "place/astana": "Астана Astana Нур-Султан",
    "place/tashkent": "Ташкент Tashkent Toshkent",
    "place/shymkent": "Шымкент Shymkent Chimkent",
    "body/sco": "ШОС ШЫҰ SCO",
    "body/united-nations": "ООН БҰҰ UN BMT",
    "body/kisi": "КИСИ ҚСЗИ KazISS",
    "body/c5-plus-1": "C5+1 С5+1",
}
PHRASES = {
    "body/ots": ("Организация тюркских государств", "Түркі мемлекеттері ұйымы", "Organization of Turkic States"),
    "place/aral-sea": ("Аральское море", "Арал теңізі", "Aral Sea", "Orol dengizi"),
    "document/allied-relations-treaty-2022": ("Договор о союзнических отношениях", "Treaty on Allied Relations"),
    "place/central-asia": ("Центральная Азия", "Орталық Азия", "Central Asia", "Markaziy Osiyo"),
}
CALLED = [
    *((name, thing) for thing, spellings in NAMES.items() for name in spellings.split()),
    *((name, thing) for thing, spellings in PHRASES.items() for name in spellings),
]


@pytest.mark.parametrize(("name", "thing"), CALLED)
def test_a_thing_is_found_by_its_names_in_four_languages(real: ox.Store, name: str, thing: str) -> None:
    assert lookup.find(real, name).thing.value == namespaces.entity(thing)


def test_show_prints_the_same_person_for_every_spelling(kgtools: Run) -> None:
    pages = {kgtools("show", name, cwd=ROOT).stdout for name in NAMES["person/kassym-jomart-tokayev"].split()}
    assert len(pages) == 1
    assert "person/kassym-jomart-tokayev" in pages.pop()


MUSINA, AKMALOV, NORMATOV = "musina-dynamics", "akmalov-history", "normatov-course"
COOPERATION, TRADE = "central-asian-cooperation", "nursultanova-trade"
VISIT_2021, DECLARATION = "event/state-visit-mirziyoyev-kazakhstan-2021", "document/allied-relations-declaration-2021"
TREATY = "document/allied-relations-treaty-2022"
FACTS = [
    (MUSINA, VISIT_2021, "date", "2021-12-06"),
    (MUSINA, VISIT_2021, "visitor", "person/shavkat-mirziyoyev"),
    (MUSINA, DECLARATION, "providesFor", "body/supreme-interstate-council"),
    (MUSINA, "document/treaty-of-eternal-friendship-1998", "signedOn", "1998"),
    (MUSINA, "document/treaty-on-strategic-partnership-2013", "signedOn", "2013"),
    (MUSINA, "document/economic-cooperation-strategy-2017-2019", "coversPeriod", "2017/2019"),
    (MUSINA, "company/tenge-bank", "parent", "company/halyk-bank"),
    (MUSINA, "body/international-institute-of-central-asia", "foundedOn", "2021"),
    (MUSINA, "membership/kazakhstan-un-security-council-2017-2018", "membershipIn", "body/un-security-council"),
    (MUSINA, "state/kazakhstan", "votedFor", "document/unga-resolution-aral-sea-2021"),
    (MUSINA, "event/grand-prix-bakhshilar-termez-2019", "place", "place/termez"),
    (MUSINA, "person/nazira-musina", "affiliation", "body/presidential-center-of-kazakhstan"),
    (AKMALOV, "event/state-visit-mirziyoyev-kazakhstan-2017", "date", "2017-03-23"),
    (AKMALOV, TREATY, "signedDuring", "event/state-visit-tokayev-uzbekistan-2022"),
    (AKMALOV, "document/border-demarcation-treaty-2022", "signedDuring", "event/state-visit-tokayev-uzbekistan-2022"),
    (AKMALOV, "event/official-visit-nazarbayev-uzbekistan-2013", "host", "state/uzbekistan"),
    (AKMALOV, "event/diplomatic-relations-kazakhstan-uzbekistan-1992", "participant", "state/uzbekistan"),
    (AKMALOV, "publication/bohr-regional-policy-of-kazakhstan-2019", "author", "person/annette-bohr"),
    (
        AKMALOV,
        "document/treaty-on-strategic-partnership-2013",
        "signedDuring",
        "event/official-visit-nazarbayev-uzbekistan-2013",
    ),
    (NORMATOV, "document/allied-relations-treaty-2022", "party", "state/uzbekistan"),
    (NORMATOV, "state/kazakhstan", "neighbourOf", "state/uzbekistan"),
    (NORMATOV, "project/rail-tours-tashkent-turkestan-almaty", "connects", "place/almaty"),
    (COOPERATION, "event/consultative-meeting-4-cholpon-ata", "ordinal", "4"),
    (COOPERATION, "document/green-agenda-programme-2022", "signedDuring", "event/consultative-meeting-4-cholpon-ata"),
    (COOPERATION, "tenure/cooley-director-of-the-harriman-institute", "holder", "person/alexander-cooley"),
    (COOPERATION, "company/artel-electronics", "produces", "topic/household-appliances"),
    (COOPERATION, "body/kisi", "cooperatesWith", "body/isrs"),
    (COOPERATION, "person/parviz-mullojanov", "country", "state/tajikistan"),
    (TRADE, "stage/establishing-economic-relations-nursultanova", "end", "2002"),
    (TRADE, "company/artel-electronics", "produces", "topic/household-appliances"),
    (TRADE, "document/foreign-policy-concept-kazakhstan-2020-2030", "coversPeriod", "2020/2030"),
    (TRADE, "state/kazakhstan", "locatedIn", "place/central-asia"),
    ("background", "tenure/karimov-president-of-uzbekistan", "end", "2016-09-02"),
    ("background", "body/sco", "foundedOn", "2001-06-15"),
]


@pytest.mark.parametrize(("article", "subject", "property_", "value"), FACTS)
def test_a_fact_is_accepted_and_said_by_its_article(
    real: ox.Store, article: str, subject: str, property_: str, value: str
) -> None:
    if "/" in value and not value[0].isdigit():
        term = f"?o = <{namespaces.entity(value)}>"
    elif property_ == "ordinal":
        term = f"?o = {value}"
    else:
        term = f"?o = <{namespaces.date(value)}>"
    claim = namespaces.base() + f"claim/{article}/"
    asked = f"""ASK {{ <{namespaces.entity(subject)}> t:{property_} ?o . FILTER({term})
      ?claim rdf:subject <{namespaces.entity(subject)}> ; rdf:predicate t:{property_} ;
        rdf:object ?o ; t:accepted true .
      FILTER(STRSTARTS(STR(?claim), "{claim}")) }}"""
    assert bool(real.query(asked, prefixes=namespaces.prefixes()))


FIGURES = [
    (MUSINA, "trade", "uzbekistan", "2018", "2 920", "2920000000", "asserted"),
    (MUSINA, "trade", "uzbekistan", "2020", "2 097", "2097000000", "asserted"),
    (MUSINA, "trade", "kazakhstan", "../2022", "5", "5000000000", "target"),
    (MUSINA, "share-in-foreign-trade", "uzbekistan", "2020", "17.7", "17.7", "asserted"),
    (AKMALOV, "trade", "kazakhstan", "2016", "1.5", "1500000000", "asserted"),
    (AKMALOV, "trade", "kazakhstan", "2022-01/2022-10", "4.1", "4100000000", "asserted"),
    (NORMATOV, "trade", "kazakhstan", "../2030", "10", "10000000000", "target"),
    (TRADE, "area", "kazakhstan", "2023", "2.724", "272400000", "asserted"),
]


@pytest.mark.parametrize(("article", "indicator", "state", "period", "printed", "value", "modality"), FIGURES)
def test_a_figure_is_there(
    real: ox.Store, article: str, indicator: str, state: str, period: str, printed: str, value: str, modality: str
) -> None:
    asked = f"""ASK {{ ?claim a t:Figure ; t:inArticle <{namespaces.entity("article/" + article)}> ;
      t:indicator indicator:{indicator} ; t:measured state:{state} ; t:period <{namespaces.date(period)}> ;
      t:printedValue "{printed}" ; t:value {value}.0 ; t:modality <{namespaces.code("modality/" + modality)}> }}"""
    asked = asked.replace(f"{value}.0", value if "." in value else f'"{value}"^^xsd:decimal')
    assert bool(real.query(asked, prefixes=namespaces.prefixes()))


def test_every_row_has_been_read_as_it_stands() -> None:
    assert [str(finding) for finding in completeness.unread(real_corpus())] == []


def test_every_paragraph_holds_a_claim_or_is_marked_as_read_and_empty(articles: Path) -> None:
    corpus = real_corpus()
    copies = read_copies(articles, anchors.identities(corpus))
    assert set(copies) == set(corpus.articles)
    for article in corpus.articles.values():
        found = coverage.measure(corpus, article, copies[article.id])
        assert [gap for gap in found.gaps if not gap.why] == [], article.id
        assert len(article.empty) == len(found.gaps), f"{article.id}: an empty paragraph now holds a claim"


def test_every_entity_is_used_and_labelled_in_four_languages() -> None:
    corpus = real_corpus()
    used: set[str] = set()
    for fact in corpus.facts:
        used |= {fact.subject, fact.value, fact.origin, *fact.speakers, *fact.set_by}
    for figure in corpus.figures:
        used |= {*figure.cell, figure.origin, *figure.speakers, *figure.set_by}
    for opinion in corpus.opinions:
        used |= {opinion.about, opinion.affiliation, *opinion.speakers}
    for article in corpus.articles.values():
        used |= set(article.authors)
    assert sorted(set(corpus.entities) - used) == []
    for entity in corpus.entities.values():
        assert [label.language for label in entity.labels] == list(namespaces.languages())
        assert all(label.value for label in entity.labels)
        _, _, kazakh, uzbek = (label.value for label in entity.labels)
        assert not any("Ѐ" <= letter <= "ӿ" for letter in uzbek), entity.id
        assert not set(uzbek) & set("'‘’`"), entity.id
        mixed = [word for word in kazakh.split() if _mixes_scripts(word)]
        assert mixed == [], (entity.id, mixed)


def _mixes_scripts(word: str) -> bool:
    """Whether Latin and Cyrillic letters stand in one word, other than as a name with an ending after a hyphen."""
    return any(
        any("a" <= letter.lower() <= "z" for letter in part) and any("Ѐ" <= letter <= "ӿ" for letter in part)
        for part in word.replace("–", "-").split("-")
    )


def test_no_two_entities_of_a_kind_share_a_label() -> None:
    seen: dict[tuple[str, str, str], str] = {}
    for entity in real_corpus().entities.values():
        for label in entity.labels:
            key = (entity.id.partition("/")[0], label.language, label.value.casefold())
            assert seen.setdefault(key, entity.id) == entity.id, (key, entity.id, seen[key])
