"""Translations against their source text (numbers, names, denials, hedges, contraries), and spelling.

A translation says what its English text says, so this needs no article. What is stale is told elsewhere.
"""

from __future__ import annotations

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from kgtools import languages, marks, namespaces
from kgtools.articles.lexicon import contrary, denies, hedges, may_deny, may_hedge, plain
from kgtools.articles.mentions import Finder, Name, stems_of, telling, words
from kgtools.changing import Each
from kgtools.checks.passages import gists, names
from kgtools.claims import tables, translations
from kgtools.claims.model import Corpus, Entity, Fact, Opinion, Translation
from kgtools.claims.translations import Translated
from kgtools.differing import differing
from kgtools.errors import Finding
from kgtools.languages import remembered, scripts
from kgtools.ontology import Ontology
from kgtools.remembering import as_before, for_the_same

CHECK = "translation"
_HINT = "translate the text again, or correct the source"
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_GAP = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_ASIDE = re.compile(rf"{_QUOTED.pattern}|\([^)]*\)|[a-z]+/[a-z0-9-]+")  # quotations, brackets, ids
_WORD = re.compile(r"[^\W\d_]+")
_FEW_WORDS, _FEW_LETTERS = 3, 2  # words of a text; letters of another language in a name
_LONG = 60  # letters that must have some
_LONG_WORD = re.compile(r"(?:[^\W\d_]|’){5,}")
_ENDING = 3  # letters in which forms of a word differ
_USUAL = 3  # names and texts that write a word so
_APART = re.compile(r"[\W_]+")


