"""Reads the tables of a house into a corpus of frozen values.

What cannot be read at all (an unknown property, an impossible date, an id that nobody defined) is
refused here, with file and line; what can be read but is wrong in substance is found by the checks
on the graph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from kgtools import files, namespaces
from kgtools.articles import fingerprints
from kgtools.articles.anchors import Anchor
from kgtools.claims import tables, yaml_files
from kgtools.claims.model import (
    BACKGROUND,
    MAPPING_PREFIXES,
    AcceptedWarning,
    Article,
    Claim,
    Corpus,
    Disagreement,
    Entity,
    Fact,
    Figure,
    Mapping,
    Opinion,
    Outcome,
    ReadPassage,
    Text,
)
from kgtools.claims.tables import TableRow
from kgtools.errors import DataError, Finding, nearest
from kgtools.ontology import Ontology, Property
from kgtools.values import dates, numbers

AUTHORS = "authors"  # in the speaker column of opinions: the authors of the article
_DATA_FILES = (
    "accepted-warnings.csv", "articles", BACKGROUND, "counts.csv", "disagreements.csv", "entities",
    "mappings.sssom.tsv", "outcomes.csv",
)  # fmt: skip
_ALIAS = re.compile(r"(.+)@([a-z]{2,3}(?:-[A-Z][a-z]{3})?)")
_TAGGED = re.compile(r"(.+)@(en|ru|kk|uz)", re.DOTALL)
_URL = re.compile(r"(?i:https?)://[^\s<>\"{}|\\^`]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ISO = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")


def load(root: Path, vocabulary: Ontology, names_too: bool = True) -> Corpus:
    """Read all tables of a house. Raises one DataError with every finding.

    Without `names_too` the tables of printed names are left unread, for writing them anew.
    """
    reader = _Reader(root, vocabulary)
    reader.names_too = names_too
    corpus = reader.corpus()
    if reader.findings:
        raise DataError(reader.findings)
    return corpus


class _Reader:
    """Reads rows into values and gathers what is wrong with them."""

    def __init__(self, root: Path, vocabulary: Ontology) -> None:
        self.root = root
        self.vocabulary = vocabulary
        self.findings: list[Finding] = []
        self.ids: set[str] = set()
        self.failed: set[str] = set()  # kinds of entity, and articles, of which a table could not be read
        self.article: Article | None = None
        self.names_too = True

    def corpus(self) -> Corpus:
        entities: dict[str, Entity] = {}
        articles: dict[str, Article] = {}
        claims: list[Claim] = []
        data = self.root / "data"
        self.findings += files.unknown_files(data, _DATA_FILES, self.root)
        self.findings += files.unknown_files(data / BACKGROUND, ("facts.csv",), self.root)
        by_kind, self.failed, findings = tables.entity_tables(self.root)
        self.findings += findings
        for kind, rows in by_kind.items():
            for row in rows:
                entities[row["id"]] = self.entity(kind, row)
        folders = files.article_folders(self.root)
        # All ids first: any table may refer to any other.
        self.ids = set(entities) | {f"article/{folder.name}" for folder in folders}
        for folder in folders:
            article = self.attempt(partial(self.read_article, folder), None)
            if article is not None:
                articles[article.id] = article
        for folder in folders:
            self.article = articles.get(folder.name)
            claims.extend(self.read_claims(folder))
        claims.extend(self.read_background())
        keys = {claim.key for claim in claims}
        ledger = tuple(
            self.disagreement(row, keys) for row in self.rows(self.root / "data" / "disagreements.csv", tables.LEDGER)
        )
        outcomes = tuple(
            self.outcome(row, keys) for row in self.rows(self.root / "data" / "outcomes.csv", tables.OUTCOMES)
        )
        mappings = tuple(
            self.mapping(row)
            for row in self.rows(self.root / "data" / "mappings.sssom.tsv", tables.MAPPINGS, delimiter="\t")
        )
        accepted = tuple(
            self.accepted_warning(row)
            for row in self.rows(self.root / "data" / "accepted-warnings.csv", tables.ACCEPTED_WARNINGS)
        )
        printed = self.printed(folders, entities)
        return Corpus(
            dict(sorted(entities.items())), articles, tuple(claims), ledger, mappings, printed, outcomes, accepted
        )

    def attempt(self, read: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return read()
        except DataError as error:
            self.findings.extend(error.findings)
            return otherwise

    def rows(self, path: Path, columns: tuple[str, ...], delimiter: str = ",") -> list[TableRow]:
        """The rows of a table that may be absent."""
        if not path.exists():
            return []
        try:
            return tables.read_table(path, columns, self.root, delimiter)
        except DataError as error:
            self.findings.extend(error.findings)
            self.failed.add(path.parent.name)
            return []

    def wrong(self, row: TableRow, column: str, what: str, expected: str = "", hint: str = "") -> None:
        self.findings.append(row.finding(column, what, None, expected, hint))

    # -- entities ---------------------------------------------------------------------------------

    def entity(self, kind: str, row: TableRow) -> Entity:
        self.identifier(row, kind)
        _, base = namespaces.KINDS[kind]
        if row["kind"] not in self.vocabulary.parents:
            hint = nearest(row["kind"], self.vocabulary.below(base))
            self.wrong(row, "kind", "unknown class", f"{base} or a class below it", hint)
        elif not self.vocabulary.is_a(row["kind"], base):
            self.wrong(row, "kind", "the class does not belong in this table", f"{base} or a class below it")
        labels = []
        for language in namespaces.LANGUAGES:
            column = f"label_{language}"
            if not row[column]:
                self.wrong(row, column, "the label is missing", "a label in every language", "add it")
            labels.append(Text(row[column], language))
        if row["iso"] and not _ISO.fullmatch(row["iso"]):
            self.wrong(row, "iso", "not a code of ISO 3166", "a code such as KZ or KZ-75")
        return Entity(
            row["id"], row["kind"], tuple(labels), self.aliases(row), row["iso"], row["note"], row.file, row.line
        )

    def identifier(self, row: TableRow, kind: str) -> None:
        identifier = row["id"]
        if foreign := namespaces.foreign_letter(identifier):
            self.wrong(row, "id", f"the id holds a letter that is not Latin: {foreign}", "a to z, digits and hyphens",
                       "type the id anew with a Latin keyboard")  # fmt: skip
        elif not namespaces.ENTITY_ID.fullmatch(identifier):
            self.wrong(row, "id", "this is no id", f"{kind}/ and lower-case words joined by hyphens")
        elif not identifier.startswith(kind + "/"):
            self.wrong(row, "id", "the id belongs in another table", f"an id that starts with {kind}/")

    def slug(self, row: TableRow, example: str) -> None:
        """Check the id of a claim or of an entry of the ledger."""
        if foreign := namespaces.foreign_letter(row["id"]):
            self.wrong(row, "id", f"the id holds a letter that is not Latin: {foreign}", f"an id such as {example}")
        elif not namespaces.SLUG.fullmatch(row["id"]):
            self.wrong(row, "id", "this is no id", f"lower-case letters, digits and hyphens, such as {example}")

    def aliases(self, row: TableRow) -> tuple[Text, ...]:
        found = []
        for part in filter(None, (part.strip() for part in row["aliases"].split("|"))):
            match = _ALIAS.fullmatch(part)
            if match is None:
                self.wrong(row, "aliases", f"'{part}' has no language", "name@language, parted by ' | '",
                           "add @en, @ru, @kk, @uz, @uz-Cyrl or @kk-Latn")  # fmt: skip
            else:
                found.append(Text(match[1], match[2]))
        return tuple(found)

    # -- articles ---------------------------------------------------------------------------------

    def read_article(self, folder: Path) -> Article:
        name, content, lines = yaml_files.read_yaml(folder / "article.yaml", self.root)

        def refuse(key: str, what: str, expected: str, mend: str = "") -> None:
            outer, _, inner = key.partition(".")
            found = content.get(outer, "")
            if inner and isinstance(found, dict):
                found = found.get(inner, "")
            self.findings.append(Finding(name, lines.get(key, 0), f"key '{key}': {what}", f"'{found}'", expected, mend))

        def texts(key: str) -> tuple[Text, ...]:
            value = content.get(key)
            if key == "title" and value is None:  # some texts come without their title
                return ()
            if not isinstance(value, dict) or not value:
                refuse(key, "not a text for each language", "a line for each of en, ru, kk, uz that is known")
                return ()
            for language, words in value.items():
                if language not in namespaces.LANGUAGES:
                    refuse(f"{key}.{language}", "unknown language", "en, ru, kk or uz")
                elif not isinstance(words, str) or not words:
                    refuse(f"{key}.{language}", "not a text", "one line of text")
            return tuple(Text(str(value[language]), language) for language in namespaces.LANGUAGES if language in value)

        def listed(key: str) -> tuple[str, ...]:
            value = content.get(key)
            if key in ("authors", "empty") and value is None:
                return ()
            if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
                refuse(key, "not a list", "lines that start with '- '")
                return ()
            return tuple(value)

        labels = texts("label")
        if labels and len(labels) < len(namespaces.LANGUAGES):
            refuse("label", "a label is missing", "labels in en, ru, kk and uz")
        authors = listed("authors")
        for author in authors:
            if author not in self.ids:
                refuse("authors", f"unknown person '{author}'", "an id in data/entities/people.csv",
                       nearest(author, self.ids))  # fmt: skip
        if not re.fullmatch("[1-9][0-9]*", str(content.get("length"))):
            refuse("length", "not a number of characters", "a whole number")
        if not _SHA256.fullmatch(str(content.get("sha256"))):
            refuse("sha256", "not a SHA-256", "64 hexadecimal digits")
        if content.get("review") not in self.vocabulary.codes["review-state"]:
            refuse("review", "unknown review state", " or ".join(self.vocabulary.codes["review-state"]))
        for key in ("published", "venue", "url", "note"):
            if not isinstance(content.get(key, ""), str):
                refuse(key, "not a text", "one line")
            elif key == "url" and content.get(key) and not _URL.fullmatch(content[key]):
                refuse(key, "not an address", "an address that starts with http:// or https://")
        languages = listed("languages")
        for language in languages:
            if not re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?", language):
                refuse("languages", f"'{language}' is no language tag", "a tag such as en, ru, kk, uz or uz-Cyrl")
        published = str(content.get("published", ""))
        if published:
            try:
                dates.parse(published)
            except ValueError as error:
                refuse("published", str(error), "a date in EDTF")
        if not namespaces.SLUG.fullmatch(folder.name):
            self.findings.append(Finding(name, 0, "the folder's name is no id", f"'{folder.name}'",
                                         "lower-case words joined by hyphens"))  # fmt: skip
        length = str(content.get("length"))
        return Article(
            folder.name, texts("title"), labels, authors,
            languages, published, str(content.get("venue", "")), str(content.get("url", "")),
            int(length) if length.isdecimal() else 0, str(content.get("sha256", "")), str(content.get("review", "")),
            tuple(self.empty(name, lines.get("empty", 0), item) for item in listed("empty")),
            str(content.get("note", "")), name,
        )  # fmt: skip

    def empty(self, name: str, line: int, item: str) -> ReadPassage:
        """Read one line of `empty`: START-END PRINT WHY."""
        match = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9}) (\S+) (\S.*)", item)
        if match is None or not fingerprints.FINGERPRINT.fullmatch(match[3]):
            expected = "START-END PRINT WHY, such as '120-142 20.7d1.0a1b2c3d4e5f6071 heading'"
            self.findings.append(
                Finding(name, line, "key 'empty': not a passage with a word why", f"'{item}'", expected)
            )
            return ReadPassage(Anchor(0, 0, ""), "")
        return ReadPassage(Anchor(int(match[1]), int(match[2]), match[3]), match[4])

    def printed(self, folders: Iterable[Path], entities: dict[str, Entity]) -> dict[str, dict[Text, tuple[str, ...]]]:
        """The names that articles print, from their `names.csv`; each must be a name of its entity."""
        found: dict[str, dict[Text, tuple[str, ...]]] = {}
        for folder in folders if self.names_too else ():
            for row in self.rows(folder / "names.csv", tables.NAMES):
                name = Text(row["name"], row["language"])
                entity = entities.get(self.known(row, "entity"))
                if entity and name not in (*entity.labels, *entity.aliases):
                    self.wrong(row, "name", "the entity has no such name", "a label or alias of the entity",
                               "write the table anew with: kgtools names --articles DIR")  # fmt: skip
                by_name = found.setdefault(row["entity"], {})
                by_name[name] = (*by_name.get(name, ()), folder.name)
        return found

    def read_claims(self, folder: Path) -> Iterator[Claim]:
        readers: list[tuple[str, tuple[str, ...], Callable[[TableRow], Claim]]] = [
            ("facts.csv", tables.FACTS, self.fact),
            ("figures.csv", tables.FIGURES, self.figure),
            ("opinions.csv", tables.OPINIONS, self.opinion),
        ]
        seen: dict[str, TableRow] = {}
        known = ("article.yaml", "names.csv", *(file for file, _, _ in readers))
        self.findings += files.unknown_files(folder, known, self.root)
        for file, columns, read in readers:
            for row in self.rows(folder / file, columns):
                self.slug(row, "f012")
                if row["id"] in seen:
                    other = seen[row["id"]]
                    self.wrong(row, "id", f"the id is taken by {other.file}:{other.line}", "an id of its own")
                seen[row["id"]] = row
                yield read(row)

    def read_background(self) -> Iterator[Claim]:
        self.article = None
        for row in self.rows(self.root / "data" / BACKGROUND / "facts.csv", tables.BACKGROUND):
            self.slug(row, "b012")
            if not row["reference"]:
                self.wrong(row, "reference", "the reference is missing", "where a reader can look it up")
            value, language = self.value(row)
            yield Fact(
                BACKGROUND, row["id"], None, (), row["note"], row.file, row.line,
                self.known(row, "subject"), row["property"], value, language,
                self.code(row, "modality", "modality"), "", row["reference"],
            )  # fmt: skip

    # -- claims -----------------------------------------------------------------------------------

    def shared(self, row: TableRow) -> tuple[str, str, Anchor | None, tuple[str, ...], str, str, int]:
        """The first fields of every claim of an article."""
        article = row.file.split("/")[-2]  # many times quicker than a Path
        speakers: tuple[str, ...] = ()
        if row["speaker"] == AUTHORS:
            speakers = self.article.authors if self.article else ()
        elif row["speaker"]:
            speakers = (self.known(row, "speaker"),)
        return article, row["id"], self.anchor(row), speakers, row["note"], row.file, row.line

    def anchor(self, row: TableRow) -> Anchor | None:
        advice = 'write the anchor with: kgtools anchor ARTICLE "quote"'
        for column in ("start", "end"):
            if not re.fullmatch("[0-9]{1,9}", row[column]):
                self.wrong(row, column, "not a place in the text", "a whole number", advice)
                return None
        if not fingerprints.FINGERPRINT.fullmatch(row["fingerprint"]):
            self.wrong(row, "fingerprint", "not a fingerprint", "length.sum.hash", advice)
            return None
        start, end = int(row["start"]), int(row["end"])
        if start >= end:
            self.wrong(row, "end", "the passage ends before it starts", f"a number above {start}", advice)
        if self.article and 0 < self.article.length < end:
            self.wrong(row, "end", "the passage lies outside the text", f"at most {self.article.length}", advice)
        return Anchor(start, end, row["fingerprint"])

    def fact(self, row: TableRow) -> Fact:
        value, language = self.value(row)
        return Fact(
            *self.shared(row), self.known(row, "subject"), row["property"], value, language,
            self.code(row, "modality", "modality"), self.known(row, "origin", optional=True),
        )  # fmt: skip

    def value(self, row: TableRow) -> tuple[str, str]:
        """The value of a fact as it enters the graph, and its language if it is a text."""
        property_ = self.vocabulary.typed.get(row["property"])
        if property_ is None:
            if row["property"] in self.vocabulary.properties:
                self.wrong(row, "property", "the property is written by the build", "a property that curators type")
            else:
                self.wrong(row, "property", "unknown property", "a property of the ontology",
                           nearest(row["property"], self.vocabulary.typed))  # fmt: skip
            return row["value"], ""
        if not row["value"]:
            self.wrong(row, "value", "the value is missing", _takes(property_))
            return "", ""
        takes = property_.takes
        if takes == "entity":
            return self.known(row, "value"), ""
        if takes == "code":
            return self.code(row, "value", property_.code_list), ""
        if takes == "date":
            self.date(row, "value")
        elif takes == "rdf:langString":
            match = _TAGGED.fullmatch(row["value"])
            return (match[1], match[2]) if match else (row["value"], "en")
        elif not _LEXICAL[takes].fullmatch(row["value"]):
            self.wrong(row, "value", f"the value of {property_.name} has the wrong type", _takes(property_))
        return row["value"], ""

    def figure(self, row: TableRow) -> Figure:
        try:
            numbers.parse_number(row["value"])
        except ValueError as error:
            self.wrong(row, "value", str(error), "the digits as printed")
        if row["period"]:
            self.date(row, "period")
        return Figure(
            *self.shared(row),
            self.known(row, "indicator"), self.known(row, "measured"),
            self.known(row, "partner", optional=True), self.code(row, "flow", "flow", optional=True),
            self.known(row, "reporter", optional=True), row["period"], row["value"],
            self.code(row, "unit", "unit"), self.code(row, "bound", "bound"),
            self.code(row, "modality", "modality"), self.known(row, "origin", optional=True),
        )  # fmt: skip

    def opinion(self, row: TableRow) -> Opinion:
        if not row["speaker"]:
            self.wrong(row, "speaker", "the speaker is missing", f"a person, a body or '{AUTHORS}'")
        if not row["gist_en"]:
            self.wrong(row, "gist_en", "the gist is missing", "one sentence in the curator's own words")
        if row["horizon"]:
            self.date(row, "horizon")
        return Opinion(
            *self.shared(row), self.known(row, "affiliation", optional=True), self.known(row, "about"),
            self.code(row, "stance", "stance"), row["gist_en"], row["horizon"],
        )  # fmt: skip

    # -- the ledger and the links -------------------------------------------------------------------

    def disagreement(self, row: TableRow, keys: set[str]) -> Disagreement:
        self.slug(row, "turnover-2016")
        listed = {}
        for column in ("claims", "prefers", "holds_back"):
            listed[column] = tuple(row[column].split())
            for key in listed[column]:
                if key.partition("/")[0] in self.failed:
                    continue
                if key not in keys:
                    self.wrong(row, column, f"unknown claim '{key}'", "article/claim, parted by spaces",
                               nearest(key, keys))  # fmt: skip
                elif key not in listed["claims"]:
                    self.wrong(row, column, f"'{key}' is not among the claims of the entry", "one of its claims")
        if not listed["claims"]:
            self.wrong(row, "claims", "the entry names no claim", "article/claim, parted by spaces")
        if not row["explanation"] and row["status"] != "open":
            self.wrong(row, "explanation", "the explanation is missing", "why, in plain words")
        return Disagreement(
            row["id"], self.code(row, "type", "disagreement-type"), self.code(row, "status", "disagreement-status"),
            self.code(row, "found", "found"), listed["claims"], listed["prefers"], listed["holds_back"],
            row["explanation"], row["note"], self.values(row, listed["claims"]), row.file, row.line,
        )  # fmt: skip

    def values(self, row: TableRow, keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """The values that an entry remembers: article/claim=number, parted by spaces."""
        found = []
        for part in row["values"].split():
            key, sign, number = part.partition("=")
            if not sign or key not in keys:
                self.wrong(row, "values", f"'{part}' is no value of a claim of the entry", "article/claim=number")
            found.append((key, number))
        return tuple(found)

    def outcome(self, row: TableRow, keys: set[str]) -> Outcome:
        self.slug(row, "turnover-target-2022")
        listed = tuple(row["claims"].split())
        for column, key in (("target", row["target"]), *(("claims", key) for key in listed)):
            if key not in keys and key.partition("/")[0] not in self.failed:
                self.wrong(row, column, f"unknown claim '{key}'", "article/claim", nearest(key, keys))
        return Outcome(
            row["id"], row["target"], self.code(row, "outcome", "outcome"), listed, row["explanation"],
            row.file, row.line,
        )  # fmt: skip

    def mapping(self, row: TableRow) -> Mapping:
        self.known(row, "subject_id")
        for column in ("predicate_id", "object_id", "mapping_justification"):
            prefix, _, local = row[column].partition(":")
            if prefix not in MAPPING_PREFIXES or not re.fullmatch(r"[\w.-]+", local):
                self.wrong(
                    row,
                    column,
                    "not a CURIE",
                    f"one of {', '.join(sorted(MAPPING_PREFIXES))} and a local part",
                )
        return Mapping(row["subject_id"], row["predicate_id"], row["object_id"], row["mapping_justification"],
                       row["comment"], row.file, row.line)  # fmt: skip

    def accepted_warning(self, row: TableRow) -> AcceptedWarning:
        self.slug(row, "w012")
        for column, expected in (
            ("check", "the name of a check, as kgtools check --format csv prints it"),
            ("file", "a table, such as data/disagreements.csv"),
            ("row", "the id of a row of that table"),
            ("reason", "why it may stay, in plain words"),
        ):
            if not row[column]:
                self.wrong(row, column, "the cell is empty", expected)
        return AcceptedWarning(row["id"], row["check"], row["file"], row["row"], row["reason"], row.file, row.line)

    # -- single cells -------------------------------------------------------------------------------

    def known(self, row: TableRow, column: str, optional: bool = False) -> str:
        identifier = row[column]
        if not identifier and optional:
            return ""
        if identifier not in self.ids and identifier.partition("/")[0] not in self.failed:
            foreign = namespaces.foreign_letter(identifier)
            what = f"the id holds a letter that is not Latin: {foreign}" if foreign else "unknown entity"
            self.wrong(row, column, what, "an id in data/entities", nearest(identifier, self.ids))
        return identifier

    def code(self, row: TableRow, column: str, code_list: str, optional: bool = False) -> str:
        value = row[column]
        if not value and optional:
            return ""
        codes = self.vocabulary.codes[code_list]
        if value not in codes:
            self.wrong(row, column, f"unknown code of the list {code_list}", ", ".join(codes), nearest(value, codes))
        return value

    def date(self, row: TableRow, column: str) -> None:
        try:
            dates.parse(row[column])
        except ValueError as error:
            self.wrong(row, column, str(error), "a date in EDTF")


_LEXICAL = {
    "xsd:integer": re.compile(r"-?[0-9]+"),
    "xsd:decimal": re.compile(r"-?[0-9]+(?:\.[0-9]+)?"),
    "xsd:boolean": re.compile(r"true|false"),
    "xsd:anyURI": _URL,
    "xsd:string": re.compile(r".+", re.DOTALL),
}


def _takes(property_: Property) -> str:
    """What a property expects, in words."""
    words = {
        "entity": f"the id of {' or '.join(property_.ranges)}",
        "date": "a date in EDTF, such as 2021-12-06 or 2017/2019",
        "code": f"a code of the list {property_.code_list}",
        "rdf:langString": "a text, with @ru, @kk or @uz at its end if it is not English",
        "xsd:integer": "a whole number",
        "xsd:decimal": "a number with a decimal point",
        "xsd:boolean": "true or false",
        "xsd:anyURI": "an address that starts with http:// or https://",
        "xsd:string": "a text",
    }
    return words[property_.takes]
