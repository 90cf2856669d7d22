"""Whether a passage prints the term of its claim, or a curator has confirmed that it means it.

A curator picks the terms of a claim from what there is: the nearest topic instead of the printed one is a
slip that no other check sees. So each term that has no name of which all stems stand in its passage or near
it is shown until a curator has looked at it once; `data/confirmed-terms.csv` remembers that. What an article
describes and the curator names (a visit, a treaty, a tenure) is not asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path

from kgtools import files, marks
from kgtools.articles.copies import Copy
from kgtools.articles.fingerprints import fingerprint
from kgtools.articles.lexicon import plain
from kgtools.changing import ChosenByEach, Each
from kgtools.checks.passages import names
from kgtools.checks.passages.place import Place
from kgtools.claims import tables
from kgtools.claims.decision_reader import CONFIRMED
from kgtools.claims.model import Claim, ConfirmedTerm, Corpus, Entity
from kgtools.errors import Finding, UsageError, nearest
from kgtools.ontology import Ontology
from kgtools.remembering import Same, grouped, in_pieces, of_piece

CHECK = "printed-term"
TABLE = "data/confirmed-terms.csv"
NEAR = 300  # code points before and after a passage in which the term may stand too
_COLUMNS = ("subject", "value", "indicator", "measured", "about")
_HINT = "give the term that is printed, or confirm this one with --confirm"


def findings(corpus: Corpus, copies: Mapping[str, Copy], claims: Collection[Claim]) -> Iterator[Finding]:
    """The terms of claims that their passages do not print and no curator has confirmed, as information."""
    missing = list(not_printed(corpus, copies, claims))
    entries = corpus.confirmed_terms if missing else ()
    confirmed = {(entry.claim, entry.column): entry.fingerprint for entry in entries}
    for claim, column in missing:
        known = confirmed.get((claim.key, column), "")
        if known == _compared(claim, column):
            continue
        message = f"column '{column}': neither the passage nor what stands near it prints this term"
        if known:
            message += ", which was confirmed for another cell or passage"
        yield Finding(claim.file, claim.line, message, f"'{claim.terms[column]}'", "", _HINT, "information", CHECK)


def not_printed(corpus: Corpus, copies: Mapping[str, Copy], claims: Collection[Claim]) -> Iterator[tuple[Claim, str]]:
    """The claims and columns whose term has no name in or near the passage, where the very text is at hand."""
    for article, chosen in grouped(claims, "article").items() if copies else ():
        own = [claim for claim in chosen if claim.anchor]
        if not own or article not in copies or not copies[article].same:
            continue
        given = sorted({identifier for claim in own for identifier in claim.terms.values()} & corpus.entities.keys())
        entities = tuple(corpus.entities[one] for one in given if one.startswith(marks.kinds("termIsPrinted")))
        yield from _not_printed(plain(copies[article].text), tuple(own), entities)


@lru_cache(maxsize=2048)  # who checks again after a change finds most articles as they were
def _not_printed(text: str, claims: tuple[Claim, ...], entities: tuple[Entity, ...]) -> tuple[tuple[Claim, str], ...]:
    by_id = {entity.id: entity for entity in entities}
    found = []
    for claim in claims:
        assert claim.anchor is not None
        near = Place(text, claim.anchor.start, claim.anchor.end).words(NEAR, NEAR)
        for column in _COLUMNS:
            entity = by_id.get(claim.terms.get(column, ""))
            if entity is not None and not names.calls(entity, near):
                found.append((claim, column))
    return tuple(found)


def _compared(claim: Claim, column: str) -> str:
    """The fingerprint of what is compared: the cell and the passage."""
    assert claim.anchor is not None
    return fingerprint(f"{claim.terms[column]} {claim.anchor.fingerprint}")


def unknown(corpus: Corpus, _: Ontology) -> Iterable[Finding]:
    """Rows of confirmed terms whose claim or cell is not there any more."""
    entries = in_pieces(corpus.confirmed_terms, "claim")
    return chain.from_iterable(_not_there.of(entries, _claims.of(entries, corpus.by_key)).values())


def _confirmed(entries: Same[ConfirmedTerm]) -> Iterable[str]:
    return dict.fromkeys(entry.claim for entry in entries)


def _unknown(_: int, entries: Same[ConfirmedTerm], claims: Same[Claim]) -> list[Finding] | None:
    found, known = [], of_piece(claims)
    for entry in entries:
        claim = known.get(entry.claim)
        if claim is None or not claim.terms.get(entry.column):
            what, name = ("claim", entry.claim) if claim is None else ("column", entry.column)
            message, hint = f"no such {what} to confirm a term of", "remove the row, or confirm again"
            found.append(Finding(entry.file, entry.line, message, f"'{name}'", "", hint, "warning", CHECK))
    return found or None


_claims = ChosenByEach[int, str, Claim](_confirmed)
_not_there = Each[int, Same[ConfirmedTerm], list[Finding]](_unknown)


def confirm(root: Path, corpus: Corpus, copies: Mapping[str, Copy], chosen: Iterable[str]) -> int:
    """Write that a curator has looked at the terms of some claims (article/id, or a whole article).

    Rows that are needed no longer are dropped from the table. Returns how many terms were confirmed.
    Raises UsageError for what is no claim and no article.
    """
    chosen = set(chosen)
    for one in chosen:
        if one not in corpus.by_key and one not in corpus.articles:
            hint = nearest(one, [*corpus.by_key, *corpus.articles]) or "name a claim (article/id) or an article"
            raise UsageError(f"--confirm {one}: no such claim and no such article; {hint}")
    open_ = {(claim.key, column): claim for claim, column in not_printed(corpus, copies, corpus.claims)}
    kept = {(entry.claim, entry.column): entry.fingerprint for entry in corpus.confirmed_terms}
    rows = {key: mark for key, mark in kept.items() if key in open_ or not _at_hand(key[0], corpus, copies)}
    new = {
        (key, column): _compared(claim, column)
        for (key, column), claim in open_.items()
        if key in chosen or claim.article in chosen
    }
    done = sum(rows.get(key) != mark for key, mark in new.items())
    table = [
        {"claim": claim, "column": column, "fingerprint": mark, "mark": CONFIRMED}
        for (claim, column), mark in sorted((rows | new).items())
    ]
    files.replace_all(root, {root / TABLE: tables.as_text(tables.CONFIRMED_TERMS, table)})
    return done


def _at_hand(key: str, corpus: Corpus, copies: Mapping[str, Copy]) -> bool:
    """Whether the passage of a claim can be looked at; a claim that is gone needs no row."""
    claim = corpus.by_key.get(key)
    return claim is None or (claim.article in copies and copies[claim.article].same)
