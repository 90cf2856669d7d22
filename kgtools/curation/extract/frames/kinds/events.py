"""Visits, meetings and other events of a sentence: who, with whom or to whom, where and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kgtools.curation.extract.frames.context import hedged, modality, speakers
from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.phrases import Phrase, View, before, behind, nearest

_HOSTS = ("State", "Place")
_TOWNS = ("City", "Settlement", "Region", "Place")
_ADJECTIVES = 45  # letters before a noun in which its adjectives stand
_NOT_SUBJECT = frozenset(("with", "to", "from", "invited", "by", "between", "in"))
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


# -- visits -----------------------------------------------------------------------------------------------------------


def visits(view: View, earlier: View | None) -> Iterator[Frame]:
    """The visits of a sentence: each host is a visit of its own. `earlier` is the sentence before it."""
    taken: list[tuple[int, int]] = []
    for rule in ("noun", "verb"):
        for match in view.matches(f"visit.{rule}"):
            if any(abs(match.start() - start) < 60 for start, _ in taken) or _counted(view, match):
                continue
            found = list(_visits(view, match, rule, earlier))
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


def _visits(view: View, match: re.Match[str], rule: str, earlier: View | None) -> Iterator[Frame]:
    start, end = match.span()
    hosts = _visited(view, start, end, rule)
    visitor = _visitor(view, start, end, rule, hosts)
    people = [one.part("visitor") for one in view.group(visitor)] if visitor else _carried(view, start, earlier)
    sort, begin = _sort(view, start)
    if not hosts and not (rule == "noun" and sort != "Visit" and people):
        return
    if not people and (rule == "verb" or (sort == "Visit" and not view.date(start, end))):
        return
    for host in (*hosts,) or (None,):
        near = (host.start, host.end) if host and len(hosts) > 1 else (start, end)
        towns = [one for one in hosts if view.is_a(one, *_TOWNS)] if host and not view.is_a(host, *_TOWNS) else []
        parts = [
            *people,
            host.part("host" if view.is_a(host, "State") else "place") if host else None,
            *(one.part("place") for one in towns if host and one is not host),
            dated(view, "date", *near) if not _beside(view, start, end) else None,
        ]
        sure = 0.9 if people and not people[0].inferred else 0.75
        yield frame(view, "visit", sort, parts, (begin, end), rule, sure if host else sure - 0.1)


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
    first = max(view.start, noun - _ADJECTIVES)
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
    if not near and rule == "noun":  # he arrived in Tashkent on a visit
        clause = view.clause(start)
        verb = next((one for one in view.matches("visit.verb", clause) if abs(one.start() - start) < 90), None)
        return _visited(view, *verb.span(), "verb") if verb else []
    if not near:
        return []
    group = [one for one in view.group(near[0]) if one in places]
    return [one for one in group if not _town_of_next(view, one, group)]


def _goes_there(view: View, start: int, end: int) -> bool:
    """Whether nothing but the word for a visit stands between a place and a verb that comes last."""
    return not view.text[start:end].strip() or view.says("visit.noun", (start, end)) is not None


def _led(view: View, place: Phrase, end: int, rule: str) -> bool:
    between = view.text[end : place.start]
    if rule == "verb" and not place.roles & {"to", "in"}:
        return re.fullmatch(r"\s*(?:[^\W\d]+\s+){0,3}(?:the\s+)?", between) is not None and not place.roles
    return bool(place.roles & {"to", "in"}) and view.clause(end)[1] >= place.start


def _town_of_next(view: View, place: Phrase, group: list[Phrase]) -> bool:
    """Whether a town only says where in the state next to it: to Khiva, Uzbekistan."""
    others = [one for one in group if one is not place and view.is_a(one, "State")]
    return view.is_a(place, *_TOWNS) and any(
        re.fullmatch(r"\s*,\s*(?:the capital of\s+)?", view.text[place.end : o.start] or "-") for o in others
    )


def _visitor(view: View, start: int, end: int, rule: str, hosts: list[Phrase]) -> Phrase | None:
    people = [one for one in view.of_kind("Person", "Post") if not one.roles & (_NOT_SUBJECT - {"by"})]
    if view.words.verb_last:
        near = before(people, start)
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
    return late[0] if late and view.words.language == "ru" and view.clause(end)[1] >= late[0].start else None


def _owns(between: str) -> bool:
    """Whether only adjectives stand between a genitive and a noun: X's state visit."""
    return re.fullmatch(r"(?:’s?)?\s+(?:[\w-]+\s+){0,3}", between) is not None


def _directly(between: str) -> bool:
    """Whether only small words stand between a noun and a name: the visit of the President X."""
    return re.fullmatch(r"\s*(?:(?:of|by|the|в|\w+ого|\w+его|главы|лидера|\w+ой)\s+){0,4}", between) is not None


