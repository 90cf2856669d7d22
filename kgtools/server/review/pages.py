"""What the page of a review shows, as HTML and as values for its script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jinja2

from kgtools import languages, messages, namespaces, projects
from kgtools.articles import fingerprints
from kgtools.articles.paragraphs import split_paragraphs
from kgtools.claims import tables
from kgtools.curation.review.cards import CODES, Card, Words, base_of, cards, draft, new_things
from kgtools.curation.review.decisions import REASONS, Verdict
from kgtools.curation.review.finish import Finished
from kgtools.curation.review.items import ANCHORED, CLAIMS, NAMING, THING, Item, columns_of
from kgtools.curation.review.rows import Row
from kgtools.curation.review.session import Review
from kgtools.errors import Finding
from kgtools.graph.reading import Store
from kgtools.templates import environment

# What each key of the keyboard does, by its place on it (KeyboardEvent.code), with its name on an English keyboard.
KEYS = (
    ("KeyC", "C"), ("KeyA", "A"), ("KeyE", "E"), ("KeyX", "X"), ("KeyL", "L"), ("KeyU", "U"), ("KeyQ", "Q"),
    ("KeyI", "I"), ("Digit1", "1 – 5"), ("KeyN", "N"), ("KeyM", "M"), ("ArrowDown", "↓ J"), ("ArrowUp", "↑ K"),
    ("ArrowRight", "→"), ("ArrowLeft", "←"), ("ShiftC", "⇧ C"), ("KeyF", "F"), ("KeyH", "H"), ("Escape", "Esc"),
)  # fmt: skip
_LONG = ("note", "aliases", "why")


@dataclass(frozen=True)
class Field:
    """A cell in a form: its column, what stands in it, and how it is typed: text, long, thing or one of choices.

    `hint` says what to look at; `choices` are pairs of what is written and its words.
    """

    column: str
    cell: str
    sort: str = "text"
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""


class Pages:
    """The pages of one review in one language."""

    def __init__(self, review: Review, store: Store, language: str, second: bool) -> None:
        self.language = language
        self._review = review
        self._second = second
        self._words = Words(store, review.ground.terms, language)
        self._templates = _templates()
        self._shown: dict[str, str] = {}
        self._rendered: dict[str, tuple[tuple[object, ...], str]] = {}  # cards with what they were made of

    def text(self, key: str, **values: object) -> str:
        """A text of the interface."""
        return messages.message(f"review.{key}", self.language, **values)

    def page(self) -> str:
        """The page as a whole."""
        article = self._review.ground.article
        label = next((one.value for one in article.labels if one.language == self.language), article.id)
        shown = self.cards()
        self._shown = {card["key"]: card["html"] for card in shown}
        return self._render(
            "page", title=self.text("title", article=label), cards=shown, progress=self.progress(), keys=KEYS,
            reasons=REASONS, tongues=messages.language_names(), said=self._script_words(),
            kinds=[*CLAIMS, THING], second=self._second,
        )  # fmt: skip

    def paragraphs(self) -> list[tuple[int, str]]:
        """The paragraphs of the article, each with the code point at which it begins."""
        text = self._review.ground.copy.text
        return [(start, text[start:end]) for start, end in split_paragraphs(text)]

    def cards(self) -> list[dict[str, Any]]:
        """The cards in their order: their keys, their passages, and their HTML."""
        new = new_things(self._review)
        names = {key: self._words.thing(f"new:{key}", new) for key in new}
        others = [row for row in new.values() if row.is_open]
        return [
            {"key": card.key, "start": card.start, "end": card.end, "html": self._card(card, new, names, others)}
            for card in cards(self._review.rows.values())
        ]

    def changed(self) -> dict[str, Any]:
        """What has changed since the cards were last given: their order, the changed ones, and the progress."""
        now = self.cards()
        new = [card for card in now if self._shown.get(card["key"]) != card["html"]]
        self._shown = {card["key"]: card["html"] for card in now}
        return {"order": [card["key"] for card in now], "cards": new, "progress": self.progress()}

    def progress(self) -> dict[str, Any]:
        """How far the review is: counts, and the same in words."""
        counted = self._review.progress()
        left = counted.get("open", 0) + counted.get("later", 0)
        done = counted["all"] - left
        words = self.text("progress", done=done, all=counted["all"], later=counted.get("later", 0))
        return {"done": done, "all": counted["all"], "words": words}

    def _card(self, card: Card, new: Mapping[str, Row], names: Mapping[str, str], others: Sequence[Row]) -> str:
        """A card as HTML, made anew only if what it shows has changed."""
        others = [row for row in others if card.is_thing and row.key != card.key]
        made_of = (card, tuple(names.items()), [row.key for row in others])
        known = self._rendered.get(card.key)
        if known and known[0] == made_of:
            return known[1]
        copy, first = self._review.ground.copy, card.rows[0]
        html = self._render(
            "card", card=card, said={row.key: self._review.said(row) for row in card.rows},
            cells={row.key: self._words.cells(row, new) for row in card.rows},
            candidates=self._words.candidates(first) if card.is_thing and first.is_open else (),
            quote=fingerprints.tidy(copy.text[card.start : card.end]) if card.end else "", names=names,
            found=self._found(first, new) if card.is_thing else "", others=others, second=self._second,
        )  # fmt: skip
        self._rendered[card.key] = (made_of, html)
        return html

    def _found(self, row: Row, new: Mapping[str, Row]) -> str:
        """What a new thing was found to be, in words."""
        target = row.verdict.target
        if target in self._review.rows:
            return self._words.thing(f"new:{self._review.rows[target].item.new}", new)
        return self._words.thing(target, new) if target else row.cells.get("id", "")

    # -- forms ----------------------------------------------------------------------------------------

    def form(self, key: str) -> str:
        """The form in which the cells of a row are changed."""
        row = self._review.row(key)
        fields, do = (self._fields_of_thing(row), "new") if row.item.kind == THING else (self._fields(row), "edit")
        return self._render("form", fields=fields, of=key, do=do, kind=row.item.kind)

    def empty_form(self, kind: str) -> str:
        """The form in which a row of a kind is added."""
        if kind == THING:
            nothing = Row(Item("", THING, {}), Verdict(), {}, None)
            return self._render("form", fields=self._fields_of_thing(nothing), of="", do="add", kind=kind)
        usual = {"modality": "asserted", "certainty": "stated", "bound": "exact"}
        fields = [
            self._field(kind, column, usual.get(column, ""), "")
            for column in columns_of(kind) if column not in ("id", *ANCHORED)
        ]  # fmt: skip
        return self._render("form", fields=fields, of="", do="add", kind=kind)

    def _fields(self, row: Row) -> list[Field]:
        columns = [column for column in columns_of(row.item.kind) if column not in ("id", *ANCHORED)]
        name = row.cells.get("property", "")
        return [self._field(row.item.kind, column, row.cells.get(column, ""), name, row) for column in columns]

    def _field(self, kind: str, column: str, cell: str, name: str, row: Row | None = None) -> Field:
        terms = self._review.ground.terms
        known = terms.properties.get(name)
        if column in CODES and column != "qualifiers":
            return Field(column, cell, "choice", self._words.codes(CODES[column]))
        if column == "property":
            return Field(column, cell, "choice", self._words.properties())
        if column == "value" and known and known.takes == "code":
            return Field(column, cell, "choice", self._words.codes(known.code_list))
        if column in NAMING[kind] and (column != "value" or known is None or known.takes == "entity"):
            new = new_things(self._review)
            choices = [(one, self._words.thing(one, new)) for one in (row.item.choices.get(column, ()) if row else ())]
            hint = "" if column == "value" and known is None else ", ".join(
                self._words.thing(one, new) for one in cell.split(" ") if one
            )  # fmt: skip
            return Field(column, cell, "thing", choices, hint)
        return Field(column, cell, "long" if column in (*_LONG, tables.gist()) else "text")

    def _fields_of_thing(self, row: Row) -> list[Field]:
        ground = self._review.ground
        taken = {*ground.corpus.entities}
        taken |= {one.cells["id"] for one in self._review.rows.values() if one.verdict.status == "new"}
        cells, spelled = draft(row, ground.terms, taken - {row.cells.get("id", "")})
        base = base_of(cells["kind"], ground.terms)
        bases = [namespaces.kinds()[base][1]] if base else [each for _, each in namespaces.kinds().values()]
        below = [one for each in bases for one in ground.terms.below(each)]
        fields = [Field("id", cells["id"])]
        for language in namespaces.languages():
            column = f"label_{language}"
            lacking = "" if cells[column] else self.text("translate")
            fields.append(Field(column, cells[column], hint=self.text("spelled") if column in spelled else lacking))
        choices = sorted(((one, self._words.class_name(one)) for one in below), key=lambda pair: pair[1])
        return [*fields, Field("kind", cells["kind"], "choice", choices), Field("aliases", cells["aliases"], "long")]

    def suggestions(self, words: str) -> list[dict[str, str]]:
        """Things that words name, new ones of the file first."""
        new = new_things(self._review)
        wanted = words.casefold()
        found = [
            {"id": f"new:{key}", "label": self._words.thing(f"new:{key}", new), "kind": self.text("status.new")}
            for key, row in new.items()
            if row.verdict.status != "rejected" and wanted in self._words.thing(f"new:{key}", new).casefold()
        ]
        known = ({"id": one.id, "label": one.label, "kind": one.kind} for one in self._words.suggestions(words))
        return [*found, *known]

    # -- the end --------------------------------------------------------------------------------------

    def finished(self, done: Finished, findings: Sequence[Finding], next_step: str) -> str:
        """What was written, what the check finds, and what to do next."""
        return self._render("finished", done=done, findings=findings, next_step=next_step, second=None)

    def finished_second(self, read: int, changed: int, findings: Sequence[Finding]) -> str:
        """What a second reading has noted and changed, and what the check finds."""
        return self._render("finished", done=None, findings=findings, next_step="", second=(read, changed))

    def _script_words(self) -> dict[str, str]:
        keys = ("select-first", "nothing-open", "confirm-all", "finish-busy", "lost", "nothing-clean")
        return {key: self.text(key) for key in keys}

    def _render(self, template: str, **values: object) -> str:
        return self._templates[template].render(
            values, w=_words(self.language), lang=self.language, project=projects.in_use()
        )  # fmt: skip


def _words(language: str) -> dict[str, str]:
    """The words of the templates, those for columns that are by language among them."""
    words = messages.section("review", language)
    for tag in namespaces.languages():
        named = f"{words['column.label']} ({languages.language(tag).name})"
        words.setdefault(f"column.{tables.label(tag)}", named)
    words.setdefault(f"column.{tables.gist()}", words["column.gist"])
    return words


@cache
def _templates() -> dict[str, jinja2.Template]:
    found = environment(jinja2.PackageLoader("kgtools.server.review"), __file__)
    return {name.removesuffix(".html"): found.get_template(name) for name in found.list_templates()}
