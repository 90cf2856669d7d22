"""Translations against their source text (numbers, names, denials, hedges, contraries), and spelling.

A translation says what its English text says, so this needs no article. What is stale is told elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from kgtools import languages, marks, namespaces
from kgtools.articles.lexicon import contrary, denies, hedges, may_deny, may_hedge, plain
from kgtools.articles.mentions import Finder, stems_of
from kgtools.checks.passages import gists, names
from kgtools.claims import tables, translations
from kgtools.claims.model import Corpus, Entity, Fact, Opinion, Translation
from kgtools.errors import Finding
from kgtools.languages import remembered, scripts
from kgtools.ontology import Ontology
from kgtools.remembering import Same, for_the_same, pieces, values

CHECK = "translation"
_HINT = "translate the text again, or correct the source"
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_GAP = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_ASIDE = re.compile(rf"{_QUOTED.pattern}|\([^)]*\)|[a-z]+/[a-z0-9-]+")  # quotations, brackets, ids
_WORD = re.compile(r"[^\W\d_]+")
_FEW_WORDS, _FEW_LETTERS, _LONG = (
    3,
    2,
    60,
)  # words of a text; letters of another language in a name; letters that must have some
_LONG_WORD = re.compile(r"(?:[^\W\d_]|’){5,}")
_ENDING = 3  # letters in which forms of a word differ
_USUAL = 3  # names and texts that write a word so
_APART = re.compile(r"[\W_]+")


def findings(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What a fresh translation says otherwise than its source text, and texts that belong to another claim."""
    english = translations.texts(corpus, ontology)
    yield from _exchanged(corpus, _strange(corpus.translations, english))
    yield from _untrue(corpus, english)
    yield from _misspelt(corpus.translations, values(corpus.named))


def _untrue(corpus: Corpus, english: dict[str, str]) -> Iterator[Finding]:
    """What fresh translations say otherwise than the source texts."""
    entities = corpus.named
    finder = _known(entities).finder
    for piece in pieces(corpus.translations):
        texts = tuple(english.get(row.id, "") for row in piece)
        called = tuple(entities[one] for of_text in _named(finder, texts) for ids in of_text for one in ids)
        yield from _untrue_among(piece, texts, finder, called)


@for_the_same(2)
def _known(entities: dict[str, Entity]) -> gists.Known:
    return gists.Known(Corpus(entities, {}, (), ()))


