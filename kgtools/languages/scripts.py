"""Scripts by their codes in ISO 15924: those of letters, as Unicode names them, and those of languages.

The table of languages is the part of Unicode's likely subtags (CLDR) in which the script is not Latin.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

# The script of a letter, by the first word of its name in Unicode.
_NAMED = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARMENIAN": "Armn", "GEORGIAN": "Geor", "ARABIC": "Arab",
    "HEBREW": "Hebr", "SYRIAC": "Syrc", "THAANA": "Thaa", "NKO": "Nkoo", "ADLAM": "Adlm", "ETHIOPIC": "Ethi",
    "DEVANAGARI": "Deva", "BENGALI": "Beng", "GURMUKHI": "Guru", "GUJARATI": "Gujr", "ORIYA": "Orya", "TAMIL": "Taml",
    "TELUGU": "Telu", "KANNADA": "Knda", "MALAYALAM": "Mlym", "SINHALA": "Sinh", "THAI": "Thai", "LAO": "Laoo",
    "TIBETAN": "Tibt", "MYANMAR": "Mymr", "KHMER": "Khmr", "MONGOLIAN": "Mong", "HANGUL": "Kore", "CJK": "Hani",
    "HIRAGANA": "Jpan", "KATAKANA": "Jpan",
}  # fmt: skip
_USUAL = {
    "Arab": "ar azb bal bgn brh ckb fa glk ks khw lrc mzn pnb prs ps sd skr ug ur",
    "Armn": "hy hyw", "Beng": "as bn", "Cyrl": "ab av ba be bg ce cu cv kbd kk kv ky mk mn myv os ru rue sah sr tg tt "
    "udm uk", "Deva": "bho brx doi hi kok mai mr ne new sa", "Ethi": "am gez ti tig", "Geor": "ka", "Grek": "el grc",
    "Gujr": "gu", "Guru": "pa", "Hani": "lzh wuu yue zh", "Hebr": "he yi", "Jpan": "ja", "Khmr": "km", "Knda": "kn",
    "Kore": "ko", "Laoo": "lo", "Mlym": "ml", "Mymr": "my shn", "Nkoo": "nqo", "Orya": "or", "Sinh": "si",
    "Syrc": "syr syc", "Taml": "ta", "Telu": "te", "Thaa": "dv", "Thai": "th", "Tibt": "bo dz",
}  # fmt: skip
_SCRIPT_OF = {tag: script for script, tags in _USUAL.items() for tag in tags.split()}
FROM_RIGHT = frozenset(("Adlm", "Arab", "Hebr", "Nkoo", "Syrc", "Thaa"))
WITH_CASE = frozenset(("Adlm", "Armn", "Cyrl", "Grek", "Latn"))
# Latin letters and the Cyrillic ones that look like them.
LATIN_AS_CYRILLIC = str.maketrans("AaBCcEeHKkMOoPpTXxyi", "АаВСсЕеНКкМОоРрТХхуі")
# Letters of other alphabets that look like Cyrillic ones, and these.
LOOK_ALIKE = str.maketrans("AaBCcEeHhIiKkMOoPpTXxYyƏəӨɵΑΒΕΗΙΚΜΟΡΤΥΧο", "АаВСсЕеНһІіКкМОоРрТХхУуӘәӨөАВЕНІКМОРТУХо")
CYRILLIC_AS_LATIN = {cyrillic: latin for latin, cyrillic in LATIN_AS_CYRILLIC.items()}
_LAST = 0x10000  # of the characters that are looked through
_SUBTAG = re.compile("-([A-Z][a-z]{3})(?:-|$)")
_SAME = {"Hans": "Hani", "Hant": "Hani"}


@cache
def small() -> str:
    """The small letters of all scripts, as a class of a regular expression has them."""
    return _class("Ll")


@cache
def opening() -> str:
    """The letters that can open a sentence: capitals, and all letters of scripts without; as in `small`."""
    return _class("Lu", "Lt", "Lo")


def _class(*categories: str) -> str:
    found: list[list[int]] = []
    for code in range(_LAST):
        if unicodedata.category(chr(code)) in categories:
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in found)


@lru_cache(maxsize=4096)
def of_letter(letter: str) -> str:
    """The script of a letter; empty if it is of one that is not known here.

    >>> of_letter("ж"), of_letter("ß"), of_letter("ש")
    ('Cyrl', 'Latn', 'Hebr')
    """
    return _NAMED.get(unicodedata.name(letter, "").partition(" ")[0].partition("-")[0], "")


def usual(tag: str) -> str:
    """The script in which a language is usually written.

    >>> usual("fa"), usual("pt-BR"), usual("zh-TW")
    ('Arab', 'Latn', 'Hani')
    """
    return _SCRIPT_OF.get(tag.partition("-")[0], "Latn")


def of_tag(tag: str) -> str:
    """The script that a tag names; empty if it names none.

    >>> of_tag("uz-Cyrl"), of_tag("sr-Latn-RS"), of_tag("uz")
    ('Cyrl', 'Latn', '')
    """
    match = _SUBTAG.search(tag)
    return _SAME.get(match[1], match[1]) if match else ""
