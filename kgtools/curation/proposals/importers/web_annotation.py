"""Web Annotation (W3C) and what Hypothes.is exports: passages with tags and comments.

A tag that is a kind marks a thing; a tag that is a property a fact, whose subject and value stand in the comment as
`SUBJECT | VALUE`; the tag `empty` a passage that holds nothing, with the comment as the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgtools.curation.proposals.importers.labels import PROPERTY, Annotations, Labels, Span, as_list, as_text
from kgtools.curation.proposals.records import Line
from kgtools.errors import Finding

_LISTS = ("rows", "annotations", "items")  # Hypothes.is: its API, its export; an AnnotationPage
_BETWEEN = "|"


def listed(document: Any) -> list[Any]:
    """The annotations of a value read from JSON; none if it is no such export."""
    if isinstance(document, dict):
        first = document.get("first")
        several = [document.get(name) for name in _LISTS] + [first.get("items") if isinstance(first, dict) else None]
        document = next((one for one in several if isinstance(one, list)), [document])
    found = [one for one in document if isinstance(one, dict) and "target" in one] if isinstance(document, list) else []
    return document if found else []


def read(annotations: list[Any], labels: Labels, file: str, language: str) -> Iterator[Line | Finding]:
    """The things, facts and empty passages of annotations; their places are their numbers in the file, from 1."""
    found = Annotations(labels, file, language)
    for number, one in enumerate(annotations, 1):
        marked = _span(one.get("target")) if isinstance(one, dict) else None
        if marked is None:
            found.refuse(number, f"annotation {number} is not taken over: it has no quote (TextQuoteSelector)")
            continue
        tags, comment = _tags(one), _comment(one)
        if not tags:
            found.refuse(number, f"«{marked.words[:40]}» is not taken over: it has no tag that says what it is")
        for tag in tags:
            meaning = labels.meaning(tag)
            if meaning.sort != PROPERTY:
                found.span(f"{number}{tag}", tag, marked, number, comment)
            elif (parts := [part.strip() for part in comment.split(_BETWEEN)]) and len(parts) == 2 and all(parts):
                found.named(meaning.name, parts[0], parts[1], marked, number)
            else:
                message = f"«{marked.words[:40]}» is not taken over: its comment does not give subject and value"
                found.refuse(number, message, f"'{comment[:60]}'", "write them as SUBJECT | VALUE")
    yield from found.lines


def _span(target: Any) -> Span | None:
    """The quote of an annotation, from the selectors of its target."""
    targets = target if isinstance(target, list) else [target]
    selectors: list[Mapping[str, Any]] = []
    for one in targets:
        given = one.get("selector") if isinstance(one, dict) else None
        selectors += [each for each in (given if isinstance(given, list) else [given]) if isinstance(each, dict)]
    quote = next((one for one in selectors if one.get("type") == "TextQuoteSelector"), None)
    if quote is None or not isinstance(quote.get("exact"), str):
        return None
    start = next((one.get("start") for one in selectors if one.get("type") == "TextPositionSelector"), None)
    prefix, suffix = (as_text(quote.get(name)) for name in ("prefix", "suffix"))
    return Span(quote["exact"], prefix, suffix, start if isinstance(start, int) else None, "page")


def _bodies(one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    body = one.get("body")
    return [each for each in (body if isinstance(body, list) else [body]) if isinstance(each, dict)]


def _tags(one: Mapping[str, Any]) -> list[str]:
    own = [as_text(tag) for tag in as_list(one.get("tags"))]
    return own + [
        as_text(body.get("value")) for body in _bodies(one) if body.get("purpose") in ("tagging", "classifying")
    ]


def _comment(one: Mapping[str, Any]) -> str:
    if isinstance(one.get("text"), str):
        return str(one["text"]).strip()
    said = [body.get("value") for body in _bodies(one) if body.get("purpose") not in ("tagging", "classifying")]
    return " ".join(str(value) for value in said if value).strip()
