"""An impact in words: Markdown in each language, for a terminal, a page or a pull request, and JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from kgtools.claims.model import Claim, Fact, Figure
from kgtools.compare.report.labels import Labels
from kgtools.curation.coverage import Coverage
from kgtools.curation.impact import answers
from kgtools.curation.impact.answers import AnswerChange
from kgtools.curation.impact.effects import Decided, Impact, NewClash, Redated, Support
from kgtools.markdown import escaped
from kgtools.messages import message

# Unless all is wanted: lines of a section; rows of an answer that went, and that came; letters of a cell of a row.
SHOWN, _ROWS, _CELL = 12, 3, 60
_Item = TypeVar("_Item")


class _Words:
    """An impact in one language. `most` is how many lines a section has; None for all."""

    def __init__(self, impact: Impact, language: str, most: int | None) -> None:
        self.impact, self.language, self.most = impact, language, most
        self.new = Labels(impact.after.corpus, impact.after.ontology, language)
        self.old = Labels(impact.before.corpus, impact.before.ontology, language)

    def say(self, key: str, **values: object) -> str:
        return message(f"impact.{key}", self.language, **values)

    def section(self, key: str, items: Sequence[_Item], line: Callable[[_Item], str]) -> Iterator[str]:
        """A heading with the number of items, and a line for each; nothing if there are none."""
        if items:
            chosen = items if self.most is None else items[: self.most]
            more = len(items) - len(chosen)
            yield f"## {self.say(key)} ({len(items)})\n\n"
            yield "".join(f"- {line(item)}\n" for item in chosen)
            yield f"- {self.say('more', number=more)}\n\n" if more else "\n"

    def claim(self, claim: Claim, labels: Labels | None = None) -> str:
        said = (labels or self.new).said(claim)
        return f"{escaped(said)} (`{claim.key}`)"

    def support(self, one: Support) -> str:
        origins = self.say("origins", before=one.before, after=one.after)
        return f"{self.claim(one.claim)}: {origins}; {self.say('before')} `{one.earlier.key}`"

    def again(self, one: Support) -> str:
        return f"{self.claim(one.claim)}; {self.say('before')} `{one.earlier.key}`"

    def redated(self, one: Redated) -> str:
        how = self.say("finer" if one.finer else "coarser")
        return f"{self.claim(one.claim)}: {how}; {self.say('before')} {one.earlier.value} (`{one.earlier.key}`)"

    def clash(self, one: NewClash) -> str:
        kind = self.new.code("disagreement-type", one.clash.type)
        entry = f"; {self.say('entry')} `{one.entry}`" if one.entry else ""
        claims = "; ".join(self.claim(self.new.corpus.by_key[key]) for key in one.clash.claims)
        return f"{kind}: {claims}{entry}"

    def target(self, one: Decided) -> str:
        outcomes = [self.new.code("outcome", outcome) for outcome in (one.before, one.after)]
        by = ", ".join(f"`{claim.key}`" for claim in one.by)
        proposed = f"; {self.say('proposed')}" if one.proposed else ""
        return f"{self.claim(one.target)}: {outcomes[0]} → {outcomes[1]}" + (f" ({by})" if by else "") + proposed

    def answer(self, change: AnswerChange) -> str:
        before, after = self.impact.before.store, self.impact.after.store
        limits = (None, None) if self.most is None else (_ROWS, _CELL)
        return "\n".join(answers.told(change, before, after, self.language, *limits)).removeprefix("- ")

    def thing(self, identifier: str) -> str:
        return f"{escaped(self.new.entities[identifier])} (`{identifier}`)"

    def lost_thing(self, identifier: str) -> str:
        return f"{escaped(self.old.entities[identifier])} (`{identifier}`)"


def markdown(impact: Impact, title: str, language: str, coverage: Coverage | None = None, whole: bool = False) -> str:
    """What differs, the most telling first, under a title; long sections are cut unless it is wanted whole."""
    words = _Words(impact, language, None if whole else SHOWN)
    older = [change for change in impact.answers if change.removed]
    only_more = [change for change in impact.answers if not change.removed]
    unexplained = [one for one in impact.clashes if not one.entry]
    parts = [f"# {title}\n\n", _summary(impact, words, coverage)]
    parts += words.section("answers", older, words.answer)
    if only_more:
        added = ", ".join(f"`{one.question.name}` +{len(one.added)}" for one in only_more)
        parts.append(f"{words.say('answers-more')} {added}\n\n")
    parts += words.section("clashes", unexplained, words.clash)
    parts += words.section("targets", impact.targets, words.target)
    parts += words.section("redated", impact.redated, words.redated)
    parts += words.section("confirmed", impact.confirmed, words.support)
    parts += words.section("weakened", impact.weakened, words.support)
    parts += words.section("explained", [one for one in impact.clashes if one.entry], words.clash)
    parts += words.section("settled", impact.clashes_gone, lambda one: ", ".join(f"`{key}`" for key in one.claims))
    parts += words.section("again", impact.told_again, words.again)
    parts += words.section("things", impact.things_added, words.thing)
    parts += words.section("things-gone", impact.things_removed, words.lost_thing)
    parts += words.section("statements", impact.statements_added, words.claim)
    parts += words.section("statements-gone", impact.statements_removed, lambda one: words.claim(one, words.old))
    parts += _gaps(words, coverage)
    return "".join(parts).rstrip("\n") + "\n"


def _summary(impact: Impact, words: _Words, coverage: Coverage | None) -> str:
    """The numbers, in one paragraph."""
    kinds = Counter(_kind(claim) for claim in impact.statements_added)
    numbers = {
        "facts": kinds["facts"], "figures": kinds["figures"], "opinions": kinds["opinions"],
        "things": len(impact.things_added), "confirmed": len(impact.confirmed), "again": len(impact.told_again),
        "clashes": sum(1 for one in impact.clashes if not one.entry),
        "answers": sum(1 for one in impact.answers if one.removed),
    }  # fmt: skip
    text = words.say("summary", **numbers)
    if coverage is not None:
        unread = sum(1 for gap in coverage.gaps if not gap.why)
        text += " " + words.say("coverage", percent=round(100 * coverage.share), gaps=unread)
    return text + "\n\n"


def _kind(claim: Claim) -> str:
    return "facts" if isinstance(claim, Fact) else "figures" if isinstance(claim, Figure) else "opinions"


def _gaps(words: _Words, coverage: Coverage | None) -> Iterator[str]:
    """The paragraphs that hold no claim and are not marked as read and empty, by their places."""
    if coverage is not None:
        unread = [gap for gap in coverage.gaps if not gap.why]
        yield from words.section("gaps", unread, lambda gap: f"{gap.start}–{gap.end}")


def as_json(impact: Impact, coverage: Coverage | None = None) -> str:
    """The same for programs, in full: claims by key, things and entries by id, terms as N-Triples writes them."""
    found: dict[str, object] = {
        "things_added": impact.things_added,
        "things_removed": impact.things_removed,
        "statements_added": _keys(impact.statements_added),
        "statements_removed": _keys(impact.statements_removed),
    }
    for name in ("confirmed", "told_again", "weakened"):
        supports: tuple[Support, ...] = getattr(impact, name)
        found[name] = [
            {"claim": one.claim.key, "earlier": one.earlier.key, "before": one.before, "after": one.after}
            for one in supports
        ]
    found["redated"] = [
        {"claim": one.claim.key, "earlier": one.earlier.key, "finer": one.finer} for one in impact.redated
    ]
    found["clashes"] = [
        {"type": one.clash.type, "question": one.clash.question, "claims": one.clash.claims, "entry": one.entry}
        for one in impact.clashes
    ]
    found["clashes_gone"] = [
        {"type": one.type, "question": one.question, "claims": one.claims} for one in impact.clashes_gone
    ]
    found["targets"] = [
        {"target": one.target.key, "before": one.before, "after": one.after, "by": _keys(one.by),
         "proposed": one.proposed}
        for one in impact.targets
    ]  # fmt: skip
    found["answers"] = [
        {"question": one.question.name, "columns": one.columns, "before": one.before, "after": one.after,
         "removed": one.removed, "added": one.added}
        for one in impact.answers
    ]  # fmt: skip
    if coverage is not None:
        gaps = [(gap.start, gap.end) for gap in coverage.gaps if not gap.why]
        found["coverage"] = {"share": round(coverage.share, 4), "paragraphs": coverage.paragraphs, "gaps": gaps}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def page(text: str, title: str, language: str) -> str:
    """Markdown as a page of its own."""
    from html import escape

    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": False}).render(text)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


_STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0}"
    "main{max-width:52rem;margin:0 auto;padding:1rem}h1{font-size:1.5rem}h2{font-size:1.15rem}"
    "code{overflow-wrap:anywhere}li{margin:.2rem 0}"
)


def _keys(claims: Iterable[Claim]) -> list[str]:
    return [claim.key for claim in claims]
