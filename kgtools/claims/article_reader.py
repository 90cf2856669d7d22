"""An article: its `article.yaml`, and the tables of its claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from kgtools import files, languages, namespaces, yaml_files
from kgtools.articles import fingerprints
from kgtools.articles.anchors import Anchor
from kgtools.claims import tables
from kgtools.claims.cells import URL, Cells
from kgtools.claims.model import BACKGROUND, Article, Claim, Fact, Figure, Opinion, ReadPassage, Text
from kgtools.claims.tables import TableRow
from kgtools.errors import Finding, nearest
from kgtools.values import characters, dates, retyped

AUTHORS = "authors"  # in the speaker column of opinions: the authors of the article

# The key of a claim begins with its article; those of other texts that are translated begin with these.
KEYS = ("title", "label", "authors", "languages", "published", "venue", "url", "length", "sha256", "review", "empty",
        "note")  # fmt: skip
_SHA256 = re.compile(r"[0-9a-f]{64}")


def _taken() -> set[str]:
    return {*namespaces.kinds(), "article", "disagreement", "outcome", BACKGROUND}


class _ArticleFile:
    """An `article.yaml`, its keys read one by one; what is wrong with one is a finding at its line."""

    def __init__(self, cells: Cells, file: Path) -> None:
        self.cells = cells
        self.name, self.content, self.lines = yaml_files.read(file, cells.root, KEYS)

    def refuse(self, key: str, message: str, expected: str, hint: str = "") -> None:
        """Note a finding about a key; `key.language` is one of the texts of a key."""
        outer, _, inner = key.partition(".")
        actual = self.content.get(outer, "")
        if inner and isinstance(actual, dict):
            actual = actual.get(inner, "")
        line = self.lines.get(key, 0)
        self.cells.findings.append(Finding(self.name, line, f"key '{key}': {message}", f"'{actual}'", expected, hint))

    def text(self, key: str) -> str:
        """One text, empty if the key is absent."""
        value = self.content.get(key, "")
        if not isinstance(value, str):
            self.refuse(key, "not a text", "one line")
        return str(value)

    def texts(self, key: str) -> tuple[Text, ...]:
        """A text for each of several languages, such as `title`."""
        value = self.content.get(key)
        if key == "title" and value is None:  # some texts come without their title
            return ()
        if not isinstance(value, dict) or not value:
            self.refuse(
                key,
                "not a text for each language",
                f"a line for each of {', '.join(namespaces.languages())} that is known",
            )
            return ()
        for language, words in value.items():
            if language not in namespaces.languages():
                self.refuse(f"{key}.{language}", "unknown language", f"one of {', '.join(namespaces.languages())}")
            elif not isinstance(words, str) or not words:
                self.refuse(f"{key}.{language}", "not a text", "one line of text")
            elif key != "title":  # a title is as printed
                for flaw in characters.sign_flaws(words, language):
                    self.refuse(
                        f"{key}.{language}", f"{flaw.message}, {flaw.found}", "the letters of the language", flaw.hint
                    )
        return tuple(Text(str(value[language]), language) for language in namespaces.languages() if language in value)

    def listed(self, key: str) -> tuple[str, ...]:
        """The items of a list; `authors` and `empty` may be absent."""
        value = self.content.get(key)
        if key in ("authors", "empty") and value is None:
            return ()
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            self.refuse(key, "not a list", "lines that start with '- '")
            return ()
        return tuple(value)

    def authors(self) -> tuple[str, ...]:
        authors = self.listed("authors")
        for author in authors:
            if author not in self.cells.ids:
                hint = nearest(author, self.cells.ids)
                self.refuse("authors", f"unknown person '{author}'", "an id in data/entities/people.csv", hint)
        return authors

    def languages(self) -> tuple[str, ...]:
        listed = self.listed("languages")
        for language in listed:
            if not re.fullmatch(languages.TAG, language):
                expected = f"a tag of BCP 47 such as {' or '.join(namespaces.languages())}"
                self.refuse("languages", f"invalid language tag '{language}'", expected)
        return listed

    def published(self) -> str:
        published = self.text("published")
        if published:
            try:
                dates.parse(published)
            except ValueError as error:
                self.refuse("published", str(error), "a date in EDTF", retyped.date(published))
        return published

    def url(self) -> str:
        url = self.text("url")
        if url and isinstance(self.content["url"], str) and not URL.fullmatch(url):
            self.refuse("url", "not an address", "an address that starts with http:// or https://")
        return url

    def identity(self) -> tuple[int, str, str]:
        """Length and hash of the text, and the state of its review."""
        length, sha256, review = (str(self.content.get(key, "")) for key in ("length", "sha256", "review"))
        states = self.cells.ontology.codes["review-state"]
        if not re.fullmatch("[1-9][0-9]*", length):
            self.refuse("length", "not a number of characters", "a whole number")
        if not _SHA256.fullmatch(sha256):
            self.refuse("sha256", "not a SHA-256", "64 hexadecimal digits")
        if review not in states:
            self.refuse("review", "unknown review state", " or ".join(states))
        return int(length) if length.isdecimal() else 0, sha256, review


def read_article(cells: Cells, folder: Path) -> Article:
    """Read the `article.yaml` of a folder. Raises DataError if it cannot be read at all."""
    file = _ArticleFile(cells, folder / "article.yaml")
    labels = file.texts("label")
    if labels and len(labels) < len(namespaces.languages()):
        file.refuse("label", "a label is missing", f"labels in {', '.join(namespaces.languages())}")
    authors = file.authors()
    length, sha256, review = file.identity()
    published, venue, url, note = file.published(), file.text("venue"), file.url(), file.text("note")
    tags = file.languages()
    if not namespaces.SLUG.fullmatch(folder.name):
        expected = "lower-case words joined by hyphens"
        cells.findings.append(Finding(file.name, 0, "the folder's name is an invalid id", f"'{folder.name}'", expected))
    elif folder.name in _taken():
        found, expected = f"'{folder.name}'", f"any other name than {', '.join(sorted(_taken()))}"
        message = "the folder's name begins the ids of something else"
        cells.findings.append(Finding(file.name, 0, message, found, expected, "rename the folder"))
    written = {key: value if isinstance(value, str) else repr(value) for key, value in file.content.items()}
    cells.keep([TableRow(file.name, 1, {"id": folder.name, **written})])
    line = file.lines.get("empty", 0)
    empty = tuple(_read_passage(cells, file.name, line, item) for item in file.listed("empty"))
    return Article(
        folder.name, file.texts("title"), labels, authors, tags, published, venue, url, length, sha256, review,
        empty, note, file.name,
    )  # fmt: skip


def _read_passage(cells: Cells, name: str, line: int, item: str) -> ReadPassage:
    """Read one line of `empty`: START-END FINGERPRINT WHY."""
    match = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9}) (\S+) (\S.*)", item)
    if match is None or not fingerprints.FINGERPRINT.fullmatch(match[3]):
        expected = "START-END FINGERPRINT WHY, such as '120-142 20.7d1.0a1b2c3d4e5f6071 heading'"
        cells.findings.append(Finding(name, line, "key 'empty': not a passage with a word why", f"'{item}'", expected))
        return ReadPassage(Anchor(0, 0, ""), "")
    return ReadPassage(Anchor(int(match[1]), int(match[2]), match[3]), match[4])


def read_claims(cells: Cells, folder: Path) -> Iterator[Claim]:
    """The facts, figures and opinions of an article, from the tables in its folder; ids are unique among all three."""
    readers: list[tuple[str, tuple[str, ...], Callable[[TableRow], Claim]]] = [
        ("facts.csv", tables.FACTS, partial(_fact, cells)),
        ("figures.csv", tables.FIGURES, partial(_figure, cells)),
        ("opinions.csv", tables.opinions(), partial(_opinion, cells)),
    ]
    seen: dict[str, TableRow] = {}
    known = ("article.yaml", "names.csv", "passages.csv", tables.READ, *(file for file, _, _ in readers))
    cells.findings += files.unknown_files(folder, known, cells.root)
    for file, columns, read in readers:
        for row in cells.rows(folder / file, columns):
            cells.slug(row, "f012")
            if row["id"] in seen:
                other = seen[row["id"]]
                cells.wrong(row, "id", f"the id is taken by {other.file}:{other.line}", "an id of its own")
            seen[row["id"]] = row
            yield read(row)


def read_background(cells: Cells, rows: Iterable[TableRow]) -> Iterator[Claim]:
    """The facts of `data/background/facts.csv`, which have a reference in place of an article and its anchor."""
    cells.article = None
    for row in rows:
        cells.slug(row, "b012")
        if not row["reference"]:
            cells.wrong(row, "reference", "the reference is missing", "where a reader can look it up")
        value, language = cells.value(row)
        yield Fact(
            BACKGROUND, row["id"], None, "", (), row["note"], row.file, row.line,
            cells.known(row, "subject"), row["property"], value, language, "",
            cells.code(row, "modality", "modality"), (), "", row["reference"],
        )  # fmt: skip


def _shared(cells: Cells, row: TableRow) -> tuple[str, str, Anchor | None, str, tuple[str, ...], str, str, int]:
    """The first fields of every claim of an article."""
    article = row.file.split("/")[-2]  # many times quicker than a Path
    if row["speaker"] == AUTHORS:
        speakers = cells.article.authors if cells.article else ()
    else:
        speakers = cells.known_list(row, "speaker")
    certainty = cells.code(row, "certainty", "certainty")
    return article, row["id"], cells.anchor(row), certainty, speakers, row["note"], row.file, row.line


def _fact(cells: Cells, row: TableRow) -> Fact:
    value, language = cells.value(row)
    if row["when"]:
        cells.date(row, "when")
    return Fact(
        *_shared(cells, row), cells.known(row, "subject"), row["property"], value, language, row["when"],
        cells.code(row, "modality", "modality"), cells.known_list(row, "set_by"),
        cells.known(row, "origin", optional=True),
    )  # fmt: skip


def _figure(cells: Cells, row: TableRow) -> Figure:
    cells.number(row, "value")
    if row["period"]:
        cells.date(row, "period")
    return Figure(
        *_shared(cells, row),
        cells.known(row, "indicator"), cells.known(row, "measured"),
        cells.known(row, "partner", optional=True), cells.code(row, "flow", "flow", optional=True),
        cells.known(row, "reporter", optional=True), row["period"], row["value"],
        cells.code(row, "unit", "unit"), cells.code(row, "bound", "bound"),
        cells.code_list(row, "qualifiers", "qualifier"), cells.code(row, "modality", "modality"),
        cells.known_list(row, "set_by"), cells.known(row, "origin", optional=True),
    )  # fmt: skip


def _opinion(cells: Cells, row: TableRow) -> Opinion:
    if not row["speaker"]:
        cells.wrong(row, "speaker", "the speaker is missing", f"a person, a body, a group or '{AUTHORS}'")
    if not row[tables.gist()]:
        cells.wrong(row, tables.gist(), "the gist is missing", "one sentence in the curator's own words")
    if row["horizon"]:
        cells.date(row, "horizon")
    return Opinion(
        *_shared(cells, row), cells.known(row, "affiliation", optional=True), cells.known(row, "about"),
        cells.code(row, "stance", "stance"), row[tables.gist()], row["horizon"],
    )  # fmt: skip


def read_claim(cells: Cells, kind: str, row: TableRow) -> Claim:
    """A claim from a row that may stand in no table yet: a fact, figure or opinion of `cells.article`.

    `row.file` lies in the folder of the article; what is wrong with the row is noted in `cells`.
    """
    read: dict[str, Callable[[Cells, TableRow], Claim]] = {"fact": _fact, "figure": _figure, "opinion": _opinion}
    return read[kind](cells, row)
