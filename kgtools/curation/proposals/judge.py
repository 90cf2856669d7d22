"""Judges proposals: what each would become, what a curator must look at, and which may be accepted as they stand.

The checks run in the order in which a curator would ask: can it be read, does the article say it in these words,
which things are meant, is the value one, does the passage bear it out, is it told already, does it clash. Nothing is
mended silently, and what is merely alike is never taken for what it is like.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kgtools import namespaces
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import Copy
from kgtools.claims.model import Corpus
from kgtools.curation.proposals import beside, passages
from kgtools.curation.proposals.importers import lines as importers_lines
from kgtools.curation.proposals.quotes import ELSEWHERE, SEVERAL, UNCHECKED, Quotes, QuoteVerdict, worst
from kgtools.curation.proposals.records import COUNTS, FORMAT, READERS, Figure, Line, Record, Run, Thing
from kgtools.curation.proposals.references import CHOOSE, NEW, UNKNOWN, Register, Resolved
from kgtools.curation.proposals.rows import (
    FORM,
    LOOK,
    QUOTE,
    REFERENCE,
    REFUSED,
    SAID,
    TOLD,
    VALUE,
    Draft,
    Drafts,
    Word,
)
from kgtools.errors import Finding, nearest
from kgtools.ontology import Ontology

_AROUND = 300  # code points before a passage in which a state may be spoken of


@dataclass(frozen=True)
class Judgement:
    """A proposal, judged.

    `line` is its line in the file, `quote` what became of its quotes (None if it has none), `anchor` its passage if
    they are placed, `references` what its things mean by column (`speaker`, `speaker:2` if there are several), `row`
    its cells as the table would have them, empty where something is open. `clean` says that a curator may accept it
    without looking: quote printed, things known or new, value right, nothing found.
    """

    line: int
    record: Record
    anchor: Anchor | None = None
    quote: QuoteVerdict | None = None
    references: dict[str, Resolved] = field(default_factory=dict, hash=False)
    row: dict[str, str] = field(default_factory=dict, hash=False)
    words: tuple[Word, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing about it needs a look."""
        return not any(word.severity in (REFUSED, LOOK) for word in self.words) and not self.told

    @property
    def refused(self) -> bool:
        """Whether it cannot be accepted as it stands."""
        return any(word.severity == REFUSED for word in self.words)

    @property
    def told(self) -> bool:
        """Whether the article's claims say it already."""
        return any(word.check == TOLD and word.severity == LOOK for word in self.words)


@dataclass(frozen=True)
class Judged:
    """A file of proposals, judged: its run, the proposals in their order, and what is wrong with lines or the file."""

    file: str
    run: Run | None
    proposals: tuple[Judgement, ...] = ()
    findings: tuple[Finding, ...] = ()


def judge(
    text: str, corpus: Corpus, ontology: Ontology, copies: Mapping[str, Copy], file: str = "proposals.jsonl"
) -> Judged:
    """Judge the proposals of a text in JSON Lines, against the graph and the copies of articles at hand by their ids.

    Lines that are no records, and what is wrong with the file as a whole, are findings; all else is judged. Fences and
    prose around the records are left out, which is a finding too, of no weight.
    """
    findings: list[Finding] = []
    lines: list[Line] = []
    for one in importers_lines.read(text, file):
        if isinstance(one, Finding):
            findings.append(one)
        else:
            lines.append(one)
    return judge_lines(lines, corpus, ontology, copies, file, findings)


def judge_lines(
    lines: Sequence[Line], corpus: Corpus, ontology: Ontology, copies: Mapping[str, Copy],
    file: str = "proposals.jsonl", findings: Sequence[Finding] = (),
) -> Judged:  # fmt: skip
    """The same, of records that were read already; `findings` are those of reading."""
    run = next((line.record for line in lines if isinstance(line.record, Run)), None)
    of_run = list(_of_run(lines, run, corpus, file))
    if run is None or run.article not in corpus.articles:
        return Judged(file, run, (), (*findings, *of_run))
    judging = _Judging(lines, run.article, corpus, ontology, copies)
    proposals = tuple(judging.proposals())
    found = (*findings, *of_run, *_of_copy(run, corpus, copies, file), *_of_another(proposals, run, file))
    return Judged(file, run, proposals, found)


# -- the file -----------------------------------------------------------------------------------------


