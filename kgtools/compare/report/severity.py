"""How much a disagreement matters: its kind, how far its values lie apart, in how many articles and origins.

Ranked by these, and grouped by their questions, the entries of the list of disagreements are shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from kgtools import ontology
from kgtools.claims import reader
from kgtools.claims.acceptance import not_accepted
from kgtools.claims.model import Corpus, Disagreement, Fact
from kgtools.compare import origins
from kgtools.compare.alignment import Run
from kgtools.compare.figures.derived import Derived
from kgtools.compare.figures.observations import Meanings, Observation, printed
from kgtools.ontology import Ontology
from kgtools.values import dates

# Codes of the list disagreement-kind: what would change a citation first.
KINDS = ("value", "plan", "judgement", "identity", "retelling", "misprint", "compatible")
FOLDED = ("misprint", "compatible")  # kinds that are shown only to who asks for them
_STATUSES = ("open", "decided", "explained")
_YEAR = 366  # days apart that weigh as much as one number being nothing of another


@dataclass(frozen=True)
class Size:
    """How large a disagreement is.

    `gap` is the greatest difference between two numbers given for one question and time, as a share of the greater
    one (0 to 1); `days` the greatest number of days between two dates given for one question. None where no two
    numbers or dates are compared. `articles` and `origins` count those that take part; no article stands behind
    background.
    """

    gap: Decimal | None
    days: int | None
    articles: int
    origins: int

    @property
    def extent(self) -> float:
        """How far the values lie apart, from 0 to 1."""
        return max(float(self.gap or 0), min((self.days or 0) / _YEAR, 1.0))


class Severity:
    """The sizes and the order of the entries of a corpus."""

    def __init__(self, corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None) -> None:
        self.corpus = corpus
        self.ontology = ontology
        self.held = not_accepted(corpus)
        meanings = Meanings.of(corpus)
        derived = Derived(printed(corpus, ontology, meanings), meanings)
        self.behind: dict[str, list[Observation]] = defaultdict(list)  # what each figure says and what follows from it
        for observation in (*derived.printed, *derived.observations):
            for key in observation.claims:
                self.behind[key].append(observation)
        self.origin = origins.origins(corpus, ontology, runs)

    def size(self, entry: Disagreement) -> Size:
        """How large a disagreement is."""
        keys = [key for key in entry.claims if key in self.origin]
        articles = {key.partition("/")[0] for key in keys}
        return Size(
            self._gap(entry), self._days(entry), len(articles), len({self.origin[key] for key in keys})
        )  # fmt: skip

    def _gap(self, entry: Disagreement) -> Decimal | None:
        """The greatest relative difference between figures of one series and time whose intervals do not meet."""
        groups: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
        for found in self._observations(entry):
            groups[found.series, found.period].append(found)
        gaps = [
            1 - low.value / high.value
            for group in groups.values()
            for low, high in [(min(group, key=_value), max(group, key=_value))]
            if high.value > 0 and low.value >= 0 and not low.interval.overlaps(high.interval)
        ]
        return max(gaps, default=None)

    def _observations(self, entry: Disagreement) -> Iterator[Observation]:
        """What the figures of an entry that are accepted say, and what follows from these alone."""
        keys = frozenset(entry.claims) - self.held
        seen: set[int] = set()
        for key in entry.claims:
            for found in self.behind.get(key, ()):
                if id(found) not in seen and keys >= set(found.claims):
                    seen.add(id(found))
                    yield found

    def _days(self, entry: Disagreement) -> int | None:
        """The greatest number of days that lie between two dates given for one property of one thing."""
        groups: dict[tuple[str, str], list[dates.Date]] = defaultdict(list)
        for key in entry.claims:
            claim = self.corpus.by_key[key]
            if isinstance(claim, Fact) and self.ontology.properties[claim.property].takes == "date":
                groups[claim.subject, claim.property].append(dates.parse(claim.value))
        apart = [
            (max(starts) - min(ends)).days
            for group in groups.values()
            if (starts := [date.earliest for date in group if date.earliest])
            and (ends := [date.latest for date in group if date.latest])
        ]
        return max((days for days in apart if days > 0), default=None)

    def key(self, entry: Disagreement) -> tuple[object, ...]:
        """What entries are sorted by, the weightiest first: kind, whether it is open, articles, extent; then id."""
        size = self.size(entry)
        return (
            KINDS.index(entry.kind), _STATUSES.index(entry.status), -size.articles, -size.extent, entry.id,
        )  # fmt: skip

    def ranked(self, entries: Iterable[Disagreement]) -> list[list[Disagreement]]:
        """Entries grouped by their question; groups by their weightiest entry, which stands first in its group."""
        entries = list(entries)
        keys = {entry.id: self.key(entry) for entry in entries}
        groups: dict[str, list[Disagreement]] = defaultdict(list)
        for entry in sorted(entries, key=lambda entry: keys[entry.id]):
            groups[entry.question].append(entry)
        return list(groups.values())

    def in_time(self, entries: Iterable[Disagreement]) -> list[list[Disagreement]]:
        """Entries grouped by their question in order of its time, those without a time last."""
        entries = list(entries)
        keys = {entry.id: self.key(entry) for entry in entries}
        ordered = sorted(entries, key=lambda entry: (_time(entry), entry.question, keys[entry.id]))
        return [list(group) for _, group in groupby(ordered, key=lambda entry: entry.question)]


def ranking(project: Path) -> list[str]:
    """The ids of all disagreements of a project, the weightiest first; those of one question stand together."""
    terms = ontology.load(project)
    return ranked(reader.load(project, terms), terms)


def ranked(corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None) -> list[str]:
    """The ids of all disagreements of a corpus, the weightiest first; those of one question stand together.

    `runs` are the copied runs of the corpus, if they are known already.
    """
    return [entry.id for group in Severity(corpus, ontology, runs).ranked(corpus.disagreements) for entry in group]


def _value(found: Observation) -> Decimal:
    return found.value


def _time(entry: Disagreement) -> str:
    """What sorts entries by the period of their question; after all years if it has none."""
    if not entry.about.startswith("indicator/") or not entry.aspect:
        return "~"
    date = dates.parse(entry.aspect)
    day = date.earliest or date.latest
    return day.isoformat() if day else "~"
