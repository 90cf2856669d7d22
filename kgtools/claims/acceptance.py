"""How a claim is meant (its modality), and whether it is accepted, which only the list of disagreements decides."""

from __future__ import annotations

from kgtools.claims.model import Claim, Corpus, Fact, Figure

# Codes of the list `modality`.
ASSERTED, DENIED, PLANNED, TARGET = "asserted", "denied", "planned", "target"
AIMS = (PLANNED, TARGET)


def not_accepted(corpus: Corpus) -> frozenset[str]:
    """The keys (article/id) of the claims that the list of disagreements does not accept."""
    return frozenset(key for entry in corpus.disagreements for key in entry.holds_back)


def accepted(claim: Claim, held: frozenset[str]) -> bool:
    """Whether a claim is accepted: a fact or figure, asserted by its article, and not excluded by a disagreement."""
    return isinstance(claim, Fact | Figure) and claim.modality == ASSERTED and claim.key not in held
