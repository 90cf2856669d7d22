"""Quotes looked for in a text: what print alone makes different is placed, what is merely alike never is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kgtools.articles.copies import Copy
from kgtools.curation.proposals.quotes import (
    ALTERED,
    CUT,
    ELSEWHERE,
    EVENED,
    EXACT,
    MISSING,
    SEVERAL,
    UNCHECKED,
    Quotes,
)
from kgtools.curation.proposals.records import Quote
from tests.curation.proposals import altered
from tests.curation.proposals.made_up import COPY, TEXT

OTHER = Copy(Path("other.txt"), "The harbour of Arcadia was dredged in 1911 by two brothers.", same=True)
QUOTES = Quotes(COPY, {"other": OTHER})


def test_of_1000_quotes_altered_in_print_nearly_all_are_placed() -> None:
    found = [(kind, quote, one, QUOTES.place(Quote(one))) for kind, quote, one in altered.in_print(TEXT, 1000)]
    lost = [(kind, quote, one, verdict.text) for kind, quote, one, verdict in found if not verdict.placed]
    assert len(lost) <= 20, lost[:5]
    assert set(altered.PRINT) == {kind for kind, _, _, _ in found}


def test_of_1000_changed_or_invented_quotes_none_is_accepted() -> None:
    kinds: Counter[str] = Counter()
    for kind, quote, one in altered.changed(TEXT, 1000):
        verdict = QUOTES.place(Quote(one))
        assert verdict.kind in (ALTERED, CUT, MISSING), (kind, quote, one, verdict)
        kinds[kind] += 1
    assert set(kinds) == set(altered.CHANGES)


@pytest.mark.parametrize(
    ("quote", "kind", "words"),
    [
        ("На форуме \"Два берега\", который прошёл", EXACT, ""),
        ("на форуме два берега", EXACT, ""),
        ("Шавкат Мирзиёев подписали", EXACT, ""),
        ("который прошел в Термезе", EVENED, ""),
        ("в 2030 году, а объем перевозок", EVENED, ""),  # without the number of a note
        ("министр … подписали программу", EVENED, ""),
        ("[Этот] министр Ораз Бектуров", EVENED, ""),
        ("Ораз Бектуров и [он] Узбекистана", EVENED, ""),
        ("вырос на 12,5%", EXACT, ""),
        ("вырос на 125%", ALTERED, "«12,5» where the quote has «125»"),
        ("вырос на 12,5‰", ALTERED, "a sign beside a number differs: the article has «вырос на 12,5%»"),
        ("вырос на 12,6%", ALTERED, "«12,5» where the quote has «12,6»"),
        ("4–6 мая 2031 года", ALTERED, "«5» where the quote has «6»"),
        ("в 2030 году [3, с. 41], а объём", ALTERED, "«40» where the quote has «41»"),
        ("министр Ораз Бектур", CUT, "«министр Ораз Бектуров»"),
        ("министр … превысил … Термезе", ALTERED, ""),  # not in this order
        ("министр Ораз Бектуров … did not adopt a declaration", ALTERED, ""),  # not near each other
        ("harbour of Arcadia was dredged", ELSEWHERE, "misattributed: these are words of the article 'other'"),
        ("стороны открыли новую страницу дружбы", MISSING, "nothing like it"),
        ("…", MISSING, "no letter"),
    ],
)  # fmt: skip
def test_a_quote_gets_its_word(quote: str, kind: str, words: str) -> None:
    found = QUOTES.place(Quote(quote))
    assert (found.kind, words in found.text) == (kind, True), found


def test_a_quote_that_stands_several_times_is_chosen_by_what_stands_around_it() -> None:
    found = QUOTES.place(Quote("Узбекистана"))
    assert found.kind == SEVERAL
    assert len(found.places) == 2
    for quote in (Quote("Узбекистана", prefix="Казахстана и "), Quote("Узбекистана", suffix=", по словам")):
        chosen = QUOTES.place(quote)
        assert chosen.kind == EXACT
        assert chosen.places == (found.places[1],)


def test_a_place_is_believed_only_where_the_words_stand_and_the_text_is_the_very_one() -> None:
    first, second = QUOTES.place(Quote("Узбекистана")).places
    assert QUOTES.place(Quote("Узбекистана", start=second[0])).kind == SEVERAL
    same = Quotes(COPY, same=True)
    assert same.place(Quote("Узбекистана", start=second[0])).places == (second,)
    assert same.place(Quote("Узбекистана", start=len(TEXT[: first[0]].encode()), count="byte")).places == (first,)
    assert same.place(Quote("Узбекистана", start=first[0] + 30)).kind == SEVERAL
    assert same.place(Quote("Узбекистана", start=first[0], count="page")).kind == SEVERAL
    assert same.place(Quote("програму «Мост»", start=TEXT.index("программу"))).kind == ALTERED


def test_without_a_copy_nothing_is_placed() -> None:
    assert Quotes(None).place(Quote("На форуме")).kind == UNCHECKED


def test_an_anchor_reaches_over_quotes_that_are_near_each_other() -> None:
    near, far = QUOTES.place(Quote("министр Ораз Бектуров")), QUOTES.place(Quote("did not adopt a declaration"))
    other = QUOTES.place(Quote("подписали программу"))
    anchor = QUOTES.anchor([other, near])
    assert anchor
    assert TEXT[anchor.start : anchor.end].startswith("министр Ораз")
    assert TEXT[anchor.start : anchor.end].endswith("программу")
    assert QUOTES.anchor([near, far]) is None
    assert QUOTES.anchor([near, QUOTES.place(Quote("не сказано"))]) is None
