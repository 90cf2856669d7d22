"""The list of disagreements for people: ranked for a terminal, whole for a paper, and as rows and values."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kgtools import namespaces
from kgtools.claims.model import Article, Claim, Corpus, Disagreement, Fact, Figure, Opinion
from kgtools.compare.figures import flows
from kgtools.compare.figures.observations import Observation
from kgtools.compare.report.labels import Labels
from kgtools.compare.report.severity import FOLDED, Severity
from kgtools.markdown import escaped
from kgtools.messages import message
from kgtools.ontology import Ontology
from kgtools.values import dates

COLUMNS = (
    "disagreement", "kind", "question", "type", "status", "found", "claim", "printed", "about", "period", "meant",
    "place", "not accepted", "article", "explanation", "needed",
)  # fmt: skip
_BOLD = "\ue000"  # stands for the stars round a printed value while the rest is escaped; no text has it
_LINES = 2  # lines of an explanation in the ranked list
WHOLE = 3  # so many entries are shown whole; of more the ranked list


@dataclass(frozen=True)
class Selection:
    """Which entries are wanted: all conditions that are given hold. Things and articles are given by id.

    `topic` is an indicator, `flow` a code of its list, `sides` are states or others of whom figures are; `since`
    and `until` are the first and last day of a time in which the question, or a figure of the topic, must lie.
    """

    kind: str = ""
    type: str = ""
    status: str = ""
    article: str = ""
    thing: str = ""
    topic: str = ""
    flow: str = ""
    sides: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None

    def wants(self, entry: Disagreement, corpus: Corpus) -> bool:
        """Whether an entry meets all conditions."""
        claims = [corpus.by_key[key] for key in entry.claims]
        return (
            self.kind in ("", entry.kind)
            and self.type in ("", entry.type)
            and self.status in ("", entry.status)
            and (not self.article or any(claim.article == self.article for claim in claims))
            and (not self.thing or self.thing == entry.about or any(self.thing in _things(claim) for claim in claims))
            and (not (self.topic or self.flow or self.sides) or any(map(self._on_topic, claims)))
            and ((self.since is None and self.until is None) or self._in_time(entry, claims))
        )

    def _on_topic(self, claim: Claim) -> bool:
        return (
            isinstance(claim, Figure)
            and self.topic in ("", claim.indicator)
            and self.flow in ("", claim.flow)
            and {claim.measured, claim.partner} >= set(self.sides)
        )

    def _in_time(self, entry: Disagreement, claims: Iterable[Claim]) -> bool:
        asked = entry.aspect if entry.about.startswith("indicator/") else ""
        times = (claim.period for claim in claims if isinstance(claim, Figure) and self._on_topic(claim))
        return any(self._within(time) for time in (asked, *times) if time)

    def _within(self, time: str) -> bool:
        date = dates.parse(time)
        ends = date.latest or datetime.date.max
        # What is only due by a time (../2022) belongs to the year of its end.
        begins = date.earliest or ends.replace(month=1, day=1)
        return (self.since is None or begins >= self.since) and (self.until is None or ends <= self.until)


def _things(claim: Claim) -> tuple[str, ...]:
    """The ids of what a claim speaks of, and of who speaks."""
    if isinstance(claim, Figure):
        about: tuple[str, ...] = (claim.indicator, claim.measured, claim.partner, claim.reporter, claim.origin)
    elif isinstance(claim, Fact):
        about = (claim.subject, claim.value, claim.origin)
    elif isinstance(claim, Opinion):
        about = (claim.about, claim.affiliation)
    else:
        about = ()
    return (*about, *claim.speakers, f"article/{claim.article}")


# -- for a terminal ---------------------------------------------------------------------------------


class TextWriter:
    """Writes entries as text, folded to a width; unfolded, each paragraph on one line, if the width is None."""

    def __init__(self, words: Labels, ontology: Ontology, width: int | None) -> None:
        self.words = words
        self.severity = Severity(words.corpus, ontology)
        self.width = width

    def ranked(self, entries: list[Disagreement], everything: bool) -> str:
        """The questions by weight under their kinds, each with its weightiest entry in two or three lines and the ids
        of the others.

        Misprints, and what is no conflict, are only counted unless `everything` is asked for.
        """
        shown = [entry for entry in entries if everything or entry.kind not in FOLDED]
        lines: list[str] = []
        kind = ""
        for number, group in enumerate(self.severity.ranked(shown), 1):
            if group[0].kind != kind:
                kind = group[0].kind
                lines += ["", self.words.code("disagreement-kind", kind)]
            lines += self._item(number, group)
        lines += ["", *self._fold(message("disagreements.shown", self.words.language, shown=len(shown)))]
        lines += self._folded(len(entries) - len(shown))
        return "\n".join(lines[1:]) + "\n"

    def _item(self, number: int, group: list[Disagreement]) -> Iterator[str]:
        first, *others = group
        words = self.words
        status = words.code("disagreement-status", first.status)
        size = words.size(self.severity.size(first))
        yield from self._fold(f"{number}. {words.question(first)} – {status}; {size} [{first.id}]", hanging="   ")
        yield from self._fold(words.explanation(first), "   ", _LINES)
        if others:
            ids = ", ".join(entry.id for entry in others)
            yield from self._fold(f"{message('disagreements.also', words.language)}: {ids}", "   ")

    def whole(self, entries: Iterable[Disagreement]) -> str:
        """Each entry whole, by question in order of time."""
        paragraphs = [self._entry(entry) for group in self.severity.in_time(entries) for entry in group]
        return "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n"

    def question(
        self, entries: Iterable[Disagreement], values: Mapping[str, list[Observation]], everything: bool
    ) -> str:
        """The answer to why sources differ on an indicator in a time.

        First, whole, the entry that explains most of what is printed; then what is printed and what follows from it, by
        series; then in short the other entries in which it plays a part, and the articles. Misprints, and what is no
        conflict, are only counted unless `everything` is asked for.
        """
        listed = list(entries)
        shown = {key for found in values.values() for one in found if not one.derived for key in one.claims}
        kept = [entry for entry in listed if everything or entry.kind not in FOLDED]
        ranked = [entry for group in self.severity.ranked(kept) for entry in group]
        ranked.sort(key=lambda entry: -len(shown & set(entry.claims)))
        lines = [*self._entry(ranked[0], with_claims=False), ""] if ranked else []
        for series, observations in values.items():
            lines += [*self._fold(series), *self._values(observations), ""]
        for number, entry in enumerate(ranked[1:], 1):
            lines += self._item(number, [entry])
        lines += self._folded(len(listed) - len(kept))
        cited = list(self._articles({key for found in values.values() for one in found for key in one.claims}))
        if cited and lines and lines[-1]:
            lines.append("")
        return "\n".join([*lines, *cited]).rstrip("\n") + "\n"

    def _folded(self, number: int) -> list[str]:
        """A word on entries that are left out, if there are any."""
        return self._fold(message("disagreements.folded", self.words.language, folded=number)) if number else []

    def _articles(self, keys: Iterable[str]) -> Iterator[str]:
        """The articles of claims, as a list below the text."""
        for name in sorted({key.partition("/")[0] for key in keys}):
            article = self.words.corpus.articles[name]
            yield from self._fold(f"{name}: {self.words.citation(article)}", hanging="  ")

    def _entry(self, entry: Disagreement, with_claims: bool = True) -> Iterator[str]:
        words = self.words
        yield from self._fold(f"{words.question(entry)}  [{entry.id}]")
        yield from self._fold(f"{words.status(entry)}; {words.size(self.severity.size(entry))}", "  ")
        yield from self._fold(words.explanation(entry), "  ")
        if entry.needed:
            yield from self._fold(f"{message('disagreements.needed', words.language)}: {words.needed(entry)}", "  ")
        for key in entry.claims if with_claims else ():
            claim = words.corpus.by_key[key]
            said = words.said(claim, key in entry.holds_back)
            yield from self._fold(f"- {said} – {_source(words, claim)} [{key}]", "  ", hanging="  ")

    def _values(self, observations: list[Observation]) -> Iterator[str]:
        """What is printed and what follows from it, in figures; one time after another."""
        for one in observations:
            said = self._reckoned(one) if one.derived else self._printed(one.claims[0])
            yield from self._fold(f"{one.period}: {said}  [{_keys(one.claims)}]", "  ", hanging="  ")

    def _printed(self, key: str) -> str:
        """What a figure prints, and how it is meant."""
        claim = self.words.corpus.by_key[key]
        marks = self.words.meant(claim, key in self.severity.held)
        return self.words.printed(claim) + (f" ({marks})" if marks else "")

    def _reckoned(self, one: Observation) -> str:
        """A value with the arithmetic by which it follows: 1.9 + 1.4 = 3.2–3.4 billion US dollars."""
        parts = [self._operand(part, one.period) for part in one.parts]
        amount = self.words.amount(one.interval.low, one.interval.high, one.series.unit)
        return f"{message(f'disagreements.rule.{one.rule}', self.words.language, *parts)} = {amount}"

    def _operand(self, part: Observation, time: str) -> str:
        """A value from which another follows, with its flow, and its time if that is another."""
        own = part.series.flow if part.teller == part.series.measured else flows.outward().get(part.series.flow, "")
        flow = self.words.code("flow", own) if part.teller and own else ""
        marks = ", ".join(filter(None, (flow, part.period if part.period != time else "")))
        if part.derived:
            said = self.words.amount(part.interval.low, part.interval.high, part.series.unit)
        else:
            said = self.words.printed(self.words.corpus.by_key[part.claims[0]])
        return f"{said} ({marks})" if marks else said

    def _fold(self, text: str, indent: str = "", most: int | None = None, hanging: str = "") -> list[str]:
        """A paragraph in lines, at most `most`; what is cut off leaves a sign."""
        if self.width is None:
            return [indent + text]
        return textwrap.wrap(
            text, self.width, initial_indent=indent, subsequent_indent=indent + hanging, break_long_words=False,
            break_on_hyphens=False, max_lines=most, placeholder=" …",
        )  # fmt: skip


def _keys(claims: tuple[str, ...]) -> str:
    """Keys of claims, the article named once for those that follow one another: a/n1, n2, b/n3."""
    found: list[str] = []
    article = ""
    for key in claims:
        before, article = article, key.partition("/")[0]
        found.append(key.partition("/")[2] if article == before else key)
    return ", ".join(found)


def _source(words: Labels, claim: Claim) -> str:
    article = words.corpus.articles.get(claim.article)
    return words.short(article) if article else claim.article


def _place(claim: Claim) -> str:
    return f"{claim.anchor.start}-{claim.anchor.end}" if claim.anchor else ""


# -- for files --------------------------------------------------------------------------------------


def rows(entries: Iterable[Disagreement], words: Labels) -> list[list[str]]:
    """One row for each claim of each entry, with the columns of COLUMNS."""
    found = []
    for entry in entries:
        for key in entry.claims:
            claim = words.corpus.by_key[key]
            article = words.corpus.articles.get(claim.article)
            found.append([
                entry.id, words.code("disagreement-kind", entry.kind), words.question(entry),
                words.code("disagreement-type", entry.type), words.code("disagreement-status", entry.status),
                words.code("found", entry.found), key, words.printed(claim), words.about(claim), words.time(claim),
                words.meant(claim), _place(claim), "yes" if key in entry.holds_back else "",
                words.citation(article) if article else claim.article, words.explanation(entry), words.needed(entry),
            ])  # fmt: skip
    return found


def markdown(groups: Iterable[list[Disagreement]], words: Labels) -> str:
    """A section for each question and entry, with its claims and their articles, and the articles at the end."""
    lines: list[str] = []
    cited: dict[str, Article] = {}
    for group in groups:
        lines += [f"## {escaped(words.question(group[0]))}", ""]
        for entry in group:
            lines += [f"### {entry.id}", "", f"*{escaped(words.status(entry))}*", ""]
            if entry.explanation or entry.note:
                lines += [escaped(words.explanation(entry)), ""]
            if entry.needed:
                needed = message("disagreements.needed", words.language)
                lines += [f"{needed}: {escaped(words.needed(entry))}", ""]
            for key in entry.claims:
                claim = words.corpus.by_key[key]
                article = words.corpus.articles.get(claim.article)
                if article:
                    cited[article.id] = article
                said = escaped(words.said(claim, key in entry.holds_back, _BOLD)).replace(_BOLD, "**")
                where = ", ".join(filter(None, (_source(words, claim), _place(claim))))
                lines.append(f"- {said} – {escaped(where)} `{key}`")
            lines.append("")
    if cited:
        label = words.terms.get(namespaces.term("Article"), "article")
        lines += [f"## {label[:1].upper()}{label[1:]}", ""]
        lines += [f"- {escaped(words.citation(article))}" for _, article in sorted(cited.items())]
    return "\n".join(lines).rstrip("\n") + "\n" if lines else ""


def document(entries: Iterable[Disagreement], words: Labels) -> list[dict[str, object]]:
    """The entries as plain values for JSON, with codes and ids as they stand in the tables."""
    found: list[dict[str, object]] = []
    for entry in entries:
        claims = []
        for key in entry.claims:
            claim = words.corpus.by_key[key]
            article = words.corpus.articles.get(claim.article)
            claims.append(
                {
                    "claim": key,
                    "about": words.about(claim),
                    "printed": words.printed(claim),
                    "period": words.time(claim),
                    "meant": words.meant(claim),
                    "place": [claim.anchor.start, claim.anchor.end] if claim.anchor else None,
                    "preferred": key in entry.prefers,
                    "not accepted": key in entry.holds_back,
                    "article": words.citation(article) if article else claim.article,
                }
            )
        said = words.explanation(entry)
        explanation, note = (said, entry.note) if entry.explanation else ("", said)
        found.append(
            {
                "disagreement": entry.id, "kind": entry.kind, "type": entry.type, "status": entry.status,
                "found": entry.found, "question": entry.question, "explanation": explanation,
                "needed": words.needed(entry), "note": note, "claims": claims,
            }
        )  # fmt: skip
    return found
