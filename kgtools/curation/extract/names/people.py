"""People whom the graph does not hold, by rules: initials and surname, patronymics, titles and offices, endings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kgtools.curation.extract.spans import Mention
from kgtools.curation.extract.text.tokens import Token
from kgtools.curation.extract.text.vocabulary import Vocabulary

_INITIAL = re.compile(r"(?:[A-ZА-ЯЁҚӘҒІҢӨҰҮҺЎҲ]|Sh|Ch|Ye|Yu|Ya|Zh|Kh|Дж)")
# Endings of surnames of the region, in any of the scripts; Russian cases with them.
SURNAME = re.compile(
    r"[\w’]{2,}(?:ов|ев|ёв|ин|ын|ова|ева|ёва|ина|овой|евой|ову|еву|овым|евым|ове|еве|ского|скому|ский|ская|ской|ским|"
    r"баев\w{0,3}|беков\w{0,3}|ulu|uly|ұлы\w{0,4}|қызы\w{0,4}|o[’']?g[’']li\w{0,4}|qizi|zoda|заде|зод(?:а|ы|е|у|ой)|оглы|"
    r"ov|ev|yev|ova|eva|yeva|ovich|evich|sky|skiy|skaya|baev|bayev|bekov|\wbay|\wbek|\wбай|\wбек)"
    r"(?:а|у|ым|ом|е|тің|тың|дің|дың|ке|қа|ге|ға|пен|мен|бен|ті|ты|ning|ga|ni|dan|da|’s)?"
)
_CASES = {
    "kk": r"(?:[тдн][ыі]ң|[қғкг][ае]|[пбм]ен|[тд][ыі]|[тд]ан|[тд]ен|[тд]а|[тд]е)$",
    "uz": r"(?:ning|ga|ni|dan|(?<!zo)da)$",
    "en": r"['’]s$",
}
_PARTICLES = ("al", "bin", "ibn", "von", "van", "de")


def find(found: Sequence[Token], taken: Sequence[Mention], own: Vocabulary, small: frozenset[str]) -> Iterator[Mention]:
    """The people of a sentence that are unknown; `taken` are known names, `small` the words that the text has small.

    A name is given in its first form as far as an ending can be taken off.
    """
    free = [not any(one.start < token.end and token.start < one.end for one in taken) for token in found]
    used = 0
    for place in range(len(found)):
        if place < used or not free[place] or not found[place].capital:
            continue
        for rule, confidence, last in _rules(found, place, free, own, small):
            words = found[place:last]
            name = _base(words, own)
            if own.tag == "ru" and len(words) == 2 and _of_a_masculine(found, place, own):
                name = re.sub(r"а (\w+(?:ов|ев|ёв|ин|ын))а$", r" \1", name)  # посла Бобура Тошева
            yield Mention(words[0].start, words[-1].end, "", "Person", name, own.tag, confidence, "new", key(name))
            used = last
            del rule
            break


def _of_a_masculine(found: Sequence[Token], place: int, own: Vocabulary) -> bool:
    """Whether a name stands behind a word of office in a case that its own endings then are of too: посла X."""
    for token in reversed(found[max(0, place - 6) : place]):
        if own.alternatives("titles").fullmatch(token.text):
            return token.text.endswith(("ра", "та", "ла", "ка", "ора")) and token.text != "глава"
    return False


def _rules(
    found: Sequence[Token], place: int, free: Sequence[bool], own: Vocabulary, small: frozenset[str]
) -> Iterator[tuple[str, float, int]]:
    """The rules that find a person from a word on: their name, how sure they are, and the word after the name."""
    last = _initials_first(found, place, free)
    last = 0 if last and found[last - 1].text in own.openers else last
    if not last and not own.alternatives("titles").fullmatch(found[place].text):
        last = _initials_last(found, place, free)
    if last:
        yield "initials", 0.95, last
    run = _run(found, place, free, own)
    words = found[place:run]
    if len(words) >= 2 and any(own.alternatives("patronymics").fullmatch(word.text) for word in words[1:]):
        yield "patronymic", 0.95, run
    if not words or _is_no_name(words[0], place, small, own):
        return
    surname = SURNAME.fullmatch(words[-1].text) is not None
    if len(words) > 2 and _portfolio(found, place, own):
        return
    if own.tag == "ru" and not surname and own.alternatives("adjective").fullmatch(words[0].text):
        return
    if len(words) >= 2 and surname and len(words) < 4:
        yield "surname", 0.9, run
    titled = "" if place and found[place - 1].text in own.within else _titled(found, place, own)
    if (
        len(words) >= 2
        and len(words) < 4
        and (
            titled
            or _office_behind(found, run, own)
            or _says(found, place, run, own)
            or _subject(found, place, run, own)
        )
    ):
        yield "title", 0.85, run
    alike = [word.text for word in words if word.text[:5] in {one[:5] for one in small}] if len(words) == 2 else [""]
    whole_quote = found[place].before[-1:] in ("«", "“", "„", '"') and not (run < len(found) and found[run].follows)
    two = len(words) == 2 and place and own.tag != "en" and not alike and not whole_quote
    if two and not _ADJECTIVE.search(words[-1].text):
        yield "two capitals", 0.75, run
    more = run < len(found) and found[run].follows and found[run].capital
    titled_alone = titled == "right before" and not more and not words[0].acronym
    if len(words) == 1 and titled_alone and (surname or own.tag == "en"):
        yield "title", 0.8, run


def _portfolio(found: Sequence[Token], place: int, own: Vocabulary) -> bool:
    """Whether a word belongs to the portfolio of a minister and not to the name behind it: Minister of Trade N. N."""
    at = place - 1
    while at > 0 and found[at].capital and found[at + 1].follows:
        at -= 1
    titled = at > 0 and found[at].text == "of" and own.alternatives("titles").fullmatch(found[at - 1].text)
    return own.tag == "en" and bool(titled)


def _initials_first(found: Sequence[Token], place: int, free: Sequence[bool]) -> int:
    """И. И. Иванов: the word after it, 0 if there is none."""
    at = place
    while at < len(found) and _INITIAL.fullmatch(found[at].printed) and at - place < 3:
        at += 1
        if at < len(found) and not re.fullmatch(r"\.\s{0,3}-?", found[at].before):
            return 0
    good = at > place and at < len(found) and free[at] and found[at].capital and len(found[at].printed) > 2
    return at + 1 if good and not found[at].acronym else 0


def _initials_last(found: Sequence[Token], place: int, free: Sequence[bool]) -> int:
    """Иванов И. И."""
    at = place + 1
    if len(found[place].printed) < 3 or found[place].acronym:
        return 0
    while at < len(found) and _INITIAL.fullmatch(found[at].printed) and re.fullmatch(r"[\s.]{1,2}", found[at].before):
        at += 1
    after = found[at].before if at < len(found) else "."
    if at < len(found) and found[at].capital and re.fullmatch(r"\.\s", after):
        return 0  # the initials are those of the next word
    return at if at > place + 1 and after.startswith(".") and all(free[place:at]) else 0


def _run(found: Sequence[Token], place: int, free: Sequence[bool], own: Vocabulary) -> int:
    """The end of the capitalised words from a place on that follow each other."""
    at = place
    while at < len(found) and free[at] and at - place < 4:
        token = found[at]
        if at > place and not token.follows:
            break
        letters = re.sub(r"[-’ʻʼ‘'`]", "", token.printed)
        is_name = token.capital and not token.acronym and letters.isalpha()
        if not is_name and not (token.text in _PARTICLES and at > place):
            break
        if at > place and own.alternatives("titles").fullmatch(token.text):
            break
        at += 1
        if at - place > 1 and _ends_a_name(found, at, own):
            break
    return at


def _ends_a_name(found: Sequence[Token], place: int, own: Vocabulary) -> bool:
    """Whether the word before a place is a surname, behind which no name goes on: Лаура Сейітова Нүкіске барды."""
    patronymic = own.alternatives("patronymics").fullmatch
    after = found[place].text if place < len(found) else ""
    word = found[place - 1].text
    return SURNAME.fullmatch(word) is not None and not patronymic(word) and not patronymic(after)


def _is_no_name(word: Token, place: int, small: frozenset[str], own: Vocabulary) -> bool:
    """Whether the first word of a sentence has its capital from there alone, or is a word of office."""
    if any(word.text.startswith(month) for month in own.months if len(month) > 3):
        return True
    if own.state_of(word.text) or word.text in own.patterns["weekdays"].values():
        return True
    if own.alternatives("titles").fullmatch(word.text) or is_head(word, own):
        return True
    opens = word.text in small or word.text in own.openers or own.alternatives("plural").fullmatch(word.text)
    return place == 0 and bool(opens)


_ADJECTIVE = re.compile(r"[лдт][ыі][қк]$|lik$")  # of Kazakh and Uzbek, made from a name


def is_head(word: Token, own: Vocabulary) -> bool:
    """Whether a word is what bodies are called by: the chair of the Senate N. N."""
    kinds = (*own.kinds("before"), *own.kinds("behind"))
    return any(pattern.fullmatch(word.printed) for _, pattern in kinds)


def _titled(found: Sequence[Token], place: int, own: Vocabulary) -> str:
    """Whether a word of office stands before a name: right before, or with whose office it is between them."""
    apposed = own.tag == "en" and "," in found[place].before and _closed(found, place)
    for back in range(1, 10):
        at = place - back
        if apposed and back == 1:
            if not _within_office(found[at], own):
                return ""
            continue
        title = at >= 0 and own.alternatives("titles").fullmatch(found[at].text)
        if apposed and at > 0 and not title and found[at].follows and found[at - 1].text in ("of", "and", "the"):
            continue  # the minister of culture of Arcadia, N. N.
        if at < 0 or (back > 1 and not _joined(found[at + 1])) or (back == 1 and not _joined(found[place])):
            return ""
        if own.alternatives("titles").fullmatch(found[at].text):
            return "right before" if back == 1 else "before"
        if own.cases_are_endings or not _within_office(found[at], own):
            return ""
    return ""


def _closed(found: Sequence[Token], place: int) -> bool:
    """Whether two capitalised words stand between commas: the minister of Arcadia, Name Surname, visited."""
    words = found[place : place + 3]
    return (
        len(words) == 3
        and all(word.capital for word in words[:2])
        and words[1].follows
        and words[2].before.strip()[:1] == ","
    )


def _within_office(token: Token, own: Vocabulary) -> bool:
    """Whether a word may stand between an office and the name: minister *of foreign affairs of Arcadia* A. B."""
    if token.capital or token.text in own.within or token.text == "the":
        return True
    return own.tag == "ru" and own.alternatives("part").fullmatch(token.text) is not None


def _joined(token: Token) -> bool:
    return token.follows or token.before.strip() in (".", "«", "»", "-")


def _office_behind(found: Sequence[Token], place: int, own: Vocabulary) -> bool:
    """Whether a name is followed by an office in apposition: "Name, minister of trade"."""
    if place >= len(found) or "," not in found[place].before:
        return False
    near = [token.text for token in found[place : place + 5] if token.text not in ("the", "a", "an")]
    return any(own.alternatives("titles").fullmatch(word) for word in near[:4])


def _says(found: Sequence[Token], place: int, run: int, own: Vocabulary) -> bool:
    """Whether a verb of saying stands right beside a name."""
    from kgtools.articles import lexicon

    verbs = lexicon.beginnings(lexicon.language(own.tag)["saying"])
    more = own.alternatives("says")
    if run < len(found) and found[run].follows and _acts(found[run : run + 4], own):
        return True
    if run < len(found) and "," in found[run].before and own.alternatives("who").fullmatch(found[run].text):
        return True
    beside = [found[place - 1]] if place and found[place].follows else []
    beside += [found[run]] if run < len(found) and found[run].follows else []
    return any(verbs.match(token.text) or more.fullmatch(token.text) for token in beside)


def _acts(words: Sequence[Token], own: Vocabulary) -> bool:
    """Whether words tell what only a person does: was appointed, has headed, was born."""
    joined = " ".join(word.text for word in words)
    return re.match(rf"(?:{own.patterns['acts']})(?!\w)", joined) is not None


def _subject(found: Sequence[Token], place: int, run: int, own: Vocabulary) -> bool:
    """Whether two words open a Kazakh or Uzbek sentence that ends with what only a person does."""
    if not own.cases_are_endings or place or run != 2 or run >= len(found) or not found[run].follows:
        return False
    ends = " ".join(word.text for word in found[-3:])
    return re.search(rf"(?<!\w)(?:{own.patterns['acts']})$", ends) is not None


# -- the first form ---------------------------------------------------------------------------------


def _base(words: Sequence[Token], own: Vocabulary) -> str:
    """A name without the ending of a case, where that can be told from the ending alone."""
    last = words[-1].printed
    if own.tag in _CASES and len(words) > 1:
        ending = (
            _CASES.get(own.tag, "(?!)")
            if SURNAME.fullmatch(words[-1].text)
            else r"(?:[тдн][ыі]ң|ning|['’]s|(?<=\w{4})[мпб]ен)$"
        )
        last = re.sub(ending, "", last)
    parts = [word.printed + "." if _INITIAL.fullmatch(word.printed) else word.printed for word in words]
    parts[-1] = last if not parts[-1].endswith(".") else parts[-1]
    if own.tag == "ru":
        parts = _nominative(parts)
    return " ".join(parts)


def _nominative(parts: list[str]) -> list[str]:
    """A Russian name in the nominative: by the endings of a man's surname in its cases."""
    surname = parts[-1]
    given = parts[0] if len(parts) > 1 else ""
    # Of a woman: the surname of a man that ends so would have the ending of a case too.
    if tajik := re.fullmatch(r"(\w+зод)(?:ой|ы|е|у)", surname):
        return [re.sub(r"(?<=[бвгджзклмнпрстфхцчшщ])(?:ом|а|у|е)$", "", given), *parts[1:-1], tajik[1] + "а"][
            -len(parts) :
        ]
    hers = re.fullmatch(r"(\w+)(?:ии|ию|ией)|(\w+[бвгджзклмнпрстфхцчшщ])(?:ы|у|ой|е)", given)
    first = (hers[1] + "ия" if hers[1] else hers[2] + "а") if hers else given
    if woman := re.fullmatch(r"(\w+(?:ов|ев|ёв|ин|ын))(?:ой|у)", surname):
        oblique = surname.endswith("ой") or re.search(r"[уюй]$", given)
        return [*([first] if given else []), *parts[1:-1], woman[1] + "а"] if oblique and hers else (
            [*parts[:-1], woman[1] + "а"] if surname.endswith("ой") else _of_a_man(parts))  # fmt: skip
    if len(parts) == 2 and len(given) > 3 and hers and re.search(r"[бвгджзклмнпрстфхцчшщй]$", surname):
        return [first, surname]
    return _of_a_man(parts)


_HIS = (("у", r"(?:у|ю)$"), ("ым", r"(?:ом|ем)$"), ("е", r"е$"), ("а", r"я$"))  # cases of a surname and a first name


def _of_a_man(parts: list[str]) -> list[str]:
    """A man's name in the nominative, where first name and surname stand in one case: Бакытом Ормоновым."""
    given = parts[0] if len(parts) > 1 else ""
    for ending, own in _HIS:
        man = re.fullmatch(rf"(\w+(?:ов|ев|ёв|ин|ын)){ending}", parts[-1])
        if man and given and not given.endswith(".") and re.search(own, given):
            first = re.sub(r"(?<=[бвгджзклмнпрстфхцчшщ])(?:у|ом|е)$", "", re.sub(r"(?:ю|ем|я)$", "й", given))
            return [first, *parts[1:-1], man[1]]
        if man and ending in ("ым", "е"):
            return [*parts[:-1], man[1]]
    return parts


def key(name: str) -> str:
    """The key of an unknown thing, by its name: Latin letters and digits with hyphens.

    >>> key("О. Бектуров")
    'o-bekturov'
    """
    from anyascii import anyascii

    return re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower().replace("'", "")).strip("-") or "x"
