"""The list of disagreements: what it must hold, what it lacks, and which claims are accepted.

Nothing is averaged and nothing is resolved by code: a claim is accepted unless a curator has
marked it as not accepted in the list of disagreements, with a reason.

Every clash that the machine finds has an entry. An entry covers a clash if its claims include all of
the clash's claims and its type is the machine's or one that refines it: the machine sees that two
values cannot both hold, the curator sees why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kgtools.claims.model import Claim, Corpus, Disagreement, Fact, Figure, Opinion
from kgtools.compare import origins
from kgtools.compare.clash import Clash
from kgtools.compare.facts import values
from kgtools.compare.figures import series
from kgtools.errors import Finding
from kgtools.ontology import Ontology

MACHINE = "machine"
# What a curator may call that which the machine calls by the word on the left.
_REFINED = {
    "contradiction": {
        "other-period", "other-scope", "rounding", "unit-slip", "misprint", "mirror-statistics", "revised-later",
        "two-names", "sequence",
    },
    "other-period": {"misprint", "revised-later"},
    "other-scope": {"contradiction", "misprint", "rounding", "two-names"},
    "rounding": {"misprint"},
    "unit-slip": {"misprint"},
    "mirror-statistics": {"contradiction", "other-scope", "misprint"},
    "revised-later": {"contradiction", "plan-versus-result", "other-period"},
    "two-names": {"other-scope", "misprint"},
    "sequence": {"contradiction", "misprint", "other-period"},
}  # fmt: skip
_PROPOSE = "kgtools disagreements --propose"


def clashes(corpus: Corpus, ontology: Ontology) -> Iterator[Clash]:
    """Every clash that the machine finds in a corpus, each once, sorted."""
    found: set[Clash] = set()
    for comparison in (values.clashes, series.clashes, origins.clashes):
        found.update(comparison(corpus, ontology))
    yield from sorted(found)


def covers(entry: Disagreement, clash: Clash) -> bool:
    """Whether an entry speaks of a clash: all its claims, and a type that goes with it."""
    right_type = entry.type == clash.type or entry.type in _REFINED.get(clash.type, ())
    return right_type and set(clash.claims) <= set(entry.claims)


def findings(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What is wrong between the list of disagreements and the claims.

    A clash without entry, reported on the row of its last claim; a clash whose only entry is marked as seen
    by a reader alone; an entry marked as found by the machine of which the machine finds nothing any
    more, or with a figure that takes part in no clash; a figure that has changed since its entry was
    written, so that the explanation may speak of something else. Facts and opinions may stand in an entry as
    context, and what the curator prefers or does not accept is the curator's.
    """
    found = list(clashes(corpus, ontology))
    index = DisagreementIndex(corpus, found)
    seen: set[str] = set()
    for clash in found:
        entries = index.covering(clash)
        seen |= {entry.id for entry in entries}
        if any(entry.found == MACHINE for entry in entries):
            continue
        if entries:
            message = f"the machine finds this too ({clash.type}: {clash.why})"
            entry = entries[0]
            hint = "mark it machine in the column found"
            yield Finding(entry.file, entry.line, message, "'reader'", "'machine'", hint)
        else:
            yield _uncovered(corpus, clash)
    for entry in corpus.disagreements:
        yield from _changed(corpus, entry)
        if entry.found != MACHINE:
            continue
        if entry.id not in seen:
            yield Finding(
                entry.file, entry.line, f"the machine no longer finds the disagreement '{entry.id}'",
                " ".join(entry.claims), "a clash between these claims",
                "delete the entry if it is settled, or mark it reader if only a reader can see it",
            )  # fmt: skip
            continue
        for key in index.idle(entry):
            yield Finding(
                entry.file, entry.line, f"a figure of the disagreement '{entry.id}' clashes with none any more",
                key, "a figure that takes part in a clash", "take it out of the column claims",
            )  # fmt: skip


def _changed(corpus: Corpus, entry: Disagreement) -> Iterator[Finding]:
    for key, number in entry.values:
        figure = corpus.by_key.get(key)
        if isinstance(figure, Figure) and printed_number(figure) != number:
            yield Finding(
                figure.file, figure.line,
                f"the figure has changed since its {entry.type} '{entry.id}' was entered in the list of disagreements",
                f"{key} {printed(figure)}", number,
                "correct the figure, or read the entry again and write the new number in its column values",
            )  # fmt: skip


def printed_number(figure: Figure) -> str:
    """The printed number without the spaces in it."""
    return "".join(figure.value.split())


def _uncovered(corpus: Corpus, clash: Clash) -> Finding:
    def age(key: str) -> tuple[str, str]:
        article = corpus.articles.get(key.partition("/")[0])
        return (article.published if article else "", key)

    claims = [corpus.by_key[key] for key in sorted(clash.claims, key=age)]
    last = claims[-1]
    values = ", ".join(f"{claim.key} {printed(claim)}" for claim in claims)
    return Finding(
        last.file, last.line, f"{clash.type} without an entry in the list of disagreements: {clash.why}", values,
        "an entry of data/disagreements.csv with these claims",
        f"correct the claim, or write the entry with: {_PROPOSE}",
    )  # fmt: skip


def printed(claim: Claim) -> str:
    """What a claim gives, in short: the value of a fact or figure with its time, the gist of an opinion."""
    if isinstance(claim, Figure):
        bound = "" if claim.bound == "exact" else claim.bound + " "
        qualified = "".join(f", {qualifier}" for qualifier in claim.qualifiers)
        return f"{bound}{claim.value} {claim.unit}{qualified}" + (f" for {claim.period}" if claim.period else "")
    if isinstance(claim, Fact):
        return f"{claim.property} {claim.value}" + (f" for {claim.when}" if claim.when else "")
    return claim.gist if isinstance(claim, Opinion) else ""


class DisagreementIndex:
    """The entries of the list of disagreements by their claims, and the claims that clash."""

    def __init__(self, corpus: Corpus, found: Iterable[Clash]) -> None:
        self.corpus = corpus
        self.clashing = {key for clash in found for key in clash.claims}
        self.by_claim: dict[str, list[Disagreement]] = {}
        for entry in corpus.disagreements:
            for key in entry.claims:
                self.by_claim.setdefault(key, []).append(entry)

    def covering(self, clash: Clash) -> list[Disagreement]:
        """The entries that cover a clash, the one with fewest other claims first.

        What a reader says of more figures than those that clash is said beside the entry of the clash.
        """
        found = [
            entry
            for entry in self.by_claim.get(clash.claims[0], [])
            if covers(entry, clash) and (entry.found == MACHINE or not self.idle(entry))
        ]
        return sorted(found, key=lambda entry: (len(entry.claims), entry.type != clash.type, entry.id))

    def idle(self, entry: Disagreement) -> list[str]:
        """The figures of an entry that take part in no clash and that the curator neither prefers nor rejects."""
        kept = {*entry.prefers, *entry.holds_back}
        return [
            key
            for key in sorted(set(entry.claims) - self.clashing - kept)
            if isinstance(self.corpus.by_key.get(key), Figure)
        ]
