"""All pages: which there are, and each by its address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from kgtools.graph.store import open_store
from kgtools.portal import addresses, frame
from kgtools.portal.contents import Contents
from kgtools.portal.doors import browse, home, networks, search, timeline
from kgtools.portal.evidence import articles, claims, disagreements, targets
from kgtools.portal.kinds import about, entities, figures, questions, resources, vocabulary, withdrawn

# What stands first in the path of a page -> the module that has `paths` and `view` for it; `resources` for the rest.
KINDS: dict[str, ModuleType] = {
    "index": home,
    "browse": browse,
    "search": search,
    "timeline": timeline,
    "networks": networks,
    "id": entities,
    "article": articles,
    "claim": claims,
    "disagreement": disagreements,
    "disagreements": disagreements,
    "target": targets,
    "targets": targets,
    "questions": questions,
    "query": questions,
    "figures": figures,
    "about": about,
    "ontology": vocabulary,
    "code": vocabulary,
}


class Portal:
    """The pages over one graph; `live` if a server answers behind them."""

    def __init__(self, contents: Contents, live: bool = False) -> None:
        self.contents, self._live = contents, live
        frame.templates()

    @classmethod
    def of(cls, root: Path) -> Portal:
        """The pages of a project, built first if need be."""
        return cls(Contents.read(root, open_store(root), whole=True))

    def paths(self) -> Iterator[str]:
        """The path of every page, without language and ending, each once."""
        for module in (*dict.fromkeys(KINDS.values()), withdrawn):
            yield from module.paths(self.contents)

    def page(self, address: str) -> str | None:
        """The page at an address, counted from the root of the site; None if there is none.

        An address is judged by its form, so that one with `..` in it is none.
        """
        parsed = addresses.parsed(address)
        if parsed is None:
            return None
        language, path = parsed
        place = frame.Frame(path, language, self._live)
        view = self.view(place)
        return frame.html(view, place) if view is not None else None

    def view(self, place: frame.Frame) -> frame.View | None:
        """What the page in a place shows; None if there is none."""
        if not frame.is_path(place.path):
            return None
        gone = withdrawn.view(self.contents, place)
        if gone is not None:
            return gone
        view: frame.View | None = KINDS.get(place.path.partition("/")[0], resources).view(self.contents, place)
        return view
