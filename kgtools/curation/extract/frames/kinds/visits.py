"""Visits of a sentence, and what all frames share: how a frame is made, and its date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from kgtools.curation.extract.frames.context import hedged, modality, speakers
from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.phrases import Phrase, View, before, behind
from kgtools.curation.extract.spans import Mention

NOBODY: Mapping[str, Mention] = MappingProxyType({})
_HOSTS = ("State", "Place")
TOWNS = ("City", "Settlement", "Region", "Place")
ADJECTIVES = 45  # letters before a noun in which its adjectives stand
NOT_SUBJECT = frozenset(("with", "to", "from", "invited", "by", "between", "in"))
_YEARS = re.compile(r"\d{4}/\d{4}")  # no event lasts for years
VISITS = ("StateVisit", "OfficialVisit", "WorkingVisit")


def frame(
    view: View, kind: str, sort: str, parts: Iterable[Part | None], span: tuple[int, int], rule: str, sure: float
) -> Frame:
    """A frame of what stands at a place, with the modality, doubt and speakers of the words around."""
    given = [part for part in parts if part]
    clause = view.clause(span[0])
    near = [part for part in given if clause[0] <= part.start < clause[1]]
    whole = (min([span[0], *(part.start for part in near)]), max([span[1], *(part.end for part in near)]))
    doubt = hedged(view, *span)
    return Frame(
        kind, sort, tuple(given), span, ((view.start, view.end),), view.sentence.language,
        f"{kind}-{rule}-{view.sentence.language}", round(sure * (0.8 if doubt else 1), 2), modality(view, *whole),
        doubt, speakers(view, span[0]),
    )  # fmt: skip


def dated(view: View, slot: str, start: int, end: int) -> Part | None:
    """The date of what stands between two places, for a slot."""
    date = view.date(start, end)
    return Part(slot, date.start, date.end, date=date) if date and not _YEARS.fullmatch(date.edtf) else None


def visits(view: View, earlier: View | None, heads: Mapping[str, Mention] = NOBODY) -> Iterator[Frame]:
    """The visits of a sentence: each host is a visit of its own. `earlier` is the sentence before it.

    `heads` are those of states that the text has named before, by their state: the President of X is one of them.
    """
    taken: list[tuple[int, int]] = []
    for rule in ("noun", "verb"):
        for match in view.matches(f"visit.{rule}"):
            if any(abs(match.start() - start) < 60 for start, _ in taken) or _counted(view, match):
                continue
            found = list(_visits(view, match, rule, earlier, heads))
            if found:
                taken.append(match.span())
            yield from found


def _counted(view: View, match: re.Match[str]) -> bool:
    """Whether visits are only counted, or spoken of in general."""
    if view.words["visit.plural"].fullmatch(match[0]):
        return True
    number = any(0 <= match.start() - one.end < 25 for one in view.quantities if not one.unit or one.unit == "item")
    general = re.search(rf"(?:{view.words['visit.plural'].pattern})\s+(?:\w+\s+)?$", view.text[: match.start()][-30:])
    return number or general is not None


def _visits(
    view: View, match: re.Match[str], rule: str, earlier: View | None, heads: Mapping[str, Mention]
) -> Iterator[Frame]:
    start, end = match.span()
    hosts = _visited(view, start, end, rule)
    visitor = _visitor(view, start, end, rule, hosts)
    named = [one.part("visitor") for one in view.group(visitor)] if visitor else []
    by_post = _head_of(view, start, heads) if visitor is None or view.is_a(visitor, "Post") else []
    people = by_post or named or carried(view, start, earlier)
    sort, begin = _sort(view, start)
    if not hosts and not (rule == "noun" and sort != "Visit" and people):
        return
    if not people and (rule == "verb" or (sort == "Visit" and not view.date(start, end))):
        return
    for host in (*hosts,) or (None,):
        near = (host.start, host.end) if host and len(hosts) > 1 else (start, end)
        towns = [one for one in hosts if view.is_a(one, *TOWNS)] if host and not view.is_a(host, *TOWNS) else []
        parts = [
            *people,
            host.part("host" if view.is_a(host, "State") else "place") if host else None,
            *(one.part("place") for one in towns if host and one is not host),
            dated(view, "date", *near) if not _beside(view, start, end) else None,
        ]
        sure = 0.9 if people and not people[0].inferred else 0.75
        yield frame(view, "visit", sort, parts, (begin, end), rule, sure if host else sure - 0.1)


def _head_of(view: View, place: int, heads: Mapping[str, Mention]) -> list[Part]:
    """The head of a state who was named before and here has his post alone: the President of X arrived in Y."""
    posts = [one for one in view.offices if one.end <= place and one.holder is None and one.owner]
    posts = [one for one in posts if view.words["office.heads-a-state"].fullmatch(one.noun)]
    near = max(posts, key=lambda one: one.end, default=None)
    if near is None or near.owner is None or near.owner.entity not in heads:
        return []
    return [Part("visitor", near.start, near.end, mention=heads[near.owner.entity], inferred=True)]


def _beside(view: View, start: int, end: int) -> bool:
    """Whether a visit only says when something else was: shortly before his visit."""
    pattern = view.words["visit.beside"].pattern
    if view.words.verb_last:
        return re.match(rf"\s*(?:{pattern})", view.text[end : end + 25]) is not None
    return (
        re.search(rf"(?:{pattern})\s+(?:[\w’.-]+\s+){{0,6}}$", view.text[max(view.start, start - 70) : start])
        is not None
    )


def _sort(view: View, noun: int) -> tuple[str, int]:
    """The class of a visit by the adjectives before its noun, and where they begin."""
    first = max(view.start, noun - ADJECTIVES)
    found = {}
    for sort in VISITS:
        pattern = view.words[f"visit.{sort}"].pattern
        if match := re.search(rf"{pattern}\s+(?:[\w’]+\s+){{0,2}}$", view.text[first:noun]):
            found[sort] = first + match.start()
    best = max(found, key=lambda sort: found[sort]) if found else "Visit"
    return best, found.get(best, noun)


def _visited(view: View, start: int, end: int, rule: str) -> list[Phrase]:
    """The states and places to which a visit leads; a town beside its state is where, not another visit."""
    places = view.of_kind(*_HOSTS)
    if view.words.verb_last:
        near = [one for one in before(places, start) if "to" in one.roles and start - one.end < 90]
        near = [one for one in near if rule == "noun" or _goes_there(view, one.end, start)]
        if not near and rule == "noun":  # was in X on a visit: ресми сапармен Астанада болды
            near = [one for one in behind(places, end) if "in" in one.roles and _been(view, one.end)]
        if not near and rule == "noun" and view.words["visit.with"].match(view.text, start, view.end):
            near = [one for one in behind(places, end) if "to" in one.roles and one.start - end < 40]  # on a visit to X
        if not near:
            near = [one for one in before(places, start) if "in" in one.roles and start - one.end < 40]
    else:
        near = [one for one in behind(places, end) if one.start - end < 130 and _led(view, one, end, rule)]
        free = [one for one in before(places, start) if rule == "verb" and not one.roles and start - one.end < 60]
        if not near and free and any(one.start - end < 25 for one in behind(view.of_kind("Person"), end)):
            near = free  # the state stands first: it was visited by the minister
        if not near and view.words.language == "ru":
            near = [one for one in before(places, start) if one.roles & {"to"} and start - one.end < 70]
    if not near and rule == "noun":  # he arrived in Camelot on a visit
        clause = view.clause(start)
        verb = next((one for one in view.matches("visit.verb", clause) if abs(one.start() - start) < 90), None)
        return _visited(view, *verb.span(), "verb") if verb else []
    if not near:
        return []
    group = [one for one in view.group(near[0]) if one in places]
    return [one for one in group if not _town_of_next(view, one, group)]


def _been(view: View, place: int) -> bool:
    """Whether right behind a place stands that somebody was there."""
    return re.match(rf"\s*(?:{view.words['visit.been'].pattern})(?!\w)", view.text[place : place + 20]) is not None


def _goes_there(view: View, start: int, end: int) -> bool:
    """Whether nothing but the word for a visit stands between a place and a verb that comes last."""
    return not view.text[start:end].strip() or view.says("visit.noun", (start, end)) is not None


def _led(view: View, place: Phrase, end: int, rule: str) -> bool:
    between = view.text[end : place.start]
    if rule == "verb" and not place.roles & {"to", "in"}:
        return re.fullmatch(r"\s*(?:[^\W\d]+\s+){0,3}(?:the\s+)?", between) is not None and not place.roles
    leads = {"to"} if rule == "noun" and view.words.language == "en" else {"to", "in"}
    other = view.words["visit.other"].search(between) is not None  # his second visit after the one to X
    return bool(place.roles & leads) and not other and view.clause(end)[1] >= place.start


def _town_of_next(view: View, place: Phrase, group: list[Phrase]) -> bool:
    """Whether a town only says where in the state next to it: to Camelot, Avalon."""
    others = [one for one in group if one is not place and view.is_a(one, "State")]
    return view.is_a(place, *TOWNS) and any(
        re.fullmatch(r"\s*,\s*(?:the capital of\s+)?", view.text[place.end : o.start] or "-") for o in others
    )


def _visitor(view: View, start: int, end: int, rule: str, hosts: list[Phrase]) -> Phrase | None:
    people = [one for one in view.of_kind("Person", "Post") if not one.roles & (NOT_SUBJECT - {"by"})]
    people = [one for one in people if not view.aside(one.start, start)]
    if view.words.verb_last:
        near = before(people, start)
        late = [one for one in behind(people, end) if not one.roles and view.clause(end)[1] >= one.start]
        near = near or (late[:1] if rule == "noun" else [])  # during a visit X met Y
        return near[-1] if near and rule == "verb" else near[0] if near else None
    own = [one for one in before(view.of_kind("Person"), start) if view.text[one.end : start].strip() == ","]
    if rule == "verb" and own and view.words["visit.participle"].fullmatch(view.text, start, end):
        return own[0]  # with N. N., who visited
    owned = [one for one in behind(people, end) if rule == "noun" and _directly(view.text[end : one.start])]
    if owned:
        return owned[0]
    near = [one for one in before(people, start) if "of" not in one.roles or _owns(view.text[one.end : start])]
    if near:
        return near[0]
    late = [one for one in behind(people, end) if not one.roles and all(one.start > host.end for host in hosts)]
    opens = view.words["visit.during"].match(view.text, view.start) is not None  # during a trip X met Y
    return late[0] if late and (view.words.language == "ru" or opens) and view.clause(end)[1] >= late[0].start else None


def _owns(between: str) -> bool:
    """Whether only adjectives stand between a genitive and a noun: X's state visit."""
    return re.fullmatch(r"(?:’s?)?\s+(?:[\w-]+\s+){0,3}", between) is not None


def _directly(between: str) -> bool:
    """Whether only small words stand between a noun and a name: the visit of the President X."""
    return re.fullmatch(r"\s*(?:(?:of|by|the|в|\w+ого|\w+его|главы|лидера|\w+ой)\s+){0,4}", between) is not None


def carried(view: View, place: int, earlier: View | None) -> list[Part]:
    """A subject from the sentence before, where a pronoun begins this one and there is only one person to mean."""
    people = {one.mention.thing: one for one in earlier.of_kind("Person")} if earlier else {}
    subject = view.words["pronouns"].match(view.text, view.start) or re.match(
        r"(?:\W*[^.,]{0,40}[,\s])?(?:он|она|ол|u|he|she)\s", view.text[view.start : place]
    )
    if len(people) != 1 or subject is None:
        return []
    return [next(iter(people.values())).part("visitor", inferred=True)]
