"""What the graph holds, from which articles, and how these are cited."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kgtools import files, layout, marks, messages, namespaces, projects, yaml_files
from kgtools.articles.citation import cite, short
from kgtools.claims.acceptance import INFERRED, STATED
from kgtools.claims.article_reader import KEYS
from kgtools.graph.labels import label
from kgtools.graph.reading import Store
from kgtools.graph.store import select, select_among
from kgtools.graph.terms import iri, node, text, whole
from kgtools.messages import message

_ABOUT = """
SELECT ?article (COUNT(?claim) AS ?claims) WHERE {
  ?article a t:Article . OPTIONAL { ?claim t:inArticle ?article }
} GROUP BY ?article ORDER BY ?article"""
_PUBLISHED = """
SELECT ?article (MIN(?earliest) AS ?day) WHERE {
  ?article a t:Article ; (dcterms:issued|t:publishedOn)/t:earliest ?earliest
} GROUP BY ?article ORDER BY ?article"""

# The newest beginning of a date in an accepted claim: what runs until a later day tells nothing of that day.
_NEWEST = f"""
SELECT (MAX(?earliest) AS ?newest) WHERE {{
  ?claim t:modality <{namespaces.code("modality/asserted")}> ; t:accepted true ; t:period|rdf:object ?date .
  ?date t:earliest ?earliest .
}}"""
_CLAIMS = ("facts", "figures", "opinions")
_COLUMNS = 78


def about(project: Path, store: Store, counts: Mapping[str, int], language: str) -> str:
    """The project on a page of 80 columns: what it is, how it is cited, what it holds, and from which articles."""

    def line(key: str, **values: object) -> str:
        return message(f"dataset.{key}", language, **values)

    kinds = {table_name(name, language): number for name, number in _within("entities", counts).items()}
    held = {line(f"count.{name}"): number for name, number in counts.items() if " " not in name}
    background = sum(_within("background", counts).values())
    return (
        "\n".join(
            [
                projects.in_use().titled(language),
                line("licence", base=namespaces.base(), licence=projects.in_use().licence.short),
                *_folded(f"{line('cite')}: {own_citation()}"),
                *_folded(line("data", day=_newest(store), state=state(project))),
                "",
                f"{line('holds')}:",
                *_grid(held),
                "",
                f"{line('entities')}:",
                *_grid(kinds),
                "",
                f"{line('articles')}:",
                *_article_rows(store, counts, language),
                *([f"  {line('background')}: {background}"] if background else []),
                "",
                *(part for each in _listed(project, store, language).values() for part in _folded(each)),
            ]
        )
        + "\n"
    )


def bibtex(project: Path, store: Store, language: str) -> str:
    """The project and the articles it was read from as entries for a file of BibTeX."""
    known = projects.in_use()
    own = {
        "title": f"{{{own_title()}}}", "author": f"{{{known.creator}}}", "version": known.version,
        "url": known.names.base,
    }  # fmt: skip
    entries = [_entry("misc", known.stem, {**own, "note": f"state of the data {state(project)}"})]
    articles = (folder.name for folder in files.article_folders(project))
    entries += [bibtex_entry(project, store, article, language) for article in articles]
    return "\n".join(entries)


def bibtex_entry(project: Path, store: Store, article: str, language: str) -> str:
    """An article as an entry for a file of BibTeX."""
    content = _described(project, article)
    shown = label(store, ox.NamedNode(namespaces.entity(f"article/{article}")), language)
    fields = {
        "title": f"{{{_title(content, language) or shown}}}",
        "author": " and ".join(_authors(store, content, language)) if _title(content, language) else "",
        "year": str(content.get("published", ""))[:4],
        "journal": str(content.get("venue", "")),
        "url": str(content.get("url", "")),
    }
    return _entry("article" if fields["journal"] else "misc", article, fields)


def state(project: Path) -> str:
    """A checksum of ontology and tables, which names the state of the data where a clock would only name a day."""
    digest = hashlib.sha256()
    for path in files.input_files(project):
        # The core ontology is called alike wherever the tools have it.
        place = project if path.is_relative_to(project) else layout.core().parent
        digest.update(f"{path.relative_to(place).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """An entry of BibTeX, in which a line break is a blank."""
    lines = (f"{name} = {{{value}}}," for name, value in fields.items() if value)
    return "".join(
        f"{line}\n" for line in (f"@{kind}{{{key},", *(part for line in lines for part in _field(line)), "}")
    )


def _field(line: str) -> list[str]:
    return textwrap.wrap(
        line, _COLUMNS, initial_indent="  ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def own_title(language: str = "") -> str:
    """The title under which the project is cited, in a language or, for all readers alike, in its first."""
    known = projects.in_use()
    return known.told(known.title, language or known.first)


def own_citation() -> str:
    """How the project is cited."""
    known = projects.in_use()
    return f"{known.creator}. {own_title()}, {known.version}. {known.names.base}."


def table_name(table: str, language: str) -> str:
    """What the things of a table are called; of one that the project adds, the label of its class."""
    counted = f"dataset.count.{table}"
    if counted in messages.table():
        return message(counted, language)
    return next((marks.label(class_, language) for name, class_ in namespaces.kinds().values() if name == table), table)


def _newest(store: Store) -> str:
    """The newest day that an article asserts something of."""
    (row,) = select(store, _NEWEST)
    return text(row[0]) if row[0] is not None else "—"


def _within(prefix: str, counts: Mapping[str, int]) -> dict[str, int]:
    """What is counted under a prefix, all modalities together; certainty, which counts the same again, left out."""
    found: dict[str, int] = {}
    for name, number in counts.items():
        first, _, rest = name.partition(" ")
        kind = rest.partition(" ")[0]
        if first == prefix and kind not in ("", STATED, INFERRED):
            found[kind] = found.get(kind, 0) + number
    return found


def _article_rows(store: Store, counts: Mapping[str, int], language: str) -> list[str]:
    """A table of the articles: of each, how many facts, figures, opinions, and claims in all."""
    columns = ["", *(message(f"dataset.count.{kind}", language) for kind in _CLAIMS), message("dataset.all", language)]
    rows = []
    for article, number in select(store, _ABOUT):
        name = namespaces.shorten(node(article).value).removeprefix("article/")
        own = _within(name, counts)
        rows.append([name, *(str(own.get(kind, 0)) for kind in _CLAIMS), str(whole(number))])
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    return [
        "  "
        + "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        for row in (columns, *rows)
    ]


def published(store: Store, articles: Iterable[ox.NamedNode] | None = None) -> dict[str, str]:
    """The day of each dated article, or of some, ISO, by the article's IRI; of a month or a year its first day."""
    return {iri(article): text(day) for article, day in select_among(store, _PUBLISHED, "article", articles)}


