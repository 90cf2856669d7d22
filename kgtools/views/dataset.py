"""What the graph holds, from which articles, and how these are cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.citation import cite, short
from kgtools.claims.yaml_files import read_yaml
from kgtools.graph.labels import label
from kgtools.graph.store import select
from kgtools.graph.terms import iri, node, text, whole
from kgtools.messages import message

_ABOUT = """
SELECT ?article (COUNT(?claim) AS ?claims) WHERE {
  ?article a t:Article . OPTIONAL { ?claim t:inArticle ?article }
} GROUP BY ?article ORDER BY ?article"""
_PUBLISHED = "SELECT ?article ?day WHERE { ?article a t:Article ; t:publishedOn/t:earliest ?day }"


def about(store: ox.Store, counts: Mapping[str, int], version: str, language: str) -> str:
    """The project in a few lines: what it is, what it holds, which articles it was read from."""

    def line(key: str, **values: object) -> str:
        return message(f"dataset.{key}", language, **values)

    def counted(prefix: str, by_modality: bool = False) -> str:
        """What is counted under a prefix: «facts: 12», or by modality «facts (planned): 2»."""
        parts = []
        for name, number in counts.items():
            kind, _, modality = name.removeprefix(prefix).partition(" ")
            if name.startswith(prefix) and (by_modality or not modality):
                modality_label = label(store, ox.NamedNode(namespaces.code(f"modality/{modality}")), language)
                parts.append(f"{line('count.' + kind)}{f' ({modality_label})' if modality else ''}: {number}")
        return ", ".join(parts)

    lines = [
        line("title", version=version),
        line("licence", base=namespaces.BASE),
        f"{line('holds')}: {counted('')}",
        f"{line('entities')}: {counted('entities ')}",
        "",
        f"{line('articles')}:",
    ]
    for row in select(store, _ABOUT):
        article, number = node(row[0]), whole(row[1])
        titles = [text(quad.object) for quad in _of(store, article, namespaces.PREFIXES["dcterms"] + "title")]
        authors = [quad.object for quad in _of(store, article, namespaces.PREFIXES["dcterms"] + "creator")]
        people = ", ".join(sorted(label(store, author, language) for author in authors))
        title = " / ".join(sorted(titles)) or f"({line('untitled')})"
        lines.append(f"  {namespaces.shorten(article.value)}: {people}: {title}")
        own = counted(article.value.removeprefix(namespaces.BASE + "article/") + " ", True)
        lines.append(f"    {line('claims', claims=number)}: {own}")
    if background := counted("background ", True):
        lines.append(f"  {line('background')}: {background}")
    return "\n".join(lines) + "\n"


def published(store: ox.Store) -> dict[str, str]:
    """The day of each dated article, ISO, by the article's IRI; of a month or a year its first day."""
    return {iri(article): text(day) for article, day in select(store, _PUBLISHED)}


def _of(store: ox.Store, subject: ox.NamedNode, predicate: str) -> list[ox.Quad]:
    found = store.quads_for_pattern(subject, ox.NamedNode(predicate), None, ox.DefaultGraph())
    return sorted(found, key=str)


def citations(project: Path, store: ox.Store, articles: Iterable[str], language: str) -> dict[str, str]:
    """How each article is cited, with its authors in printed order, by article."""
    found = {}
    for article in sorted(set(articles)):
        content = _described(project, article)
        title = _title(content, language)
        shown = title or label(store, ox.NamedNode(namespaces.entity(f"article/{article}")), language)
        people = ", ".join(_authors(store, content, language)) if title else ""
        published, venue, url = (str(content.get(key, "")) for key in ("published", "venue", "url"))
        found[article] = cite(people, published, shown, venue, url, language)
    return found


def short_names(project: Path, store: ox.Store, articles: Iterable[str], language: str) -> dict[str, str]:
    """The name of each article as a note gives it, such as Akmalov (2022), by article."""
    found = {}
    for article in sorted(set(articles)):
        content = _described(project, article)
        people = _authors(store, content, language) if _title(content, language) else []
        shown = label(store, ox.NamedNode(namespaces.entity(f"article/{article}")), language)
        found[article] = short(people, str(content.get("published", "")), shown, language)
    return found


def _described(project: Path, article: str) -> Mapping[str, Any]:
    """What article.yaml says; the order of authors stands there alone, the graph has a set of them."""
    return read_yaml(project / "data" / "articles" / article / "article.yaml", project)[1]


def _title(content: Mapping[str, Any], language: str) -> str:
    """The printed title, in the language if it has one; empty for an article without title."""
    titles: Mapping[str, str] = content.get("title") or {}
    return titles.get(language) or next((titles[tag] for tag in namespaces.LANGUAGES if tag in titles), "")


def _authors(store: ox.Store, content: Mapping[str, Any], language: str) -> list[str]:
    return [label(store, ox.NamedNode(namespaces.entity(one)), language) for one in content.get("authors", ())]