def _carried(view: View, place: int, earlier: View | None) -> list[Part]:
    """A subject from the sentence before, where a pronoun begins this one and there is only one person to mean."""
    people = {one.mention.thing: one for one in earlier.of_kind("Person")} if earlier else {}
    subject = view.words["pronouns"].match(view.text, view.start) or re.match(
        r"(?:\W*[^.,]{0,40}[,\s])?(?:он|она|ол|u|he|she)\s", view.text[view.start : place]
    )
    if len(people) != 1 or subject is None:
        return []
    return [next(iter(people.values())).part("visitor", inferred=True)]


# -- meetings ---------------------------------------------------------------------------------------------------------


def meetings(view: View, earlier: View | None) -> Iterator[Frame]:
    """The meetings and talks of a sentence, with two participants or more; a pronoun is who the one before names."""
    done = False
    for rule in ("verb", "noun"):
        for match in view.matches(f"meeting.{rule}"):
            if done or (rule == "noun" and _named(view, match)):
                continue
            people = _participants(view, match, rule)
            who = [one.part("participant") for one in people] or _with_a_pronoun(view, match, earlier)
            if len(who) < 2:
                continue
            done = True
            town = _where(view, match.start(), match.end())
            sort = "TelephoneTalk" if view.says("meeting.telephone", view.clause(match.start())) else "Meeting"
            parts = [
                *who,
                town.part("place") if town else None,
                dated(view, "date", *match.span()),
            ]
            yield frame(view, "meeting", sort, parts, match.span(), rule, 0.88 if people else 0.75)


def _with_a_pronoun(view: View, match: re.Match[str], earlier: View | None) -> list[Part]:
    """Those who meet where the sentence names one of them, and calls the other he or she."""
    clause = view.clause(match.start())
    others = [one for one in view.of_kind("Person") if clause[0] <= one.start < clause[1]]
    met = [one for one in others if "with" in one.roles]
    if not met and not view.words.verb_last:
        met = [one for one in behind(others, match.end()) if not one.roles]
    free = [one for one in others if not one.roles & _NOT_SUBJECT and one not in met]
    if not met or free:
        return []
    subject = [replace(one, slot="participant") for one in _carried(view, match.start(), earlier)]
    found = [*subject, *(one.part("participant") for one in view.group(met[0]))]
    return found if subject and len({one.value for one in found}) == len(found) else []


def _named(view: View, match: re.Match[str]) -> bool:
    """Whether a meeting is one of a named series, or only plural talk of meetings."""
    return any(
        view.says(f"held.{kind}", (max(view.start, match.start() - 30), match.end()))
        for kind in ("ConsultativeMeeting",)
    )


def _participants(view: View, match: re.Match[str], rule: str) -> list[Phrase]:
    clause = view.clause(match.start())
    for kinds in (("Person", "Post"), ("Person", "Post", "Body"), ("State", "Body")):
        people = [one for one in view.of_kind(*kinds) if clause[0] <= one.start < clause[1]]
        other = [
            one
            for one in people
            if one.roles & {"with", "between", "of"}
            or (rule == "verb" and view.words.verb_last is False and one.start > match.end() and not one.roles)
        ]
        other = [one for one in other if not one.roles & {"invited", "in", "from"}]
        subjects = [one for one in people if not one.roles & _NOT_SUBJECT and one not in other]
        if "State" in kinds:
            other = [one for one in other if "of" not in one.roles or "between" in one.roles]
        if kinds == ("Person", "Post", "Body") and not any(view.is_a(one, "Person") for one in people):
            continue
        found: dict[str, Phrase] = {}
        subject = _subject(view, subjects, match, rule)
        for one in [*(view.group(subject) if subject else []), *(p for o in other[:2] for p in view.group(o))]:
            if one in people:
                found.setdefault(one.mention.thing or one.mention.name, one)
        told = view.says("meeting.held", clause) or any("between" in one.roles for one in other)
        if kinds == ("State", "Body") and rule == "noun" and not told:
            continue
        if len(found) >= 2 and (
            rule == "verb" or view.says("meeting.held", clause) or any(o.roles & {"with", "between"} for o in other)
        ):
            return sorted(found.values(), key=lambda one: one.start)
    return []


def _subject(view: View, subjects: list[Phrase], match: re.Match[str], rule: str) -> Phrase | None:
    near = before(subjects, match.start())
    if view.words.verb_last:
        return near[-1] if near else None
    late = [one for one in behind(subjects, match.end()) if one.bare or view.words.language != "ru"]
    return next(iter(near or late), None)


def _where(view: View, start: int, end: int) -> Phrase | None:
    """The town in which something takes place, in its clause or, if there is only one, in the sentence."""
    towns = [
        one
        for one in view.of_kind(*_TOWNS)
        if ("in" in one.roles and not one.roles & {"between", "of"}) or _locative(view, one)
    ]
    clause = view.clause(start)
    return nearest([one for one in towns if clause[0] <= one.start < clause[1]], start) or (
        towns[0] if len(towns) == 1 else None
    )


def _locative(view: View, place: Phrase) -> bool:
    return not view.words.verb_last and view.is_a(place, *_TOWNS) and "in" in place.roles


