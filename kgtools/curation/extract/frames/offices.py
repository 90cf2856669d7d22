"""Offices in a sentence: words for a post, the state or body it belongs to, and who holds it.

In Russian and English the post comes before what it belongs to (the President of X, N. N.), in Kazakh and Uzbek after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kgtools.articles import lexicon
from kgtools.articles.endings import forms
from kgtools.curation.extract.frames.words import Words
from kgtools.curation.extract.spans import Mention
from kgtools.languages import language as grammar_of
from kgtools.ontology import Ontology

_WORD = re.compile(r"(?<![\w’-])[\w’-]+")
_OWNERS = ("State", "Body", "Place")
_BEFORE = re.compile(r"\s*,?\s*(?:(?:mr|ms|mrs|dr)\.?|г-н\w*|господин\w*|мырза|janob\w*)?\s*")
_BEHIND = re.compile(r"\s*(?:[–—]\s*)?(?:(?:мырза|janob\w*)\s+)?")  # a comma parts a post from the next person
_LONG = 90  # letters that the portfolio of a minister may have
_APPOSED = re.compile(r"\s*(?:,|–|—|-|\()\s*(?:(?:the|a|an|who is|own|its|his)\s+)*")
_OF = re.compile(r"\s+(?:of|of the|at|at the|при)?\s*[«“\"]?")
_SENT = re.compile(r"\s+(?:to|to the|for|in|в|во)\s+")  # an ambassador is sent somewhere
_SENT_OUT = ("посол", "послан", "чрезв", "консул", "ambassador", "consul", "спец", "special", "генеральный к")
_THERE = re.compile(r"(?:дағы|дегі|тағы|тегі|dagi)$")
_GENITIVE = re.compile(
    r"(?:\s+(?:по|и|при|имени|в|на|[«“\"]?\w+(?:ого|его|ой|ей|ых|их|ов|ев|ии|ия|ства|ки|ния|тва|ра|та|ка|ны|сти|ам|ям|ию|ям)"
    r"[»”\"]?)){1,9}(?=\s)"
)
_OWNER_GAP = re.compile(r"\s*(?:(?!\w*(?:ды|ді|ты|ті|di|gan|ған|ген|[сйғгл][ыі]н|ini)\s)[\w’-]+\s+){0,4}?")


@dataclass(frozen=True)
class Office:
    """A post in a text: from its first to its last word, its base form, its owner and its holder."""

    start: int
    end: int
    noun: str
    noun_start: int
    noun_end: int
    owner: Mention | None = None
    holder: Mention | None = None
    post: Mention | None = None
    former: bool = False
    acting: bool = False


class _Heads:
    """Every form of every post, and the base form of each; found by its first word, for there are thousands."""

    def __init__(self, base: dict[str, str]) -> None:
        self.base = base
        self._begun: dict[str, list[str]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        for form in sorted(base, key=len, reverse=True):
            if first := _WORD.match(form):
                self._begun.setdefault(first[0], []).append(form)

    def found(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """The posts in a stretch of a text, at each word the longest that begins there."""
        for word in _WORD.finditer(text, start, end):
            if word[0] in self._begun and (match := self._pattern(word[0]).match(text, word.start(), end)):
                yield match

    def _pattern(self, first: str) -> re.Pattern[str]:
        if (known := self._patterns.get(first)) is None:
            forms_ = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in self._begun[first])
            known = self._patterns[first] = re.compile(rf"(?:{forms_})(?![\w’-])")
        return known


@lru_cache(maxsize=8)
def _heads(language: str, posts: tuple[str, ...]) -> _Heads:
    base: dict[str, str] = {}
    for post in sorted(posts, key=len, reverse=True):
        for form in _forms(post, language):
            base.setdefault(form, post)
    for form in lexicon.reading(language)["frames"]["no-posts"]:
        base.pop(form, None)
    return _Heads(base)


def _forms(post: str, language: str) -> Iterator[str]:
    """A post in its cases: Russian declines its first nouns, English adds endings, Kazakh and Uzbek own it."""
    if language == "ru":
        first, _, rest = post.partition(" ")
        adjective = first.endswith(("ый", "ий", "ой"))
        stems = (first, f"{first[:-2]}л") if first.endswith("ол") else (first,)  # посол, послом
        for form in (form for stem in stems for form in forms(stem, "ru") if form != f"{first[:-2]}л"):
            if not rest:
                yield form
            elif adjective:
                yield from (f"{form} {other}" for other in _forms(rest, "ru"))
            else:
                yield f"{form} {rest}"
    elif grammar_of(language).has("cases-are-endings"):
        head, _, last = post.rpartition(" ")
        yield from (f"{head} {form}".strip() for form in forms(last, language))
        owned = last + ("s" if last[-1] in "aeiou" else "") + "i" if language == "uz" else ""
        yield from (f"{head} {form}".strip() for form in (forms(owned, "uz") if owned else ()))
    else:
        yield from forms(post, language)


def offices(
    text: str, start: int, end: int, mentions: Sequence[Mention], words: Words, ontology: Ontology
) -> list[Office]:
    """The offices in a stretch of a folded text."""
    if not words.posts:
        return []
    heads = _heads(words.language, words.posts)
    known = [one for one in mentions if ontology.is_a(one.kind, "Post")]
    owners = [one for one in mentions if any(ontology.is_a(one.kind, kind) for kind in _OWNERS)]
    people = [one for one in mentions if one.kind == "Person"]
    found: list[Office] = []
    for match in heads.found(text, start, end):
        if found and match.start() < found[-1].end:
            continue
        noun = heads.base[re.sub(r"\s+", " ", match[0])]
        build = _verb_last if words.verb_last else _noun_first
        office = build(text, match.start(), match.end(), noun, owners, people, words)
        post = next((one for one in known if one.start < office.end and office.noun_start < one.end), None)
        found.append(_finished(office, text, post, words))
    return _shared(found, text)


def _shared(found: list[Office], text: str) -> list[Office]:
    """Offices, of which one with a dash behind it has the holder of the next: its rector – Professor N. N."""
    for number in range(len(found) - 2, -1, -1):
        one, after = found[number], found[number + 1]
        beside = re.fullmatch(r"\s*[–—]\s*", text[one.end : after.start])
        if one.holder is None and after.holder and beside and after.holder.start >= after.end:
            found[number] = replace(one, holder=after.holder)
    return found


def _finished(office: Office, text: str, post: Mention | None, words: Words) -> Office:
    before = text[max(0, office.start - 25) : office.start]
    former = re.search(rf"(?:{words['office.former'].pattern})\s*$", before) is not None
    acting = re.search(rf"(?:{words['office.acting'].pattern})\s*$", before) is not None
    start = min(office.start, post.start) if post else office.start
    return Office(
        start, office.end, office.noun, office.noun_start, office.noun_end, office.owner, office.holder, post, former,
        acting,
    )  # fmt: skip


def _noun_first(
    text: str, start: int, end: int, noun: str, owners: list[Mention], people: list[Mention], words: Words
) -> Office:
    first, last, owner = start, end, None
    complement = re.compile(rf"\s+(?:{words['office.complement'].pattern})").match(text, last)
    goes_on = complement is None or _ends_at_a_name(text, complement.end(), [*owners, *people])
    ministry = complement.end() if complement and goes_on else _portfolio(text, last, noun, [*owners, *people], words)
    if ministry or (complement and not _owner_behind(text, last, owners, noun)):
        ministry = ministry or complement.end()  # type: ignore[union-attr]
        last, noun = ministry, noun + text[last:ministry]
    before = next((one for one in owners if re.fullmatch(r"(?:’s)?\s+", text[one.end : start] or "-")), None)
    if before and (before.how == "adjective" or words.language == "en"):
        owner, first = before, before.start
    while following := _owner_behind(text, last, owners, noun):
        owner, last = owner or following, following.end
        if not noun.startswith(_SENT_OUT):
            break
    holder = next((one for one in people if one.start >= last and _BEFORE.fullmatch(text[last : one.start])), None)
    if holder is None and words.language == "ru" and (tail := _GENITIVE.match(text, last)):
        for one in people:
            if one.start > last and re.fullmatch(r"\s*", text[tail.end() : one.start]):
                holder, last = one, tail.end()
    if holder is None:
        once = f"{words['office.formerly'].pattern}|{words['office.former'].pattern}"
        apposed = re.compile(rf"{_APPOSED.pattern}(?:(?:{once})\s+(?:(?:the|a|an)\s+)?)?")
        holder = next((one for one in people if one.end <= first and apposed.fullmatch(text[one.end : first])), None)
    return Office(first, last, noun, start, end, owner, holder)


def _ends_at_a_name(text: str, place: int, names: list[Mention]) -> bool:
    """Whether a name stands right behind a place, or behind "of" or a comma."""
    return any(re.fullmatch(r"\s*,?\s*(?:of (?:the )?)?[«“\"]?", text[place : one.start] or "-") for one in names)


def _portfolio(text: str, place: int, noun: str, names: list[Mention], words: Words) -> int:
    """Where the portfolio of a minister ends, before a name: of water resources and energy of X; 0 if there is none."""
    stop = min((one.start for one in names if place <= one.start < place + _LONG), default=0)
    gap = re.sub(r"\s(?:of(?: the)?\s+)?$", "", text[place:stop])
    fits = words["office.minister"].search(noun) and words["office.portfolio"].fullmatch(gap.strip())
    return place + len(gap) if fits and gap.strip() else 0


def _owner_behind(text: str, place: int, owners: list[Mention], noun: str) -> Mention | None:
    def fits(gap: str) -> bool:
        return bool(_OF.fullmatch(gap) or (noun.startswith(_SENT_OUT) and _SENT.fullmatch(gap)))

    near = [one for one in owners if place <= one.start < place + 20 and fits(text[place : one.start])]
    return max(near, key=lambda one: one.end) if near else None


def _verb_last(
    text: str, start: int, end: int, noun: str, owners: list[Mention], people: list[Mention], words: Words
) -> Office:
    first, owner = start, None
    begin = max(0, start - 60)
    if complement := re.search(rf"(?:{words['office.complement'].pattern})\s+$", text[begin:start]):
        first, noun = begin + complement.start(), complement[0] + noun
    while near := [
        one for one in owners if first - 60 < one.end <= first and _OWNER_GAP.fullmatch(text[one.end : first])
    ]:
        closest = max(near, key=lambda one: (one.end, -one.start))
        owner, first = closest, closest.start
        if not _THERE.search(text[closest.start : closest.end]):
            break
    holder = next((one for one in people if one.start >= end and _BEHIND.fullmatch(text[end : one.start])), None)
    if holder is None:
        was = re.compile(rf"\s*(?:,|(?:{words['office.was'].pattern})(?!\w))").match(text, end)
        between = r"\s*(?:–|—|-|,|\()\s*" + (r"|\s+(?:(?:esa|болса)\s+)?" if was else "")
        holder = next(
            (one for one in people if one.end <= first and re.fullmatch(between, text[one.end : first])), None
        )
    return Office(first, end, noun, start, end, owner, holder)
