"""Frames of documents, offices, memberships, bodies and figures turned into claims."""

from __future__ import annotations

from kgtools import namespaces
from kgtools.curation.extract.frames.described import labels
from kgtools.curation.extract.frames.described.claims import Claims, date_value
from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.proposals.records import By, Figure, Reference, Value
from kgtools.languages import language as grammar_of

_CHECK = "Described, not named: built from its parts; labels follow a pattern and are to be checked."


def signing(claims: Claims, frame: Frame, during: Reference | None) -> None:
    """A document: when and where it was signed, by whom, during what, and who is party to it."""
    part = frame.first("document")
    if part is None or part.mention is None:
        return
    mention, date = part.mention, frame.first("date")
    parties = {one.value for one in frame.of("party")}
    signed = date.value if date and frame.sort == "signedOn" else ""
    match = claims.known.document(mention.entity, mention.kind, parties, signed)
    document = Reference(id=match.entity) if match.entity else _new_document(claims, frame, part, match.perhaps, signed)
    if document is None:
        return
    if date and (value := date_value(date)):
        claims.fact(frame, document, frame.sort, value, part, date)
    for slot, name in (("place", "signedIn"), ("party", "party"), ("signatory", "signatory")):
        for one in frame.of(slot):
            claims.fact(frame, document, name, _actor(claims, one), part, one)
    if during is not None:
        claims.fact(frame, document, "signedDuring", during, part, frame.first("during"))


def _actor(claims: Claims, part: Part) -> Reference | None:
    """Who a part names: a state, or its government if the words say so and the graph has it."""
    government = claims.known.government(part.value) if part.text == "government" else ""
    return Reference(id=government) if government else claims.reference(part)


def _new_document(claims: Claims, frame: Frame, part: Part, perhaps: tuple[str, ...], date: str) -> Reference | None:
    mention = part.mention
    if mention is None or not mention.name:
        return None
    known = mention.entity != ""  # a name of the graph that another document bears
    key = labels.key(mention.name, date[:4]) if known or not mention.key else mention.key
    perhaps = tuple(dict.fromkeys((*perhaps, *mention.perhaps)))
    quote = claims.quote(part.start, part.end)
    names = {mention.language: mention.name}
    sure, printed = mention.confidence, (quote.exact,)
    return claims.new(key, mention.kind, names, quote, sure, "", perhaps, printed, "document")


def office(claims: Claims, frame: Frame) -> None:
    """A tenure: who holds which post, since when."""
    holder, post = frame.first("holder"), frame.first("post")
    person = claims.reference(holder) if holder else None
    if person is None or post is None or holder is None:
        return
    owner = frame.first("owner")
    own = _post(claims, frame, post, owner) or _known_post(claims, frame, person)
    if own is None:
        return
    unsaid = owner is None and post.mention is None
    match = claims.known.tenure(person.id, own.id)
    tenure = Reference(id=match.entity) if match.entity else _tenure(claims, frame, holder, post, person, own)
    claims.fact(frame, tenure, "holder", person, holder, post)
    claims.fact(frame, tenure, "post", own, holder, post, inferred=unsaid)
    if (start := frame.first("start")) and frame.modality == "asserted":
        claims.fact(frame, tenure, "start", date_value(start), holder, start)


def _post(claims: Claims, frame: Frame, post: Part, owner: Part | None) -> Reference | None:
    if post.mention and post.mention.entity:
        return Reference(id=post.mention.entity)
    belongs = claims.reference(owner) if owner else None
    if belongs is None:
        return None
    if belongs.id and (found := claims.known.post(frame.sort, belongs.id, frame.language)):
        return Reference(id=found)
    told_by_a_verb = frame.rule.startswith("office-heads")
    printed = () if told_by_a_verb else (claims.reading.text[post.start : post.end],)
    name = labels.label(owner.mention, frame.language, claims.known.corpus) if owner and owner.mention else ""
    key = labels.key("post", frame.sort, belongs.key.partition("/")[2] or belongs.key)
    made = claims.new(key, "Post", {frame.language: _post_label(frame, name)}, claims.quote(post.start, post.end),
                      frame.confidence, _CHECK, (), printed, "office")  # fmt: skip
    claims.fact(frame, made, "postIn", belongs, post, owner)
    return made


def _known_post(claims: Claims, frame: Frame, person: Reference) -> Reference | None:
    """The post of a known person that is named without what it belongs to: President Quill."""
    found = claims.known.post_of(person.id, frame.sort, frame.language) if not frame.first("owner") else ""
    return Reference(id=found) if found else None


def _post_label(frame: Frame, owner: str) -> str:
    """A post with what it belongs to; in Russian what follows it is declined, so a dash stands between."""
    noun = frame.sort[:1].upper() + frame.sort[1:]
    if grammar_of(frame.language).has("cases-are-endings"):
        return f"{owner}: {frame.sort}"
    return f"{noun} of {owner}" if frame.language == "en" else f"{noun} – {owner}"


