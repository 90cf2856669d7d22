"""What changed in the data, as Markdown in each language and as JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from kgtools import namespaces, projects
from kgtools.curation.impact import answers
from kgtools.curation.impact.answers import CAME, GONE, shown
from kgtools.graph.labels import label
from kgtools.graph.reading import Store
from kgtools.graph.terms import lexical
from kgtools.markdown import escaped
from kgtools.messages import message
from kgtools.publish.releases.changes import Change, Changes, KindChanges, spaces
from kgtools.publish.tables.rows.reading import Reader
from kgtools.publish.tables.rows.statements import statement
from kgtools.publish.withdrawn import Withdrawal


def as_json(changes: Changes, version: str) -> str:
    """The changes for programs: terms of answers and values as N-Triples writes them."""
    kinds = {kind: dataclasses.asdict(found) for kind, found in changes.kinds.items()}
    removed = {iri for found in changes.kinds.values() for iri in found.removed}
    withdrawn = {
        iri: {"release": gone.release, "reason": lexical(gone.reason), "replaced_by": gone.replaced_by}
        for iri, gone in changes.withdrawn.items()
        if iri in removed
    }
    answers = [
        {**{name: getattr(one, name) for name in ("columns", "before", "after", "removed", "added")},
         "question": one.question.name}
        for one in changes.answers
    ]  # fmt: skip
    found = {"version": version, "statements": dict(changes.statements), **kinds, "withdrawn": withdrawn,
             "answers": answers}  # fmt: skip
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def markdown(changes: Changes, old: Store, new: Store, version: str, language: str) -> str:
    """The changes for people: what went is called as it was called before."""

    def line(key: str, **values: object) -> str:
        return message(f"release.{key}", language, **values)

    parts = [
        f"# {line('title', name=projects.in_use().name, version=version)}\n",
        line("statements", **changes.statements) + "\n",
    ]
    before, after = Reader(old, language), Reader(new, language)
    for kind, found in changes.kinds.items():
        parts += _kind(kind, found, before, after, language, changes.withdrawn)
    if changes.answers:
        parts.append(f"## {line('answers')} ({len(changes.answers)})\n")
        parts.append("".join(f"{line}\n" for one in changes.answers for line in answers.told(one, old, new, language)))
    if len(parts) == 2:
        parts.append(line("nothing") + "\n")
    return "\n".join(parts)


def _kind(
    kind: str, found: KindChanges, old: Reader, new: Reader, language: str, withdrawn: Mapping[str, Withdrawal]
) -> Iterator[str]:  # fmt: skip
    numbers = {name: len(getattr(found, name)) for name in ("added", "removed", "changed")}
    if not any(numbers.values()):
        return
    yield f"## {message(f'release.{kind}', language)}\n"
    for name, reader, iris in (("added", new, found.added), ("removed", old, found.removed)):
        if iris:
            yield f"### {message(f'release.{name}', language)} ({len(iris)})\n"
            yield "".join(
                f"- {_named(reader, iri, language)}\n{_reason(new.store, withdrawn.get(iri), language)}" for iri in iris
            )
    if found.changed:
        yield f"### {message('release.changed', language)} ({len(found.changed)})\n"
        yield "".join(_changed(one, old, new, language) for one in found.changed)


def _reason(store: Store, gone: Withdrawal | None, language: str) -> str:
    """Why what went is no longer in the data, and what replaces it; empty where the data do not say."""
    if gone is None:
        return ""
    lines = [f"{message('portal.withdrawn.reason', language)}: {escaped(label(store, gone.reason, language))}"]
    if gone.replaced_by:
        others = ", ".join(f"[{namespaces.shorten(iri)}]({iri})" for iri in gone.replaced_by)
        lines.append(f"{message('portal.withdrawn.replaced', language)}: {others}")
    return "".join(f"  - {line}\n" for line in lines)


def _changed(change: Change, old: Reader, new: Reader, language: str) -> str:
    lines = [f"- {_named(new, change.iri, language)}\n"]
    for sign, store, said in ((GONE, old.store, change.removed), (CAME, new.store, change.added)):
        for predicate, value in said:
            name = label(store, ox.NamedNode(predicate), language)
            lines.append(f"  - {sign} {escaped(name)}: {escaped(shown(store, value, language))}\n")
    return "".join(lines)


def _named(reader: Reader, iri: str, language: str) -> str:
    short = namespaces.shorten(iri)
    name = _claimed(reader, iri, language) or label(reader.store, ox.NamedNode(iri), language)
    return f"[{short}]({iri})" + ("" if name in (short, iri) else f" {escaped(name)}")


def _claimed(reader: Reader, iri: str, language: str) -> str:
    """What a claim says, in a sentence; empty for anything else."""
    if not iri.startswith(spaces()["claims"]):
        return ""
    try:
        return statement(reader, reader.properties(ox.NamedNode(iri)), language)
    except (KeyError, TypeError):
        return ""  # an earlier release may have told its claims in other properties
