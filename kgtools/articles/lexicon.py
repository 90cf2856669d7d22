"""Words for numbers, months, units, flows, bounds, denials and contraries in four languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
# Words before a year that say it is not certain.
GUESSED = (
    "about approximately around circa roughly probably perhaps possibly около примерно приблизительно вероятно"
    " возможно предположительно шамамен мүмкін болжам taxminan ehtimol chamasi"
)
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

RISE = (
    "grow grew rise rising rose risen increas surg gain expand more higher рост рос раст вырос возр увелич повы"
    " прирост больше выше өс ұлғай арт көбей жоғары o’s osh ort ko’pay ko’proq yuqori"
)
FALL = (
    "fall fell fallen declin decreas reduc drop shrink shrank lower less сниж сниз упа паде сокра спад уменьш"
    " пониж меньше ниже төменде азай кему кеміді кеміп кеміт қысқар құлдыр pasay kamay qisqar"
)
# Verbs and nouns that go with the name of one whose words are given.
SAYING = (
    "said says noted notes argu stated according believ stress emphasi opinion view explain think thought write wrote"
    " сказал отмети отмеч подчерк счита мнени заяви полага слова пиш пікір айт атап тұжырым мәлімде пайым түсіндір"
    " анықта деп дейді сүйен ойынша ayt fikr ta’kid yoz"
)


@dataclass(frozen=True)
class Denial:
    """How a language denies: words that always do, words and endings that may, and turns of phrase that seem to."""

    surely: str
    maybe: str
    seeming: str


# Patterns, for texts in small letters as `plain` gives them.
DENIALS = {
    "en": Denial(
        r"\b(?:not|no|nor|neither|never|none|nobody|nothing|nowhere|cannot|without)\b|n’t\b",
        r"\b(?:lack|absen|missing|fail|hardly|few\b|little\b|less\b|only\b|rather\b|unless\b|non|un(?!i|der|til)\w{4}"
        r"|imposs|incap|insuff|inab|irre|illeg|disag|disreg|distrust|free of|free from|refus|reject|exclud|den[iy]"
        r"|cease|stop|end\b|far from|too\b|instead\b|but\b|despite|in spite|weak|limit|difficult|hinder|obstac|barrier"
        r"|nevertheless|none ?theless|more than\b|apart\b|before\b|open\b)",
        r"\bnot (?:only|merely|just|simply)\b|\bnot \w+ (?:only|alone)\b|\bno\. ?[0-9]|\bno doubt\b"
        r"|\bnot (?:\w+ )*without\b",
    ),
    "ru": Denial(
        r"\b(?:не|нет|нельзя|никто|ничто|никогда)\b",
        r"\b(?:не(?!го\b|е\b|й\b|му\b|м\b|скольк|котор|давн|обход|посредств|смотря|дел|фт|уклон|разрыв|завис|рв|мал|прем)"
        r"|без(?!опас)|бес(?!пре|ед)|ни\b|ник|ничт|нигде|отсутств|лишен|молч|против(?!оп)|вряд|отказ|отвер)|\bне\b",
        r"\bне (?:только|просто)\b|\bтем не менее\b|\bне менее\b"
        r"|\bне \w+(?:щ|вш|нн|м)(?:ий|ая|ее|ие|его|ую|их|ый|ое|ые|ых|ого|ой)\b",
    ),
    "kk": Denial(
        r"\bжоқ|\bемес|\bешқандай|\bешбір|\bешкім|\w{3,}(?:[мбп]ады|[мбп]еді|[мбп]айды|[мбп]ейді)\b",
        r"(?<!қауіп)(?<!қамтама)(?<!тәуел)с[ыі]з|\bеш\w|\w{2,}[мбп][ае](?:й(?:д|т|м|с|ын|ін|\b)|ған|ген|ды|ді|стан|стен"
        r"|у\w{0,4}\b|с\b|с[ау]|п\b)|қарсы|бас тарт|тоқтат|жеткілік|түсіп қал",
        r"\b(?:ғана|тек) (?:\w+ )*емес\b|\bғана емес|\bмемлекеттік емес",
    ),
    "uz": Denial(
        r"\byo’q|\bemas|\bhech\b|[\w’]{3,}ma(?:di|ydi)\b",
        r"siz(?!d)|[\w’]{2,}ma(?:y|gan|di|sd?|slik|s\b|sa)|\bhech|\bna\b|\bno\w{4}|\bbe\w{5}|qarshi|nafaqat",
        r"\bnafaqat\b|\bemas, balki\b",
    ),
}
# Words of which a text that says one and not the other speaks of the contrary of what says the other alone:
# beginnings of words, in all four languages.
CONTRARIES = (
    (RISE, FALL),
    ("export экспорт eksport", "imports imported importing импорт import"),
    ("north север солтүстік shimol", "south юг южн оңтүстік janub"),
    ("eastern east восток восточ шығыс sharq", "western west запад батыс g’arb"),
    ("bilateral двусторон екіжақты ikkitomonlama", "multilateral многосторон көпжақты ko’ptomonlama"),
    ("support поддерж қолда qo’lla", "critici критик сын tanqid"),
    ("first перв бірінші алғаш тұңғыш birinchi", "second втор екінші ikkinchi"),
    ("first перв бірінші алғаш тұңғыш birinchi", "last послед соңғы oxirgi so’nggi"),
    (
        "strong strength сильн укреп усил күшті күшей нығай mustahkam kuchli",
        "weak слаб ослаб әлсіз әлсіре zaif kuchsiz",
    ),
    ("internal domestic внутр ішкі отандық отечествен ichki", "external foreign внеш сыртқы tashqi зарубеж шетел"),
    ("open откры аш ашы och", "clos закры жаб yop"),
    ("positive положит позитив оң ijobiy", "negative отриц негатив теріс salbiy"),
    ("short кратко қысқа qisqa", "long долго долг ұзақ uzoq"),
    ("high высок выс жоғары yuqori", "low низк низ төмен past"),
    ("large great big круп больш ірі үлкен yirik katta", "small little малы небольш шағын кіші kichik"),
    ("new нов жаңа yangi", "old стар ескі eski"),
    ("war войн соғыс urush", "peace мир бейбіт tinch"),
    ("begin began begun start launch нача запус баста boshla", "end ended ending заверш оконч аяқта yakun tuga"),
    ("agricultur сельск аграр ауыл qishloq", "industr промышл индустр өнеркәсіп sanoat"),
    ("oil нефт мұнай neft", "gas газ gaz"),
)


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


@lru_cache(maxsize=8192)
def denies(text: str, language: str) -> bool:
    """Whether a text in small letters surely denies something; two denials do not.

    >>> denies("trade does not grow", "en"), denies("not only trade grows", "en"), denies("торговля не растет", "ru")
    (True, False, True)
    """
    denial = DENIALS[language]
    return re.search(denial.surely, re.sub(denial.seeming, " ", text)) is not None


@lru_cache(maxsize=8192)
def may_deny(text: str, language: str) -> bool:
    """Whether a text in small letters has any word or ending that can deny something.

    >>> may_deny("an unsettled question", "en"), may_deny("a settled question", "en")
    (True, False)
    """
    denial = DENIALS[language]
    return re.search(f"{denial.surely}|{denial.maybe}", text) is not None


def contrary(text: str, other: str) -> tuple[str, str] | None:
    """A word of a text and one of another that speaks of the contrary, where neither text has both kinds.

    >>> contrary("exports rose", "экспорт снизился")
    ('rose', 'снизился')
    """
    said, there = _sides(text), _sides(other)
    for pair, side in said:
        opposite = (pair, 1 - side)
        if opposite in there and opposite not in said and (pair, side) not in there:
            return said[pair, side], there[opposite]
    return None


@lru_cache(maxsize=8192)
def _sides(text: str) -> dict[tuple[int, int], str]:
    """The sides of contraries that a text speaks of, each with the first word that does: number of the pair, 0 or 1."""
    found: dict[tuple[int, int], str] = {}
    for word in dict.fromkeys(re.findall(r"[\w’]+", text)):
        for beginning, side in _BEGINNINGS.get(word[:2], ()):
            if word.startswith(beginning):
                found.setdefault(side, word)
    return found


def _by_letters() -> dict[str, list[tuple[str, tuple[int, int]]]]:
    found: dict[str, list[tuple[str, tuple[int, int]]]] = {}
    for pair, sides in enumerate(CONTRARIES):
        for side, words in enumerate(sides):
            for word in plain(words).split():
                found.setdefault(word[:2], []).append((word, (pair, side)))
    return found


_BEGINNINGS = _by_letters()
