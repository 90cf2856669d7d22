"""Reads an article: its sentences and tables, with the names, dates and quantities in them."""

from __future__ import annotations

from kgtools.claims.model import Article, Corpus
from kgtools.curation.extract.spans import Reading
from kgtools.ontology import Ontology


def read(text: str, corpus: Corpus, ontology: Ontology, article: Article | None = None) -> Reading:
    """What stands in a text; `article` gives the date from which relative dates are reckoned, and its authors."""
    published = article.published if article else ""
    return Reading(text, published, (), (), article.id if article else "")
