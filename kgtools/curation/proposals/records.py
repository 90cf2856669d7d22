"""The format of proposals: JSON Lines, one record a line, as frozen values that are read and written without loss.

A file begins with a `run`, which names the format, the article and the reader; then come things that the graph
does not hold, facts, figures, opinions, and passages that hold nothing. Every record brings the words of the
article that say it; places are optional and never trusted. What a value means (a property, a code, a date) is not
asked here but by the checks of a proposal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from kgtools.errors import DataError, Finding, nearest

FORMAT = "tandem-proposals/1"
COUNTS = ("codepoint", "utf16", "byte", "page")  # what `start` and `end` of a quote count
READERS = ("rules", "model", "person", "tool")


class Quote(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Words of the article; `…` or `...` stands for words left out. `prefix` and `suffix` tell one place from another.

    `start` and `end` are what the reader believes, counted in `count`; the words are looked for all the same.
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    count: str = COUNTS[0]


class Reference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing: by its `id`, by a `name` with the language and kind that the reader sees in it, or by `new`.

    `new` is the key of a thing of the same file. Exactly one is given, but for an id, which may bring a name.

    >>> Reference(name="Камелот", kind="Place").key
    'Камелот'
    """

    id: str = ""
    name: str = ""
    new: str = ""
    language: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        if bool(self.new) + bool(self.id or self.name) != 1:
            raise ValueError("a reference gives one of id, name and new")

    @property
    def key(self) -> str:
        """What it is called by: the id, the key of the new thing, or the name."""
        return self.id or self.new or self.name


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The value of a fact: exactly one of a thing, a date (EDTF, with how it is printed), a number, a code and a text.

    >>> Value(date="2031-05-04").kind
    'date'
    """

    thing: Reference | None = None
    date: str = ""
    number: str = ""
    code: str = ""
    text: str = ""
    printed: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        given = [kind for kind in _VALUES if getattr(self, kind)]
        if len(given) != 1:
            raise ValueError(f"a value gives one of {', '.join(_VALUES)}; found {', '.join(given) or 'none'}")

    @property
    def kind(self) -> str:
        """Which of the five it is."""
        return next(kind for kind in _VALUES if getattr(self, kind))


_VALUES = ("thing", "date", "number", "code", "text")


class By(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How the reader came to it: its rule, and how sure it is, from 0 to 1."""

    rule: str = ""
    confidence: float | None = None


class Reader(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who has read: one of `READERS`, with a name and a version."""

    kind: str
    name: str
    version: str = ""


class _Record(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, tag_field="record"
):
    """What the records share: a key by which a decision names it, how it was found, and a word to the curator."""

    key: str = ""
    by: By | None = None
    note: str = ""


class Run(_Record, frozen=True, tag="run", kw_only=True):
    """The first record: the format, the article (its id), its text, and the reader."""

    format: str
    article: str
    reader: Reader
    sha256: str = ""
    languages: tuple[str, ...] = ()


class Thing(_Record, frozen=True, tag="thing", kw_only=True):
    """A thing that the graph seems not to hold: its key in this file, its class, a label in one language or several.

    `printed` are its names as the article has them, `perhaps` ids of things that it could be.
    """

    new: str
    kind: str
    labels: dict[str, str]
    quotes: tuple[Quote, ...]
    printed: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()


class _Claim(_Record, frozen=True, kw_only=True):
    """What facts, figures and opinions share. Codes are those of the ontology; what is left out is the usual one."""

    quotes: tuple[Quote, ...]
    certainty: str = "stated"
    speaker: Reference | tuple[Reference, ...] = ()

    @property
    def speakers(self) -> tuple[Reference, ...]:
        """Who speaks, none or several."""
        return (self.speaker,) if isinstance(self.speaker, Reference) else self.speaker


class Fact(_Claim, frozen=True, tag="fact", kw_only=True):
    """A thing has a property with a value. `when` is the time for which it is said, in EDTF."""

    subject: Reference
    property: str
    value: Value
    when: str = ""
    modality: str = "asserted"
    set_by: tuple[Reference, ...] = ()
    origin: Reference | None = None


class Figure(_Claim, frozen=True, tag="figure", kw_only=True):
    """A number of an indicator: of whom (`measured`), with whom, which way, when, as printed, in its unit."""

    indicator: Reference
    value: str
    unit: str
    measured: Reference | None = None
    partner: Reference | None = None
    flow: str = ""
    reporter: Reference | None = None
    period: str = ""
    bound: str = "exact"
    qualifiers: tuple[str, ...] = ()
    modality: str = "asserted"
    set_by: tuple[Reference, ...] = ()
    origin: Reference | None = None


class Opinion(_Claim, frozen=True, tag="opinion", kw_only=True):
    """What somebody holds of something, with its gist in the reader's own words (English)."""

    about: Reference
    stance: str
    gist: str
    affiliation: Reference | None = None
    horizon: str = ""


class Empty(_Record, frozen=True, tag="empty", kw_only=True):
    """A passage that was read and holds nothing for the graph, with a word why."""

    quotes: tuple[Quote, ...]
    why: str


Claim = Fact | Figure | Opinion
Record = Run | Thing | Fact | Figure | Opinion | Empty


@dataclass(frozen=True)
class Line:
    """A record and the line of its file that it stands in, from 1."""

    number: int
    record: Record


def read(text: str, file: str) -> Iterator[Line | Finding]:
    """The records of a text in their order; a line that is none is a finding, and the rest is read on.

    >>> [line] = read('{"record":"empty","quotes":[{"exact":"Good luck to all"}],"why":"courtesy"}', "p.jsonl")
    >>> line.number, line.record.why
    (1, 'courtesy')
    >>> print(*read('{"record":"empty","quotes":[],"wyh":"courtesy"}', "p.jsonl"))
    p.jsonl:1: Object contains unknown field `wyh`; did you mean 'why'?
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield decode(line, file, number)


def decode(line: str, file: str, number: int) -> Line | Finding:
    """The record in a JSON object that begins on line `number` of a file, or what is wrong with it."""
    try:
        return Line(number, _DECODER.decode(line))
    except msgspec.ValidationError as error:
        message = str(error)
        unknown = message.partition("unknown field `")[2].partition("`")[0]
        return Finding(file, number, message, hint=nearest(unknown, _FIELDS) if unknown else "", check="form")
    except (msgspec.DecodeError, RecursionError) as error:
        return Finding(file, number, f"no JSON: {error}", hint="one record a line", check="form")


_DECODER = msgspec.json.Decoder(Record)
_FIELDS = sorted({field.encode_name for kind in Record.__args__ for field in msgspec.structs.fields(kind)})


def write(records: Iterable[Record]) -> str:
    """Records as JSON Lines, in the order of their fields, without what is left out.

    >>> write([Empty(quotes=(Quote("Good luck"),), why="courtesy")])
    '{"record":"empty","quotes":[{"exact":"Good luck"}],"why":"courtesy"}\\n'
    """
    return "".join(msgspec.json.encode(record).decode() + "\n" for record in records)


def only_records(lines: Iterable[Line | Finding]) -> list[Line]:
    """The lines of a file that must be without a fault; raises DataError with every fault."""
    read_lines: list[Any] = list(lines)
    if findings := [line for line in read_lines if isinstance(line, Finding)]:
        raise DataError(findings)
    return read_lines
