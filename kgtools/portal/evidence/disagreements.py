"""The page of a disagreement, who says what side by side; and the list of all, by kind and by their weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from kgtools.graph import labels
from kgtools.graph.terms import code_node
from kgtools.messages import message
from kgtools.portal import pictures
from kgtools.portal.addresses import in_pages
from kgtools.portal.chips import Chips
from kgtools.portal.contents import Contents, Paged
from kgtools.portal.frame import DATA, Frame, View
from kgtools.views.articles.disagreement import disagreement_page
from kgtools.views.dataset import own_title
from kgtools.views.disagreements import is_conflict

LIST = "disagreements"
MOST = 50  # entries on a page of the list
_LISTS = {"statuses": "disagreement-status", "types": "disagreement-type"}  # what entries are chosen by, as code lists


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page: those of the entries, and those of the list."""
    yield from contents.sources.disagreements
    yield LIST
    yield from (path for path in listed(contents).lengths if path != LIST)


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page in this place shows; None if there is none."""
    if frame.path.partition("/")[0] == LIST:
        return _list(contents, frame)
    if frame.path not in contents.sources.place:
        return None
    language = frame.language
    entry = disagreement_page(
        contents.store, ox.NamedNode(frame.iri), language, lambda one: contents.sources.stated(one, language),
        contents.copies,
    )  # fmt: skip
    claims = [side.claim for side in entry.sides]
    title = entry.summary.title
    values = {
        "entry": entry,
        "cited": Chips(contents, frame.language),
        "names": contents.short_names[frame.language],
        "articles": [article for article in entry.summary.articles if article != "background"],
        "values": pictures.values(contents, claims, entry.summary.aspect, frame),
        "dates": pictures.dates(contents, claims, frame),
        "around": contents.sources.around(frame.path),
        "kinds": f"{LIST}/{entry.summary.codes[0]}",
        "citation": message(
            "portal.citation",
            frame.language,
            title=title,
            iri=frame.iri,
            own=own_title(frame.language),
            state=contents.state,
        ),
    }
    return View("disagreement", title, values, f"{title}: {entry.summary.first}", DATA)


def listed(contents: Contents) -> Paged[str]:
    """The pages of the list: of all conflicts, then of each kind."""

    def whole() -> dict[str, Sequence[str]]:
        by_kind = contents.sources.by_kind
        conflicts = [entry for kind, entries in by_kind.items() if is_conflict(kind) for entry in entries]
        ways = {LIST: conflicts} | {f"{LIST}/{kind}": list(entries) for kind, entries in by_kind.items()}
        return in_pages(LIST, ways, MOST)

    return Paged(contents.made, LIST, whole)


def _list(contents: Contents, frame: Frame) -> View | None:
    pages = listed(contents)
    if frame.path not in pages.lengths:
        return None
    language, way = frame.language, _way(frame.path)
    found = offers(contents, way)
    numbers: Counter[str] = Counter()
    for path, number in pages.lengths.items():
        numbers[_way(path)] += number
    conflicts = numbers.pop("")
    title = message("portal.door.disagreements", language)
    word = labels.label(contents.store, code_node("disagreement-kind", way), language) if way else ""
    values = {
        "entries": [contents.sources.summary(entry, language) for entry in pages.on(frame.path)],
        "names": contents.short_names[language],
        "kinds": [
            (f"{LIST}/{each}", labels.label(contents.store, code_node("disagreement-kind", each), language), number)
            for each, number in numbers.items()
        ],
        "conflicts": conflicts,
        "pages": [path for path in pages.lengths if _way(path) == way],
        "kind": way,
        "word": word,
        "articles": found["articles"],
        **{name: _choices(contents, lists, found[name], language) for name, lists in _LISTS.items()},
    }
    return View(
        "disagreements", f"{title}: {word}" if word else title, values, message("portal.lead.disagreements", language)
    )


def _way(path: str) -> str:
    """The kind that a page of the list is of, empty for that of all conflicts."""
    second = path.split("/")[1:2]
    return "" if not second or second == ["all"] else second[0]


def ways(contents: Contents) -> dict[str, str]:
    """The path of the first page of each list: of all conflicts, and of each kind, by its code."""
    return {_way(path): path for path in reversed([*listed(contents).lengths])}


def offers(contents: Contents, way: str) -> dict[str, list[str]]:
    """What entries of a list can be chosen by, as codes and ids of articles; they are all looked at for it."""

    def found() -> dict[str, list[str]]:
        known, pages = contents.sources.offered, listed(contents)
        every = [known[entry] for path in pages.lengths if _way(path) == way for entry in pages.on(path)]
        return {
            "types": list(dict.fromkeys(kind for kind, _, _ in every)),
            "statuses": list(dict.fromkeys(status for _, status, _ in every)),
            "articles": sorted({article for *_, articles in every for article in articles}),
        }

    return contents.made.kept((LIST, way), found)


def parts(contents: Contents) -> Iterator[tuple[tuple[str, ...], object]]:
    """What pages of the list are made from, as JSON has it, by its key."""
    yield from listed(contents).parts()
    for way in ways(contents):
        yield (LIST, way), offers(contents, way)


def _choices(contents: Contents, code_list: str, codes: Iterable[str], language: str) -> list[tuple[str, str]]:
    found = [(each, labels.label(contents.store, code_node(code_list, each), language)) for each in codes]
    return sorted(found, key=lambda each: each[1])