def _tenure(claims: Claims, frame: Frame, holder: Part, post: Part, person: Reference, own: Reference) -> Reference:
    corpus = claims.known.corpus
    names = {}
    for language in namespaces.languages():
        who = labels.label(holder.mention, language, corpus) if holder.mention else ""
        known = corpus.entities.get(own.id)
        what = next((text.value for text in known.labels if text.language == language), "") if known else ""
        what = what or claims.things[own.new].labels.get(language, "") if own.new else what
        if who and what:
            names[language] = f"{who} as {what}" if language == "en" else f"{who} – {what}"
    names = names or {frame.language: claims.reading.text[holder.start : holder.end]}
    key = labels.key("tenure", person.key.partition("/")[2] or person.key, own.key.partition("/")[2] or own.key)
    quote = claims.quotes(frame, holder, post)[0]
    return claims.new(key, "Tenure", names, quote, frame.confidence, _CHECK, rule="office")


def membership(claims: Claims, frame: Frame) -> None:
    """Who belongs to a body: a plain fact, or a membership where the text gives a time or a role."""
    body = frame.first("body")
    own = claims.reference(body) if body else None
    start, role = frame.first("start"), frame.first("role")
    if own is None or body is None:
        return
    for part in frame.of("member"):
        member = claims.reference(part)
        if member is None or part.mention is None or body.mention is None:
            continue
        if start is None and role is None:
            claims.fact(frame, member, "memberOf", own, part, body)
            continue
        match = claims.known.membership(member.id, own.id)
        if match.entity:
            held = Reference(id=match.entity)
        else:
            corpus, ontology = claims.known.corpus, claims.known.ontology
            date = start.value if start else ""
            names = labels.described("Membership", (part.mention, body.mention), date, corpus, ontology)
            key = labels.key(
                "membership", member.key.partition("/")[2] or member.key, own.key.partition("/")[2] or own.key
            )
            held = claims.new(key, "Membership", names, claims.quotes(frame, part, body)[0], frame.confidence, _CHECK,
                              match.perhaps, rule="membership")  # fmt: skip
        claims.fact(frame, held, "member", member, part, body)
        claims.fact(frame, held, "membershipIn", own, part, body)
        claims.fact(frame, held, "membershipRole", Value(code=role.text if role else "member"), part, body)
        if start:
            claims.fact(frame, held, "start", date_value(start), part, body, start)


def founding(claims: Claims, frame: Frame) -> None:
    """When a body was founded, and by whom."""
    body, date = frame.first("body"), frame.first("date")
    own = claims.reference(body) if body else None
    if own is None or date is None:
        return
    claims.fact(frame, own, "foundedOn", date_value(date), body, date)
    for part in frame.of("founder"):
        claims.fact(frame, own, "founder", claims.reference(part), body, part)


def location(claims: Claims, frame: Frame) -> None:
    """Where a body has its seat, or where a body or project lies."""
    thing, place = frame.first("thing"), frame.first("place")
    own = claims.reference(thing) if thing else None
    where = claims.reference(place) if place else None
    if own is None or where is None:
        return
    body = claims.known.ontology.is_a(claims.kind_of(own), "Body")
    claims.fact(frame, own, "seat" if frame.sort == "seat" and body else "locatedIn", where, thing, place)


def figure(claims: Claims, frame: Frame) -> None:
    """A figure of an indicator that the graph has."""
    quantity, indicator = frame.quantity, claims.known.indicator(frame.sort)
    if quantity is None or not indicator:
        return
    measured, partner, period = (frame.first(slot) for slot in ("measured", "partner", "period"))
    whole = Part("value", quantity.start, quantity.end)
    falls = quantity.rising == "fall" and frame.sort.endswith("growth") and quantity.unit == "percent"
    said = [one for one in frame.speakers if one.mention and claims.known.ontology.is_a(one.mention.kind, "Body")]
    claim = Figure(
        quotes=claims.quotes(frame, whole, measured, partner, period),
        indicator=Reference(id=indicator),
        measured=claims.reference(measured) if measured else None,
        partner=claims.reference(partner) if partner else None,
        flow=frame.codes["flow"],
        period=period.value if period else "",
        value=f"-{quantity.value}" if falls else quantity.value,
        unit=quantity.unit,
        bound=quantity.bound,
        certainty=frame.codes["certainty"],
        modality=frame.modality,
        speaker=() if said else claims.speaker(frame),
        origin=claims.reference(said[0]) if said else None,
        by=By(frame.rule, frame.confidence),
        note=" ".join(_notes(claims, frame, (measured, partner, period))),
    )
    key = (
        "figure", frame.sort, claim.measured.key if claim.measured else "", claim.partner.key if claim.partner else "",
        claim.flow, claim.period, claim.value, claim.unit, claim.bound, claim.modality,
    )  # fmt: skip
    claims.add(key, claim)


def _notes(claims: Claims, frame: Frame, parts: tuple[Part | None, ...]) -> list[str]:
    """What a curator should know of a figure: words that make it uncertain, and what it is inferred from."""
    notes = [f"Hedged in print: {frame.hedged}."] if frame.hedged else []
    if frame.codes["certainty"] == "inferred":
        notes.append(
            claims.inferred_from(frame, "measured", [part for part in parts if part and part.slot != "period"])
        )
    return notes