@for_the_same(8192)
def _named(finder: Finder, texts: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """For each text, and each name in it, the ids that it can mean."""
    return tuple(tuple(tuple(sorted(ids)) for ids in gists.named(finder, text)) for text in texts)


@for_the_same(8192)
def _untrue_among(
    rows: Same[Translation], texts: tuple[str, ...], finder: Finder, called: tuple[Entity, ...]
) -> tuple[Finding, ...]:
    """What some translations say otherwise than their source texts; `called` are those that names in these can mean."""
    found, known = [], {entity.id: entity for entity in called}
    for row, text, there in zip(rows, texts, _named(finder, texts), strict=True):
        if row.fingerprint == translations.fingerprint(text):
            meant = [[known[one] for one in ids] for ids in there]
            for message, expected in _differences(row, text, meant, translations.is_of_claim(row.id)):
                message, actual = f"column 'text': {message}", f"'{row.text}'"
                found.append(Finding(row.file, row.line, message, actual, expected, _HINT, "warning", CHECK))
    return tuple(found)


def _differences(
    row: Translation, english: str, called: Iterable[Sequence[Entity]], claimed: bool
) -> Iterator[tuple[str, str]]:
    """What is wrong with a translation and what is expected.

    `called` are those that each name in the source text can mean. Only texts of claims are short enough for
    hedges and contraries.
    """
    yield from _language(row, english)
    yield from _whole(row.text, english)
    text, of = plain(row.text), plain(english)
    first = namespaces.first_language()
    said, given = _numbers(text, row.language), _numbers(of, first)
    if lost := given - said:
        yield "a number of the source text is missing", ", ".join(sorted(lost))
    if added := said - given:
        yield f"the source text does not give the number {min(added)}", ", ".join(sorted(given)) or "no number"
    lines = "\n" + _APART.sub("\n", text.replace("’", ""))
    for entities in called:
        proper = entities[0].id.startswith(marks.kinds("calledBy", "proper"))  # has one name in every language
        if any(one.id == row.id for one in entities) or not proper:
            continue
        if not any(_calls(one, lines) for one in entities):
            yield "a name of the source text is missing", entities[0].id
    if denies(of, first) and not may_deny(text, row.language):
        yield "the source text denies something, the translation does not", f"'{english}'"
    elif denies(text, row.language) and not may_deny(of, first):
        yield "the translation denies something, the source text does not", f"'{english}'"
    if claimed and hedges(of, first) and not may_hedge(text, row.language):
        yield "the source text says that it seems so, the translation does not", f"'{english}'"
    if claimed and (words := contrary(of, text)):
        yield f"'{words[1]}' is the contrary of what the source text says", f"'{words[0]}'"


def _language(row: Translation, english: str) -> Iterator[tuple[str, str]]:
    """A text in other letters than its language has, or without those that only its language has.

    What it quotes, adds in brackets or shares with the source text may be in any.
    """
    if row.text == english and len(english.split()) > _FEW_WORDS:
        yield "the text is left untranslated", f"words in '{row.language}'"
        return
    own = _ASIDE.sub(" ", row.text)
    shared = set(_WORD.findall(english))
    words = [word for word in _WORD.findall(own) if word not in shared]
    target = languages.language(row.language)
    in_script = sum(_letters_in(word, target.script) for word in words)
    if 2 * in_script < sum(map(len, words)):
        yield "the letters are not those of the language", f"words in '{row.language}'"
    elif mixed := [word for word in words if 0 < _letters_in(word, target.script) < _letters(word)]:
        yield f"'{mixed[0]}' has letters of two alphabets", "retype it"
    if _is_of_another(words, target, in_script):
        yield "the words are of another language", f"words in '{row.language}'"


@lru_cache(maxsize=16384)
def _letters(word: str) -> int:
    return sum(bool(scripts.of_letter(letter)) for letter in word)


@lru_cache(maxsize=16384)
def _letters_in(word: str, script: str) -> int:
    """How many letters of a word are of a script."""
    return sum(scripts.of_letter(letter) == script for letter in word)


def _is_of_another(words: Iterable[str], target: languages.Language, in_script: int) -> bool:
    """Whether words have letters by which another language of the script is known, or none by which theirs is."""
    text = " ".join(words).lower()
    if target.words["one-letter-in"] and in_script > _LONG and not any(letter in text for letter in target.letters):
        return True
    return any(
        sum(map(text.count, other.letters)) > _FEW_LETTERS
        for other in map(languages.language, namespaces.languages())
        if other.words["one-letter-in"] and other.script == target.script and not target.letters
    )


def _whole(text: str, english: str) -> Iterator[tuple[str, str]]:
    """A text that has lost its end, stands there twice, or is broken in two lines, unlike the English one."""
    half = len(text) // 2
    if english.endswith(".") and text[-1:].isalpha():
        yield "the text has no end: the source ends with a full stop", "its last words, and the full stop"
    elif len(text.split()) > _FEW_WORDS and text[:half].strip() == text[-half:].strip():
        yield "the text stands there twice", "the text once"
    if "\n" in text and "\n" not in english:
        yield "a line ends within the text", "one line, as in the source"


@remembered(2048)
def _numbers(text: str, language: str) -> frozenset[str]:
    """The numbers of a text, with a point before decimals and nothing between thousands.

    >>> sorted(_numbers("4,500 in 2019", "en")), sorted(_numbers("4 500 or 4,5", "ru"))
    (['2019', '4500'], ['4.5', '4500'])
    """
    even = _GAP.sub("", text)
    even = _COMMA.sub("", even) if languages.language(language).text("decimal") != "," else even
    return frozenset(number.replace(",", ".") for number in _NUMBER.findall(even))


def _calls(entity: Entity, lines: str) -> bool:
    """Whether a text has a name; the later words of one may be joined to the first, as in центральноазиатский."""
    every = (stems for name in names.names_of(entity) for stems in stems_of(name))
    return any(f"\n{stems[0]}" in lines and all(stem in lines for stem in stems[1:]) for stems in every)


@for_the_same(2)
def _misspelt(rows: tuple[Translation, ...], entities: tuple[Entity, ...]) -> tuple[Finding, ...]:
    """Translations with a word that is a slip of the hand."""
    spelling, found = _Spelling(rows, entities), []
    for row in rows:
        if slip := spelling.slip(row):
            message = f"column 'text': '{slip[0]}' is a slip of the hand from '{slip[1]}', which other texts write"
            found.append(Finding(row.file, row.line, message, f"'{row.text}'", slip[1], "correct it", "warning", CHECK))
    return tuple(found)


class _Spelling:
    """How words are usually written, by the names and translations of each language."""

    def __init__(self, rows: Iterable[Translation], entities: Iterable[Entity]) -> None:
        names = ((name.language, name.value) for one in entities for name in (*one.labels, *one.aliases))
        self._written: dict[str, Counter[str]] = defaultdict(Counter)
        for language, text in (*names, *((row.language, row.text) for row in rows)):
            self._written[language].update(set(_words(text)))
        self._as_typed = {tag: self._typed(tag) for tag in namespaces.translated()}

    def _typed(self, language: str) -> dict[str, str]:
        """The usual words of a language by what is typed for them on a keyboard that lacks letters of its script."""
        own = languages.language(language)
        letters = str.maketrans(dict(own.table("keyboard"))) if own.script != "Latn" else {}
        written = self._written[language].items() if letters else ()
        return {word.translate(letters): word for word, number in written if number >= _USUAL}

    def slip(self, row: Translation) -> tuple[str, str] | None:
        """The first word that no other text has, and the usual one that it is with a letter doubled or exchanged.

        A letter that is lost or wrong makes too many forms of words to be told; in what is quoted others may err.
        """
        written = self._written[row.language]
        for word in _words(_QUOTED.sub(" ", row.text)):
            if written[word] == 1:
                meant = [other for other in _meant(word) if written[other] >= _USUAL]
                usual = self._as_typed.get(row.language, {}).get(word, word)
                if meant or usual != word:
                    return word, (meant or [usual])[0]
        return None


def _words(text: str) -> list[str]:
    return _LONG_WORD.findall(plain(text))


def _meant(word: str) -> Iterator[str]:
    """What a word may have been before a slip: with one of a double letter, or two in the other order.

    At the end of a word, where endings begin, that makes another form of it.

    >>> list(_meant("traaders")), list(_meant("tarders"))
    (['rtaaders', 'taraders', 'traders'], ['atrders', 'traders'])
    """
    for place in range(len(word) - 2 - _ENDING):
        one, other = word[place], word[place + 1]
        yield word[:place] + (one if one == other else other + one) + word[place + 2 :]


@for_the_same(2)
def _strange(rows: tuple[Translation, ...], english: dict[str, str]) -> dict[str, str]:
    """The texts of claims that were translated as that of another claim alone, each with that one."""
    translated_as: dict[str, set[str]] = {}
    for row in rows:
        translated_as.setdefault(row.fingerprint, set()).add(row.id)
    found = {}
    for identifier, text in english.items():
        others = translated_as.get(translations.fingerprint(text), set())
        if others and identifier not in others and translations.is_of_claim(identifier):
            found[identifier] = min(others)
    return found


def _exchanged(corpus: Corpus, strange: dict[str, str]) -> Iterator[Finding]:
    """A curator's text that was translated as the text of another claim: pasted from there, or filled down."""
    for key, other in strange.items():
        claim = corpus.by_key[key]
        column = tables.gist() if isinstance(claim, Opinion) else "value" if isinstance(claim, Fact) else ""
        message = f"column '{column}': the translations know this text as that of {other}"
        hint = "give the text of this claim, or add its translations"
        text = claim.gist if isinstance(claim, Opinion) else getattr(claim, "value", "")
        yield Finding(claim.file, claim.line, message, f"'{text}'", "", hint, "warning", CHECK)
