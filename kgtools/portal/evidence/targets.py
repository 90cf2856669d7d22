"""The page of a target, what is aimed at and what became of it; and the list of all."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.graph.terms import code_node
from kgtools.messages import message
from kgtools.portal.chips import Chips
from kgtools.portal.contents import Contents
from kgtools.portal.frame import DATA, Frame, View
from kgtools.views.articles.target import target_page
from kgtools.views.dataset import own_title

LIST = "targets"


def paths(contents: Contents) -> Iterator[str]:
    """The path of each page: those of the targets, and those of the list."""
    for outcome, targets in contents.sources.targets.items():
        yield from targets
        yield f"{LIST}/{outcome}"
    yield LIST


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


def _list(contents: Contents, frame: Frame) -> View | None:
    """All targets, or those that came to one outcome."""
    by_outcome = contents.sources.targets
    _, _, chosen = frame.path.partition("/")
    if chosen and chosen not in by_outcome:
        return None
    language = frame.language
    words = {each: labels.label(contents.store, code_node("outcome", each), language) for each in by_outcome}
    shown = {chosen: by_outcome[chosen]} if chosen else by_outcome
    targets = [
        target_page(contents.store, ox.NamedNode(namespaces.base() + target), language)
        for found in shown.values()
        for target in found
    ]
    title = message("portal.targets", language)
    values = {
        "targets": targets,
        "cited": Chips(contents, language),
        "outcomes": [(f"{LIST}/{each}", words[each], len(found)) for each, found in by_outcome.items()],
        "total": sum(map(len, by_outcome.values())),
        "chosen": chosen,
        "whole": bool(chosen),
    }
    title = f"{title}: {words[chosen]}" if chosen else title
    return View("targets", title, values, message("portal.lead.targets", language))
