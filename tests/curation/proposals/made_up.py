"""An article written for these tests, in four languages, and a house that knows it, for judging proposals about it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from kgtools import ontology
from kgtools.articles.copies import Copy
from kgtools.claims.model import Article, Corpus
from kgtools.curation.proposals.judge import Judged, judge
from kgtools.ontology import Ontology
from tests.conftest import ROOT, real_corpus

ARTICLE = "bekturov-shores"
TEXT = """\
Форум двух берегов

На форуме «Два берега», который прошёл в Термезе 4–5 мая 2031 года, министр Ораз Бектуров и президент Узбекистана \
Шавкат Мир-
зиёев подписали программу «Мост». Товарооборот Казахстана и Узбекистана, по словам министра, превысил 6,2 млрд \
долларов в 2030 году [3, с. 40], а объём перевозок вырос на 12,5%.

Участники пожелали друг другу успеха.

- 2 -

Форум жұмысын «Екі жаға» қоғамы ұйымдастырды. Қазақстанның өкілі Айгүл Сәрсенова 2031 жылғы 5 мамырда Термезде \
сөйледі, ал келесі кездесу 2032 жылы Шымкентте өтеді.

«Ikki sohil» jamiyati raisi Davron Olimov 2029-yilda saylangan. Oʻzbekiston tomoni 350 ta loyiha taklif qildi.

The Two Shores Forum, which was "the first of its kind", did not adopt a declaration. Its secretary Laura Finch said \
that 40 companies from Kazakhstan and Uzbekistan took part, and that the next forum would be held in Shymkent.
"""
COPY = Copy(Path("shores.txt"), TEXT, same=True)
RUN = {
    "record": "run", "format": "tandem-proposals/1", "article": ARTICLE,
    "reader": {"kind": "person", "name": "tester"},
}  # fmt: skip


@cache
def terms() -> Ontology:
    return ontology.load(ROOT)


@cache
def house() -> Corpus:
    """The real tables, and the made-up article beside them."""
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    article = Article(
        ARTICLE, (), (), (), ("ru", "kk", "uz", "en"), "2031-06", "", "", len(TEXT), digest, "draft", (), "", ""
    )
    known = real_corpus()
    return replace(known, articles=known.articles | {ARTICLE: article})


def lines(*records: dict[str, Any], run: dict[str, Any] = RUN) -> str:
    """A file of proposals about the made-up article."""
    return "".join(msgspec.json.encode(one).decode() + "\n" for one in (run, *records))


def judged(*records: dict[str, Any], **run: Any) -> Judged:
    """Proposals about the made-up article, judged; `run` changes the first record."""
    return judge(lines(*records, run=RUN | run), house(), terms(), {ARTICLE: COPY})


def quoted(*words: str) -> list[dict[str, str]]:
    return [{"exact": one} for one in words]


def fact(quote: str, subject: Any, name: str, value: Any, **more: Any) -> dict[str, Any]:
    """A fact as a record; things are given by ids, or by keys that begin with a plus sign."""
    given = value if isinstance(value, dict) else {"thing": thing(value)}
    return {
        "record": "fact",
        "quotes": quoted(quote),
        "subject": thing(subject),
        "property": name,
        "value": given,
        **more,
    }


def thing(word: Any) -> Any:
    if not isinstance(word, str):
        return word
    return {"new": word[1:]} if word.startswith("+") else {"id": word} if "/" in word else {"name": word}


FORUM = {
    "record": "thing", "new": "forum", "kind": "Forum", "labels": {"ru": "Форум «Два берега» (2031)"},
    "printed": ["форуме «Два берега»"], "quotes": quoted("форуме «Два берега»"),
}  # fmt: skip
BRIDGE = {
    "record": "thing", "new": "bridge", "kind": "Programme", "labels": {"ru": "Программа «Мост» (2031)"},
    "quotes": quoted("программу «Мост»"),
}  # fmt: skip
BEKTUROV = {
    "record": "thing", "new": "bekturov", "kind": "Person", "labels": {"ru": "Ораз Бектуров", "en": "Oraz Bekturov"},
    "quotes": quoted("министр Ораз Бектуров"),
}  # fmt: skip
TURNOVER = {
    "record": "figure", "quotes": quoted("Товарооборот Казахстана и Узбекистана, по словам министра, превысил 6,2 млрд "
                                         "долларов в 2030 году"),
    "indicator": {"id": "indicator/trade"}, "measured": {"name": "Казахстан"}, "partner": {"name": "Узбекистан"},
    "flow": "turnover", "period": "2030", "value": "6.2", "unit": "billion-usd", "bound": "over",
}  # fmt: skip
