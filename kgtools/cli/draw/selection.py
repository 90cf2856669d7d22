"""The options by which commands for networks select what they take, and the network that is asked for."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from kgtools.cli.options import (
    About,
    Since,
    Until,
)
from kgtools.values import periods

if TYPE_CHECKING:
    import networkx as nx

    from kgtools.graph.reading import Store
    from kgtools.network.networks import Selection


NETWORKS = "actors, leaders, documents, institutions, economy, experts, all"
View = Annotated[str, typer.Argument(metavar="NETWORK", help=f"{NETWORKS} or two-mode.")]
# The options of a selection, by the fields of `Selection`: type and default.
_SELECTION: dict[str, tuple[Any, Any]] = {
    "first": (Since, None),
    "last": (Until, None),
    "undated": (
        Annotated[bool, typer.Option("--undated", help="With years: keep also what no article dates.")],
        False,
    ),
    "kinds": (Annotated[str, typer.Option("--kinds", help="Only things of these classes: State,Person.")], ""),
    "layers": (
        Annotated[str, typer.Option("--layers", help="Only diplomatic, institutional, economic, expert.")],
        "",
    ),
    "without": (Annotated[str, typer.Option("--without", help="Leave out what only these articles say.")], ""),
    "support": (
        Annotated[int, typer.Option("--support", min=1, help="Only what rests on so many independent origins.")],
        1,
    ),
    "around": (About, None),
    "inferred": (
        Annotated[bool, typer.Option("--inferred", help="Take also what a curator inferred; drawn dashed.")],
        False,
    ),
    "planned": (
        Annotated[bool, typer.Option("--planned", help="Take also what is only planned or aimed at; drawn dashed.")],
        False,
    ),
    "depth": (Annotated[int, typer.Option("--depth", min=1, help="How many steps from --about.")], 1),
}
_LISTS = ("kinds", "layers", "without")  # are given with commas between


def selecting(command: Callable[..., None], without: tuple[str, ...] = ()) -> Callable[..., None]:
    """A command whose parameter `selection` is given by the options of a selection, but for some."""
    options = {name: option for name, option in _SELECTION.items() if name not in without}
    hints = get_type_hints(command, localns={"Selection": Any}, include_extras=True)
    parameters = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name != "selection":
            parameters.append(parameter.replace(annotation=hints[parameter.name]))
            continue
        for name, (option, default) in options.items():
            parameters.append(inspect.Parameter(name, parameter.kind, default=default, annotation=option))

    @functools.wraps(command)
    def with_options(**given: Any) -> None:
        from kgtools.network.networks import Selection  # waits until it is needed, as it brings much along

        chosen = {name: given.pop(name) for name in options}
        chosen["first"], chosen["last"] = periods.years(chosen["first"], chosen["last"])
        chosen |= {name: _listed(chosen[name]) for name in _LISTS} | {"around": chosen["around"] or ""}
        command(**given, selection=Selection(**chosen))

    # The command line reads its options from these two.
    with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return with_options


def _listed(given: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in given.split(",") if part.strip())


@dataclass(frozen=True)
class Request:
    """A network that is asked for: which one, of what, and in which language."""

    store: Store
    view: str
    language: str
    selection: Selection

    def network(self) -> nx.MultiDiGraph[str]:
        from kgtools.network import networks

        return networks.network(self.store, self.view, self.language, self.selection)

    def denied(self) -> nx.MultiDiGraph[str] | None:
        """The network of what articles deny; None if they deny nothing of it."""
        from kgtools.network import networks

        try:
            denied = replace(self.selection, denied=True)
            return networks.network(self.store, self.view, self.language, denied)
        except networks.EmptyNetwork:
            return None
