"""A new article: what its head says for sure, the folder that is made, and what is refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kgtools import ontology
from kgtools.claims import reader
from kgtools.claims.model import Corpus, Text
from kgtools.curation import heads, new_article
from kgtools.errors import DataError, UsageError
from tests.conftest import MINI, Run

BODY = "\n\n" + "The two shores have traded for as long as anyone remembers, and they say so at every meeting. " * 5


def known(project: Path) -> Corpus:
    return reader.load(project, ontology.load(project))


def article(folder: Path, content: str, name: str = "text.txt") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


HEADS = {
    "a title in each language": (
        "# Two shores and one river\n\n## Два берега и одна река\n\n## Ikki qirgʻoq va bir daryo\n",
        {"titles": (
            Text("Two shores and one river", "en"), Text("Два берега и одна река", "ru"),
            Text("Ikki qirgʻoq va bir daryo", "uz"),
        )},
    ),
    "no title where the text begins with its abstract": ("Abstract. The road between the shores.\n", {"titles": ()}),
    "no title where it begins with a sentence": ("The road between the shores is long.\n", {"titles": ()}),
    "a title without markup": ("The road between two shores\n\nSome words.\n", {"titles": (
        Text("The road between two shores", "en"),)}),
    "quotation marks round the whole": ("# «Дорога двух берегов»\n", {"titles": (Text("Дорога двух берегов", "ru"),)}),
    "quotation marks within": ("# Форум «Два берега»\n", {"titles": (Text("Форум «Два берега»", "ru"),)}),
    "a known author, however marked": (
        "# Two shores and one river\n\n**Quill Ada<sup>1</sup>**, Oraz Bekturov\n",
        {"authors": ("person/ada-quill",), "unknown": ("Oraz Bekturov",)},
    ),
    "a surname alone is nobody": ("# Two shores and one river\n\nQuill\n", {"authors": ()}),
    "the day of publication, not of receipt": (
        "# Two shores and one river\n\nReceived: 01.04.2031\n\nPublished: 04.05.2031\n",
        {"published": "2031-05-04"},
    ),
    "no day without the word": ("# Two shores and one river\n\n04.05.2031\n", {"published": ""}),
    "no day of two": ("# A road of two shores\n\nPublished: 04.05.2031, 05.05.2031\n", {"published": ""}),
    "its address": (
        "# Two shores and one river\n\nDOI: 10.1234/shores.5\n", {"url": "https://doi.org/10.1234/shores.5"}
    ),
    "no address of two": (
        "# A road of two shores\n\nDOI: 10.1234/a\n\nhttps://doi.org/10.1234/b\n", {"url": ""}
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), HEADS.values(), ids=HEADS)
def test_a_head_gives_what_is_sure(built: Path, content: str, expected: dict[str, object]) -> None:
    people = {key: entity for key, entity in known(built).entities.items() if key.startswith("person/")}
    head = heads.read(content + BODY, people)
    assert {key: getattr(head, key) for key in expected} == expected


def test_an_article_is_described_by_its_text(mini: Path, tmp_path: Path, kgtools: Run) -> None:
    content = "# The road of two shores\n\n**Ada Quill**\n\nPublished: 04.05.2031" + BODY
    path = article(tmp_path, content)
    done = kgtools("add-article", str(path), "--root", str(mini))
    assert done.returncode == 0, done.stderr
    assert "data/articles/quill-shores/article.yaml" in done.stdout
    assert "kgtools extract quill-shores" in done.stderr
    found = known(mini).articles["quill-shores"]
    assert found.titles == (Text("The road of two shores", "en"),)
    assert found.authors == ("person/ada-quill",)
    assert (found.published, found.languages, found.review) == ("2031-05-04", ("en",), "entered")
    assert (found.length, found.sha256) == (len(content), hashlib.sha256(path.read_bytes()).hexdigest())
    assert found.labels[0].value == "Quill, The road of two shores"


def test_the_id_is_made_of_author_and_title_or_of_the_file(mini: Path, tmp_path: Path) -> None:
    corpus = known(mini)
    titled = article(tmp_path, "# Arcadian winters\n\n# Arcadian winters and harbours\n\nOraz Bekturov" + BODY)
    assert new_article.add(mini, corpus, titled).article == "bekturov-winters"
    bare = article(tmp_path, "Abstract. All is well." + BODY, "Two Shores.txt")
    assert new_article.add(mini, corpus, bare).article == "twoshores"


def test_what_cannot_be_an_article_is_refused_and_nothing_written(mini: Path, tmp_path: Path) -> None:
    corpus, before = known(mini), sorted((mini / "data" / "articles").rglob("*"))
    (tmp_path / "scan.txt").write_bytes(b"%PDF-1.7 binary")
    (tmp_path / "old.txt").write_bytes("Дорога двух берегов длинна. ".encode("cp1251") * 9)
    copy = article(tmp_path, (MINI / "articles" / "short-note.txt").read_text(encoding="utf-8") + "\n", "other.md")
    good = article(tmp_path, "# The road of two shores" + BODY)
    refused: list[tuple[Path, str, type[Exception], str]] = [
        (tmp_path / "scan.txt", "", UsageError, "is no plain text: PDF; make text of it"),
        (article(tmp_path, "<html><body>" + BODY, "page.txt"), "", UsageError, "HTML; save what it says as plain text"),
        (tmp_path / "old.txt", "", DataError, "Windows-1251"),
        (tmp_path / "none.txt", "", DataError, "the file is missing"),
        (copy, "another-name", UsageError, "holds the article 'short-note', which is there already"),
        (good, "Two Shores", UsageError, "cannot be the id of an article"),
        (good, "short-note", UsageError, "there is an article 'short-note' already"),
    ]
    for path, identifier, error, message in refused:
        with pytest.raises(error, match=message):
            new_article.add(mini, corpus, path, identifier)
    assert sorted((mini / "data" / "articles").rglob("*")) == before
