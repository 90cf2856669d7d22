"""Copies of articles: recognised by content, and the verdict on every anchor in them."""

from __future__ import annotations

import hashlib
import textwrap
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtools import ontology
from kgtools.articles import anchors, copies, fingerprints
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
    if change in ("upper", "bom"):  # no sign has moved
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


def test_what_is_no_copy_is_named_with_the_reason(
    identities: dict[str, ArticleIdentity], folder: Path, text: str
) -> None:
    (folder / "short-note.txt").write_text(OTHER_TEXT)  # the name says nothing
    (folder / "review.txt").write_text(OTHER_TEXT + text[430:545] + OTHER_TEXT)  # quotes a passage or two
    (folder / "old.md").write_bytes("Ночь, улица, фонарь, аптека".encode("cp1251"))
    (folder / "note.pdf").write_text(text)
    (folder / "scan.txt").write_bytes(b"%PDF-1.7 and so on")
    (folder / "note.docx").write_bytes(b"PK\x03\x04")
    (folder / "page.html").write_text(text)
    (folder / "saved.txt").write_text(f"\n<!DOCTYPE HTML><p>{text}")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "rubbish").write_bytes(bytes(range(256)))
    (folder / "empty.txt").write_text("")
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    (folder / ".hidden").write_text("")
    (folder / "deeper").mkdir()
    found = copies.look(folder, identities)
    assert found.copies == read_copies(folder, identities) == {}
    assert {name: why.partition(";")[0] for name, why in found.refused.items()} == {
        "short-note.txt": "text that holds too few passages of an article to be a copy of it",
        "review.txt": "text that holds too few passages of an article to be a copy of it",
        "old.md": "text, read as Windows-1251, that holds too few passages of an article to be a copy of it",
        "note.pdf": "PDF", "scan.txt": "PDF", "note.docx": "document of a word processor", "page.html": "HTML",
        "saved.txt": "HTML", "photo.jpg": "not named as text", "empty.txt": "empty",
        "rubbish": "no text in UTF-8, UTF-16 or Windows-1251", "gone.txt": "cannot be read: No such file or directory",
        "deeper": "folder",
    }  # fmt: skip
    line = found.lacking(identities, "nothing is checked")
    assert line.startswith("no copy of short-note, so nothing is checked; the folder holds ")
    assert "note.pdf, scan.txt (PDF; make text of it, for example with pdftotext)" in line
    assert "deeper (folder; what lies in it is not looked at, name it itself)" in line


def test_what_a_folder_lacks_is_told(identities: dict[str, ArticleIdentity], folder: Path, text: str) -> None:
    assert copies.look(folder, identities).lacking(identities) == "no copy of short-note; the folder is empty"
    (folder / "a.txt").write_text(text)
    for number in range(5):
        (folder / f"{number}.pdf").write_text("")
    found = copies.look(folder, {**identities, "road": ArticleIdentity("0" * 64, [])})
    assert found.lacking(["short-note"]) == ""
    assert found.lacking(["short-note", "road"]).startswith(
        "no copy of road; the folder also holds 0.pdf, 1.pdf, 2.pdf and 2 more (PDF;"
    )


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (lambda text: text.replace("\n", "\r\n").encode(), "its line ends"),
        (lambda text: text.replace("\n", "\r").encode(), "its line ends"),
        (lambda text: ("\ufeff" + text).encode(), "a byte order mark"),
        (lambda text: ("\ufeff" + text.replace("\n", "\r\n")).encode(), "a byte order mark and its line ends"),
        (lambda text: text.rstrip("\n").encode(), "the line ends after its last word"),
        (lambda text: (text + "\n").encode(), "the line ends after its last word"),
        (lambda text: text.encode("utf-16"), "its encoding, UTF-16"),
        (lambda text: text.encode("utf-16-le"), "its encoding, UTF-16"),
        (lambda text: text.encode("utf-16-be"), "its encoding, UTF-16"),
        (lambda text: text.replace("\n", "\r\n").encode("cp1251"), "its encoding, Windows-1251 and its line ends"),
        (lambda text: text.replace("roads", "boats", 1).encode(), ""),
    ],
)
def test_a_copy_that_is_nearly_the_very_text_says_how_it_differs(
    folder: Path, change: Callable[[str], bytes], difference: str
) -> None:
    text = "Одна дорога длинная.\nДругая дорога «roads» широкая.\n"
    known = {"road": ArticleIdentity(hashlib.sha256(text.encode()).hexdigest(), [at(text, "дорога длинная")])}
    (folder / "copy.txt").write_bytes(change(text))
    copy = read_copies(folder, known)["road"]
    assert (copy.same, copy.difference) == (False, difference)
    assert copies.passage(copy, known["road"].anchors[0]) == "дорога длинная"


