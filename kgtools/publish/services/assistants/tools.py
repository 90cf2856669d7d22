"""What the tools of an assistant are called, what they are for, and which arguments they take."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kgtools import namespaces, projects
from kgtools.errors import UsageError, nearest
from kgtools.publish.services.found import kinds

_INSTRUCTIONS = (
    "Say of its subject only what the tools give, and cite with each statement its claim and article from "
    "'sources'; quote a passage only if one is given. If nothing is found, say so: the graph holds what its articles "
    "tell and nothing else. Articles disagree: where an answer names disagreements, tell what each side prints, and "
    "never average or choose. Plans, targets, opinions and denials are marked as such (in 'meant'); do not tell them "
    "as facts. 'background' is general knowledge that no article prints. Names may be given in any script and spelling."
)


def instructions() -> str:
    """What an assistant is told of the graph before it asks."""
    known = projects.in_use()
    return f"{known.told(known.title, known.first)}. {known.told(known.about, known.first)} {_INSTRUCTIONS}"


DISAGREEMENTS = ("value", "plan", "judgement", "identity", "retelling", "misprint", "compatible")  # gravest first
_MOST = 500  # lines, rows or results that one call may bring


@dataclass(frozen=True)
class Argument:
    """An argument of a tool: its meaning, whether it is needed, and its type: string, integer or object."""

    meaning: str
    needed: bool = False
    type: str = "string"
    choices: Callable[[], tuple[str, ...]] = tuple
    default: int | None = None

    def schema(self) -> dict[str, Any]:
        """The argument as JSON Schema has it."""
        told: dict[str, Any] = {"type": self.type, "description": self.meaning}
        if choices := self.choices():
            told["enum"] = list(choices)
        if self.type == "integer":
            told |= {"minimum": 1, "maximum": _MOST}
        if self.type == "object":
            told["additionalProperties"] = {"type": ["string", "number"]}
        if self.default is not None:
            told["default"] = self.default
        return told

    def wrong(self, value: Any) -> str:
        """What is expected in place of a value; nothing if it is right."""
        if (choices := self.choices()) and value not in choices:
            return ", ".join(choices)
        if self.type == "string" and not isinstance(value, str):
            return "a text"
        if self.type == "integer" and (isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _MOST):
            return f"a whole number from 1 to {_MOST}"
        if self.type == "object":
            plain = isinstance(value, dict) and all(isinstance(one, str | int | float) for one in value.values())
            return "" if plain else "an object with texts or numbers"
        return ""


_LANGUAGE = Argument("The language of labels and of what curators wrote.", choices=namespaces.languages)
_THING = "in any language, script and spelling, or its id such as person/ada-quill"


def _limit(what: str, default: int) -> Argument:
    return Argument(f"How many {what} to bring at most.", type="integer", default=default)


@dataclass(frozen=True)
class Tool:
    """A tool: its name, a title, what it is for, and its arguments."""

    name: str
    title: str
    purpose: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)

    def schema(self) -> dict[str, Any]:
        """What the tool takes, as JSON Schema."""
        return {
            "type": "object",
            "properties": {name: one.schema() for name, one in self.arguments.items()},
            "required": [name for name, one in self.arguments.items() if one.needed],
            "additionalProperties": False,
        }

    def checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of a call, with defaults. Raises UsageError for what is none, lacks, or is of another type."""
        for name, value in given.items():
            if name not in self.arguments:
                hint = nearest(name, self.arguments) or f"it takes {', '.join(self.arguments)}"
                raise UsageError(f"{self.name} takes no '{name}'; {hint}")
            if value is not None and (expected := self.arguments[name].wrong(value)):
                told = json.dumps(value, ensure_ascii=False)[:60]
                raise UsageError(f"{self.name}: '{name}' is {told}; expected {expected}")
        found: dict[str, Any] = {name: one.default for name, one in self.arguments.items() if one.default is not None}
        found |= {name: value for name, value in given.items() if value not in (None, "")}
        for name, one in self.arguments.items():
            if one.needed and name not in found:
                raise UsageError(f"{self.name} needs '{name}': {one.meaning}")
        return found


