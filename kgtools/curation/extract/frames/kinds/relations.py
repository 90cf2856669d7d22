"""What a sentence tells of states and bodies: memberships, founding, and where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.kinds.offices import NEAR, gap, is_since, only_body
from kgtools.curation.extract.frames.kinds.visits import dated, frame
from kgtools.curation.extract.frames.phrases import Phrase, View, before, behind, nearest

_HOUSED = ("University", "ThinkTank", "Company", "StateAgency", "Embassy")  # what is told with its town: X in Taraz
_PLACES = ("City", "Settlement", "Region", "District", "Place", "EconomicZone")
_ROLES = ("non-permanent-member", "observer", "chair")


def memberships(view: View, pair: tuple[Part, ...]) -> Iterator[Frame]:
    """Who belongs to which body, who joined it, and when; "both states" are the `pair` of which the text speaks."""
    done: set[tuple[str, str]] = set()
    told: list[Phrase] = []
    for rule in ("join", "member"):
        for match in view.matches(f"membership.{rule}"):
            bodies, clause = _joined(view, match)
            bodies = bodies or _same_body(view, match, told)
            members = _members(view, clause, match, bodies, pair) if bodies else []
            role = next((name for name in _ROLES if view.says(f"membership.{name}", clause)), "")
            date = dated(view, "start", *match.span()) if rule == "join" or _since(view) else None
            for body in bodies:
                new = [one for one in members if (one.value, body.mention.thing) not in done]
                done.update((one.value, body.mention.thing) for one in new)
                if new:
                    told.append(body)
                    parts = [*new, body.part("body", inferred=body.start < clause[0]), date]
                    parts += [Part("role", match.start(), match.end(), text=role)] if role else []
                    sure = 0.7 if new[0].inferred else 0.85
                    yield frame(view, "membership", "Membership", parts, match.span(), rule, sure)


def _same_body(view: View, match: re.Match[str], told: list[Phrase]) -> list[Phrase]:
    """The body of the clause before, where a clause names none: X joined the union, while Y has not acceded to it."""
    clause = view.clause(match.start())
    named = [one for one in _inside(view, clause, "Body") if not view.is_a(one, "State")]
    before_it = [one for one in told if one.end <= clause[0]]
    return before_it[-1:] if not named and clause[0] > view.start else []


def unions(view: View) -> Iterator[Frame]:
    """The states that a body unites, told of the body: it unites X, Y and Z; құрамына X пен Y кіреді."""
    for rule in ("includes", "unites"):
        for match in view.matches(f"membership.{rule}"):
            clause = view.clause(match.start())
            bodies = [one for one in _inside(view, clause, "Body") if not view.is_a(one, "State")]
            states = [one for one in _inside(view, clause, "State") if one.mention.how != "adjective"]
            if rule == "unites":  # the verb comes last
                states = before(states, match.start())[:1]
                body = [one for one in before(bodies, states[0].start) if one.bare][:1] if states else []
            else:
                body = [one for one in before(bodies, match.start()) if match.start() - one.end < 45][:1]
                states = [one for one in behind(states, match.end()) if one.start - match.end() < 25][:1]
            members = [one for one in view.group(states[0]) if view.is_a(one, "State")] if states else []
            if body and len(members) > 1:
                parts = [*(one.part("member") for one in members), body[0].part("body")]
                yield frame(view, "membership", "Membership", parts, match.span(), rule, 0.8)
                return


def _joined(view: View, match: re.Match[str]) -> tuple[list[Phrase], tuple[int, int]]:
    """The bodies that a word of membership speaks of, and the clause in which it stands.

    Of "a body, which X joined" the body stands in the clause before.
    """
    clause = view.clause(match.start())
    every = [one for one in view.of_kind("Body") if not view.is_a(one, "State")]
    inside = [one for one in every if clause[0] <= one.start < clause[1]]
    if view.words.verb_last:
        far = 45, 80  # what it is entered into may stand farther away: кеңеске кейін X пен Y кірді
        near = [one for one in before(inside, match.start()) if match.start() - one.end < far["to" in one.roles]]
        if view.words["membership.into"].fullmatch(match[0]):
            near = [one for one in near if "to" in one.roles]
    else:
        near = [one for one in behind(inside, match.end()) if one.start - match.end() < 45]
        if not near and view.words.language == "ru":  # в союз не входит
            near = [
                one for one in before(inside, match.start()) if _right_before(view, one, match) and "to" in one.roles
            ]
    if not near:
        which = rf"\W*(?:\w{{1,3}}\s+)?(?:{view.words['which'].pattern})\s"
        near = [one for one in before(every, match.start()) if re.match(which, view.text[one.end : match.start()])]
        near = [one for one in near if match.start() - one.end < 60][:1]
    return (view.group(near[0]) if near else []), clause


def _right_before(view: View, one: Phrase, match: re.Match[str]) -> bool:
    return re.fullmatch(r"\s+(?:[^\W\d]{1,5}\s+){0,2}", view.text[one.end : match.start()]) is not None


def _members(
    view: View, clause: tuple[int, int], match: re.Match[str], bodies: list[Phrase], pair: tuple[Part, ...]
) -> list[Part]:
    """The states that belong to some bodies; "both states" where no state is named."""
    actors = [one for one in view.of_kind("State") if clause[0] <= one.start < clause[1]]
    actors = actors or _whose_clause(view, clause)
    who = _joining(view, actors, match, bodies[0])
    if who is not None:
        return [one.part("member") for one in view.group(who) if one in actors]
    both = view.says("both-members", clause)
    return [replace(one, slot="member") for one in pair] if both and len(pair) == 2 else []


def _whose_clause(view: View, clause: tuple[int, int]) -> list[Phrase]:
    """The state right before a clause that begins with "which": X, which is neutral, is no member of the union."""
    if re.match(rf"\W*(?:{view.words['which'].pattern})(?!\w)", view.text[clause[0] : clause[1]]) is None:
        return []
    return [one for one in view.of_kind("State") if one.end <= clause[0] and not view.text[one.end : clause[0]].strip()]


def _since(view: View) -> bool:
    return any(is_since(view, one) for one in view.dates)


def _joining(view: View, actors: list[Phrase], match: re.Match[str], body: Phrase) -> Phrase | None:
    """The state that joins or belongs: before the body or the verb; behind it in Russian, bare: член союза лишь X."""
    free = [one for one in actors if not one.roles & {"with", "to", "from", "in", "invited", "between"}]
    if view.words.verb_last:
        near = [
            one for one in before(free, match.start()) if "of" not in one.roles and (one.bare or one.start < body.start)
        ]
        near = [one for one in near if not any(one.start < date.end and date.start < one.end for date in view.dates)]
        return near[0] if near and match.start() - near[0].end < NEAR else None
    near = [one for one in before(free, match.start()) if match.start() - one.end < NEAR and "of" not in one.roles]
    if near:
        return near[0]
    if view.words["accession"].match(match[0]):
        return next(iter(behind(actors, match.end())), None)
    late = [one for one in behind(free, match.end()) if one.bare and "of" not in one.roles]
    return late[0] if late and view.words.language == "ru" else None


# -- founding and places ----------------------------------------------------------------------------------------------


def foundings(view: View) -> Iterator[Frame]:
    """Bodies that are founded, when and by whom."""
    done: set[str] = set()
    for rule in ("verb", "noun"):
        for match in view.matches(f"founding.{rule}"):
            clause = view.clause(match.start())
            inside = _inside(view, clause, "Body")
            made = _made(view, inside, match)
            body = made or _founded(view, inside, match, rule) or _which(view, clause, match)
            active = not view.words.verb_last and view.words["founding.active"].match(view.text, match.start())
            if active and not made:
                body = None  # who founds something that has no name
            date = dated(view, "date", *match.span())
            named = any(one.mention.start <= match.start() < one.mention.end for one in view.phrases)
            if body is None or date is None or named:  # the Ministry of Education is no founding (образование)
                continue
            if body.mention.thing in done or (date.date and is_since(view, date.date)):
                continue
            done.add(body.mention.thing)
            founders = [one for one in view.of_kind("State", "Body", "Person") if _founds(view, one, match, body)]
            founders = founders or ([one for one in inside if made and one.end <= match.start()])
            town = [one for one in _inside(view, clause, "City", "Settlement") if "in" in one.roles]
            parts = [
                body.part("body"), date, *(one.part("founder") for one in founders),
                town[0].part("place") if len(town) == 1 else None,
            ]  # fmt: skip
            yield frame(view, "founding", "Body", parts, match.span(), rule, 0.85)


def _made(view: View, bodies: list[Phrase], match: re.Match[str]) -> Phrase | None:
    """The body that others found: it stands behind the verb, or right before it where the verb comes last."""
    if view.words["founding.active"].match(view.text, match.start()) is None:
        return None
    if view.words.verb_last:
        near = before(bodies, match.start())[:1]
        return near[0] if near and len(bodies) > 1 and match.start() - near[0].end < NEAR // 4 else None
    late = behind(bodies, match.end())
    return late[0] if late and late[0].start - match.end() < NEAR else None


def _founds(view: View, one: Phrase, match: re.Match[str], body: Phrase) -> bool:
    """Whether somebody founds a body: it is founded by them, and no other verb comes before their name."""
    between = (min(match.end(), one.end), max(match.start(), one.start))
    return "by" in one.roles and one is not body and view.says("office.headed-by", between) is None


def _inside(view: View, clause: tuple[int, int], *kinds: str) -> list[Phrase]:
    return [one for one in view.of_kind(*kinds) if clause[0] <= one.start < clause[1]]


def _which(view: View, clause: tuple[int, int], match: re.Match[str]) -> Phrase | None:
    """The body right before a clause that begins with "which": the chamber, which was founded in 2026."""
    if view.words["which"].search(view.text, clause[0], min(match.start(), clause[0] + 25)) is None:
        return None
    return next(
        (
            one
            for one in view.of_kind("Body")
            if not view.text[one.end : clause[0]].strip(' »”"') and one.end <= clause[0]
        ),
        None,
    )


def _founded(view: View, bodies: list[Phrase], match: re.Match[str], rule: str) -> Phrase | None:
    away = {"by", "with", "to", "from", "in", "invited", "between"}
    if view.words["founding.dative"].match(match[0]):
        away.remove("to")
    free = [one for one in bodies if not one.roles & away]
    near = nearest([one for one in free if gap(match, one.start, one.end) < 70], match.start())
    if rule == "noun" and not view.words.verb_last:
        late = behind(free, match.end())
        return late[0] if late and late[0].start - match.end() < 25 else None
    if rule == "noun":
        early = before(free, match.start())
        return early[0] if early and match.start() - early[0].end < 5 else None
    return near


def locations(view: View, earlier: list[View]) -> Iterator[Frame]:
    """Bodies that have their seat somewhere, bodies and projects that lie somewhere."""
    done: set[tuple[str, str]] = set()
    for rule, thing, town, span in (*_located(view, earlier), *_apposed(view)):
        if (thing.value, town.mention.thing) not in done:
            done.add((thing.value, town.mention.thing))
            sure = 0.85 - 0.1 * thing.inferred
            yield frame(view, "location", rule, [thing, town.part("place")], span, rule, sure)


def _located(view: View, earlier: list[View]) -> Iterator[tuple[str, Part, Phrase, tuple[int, int]]]:
    for rule in ("seat", "located"):
        for match in view.matches(f"location.{rule}"):
            clause = view.clause(match.start())
            towns = [one for one in _inside(view, clause, *_PLACES) if "in" in one.roles]
            town = nearest([one for one in towns if gap(match, one.start, one.end) < 60], match.start())
            things = _inside(view, clause, "Body", "Project")
            free = [one for one in things if not one.roles & {"with", "to", "from", "by", "invited", "between"}]
            near = nearest([one for one in free if gap(match, one.start, one.end) < 80], match.start())
            near = _whose_seat(view, things, match) or near or (_which(view, clause, match) if not free else None)
            thing = near.part("thing") if near else _it(view, clause, match, earlier) if not free else None
            if town is not None and thing is not None:
                yield rule, thing, town, match.span()


def _whose_seat(view: View, things: list[Phrase], match: re.Match[str]) -> Phrase | None:
    """The body right before a seat that is its own: he joined the union, штаб-квартира которого находится в X."""
    if re.match(rf"\s*(?:{view.words['which'].pattern})(?!\w)", view.text[match.end() : match.end() + 20]) is None:
        return None
    return next(
        (one for one in things if re.fullmatch(r"[»”\"]?\s*,\s*", view.text[one.end : match.start()] or "-")), None
    )


def _it(view: View, clause: tuple[int, int], match: re.Match[str], earlier: list[View]) -> Part | None:
    """The only body named before a clause that begins with "it", or whose seat is "its"."""
    begins = view.words["it"].match(view.text, clause[0] + len(re.match(r"\W*", view.text[clause[0] :])[0]))  # type: ignore[index]
    found = only_body([view, *earlier], clause[0]) if begins else None
    return replace(found, slot="thing") if found else None


def _apposed(view: View) -> Iterator[tuple[str, Part, Phrase, tuple[int, int]]]:
    """A body with its town beside it: the Camelot-based Centre, Камелоттағы «Дала» компаниясы; a line "X, Camelot"."""
    bodies = [one for one in view.of_kind("Body") if not view.is_a(one, "State")]
    for town in [one for one in view.phrases if one.mention.kind in _PLACES]:
        beside = view.words["location.beside"]
        for body in bodies:
            between = view.text[town.end : body.start] if town.end <= body.start else "-"
            own = not view.is_a(body, "InternationalOrganization")  # which meets in many towns
            if own and beside.fullmatch(view.text[town.start : town.end] + between.rstrip('«“"')):
                yield "located", body.part("thing"), town, (town.start, body.end)
            line = view.text[body.end : town.start] if body.end <= town.start else "-"
            if view.words["location.in"].fullmatch(line.strip('»”"')) and view.is_a(body, *_HOUSED):
                yield "located", body.part("thing"), town, (body.start, town.end)
            whole = view.text[view.start : body.start] + view.text[town.end : view.end]
            ends = view.words["location.town"].sub("", whole).strip(" .,")
            if re.fullmatch(rf"[»”\"]?,\s+(?:{view.words['location.town'].pattern})?\s*", line) and not ends:
                yield "located", body.part("thing"), town, (body.start, town.end)
