"""Where the calls of an assistant arrive, by the name of the tool and its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kgtools.articles.copies import Copy
from kgtools.errors import UsageError
from kgtools.graph.reading import Store
from kgtools.messages import worded
from kgtools.publish.services.assistants import lines, tables, tools
from kgtools.publish.services.assistants.receipts import Reader, with_sources
from kgtools.query import search
from kgtools.query.questions import Question
from kgtools.sparql.syntax_errors import QuerySyntaxError


@dataclass(frozen=True)
class Assistant:
    """Answers calls of tools from one graph. `runner` runs SPARQL from outside; `index` gives what is searched."""

    store: Store
    library: Mapping[str, Question]
    copies: Mapping[str, Copy]
    index: Callable[[], search.Index]
    runner: tables.Runner

    def call(self, name: str, arguments: Mapping[str, Any], language: str) -> dict[str, Any]:
        """The answer of a tool: its `text`, and its `data` with the sources. Raises UsageError with one line.

        `language` is that of the answer if the arguments name none.
        """
        given = tools.tool(name).checked(arguments)
        reader = Reader(self.store, given.pop("language", language), self.copies)
        try:
            return with_sources(self._answer(name, given, reader), reader)
        except UsageError as error:
            place = ""
            if isinstance(error, QuerySyntaxError) and error.line:
                place = f"line {error.line}, column {error.column}: "
            raise UsageError(place + " ".join(worded(error, reader.language).split())) from None

    def _answer(self, name: str, given: dict[str, Any], reader: Reader) -> Any:
        if name == "search":
            return lines.search(reader, self.index(), given)
        if name == "ask":
            return tables.ask(reader, self.library, given, self.runner)
        if name == "sparql":
            return tables.sparql(reader, given, self.runner)
        alone = {
            "show": lines.show, "why": lines.why, "figures": tables.compared, "disagreements": lines.disagreeing,
        }  # fmt: skip
        return alone[name](reader, given)
