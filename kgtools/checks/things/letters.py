"""Whether the names of a thing are written in the letters of their language, with the usual capitals and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kgtools import languages, marks, namespaces
from kgtools.checks.things.rows import Fault, labels, names, quoted
from kgtools.claims.model import Entity, Text
from kgtools.languages import scripts
from kgtools.values import characters

CHECK = "label-letters"
_OPENING, _CLOSING = re.compile("[(\\[«“„]"), re.compile("[)\\]»”]")
_SHORT = 4  # letters of a syllable that a name may repeat
_WORD = re.compile(r"[^\W\d_]+")


def faults(entity: Entity, printed: frozenset[Text]) -> Iterator[Fault]:
    """Names of an entity in a wrong script, with letters, signs or capitals that do not belong there."""
    values = {label.value for label in entity.labels}
    for column, name in names(entity):
        spared = name in printed or (column == "aliases" and name.value in values)
        if fault := _script(column, name, spared) or _signs(column, name, name in printed):
            yield fault
    yield from _capitals(entity)
    yield from _repeated(entity)


def _script(column: str, name: Text, spared: bool) -> Fault | None:
    """A name in another script than its language has, or with a letter that the language has not.

    Of the labels the shapes tell whether they are in Latin or Cyrillic letters. What an article prints is spared.
    """
    if spared or not namespaces.language_of(name.language):  # of a language that aliases cannot have a shape tells
        return None
    own = languages.language(name.language)
    shown = quoted(name, column)
    found = set(map(scripts.of_letter, filter(str.isalpha, name.value))) - {""}
    if column == "aliases" and found and own.script not in found:
        every = " or ".join(f"@{tag}" for tag in namespaces.languages())
        hint = (
            f"correct the tag: {every}, or one of these with the script, as @{own.tag.partition('-')[0]}-{min(found)}"
        )
        return Fault(column, f"an alias in {name.language} has no letter of its script", shown, "", hint)
    if own.script != "Latn" and own.alphabet:  # in Latin print names keep letters of other alphabets
        for letter in name.value:
            if scripts.of_letter(letter) == own.script and letter.lower() not in own.alphabet:
                message = f"the letter '{letter}' is none of the language '{name.language}'"
                return Fault(column, message, shown, "", "retype it, or correct its language")
    return None


def _signs(column: str, name: Text, printed: bool) -> Fault | None:
    """A wrong apostrophe, a bracket or quotation mark without its fellow, a sign or word too many."""
    shown = quoted(name, column)
    if not printed and (wrong := characters.sign_flaws(name.value, name.language)):
        message = f"an apostrophe is not that of '{name.language}'"
        return Fault(column, message, shown, wrong[0].mend or "", f"retype {wrong[0].found}")
    if len(_OPENING.findall(name.value)) != len(_CLOSING.findall(name.value)) or name.value.count('"') % 2:
        return Fault(column, "a bracket or quotation mark has no fellow", shown, "", "add it, or remove the other")
    if not printed and re.search(r"[,;:–—-]$|[,;:]{2}|(?<!\.)\.\.(?!\.)| [,;:.](?!\w)", name.value):
        return Fault(column, "a comma, stop or dash is too many", shown, "", "remove it")
    half = len(name.value) // 2
    if half > _SHORT and name.value[:half].strip() == name.value[-half:].strip():
        return Fault(column, "the name stands there twice", shown, "", "give it once")
    if match := re.search(r"\b([^\W\d_]{2,})\s+\1\b", name.value, re.IGNORECASE):
        return Fault(column, f"the word '{match[1]}' stands there twice", shown, "", "remove one")
    return None


# -- capitals ---------------------------------------------------------------------------------------


def _capitals(entity: Entity) -> Iterator[Fault]:
    """Labels that alone begin with a small letter, or hold a word in capitals or with two where no other label has."""
    first = {column: label.value[:1] for column, label in labels(entity)}
    large = {column: letter.isupper() for column, letter in first.items() if letter.lower() != letter.upper()}
    proper = entity.id.startswith(marks.kinds("calledBy", "proper"))
    for column, label in labels(entity):
        others = [other for other_column, other in labels(entity) if other_column != column]
        small = large.get(column) is False and sum(large.values()) >= (1 if proper else 3)
        if small and not any(label.value == other.value for other in others):
            message = "the label begins with a small letter, unlike the others"
            yield Fault(column, message, quoted(label, column), "a capital")
        elif any(map(_is_loud, _WORD.findall(label.value))) and not any(
            _is_loud(word) for other in others for word in _WORD.findall(other.value)
        ):
            yield Fault(column, "a word is in capitals, unlike in the other labels", quoted(label, column))
        elif proper and (lost := _lost_capital(entity, label)):
            yield Fault(column, f"'{lost}' has lost its capital", quoted(label, column))


def _is_loud(word: str) -> bool:
    """Whether a word is in capitals and no abbreviation, or begins with two of them."""
    letters = re.sub("[ʻʼ]", "", word)
    return (len(letters) > 6 and letters.isupper()) or (
        len(letters) > 4 and letters[:2].isupper() and letters[2:].islower()
    )


def _lost_capital(entity: Entity, label: Text) -> str:
    """A word of a person's name in small letters, or an empty string."""
    if not entity.id.startswith(marks.kinds("personalName")) or "(" in label.value:
        return ""
    return next((word for word in re.split(r"[\s-]+", label.value) if word[:1].islower() and len(word) > 3), "")


# -- what stands there twice ------------------------------------------------------------------------


def _repeated(entity: Entity) -> Iterator[Fault]:
    """An alias that the row has twice."""
    for alias in dict.fromkeys(entity.aliases):
        if entity.aliases.count(alias) > 1:
            yield Fault("aliases", "the alias stands there twice", quoted(alias, "aliases"), "", "remove one")
