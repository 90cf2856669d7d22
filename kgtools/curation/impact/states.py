"""Two states of the tables that are compared: with and without an article, or before and after a change."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kgtools import ontology
from kgtools.checks.changes import checkout
from kgtools.claims import reader
from kgtools.claims.model import Claim, Corpus, Disagreement, Outcome, Text
from kgtools.compare import alignment, disagreements, origins
from kgtools.compare.clash import Clash
from kgtools.compare.verdicts import DECIDED, OPEN, Judge
from kgtools.errors import DataError, UsageError
from kgtools.graph import statements
from kgtools.ontology import Ontology

Statement = tuple[str, ...]


@dataclass(frozen=True)
class State:
    """The tables of a project at one time, and what follows from them."""

    corpus: Corpus
    ontology: Ontology

    @cached_property
    def runs(self) -> list[alignment.Run]:
        """The copied runs of passages."""
        return list(alignment.runs(self.corpus, self.ontology))

    @cached_property
    def origins(self) -> dict[str, str]:
        """The independent origin of each claim, by its key."""
        return origins.origins(self.corpus, self.ontology, self.runs)

    @cached_property
    def statements(self) -> dict[Statement, list[Claim]]:
        """The claims of articles by the statement they make."""
        return origins.statements(self.corpus, self.ontology)

    @cached_property
    def clashes(self) -> list[Clash]:
        """Every clash that the machine finds."""
        return list(disagreements.clashes(self.corpus, self.ontology, self.runs))

    @cached_property
    def judge(self) -> Judge:
        """Who compares targets with the claims that may decide them."""
        return Judge(self.corpus, self.ontology)

    @cached_property
    def store(self) -> ox.Store:
        """The graph that the tables give, in memory."""
        store = ox.Store()
        store.bulk_extend(statements.quads(self.corpus, self.ontology, self.runs))
        return store

    def number_of_origins(self, statement: Statement) -> int:
        """How many independent origins a statement has."""
        return len({self.origins[claim.key] for claim in self.statements.get(statement, ())})


def at_revision(project: Path, revision: str) -> State:
    """The tables as they were at a revision of git, with the ontology of that time.

    Raises UsageError if git does not know the revision, or if its tables cannot be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        checkout(project, revision, Path(folder), "impact")
        try:
            terms = ontology.load(Path(folder))
            return State(reader.load(Path(folder), terms), terms)
        except DataError as error:
            raise UsageError(
                f"impact {revision}: the tables of that revision cannot be read: {error.findings[0]}; take a later one"
            ) from None


def without(state: State, article: str) -> State:
    """The tables as if an article had never been read: without its claims, and what only they speak of.

    Entries of the list of disagreements keep what is left of two sides, outcomes what other claims tell and decide.
    """
    corpus = state.corpus
    claims = tuple(claim for claim in corpus.claims if claim.article != article)
    keys = {claim.key for claim in claims}
    articles = {key: value for key, value in corpus.articles.items() if key != article}
    spoken = _spoken_of(claims) | {author for one in articles.values() for author in one.authors}
    own = _spoken_of(claim for claim in corpus.claims if claim.article == article) - spoken
    own |= {author for author in corpus.articles[article].authors if author not in spoken}
    entities = {key: value for key, value in corpus.entities.items() if key not in own}
    entries = (_entry(entry, keys) for entry in corpus.disagreements)
    outcomes = (_outcome(row, keys) for row in corpus.outcomes)
    rest = replace(
        corpus,
        entities=entities,
        articles=articles,
        claims=claims,
        disagreements=tuple(entry for entry in entries if entry is not None),
        outcomes=tuple(row for row in outcomes if row is not None),
        mappings=tuple(row for row in corpus.mappings if row.subject not in own),
        printed=_printed(corpus, article, entities),
        confirmed_terms=tuple(row for row in corpus.confirmed_terms if row.claim in keys),
    )
    return State(_translated(rest), state.ontology)


def _spoken_of(claims: Iterable[Claim]) -> set[str]:
    """The ids that claims give, of whatever kind."""
    return {one for claim in claims for one in (*claim.entities, *getattr(claim, "set_by", ())) if "/" in one}


def _entry(entry: Disagreement, keys: set[str]) -> Disagreement | None:
    """An entry with the claims that are left of it; None if no two are, or, of a single one, not it."""
    left = tuple(key for key in entry.claims if key in keys)
    if len(left) < min(2, len(entry.claims)):
        return None
    return replace(
        entry,
        claims=left,
        prefers=tuple(key for key in entry.prefers if key in keys),
        holds_back=tuple(key for key in entry.holds_back if key in keys),
        compared={key: cells for key, cells in entry.compared.items() if key in keys},
    )


def _outcome(row: Outcome, keys: set[str]) -> Outcome | None:
    """What other claims tell and decide of a target; it is open if nothing is left that decides it."""
    told = tuple(key for key in row.told_by if key in keys)
    decided = tuple(key for key in row.decided_by if key in keys)
    if not told:
        return None
    undecided = row.outcome in DECIDED and not decided
    return replace(row, told_by=told, decided_by=decided, outcome=OPEN if undecided else row.outcome)


def _printed(corpus: Corpus, article: str, entities: Iterable[str]) -> dict[str, dict[Text, tuple[str, ...]]]:
    """The printed names that other articles print too."""
    found = {}
    for entity in set(corpus.printed) & set(entities):
        names = {name: tuple(one for one in by if one != article) for name, by in corpus.printed[entity].items()}
        found[entity] = {name: by for name, by in names.items() if by}
    return {entity: names for entity, names in sorted(found.items()) if names}


def _translated(corpus: Corpus) -> Corpus:
    """Without translations of texts that are gone."""
    begun = {f"disagreement/{entry.id}" for entry in corpus.disagreements}
    begun |= {f"outcome/{row.id}" for row in corpus.outcomes} | {f"article/{key}" for key in corpus.articles}
    begun |= {claim.key for claim in corpus.claims} | set(corpus.entities)
    kept = tuple(row for row in corpus.translations if row.id.removesuffix("/needed") in begun)
    return replace(corpus, translations=kept)
