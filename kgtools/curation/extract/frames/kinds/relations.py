"""What a sentence tells of people, states and bodies: offices, memberships, founding, and where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.kinds.events import dated, frame
from kgtools.curation.extract.frames.offices import Office
from kgtools.curation.extract.frames.phrases import Phrase, View, before, behind, nearest
from kgtools.curation.extract.spans import Dated
from kgtools.languages import ENGLISH

_CLOSE = 8  # letters between a verb of being and a post
_NEAR = 110  # letters between a verb and what it is said of
_PLACES = ("City", "Settlement", "Region", "District", "Place", "EconomicZone")


def offices(view: View) -> Iterator[Frame]:
    """The offices of a sentence and who holds them: beside each other, or by a verb (was appointed ...)."""
    for office in view.offices:
        holder, rule = office.holder, "beside"
        verb = _appointed(view, office)
        if holder is None and verb:
            phrase = _appointee(view, office, verb)
            holder, rule = (phrase.mention, "verb") if phrase else (None, rule)
        if holder is None or not (office.owner or office.post or holder.entity) or _only_of_bodies(view, office):
            continue
        parts = [
            Part("holder", holder.start, holder.end, mention=holder),
            Part("post", office.start, office.end, mention=office.post, text=view.text[office.start : office.end]),
            Part("owner", office.owner.start, office.owner.end, mention=office.owner) if office.owner else None,
            _since_when(view, verb) if verb and rule == "verb" else None,
        ]
        span = (min(holder.start, office.start), max(holder.end, office.end))
        found = frame(view, "office", office.noun, parts, verb.span() if verb and rule == "verb" else span, rule, 0.93)
        yield _beside(view, found, span) if rule == "beside" else found
    yield from _heads(view)


_HEAD = {"en": "head", "ru": "руководитель", "kk": "басшы", "uz": "rahbar"}


def _heads(view: View) -> Iterator[Frame]:
    """Who heads a body, told by a verb alone: X has headed the Y since 2020."""
    bodies = [one for one in view.of_kind("Body") if not view.is_a(one, "State")]
    people = [one for one in view.of_kind("Person") if not one.roles & {"with", "to", "from", "by", "in", "between"}]
    for path in ("office.took-over", "office.heads"):
        for match in view.matches(path):
            found = _heading(view, match, bodies, people)
            if found is None:
                continue
            person, body = found
            head = _HEAD.get(view.words.language, _HEAD[ENGLISH])
            start = dated(view, "start", *match.span()) if path == "office.took-over" else _start(view, match)
            parts = [
                person.part("holder"), Part("post", *match.span(), text=head),
                body.part("owner"), start,
            ]  # fmt: skip
            yield frame(view, "office", head, parts, match.span(), "heads", 0.85)
            return


def _heading(
    view: View, match: re.Match[str], bodies: list[Phrase], people: list[Phrase]
) -> tuple[Phrase, Phrase] | None:
    """The person and the body that stand right beside a verb of heading."""
    clause = view.clause(match.start())
    people = [one for one in people if clause[0] <= one.start < clause[1]]
    ahead = [one for one in before(bodies, match.start()) if not view.text[one.end : match.start()].strip()]
    if view.words.verb_last:
        subjects = before(people, ahead[0].start) if ahead else []
        return (subjects[0], ahead[0]) if subjects and not ahead[0].bare else None
    late = [one for one in behind(bodies, match.end()) if view.text[match.end() : one.start].strip() in ("", "the")]
    subjects = before(people, match.start())
    if late and subjects and match.start() - subjects[0].end < _NEAR:
        return subjects[0], late[0]
    objects = [one for one in behind(people, match.end()) if not view.text[match.end() : one.start].strip()]
    return (objects[0], ahead[0]) if view.words.language == "ru" and ahead and objects else None


def _start(view: View, verb: re.Match[str]) -> Part | None:
    """The date since which something holds: has been president since 2015."""
    clause = view.clause(verb.start())
    found = [one for one in view.dates if clause[0] <= one.start < clause[1] and one.edtf and _is_since(view, one)]
    if len(found) != 1:
        return None
    date = replace(found[0], edtf=found[0].edtf.removesuffix("/.."))
    return Part("start", date.start, date.end, date=date) if "/" not in date.edtf else None


def _only_of_bodies(view: View, office: Office) -> bool:
    """Whether a word for a post says nothing beside a state: a Kazakh expert holds no office."""
    weak = view.words["office.of-bodies"].search(office.noun)
    return weak is not None and office.owner is not None and office.owner.entity.startswith("state/")


def _beside(view: View, found: Frame, span: tuple[int, int]) -> Frame:
    """An office named beside its holder is held, whatever the sentence plans or denies; the two words are its quote."""
    return replace(found, modality="asserted", hedged="", confidence=0.93, spans=(span,), speakers=())


def _since_when(view: View, verb: re.Match[str]) -> Part | None:
    return dated(view, "start", *verb.span()) if _begins(view, verb) else _start(view, verb)


def _begins(view: View, verb: re.Match[str]) -> bool:
    """Whether a verb tells that an office begins."""
    return any(one.span() == verb.span() for one in view.matches("office.appointed"))


def _appointed(view: View, office: Office) -> re.Match[str] | None:
    """The verb of appointing nearest to an office, in its clause; a verb of holding else."""
    clause = view.clause(office.start)
    for path in ("office.appointed", "office.holds"):
        far = _NEAR if path == "office.appointed" else _CLOSE
        verbs = [one for one in view.matches(path, clause) if _gap(one, office.start, office.end) < far]
        if verbs:
            return min(verbs, key=lambda one: _gap(one, office.start, office.end))
    return None


def _appointee(view: View, office: Office, verb: re.Match[str]) -> Phrase | None:
    people = [one for one in view.of_kind("Person") if not one.roles & {"invited", "with", "from", "to", "between"}]
    people = [one for one in people if not any(other.holder == one.mention for other in view.offices)]
    clause = view.clause(verb.start())
    people = [one for one in people if clause[0] <= one.start < clause[1]]
    near = before(people, min(office.start, verb.start()))
    if near:
        return near[0]
    late = behind(people, min(verb.end(), office.end))
    return late[0] if late and not view.words.verb_last else None


def _gap(match: re.Match[str], start: int, end: int) -> int:
    return max(match.start() - end, start - match.end(), 0)


# -- memberships ------------------------------------------------------------------------------------------------------

_ROLES = ("non-permanent-member", "observer", "chair")


def memberships(view: View) -> Iterator[Frame]:
    """Who belongs to which body, who joined it, and when."""
    for rule in ("join", "member"):
        for match in view.matches(f"membership.{rule}"):
            clause = view.clause(match.start())
            bodies = [one for one in view.of_kind("Body") if clause[0] <= one.start < clause[1]]
            body = _joined(view, bodies, match)
            actors = [one for one in view.of_kind("State") if clause[0] <= one.start < clause[1]]
            who = _joining(view, actors, match, body) if body else None
            if body is None or who is None:
                continue
            role = next((name for name in _ROLES if view.says(f"membership.{name}", clause)), "")
            date = dated(view, "start", *match.span()) if rule == "join" or _since(view) else None
            parts = [*(one.part("member") for one in view.group(who) if one in actors), body.part("body"), date]
            if role:
                parts.append(Part("role", match.start(), match.end(), text=role))
            yield frame(view, "membership", "Membership", parts, match.span(), rule, 0.85)
            return


def _since(view: View) -> bool:
    return any(_is_since(view, one) for one in view.dates)


def _is_since(view: View, date: Dated) -> bool:
    """Whether a date is one since which something holds; the words for that may be part of it."""
    pattern = view.words["since"].pattern
    if view.words.verb_last:
        return re.search(rf"(?:{pattern})\W*$", view.text[date.start : date.end + 12].split(",")[0]) is not None or (
            re.match(rf"\w*\s*(?:{pattern})", view.text[date.end : date.end + 20]) is not None
        )
    before_it = view.text[max(0, date.start - 20) : date.start]
    own = re.match(rf"(?:{pattern})\s", view.text[date.start : date.end])
    return own is not None or re.search(rf"(?<!\w)(?:{pattern})\s*$", before_it) is not None


def _joined(view: View, bodies: list[Phrase], match: re.Match[str]) -> Phrase | None:
    if view.words.verb_last:
        near = [one for one in before(bodies, match.start()) if match.start() - one.end < 45]
        return near[0] if near else None
    near = [one for one in behind(bodies, match.end()) if one.start - match.end() < 45]
    return near[0] if near else None


def _joining(view: View, actors: list[Phrase], match: re.Match[str], body: Phrase) -> Phrase | None:
    free = [one for one in actors if not one.roles & {"with", "to", "from", "in", "invited", "between"}]
    if view.words.verb_last:
        near = before(free, body.start)
        return near[0] if near and body.start - near[0].end < _NEAR else None
    near = [one for one in before(free, match.start()) if match.start() - one.end < _NEAR and "of" not in one.roles]
    if near:
        return near[0]
    if match[0].startswith("accession"):
        return next(iter(behind(actors, match.end())), None)
    return None


# -- founding and places ----------------------------------------------------------------------------------------------


def foundings(view: View) -> Iterator[Frame]:
    """Bodies that are founded, when and by whom."""
    for rule in ("verb", "noun"):
        for match in view.matches(f"founding.{rule}"):
            clause = view.clause(match.start())
            bodies = [one for one in view.of_kind("Body") if clause[0] <= one.start < clause[1]]
            body = _founded(view, bodies, match, rule)
            date = dated(view, "date", *match.span())
            named = any(one.mention.start <= match.start() < one.mention.end for one in view.phrases)
            if body is None or date is None or named:  # the Ministry of Education is no founding (образование)
                continue
            founders = [one for one in view.of_kind("State", "Body", "Person") if "by" in one.roles and one is not body]
            town = [
                one
                for one in view.of_kind("City", "Settlement")
                if "in" in one.roles and clause[0] <= one.start < clause[1]
            ]
            parts = [
                body.part("body"), date, *(one.part("founder") for one in founders),
                town[0].part("place") if len(town) == 1 else None,
            ]  # fmt: skip
            yield frame(view, "founding", "Body", parts, match.span(), rule, 0.85)
            return


def _founded(view: View, bodies: list[Phrase], match: re.Match[str], rule: str) -> Phrase | None:
    free = [one for one in bodies if not one.roles & {"by", "with", "to", "from", "in", "invited", "between"}]
    near = nearest([one for one in free if _gap(match, one.start, one.end) < 70], match.start())
    if rule == "noun" and not view.words.verb_last:
        late = behind(free, match.end())
        return late[0] if late and late[0].start - match.end() < 25 else None
    if rule == "noun":
        early = before(free, match.start())
        return early[0] if early and match.start() - early[0].end < 5 else None
    return near


def locations(view: View) -> Iterator[Frame]:
    """Bodies that have their seat somewhere, bodies and projects that lie somewhere."""
    for rule in ("seat", "located"):
        for match in view.matches(f"location.{rule}"):
            clause = view.clause(match.start())
            towns = [one for one in view.of_kind(*_PLACES) if "in" in one.roles and clause[0] <= one.start < clause[1]]
            town = nearest([one for one in towns if _gap(match, one.start, one.end) < 60], match.start())
            things = [one for one in view.of_kind("Body", "Project") if clause[0] <= one.start < clause[1]]
            free = [one for one in things if not one.roles & {"with", "to", "from", "by", "invited", "between"}]
            thing = nearest([one for one in free if _gap(match, one.start, one.end) < 80], match.start())
            if town is None or thing is None:
                continue
            parts = [thing.part("thing"), town.part("place")]
            yield frame(view, "location", rule, parts, match.span(), rule, 0.85)
            return
