"""A question, its parameters, and its answer.

A question is a file `queries/<name>.rq`: plain SPARQL 1.1 that runs unchanged in any engine. Its
first comment lines say in four languages what it asks, what its columns mean and which parameters
it takes. A parameter stands in the text as a line of its own, with its default::

    VALUES ?project { id:project/uchkuduk-kyzylorda }

To give another value, the tool swaps the term between the braces. What the user typed is first
turned into a term (an entity of the graph, a date, a number) and written by the RDF library, so
that it can never become anything but that one term.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from kgtools import names, things
from kgtools.errors import UsageError, nearest
from kgtools.store import Term

FORMATS = ("table", "csv", "tsv", "json", "md")
PARAMETER_TYPES = ("thing", "year", "date", "number")

_NARROW = (16, 8)  # columns of a table shrink to this, or to their longest word; first gently, then more
_AT = r"(?s)error at (\d+):(\d+): (.*)"
_YEAR = r"[0-9]{4}"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_HEADER = re.compile(r"#\s*(?:(en|ru|kk|uz)|column\s+(\w+)|parameter\s+(\w+)):\s*(.+?)\s*")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a question: its name, its type and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Question:
    """A question: its name, its wording by language, its columns, its parameters and its SPARQL."""

    name: str
    wording: dict[str, str]
    columns: dict[str, str]
    parameters: tuple[Parameter, ...]
    sparql: str


@dataclass
class Answer:
    """An answer: the names of its columns and its rows, of terms or None."""

    columns: list[str]
    rows: list[list[Term | None]]
    evidence: list[list[ox.NamedNode]] = field(default_factory=list)


# -- questions --------------------------------------------------------------------------------------


def questions(root: Path) -> list[Path]:
    """The files of the question library, sorted by name."""
    return sorted((root / "queries").glob("*.rq"))


def read_question(path: Path) -> Question:
    """Read one question. Raises UsageError naming the line if its header is malformed."""
    wording: dict[str, str] = {}
    columns: dict[str, str] = {}
    parameters = []
    sparql = _read(path)
    for number, line in enumerate(sparql.splitlines(), 1):
        if not line.startswith("#"):
            break
        match = _HEADER.fullmatch(line)
        if match is None:
            raise UsageError(
                f"{path.name}:{number}: found '{line}'; expected '# en: …', '# column NAME: …' or "
                "'# parameter NAME: TYPE; …'"
            )
        language, column, parameter, words = match.groups()
        if language:
            wording[language] = words
        elif column:
            columns[column] = words
        else:
            kind, _, meaning = words.partition(";")
            if kind not in PARAMETER_TYPES or not re.search(_slot(parameter), sparql):
                raise UsageError(
                    f"{path.name}:{number}: parameter '{parameter}' needs a type ({', '.join(PARAMETER_TYPES)}) "
                    f"and a line 'VALUES ?{parameter} {{ … }}' in the question"
                )
            parameters.append(Parameter(parameter, kind, meaning.strip()))
    return Question(path.stem, wording, columns, tuple(parameters), sparql)


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
        header = read_question(path) if sparql.startswith("# en:") else None
        return header or Question(path.stem, {}, {}, (), sparql)
    hint = nearest(name, known) or "see kgtools query --list"
    raise UsageError(f"there is no question '{name}'; {hint}")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"cannot read {path}: {reason}") from None


def _slot(name: str) -> str:
    """A pattern for the line of a parameter: what stands before, between and after its braces."""
    return rf"(?m)^(\s*VALUES\s+\?{name}\s*\{{)([^{{}}\n]*)(\}}\s*)$"


def bind(store_: ox.Store, question: Question, given: Mapping[str, str]) -> str:
    """The SPARQL of a question with the given values for its parameters.

    Values of type `thing` may be an id, an IRI or a label in any language. Raises UsageError for
    an unknown parameter, an unknown or ambiguous thing, or a value of the wrong type.
    """
    known = {parameter.name: parameter for parameter in question.parameters}
    sparql = question.sparql
    for name, text in given.items():
        if name not in known:
            hint = nearest(name, known) or (
                f"its parameters are {', '.join(known)}" if known else "it takes no parameters"
            )
            raise UsageError(f"the question '{question.name}' has no parameter '{name}'; {hint}")
        match = re.search(_slot(name), sparql)
        assert match is not None  # read_question has made sure
        sparql = f"{sparql[: match.start(2)]} {_term(store_, known[name], text)} {sparql[match.end(2) :]}"
    return sparql


def _term(store_: ox.Store, parameter: Parameter, text: str) -> ox.NamedNode | ox.Literal:
    xsd = names.XSD
    if parameter.type == "thing":
        return things.find(store_, text)
    if parameter.type == "year" and re.fullmatch(_YEAR, text):
        return ox.Literal(text, datatype=ox.NamedNode(xsd + "integer"))
    if parameter.type == "date" and re.fullmatch(_DAY, text):
        return ox.Literal(text, datatype=ox.NamedNode(xsd + "date"))
    if parameter.type == "number" and re.fullmatch(_NUMBER, text):
        return ox.Literal(text, datatype=ox.NamedNode(xsd + "decimal"))
    shapes = {
        "year": "a year such as 2017",
        "date": "a day such as 2017-01-31",
        "number": "a number such as 4.5",
    }
    raise UsageError(f"parameter '{parameter.name}': found '{text}'; expected {shapes[parameter.type]}")


# -- answers ----------------------------------------------------------------------------------------


def ask(store_: ox.Store, sparql: str, file: str = "query") -> Answer | bool | list[ox.Triple]:
    """Run SPARQL: an answer for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE.

    Raises UsageError with line and column for a syntax error, and refuses SERVICE: nothing here
    calls out to the network.
    """
    if _may_call_out(sparql):
        raise UsageError(f"{file}: SERVICE is refused, because the tools never call out to the network")
    try:
        result = store_.query(sparql, prefixes=names.PREFIXES)
    except SyntaxError as error:
        match = re.match(_AT, str(error.msg))
        if match:
            line = sparql.splitlines()[int(match[1]) - 1 :][:1]
            rest = line[0][int(match[2]) - 1 :].strip()[:40] if line else ""
            here = f"'{rest}'" if rest else "the end of the line"
            expected = " ".join(match[3].split())
            raise UsageError(
                f"{file}:{match[1]}:{match[2]}: this is not SPARQL: found {here}, {expected[:160]}"
            ) from None
        raise UsageError(f"{file}: this is not SPARQL: {' '.join(str(error.msg).split())}") from None
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return sorted(set(result), key=str)
    columns = [variable.value for variable in result.variables]
    return Answer(columns, [list(solution) for solution in result])


def _may_call_out(sparql: str) -> bool:
    """Whether the word SERVICE stands in SPARQL as a keyword, however it is written.

    Oxigraph itself is the judge: where the word is a keyword, another word in its place makes the
    query unreadable; in a string, a comment or a name it does not.
    """
    letters = re.sub(r"\\u00([4-7][0-9A-Fa-f])|\\U000000([4-7][0-9A-Fa-f])", _letter, sparql)
    changed = re.sub("(?i)service", "servixe", letters)
    if changed == letters:
        return False
    try:
        ox.Store().query(changed, prefixes=names.PREFIXES)
    except SyntaxError:
        return True
    return False


def _letter(escape: re.Match[str]) -> str:
    """The ASCII letter that a code point escape stands for; any other escape stays as it is."""
    letter = chr(int(escape[1] or escape[2], 16))
    return letter if letter.isalpha() else escape[0]


def find_evidence(store_: ox.Store, answer: Answer) -> None:
    """Fill in, for each row, the claims behind it: those it names, and those that join two of its things."""
    claim_base = names.BASE + "claim/"
    subjects = {
        term
        for row in answer.rows
        for term in row
        if isinstance(term, ox.NamedNode) and term.value.startswith(names.BASE)
    }
    joined: dict[tuple[str, str], list[ox.NamedNode]] = {}
    subject_of = ox.NamedNode(names.RDF + "subject")
    object_of = ox.NamedNode(names.RDF + "object")
    for subject in subjects:
        for saying in store_.quads_for_pattern(None, subject_of, subject, ox.DefaultGraph()):
            if isinstance(claim := saying.subject, ox.NamedNode):
                for value in store_.quads_for_pattern(claim, object_of, None, ox.DefaultGraph()):
                    joined.setdefault((subject.value, str(value.object)), []).append(claim)
    answer.evidence = []
    for row in answer.rows:
        nodes = [term for term in row if isinstance(term, ox.NamedNode)]
        found = {node for node in nodes if node.value.startswith(claim_base)}
        for node in nodes:
            for term in row:
                found.update(joined.get((node.value, str(term)), ()))
        answer.evidence.append(sorted(found, key=lambda claim: claim.value))


def cells(store_: ox.Store, answer: Answer, language: str, iris: bool) -> list[list[str]]:
    """The rows of an answer as text: labels in a language, or ids with `iris`."""
    if iris:
        return [[things.identifier(term) for term in row] for row in answer.rows]
    known: dict[Term | None, str] = {}
    for row in answer.rows:
        for term in row:
            if term not in known:
                known[term] = things.label(store_, term, language).removeprefix("claim/")
    return [[known[term] for term in row] for row in answer.rows]


def write(columns: Sequence[str], rows: Sequence[Sequence[str]], format_: str, width: int | None = None) -> str:
    """Rows of text as a table, CSV, TSV or Markdown. `width` bounds a table, in characters."""
    if format_ in ("csv", "tsv"):
        import csv
        import io

        out = io.StringIO()
        writer = csv.writer(out, delimiter="," if format_ == "csv" else "\t", lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
        return out.getvalue()
    if format_ == "md":
        rows = [[cell.replace("|", "\\|").replace("\n", "<br>") for cell in row] for row in rows]
        lines = [columns, ["---"] * len(columns), *rows]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return _table([list(columns), *rows], width)


def _table(rows: Sequence[Sequence[str]], width: int | None) -> str:
    """Rows in aligned columns under a ruled header; where it would pass the width, wide columns wrap.

    All letters of our four languages are one column wide. (A table library was tried: importing one
    took as long as asking the question.)
    """
    widths = [max(len(line) for row in rows for line in row[i].splitlines() or [""]) for i in range(len(rows[0]))]
    gap = "  "
    if width:
        words = [max(len(word) for row in rows for word in (row[i].split() or [""])) for i in range(len(widths))]
        for narrow in _NARROW:
            floors = [min(word, narrow) for word in words]
            while sum(widths) + len(gap) * (len(widths) - 1) > width and widths != floors:
                widest = max(
                    range(len(widths)),
                    key=[(size > floor, size) for size, floor in zip(widths, floors, strict=True)].__getitem__,
                )
                widths[widest] -= 1
    out = []
    for number, row in enumerate(rows):
        cells = [_wrap(cell, limit) for cell, limit in zip(row, widths, strict=True)]
        for i in range(max(map(len, cells))):
            parts = [(cell[i] if i < len(cell) else "").ljust(limit) for cell, limit in zip(cells, widths, strict=True)]
            out.append(gap.join(parts).rstrip())
        if number == 0:
            out.append(gap.join("─" * limit for limit in widths))
    return "\n".join(out) + "\n"


def _wrap(cell: str, limit: int) -> list[str]:
    if len(cell) <= limit and "\n" not in cell:
        return [cell]
    import textwrap

    return [part for line in cell.splitlines() for part in textwrap.wrap(line, limit, break_on_hyphens=False) or [""]]


def write_json(answer: Answer) -> str:
    """An answer as SPARQL 1.1 Query Results JSON, with full IRIs."""
    import json

    def term(value: Term) -> dict[str, str]:
        if isinstance(value, ox.NamedNode):
            return {"type": "uri", "value": value.value}
        if isinstance(value, ox.Literal):
            found = {"type": "literal", "value": value.value}
            if value.language:
                found["xml:lang"] = value.language
            elif value.datatype.value != names.XSD + "string":
                found["datatype"] = value.datatype.value
            return found
        return {"type": "bnode", "value": str(getattr(value, "value", value))}

    bindings = [
        {column: term(value) for column, value in zip(answer.columns, row, strict=True) if value is not None}
        for row in answer.rows
    ]
    document = {"head": {"vars": answer.columns}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def run(root: Path, store_: ox.Store, name: str, given: Mapping[str, str]) -> Answer | bool | list[ox.Triple]:
    """Find a question, bind its parameters and ask it."""
    question = find_question(root, name)
    return ask(store_, bind(store_, question, given), f"{question.name}.rq")
