"""The large pictures, each a page of its own in each language: the timeline, and the networks.

In a folder of pages they are files; a server has them drawn when they are first asked for (`server/pictures.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from kgtools import namespaces
from kgtools.network import details, networks
from kgtools.network.edges import StatementIndex
from kgtools.network.networks import Selection
from kgtools.plots.network import html as network_html
from kgtools.plots.timeline import html as timeline_html
from kgtools.portal import addresses
from kgtools.portal.contents import Contents
from kgtools.portal.frame import Frame
from kgtools.views import pictures
from kgtools.views.overview.lanes import usual

Files = Mapping[str, Callable[[], str]]
LIBRARY = "static/bokeh.js"
_SELECTION = Selection(planned=True)  # the page has a switch for plans, which is off at start
_SIZE = "degree"  # the measure that makes things large


def timeline(contents: Contents, frame: Frame) -> str:
    """The link to the picture of the timeline; empty if there is none."""
    drawn = contents.drawable and any(bar.lane in usual() for bar in contents.bars)
    return frame.to(_address("timeline", frame.language)) if drawn else ""


def network(contents: Contents, name: str, frame: Frame) -> str:
    """The link to the picture of a network; empty if there is none, as without the libraries that draw them."""
    return frame.to(_address(f"network-{name}", frame.language)) if contents.drawable else ""


def around(contents: Contents, thing: str, frame: Frame) -> str:
    """The link to a thing in the picture of the network that has most of its links; empty if none has it."""
    if not contents.drawable:
        return ""
    joined = contents.links(thing)
    if not joined:
        return ""
    link = network(contents, max(joined, key=lambda name: (joined[name], name)), frame)
    return f"{link}#{thing}" if link else ""


def timelines(contents: Contents) -> Files:
    """The pictures of the timeline, by their addresses."""
    root = contents.root
    assert root is not None

    @cache
    def told() -> dict[str, pictures.TimelinePicture]:
        bars = [bar for bar in contents.bars if bar.lane in usual()]
        return pictures.timelines(root, contents.store, bars, usual(), "", {})

    return {
        _address("timeline", language): partial(lambda tag: timeline_html.text(told(), None, None, tag), language)
        for language in namespaces.languages()
    }


def every_network(contents: Contents) -> Files:
    """The pictures of all networks that have any link, by their addresses, and what draws them."""
    return dict(_networks(contents, contents.outlines))


def possible(contents: Contents) -> Files:
    """All pictures that there may be, by their addresses, for who wants one and not to read what the others show.

    Of a network without a link none is drawn, but EmptyNetwork raised.
    """
    return {**timelines(contents), **dict(_networks(contents, networks.networks(contents.store)))}


def _networks(contents: Contents, names: Iterable[str]) -> Iterator[tuple[str, Callable[[], str]]]:
    index = cache(lambda: _SELECTION.index(contents.store))
    yield LIBRARY, network_html.library
    for name in names:
        shown = cache(partial(_shown, contents, name, index))
        for language in namespaces.languages():
            address = _address(f"network-{name}", language)
            library = addresses.relative(LIBRARY, address)
            yield address, partial(_network, shown, language, library.removesuffix(LIBRARY), library)


def _shown(contents: Contents, name: str, index: Callable[[], StatementIndex]) -> dict[str, Any]:
    """What the page of a network shows, in any language."""
    graph = networks.network(contents.store, name, namespaces.first_language(), _SELECTION, index())
    return network_html.content(details.details(contents.store, graph, name, {}), _SIZE)


def _network(shown: Callable[[], dict[str, Any]], language: str, root: str, library: str) -> str:
    return network_html.page(shown(), language, root, library)


def _address(name: str, language: str) -> str:
    return f"{language}/pictures/{name}.html"
