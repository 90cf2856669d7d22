"""Copies of articles: recognised by content, and the verdict on every anchor in them."""

from __future__ import annotations

import hashlib
import textwrap
from collections import Counter
from pathlib import Path

import pytest

from kgtools import ontology
from kgtools.articles import anchors, copies
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import EXACT, MOVED, TWICE, ArticleIdentity, Copy, judge, read_copies
from kgtools.checks import anchors as anchor_checks
from kgtools.claims import reader
from kgtools.errors import UsageError

TEXT = "The road is long. The road is wide. A bridge «of stone» crosses the river Mo-\nrava, 4.9 km from Port Royal."
OTHER_TEXT = """The lighthouse keeper of Cape Wander wrote a diary in 1911. He counted ships, gulls and
storms, and sold eggs to the crews. His daughter painted the lamp room blue. Nobody remembers why."""


def reprinted(text: str, width: int = 37) -> str:
    """The same text as another program would save it: other lines, hyphens, quotes, and no markup."""
    bare = text.translate(str.maketrans("«»", "„“", "*#_|`>")).replace("-\n", "")
    lines = []
    for line in textwrap.wrap(" ".join(bare.split()), width):
        cut = line.rfind(" ") + 4
        if len(line) > cut and line[cut - 1 : cut + 1].isalpha():
            lines += [line[:cut] + "-", line[cut:]]
        else:
            lines.append(line)
    return "\n".join(lines) + "\n\f\n"


def at(text: str, words: str) -> Anchor:
    """The anchor of words that stand in a text once."""
    return anchors.anchor(text, words)


@pytest.fixture
def identities(mini: Path) -> dict[str, ArticleIdentity]:
    """What the tiny project knows of its article."""
    return anchor_checks.identities(reader.load(mini, ontology.load(mini)))


