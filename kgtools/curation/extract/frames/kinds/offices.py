"""Offices that a sentence tells of: who holds which, in what body, since when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.kinds.visits import carried, dated, frame
from kgtools.curation.extract.frames.offices import Office
from kgtools.curation.extract.frames.phrases import Phrase, View, before, behind
from kgtools.curation.extract.spans import Dated
from kgtools.languages import ENGLISH

_CLOSE = 12  # letters between a verb of being and a post
NEAR = 110  # letters between a verb and what it is said of


def offices(view: View, earlier: list[View]) -> Iterator[Frame]:
    """The offices of a sentence and who holds them: beside each other, or by a verb (was appointed ...).

    `earlier` are the sentences before it in its paragraph, the nearest first: its chairman is that of a body they name.
    """
    for office in view.offices:
        holder, rule = office.holder, "beside"
        if holder and _by_decree(view, office) and "," in view.text[office.end : max(office.end, holder.start)]:
            holder = None
        verb = _appointed(view, office)
        if holder is None and verb and not _by_decree(view, office):
            phrase = _appointee(view, office, verb)
            holder, rule = (phrase.mention, "verb") if phrase else (None, rule)
        he = carried(view, verb.start(), earlier[0]) if verb and not holder and earlier and office.owner else []
        if he:
            holder, rule = he[0].mention, "verb"
        if holder is None or _only_of_bodies(view, office):
            continue
        whose = None if office.owner or office.post else _body_before(view, office, rule == "verb", earlier)
        alone = not (office.owner or office.post or holder.entity or whose)
        if alone and not _says_enough(view, office, rule):
            continue
        parts = [
            Part("holder", holder.start, holder.end, mention=holder, inferred=bool(he)),
            Part("post", office.start, office.end, mention=office.post, text=view.text[office.start : office.end]),
            Part("owner", office.owner.start, office.owner.end, mention=office.owner) if office.owner else whose,
            _since_when(view, verb) if verb and rule == "verb" else None,
        ]
        span = (min(holder.start, office.start), max(holder.end, office.end)) if not he else (office.start, office.end)
        found = frame(view, "office", office.noun, parts, verb.span() if verb and rule == "verb" else span, rule, 0.93)
        found = _beside(view, found, span) if rule == "beside" else found
        found = replace(found, confidence=0.75) if whose or he else found
        found = replace(found, spans=(*found.spans, (earlier[0].start, earlier[0].end))) if he else found
        yield found
        yield from _several(view, office, found) if rule == "beside" else ()
    yield from _heads(view, earlier)


def _several(view: View, office: Office, found: Frame) -> Iterator[Frame]:
    """The same office of those beside its holder, where the word for it is a plural: Presidents X and Y."""
    printed = view.text[office.noun_start : office.noun_end]
    first = next((one for one in view.phrases if one.mention == office.holder), None)
    if first is None or view.words["office.plural"].fullmatch(printed) is None or printed == office.noun:
        return
    for one in view.group(first):
        if one is not first and view.is_a(one, "Person"):
            yield replace(found, parts=(one.part("holder"), *found.parts[1:]))


def _is_title(view: View, office: Office) -> bool:
    """Whether a word for a post says nothing without what it belongs to."""
    return view.words["office.of-bodies"].search(office.noun) is not None


def _says_enough(view: View, office: Office, rule: str) -> bool:
    """Whether a post without what it belongs to tells an office: a minister does, a president beside his name too."""
    printed = view.text[office.noun_start : office.noun_end]
    holder = next((one for one in view.phrases if one.mention == office.holder), None)
    if printed != office.noun and view.words["office.plural"].fullmatch(printed):
        return holder is not None and len(view.group(holder)) > 1  # the ministers X and Y
    minister = view.words["office.minister"].search(office.noun) is not None
    return minister or (rule == "beside" and not _is_title(view, office))


def _by_decree(view: View, office: Office) -> bool:
    """Whether an office only decides who is appointed: by decree of the President of X."""
    pattern = view.words["office.decree"].pattern
    if view.words.verb_last:
        return re.match(rf"[\w’]*\s+(?:{pattern})", view.text[office.end : office.end + 30]) is not None
    left = view.text[max(view.start, office.start - 40) : office.start]
    return re.search(rf"(?:{pattern})\s+(?:of\s+)?(?:the\s+)?$", left) is not None


def _body_before(view: View, office: Office, verb: bool, earlier: list[View]) -> Part | None:
    """The body whose head an office is that is told without it: the only one named before it; None if there are two.

    Its office is one that only one holds, and "its" stands before it or a verb that appoints somebody.
    """
    if view.words["office.leads"].fullmatch(office.noun) is None:
        return None
    left = view.text[max(view.start, office.start - 40) : office.start]
    whose = re.search(rf"(?:^|\s)(?:{view.words['whose'].pattern})\s+(?:[\w’-]+\s+){{0,2}}$", left)
    if whose is None and not verb:
        return None
    return only_body([view, *earlier], office.start)


def only_body(views: list[View], place: int) -> Part | None:
    """The only body of the nearest sentence before a place that names any, as an owner that is inferred."""
    for one in views[:3]:
        named = {each.mention.thing: each for each in before(one.of_kind("Body"), place) if not one.is_a(each, "State")}
        if named:
            return next(iter(named.values())).part("owner", inferred=True) if len(named) == 1 else None
    return None


_HEAD = {"en": "head", "ru": "руководитель", "kk": "басшы", "uz": "rahbar"}


def _head(view: View) -> str:
    """What the head of any body is called."""
    return _HEAD.get(view.words.language, _HEAD[ENGLISH])


def _heads(view: View, earlier: list[View]) -> Iterator[Frame]:
    """Who heads a body, told by a verb alone: X has headed the Y since 2020; Y was set up, X heads it."""
    bodies = [one for one in view.of_kind("Body") if not view.is_a(one, "State")]
    people = view.of_kind("Person")
    for match in view.matches("office.headed-by"):
        if headed := _headed_by(view, match, bodies, people):
            parts = [
                headed[0].part("holder"),
                Part("post", *match.span(), text=_head(view)),
                headed[1].part("owner"),
                _start(view, match),
            ]
            yield frame(view, "office", _head(view), parts, match.span(), "heads", 0.85)
    for path in ("office.took-over", "office.heads", "office.heading"):
        for match in view.matches(path):
            found = _heading(view, match, bodies, people) or _heading_it(view, match, people, earlier)
            if found is None:
                continue
            person, owner = found
            start = dated(view, "start", *match.span()) if path == "office.took-over" else _start(view, match)
            of = owner if isinstance(owner, Part) else owner.part("owner")
            post = Part("post", *match.span(), text=_head(view))
            parts = [person.part("holder"), post, of, *([start] if start else [])]
            yield frame(view, "office", _head(view), parts, match.span(), "heads", 0.85)
            return


def _heading(
    view: View, match: re.Match[str], bodies: list[Phrase], people: list[Phrase]
) -> tuple[Phrase, Phrase] | None:
    """The person and the body that stand right beside a verb of heading."""
    clause = view.clause(match.start())
    free = [one for one in people if not one.roles & {"with", "to", "from", "by", "in", "between"}]
    free = [one for one in free if clause[0] <= one.start < clause[1]]
    called = rf"[»”\"]?\s*(?:(?:{view.words['called'].pattern})\s+)?"
    ahead = [one for one in before(bodies, match.start()) if re.fullmatch(called, view.text[one.end : match.start()])]
    objects = [one for one in behind(people, match.end()) if not view.text[match.end() : one.start].strip()]
    if view.words.verb_last:
        if ahead and objects and view.words["office.heading"].fullmatch(match[0]):
            return objects[0], ahead[0]
        if not ahead and (
            inner := [one for one in before(free, match.start()) if _blank(view, one.end, match.start())]
        ):
            late = [one for one in before(bodies, inner[0].start) if _blank(view, one.end, inner[0].start)]
            return (inner[0], late[0]) if late and not late[0].bare else None
        subjects = before(free, ahead[0].start) if ahead else []
        declined = ahead and (not ahead[0].bare or view.text[ahead[0].end : match.start()].strip())
        return (subjects[0], ahead[0]) if subjects and declined else None
    late = [one for one in behind(bodies, match.end()) if view.text[match.end() : one.start].strip() in ("", "the")]
    who = [one for one in before(people, match.start()) if _told_of(view, one, match)]
    subjects = who or before(free, match.start())
    if late and subjects and match.start() - subjects[0].end < NEAR:
        return subjects[0], late[0]
    if view.words.language != "ru":
        return None
    last = [one for one in behind(free, late[0].end) if _only_a_date(view, late[0].end, one.start)] if late else []
    return (last[0], late[0]) if last else (objects[0], ahead[0]) if ahead and objects else None


def _blank(view: View, start: int, end: int) -> bool:
    return not view.text[start:end].strip()


def _headed_by(
    view: View, match: re.Match[str], bodies: list[Phrase], people: list[Phrase]
) -> tuple[Phrase, Phrase] | None:
    """The person by whom a body is headed, beside it: the council, headed by N. N.; N. N. басқаратын кеңес."""
    ahead, after = (people, bodies) if view.words.verb_last else (bodies, people)
    apart = (
        r"[»”\"]?\s*,?\s*" if view.words.verb_last else r"[»”\"]?\s*(?:,[^.;:]{0,45})?"
    )  # set up in 2021 and headed by
    left = [one for one in before(ahead, match.start()) if re.fullmatch(apart, view.text[one.end : match.start()])][:1]
    left = [one for one in left if not any(one.end <= other.start < match.start() for other in people)]
    right = [
        one for one in behind(after, match.end()) if re.fullmatch(r"\s*[«“\"]?", view.text[match.end() : one.start])
    ]
    if not left or not right or _leads_a_session(view, (left if not view.words.verb_last else right)[0]):
        return None
    return (left[0], right[0]) if view.words.verb_last else (right[0], left[0])


def _leads_a_session(view: View, body: Phrase) -> bool:
    """Whether it is the session of a body that somebody leads: the third session of the commission, chaired by X."""
    return view.says("held.Session", (max(view.start, body.start - NEAR // 2), body.start)) is not None


def _heading_it(
    view: View, match: re.Match[str], people: list[Phrase], earlier: list[View]
) -> tuple[Phrase, Part] | None:
    """Who heads "it", the only body before that: возглавляет её с марта N. N.; оны 2028 жылдан бері N. N. басқарады."""
    if view.words.verb_last:
        beside = [one for one in before(people, match.start()) if _blank(view, one.end, match.start())]
        its = [one for one in view.matches("office.headed-it") if beside and one.end() <= beside[0].start]
        fits = its and _only_a_date(view, its[-1].end(), beside[0].start)
        owner = only_body([view, *earlier], its[-1].start()) if fits else None
        return (beside[0], owner) if owner else None
    it = re.compile(rf"\s+(?:{view.words['whose'].pattern})(?!\w)").match(view.text, match.end())
    if it is None or view.words.language == "en":
        return None
    free = [one for one in behind(people, it.end()) if _only_a_date(view, it.end(), one.start)]
    body = only_body([view, *earlier], match.start()) if free else None
    return (free[0], body) if body else None


def _told_of(view: View, person: Phrase, verb: re.Match[str]) -> bool:
    """Whether a verb goes on with a person right before it: N. N., who chairs the Water Agency."""
    between = view.text[person.end : verb.start()]
    if view.words["office.heading"].fullmatch(verb[0]):
        return re.fullmatch(r"\s*,?\s*", between) is not None
    return re.fullmatch(rf"\s*,\s*(?:{view.words['relative'].pattern})\s+", between) is not None


def _only_a_date(view: View, start: int, end: int) -> bool:
    """Whether nothing but a date stands between two places."""
    between = view.text[start:end]
    for one in view.dates:
        if start <= one.start and one.end <= end:
            printed = re.escape(view.text[one.start : one.end])
            since = f"(?:{view.words['since'].pattern})?"
            between = re.sub(rf"{since}\s*{printed}(?:\s+(?:{view.words['year'].pattern}))?\s*{since}", "", between)
    return not between.strip()


def _start(view: View, verb: re.Match[str]) -> Part | None:
    """The date since which something holds: has been president since 2015."""
    clause = view.clause(verb.start())
    found = [one for one in view.dates if clause[0] <= one.start < clause[1] and one.edtf and is_since(view, one)]
    if len(found) != 1:
        return None
    date = replace(found[0], edtf=found[0].edtf.removesuffix("/.."))
    return Part("start", date.start, date.end, date=date) if "/" not in date.edtf else None


def _only_of_bodies(view: View, office: Office) -> bool:
    """Whether a word for a post says nothing beside a state: an expert of a state holds no office."""
    return _is_title(view, office) and office.owner is not None and office.owner.entity.startswith("state/")


def _beside(view: View, found: Frame, span: tuple[int, int]) -> Frame:
    """An office named beside its holder is held, whatever the sentence plans or denies; the two words are its quote."""
    return replace(found, modality="asserted", hedged="", confidence=0.93, spans=(span,), speakers=())


def _since_when(view: View, verb: re.Match[str]) -> Part | None:
    if not _begins(view, verb):
        return _start(view, verb)
    start = dated(view, "start", *verb.span())
    return None if start and start.date and _is_until(view, start.date) else start


def _begins(view: View, verb: re.Match[str]) -> bool:
    """Whether a verb tells that an office begins."""
    return any(one.span() == verb.span() for one in view.matches("office.appointed"))


def _appointed(view: View, office: Office) -> re.Match[str] | None:
    """The verb of appointing nearest to an office, in its clause; a verb of holding else."""
    clause = view.clause(office.start)
    for path in ("office.appointed", "office.holds"):  # of a relative clause: with X, who was elected president
        told = [one for one in view.matches(path, clause) if gap(one, office.start, office.end) < _CLOSE]
        told = [one for one in told if one.end() <= office.start and _relative(view, one)]
        if told:
            return told[-1]
    for path in ("office.appointed", "office.holds"):
        verbs = view.matches(path, clause)
        if path == "office.holds":
            verbs = [
                one for one in verbs if gap(one, office.start, office.end) < _CLOSE or _dated_between(view, one, office)
            ]
        else:
            verbs = [one for one in verbs if gap(one, office.start, office.end) < NEAR]
        verbs = [one for one in verbs if one.end() <= office.noun_start or office.noun_end <= one.start()]  # heads
        if verbs:
            return min(verbs, key=lambda one: gap(one, office.start, office.end))
    return None


def _dated_between(view: View, verb: re.Match[str], office: Office) -> bool:
    """Whether only a date parts a verb from the office before it: послом с июня 2028 года является N. N."""
    return office.end <= verb.start() and _only_a_date(view, office.end, verb.start())


def _relative(view: View, verb: re.Match[str], start: int | None = None) -> bool:
    """Whether a verb is that of a relative clause: who was, который ранее работал; right behind `start` if given."""
    who = rf",\s*(?:{view.words['relative'].pattern})\s+(?:[\w-]+\s+)?"
    left = view.text[max(view.start, verb.start() - 40) : verb.start()]
    return (
        re.search(rf"{who}$", left) if start is None else re.fullmatch(who, view.text[start : verb.start()])
    ) is not None


def _appointee(view: View, office: Office, verb: re.Match[str]) -> Phrase | None:
    every = view.of_kind("Person")
    for one in every:  # with N. N., elected president in 2016
        apposed = re.fullmatch(r"\s*,\s*", view.text[one.end : verb.start()] or "-")
        if not view.words.verb_last and (apposed or _relative(view, verb, one.end)):
            return one
    people = [one for one in every if not one.roles & {"invited", "with", "from", "to", "between"}]
    held = [other.holder for other in view.offices]
    beside = [one for one in people if not view.text[verb.end() : one.start].strip()]
    people = [one for one in people if one.mention not in held or one in beside]
    clause = view.clause(verb.start())
    people = [one for one in people if clause[0] <= one.start < clause[1]]
    near = before(people, min(office.start, verb.start()))
    if near:
        return near[0]
    late = behind(people, min(verb.end(), office.end))
    if view.words.verb_last:  # is between the office and the verb, or right behind a participle
        late = [one for one in late if office.end <= one.start and one.start - verb.end() < 30]
    return late[0] if late else None


def gap(match: re.Match[str], start: int, end: int) -> int:
    return max(match.start() - end, start - match.end(), 0)


def _is_until(view: View, date: Dated) -> bool:
    """Whether a date is one until which something holds: in post until 2014."""
    pattern = view.words["until"].pattern
    if view.words.verb_last:
        return re.search(rf"(?:{pattern})\W*$", view.text[date.start : date.end]) is not None or (
            re.match(rf"[\w-]*\s*(?:{pattern})", view.text[date.end : date.end + 20]) is not None
        )
    return re.search(rf"(?<!\w)(?:{pattern})\s*$", view.text[max(0, date.start - 20) : date.start]) is not None


def is_since(view: View, date: Dated) -> bool:
    """Whether a date is one since which something holds; the words for that may be part of it."""
    pattern = view.words["since"].pattern
    if view.words.verb_last:
        return re.search(rf"(?:{pattern})\W*$", view.text[date.start : date.end + 12].split(",")[0]) is not None or (
            re.match(rf"\w*\s*(?:{pattern})", view.text[date.end : date.end + 20]) is not None
        )
    before_it = view.text[max(0, date.start - 20) : date.start]
    own = re.match(rf"(?:{pattern})\s", view.text[date.start : date.end])
    return own is not None or re.search(rf"(?<!\w)(?:{pattern})\s*$", before_it) is not None