def _of_run(lines: Sequence[Line], run: Run | None, corpus: Corpus, file: str) -> Iterator[Finding]:
    """What is wrong with the first record."""
    if run is None:
        hint = (
            f'begin with {{"record":"run","format":"{FORMAT}","article":"…","reader":{{"kind":"person","name":"…"}}}}'
        )
        yield Finding(file, 1, "the file has no record 'run', so its article is not known", hint=hint, check=FORM)
        return
    for line in lines:
        if isinstance(line.record, Run) and line.record is not run:
            yield Finding(file, line.number, "a second record 'run'", hint="one file for one article", check=FORM)
    if run.format != FORMAT:
        yield Finding(file, 1, "another format", f"'{run.format}'", f"'{FORMAT}'", check=FORM)
    if run.reader.kind not in READERS:
        found, expected = f"'{run.reader.kind}'", ", ".join(READERS)
        yield Finding(file, 1, "unknown kind of reader", found, expected, nearest(run.reader.kind, READERS), check=FORM)
    if run.article not in corpus.articles:
        hint = nearest(run.article, corpus.articles) or "make it known first: kgtools add-article"
        yield Finding(file, 1, "the project has no such article", f"'{run.article}'", hint=hint, check=FORM)


def _of_copy(run: Run, corpus: Corpus, copies: Mapping[str, Copy], file: str) -> Iterator[Finding]:
    """What is wrong with the text that the reader had, or that is at hand."""
    article, copy = corpus.articles[run.article], copies.get(run.article)
    if run.sha256 and run.sha256 != article.sha256:
        message = "the reader had another version of the text than places refer to; quotes are looked for all the same"
        found, expected = f"sha256 {run.sha256[:12]}…", f"{article.sha256[:12]}…"
        yield Finding(file, 1, message, found, expected, severity=LOOK, check=FORM)
    if copy is None:
        message = f"no copy of '{run.article}' is at hand, so that no quote can be looked for"
        yield Finding(file, 0, message, hint="name the folder that holds it with --articles", check=QUOTE)
    elif not copy.same:
        message = f"{copy.path} is another copy than the one places refer to, so that no anchor can be made"
        differs = f"it differs by {copy.difference}: undo that" if copy.difference else "give the very text"
        yield Finding(file, 0, message, hint=differs, check=QUOTE)


def _of_another(proposals: Sequence[Judgement], run: Run, file: str) -> Iterator[Finding]:
    """That most quotes are those of another article."""
    owners = Counter(one.quote.article for one in proposals if one.quote and one.quote.kind == ELSEWHERE)
    for owner, number in owners.most_common(1):
        if 2 * number > len(proposals):
            message = f"{number} of {len(proposals)} proposals quote the article '{owner}'"
            yield Finding(file, 1, message, f"'{run.article}'", f"'{owner}'", "correct the run", check=QUOTE)


# -- the proposals ------------------------------------------------------------------------------------


@dataclass
class _Draft:
    """A proposal while it is judged."""

    line: int
    record: Record
    quote: QuoteVerdict | None
    anchor: Anchor | None
    draft: Draft
    words: list[Word]


