"""LangExtract: JSON Lines, a document a line, with extractions that have a class, their words and attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgtools.curation.proposals.importers.labels import (
    KIND,
    PROPERTY,
    Annotations,
    Labels,
    Span,
    as_dict,
    as_text,
    span,
)  # fmt: skip
from kgtools.curation.proposals.records import Line
from kgtools.errors import Finding

_SUBJECT, _VALUE = "subject", "value"


def is_document(document: Any) -> bool:
    """Whether a value read from JSON is a document of this tool."""
    return isinstance(document, dict) and isinstance(document.get("extractions"), list)


def read(documents: list[tuple[int, Any]], labels: Labels, file: str, language: str) -> Iterator[Line | Finding]:
    """The things and facts of documents, each given with its line.

    A class that is a kind is a thing; one that is a property is a fact, whose attributes `subject` and `value` name
    what it joins (without `value` the extracted words are it); attributes of a thing that are properties are facts.
    """
    for line, document in documents:
        found = Annotations(labels, file, language)
        text = as_text(document.get("text"))
        for number, extraction in enumerate(document["extractions"]):
            if not isinstance(extraction, dict) or not isinstance(extraction.get("extraction_text"), str):
                found.refuse(line, f"extraction {number + 1} is not taken over: it has no 'extraction_text'")
                continue
            _extraction(found, labels, extraction, text, line, str(number))
        yield from found.lines


def _extraction(found: Annotations, labels: Labels, one: Mapping[str, Any], text: str, line: int, key: str) -> None:
    label, words = as_text(one.get("extraction_class")), one["extraction_text"]
    marked = _span(one, text, words)
    attributes = as_dict(one.get("attributes"))
    meaning = labels.meaning(label)
    if meaning.sort == PROPERTY:
        if not attributes.get(_SUBJECT):
            found.refuse(line, f"«{words[:40]}» is not taken over: no attribute '{_SUBJECT}'", f"'{label}'")
            return
        found.named(meaning.name, str(attributes[_SUBJECT]), str(attributes.get(_VALUE) or words), marked, line)
        return
    found.span(key, label, marked, line, as_text(one.get("description")))
    if meaning.sort != KIND:
        return
    for name, value in attributes.items():
        inner = labels.meaning(name)
        if inner.sort == PROPERTY and isinstance(value, str):
            found.named(inner.name, words, value, marked, line)
        elif inner.sort != "ignored":
            found.refuse(line, f"the attribute of «{words[:40]}» is not taken over", f"'{name}'",
                         f"say what it means: --map {name}=NAME")  # fmt: skip


def _span(one: Mapping[str, Any], text: str, words: str) -> Span:
    """The words of an extraction, with what stands around them if the tool has found them so in its text."""
    interval = as_dict(one.get("char_interval"))
    start, end = interval.get("start_pos"), interval.get("end_pos")
    if isinstance(start, int) and isinstance(end, int) and text[start:end] == words:
        return span(text, start, end)
    return Span(words)
