"""What changed in the data between two releases: by IRI what came, went and changed, and the answers that changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kgtools import namespaces, projects
from kgtools.curation.impact import answers
from kgtools.curation.impact.answers import AnswerChange
from kgtools.errors import UsageError
from kgtools.graph.reading import Store
from kgtools.publish.withdrawn import Withdrawal, withdrawn
from kgtools.query.questions import Question

SUMS = "SHA256SUMS"
# What is told of by IRI; all else (passages, dates, origins ...) hangs on these and is counted with the statements.
Said = frozenset[tuple[str, str]]  # property and value, as N-Triples writes them
_IS_WITHDRAWN = (namespaces.RDF + "type", f"<{namespaces.term('Withdrawn')}>")  # what is known of it is that it is gone


def spaces() -> dict[str, tuple[str, ...]]:
    return {
        "articles": (namespaces.base() + "article/",),
        "things": (namespaces.things(),),
        "claims": (namespaces.base() + "claim/",),
        "disagreements": (namespaces.disagreement(""),),
        "targets": (namespaces.target(""),),
        "terms": (*namespaces.term_spaces(), *namespaces.code_spaces()),
    }


@dataclass(frozen=True)
class Change:
    """A thing that both releases have and describe otherwise: what is said of it no longer, and what is new."""

    iri: str
    removed: tuple[tuple[str, str], ...]
    added: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class KindChanges:
    """What came, went and changed of one kind, each sorted by IRI."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]


@dataclass(frozen=True)
class Changes:
    """All that changed: by kind, the answers, and how many statements there were, are, went and came.

    `withdrawn` says by IRI why what went is no longer in the data, where the data say so.
    """

    kinds: Mapping[str, KindChanges]
    answers: Sequence[AnswerChange]
    statements: Mapping[str, int]
    withdrawn: Mapping[str, Withdrawal]


def previous(path: Path) -> ox.Store:
    """The graph of an earlier release: of its folder, or of its file of N-Quads.

    Raises UsageError for what cannot be read, and for a file that is not the one that was released.
    """
    file = path / f"{projects.in_use().stem}.nq" if path.is_dir() else path
    try:
        content = file.read_bytes()
        sums = (file.parent / SUMS).read_text(encoding="utf-8") if (file.parent / SUMS).is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise UsageError(
            f"--since {path}: {file.name}: {reason}; name the folder of a release, or its N-Quads"
        ) from None
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in sums.splitlines())}
    if file.name in listed and listed[file.name] != hashlib.sha256(content).hexdigest():
        raise UsageError(
            f"--since {path}: {file.name} is not as its {SUMS} says; take an undamaged copy of that release"
        )
    store = ox.Store()
    try:
        store.bulk_extend(ox.parse(content, format=ox.RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise UsageError(f"--since {path}: {file.name}:{error.lineno}: found what is no N-Quads: {error.msg}") from None
    if not len(store):
        raise UsageError(
            f"--since {path}: {file.name} holds no statement; name the folder of a release, or its N-Quads"
        )
    return store


def compare(old: Store, new: Store, questions: Iterable[Question]) -> Changes:
    """What changed from one graph to another. The questions are those of today, asked of both."""
    before, after = _said(old), _said(new)
    kinds = {kind: _kind(before, after, beginnings) for kind, beginnings in spaces().items()}
    one, other = (set(graph.quads_for_pattern(None, None, None, None)) for graph in (old, new))
    statements = {
        "before": len(one), "after": len(other), "removed": len(one - other), "added": len(other - one),
    }  # fmt: skip
    return Changes(kinds, list(answers.changes(old, new, questions)), statements, withdrawn(new))


def published(store: Store) -> list[str]:
    """The ids of all that is published for ever, sorted: of what is told of by IRI, and of what was withdrawn."""
    beginnings = tuple(beginning for kind in spaces().values() for beginning in kind)
    return sorted(namespaces.shorten(iri) for iri in _said(store) if iri.startswith(beginnings))


def _said(store: Store) -> dict[str, Said]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode):
            found[quad.subject.value].add((quad.predicate.value, str(quad.object)))
    return {iri: frozenset(said) for iri, said in found.items()}


def _kind(before: Mapping[str, Said], after: Mapping[str, Said], beginnings: tuple[str, ...]) -> KindChanges:
    old, new = (
        {iri for iri, said in graph.items() if iri.startswith(beginnings) and _IS_WITHDRAWN not in said}
        for graph in (before, after)
    )
    changed = (
        Change(iri, tuple(sorted(before[iri] - after[iri])), tuple(sorted(after[iri] - before[iri])))
        for iri in sorted(old & new)
        if before[iri] != after[iri]
    )
    return KindChanges(tuple(sorted(new - old)), tuple(sorted(old - new)), tuple(changed))
