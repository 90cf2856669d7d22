"""Words for numbers, months, units, flows and bounds in four languages."""

from __future__ import annotations

import re
from functools import lru_cache

# Beginnings of words in English, Russian, Kazakh and Uzbek (Latin and Cyrillic).
NUMBER_WORDS = {
    1: "one first primary top largest biggest один одна перв крупнейш бір ірі bir birinchi eng",
    2: "two second twice два две двух втор екі ikki",
    3: "three third три трет трой трех үш uch",
    4: "four четыр четвер төрт toʻrt",
    5: "five fifth пят бес besh",
    6: "six шест алты olti",
    7: "seven сем жеті yetti",
    8: "eight восем восьм сегіз sakkiz",
    9: "nine ninth девят тоғыз toʻqqiz",
    10: "ten tenth десят он oʻn",
    11: "eleven одиннадцат",
    12: "twelve twelfth двенадцат",
}
MONTHS = {
    1: "january январ қаңтар yanvar yanvar январ",
    2: "february феврал ақпан fevral",
    3: "march март наурыз mart",
    4: "april апрел сәуір aprel",
    5: "may май мая мае мамыр",
    6: "june июн маусым iyun",
    7: "july июл шілде iyul",
    8: "august август тамыз avgust",
    9: "september сентябр қыркүйек sentabr sentyabr",
    10: "october октябр қазан oktabr oktyabr",
    11: "november ноябр қараша noyabr",
    12: "december декабр желтоқсан dekabr",
}
MONTH = "month месяц ай oy"  # "ten months", "10 айда"
EDGES = "beginning start outset end начал кон бас соң аяғ boshi oxir last послед"  # "from the beginning of 2019"
MAGNITUDES = {
    "thousand": "thousand тыс мың ming минг",
    "million": "million mln млн миллион",
    "billion": "billion bn bln млрд миллиард milliard mlrd",
    "percent": "percent процент пайыз foiz фоиз",
}
UNITS = MAGNITUDES | {
    "usd": "usd dollar долл dollor",
    "tonne": "ton тонн",
    "tonnes": "ton тонн",
    "hectare": "hectare гектар gektar га",
    "times": "time fold раз есе marta baravar",
    "week": "week недел апта hafta",
}
SIGNS = {"percent": "%", "usd": "$"}
COUNTED = ("item", "rank", "times", "year", "person")  # what is counted in words: "the third-largest"
FLOWS = {"export": "export экспорт eksport", "import": "import импорт"}
BOUNDS = {
    "at-least": "least less менее минимум кемінде kamida",
    "over": "over exceed surpass more above более свыше прев астам аса асты артық ortiq koʻproq",
    "about": "about approximate around some roughly около примерно порядка шамамен жуық жуырақ taxminan qariyb",
    "almost": "almost nearly close почти дерлік жуық deyarli qariyb",
    "up-to": "up until maximum до дейін gacha",
}
BOUNDS_BEHIND = {"over": "астам аса асты артық ortiq koʻproq", "at-least": "кем kam"}
# The words that qualify a number, by the codes of the list `qualifier`.
QUALIFIERS = {
    "average": "average mean средн орта oʻrta",
    "cumulative": "cumulative total since всего итого общ совокупн нарастающ накоплен нача барлығы барлық жалпы жиынтық"
    " өспелі бастап jami umumiy boshidan",
    "current-prices": "current nominal текущ номинал ағымдағы joriy",
    "constant-prices": "constant comparable постоянн сопоставим тұрақты салыстырмалы doimiy taqqoslama",
    "estimate": "estimate estimated оцен бағала baho",
    "forecast": "forecast expected project likely прогноз скорее ожида вероятн болжа күтіл ықтимал prognoz kutil"
    " ehtimol",
    "preliminary": "preliminary provisional предварит алдын dastlab",
}


@lru_cache(maxsize=16384)
def plain(printed: str) -> str:
    """A text in small letters, code point for code point, with the letters of printers evened out.

    >>> plain("Ёлка 5\\u00a0bn oʻn")
    'елка 5 bn o’n'
    """
    small = printed.lower()
    return (small if len(small) == len(printed) else printed).translate(_EVEN)


_EVEN = str.maketrans({"ё": "е", "\u00a0": " ", "\u202f": " "} | dict.fromkeys("ʻʼ‘'`", "’"))


@lru_cache(maxsize=512)
def beginnings(words: str) -> re.Pattern[str]:
    """A pattern that finds a word which begins like one of some words, separated by spaces.

    >>> bool(beginnings("month ай").search("за десять months"))
    True
    """
    return re.compile("|".join(rf"\b{re.escape(plain(word))}" for word in words.split()))


def has(words: str, stretch: str) -> bool:
    """Whether a word of a stretch, as `plain` gives it, begins like one of some words.

    >>> has("over exceed", "which exceeded 5 bn"), has("over exceed", "moreover")
    (True, False)
    """
    return beginnings(words).search(stretch) is not None