class _Judging:
    """The checks of the proposals of one file."""

    def __init__(
        self, lines: Sequence[Line], article: str, corpus: Corpus, ontology: Ontology, copies: Mapping[str, Copy]
    ) -> None:
        self._lines = [line for line in lines if not isinstance(line.record, Run)]
        self._article, self._corpus, self._ontology = article, corpus, ontology
        copy = copies.get(article)
        run = next(line.record for line in lines if isinstance(line.record, Run))
        same = bool(copy and copy.same and run.sha256 == corpus.articles[article].sha256)
        others = {one: other for one, other in copies.items() if one != article}
        self._copy = copy
        self._quotes = Quotes(copy, others, same)
        self._things = {line.record.new: line.record for line in self._lines if isinstance(line.record, Thing)}
        self._register = Register(corpus, ontology, self._things, copy.text if copy else "")
        self._drafts = Drafts(self._register, article)

    def proposals(self) -> Iterator[Judgement]:
        """The proposals in their order, judged."""
        drafted = [self._draft(line) for line in self._lines]
        self._judge_things(drafted)
        self._judge_claims(drafted)
        for one in drafted:
            draft = one.draft
            yield Judgement(
                one.line,
                one.record,
                one.anchor,
                one.quote,
                draft.references,
                draft.row,
                tuple(dict.fromkeys(one.words)),
            )

    def _judge_things(self, drafted: Sequence[_Draft]) -> None:
        """Which new things the graph may hold already, by what the file says of each."""
        facts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for one in drafted:
            subject = one.draft.references.get("subject")
            if subject and subject.state == NEW and one.draft.row.get("value"):
                facts[subject.new].append((one.draft.row["property"], one.draft.row["value"]))
        seen: dict[str, int] = {}
        for one in drafted:
            if isinstance(thing := one.record, Thing):
                one.draft.references["thing"] = found = self._register.alike(thing, facts[thing.new])
                one.words += [Word(REFERENCE, LOOK, found.text)] if found.state == CHOOSE else []
                if lacking := [language for language in namespaces.languages() if not thing.labels.get(language)]:
                    one.words.append(Word(VALUE, LOOK, f"labels: none in {', '.join(lacking)}"))
                if thing.new in seen:
                    one.words.append(Word(REFERENCE, REFUSED, f"line {seen[thing.new]} has the key '{thing.new}' too"))
                seen.setdefault(thing.new, one.line)

    def _judge_claims(self, drafted: Sequence[_Draft]) -> None:
        """What the passages and the graph say to the claims that the proposals would become."""
        by_key = {claim.key: one for one in drafted if (claim := one.draft.claim)}
        claims = [claim for one in drafted if (claim := one.draft.claim)]
        if not claims or self._copy is None:
            return
        things = {thing.new: (thing, one.line) for one in drafted if isinstance(thing := one.record, Thing)}
        together = beside.merged(self._corpus, (self._drafts.entity(*thing) for thing in things.values()), claims)
        said = passages.words(together, claims, self._copy, self._ontology)
        for key, word in (*said, *beside.words(self._corpus, together, claims, self._ontology)):
            by_key[key].words.append(word)

    def _draft(self, line: Line) -> _Draft:
        """A proposal by itself: form, quote, references, value."""
        record = line.record
        assert not isinstance(record, Run)
        verdicts = [self._quotes.place(quote) for quote in record.quotes]
        quote = worst(verdicts) if verdicts else None
        parts = verdicts[:1] if isinstance(record, Thing) else verdicts  # a thing may be named in several places
        anchor = self._quotes.anchor(parts) if self._copy and self._copy.same else None
        around = self._around(record, anchor)
        draft = self._drafts.draft(record, line.number, anchor, around)
        words = [*_of_form(record), *_of_quotes(verdicts, anchor), *_of_references(draft)]
        words += draft.faults
        return _Draft(line.number, record, quote, anchor, draft, words)

    def _around(self, record: Record, anchor: Anchor | None) -> str:
        """The words in which a proposal stands: its quotes, and what stands before them."""
        if anchor is None or isinstance(record, Run):
            return ""
        return self._quotes.printed(anchor.start - _AROUND, anchor.end)


def _of_form(record: Record) -> Iterator[Word]:
    """What the format asks of a record beyond its fields."""
    for quote in () if isinstance(record, Run) else record.quotes:
        if quote.count not in COUNTS:
            yield Word(FORM, REFUSED, f"count: '{quote.count}' is none of {', '.join(COUNTS)}")
        if min(quote.start or 0, quote.end or 0) < 0:
            yield Word(FORM, REFUSED, "the place of a quote is below 0")
    if isinstance(record, Figure) and "" in record.qualifiers:
        yield Word(FORM, REFUSED, "a qualifier is empty")
    if record.by and record.by.confidence is not None and not 0 <= record.by.confidence <= 1:
        yield Word(FORM, REFUSED, f"confidence: {record.by.confidence:g} is not between 0 and 1")


def _of_quotes(verdicts: Sequence[QuoteVerdict], anchor: Anchor | None) -> Iterator[Word]:
    if not verdicts:
        yield Word(QUOTE, REFUSED, "it has no quote: give the words of the article that say it")
    for one in verdicts:
        if not one.placed:
            yield Word(QUOTE, LOOK if one.kind in (SEVERAL, UNCHECKED) else REFUSED, one.text)
        elif one.text:
            yield Word(QUOTE, SAID, one.text)
    if anchor is None and verdicts and all(one.placed for one in verdicts):
        yield Word(QUOTE, LOOK, "no one passage holds all its quotes: choose the one that says it")


def _of_references(draft: Draft) -> Iterator[Word]:
    for column, one in draft.references.items():
        if one.state == UNKNOWN:
            yield Word(REFERENCE, REFUSED, f"{column}: {one.text}")
        elif one.state == CHOOSE:
            yield Word(REFERENCE, LOOK, f"{column}: {one.text}")
