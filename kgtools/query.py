"""A question, its parameters, and its answer.

A question is a file `queries/<name>.rq`: plain SPARQL 1.1 that runs unchanged in any engine. Its
first comment lines say in four languages what it asks, what its columns mean and which parameters
it takes. A parameter stands in the text as a line of its own, with its default::

    VALUES ?project { id:project/uchkuduk-kyzylorda }

with `{ UNDEF }` for a parameter that may be left out. To give another value, the tool swaps what
stands between the braces for one term. What the user typed is first
turned into a term (an entity of the graph, a class, a code, a date, a number) and written by the RDF
library, so that it can never become anything but that one term.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kgtools import names, text, things
from kgtools.answers import Answer
from kgtools.errors import UsageError, nearest

PARAMETER_TYPES = ("thing", "class", "code LIST", "year", "date", "number")
# What a question is about, in the order in which the questions are listed.
TOPICS = {
    "documents": {"en": "Documents", "ru": "Документы", "kk": "Құжаттар", "uz": "Hujjatlar"},
    "meetings": {
        "en": "Visits and meetings",
        "ru": "Визиты и встречи",
        "kk": "Сапарлар мен кездесулер",
        "uz": "Tashriflar va uchrashuvlar",
    },
    "people": {"en": "People", "ru": "Люди", "kk": "Адамдар", "uz": "Shaxslar"},
    "bodies": {
        "en": "Bodies and memberships",
        "ru": "Организации и членство",
        "kk": "Ұйымдар мен мүшелік",
        "uz": "Tashkilotlar va aʼzolik",
    },
    "figures": {"en": "Figures", "ru": "Цифры", "kk": "Сандар", "uz": "Raqamlar"},
    "projects": {
        "en": "Projects and companies",
        "ru": "Проекты и компании",
        "kk": "Жобалар мен компаниялар",
        "uz": "Loyihalar va kompaniyalar",
    },
    "opinions": {"en": "Opinions", "ru": "Мнения", "kk": "Пікірлер", "uz": "Fikrlar"},
    "disagreements": {"en": "Disagreements", "ru": "Расхождения", "kk": "Алшақтықтар", "uz": "Tafovutlar"},
    "time": {"en": "Time and place", "ru": "Время и место", "kk": "Уақыт пен орын", "uz": "Vaqt va joy"},
    "articles": {
        "en": "Articles and their claims",
        "ru": "Статьи и их утверждения",
        "kk": "Мақалалар мен олардың тұжырымдары",
        "uz": "Maqolalar va ularning bayonlari",
    },
}

_AT = r"(?s)error at (\d+):(\d+): (.*)"
_YEAR = r"[0-9]{4}"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_HEADER = re.compile(r"#\s*(?:(en|ru|kk|uz)|(topic)|column\s+(\w+)|parameter\s+(\w+)):\s*(.+?)\s*")
_TYPE = re.compile(r"thing|class|code [a-z-]+|year|date|number")
_EXAMPLE = "; for example "


@dataclass(frozen=True)
class Parameter:
    """A parameter of a question: its name, its type, what it means, a value to try and its default.

    A default is written as in answers, several with 'or'; it is empty if the parameter can be left out.
    """

    name: str
    type: str
    meaning: str
    example: str = ""
    default: str = ""


@dataclass(frozen=True)
class Question:
    """A question: its name, its wording by language, its columns, its parameters, its SPARQL and its topic."""

    name: str
    wording: dict[str, str]
    columns: dict[str, str]
    parameters: tuple[Parameter, ...]
    sparql: str
    topic: str = ""


# -- questions --------------------------------------------------------------------------------------


def questions(root: Path) -> list[Path]:
    """The files of the question library, sorted by name."""
    return sorted((root / "queries").glob("*.rq"))


def read_question(path: Path) -> Question:
    """Read one question. Raises UsageError naming the line if its header is malformed."""
    wording: dict[str, str] = {}
    columns: dict[str, str] = {}
    parameters = []
    topic = ""
    sparql = _read(path)
    for number, line in enumerate(sparql.splitlines(), 1):
        if not line.startswith("#"):
            break
        match = _HEADER.fullmatch(line)
        if match is None:
            raise UsageError(
                f"{path.name}:{number}: found '{line}'; expected '# en: …', '# topic: …', "
                "'# column NAME: …' or '# parameter NAME: TYPE; …; for example …'"
            )
        language, is_topic, column, parameter, words = match.groups()
        if language:
            wording[language] = words
        elif is_topic:
            topic = words
            if topic not in TOPICS:
                hint = nearest(topic, TOPICS) or "it is none of our topics"
                raise UsageError(f"{path.name}:{number}: topic '{topic}': {hint}; expected one of {', '.join(TOPICS)}")
        elif column:
            columns[column] = words
        else:
            kind, _, meaning = words.partition(";")
            meaning, _, example = meaning.partition(_EXAMPLE)
            slot = re.search(_slot(parameter), sparql)
            if not _TYPE.fullmatch(kind) or slot is None:
                raise UsageError(
                    f"{path.name}:{number}: parameter '{parameter}' needs a type ({', '.join(PARAMETER_TYPES)}) "
                    f"and a line 'VALUES ?{parameter} {{ … }}' in the question"
                )
            parameters.append(Parameter(parameter, kind, meaning.strip(), example, _default(slot[2], sparql)))
    return Question(path.stem, wording, columns, tuple(parameters), sparql, topic)


def _default(terms: str, sparql: str) -> str:
    """The terms between the braces as people read them; nothing for UNDEF."""
    prefixes = dict(re.findall(r"(?m)^PREFIX\s+([\w-]*):\s*<([^>]*)>", sparql))
    found = []
    for term in terms.split():
        prefix, colon, local = term.partition(":")
        if term.startswith('"'):
            found.append(term.split('"')[1])
        elif colon and prefix in prefixes:
            found.append(names.shorten(prefixes[prefix] + local))
        elif term != "UNDEF":
            found.append(names.shorten(term.strip("<>")))
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
        header = read_question(path) if sparql.startswith("# en:") else None
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
            lines.append(("\n" if lines else "") + TOPICS[topic][language])
        for question in of_topic:
            wording = question.wording.get(language, question.wording.get("en", ""))
            lines.append(f"  {question.name}\n      {wording}")
            lines.extend(f"      {_told(parameter)}" for parameter in question.parameters)
    return "\n".join(lines) + "\n"


def _told(parameter: Parameter) -> str:
    default = parameter.default or "may be left out"
    example = _EXAMPLE + parameter.example if parameter.example else ""
    return f"--{parameter.name} ({parameter.type}, {default}): {parameter.meaning}{example}"


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
    for name, words in given.items():
        if name not in known:
            hint = nearest(name, known) or (
                f"its parameters are {', '.join(known)}" if known else "it takes no parameters"
            )
            raise UsageError(f"the question '{question.name}' has no parameter '{name}'; {hint}")
        match = re.search(_slot(name), sparql)
        assert match is not None  # read_question has made sure
        sparql = f"{sparql[: match.start(2)]} {_term(store_, known[name], words)} {sparql[match.end(2) :]}"
    return sparql


def _term(store_: ox.Store, parameter: Parameter, words: str) -> ox.NamedNode | ox.Literal:
    xsd = names.XSD
    if parameter.type == "thing":
        return things.find(store_, words)
    if parameter.type == "class" or parameter.type.startswith("code "):
        return _find_term(store_, parameter, words)
    if parameter.type == "year" and re.fullmatch(_YEAR, words):
        return ox.Literal(words, datatype=ox.NamedNode(xsd + "integer"))
    if parameter.type == "date" and re.fullmatch(_DAY, words):
        return ox.Literal(words, datatype=ox.NamedNode(xsd + "date"))
    if parameter.type == "number" and re.fullmatch(_NUMBER, words):
        return ox.Literal(words, datatype=ox.NamedNode(xsd + "decimal"))
    shapes = {
        "year": "a year such as 2017",
        "date": "a day such as 2017-01-31",
        "number": "a number such as 4.5",
    }
    raise UsageError(f"parameter '{parameter.name}': found '{words}'; expected {shapes[parameter.type]}")


def _find_term(store_: ox.Store, parameter: Parameter, words: str) -> ox.NamedNode:
    """The class, or the code of the parameter's list, that a label in any language, an IRI or its end names."""
    if parameter.type == "class":
        folder, marked = names.ONTOLOGY, names.RDFS + "subClassOf"
    else:
        folder, marked = names.code(parameter.type.removeprefix("code ") + "/"), names.SKOS + "inScheme"
    known: dict[str, ox.NamedNode] = {}
    for quad in store_.quads_for_pattern(None, ox.NamedNode(marked), None, ox.DefaultGraph()):
        node = quad.subject
        if isinstance(node, ox.NamedNode) and node.value.startswith(folder):
            labels = store_.quads_for_pattern(node, ox.NamedNode(names.RDFS + "label"), None, ox.DefaultGraph())
            called = [node.value, names.shorten(node.value), node.value.removeprefix(folder)]
            known |= dict.fromkeys(called + [str(getattr(label.object, "value", "")) for label in labels], node)
    wanted = text.fold(words).letters
    for name, node in known.items():
        if wanted and text.fold(name).letters == wanted:
            return node
    ends = sorted(node.value.removeprefix(folder) for node in set(known.values()))
    hint = nearest(words, known) or f"expected one of {', '.join(ends)}"
    raise UsageError(f"parameter '{parameter.name}': there is no {parameter.type} '{words}'; {hint}")


