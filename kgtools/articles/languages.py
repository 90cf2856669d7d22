"""In which language each stretch of an article is written: English, Russian, Kazakh or Uzbek.

An article mixes languages: an abstract in English, a quoted Russian title in a Kazakh sentence, a list of
references in all of them. A line tells its language by the letters that only one language has and by
common words; where it tells nothing, its paragraph does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kgtools.articles.lexicon import plain
from kgtools.articles.paragraphs import split_paragraphs

_WORD = re.compile(r"[^\W\d_]+(?:’[^\W\d_]+)*’?")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_QUOTED = re.compile(r"«(?:[^«»]|«[^«»]*»)*»|“[^“”]*”|\"[^\"]*\"")
_SURE = 2  # how far ahead of the next language one must be
_LETTERS = (("uz", re.compile("[ўҳ]|[og]’")), ("kk", re.compile("[әғқңөұүһі]")))
_CYRILLIC_UZBEK, _KAZAKH_ALONE = re.compile("[ўҳЎҲ]"), re.compile("[әңөұүһіӘҢӨҰҮҺІ]")
_COMMON = {
    "en": "the of and in to for with on by is are was were as at from its between this that an",
    "ru": "и в во на с со по для что как из к о об от при между не это его их или также за до этого имени",
    "kk": "мен және бен пен үшін туралы бойынша бұл осы да де еді болып бар жаңа екі арасында",
    "uz": "va bilan uchun bu boʻyicha ham shu bir ikki ва билан учун бўйича ҳам".replace("ʻ", "’"),
}
_LANGUAGE_OF = {word: language for language, words in _COMMON.items() for word in words.split()}
# Endings that only one of the languages of its alphabet has, on words of some length.
_ENDINGS = (
    ("ru", r"\w{3,}(?:ого|ск(?:ий|ая|ое|ие|их|ой)|ни[ея]|ений|ост[ьи]|ци[яи]|ы[йех]|[аи]ть|ство)"),
    ("kk", r"\w{2,}(?:[ндт][ыі]ң|[лдт][ае]р(?:[ыі])?|[дт][ае]ғы|[дт]егі|[ғгқ][ае]н)"),
    ("uz", r"\w{2,}(?:ning|lari|larning|dagi|lar|lik|lash|нинг|лари)"),
    ("en", r"\w{3,}(?:tions?|ing|ment|ity|ed)"),
)


@dataclass(frozen=True)
class Stretch:
    """A stretch of a text and the language it is written in."""

    start: int
    end: int
    language: str


def stretches(text: str) -> Iterator[Stretch]:
    """A text, line by line, with the language of each line; then the quotations that have one of their own.

    Of two stretches over one place the later one holds.
    """
    before = "en"
    for start, end in split_paragraphs(text):
        paragraph = text[start:end]
        quoted = [(match, _best(_scores(match[0]), _SURE)) for match in _QUOTED.finditer(paragraph)]
        rest = paragraph
        cyrillic = is_cyrillic(paragraph)
        for match, own in quoted:
            if own or is_cyrillic(match[0]) != cyrillic:
                rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
        usual = _best(_scores(rest), 1) or _best(_scores(paragraph), 1) or before
        for match in re.finditer(r"[^\n]+", rest):
            before = _language(match[0], usual)
            yield Stretch(start + match.start(), start + match.end(), before)
        yield from (Stretch(start + match.start(), start + match.end(), own) for match, own in quoted if own)


def _language(line: str, paragraph: str) -> str:
    """The language of a line in a paragraph; a line in another alphabet than its paragraph goes by its own letters."""
    scores = _scores(line)
    best = _best(scores, _SURE)
    if best:
        return best
    if not any(letter.isalpha() for letter in line):
        return paragraph
    cyrillic = is_cyrillic(line)
    if cyrillic == (paragraph in ("ru", "kk")):
        return paragraph
    return _best(scores, 1) or ("ru" if cyrillic else "en")


def leading(stretch: str) -> str:
    """The language of which most words of a stretch tell; empty if none leads.

    >>> leading("Тарих және болашақ"), leading("The history of roads"), leading("Roads")
    ('kk', 'en', '')
    """
    return _best(_scores(stretch), 1)


def is_cyrillic(stretch: str) -> bool:
    """Whether most letters of a stretch are Cyrillic.

    >>> is_cyrillic("Ташкент"), is_cyrillic("Tashkent, г.")
    (True, False)
    """
    letters = [letter for letter in _ADDRESS.sub(" ", stretch) if letter.isalpha()]
    return 2 * sum("Ѐ" <= letter <= "ӿ" for letter in letters) > len(letters)


def _scores(stretch: str) -> Counter[str]:
    """How many words of a stretch tell of each language."""
    found: Counter[str] = Counter()
    for word in _WORD.findall(plain(_ADDRESS.sub(" ", stretch))):
        language = _LANGUAGE_OF.get(word) or next((one for one, letters in _LETTERS if letters.search(word)), "")
        language = language or next((one for one, ending in _ENDINGS if re.fullmatch(ending, word)), "")
        if language:
            found[language] += 1
    if found["kk"] and _CYRILLIC_UZBEK.search(stretch) and not _KAZAKH_ALONE.search(stretch):
        found["uz"] += found.pop("kk")  # қ and ғ are letters of both
    return +found


def _best(scores: Counter[str], ahead: int) -> str:
    """The language that leads by so many words, or none."""
    (best, most), (_, next_) = [*scores.most_common(2), ("", 0), ("", 0)][:2]
    return best if most - next_ >= ahead else ""
