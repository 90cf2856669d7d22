"""The page of a target, what is aimed at and what became of it; and the list of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.graph.terms import code_node
from kgtools.messages import message
from kgtools.portal.addresses import in_pages
from kgtools.portal.chips import Chips
from kgtools.portal.contents import Contents, Paged
from kgtools.portal.frame import DATA, Frame, View
from kgtools.views.articles.target import target_page
from kgtools.views.dataset import own_title

LIST = "targets"
MOST = 100  # on a page of the list


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page: those of the targets, and those of the list."""
    for targets in contents.sources.targets.values():
        yield from targets
    yield from listed(contents).lengths


def view(contents: Contents, frame: Frame) -> View | None:
    """What the page in this place shows; None if there is none."""
    if frame.path.partition("/")[0] == LIST:
        return _list(contents, frame)
    if not contents.holds(frame.path):
        return None
    language = frame.language
    target = target_page(contents.store, ox.NamedNode(frame.iri), language)
    values = {
        "target": target,
        "told": [contents.sources.stated(claim, language) for claim in target.told],
        "bearing": [contents.sources.stated(claim, language) for claim in target.bearing],
        "cited": Chips(contents, language),
        "articles": [article for article in target.articles if article != "background"],
        "outcomes": f"{LIST}/{target.outcome}",
        "citation": message(
            "portal.citation",
            language,
            title=target.aim.removesuffix("."),
            iri=frame.iri,
            own=own_title(language),
            state=contents.state,
        ),
    }
    description = f"{target.aim} {target.became}: {target.explanation}"
    return View("target", target.aim, values, description, DATA)


def listed(contents: Contents) -> Paged[str]:
    """The pages of the list: of each outcome, then of all targets."""

    def whole() -> dict[str, Sequence[str]]:
        by_outcome = contents.sources.targets
        every = [target for targets in by_outcome.values() for target in targets]
        lists = {f"{LIST}/{outcome}": list(targets) for outcome, targets in by_outcome.items()} | {LIST: every}
        return in_pages(LIST, lists, MOST)

    return Paged(contents.made, LIST, whole)


def ways(contents: Contents) -> list[str]:
    """The path of the first page of each list: of each outcome, and of all targets."""
    return list(dict.fromkeys(map(_way, listed(contents).lengths)))


def _way(path: str) -> str:
    """The first page of the list that a page is of."""
    _, *rest = path.split("/")
    return LIST if not rest or rest[0] == "all" else f"{LIST}/{rest[0]}"


def _list(contents: Contents, frame: Frame) -> View | None:
    """All targets, or those that came to one outcome."""
    pages = listed(contents)
    if frame.path not in pages.lengths:
        return None
    way, language = _way(frame.path), frame.language
    chosen = way.partition("/")[2]
    numbers: Counter[str] = Counter()
    for path, number in pages.lengths.items():
        numbers[_way(path)] += number
    total = numbers.pop(LIST)
    words = {
        each: labels.label(contents.store, code_node("outcome", each.partition("/")[2]), language) for each in numbers
    }
    targets = [
        target_page(contents.store, ox.NamedNode(namespaces.base() + target), language)
        for target in pages.on(frame.path)
    ]
    title = message("portal.targets", language)
    values = {
        "targets": targets,
        "cited": Chips(contents, language),
        "outcomes": [(each, words[each], number) for each, number in numbers.items()],
        "total": total,
        "chosen": chosen,
        "whole": bool(chosen),
        "pages": [path for path in pages.lengths if _way(path) == way],
    }
    title = f"{title}: {words[way]}" if chosen else title
    return View("targets", title, values, message("portal.lead.targets", language))