class Refused(UsageError):
    """The query asks for what is never done here."""


# -- asking -----------------------------------------------------------------------------------------


def ask(store_: ox.Store, sparql: str, file: str = "query") -> Answer | bool | list[ox.Triple]:
    """Run SPARQL: an answer for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE.

    Raises UsageError with line and column for a syntax error, and refuses SERVICE: nothing here
    calls out to the network.
    """
    result = results(store_, sparql, file)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return sorted(set(result), key=str)
    columns = [variable.value for variable in result.variables]
    return Answer(columns, [list(solution) for solution in result])


Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def results(
    store_: ox.Store, sparql: str, file: str = "query", dataset: tuple[list[str], list[str]] | None = None
) -> Result:
    """Run SPARQL as `ask` does, and give what the library gives, which can write itself in the standard formats.

    `dataset` names the graphs that make up the default graph and the named graphs, in place of
    those that the query itself names with FROM.
    """
    if _may_call_out(sparql):
        raise Refused(f"{file}: SERVICE is refused, because the tools never call out to the network")
    graphs = {}
    if dataset is not None:
        graphs = {
            "default_graph": [ox.NamedNode(iri) for iri in dataset[0]],
            "named_graphs": [ox.NamedNode(iri) for iri in dataset[1]],
        }
    try:
        return store_.query(sparql, prefixes=names.PREFIXES, **graphs)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise UsageError(_syntax(sparql, file, str(error.msg))) from None


