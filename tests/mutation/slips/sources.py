"""Mistakes in what is kept of an article: its head, its evidence, the names it prints, and what no article says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from kgtools.articles.fingerprints import fingerprint
from kgtools.articles.paragraphs import split_paragraphs
from kgtools.checks.passages import dates
from tests.mutation.facts import READ
from tests.mutation.project import Change, Edit, Place, Project, Row, Table, many, set_, whole
from tests.mutation.registry import kind
from tests.mutation.slips.merges import all_claims
from tests.mutation.slips.spreadsheet import stretch

SENTENCE = re.compile(r"[^\s.!?](?:[^.!?]|[.!?](?=\S))*[.!?]?")
PRINTED = "only the head of the article tells, and it may print it otherwise"


# -- article.yaml -----------------------------------------------------------------------------------


def heads(project: Project) -> Iterator[Table]:
    return (table for file, table in project.tables.items() if file.endswith("article.yaml"))


def rewritten(table: Table, pattern: str, new: str, what: str, why: str = "") -> Iterator[Change]:
    """The first match of a pattern in the head of an article is replaced; the lines of its key may be named."""
    changed, count = re.subn(pattern, new, table.content, count=1, flags=re.MULTILINE)
    if count and changed != table.content:
        start = re.search(pattern, table.content, re.MULTILINE).start()
        line = table.content.count("\n", 0, start) + 1
        key = max(number for number, text in enumerate(table.lines[:line], 1) if not text.startswith((" ", "-")))
        change = whole(table, lambda _, changed=changed: changed, what, line)
        places: set[Place] = {(table.file, near) for near in (0, 1, key, line, line + 1)}
        yield Change(what, tuple(sorted(places, key=str)), change.edits, why)


@kind("language-of-an-article-changed")
def language_of_an_article_changed(project: Project, random: Random) -> Iterator[Change]:
    """An article loses one of its languages, or gets one in which it prints nothing."""
    for table in heads(project):
        yield from rewritten(table, r"^languages:\n  - \w+\n(?=  - )", "languages:\n", "the first language is lost")
        for language in ("en", "ru", "kk", "uz"):
            if f"  - {language}\n" not in table.content:
                yield from rewritten(table, "^languages:\n", f"languages:\n  - {language}\n", f"{language} is added")


@kind("day-of-publication-changed")
def day_of_publication_changed(project: Project, random: Random) -> Iterator[Change]:
    """The day of publication is a day, a month or a year off, or is given where none is printed."""
    for table in heads(project):
        for old, new in (("([0-9]{4})-12-26", r"\1-12-27"), ("2022-12-26", "2023-12-26"), ("2022-12-26", "2022-11-26")):
            yield from rewritten(table, rf"^(published: ){old}", rf"published: {new.replace(chr(92) + '1', '2022')}",
                                 f"published {new}", PRINTED)  # fmt: skip
        if "published:" not in table.content:
            yield from rewritten(table, "^length:", "published: 2024-05-01\nlength:", "published invented", PRINTED)


@kind("authors-of-an-article-changed")
def authors_of_an_article_changed(project: Project, random: Random) -> Iterator[Change]:
    """An author is somebody else of the people, or one is added."""
    people = [row.id for row in project.entities("people")]
    for table in heads(project):
        for _ in range(3):
            other = random.choice([person for person in people if f"- {person}\n" not in table.content])
            yield from rewritten(table, r"^authors:\n  - person/\S+", f"authors:\n  - {other}", f"{other} wrote it")
            yield from rewritten(table, r"^authors:\n", f"authors:\n  - {other}\n", f"{other} wrote it too")


@kind("authors-in-another-order")
def authors_in_another_order(project: Project, random: Random) -> Iterator[Change]:
    """Two authors of an article change places."""
    for table in heads(project):
        yield from rewritten(table, r"^(  - person/\S+\n)(  - person/\S+\n)", r"\2\1", "two authors exchanged")
        yield from rewritten(
            table, r"^authors:\n(  - person/\S+\n)((?:  - person/\S+\n)+)", r"authors:\n\2\1", "first last"
        )


@kind("title-cut-off")
def title_cut_off(project: Project, random: Random) -> Iterator[Change]:
    """The end of a printed title is lost."""
    for table in heads(project):
        for match in re.finditer(r'^  \w\w: ("?)(\S.*?)((?: [^\s"]+){2})"?$', table.content, re.MULTILINE):
            if match.start() < table.content.index("label:"):
                yield from rewritten(table, re.escape(match[3]) + r'(?="?$)', "", f"'{match[3]}' is lost")


@kind("head-of-another-article")
def head_of_another_article(project: Project, random: Random) -> Iterator[Change]:
    """The title or the label of an article is that of another one."""
    tables = list(heads(project))
    for table in tables:
        for key in ("title", "label"):
            pattern = rf"^{key}:\n(?:  .*\n)+"
            for other in tables:
                found = re.search(pattern, other.content, re.MULTILINE)
                if found and other is not table:
                    yield from rewritten(table, pattern, found[0].replace("\\", "\\\\"), f"{key} of {other.file}")


@kind("title-in-the-wrong-language")
def title_in_the_wrong_language(project: Project, random: Random) -> Iterator[Change]:
    """A title or label of an article stands under another language."""
    for table in heads(project):
        for old, new in (("ru", "kk"), ("en", "uz"), ("uz", "en"), ("kk", "ru")):
            for key in ("title", "label"):
                match = re.search(rf"^{key}:\n(?:  .*\n)+", table.content, re.MULTILINE)
                if match and f"  {old}: " in match[0] and f"  {new}: " not in match[0]:
                    yield from rewritten(table, rf"^({key}:\n(?:  .*\n)*?)  {old}: ", rf"\1  {new}: ",
                                         f"{key} in {old} called {new}")  # fmt: skip


@kind("word-of-a-title-changed")
def word_of_a_title_changed(project: Project, random: Random) -> Iterator[Change]:
    """A letter of a printed title is lost."""
    for table in heads(project):
        for match in re.finditer(r'^  (en|ru|uz): "?[^"\n]*?(\w{7,})', table.content, re.MULTILINE):
            word = match[2]
            yield from rewritten(table, rf"\b{word}\b", word[:3] + word[4:], f"'{word}' misspelt in the head")


@kind("empty-passage-lost")
def empty_passage_lost(project: Project, random: Random) -> Iterator[Change]:
    """A passage that was read and found empty is no longer listed, or others are listed for it."""
    for table in heads(project):
        for match in re.finditer(r"^  - ([0-9]+)-([0-9]+) \S+ .*\n", table.content, re.MULTILINE):
            line = re.escape(match[0])
            yield from rewritten(table, f"^{line}", "", f"empty passage {match[1]} lost",
                                 f"`coverage` lists what was not read; {READ}")  # fmt: skip
            moved = match[0].replace(match[1], str(int(match[1]) + 40), 1)
            yield from rewritten(table, f"^{line}", moved, f"empty passage {match[1]} starts elsewhere")


@kind("empty-passage-over-claims")
def empty_passage_over_claims(project: Project, random: Random) -> Iterator[Change]:
    """A passage that carries claims is listed as empty."""
    for table in heads(project):
        rows = project.tables[table.file.replace("article.yaml", "facts.csv")].rows
        for row in random.sample(rows, 10):
            new = f"empty:\n  - {row['start']}-{row['end']} {row['fingerprint']} heading\n"
            yield from rewritten(table, "^empty:\n", new, f"the passage of {row.id} listed as empty")


@kind("copy-of-another-article")
def copy_of_another_article(project: Project, random: Random) -> Iterator[Change]:
    """The hash and the length are those of the text of another article."""
    tables = list(heads(project))
    for table in tables:
        other = random.choice([one for one in tables if one is not table])
        length, digest = (re.search(rf"^{key}: .*$", other.content, re.MULTILINE) for key in ("length", "sha256"))
        assert length
        assert digest
        new = f"{length[0]}\n{digest[0]}"
        for change in rewritten(table, r"^length: .*\nsha256: .*$", new, f"length and hash of {other.file}"):
            claims = [row.place for row in all_claims(project) if row.file.startswith(table.file[:-12])]
            yield Change(change.what, (*change.places, *claims), change.edits)


@kind("note-or-review-of-an-article-changed")
def note_or_review_of_an_article_changed(project: Project, random: Random) -> Iterator[Change]:
    """An article is marked as read less or more often than it was, or its note is lost."""
    for table in heads(project):
        why = f"how often it was read is a curator's word; {READ}"
        yield from rewritten(table, r"^review: read-twice", "review: entered", "marked as only entered", why)
        yield from rewritten(table, r"^note: .*\n", "", "the note is lost", f"an article may have no note; {READ}")


# -- evidence ---------------------------------------------------------------------------------------


def anchored(project: Project, row: Row, start: int, end: int, what: str, why: str = "") -> Iterator[Change]:
    """A claim gets the passage between two places, with the right fingerprint."""
    text = project.texts[row.article]
    passage = text[start:end].strip()
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if any(sign.isalnum() for sign in passage) and str(start) != row["start"]:
        yield set_(row, why, what=f"{what}: {row['start']}-{row['end']} became {start}-{start + len(passage)}",
                   start=str(start), end=str(start + len(passage)), fingerprint=fingerprint(passage))  # fmt: skip


def read(project: Project, random: Random) -> list[Row]:
    """The claims whose article is at hand, in any order."""
    rows = [row for row in all_claims(project) if row.article in project.texts]
    return random.sample(rows, min(300, len(rows)))


@kind("passage-of-the-neighbour-sentence")
def passage_of_the_neighbour_sentence(project: Project, random: Random) -> Iterator[Change]:
    """A claim has the passage that follows its own, anchored as it should be."""
    for row in read(project, random):
        match = SENTENCE.search(project.texts[row.article], int(row["end"]) + 1)
        if match and len(match[0]) > 40:
            yield from anchored(project, row, *match.span(), "the sentence behind")


@kind("passage-of-one-word")
def passage_of_one_word(project: Project, random: Random) -> Iterator[Change]:
    """The passage of a claim is one word of it."""
    for row in read(project, random):
        words = [match for match in re.finditer(r"\w{4,}", project.passage(row)) if match.start()]
        if len(words) > 4:
            word, first = random.choice(words), int(row["start"])
            yield from anchored(project, row, first + word.start(), first + word.end(), "one word")


@kind("passage-of-a-paragraph")
def passage_of_a_paragraph(project: Project, random: Random) -> Iterator[Change]:
    """The passage of a claim is the whole paragraph in which it stands, or several."""
    paragraphs = {article: list(split_paragraphs(text)) for article, text in project.texts.items()}
    for row in read(project, random):
        start, end = int(row["start"]), int(row["end"])
        for first, last in paragraphs[row.article]:
            if first < start - 60 and last > end + 200:
                yield from anchored(project, row, first, last, "the whole paragraph")


@kind("passage-cut-short")
def passage_cut_short(project: Project, random: Random) -> Iterator[Change]:
    """The passage of a claim is only the second half of it."""
    for row in read(project, random):
        words = list(re.finditer(r"\w+", project.passage(row)))
        if len(words) > 12:
            start = int(row["start"]) + words[len(words) // 2].start()
            why = f"the rest of the sentence says it as well; {READ}"
            yield from anchored(project, row, start, int(row["end"]), "half of the passage", why)


@kind("passage-of-the-same-words-elsewhere")
def passage_of_the_same_words_elsewhere(project: Project, random: Random) -> Iterator[Change]:
    """A claim has the passage of another claim of its article about the same thing."""
    for row in read(project, random):
        name = {"facts": "subject", "figures": "indicator", "opinions": "about"}[row.file.rpartition("/")[2][:-4]]
        others = [one for one in row.table.rows if one[name] == row[name] and one["fingerprint"] != row["fingerprint"]]
        if others:
            other = random.choice(others)
            cells = {column: other[column] for column in ("start", "end", "fingerprint")}
            year = set(dates.year().findall(project.passage(other)))
            why = f"the other passage speaks of the same; {READ}" if name == "subject" or not year else ""
            yield set_(row, why, what=f"the passage of {other.id}", **cells)


# -- names in print ---------------------------------------------------------------------------------


def printed(project: Project) -> list[Table]:
    return [table for file, table in project.tables.items() if file.endswith("/names.csv")]


@kind("printed-names-stale")
def printed_names_stale(project: Project, random: Random) -> Iterator[Change]:
    """The table of printed names lacks names that the article prints, as before they were entered."""
    for table in printed(project):
        for _ in range(6):
            rows = stretch(table, random, 1, 8)
            things = {entity.id: entity.place for entity in project.entities()}
            places = {things[row.id] for row in rows} | {(table.file, 0), (table.file, 1)}
            yield Change(f"{len(rows)} names from line {rows[0].line} of {table.file} are missing",
                         tuple(sorted(places, key=str)), (Edit(table, dict.fromkeys(rows)),))  # fmt: skip


@kind("printed-names-of-another-article")
def printed_names_of_another_article(project: Project, random: Random) -> Iterator[Change]:
    """The table of printed names, or some rows of it, is that of another article."""
    tables = printed(project)
    for table in tables:
        others = [one for one in tables if one is not table]
        for other in others:
            places: tuple[Place, ...] = tuple((table.file, line) for line in range(len(other.lines) + 1))
            change = whole(table, lambda _, other=other: other.content, f"names of {other.file}", 1)
            yield Change(change.what, places, change.edits)
        other = random.choice(others)
        rows = [row for row in stretch(other, random, 3, 6) if row.cells not in {one.cells for one in table.rows}]
        if rows:
            text = table.content + "".join(other.written(row.cells) for row in rows)
            lines = range(len(table.lines) + 1, len(table.lines) + 1 + len(rows))
            change = whole(table, lambda _, text=text: text, f"{len(rows)} names of {other.file}", 0)
            yield Change(change.what, tuple((table.file, line) for line in (0, 1, *lines)), change.edits)


@kind("printed-name-of-the-row-above")
def printed_name_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """A printed name belongs to the thing of the row above, or is of another language."""
    for table in printed(project):
        for row in table.rows:
            if other := row.beside(-1):
                column = random.choice(("entity", "language"))
                yield from many({row: {column: other[column]}}, f"{column} of '{row['name']}' is that of the row above")


# -- background -------------------------------------------------------------------------------------


@kind("background-misread")
def background_misread(project: Project, random: Random) -> Iterator[Change]:
    """A date of the background is a year or a month off, its value or its reference that of the row above."""
    why = "no article prints it, and a reference is not at hand"
    for row in project.tables["data/background/facts.csv"].rows:
        if match := re.fullmatch("([0-9]{4})(-[0-9]{2})?(.*)", row["value"]):
            yield set_(row, why, value=f"{int(match[1]) + random.choice((-1, 1))}{match[2] or ''}{match[3]}")
        other = row.beside(-1)
        if other and other["reference"] != row["reference"]:
            yield set_(row, why, reference=other["reference"])
