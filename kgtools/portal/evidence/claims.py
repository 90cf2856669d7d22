"""The page of a claim: what it states, how it is meant, where its passage lies, and who says the same or otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.messages import message
from kgtools.portal import addresses, pictures
from kgtools.portal.chips import Chips, characters
from kgtools.portal.contents import Contents
from kgtools.portal.frame import DATA, Frame, View
from kgtools.views.articles.claim import ClaimPage, claim_page
from kgtools.views.articles.same import copied
from kgtools.views.dataset import own_title
from kgtools.views.thing.wording import article_of, claim_node


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page."""
    yield from contents.of_class("Claim")


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page in this place shows; None if there is no such claim."""
    if frame.path.count("/") != 2 or not contents.holds(frame.path):
        return None
    language = frame.language
    claim = claim_page(
        contents.store,
        ox.NamedNode(frame.iri),
        language,
        lambda one: contents.sources.stated(one, language),
        contents.copies,
    )
    article = article_of(claim.id)
    cited = Chips(contents, language)
    name = cited((claim.id,))[0].name
    words = claim.statement.words
    origins = copied(contents.store, claim_node(claim.id))
    values: dict[str, Any] = {
        "claim": claim,
        "article": article,
        "name": name,
        "cited": cited,
        "copied": origins,
        "others": {each: bool(origins & copied(contents.store, claim_node(each))) for each in claim.same},
        "citation": _citation(contents, claim, language),
        "articles": _articles(claim),
        **_in_text(contents, claim, frame),
    }
    return View("claim", words, values, f"{name}: {words}", DATA, _markup(contents, claim, frame))


def _in_text(contents: Contents, claim: ClaimPage, frame: Frame) -> Mapping[str, Any]:
    """Where the claim stands in its article: the strip, its neighbours, and others of its passage."""
    if claim.place is None:
        return {"strip": "", "where": "", "number": 0, "total": 0, "around": ("", ""), "beside": [], "reading": ""}
    order = contents.sources.order(claim.place.article)
    beside = [contents.sources.stated(one, frame.language) for one in order.beside(claim.id)]
    return {
        "strip": pictures.strip(contents, claim.place.article, frame, claim.id),
        "where": characters(claim.place, frame.language),
        "number": order.number[claim.id] + 1,
        "total": len(order.claims),
        "around": order.around(claim.id),
        "beside": beside,
        "reading": frame.page(contents.sources.page_of(claim.id)) + f"#{claim.id.rpartition('/')[2]}",
    }


def _articles(claim: ClaimPage) -> list[str]:
    """The articles whose claims stand on the page, that of the claim first."""
    others = (source for each in claim.otherwise for line in each.others for source in line.sources)
    found = dict.fromkeys(map(article_of, (claim.id, *claim.same, *others)))
    return [article for article in found if article != "background"]


def _citation(contents: Contents, claim: ClaimPage, language: str) -> str:
    """How the claim is cited: what it states, its article with the place, and where it stands here."""
    article = contents.citations[language].get(article_of(claim.id), "")
    where = f"{article} [{characters(claim.place, language)}]. " if claim.place else ""
    words = claim.statement.words.removesuffix(".")
    stated_in = message(
        "portal.citation",
        language,
        title=words,
        iri=namespaces.base() + claim.id,
        own=own_title(language),
        state=contents.state,
    )
    return where + stated_in


def _markup(contents: Contents, claim: ClaimPage, frame: Frame) -> Mapping[str, Any]:
    """The claim and where it appears, in the terms of schema.org."""
    found: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "Claim", "@id": frame.iri, "url": frame.canonical,
        "text": claim.statement.words, "inLanguage": frame.language,
    }  # fmt: skip
    if claim.place:
        article = f"article/{claim.place.article}"
        cited = contents.citations[frame.language].get(claim.place.article, "")
        found["appearance"] = {
            "@type": "ScholarlyArticle", "@id": namespaces.base() + addresses.path(article), "name": cited,
        }  # fmt: skip
    return found