def _syntax(sparql: str, file: str, message: str) -> str:
    """A syntax error in one line: where, what stands there, what could."""
    match = re.match(_AT, message)
    if not match:
        return f"{file}: this is not SPARQL: {' '.join(message.split())}"
    line = sparql.splitlines()[int(match[1]) - 1 :][:1]
    before = line[0][: int(match[2]) - 1] if line else ""
    if "Prefix not found" in message and (missing := _missing_prefix(sparql, before)):
        prefix, column = missing
        mend = f"write PREFIX {prefix} <…> above the query"
        return f"{file}:{match[1]}:{column}: this is not SPARQL: the prefix '{prefix}' is not declared; {mend}"
    rest = line[0][int(match[2]) - 1 :].strip()[:40] if line else ""
    here = f"'{rest}'" if rest else "the end of the line"
    expected = " ".join(match[3].split())
    return f"{file}:{match[1]}:{match[2]}: this is not SPARQL: found {here}, {expected[:160]}"


def _missing_prefix(sparql: str, before: str) -> tuple[str, int] | None:
    """The undeclared prefix that stands at the end of what could be read of a line, and its column."""
    match = re.search(r"(?<![\w?$@-])([^\W\d_][\w-]*:|:)[\w.%-]*\s*$", before)
    if match is None:
        return None
    declared = {f"{prefix}:" for prefix in names.PREFIXES} | {f"{found[1]}:" for found in _PREFIX.finditer(sparql)}
    return None if match[1] in declared else (match[1], match.start() + 1)


def doubts(store_: ox.Store, sparql: str) -> list[str]:
    """What a query names in our own namespaces and the graph does not know, each with the nearest known name.

    An empty answer to a misspelt property misleads; so the one who asked is told.
    """
    prefixes = dict(names.PREFIXES)
    bare = _QUOTED.sub(" ", sparql)
    prefixes |= {match[1]: match[2] for match in _PREFIX.finditer(bare)}
    bare = _PREFIX.sub(" ", bare)
    named = {match[1] for match in _IRI.finditer(bare)}
    named |= {
        prefixes[match[1] or ""] + match[2].rstrip(".").replace("\\", "")
        for match in _PREFIXED.finditer(_IRI.sub(" ", bare))
        if (match[1] or "") in prefixes
    }
    found = []
    for iri in sorted(named):
        if iri.startswith((names.ONTOLOGY, names.CODE, names.ID)) and not _known(store_, iri):
            folder = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
            siblings = {
                quad.subject.value.removeprefix(folder)
                for quad in store_.quads_for_pattern(None, ox.NamedNode(names.RDF + "type"), None, ox.DefaultGraph())
                if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(folder)
            }
            near = nearest(iri.removeprefix(folder), sorted(siblings))
            found.append(f"the graph knows no {names.shorten(iri)}; {near or 'kgtools search may find what is meant'}")
    return found


_QUOTED = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"""|' + r"'''(?:[^'\\]|\\.|'{1,2}(?!'))*'''|"
    r'"(?:[^"\\\n]|\\.)*"|' + r"'(?:[^'\\\n]|\\.)*'|(?<![^\s{}.;,])#.*"
)
_PREFIX = re.compile(r"(?i)\bPREFIX\s+([\w-]*):\s*<([^>\s]*)>")
_IRI = re.compile(r"<([^<>\s\"{}|^`]*)>")
_PREFIXED = re.compile(r"(?<![\w?$@:-])([A-Za-z][\w-]*)?:((?:[\w.-]|\\.|%[0-9A-Fa-f]{2})*)")


def _known(store_: ox.Store, iri: str) -> bool:
    node = ox.NamedNode(iri)
    return next(iter(store_.quads_for_pattern(node, None, None, ox.DefaultGraph())), None) is not None


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


def prepare(root: Path, store_: ox.Store, name: str, given: Mapping[str, str]) -> tuple[str, str]:
    """Find a question and bind its parameters: its SPARQL, and the name of its file for messages."""
    question = find_question(root, name)
    return bind(store_, question, given), f"{question.name}.rq"


def run(root: Path, store_: ox.Store, name: str, given: Mapping[str, str]) -> Answer | bool | list[ox.Triple]:
    """Find a question, bind its parameters and ask it."""
    return ask(store_, *prepare(root, store_, name, given))
