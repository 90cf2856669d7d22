"""The question library: a question, its wording, its parameters, and how values are bound to them.

A question is a file `queries/<name>.rq`: plain SPARQL 1.1 that runs unchanged in any engine. Its
first comment lines say in four languages what it asks, what its columns mean and which parameters
it takes. Meanings stand in one line, as `en | ru | kk | uz`. What a row for readers is about stands as::

    # one row: document

with the columns that tell one such thing from another, below those that explain them; see `kgtools.query.rows`. A
plus (`speaker+`) counts values together that stand in rows otherwise alike: two speakers of one claim are one row.
A parameter stands in the text as a line of its own, with its default::

    VALUES ?project { id:project/good-road }

with `{ UNDEF }` for a parameter that may be left out. Behind its type the header may say that one of the project's pair
stands for it by default (`pair` in `project.yaml`), which is then put in place of `UNDEF`::

    # parameter party: thing, pair 1; one side | …; for example Avalon

To give another value, the tool swaps what stands between the
braces for one term. What the user typed is first turned into a term (an entity of the graph, a class, a property, a
code, a date, a number) and written by the RDF library, so that it can never become anything but that one term.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from kgtools import files, languages, namespaces, projects
from kgtools.errors import UsageError, nearest
from kgtools.messages import chosen, message
from kgtools.sparql import tokens

PARAMETER_TYPES = ("thing", "class", "property", "code LIST", "year", "date", "number")
# Names that are taken: options of the command, and fields of the page.
TAKEN = (
    "articles", "evidence", "format", "help", "iris", "lang", "list", "output", "query", "question", "root", "show",
    "wide",
)  # fmt: skip
# What a question is about, in the order in which the questions are listed.
TOPICS = (
    "documents", "meetings", "people", "bodies", "figures", "projects", "opinions", "disagreements", "time", "articles",
)  # fmt: skip
_YEAR = r"[0-9]{4}"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_HEADER = re.compile(rf"#\s*(?:({languages.TAG})|(topic)|(one row)|column\s+(\w+)|parameter\s+(\w+)):\s*(.+?)\s*")
_TYPE = re.compile(r"thing|class|property|code [a-z-]+|year|date|number")
_PAIR = re.compile(r"(thing), pair ([12])")
_EXAMPLE = "; for example "
JOINT = "+"  # behind a column whose values count together, such as the speakers of one claim


@dataclass(frozen=True)
class Parameter:
    """A parameter of a question: its name, its type, what it means by language, a value to try and its default.

    A default is written as in answers, several with 'or'; it is empty if the parameter can be left out.
    """

    name: str
    type: str
    meaning: dict[str, str]
    example: str = ""
    default: str = ""


@dataclass(frozen=True)
class Question:
    """A question: its name, its wording by language, its parameters, its SPARQL and its topic.

    Of each column it says what it means, by language. `keys` are the columns whose values make up one row for readers;
    without any, each row of the answer is one.
    """

    name: str
    wording: dict[str, str]
    columns: dict[str, dict[str, str]]
    parameters: tuple[Parameter, ...]
    sparql: str
    topic: str = ""
    keys: tuple[str, ...] = ()


def questions(root: Path) -> list[Path]:
    """The files of the question library, sorted by name."""
    return sorted((root / "queries").glob("*.rq"))


def read_question(path: Path) -> Question:
    """Read one question. Raises UsageError naming the line if its header is malformed."""
    wording: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {}
    parameters = []
    topic = ""
    keys: tuple[str, ...] = ()
    sparql = _read(path)
    for number, line in enumerate(sparql.splitlines(), 1):
        if not line.startswith("#"):
            break
        match = _HEADER.fullmatch(line)
        if match is None:
            raise UsageError(
                f"{path.name}:{number}: found '{line}'; expected '# {namespaces.first_language()}: …', '# topic: …', "
                "'# one row: COLUMN', '# column NAME: …' or '# parameter NAME: TYPE; …; for example …'"
            )
        language, is_topic, is_row, column, parameter, words = match.groups()
        if language:
            wording[language] = words
        elif is_topic:
            topic = words
            if topic not in TOPICS:
                hint = nearest(topic, TOPICS) or "it is none of our topics"
                raise UsageError(f"{path.name}:{number}: topic '{topic}': {hint}; expected one of {', '.join(TOPICS)}")
        elif is_row:
            keys = _keys(words, columns, f"{path.name}:{number}")
        elif column:
            columns[column] = _meaning(words, f"{path.name}:{number}: column '{column}'")
        else:
            found, sparql = _parameter(parameter, words, sparql, f"{path.name}:{number}")
            parameters.append(found)
    return Question(path.stem, wording, columns, tuple(parameters), sparql, topic, keys)


def _keys(words: str, columns: Collection[str], where: str) -> tuple[str, ...]:
    """The columns that make up one row for readers. Raises UsageError for one that is not explained above."""
    keys = tuple(key.strip() for key in words.split(","))
    for key in keys:
        if key.removesuffix(JOINT) not in columns:
            hint = nearest(key, columns) or "it is none of the columns explained in the lines above"
            raise UsageError(f"{where}: one row for '{key}': {hint}; expected 'one row: COLUMN, …'")
    return keys


def _parameter(name: str, words: str, sparql: str, where: str) -> tuple[Parameter, str]:
    """A parameter from its line, and the question with its default.

    Raises UsageError if the name is taken, the type unknown, there is no line for its value or two defaults.
    """
    kind, _, meaning = words.partition(";")
    place = 0
    if paired := _PAIR.fullmatch(kind):
        kind, place = paired[1], int(paired[2])
    meaning, _, example = meaning.partition(_EXAMPLE)
    slot = re.search(placeholder(name), sparql)
    if name in TAKEN:
        raise UsageError(f"{where}: the name '{name}' is taken by an option; choose another")
    if not _TYPE.fullmatch(kind) or slot is None:
        raise UsageError(
            f"{where}: parameter '{name}' needs a type ({', '.join(PARAMETER_TYPES)}; 'thing, pair 1' or 2) "
            f"and a line 'VALUES ?{name} {{ … }}' in the question"
        )
    meant = _meaning(meaning, f"{where}: parameter '{name}'")
    pair = projects.in_use().pair
    if place and slot[2].strip() != "UNDEF":
        raise UsageError(f"{where}: parameter '{name}' has two defaults; write 'VALUES ?{name} {{ UNDEF }}'")
    if place and pair:
        sparql = f"{sparql[: slot.start(2)]} <{namespaces.entity(pair[place - 1])}> {sparql[slot.end(2) :]}"
        return Parameter(name, kind, meant, example, pair[place - 1]), sparql
    return Parameter(name, kind, meant, example, _default(slot[2], sparql)), sparql


def _meaning(words: str, where: str) -> dict[str, str]:
    """A meaning by language. Raises UsageError if there is not one part for each language."""
    parts = [part.strip() for part in words.split("|")]
    expected = len(namespaces.languages())
    if len(parts) != expected or not all(parts):
        count = sum(map(bool, parts))
        raise UsageError(
            f"{where}: found {count} of {expected} meanings; expected {' | '.join(namespaces.languages())}"
        )
    return dict(zip(namespaces.languages(), parts, strict=True))


def _default(terms: str, sparql: str) -> str:
    """The terms between the braces as people read them; nothing for UNDEF."""
    prefixes = tokens.prefixes(sparql)
    found = []
    for term in terms.split():
        prefix, colon, local = term.partition(":")
        if term.startswith('"'):
            found.append(term.split('"')[1])
        elif colon and prefix in prefixes:
            found.append(namespaces.shorten(prefixes[prefix] + local))
        elif term != "UNDEF":
            found.append(namespaces.shorten(term.strip("<>")))
    return " or ".join(found)


def find_question(root: Path, name: str) -> Question:
    """The question of that name in the library, or the file of that name.

    Raises UsageError with the nearest name if there is neither.
    """
    known = {path.stem: path for path in questions(root)}
    if name in known:
        return read_question(known[name])
    path = Path(name)
    if path.suffix in (".rq", ".sparql") or "/" in name:
        sparql = _read(path)
        header = read_question(path) if re.match(rf"# {languages.TAG}:", sparql) else None
        return header or Question(path.stem, {}, {}, (), sparql)
    hint = nearest(name, known) or "see kgtools query --list"
    raise UsageError(f"there is no question '{name}'; {hint}")


def listing(root: Path, language: str) -> str:
    """The questions of the library under their topics, each with its parameters, their types and defaults."""
    lines: list[str] = []
    found = [read_question(path) for path in questions(root)]
    for topic in ("", *TOPICS):
        of_topic = [question for question in found if question.topic == topic]
        if topic and of_topic:
            lines.append(("\n" if lines else "") + message(f"questions.topic.{topic}", language))
        for question in of_topic:
            wording = chosen(question.wording, language)
            lines.append(f"  {question.name}\n      {wording}")
            lines.extend(f"      {_described(parameter, language)}" for parameter in question.parameters)
    return "\n".join(lines) + "\n"


def explained(question: Question, language: str) -> str:
    """What a question asks, what its columns mean and which parameters it takes, for somebody about to ask it."""
    lines = [chosen(question.wording, language) or question.name]
    if question.columns:
        width = max(map(len, question.columns)) + 2
        lines += ["", message("questions.columns", language)]
        lines += [f"  {name:{width}}{meaning[language]}" for name, meaning in question.columns.items()]
    if question.parameters:
        lines += ["", message("questions.parameters", language)]
        lines += [f"  {_described(parameter, language)}" for parameter in question.parameters]
    return "\n".join(lines) + "\n"


def _described(parameter: Parameter, language: str) -> str:
    default = parameter.default or message("questions.optional", language)
    example = f"; {message('questions.example', language)} {parameter.example}" if parameter.example else ""
    return f"--{parameter.name} ({parameter.type}, {default}): {parameter.meaning[language]}{example}"


def _read(path: Path) -> str:
    """The text of a question, without a byte order mark. Raises DataError if it is in another encoding."""
    try:
        return files.decode(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None


def placeholder(name: str) -> str:
    """A pattern for the line of a parameter: what stands before, between and after its braces."""
    return rf"(?m)^(\s*VALUES\s+\?{name}\s*\{{)([^{{}}\n]*)(\}}\s*)$"
