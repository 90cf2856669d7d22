"""What the reader of articles finds in a text, as frozen values: names, dates and quantities, by sentence and table.

Places are code points of the raw text, the end is not part of it. Nothing is claimed here: which of these belong
together, and what is said of them, is for the frames to find.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Mention:
    """A name or a word that stands for a thing.

    `entity` is the id of a known thing, empty for one that the graph does not hold; `kind` its class (Person, State,
    City, Body, Treaty ...; of an unknown thing perhaps only Body or Place), `name` a label in its base form as far as
    that can be told, in `language`. `how` tells the rule: name (a label, alias or printed name), again (a second
    mention: a surname, "the council"), look-alike (another spelling), new (an unknown name); `adjective` (Kazakh,
    Camelot's) is the thing itself named by an adjective. Mentions of one unknown thing share the `key`; `perhaps` are
    known things of the same name that it need not be.
    """

    start: int
    end: int
    entity: str
    kind: str
    name: str
    language: str
    confidence: float
    how: str = "name"
    key: str = ""
    perhaps: tuple[str, ...] = ()

    @property
    def thing(self) -> str:
        """What makes two mentions the same thing: the id, or the key of an unknown one.

        >>> Mention(0, 9, "", "Person", "O. Bektur", "en", 0.9, "new", "o-bektur").thing
        'o-bektur'
        """
        return self.entity or self.key


@dataclass(frozen=True, order=True)
class Dated:
    """A date or a stretch of time, in EDTF as tables have it, and the words that print it.

    `edtf` is empty for one that is relative (this year, «с.г.», «бүгін») where the article has no date of its own;
    `relative` is true for any that was reckoned from the article's date or from a year before it.
    """

    start: int
    end: int
    edtf: str
    printed: str
    confidence: float
    relative: bool = False


@dataclass(frozen=True, order=True)
class Quantity:
    """A number with its unit, as tables have it.

    `value` is the number as printed, with a decimal point (4.9, 2 920, 13300); spelt-out numbers are digits. `unit`
    is a code of the list of units (billion-usd, percent, tonne), or a code made like one where the list has none
    (billion-kzt); empty for a bare number. `bound` is a code of the list of bounds. `rising` says that the number is
    a change: '' none, 'rise' or 'fall' (grew by 30 per cent). `change` is the relation: '' (the level itself), 'by'
    (grew by 30 %), 'times' (grew 2.5 times), 'to' (grew to 5 bn), 'from' (grew from 3 bn). `counted` is the
    word that a number of things counts, in print («предприятий»). `row` and `column` are the heads of a table's cell.
    """

    start: int
    end: int
    value: str
    unit: str
    bound: str = "exact"
    rising: str = ""
    change: str = ""
    confidence: float = 0.9
    counted: str = ""
    high: str = ""  # the other end of a range: from 3 to 5 per cent
    row: str = ""
    column: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence, a heading or an item of a list: its place, its language, and what stands in it, in order of places.

    `lead` is the place of the words that introduce an item of a list (where its verb may stand); its ends are equal
    if there are none; `paragraph` counts the paragraphs of the text from 0.
    """

    start: int
    end: int
    language: str
    mentions: tuple[Mention, ...] = ()
    dates: tuple[Dated, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    lead: tuple[int, int] = (0, 0)
    paragraph: int = 0
    heading: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its place, its text in one line, and the heads of its row and its column."""

    start: int
    end: int
    text: str
    row: str
    column: str
    mentions: tuple[Mention, ...] = ()
    dates: tuple[Dated, ...] = ()
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table of a text: its place, its title (the line above it, or empty), and its cells row by row.

    The first cell of a row is its head. `dates` and `mentions` of title and heads hold for the cells below.
    """

    start: int
    end: int
    title: str
    language: str
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Reading:
    """An article, read: its text, its date (EDTF; empty if not known), its sentences and tables in their order.

    What stands in languages that there are no rules for, `unread`, is left out.
    """

    text: str
    published: str
    sentences: tuple[Sentence, ...]
    tables: tuple[Table, ...] = ()
    article: str = ""
    languages: tuple[str, ...] = field(default=())
    unread: tuple[str, ...] = ()

    @property
    def mentions(self) -> Iterator[Mention]:
        """All names of the sentences, in the order of their places."""
        return (mention for sentence in self.sentences for mention in sentence.mentions)
