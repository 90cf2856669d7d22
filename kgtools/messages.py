"""The texts of the interface, in all its languages, from one table: `messages.csv`.

A text is named by a key such as `timeline.legend.disputed`; what varies stands in braces. Content of
the graph (labels, gists, explanations) is not in here, nor are errors that only the command line shows,
which are English. In a language that the table has not, the interface speaks English.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kgtools import languages, namespaces

FALLBACK = languages.ENGLISH  # the language of the interface where it has no text in that of a project
FILE = Path(__file__).with_name("messages.csv")


@cache
def table() -> dict[str, dict[str, str]]:
    """All texts: by key, then by language."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row.pop("key"): row for row in csv.DictReader(lines)}


@cache
def spoken(language: str) -> str:
    """The language in which the interface speaks to readers of one, by its tag or what is left of it.

    >>> spoken("uz-Cyrl"), spoken("kk"), spoken("fr-CA")
    ('uz', 'kk', 'en')
    """
    known = next(iter(table().values()))
    parts = language.split("-")
    shorter = ("-".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((tag for tag in shorter if tag in known), FALLBACK)


def language_names() -> dict[str, str]:
    """The languages of the project by their tags, each named in itself.

    >>> language_names()["kk"]
    'Қазақша'
    """
    return {tag: languages.language(tag).name for tag in namespaces.languages()}


def language_name(tag: str, language: str) -> str:
    """What a language is called in another; if the interface does not know it, what it calls itself.

    >>> language_name("kk", "en"), language_name("uz-Cyrl", "ru"), language_name("qaa", "en")
    ('Kazakh', 'узбекский', 'qaa')
    """
    known = next((one for one in (tag, tag.partition("-")[0]) if f"portal.language.{one}" in table()), "")
    return message(f"portal.language.{known}", language) if known else languages.language(tag).name


def chosen(texts: Mapping[str, str], language: str) -> str:
    """Of texts by language that in one, else in that which curators write in, else in English, else any.

    >>> chosen({"en": "road", "kk": "жол"}, "kk"), chosen({"en": "road", "kk": "жол"}, "uz"), chosen({}, "uz")
    ('жол', 'road', '')
    """
    for tag in (language, namespaces.first_language(), FALLBACK):
        if text := texts.get(tag):
            return text
    return next(filter(None, texts.values()), "")


def message(key: str, language: str, *values: object, **named: object) -> str:
    """The text of a key in a language, its braces filled in. Raises KeyError for a key that the table has not.

    >>> message("claims.not-accepted", "en")
    'not accepted'
    """
    text = table()[key][spoken(language)]
    return text.format(*values, **named) if values or named else text


def texts(key: str) -> dict[str, str]:
    """The text of a key for each language of the project, with its braces, for scripts that change the language."""
    return {tag: message(key, tag) for tag in namespaces.languages()}


def section(prefix: str, language: str) -> dict[str, str]:
    """All texts whose keys begin with a prefix and a dot, by what follows it: for templates and scripts.

    >>> section("claims", "en")["not-accepted"]
    'not accepted'
    """
    start, language = prefix + ".", spoken(language)
    return {key.removeprefix(start): texts[language] for key, texts in table().items() if key.startswith(start)}


def counted(what: str, number: int, language: str) -> str:
    """A number of things in words, in the form that the language has for this number.

    The forms of a text stand in the order of Unicode's plural rules: one, few, many.

    >>> counted("documents", 1, "en"), counted("documents", 22, "ru"), counted("articles", 5, "kk")
    ('1 document', '22 документа', '5 мақала')
    """
    if f"count.{what}" not in table():  # a table of the project's own
        return f"{number} {what}"
    forms = message(f"count.{what}", language).split(" | ")
    plurals = message("counted.plurals", language)  # not from the file of the language, which takes long to read
    if plurals == "one-few-many" and number % 100 not in (11, 12, 13, 14):
        form = 0 if number % 10 == 1 else 1 if number % 10 in (2, 3, 4) else 2
    else:
        form = 0 if plurals == "one-other" and number == 1 else -1
    return f"{number} {forms[form]}"


class Message:
    """A text of the table with its values, worded when the language is known; as a string it is English.

    An error that is shown on the pages of the server carries one in place of a text.

    >>> str(Message("error.alike", word="signedOn"))
    "did you mean 'signedOn'?"
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values

    def worded(self, language: str) -> str:
        """The text in a language, with those of its values that are messages themselves in the same one."""
        values = {name: worded(value, language) for name, value in self.values.items()}
        return message(self.key, language, **values)

    def __str__(self) -> str:
        return self.worded(FALLBACK)


def worded(said: object, language: str) -> str:
    """A message, or what an error says, in a language; any other text as it is."""
    if isinstance(said, Exception) and said.args:
        said = said.args[0]
    return said.worded(language) if isinstance(said, Message) else str(said)
