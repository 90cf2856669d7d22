"""Mistakes in what things are called, in which letters, and in what links them to other knowledge bases."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from random import Random

from tests.mutation.facts import READ
from tests.mutation.project import Change, Project, Row, many, set_
from tests.mutation.registry import kind
from tests.mutation.slips.pasting import LABELS
from tests.mutation.things import KAZAKH, cyrillic

LATIN = dict(zip("абвгдезийклмнопрстуфхцыәғқңөұүһі", "abvgdeziyklmnoprstufxcyagqnouuhi", strict=True)) | {
    "ж": "zh", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "yu", "я": "ya", "ё": "yo", "э": "e", "ь": "", "ъ": "",
}  # fmt: skip
UZBEK = {"sh": "ш", "ch": "ч", "oʻ": "ў", "gʻ": "ғ", "ya": "я", "yu": "ю", "yo": "ё"} | dict(
    zip("abdefghijklmnopqrstuvxyzʼ", "абдефгҳижклмнопқрстувхйзъ", strict=True)
)
INVISIBLE = "\u200b\u200c\u200e\u200f\ufeff\u00ad\u2060"


def relabelled(
    project: Project, rows: Iterable[Row], names: Iterable[str], change: Callable[[str], str], why: str = ""
) -> Iterator[Change]:
    """Labels in some languages are changed, where that changes them; printed names may be at odds then."""
    for row in rows:
        for name in names:
            if (new := change(row[name])) != row[name]:
                yield set_(row, why, also=project.printed_names(row.id), **{name: new})


def cased(letters: dict[str, str], text: str) -> str:
    """A text with its letters in another script, capitals kept; longer spellings come first."""
    pattern = re.compile("|".join(sorted(map(re.escape, letters), key=len, reverse=True)), re.IGNORECASE)

    def other(match: re.Match[str]) -> str:
        new = letters[match[0].lower()]
        return new.capitalize() if match[0][0].isupper() else new

    return pattern.sub(other, text)


@kind("labels-of-two-things-exchanged")
def labels_of_two_things_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """Two things beside each other exchange their labels in one language."""
    for row in project.entities():
        other, name = row.beside(1), random.choice(LABELS)
        if other:
            places = project.printed_names(row.id, other.id)
            yield from many({row: {name: other[name]}, other: {name: row[name]}},
                            f"'{name}' of {row.id} and {other.id} exchanged", also=places)  # fmt: skip


@kind("label-in-another-script")
def label_in_another_script(project: Project, random: Random) -> Iterator[Change]:
    """An Uzbek label is in Cyrillic letters, a Russian or Kazakh one in Latin ones."""
    rows = project.entities()
    yield from relabelled(project, rows, ("label_uz",), lambda text: cased(UZBEK, text))
    yield from relabelled(project, rows, ("label_ru", "label_kk"), lambda text: cased(LATIN, text))


@kind("kazakh-label-is-the-russian-one")
def kazakh_label_is_the_russian_one(project: Project, random: Random) -> Iterator[Change]:
    """The Russian label is left where the Kazakh one should come."""
    for row in project.entities():
        if row["label_ru"] != row["label_kk"] and KAZAKH.search(row["label_kk"]):
            yield set_(row, also=project.printed_names(row.id), label_kk=row["label_ru"])


@kind("russian-label-is-the-kazakh-one")
def russian_label_is_the_kazakh_one(project: Project, random: Random) -> Iterator[Change]:
    """The Kazakh label stands where the Russian one should, in letters that both have."""
    for row in project.entities():
        if row["label_ru"] != row["label_kk"] and not KAZAKH.search(row["label_kk"]):
            yield set_(row, f"the letters fit both languages; {READ}", also=project.printed_names(row.id),
                       label_ru=row["label_kk"])  # fmt: skip


@kind("uzbek-label-is-the-english-one")
def uzbek_label_is_the_english_one(project: Project, random: Random) -> Iterator[Change]:
    """The English label is left where the Uzbek one should come."""
    for row in project.entities():
        if row["label_en"] != row["label_uz"] and " " in row["label_en"]:
            yield set_(row, also=project.printed_names(row.id), label_uz=row["label_en"])


@kind("kazakh-letters-typed-as-russian-ones")
def kazakh_letters_typed_as_russian_ones(project: Project, random: Random) -> Iterator[Change]:
    """A Kazakh label is typed with a Russian keyboard."""
    plain = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноууxиАГКНОУУХИ".replace("x", "х"))
    yield from relabelled(project, project.entities(), ("label_kk",), lambda text: text.translate(plain))


@kind("one-kazakh-letter-typed-as-a-russian-one")
def one_kazakh_letter_typed_as_a_russian_one(project: Project, random: Random) -> Iterator[Change]:
    """One letter of a Kazakh label is the Russian one that looks nearly the same."""
    pattern = re.compile("[қңғәөұүһ]")
    near = dict(zip("қңғәөұүһ", "кнгаоуух", strict=True))

    def change(text: str) -> str:
        found = list(pattern.finditer(text))
        if len(found) < 2:
            return text
        match = random.choice(found)
        return text[: match.start()] + near[match[0]] + text[match.end() :]

    yield from relabelled(project, project.entities(), ("label_kk",), change, "a misspelling within the right letters")


@kind("wrong-apostrophe-in-uzbek")
def wrong_apostrophe_in_uzbek(project: Project, random: Random) -> Iterator[Change]:
    """The sign of oʻ and gʻ is an apostrophe, a quotation mark or the other Uzbek sign."""
    yield from relabelled(project, project.entities(), ("label_uz",),
                          lambda text: text.replace("ʻ", random.choice("'’‘`ʼ´"), 1))  # fmt: skip
    for row in project.tables["data/translations/uz.csv"].rows:
        if "ʻ" in row["text"]:
            yield set_(row, what="an apostrophe for ʻ", text=row["text"].replace("ʻ", random.choice("'’‘`ʼ"), 1))


@kind("decomposed-letters")
def decomposed_letters(project: Project, random: Random) -> Iterator[Change]:
    """A label, an alias or a gist is in decomposed form (NFD), as another system saves it."""
    for row in (*project.entities(), *project.claims("opinions")):
        for name in row.table.having(*LABELS, "aliases", "gist_en", "note"):
            if (new := unicodedata.normalize("NFD", row[name])) != row[name]:
                yield set_(row, what=f"'{name}' in decomposed form", also=project.printed_names(row.id),
                           **{name: new})  # fmt: skip


@kind("invisible-character")
def invisible_character(project: Project, random: Random) -> Iterator[Change]:
    """A label, an alias or a text holds a character that nobody sees."""
    for table in project.typed:
        for row in table.rows:
            for name in table.having(*LABELS, "aliases", "gist_en", "note", "text", "explanation"):
                if len(row[name]) > 3:
                    place, sign = random.randrange(1, len(row[name])), random.choice(INVISIBLE)
                    yield set_(row, what=f"{sign!r} in '{name}'", also=project.printed_names(row.id),
                               **{name: row[name][:place] + sign + row[name][place:]})  # fmt: skip


@kind("blank-doubled-or-unbreakable")
def blank_doubled_or_unbreakable(project: Project, random: Random) -> Iterator[Change]:
    """A blank within a label or text stands twice, does not break, or is a tab."""
    for table in project.typed:
        for row in table.rows:
            for name in table.having(*LABELS, "gist_en", "text"):
                if " " in row[name]:
                    blank = random.choice(("  ", "\u00a0", "\u2009", "\t"))
                    yield set_(row, what=f"{blank!r} in '{name}'", also=project.printed_names(row.id),
                               **{name: row[name].replace(" ", blank, 1)})  # fmt: skip


@kind("letters-read-in-another-encoding")
def letters_read_in_another_encoding(project: Project, random: Random) -> Iterator[Change]:
    """A cell was copied from a program that read UTF-8 as Windows-1251 or Latin-1: pairs of odd letters."""
    for table in project.typed:
        for row in table.rows:
            for name in table.having(*LABELS, "aliases", "gist_en", "text", "note"):
                if not row[name].isascii():
                    coded = row[name].encode().decode(random.choice(("cp1251", "latin-1")), errors="replace")
                    yield set_(row, what=f"'{name}' read in another encoding",
                               also=project.printed_names(row.id), **{name: coded})  # fmt: skip


@kind("wrong-keyboard")
def wrong_keyboard(project: Project, random: Random) -> Iterator[Change]:
    """A label or a translation is typed while the keyboard was set to another language."""
    keys = "".join(dict.fromkeys("qwertyuiop[]asdfghjkl;'zxcvbnm,."))
    russian = "йцукенгшщзхъфывапролджэячсмитьбю"
    latin, cyrillic_ = str.maketrans(russian, keys), str.maketrans(keys, russian)
    for row in (*project.entities(), *project.tables["data/translations/ru.csv"].rows):
        for name in row.table.having("label_ru", "label_uz", "text"):
            typed = row[name].lower().translate(cyrillic_ if name == "label_uz" else latin)
            if typed != row[name].lower():
                yield set_(row, what=f"'{name}' typed on another keyboard", also=project.printed_names(row.id),
                           **{name: typed})  # fmt: skip


@kind("signs-of-a-web-page")
def signs_of_a_web_page(project: Project, random: Random) -> Iterator[Change]:
    """A text copied from the source of a page holds its codes: &nbsp; &quot; <b>."""
    for table in project.typed:
        for row in table.rows:
            for name in table.having(*LABELS, "gist_en", "text", "note", "explanation"):
                if " " in row[name]:
                    sign = random.choice(("&nbsp;", " &quot;", " <b>", " &amp; ", "<br>", "[1] ", "%20"))
                    yield set_(row, also=project.printed_names(row.id), **{name: row[name].replace(" ", sign, 1)})


@kind("year-in-a-label-changed")
def year_in_a_label_changed(project: Project, random: Random) -> Iterator[Change]:
    """The year in a label is the one before or after, in one language or in all."""
    for row in project.entities():
        if match := re.search("(19|20)[0-9]{2}", row["label_en"]):
            year = str(int(match[0]) + random.choice((-1, 1)))
            names = random.choice((LABELS, (random.choice(LABELS),)))
            labels = {name: row[name].replace(match[0], year) for name in names}
            yield from many({row: labels}, f"{match[0]} became {year} in {len(names)} labels of {row.id}",
                            also=project.printed_names(row.id))  # fmt: skip


@kind("month-in-a-label-changed")
def month_in_a_label_changed(project: Project, random: Random) -> Iterator[Change]:
    """The month in an English label is the next one."""
    months = list(calendar.month_name)[1:]
    following = dict(zip(months, [*months[1:], months[0]], strict=True))
    pattern = re.compile("|".join(rf"\b{month}\b" for month in months))
    return relabelled(project, project.entities(), ("label_en",),
                      lambda text: pattern.sub(lambda match: following[match[0]], text))  # fmt: skip


@kind("other-state-in-a-label")
def other_state_in_a_label(project: Project, random: Random) -> Iterator[Change]:
    """A label in one language names the other of the two states."""
    two = {"Kazakhstan": "Uzbekistan", "Казахстан": "Узбекистан", "Қазақстан": "Өзбекстан",
           "Qozogʻiston": "Oʻzbekiston"}  # fmt: skip
    other = two | {new: old for old, new in two.items()}
    pattern = re.compile("|".join(other))

    def change(text: str) -> str:
        one = len(set(pattern.findall(text))) == 1  # of both it might be said either way
        return pattern.sub(lambda match: other[match[0]], text) if one else text

    return relabelled(project, project.entities(), LABELS, change)


@kind("name-in-a-composite-label-changed")
def name_in_a_composite_label_changed(project: Project, random: Random) -> Iterator[Change]:
    """The label of a tenure, an event, a document or a post names a thing otherwise than that thing is called."""
    rows = project.entities("tenures", "events", "documents", "posts", "groups", "memberships")
    for row in random.sample(rows, len(rows)):
        for name in LABELS:
            words = [word for word in re.findall(r"[^\W\d_ʻʼ’]{6,}", row[name]) if word[0].isupper()]
            if words:
                word = random.choice(words)
                place = random.randrange(1, len(word) - 2)
                new = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
                if new != word:
                    yield set_(row, also=project.printed_names(row.id), **{name: row[name].replace(word, new, 1)})


@kind("label-misspelt")
def label_misspelt(project: Project, random: Random) -> Iterator[Change]:
    """A letter of a name is lost, doubled or exchanged with the next."""

    def change(text: str) -> str:
        place = random.randrange(1, max(2, len(text) - 2))
        if not text[place : place + 2].isalpha() or text[place] == text[place + 1 : place + 2]:
            return text
        return random.choice((
            text[:place] + text[place + 1 :], text[:place] + text[place] + text[place:],
            text[:place] + text[place + 1] + text[place] + text[place + 2 :],
        ))  # fmt: skip

    rows = project.entities("people", "states", "places", "bodies", "companies")
    return relabelled(project, rows, LABELS, change)


@kind("initial-changed")
def initial_changed(project: Project, random: Random) -> Iterator[Change]:
    """An initial of a person is another letter."""
    pattern = re.compile(r"\b([A-ZА-Я])[.]")

    def change(text: str) -> str:
        letters = "BDKMS" if not cyrillic(text) else "БДКМС"
        return pattern.sub(lambda match: f"{random.choice(letters.replace(match[1], ''))}.", text, count=1)

    return relabelled(project, project.entities("people"), LABELS, change)


@kind("label-in-capitals")
def label_in_capitals(project: Project, random: Random) -> Iterator[Change]:
    """A label of several words is typed with the capitals locked."""
    rows = [row for row in project.entities() if " " in row["label_en"]]
    return relabelled(project, rows, LABELS, lambda text: random.choice((text.upper(), text.swapcase())))


# -- aliases and links ------------------------------------------------------------------------------


@kind("alias-of-a-namesake")
def alias_of_a_namesake(project: Project, random: Random) -> Iterator[Change]:
    """A thing gets as alias a name of another thing of its table."""
    for row in project.entities():
        other = random.choice(row.table.rows)
        name, language = random.choice((("label_en", "en"), ("label_ru", "ru"), ("label_kk", "kk")))
        if other is not row and other[name] != row[name]:
            aliases = " | ".join(filter(None, (row["aliases"], f"{other[name]}@{language}")))
            yield set_(row, what=f"alias '{other[name]}', which is {other.id}", aliases=aliases, also=(other.place,))


@kind("alias-lost", elsewhere="a printed name that its thing lost is named")
def alias_lost(project: Project, random: Random) -> Iterator[Change]:
    """One of the aliases of a thing is lost."""
    for row in project.entities():
        aliases = row["aliases"].split(" | ")
        if row["aliases"]:
            gone = random.choice(aliases)
            name = gone.rpartition("@")[0]
            printed = any(other["name"] == name for file, table in project.tables.items() if file.endswith("names.csv")
                          for other in table.rows if other.id == row.id)  # fmt: skip
            yield set_(row, "" if printed else "no article prints it", also=project.printed_names(row.id),
                       aliases=" | ".join(alias for alias in aliases if alias != gone))  # fmt: skip


@kind("language-of-an-alias-changed")
def language_of_an_alias_changed(project: Project, random: Random) -> Iterator[Change]:
    """An alias is marked as of another language."""
    other = {"@ru": "@kk", "@kk": "@ru", "@en": "@uz", "@uz": "@en"}
    for row in project.entities():
        for mark in other:
            if row["aliases"].endswith(mark):
                yield set_(row, f"the letters may fit both languages; {READ}", also=project.printed_names(row.id),
                           aliases=row["aliases"].removesuffix(mark) + other[mark])  # fmt: skip


@kind("all-labels-of-two-things-exchanged")
def all_labels_of_two_things_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """Two things beside each other exchange their labels in all languages."""
    for row in project.entities("people", "places", "bodies", "documents", "events"):
        other = row.beside(1)
        if other:
            cells = {row: {name: other[name] for name in LABELS}, other: {name: row[name] for name in LABELS}}
            places = project.printed_names(row.id, other.id)
            yield from many(cells, f"labels of {row.id} and {other.id} exchanged", also=places)


@kind("link-to-the-neighbour-item")
def link_to_the_neighbour_item(project: Project, random: Random) -> Iterator[Change]:
    """A link out leads to the item before or after the right one, or of the row above."""
    for row in project.tables["data/mappings.sssom.tsv"].rows:
        if match := re.fullmatch("(.*?)([0-9]+)", row["object_id"]):
            why = "what stands behind an identifier elsewhere is not in the project, and checks ask no network"
            yield set_(row, why, object_id=f"{match[1]}{int(match[2]) + random.choice((-1, 1))}")


@kind("two-links-exchanged")
def two_links_exchanged(project: Project, random: Random) -> Iterator[Change]:
    """Two things exchange their items."""
    for row in project.tables["data/mappings.sssom.tsv"].rows:
        other = random.choice(row.table.rows)
        if other is not row:
            why = "what stands behind an identifier elsewhere is not in the project, and checks ask no network"
            yield from many({row: {"object_id": other["object_id"]}, other: {"object_id": row["object_id"]}},
                            f"links of {row.id} and {other.id} exchanged", why)  # fmt: skip


@kind("relation-of-a-link-changed")
def relation_of_a_link_changed(project: Project, random: Random) -> Iterator[Change]:
    """A link says that a thing is only like an item, or broader."""
    for row in project.tables["data/mappings.sssom.tsv"].rows:
        yield set_(row, f"how near two things are is a curator's judgement; {READ}",
                   predicate_id=random.choice(("skos:closeMatch", "skos:broadMatch", "skos:relatedMatch")))  # fmt: skip
