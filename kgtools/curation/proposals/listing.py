"""Judged proposals as they are told: lines of 80 columns for people, and JSON for programs."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import msgspec

from kgtools.articles.fingerprints import tidy
from kgtools.curation.proposals.judge import Judged, Judgement
from kgtools.curation.proposals.records import Empty, Fact, Figure, Record, Reference, Run, Thing
from kgtools.curation.proposals.references import CHOOSE
from kgtools.curation.proposals.rows import REFUSED, SAID

WIDTH = 80
_INDENT = " " * 6
_QUOTE = 160  # letters of a quote that are shown
CLEAN, OPEN, REFUSAL, AGAIN = "clean", "to look at", "refused", "told already"
_GRAVE = {"violation": "refused", "warning": "look", "information": "note"}


def state(judgement: Judgement) -> str:
    """What becomes of a proposal: clean, to look at, refused, or told already."""
    if judgement.refused:
        return REFUSAL
    if judgement.told:
        return AGAIN
    return CLEAN if judgement.clean else OPEN


def counts(judged: Judged) -> dict[str, int]:
    """How many proposals are in each state, refused lines among the refused."""
    found = Counter(map(state, judged.proposals))
    found[REFUSAL] += sum(finding.line > 0 and finding.severity == REFUSED for finding in judged.findings)
    return {name: found[name] for name in (CLEAN, OPEN, REFUSAL, AGAIN)}


def as_text(judged: Judged) -> str:
    """What was found, proposal by proposal, in 80 columns, and a summary."""
    lines = [line for finding in judged.findings for line in _wrapped(str(finding), "")]
    if judged.run:
        reader = judged.run.reader
        told = f"{judged.file}: proposals about {judged.run.article}, read by {reader.name} ({reader.kind})"
        lines += [*([""] if lines else []), *_wrapped(told, "")]
    for one in judged.proposals:
        lines += ["", *_proposal(one)]
    summary = ", ".join(f"{number} {name}" for name, number in counts(judged).items())
    return "\n".join([*lines, *([""] if lines else []), f"{len(judged.proposals)} proposals: {summary}", ""])


def _proposal(one: Judgement) -> Iterator[str]:
    yield from _wrapped(f"{one.line}  {state(one)}: {_said(one.record)}", "", _INDENT)
    quotes = () if isinstance(one.record, Run) else one.record.quotes
    for quote in quotes:
        words = tidy(quote.exact)
        yield from _wrapped(f"«{words if len(words) <= _QUOTE else words[:_QUOTE] + '…'}»", _INDENT)
    for word in one.words:
        yield from _wrapped(f"{_GRAVE[word.severity]}, {word.check}: {word.text}", _INDENT, _INDENT + "  ")
    for column, resolved in one.references.items():
        for candidate in resolved.candidates if resolved.state == CHOOSE else ():
            yield from _wrapped(f"{column}? {candidate.id} ({candidate.label})", _INDENT + "  ", _INDENT + "    ")


def _said(record: Record) -> str:
    """What a proposal says, in short."""
    if isinstance(record, Thing):
        return f"new {record.kind} '{next(iter(record.labels.values()), record.new)}'"
    if isinstance(record, Fact):
        value = record.value.thing.key if record.value.thing else getattr(record.value, record.value.kind)
        when = f" for {record.when}" if record.when else ""
        modality = "" if record.modality == "asserted" else f" ({record.modality})"
        return f"{record.subject.key} {record.property} {value}{when}{modality}"
    if isinstance(record, Figure):
        whose = " ".join(_key(one) for one in (record.measured, record.partner) if one)
        bound = "" if record.bound == "exact" else f"{record.bound} "
        parts = (record.indicator.key, whose, record.flow, record.period, f"{bound}{record.value} {record.unit}")
        return " ".join(filter(None, parts))
    if isinstance(record, Empty):
        return f"nothing for the graph: {record.why}"
    if isinstance(record, Run):
        return "run"
    speakers = ", ".join(map(_key, record.speakers))
    return f"{speakers} on {record.about.key}, {record.stance}: {record.gist}"


def _key(reference: Reference) -> str:
    return reference.key


def _wrapped(text: str, first: str, then: str | None = None) -> list[str]:
    found = textwrap.wrap(
        " ".join(text.split()), WIDTH, initial_indent=first, subsequent_indent=first if then is None else then,
        break_long_words=True, break_on_hyphens=False,
    )  # fmt: skip
    return found or [""]


def as_json(judged: Judged) -> str:
    """The same for programs: the run, each proposal with its record, row, references and words, findings, counts."""
    document = {
        "file": judged.file,
        "run": msgspec.to_builtins(judged.run) if judged.run else None,
        "proposals": [_json(one) for one in judged.proposals],
        "findings": [
            {"line": one.line, "severity": one.severity, "check": one.check, "text": str(one)}
            for one in judged.findings
        ],
        "summary": {name.replace(" ", "-"): number for name, number in counts(judged).items()},
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _json(one: Judgement) -> dict[str, Any]:
    quote = one.quote and {"kind": one.quote.kind, "places": one.quote.places, "article": one.quote.article}
    return {
        "line": one.line,
        "state": state(one).replace(" ", "-"),
        "record": msgspec.to_builtins(one.record),
        "quote": quote or None,
        "anchor": one.anchor and asdict(one.anchor),
        "references": {
            column: asdict(found) for column, found in one.references.items()
        },
        "row": one.row,
        "words": [asdict(word) for word in one.words],
    }  # fmt: skip


def fine(judged: Judged) -> bool:
    """Whether nothing is refused and nothing needs a look, as the exit code of a command tells."""
    return all(finding.severity == SAID for finding in judged.findings) and all(
        state(one) == CLEAN for one in judged.proposals
    )
