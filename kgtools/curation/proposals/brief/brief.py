"""The brief for a reader outside: one text that holds all that is needed, for a person or a language model."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files

from kgtools import marks, namespaces, projects
from kgtools.articles.copies import Copy
from kgtools.articles.mentions import Finder, Name
from kgtools.claims.model import Article, Corpus
from kgtools.curation.proposals.brief.schema import schema
from kgtools.messages import FALLBACK
from kgtools.ontology import Ontology, Property

_SKOS_DEFINITION = namespaces.SKOS + "definition"
_LISTS = ("modality", "certainty", "stance", "flow", "bound", "qualifier", "unit")
_SHOWN = 3  # printed forms of a name


def _bases() -> dict[str, str]:
    return {base: kind for kind, (_, base) in namespaces.kinds().items()}


def brief(corpus: Corpus, ontology: Ontology, article: Article | None = None, copy: Copy | None = None) -> str:
    """The task, the rules, the vocabulary, the schema and an example; about an article if one is named.

    With its `copy`, also the things of the graph that the text seems to name.
    """
    own, known = files("kgtools.curation.proposals.brief"), projects.in_use()
    parts = [
        own.joinpath("task.md").read_text(encoding="utf-8").replace("{title}", known.told(known.title, known.first)),
        *([_about(article)] if article else []),
        *([_known(corpus, copy)] if copy else []),
        _properties(ontology), _kinds(ontology), _codes(ontology), _indicators(corpus), _example(),
        "# The schema of a line\n\n" + json.dumps(schema(ontology), ensure_ascii=False, separators=(",", ":")) + "\n",
    ]  # fmt: skip
    return "\n".join(parts)


def _about(article: Article) -> str:
    """What the run says of the article."""
    run = {"article": article.id, "sha256": article.sha256, "languages": list(article.languages)}
    return f"# The article\n\nThe first record gives: {json.dumps(run, ensure_ascii=False)}\n"


# -- the vocabulary ---------------------------------------------------------------------------------


def _definitions(ontology: Ontology) -> dict[str, str]:
    """The English definitions of terms and codes, by IRI."""
    return {
        getattr(quad.subject, "value", ""): getattr(quad.object, "value", "")
        for quad in ontology.quads
        if quad.predicate.value == _SKOS_DEFINITION and getattr(quad.object, "language", "") == FALLBACK
    }


def _properties(ontology: Ontology) -> str:
    told = _definitions(ontology)
    lines = [
        f"- `{name}`: {' or '.join(known.domains) or 'anything'} → {_value(known)}. {told[namespaces.term(name)]}"
        for name, known in ontology.typed.items()
    ]
    return "# The properties of facts: of what → which value\n\n" + "\n".join(lines) + "\n"


def _value(known: Property) -> str:
    """What a property takes, as the field of `value` that holds it."""
    if known.takes == "entity":
        return f"thing ({' or '.join(known.ranges)})"
    if known.takes == "code":
        return f"code of {known.code_list}"
    names = {"date": "date", "rdf:langString": "text", "xsd:boolean": "code true or false", "xsd:integer": "number",
             "xsd:decimal": "number"}  # fmt: skip
    return names.get(known.takes, "text")


def _kinds(ontology: Ontology) -> str:
    """The classes of things, each below the one it belongs to."""
    told = _definitions(ontology)
    lines: list[str] = []

    def tell(name: str, depth: int) -> None:
        prefix = f" (ids begin with {_bases()[name]}/)" if name in _bases() else ""
        lines.append(f"{'  ' * depth}- `{name}`{prefix}: {told.get(namespaces.term(name), '')}")
        for child in sorted(
            one for one, parents in ontology.parents.items() if name in parents and one not in _bases()
        ):
            tell(child, depth + 1)

    for base in _bases():
        tell(base, 0)
    return "# The kinds of things\n\n" + "\n".join(lines) + "\n"


def _codes(ontology: Ontology) -> str:
    told = _definitions(ontology)
    own = {known.code_list for known in ontology.typed.values() if known.code_list}
    parts = []
    for name in (*_LISTS, *sorted(own)):
        if name == "unit":
            parts.append(f"`unit`: {', '.join(ontology.codes[name])}")
        else:
            codes = (
                f"  - `{code}`: {told.get(namespaces.code(f'{name}/{code}'), '')}" for code in ontology.codes[name]
            )
            parts.append(f"`{name}`\n" + "\n".join(codes))
    return "# The codes\n\n" + "\n".join(f"- {part}" for part in parts) + "\n"


def _indicators(corpus: Corpus) -> str:
    found = (entity for entity in corpus.entities.values() if entity.id.startswith("indicator/"))
    return "# The indicators\n\n" + "\n".join(f"- {one.id}: {one.labels[0].value}" for one in found) + "\n"


def _example() -> str:
    own = files("kgtools.curation.proposals.brief")
    text, lines = (own.joinpath(f"example.{ending}").read_text(encoding="utf-8") for ending in ("txt", "jsonl"))
    return f"# An example\n\nThe text (made up):\n\n> {text}\nIts proposals:\n\n```\n{lines}```\n"


# -- what the graph knows ---------------------------------------------------------------------------


def _known(corpus: Corpus, copy: Copy) -> str:
    """The things that a text names, each with its id, its label and how the text prints it, most often named first."""
    names = (
        Name(entity.id, name.value, name.language)
        for entity in corpus.entities.values()
        for name in (*entity.labels, *entity.aliases)
    )
    printed: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in Finder(names).find(copy.text):
        printed[mention.name.entity][" ".join(copy.text[mention.start : mention.end].split())] += 1
    by_number = sorted(printed, key=lambda one: (-printed[one].total(), one))
    lines = [f"- {one} ({corpus.entities[one].labels[0].value}): {_forms(printed[one])}" for one in by_number]
    described = [f"- {one} ({corpus.entities[one].labels[0].value})" for one in _described(corpus, set(printed))]
    text = "# Things of the graph that the text seems to name\n\nUse the id where this thing is meant.\n\n"
    text += "\n".join(lines) + "\n"
    if described:
        text += (
            "\n## Things that it may describe\n\nWhom they join is named in the text; look at parties and dates.\n\n"
        )
        text += "\n".join(described) + "\n"
    return text


def _forms(printed: Counter[str]) -> str:
    return ", ".join(form for form, _ in printed.most_common(_SHOWN)) + f" ({printed.total()})"


def _described(corpus: Corpus, named: set[str]) -> Iterator[str]:
    """Events, documents, tenures and the like of which every party is named, and not the two states alone."""
    parties: dict[str, set[str]] = defaultdict(set)
    for fact in corpus.facts:
        if fact.property in marks.terms("describing") and "/" in fact.value:
            parties[fact.subject].add(fact.value)
    for identifier, who in sorted(parties.items()):
        if identifier not in named and who <= named and _tells(who) and identifier in corpus.entities:
            yield identifier


def _tells(who: Iterable[str]) -> bool:
    return any(not one.startswith(marks.kinds("isSide")) for one in who)
