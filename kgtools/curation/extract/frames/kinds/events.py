"""Meetings and other events of a sentence: who with whom, where and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.kinds.visits import ADJECTIVES, NOT_SUBJECT, TOWNS, carried, dated, frame
from kgtools.curation.extract.frames.phrases import Phrase, View, before, behind, nearest
from kgtools.curation.extract.spans import Mention


def meetings(view: View, earlier: View | None, heads: Sequence[Mention] = ()) -> Iterator[Frame]:
    """The meetings and talks of a sentence, with two participants or more; a pronoun is who the one before names.

    `heads` are those of the two states of which the text speaks: "the two presidents".
    """
    done = False
    for rule in ("verb", "noun"):
        for match in view.matches(f"meeting.{rule}"):
            if done or (rule == "noun" and _named(view, match)):
                continue
            people = _participants(view, match, rule)
            who = [one.part("participant") for one in people] or _with_a_pronoun(view, match, earlier)
            who = who if len(who) > 1 else _both_heads(view, match, rule, heads)
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


def _both_heads(view: View, match: re.Match[str], rule: str, heads: Sequence[Mention]) -> list[Part]:
    """The heads of two states where a sentence calls them "the two presidents", and names nobody else."""
    clause = view.clause(match.start())
    told = rule == "verb" or view.says("meeting.held", clause)
    words = view.says("both-heads", clause) if heads and told else None
    if words is None or any(clause[0] <= one.start < clause[1] for one in view.of_kind("Person")):
        return []
    return [Part("participant", *words.span(), mention=one, inferred=True) for one in heads]


def _of_clause_before(view: View, clause: tuple[int, int]) -> list[Part]:
    """The subject of the clause before, where one goes on with it: X visited Y, where he met with Z."""
    if (
        clause[0] == view.start
        or view.words["goes-on-clause"].match(view.text[clause[0] : clause[1]].lstrip(", ")) is None
    ):
        return []
    free = [
        one for one in view.of_kind("Person") if not one.roles & NOT_SUBJECT and not view.aside(one.start, clause[0])
    ]
    near = before(free, clause[0])
    return [near[0].part("participant", inferred=True)] if near else []


def _with_a_pronoun(view: View, match: re.Match[str], earlier: View | None) -> list[Part]:
    """Those who meet where the sentence names one of them, and calls the other he or she."""
    clause = view.clause(match.start())
    others = [one for one in view.of_kind("Person") if clause[0] <= one.start < clause[1]]
    met = [one for one in others if "with" in one.roles]
    if not met and not view.words.verb_last:
        met = [one for one in behind(others, match.end()) if not one.roles]
    free = [one for one in others if not one.roles & NOT_SUBJECT and one not in met]
    if not met or free:
        return []
    subject = _of_clause_before(view, clause)
    subject = subject or [replace(one, slot="participant") for one in carried(view, match.start(), earlier)]
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
    if rule == "verb" and (met := _behind_participle(view, view.of_kind("Person"), match)):
        return met
    for kinds in (("Person", "Post"), ("Person", "Post", "Body"), ("State", "Body")):
        people = [one for one in view.of_kind(*kinds) if clause[0] <= one.start < clause[1]]
        people = [one for one in people if not view.aside(one.start, match.start())]
        other = [
            one
            for one in people
            if one.roles & {"with", "between", "of"}
            or (rule == "verb" and view.words.verb_last is False and one.start > match.end() and not one.roles)
        ]
        other = [one for one in other if not one.roles & {"invited", "in", "from"}]
        if view.words["meeting.received"].match(view.text, match.start()):
            received = [one for one in before(people, match.start()) if "object" in one.roles]
            other += [one for one in received[:1] if not view.text[one.end : match.start()].strip()]
        subjects = [one for one in people if not one.roles & NOT_SUBJECT and one not in other]
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


def _behind_participle(view: View, people: list[Phrase], match: re.Match[str]) -> list[Phrase]:
    """Those who stand right behind a participle of meeting: сол күні кездескен X пен Y."""
    late = [one for one in behind(people, match.end()) if not view.text[match.end() : one.start].strip()]
    group = view.group(late[0]) if late and view.words.verb_last else []
    return group if len({one.mention.thing for one in group}) > 1 else []


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
        for one in view.of_kind(*TOWNS)
        if ("in" in one.roles and not one.roles & {"between", "of"}) or _locative(view, one)
    ]
    clause = view.clause(start)
    return nearest([one for one in towns if clause[0] <= one.start < clause[1]], start) or (
        towns[0] if len(towns) == 1 else None
    )


def _locative(view: View, place: Phrase) -> bool:
    return not view.words.verb_last and view.is_a(place, *TOWNS) and "in" in place.roles


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
    left = view.text[max(view.start, noun.start() - ADJECTIVES) : noun.start()]
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
    for word in reversed(view.text[max(view.start, noun - ADJECTIVES) : noun].split()[-3:]):
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
