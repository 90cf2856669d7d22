"""The pages that people look at: questions and answers, one thing, and the search behind the forms.

They are written by the workers, because whatever looks into the graph happens there.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import pyoxigraph as ox

from kgtools import marks, messages, namespaces
from kgtools.errors import UsageError
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.portal import addresses, asking, frame, kept
from kgtools.portal.asking import NAMED
from kgtools.portal.evidence import articles
from kgtools.portal.frame import Frame, View
from kgtools.portal.portal import Portal
from kgtools.query import lookup, search
from kgtools.server.workers import resources
from kgtools.server.workers.tasks import Reply, Task, plain
from kgtools.values.transliteration import bare
from kgtools.views import evidence

_LISTED = 10  # things that are offered
_OFFERED = 60  # matches that are looked at for them
_VARY = "Accept-Language, Accept-Encoding"
INDEX = -1  # the step that makes the index of searches
MANY = 1_000_000  # quads of a graph from which on what draws on the whole is waited for, and not made for who asks
_AGAIN = 10  # seconds after which who waits asks again
_NEEDED = {"thing": "id", "search": "words"}  # the field that says what is looked for
Read = TypeVar("Read")
Candidates = Sequence[tuple[ox.NamedNode, str]] | UsageError  # things and their names, or why there are none


class Suggestions:
    """Things that words may mean, for lists of the pages."""

    def __init__(self, store: Store, index: Callable[[], search.Index]) -> None:
        self._store, self._index = store, index

    def listed(
        self, thing: ox.NamedNode, name: str, language: str, index: search.Index | None = None
    ) -> dict[str, str]:
        """A thing as lists have it, under the name by which it was found; an index knows what speaks of it."""
        return {
            "id": namespaces.shorten(thing.value),
            "label": labels.label(self._store, thing, language),
            "kind": evidence.kind(self._store, thing, language),
            "about": labels.describe(self._store, thing, language, index.speaking_of if index else None),
            "name": name,
        }

    def answer(self, words: str, language: str) -> Reply:
        """What words that are still being typed may mean, the likeliest first, as JSON."""
        index = self._index()
        found = search.search(self._store, words, index)[:_OFFERED]
        named, told = [match for match in found if not match.told], [match for match in found if match.told]
        # Who is still typing means a name that begins so, and a state or person before what is called after it.
        begun = bare(words.strip()).casefold()
        ranked = {match.iri for match in found}
        begins = search.begun(index, words, len(found) + _LISTED)
        named += [search.Match(iri, name, 0) for iri, name in begins if iri not in ranked]
        named.sort(key=lambda match: (not bare(match.name).casefold().startswith(begun), _rank_of_kind(match.iri)))
        listed = [self._found(match, language, index) for match in (*named, *told)[:_LISTED]]
        return Reply(200, "application/json", json.dumps(listed, ensure_ascii=False).encode(), rows=len(listed))

    def _found(self, match: search.Match, language: str, index: search.Index) -> dict[str, Any]:
        """A match as the page lists it; `why` in pieces, each with whether it is what was found."""
        row = search.row(self._store, match, evidence.kind(self._store, match.node, language), language)
        listed = self.listed(match.node, match.name, language, index)
        return listed | {"label": row.what, "told": row.told, "why": row.pieces if row.spans else []}


class Pages:
    """The pages over one graph; an answer on them has at most a number of rows. `index` gives what is searched.

    So many of the steps are `made` in which pages that draw on the whole are kept. Of `steps` in all those are `coming`
    that a process of its own is still to make, the first of which it is at.
    """

    made = steps = 0
    coming: tuple[int, ...] = ()

    def __init__(self, portal: Portal, rows: int, index: Callable[[], search.Index]) -> None:
        self._portal, self._store = portal, portal.contents.store
        self._asking = portal.contents.answering(rows)
        self._suggestions = Suggestions(self._store, index)
        self._taken: Path | None = None
        self._kept: kept.Kept | None = None
        self._moved = mmap.mmap(-1, 1)  # how often a step was over, for those too that were forked off before it was
        self._begun = 0  # how often when this process was

    def warm(self) -> Iterator[None]:
        """Read, step by step, what most pages need: of a large graph little, for each reads itself what it shows."""
        contents = self._portal.contents
        parts = ["surroundings", "things", "withdrawn", "large"]
        if contents.whole:
            parts += ["bars_of", "figures", "outlines"]
            _ = contents.surroundings.whole
            yield
        for part in parts:
            getattr(contents, part)
            yield
        _ = contents.sources.place
        yield

    def make(self, place: Path, digest: str) -> Iterator[None]:
        """Write, bit by bit, the next step of what is kept of pages to a file: in a process of its own."""
        return kept.make(self._portal, place, digest, self.made)

    def take(self, place: Path, digest: str) -> None:
        """See that pages can be answered from a file. Raises ValueError if it has not those of now."""
        self.made = kept.take(self._portal, place, digest)
        self._taken = place

    def expect(self, searched: bool) -> Iterator[int]:
        """The steps that are still to be made, each until the next is asked for; pages until one could not be made.

        The index of searches is among them, behind home, unless there is one.
        """
        expected = [*range(self.made, kept.STEPS)]
        if not searched:
            expected.insert(sum(step < 1 for step in expected), INDEX)
        self.coming, self.steps = tuple(expected), len(expected)
        while self.coming:
            step = self.coming[0]
            yield step
            self._moved[0] = (self._moved[0] + 1) % 256
            sound = step == INDEX or self.made > step
            self.coming = tuple(each for each in self.coming[1:] if sound or each == INDEX)

    @property
    def refusing(self) -> bool:
        """Whether who asks for what is still to be made is told so, and not answered by making it."""
        return bool(self.coming) and self._portal.contents.counts.get("quads", 0) >= MANY

    def waiting(self, task: Task) -> Reply | None:
        """What tells that an answer waits for a step that is still to be made; None if it does not.

        If a step is over since this process was forked off, it is its last answer, for the next one has what was made.
        """
        if not self.refusing:
            return None
        parsed = addresses.parsed(task.get("address", ""))
        searches = task["kind"] == "search" or task.get("service") == "search.json"
        step = INDEX if searches else self._step_of(parsed[1]) if parsed else None
        if step not in self.coming or (parsed and self._of_file(lambda file: file.get(task["address"])) is not None):
            return None
        language, stale = task["language"], self._moved[0] != self._begun
        first = self.steps - len(self.coming) + 1
        told = messages.message(
            "server.waiting.told", language, now=first, steps=self.steps, own=first + self.coming.index(step)
        )
        headers = {"Retry-After": str(_AGAIN)}
        if parsed is None:
            return replace(plain(503, told), headers=headers, last=stale)
        title = messages.message("server.waiting", language)
        view = View("waiting", title, {"told": told, "seconds": _AGAIN})
        html = frame.html(view, Frame(parsed[1], language, live=True))
        return Reply(503, "text/html", html.encode(), headers, last=stale)

    def _step_of(self, path: str) -> int | None:
        """The step that the page of a path waits for, if it is one."""
        return kept.step_of(self._portal.contents, path) if frame.is_path(path) else None

    def begin(self) -> None:
        """Open for this process the file that was taken, if one was. Raises sqlite3.Error."""
        self._begun = self._moved[0]
        if not self._taken:
            return
        self._kept = kept.Kept.opened(self._taken)
        self._portal.contents.made.recall = self._recalled

    def _recalled(self, key: tuple[str, ...]) -> Any:
        return self._of_file(lambda file: file.part(key))

    def _of_file(self, read: Callable[[kept.Kept], Read | None]) -> Read | None:
        """What is kept, if it is."""
        try:
            return read(self._kept) if self._kept else None
        except (sqlite3.Error, zlib.error, TypeError, ValueError):  # the file is damaged
            self._kept = None
            return None

    def answer(self, task: Task) -> Reply:
        """What a task asks for: `page`, `anchors`, `resource`, `query`, `thing` or `search`."""
        fields: dict[str, str] = task.get("fields", {})
        language = task["language"]
        if task["kind"] in _NEEDED and (extra := _extra(fields, _NEEDED[task["kind"]])) is not None:
            return self._wrong(extra, language, task["kind"])
        if task["kind"] == "search":
            return self._suggestions.answer(fields.get("words", ""), language)
        if task["kind"] == "thing":
            return self._thing(fields, language)
        if task["kind"] == "page":
            return self._of_portal(task["address"], language)
        if task["kind"] == "anchors":
            return self._anchors(task["article"])
        if task["kind"] == "resource":
            return resources.answer(self._portal, task, self._like)
        return self._query(fields, language)

    def _anchors(self, article: str) -> Reply:
        """What recognises a reader's own copy of an article."""
        script = articles.anchors(self._portal.contents, article) if frame.is_path(article) else None
        if script is None:
            return plain(404, f"there is no article {article}")
        return Reply(200, "text/javascript", script.encode(), {"Vary": "Accept-Encoding"})

    def _query(self, fields: Mapping[str, str], language: str) -> Reply:
        """The page of a question with its answer, or the answer as a file with names."""
        if fields.get("format") in NAMED:
            with contextlib.suppress(UsageError, RuntimeError):  # the page tells what is wrong
                return self._download(self._asking.asked(fields), fields["format"], language)
        values = self._asking.values(fields, Rooted("query", language, live=True))
        title = values["question"]["wording"] if values["question"] else messages.message("server.start", language)
        chosen = {name: value for name, value in fields.items() if name not in ("lang", "format")}
        return self._page(View("query", title, values), language, "query", chosen, 400 if values["error"] else 200)

    def _download(self, asked: asking.Asked, format: str, language: str) -> Reply:
        text = self._asking.file(asked, format, language)
        name = asked.question.name if asked.question else "answer"
        headers = {"Content-Disposition": f'attachment; filename="{name}.{format}"'}
        return Reply(200, NAMED[format], text.encode(), headers)

    def _wrong(self, extra: messages.Message, language: str, kind: str) -> Reply:
        """What is told who gives, in place of what is needed, what is not known: a script a line, people a page."""
        if kind == "search":
            return plain(400, extra.worded(language))
        title = messages.message("server.find-entity", language)
        page = {"words": title, "found": [], "error": extra.worded(language)}
        return self._page(View("found", title, page), language, "thing", {}, 400)

    # -- things -------------------------------------------------------------------------------------

    def _like(self, path: str, language: str) -> Reply:
        """What is like a path that names nothing. Below a list that is nothing: all names are not read for it."""
        words = _words(path)
        if kept.is_of_whole((addresses.parsed(path) or ("", path))[1]):
            return self._found(words, UsageError(messages.Message("server.no-page")), language, 404, path)
        return self._found(words, self._candidates(words), language, 404, path)

    def _of_portal(self, address: str, language: str) -> Reply:
        """The page at an address of the portal; for an address that has none, what is like it."""
        page = self._of_file(lambda file: file.get(address))
        if page is None:
            html = self._portal.page(address)
            if html is None:
                return self._like(address, language)
            page = html.encode()
        return Reply(200, "text/html", page, {"Vary": "Accept-Encoding"})

    def _thing(self, fields: Mapping[str, str], language: str) -> Reply:
        """The way to the page of the thing that words name, or those that they may name."""
        words = fields.get("id", "").strip()
        found = self._candidates(words)
        if not isinstance(found, UsageError) and (len(found) == 1 or (found and found[0][1] == words)):
            path = addresses.path(namespaces.shorten(found[0][0].value))
            return Reply(303, "text/plain", b"", {"Location": addresses.page(path, language), "Vary": _VARY})
        return self._found(words, found, language, 200)

    def _candidates(self, words: str) -> Candidates:
        """The things that words may name, or why there are none."""
        try:
            return lookup.candidates(self._store, words) if words else []
        except UsageError as error:
            return error

    def _found(self, words: str, found: Candidates, language: str, status: int, at: str = "") -> Reply:
        """The page of the things that words may name; status 404 if there are none. It may stand `at` any address."""
        page: dict[str, Any] = {"words": words, "found": [], "error": None}
        if isinstance(found, UsageError):
            status, page["error"] = 404, messages.worded(found, language)
        else:
            index = getattr(self._store, "searched", None)  # if one was opened already; a lookup needs none
            page["found"] = [self._suggestions.listed(each, name, language, index) for each, name in found[:30]]
        title = words or messages.message("server.find-entity", language)
        return self._page(View("found", title, page), language, "thing", {"id": words} if words else {}, status, at)

    def _page(
        self, view: View, language: str, path: str, chosen: Mapping[str, str], status: int, at: str = ""
    ) -> Reply:  # fmt: skip
        place = Rooted(path, language, live=True, at=at)
        tongues = [
            {"tag": tag, "name": name, "href": f"{place.to(path)}?{urlencode({**chosen, 'lang': tag})}"}
            for tag, name in messages.language_names().items()
        ]
        view = replace(view, values={**view.values, "tongues": tongues})
        html = frame.html(view, place)
        answer = view.values.get("answer")
        return Reply(status, "text/html", html.encode(), {"Vary": _VARY}, answer.get("total") if answer else None)


@dataclass(frozen=True)
class Rooted(Frame):
    """The place of a page that answers what is asked: it stands at the root, and its language is a field.

    `at` is the address at which it stands instead, where nothing else does.
    """

    at: str = ""

    @property
    def address(self) -> str:
        """The address of the page, from the root."""
        return self.at or self.path


def _extra(fields: Mapping[str, str], needed: str) -> messages.Message | None:
    """What is wrong with fields that lack what is needed and have something else; None if they are not so."""
    others = sorted(fields.keys() - {needed, "lang"})
    if needed in fields or not others:
        return None
    return messages.Message("error.no-parameter", name=others[0], expected=f"{needed}, lang")


def _words(address: str) -> str:
    """What an address that has no page may name: its last part, or that of its folder.

    >>> _words("id/state/no-such.html"), _words("en/browse/state/index.html"), _words("en/browse/state/")
    ('no such', 'state', 'state')
    """
    named = address.rstrip("/").removesuffix("/index.html").removesuffix(".html")
    return named.rpartition("/")[2].replace("-", " ")


def _rank_of_kind(iri: str) -> int:
    first = (*marks.kinds("isSide"), *marks.kinds("personalName"))
    return 0 if iri.removeprefix(namespaces.things()).startswith(first) else 1
