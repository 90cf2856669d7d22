"""What `article.yaml` says of an article is held against its print."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kgtools.articles.copies import Copy
from kgtools.checks import heads
from kgtools.claims.model import Article, Corpus, Text
from kgtools.errors import Finding
from tests.checks.made_up import entities

TEXT = """## “The roads of Arcadia
and of Ruritania”

**Q. Adams, Berta Vale**, *Clara Zimmer*

**Дороги Аркадии**

Accepted on 5 April 2018. Zimmer built roads. Vale and Adams sailed, as Adams says of Vale.
"""
PEOPLE = entities(
    ("person/adams", "Quentin Adams"), ("person/vale", "Berta Vale"), ("person/zimmer", "Clara Zimmer"),
    ("person/nobody", "Nora Nobody"),
)  # fmt: skip
ARTICLE = Article(
    "note", (Text("The roads of Arcadia and of Ruritania", "en"), Text("Дороги Аркадии", "ru")),
    (Text("Adams, The roads", "en"), Text("Адамс, Дороги из Аркадии", "ru"), Text("Адамс, Жолдар және көлік", "kk"),
     Text("Adams, Yoʻllar", "uz")),
    ("person/adams", "person/vale", "person/zimmer"), ("en",), "2018-04-05", "", "", 1, "", "", (), "",
    "article.yaml",
)  # fmt: skip


def found(article: Article, same: bool = True) -> list[Finding]:
    return list(heads.findings(Corpus(PEOPLE, {"note": article}, (), ()), {"note": Copy(Path("n.txt"), TEXT, same)}))


def told(article: Article, same: bool = True) -> list[str]:
    return [finding.message for finding in found(article, same)]


def test_what_is_printed_passes_and_findings_are_warnings_with_a_cure() -> None:
    assert found(ARTICLE) == []
    (finding,) = found(replace(ARTICLE, authors=("person/vale", "person/adams", "person/zimmer")))
    assert str(finding) == (
        "article.yaml:1: key 'authors': the article prints them in another order; found person/vale person/adams "
        "person/zimmer; expected person/adams person/vale person/zimmer"
    )
    assert (finding.severity, finding.check) == ("warning", "head")


@pytest.mark.parametrize(
    ("language", "title", "message"),
    [
        ("en", "The roads of Arcadia and Ruritania", "key 'title.en': the article does not print it"),
        ("en", "The roads of", "key 'title.en': the line in which it is printed goes on"),
        ("en", "The roads of Arcadia", ""),  # a title that is printed in two lines may be known by one of them
        ("ru", "THE ROADS of Arcadia and of Ruritania", "key 'title.ru': the words are of the language 'en'"),
        ("en", "Дороги Аркадии", "key 'title.en': the letters are of the script Cyrl, not Latn"),
        ("kk", "Дороги Аркадии", ""),  # no word tells
    ],
)
def test_a_title_is_printed_whole_and_in_its_language(language: str, title: str, message: str) -> None:
    assert told(replace(ARTICLE, titles=(Text(title, language),))) == [message] * bool(message)


def test_labels_are_in_their_languages_whether_a_copy_is_at_hand_or_not() -> None:
    exchanged = replace(
        ARTICLE, labels=tuple(Text(text.value, {"ru": "kk", "kk": "ru"}.get(text.language, text.language))
                              for text in ARTICLE.labels)
    )  # fmt: skip
    expected = ["key 'label.kk': the words are of the language 'ru'", "key 'label.ru': the words are of the language"]
    assert [line[: len(expected[1])] for line in sorted(told(exchanged, same=False))] == [
        line[: len(expected[1])] for line in expected
    ]


def test_labels_call_the_authors_as_they_are_called() -> None:
    english = tuple(Text(f"{name}, The roads", language) for name, language in
                    zip(("Adams", "Adams", "Adams", "Adasm"), ("en", "kk", "uz", "ru"), strict=True))  # fmt: skip
    names = tuple(Text("Quentin Adams", language) for language in ("en", "ru", "kk", "uz"))
    people = PEOPLE | {"person/adams": replace(PEOPLE["person/adams"], labels=names)}

    def complaints(labels: tuple[Text, ...]) -> list[str]:
        article = replace(ARTICLE, labels=labels)
        messages = [one.message for one in heads.findings(Corpus(people, {"note": article}, (), ()), {})]
        return [message for message in messages if "person" in message]

    assert complaints(english) == ["key 'label.ru': it does not name person/adams, as others do"]
    assert complaints(tuple(replace(label, value="The roads") for label in english)) == []


def test_authors_are_named_and_in_the_order_of_print() -> None:
    other = replace(ARTICLE, authors=("person/adams", "person/nobody"))
    assert told(other) == ["key 'authors': the article does not name the author"]
    assert told(replace(other, note="The author is known from the journal.")) == []
    two = replace(ARTICLE, authors=("person/vale", "person/zimmer"))
    assert told(two) == []
    assert told(replace(two, authors=two.authors[::-1])) == [], "they are named in either order"
    assert len(told(replace(ARTICLE, authors=("person/adams", "person/zimmer", "person/vale")))) == 1


def test_the_day_of_publication_is_printed_or_explained() -> None:
    wrong = replace(ARTICLE, published="2018-04-06")
    assert told(wrong) == ["key 'published': the article prints no such date"]
    assert told(replace(wrong, note="The journal dates the issue to 6 April 2018.")) == []
    assert told(replace(ARTICLE, published="2018")) == []
    assert told(replace(ARTICLE, published="2019-04")) == ["key 'published': the article prints no such date"]


def test_another_copy_than_the_very_text_may_have_another_head() -> None:
    assert told(replace(ARTICLE, authors=("person/nobody",), published="2020"), same=False) == []