def test_windows_1251_is_believed_only_if_the_passages_are_there(folder: Path) -> None:
    text = "Одна дорога длинная, другая дорога широкая, а третья дорога узкая."
    known = {"road": ArticleIdentity("0" * 64, [at(text, "Одна дорога длинная"), at(text, "третья дорога узкая")])}
    (folder / "a.txt").write_bytes(text.encode("koi8-r"))
    assert read_copies(folder, known) == {}
    (folder / "b.txt").write_bytes(("Предисловие. " + text).encode("cp1251"))
    copy = read_copies(folder, known)["road"]
    assert (copy.path.name, copy.encoding, copy.difference) == ("b.txt", "Windows-1251", "")
    assert verdicts(copy, known["road"]) == {MOVED: 2}


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


SENTENCE = "The bridge of stone crosses the river in 12 steps, and the road to Port Royal goes on for 4.9 km"
HEAD = "Annals of Roads and Bridges, No. {}"
PAGE = "x" * 500


def broken(by: str) -> str:
    """A text in which something stands within the sentence; pages with the same head come before and after it."""
    pages = [f"{HEAD.format(number)}\n\n{PAGE}\n\n{number}\n\f" for number in range(1, 4)]
    middle = SENTENCE.replace(" in 12", f"{by} in 12").replace(" goes", f"{by} goes")
    return "".join([*pages, middle, ".\n\f", *pages])


@pytest.mark.parametrize(
    "by",
    [
        "\n17\n", "\n\n- 17 -\n\f\n", "\n– 17 –\n", "\n[17]\n", "\nстр. 17\n", "\n17 / 40\n", "\nxvii\n",
        "[17]", " [17, с. 40]", " [3; 17; 20-22]", "¹⁷", "\u2079",
        "17", ",17", "\n\n17 See Ivanov, Roads of the north.\nPort Royal, 1911.\n\n17\n\f\n",
        "\n" + HEAD.format(9) + "\n", "\n\n17\n\f\n" + HEAD.format(9) + "\n\n",
    ],
)  # fmt: skip
def test_what_pages_print_within_a_passage_is_looked_past(by: str) -> None:
    anchor, text = at(SENTENCE, SENTENCE), broken(by)
    assert fingerprints.find(fingerprints.fold(text), anchor.fingerprint) == []
    verdict = judge(copy_of(text), anchor)
    assert verdict.kind == MOVED
    start, end = verdict.places[0]
    assert (text[start:].startswith("The bridge"), text[:end].endswith("4.9 km")) == (True, True)
    assert judge(Copy(Path("copy.txt"), text, True), anchor).kind == copies.MISSING  # the very text holds it as it is


@pytest.mark.parametrize("by", ["\n17 steps\n", " 17 of them", "\nHead of no other page\n", " (seventeen)", "\n17,5\n"])
def test_what_may_be_the_articles_is_not_looked_past(by: str) -> None:
    assert judge(copy_of(broken(by)), at(SENTENCE, SENTENCE)).kind == copies.MISSING


@pytest.mark.parametrize(("old", "new"), [("12 steps", "13 steps"), ("12 steps", "steps"), ("4.9 km", "4.8 km")])
def test_a_number_that_differs_is_never_looked_past(old: str, new: str) -> None:
    assert judge(copy_of(broken("\n17\n").replace(old, new)), at(SENTENCE, SENTENCE)).kind == copies.MISSING


def test_most_passages_may_be_broken_in_a_copy(folder: Path) -> None:
    words = [f"road{number} leads far away to the next town" for number in "abcdefghijklmnopqrst"]
    known = {"road": ArticleIdentity("0" * 64, [at(" ".join(words), each) for each in words])}
    text = " ".join([words[0], *(each.replace(" far", "[12] far") for each in words[1:])])
    (folder / "a.txt").write_text(text)
    assert verdicts(read_copies(folder, known)["road"], known["road"]) == {EXACT: 1, MOVED: 19}


@pytest.mark.parametrize(
    ("article", "copy", "kind"),
    [
        ("Ещё идёт отчёт о дороге", "Еще идет отчет о дороге", MOVED),
        ("Еще идет отчет о дороге", "Ещё идёт отчёт о дороге", MOVED),
        ("Ещё идет отчет о дороге", "Еще идёт отчёт о дороге", MOVED),
        ("Ещё идёт отчёт о дороге", "Еще идет\n17\nотчет[3] о дороге", MOVED),
        ("Ещё идёт отчёт о дороге", "Еще идет счет о дороге", copies.MISSING),
        ("Ғылым қазір дамып келеді", "Гылым казір дамып келеді", copies.MISSING),
        ("Мои дороги", "Мой дороги", copies.MISSING),
        ("қазіргі іс", "қазиргі іс", copies.MISSING),
    ],
)
def test_yo_may_be_printed_as_ye_and_no_other_letter_as_its_like(article: str, copy: str, kind: str) -> None:
    verdict = judge(copy_of(f"Во-первых. {copy}, и всё же"), at(article, article))
    assert verdict.kind == kind
    assert verdict.places == (((11, 11 + len(copy)),) if kind == MOVED else ())


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
