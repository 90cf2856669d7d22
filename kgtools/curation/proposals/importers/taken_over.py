"""What was taken over as a file of proposals: with its run, and with the things that the graph knows linked."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kgtools.claims.model import Article, Corpus
from kgtools.curation.proposals.records import (
    FORMAT,
    Claim,
    Fact,
    Figure,
    Line,
    Opinion,
    Reader,
    Record,
    Reference,
    Run,
    Thing,
    Value,
)  # fmt: skip
from kgtools.curation.proposals.references import KNOWN, Register
from kgtools.errors import Finding
from kgtools.ontology import Ontology

_OWN = "proposals"
_COLUMNS = (
    "subject", "indicator", "measured", "partner", "reporter", "origin", "about", "affiliation", "speaker", "set_by",
)  # fmt: skip


def as_proposals(
    lines: Sequence[Line], article: Article, tool: str, corpus: Corpus, ontology: Ontology
) -> tuple[list[Record], list[Finding]]:
    """Records with a run about an article before them, and what a curator should know of them.

    What an annotation tool marked as a thing and the graph surely knows by name is linked and not proposed anew;
    proposals in the format itself are left as they are.
    """
    records = [line.record for line in lines]
    runs = [record for record in records if isinstance(record, Run)]
    if runs or tool == _OWN:
        run = runs[0] if runs else _run(article, "person", "unknown")
        notes = [] if run.article == article.id else [_another(run, article)]
        return [run, *(record for record in records if not isinstance(record, Run))], notes
    linked = _links([record for record in records if isinstance(record, Thing)], corpus, ontology)
    kept = [
        _linked(record, linked) if isinstance(record, Fact | Figure | Opinion) else record
        for record in records
        if not (isinstance(record, Thing) and record.new in linked)
    ]
    told = ", ".join(f"{key} is {identifier}" for key, identifier in list(linked.items())[:5])
    more = f" and {len(linked) - 5} more" if len(linked) > 5 else ""
    message = f"{len(linked)} things are known to the graph by name and linked: {told}{more}"
    notes = [Finding(article.id, 0, message, severity="information", check="reference")] if linked else []
    return [_run(article, "tool", tool), *kept], notes


def _run(article: Article, kind: str, name: str) -> Run:
    return Run(format=FORMAT, article=article.id, reader=Reader(kind, name), languages=article.languages)


def _another(run: Run, article: Article) -> Finding:
    message = "the proposals are about another article, and left so"
    return Finding(
        article.id, 0, message, f"'{run.article}'", f"'{article.id}'", "correct the first record", check="form"
    )


def _links(things: Sequence[Thing], corpus: Corpus, ontology: Ontology) -> dict[str, str]:
    """The ids of things that the graph surely knows by name, by their keys."""
    register = Register(corpus, ontology, {})
    found = {}
    for thing in things:
        for name in thing.labels.values():
            meant = register.resolve(Reference(name=name, kind=thing.kind))
            if meant.state == KNOWN:
                found[thing.new] = meant.id
    return found


def _linked(claim: Claim, ids: dict[str, str]) -> Claim:
    """A claim whose references to new things that are known are by their ids."""

    def link(reference: Reference) -> Reference:
        return Reference(id=ids[reference.new]) if reference.new in ids else reference

    changed: dict[str, object] = {}
    for column in _COLUMNS:
        given = getattr(claim, column, None)
        if isinstance(given, Reference):
            changed[column] = link(given)
        elif isinstance(given, tuple) and given:
            changed[column] = tuple(map(link, given))
    if isinstance(claim, Fact) and claim.value.thing:
        changed["value"] = Value(thing=link(claim.value.thing))
    return msgspec.structs.replace(claim, **changed)