def openings(view: View) -> Iterator[Frame]:
    """Diplomatic relations that two states or more establish."""
    for match in view.matches("relations.noun"):
        clause = view.clause(match.start())
        states = {one.mention.thing: one for one in view.of_kind("State") if clause[0] <= one.start < clause[1]}
        date = dated(view, "date", *match.span())
        if view.says("relations.verb", clause) and date and len(states) == 2:
            parts = [*(one.part("participant") for one in states.values()), date]
            yield frame(view, "opening", "OpeningOfRelations", parts, match.span(), "verb", 0.9)
            return


# -- events that are held ---------------------------------------------------------------------------------------------


def held(view: View, earlier: list[View]) -> Iterator[Frame]:
    """Forums, summits, sessions and the like that take place somewhere at some time.

    `earlier` are the sentences before it in its paragraph, the nearest first: its session is that of a body they name.
    """
    kinds = {kind: one for kind, one in view.words.below("held").items() if kind[0].isupper()}
    taken: list[tuple[int, int]] = []
    for kind in kinds:
        for match in view.matches(f"held.{kind}"):
            verb = _held_verb(view, match)
            if verb is None or any(start < match.end() and match.start() < end for start, end in taken):
                continue
            town, date = _where(view, *match.span()), dated(view, "date", *verb.span())
            ordinal = _ordinal(view, match.start())
            exact = date is not None and date.value.count("-") >= 2
            if date is None or not (town or ordinal or exact):
                continue
            taken.append(match.span())
            event = next((one for one in view.of_kind("Event") if one.start <= match.start() < one.end), None)
            name = Part("name", match.start(), match.end(), text=view.text[match.start() : match.end()])
            number = Part("ordinal", match.start(), match.end(), text=str(ordinal)) if ordinal else None
            body = _session_of(view, match, earlier) if kind == "Session" else None
            parts = [event.part("event") if event else name, town.part("place") if town else None, date, number, body]
            yield frame(view, "held", kind, parts, verb.span(), "verb", 0.8 if town else 0.65)


_NO_SESSIONS = ("Ministry", "Company", "Bank", "University", "Embassy", "MediaOutlet", "StateAgency")
_COUNTED = re.compile(r"(\d{1,3})(?:-?(?:st|nd|rd|th|[ео]е|го|м|я|й|ші|шы|inchi|nchi)|-)")


def _session_of(view: View, noun: re.Match[str], earlier: list[View]) -> Part | None:
    """The body whose session it is: named beside the noun, or the only one of the sentence to which "its" points."""
    bodies = [one for one in view.of_kind("Body") if not view.is_a(one, "State")]
    counted = r"\s*(?:of (?:the )?)?(?:[\w’-]*(?:нш[іы]|nchi|нчи)\s+|\d+-?\w*\s+){0,2}"
    if view.words.verb_last:
        near = [one for one in before(bodies, noun.start()) if re.fullmatch(counted, view.text[one.end : noun.start()])]
    else:
        near = [one for one in behind(bodies, noun.end()) if re.fullmatch(counted, view.text[noun.end() : one.start])]
    if near:
        return near[0].part("participant")
    left = view.text[max(view.start, noun.start() - _ADJECTIVES) : noun.start()]
    whose = re.search(rf"(?:^|\s)(?:{view.words['whose'].pattern})\s+(?:[\w’-]+\s+){{0,2}}$", left)
    owned = view.words.verb_last and _owned_alone(left) and re.search(r"[іыi]$|[іыi]\w{0,2}$", noun[0])
    if whose is None and not owned:
        return None
    for other in earlier[:3]:
        named = {one.mention.thing: one for one in other.of_kind("Body") if not other.is_a(one, "State")}
        if named:
            one = next(iter(named.values()))
            meets = len(named) == 1 and not view.is_a(one, *_NO_SESSIONS)
            return one.part("participant", inferred=True) if meets else None
        if not other.says("held.Session"):
            return None  # of a body that this sentence may call by another name
    return None


def _owned_alone(left: str) -> bool:
    """Whether a word that is owned has no owner before it, only its number, at the head of its sentence."""
    return re.fullmatch(r"\s*[\w’-]*(?:нш[іы]|nchi|нчи)\s+", left) is not None


def _ordinal(view: View, noun: int) -> int:
    """The number of an event in its series, where a word right before it counts: the third forum; 0 if none does."""
    for word in reversed(view.text[max(view.start, noun - _ADJECTIVES) : noun].split()[-3:]):
        if number := view.words.ordinals.get(word):
            return number
        if match := _COUNTED.fullmatch(word):
            return int(match[1])
    return 0


def _held_verb(view: View, noun: re.Match[str]) -> re.Match[str] | None:
    """The verb nearest to the noun in its clause."""
    verbs = view.matches("held.verb", view.clause(noun.start()))
    far = 140
    near = [one for one in verbs if min(abs(one.start() - noun.end()), abs(noun.start() - one.end())) < far]
    return min(near, key=lambda one: min(abs(one.start() - noun.end()), abs(noun.start() - one.end())), default=None)
