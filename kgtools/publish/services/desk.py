"""Where requests of programs arrive, by the name of the service and the fields of the request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kgtools.errors import UsageError
from kgtools.graph.reading import Store
from kgtools.publish.services import extension, found, openapi, previews, reconciliation
from kgtools.publish.services.matching import Matcher
from kgtools.publish.services.vocabulary import Vocabulary
from kgtools.query import search

SERVICES = (
    "search.json", "openapi.json", "reconcile", "reconcile/preview", "reconcile/properties",
    *(f"reconcile/{way}/{what}" for way in ("suggest", "flyout") for what in ("entity", "type", "property")),
)  # fmt: skip
_HIGHEST = 100_000  # of an offset


@dataclass(frozen=True)
class Desk:
    """Answers requests from one graph; what many need is read once."""

    store: Store

    @cached_property
    def index(self) -> search.Index:
        """What is searched."""
        return search.Index.read(self.store)

    def use(self, index: search.Index) -> None:
        """Search in an index that is kept, from now on."""
        self.__dict__["index"] = index

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The types and properties."""
        return Vocabulary(self.store)

    @cached_property
    def matcher(self) -> Matcher:
        """What holds names against things."""
        return Matcher(self.store, self.vocabulary, self.index)

    def warm(self) -> Iterator[None]:
        """Read, step by step, what answers need: for whoever has a moment in which nobody asks."""
        for part in ("things", "depths", "ancestors", "types", "properties"):
            yield
            getattr(self.vocabulary, part)

    def answer(self, service: str, fields: Mapping[str, str], language: str, base: str) -> dict[str, Any] | str:
        """The answer of a service: values for JSON, or a page of HTML. `base` is the address of the server.

        Raises UsageError for what is asked wrongly, `reconciliation.Unknown` for what there is not.
        """
        if service == "openapi.json":
            return openapi.document(base)
        if service == "search.json":
            return self._search(fields, language)
        if service == "reconcile":
            return self._reconcile(fields, language, base)
        _, _, rest = service.partition("/")
        way, _, what = rest.partition("/")
        if way == "preview":
            thing = reconciliation.known_thing(self.matcher, _given(fields, "id"))
            return previews.page(self.store, thing, language)
        if way == "properties":
            limit = _whole(fields, "limit", 0, 0, reconciliation.MOST)
            return extension.proposed(self.vocabulary, fields.get("type", ""), limit, language)
        if way == "flyout":
            return reconciliation.flyout(self.matcher, what, _given(fields, "id"), language)
        cursor = _whole(fields, "cursor", 0, 0, _HIGHEST)
        return reconciliation.suggested(self.matcher, what, fields.get("prefix", ""), cursor, language)

    def _search(self, fields: Mapping[str, str], language: str) -> dict[str, Any]:
        limit = _whole(fields, "limit", 10, 1, found.MOST)
        offset = _whole(fields, "offset", 0, 0, _HIGHEST)
        words = _given(fields, "words")
        return found.found(self.store, self.index, words, language, fields.get("kind", ""), limit, offset)

    def _reconcile(self, fields: Mapping[str, str], language: str, base: str) -> dict[str, Any]:
        if "queries" in fields and "extend" in fields:
            raise UsageError("there are both 'queries' and 'extend'; send one of them")
        if "queries" in fields:
            queries = reconciliation.parsed(fields["queries"], "queries")
            return reconciliation.answers(self.matcher, queries, language)
        if "extend" in fields:
            return extension.extended(self.matcher, reconciliation.parsed(fields["extend"], "extend"), language)
        return reconciliation.manifest(self.vocabulary, base, language)


def _given(fields: Mapping[str, str], name: str) -> str:
    if not fields.get(name, "").strip():
        raise UsageError(f"there is no '{name}'; send it as a field of the request")
    return fields[name].strip()


def _whole(fields: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    """A whole number among the fields; a higher one than the highest counts as that. Raises UsageError."""
    text = fields.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or int(text[:9]) < least:
        raise UsageError(f"{name} '{text[:40]}': expected a whole number from {least} on")
    return min(int(text[:9]), most)
