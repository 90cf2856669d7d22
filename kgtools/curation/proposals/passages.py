"""Proposals held against their passages: the checks of claims, and what a curator must look at because print is silent.

Of a claim that stands in a table the check asks whether print is against it. Of a proposal that is to be accepted
without a look more is asked: its passage itself must print what it gives, the things by their names, the date whole.
What is in the reader's own words only a person can hold against print.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kgtools import marks
from kgtools.articles import lexicon
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import Copy
from kgtools.articles.fingerprints import fold
from kgtools.articles.lexicon import has, plain
from kgtools.articles.mentions import lines_of
from kgtools.checks import passages
from kgtools.checks.evidence import rules, table
from kgtools.checks.evidence.printed import Printed
from kgtools.checks.passages import dates
from kgtools.checks.passages.names import calls
from kgtools.claims import tables
from kgtools.claims.acceptance import ASSERTED, STATED
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Figure, Opinion
from kgtools.curation.proposals.rows import LOOK, PASSAGE, Word
from kgtools.errors import Finding
from kgtools.ontology import Ontology

_NEAR = 300  # code points around a passage in which a described thing must be spoken of
_ITSELF = ("value", "about", "origin")  # columns whose things the passage itself must speak of


def words(together: Corpus, proposed: Sequence[Claim], copy: Copy, ontology: Ontology) -> Iterator[tuple[str, Word]]:
    """What passages say to proposed claims, each with the key of the claim; `together` is the corpus with them.

    `copy` is the very text of their article.
    """
    by_line = {claim.line: claim for claim in proposed}
    article = next((claim.article for claim in proposed), "")
    anchors = {claim.anchor for claim in proposed if claim.anchor}
    whole, *several = table.read_copy(together, copy, anchors)
    printed = {one.anchor: one for one in several}
    found = list(passages.findings(together, {article: copy}, proposed))
    for claim in proposed:
        if claim.anchor:
            found += rules.findings(claim, together, printed[claim.anchor], whole, frozenset())
    for finding in found:
        if finding.line in by_line and finding.file == by_line[finding.line].file:
            yield by_line[finding.line].key, Word(PASSAGE, LOOK, _in_words(finding))
    parts = _parts(together)
    given: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim in proposed:
        if isinstance(claim, Fact):
            given[claim.subject, claim.property].add(claim.value)
    unsure = {line for line in by_line if any(finding.line == line for finding in found)}
    for claim in proposed:
        if claim.anchor and claim.line not in unsure:
            if isinstance(claim, Fact) and (other := _other_value(claim, printed[claim.anchor], together, given)):
                yield claim.key, Word(PASSAGE, LOOK, f"value: the passage names {other} too: read which is meant")
            for text in _silent(claim, claim.anchor, together, printed[claim.anchor], copy.text, ontology, parts):
                yield claim.key, Word(PASSAGE, LOOK, text)


def _in_words(finding: Finding) -> str:
    text = re.sub(r"^column '([a-z_]+)': ", r"\1: ", finding.message)
    text += f"; found {finding.actual}" if finding.actual else ""
    return text + (f"; expected {finding.expected}" if finding.expected else "")


def _silent(
    claim: Claim,
    anchor: Anchor,
    together: Corpus,
    printed: Printed,
    text: str,
    ontology: Ontology,
    parts: Mapping[str, Mapping[str, set[str]]],
) -> Iterator[str]:
    """What a claim gives and its passage itself does not print, so that a person has to read it."""
    for column, identifier in _things(claim):
        if identifier.startswith(table.named()):
            if identifier not in printed.names:
                yield f"{column}: the passage itself does not name {identifier}: read what stands around it"
        elif identifier in together.entities:
            reach = 0 if column in _ITSELF else _NEAR
            around = plain(text[max(0, anchor.start - reach) : anchor.end + reach])
            if not _spoken_of(together.entities[identifier], lines_of(around), parts.get(identifier, {}), printed):
                yield f"{column}: nothing around the passage shows that {identifier} is meant: read it"
    passage = plain(text[anchor.start : anchor.end])
    for column, edtf in dates.dates_of(claim):
        if not _prints(passage, edtf, printed):
            yield f"{column}: the passage itself does not print all of {edtf}: read what stands around it"
    yield from _unprovable(claim, ontology)
    yield from _unprinted(claim, text[anchor.start : anchor.end], ontology)
    if isinstance(claim, Figure) and claim.flow == "balance" and not has(lexicon.words("balance"), passage):
        yield "flow: the passage has no word for a balance"
    flow = (
        next((flow for flow in lexicon.table("flows") if has(lexicon.table("flows")[flow], passage)), "")
        if isinstance(claim, Figure)
        else ""
    )
    if flow and isinstance(claim, Figure) and claim.flow not in lexicon.table("flows"):
        yield f"flow: the passage speaks of {flow}; found '{claim.flow}'"


def _other_value(fact: Fact, printed: Printed, together: Corpus, given: Mapping[tuple[str, str], set[str]]) -> str:
    """Another thing of the sort of a value that its passage names, and of which the file makes no value."""
    kind = fact.value.partition("/")[0]
    others = {one for one in printed.names if one.startswith(f"{kind}/")} - {fact.value, fact.subject}
    others -= given[fact.subject, fact.property]
    subject = together.entities.get(fact.subject)
    own = lines_of(plain(subject.labels[0].value)) if subject else ""
    return min((one for one in others if not calls(together.entities[one], own)), default="")


def _spoken_of(entity: Entity, lines: str, parts: Mapping[str, set[str]], printed: Printed) -> bool:
    """Whether a described thing is called by a name, or by all its parts, and where it has a year, by that year."""
    named = {value for values in parts.values() for value in values if value.startswith(table.named())}
    called = calls(entity, lines) or bool(named and named <= printed.names_near)
    dated = (value for name in marks.terms("placesInTime", "happens") for value in parts.get(name, ()))
    years = {value[:4] for value in dated if value[:4].isdecimal()}
    is_new = not entity.file  # it was made from this text, which need not say its year again
    return called and (is_new or not years or bool(years & (printed.years | printed.years_before)))


def _parts(together: Corpus) -> dict[str, dict[str, set[str]]]:
    """What all claims together say of described things that tells one from another: parties, holder, host, dates."""
    found: dict[str, dict[str, set[str]]] = {}
    telling = {*marks.terms("describing"), *marks.terms("placesInTime", "happens")}
    for fact in together.facts:
        if fact.property in telling and not fact.subject.startswith(table.named()):
            found.setdefault(fact.subject, {}).setdefault(fact.property, set()).add(fact.value)
    return found


def _things(claim: Claim) -> Iterator[tuple[str, str]]:
    yield from ((column, cell) for column, cell in claim.terms.items() if "/" in cell and column != "affiliation")
    yield from (("speaker", speaker) for speaker in claim.speakers)


def _prints(passage: str, edtf: str, printed: Printed) -> bool:
    """Whether a passage prints the years, months and days of a date itself."""
    points: list[str] = re.findall(r"[0-9]{4}(?:-[0-9]{2})?(?:-[0-9]{2})?", edtf)
    if re.fullmatch(r"([0-9]{4})-01/\1-([0-9]{2})", edtf):
        points = [edtf[:4]]  # a span of months is counted, which the rules have seen to
    months = {int(point[5:7]) for point in points if len(point) > 4}
    days = {int(point[8:10]) for point in points if len(point) > 7}
    return {point[:4] for point in points} <= printed.years and months <= printed.months and days <= dates.days(passage)


def _unprinted(claim: Claim, passage: str, ontology: Ontology) -> Iterator[str]:
    """A title or number of a fact that its passage does not print."""
    known = ontology.typed.get(claim.property) if isinstance(claim, Fact) else None
    if known is None or not isinstance(claim, Fact) or known.name in ontology.marks.get("inCuratorsWords", {}):
        return
    if known.takes == "rdf:langString" and fold(claim.value).letters not in fold(passage).letters:
        yield "value: the passage does not print these words"
    elif known.takes in ("xsd:integer", "xsd:decimal") and claim.value not in re.findall(r"[0-9.]+", passage):
        yield f"value: the passage does not print {claim.value} in digits: read whether it says so"


def _unprovable(claim: Claim, ontology: Ontology) -> Iterator[str]:
    """What no rule can hold against print."""
    if isinstance(claim, Opinion):
        yield f"{tables.gist()}: in the reader's own words: read whether the passage says this, and no more"
    elif isinstance(claim, Fact):
        known = ontology.typed.get(claim.property)
        if claim.property in ontology.marks.get("inCuratorsWords", {}):
            yield "value: in the reader's own words: read whether the passage says this, and no more"
        elif known and known.takes in ("code", "xsd:boolean"):
            yield f"value: only a reader can tell whether the passage says '{claim.value}'"
    if claim.certainty != STATED:
        yield "certainty: inferred: read whether it follows"
    modality = getattr(claim, "modality", ASSERTED)
    if modality != ASSERTED:
        yield f"modality: only a reader can tell whether the passage says it as '{modality}'"