OUTPUT = {
    "type": "object",
    "properties": {
        "sources": {
            "type": "array",
            "description": "The claims that the answer rests on. Cite them.",
            "items": {
                "type": "object",
                "properties": {
                    "claim": {"type": "string", "description": "The id of the claim."},
                    "article": {"type": "string", "description": "The id of its article; none for background."},
                    "citation": {"type": "string", "description": "The article, or what background rests on."},
                    "start": {"type": "integer", "description": "Where the passage begins, in code points."},
                    "end": {"type": "integer"},
                    "passage": {"type": "string", "description": "The words, if the reader has the article."},
                    "meant": {"type": "string", "description": "How the claim is meant: asserted, planned, denied …"},
                    "note": {"type": "string", "description": "What the curator remarks."},
                },
                "required": ["claim", "citation"],
            },
        },
        "sources_left_out": {"type": "integer", "description": "How many more claims stand behind the answer."},
    },
    "required": ["sources"],
}

TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "search",
            "Find things and claims",
            "Find people, states, bodies, documents, events, places, indicators and the like by their names, then what "
            "claims, explanations and notes tell. Begin here if you do not know an id; then use show.",
            {
                "words": Argument("Names or words, in any language, script and spelling.", needed=True),
                "kind": Argument("Only things of this kind.", choices=kinds),
                "language": _LANGUAGE,
                "limit": _limit("results", 10),
            },
        ),
        Tool(
            "show",
            "Show a thing whole",
            "All that the articles say of one thing: who or what it is, disagreements first, then facts, events in "
            "time, targets, figures and opinions, each line with its claims. Shows a claim, a disagreement or a target "
            "by its id, too.",
            {
                "thing": Argument(f"The thing, {_THING}.", needed=True),
                "language": _LANGUAGE,
                "limit": _limit("lines", 60),
            },
        ),
        Tool(
            "ask",
            "Ask a question of the library",
            "Answer one of the tested questions, such as documents-signed or claims-about, as a table whose rows bring "
            "their claims. Call it without a question for the list of questions with their parameters.",
            {
                "question": Argument("The name of the question; leave it out for the list."),
                "parameters": Argument('Values by name, such as {"from": "2017", "to": "2022"}.', type="object"),
                "language": _LANGUAGE,
                "limit": _limit("rows", 50),
            },
        ),
        Tool(
            "why",
            "Why is this said?",
            "The claims behind a property of a thing: each value with on how many independent origins it rests, and "
            "each claim with its article and passage, those too that are planned, denied or not accepted.",
            {
                "thing": Argument(f"The thing, {_THING}.", needed=True),
                "property": Argument("A property by its name or label, such as signedOn.", needed=True),
                "language": _LANGUAGE,
            },
        ),
        Tool(
            "figures",
            "Compare printed figures",
            "Every printed value of an indicator or a flow (turnover, export, import), in the order of time, none "
            "merged: with period, both sides, bound (about, over, almost), unit, article and disagreements.",
            {
                "indicator": Argument("An indicator by any of its names, or a flow.", needed=True),
                "party": Argument("Only figures of this side."),
                "other": Argument("The other side, likewise."),
                "from": Argument("Only of this date on: 2017, 2017-05 or 2017-05-22."),
                "to": Argument("Only up to this date, all of it."),
                "article": Argument("Only what this article prints, by its id."),
                "language": _LANGUAGE,
                "limit": _limit("figures", 50),
            },
        ),
        Tool(
            "disagreements",
            "Where the articles disagree",
            "Where claims cannot all hold, or do not stand by themselves: what each prints, the explanation, and what "
            "would decide it. Conflicts of numbers and dates come first.",
            {
                "about": Argument(f"A thing, an indicator or a flow, {_THING}; or the id of a disagreement."),
                "kind": Argument("Only of this kind; value is of numbers and dates.", choices=lambda: DISAGREEMENTS),
                "language": _LANGUAGE,
                "limit": _limit("disagreements", 5),
            },
        ),
        Tool(
            "sparql",
            "Ask in SPARQL",
            "Run a read-only SPARQL query over the graph. Prefixes t: (the ontology), rdf, rdfs, skos, xsd, and one "
            "for each kind (state:avalon) are declared. Facts that are accepted stand in the default graph; "
            "claims are t:Fact, t:Figure and t:Opinion with rdf:subject, rdf:predicate, rdf:object. A query "
            "that runs too long is stopped.",
            {
                "query": Argument("The query.", needed=True),
                "language": _LANGUAGE,
                "limit": _limit("rows", 100),
            },
        ),
    )
}  # fmt: skip


def tool(name: str) -> Tool:
    """A tool by its name. Raises UsageError if there is none."""
    if name not in TOOLS:
        raise UsageError(f"there is no tool '{name}'; {nearest(name, TOOLS) or 'there are ' + ', '.join(TOOLS)}")
    return TOOLS[name]
