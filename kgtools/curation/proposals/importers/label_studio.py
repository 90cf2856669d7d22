"""Label Studio: JSON with tasks, whose annotations label stretches of a text and relate them; also JSON-MIN."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgtools.curation.proposals.importers.labels import Annotations, Labels, Span, as_list, span
from kgtools.curation.proposals.records import Line
from kgtools.errors import Finding

_BOTH = "bi"  # a relation without direction


def is_tasks(document: Any) -> bool:
    """Whether a value read from JSON is a list of tasks of this tool."""
    return isinstance(document, list) and any(isinstance(one, dict) and _results(one) for one in document)


def read(tasks: list[Any], labels: Labels, file: str, language: str) -> Iterator[Line | Finding]:
    """The things and facts of tasks; their places are the numbers of the tasks in the file, from 1."""
    for number, task in enumerate(tasks, 1):
        found = Annotations(labels, file, language)
        results = _results(task) if isinstance(task, dict) else []
        text = _text(task) if isinstance(task, dict) else ""
        line_of, used = {}, set()
        for place, one in enumerate(results):
            key = str(one.get("id", place))
            if one.get("type") != "relation":
                line_of[key] = number
                _labelled(found, one, text, number, key)
        for one in results:
            if one.get("type") == "relation":
                ends = [str(one.get(name, "")) for name in ("from_id", "to_id")]
                ends = ends[::-1] if one.get("direction") == "left" else ends
                used.update(ends)
                for label in as_list(one.get("labels")) or [""]:
                    found.relation(str(label), ends[0], ends[1], number)
        found.unused(line_of, used)
        yield from found.lines


def _results(task: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What was marked in a task: the results of its annotations, or its labels in JSON-MIN."""
    several = [
        one for one in as_list(task.get("annotations")) if isinstance(one, dict) and not one.get("was_cancelled")
    ]
    results: list[Mapping[str, Any]] = [
        result for one in several for result in as_list(one.get("result")) if isinstance(result, dict)
    ]
    if not results and isinstance(task.get("label"), list):
        return [{"type": "labels", "value": one} for one in task["label"] if isinstance(one, dict)]
    return results


def _text(task: Mapping[str, Any]) -> str:
    """The text of a task: the only one among its data, or the longest."""
    data = task.get("data")
    data = data if isinstance(data, dict) else task
    return max((value for value in data.values() if isinstance(value, str)), key=len, default="")


def _labelled(found: Annotations, one: Mapping[str, Any], text: str, number: int, key: str) -> None:
    value = one.get("value")
    kind = str(one.get("type", ""))
    marked = _span(value, text) if isinstance(value, dict) else None
    names = value.get(kind) or value.get("labels") if isinstance(value, dict) else None
    if marked is None or not isinstance(names, list):
        found.refuse(number, f"a result of task {number} is not taken over: it labels no stretch of text", f"'{kind}'")
        return
    for label in names:
        found.span(key, str(label), marked, number)


def _span(value: Mapping[str, Any], text: str) -> Span | None:
    """The words that were marked, with what stands around them where the task has them at this place."""
    start, end, words = value.get("start"), value.get("end"), value.get("text")
    if isinstance(start, int) and isinstance(end, int) and (words is None or text[start:end] == words):
        return span(text, start, end) if text[start:end] else None
    return Span(words) if isinstance(words, str) and words else None
