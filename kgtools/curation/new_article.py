"""A new article: its folder, described as far as its text does so itself, and tables without rows."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from kgtools import files, marks, namespaces
from kgtools.articles import copies
from kgtools.checks import anchors
from kgtools.claims import tables
from kgtools.claims.model import Corpus, Text
from kgtools.curation import heads
from kgtools.errors import UsageError
from kgtools.values.transliteration import latin

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_TELLING = 5  # letters of a word of a title that tells one article of an author from another, at least
_STEM = 5  # letters with which a state's name and what is made from it begin


@dataclass(frozen=True)
class Added:
    """An article that was added: its id, the files that were written, and what its head prints."""

    article: str
    files: tuple[Path, ...]
    head: heads.Head


def add(project: Path, corpus: Corpus, text: Path, article: str = "") -> Added:
    """Make the folder of an article from a copy of its text; without an id, author and title give one.

    Raises UsageError for an id that cannot be one or is taken, and for a text that is known already; DataError for a
    file that is no text in UTF-8.
    """
    if why := copies.no_text(text):
        raise UsageError(f"{text} is no plain text: {why}")
    content = files.read_text(text, str(text))
    if known := copies.article_of(text, anchors.identities(corpus)):
        raise UsageError(f"{text} holds the article '{known}', which is there already; kgtools show article/{known}")
    people = {key: entity for key, entity in corpus.entities.items() if key.startswith(marks.kinds("personalName"))}
    head = heads.read(content, people)
    article = article or _identifier(head, corpus, text)
    if not _ID.fullmatch(article):
        raise UsageError(
            f"'{article}' cannot be the id of an article; expected small Latin letters, digits and hyphens: the first "
            "author's name and a telling word, such as short-note; give one with --id"
        )
    folder = project / "data" / "articles" / article
    if folder.exists():
        place = files.display(folder, project)
        raise UsageError(f"there is an article '{article}' already, in {place}; give another --id")
    described = _described(head, corpus, article, content, hashlib.sha256(text.read_bytes()).hexdigest())
    columns = {"facts.csv": tables.FACTS, "figures.csv": tables.FIGURES, "opinions.csv": tables.opinions()}
    texts = {folder / name: tables.as_text(names, []) for name, names in columns.items()}
    files.replace_all(project, {folder / "article.yaml": described, **texts})
    return Added(article, (folder / "article.yaml", *texts), head)


def _identifier(head: heads.Head, corpus: Corpus, text: Path) -> str:
    """The first author's surname and a telling word of the title; else the name of the file."""
    author = next((corpus.entities[one].labels[0].value for one in head.authors), next(iter(head.unknown), ""))
    words = re.findall(r"[^\W\d_]+", head.titles[0].value.lower()) if head.titles else []
    states = {  # most titles name them
        label.value.lower()[:_STEM]
        for key, entity in corpus.entities.items()
        if key.startswith(marks.kinds("isSide"))
        for label in entity.labels
    }
    telling = [word for word in words if len(word) >= _TELLING and word[:_STEM] not in states]
    parts = [*author.split()[-1:], *telling[:1]] or [text.stem]
    return "-".join(filter(None, (re.sub("[^a-z0-9]+", "", latin(part)) for part in parts)))


def _described(head: heads.Head, corpus: Corpus, article: str, content: str, digest: str) -> str:
    """The text of `article.yaml`. A label has the surname in its language and the title as it is printed."""
    lines = []
    if head.titles:
        lines += ["title:                      # as printed", *map(_line, head.titles)]
    lines += ["label:                      # how lists call it; translate the title, shortened, in each line"]
    lines += [_line(Text(_label(head, corpus, article, language), language)) for language in namespaces.languages()]
    if head.authors:
        lines += ["authors:                    # in printed order", *(f"  - {author}" for author in head.authors)]
    lines += ["languages:", *(f"  - {language}" for language in head.languages)]
    lines += [f"published: {head.published}"] if head.published else []
    lines += [f"url: {head.url}"] if head.url else []
    lines += [f"length: {len(content)}", f"sha256: {digest}"]
    return "\n".join([*lines, "review: entered             # read-twice after the second reading", ""])


def _label(head: heads.Head, corpus: Corpus, article: str, language: str) -> str:
    place = namespaces.languages().index(language)
    surnames = [corpus.entities[author].labels[place].value.split()[-1] for author in head.authors]
    titles = {title.language: title.value for title in head.titles}
    title = titles.get(language) or next(iter(titles.values()), "")
    return ", ".join(filter(None, (*surnames, title))) or article


def _line(text: Text) -> str:
    # A double-quoted text of YAML takes what JSON writes.
    return f"  {text.language}: {json.dumps(text.value, ensure_ascii=False)}"


def lacking(added: Added) -> list[str]:
    """The keys of `article.yaml` that the head does not fill, for a reader to fill in where the article prints them."""
    given = {"title": added.head.titles, "authors": added.head.authors, "published": added.head.published,
             "url": added.head.url, "venue": ""}  # fmt: skip
    return [key for key, value in given.items() if not value]
