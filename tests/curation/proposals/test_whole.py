"""The whole road: a reader's file from the command line, and an outside reader of whom a tenth is invented."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from kgtools.articles.copies import Copy
from kgtools.curation.proposals import listing
from kgtools.curation.proposals.judge import judge
from tests.conftest import Run
from tests.curation.proposals.made_up import (
    ARTICLE,
    BEKTUROV,
    COPY,
    FORUM,
    RUN,
    TURNOVER,
    fact,
    house,
    judged,
    lines,
    quoted,
    terms,
)  # fmt: skip

PLACES = {
    "Тараз": "place/taraz", "Термез": "place/termez", "Шымкент": "place/shymkent", "Ташкент": "place/tashkent",
    "Туркестан": "place/turkestan", "Самарканд": "place/samarkand", "Бухара": "place/bukhara",
}  # fmt: skip


def outside_reader(number: int, seed: int = 18) -> tuple[str, list[dict[str, Any]], list[str]]:
    """A made-up article of meetings, the proposals of a reader about it, and what is wrong with each, if anything.

    A tenth of the quotes are invented, and a tenth of the values changed.
    """
    chance = random.Random(seed)
    known = {name: one for name, one in PLACES.items() if one in house().entities}
    sentences, records, wrong = [], [], []
    for count in range(number):
        name, place = chance.choice(sorted(known.items()))
        day, amount = chance.randint(1, 28), f"{chance.randint(2, 98)},{chance.randint(1, 9)}"
        new = f"forum-{count}"
        title = f"Форум номер {count + 100}"
        sentences.append(f"{title} прошёл {day} мая 2031 года, город {name}.\n\nЗатем было вот что: {title} собрал "
                         f"за день на дороги и мосты {amount} млн долларов.")  # fmt: skip
        held = f"{title} прошёл {day} мая 2031 года, город {name}"
        fault = "invented" if count % 10 == 3 else "changed" if count % 10 == 7 else ""
        date, where = f"2031-05-{day:02}", place
        quote = held
        if fault == "invented":
            quote = f"{title} с успехом открылся {day} мая 2031 года, город {name}"
        elif fault == "changed" and count % 20 == 7:
            date = f"2031-05-{day % 28 + 1:02}"
        elif fault == "changed":
            where = chance.choice(sorted({*known.values()} - {place}))
        forum = {
            "record": "thing",
            "new": new,
            "kind": "Forum",
            "labels": {"ru": title},
            "quotes": quoted(title + " прошёл"),
        }
        records += [forum, fact(quote, f"+{new}", "date", {"date": date}), fact(quote, f"+{new}", "place", where)]
        changed_date = fault == "changed" and date != f"2031-05-{day:02}"
        wrong += ["", "invented" if fault == "invented" else "changed" if changed_date else "",
                  "invented" if fault == "invented" else "changed" if where != place else ""]  # fmt: skip
    return "\n\n".join(sentences), records, wrong


def test_of_an_outside_reader_nothing_invented_or_changed_is_clean() -> None:
    text, records, wrong = outside_reader(100)
    found = judge(lines(*records), house(), terms(), {ARTICLE: Copy(Path("o.txt"), text, same=True)}).proposals
    assert len(found) == len(records) == 300
    clean = {
        fault: [one for one, its in zip(found, wrong, strict=True) if its == fault and one.clean] for fault in wrong
    }
    assert {fault: len(listed) for fault, listed in clean.items() if fault} == {"invented": 0, "changed": 0}
    assert len(clean[""]) > 150  # nor is the judge so strict that it lets nothing pass


def test_what_is_told_already_confirmed_or_clashes_is_said() -> None:
    holder = fact("президент Узбекистана Шавкат Мирзиёев", "tenure/mirziyoyev-president-of-uzbekistan", "holder",
                  "person/shavkat-mirziyoyev")  # fmt: skip
    first, again = judged(holder, holder).proposals
    assert any(word.check == "told" and "confirms" in word.text for word in first.words)
    assert next(word.text for word in again.words if word.check == "told") == "line 2 says it already"
    assert listing.state(again) == listing.AGAIN
    dates = [fact("прошёл в Термезе 4–5 мая 2031 года", "+forum", "date", {"date": date}) for date in
             ("2031-05-04/2031-05-05", "2031-06")]  # fmt: skip
    clashing = judged(FORUM, *dates).proposals[1:]
    assert all(any(word.check == "clash" for word in one.words) for one in clashing)


def test_a_file_of_another_article_or_text_is_told() -> None:
    about_another = judged(fact("harbour of Arcadia", "+forum", "place", "place/termez"))
    assert about_another.findings == ()
    other = Copy(Path("o.txt"), "The harbour of Arcadia was dredged in 1911.", same=True)
    given = lines(FORUM, *({"record": "empty", "quotes": quoted(words), "why": "x"} for words in
                           ("harbour of Arcadia", "Arcadia was dredged", "dredged in 1911")))  # fmt: skip
    found = judge(given, house(), terms(), {ARTICLE: COPY, "other": other})
    assert "3 of 4 proposals quote the article 'other'" in str(found.findings[0])
    assert "another version of the text" in str(judged(FORUM, sha256="0" * 64).findings[0])
    assert "no such article" in str(judged(FORUM, article="bekturov-shore").findings[0])
    assert "no record 'run'" in str(judge(json.dumps(FORUM), house(), terms(), {}).findings[0])
    assert "no copy" in str(judge(lines(FORUM), house(), terms(), {}).findings[0])
    copy = Copy(Path("c.txt"), COPY.text, same=False)
    found = judge(lines(FORUM), house(), terms(), {ARTICLE: copy})
    assert "another copy" in str(found.findings[0])
    assert not found.proposals[0].clean
    assert found.proposals[0].anchor is None


def test_the_listing_fits_80_columns_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    found = judged(
        FORUM, BEKTUROV, TURNOVER, TURNOVER | {"value": "6.3"}, TURNOVER | {"quotes": quoted("превысил 6,3 млрд")}
    )
    said = listing.as_text(found)
    assert max(map(len, said.splitlines())) <= listing.WIDTH
    assert said.endswith("5 proposals: 1 clean, 3 to look at, 1 refused, 0 told already\n")
    assert "where the quote has «6,3»" in " ".join(said.split())
    document = json.loads(listing.as_json(found))
    assert document["summary"] == {"clean": 1, "to-look-at": 3, "refused": 1, "told-already": 0}
    assert [one["state"] for one in document["proposals"]] == [
        "to-look-at",
        "to-look-at",
        "clean",
        "to-look-at",
        "refused",
    ]
    assert document["proposals"][2]["references"]["measured"]["id"] == "state/kazakhstan"


NOTE = {"record": "run", "format": "tandem-proposals/1", "article": "short-note", "reader": RUN["reader"]}


def test_the_commands_take_over_and_judge(mini: Path, kgtools: Run, tmp_path: Path) -> None:
    text = (mini / "articles" / "short-note.txt").read_text(encoding="utf-8")
    words = " ".join(text.split()[:6])
    sheet = tmp_path / "s.csv"
    sheet.write_text(f'quote,why\n"{words}",heading\n"never printed here at all",heading\n', encoding="utf-8")
    out = tmp_path / "p.jsonl"
    done = kgtools("propose", "--import", sheet, "short-note", "-o", out, "--root", mini)
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 proposals taken over" in done.stderr
    done = kgtools("proposals", out, "--articles", mini / "articles", "--root", mini)
    assert done.returncode == 1
    assert "2 proposals: 1 clean, 0 to look at, 1 refused, 0 told already" in done.stdout
    done = kgtools("proposals", "-", "--articles", mini / "articles", "--root", mini, "--format", "json",
                   input="".join(out.read_text(encoding="utf-8").splitlines(keepends=True)[:2]))  # fmt: skip
    assert (done.returncode, json.loads(done.stdout)["summary"]["clean"]) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["propose", "--import", "s.csv", "short-not"], "did you mean 'short-note'"),
        (["propose", "--import", "s.csv"], "name the article: short-note"),
        (["propose", "--import", "none.csv", "short-note"], "cannot be read"),
        (["propose", "--import", "s.csv", "short-note", "--as", "xml"], "--as xml: expected"),
        (["propose", "--import", "s.csv", "short-note", "--map", "PER"], "expected LABEL=NAME"),
        (["proposals", "s.csv"], "take it over first"),
        (["proposals", "none.jsonl"], "cannot be read"),
    ],
)
def test_wrong_use_is_told_in_one_line(
    arguments: list[str], said: str, built: Path, kgtools: Run, tmp_path: Path
) -> None:
    (tmp_path / "s.csv").write_text("quote,why\na b c,x\n", encoding="utf-8")
    done = kgtools(*arguments, "--root", built)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_proposals_are_not_written_among_the_tables(mini: Path, kgtools: Run, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("quote,why\na b c,x\n", encoding="utf-8")
    out = mini / "data" / "articles" / "short-note" / "p.jsonl"
    done = kgtools("propose", "--import", tmp_path / "s.csv", "short-note", "-o", out, "--root", mini)
    assert (done.returncode, out.exists()) == (2, False)
    assert "outside data/" in done.stderr