def findings(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What a fresh translation says otherwise than its source text, and texts that belong to another claim."""
    texts = translations.translated(corpus, ontology)
    yield from _exchanged(corpus, translations.exchanged(corpus, ontology))
    yield from _untrue().findings(texts, corpus.named)
    yield from _spelling().findings(texts, corpus.named)


@for_the_same(1)  # it knows itself what has changed
def _untrue() -> _Untrue:
    return _Untrue()


_NONE: frozenset[str] = frozenset()
_Meant = tuple[tuple[str, ...], ...]  # for each name in a text the ids that it can mean


class _Untrue:
    """What fresh translations say otherwise than their source texts.

    Looked at again are texts that have changed, and those that name, or may name, what has.
    """

    def __init__(self) -> None:
        self._texts: Mapping[str, Translated] = {}
        self._entities: Mapping[str, Entity] = {}
        self._finder = Finder(())
        self._names: Mapping[str, tuple[Name, ...]] = {}
        self._meant: dict[str, _Meant] = {}
        # The texts that have a word, and those that name a thing: some of them no longer.
        self._having: dict[str, list[str]] = defaultdict(list)
        self._naming: dict[str, set[str]] = defaultdict(set)
        self._found: dict[str, tuple[Finding, ...]] = {}  # of the texts of which there is any
        self._one_at_a_time = threading.Lock()

    def findings(self, texts: Mapping[str, Translated], entities: dict[str, Entity]) -> list[Finding]:
        """What is wrong with the translations of these texts, which name some of these entities."""
        with self._one_at_a_time:
            changed = set(differing(self._texts, texts))
            words_in, read = cache(_words_in), cache(self._read)  # several texts may say the same
            for one in changed:
                self._exchange(one, *(words_in(_source(state.get(one))) for state in (self._texts, texts)))
            for entity in differing(self._entities, entities):
                changed |= self._naming.get(entity, _NONE)
            for one in (one for word in self._rename(_names.of(entities)) for one in self._having.get(word, ())):
                self._meant.pop(one, None)
                changed.add(one)
            self._texts, self._entities = texts, entities
            for one in changed:
                if found := tuple(self._of_text(texts.get(one), read)):
                    self._found[one] = found
                else:
                    self._found.pop(one, None)
            return [finding for one in sorted(self._found) for finding in self._found[one]]

    def _rename(self, names: Mapping[str, tuple[Name, ...]]) -> set[str]:
        """Take these names instead of those before; gives words of which a text has one if it has another name."""
        changed: set[str] = set()
        for one in differing(self._names, names):
            was, now = ({*of.get(one, ())} for of in (self._names, names))
            for name in was - now:
                self._finder.leave(name)
            for name in now - was:
                self._finder.enter(name)
            changed.update(*map(telling, was ^ now))
        self._names = names
        return changed

    def _exchange(self, one: str, was: frozenset[str], now: frozenset[str]) -> None:
        """Take the words of a text instead of those that it had."""
        self._meant.pop(one, None)
        for word in now - was:
            self._having[word].append(one)

    def _of_text(self, text: Translated | None, read: Callable[[str], _Meant]) -> Iterator[Finding]:
        english = _source(text)
        if text is None or not english:
            return
        meant = [[self._entities[one] for one in ids] for ids in self._named(text.id, english, read)]
        for row in text.rows:
            if row.fingerprint == translations.fingerprint(english):
                for message, expected in _differences(row, english, meant, translations.is_of_claim(row.id)):
                    message, actual = f"column 'text': {message}", f"'{row.text}'"
                    yield Finding(row.file, row.line, message, actual, expected, _HINT, "warning", CHECK)

    def _named(self, one: str, english: str, read: Callable[[str], _Meant]) -> _Meant:
        """For each name in a text the ids that it can mean; read once."""
        meant = self._meant.get(one)
        if meant is None:
            meant = self._meant[one] = read(english)
            for entity in (entity for ids in meant for entity in ids):
                self._naming[entity].add(one)
        return meant

    def _read(self, english: str) -> _Meant:
        return as_before(tuple(tuple(sorted(ids)) for ids in gists.named(self._finder, english)))


def _source(text: Translated | None) -> str:
    """The English of a text that has a fresh translation."""
    return text.english if text is not None and text.said else ""


def _words_in(text: str) -> frozenset[str]:
    return frozenset(word.text for word in words(text))


_names = Each[str, Entity, tuple[Name, ...]](lambda _, entity: names.in_source_texts(entity) or None)


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


@for_the_same(1)  # it knows itself what has changed
def _spelling() -> _Spelling:
    return _Spelling()


_Word = tuple[str, str]  # with its language before it


class _Spelling:
    """How words are usually written, by the names and translations of each language, kept while these change."""

    def __init__(self) -> None:
        self._texts: Mapping[str, Translated] = {}
        self._entities: Mapping[str, Entity] = {}
        self._number: dict[str, int] = {}  # of a text, which names do without
        self._numbered: dict[int, str] = {}
        self._written: Counter[_Word] = Counter()
        self._sums: Counter[_Word] = Counter()  # of the numbers of the texts: of a word that one has, its number
        self._typed: dict[_Word, set[str]] = {}  # usual words by what is typed for them without letters of the script
        self._slips: dict[_Word, str] = {}  # of words that one text has, with what is meant
        self._one_at_a_time = threading.Lock()

    def findings(self, texts: Mapping[str, Translated], entities: Mapping[str, Entity]) -> list[Finding]:
        """Translations with a word that is a slip of the hand."""
        with self._one_at_a_time:
            self._take(texts, entities)
            numbers = {self._sums[word] for word in self._slips}
            found = []
            for row in (row for one in sorted(numbers) if one for row in texts[self._numbered[one]].rows):
                if slip := self._slip(row):
                    message = f"'{slip[0]}' is a slip of the hand from '{slip[1]}', which other texts write"
                    message, actual = f"column 'text': {message}", f"'{row.text}'"
                    found.append(Finding(row.file, row.line, message, actual, slip[1], "correct it", "warning", CHECK))
            return found

    def _slip(self, row: Translation) -> tuple[str, str] | None:
        """The first word of a text that is a slip, and what is meant; in what is quoted others may err."""
        said = _words(_QUOTED.sub(" ", row.text))
        return next(((one, self._slips[row.language, one]) for one in said if (row.language, one) in self._slips), None)

    def _take(self, texts: Mapping[str, Translated], entities: Mapping[str, Entity]) -> None:
        """Take these texts and names instead of those before."""
        before: dict[_Word, int] = {}
        for one in differing(self._entities, entities):
            self._count(_names_of(self._entities.get(one)), 0, -1, before)
            self._count(_names_of(entities.get(one)), 0, 1, before)
        for one in differing(self._texts, texts):
            if one not in self._number:
                self._number[one] = len(self._number) + 1
                self._numbered[self._number[one]] = one
            self._count(_translations_of(self._texts.get(one)), self._number[one], -1, before)
            self._count(_translations_of(texts.get(one)), self._number[one], 1, before)
        self._texts, self._entities = texts, entities
        asked = dict.fromkeys(before)
        for (language, word), was in before.items():
            if (was >= _USUAL) != (self._written[language, word] >= _USUAL):
                asked.update(((language, other), None) for other in self._meaning(language, word, was < _USUAL))
        for each in asked:
            self._ask(*each)

    def _count(self, texts: Iterable[_Word], number: int, sign: int, before: dict[_Word, int]) -> None:
        """Count the words of some texts, each with its language before it."""
        for language, text in texts:
            for word in {(language, word) for word in _words(text)}:
                before.setdefault(word, self._written[word])
                self._written[word] += sign
                self._sums[word] += sign * number

    def _meaning(self, language: str, usual: str, now: bool) -> Iterator[str]:
        """The words that one text has and that may be slips from a word that has become usual, or is so no longer."""
        typed = usual.translate(_keyboard(language))
        if typed != usual:
            words = self._typed.setdefault((language, typed), set())
            (words.add if now else words.discard)(usual)
        return (word for word in {typed, *_slips_from(usual)} if self._written.get((language, word)) == 1)

    def _ask(self, language: str, word: str) -> None:
        """Whether a word that one text alone has is a usual one with a letter doubled or exchanged.

        A letter that is lost or wrong makes too many forms of words to be told.
        """
        self._slips.pop((language, word), None)
        if not self._written[language, word]:
            del self._written[language, word], self._sums[language, word]
        elif self._written[language, word] == 1:
            meant = [other for other in _meant(word) if self._written.get((language, other), 0) >= _USUAL]
            meant += sorted(self._typed.get((language, word), ()))
            if meant:
                self._slips[language, word] = meant[0]


def _names_of(entity: Entity | None) -> list[_Word]:
    return [(name.language, name.value) for name in (*entity.labels, *entity.aliases)] if entity else []


def _translations_of(text: Translated | None) -> list[_Word]:
    return [(row.language, row.text) for row in text.rows] if text else []


def _slips_from(word: str) -> Iterator[str]:
    """The words of which a word may be what was meant: with a letter doubled, or two in the other order."""
    for place, letter in enumerate(word):
        yield word[:place] + letter + word[place:]
        yield word[:place] + word[place + 1 : place + 2] + letter + word[place + 2 :]


@languages.remembered()
def _keyboard(language: str) -> dict[int, str]:
    """What is typed for letters on a keyboard that lacks some of the script of a language."""
    own = languages.language(language)
    return str.maketrans(dict(own.table("keyboard"))) if own.script != "Latn" else {}


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


def _exchanged(corpus: Corpus, strange: dict[str, str]) -> Iterator[Finding]:
    """A curator's text that was translated as the text of another claim: pasted from there, or filled down."""
    for key, other in strange.items():
        claim = corpus.by_key[key]
        column = tables.gist() if isinstance(claim, Opinion) else "value" if isinstance(claim, Fact) else ""
        message = f"column '{column}': the translations know this text as that of {other}"
        hint = "give the text of this claim, or add its translations"
        text = claim.gist if isinstance(claim, Opinion) else getattr(claim, "value", "")
        yield Finding(claim.file, claim.line, message, f"'{text}'", "", hint, "warning", CHECK)
