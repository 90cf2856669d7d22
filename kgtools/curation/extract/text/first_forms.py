"""The first form of a name that is printed in another case, as far as its endings tell it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kgtools.languages import language as grammar_of

# Kazakh and Uzbek: cases behind the ending of what is owned, and behind a bare noun.
_OWNED = re.compile(
    r"(?<=[іыiи])(?:н[іы]ң|н[ае]?|нд[ае]н?|нан|нен|мен|ning|ga|ni|dan?|нинг|га|ни|дан?)$", re.IGNORECASE
)
_BARE = re.compile(
    r"(?:[дтн][ыі]ң|[ғқ]а|[гк]е|[дтн][ыі]|[дт][ае]н?|[мпб]ен|ning|[gkq]a|ni|dan?|нинг|га|ни|дан?)$", re.IGNORECASE
)
# Russian: endings of a head and what they give way to; a form counts only if it is a head itself.
_HEADS = (
    ("ии ию ией", "ия"),
    ("ения ению ением ении", "ение"),
    ("ства ству ством стве", "ство"),
    ("ея ею еем ее", "ей"),
    ("а у ом ем е", ""),
    ("ы е у ой", "а"),
)
_ADJECTIVE = re.compile(r"(.+?)(ого|его|ому|ему|ым|им|ом|ем|ую|юю|ой|ей|ая|яя|ое|ее|ый|ий)")
_SOFT = ("его", "ему", "им", "ем", "юю", "ей", "яя", "ее", "ий")
_STRESSED = ("миров", "областн", "городск", "морск", "краев", "речн")  # мировой


def owned(word: str) -> str:
    """A Kazakh or Uzbek word that is owned, without the ending of a case behind that.

    >>> owned("министрлігіне"), owned("ittifoqiga"), owned("банкі")
    ('министрлігі', 'ittifoqi', 'банкі')
    """
    return _OWNED.sub("", word)


def of_head(word: str, language: str, is_head: Callable[[str], object]) -> str:
    """The head of a name in its first form, if that is a head too; else as it is.

    >>> nouns = re.compile("(?:Союз|Палат(?:а|у)|келісімі?)(?:а|у|ом)?")
    >>> [of_head(word, "ru", nouns.fullmatch) for word in ("Союзом", "Палату", "Союз")]
    ['Союз', 'Палата', 'Союз']
    >>> [of_head(word, "kk", nouns.fullmatch) for word in ("келісімге", "келісіміне")]
    ['келісім', 'келісімі']
    """
    if language == "ru":
        for endings, first in _HEADS:
            for ending in endings.split():
                form = word[: -len(ending)] + first
                bare = is_head(word[: -len(ending)])
                if word.endswith(ending) and form != word and is_head(form) and not (first == "а" and bare):
                    return form
        return word
    if grammar_of(language).has("cases-are-endings"):
        forms = (_OWNED.sub("", word), _BARE.sub("", word))
        return next((form for form in forms if form != word and is_head(form)), word)
    return word


def of_adjectives(words: Sequence[str], head: str) -> list[str]:
    """Russian adjectives in the nominative, as they stand before a head.

    >>> of_adjectives(["Совместную", "дорожную"], "комиссия")
    ['Совместная', 'дорожная']
    >>> of_adjectives(["Азиатского"], "банк"), of_adjectives(["Высшей"], "школа")
    (['Азиатский'], ['Высшая'])
    """
    return [_agreeing(match, head) if (match := _ADJECTIVE.fullmatch(word)) else word for word in words]


def _agreeing(match: re.Match[str], head: str) -> str:
    stem, ending = match.groups()
    hard = stem[-1] in "гкхжшчщц"
    soft = ending in _SOFT and not hard
    if head[-1] in "ая":
        return stem + ("яя" if soft else "ая")
    if head[-1] in "ое":
        return stem + ("ее" if soft or stem[-1] in "жшчщц" else "ое")
    if stem.lower() in _STRESSED:
        return stem + "ой"
    return stem + ("ий" if soft or hard else "ый")
