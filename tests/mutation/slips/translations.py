"""Mistakes in translations: of another text, in another language, of an older text, and not what the text says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random

from kgtools.articles import fingerprints
from kgtools.claims import translations
from tests.mutation.facts import READ
from tests.mutation.project import Change, Edit, Place, Project, Row, many, set_
from tests.mutation.registry import kind
from tests.mutation.slips.misread_words import OPPOSITES, pairs, replaced, texts

LANGUAGES = ("ru", "kk", "uz")
NUMBER = re.compile(r"(?<![\w.,])[1-9][0-9]{0,3}(?![.,]?[0-9])")


def rows(project: Project, *languages: str) -> list[Row]:
    chosen = languages or LANGUAGES
    return [row for language in chosen for row in project.tables[f"data/translations/{language}.csv"].rows]


def language(row: Row) -> str:
    return row.file[-6:-4]


def retranslated(
    project: Project, languages: tuple[str, ...], change: Callable[[str], str], why: str = ""
) -> Iterator[Change]:
    """Translations are changed, where that changes them."""
    for row in rows(project, *languages):
        if (new := change(row["text"])) != row["text"]:
            yield set_(row, why, text=new)


@kind("translation-of-the-row-above")
def translation_of_the_row_above(project: Project, random: Random) -> Iterator[Change]:
    """The translation of the text above is pasted."""
    for row in rows(project):
        if other := row.beside(-1):
            yield from many({row: {"text": other["text"]}}, f"text of {row.id} is that of {other.id}")


@kind("two-translations-exchanged")
def two_translations_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """Two texts of one article or table exchange their translations."""
    for row in rows(project):
        other = row.beside(random.randint(1, 3))
        if other:
            yield from many({row: {"text": other["text"]}, other: {"text": row["text"]}},
                            f"texts of {row.id} and {other.id} exchanged")  # fmt: skip


@kind("translations-one-line-down")
def translations_one_line_down(project: Project, random: Random) -> Iterator[Change]:
    """A block of translations stands one line too low."""
    for name in LANGUAGES:
        table = project.tables[f"data/translations/{name}.csv"]
        for _ in range(30):
            first = random.randrange(len(table.rows) - 12)
            block = table.rows[first : first + random.randint(4, 12)]
            moved = {low: {"text": high["text"]} for high, low in pairwise(block)}
            yield from many(moved, f"texts of {table.file} from {block[0].id} on one line down")


@kind("translation-in-another-language")
def translation_in_another_language(project: Project, random: Random) -> Iterator[Change]:
    """The translation into one language stands in the table of another."""
    for one in LANGUAGES:
        for row in rows(project, one):
            other = random.choice([name for name in LANGUAGES if name != one])
            same = project.tables[f"data/translations/{other}.csv"].rows[row.table.places[row]]
            if same.id == row.id:
                yield from many({row: {"text": same["text"]}}, f"{row.id} into {one} is in {other}")


@kind("translation-left-in-english")
def translation_left_in_english(project: Project, random: Random) -> Iterator[Change]:
    """The English text stands where its translation should."""
    english = translations.texts(project.corpus, project.ontology)
    for row in rows(project):
        if row.id in english:
            yield set_(row, what=f"{row.id} is left in English", text=english[row.id])


@kind("translation-called-fresh-unread")
def translation_called_fresh_unread(project: Project, random: Random) -> Iterator[Change]:
    """The English text is turned round, and its translations get the new fingerprint unread."""
    words = pairs(OPPOSITES, both=True)
    own = {(language(row), row.id): row for row in rows(project)}
    for row, name in texts(project):
        new = replaced(row[name], words, random)
        translated = [own[one, row.key] for one in LANGUAGES if (one, row.key) in own]
        if new != row[name] and translated:
            mark = fingerprints.digest(new)
            edits = (Edit(row.table, {row: row.having(**{name: new})}),
                     *(Edit(one.table, {one: one.having(fingerprint=mark)}) for one in translated))  # fmt: skip
            places: list[Place] = [row.place, *(one.place for one in translated)]
            yield Change(f"'{row[name]}' became '{new}', translations called fresh", tuple(places), edits,
                         f"what is meant lies in the words; {READ}")  # fmt: skip


@kind("translation-turned-to-its-opposite")
def translation_turned_to_its_opposite(project: Project, random: Random) -> Iterator[Change]:
    """A Russian translation gains or loses its negation, a Kazakh or Uzbek one is turned round by a word."""

    def russian(text: str) -> str:
        if re.search(r"\bне ", text):
            return re.sub(r"\bне ", "", text, count=1)
        return re.sub(r"\b(может|могут|имеет|имеют|будет|будут|является|должн)", r"не \1", text, count=1)

    yield from retranslated(project, ("ru",), russian)
    kazakh = {"артты": "азайды", "өсті": "төмендеді", "маңызды": "маңызсыз", "жаңа": "ескі", "мүмкін": "мүмкін емес",
              "бар": "жоқ", "жоқ": "бар", "жоғары": "төмен", "нығайту": "әлсірету", "күшті": "әлсіз"}  # fmt: skip
    uzbek = {"oʻsdi": "kamaydi", "muhim": "ahamiyatsiz", "yangi": "eski", "mumkin": "mumkin emas", "bor": "yoʻq",
             "emas": "", "yuqori": "past", "mustahkamlash": "zaiflashtirish", "katta": "kichik"}  # fmt: skip
    for name, words in (("kk", kazakh), ("uz", uzbek)):
        pattern = re.compile(rf"(?<!\w)({'|'.join(words)})(?!\w)")
        yield from retranslated(
            project, (name,),
            lambda text, pattern=pattern, words=words: pattern.sub(lambda m: words[m[1]], text, count=1),
            f"what is meant lies in the words; {READ}",
        )  # fmt: skip


@kind("number-in-a-translation-changed")
def number_in_a_translation_changed(project: Project, random: Random) -> Iterator[Change]:
    """A number or year in a translation is another one than in the text."""

    def change(text: str) -> str:
        found = list(NUMBER.finditer(text))
        if not found:
            return text
        match = random.choice(found)
        return text[: match.start()] + str(int(match[0]) + random.choice((1, 10))) + text[match.end() :]

    return retranslated(project, LANGUAGES, change)


@kind("other-state-in-a-translation")
def other_state_in_a_translation(project: Project, random: Random) -> Iterator[Change]:
    """A translation says of one of the two states what the text says of the other."""
    two = {"Казахстан": "Узбекистан", "Қазақстан": "Өзбекстан", "Qozogʻiston": "Oʻzbekiston"}
    other = two | {new: old for old, new in two.items()}
    pattern = re.compile("|".join(other))
    for row in rows(project):
        if len(set(pattern.findall(row["text"]))) == 1:  # of both it might be said either way
            yield set_(row, text=pattern.sub(lambda match: other[match[0]], row["text"]))


@kind("name-in-a-translation-changed")
def name_in_a_translation_changed(project: Project, random: Random) -> Iterator[Change]:
    """A translation names somebody else than the text."""
    people = {"ru": ("Токаев", "Мирзиёев", "Назарбаев", "Каримов"),
              "kk": ("Тоқаев", "Мирзиёев", "Назарбаев", "Каримов"),
              "uz": ("Toqayev", "Mirziyoyev", "Nazarboyev", "Karimov")}  # fmt: skip
    for row in rows(project):
        names = people[language(row)]
        for name in names:
            if name in row["text"]:
                other = random.choice([one for one in names if one not in row["text"]] or [name + "ев"])
                yield set_(row, text=row["text"].replace(name, other, 1))


@kind("translation-cut-off")
def translation_cut_off(project: Project, random: Random) -> Iterator[Change]:
    """The last sentence, or the second half, of a translation is missing."""
    for row in rows(project):
        sentences = re.findall(r"[^.]+[.]\s*", row["text"])
        half = row["text"][: len(row["text"]) // 2].rpartition(" ")[0]
        if len(half) > 20:
            yield set_(row, text="".join(sentences[:-1]).strip() if len(sentences) > 2 else half + ".")


@kind("translation-in-letters-of-another-script")
def translation_in_letters_of_another_script(project: Project, random: Random) -> Iterator[Change]:
    """An Uzbek translation is in Cyrillic letters, or a word of a Russian one is typed in Latin ones."""
    from tests.mutation.slips.names import UZBEK, cased

    yield from retranslated(project, ("uz",), lambda text: cased(UZBEK, text))
    like = str.maketrans("асеорху", "aceopxy")
    yield from retranslated(
        project, ("ru", "kk"), lambda text: re.sub("[а-я]{5,}", lambda m: m[0].translate(like), text, count=1)
    )


@kind("translation-of-a-thing-under-another-id")
def translation_of_a_thing_under_another_id(project: Project, random: Random) -> Iterator[Change]:
    """A row of a translation has the id and the fingerprint of the next text, and keeps its words."""
    for row in rows(project):
        other = row.beside(1)
        if other:
            cells = {row: {"id": other.id, "fingerprint": other["fingerprint"]},
                     other: {"id": row.id, "fingerprint": row["fingerprint"]}}  # fmt: skip
            yield from many(cells, f"ids of {row.id} and {other.id} exchanged")


@kind("letters-of-a-translation-mistyped")
def letters_of_a_translation_mistyped(project: Project, random: Random) -> Iterator[Change]:
    """In a word of a translation a letter is doubled or exchanged with the next, or typed on a Russian keyboard."""
    russian = str.maketrans("әғқңөұүі", "агкноууи")
    read = "without its counterpart elsewhere a misspelling is a word like any other; readings tell"
    for row in rows(project):
        words = [word for word in re.findall(r"[^\W\d_]{7,}", row["text"]) if word.islower()]
        if not words:
            continue
        word, place = random.choice(words), random.randrange(1, 4)
        doubled = word[:place] + word[place] + word[place:]
        exchanged = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        typed = word.translate(russian)
        wrong = random.choice([other for other in (doubled, exchanged, typed) if other != word])
        yield set_(row, read, text=row["text"].replace(word, wrong, 1))