def _listed(project: Path, store: Store, language: str) -> dict[str, str]:
    cited = citations(project, store, (folder.name for folder in files.article_folders(project)), language)
    return {article: f"{article}: {citation}" for article, citation in cited.items()}


def _folded(words: str) -> list[str]:
    return textwrap.wrap(words, _COLUMNS, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _grid(counted: Mapping[str, int]) -> list[str]:
    """Names with their numbers, as many in a line as there is room for, one below the other."""
    cells = [f"{number:>6}  {name}" for name, number in counted.items()]
    size = max(map(len, cells), default=1) + 2
    many = max(1, _COLUMNS // size)
    lines = (cells[place : place + many] for place in range(0, len(cells), many))
    return ["".join(cell.ljust(size) for cell in line).rstrip() for line in lines]


def citations(project: Path, store: Store, articles: Iterable[str], language: str) -> dict[str, str]:
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


def short_names(project: Path, store: Store, articles: Iterable[str], language: str) -> dict[str, str]:
    """The name of each article as a note gives it, such as Quill (2022), by article."""
    found = {}
    for article in sorted(set(articles)):
        content = _described(project, article)
        people = _authors(store, content, language) if _title(content, language) else []
        shown = label(store, ox.NamedNode(namespaces.entity(f"article/{article}")), language)
        found[article] = short(people, str(content.get("published", "")), shown, language)
    return found


def _described(project: Path, article: str) -> Mapping[str, Any]:
    """What article.yaml says; the order of authors stands there alone, the graph has a set of them."""
    return yaml_files.read(project / "data" / "articles" / article / "article.yaml", project, KEYS)[1]


def _title(content: Mapping[str, Any], language: str) -> str:
    """The printed title, in the language if it has one; empty for an article without title."""
    titles: Mapping[str, str] = content.get("title") or {}
    return titles.get(language) or next((titles[tag] for tag in namespaces.languages() if tag in titles), "")


def _authors(store: Store, content: Mapping[str, Any], language: str) -> list[str]:
    return [label(store, ox.NamedNode(namespaces.entity(one)), language) for one in content.get("authors", ())]
