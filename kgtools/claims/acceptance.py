"""How a claim is meant (its modality), how surely its passage says it (its certainty), and whether it is accepted.

Accepted is what an article asserts in so many words, unless the list of disagreements withholds it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kgtools.claims.model import Claim, Corpus, Disagreement, Fact, Figure
from kgtools.messages import message
from kgtools.remembering import as_before, for_the_same

# Codes of the list `modality`.
ASSERTED, DENIED, PLANNED, PROPOSED, TARGET = "asserted", "denied", "planned", "proposed", "target"
AIMS = (PLANNED, TARGET)
AFFIRMED = (ASSERTED, *AIMS)  # what somebody holds to be so or decided on: neither denied nor merely proposed
# Codes of the list `certainty`.
STATED, INFERRED = "stated", "inferred"
ACCEPTED = "accepted"  # how an edge of a network stands that is neither inferred nor planned


def not_accepted(corpus: Corpus) -> frozenset[str]:
    """The keys (article/id) of the claims that the list of disagreements does not accept."""
    return _held(corpus.disagreements)


@for_the_same(4)
def _held(entries: tuple[Disagreement, ...]) -> frozenset[str]:
    return frozenset(key for entry in entries for key in entry.holds_back)


def not_accepted_of(corpus: Corpus) -> dict[str, frozenset[str]]:
    """The same by article; the very same objects where nothing has changed."""
    return _by_article(not_accepted(corpus))


@for_the_same(4)
def _by_article(keys: frozenset[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for key in keys:
        found.setdefault(key.partition("/")[0], set()).add(key)
    return {article: as_before(frozenset(own)) for article, own in found.items()}


def accepted(claim: Claim, held: frozenset[str]) -> bool:
    """Whether a claim is accepted: a fact or figure, asserted and stated by its article, that no disagreement bars."""
    return (
        isinstance(claim, Fact | Figure)
        and claim.modality == ASSERTED
        and claim.certainty != INFERRED
        and claim.key not in held
    )


def meant(
    modality: str,
    certainty: str,
    accepted: bool,
    speakers: Sequence[str],
    word: Callable[[str, str], str],
    language: str,
) -> str:
    """How a claim is meant, in words; empty for what an article itself says, in so many words, and is accepted.

    Whoever lists a claim says this beside it, so that nothing denied, planned or said by others reads as asserted.
    An opinion has no modality. `speakers` are labels; `word` gives the label of a code in a code list.
    """
    asserted, inferred = modality == ASSERTED, certainty == INFERRED
    words = (
        "" if asserted or not modality else word("modality", modality),
        word("certainty", certainty) if inferred else "",
        message("claims.not-accepted", language) if asserted and not inferred and not accepted else "",
        message("claims.said-by", language, speakers="; ".join(speakers)) if speakers else "",
    )
    return ", ".join(filter(None, words))