@pytest.fixture
def text(mini: Path) -> str:
    return (mini / "articles" / "short-note.txt").read_text()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for copies."""
    made = tmp_path / "copies"
    made.mkdir()
    return made


def verdicts(copy: Copy | None, known: ArticleIdentity) -> Counter[str]:
    return Counter(judge(copy, anchor).kind for anchor in known.anchors)


# -- recognising copies -------------------------------------------------------------------------------


def test_the_helper_really_reprints_the_text(text: str) -> None:
    again = reprinted(text)
    assert not set("*#_|`>«»") & set(again)
    assert again.count("-\n") > 5
    assert not set(text.splitlines()) & (set(again.splitlines()) - {""})


@pytest.mark.parametrize("name", ["short-note.txt", "scan 17.txt", "Мақала.MD", "noending"])
def test_the_very_text_is_recognised_by_its_hash_under_any_name(
    identities: dict[str, ArticleIdentity], folder: Path, text: str, name: str
) -> None:
    (folder / name).write_text(text)
    copies = read_copies(folder, identities)
    assert copies == {"short-note": Copy(folder / name, text, True)}
    known = identities["short-note"]
    assert len(known.anchors) > 20
    assert verdicts(copies["short-note"], known) == {EXACT: len(known.anchors)}


@pytest.mark.parametrize("change", ["reprinted", "upper", "crlf", "bom", "preface"])
def test_another_copy_is_recognised_by_its_content(
    identities: dict[str, ArticleIdentity], folder: Path, text: str, change: str
) -> None:
    changed = {
        "reprinted": reprinted(text),
        "upper": text.upper(),
        "crlf": text.replace("\n", "\r\n"),
        "bom": "\ufeff" + text,
        "preface": OTHER_TEXT + text,
    }[change]
    (folder / "unnamed.md").write_bytes(changed.encode())
    (folder / "other.txt").write_text(OTHER_TEXT)
    copies = read_copies(folder, identities)
    assert copies["short-note"].path.name == "unnamed.md"
    assert not copies["short-note"].same
    found = verdicts(copies["short-note"], identities["short-note"])
    if change == "upper":
        assert found == {EXACT: len(identities["short-note"].anchors)}
    else:  # one sentence of the note stands there twice
        assert found == {MOVED: len(identities["short-note"].anchors) - 1, TWICE: 1}


def test_the_very_text_wins_over_another_copy(identities: dict[str, ArticleIdentity], folder: Path, text: str) -> None:
    (folder / "a.txt").write_text(reprinted(text))
    (folder / "b.txt").write_text(text)
    (folder / "c.txt").write_text(reprinted(text, 50))
    copies = read_copies(folder, identities)
    assert copies["short-note"].path.name == "b.txt"
    assert copies["short-note"].same


def test_the_fuller_of_two_copies_wins(identities: dict[str, ArticleIdentity], folder: Path, text: str) -> None:
    again = reprinted(text)
    (folder / "a.txt").write_text(again[: len(again) * 3 // 4])
    (folder / "b.txt").write_text(again)
    (folder / "c.txt").write_text(again[: len(again) * 3 // 5])
    assert read_copies(folder, identities)["short-note"].path.name == "b.txt"


def test_an_article_that_is_no_copy_is_not_taken_for_one(
    identities: dict[str, ArticleIdentity], folder: Path, text: str
) -> None:
    (folder / "short-note.txt").write_text(OTHER_TEXT)  # the name says nothing
    (folder / "review.txt").write_text(OTHER_TEXT + text[430:545] + OTHER_TEXT)  # quotes a passage or two
    (folder / "note.pdf").write_text(text)  # no text file
    (folder / "note.txt").write_bytes(text.encode("utf-16"))
    (folder / "empty.txt").write_text("")
    (folder / "deeper.txt").mkdir()
    assert read_copies(folder, identities) == {}


def test_a_copy_with_one_changed_letter_has_another_hash(
    identities: dict[str, ArticleIdentity], folder: Path, text: str
) -> None:
    (folder / "a.txt").write_text(text.replace("likes roads. Boris", "likes boats. Boris"))
    copy = read_copies(folder, identities)["short-note"]
    assert not copy.same
    exact = len(identities["short-note"].anchors) - 1
    assert verdicts(copy, identities["short-note"]) == {copies.EXACT: exact, copies.MOVED: 1}


def test_each_of_several_articles_gets_its_own_copy(folder: Path) -> None:
    known = {
        "road": ArticleIdentity("0" * 64, [at(TEXT, "A bridge of stone"), at(TEXT, "4.9 km from Port Royal")]),
        "light": ArticleIdentity(hashlib.sha256(OTHER_TEXT.encode()).hexdigest(), [at(OTHER_TEXT, "He counted ships")]),
        "unread": ArticleIdentity("1" * 64, []),
    }
    (folder / "one").write_text(reprinted(TEXT))
    (folder / "two").write_text(OTHER_TEXT)
    copies = read_copies(folder, known)
    assert {name: copy.path.name for name, copy in copies.items()} == {"road": "one", "light": "two"}


def test_a_missing_folder_is_named(identities: dict[str, ArticleIdentity], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no folder .*nowhere; name the folder that holds your copies"):
        read_copies(tmp_path / "nowhere", identities)


# -- verdicts -----------------------------------------------------------------------------------------


def copy_of(text: str) -> Copy:
    return Copy(Path("copy.txt"), text, False)


def test_exact() -> None:
    anchor = at(TEXT, "A bridge of stone")
    assert (anchor.start, anchor.end) == (36, 54)
    assert judge(copy_of(TEXT), anchor) == copies.Verdict(copies.EXACT, ((36, 54),))


def test_moved() -> None:
    anchor = at(TEXT, "A bridge of stone crosses the river Morava")
    longer = copy_of("A preface. " + TEXT)
    assert judge(longer, anchor) == copies.Verdict(copies.MOVED, ((anchor.start + 11, anchor.end + 11),))
    again = "Ah. " + reprinted(TEXT)
    verdict = judge(copy_of(again), anchor)
    (start, end), *rest = verdict.places
    assert (verdict.kind, rest) == (copies.MOVED, [])
    assert again[start:end].replace("-\n", "").replace("\n", " ") == "A bridge „of stone“ crosses the river Morava"


def test_moved_out_of_a_shorter_copy() -> None:
    anchor = at(TEXT, "4.9 km from Port Royal")
    shorter = TEXT[60:]
    assert anchor.end > len(shorter)
    assert judge(copy_of(shorter), anchor).places == ((anchor.start - 60, anchor.end - 60),)


@pytest.mark.parametrize(
    ("old", "new"), [("4.9", "4.8"), ("4.9", "49 0"), ("Morava", "Moraya"), ("Port Royal", "Port-au-Royal"), ("km", "")]
)
def test_missing(old: str, new: str) -> None:
    whole = TEXT.replace("-\n", "")
    anchor = at(whole, "crosses the river Morava, 4.9 km from Port Royal")
    assert old in whole
    assert judge(copy_of(whole.replace(old, new)), anchor) == copies.Verdict(copies.MISSING)


def test_twice_only_if_it_is_not_at_its_place() -> None:
    anchor = anchors.anchor(TEXT, "The road is", 2)
    assert judge(copy_of(TEXT), anchor).kind == copies.EXACT
    assert judge(copy_of("Ah. " + TEXT), anchor) == copies.Verdict(copies.TWICE, ((4, 15), (22, 33)))


def test_not_checked_without_a_copy() -> None:
    assert judge(None, at(TEXT, "A bridge of stone")) == copies.Verdict(copies.UNCHECKED)


def test_the_passage_is_shown_in_one_line_or_not_at_all() -> None:
    anchor = at(TEXT, "«of stone» crosses the river Morava")
    assert copies.passage(copy_of(TEXT), anchor) == "of stone» crosses the river Mo- rava"
    assert copies.passage(copy_of("Ah. " + reprinted(TEXT, 200)), anchor) == "of stone“ crosses the river Morava"
    assert copies.passage(None, anchor) == ""
    assert copies.passage(copy_of(OTHER_TEXT), anchor) == ""
    assert copies.passage(copy_of("Ah. " + TEXT), anchors.anchor(TEXT, "The road is", 1)) == ""


# -- writing anchors ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "place"),
    [
        ("A bridge «of stone»", (36, 54)),
        ("a BRIDGE\nof stone", (36, 54)),
        ("the river Morava", (64, 82)),
        ("the river Mo-rava,", (64, 82)),
        ("**Port Royal**", (96, 106)),
    ],
)
def test_an_anchor_is_the_place_of_the_quote(quote: str, place: tuple[int, int]) -> None:
    anchor = anchors.anchor(TEXT, quote)
    assert (anchor.start, anchor.end) == place
    assert judge(copy_of(TEXT), anchor).kind == copies.EXACT


def test_the_occurrence_chooses() -> None:
    assert [anchors.anchor(TEXT, "The road is", number).start for number in (1, 2)] == [0, 18]
    assert anchors.anchor(TEXT, "A bridge", 1) == anchors.anchor(TEXT, "A bridge")


@pytest.mark.parametrize(
    ("quote", "occurrence", "message"),
    [
        ("A bridge of wood", None, "the quote is not in the text; its first 3 words are, 'wood' does not follow them"),
        ("tunnel of stone", None, "the quote is not in the text; not even its first word 'tunnel'"),
        ("bridge of ston", None, "the quote begins or ends inside a word; quote whole words"),
        ("ridge of stone", None, "the quote begins or ends inside a word; quote whole words"),
        ("4.9 k", None, "the quote begins or ends inside a word; quote whole words"),
        (
            "The road is", None,
            "the quote stands in the text 2 times (1: 0-11, 2: 18-29); which one? quote more words, or say "
            "--occurrence N",
        ),
        ("The road is", 3, "--occurrence 3: the quote stands in the text 2 times"),
        ("The road is", 0, "--occurrence 0: the quote stands in the text 2 times"),
        ("The road is", -1, "--occurrence -1: the quote stands in the text 2 times"),
        ("", None, "the quote holds no letter and no digit; quote the words that say it"),
        (" – «…» – ", None, "the quote holds no letter and no digit; quote the words that say it"),
        ("–", 1, "the quote holds no letter and no digit; quote the words that say it"),
        ("— The – road is narrow", None,
         "the quote is not in the text; its first 3 words are, 'narrow' does not follow them"),
    ],
)  # fmt: skip
def test_a_quote_that_gives_no_anchor(quote: str, occurrence: int | None, message: str) -> None:
    with pytest.raises(UsageError) as reported:
        anchors.anchor(TEXT, quote, occurrence)
    assert str(reported.value) == message


def test_only_whole_words_count_as_occurrences() -> None:
    anchor = anchors.anchor("The art of the arts: artful", "art")
    assert (anchor.start, anchor.end) == (4, 7)


@pytest.mark.parametrize("apostrophe", "ʻʼ‘’'")
def test_a_word_may_end_in_an_uzbek_apostrophe(apostrophe: str) -> None:
    text = f"Bu yerda baland tog{apostrophe} bor."
    assert anchors.anchor(text, f"baland tog{apostrophe}").start == 9
    assert anchors.anchor(text, "baland togʻ") == anchors.anchor(text, "baland tog'")
