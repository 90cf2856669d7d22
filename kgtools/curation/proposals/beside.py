"""Proposals beside all that the graph knows: what is told already, what confirms or copies another article, clashes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kgtools.claims.model import BACKGROUND, Claim, Corpus, Entity, Fact, Opinion
from kgtools.compare import alignment, disagreements, origins
from kgtools.curation.proposals.rows import CLASH, LOOK, SAID, TOLD, Word
from kgtools.ontology import Ontology

_SHOWN = 3  # claims that are named


def merged(corpus: Corpus, entities: Iterable[Entity], claims: Iterable[Claim]) -> Corpus:
    """The corpus as it would be with new things and claims."""
    known = corpus.entities | {entity.id: entity for entity in entities}
    return replace(corpus, entities=known, claims=(*corpus.claims, *claims))


def words(
    corpus: Corpus, together: Corpus, proposed: Sequence[Claim], ontology: Ontology
) -> Iterator[tuple[str, Word]]:
    """What the graph says to proposed claims, each with the key of the claim; `together` is the corpus with them."""
    runs = alignment.runs(together, ontology)
    told = list(_told(corpus, proposed, ontology, origins.origins(together, ontology, runs)))
    yield from told
    known = set(disagreements.clashes(corpus, ontology))
    # What the article's claims say already clashes with nothing anew.
    keys = {claim.key for claim in proposed} - {key for key, word in told if word.severity == LOOK}
    for clash in disagreements.clashes(together, ontology, runs):
        if clash.type != origins.SAME_ORIGIN and clash not in known:
            for key in keys.intersection(clash.claims):
                yield key, Word(CLASH, LOOK, f"{clash.type}: {clash.why}")


def _told(
    corpus: Corpus, proposed: Sequence[Claim], ontology: Ontology, origin: dict[str, str]
) -> Iterator[tuple[str, Word]]:
    """What is said already: by the article itself, by another one, or by a line of the same file."""
    known: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in corpus.claims:
        known[_said(claim, ontology)].append(claim)
    own_words = ontology.marks.get("inCuratorsWords", {})
    earlier: dict[tuple[str, ...], Claim] = {}
    for claim in proposed:
        said = _said(claim, ontology)
        same = [other for other in known[said] if not _needs_place(claim, own_words) or _overlap(claim, other)]
        if mine := [other for other in same if other.article == claim.article]:
            yield claim.key, Word(TOLD, LOOK, f"the article's claims say it already: {_keys(mine)}")
        elif said in earlier and (not _needs_place(claim, own_words) or _overlap(claim, earlier[said])):
            yield claim.key, Word(TOLD, LOOK, f"line {earlier[said].line} says it already")
        others = [other for other in same if other.article not in (claim.article, BACKGROUND)]
        copied = [other for other in others if origin.get(other.key) == origin.get(claim.key)]
        confirmed = [other for other in others if other not in copied]
        if copied:
            text = f"told again from the same origin, {origin[claim.key]}: {_keys(copied)}"
            yield claim.key, Word(TOLD, SAID, text)
        if confirmed:
            number = len({origin[other.key] for other in (*others, claim)})
            text = f"confirms {_keys(confirmed)}; {number} independent origins then say it"
            yield claim.key, Word(TOLD, SAID, text)
        if any(other.article == BACKGROUND for other in same):
            yield claim.key, Word(TOLD, SAID, "known as background; an article now says it")
        earlier.setdefault(said, claim)


def _said(claim: Claim, ontology: Ontology) -> tuple[str, ...]:
    """What a claim says, its own wording apart."""
    if isinstance(claim, Opinion):
        return ("opinion", claim.article, *sorted(claim.speakers), claim.about, claim.stance)
    if isinstance(claim, Fact) and claim.property in ontology.marks.get("inCuratorsWords", {}):
        return ("words", claim.article, claim.subject, claim.property)
    return origins.statement(claim, ontology)


def _needs_place(claim: Claim, own_words: Iterable[str]) -> bool:
    """Whether two claims say the same only if their passages meet, since their words are a curator's."""
    return isinstance(claim, Opinion) or (isinstance(claim, Fact) and claim.property in own_words)


def _overlap(one: Claim, other: Claim) -> bool:
    mine, yours = one.anchor, other.anchor
    return mine is not None and yours is not None and mine.start < yours.end and yours.start < mine.end


def _keys(claims: Sequence[Claim]) -> str:
    more = len(claims) - _SHOWN
    return ", ".join(claim.key for claim in claims[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
