"""Documents of a sentence: signed, adopted, ratified or in force, by whom, where and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kgtools import namespaces
from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.kinds.visits import dated, frame
from kgtools.curation.extract.frames.phrases import Phrase, View, before, behind, nearest
from kgtools.curation.extract.spans import Dated, Mention
from kgtools.values import dates

_FAR = 220  # letters between a verb and its document
_ACTS = {"verb": "signedOn", "noun": "signedOn", "adopted": "adoptedOn", "ratified": "ratifiedOn", "force": "inForceOn"}
_RIGHT_BEHIND = re.compile(r"[»”\"]?\s+[^\W\d]{1,3}\s+")  # a preposition alone
_YEARS = re.compile(r"\d{4}/\d{4}")


def signings(view: View, lead: View | None, earlier: View | None) -> Iterator[Frame]:
    """The documents of a sentence that is signed, adopted, ratified or in force; an item of a list by its `lead`.

    `earlier` is the sentence before it, or before the lead, whose visit or meeting it may go on with.
    """
    documents = view.of_kind("Document")
    if not documents:
        return
    done: set[str] = set()
    told: set[tuple[str, str]] = set()
    for act, slot in _ACTS.items():
        for match in view.matches(f"signing.{act}"):
            for document in _objects(view, match, documents):
                if (document.mention.thing, slot) not in told:
                    done.add(document.mention.thing)
                    told.add((document.mention.thing, slot))
                    yield _signed(view, view, match, slot, document, earlier)
    if lead is not None and (
        verb := lead.says("signing.verb") or lead.says("signing.noun") or lead.says("signing.adopted")
    ):
        slot = "adoptedOn" if lead.says("signing.adopted") and not lead.says("signing.verb") else "signedOn"
        for document in documents[:1]:
            if document.mention.thing not in done:
                done.add(document.mention.thing)
                yield _signed(view, lead, verb, slot, document, earlier)
    for document in documents:
        if document.mention.thing not in done and (date := _own_date(view, document)):
            parts = [document.part("document"), date, *_parties(view, document)]
            yield frame(view, "signing", "signedOn", parts, (document.start, document.end), "dated", 0.85)
        if period := _period(view, document):
            parts = [document.part("document"), period]
            yield frame(view, "period", "coversPeriod", parts, (document.start, document.end), "document", 0.88)


def _objects(view: View, match: re.Match[str], documents: list[Phrase]) -> list[Phrase]:
    """The documents that a verb speaks of: in its clause, the nearest and those beside it."""
    clause = view.clause(match.start())
    inside = [one for one in documents if clause[0] <= one.start < clause[1]]
    if not inside and view.words["which"].search(view.text, clause[0], match.start()):  # a treaty, which X signed
        return [one for one in documents if re.fullmatch(r"[»”\"]?", view.text[one.end : clause[0]] or "")][-1:]
    close = nearest([one for one in inside if _gap(one, match) < _FAR], match.start())
    if close is None:
        return []
    beyond = [one for one in inside if not any(_between(other, close, one) for other in view.matches("signing.verb"))]
    return [one for one in beyond if one is close or _listed(view, close, one)]


def _gap(document: Phrase, match: re.Match[str]) -> int:
    return max(match.start() - document.end, document.start - match.end(), 0)


def _between(verb: re.Match[str], one: Phrase, other: Phrase) -> bool:
    first, last = sorted((one, other), key=lambda phrase: phrase.start)
    return first.end <= verb.start() < last.start


def _listed(view: View, one: Phrase, other: Phrase) -> bool:
    """Whether two documents stand in one list, with nothing but commas, conjunctions and a few words between."""
    if one.group == other.group:
        return True
    first, last = sorted((one, other), key=lambda phrase: phrase.start)
    between = view.text[first.end : last.start]
    joined = rf"^\W*(?:{view.words['conjunction'].pattern})(?!\w)|,|(?<!\w)(?:{view.words['conjunction'].pattern})\W*$"
    return len(between) < 60 and re.search(joined, between) is not None


def _signed(view: View, told: View, match: re.Match[str], slot: str, document: Phrase, earlier: View | None) -> Frame:
    """The frame of a signed document; `told` is the sentence or the lead with the verb."""
    signed = slot == "signedOn"
    date = _own_date(view, document) or dated(told, "date", *match.span())
    people = [one.part("signatory") for one in _signers(told, match, "Person")] if signed else []
    place = _place(told, match, document) if signed else None
    visit = told.says("visit.noun") if signed else None
    parts = [
        document.part("document"),
        Part("date", date.start, date.end, date=date.date) if date else None,
        place.part("place") if place else None,
        *_parties(told if told is not view else view, document, match if signed else None, view),
        *people,
        Part("during", visit.start(), visit.end(), text=visit[0]) if visit else None,
    ]
    carried = _carried(told, earlier) if earlier and signed and not (date or visit) else []
    sure = 0.7 if carried else 0.9 if date else 0.8
    found = frame(told, "signing", slot, [*parts, *carried], match.span(), "verb" if told is view else "list", sure)
    if carried and earlier:
        found = replace(found, spans=(*found.spans, (earlier.start, earlier.end)))
    return found if told is view else _quoted(found, view)


def _carried(told: View, earlier: View) -> list[Part]:
    """When, where and during what something was signed, from the sentence before: among them were signed ..."""
    if told.words["carries-on"].search(told.text, told.start, min(told.end, told.start + 45)) is None:
        return []
    event = earlier.says("visit.noun") or earlier.says("meeting.noun")
    date = dated(earlier, "date", *event.span()) if event else None
    if event is None or date is None:
        return []
    towns = [one for one in earlier.of_kind("City", "Settlement") if one.roles & {"in", "to"}]
    town = [towns[0].part("place", inferred=True)] if len(towns) == 1 else []
    return [replace(date, inferred=True), *town, Part("during", *event.span(), text=event[0], inferred=True)]


def _quoted(found: Frame, view: View) -> Frame:
    return replace(found, spans=((view.start, view.end), *found.spans))


def _signers(view: View, match: re.Match[str], kind: str) -> list[Phrase]:
    """Who signs: the subject of the verb, with those beside it, and those by whom or between whom it is signed."""
    clause = view.clause(match.start())
    actors = [one for one in view.of_kind(kind) if clause[0] <= one.start < clause[1]]
    free = [one for one in actors if not one.roles - {"by", "of", "between"}]
    near = [one for one in before(free, match.start()) if match.start() - one.end < 120 and "of" not in one.roles]
    late = [one for one in behind(actors, match.end()) if "by" in one.roles or "between" in one.roles]
    if not near and not view.words.verb_last:
        near = [one for one in behind(free, match.end()) if one.start - match.end() < 40 and "of" not in one.roles]
    found = [*(view.group(near[0]) if near else []), *(view.group(late[0]) if late else [])]
    with_ = [one for one in actors if "with" in one.roles and near]
    return list(dict.fromkeys([*found, *with_]))


def _place(view: View, match: re.Match[str], document: Phrase) -> Phrase | None:
    """Where something is signed; a town right behind a document is what that is about: on a trade house in X."""
    clause = view.clause(match.start())
    towns = [
        one for one in view.of_kind("City", "Settlement") if one.roles & {"in"} and not one.roles & {"of", "between"}
    ]
    towns = [one for one in towns if not _RIGHT_BEHIND.fullmatch(view.text[document.end : one.start] or "-")]
    near = [one for one in towns if clause[0] <= one.start < clause[1]]
    return nearest(near or (towns if len(towns) == 1 else []), match.start())


def _period(view: View, document: Phrase) -> Part | None:
    """The years for which a document is laid out, in its name or beside it: a strategy for 2017-2019."""
    first = max(view.start, document.start - (60 if view.words.verb_last else 0))
    last = min(view.end, document.end + (0 if view.words.verb_last else 120))
    if match := _printed_years().search(view.text, first, last):
        between = view.text[min(match.end(), document.end) : max(match.start(), document.start)]
        if match[1] < match[2] and not re.search(r"[.;]|\d", between) and not view.says("signing.verb", (first, last)):
            edtf = f"{match[1]}/{match[2]}"
            date = Dated(match.start(), match.end(), edtf, " ".join(match[0].split()), 0.9)
            return Part("date", date.start, date.end, date=date)
    return None


@namespaces.per_project
def _printed_years() -> re.Pattern[str]:
    return re.compile(rf"(?<!\d)({dates.year()})\s*[-–—]\s*({dates.year()})(?!\d)")


def _own_date(view: View, document: Phrase) -> Part | None:
    """The date that stands right at a document: of 24 June 1992; (1998); 1998 жылғы ... шарт."""
    for date in view.dates:
        if _YEARS.fullmatch(date.edtf):
            continue
        between = view.text[document.end : date.start] if date.start >= document.end else None
        if (
            date.edtf
            and between is not None
            and re.fullmatch(rf"[»”\"]?\s*(?:{view.words['signing.dated'].pattern})\s*", between)
        ):
            return Part("date", date.start, date.end, date=date)
        ahead = view.text[date.end : document.start] if date.end <= document.start else None
        adjective = re.search(r"(?:жылғы|дағы|дегі|dagi|yilgi)\s*$", view.text[date.start : document.start])
        if date.edtf and view.words.verb_last and ahead is not None and len(ahead) < 25 and adjective:
            return Part("date", date.start, date.end, date=date)
    return None


def _parties(view: View, document: Phrase, match: re.Match[str] | None = None, named: View | None = None) -> list[Part]:
    """The parties of a document: named in its name or between which it is, or the states that sign it."""
    reach = 90
    first = document.start - (reach if view.words.verb_last else 0)
    last = document.end + (0 if view.words.verb_last else reach)
    bodies = [
        one.mention for one in view.of_kind("Body") if "between" in one.roles and first <= one.start and one.end <= last
    ]
    if len({one.thing for one in bodies}) >= 2:
        return [_party(view, one) for one in bodies]
    inside = [
        one
        for one in (named or view).sentence.mentions
        if first <= one.start
        and one.end <= last
        and one is not document.mention
        and one.how != "adjective"
        and any(view.ontology.is_a(one.kind, kind) for kind in ("State", "Government", "Ministry"))
    ]
    between = view.words["between-parties"].search(view.text, max(view.start, first - 5), last)
    if len({one.thing for one in inside}) >= 2 and between:
        whole = [
            one for one in inside if not any(o is not one and o.start <= one.start and one.end <= o.end for o in inside)
        ]
        return [_party(view, one) for one in whole]
    for kind in ("State", "Body"):
        if match is None:
            break
        signers = _signers(view, match, kind)
        if len({one.mention.thing for one in signers}) >= 2:
            return [_party(view, one.mention) for one in signers]
    return []


def _party(view: View, mention: Mention) -> Part:
    """A party; "government" in words if it is the government of a state that is named."""
    pattern = view.words["government"].pattern
    if view.words.verb_last:
        own = re.match(
            rf"\s*(?:республикасы\w*\s+|respublikasi\s+)?(?:{pattern})", view.text[mention.end : mention.end + 40]
        )
    else:
        own = re.search(rf"(?:{pattern})\s*$", view.text[max(view.start, mention.start - 50) : mention.start])
    return Part("party", mention.start, mention.end, mention=mention, text="government" if own else "")
