"""How much of an article the rules find that have never seen it: each of the articles left out in turn.

An article is left out with the names that it alone prints, and with the things that it alone tells of. Then its text is
read, and what is found is held against its claims. Prints precision and recall by kind of name and of claim, with the
numbers behind them; and, of logs of review that are named, which share of the proposals was accepted, edited and
rejected, by reason.

    python benchmarks/reading.py ARTICLES [LOG...]
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from kgtools import ontology, projects  # noqa: E402
from kgtools.articles import copies  # noqa: E402
from kgtools.articles.mentions import Finder, Name  # noqa: E402
from kgtools.checks import anchors  # noqa: E402
from kgtools.claims import reader  # noqa: E402
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Figure  # noqa: E402
from kgtools.curation.extract import run  # noqa: E402
from kgtools.curation.extract.reading import read  # noqa: E402
from kgtools.curation.extract.spans import Mention, Reading  # noqa: E402
from kgtools.curation.proposals import records  # noqa: E402
from tests.curation.counting import Score, added  # noqa: E402

NAMED = ("state", "person", "place", "body", "company")
DATE = ("date", "start", "end")


# -- an article left out ----------------------------------------------------------------------------


def without(corpus: Corpus, article: str) -> Corpus:
    """The corpus without an article: its claims, the names that it alone prints, the things it alone tells of."""
    claims = tuple(claim for claim in corpus.claims if claim.article != article)
    told = {entity for claim in claims for entity in claim.entities}
    own = {entity for claim in corpus.claims if claim.article == article for entity in claim.entities} - told
    printed = {
        entity: {text: by for text, by in names.items() if set(by) != {article}}
        for entity, names in corpus.printed.items()
        if entity not in own
    }
    entities = {
        identifier: _with_names(entity, corpus, article)
        for identifier, entity in corpus.entities.items()
        if identifier not in own
    }
    return replace(corpus, claims=claims, entities=entities, printed=printed)


def _with_names(entity: Entity, corpus: Corpus, article: str) -> Entity:
    alone = {text for text, by in corpus.printed.get(entity.id, {}).items() if set(by) == {article}}
    return replace(entity, aliases=tuple(text for text in entity.aliases if text not in alone))


# -- names ------------------------------------------------------------------------------------------


def names(reading: Reading, corpus: Corpus, left: Corpus, article: str) -> dict[str, Score]:
    """Names by kind: of things that the rest knows (found under their id), and of others (found as unknown)."""
    counts: dict[str, Score] = defaultdict(Score)
    mentions = [one for one in reading.mentions if one.how != "adjective"]
    linked = {one.entity for one in mentions if one.entity}
    printed = {entity: names for entity, names in corpus.printed.items() if _prints(names, article)}
    for entity in printed:
        sort = entity.partition("/")[0]
        if sort in NAMED and entity in left.entities:
            counts[f"known {sort}"].marked += 1
            counts[f"known {sort}"].found += entity in linked
    told = {entity for claim in corpus.claims if claim.article == article for entity in claim.entities}
    for entity in linked:
        sort = entity.partition("/")[0]
        if sort in NAMED:
            counts[f"known {sort}"].given += 1
            counts[f"known {sort}"].right += entity in told or entity in printed
    new = [one for one in mentions if not one.entity]
    places = _places(reading.text, {one: each for one, each in printed.items() if one not in left.entities}, article)
    for entity, own in places.items():
        sort = entity.partition("/")[0]
        if sort in NAMED:
            counts[f"new {sort}"].marked += 1
            counts[f"new {sort}"].found += any(_touch(one, place) for one in new for place in own)
    return counts


def _prints(names: dict[object, tuple[str, ...]], article: str) -> bool:
    return any(article in by for by in names.values())


def _places(text: str, printed: dict[str, dict], article: str) -> dict[str, list[tuple[int, int]]]:  # type: ignore[type-arg]
    own = [
        Name(entity, one.value, one.language)
        for entity, each in printed.items()
        for one in each
        if article in each[one]
    ]
    found: dict[str, list[tuple[int, int]]] = {name.entity: [] for name in own}
    for mention in Finder(own).find(text):
        found[mention.name.entity].append((mention.start, mention.end))
    return found


def _touch(one: Mention, place: tuple[int, int]) -> bool:
    return one.start < place[1] and place[0] < one.end


# -- claims -----------------------------------------------------------------------------------------


def claims(reading: Reading, found: Iterable[records.Record], corpus: Corpus, article: str) -> dict[str, Score]:
    """Claims by kind: parts of them that stand in their passage, and whole ones as the frames propose them."""
    counts: dict[str, Score] = defaultdict(Score)
    dates = sorted((one.start, one.end, one.edtf) for sentence in reading.sentences for one in sentence.dates)
    numbers = sorted((one.start, one.value, one.unit) for sentence in reading.sentences for one in sentence.quantities)
    cells = [cell for table in reading.tables for row in table.rows for cell in row]
    numbers = sorted([*numbers, *((one.start, one.value, one.unit) for cell in cells for one in cell.quantities)])
    mentions = sorted((one.start, one.entity) for one in reading.mentions)
    own = [claim for claim in corpus.claims if claim.article == article and claim.anchor]
    for claim in own:
        for part, here in _parts(claim, dates, numbers, mentions, corpus):
            counts[part].marked += 1
            counts[part].found += here
    _whole(counts, own, list(found))
    return counts


def _parts(claim: Claim, dates: list, numbers: list, mentions: list, corpus: Corpus) -> Iterator[tuple[str, bool]]:  # type: ignore[type-arg]
    start, end = claim.anchor.start, claim.anchor.end  # type: ignore[union-attr]
    if isinstance(claim, Figure):
        value = claim.value.replace(" ", "")
        here = [one for one in _within(numbers, start, end) if one[1].replace(" ", "") == value]
        yield "part: number of a figure", bool(here)
        if claim.period:
            yield "part: period of a figure", any(one[2] == claim.period for one in _within(dates, start, end))
    elif isinstance(claim, Fact):
        if claim.property in DATE:
            yield "part: date of a fact", any(one[2] == claim.value for one in _within(dates, start, end))
        elif claim.value in corpus.entities and claim.value.partition("/")[0] in NAMED:
            yield "part: thing of a fact", any(one[1] == claim.value for one in _within(mentions, start, end))


def _within(rows: list, start: int, end: int) -> list:  # type: ignore[type-arg]
    return rows[bisect_right(rows, (start - 1, "￿")) : bisect_right(rows, (end, ""))]


def _whole(counts: dict[str, Score], own: list[Claim], found: list[records.Record]) -> None:
    """A proposal is right if a claim of the article has its property or indicator, and its value, at that place."""
    told: dict[str, list[Claim]] = {"fact": [], "figure": []}
    for claim in own:
        if isinstance(claim, Fact | Figure):
            told["fact" if isinstance(claim, Fact) else "figure"].append(claim)
    hit: set[str] = set()
    for one in found:
        if isinstance(one, records.Fact | records.Figure):
            sort = "fact" if isinstance(one, records.Fact) else "figure"
            name = f"claim: {sort} {one.property}" if isinstance(one, records.Fact) else "claim: figure"
            near = [claim for claim in told[sort] if _at(claim, one) and _says(claim, one)]
            counts[name].given += 1
            counts[name].right += bool(near)
            hit.update(claim.id for claim in near)
    for sort, claims_ in told.items():
        for claim in claims_:
            name = f"claim: fact {claim.property}" if isinstance(claim, Fact) else "claim: figure"
            if name in counts:
                counts[name].marked += 1
                counts[name].found += claim.id in hit
            counts[f"all: {sort}s"].marked += 1
            counts[f"all: {sort}s"].found += claim.id in hit
    for sort in told:
        of = [count for name, count in counts.items() if name.startswith(f"claim: {sort}")]
        counts[f"all: {sort}s"].given = sum(count.given for count in of)
        counts[f"all: {sort}s"].right = sum(count.right for count in of)


def _at(claim: Claim, one: records.Fact | records.Figure) -> bool:
    anchor = claim.anchor
    return anchor is not None and any(
        (quote.start or 0) < anchor.end and anchor.start < (quote.end or 0) for quote in one.quotes
    )


def _says(claim: Claim, one: records.Fact | records.Figure) -> bool:
    if isinstance(claim, Figure) and isinstance(one, records.Figure):
        return claim.value.replace(" ", "") == one.value.replace(" ", "") and claim.unit == one.unit
    if isinstance(claim, Fact) and isinstance(one, records.Fact) and claim.property == one.property:
        thing = one.value.thing
        if thing is None:
            return claim.value in (one.value.date, one.value.number, one.value.code, one.value.text)
        return not thing.id or thing.id == claim.value
    return False


# -- logs of review ---------------------------------------------------------------------------------


def review(log: Path) -> Iterator[str]:
    """What became of the proposals of a log: the share accepted, edited, left, and rejected by reason."""
    held: list[dict[str, object]] = []
    for line in log.read_text(encoding="utf-8").splitlines():
        decision = json.loads(line) if line.strip() else {}
        if decision.get("do") == "undo":
            held = held[:-1]
        elif decision.get("of"):
            held.append(decision)
    last: dict[str, str] = {}
    for decision in held:
        for key in dict(decision["of"]):  # type: ignore[call-overload]
            word = str(decision["do"])
            if word == "accept" and last.get(key, "").startswith("edit"):
                continue
            last[key] = f"reject: {decision.get('reason', '')}" if word == "reject" else word
    for word, number in sorted(Counter(last.values()).items()):
        yield f"{word:28} {100 * number / len(last):4.0f} % of {len(last):4}"


def main(articles: Path, logs: list[Path]) -> None:
    projects.use(ROOT)
    own = ontology.load(ROOT)
    corpus = reader.load(ROOT, own)
    found = copies.read_copies(articles, anchors.identities(corpus))
    every: list[dict[str, Score]] = []
    for article, copy in sorted(found.items()):
        left = without(corpus, article)
        known = corpus.articles[article]
        reading = read(copy.text, left, own, published=known.published)
        proposed = run.proposals(reading, article, left, own, None)
        counts = names(reading, corpus, left, article) | claims(reading, proposed, corpus, article)
        _print(article, {name: count for name, count in counts.items() if not name.startswith("claim")})
        every.append(counts)
    _print("all articles", added(every))
    for log in logs:
        print(f"\n{log.name}\n" + "\n".join(f"  {line}" for line in review(log)))


def _print(heading: str, counts: dict[str, Score]) -> None:
    print(f"\n{heading}")
    for name, count in sorted(counts.items()):
        print(f"  {name:36} {count}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
