"""What was compared: the cells of a claim on which a comparison rests, in a form that rewording does not change.

An entry of the list of disagreements explains claims as they were when a curator read them. So it keeps these
cells of each of its claims (`data/compared-claims.csv`): numbers in the base unit with the interval that they
stand for, dates, things, terms. The words of curators (gists, accounts, notes) are compared with nothing and
are not among them.
"""

from __future__ import annotations

from kgtools.alike import Alike
from kgtools.claims import tables
from kgtools.claims.model import Article, Claim, Corpus, Entity, Fact, Figure, Opinion, Text
from kgtools.ontology import Ontology
from kgtools.remembering import Same, for_the_same, in_parts
from kgtools.values import numbers

COLUMNS = tables.COMPARED_CELLS
_CURATORS = "inCuratorsWords"  # mark of the properties whose values a curator words


def said(corpus: Corpus, things: bool = True) -> Corpus:
    """What is compared of a corpus, without the decisions of curators: the very same while only notes and lines change.

    Of a claim of which these alone have changed it has the row as it was before. For who asks claims alone it has no
    `things`, so that it is the same, too, while these change.
    """
    return _with(corpus, _said.of(corpus.by_article), things)


def stated(corpus: Corpus, things: bool = True) -> Corpus:
    """The same, but for the gists of opinions: they tell what is aimed at, and clash with nothing."""
    return _with(corpus, _stated.of(corpus.by_article), things)


_said, _stated = Alike[Claim]("note", "line"), Alike[Claim]("note", "line", "gist")
_NO_THINGS: dict[str, Entity] = {}
_NO_NAMES: dict[str, dict[Text, tuple[str, ...]]] = {}


def _with(corpus: Corpus, by_article: dict[str, Same[Claim]], things: bool) -> Corpus:
    entities, printed = (corpus.named, corpus.printed) if things else (_NO_THINGS, _NO_NAMES)
    return _corpus(by_article, entities, corpus.articles, printed)


@for_the_same(4)
def _corpus(
    by_article: dict[str, Same[Claim]],
    entities: dict[str, Entity],
    articles: dict[str, Article],
    printed: dict[str, dict[Text, tuple[str, ...]]],
) -> Corpus:
    claims = in_parts(tuple(by_article.values()))
    corpus = Corpus(entities, articles, claims, (), printed=printed)
    vars(corpus)["by_article"] = by_article  # which tells by what it differs from the one before
    return corpus


def compared(claim: Claim, ontology: Ontology) -> dict[str, str]:
    """The compared cells of a claim by the columns of COLUMNS; empty where the claim has no such cell.

    A number written in another unit or with other spaces gives the same cells; one with another number of digits,
    which stands for another interval, does not.
    """
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {"certainty": claim.certainty, "speakers": " ".join(sorted(claim.speakers))}
    if isinstance(claim, Figure):
        cells |= _figure(claim, ontology)
    elif isinstance(claim, Fact):
        own = claim.property in ontology.marks.get(_CURATORS, {})
        value = f"{claim.value}@{claim.language}" if claim.language else claim.value
        cells |= {
            "subject": claim.subject, "property": claim.property, "value": "" if own else value, "time": claim.when,
            "modality": claim.modality, "set_by": " ".join(sorted(claim.set_by)), "origin": claim.origin,
        }  # fmt: skip
    elif isinstance(claim, Opinion):
        cells |= {
            "subject": claim.about, "property": "stance", "value": claim.stance, "time": claim.horizon,
            "affiliation": claim.affiliation,
        }  # fmt: skip
    return cells


def _figure(claim: Figure, ontology: Ontology) -> dict[str, str]:
    unit = ontology.units[claim.unit]
    stands_for = numbers.interval(claim.value, claim.bound, unit.multiplier, unit.whole)
    value = numbers.normalise(numbers.parse_number(claim.value), unit.multiplier)
    low, high = (numbers.normalise(end, numbers.ONE) for end in (stands_for.low, stands_for.high))
    return {
        "subject": claim.measured, "property": claim.indicator, "partner": claim.partner, "flow": claim.flow,
        "value": f"{value:f}", "low": f"{low:f}", "high": f"{high:f}", "unit": unit.base, "bound": claim.bound,
        "qualifiers": " ".join(claim.qualifiers), "time": claim.period, "modality": claim.modality,
        "set_by": " ".join(sorted(claim.set_by)), "reporter": claim.reporter, "origin": claim.origin,
    }  # fmt: skip


def differences(was: dict[str, str], now: dict[str, str]) -> list[tuple[str, str, str]]:
    """The columns whose cells differ, each with the cell as it was and as it is; a value without its interval."""
    found = [(column, was.get(column, ""), now[column]) for column in COLUMNS if was.get(column, "") != now[column]]
    if any(column == "value" for column, _, _ in found):
        found = [difference for difference in found if difference[0] not in ("low", "high")]
    return found
